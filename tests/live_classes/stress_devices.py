"""Devices for long and rough classes: they keep what is not answered, come back, and send it again."""

import asyncio
import contextlib
import struct
from collections import deque
from uuid import uuid4

import websockets

from tests.live_classes.room_client import RoomClient, voice_frame

PATIENCE_SECONDS = 90  # decides nothing but when a test that hangs gives up
_FRAMES_KEPT = 200
_TRY_AGAIN_SECONDS = 0.1
_PACE_SECONDS = 0.12  # within what a pupil may send
VOICE_SECONDS = 0.06


class Device(RoomClient):
    """``outbox`` holds what was sent and not answered, ``stored`` the seq of each acknowledged cid."""

    number = 0
    is_leading = False
    process = 0

    def __init__(self, *args, **hello):
        super().__init__(*args, **hello)
        self.frames = deque(maxlen=_FRAMES_KEPT)
        self.outbox: dict[str, tuple[str, dict]] = {}
        self.stored: dict[str, int] = {}
        self.refused: dict[str, tuple[str, str]] = {}
        self.snapshots = 0
        self.begun_at = 0  # seq of the last snapshot
        self.returns = 0
        self.sent_again = 0
        self._keeper: asyncio.Task | None = None

    # --- hearing ----------------------------------------------------------------------------------------

    async def until(self, condition, seconds: float = PATIENCE_SECONDS):
        """Wait as long as the slowest machine may need."""
        return await super().until(condition, seconds)

    def _hear(self, frame: dict) -> None:
        super()._hear(frame)
        if frame.get("type") == "snapshot":
            self.snapshots += 1
            self.begun_at = frame["seq"]
        elif frame.get("type") == "ack":
            self._take_ack(frame["cid"], frame["seq"])
        elif frame.get("type") == "error" and frame.get("cid") in self.outbox and frame["code"] != "rate_limited":
            kind, _ = self.outbox.pop(frame["cid"])
            self.refused[frame["cid"]] = (kind, frame["code"])

    def _take_ack(self, cid: str, seq: int) -> None:
        self.outbox.pop(cid, None)
        if self.stored.setdefault(cid, seq) != seq:
            self.repeated.append(seq)

    @property
    def voice(self) -> list[int]:
        """Numbers of the frames of voice heard, in the order in which they came."""
        return [struct.unpack_from("!I", frame, 4)[0] for frame in self.binary if frame[0] == 2]

    # --- speaking ---------------------------------------------------------------------------------------

    async def speak(self, kind: str, data: dict) -> str:
        """Send an event if there is a link, and keep it until it is answered; return its cid."""
        cid = str(uuid4())
        self.outbox[cid] = (kind, data)
        await self._try_to_put(cid)
        return cid

    async def _try_to_put(self, cid: str) -> None:
        if cid in self.outbox and self.close_code is None:
            kind, data = self.outbox[cid]
            with contextlib.suppress(websockets.ConnectionClosed):
                await self.put(kind, data, cid)

    async def settle(self) -> None:
        """Send what is not answered again and again, until all of it is."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self.outbox:
                for cid in list(self.outbox):
                    await self._try_to_put(cid)
                    await asyncio.sleep(_PACE_SECONDS)

    # --- the link ---------------------------------------------------------------------------------------

    async def stay(self) -> "Device":
        """Enter, and come back from now on whenever the link is cut."""
        await self.enter()
        self._keeper = asyncio.create_task(self._keep())
        return self

    async def _keep(self) -> None:
        while True:
            async with self._changed:
                await self._changed.wait_for(lambda: self.close_code is not None)
            await self.come_back()

    async def come_back(self) -> None:
        """Try until the process is there; ask for what was missed and send what was not answered."""
        while not await self.has_entered():
            await asyncio.sleep(_TRY_AGAIN_SECONDS)
        self.returns += 1
        for cid in list(self.outbox):
            self.sent_again += 1
            await self._try_to_put(cid)

    async def has_entered(self) -> bool:
        """Say hello anew and take what was missed; ``False`` if the link did not hold so long."""
        await super().close()
        words = {"type": "hello", "token": self.token, "epoch": self.epoch, "since": self.seq}
        try:
            await self.open()
            await self.send({**words, **self.hello, "pending": list(self.outbox)})
        except (OSError, websockets.WebSocketException):
            self.close_code = 1006
            return False
        await self.until(lambda: self.is_caught_up or self.close_code is not None)
        return self.close_code is None

    def stop_reading(self) -> None:
        """Take nothing off the link, and acknowledge nothing."""
        self.acknowledges = False
        self.socket.transport.pause_reading()

    async def read_again(self) -> None:
        """Go on reading where the link still stands; the keeper brings back the others."""
        self.acknowledges = True
        with contextlib.suppress(websockets.ConnectionClosed):
            self.socket.transport.resume_reading()
            await self.send(struct.pack("!BI", 1, self.received & 0xFFFFFFFF))

    async def close(self) -> None:
        """End the socket for good."""
        if self._keeper:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        await super().close()


class Speaker:
    """Speaks as long as it is told: ``spoken`` is the number of the next frame of voice."""

    def __init__(self, device: Device):
        self._device = device
        self.spoken = 0

    async def speak(self) -> None:
        """Send voice without an end."""
        while True:
            if self._device.close_code is None:
                with contextlib.suppress(websockets.ConnectionClosed):
                    await self._device.send(voice_frame(self._device.number, frame_seq=self.spoken))
            self.spoken += 1
            await asyncio.sleep(VOICE_SECONDS)
