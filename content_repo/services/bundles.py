"""Scripts and styles of an ordered set of libraries, made small, joined and compressed once; then kept in memory.

Scripts are not simply run together: as files of their own they may be strict or not, declare what another declares,
fail without the others failing. A bundle is a list of sources that the frame runs one by one
(``static/content_repo/player/h5p.js``), which keeps all that; one request, one compression.
"""

import gzip
import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache

import brotli
from django.db import transaction

from content_repo.bundle_sources import scripts_of, styles_of
from content_repo.models import Bundle, Library
from media.keeping import keep_bytes
from media.models import Blob
from media.stores import object_store

WAY = 1  # raise it when bundles are made in another way: addresses change with it
KINDS = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}
CODINGS = ("br", "gzip")  # the better one first
_KEPT_IN_MEMORY = 64  # of each about 30 KB


def bundle_of(libraries: Sequence[Library]) -> Bundle:
    """Return the bundle of libraries in load order, made now if it is the first time; harmless to repeat."""
    key = bundle_key(libraries)
    known = Bundle.objects.filter(key=key).select_related("script", "style").first()
    return known or _make_bundle(key, libraries)


def bundle_key(libraries: Sequence[Library]) -> str:
    """Return what the bundle is called: the trees in order, their names, and the way they are joined."""
    names = [[library.machine_name, library.version, library.tree_sha256] for library in libraries]
    return hashlib.sha256(json.dumps([WAY, names]).encode()).hexdigest()


@lru_cache(maxsize=_KEPT_IN_MEMORY)
def bundle_bytes(key: str, kind: str, coding: str) -> bytes | None:
    """Return a bundle's scripts (``js``) or styles (``css``) in a content coding (or none); None for a wrong key."""
    bundle = Bundle.objects.filter(key=key).select_related("script", "style").first()
    if bundle is None:
        return None
    blob = bundle.script if kind == "js" else bundle.style
    with object_store().open(blob.key) as chunks:
        packed = b"".join(chunks)
    if coding == "br":
        return packed
    plain = brotli.decompress(packed)
    return gzip.compress(plain, 9, mtime=0) if coding == "gzip" else plain


def _make_bundle(key: str, libraries: Sequence[Library]) -> Bundle:
    """Make the bundle; of two processes that do so at once, both give the same bytes and one makes the row."""
    sources = json.dumps(scripts_of(libraries), ensure_ascii=False, separators=(",", ":"))
    # Allowed in JSON, but ends a line in scripts of old.
    sources = sources.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    script = _kept(f"runScripts({sources});")
    style = _kept(styles_of(libraries))
    with transaction.atomic():
        return Bundle.objects.get_or_create(key=key, defaults={"script": script, "style": style})[0]


def _kept(text: str) -> Blob:
    packed = brotli.compress(text.encode("utf-8", "replace"), quality=11, lgwin=22)
    return keep_bytes(data=packed, media_type="application/x-brotli", kind="archive")
