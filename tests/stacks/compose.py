"""Reads ``docker-compose.yml``, so that tests run the very commands of production."""

import sys
from functools import cache

import yaml

from tests.stacks.servers import PROJECT_DIR, find_program


@cache
def compose() -> dict:
    """Return the compose file as read."""
    return yaml.safe_load((PROJECT_DIR / "docker-compose.yml").read_text(encoding="utf-8"))


def command_of(service: str, **replaced: object) -> list[str]:
    """Return a service's command for this machine, with some ``--option=value`` replaced (``None`` drops it)."""
    options = {f"--{name.replace('_', '-')}": value for name, value in replaced.items()}
    program, *arguments = compose()["services"][service]["command"]
    kept = [argument for argument in arguments if argument.split("=")[0] not in options]
    program = sys.executable if program == "python" else find_program(program)
    return [program, *kept, *(f"{name}={value}" for name, value in options.items() if value is not None)]
