"""What the learner log says about one pupil and one lesson, or one package of a lesson (pure).

A projection is a function of the *set* of statements: repeats and order don't matter, so it can be kept up as
statements come and rebuilt from the log with the same outcome.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from courses.choices import FINISHING_VERBS, Verb

# After these nobody need go on; a pupil who failed is through with it as well.
_ENDING_VERBS = frozenset({Verb.COMPLETED, Verb.PASSED, Verb.FAILED, Verb.VIEWED})


@dataclass(frozen=True)
class Progress:
    """How far a pupil is in a lesson."""

    opened_at: dt.datetime
    last_opened_at: dt.datetime
    completed_at: dt.datetime | None

    @classmethod
    def of(cls, verb: str, at: dt.datetime, *, is_of_package: bool = False) -> "Progress":
        """Return what a single statement says; a package of a lesson never says that the lesson is done."""
        return cls(at, at, at if verb in FINISHING_VERBS and not is_of_package else None)

    def merged(self, other: "Progress") -> "Progress":
        """Return what both say together: first and last time seen, first time completed."""
        done = [at for at in (self.completed_at, other.completed_at) if at]
        return Progress(
            min(self.opened_at, other.opened_at),
            max(self.last_opened_at, other.last_opened_at),
            min(done) if done else None,
        )


def progress_of(statements: Iterable) -> Progress:
    """Return what statements of one pupil and lesson say; at least one.

    Read of each: ``verb``, ``effective_at``, ``is_of_package``.
    """
    parts = [Progress.of(one.verb, one.effective_at, is_of_package=one.is_of_package) for one in statements]
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.merged(part)
    return whole


@dataclass(frozen=True)
class Outcome:
    """How far a pupil is in a package of a lesson; the fields of ``PackageResult``."""

    opened_at: dt.datetime
    last_opened_at: dt.datetime
    completed_at: dt.datetime | None = None
    attempts_count: int = 0
    best_scaled: float | None = None
    best_raw: float | None = None
    best_max: float | None = None
    last_scaled: float | None = None
    is_passed: bool | None = None


def outcome_of(statements: Iterable) -> Outcome:
    """Return what statements of one pupil and one package of a lesson say; at least one.

    Read of each: ``uuid``, ``verb``, ``effective_at``, ``result``, ``is_of_sub_content``. Parts of the package count
    only for the times: their scores are in that of the whole.
    """
    different = {one.uuid: one for one in statements}.values()
    in_order = sorted(different, key=lambda one: (one.effective_at, str(one.uuid)))
    whole = [one for one in in_order if not one.is_of_sub_content]
    scored = [one for one in whole if scaled_score(one.result) is not None]
    return Outcome(
        opened_at=in_order[0].effective_at,
        last_opened_at=in_order[-1].effective_at,
        completed_at=next((one.effective_at for one in whole if _is_ending(one)), None),
        attempts_count=_attempts(scored),
        is_passed=_judged(whole),
        **_scores(scored),
    )


def scaled_score(result: dict) -> float | None:
    """Return the score of a statement between 0 and 1, or None where it has none."""
    score = result.get("score", {})
    scaled, raw, low, high = score.get("scaled"), score.get("raw"), score.get("min", 0), score.get("max")
    if scaled is None and raw is not None and high is not None and high > low:
        scaled = (raw - low) / (high - low)
    return None if scaled is None else min(max(float(scaled), 0.0), 1.0)


def _is_ending(statement) -> bool:
    return statement.verb in _ENDING_VERBS or bool(statement.result.get("completion"))


def _attempts(scored: list) -> int:
    """Return how often it was finished: some packages tell one end with two verbs, «completed» and «passed»."""
    return max(Counter(one.verb for one in scored).values(), default=0)


def _judged(whole: list) -> bool | None:
    """Return whether the package ever called it a success; None where it never judged."""
    verdicts = set()
    for one in whole:
        if one.verb in (Verb.PASSED, Verb.FAILED):
            verdicts.add(one.verb == Verb.PASSED)
        elif "success" in one.result:
            verdicts.add(one.result["success"])
    return True in verdicts if verdicts else None


def _scores(scored: list) -> dict:
    if not scored:
        return {}
    # Of equal scores the earliest tells most; the order of the list decides.
    best = max(scored, key=lambda one: scaled_score(one.result) or 0.0)
    points = best.result["score"]
    has_points = points.get("raw") is not None and points.get("max") is not None
    return {
        "best_scaled": scaled_score(best.result),
        "best_raw": float(points["raw"]) if has_points else None,
        "best_max": float(points["max"]) if has_points else None,
        "last_scaled": scaled_score(scored[-1].result),
    }
