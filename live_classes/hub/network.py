"""How the links of the class are doing, for who leads: one cell a person, sent when it changes."""

from collections.abc import Iterable

from live_classes.hub.connection import Connection
from live_classes.hub.frames import json_frame

CUT, BEHIND, WEAK, GOOD = range(4)
_KEPT_SECONDS = 15 * 60  # those whose link is cut stay on the board so long
_BEHIND_SECONDS = 6.0
_REMOTE_SECONDS = 10.0
_WEAK_RTT_MS, _WEAK_LAG_MS, _WEAK_LOST = 900, 1_200, 0.05


class NetworkBoard:
    """The cells of all people, here and in other processes."""

    def __init__(self):
        self._told: dict[int, tuple] = {}
        self._cut_at: dict[int, float] = {}
        self._elsewhere: dict[str, tuple[dict[int, tuple], float]] = {}

    def cut(self, number: int, now: float) -> None:
        """Note that somebody's link broke off."""
        self._cut_at[number] = now

    def forget(self, number: int) -> None:
        """Take those off the board who left by themselves, or are back."""
        self._cut_at.pop(number, None)

    def hear(self, process: str, cells: Iterable, now: float) -> None:
        """Take the cells of another process."""
        self._elsewhere[process] = ({cell[0]: tuple(cell[1:]) for cell in cells}, now + _REMOTE_SECONDS)

    def cells_here(self, connections: Iterable[Connection], now: float) -> dict[int, tuple]:
        """Return the best cell of each person connected to this process, and of those who were cut."""
        self._cut_at = {n: at for n, at in self._cut_at.items() if now - at < _KEPT_SECONDS}
        cells: dict[int, tuple] = dict.fromkeys(self._cut_at, (CUT, 0, 0))
        for connection in connections:
            cell = _cell(connection, now)
            number = connection.number
            if number not in cells or cells[number][0] < cell[0]:
                cells[number] = cell
        return cells

    def tell(self, connections: Iterable[Connection], cells: dict[int, tuple], now: float) -> None:
        """Send leaders the cells that changed; all of them to a leader who is new."""
        for process in [name for name, (_, until) in self._elsewhere.items() if until <= now]:
            del self._elsewhere[process]
        whole = dict(cells)
        for others, _ in self._elsewhere.values():
            for number, cell in others.items():
                if number not in whole or whole[number][0] < cell[0]:
                    whole[number] = cell
        changed = {number: cell for number, cell in whole.items() if self._told.get(number) != cell}
        self._told = whole
        for connection in connections:
            news = changed if connection.has_network else whole
            if connection.is_leading and news and connection.on_its_way < connection.gate:
                connection.has_network = True
                connection.push(json_frame({"type": "network", "cells": [[n, *cell] for n, cell in news.items()]}))
            elif news:
                connection.has_network = False


def _cell(connection: Connection, now: float) -> tuple:
    """Return quality, round trip and lag, the latter two in coarse steps so that small changes are not sent."""
    rtt, lag, lost = connection.link or (0, 0, 0.0)
    quality = GOOD
    if now - connection.was_behind_at < _BEHIND_SECONDS and connection.was_behind_at:
        quality = BEHIND
    elif rtt > _WEAK_RTT_MS or lag > _WEAK_LAG_MS or lost > _WEAK_LOST:
        quality = WEAK
    return (quality, round(rtt, -2) if rtt > 100 else round(rtt / 20) * 20, round(lag, -2))
