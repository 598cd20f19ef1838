"""``make run``: install, prepare, seed the demo province, then become the supervisor. Standard library only."""

import argparse
import os
import socket

from install import VENV_DIR, install
from steps import PROJECT_DIR, StepFailed, end_on_signals, end_with_parent, run_step


def main() -> None:
    """Prepare and serve; any signal on the way ends all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", default="8000")
    options = parser.parse_args()
    end_on_signals()
    end_with_parent()
    port = _checked_port(options.port)
    _refuse_taken_port(options.host, port)
    install()
    os.environ.setdefault("ELEARN_PUBLIC_URL", f"http://127.0.0.1:{port}")
    python = str(VENV_DIR / "bin" / "python")
    run_step("Preparing the site", [python, "manage.py", "set_up", "--demo"], shows_output=True)
    os.chdir(PROJECT_DIR)
    os.execv(python, [python, "manage.py", "serve", "--host", options.host, "--port", str(port), "--demo"])


def _checked_port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise StepFailed(f"PORT={text} is not a port: give a number from 1 to 65535.")
    return int(text)


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StepFailed(
                f"Port {port} of {host} can't be used ({error.strerror}). Choose another: make run PORT={port + 10}"
            ) from None


if __name__ == "__main__":
    main()
