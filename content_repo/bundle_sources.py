"""The scripts and styles of H5P libraries, each made small by itself, with the addresses in styles made to fit."""

import posixpath
import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote, unquote

from content_repo.esbuild import BROWSER_FLOOR, esbuild
from content_repo.models import Library
from content_repo.stored_members import MemberMissing, read_member

MAX_SOURCE_BYTES = 8 * 1024**2
SECONDS = 60
_IMPORT_DEPTH = 4
_URL = re.compile(r"""url\(\s*(?:"([^"\\\n]*)"|'([^'\\\n]*)'|([^"'()\\\s]+))\s*\)""", re.IGNORECASE)
_IMPORT = re.compile(
    r"""@import\s+(?:url\(\s*)?(?:"([^"\\\n]*)"|'([^'\\\n]*)'|([^"'()\\\s;]+))\s*\)?\s*([^;{}]*);""", re.IGNORECASE
)
_ELSEWHERE = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//|/|#|\?|$)", re.IGNORECASE)


def scripts_of(libraries: Sequence[Library]) -> list[list[str]]:
    """Return ``[path, source]`` of all preloaded scripts in load order; one that is missing has an empty source."""
    found = [(library, path) for library in libraries for path in _paths(library, "preloadedJs")]
    sources = [(f"{library.machine_name}/{path}", _text(library, path) or "") for library, path in found]
    small = minified([source for _path, source in sources], "js")
    return [[path, source] for (path, _source), source in zip(sources, small, strict=True)]


def styles_of(libraries: Sequence[Library]) -> str:
    """Return all preloaded styles in load order as one sheet; it is to lie beside other bundles (``/goi/chung/``)."""
    found = [(library, path) for library in libraries for path in _paths(library, "preloadedCss")]
    return "\n".join(minified([_style(library, path) for library, path in found], "css"))


def minified(sources: list[str], kind: str) -> list[str]:
    """Return each source as esbuild shortens it; one that it can't read stays as it is.

    Each is a file to itself: names that other files may use are kept, and what a file leaves open ends with the file.
    """
    made = _esbuilt(sources, kind)
    if made is None:  # some file has a mistake: find out which, and leave that one to the browser
        alone = [_esbuilt([source], kind) for source in sources]
        made = [one[0] if one else source for one, source in zip(alone, sources, strict=True)]
    return [small.strip() for small in made]


def _esbuilt(sources: list[str], kind: str) -> list[str] | None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [f"{number}.{kind}" for number in range(len(sources))]
        for file, source in zip(files, sources, strict=True):
            (folder / file).write_text(source, encoding="utf-8", errors="replace")
        options = ["--minify", f"--target={BROWSER_FLOOR}", "--charset=utf8", "--legal-comments=none", "--outdir=out"]
        command = [str(esbuild()), *files, *options, "--log-level=silent"]
        if sources and subprocess.run(command, cwd=folder, timeout=SECONDS, check=False).returncode:  # noqa: S603
            return None
        return [(folder / "out" / file).read_text(encoding="utf-8") for file in files]


def _paths(library: Library, field: str) -> list[str]:
    lines = library.description.get(field) or []
    return [posixpath.normpath(line["path"]) for line in lines if isinstance(line, dict) and line.get("path")]


def _text(library: Library, path: str) -> str | None:
    """Return a member as text without a byte order mark; None where there is none."""
    place = library.members.get(path)
    if place is None:
        return None
    try:
        data = read_member(library.archive.key, place, MAX_SOURCE_BYTES)
    except MemberMissing:
        return None
    return data.decode("utf-8-sig", "replace").replace("\0", "\ufffd")


def _style(library: Library, path: str, depth: int = _IMPORT_DEPTH) -> str:
    """Return one style sheet: what it imports from its library stands in it, and its addresses are the site's."""
    imported: list[str] = []

    def taken_in(match: re.Match) -> str:
        target = _inside(path, match[1] or match[2] or match[3] or "")
        if target is None or not depth or target not in library.members:
            return ""  # of another host, or missing: nothing would come
        text, media = _style(library, target, depth - 1), match[4].strip()
        imported.append(f"@media {media}{{{text}}}" if media else text)
        return f"\0{len(imported) - 1}\0"  # its addresses are done already

    def moved(match: re.Match) -> str:
        address = match[1] or match[2] or match[3] or ""
        target = _inside(path, address)
        if target is None:
            return match[0]
        tail = address[len(re.split(r"[?#]", address)[0]) :]
        return f'url("../thu-vien/{library.tree_sha256}/{quote(target)}{tail}")'

    css = re.sub(r"@charset[^;]*;", "", _text(library, path) or "")
    css = _URL.sub(moved, _IMPORT.sub(taken_in, css))
    return re.sub(r"\0(\d+)\0", lambda match: imported[int(match[1])], css)


def _inside(path: str, address: str) -> str | None:
    """Return the member of the same library that an address in the sheet ``path`` means; None if it means none."""
    if _ELSEWHERE.match(address):
        return None
    plain = unquote(re.split(r"[?#]", address)[0])
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), plain))
    return None if target.startswith("..") else target
