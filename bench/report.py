"""A table of measurements with limits."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One number: what it is of, the number, the most (or the least) it may be, and what stands beside it."""

    what: str
    value: float
    limit: float | None
    unit: str
    beside: str = ""
    is_least: bool = False  # the limit is the least it may be

    @property
    def is_over(self) -> bool:
        """Whether the number is on the wrong side of its limit, or none at all."""
        if self.limit is None:
            return False
        is_good = self.value >= self.limit if self.is_least else self.value <= self.limit
        return not is_good

    @property
    def bound(self) -> str:
        """The limit in words."""
        return "" if self.limit is None else f"{'≥' if self.is_least else '≤'} {self.limit:g} {self.unit}"


def show(lines: list[Line]) -> int:
    """Print the table; return 1 if anything is over its limit, for ``sys.exit``."""
    width = max(len(line.what) for line in lines)
    for line in lines:
        verdict = ("UNDER" if line.is_least else "OVER") if line.is_over else "ok" if line.limit is not None else ""
        value = f"{line.value:>9.2f}" if abs(line.value) < 10 else f"{line.value:>9.1f}"
        print(f"{line.what:<{width}}  {value} {line.unit:<9} {line.bound:<16} {verdict:<5} {line.beside}".rstrip())
    return int(any(line.is_over for line in lines))
