"""A table of measurements with limits."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One number: what it is of, the number, the most it may be, and what stands beside it for comparison."""

    what: str
    value: float
    limit: float | None
    unit: str
    beside: str = ""

    @property
    def is_over(self) -> bool:
        """Whether the number is above its limit."""
        return self.limit is not None and self.value > self.limit


def show(lines: list[Line]) -> int:
    """Print the table; return 1 if anything is over its limit, for ``sys.exit``."""
    width = max(len(line.what) for line in lines)
    for line in lines:
        limit = f"≤ {line.limit:g} {line.unit}" if line.limit is not None else ""
        verdict = "OVER" if line.is_over else "ok" if line.limit is not None else ""
        print(
            f"{line.what:<{width}}  {line.value:>9.1f} {line.unit:<9} {limit:<16} {verdict:<5} {line.beside}".rstrip()
        )
    return int(any(line.is_over for line in lines))
