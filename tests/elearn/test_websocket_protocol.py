"""Frames that the application encoded itself, over a real uvicorn, read by a client of another making."""

import asyncio
import contextlib
import re
import socket
import struct

import pytest
import uvicorn
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from elearn.management.commands.serve import UVICORN
from elearn.websocket_protocol import RAW_WRITE
from tests.stacks.compose import compose
from tests.stacks.servers import PROJECT_DIR

RAW = "elearn.websocket_protocol:RawWriteProtocol"
MEGABYTE = 1_000_000


def framed(data: bytes, opcode: int) -> bytes:
    """A frame as RFC 6455 has it from server to client."""
    length = len(data)
    if length < 126:
        return bytes([0x80 | opcode, length]) + data
    if length < 65_536:
        return bytes([0x80 | opcode, 126]) + struct.pack("!H", length) + data
    return bytes([0x80 | opcode, 127]) + struct.pack("!Q", length) + data


@contextlib.asynccontextmanager
async def served(app, *, ws: str = RAW, **options):
    """Run uvicorn in this loop; yields the address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        config = uvicorn.Config(app, ws=ws, lifespan="off", log_config=None, timeout_graceful_shutdown=2, **options)
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield f"ws://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            server.should_exit = True
            await running


class Room:
    """An application of one socket: accepts, hands out what the server offers, keeps what the client says."""

    def __init__(self):
        self.entered = asyncio.Event()
        self.left = asyncio.Event()
        self.heard = []
        self.writer = self.send = self.code = None

    async def __call__(self, scope, receive, send):
        assert (await receive())["type"] == "websocket.connect"
        await send({"type": "websocket.accept"})
        self.writer, self.send = scope["extensions"].get(RAW_WRITE), send
        self.entered.set()
        while (message := await receive())["type"] == "websocket.receive":
            self.heard.append(message)
        self.code = message["code"]
        self.left.set()


@contextlib.asynccontextmanager
async def joined(room, **options):
    async with served(room, **options) as address, connect(address, compression="deflate", max_size=None) as client:
        await asyncio.wait_for(room.entered.wait(), 10)
        yield client


async def heard(client):
    return await asyncio.wait_for(client.recv(), 10)


@pytest.mark.parametrize("length", [0, 125, 126, 65_535, 65_536])
async def test_frames_written_raw_arrive_as_they_are(length):
    room = Room()
    async with joined(room) as client:
        room.writer.write(framed(b"\x02" * length, 2))
        room.writer.write(framed("Phân số".encode(), 1))
        assert await heard(client) == b"\x02" * length
        assert await heard(client) == "Phân số"


async def test_raw_and_ordinary_frames_keep_their_order():
    room = Room()
    async with joined(room) as client:
        for number in range(50):
            if number % 2:
                await room.send({"type": "websocket.send", "text": str(number)})
            else:
                room.writer.write(framed(str(number).encode(), 1))
        assert [await heard(client) for _ in range(50)] == [str(number) for number in range(50)]


async def test_other_servers_offer_nothing_and_still_serve():
    room = Room()
    async with joined(room, ws="websockets-sansio") as client:
        assert room.writer is None
        await room.send({"type": "websocket.send", "text": "vào lớp"})
        assert await heard(client) == "vào lớp"


async def test_the_client_says_goodbye():
    room = Room()
    async with joined(room) as client:
        room.writer.write(framed(b"mot", 1))
        assert await heard(client) == "mot"
        assert not room.writer.is_closing()
        await client.close(4001)
        await asyncio.wait_for(room.left.wait(), 10)
        assert room.code == 4001
        assert client.close_code == 4001
        assert room.writer.is_closing()
        room.writer.write(framed(b"hai", 1))  # to nobody, without an error


async def test_nothing_follows_the_close_frame_of_the_server():
    room = Room()
    async with joined(room) as client:
        room.writer.write(framed(b"mot", 1))
        await room.send({"type": "websocket.close", "code": 4409})
        assert room.writer.is_closing()
        room.writer.write(framed(b"hai", 1))
        assert await heard(client) == "mot"
        with pytest.raises(ConnectionClosed):
            await heard(client)
        assert client.close_code == 4409


async def test_what_a_stalled_reader_leaves_is_counted():
    room = Room()
    async with served(room) as address:
        _reader, writer = await asyncio.open_connection("127.0.0.1", int(re.search(r":(\d+)/", address)[1]))
        writer.write(
            b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        await asyncio.wait_for(room.entered.wait(), 10)
        assert room.writer.pending() == 0
        for _ in range(32):  # more than the kernel and the reader's 64 KiB hold; the reader takes nothing
            room.writer.write(framed(b"\x02" * MEGABYTE, 2))
        assert room.writer.pending() > MEGABYTE
        writer.transport.abort()
        await asyncio.wait_for(room.left.wait(), 10)
        assert room.writer.is_closing()


MASK = b"\x11\x22\x33\x44"


def masked(data: bytes, first: int = 0x82) -> bytes:
    """A frame as RFC 6455 has it from client to server, of up to 125 bytes."""
    return bytes([first, 0x80 | len(data)]) + MASK + bytes(byte ^ MASK[at % 4] for at, byte in enumerate(data))


@contextlib.asynccontextmanager
async def bare(room):
    """A client that decides itself which bytes arrive together; yields a function that sends and waits until told."""
    async with served(room) as address:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(re.search(r":(\d+)/", address)[1]))
        writer.write(
            b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        await asyncio.wait_for(room.entered.wait(), 10)

        async def send(data: bytes, *, until):
            writer.write(data)
            async with asyncio.timeout(10):
                while not until():
                    await asyncio.sleep(0.001)

        yield send
        writer.close()


@pytest.mark.parametrize("length", [1, 5, 31, 32])
async def test_a_short_message_goes_to_who_asked_for_it(length):
    room, taken = Room(), []
    async with bare(room) as send:
        room.writer.on_short = lambda data: taken.append(data) or True
        data = bytes(range(length))
        await send(masked(data), until=lambda: taken)
    assert taken == [data]
    assert room.heard == []


async def test_messages_that_are_not_short_alone_binary_or_wanted_come_as_usual():
    room, taken = Room(), []
    async with bare(room) as send:
        room.writer.on_short = lambda data: data.startswith(b"a") and not taken.append(data)
        await send(masked(b"b"), until=lambda: len(room.heard) == 1)
        await send(masked(b"a" * 33), until=lambda: len(room.heard) == 2)
        await send(masked(b"a", first=0x81), until=lambda: len(room.heard) == 3)
        await send(masked(b"a") + masked(b"a"), until=lambda: len(room.heard) == 5)
        await send(masked(b"a"), until=lambda: taken)
    assert [message.get("bytes") or message["text"] for message in room.heard] == [b"b", b"a" * 33, "a", b"a", b"a"]


async def test_bytes_inside_of_a_frame_are_no_message():
    room, taken = Room(), []
    async with bare(room) as send:
        room.writer.on_short = lambda data: not taken.append(data)
        looks_like_a_frame = masked(b"acked")
        await send(b"\x82" + bytes([0x80 | len(looks_like_a_frame)]) + MASK, until=lambda: True)
        await asyncio.sleep(0.05)
        await send(looks_like_a_frame, until=lambda: room.heard)
    assert taken == []
    assert len(room.heard[0]["bytes"]) == len(looks_like_a_frame)


async def test_a_part_of_a_message_is_no_message():
    room, taken = Room(), []
    async with bare(room) as send:
        room.writer.on_short = lambda data: not taken.append(data)
        await send(masked(b"mot", first=0x02), until=lambda: True)
        await asyncio.sleep(0.05)
        await send(masked(b"hai", first=0x80), until=lambda: room.heard)
    assert taken == []
    assert room.heard[0]["bytes"] == b"mothai"


async def test_a_handshake_that_fails_starts_no_application():
    room = Room()
    async with served(room) as address:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(re.search(r":(\d+)/", address)[1]))
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
        assert b" 400 " in await asyncio.wait_for(reader.readline(), 10)
        writer.close()
    assert not room.entered.is_set()


async def test_what_was_written_goes_out_before_the_server_restarts():
    room = Room()
    async with served(room) as address, connect(address) as client:
        await asyncio.wait_for(room.entered.wait(), 10)
        room.writer.write(framed(b"mot", 1))
        assert room.writer.pending() == len(framed(b"mot", 1))
        room.writer._protocol.shutdown()
        assert await heard(client) == "mot"
        with pytest.raises(ConnectionClosed):
            await heard(client)
        assert client.close_code == 1012


@pytest.mark.parametrize(("beyond", "code"), [(0, 1000), (1, 1009)])
async def test_a_message_over_the_limit_of_the_product_ends_the_connection(beyond, code):
    room = Room()
    limit = next(int(option.split("=")[1]) for option in UVICORN if option.startswith("--ws-max-size="))
    async with joined(room, ws_max_size=limit) as client:
        await client.send(b"a" * (limit + beyond))
        await client.close()
        await asyncio.wait_for(room.left.wait(), 10)
        assert (len(room.heard), room.code) == (1 - beyond, code)


def websocket_options(words) -> set[str]:
    return {word for word in words if word.startswith("--ws")}


def test_box_and_production_serve_websockets_alike():
    embedded = websocket_options(UVICORN)
    assert f"--ws={RAW}" in embedded
    assert websocket_options(compose()["services"]["web"]["command"]) == embedded
    image = (PROJECT_DIR / "Dockerfile").read_text(encoding="utf-8").split("\nCMD ")[1]
    assert websocket_options(re.findall(r'"([^"]+)"', image)) == embedded - {"--ws-ping-interval=20"}
