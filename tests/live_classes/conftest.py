"""Fixtures of live classes: a real server with a class in it."""

import shutil

import pytest
from django.db import connection

from tests.live_classes.room_world import RoomWorld
from tests.stacks.product import run_manage
from tests.stacks.servers import private_folder


@pytest.fixture(scope="session")
def empty_database(django_db_setup, django_db_blocker):
    """Return a file with an empty database: a copy of that of the tests, or migrated where no test asks for one."""
    with private_folder("elearn-empty-") as folder:
        file = folder / "elearn.sqlite3"
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            if "django_migrations" in connection.introspection.table_names(cursor):
                cursor.execute("VACUUM INTO %s", [str(file)])
        if not file.exists():
            run_manage({"ELEARN_DATA_DIR": str(folder)}, "migrate", "--skip-checks")
        yield file


@pytest.fixture(scope="session")
def room_server(empty_database):
    """Run one server as in production, with a database of its own, for all tests of rooms."""
    with private_folder("elearn-rooms-") as folder:
        shutil.copy(empty_database, folder)
        world = RoomWorld(folder)
        try:
            world.start("--ws", "elearn.websocket_protocol:RawWriteProtocol")
            yield world
        finally:
            world.end()


@pytest.fixture
def world(room_server):
    """Give a new class, with a teacher and pupils, on the running server."""
    room_server.new_room()
    return room_server


@pytest.fixture
def own_world(empty_database):
    """Give a class on a server of its own, one with nothing but plain ASGI, for tests that end it."""
    with private_folder("elearn-room-") as folder:
        shutil.copy(empty_database, folder)
        world = RoomWorld(folder)
        try:
            world.new_room()
            world.start()
            yield world
        finally:
            world.end()
