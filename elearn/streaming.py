"""Files and exports leave chunk by chunk, also where the server runs in coroutines."""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest


class StreamMiddleware:
    """Give an ASGI server asynchronous streams; Django would read the plain ones whole into memory, with a warning.

    WhiteNoise, Wagtail's documents and exports, and the delivery of files all answer with plain iterators.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Replace the iterator of a stream; what it holds open is still closed with the response."""
        response = self.get_response(request)
        if isinstance(request, ASGIRequest) and response.streaming and not response.is_async:
            response.streaming_content = _asynchronous(iter(response.streaming_content))
        return response


async def _asynchronous(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Read each chunk in a thread, so that a slow disk or store holds up nobody else."""
    read = sync_to_async(lambda: next(chunks, None), thread_sensitive=False)
    while (chunk := await read()) is not None:
        yield chunk
