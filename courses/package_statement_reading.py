"""xAPI statements that packages make, checked (xAPI 1.0.3, part 2, sections 2.4 and 2.4.5; docs/package_protocol.md).

Packages are programs of strangers with habits of their own: what only decorates is left out, what would say something
false (a score of 99 out of 1) is refused.
"""

import re
import uuid as uuids
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs

from courses.choices import PACKAGE_VERBS, VERB_IRIS, Verb
from courses.iris import question_iri, reported_by_iri
from courses.question_reading import question_of
from courses.statement_reading import LONGEST_TEXT, VERB_PREFIX, BadStatement, check_score, timestamp_of, uuid_of

_VERBS = {VERB_IRIS.get(verb, f"{VERB_PREFIX}{verb}"): verb for verb in PACKAGE_VERBS}
_DURATION = re.compile(r"P(?=.)(\d{1,6}D)?(T(?=.)(\d{1,6}H)?(\d{1,6}M)?(\d{1,9}(\.\d{1,20})?S)?)?")
_FLAGS = ("success", "completion")


@dataclass(frozen=True)
class ReadPackageStatement:
    """A statement of a package whose shape is right; ``sub_content`` names the part of the package it is about."""

    uuid: uuids.UUID
    verb: Verb
    sub_content: uuids.UUID | None
    timestamp: datetime | None
    result: dict
    context: dict
    raw: dict


def read_package_statement(raw, *, is_target_first: bool = False) -> ReadPackageStatement | None:
    """Return the parts of a statement that are kept; None for one that is acknowledged and forgotten.

    :raises BadStatement: with the code of what is wrong.
    """
    if not isinstance(raw, dict):
        raise BadStatement("bad_statement")
    name = _verb(raw)
    if name == f"{VERB_PREFIX}voided":
        raise BadStatement("voiding_not_allowed")
    uuid = uuid_of(raw.get("id"))
    if name not in _VERBS:
        return None
    about = raw.get("object") or {}
    if not isinstance(about, dict):
        raise BadStatement("bad_statement")
    result = _result(raw.get("result") or {})
    question = question_of(
        about.get("definition"), response=result.get("response", ""), is_target_first=is_target_first
    )
    extensions = {reported_by_iri(): "client"} | ({question_iri(): question} if question else {})
    return ReadPackageStatement(
        uuid, _VERBS[name], _sub_content(about), timestamp_of(raw), result, {"extensions": extensions}, raw
    )


def _verb(raw: dict) -> str:
    verb = raw.get("verb")
    if not isinstance(verb, dict) or not isinstance(verb.get("id"), str):
        raise BadStatement("bad_statement")
    return verb["id"]


def _sub_content(about: dict) -> uuids.UUID | None:
    """Return what ``…?subContentId=<UUID>`` names; whatever else the package calls itself is not asked."""
    name = about.get("id") or ""
    if not isinstance(name, str):
        raise BadStatement("bad_statement")
    found = parse_qs(name.partition("?")[2].partition("#")[0]).get("subContentId")
    return uuid_of(found[0]) if found else None


def _result(result) -> dict:
    if not isinstance(result, dict):
        raise BadStatement("bad_result")
    kept = {name: result[name] for name in _FLAGS if isinstance(result.get(name), bool)}
    response = result.get("response")
    if isinstance(response, str):
        if len(response) > LONGEST_TEXT:
            raise BadStatement("too_large")
        kept["response"] = response
    duration = result.get("duration")
    if isinstance(duration, str) and _DURATION.fullmatch(duration):
        kept["duration"] = duration
    if score := _score(result.get("score")):
        kept["score"] = score
    return kept


def _score(score) -> dict:
    """Return a score that says something: none where there was nothing to gain (0 of 0, null for what is no number)."""
    if score is None:
        return {}
    if not isinstance(score, dict):
        raise BadStatement("bad_result")
    given = {name: value for name, value in score.items() if value is not None}
    if given.get("max") == given.get("min", 0):
        return {}
    check_score(given)
    return given
