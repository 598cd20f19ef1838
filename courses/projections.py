"""What the learner log says about one pupil and one lesson (pure).

A projection is a function of the *set* of statements: repeats and order don't matter, so it can be kept up as
statements come and rebuilt from the log with the same outcome.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from courses.choices import FINISHING_VERBS


@dataclass(frozen=True)
class Progress:
    """How far a pupil is in a lesson."""

    opened_at: dt.datetime
    last_opened_at: dt.datetime
    completed_at: dt.datetime | None

    @classmethod
    def of(cls, verb: str, at: dt.datetime) -> "Progress":
        """Return what a single statement says."""
        return cls(at, at, at if verb in FINISHING_VERBS else None)

    def merged(self, other: "Progress") -> "Progress":
        """Return what both say together: first and last time seen, first time completed."""
        done = [at for at in (self.completed_at, other.completed_at) if at]
        return Progress(
            min(self.opened_at, other.opened_at),
            max(self.last_opened_at, other.last_opened_at),
            min(done) if done else None,
        )


def progress_of(statements: Iterable) -> Progress:
    """Return what statements (with ``verb`` and ``effective_at``) of one pupil and lesson say; at least one."""
    parts = [Progress.of(statement.verb, statement.effective_at) for statement in statements]
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.merged(part)
    return whole
