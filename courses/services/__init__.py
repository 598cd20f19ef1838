"""What may be done to courses, lessons and the learner log."""

from courses.services.courses import (
    NotYours,
    create_course,
    delete_course,
    ensure_course_index,
    publish_course,
    pupils_addressed,
    set_audience,
    unpublish_course,
    update_course,
)
from courses.services.lessons import (
    add_resource_to_lesson,
    create_lesson,
    delete_lesson,
    move_lesson,
    resource_block,
    unpublish_lesson,
    update_lesson,
)
from courses.services.package_work import MAX_STATES, TooManyStates, forget_state, restart_package, save_state
from courses.services.projecting import rebuild_progress
from courses.services.statements import (
    StatementConflict,
    record_launch,
    record_package_statements,
    record_statement,
    statement_digest,
)

__all__ = [
    "MAX_STATES",
    "NotYours",
    "StatementConflict",
    "TooManyStates",
    "add_resource_to_lesson",
    "create_course",
    "create_lesson",
    "delete_course",
    "delete_lesson",
    "ensure_course_index",
    "forget_state",
    "move_lesson",
    "publish_course",
    "pupils_addressed",
    "rebuild_progress",
    "record_launch",
    "record_package_statements",
    "record_statement",
    "resource_block",
    "restart_package",
    "save_state",
    "set_audience",
    "statement_digest",
    "unpublish_course",
    "unpublish_lesson",
    "update_course",
    "update_lesson",
]
