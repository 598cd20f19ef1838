"""Who may come in and stay, as the database knows it: session, membership and place.

A token alone opens nothing: it may be of a session that has ended or of another device. Those who come at the same
time are asked about together, so that a class that returns at once costs a few queries.
"""

import asyncio
import logging
from collections.abc import Collection

from live_classes.hub.connection import Connection
from live_classes.hub.database import in_database
from live_classes.models import LiveClass
from live_classes.services.connected import Connected, find_refused

logger = logging.getLogger(__name__)

TRY_LATER = 1012


class Door:
    """Answers for one room; whoever asks while a question is on its way is part of the next one."""

    def __init__(self, live_class_pk: int):
        self._pk = live_class_pk
        self._waiting: list[tuple[Connected, asyncio.Future]] = []
        self._asking: asyncio.Task | None = None

    async def refusal(self, connection: Connection) -> int:
        """Return the code that closes this connection, 0 where it may come in."""
        loop = asyncio.get_running_loop()
        answer = loop.create_future()
        self._waiting.append((_connected(connection), answer))
        if self._asking is None or self._asking.done():
            self._asking = loop.create_task(self._ask())
        return await answer

    async def refusals(self, connections: Collection[Connection]) -> dict[Connection, int]:
        """Return those who may not stay, with their codes."""
        asked = {connection: _connected(connection) for connection in connections}
        refused = await in_database(_find_refused, self._pk, set(asked.values()))
        return {connection: refused[one] for connection, one in asked.items() if one in refused}

    async def _ask(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                refused = await in_database(_find_refused, self._pk, {one for one, _ in batch})
            except Exception as error:
                logger.warning("room %s: nobody can be asked about: %r", self._pk, error)
                refused = dict.fromkeys((one for one, _ in batch), TRY_LATER)
            for one, answer in batch:
                if not answer.done():  # gone meanwhile
                    answer.set_result(refused.get(one, 0))


def _connected(connection: Connection) -> Connected:
    return Connected(connection.session_key, connection.person.user_id, connection.number)


def _find_refused(pk: int, connected: set[Connected]) -> dict[Connected, int]:
    classes = LiveClass.objects.select_related("course", "school_class", "school__administrative_unit")
    return find_refused(live_class=classes.get(pk=pk), connected=connected)
