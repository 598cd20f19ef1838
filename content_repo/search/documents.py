"""What the index holds of a resource."""

import json
from collections.abc import Iterable, Iterator

import tantivy
from django.db.models import Prefetch
from django.db.models.functions import Substr

from content_repo.choices import ResourceKind
from content_repo.models import LearningResource, ResourceFile
from content_repo.search.audience import audiences_of
from content_repo.search.folding import exact_word, folded_word, words

TEXT_LIMIT = 100_000  # characters of one file that are searched: some 40 pages
# What teachers also call a kind; the words are searched, never shown.
KIND_WORDS: dict[str, str] = {
    ResourceKind.LESSON_PLAN: "giáo án điện tử kế hoạch bài dạy KHBD",
    ResourceKind.SLIDES: "bài giảng điện tử trình chiếu PowerPoint",
    ResourceKind.SELF_STUDY: "bài giảng e-Learning tự học",
    ResourceKind.AUDIO: "bài nghe âm thanh",
    ResourceKind.VIDEO: "video phim",
    ResourceKind.WORKSHEET: "phiếu học tập phiếu bài tập",
    ResourceKind.TEST: "đề kiểm tra đề thi",
    ResourceKind.PICTURE: "hình ảnh tranh bản đồ lược đồ",
    ResourceKind.OTHER: "học liệu",
}


def documents_for(uuids: Iterable) -> Iterator[tantivy.Document]:
    """Yield a document for each of the resources that is published; a constant number of queries."""
    files = (
        ResourceFile.objects.select_related("blob")
        .defer("blob__text", "blob__facts")
        .annotate(text=Substr("blob__text", 1, TEXT_LIMIT), said=Substr("blob__package__text", 1, TEXT_LIMIT))
    )
    resources = (
        LearningResource.objects.filter(uuid__in=list(uuids), live=True)
        .select_related("school__administrative_unit", "subject", "topic", "textbook_series")
        .prefetch_related("grades", Prefetch("files", files))
    )
    for resource in resources:
        yield document_of(facts_of(resource))


def facts_of(resource: LearningResource) -> dict:
    """Return the plain values that the document is made of; ``resource`` is prefetched as above."""
    files = list(resource.files.all())
    grades = sorted(resource.grades.all(), key=lambda grade: grade.number)
    formats = list(dict.fromkeys(format_of(file.name) for file in files))
    changed_at = resource.public_changed_at or resource.last_published_at or resource.created_at
    size_bytes = sum(file.blob.size_bytes for file in files)
    return {
        "uuid": str(resource.uuid),
        "title": resource.title,
        "topic": resource.topic.name if resource.topic else "",
        "body": [
            resource.summary,
            resource.outcomes,
            resource.author_name,
            resource.school.name,
            resource.subject.name,
            " ".join(f"lớp {grade.number}" for grade in grades),
            KIND_WORDS[resource.kind],
            resource.textbook_series.name if resource.textbook_series else "",
            *(file.said or file.text for file in files),
        ],
        "file_names": " ".join(file.name for file in files),
        "audience": audiences_of(resource),
        "facets": {
            "subject": [resource.subject.key],
            "grade": [str(grade.number) for grade in grades],
            "level": sorted({grade.level for grade in grades}),
            "kind": [resource.kind],
            "license": [resource.license],
            "series": [resource.textbook_series.key] if resource.textbook_series else [],
            "language": [resource.in_language],
            "school": [resource.school.code],
            "format": formats,
        },
        "size_bytes": size_bytes,
        "changed_at": int(changed_at.timestamp()),
        "downloads": resource.downloads_count,
        "card": {
            "title": resource.title,
            "kind": resource.kind,
            "subject": resource.subject.key,
            "grades": [grade.number for grade in grades],
            "author": resource.author_name,
            "school": resource.school.name,
            "formats": formats,
            "size_bytes": size_bytes,
            "visibility": resource.visibility,
        },
    }


def format_of(name: str) -> str:
    """Return the format of a file as its label says: the ending of its name."""
    _, dot, ending = name.rpartition(".")
    return ending.upper()[:8] if dot and ending else "?"


def document_of(facts: dict) -> tantivy.Document:
    """Return the document of the facts of one resource."""
    document = tantivy.Document()
    document.add_text("uuid", facts["uuid"])
    title, topic = words(facts["title"]), words(facts["topic"])
    body = [*topic, *(word for part in facts["body"] for word in words(part))]
    document.add_text("title", _joined(folded_word, title))
    document.add_text("title_exact", _joined(exact_word, title))
    # Names of files are seldom written with marks, so they'd count wrongly as exact.
    document.add_text("body", _joined(folded_word, [*body, *words(facts["file_names"])]))
    document.add_text("body_exact", _joined(exact_word, body))
    document.add_text("spelling", " ".join([*title, *topic]))
    for audience in facts["audience"]:
        document.add_text("audience", audience)
    for name, values in facts["facets"].items():
        for value in values:
            document.add_text(name, value)
    for name in ("size_bytes", "changed_at", "downloads"):
        document.add_unsigned(name, facts[name])
    document.add_bytes("card", json.dumps(facts["card"], ensure_ascii=False, separators=(",", ":")).encode())
    return document


def _joined(form, words_) -> str:
    return " ".join(map(form, words_))
