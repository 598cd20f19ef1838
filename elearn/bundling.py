"""Turns the apps' ES modules into one file for each script that a page names, minified for the browser floor."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from django.conf import settings

from content_repo.esbuild import BROWSER_FLOOR, esbuild

NODE_MODULES = settings.NODE_MODULES
_SCRIPT_IN_TEMPLATE = re.compile(r"""{%\s*static\s+["']([\w/]+\.js)["']""")


def named_scripts(template_folders: list[Path]) -> set[str]:
    """Return the names of the scripts that templates load, vendor files aside."""
    pages = (page.read_text(encoding="utf-8") for folder in template_folders for page in folder.rglob("*.html"))
    return {name for text in pages for name in _SCRIPT_IN_TEMPLATE.findall(text) if not name.startswith("vendor/")}


def bundle_scripts(*, names: set[str], static_folders: list[Path], target: Path) -> None:
    """Write each named script with all that it imports to ``target``, under its own name.

    Modules import each other by the paths they have in the browser (``../elearn/link.js``), so the static folders of
    all apps are laid over each other first. Raises ``CalledProcessError`` where a module or an import is wrong.
    """
    with tempfile.TemporaryDirectory() as folder:
        for static_folder in static_folders:
            shutil.copytree(static_folder, folder, dirs_exist_ok=True)
        options = ["--bundle", "--minify", "--format=esm", f"--target={BROWSER_FLOOR}", "--log-level=warning"]
        subprocess.run(  # noqa: S603 our own file names
            [esbuild(), *sorted(names), *options, "--outbase=.", f"--outdir={target.resolve()}"],
            cwd=folder,
            check=True,
        )
