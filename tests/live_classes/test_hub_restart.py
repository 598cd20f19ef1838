"""A class outlives its processes: what was acknowledged is there afterwards, once, and everybody goes on."""

import asyncio
import struct
from uuid import uuid4

from tests.live_classes.room_client import RoomClient, voice_frame

EVENTS = 120


async def _talk(client: RoomClient, sent: dict[str, str], name: str) -> None:
    """Send events without waiting for answers, until the server is gone."""
    for n in range(EVENTS // 3):
        cid = str(uuid4())
        sent[cid] = f"{name} {n}"
        await client.put("chat", {"text": sent[cid]}, cid)
        await asyncio.sleep(0.12)  # within what a pupil may send a second


async def test_after_kill_9_each_event_is_stored_once_and_everybody_has_all(own_world):
    clients = [own_world.client(index) for index in range(3)]
    for client in clients:
        await client.enter()
    sent: list[dict[str, str]] = [{} for _ in clients]
    talks = [
        asyncio.create_task(_talk(client, cids, str(n)))
        for n, (client, cids) in enumerate(zip(clients, sent, strict=True))
    ]
    await clients[0].until(lambda: len(clients[0].events) >= 20)
    own_world.server.kill()
    await asyncio.gather(*talks, return_exceptions=True)
    own_world.start()
    for client, cids in zip(clients, sent, strict=True):
        await client.until_closed()
        acknowledged = {frame["cid"] for frame in client.heard("ack")}
        client.frames.clear()
        await client.enter(pending=[cid for cid in cids if cid not in acknowledged])
        told = acknowledged | {frame["cid"] for frame in client.heard("ack")}
        for cid in [cid for cid in cids if cid not in told]:
            await client.say("chat", {"text": cids[cid]}, cid)
    stored = own_world.act("stored")
    cids_stored = [cid for _, kind, cid in stored if kind == "chat"]
    assert sorted(cids_stored) == sorted(cid for cids in sent for cid in cids)
    assert [seq for seq, _, _ in stored] == list(range(1, len(stored) + 1))
    for client in clients:
        await client.until_seq(stored[-1][0])
        assert client.in_order()
        texts = [event["data"]["text"] for event in client.events.values()]
        assert sorted(texts) == sorted(text for cids in sent for text in cids.values())
        await client.close()
    spans = own_world.act("spans")
    assert not any(has_ended for _, _, has_ended in spans)


async def test_an_ordinary_restart_says_so(own_world):
    pupil = await own_world.pupil().enter()
    own_world.server.end()
    assert await pupil.until_closed() == 1012
    own_world.start()
    await pupil.enter()
    assert pupil.in_order()
    await pupil.close()


async def test_a_server_with_plain_asgi_serves_a_class_as_well(own_world):
    teacher, pupil = await own_world.teacher().enter(), await own_world.pupil().enter()
    slow = own_world.pupil(1, deflate=False)
    slow.acknowledges = False
    await slow.enter()
    for n in range(40):
        last = await teacher.say("chat", {"text": f"{n} " + "dài " * 250})
        await teacher.send(voice_frame(teacher.welcome["number"], frame_seq=n))
    await pupil.until_seq(last["seq"])
    await pupil.until(lambda: len(pupil.binary) == 40)
    assert pupil.in_order()
    assert slow.seq < last["seq"]
    slow.acknowledges = True
    await slow.send(struct.pack("!BI", 1, slow.received))
    await slow.until_seq(last["seq"])
    assert slow.in_order()
    for client in (teacher, pupil, slow):
        await client.close()
