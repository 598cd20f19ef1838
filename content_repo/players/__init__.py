"""The registry of players: value of ``PackageFormat`` → player. Formats without one are not played."""

from content_repo.choices import PackageFormat
from content_repo.players.base import Player
from content_repo.players.epub import EpubPlayer
from content_repo.players.h5p import H5PPlayer
from content_repo.players.scorm import ScormPlayer

__all__ = ["PLAYERS", "Player"]

PLAYERS: dict[str, Player] = {
    PackageFormat.H5P: H5PPlayer(),
    PackageFormat.EPUB: EpubPlayer(),
    PackageFormat.SCORM_12: ScormPlayer(),
    PackageFormat.SCORM_2004: ScormPlayer(),
}
