"""Adapting a package: a copy in a draft of one's own that says what it is based on."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from content_repo.adapting import Terms
from content_repo.choices import LICENSE_URLS, PackageFormat, ResourceKind
from content_repo.exercises.kits import TrustedShelf, main_of
from content_repo.exercises.writing import Origin, Sheet, h5p_bytes
from content_repo.models import LearningResource, Package, Subject
from content_repo.services.drafting import FileEntry, UuidTakenError, create_resource
from content_repo.services.exercises import read_content, store_exercise
from media.names import clean_name
from schools.models import School

_DEFAULT_SUMMARY_CHARS = 2000
_EXTENSIONS: dict[str, str] = {PackageFormat.EPUB: "epub", PackageFormat.CARTRIDGE: "imscc"}


def adapt_package(
    *, uuid: UUID, package: Package, terms: Terms, owner, school: School, title: str, license_name: str
) -> tuple[LearningResource, Package]:
    """Make a draft of the user's own from a package; the same ``uuid`` again gives the draft made first.

    H5P is written anew with its origin in h5p.json and :attr:`Package.based_on`; other formats are kept as they are.
    Raises :class:`~media.problems.Refusal` and :class:`~content_repo.services.drafting.UuidTakenError`.
    """
    existing = LearningResource.objects.filter(uuid=uuid).first()
    if existing:
        if existing.owner_id != owner.pk:
            raise UuidTakenError(str(uuid))
        return existing, _package_in(existing) or package
    if package.format == PackageFormat.H5P:
        data = _copied(package, terms, owner, title, license_name)
        made, name = store_exercise(data=data, title=title, owner=owner, school=school, based_on=package)
    else:
        made, name = package, clean_name(f"{title[:100]}.{_EXTENSIONS.get(package.format, 'zip')}")
    fields = _fields(package, terms, owner, title, license_name)
    entry = FileEntry(made.blob, name, uuid)
    return create_resource(uuid=uuid, owner=owner, school=school, fields=fields, files=[entry]), made


def _package_in(resource: LearningResource) -> Package | None:
    return Package.objects.filter(blob__in=resource.version_blobs.values("blob_id")).order_by("pk").first()


def _fields(package: Package, terms: Terms, owner, title: str, license_name: str) -> dict:
    source = terms.resource
    subject = source.subject if source else Subject.objects.order_by("pk").first()
    fields = {
        "title": title,
        "kind": source.kind if source else ResourceKind.SELF_STUDY,
        "subject": subject,
        "grades": list(source.grades.all()) if source else [],
        "topic": source.topic if source else None,
        "in_language": source.in_language if source else "vi",
        "author_name": str(owner)[:120],
        "license": license_name,
        "summary": attribution(package, terms)[:_DEFAULT_SUMMARY_CHARS],
    }
    return {name: value for name, value in fields.items() if value is not None}


def attribution(package: Package, terms: Terms) -> str:
    """Return the sentence that names the original: title, author, licence and address."""
    source = terms.resource
    if source is None:
        return _("Phỏng theo “%(title)s”.") % {"title": package.title}
    words = {
        "title": source.title,
        "author": source.author_name,
        "license": terms.license_name,
        "url": settings.SITE_URL + source.get_absolute_url(),
    }
    return _("Phỏng theo “%(title)s” của %(author)s (%(license)s): %(url)s") % words


def _copied(package: Package, terms: Terms, owner, title: str, license_name: str) -> bytes:
    source = terms.resource
    before = dict(package.manifest.get("h5p_json") or {})
    path = source.get_absolute_url() if source else reverse("content_repo:package", args=[package.uuid])
    address = settings.SITE_URL + path
    origin = Origin(
        title=source.title if source else package.title,
        authors=tuple(_authors(before) or ([source.author_name] if source else [])),
        license_name=terms.license,
        source=address,
        changed_on=timezone.localdate().strftime("%d-%m-%y"),
        log=_log(package, terms, address),
    )
    sheet = Sheet(title=title, author=str(owner), license=license_name, origin=origin, before=_changes(before))
    main = main_of(package)
    names = [name for name in package.members if name.startswith("content/") and name != "content/content.json"]
    files = {name.removeprefix("content/"): read_content(package, name.removeprefix("content/")) for name in names}
    content = package.content if isinstance(package.content, dict) else {}
    return h5p_bytes(sheet=sheet, main=main, needed=TrustedShelf().needed(main, content), params=content, files=files)


def _log(package: Package, terms: Terms, address: str) -> str:
    title = terms.resource.title if terms.resource else package.title
    license_words = LICENSE_URLS.get(terms.license, terms.license_name)
    return " ".join(filter(None, [f"Phỏng theo “{title}”", f"<{address}>", license_words]))


def _changes(before: dict) -> dict:
    return {"changes": before["changes"]} if before.get("changes") else {}


def _authors(before: dict) -> list[str]:
    rows = before.get("authors")
    named = [row for row in rows if isinstance(row, dict) and row.get("name")] if isinstance(rows, list) else []
    return [str(row["name"]) for row in named]
