"""What the proxy writes down of those who come: nothing that would open something to who reads it."""

import urllib.error
import urllib.request

import pytest

from tests.stacks.processes import free_port
from tests.stacks.servers import nginx

SECRET = "s3cret-Key_of-somebody"


@pytest.mark.parametrize(
    "path",
    [
        f"/lop-truc-tuyen/lich/{SECRET}.ics",
        f"/lop-truc-tuyen/vao/{SECRET}/",
        f"/tep/{SECRET}/a.pdf",
        f"/goi/{SECRET}/choi/",
        f"/?t={SECRET}",
    ],
)
def test_addresses_that_are_secrets_are_not_in_the_log(path):
    port = free_port()
    with nginx(web_port=free_port(), store_address=f"http://127.0.0.1:{free_port()}", port=port) as server:
        with pytest.raises(urllib.error.HTTPError) as answer:  # nobody is behind the proxy
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10)
        answer.value.close()
        server.end()
        written = [line for line in server.log.read_text().splitlines() if "[error]" not in line]
    assert any('"GET /' in line for line in written)
    assert not any(SECRET in line for line in written)
