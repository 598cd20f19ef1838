"""A round of a busy class: everybody writes at once, one attacks, and at the end all is compared with the log."""

import asyncio
import contextlib
import json
import os
import random
from collections.abc import AsyncIterator

import websockets

from live_classes.events import EVENT_KINDS, Event, new_state, reduce_event
from live_classes.events.points import encode_points
from tests.live_classes.stress_devices import PATIENCE_SECONDS, Device, Speaker
from tests.live_classes.stress_world import StressClass

SECONDS = float(os.environ.get("ELEARN_TEST_STRESS_SECONDS", "5"))  # of writing; 300 for a long round
PRIVATE = ("question", "poll_answer", "reaction")
# What may be refused although it was right when it was sent: others were quicker.
MAY_COME_LATE = {("poll_answer", "closed"), ("question", "too_many")}
_PUPIL_PAUSE, _TEACHER_PAUSE = 0.25, 0.06
_POLL_EACH = 25  # things a teacher does
_ITEMS_A_PAGE, _PAGES = 400, 50
_LINE = encode_points([(100, 50), (103, 48), (140, 90)])


class Round:
    """Each person has a device on both processes; those of ``writers`` write until :meth:`finish`."""

    def __init__(self, room: StressClass):
        self.room = room
        people = range(len(room.places) - 1)  # the last one is for attacks
        self.devices = [room.device(person, process) for person in people for process in (0, 1)]
        self.teacher, self.answerer = self.devices[:2]
        self.speaker = Speaker(self.teacher)
        self._tasks: list[asyncio.Task] = []
        self._random = random.Random(7)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["Round"]:
        """Let everybody enter and begin to write; close all links at the end."""
        try:
            await asyncio.gather(*(device.stay() for device in self.devices))
            pupils = [self._pupil(device) for index, device in enumerate(self.devices[2:]) if index % 3]
            works = [self._teach(), self._answer(), self.speaker.speak(), *pupils]
            self._tasks = [asyncio.create_task(work) for work in works]
            yield self
        finally:
            await self._stop()
            await asyncio.gather(*(device.close() for device in self.devices))

    async def finish(self) -> None:
        """Stop writing; wait until everything is answered."""
        failed = [task.exception() for task in self._tasks if task.done()]
        assert failed == []
        await self._stop()
        await asyncio.gather(*(device.settle() for device in self.devices))

    async def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    def on(self, process: int) -> list[Device]:
        """Return the devices that are connected to a process."""
        return [device for device in self.devices if device.process == process]

    def listeners(self, process: int) -> list[Device]:
        """Return the pupils' devices on a process."""
        return [device for device in self.on(process) if not device.is_leading]

    # --- what people do -----------------------------------------------------------------------------------

    async def _teach(self) -> None:
        count = 0
        while True:
            page = {"deck": "blank", "page": 1 + count // _ITEMS_A_PAGE % _PAGES}
            stroke = {**page, "tool": "pen", "color": count % 6, "width": 2, "points": _LINE}
            if count % _POLL_EACH == 0:
                poll = {"question": f"Câu {count}", "options": ["2/3", "4/6", "6/9"], "isQuiz": False}
                await self.teacher.speak("poll_open", {**poll, "seconds": None, "results": "after"})
            elif count % 7 == 3:
                await self.teacher.speak("chat", {"text": f"thầy {count}"})
            else:
                await self.teacher.speak("stroke", stroke)
            count += 1
            await asyncio.sleep(_TEACHER_PAUSE)

    async def _answer(self) -> None:
        """Answer questions at the teacher's other device, every other one for all to see."""
        answered = 0
        while True:
            asked = [seq for seq, event in self.answerer.events.items() if event["type"] == "question"]
            for seq in asked[answered:]:
                await self.answerer.speak("answer", {"question": seq, "text": f"trả lời {seq}", "shared": seq % 2 == 0})
            answered = len(asked)
            await asyncio.sleep(_PUPIL_PAUSE)

    async def _pupil(self, device: Device) -> None:
        count = 0
        while True:
            await device.speak(*self._something(device, count))
            count += 1
            await asyncio.sleep(_PUPIL_PAUSE * self._random.uniform(0.6, 1.4))

    def _something(self, device: Device, count: int) -> tuple[str, dict]:
        polls = [seq for seq, event in device.events.items() if event["type"] == "poll_open"]
        if polls and count % 3 == 1:
            return "poll_answer", {"poll": polls[-1], "option": count % 3}
        if count % 9 == 4:
            return "question", {"text": f"{device.number} hỏi {count}"}
        if count % 9 == 7:
            return "reaction", {"mark": ("got_it", "unclear", None)[count % 3]}
        return "chat", {"text": f"em {device.number} ở {device.process}: {count}"}

    # --- what must hold afterwards ------------------------------------------------------------------------

    async def check(self, *, others: set[str] = frozenset(), perhaps: set[str] = frozenset()) -> list[Event]:
        """Compare every device with the log; ``others`` are cids stored besides, ``perhaps`` may have been."""
        log = await asyncio.to_thread(self.room.stored)
        head, state = await asyncio.to_thread(self.room.head_and_state)
        assert [event.seq for event in log] == list(range(1, head + 1))
        cids = [event.cid for event in log]
        assert len(set(cids)) == len(cids)
        acknowledged = {cid: seq for device in self.devices for cid, seq in device.stored.items()}
        said = {event.cid: event.seq for event in log if event.by and event.cid not in others | perhaps}
        assert said == acknowledged
        assert others <= set(cids)
        assert {refusal for device in self.devices for refusal in device.refused.values()} <= MAY_COME_LATE
        for device in self.devices:
            await device.until_seq(head)
            self._check_device(device, log)
        assert _folded(self.teacher) == _folded(self.answerer) == state
        return log

    def _check_device(self, device: Device, log: list[Event]) -> None:
        assert device.in_order(), (device.number, device.process, device.gaps, device.repeated)
        assert device.snapshots == 1  # who comes back gets what was missed, not everything
        begun = device.begun_at
        seen = [event for event in log if event.is_for(device.number, is_leading=device.is_leading)]
        assert list(device.events.values()) == [event.wire() for event in seen if event.seq > begun]
        if not device.is_leading:
            self._check_privacy(device)
            assert _folded(device) == _fold(new_state(), seen)
        assert device.voice == sorted(set(device.voice))

    @staticmethod
    def _check_privacy(device: Device) -> None:
        """Say once more, without the log's own words, what a pupil must not see."""
        events = device.events.values()
        assert all(event["by"] == device.number for event in events if event["type"] in PRIVATE)
        asked = {seq for seq, event in device.events.items() if event["type"] == "question"}
        private_answers = [event for event in events if event["type"] == "answer" and not event["data"]["shared"]]
        assert all(event["data"]["question"] in asked for event in private_answers)


def _folded(device: Device) -> dict:
    """Return what the device makes of its snapshot and all that came after it."""
    state = json.loads(json.dumps(device.state))
    return _fold(state, [_read(event) for event in [*device.own, *device.events.values()]])


def _read(frame: dict) -> Event:
    return Event(frame["seq"], frame["type"], frame["by"], frame["at"], frame["data"])


def _fold(state: dict, events: list[Event]) -> dict:
    for event in events:
        reduce_event(state, event, EVENT_KINDS)
    return state


class Attacker:
    """Somebody of the class who sends rubbish, too much and too big things; ``codes`` closed their sockets."""

    ATTACKS = ("rubbish", "oversize", "flood", "broken_bytes")

    def __init__(self, room: StressClass, process: int = 0):
        self._room = room
        self._process = process
        self.codes: set[int] = set()
        self.attempted: set[str] = set()
        self.rounds = 0

    async def attack(self) -> None:
        """Attack without an end."""
        while True:
            for name in self.ATTACKS:
                await self._attack_once(name, self._room.device(-1, self._process))
            self.rounds += 1

    async def _attack_once(self, name: str, device: Device) -> None:
        try:
            with contextlib.suppress(websockets.ConnectionClosed):
                if await device.has_entered():
                    await getattr(self, f"_{name}")(device)
        finally:
            await device.close()
        self.codes.add(device.close_code)

    async def until_all_were_tried(self) -> None:
        """Wait until each attack was made."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not self.rounds:
                await asyncio.sleep(0.05)

    async def _rubbish(self, device: Device) -> None:
        while True:
            await device.send('{"type":"chat","data":' + "[" * 200)
            await asyncio.sleep(0)

    async def _oversize(self, device: Device) -> None:
        await device.send({"type": "chat", "cid": None, "data": {"text": "dài " * 40_000}})
        await device.until_closed()

    async def _flood(self, device: Device) -> None:
        for n in range(300):
            self.attempted.add(await device.put("chat", {"text": f"lụt {n}"}))
        await device.send({"type": "ping", "t": 1})
        await device.until(lambda: device.heard("pong") or device.close_code)

    async def _broken_bytes(self, device: Device) -> None:
        while True:
            await device.send(b"\x02\x00\xff\xff" + b"\0" * 40)
            await device.send(b"\x01\xff\xff\xff\xff")
            await asyncio.sleep(0)
