"""The real servers are what they say, and the proxy's configuration holds in front of them."""

import http.server
import io
import socket
import threading
import urllib.error
import urllib.request

import pytest
import redis
from django.db import connection
from minio import Minio

from accounts.models import User
from tests.factories.accounts import UserFactory
from tests.stacks import servers
from tests.stacks.processes import free_port


@pytest.mark.django_db
def test_tests_of_this_folder_run_on_postgresql():
    user = UserFactory(username="nguyễn.ánh")
    assert connection.vendor == "postgresql"
    assert User.objects.get(username="nguyễn.ánh") == user


def test_redis_keeps_a_value(redis_url):
    client = redis.Redis.from_url(redis_url)
    client.set("lop", "6A")
    assert client.get("lop") == b"6A"
    client.close()


def test_the_s3_server_keeps_an_object_and_refuses_a_wrong_key(s3_store_settings):
    host = s3_store_settings["endpoint"].removeprefix("http://")
    right = Minio(
        host, s3_store_settings["access_key"], s3_store_settings["secret_key"], secure=False, region="us-east-1"
    )
    right.put_object(s3_store_settings["bucket"], "thu/tep.txt", io.BytesIO(b"abc"), 3)
    with right.get_object(s3_store_settings["bucket"], "thu/tep.txt") as answer:
        assert answer.read() == b"abc"
    wrong = Minio(host, s3_store_settings["access_key"], "wrong", secure=False, region="us-east-1")
    with pytest.raises(Exception, match=r"SignatureDoesNotMatch|AccessDenied"):
        wrong.stat_object(s3_store_settings["bucket"], "thu/tep.txt")


class _Echo(http.server.BaseHTTPRequestHandler):
    """Answers with the headers that arrived."""

    def do_GET(self):
        body = str(self.headers).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "from-store=1")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def proxy():
    """Nginx as in production before a server that echoes headers, both as web and as object storage."""
    web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Echo)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    port = free_port()
    with servers.nginx(web_port=web.server_port, store_address=f"http://127.0.0.1:{web.server_port}", port=port):
        yield f"http://127.0.0.1:{port}"
    web.shutdown()
    web.server_close()


def _get(url: str, **headers: str):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
        return answer.read().decode(), answer.headers


def test_the_proxy_throws_away_a_forged_address(proxy):
    seen, _headers = _get(proxy + "/", **{"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9"})
    assert "203.0.113.9" not in seen
    assert "X-Forwarded-For: 127.0.0.1" in seen


def test_the_proxy_keeps_the_host_that_signatures_cover(proxy):
    seen, _headers = _get(f"{proxy}/{servers.S3_BUCKET}/blobs/ab/abc?X-Amz-Signature=1")
    assert f"Host: {proxy.removeprefix('http://')}" in seen


def test_objects_come_without_cookies_and_in_a_sandbox(proxy):
    seen, headers = _get(f"{proxy}/{servers.S3_BUCKET}/blobs/ab/abc", Cookie="sessionid=secret")
    assert "secret" not in seen
    assert headers["Set-Cookie"] is None
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox")


def test_nothing_can_be_deleted_or_posted_in_object_storage_from_outside(proxy):
    for method in ("DELETE", "POST"):
        request = urllib.request.Request(f"{proxy}/{servers.S3_BUCKET}/blobs/ab/abc", method=method)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=10)
        assert refused.value.code == 403
        refused.value.close()


def test_a_body_over_the_limit_is_refused_before_it_is_sent(proxy):
    address = proxy.removeprefix("http://").split(":")
    with socket.create_connection((address[0], int(address[1])), timeout=10) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 413")


def test_a_resting_server_is_announced_in_words():
    port = free_port()
    with servers.nginx(web_port=free_port(), store_address="http://127.0.0.1:9", port=port):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/kho/", timeout=10)
        with refused.value as answer:
            assert answer.code == 503
            assert "Máy chủ đang khởi động lại" in answer.read().decode()
            assert answer.headers["Retry-After"] == "15"
