"""Resources: what a person sees, what is theirs, what waits for them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.db.models.functions import Left
from wagtail.models import Revision, WorkflowState

from content_repo.choices import ResourceState, Visibility
from content_repo.models import DepartmentReviewTask, LearningResource, Package, ResourceFile, SchoolReviewTask
from content_repo.reviewers import reviews_in_department, reviews_in_school, school_reviewers, scope_filter
from content_repo.standing import with_standing
from media.models import Blob
from media.queries import preview_of
from schools.permissions import memberships_of

# Long columns of blobs and packages that cards don't show.
_LONG = ("text", "package__content", "package__members", "package__text")


def files_with_blobs() -> QuerySet:
    """Files in their order, each with its blob and its package, but without what can be long."""
    files = ResourceFile.objects.select_related("blob__package").defer(*(f"blob__{name}" for name in _LONG))
    return files.prefetch_related("blob__renditions__blob")


def described(resources: QuerySet) -> QuerySet:
    """Fetch what a card or a page of resources shows, in a constant number of queries."""
    return resources.select_related(
        "subject", "topic", "textbook_series", "school__administrative_unit", "owner", "cover"
    ).prefetch_related("grades", Prefetch("files", files_with_blobs()))


def resources_for(user) -> QuerySet:
    """Published resources the user may see; the same rule as ``permissions.can_view_published``."""
    condition = Q(visibility=Visibility.PUBLIC)
    if user and user.is_authenticated and user.is_active:
        in_school = Q(owner=user) | scope_filter(memberships_of(user))
        condition |= Q(visibility=Visibility.PROVINCE) | (Q(visibility=Visibility.SCHOOL) & in_school)
    return LearningResource.objects.filter(condition, live=True)


def my_resources(user) -> QuerySet:
    """Resources the user uploaded, in whatever state, with their standing."""
    return with_standing(LearningResource.objects.filter(owner=user))


def with_state(resources: QuerySet, state: str) -> QuerySet:
    """Keep the resources (from :func:`with_standing`) that stand at one state."""
    types = ContentType.objects.get_for_models(SchoolReviewTask, DepartmentReviewTask)
    running = Q(workflow_status=WorkflowState.STATUS_IN_PROGRESS)
    conditions: dict[str, Q] = {
        ResourceState.WAITING_SCHOOL: running & Q(step_type_id=types[SchoolReviewTask].pk),
        ResourceState.WAITING_DEPARTMENT: running & Q(step_type_id=types[DepartmentReviewTask].pk),
        ResourceState.RETURNED: Q(workflow_status=WorkflowState.STATUS_NEEDS_CHANGES),
        ResourceState.PUBLISHED: Q(live=True),
        ResourceState.DRAFT: Q(workflow_status__isnull=True, live=False, first_published_at__isnull=True),
        ResourceState.UNPUBLISHED: Q(workflow_status__isnull=True, live=False, first_published_at__isnull=False),
    }
    return resources.filter(conditions[state])


def overseen_by(user) -> QuerySet:
    """Resources of the schools whose review the user takes part in; the rule of ``permissions.oversees_resource``."""
    overseen = [m for m in memberships_of(user) if reviews_in_school(m) or reviews_in_department(m)]
    return LearningResource.objects.filter(scope_filter(overseen))


def review_queue_for(user) -> QuerySet:
    """Resources whose running step waits for this user; the same rule as ``permissions.can_review_now``."""
    memberships = memberships_of(user)
    of_schools = [m for m in memberships if reviews_in_school(m)]
    of_department = [m for m in memberships if reviews_in_department(m)]
    department_scope = scope_filter(of_department)
    others = school_reviewers(OuterRef("school_id")).exclude(user_id=OuterRef("owner_id"))
    school_scope = scope_filter(of_schools) | (department_scope & ~Exists(others))
    types = ContentType.objects.get_for_models(SchoolReviewTask, DepartmentReviewTask)
    waiting = with_standing(LearningResource.objects.exclude(owner_id=user.pk)).filter(
        workflow_status=WorkflowState.STATUS_IN_PROGRESS
    )
    return waiting.filter(
        (Q(step_type_id=types[SchoolReviewTask].pk) & school_scope)
        | (Q(step_type_id=types[DepartmentReviewTask].pk) & department_scope)
    )


@dataclass(frozen=True)
class FileCard:
    """A file as shown: how to preview and to name it."""

    file: ResourceFile
    preview: object

    @property
    def uuid(self) -> UUID:
        """UUID of the file, the same in all versions."""
        return self.file.uuid

    @property
    def name(self) -> str:
        """Name as shown."""
        return self.file.name

    @property
    def blob(self):
        """Bytes of the file."""
        return self.file.blob

    @property
    def package(self) -> Package | None:
        """What the file is to a player, if it is a package."""
        return getattr(self.blob, "package", None)


@dataclass(frozen=True)
class ResourceCard:
    """A published resource with its files, ready to be shown inside a lesson."""

    resource: LearningResource
    files: list[FileCard] = field(default_factory=list)

    @property
    def size_bytes(self) -> int:
        """Size of all files."""
        return sum(card.blob.size_bytes for card in self.files)


def files_of(version: LearningResource) -> list[ResourceFile]:
    """Return the files of any version with blobs and renditions; two queries more where they were not fetched."""
    files = list(version.files.all())
    prefetch_related_objects(
        files, Prefetch("blob", Blob.objects.select_related("package").defer(*_LONG)), "blob__renditions__blob"
    )
    return files


def text_edition(files: Iterable[ResourceFile], limit: int) -> str:
    """Return the start of the text of the first file that has any; never reads a whole book.

    Of a package, what it says to those who play it: the archive's own text is a list of names.
    """
    blobs = [file.blob_id for file in files]
    found = Blob.objects.filter(pk__in=blobs).values_list("pk", Left("package__text", limit), Left("text", limit))
    texts = {pk: (words or text).strip() for pk, words, text in found}
    return next((texts[pk] for pk in blobs if texts.get(pk)), "")


def file_cards(files: Iterable[ResourceFile]) -> list[FileCard]:
    """Return files with the way each is previewed."""
    return [FileCard(file, preview_of(file.blob)) for file in files]


def resource_cards(uuids: Iterable[UUID], user) -> dict[UUID, ResourceCard]:
    """Return the published resources among ``uuids`` that the user may see; four queries, however many."""
    found = described(resources_for(user).filter(uuid__in=set(uuids)))
    return {resource.uuid: ResourceCard(resource, file_cards(resource.files.all())) for resource in found}


def version_of(resource: LearningResource, revision: Revision | None) -> LearningResource:
    """Return the resource as it was in a revision, with the files and bytes of that time."""
    return resource.with_content_json(revision.content) if revision else resource


def latest_version(resource: LearningResource) -> LearningResource:
    """Return the version its author edits: the newest revision."""
    revision = resource.latest_revision
    return version_of(resource, revision) if resource.has_unpublished_changes else resource


def revisions_of(resource: LearningResource) -> QuerySet:
    """Versions, newest first, with who saved each; without their content."""
    return resource.revisions.select_related("user").defer("content").order_by("-created_at", "-pk")
