"""Fixtures of live classes: a real server with a class in it."""

import pytest
from django.db import connection

from tests.live_classes.room_world import RoomWorld
from tests.stacks.servers import private_folder


@pytest.fixture(scope="session")
def empty_database(django_db_setup, django_db_blocker):
    """Return a function that copies the empty database of the tests to a file: quicker than all migrations again.

    There is none where no test of the run asks for it; then the world migrates its own.
    """

    def copy(folder):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            if "django_migrations" in connection.introspection.table_names(cursor):
                cursor.execute("VACUUM INTO %s", [str(folder / "elearn.sqlite3")])

    return copy


@pytest.fixture(scope="session")
def room_server(empty_database):
    """Run one server, with a database of its own, for all tests of rooms."""
    with private_folder("elearn-rooms-") as folder:
        empty_database(folder)
        world = RoomWorld(folder)
        try:
            world.start()
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
    """Give a class on a server of its own, for tests that end it."""
    with private_folder("elearn-room-") as folder:
        empty_database(folder)
        world = RoomWorld(folder)
        try:
            world.new_room()
            world.start()
            yield world
        finally:
            world.end()
