"""The learning resources, taken through the real review: drafted, submitted, approved or returned."""

import io
import random

from accounts.models import User
from content_repo.choices import ContentLanguage
from content_repo.models import Grade, LearningResource, Subject, TextbookSeries, Topic
from content_repo.services import (
    FileEntry,
    approve_step,
    count_download,
    create_resource,
    return_resource,
    submit_resource,
)
from elearn.demo.documents import build_file
from elearn.demo.people import user_of
from elearn.demo.places import school_of
from elearn.demo.reading import demo_uuid, json_content
from media.services import store_file
from schools.choices import Role

OFFICER = "can.bo.so"
SCHOOL_COMMENTS = [
    "Đã xem, đúng kế hoạch của tổ.",
    "Bài soạn rõ ràng, phù hợp học sinh trường mình.",
    "Đồng ý chuyển Sở.",
]
OFFICER_COMMENTS = [
    "Đã thẩm định, công bố dùng chung.",
    "Học liệu tốt, các trường vùng cao dùng được ngay.",
    "Đồng ý công bố.",
]


def resource_entries() -> list[dict]:
    """Return the descriptions of all resources."""
    return json_content("resources/index.json")


def seed_resource(entry: dict) -> None:
    """Create a resource with its files and take it as far through the review as it says."""
    owner = user_of(entry["owner"])
    school = school_of(_staff(entry["owner"])["school"])
    resource = create_resource(
        uuid=demo_uuid("resource", entry["key"]),
        owner=owner,
        school=school,
        fields=_fields(entry, owner),
        files=[_file_entry(entry["key"], file, owner, school) for file in entry["files"]],
    )
    _review(resource, entry, owner)


def _staff(username: str) -> dict:
    return next(person for person in json_content("people.json")["staff"] if person["username"] == username)


def _fields(entry: dict, owner: User) -> dict:
    return {
        "kind": entry["kind"],
        "title": entry["title"],
        "summary": entry["summary"],
        "author_name": str(owner),
        "subject": Subject.objects.get(key=entry["subject"]),
        "grades": list(Grade.objects.filter(number__in=entry["grades"])),
        "topic": Topic.objects.filter(key=entry["topic"]).first(),
        "textbook_series": TextbookSeries.objects.filter(is_default=True).first(),
        "outcomes": entry["outcomes"],
        "in_language": entry.get("language", ContentLanguage.VIETNAMESE),
        "license": entry["license"],
        "visibility": entry["visibility"],
        "time_required_minutes": entry["minutes"],
    }


def _file_entry(key: str, file: dict, owner: User, school) -> FileEntry:
    name, content = build_file(**file)
    upload = store_file(file=io.BytesIO(content), name=name, owner=owner, school=school)
    return FileEntry(blob=upload.blob, name=name, uuid=demo_uuid("file", key, file["name"]))


def _review(resource: LearningResource, entry: dict, owner: User) -> None:
    if entry["state"] == "draft":
        return
    submit_resource(resource=resource, by=owner)
    school_reviewer = user_of(_reviewer_of(entry["owner"]))
    chance = random.Random(entry["key"])  # noqa: S311 - words of a comment
    if entry["state"] == "returned":
        return_resource(resource=resource, by=school_reviewer, comment=entry["comment"])
    if entry["state"] in ("department_step", "published"):
        approve_step(resource=resource, by=school_reviewer, comment=chance.choice(SCHOOL_COMMENTS))
    if entry["state"] == "published":
        officer = user_of(OFFICER)
        approve_step(resource=resource, by=officer, comment=chance.choice(OFFICER_COMMENTS))
        for _ in range(chance.randint(2, 9)):
            resource.refresh_from_db()
            count_download(resource=resource)


def _reviewer_of(owner: str) -> str:
    """Return who reviews for the school of a teacher: its reviewer, else its manager."""
    people = json_content("people.json")["staff"]
    own = [person for person in people if person.get("school") == _staff(owner)["school"]]
    own.sort(key=lambda person: person["role"] != Role.REVIEWER)
    return next(p["username"] for p in own if p["role"] in (Role.REVIEWER, Role.SCHOOL_MANAGER))
