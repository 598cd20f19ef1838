"""Walks every address × role × method; ``propose_url_roles.py`` writes down what the site answers now.

The table ``url_roles.tsv`` says what it must answer: a line a key (``name`` or ``name@variant``, see
``url_world``) and method, a column a role. Cells: ``ok`` let in (2xx, a redirect, or 400, 409, 415, 422 for the empty
body sent), ``login`` sent to sign in, or the status. Methods that have no line must be refused: 405, or what refuses
the person anyway.
"""

import copy
import csv
from pathlib import Path

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

TABLE = Path(__file__).with_suffix(".tsv")
ROLES = ["visitor", "pupil", "teacher", "colleague", "reviewer", "manager", "officer", "stranger", "other_pupil"]
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
REFUSALS = {"401", "403", "404", "405", "login"}
# Wagtail's editor is walked by a test of its own.
EDITOR_PREFIXES = ("quan-tri/", "tai-lieu-bien-tap/")
SIGN_IN_PATHS = ("/dang-nhap/", "/quan-tri/login/")
SESSION_BACKEND = "accounts.backends.UsernameBackend"


def url_names(resolver: URLResolver | None = None, namespace: str = "", prefix: str = "") -> dict[str, str]:
    """Return every named address outside the editor: full name → pattern."""
    found = {}
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern)
        if pattern.startswith(EDITOR_PREFIXES):
            continue
        if isinstance(entry, URLPattern):
            found[namespace + (entry.name or pattern)] = pattern
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            found.update(url_names(entry, inner, pattern))
    return found


def read_table() -> dict[tuple[str, str], dict[str, str]]:
    """Return the table: (key, method) → role → cell."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))
    return {(row["url"], row["method"]): {role: row[role] for role in ROLES} for row in rows}


class Walker:
    """Asks for addresses as each role; whatever an answer changed is rolled back."""

    def __init__(self, people: dict):
        # Kept from one request to the next: a handler of its own would build the middleware anew each time.
        self._clients = {checks: Client(raise_request_exception=False) for checks in (False, True)}
        self._clients[True].handler.enforce_csrf_checks = True
        self._cookies = {}
        for role, user in people.items():
            client = Client()
            if role != "visitor":
                client.force_login(user, backend=SESSION_BACKEND)
            self._cookies[role] = client.cookies

    def client_of(self, role: str, *, checks_csrf: bool = False) -> Client:
        """Return a client with the session of the role and nothing left from requests before."""
        client = self._clients[checks_csrf]
        client.cookies = copy.deepcopy(self._cookies[role])
        return client

    def ask(self, role: str, method: str, path: str, *, checks_csrf: bool = False) -> str:
        """Return the cell for one request with an empty body."""
        client = self.client_of(role, checks_csrf=checks_csrf)
        json = {"content_type": "application/json"} if path.startswith("/api/") and method != "GET" else {}
        with transaction.atomic():
            response = client.generic(method, path, "{}" if json else "", **json)
            cell = _cell(response)
            read_to_end(response)
            transaction.set_rollback(True)
        return cell


def read_to_end(response) -> None:
    """Let go of what a stream holds open; the test client closes it, and the connection stays."""
    if response.streaming:
        for _chunk in response:
            pass


def _cell(response) -> str:
    status = response.status_code
    if status in (301, 302, 303, 307, 308):
        return "login" if response.url.startswith(SIGN_IN_PATHS) else "ok"
    if 200 <= status < 300 or status in (304, 400, 409, 415, 422):
        return "ok"
    return str(status)


def observed(walker: Walker, paths: dict[str, str]):
    """Yield a row for each key and method that lets anybody in: key, method, role → cell."""
    for key, path in paths.items():
        for method in METHODS:
            cells = {role: walker.ask(role, method, path) for role in ROLES}
            if set(cells.values()) - REFUSALS:
                yield key, method, cells
