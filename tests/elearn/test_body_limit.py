"""No request body fills the disk: 413 by its claimed length, or as soon as too much has come."""

import json

import pytest

from elearn.body_limit import BodyLimit


async def reads_all(scope, receive, send):
    """Read the body to its end, as Django does, and answer with its length."""
    length, more = 0, True
    while more:
        message = await receive()
        length += len(message["body"])
        more = message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(length).encode()})


async def answer_to(chunks, *, headers=(), path="/dang-nhap/"):
    """Return status and body of the answer to a request of these chunks, and how many were taken."""
    waiting = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    waiting[-1]["more_body"] = False
    sent, all_chunks = [], len(waiting)

    async def receive():
        return waiting.pop(0)

    async def send(message):
        sent.append(message)

    await BodyLimit(reads_all, max_bytes=10)({"type": "http", "path": path, "headers": list(headers)}, receive, send)
    return sent[0]["status"], sent[1]["body"].decode(), all_chunks - len(waiting)


async def test_a_body_of_the_largest_size_is_taken():
    assert await answer_to([b"12345", b"67890"]) == (200, "10", 2)


async def test_a_body_that_says_it_is_too_long_is_not_read_at_all():
    status, _body, taken = await answer_to([b"1"], headers=[(b"content-length", b"11")])
    assert (status, taken) == (413, 0)


async def test_a_body_without_a_length_is_cut_off_where_it_gets_too_long():
    status, _body, taken = await answer_to([b"12345", b"67890", b"1", b"2"])
    assert (status, taken) == (413, 3)


@pytest.mark.parametrize("length", [b"", b"-1", b"abc", b"9" * 40, "٣".encode()])
async def test_a_length_that_makes_no_sense_is_left_to_the_count(length):
    assert (await answer_to([b"1"], headers=[(b"content-length", length)]))[0] == 200


async def test_programs_get_the_refusal_as_json():
    _status, body, _taken = await answer_to([b"1"], headers=[(b"content-length", b"99")], path="/api/statements/")
    assert json.loads(body)["code"] == "too_large"
