"""Finds the texts of an app as Django's ``makemessages`` does (GNU gettext), without touching its catalogue."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from elearn.catalogues import LANGUAGE, catalogue_path
from elearn.environment import PROJECT_DIR

SOURCES = ("*.py", "*.html", "*.txt")
MAKEMESSAGES = [sys.executable, "-m", "django", "makemessages", "--locale", LANGUAGE, "--no-wrap", "--no-obsolete"]


def write_texts(app_dir: Path) -> None:
    """Bring the catalogue below ``app_dir`` up to date with its sources."""
    (app_dir / "locale").mkdir(exist_ok=True)
    # makemessages needs no settings, and could not import this project's from inside an app.
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(  # noqa: S603  our own command
        [*MAKEMESSAGES, "--add-location", "file"],
        cwd=app_dir,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"makemessages failed in {app_dir.name}: {done.stderr}")
    written = app_dir / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
    if written.exists():
        written.write_text(_without_noise(written.read_text("utf-8")), "utf-8")


def _without_noise(text: str) -> str:
    """Drop the headers that change at every run, and write the places of a text on one line."""
    text = re.sub(r'^"(?:POT-Creation-Date|Report-Msgid-Bugs-To):.*\n', "", text, flags=re.MULTILINE)
    return re.sub(r"^(#: .*)(?:\n#: .*)+$", lambda lines: lines[0].replace("\n#:", ""), text, flags=re.MULTILINE)


def texts_of(app: str) -> set:
    """Return the message ids (with their contexts) in the sources of an app."""
    with tempfile.TemporaryDirectory(prefix="elearn-texts-") as folder:
        copy = Path(folder) / app
        for pattern in SOURCES:
            for source in (PROJECT_DIR / app).rglob(pattern):
                target = copy / source.relative_to(PROJECT_DIR / app)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
        write_texts(copy)
        found = copy / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
        return {_key(message) for message in _read(found) if message.id} if found.exists() else set()


def problems_of(app: str) -> list[str]:
    """Return what is wrong with the English catalogue of an app, a line each."""
    wanted = texts_of(app)
    path = catalogue_path(app)
    catalogue = _read(path) if path.exists() else Catalog(locale=LANGUAGE)
    entries = {_key(message): message for message in catalogue if message.id}
    problems = [f"{app}: not in the catalogue: {key}" for key in sorted(wanted - entries.keys(), key=str)]
    problems += [f"{app}: no longer used: {key}" for key in sorted(entries.keys() - wanted, key=str)]
    for key, message in entries.items():
        if message.fuzzy:
            problems.append(f"{app}: marked fuzzy: {key}")
        translations = message.string if isinstance(message.string, tuple) else (message.string,)
        if not all(translations):
            problems.append(f"{app}: not translated: {key}")
        problems += [f"{app}: {error}: {key}" for error in message.check(catalogue)]
    return problems


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def _key(message) -> tuple:
    return (message.context, message.id)
