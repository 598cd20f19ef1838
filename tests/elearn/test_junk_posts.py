"""Whatever is sent to an address, the answer is never a 500: each form of each page, as each role that is let in."""

import json
import re
from itertools import islice

import pytest
from django.db import transaction

from tests.elearn.junk import (
    JUNK,
    PageForm,
    bodies_by_field,
    encoded,
    forms_of,
    refusing_what_postgresql_refuses,
    whole_bodies,
)
from tests.elearn.url_roles import ROLES, Walker, read_table, read_to_end

GROUPS = ["accounts", "schools", "content_repo", "courses", "live_classes"]
# Read by code rather than shown as a field: buttons, filters, and what scripts add.
MORE_NAMES = [
    *("next", "uuid", "upload", "kept", "remove", "position-1", "blocks", "b0-kind", "b0-id", "do", "pick", "q"),
    *("huong", "viec", "bo_qua", "undo", "action", "version", "dang", "step", "decision", "comment", "subject"),
]
JSON_BODIES = [
    *("", "{", "[]", "null", "1", '"a"', "{}", '{"a": NaN}', "[" * 2000, "9" * 5000),
    *('{"uuid": 7}', '{"uuid": "\\ud800"}', '{"name": "\\u0000"}', '{"statements": [{}]}', "[{}, null, 7]"),
]


@pytest.fixture
def walker(people):
    return Walker(people)


def _send(walker, role, method, path, body, content_type) -> str:
    """Send one request and take back what it changed; return what went wrong, or nothing."""
    client = walker.client_of(role)
    kind = {"content_type": content_type} if content_type else {}
    with transaction.atomic(), refusing_what_postgresql_refuses():
        response = getattr(client, method.lower())(path, body, **kind)
        read_to_end(response)
        transaction.set_rollback(True)
    if response.status_code < 500:
        return ""
    error = response.exc_info[1] if getattr(response, "exc_info", None) else ""
    return f"{response.status_code} {error!r:.200}"


def _group(key: str) -> str:
    name = re.split("[:@]", key)[0]
    return "courses" if name == "wagtail_serve" else name


def _shown_forms(group, walker, paths) -> dict[tuple[str, str], PageForm]:
    """Return (role, path posted to) → form, of all pages of a group that each role may see."""
    found = {}
    for (key, method), cells in read_table().items():
        is_shown = method == "GET" and _group(key) == group
        for role in [role for role in ROLES if is_shown and cells[role] == "ok"]:
            response = walker.client_of(role).get(paths[key])
            if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
                for form in forms_of(response.content, paths[key]):
                    found.setdefault((role, form.action), form)
            read_to_end(response)
    return found


@pytest.mark.parametrize("group", GROUPS)
def test_no_form_filled_with_rubbish_breaks_the_site(group, paths, walker):
    forms, failures, sent = _shown_forms(group, walker, paths), [], 0
    known = set()
    for (key, method), cells in read_table().items():
        if method != "POST" or _group(key) != group:
            continue
        path, name = paths[key], key.split("@")[0]
        for number, role in enumerate(role for role in ROLES if cells[role] == "ok"):
            form = forms.get((role, path)) or PageForm(path, {name: ["1"] for name in MORE_NAMES})
            tried = [("nothing", {}), *islice(whole_bodies(form), None if number == 0 else 1)]
            if name not in known:
                tried += bodies_by_field(form)
                known.add(name)
            for title, body in tried:
                sent += 1
                if problem := _send(walker, role, "POST", path, *encoded(body)):
                    failures.append(f"{key} {role}, {title}: {problem}")
    assert sent > 50
    assert not failures, f"{len(failures)} of {sent}:\n" + "\n".join(failures[:60])


def test_no_json_breaks_the_api(paths, walker):
    failures = []
    for (key, method), cells in read_table().items():
        role = next((role for role in ROLES if cells[role] == "ok"), None)
        if method == "GET" or role is None or not key.startswith("api:"):
            continue
        for body in JSON_BODIES:
            if problem := _send(walker, role, method, paths[key], body, "application/json"):
                failures.append(f"{method} {key} {role}, {body[:60]}: {problem}")
    assert not failures, "\n".join(failures)


def test_no_query_breaks_a_page(paths, walker):
    failures = []
    names = ["trang", "q", "mon", "lop", "loc", "sap-xep", "trang-thai", "xem", "phien-ban", "ban", "tep", "ten"]
    names += ["subject", "kind", "school", "state", "order", "unit", "year", "grade", "page", "page_size", "since"]
    for (key, method), cells in read_table().items():
        role = next((role for role in reversed(ROLES) if cells[role] == "ok"), None)
        if method != "GET" or role is None:
            continue
        for title, junk in JUNK.items():
            words = encoded({name: [junk] for name in names})[0]
            if problem := _send(walker, role, "GET", f"{paths[key]}?{words}", None, None):
                failures.append(f"{key} {role}, {title}: {problem}")
    assert not failures, "\n".join(failures[:60])


def test_junk_is_noticed_by_the_walker(walker):
    """The check itself: text that PostgreSQL refuses is a failure here too."""
    with refusing_what_postgresql_refuses(), pytest.raises(ValueError, match="NUL"):
        _query_with("a\0b")
    with refusing_what_postgresql_refuses(), pytest.raises(UnicodeEncodeError):
        _query_with(json.loads('"\\ud800"'))


def _query_with(text: str) -> None:
    from accounts.models import User

    User.objects.filter(username=text).exists()
