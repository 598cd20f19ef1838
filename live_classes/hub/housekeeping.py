"""What a room does by the clock: looks at the log, tells who is there, asks who may stay."""

import asyncio
import logging

from live_classes.hub import delivery
from live_classes.hub.connection import Connection
from live_classes.hub.frames import json_frame
from live_classes.hub.hub import RoomHub
from live_classes.services.presence import TOUCH_SECONDS
from live_classes.tokens import RoomPass

logger = logging.getLogger(__name__)

POLL_SECONDS = 2.0
NETWORK_SECONDS = 3.0
PRESENCE_SECONDS = 1.0
PROCESS_SECONDS = 10.0  # a process says whom it has, even if nobody came or went
CHECK_SECONDS = 40.0
TOKEN_SECONDS = 300.0


class Housekeeping:
    """The tasks of one room that run by the clock."""

    def __init__(self, hub: RoomHub):
        self._hub = hub
        self._told_counts: list = []
        self._told_at = 0.0

    def start(self) -> None:
        """Begin; the hub ends the tasks."""
        jobs = (
            (POLL_SECONDS, self._hub.poll),
            (PRESENCE_SECONDS, self._tell_presence),
            (NETWORK_SECONDS, self._tell_network),
            (TOUCH_SECONDS, self._touch),
            (CHECK_SECONDS, self._check),
            (TOKEN_SECONDS / 10, self._renew_tokens),
        )
        for seconds, job in jobs:
            self._hub.spawn(_every(seconds, job))

    async def _tell_presence(self) -> None:
        hub, now = self._hub, self._hub.loop.time()
        counts = hub.presence.here()
        if counts != self._told_counts or now - self._told_at > PROCESS_SECONDS:
            self._told_counts, self._told_at = counts, now
            hub.fanout.publish({"type": "room.presence", "counts": counts})
        hub.presence.tell(hub.connections, now)
        delivery.tell_hidden(hub.connections)
        for connection in list(hub.connections):
            hub.feed(connection)
        await hub.spans.write()

    async def _tell_network(self) -> None:
        hub, now = self._hub, self._hub.loop.time()
        cells = hub.network.cells_here(hub.connections, now)
        hub.fanout.publish({"type": "room.network", "cells": [[n, *cell] for n, cell in cells.items()]})
        hub.network.tell(hub.connections, cells, now)

    async def _touch(self) -> None:
        await self._hub.spans.touch(list(self._hub.connections), self._hub.loop.time())

    async def _check(self) -> None:
        """Ask the database about all who are here; those who are new were asked about at the door."""
        hub = self._hub
        due = [c for c in hub.connections if not c.closing]
        if not due:
            return
        refused = await hub.door.refusals(due)
        for connection in due:
            if code := refused.get(connection):
                hub.forget_person(connection.number)
                connection.close(code)

    async def _renew_tokens(self) -> None:
        hub, now = self._hub, self._hub.loop.time()
        for connection in list(hub.connections):
            if now - connection.token_at >= TOKEN_SECONDS:
                connection.token_at = now
                connection.tell(json_frame({"type": "token", "token": token_for(hub, connection)}))


def token_for(hub: RoomHub, connection: Connection) -> str:
    """Return a fresh token for the person of a connection."""
    person = connection.person
    return RoomPass(hub.pk, person.number, person.user_id, person.role).sign()


async def _every(seconds: float, job) -> None:
    """Do something again and again; a failure is logged and ends nothing."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await job()
        except Exception as error:
            logger.warning("%s fails: %r", job.__qualname__, error, exc_info=not _is_database(error))


def _is_database(error: Exception) -> bool:
    return type(error).__module__.startswith(("django.db", "psycopg", "sqlite3"))
