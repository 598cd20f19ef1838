"""The database from the event loop: a few threads of the hub's own, so that no page waits for a class."""

from concurrent.futures import ThreadPoolExecutor
from functools import cache

from channels.db import database_sync_to_async

THREADS = 4  # each holds a connection to the database


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix="hub")


async def in_database(function, *args, **kwargs):
    """Call a function that talks to the database in a thread."""
    return await database_sync_to_async(function, thread_sensitive=False, executor=_threads())(*args, **kwargs)
