"""The registry of players: value of ``PackageFormat`` → player. Formats without one are not played."""

from content_repo.players.base import Player

__all__ = ["PLAYERS", "Player"]

PLAYERS: dict[str, Player] = {}
