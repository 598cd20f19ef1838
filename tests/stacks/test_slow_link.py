"""The slow link is slow, loses nothing, and can be cut: what the tests of live classes rest on."""

import asyncio
import contextlib
import socket
import time

import pytest

from tests.stacks.slow_link import SlowLink, SlowLinkThread


@contextlib.asynccontextmanager
async def echoing(**options):
    """A link to a server that sends everything back; yields link, reader and writer of a client behind it."""

    async def echo(reader, writer):
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(4096):
                writer.write(data)
            writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with SlowLink(server.sockets[0].getsockname()[1], **options) as link:
        reader, writer = await asyncio.open_connection("127.0.0.1", link.port)
        yield link, reader, writer
        writer.close()
    server.close()


async def rest_of(reader) -> bytes:
    """What still comes before the connection ends, gently or not."""
    with contextlib.suppress(ConnectionResetError):
        return await asyncio.wait_for(reader.read(), 10)
    return b""


async def test_bytes_take_as_long_as_rate_and_distance_ask():
    async with echoing(kbps=800, rtt_ms=100) as (link, reader, writer):
        started = time.monotonic()
        writer.write(b"a" * 20_000)
        await reader.readexactly(20_000)
        # 20,000 bytes at 100,000 bytes a second, one round trip; the ways back and forth overlap.
        assert time.monotonic() - started > 0.3
        assert link.up.traffic.bytes == link.down.traffic.bytes == 20_000
        assert link.up.traffic.packets >= 15


async def test_nothing_passes_a_cut_link_and_nothing_is_lost():
    async with echoing(kbps=0, rtt_ms=10) as (link, reader, writer):
        writer.write(b"mot")
        assert await reader.readexactly(3) == b"mot"
        link.cut()
        writer.write(b"hai")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.2)
        link.resume()
        assert await asyncio.wait_for(reader.readexactly(3), 10) == b"hai"


async def test_a_cut_that_is_noticed_ends_connections_until_the_link_is_back():
    async with echoing(kbps=0, rtt_ms=10) as (link, reader, _writer):
        link.cut(is_noticed=True)
        assert await rest_of(reader) == b""
        other, other_writer = await asyncio.open_connection("127.0.0.1", link.port)
        assert await rest_of(other) == b""
        other_writer.close()
        link.resume()
        again, again_writer = await asyncio.open_connection("127.0.0.1", link.port)
        again_writer.write(b"mot")
        assert await asyncio.wait_for(again.readexactly(3), 10) == b"mot"
        again_writer.close()


async def test_the_end_of_a_stream_arrives_after_its_last_byte():
    async with echoing(kbps=0, rtt_ms=50) as (_link, reader, writer):
        writer.write(b"mot")
        writer.write_eof()
        assert await asyncio.wait_for(reader.read(), 10) == b"mot"


async def test_connections_share_the_link_in_turn():
    async with echoing(kbps=400, rtt_ms=0) as (link, _reader, writer):
        writer.write(b"a" * 50_000)
        other, other_writer = await asyncio.open_connection("127.0.0.1", link.port)
        other_writer.write(b"mot")
        assert await asyncio.wait_for(other.readexactly(3), 10) == b"mot"
        assert link.up.traffic.bytes < 50_000
        other_writer.close()


def test_the_link_of_a_thread_obeys_the_same_words():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        SlowLinkThread(server.getsockname()[1], kbps=0, rtt_ms=0) as link,
        socket.create_connection(("127.0.0.1", link.port), timeout=10) as client,
    ):
        served, _address = server.accept()
        served.sendall(b"mot")
        assert client.recv(3) == b"mot"
        assert link.down.bytes == 3
        link.cut(is_noticed=True)
        with contextlib.suppress(ConnectionResetError):
            assert client.recv(1) == b""
        served.close()
