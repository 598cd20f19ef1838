"""One object of each kind in ``school``, and the address of every page on it."""

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Page, Site

from accounts.models import Notification
from content_repo.choices import Visibility
from content_repo.services import ensure_groups, ensure_review_workflow, submit_resource
from courses.choices import ImportState as TakenState
from courses.models import CartridgeImport, CourseAudience, CoursePage, LessonPage
from courses.services import ensure_course_index
from elearn.models import HomePage
from media.choices import UploadState
from media.models import Upload
from media.services import store_file
from schools.choices import ImportState
from schools.models import RosterImport
from tests.elearn.url_live_world import LiveWorld
from tests.elearn.url_package_world import PackageWorld
from tests.factories.content_repo import GradeFactory, ResourceFactory, SubjectFactory
from tests.factories.package_work import file_block


class World:
    """Objects of ``school``, made by its teacher unless said otherwise; nothing in it is of another school."""

    def __init__(self, *, school, school_class, teacher, pupil, manager):
        self.school, self.school_class = school, school_class
        self.teacher, self.pupil, self.manager = teacher, pupil, manager
        self.staff = teacher.memberships.filter(school_class__isnull=True).get()
        self.note = Notification.objects.create(user=pupil, kind="content_repo.published", url="/kho/")
        self.roster = RosterImport.objects.create(
            school=school, created_by=manager, file_name="6A.csv", school_year="2026-2027", state=ImportState.PREVIEW
        )
        self._make_resources()
        self._make_courses()
        self._make_uploads()
        self.live = LiveWorld(
            school_class=school_class,
            teacher=teacher,
            pupil=pupil,
            course=self.courses["live"],
            draft=self.courses["draft"],
        )

    def _make_resources(self):
        ensure_groups()
        ensure_review_workflow()
        own = {"owner": self.teacher, "school": self.school}
        self.stored = store_file(
            file=SimpleUploadedFile("ghi-chep.txt", "Phân số bằng nhau".encode()),
            name="ghi-chep.txt",
            owner=self.teacher,
            school=self.school,
        )
        self.packages = PackageWorld(teacher=self.teacher, school=self.school)
        files = [self.stored.blob]
        self.resources = {
            "public": ResourceFactory(**own, files=files),
            "school": ResourceFactory(**own, files=[*files, self.packages.shared.blob], visibility=Visibility.SCHOOL),
            "draft": ResourceFactory(**own, files=files, is_published=False),
            "waiting": ResourceFactory(**own, files=files, is_published=False),
        }
        submit_resource(resource=self.resources["waiting"], by=self.teacher)

    def _make_courses(self):
        home = HomePage(title="Lớp Gần", slug="trang-chu-thu")
        Page.get_first_root_node().add_child(instance=home)
        Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "testserver", "root_page": home})
        index = ensure_course_index(home)
        self.courses, self.lessons = {}, {}
        for state, is_live in (("live", True), ("draft", False)):
            course = CoursePage(
                title=f"Toán 6 {state}",
                live=is_live,
                teacher=self.teacher,
                school=self.school,
                subject=SubjectFactory(),
                grade=GradeFactory(number=6),
                school_year="2026-2027",
            )
            index.add_child(instance=course)
            CourseAudience.objects.create(course=course, school_class=self.school_class)
            lesson = LessonPage(
                title="Phân số bằng nhau",
                live=is_live,
                body=[file_block(self.packages.shared)],
            )
            course.add_child(instance=lesson)
            self.courses[state], self.lessons[state] = course, lesson

        self.cartridge = CartridgeImport.objects.create(
            owner=self.teacher,
            school=self.school,
            blob=self.stored.blob,
            name="toan-6.imscc",
            state=TakenState.DONE,
            course=self.courses["draft"],
        )

    def _make_uploads(self):
        self.upload = Upload.objects.create(
            uuid=uuid.uuid4(),
            owner=self.teacher,
            school=self.school,
            name="giao-an.docx",
            size_bytes=300_000,
            part_size_bytes=262_144,
            state=UploadState.RECEIVING,
        )

    def paths(self) -> dict[str, str]:
        """Return the address of each row's key: ``name`` of the URL, or ``name@variant``."""
        return {
            **self._plain_paths(),
            **self._school_paths(),
            **self._resource_paths(),
            **self._course_paths(),
            **self._media_paths(),
            **self.packages.paths(),
            **self.live.paths(),
        }

    @staticmethod
    def _plain_paths():
        names = [
            *("sign_in", "sign_out", "account", "change_password", "language", "preferences"),
            *("notifications", "notifications_read"),
        ]
        others = [
            *(
                "schools:class_list",
                "schools:school_list",
                "content_repo:topics",
                "content_repo:prefill",
                "health",
                "api_schema",
            ),
            *("content_repo:catalogue", "content_repo:suggest", "content_repo:my_resources"),
            *("content_repo:upload", "content_repo:review_queue", "courses:my_courses", "courses:course_create"),
            "courses:cartridge_import",
        ]
        return {name: reverse(name) for name in [*(f"accounts:{name}" for name in names), *others]}

    def _school_paths(self):
        school, school_class = self.school.uuid, self.school_class.uuid
        return {
            "accounts:notification": reverse("accounts:notification", args=[self.note.uuid]),
            "schools:school_class": reverse("schools:school_class", args=[school_class]),
            "schools:reset_password": reverse("schools:reset_password", args=[school_class, self.pupil.uuid]),
            "schools:issue_cards": reverse("schools:issue_cards", args=[school_class]),
            "schools:add_class": reverse("schools:add_class", args=[school]),
            "schools:staff": reverse("schools:staff", args=[school]),
            "schools:end_role": reverse("schools:end_role", args=[school, self.staff.uuid]),
            "schools:school": reverse("schools:school", args=[school]),
            "schools:roster_import": reverse("schools:roster_import", args=[school]),
            "schools:roster_preview": reverse("schools:roster_preview", args=[school, self.roster.uuid]),
        }

    def _resource_paths(self):
        found = {}
        for state, resource in self.resources.items():
            for name in ("resource", "history", "edit", "submit", "withdraw", "unpublish", "delete", "review"):
                found[f"content_repo:{name}@{state}"] = reverse(f"content_repo:{name}", args=[resource.uuid])
            file, revision = resource.files.all()[0], resource.latest_revision
            found[f"content_repo:download@{state}"] = reverse("content_repo:download", args=[resource.uuid, file.uuid])
            found[f"content_repo:revision@{state}"] = reverse(
                "content_repo:revision", args=[resource.uuid, revision.pk]
            )
            found[f"courses:use_resource@{state}"] = reverse("courses:use_resource", args=[resource.uuid])
        return found

    def _course_paths(self):
        found = {"wagtail_serve@home": "/", "wagtail_serve@courses": "/khoa-hoc/"}
        found["courses:cartridge_report"] = reverse("courses:cartridge_report", args=[self.cartridge.uuid])
        for state, course in self.courses.items():
            lesson = self.lessons[state]
            found[f"wagtail_serve@course_{state}"] = course.get_url()
            found[f"wagtail_serve@lesson_{state}"] = lesson.get_url()
            for name in (
                *("course_edit", "course_publish", "course_delete", "course_progress", "course_progress_csv"),
                "course_export",
            ):
                found[f"courses:{name}@{state}"] = reverse(f"courses:{name}", args=[course.uuid])
            found[f"courses:lesson_create@{state}"] = reverse("courses:lesson_create", args=[course.uuid])
            for name in ("lesson", "complete_lesson", "lesson_preview", "lesson_edit", "lesson_move", "lesson_delete"):
                found[f"courses:{name}@{state}"] = reverse(f"courses:{name}", args=[lesson.uuid])
            for name, more in (
                *(("package_results", []), ("package_results_csv", []), ("pupil_results", [self.pupil.uuid])),
                ("lesson_package", [self.packages.shared.uuid]),
            ):
                found[f"courses:{name}@{state}"] = reverse(f"courses:{name}", args=[lesson.uuid, *more])
        return found

    def _media_paths(self):
        from media.delivery import delivery_url

        return {"media:deliver": delivery_url(self.stored.blob, name="ghi-chep.txt")}

    def api_arguments(self, name: str) -> dict[str, object]:
        """Return what fills the variable parts of an API address."""
        if "package" in name:
            return {"uuid": self.lessons["live"].uuid, "package_uuid": self.packages.shared.uuid, "key": "position"}
        about = self.resources["school"] if "resource" in name else self.upload
        return {"uuid": about.uuid, "number": 1, "code": self.school.code}
