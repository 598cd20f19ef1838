"""Frames of the websocket protocol as an attacker may send them, byte by byte."""

import asyncio
import base64
import contextlib
import os
import struct
from urllib.parse import urlsplit


def frame_bytes(frame: dict) -> bytes:
    """Return the bytes of a frame of the collection: ``op``, ``fin``, ``rsv``, ``mask``, content, ``times``."""
    payload = _payload(frame)
    length = frame.get("claim_len", len(payload))
    masked = frame.get("mask", 1)
    head = bytes([frame.get("fin", 1) << 7 | frame.get("rsv", 0) << 4 | frame["op"]])
    flag = 0x80 if masked else 0
    if length < 126:
        head += bytes([flag | length])
    elif length < 65_536:
        head += struct.pack("!BH", flag | 126, length)
    else:
        head += struct.pack("!BQ", flag | 127, length)
    # A mask of zeros changes nothing and is as good as any other.
    return (head + (b"\0\0\0\0" if masked else b"") + payload) * frame.get("times", 1)


def _payload(frame: dict) -> bytes:
    if "hex" in frame:
        return bytes.fromhex(frame["hex"])
    if "repeat" in frame:
        text, count = frame["repeat"]
        return text.encode() * count
    return frame.get("text", "").encode()


class RawSocket:
    """A websocket after its handshake, read and written as bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self.reader = reader
        self.writer = writer
        self.status = 0

    @classmethod
    async def open(cls, address: str, headers: dict[str, str | None]) -> "RawSocket":
        """Do the handshake; ``status`` is the answer of the server."""
        parts = urlsplit(address)
        self = cls(*await asyncio.open_connection(parts.hostname, parts.port))
        lines = {
            "Host": parts.netloc,
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        } | headers
        words = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value is not None)
        self.writer.write(f"GET {parts.path} HTTP/1.1\r\n{words}\r\n".encode())
        self.status = int((await self.reader.readuntil(b"\r\n\r\n")).split()[1])
        return self

    async def send(self, data: bytes) -> None:
        """Send bytes; a server that hung up already is no error."""
        try:
            for start in range(0, len(data), 65_536):
                self.writer.write(data[start : start + 65_536])
                await self.writer.drain()
        except ConnectionError:
            pass

    async def frame(self) -> tuple[int, bytes] | None:
        """Return opcode and payload of the next frame of the server, ``None`` at the end."""
        try:
            first, second = await self.reader.readexactly(2)
            length = second & 0x7F
            if length == 126:
                [length] = struct.unpack("!H", await self.reader.readexactly(2))
            elif length == 127:
                [length] = struct.unpack("!Q", await self.reader.readexactly(8))
            return first & 0x0F, await self.reader.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError):
            return None

    async def close(self) -> None:
        """Hang up."""
        self.writer.close()
        with contextlib.suppress(ConnectionError):
            await self.writer.wait_closed()
