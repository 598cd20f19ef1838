"""``/api/statements/``: the learner log for the browser's queue and for players of content."""

import json
import uuid as uuids

from django.conf import settings
from django.db import transaction
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from courses.models import CoursePage, LessonPage
from courses.permissions import can_learn, can_view_lesson
from courses.queries import course_of
from courses.services import StatementConflict, record_statement
from courses.statement_reading import MESSAGES, BadStatement, ReadStatement, read_statement

MOST_STATEMENTS = 50
MOST_BYTES = 16_000
STATUSES = {
    "voiding_not_allowed": 403,
    "unknown_activity": 404,
    "conflict": 409,
    "too_large": 413,
    "too_many": 413,
    "too_many_states": 413,
}


class StatementsView(APIView):
    """Takes one statement or up to 50; all are stored or none is, and sending them again changes nothing."""

    @extend_schema(request=OpenApiTypes.OBJECT, responses={200: OpenApiTypes.OBJECT})
    def post(self, request: Request) -> Response:
        """Store statements of whoever is signed in; answer with their ids (xAPI 1.0.3, part 3, section 2.1.2)."""
        sent = request.data if isinstance(request.data, list) else [request.data]
        if len(sent) > MOST_STATEMENTS:
            return refused("too_many", None)
        stored = []
        index = 0
        try:
            with transaction.atomic():
                for index, raw in enumerate(sent):  # noqa: B007 - names the one refused
                    stored.append(_store(request.user, raw))
        except BadStatement as refusal:
            return refused(refusal.code, index)
        return Response([str(uuid) for uuid in stored])


def _store(user, raw) -> uuids.UUID:
    if len(json.dumps(raw, ensure_ascii=False).encode()) > MOST_BYTES:
        raise BadStatement("too_large")
    read = read_statement(raw)
    course, lesson = _activity(user, read)
    try:
        record_statement(
            uuid=read.uuid,
            actor=user,
            verb=read.verb,
            course=course,
            lesson=lesson,
            timestamp=read.timestamp,
            result=read.result,
            context=read.context,
            raw=read.raw,
        )
    except StatementConflict as error:
        raise BadStatement("conflict") from error
    return read.uuid


def _activity(user, read: ReadStatement) -> tuple[CoursePage, LessonPage]:
    """Return the lesson a statement is about, if the user learns in it."""
    prefix = f"{settings.SITE_URL}/hoc/"
    try:
        uuid = uuids.UUID(read.activity.removeprefix(prefix))
    except ValueError as error:
        raise BadStatement("unknown_activity") from error
    lesson = LessonPage.objects.filter(uuid=uuid, live=True).first()
    if lesson is None or not read.activity.startswith(prefix):
        raise BadStatement("unknown_activity")
    course = course_of(lesson)
    if not (can_view_lesson(user, lesson, course) and can_learn(user, course)):
        raise BadStatement("unknown_activity")
    return course, lesson


def refused(code: str, index: int | None) -> Response:
    """Return an answer that says what is wrong, and with which statement of several."""
    body = {"code": code, "message": str(MESSAGES[code])}
    if index is not None:
        body["index"] = index
    return Response(body, status=STATUSES.get(code, 400))
