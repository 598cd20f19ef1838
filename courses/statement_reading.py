"""xAPI Statements as clients send them, checked (xAPI 1.0.3, part 2, section 2.4)."""

import uuid as uuids
from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from courses.choices import SERVER_VERBS, Verb

VERB_PREFIX = "http://adlnet.gov/expapi/verbs/"
_RESULT_KINDS = {
    "score": dict,
    "success": bool,
    "completion": bool,
    "response": str,
    "duration": str,
    "extensions": dict,
}
LONGEST_TEXT = 4000  # of a response

MESSAGES = {
    "bad_statement": _("Bản ghi không đúng dạng xAPI: cần id, verb.id và object.id."),
    "bad_timestamp": _("Giờ của bản ghi cần có múi giờ, ví dụ 2026-11-23T19:30:00+07:00."),
    "bad_result": _("Phần result của bản ghi không đúng dạng xAPI."),
    "out_of_range": _("Điểm nằm ngoài khoảng cho phép."),
    "unknown_verb": _("Hệ thống không ghi loại hành động này."),
    "voiding_not_allowed": _("Nhật ký học tập chỉ ghi thêm, không huỷ được bản ghi."),
    "unknown_activity": _("Không có bài học này trong khoá học của em."),
    "conflict": _("Mã bản ghi này đã dùng cho nội dung khác. Bản ghi trước giữ nguyên."),
    "too_many": _("Mỗi lần gửi nhiều nhất 50 bản ghi."),
    "too_large": _("Bản ghi quá dài."),
    "not_a_list": _("Cần gửi một danh sách bản ghi."),
    "bad_key": _("Tên vùng lưu không hợp lệ."),
    "too_many_states": _("Bài tương tác này đã lưu quá nhiều phần đang làm dở."),
    "other_person": _("Trang này mở bằng tài khoản khác. Tải lại trang rồi làm tiếp."),
}


class BadStatement(Exception):  # noqa: N818 - an answer to the sender, not an error of ours
    """The statement can't be taken; ``code`` is a key of :data:`MESSAGES`."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class ReadStatement:
    """A statement whose shape is right; whether the lesson exists is still to be asked."""

    uuid: uuids.UUID
    verb: Verb
    activity: str
    timestamp: datetime | None
    result: dict
    context: dict
    raw: dict


def read_statement(raw) -> ReadStatement:
    """Return the parts of a statement that count; an ``actor`` in it is not among them.

    :raises BadStatement: with the code of what is wrong.
    """
    if not isinstance(raw, dict):
        raise BadStatement("bad_statement")
    verb, activity = _identifier(raw, "verb"), _identifier(raw, "object")
    if verb == f"{VERB_PREFIX}voided":
        raise BadStatement("voiding_not_allowed")
    name = verb.removeprefix(VERB_PREFIX)
    if name not in Verb.values or name in SERVER_VERBS or name == verb:
        raise BadStatement("unknown_verb")
    context = raw.get("context", {})
    if not isinstance(context, dict):
        raise BadStatement("bad_statement")
    return ReadStatement(
        uuid_of(raw.get("id")), Verb(name), activity, timestamp_of(raw), _result(raw.get("result", {})), context, raw
    )


def _identifier(raw: dict, part: str) -> str:
    holder = raw.get(part)
    if not isinstance(holder, dict) or not isinstance(holder.get("id"), str):
        raise BadStatement("bad_statement")
    return holder["id"]


def uuid_of(value) -> uuids.UUID:
    """Return the id of a statement."""
    try:
        return uuids.UUID(value)
    except (ValueError, AttributeError, TypeError) as error:
        raise BadStatement("bad_statement") from error


def timestamp_of(raw: dict) -> datetime | None:
    """Return when it happened as the client claims, or None where it says nothing."""
    if "timestamp" not in raw:
        return None
    try:
        parsed = parse_datetime(raw["timestamp"])
    except (ValueError, TypeError) as error:
        raise BadStatement("bad_timestamp") from error
    # Years at the ends of the calendar leave it when turned to another time zone.
    if parsed is None or parsed.tzinfo is None or not 1970 <= parsed.year <= 9000:
        raise BadStatement("bad_timestamp")
    return parsed


def _result(result) -> dict:
    if not isinstance(result, dict) or result.keys() - _RESULT_KINDS.keys():
        raise BadStatement("bad_result")
    for name, value in result.items():
        if not isinstance(value, _RESULT_KINDS[name]):
            raise BadStatement("bad_result")
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            raise BadStatement("too_large")
    check_score(result.get("score", {}))
    return result


def check_score(score: dict) -> None:
    """Section 2.4.5.1: scaled from -1 to 1, raw between min and max, min below max."""
    if score.keys() - {"scaled", "raw", "min", "max"}:
        raise BadStatement("bad_result")
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in score.values()):
        raise BadStatement("bad_result")
    if not -1 <= score.get("scaled", 0) <= 1:
        raise BadStatement("out_of_range")
    low, raw, high = score.get("min", float("-inf")), score.get("raw"), score.get("max", float("inf"))
    if low >= high or (raw is not None and not low <= raw <= high):
        raise BadStatement("out_of_range")
