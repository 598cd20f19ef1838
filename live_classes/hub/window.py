"""How many bytes may be on their way to one device: what its link carries in a round trip and 0.4 s more."""

EVENTS_START, VOICE_START = 10_000, 5_000
EVENTS_LEAST, VOICE_LEAST = 4_000, 2_500  # a client acknowledges each 2 KB: less would wait for its timer
MOST = 256_000
QUEUE_SECONDS = 0.4
_SAMPLE_SECONDS = 0.2
_ROUND_TRIP_MOST = 0.7  # what takes longer has waited in a queue
_DRIFT_A_SECOND = 0.002  # the shortest round trip is forgotten slowly: a device may change its link


class Window:
    """Learns from acknowledgements; grows where the link answers at once, shrinks where answers take longer."""

    __slots__ = ("_acked", "_mark", "_mark_at", "_rate", "_round_trip", "_since", "events", "is_full", "voice")

    def __init__(self, now: float):
        self.events = EVENTS_START
        self.voice = VOICE_START
        self.is_full = False  # something waited or was dropped since the last sample
        self._rate = 0.0  # bytes a second
        self._round_trip = _ROUND_TRIP_MOST  # shortest lately, with the client's own pause before it answers
        self._mark = 0  # when all bytes up to here are acknowledged, a round trip has been measured
        self._mark_at = 0.0
        self._acked = 0  # bytes of this sample
        self._since = now

    def acknowledge(self, count: int, acked: int, sent: int, now: float) -> None:
        """Note that ``count`` more bytes have arrived, ``acked`` of ``sent`` in all."""
        round_trip = self._measure(acked, sent, now)
        self._acked += count
        elapsed = now - self._since
        if elapsed < _SAMPLE_SECONDS:
            return
        rate = self._acked / elapsed
        if self.is_full:
            self._rate = rate if not self._rate else self._rate + (rate - self._rate) * 0.3
            self._adapt(round_trip)
        else:
            self._rate = max(self._rate, rate)  # nothing waited: the link may carry more than it was given
        self._acked = 0
        self._since = now
        self.is_full = False

    def _measure(self, acked: int, sent: int, now: float) -> float | None:
        """Return how long the bytes marked took, and mark the next ones."""
        if self._mark and acked < self._mark:
            return None
        taken = now - self._mark_at if self._mark else None
        if taken is not None:
            drift = 1 + _DRIFT_A_SECOND * taken
            self._round_trip = min(taken, self._round_trip * drift, _ROUND_TRIP_MOST)
        self._mark, self._mark_at = (sent, now) if sent > acked else (0, 0.0)
        return taken

    def _adapt(self, round_trip: float | None) -> None:
        """Set the window after a time in which it was full."""
        if round_trip is not None and round_trip < self._round_trip + QUEUE_SECONDS:
            size = self.events * 5 // 4
        else:
            size = int(self._rate * (self._round_trip + QUEUE_SECONDS))
        self.events = min(max(size, EVENTS_LEAST), MOST)
        self.voice = max(self.events // 2, VOICE_LEAST)
