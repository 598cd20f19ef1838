"""Lumi's H5P server as the peer of the bench: installed once into the cache of the data folder, where there is Node."""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

PACKAGE = "@lumieducation/h5p-server@10.0.4"
SCRIPT = Path(__file__).parent / "import.mjs"
INSTALL_SECONDS = 600


class NotHereError(Exception):
    """There is no Node, or the package could not be fetched."""


def install(cache: Path) -> Path:
    """Return a folder with the server in ``node_modules``; nothing of it is run while it is installed."""
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        raise NotHereError("no Node")
    folder = cache / "bench-lumi"
    if (folder / "node_modules/@lumieducation/h5p-server").is_dir():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
    command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", PACKAGE]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=INSTALL_SECONDS)
    except (subprocess.SubprocessError, OSError) as error:
        raise NotHereError("npm could not fetch it") from error
    return folder


def import_packages(modules: Path, packages: list[Path]) -> list[float]:
    """Import packages one after another into an empty server; return the CPU seconds of each, all threads included."""
    node = shutil.which("node")
    assert node
    with tempfile.TemporaryDirectory() as kept:
        command = [node, str(SCRIPT), str(modules), kept, *map(str, packages)]
        output = subprocess.run(command, check=True, capture_output=True, text=True, timeout=900).stdout
    rows = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    for row in rows:
        assert not row["problem"], row
    return [row["seconds"] for row in rows]
