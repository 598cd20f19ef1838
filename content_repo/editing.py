"""One visit to the form of a resource: what it shows, and how it is saved as one whole."""

from uuid import UUID, uuid4

from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from content_repo.forms import FilesForm, ResourceForm
from content_repo.models import LearningResource, Subject
from content_repo.permissions import can_edit_resource, schools_to_upload_for
from content_repo.prefill import Guess, guess_from_name
from content_repo.queries import latest_version
from content_repo.services import StoredFiles, create_resource, save_draft, store_cover, store_files
from media.models import Blob


def guess_for(name: str, text: str = "") -> Guess:
    """Guess from a file name and the start of its text, with the subjects of the curriculum."""
    return guess_from_name(name, Subject.objects.values_list("pk", "name"), text)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


class Editing:
    """The form with its files; files that came along are stored first, so that a mistake elsewhere loses none."""

    def __init__(self, request: HttpRequest, resource: LearningResource | None):
        self.request, self.user, self.resource = request, request.user, resource
        self.version = latest_version(resource) if resource else None
        self.schools = [resource.school] if resource else schools_to_upload_for(request.user)
        self.is_submitting = request.POST.get("action") == "submit"
        self.was_prefilled = False
        self.problems: list[str] = []

    @cached_property
    def stored(self) -> StoredFiles:
        """Files of plain inputs, checked and stored."""
        return store_files(files=self.request.FILES.getlist("file"), owner=self.user, school=self.schools[0])

    @cached_property
    def files(self) -> FilesForm:
        """Kept files, finished uploads, and the plain ones just stored."""
        is_post = self.request.method == "POST"
        data = self.request.POST if is_post else None
        uploads = self.stored.uploads if is_post else []
        return FilesForm(data, version=self.version, user=self.user, uploads=uploads)

    @cached_property
    def form(self) -> ResourceForm:
        """The fields; on a POST with what the files' names could add."""
        is_post = self.request.method == "POST"
        return ResourceForm(
            self._data() if is_post else None,
            instance=self.version,
            initial=self._initial(),
            schools=self.schools,
            is_submitting=self.is_submitting,
            shows_people=is_post and self.files.shows_people,
        )

    def save(self) -> LearningResource | None:
        """Create or change the resource; ``None`` when something has to be put right first."""
        cover = self._cover()
        if self.is_submitting and not self.files.entries:
            self.problems.append(_("Chọn ít nhất một tệp trước khi gửi duyệt."))
        is_whole = all([self.form.is_valid(), self.files.is_valid(), not self.stored.problems, not self.problems])
        if not is_whole:
            return None
        values = {"fields": {**self.form.values, "cover": cover}, "files": self.files.entries}
        # Sent a second time, perhaps with changes: they go on top of the draft made first.
        existing = self.resource or self.user.learning_resources.filter(uuid=self.form.cleaned_data["uuid"]).first()
        if existing is None:
            uuid, school = self.form.cleaned_data["uuid"], self.form.cleaned_data["school"]
            return create_resource(uuid=uuid, owner=self.user, school=school, **values)
        if can_edit_resource(self.user, existing):
            save_draft(resource=existing, by=self.user, **values)
        return existing

    def _initial(self) -> dict:
        if self.resource:
            return {"uuid": self.resource.uuid, "version": self.resource.latest_revision_id}
        return {"uuid": uuid4(), "author_name": str(self.user)}

    def _data(self) -> QueryDict:
        """Return the POST with an id, and empty fields filled from the names and texts of the new files."""
        data = self.request.POST.copy()
        if not _is_uuid(data.get("uuid", "")):  # the form shown again needs one
            data["uuid"] = str(self._initial()["uuid"])
        new = next((row.entry for row in self.files.rows if row.is_new), None)
        if not new or all(data.get(name) for name in ("title", "subject", "kind", "grades")):
            return data
        guess = guess_for(new.name, new.blob.text[:2000])
        guesses = {"title": guess.title, "subject": guess.subject_id, "kind": guess.kind, "grades": guess.grades}
        for name, value in guesses.items():
            if value and not data.get(name, "").strip():
                data.setlist(name, [str(item) for item in value] if isinstance(value, list) else [str(value)])
                self.was_prefilled = True
        return data

    def _cover(self) -> Blob | None:
        file = self.request.FILES.get("cover")
        if file:
            blob, problems = store_cover(file=file, owner=self.user, school=self.schools[0])
            self.problems += problems
            return blob
        return None if not self.version or "remove_cover" in self.request.POST else self.version.cover

    def context(self) -> dict:
        """Return what the template shows."""
        return {
            "form": self.form,
            "files": self.files,
            "problems": [*self.problems, *self.files.errors, *self.stored_problems],
            "resource": self.resource,
            "version": self.version,
        }

    @property
    def stored_problems(self) -> list[str]:
        """Why files of plain inputs were not taken."""
        return self.stored.problems if self.request.method == "POST" else []
