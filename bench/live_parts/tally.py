"""Counts what arrives, by the number that each message carries."""

import time
from array import array


class Tally:
    """How often each message has arrived, and how long it took each time."""

    def __init__(self):
        self.total = 0
        self.expected = 0  # receivers of a message
        self.counts: list[int] = []
        self.sent_at: list[float] = []
        self.latencies = array("d")
        self.arrived = array("I")  # numbers, beside the latencies
        self.on_complete = None

    def new(self) -> int:
        """Return the number of a message that is sent now."""
        self.counts.append(0)
        self.sent_at.append(time.perf_counter())
        return len(self.counts) - 1

    def take(self, number: int) -> None:
        """Count one arrival."""
        self.total += 1
        self.latencies.append(time.perf_counter() - self.sent_at[number])
        self.arrived.append(number)
        count = self.counts[number] = self.counts[number] + 1
        if count == self.expected and self.on_complete:
            self.on_complete(number)

    @property
    def share_percent(self) -> float:
        """Share of all expected arrivals that came."""
        return 100 * self.total / (len(self.counts) * self.expected) if self.counts else 0

    def percentile_ms(self, percent: float, numbers=None) -> float:
        """Return a percentile of the latencies, of some messages or of all."""
        chosen = self.latencies if numbers is None else self._of(numbers)
        return percentile(chosen, percent) * 1000

    def _of(self, numbers) -> list[float]:
        return [taken for number, taken in zip(self.arrived, self.latencies, strict=True) if number in numbers]


def percentile(values, percent: float) -> float:
    """Return the value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else float("nan")
