"""Files: small real ones in memory, uploads on their way, and stored uploads with their blobs."""

import hashlib
import io
import uuid
import zipfile

import factory
import pypdfium2
from PIL import Image

from media.models import Upload
from media.services import MIN_PART_BYTES, store_file
from tests.factories.accounts import UserFactory

_DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"


class UploadFactory(factory.django.DjangoModelFactory):
    """An upload of 600,000 bytes that has just begun: three parts."""

    class Meta:
        model = Upload

    owner = factory.SubFactory(UserFactory)
    name = "bai-giang.txt"
    size_bytes = 600_000
    part_size_bytes = MIN_PART_BYTES


def stored_upload(*, data: bytes, name: str, owner, school=None) -> Upload:
    """Store a file as a form would."""
    return store_file(file=io.BytesIO(data), name=name, owner=owner, school=school)


def picture_bytes(image_format: str = "JPEG", size: tuple[int, int] = (1200, 800), **options) -> bytes:
    """A picture with a gradient."""
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(buffer, image_format, **options)
    return buffer.getvalue()


def pdf_bytes(pages: int = 1) -> bytes:
    """A PDF of empty A4 pages."""
    document = pypdfium2.PdfDocument.new()
    for _number in range(pages):
        document.new_page(595, 842)
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


def zip_bytes(files: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def docx_bytes(words: str = "Bài học", relationships: str = "", **parts) -> bytes:
    """A Word file of one paragraph; ``relationships`` is XML put into the document's relationships."""
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraph = f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"
    content_types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{_DOCX_TYPE}"/></Types>'
    )
    files = {
        "[Content_Types].xml": content_types,
        "word/document.xml": f'<w:document xmlns:w="{main}"><w:body>{paragraph}</w:body></w:document>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONSHIPS}">{relationships}</Relationships>',
        **parts,
    }
    return zip_bytes(files)


def new_upload_data(data: bytes, name: str = "bai.txt", **values) -> dict:
    """What a browser posts to begin an upload."""
    return {"uuid": str(uuid.uuid4()), "name": name, "size_bytes": len(data), "fingerprint": "ab" * 32, **values}


def sha256(data: bytes) -> str:
    """Hash as the API wants it."""
    return hashlib.sha256(data).hexdigest()
