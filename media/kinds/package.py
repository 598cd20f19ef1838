"""Packages that are ZIP archives with a manifest: H5P and EPUB."""

import json
from pathlib import Path

from media.archives import Archive
from media.kinds.base import Kind, head_of
from media.problems import Refusal
from media.safe_xml import parse_xml

MAX_MANIFEST_BYTES = 8 * 1024**2
# Extensions of files that the H5P specification allows in content, and in libraries besides.
_H5P_CONTENT = {
    *("json", "txt", "csv", "md", "textile", "diff", "patch", "vtt", "webvtt"),
    *("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "svg", "webp", "gltf", "glb", "swf"),
    *("webm", "mp4", "ogg", "mp3", "m4a", "wav", "eot", "ttf", "woff", "woff2", "otf"),
    *("pdf", "rtf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp"),
}
_H5P_LIBRARY = _H5P_CONTENT | {"js", "css", "xml"}


class PackageKind(Kind):
    """h5p, epub."""

    slug = "package"
    media_types = {"h5p": "application/zip", "epub": "application/epub+zip"}
    icon = "package"

    def inspect(self, path: Path, extension: str) -> dict:
        """Check the archive and its manifest; the libraries of an H5P package are the repository's business."""
        if not head_of(path, 4).startswith(b"PK"):
            raise Refusal("type_mismatch")
        with Archive(path) as archive:
            (_check_h5p if extension == "h5p" else _check_epub)(archive)
            archive.verify()
            return {"files": sum(1 for entry in archive.entries if not entry.is_folder)}

    def text(self, path: Path, extension: str) -> str:
        """Return the title of an H5P package."""
        if extension != "h5p":
            return ""
        with Archive(path) as archive:
            title = _json(archive, "h5p.json").get("title", "")
        return title if isinstance(title, str) else ""


def _check_h5p(archive: Archive) -> None:
    if "h5p.json" not in archive or "content/content.json" not in archive:
        raise Refusal("h5p_no_manifest")
    for entry in archive.entries:
        allowed = _H5P_CONTENT if entry.name.startswith("content/") else _H5P_LIBRARY
        if not entry.is_folder and entry.name.rsplit(".", 1)[-1].lower() not in allowed:
            raise Refusal("bad_entry_type", entry.name)
    _json(archive, "h5p.json")
    _json(archive, "content/content.json")


def _json(archive: Archive, name: str) -> dict:
    try:
        value = json.loads(archive.read(name, MAX_MANIFEST_BYTES).decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Refusal("h5p_bad_json", name) from error
    if not isinstance(value, dict):
        raise Refusal("h5p_bad_json", name)
    return value


def _check_epub(archive: Archive) -> None:
    """EPUB 3.3 OCF: the first entry is ``mimetype``, and the container names the package document."""
    container = "META-INF/container.xml"
    if "mimetype" not in archive or container not in archive:
        raise Refusal("bad_epub")
    if archive.read("mimetype", 100).strip() != b"application/epub+zip":
        raise Refusal("type_mismatch")
    root = parse_xml(archive.read(container, MAX_MANIFEST_BYTES), container)
    if not any(rootfile.get("full-path") in archive for rootfile in root.iter("{*}rootfile")):
        raise Refusal("bad_epub")
