"""How much one person may send."""


class Bucket:
    """So many a second, with a burst at the beginning."""

    __slots__ = ("_at", "_burst", "_left", "_rate")

    def __init__(self, rate: float, burst: float, now: float):
        self._rate = rate
        self._burst = burst
        self._left = burst
        self._at = now

    def take(self, now: float, count: float = 1) -> bool:
        """Take from the bucket; ``False`` if there is not enough in it."""
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < count:
            return False
        self._left -= count
        return True


class Ink:
    """How many bytes of events each person may put before the class, whatever the number of their sockets.

    All of it goes to every device: a few long messages a second would fill the links of a whole class.
    """

    RATE, BURST, ONE = 3_000, 32_000, 8_000  # a message is never more than the bucket holds

    def __init__(self):
        self._buckets: dict[int, Bucket] = {}

    def take(self, number: int, now: float, size: int) -> bool:
        """Take the bytes of one event; ``False`` if it must wait."""
        bucket = self._buckets.get(number)
        if bucket is None:
            bucket = self._buckets[number] = Bucket(self.RATE, self.BURST, now)
        return bucket.take(now, min(size, self.ONE))


class Limits:
    """The buckets of one connection."""

    __slots__ = ("bad", "events", "pointer", "talk", "video", "voice", "voice_bytes")

    def __init__(self, *, is_leading: bool, now: float):
        # A teacher draws and shows: several strokes and a pointer at once.
        self.events = Bucket(40, 80, now) if is_leading else Bucket(10, 20, now)
        self.pointer = Bucket(20, 40, now)
        self.talk = Bucket(10, 40, now)  # ping, level, link
        self.voice = Bucket(25, 60, now)  # 16.7 frames of 60 ms
        self.voice_bytes = Bucket(8_000, 32_000, now)  # twice what the highest step sends; all of it may be kept
        self.video = Bucket(48_000, 160_000, now)  # bytes
        self.bad = Bucket(200, 200, now)
