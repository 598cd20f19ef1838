"""The child of :mod:`media.sandbox`: sets its own limits, then opens one file; it never loads Django.

Arguments: job (``inspect``, ``process``, ``pages:<first>:<count>`` or ``call:<module>:<function>``), path of the file,
its name, folder to write into, CPU seconds, memory bytes, bytes a file written.
"""

import json
import resource
import sys
from importlib import import_module
from pathlib import Path


def main(job: str, path: str, name: str, folder: str, *limits: str) -> None:
    """Do the job and write ``answer.json``; without an answer the parent takes the file for too complex."""
    _limit(*(int(limit) for limit in limits))
    answer = _answer(job, Path(path), name, Path(folder))
    (Path(folder) / "answer.json").write_text(json.dumps(answer), encoding="utf-8")


def _limit(cpu_seconds: int, memory_bytes: int, file_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(job: str, path: Path, name: str, folder: Path) -> dict:
    # Parsers are imported only once the limits hold.
    from media.inspection import extension_of, inspect_file
    from media.kinds import kind_of_extension
    from media.problems import Refusal

    try:
        if job == "inspect":
            return {"finding": inspect_file(path, name)._asdict()}
        if job.startswith("call:"):
            module, function = job.split(":")[1:]
            return {"value": getattr(import_module(module), function)(path, name, folder)}
        extension = extension_of(name)
        kind = kind_of_extension(extension)
        assert kind is not None
        if job.startswith("pages:"):
            first, count = map(int, job.split(":")[1:])
            return {"pictures": _as_json(kind.pages(path, extension, folder, first, count))}
        pictures = kind.pictures(path, extension, folder)
        text = kind.text(path, extension).replace("\0", "")
        return {"text": text.encode("utf-8", "ignore").decode("utf-8"), "pictures": _as_json(pictures)}
    except Refusal as refusal:
        return {"refusal": {"code": refusal.code, "detail": refusal.detail, "report": refusal.report}}


def _as_json(pictures: list) -> list[dict]:
    return [{**picture._asdict(), "path": str(picture.path)} for picture in pictures]


if __name__ == "__main__":
    main(*sys.argv[1:])
