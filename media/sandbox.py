"""Opens files of strangers in a child process with limits, so that none can hang, fill or kill a worker."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from media.inspection import Finding
from media.kinds import Picture
from media.nursery import Gone, run_child
from media.problems import Refusal

CPU_SECONDS = 120
WALL_SECONDS = 180
MEMORY_BYTES = 1024**3
FILE_BYTES = 256 * 1024**2  # largest file the child may write


class Processed(NamedTuple):
    """What the child made of a file: its words and its renditions, which lie in the folder given to it."""

    text: str
    pictures: list[Picture]


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a folder on the data disk that is gone afterwards."""
    parent = settings.DATA_DIR / "scratch"
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent) as name:
        yield Path(name)


def inspect(path: Path, name: str, *, wall_seconds: float = WALL_SECONDS) -> Finding:
    """Return what the file called ``name`` is; ``Refusal("too_complex")`` when a limit was reached."""
    with scratch_folder() as folder:
        return Finding(**_run("inspect", path, name, folder, wall_seconds)["finding"])


def process(path: Path, name: str, folder: Path, *, wall_seconds: float = WALL_SECONDS) -> Processed:
    """Return words and renditions; the files of the renditions are written into ``folder``."""
    answer = _run("process", path, name, folder, wall_seconds)
    return Processed(answer["text"], _pictures(answer))


def draw_pages(path: Path, name: str, folder: Path, *, first: int, count: int) -> list[Picture]:
    """Return pictures of up to ``count`` pages from ``first`` on; their files are written into ``folder``."""
    return _pictures(_run(f"pages:{first}:{count}", path, name, folder, WALL_SECONDS))


def call(function: str, path: Path, name: str, folder: Path, *, wall_seconds: float = WALL_SECONDS) -> dict:
    """Run ``package.module:function(path, name, folder) -> dict`` of a higher app in the child, free of Django.

    What it returns must be JSON; a ``Refusal`` it raises is raised here. Files it writes lie in ``folder``.
    """
    return _run(f"call:{function}", path, name, folder, wall_seconds)["value"]


def _pictures(answer: dict) -> list[Picture]:
    return [Picture(**{**picture, "path": Path(picture["path"])}) for picture in answer["pictures"]]


def _run(job: str, path: Path, name: str, folder: Path, wall_seconds: float) -> dict:
    limits = [str(CPU_SECONDS), str(MEMORY_BYTES), str(FILE_BYTES)]
    answer_path, error_path = folder / "answer.json", folder / "stderr"
    ended = None
    try:
        ended = run_child([job, str(path), name, str(folder), *limits], wall_seconds)
        answer = json.loads(answer_path.read_text(encoding="utf-8"))
    except TimeoutError as error:
        raise Refusal("too_complex", "time") from error
    except (Gone, FileNotFoundError, ValueError) as error:
        raise Refusal("too_complex", f"{ended} {_last_line(error_path)}") from error
    answer_path.unlink()
    error_path.unlink(missing_ok=True)
    if refusal := answer.get("refusal"):
        raise Refusal(refusal["code"], refusal["detail"], refusal["report"])
    return answer


def _last_line(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 4096))
            return file.read().decode("utf-8", "replace").strip().rsplit("\n", 1)[-1]
    except FileNotFoundError:
        return ""
