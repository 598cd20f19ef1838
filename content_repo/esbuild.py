"""The program that makes scripts and styles small, and the oldest browsers they are made for."""

from pathlib import Path

from django.conf import settings

BROWSER_FLOOR = "chrome109,firefox115,safari15.4"


def esbuild() -> Path:
    """Return the program that npm chose for this machine."""
    programs = sorted(settings.NODE_MODULES.glob("@esbuild/*/bin/esbuild"))
    if not programs:
        raise FileNotFoundError("esbuild is not installed: run «make install».")
    return programs[0]
