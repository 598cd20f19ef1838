"""A room's hub on PostgreSQL, where what one connection reads may be older than what another has stored."""

import asyncio
import threading

import pytest
from django.db import connections

from live_classes.hub.database import THREADS, in_database
from live_classes.hub.hub import RoomHub
from live_classes.services.log import new_event
from tests.factories.live_classes import make_live_class

pytestmark = pytest.mark.django_db(transaction=True)
EVENTS = 150


@pytest.fixture
async def hub(transactional_db):
    """Give a function that starts the hub of a class in this process; its threads keep no connection afterwards."""
    hubs = []

    async def start(pk: int) -> RoomHub:
        hubs.append(RoomHub(pk))
        assert await hubs[0].start()
        return hubs[0]

    yield start
    await hubs[0].stop()
    everyone = threading.Barrier(THREADS)

    def close():
        everyone.wait()
        connections.close_all()

    await asyncio.gather(*(in_database(close) for _ in range(THREADS)))


@pytest.fixture
def live_class(teacher, school_class):
    """A class that has begun."""
    return make_live_class(teacher=teacher, school_class=school_class, state="open")


async def test_looking_at_a_log_while_it_grows_does_not_take_it_for_a_restored_one(hub, live_class):
    hub = await hub(live_class.pk)
    stored = []

    async def write():
        for n in range(EVENTS):
            answered = asyncio.Event()
            hub.writer.submit(
                new_event(kind="timer", data={"seconds": n, "label": ""}),
                lambda outcome, answered=answered: (stored.append(outcome), answered.set()),
            )
            await answered.wait()

    async def look():
        while len(stored) < EVENTS:
            await hub.poll()

    await asyncio.gather(write(), *(look() for _ in range(THREADS - 1)))
    assert [event.seq for event in stored] == list(range(1, EVENTS + 1))
    assert not hub.is_over
