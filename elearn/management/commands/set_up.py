"""Make an installation ready to serve: files, database, contents, search index. Repeating it is harmless."""

import hashlib
import io
import time
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from elearn.catalogues import compile_catalogues
from elearn.environment import PROJECT_DIR, make_private_folder

SOURCES_OF_STATIC_FILES = ("requirements.txt", "package-lock.json", "elearn/icons.txt", "elearn/own_icons.svg")


class Command(BaseCommand):
    """``manage.py set_up [--demo]``: run after an installation and after each update, before serving."""

    help = __doc__
    requires_system_checks: list = []

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="Also seed the demo province.")

    def handle(self, *, demo, **options):
        """Go through all steps, saying each."""
        make_private_folder(settings.DATA_DIR)
        with self._step("Translations"):
            compile_catalogues()
        with self._step("Style sheet, icons and static files"):
            self._build_static_files()
        with self._step("Database"):
            call_command("migrate", interactive=False, verbosity=0)
        with self._step("Site tree, curriculum, workflow"):
            call_command("prepare", stdout=self.stdout)
        if demo:
            with self._step("Demo province"):
                call_command("seed_demo", stdout=self.stdout)
        with self._step("Search index"):
            self._build_search_index()

    @contextmanager
    def _step(self, words: str):
        started = time.monotonic()
        self.stdout.write(f"  {words} …")
        self.stdout.flush()
        yield
        self.stdout.write(f"  {words}: {time.monotonic() - started:.1f} s")
        self.stdout.flush()

    @staticmethod
    def _build_static_files() -> None:
        stamp = settings.DATA_DIR / "stamps" / "static"
        wanted = _digest_of_sources()
        if stamp.exists() and stamp.read_text() == wanted and (settings.STATIC_ROOT / "staticfiles.json").exists():
            return
        call_command("build_assets")
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(wanted)

    def _build_search_index(self) -> None:
        """Build the index where there is none; the indexer follows all later changes."""
        if not any(settings.SEARCH_INDEX_DIR.glob("*")):
            call_command("rebuild_search", stdout=self.stdout)


def _digest_of_sources() -> str:
    """Return a digest of everything the static files are made of: names, sizes and times of change."""
    seen = io.StringIO()
    for path in sorted(_sources()):
        stat = path.stat()
        seen.write(f"{path.name} {stat.st_size} {stat.st_mtime_ns}\n")
    return hashlib.sha256(seen.getvalue().encode()).hexdigest()


def _sources():
    yield from (PROJECT_DIR / name for name in SOURCES_OF_STATIC_FILES)
    for app in apps.get_app_configs():
        if Path(app.path).is_relative_to(PROJECT_DIR) and ".venv" not in Path(app.path).parts:
            for room in ("static", "templates"):
                yield from (path for path in (Path(app.path) / room).rglob("*") if path.is_file())
