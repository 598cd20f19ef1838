"""One visit to the form of an exercise: what is changed, what is shown, how it is tried and saved as one whole."""

from functools import cached_property
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from content_repo.choices import License, PackageState
from content_repo.exercises.base import IMAGE, ExerciseType, Values, picture_of
from content_repo.exercises.kits import TrustedShelf, main_of
from content_repo.exercises.markup import tidy
from content_repo.exercises.semantics import field_named
from content_repo.forms.exercise import ExerciseForm
from content_repo.forms.exercise_about import ExerciseAboutForm
from content_repo.holding import places_of
from content_repo.models import LearningResource, Package
from content_repo.permissions import can_edit_resource, schools_to_upload_for
from content_repo.queries import latest_version
from content_repo.services import store_files
from content_repo.services.exercises import (
    Making,
    PictureFile,
    StoredExercise,
    create_exercise,
    picture_in,
    picture_of_upload,
    replace_file,
    sheet_of,
    store_exercise,
    write_exercise,
)
from media.models import Upload
from media.permissions import can_use_upload
from media.problems import Refusal
from media.refusals import refusal_message


class ExerciseEditing:
    """``package`` is what is changed: an upload of the user's own, or a file of a draft they may edit."""

    def __init__(self, request: HttpRequest, exercise: ExerciseType, package: Package | None = None):
        self.request, self.user, self.exercise, self.package = request, request.user, exercise, package
        self.shelf = TrustedShelf()
        self.is_post = request.method == "POST"
        self.sent = request.POST if self.is_post else request.GET
        self.problems: list[str] = []

    # --- what is at hand

    @cached_property
    def kit(self):
        """Libraries of the version that the package has, or the newest; None when it can't be made here."""
        key = main_of(self.package) if self.package else None
        return self.shelf.kit(self.exercise, key)

    @cached_property
    def resource(self) -> LearningResource | None:
        """The user's resource whose file this is a new version of."""
        uuid = as_uuid(self.sent.get("resource", ""))
        if uuid:
            resource = LearningResource.objects.filter(owner=self.user, uuid=uuid).first()
        else:
            resource, _file = next(places_of(self.package, self.user), (None, None)) if self.package else (None, None)
        return resource if resource and can_edit_resource(self.user, resource) else None

    @cached_property
    def file_uuid(self) -> UUID | None:
        """UUID of that file."""
        if self.resource is None:
            return None
        files = list(latest_version(self.resource).files.all())
        sent = as_uuid(self.sent.get("replaces", ""))
        if sent and any(file.uuid == sent for file in files):
            return sent
        blob = self.package.blob_id if self.package else None
        return next((file.uuid for file in files if file.blob_id == blob), None)

    @cached_property
    def uuid(self) -> UUID:
        """UUID of the draft to come, made before it is sent."""
        return as_uuid(self.sent.get("uuid", "")) or uuid4()

    # --- the forms

    @cached_property
    def form(self) -> ExerciseForm:
        """Questions and options."""
        if self.is_post:
            return ExerciseForm(self.exercise, self.kit, data=self.request.POST)
        form = ExerciseForm(self.exercise, self.kit, initial=self._initial())
        form.title = self.package.title[:160] if self.package else ""
        return form

    def _initial(self) -> Values | None:
        if self.package is not None:
            return self.exercise.from_params(self._content())
        return dict(self.exercise.example) if "vi-du" in self.request.GET else None

    def _content(self) -> dict:
        content = self.package.content if self.package else None
        return content if isinstance(content, dict) else {}

    @cached_property
    def about(self) -> ExerciseAboutForm | None:
        """Subject and grades of a new draft; a resource that is there has them."""
        if self.resource:
            return None
        schools = schools_to_upload_for(self.user)
        names = ("school", "kind", "subject")
        initial = {name: self.sent[name] for name in names if self.sent.get(name)}
        if "grades" in self.sent:
            initial["grades"] = self.sent.getlist("grades")
        data = self.request.POST if self.is_post else None
        return ExerciseAboutForm(data, user=self.user, schools=schools, initial=initial)

    @property
    def title(self) -> str:
        """Name of the exercise."""
        return self.form.title

    # --- the picture

    @property
    def takes_picture(self) -> bool:
        """Whether this version of the library shows a picture, and the site has the library for it."""
        has_place = self.kit and field_named(self.kit.main.semantics, "media", "type")
        return bool(self.exercise.has_picture and has_place and self.kit.of(IMAGE))

    @cached_property
    def picture(self) -> PictureFile | None:
        """The picture of the exercise: a new one, the one sent before, or the one that is there."""
        if not self.is_post:
            value = picture_of(self._content())
            return picture_in(self.package, value) if value and self.package else None
        if "picture-remove" in self.sent or not self.takes_picture:
            return None
        alt = tidy(self.sent.get("picture-alt", ""), lines=False)[:200]
        try:
            upload = self._picture_upload()
            if upload:
                return picture_of_upload(upload, alt)
            value = picture_of(self._content())
            kept = picture_in(self.package, value) if value and self.package else None
        except Refusal as refusal:
            self.problems.append(refusal_message(refusal.code))
            return None
        return PictureFile({**kept.value, "alt": alt}, kept.data) if kept else None

    @cached_property
    def picture_key(self) -> str:
        """UUID of the upload of a picture sent just now, so that a mistake elsewhere does not lose it."""
        return str(upload.uuid) if self.is_post and (upload := self._picture_upload()) else ""

    def _picture_upload(self) -> Upload | None:
        if "stored_picture" in self.__dict__:
            return self.__dict__["stored_picture"]
        self.__dict__["stored_picture"] = upload = self._new_picture() or self._sent_picture()
        return upload

    def _new_picture(self) -> Upload | None:
        file = self.request.FILES.get("picture")
        if file is None:
            return None
        stored = store_files(files=[file], owner=self.user, school=self._school())
        self.problems += stored.problems
        upload = stored.uploads[0] if stored.uploads else None
        if upload and not upload.blob.media_type.startswith("image/"):
            self.problems.append(_("Tệp ở ô ảnh không phải là ảnh. Chọn tệp JPEG, PNG hoặc WebP."))
            return None
        return upload

    def _sent_picture(self) -> Upload | None:
        uuid = as_uuid(self.sent.get("picture-upload", ""))
        upload = Upload.objects.filter(uuid=uuid, owner=self.user).select_related("blob").first() if uuid else None
        return upload if upload and can_use_upload(self.user, upload) else None

    def _school(self):
        return self.resource.school if self.resource else schools_to_upload_for(self.user)[0]

    # --- deeds

    def is_valid(self) -> bool:
        """Check the questions; words of what is wrong stand beside the controls."""
        is_whole = self.form.is_valid()
        self.picture  # noqa: B018 - a refused picture is a problem too
        return is_whole and not self.problems

    def make(self) -> StoredExercise | None:
        """Write and store the .h5p; None when it was refused, in words among the problems."""
        data = write_exercise(self._making())
        based_on = self.package.based_on if self.package else None
        try:
            return store_exercise(
                data=data, title=self.title, owner=self.user, school=self._school(), based_on=based_on
            )
        except Refusal as refusal:
            self.problems.append(refusal_message(refusal.code))
            return None

    def _making(self) -> Making:
        license_name = latest_version(self.resource).license if self.resource else License.CC_BY
        sheet = sheet_of(title=self.title, author=str(self.user), license_name=license_name)
        return Making(self.exercise, self.kit, self.shelf, self.form.values, sheet, self.picture, self.package)

    def preview_address(self, package: Package) -> str:
        """Return the address of the page that plays what was made and goes on from there."""
        carried: list[tuple[str, str]] = [("uuid", str(self.uuid))]
        if self.resource:
            carried += [("resource", str(self.resource.uuid)), ("replaces", str(self.file_uuid or ""))]
        for name in ("school", "kind", "subject", "grades"):
            carried += [(name, value) for value in self.request.POST.getlist(name)[:20]]
        path = reverse("content_repo:exercise_edit", args=[self.exercise.slug, package.uuid])
        return f"{path}?{urlencode(carried)}#xem-thu"

    def save(self) -> LearningResource | None:
        """Put the exercise into a draft; None when something has to be put right first, and then nothing is kept."""
        is_whole = all([self.is_valid(), self.about is None or self.about.is_valid()])
        stored = self.make() if is_whole else None
        if stored is None:
            return None
        if self.resource:
            self._replace(stored)
            return self.resource
        about = self.about.cleaned_data
        fields = {name: about[name] for name in ("kind", "subject")} | {"grades": list(about["grades"])}
        fields |= {"title": self.title, "author_name": str(self.user)[:120]}
        return create_exercise(uuid=self.uuid, owner=self.user, school=about["school"], stored=stored, fields=fields)

    def _replace(self, stored: StoredExercise) -> None:
        before = latest_version(self.resource).title
        # A resource named after its exercise goes on being named after it.
        follows = self.package is not None and before == self.package.title[:160]
        fields = {"title": self.title} if follows else None
        file_uuid = self.file_uuid or self.uuid
        replace_file(resource=self.resource, file_uuid=file_uuid, stored=stored, by=self.user, fields=fields)

    # --- showing

    def context(self) -> dict:
        """Return what the page shows."""
        return {
            "editing": self,
            "exercise": self.exercise,
            "form": self.form,
            "about": self.about,
            "package": self.package,
            "unheld": self.exercise.unheld(self._content()) if self.package else [],
            "can_play": bool(self.package and self.package.state == PackageState.READY),
            "draft_key": self._draft_key(),
        }

    def _draft_key(self) -> str:
        if self.resource:
            return f"bai-tuong-tac-{self.resource.uuid}-{self.file_uuid}"
        return f"bai-tuong-tac-{self.exercise.slug}-{self.user.uuid}"


def as_uuid(text: str) -> UUID | None:
    """Return a UUID that somebody sent; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
