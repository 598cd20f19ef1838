"""What every format of package offers. This folder is free of Django: it runs in the sandboxed child of media."""

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import NamedTuple

from media.archives import PACKAGE, Archive, Limits

MAX_TEXT_CHARS = 500_000


class Problem(NamedTuple):
    """One thing found wrong: a rule (its words are in :mod:`content_repo.package_words`), where, and what was found."""

    rule: str
    path: str = ""  # member of the archive, with a JSON pointer after «#» where it is inside one
    detail: str = ""  # what stands there, cut to 200 characters
    is_warning: bool = False  # True: the package is taken all the same


@dataclass
class Reading:
    """What a package says of itself; everything in it is JSON.

    ``problems`` that are not warnings mean the package is not taken, and then nothing else of it counts.
    """

    format: str  # slug of a format
    title: str = ""
    language: str = ""
    manifest: dict = field(default_factory=dict)  # by format: the docstring of each format says what
    content: dict | list | None = None  # H5P: the parameters as sent, not yet made safe
    libraries: list[dict] = field(default_factory=list)  # H5P: trees brought along, see packages.h5p
    members: dict[str, list[int]] = field(default_factory=dict)  # name → [data offset, packed, size, CRC-32, method]
    text: str = ""  # at most MAX_TEXT_CHARS
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_taken(self) -> bool:
        """Whether nothing worse than warnings was found."""
        return all(problem.is_warning for problem in self.problems)

    def as_json(self) -> dict:
        """Return a dict that JSON can hold."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return found | {"problems": [problem._asdict() for problem in self.problems]}


class Format:
    """One format. A new one is a module (or folder) here, a line in the registry, a value of ``PackageFormat``."""

    slugs: tuple[str, ...]  # values of content_repo.choices.PackageFormat that its readings may have
    extensions: tuple[str, ...] = ("zip",)  # what files of it may be called, lower case
    manifests: tuple[str, ...] = ("imsmanifest.xml",)  # members of which one must lie at the top, or one folder down
    limits: Limits = PACKAGE  # what may stand in an archive of it
    is_playable = True  # has a player on the site; otherwise it is taken apart elsewhere

    def recognises(self, archive: Archive) -> bool:
        """Whether the archive claims to be of this format; cheap, looks at names of members only."""
        raise NotImplementedError

    def read(self, archive: Archive, folder: Path) -> Reading:
        """Return what the package says, with all problems at once; ``folder`` takes files made on the way.

        Never raises for bad content: a :class:`~media.problems.Refusal` of the archive itself may pass through.
        ``members`` and the notices of the archive are added by :func:`content_repo.packages.reading.read_package`.
        """
        raise NotImplementedError
