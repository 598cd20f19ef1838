"""Compiles the translations of all apps (with Babel, so that GNU gettext is not needed)."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from elearn.environment import PROJECT_DIR

APPS = ("accounts", "schools", "media", "content_repo", "courses", "live_classes", "elearn")
LANGUAGE = "en"


def catalogue_path(app: str) -> Path:
    """Return where the English catalogue of an app lies."""
    return PROJECT_DIR / app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def compile_catalogues() -> int:
    """Compile every catalogue that changed since; return how many."""
    count = 0
    for source in filter(Path.exists, map(catalogue_path, APPS)):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=LANGUAGE, abort_invalid=True)
        with target.open("wb") as file:
            write_mo(file, catalogue)
        count += 1
    return count
