"""The socket of a room as an ASGI application; what it says is read in :mod:`live_classes.hub`."""

import asyncio
import logging

from channels.consumer import AsyncConsumer
from django.conf import settings

from live_classes.events import BadEvent
from live_classes.hub.connection import Connection, Person
from live_classes.hub.frames import json_frame
from live_classes.hub.hello import Hello, Refused, admit, greet, read_hello
from live_classes.hub.inbox import BROKEN, Inbox
from live_classes.hub.limits import Bucket
from live_classes.hub.parsing import MAX_BYTES
from live_classes.hub.pipes import PlainPipe, RawPipe
from live_classes.hub.rooms import rooms

logger = logging.getLogger(__name__)

HELLO_SECONDS = 10.0
NO_HELLO, TOO_BIG, NO_ROOM, TRY_LATER = 4408, 1009, 4404, 1012
_TURN = 32
RAW_WRITE = "elearn.raw_write"  # extension of the server: see elearn/websocket_protocol.py


class RoomConsumer(AsyncConsumer):
    """One socket. Messages are read in a plain loop: nothing of Channels runs a time a message."""

    channel_layer_alias = None

    async def __call__(self, scope, receive, send):
        """Serve the socket until it ends."""
        self.scope = scope
        self._receive = receive
        self._send = send
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task] = set()
        self._connection: Connection | None = None
        self._is_closing = False
        if (await receive())["type"] != "websocket.connect":
            return
        await send({"type": "websocket.accept"})
        try:
            await self._serve()
        except Refused as refusal:
            await self._end(refusal.code)
        except Exception:
            logger.exception("a socket of room %s fails", scope["url_route"]["kwargs"]["uuid"])
            await self._end(TRY_LATER)

    async def _serve(self) -> None:
        hello = await self._hear_hello()
        if hello is None:
            return
        hub = await rooms().enter(hello.room_pass.live_class_id)
        if hub is None:
            raise Refused(NO_ROOM)
        try:
            uuid = str(self.scope["url_route"]["kwargs"]["uuid"])
            self._connection = connection = await admit(hub, hello, uuid, self._make_connection)
            self._hub = hub
            try:
                await greet(hub, connection, hello)
                await self._read(Inbox(hub, connection), connection)
            finally:
                hub.leave(connection)
        finally:
            await rooms().leave(hub)

    # --- reading ----------------------------------------------------------------------------------------

    async def _hear_hello(self) -> Hello | None:
        """Return the first words of the client, ``None`` if it is gone; broken ones may be said again."""
        bad = Bucket(2, 20, self._loop.time())
        deadline = self._loop.time() + HELLO_SECONDS
        while True:
            try:
                async with asyncio.timeout_at(deadline):
                    message = await self._receive()
            except TimeoutError as error:
                raise Refused(NO_HELLO) from error
            if message["type"] != "websocket.receive":
                return None
            text = message.get("text")
            try:
                if text is None:
                    raise BadEvent
                if len(text) > MAX_BYTES:
                    raise Refused(TOO_BIG)
                return read_hello(text)
            except BadEvent as refusal:
                if not bad.take(self._loop.time()):
                    raise Refused(BROKEN) from refusal
                await self._send(json_frame({"type": "error", "code": refusal.code}).message)

    async def _read(self, inbox: Inbox, connection: Connection) -> None:
        receive, count = self._receive, 0
        if writer := self._raw_writer():
            writer.on_short = inbox.acknowledgement  # past the queue and this task, where the server knows how
        while (message := await receive())["type"] == "websocket.receive":
            count += 1
            if count % _TURN == 0:
                await asyncio.sleep(0)  # messages that wait are had without a pause: let the others have a turn
            if connection.closing:
                continue
            text = message.get("text")
            if text is not None:
                if len(text) > MAX_BYTES:
                    raise Refused(TOO_BIG)
                inbox.text(text)
                continue
            data = message["bytes"]
            if len(data) > MAX_BYTES:
                raise Refused(TOO_BIG)
            inbox.binary(bytes(data))

    # --- writing ----------------------------------------------------------------------------------------

    def _raw_writer(self):
        return (self.scope.get("extensions") or {}).get(RAW_WRITE)

    def _make_connection(self, person: Person) -> Connection:
        writer = self._raw_writer()
        pipe = RawPipe(writer) if writer else PlainPipe(self._send, self._spawn, self._freed)
        key = self.scope["cookies"].get(settings.SESSION_COOKIE_NAME, "")
        return Connection(person, pipe, self._close, session_key=key, now=self._loop.time())

    def _freed(self) -> None:
        """Go on where the pipe was blocked."""
        connection = self._connection
        if connection and not connection.closing:
            connection.open_gates()
            self._hub.feed(connection)

    def _close(self, code: int) -> None:
        """End the socket soon; nothing is sent any more."""
        connection = self._connection
        if connection is None or connection.closing:
            return
        connection.closing = code
        connection.shut_gates()
        self._spawn(self._end(code))

    async def _end(self, code: int) -> None:
        if self._is_closing:
            return
        self._is_closing = True
        try:
            await self._send({"type": "websocket.close", "code": code})
        except Exception as error:  # the other side was quicker
            logger.debug("a socket was gone before it was closed: %r", error)

    def _spawn(self, coroutine) -> None:
        task = self._loop.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
