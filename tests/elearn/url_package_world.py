"""Packages and libraries of the teacher of ``school``, and their addresses."""

from django.urls import reverse

from content_repo.exercises import EXERCISES
from content_repo.models import Library, Package
from content_repo.package_addresses import frame_address, member_base
from content_repo.queries import used_libraries
from content_repo.services.bundles import bundle_of
from content_repo.services.libraries import trust_libraries
from content_repo.services.packages import resolve_package
from media.choices import UploadState
from media.models import Upload
from tests.factories.h5p import base_library, make_h5p, png, quiz_library
from tests.factories.media import stored_upload

EXERCISE = EXERCISES[1]  # a type with one library of its own


class PackageWorld:
    """A package in a resource of the school, one that only its teacher has, and a refused upload."""

    def __init__(self, *, teacher, school):
        self.teacher, self.school = teacher, school
        self.shared = self._stored("Gói của trường", quiz_library())
        self.own = self._stored("Gói của riêng cô", quiz_library(name=EXERCISE.machine_name))
        trust_libraries(libraries=Library.objects.all(), by=None)
        for package in (self.shared, self.own):
            assert resolve_package(package=package)  # in the background otherwise, once the test has committed
        self.library = used_libraries(self.shared)[-1]
        self.bundle = bundle_of(used_libraries(self.shared))
        self.refused = Upload.objects.create(
            owner=teacher,
            school=school,
            name="hong.h5p",
            size_bytes=1000,
            part_size_bytes=1000,
            state=UploadState.REFUSED,
            refusal="package_invalid",
            report=[{"rule": "json_bad", "path": "h5p.json", "detail": "", "is_warning": False}],
        )

    def _stored(self, title: str, main) -> Package:
        libraries = [main, base_library()]
        data = make_h5p(main=main, libraries=libraries, title=title, files={"images/hinh.png": png()})
        upload = stored_upload(data=data, name="goi.h5p", owner=self.teacher, school=self.school)
        return Package.objects.get(blob=upload.blob)

    def paths(self) -> dict[str, str]:
        """Return the address of each row's key."""
        found = {
            "content_repo:libraries": reverse("content_repo:libraries"),
            "content_repo:library": reverse("content_repo:library", args=[self.library.uuid]),
            "content_repo:exercises": reverse("content_repo:exercises"),
            "content_repo:exercise_new": reverse("content_repo:exercise_new", args=[EXERCISE.slug]),
            "content_repo:exercise_edit": reverse("content_repo:exercise_edit", args=[EXERCISE.slug, self.own.uuid]),
            "content_repo:upload_report": reverse("content_repo:upload_report", args=[self.refused.uuid]),
            "content_repo:package_frame": frame_address(self.shared),
            "content_repo:package_member": f"{member_base(self.shared)}content/images/hinh.png",
            "content_repo:bundle": reverse("content_repo:bundle", args=[self.bundle.key, "js"]),
            "content_repo:library_member": reverse(
                "content_repo:library_member", args=[self.library.tree_sha256, "icon.svg"]
            ),
        }
        for variant, package in (("school", self.shared), ("own", self.own)):
            for name in ("package", "package_play", "package_export", "package_adapt", "package_upgrade"):
                found[f"content_repo:{name}@{variant}"] = reverse(f"content_repo:{name}", args=[package.uuid])
        return found
