"""``/api/lessons/<uuid>/packages/<uuid>/``: a pupil's work in a package of a lesson (docs/package_protocol.md)."""

import datetime as dt
import json
import re
import uuid as uuids

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView

from content_repo.choices import PackageFormat
from content_repo.models import Package
from content_repo.queries.packages import LONG_COLUMNS
from courses.api.statements import MOST_BYTES, MOST_STATEMENTS, refused
from courses.models import CoursePage, LessonPage, SavedState
from courses.package_statement_reading import ReadPackageStatement, read_package_statement
from courses.permissions import can_work_on_package
from courses.queries import course_of
from courses.services import StatementConflict, TooManyStates, forget_state, record_package_statements, save_state
from courses.statement_reading import MESSAGES, BadStatement

MAX_VALUE_CHARS = 100_000
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
KEY = re.compile(rf"state/(main|{_UUID})|cmi/[\w.:-]{{1,100}}|position")
# A clock stops at no more than this: a state that says it is older is taken as old as this.
_OLDEST = dt.timedelta(days=3650)


class WorkThrottle(UserRateThrottle):
    """Far above what a pupil's device sends in one lesson, below what a runaway package would."""

    scope = "package_work"
    rate = "240/min"


class PackageWorkView(APIView):
    """What all three addresses share: the lesson, the package, and that who asks is a pupil who may work on it."""

    throttle_classes = [WorkThrottle]
    course: CoursePage
    lesson: LessonPage
    package: Package

    def initial(self, request: Request, *args, **kwargs) -> None:
        """Find the objects; 404 for everybody who may not write here, staff among them."""
        super().initial(request, *args, **kwargs)
        # A page of one pupil that is still open when another signs in must not write into the other's log.
        if request.headers.get("X-Person", str(request.user.uuid)) != str(request.user.uuid):
            raise PermissionDenied({"code": "other_person", "message": MESSAGES["other_person"]})
        self.lesson = get_object_or_404(LessonPage, uuid=kwargs["uuid"], live=True)
        packages = Package.objects.select_related("blob").defer(*LONG_COLUMNS, "blob__text")
        self.package = get_object_or_404(packages, uuid=kwargs["package_uuid"])
        self.course = course_of(self.lesson)
        if not can_work_on_package(request.user, self.lesson, self.course, self.package):
            raise Http404

    @property
    def _changed_at(self) -> dt.datetime:
        """When a state was made: so many seconds ago by the device's clock, which may be set wrong but does go."""
        try:
            seconds = float(self.request.headers.get("X-Age-Seconds", 0))
            age = dt.timedelta(seconds=min(max(seconds, 0), _OLDEST.total_seconds()))
        except ValueError:  # no number, or not a number
            age = dt.timedelta()
        return timezone.now() - age


class PackageStatementsView(PackageWorkView):
    """Takes up to 50 statements; all are stored or none is, and sending them again changes nothing."""

    @extend_schema(request=OpenApiTypes.OBJECT, responses={200: OpenApiTypes.OBJECT})
    def post(self, request: Request, uuid: uuids.UUID, package_uuid: uuids.UUID) -> Response:
        """Store what counts; acknowledge all with their ids."""
        sent = request.data
        if not isinstance(sent, list):
            return refused("not_a_list", None)
        if len(sent) > MOST_STATEMENTS:
            return refused("too_many", None)
        told: list[ReadPackageStatement] = []
        places: list[int] = []
        for index, raw in enumerate(sent):
            try:
                read = self._read(raw)
            except BadStatement as refusal:
                return refused(refusal.code, index)
            if read:
                told.append(read)
                places.append(index)
        try:
            record_package_statements(
                actor=request.user, course=self.course, lesson=self.lesson, package=self.package, told=told
            )
        except StatementConflict as conflict:
            return refused("conflict", places[conflict.place])
        return Response([raw["id"] for raw in sent])

    def _read(self, raw) -> ReadPackageStatement | None:
        if len(json.dumps(raw, ensure_ascii=False).encode()) > MOST_BYTES:
            raise BadStatement("too_large")
        return read_package_statement(raw, is_target_first=self.package.format == PackageFormat.H5P)


class PackageStatesView(PackageWorkView):
    """All places at which the pupil stopped."""

    @extend_schema(responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Request, uuid: uuids.UUID, package_uuid: uuids.UUID) -> Response:
        """Return ``{key: value}``."""
        rows = SavedState.objects.filter(pupil=request.user, lesson=self.lesson, package=self.package)
        states = {key: json.loads(value) for key, value in rows.values_list("key", "value")}
        return Response({key: value for key, value in states.items() if value is not None})


_AGE = OpenApiParameter("X-Age-Seconds", float, OpenApiParameter.HEADER, description="How long ago it was made.")


class PackageStateView(PackageWorkView):
    """One place at which the pupil stopped."""

    @extend_schema(request=OpenApiTypes.OBJECT, responses={204: None}, parameters=[_AGE])
    def put(self, request: Request, uuid: uuids.UUID, package_uuid: uuids.UUID, key: str) -> Response:
        """Keep a value, unless a newer one is there."""
        if not KEY.fullmatch(key):
            return refused("bad_key", None)
        value = json.dumps(request.data, ensure_ascii=False, separators=(",", ":"))
        if len(value) > MAX_VALUE_CHARS:
            return refused("too_large", None)
        try:
            save_state(**self._place(key), value=value, changed_at=self._changed_at)
        except TooManyStates:
            return refused("too_many_states", None)
        return Response(status=204)

    @extend_schema(responses={204: None}, parameters=[_AGE])
    def delete(self, request: Request, uuid: uuids.UUID, package_uuid: uuids.UUID, key: str) -> Response:
        """Forget a value, unless a newer one is there."""
        if not KEY.fullmatch(key):
            return refused("bad_key", None)
        forget_state(**self._place(key), changed_at=self._changed_at)
        return Response(status=204)

    def _place(self, key: str) -> dict:
        return {"pupil": self.request.user, "lesson": self.lesson, "package": self.package, "key": key}
