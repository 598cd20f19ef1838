"""Packages in lessons, and what their players tell: statements as real content types of H5P make them."""

import uuid

from content_repo.choices import PackageFormat
from content_repo.models import Package
from tests.factories.content_repo import BlobFactory

VERBS = "http://adlnet.gov/expapi/verbs/"


def make_package(*, title="Phân số: luyện tập", package_format=PackageFormat.H5P, **fields) -> Package:
    """Return a package on a blob without bytes in the store."""
    blob = fields.pop("blob", None) or BlobFactory(kind="archive", media_type="application/zip", size_bytes=900_000)
    return Package.objects.create(blob=blob, format=package_format, title=title, **fields)


def file_block(package: Package, caption: str = "") -> dict:
    """Return a block of a lesson that shows the package as a file."""
    value = {"blob": package.blob.sha256, "name": "bai-tap.h5p", "caption": caption}
    return {"type": "file", "value": value, "id": str(uuid.uuid4())}


def resource_block(resource, file=None) -> dict:
    """Return a block of a lesson that shows a resource, or one file of it."""
    value = {"resource": str(resource.uuid), "file": str(file.uuid) if file else "", "note": ""}
    return {"type": "resource", "value": value, "id": str(uuid.uuid4())}


def work_address(lesson, package, rest="statements/") -> str:
    """Return an address of a pupil's work."""
    return f"/api/lessons/{lesson.uuid}/packages/{package.uuid}/{rest}"


def told(verb="answered", *, sub=None, raw=None, most=10, at="2026-11-20T19:30:00+07:00", **changes) -> dict:
    """Return a statement as the page sends it: of the package, or of its part ``sub``, with points if given."""
    statement = {
        "id": str(uuid.uuid4()),
        "verb": {"id": f"{VERBS}{verb}" if verb != "viewed" else "http://id.tincanapi.com/verb/viewed"},
        "object": {"id": "https://h5p.example/content/1" + (f"?subContentId={sub}" if sub else "")},
        "timestamp": at,
    }
    if raw is not None:
        score = {"min": 0, "raw": raw, "max": most, "scaled": round(raw / most, 4)}
        statement["result"] = {"score": score, "completion": True, "success": raw == most, "duration": "PT12.5S"}
    return statement | changes


def choice_definition() -> dict:
    """Return what H5P.MultiChoice says of a question with two right answers."""
    return {
        "description": {"en-US": "<p>Phân số nào bằng <strong>1/2</strong>?</p>\n"},
        "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
        "interactionType": "choice",
        "correctResponsesPattern": ["0[,]2"],
        "choices": [
            {"id": "0", "description": {"en-US": "2/4\n"}},
            {"id": "1", "description": {"en-US": "2/3\n"}},
            {"id": "2", "description": {"en-US": "3/6\n"}},
        ],
    }


def blanks_definition() -> dict:
    """Return what H5P.Blanks says of a text with two gaps, with its extensions."""
    return {
        "description": {"en-US": "<p>Điền số.</p>Nửa của 10 là __________, nửa của 8 là __________."},
        "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
        "interactionType": "fill-in",
        "correctResponsesPattern": ["{case_matters=true}5[,]4"],
        "extensions": {
            "https://h5p.org/x-api/case-sensitivity": True,
            "https://h5p.org/x-api/alternatives": [["5", "năm"], ["4"]],
        },
    }


def matching_definition() -> dict:
    """Return what H5P.DragQuestion says: pairs with the drop zone first."""
    return {
        "description": {"en-US": "Kéo mỗi số vào ô đúng"},
        "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
        "interactionType": "matching",
        "source": [{"id": "0", "description": {"en-US": "3"}}, {"id": "1", "description": {"en-US": "8"}}],
        "target": [{"id": "0", "description": {"en-US": "Số chẵn"}}, {"id": "1", "description": {"en-US": "Số lẻ"}}],
        "correctResponsesPattern": ["0[.]1[,]1[.]0"],
    }
