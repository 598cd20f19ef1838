"""Real servers for the tests in this folder; their database is PostgreSQL."""

import pytest
from django.db import connections

from tests.stacks.fixtures import (  # noqa: F401  fixtures
    postgres_url,
    production_stack,
    redis_url,
    s3_server,
    s3_store_settings,
)


def pytest_collection_modifyitems(items):
    """Mark what lies here."""
    for item in items:
        if "tests/services/" in str(item.path):
            item.add_marker(pytest.mark.services)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(postgres_url):  # noqa: F811  the fixture of pytest-django
    """Point the default database to PostgreSQL before the tests' database is made."""
    import dj_database_url

    databases = connections.configure_settings({"default": dj_database_url.parse(postgres_url)})
    databases["default"]["TEST"] = {**databases["default"].get("TEST", {}), "NAME": "test_elearn"}
    if hasattr(connections._connections, "default"):
        connections["default"].close()
        del connections["default"]
    connections.databases["default"] = databases["default"]
