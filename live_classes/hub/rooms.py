"""The rooms of this process: made when somebody enters, gone some seconds after the last one has left."""

import asyncio
import logging
from weakref import WeakKeyDictionary

from live_classes.hub.housekeeping import Housekeeping
from live_classes.hub.hub import RoomHub

logger = logging.getLogger(__name__)

STAY_SECONDS = 10.0  # a room whose links were all cut at once need not be read from the log again


class _Room:
    """A hub, being made or ready, and how many use it."""

    def __init__(self, pk: int):
        self.hub = RoomHub(pk)
        self.users = 0
        self.starting = asyncio.ensure_future(self._start())

    async def _start(self) -> bool:
        if not await self.hub.start():
            return False
        Housekeeping(self.hub).start()
        return True


class Rooms:
    """The registry of one event loop."""

    def __init__(self):
        self._rooms: dict[int, _Room] = {}  # by class: where one enters
        self._by_hub: dict[RoomHub, _Room] = {}  # also those that are not entered any more

    async def enter(self, pk: int) -> RoomHub | None:
        """Return the hub of a class, ``None`` if there is no such class; :meth:`leave` must follow."""
        room = self._rooms.get(pk)
        if room is None or room.hub.is_over:
            room = self._rooms[pk] = _Room(pk)
            self._by_hub[room.hub] = room
        room.users += 1
        is_there = False
        try:
            is_there = await asyncio.shield(room.starting)
        finally:
            if not is_there:
                self._forget(room)
                await self.leave(room.hub)
        return room.hub if is_there else None

    async def leave(self, hub: RoomHub) -> None:
        """Note that one user less needs the hub; the last one waits until what was in memory is stored."""
        room = self._by_hub[hub]
        room.users -= 1
        if room.users == 0:
            await hub.flush()
            asyncio.get_running_loop().call_later(STAY_SECONDS, self._end, room)

    def _forget(self, room: _Room) -> None:
        if self._rooms.get(room.hub.pk) is room:
            del self._rooms[room.hub.pk]

    def _end(self, room: _Room) -> None:
        if room.users == 0 and room.hub in self._by_hub:
            self._forget(room)
            del self._by_hub[room.hub]
            _ending.add(task := asyncio.ensure_future(room.hub.stop()))
            task.add_done_callback(_ending.discard)


_ending: set[asyncio.Future] = set()
_of_loops: WeakKeyDictionary[asyncio.AbstractEventLoop, Rooms] = WeakKeyDictionary()


def rooms() -> Rooms:
    """Return the rooms of the running event loop."""
    return _of_loops.setdefault(asyncio.get_running_loop(), Rooms())
