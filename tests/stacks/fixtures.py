"""Session fixtures around the stacks; ``tests/services`` and ``tests/browser`` take them into their conftest."""

import pytest

from tests.stacks import product, servers


@pytest.fixture(scope="session")
def postgres_url():
    """Address of a real PostgreSQL with an empty database."""
    with servers.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url():
    """Address of a real Redis."""
    with servers.redis() as url:
        yield url


@pytest.fixture(scope="session")
def s3_server():
    """Address of a real S3 server, and the folder where it keeps the buckets."""
    with servers.s3() as (endpoint, folder):
        yield endpoint, folder


@pytest.fixture
def s3_store_settings(s3_server, tmp_path):
    """``settings.OBJECT_STORE`` for the S3 server."""
    endpoint, _folder = s3_server
    return {
        "endpoint": endpoint,
        "public_url": endpoint,
        "access_key": servers.S3_KEY,
        "secret_key": servers.S3_SECRET,
        "bucket": servers.S3_BUCKET,
        "region": "us-east-1",
        "folder": tmp_path / "unused",
    }


@pytest.fixture(scope="session")
def embedded_stack():
    """The embedded product with the demo province, as ``make run`` starts it."""
    with product.embedded_stack() as stack:
        yield stack


@pytest.fixture(scope="session")
def production_stack(postgres_url, redis_url, s3_server):
    """The product on PostgreSQL, Redis and S3 behind nginx, with the demo province."""
    endpoint, _folder = s3_server
    with product.production_stack(database_url=postgres_url, redis_url=redis_url, s3_endpoint=endpoint) as stack:
        yield stack


@pytest.fixture(scope="session")
def stack(request):
    """The embedded product; parametrize it indirectly with ``embedded`` and ``production`` for both."""
    return request.getfixturevalue(f"{getattr(request, 'param', 'embedded')}_stack")
