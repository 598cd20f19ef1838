"""The outside of a book (EPUB OCF): ``mimetype``, names of files, container, encryption."""

import re
from collections.abc import Iterator

from content_repo.packages.base import Problem
from content_repo.packages.epub.xml import local, parse_document
from media.archives import Archive
from media.problems import Refusal

MEDIA_TYPE = b"application/epub+zip"
CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
MAX_BYTES = 1024**2
_PACKAGE_TYPE = "application/oebps-package+xml"
# Signature, 26 bytes of fields and the name: where the bytes lie when there is no extra field.
_MIMETYPE_AT = 30 + len("mimetype")
_FORBIDDEN = re.compile(r'[\x00-\x1f"*:<>?\\|\x7f-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff]')
# Fonts are only made unreadable to other programs by these; everything else keeps readers out.
_OBFUSCATIONS = {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"}


def outside_problems(archive: Archive) -> Iterator[Problem]:
    """Give what is wrong with the mimetype and with names."""
    yield from _mimetype_problems(archive)
    for notice in archive.warnings:
        if notice.rule == "duplicate_same":
            yield Problem("epub_name_twice", notice.name)  # OPF-060
    for name in archive.names:
        if _FORBIDDEN.search(name):
            yield Problem("epub_name_forbidden", name)  # PKG-009
        elif any(part.endswith(".") for part in name.split("/")):
            yield Problem("epub_name_forbidden", name)  # PKG-011
        elif " " in name:
            yield Problem("epub_name_spaces", name, is_warning=True)  # PKG-010


def _mimetype_problems(archive: Archive) -> Iterator[Problem]:
    if "mimetype" not in archive or archive.entries[0].name != "mimetype":
        yield Problem("epub_mimetype_missing", "mimetype")  # PKG-006
        return
    offset, _packed, _size, _crc, method = archive.index()["mimetype"]
    if method:
        yield Problem("epub_mimetype_packed", "mimetype")
    elif offset != _MIMETYPE_AT + len(archive.stripped_folder.encode()):
        yield Problem("epub_mimetype_extra", "mimetype")  # PKG-005
    value = b"".join(archive.chunks("mimetype"))[:100]
    if value != MEDIA_TYPE:
        yield Problem("epub_mimetype_wrong", "mimetype", value.decode("utf-8", "replace"))  # PKG-007


def package_path(archive: Archive) -> tuple[str, list[Problem]]:
    """Return the path of the package document, empty where there is none, and why."""
    if CONTAINER not in archive:
        return "", [Problem("epub_container_missing", CONTAINER)]  # RSC-002
    try:
        root = parse_document(archive.read(CONTAINER, MAX_BYTES), CONTAINER)
    except Refusal as refusal:
        return "", [told(refusal, CONTAINER)]
    files = [one for one in root.iter() if local(one) == "rootfile" and one.get("media-type") == _PACKAGE_TYPE]
    if not files:
        return "", [Problem("epub_no_package", CONTAINER)]  # RSC-003
    path = files[0].get("full-path") or ""
    if path not in archive:
        return "", [Problem("epub_no_package", CONTAINER, path[:200])]  # OPF-002
    problems = [Problem("epub_renditions", CONTAINER, str(len(files)), is_warning=True)] if len(files) > 1 else []
    return path, problems


def encryption_problems(archive: Archive) -> list[Problem]:
    """Return a problem for a book that only its shop can open."""
    if ENCRYPTION not in archive:
        return []
    try:
        root = parse_document(archive.read(ENCRYPTION, MAX_BYTES), ENCRYPTION)
    except Refusal as refusal:
        return [told(refusal, ENCRYPTION)]
    methods = {one.get("Algorithm", "") for one in root.iter() if local(one) == "EncryptionMethod"}
    locks = sorted(methods - _OBFUSCATIONS)
    return [Problem("epub_drm", ENCRYPTION, locks[0][:200])] if locks else []


def told(refusal: Refusal, name: str) -> Problem:
    """Return the problem of a document that can't be parsed; what is wrong with the archive itself is raised on."""
    if refusal.code not in ("xml_bad", "xml_forbidden", "too_large"):
        raise refusal
    return Problem(f"epub_{refusal.code}", name, refusal.detail[:200])
