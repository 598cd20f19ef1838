"""Under ASGI every stream is asynchronous: no file is read whole into memory."""

from django.conf import settings
from django.http import FileResponse, StreamingHttpResponse
from django.test import AsyncRequestFactory, RequestFactory

from elearn.streaming import StreamMiddleware


async def gathered(response) -> list[bytes]:
    return [chunk async for chunk in response]


async def test_a_stream_comes_chunk_by_chunk_and_nothing_is_read_ahead():
    read = []

    def chunks():
        for number in range(3):
            read.append(number)
            yield b"" if number == 1 else b"%d" % number

    response = StreamMiddleware(lambda request: StreamingHttpResponse(chunks()))(AsyncRequestFactory().get("/"))
    assert response.is_async
    assert read == []
    stream = aiter(response)
    assert await anext(stream) == b"0"
    assert read == [0]
    assert [chunk async for chunk in stream] == [b"", b"2"]


async def test_the_file_behind_a_stream_is_closed_with_the_response(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"Lan")
    file = path.open("rb")
    response = StreamMiddleware(lambda request: FileResponse(file))(AsyncRequestFactory().get("/"))
    assert await gathered(response) == [b"Lan"]
    response.close()
    assert file.closed


def test_servers_without_coroutines_get_what_they_can_read():
    response = StreamMiddleware(lambda request: StreamingHttpResponse([b"a"]))(RequestFactory().get("/"))
    assert not response.is_async
    assert b"".join(response) == b"a"


async def test_a_stream_without_bytes_as_head_gets_is_asynchronous_too():
    response = StreamMiddleware(lambda request: StreamingHttpResponse(()))(AsyncRequestFactory().head("/"))
    assert response.is_async
    assert await gathered(response) == []


async def test_static_files_are_streamed(async_client, transactional_db):
    path = settings.STATIC_ROOT / "streamed.txt"
    path.write_bytes(b"Lan" * 10_000)
    try:
        response = await async_client.get("/static/streamed.txt")
        assert response.status_code == 200
        assert response.is_async
        assert b"".join(await gathered(response)) == path.read_bytes()
        response.close()
    finally:
        path.unlink()
