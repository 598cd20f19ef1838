"""Every address × role × method answers as ``url_roles.tsv`` says; an address without a line fails."""

import re

import pytest
from django.urls import URLPattern, get_resolver

from tests.elearn.url_roles import METHODS, REFUSALS, ROLES, Walker, read_table, url_names

# Named by Wagtail and Django, reached through the pages themselves.
ADDRESSES_OF_LIBRARIES = {
    "wagtailcore_authenticate_with_password",
    "wagtailcore_login",
}
# Open to visitors by their nature: signing out, scripts and drawings of the editor.
OPEN_IN_EDITOR = re.compile(r"^/quan-tri/(logout|jsi18n|sprite)")
# A method without a line is refused whoever asks; these are the people most likely to be let in.
TRIED_ON_UNLISTED = ["visitor", "pupil", "teacher", "officer"]
# Thousands of requests: one person a reason to be refused.
TRIED_ON_EDITOR = ["visitor", "pupil", "teacher", "reviewer", "manager", "stranger"]
GROUPS = ["accounts", "schools", "media", "content_repo", "courses", "live_classes", "wagtail_serve", "api", "health"]


def test_every_address_has_a_line(paths):
    lines = {key for key, _method in read_table()}
    listed = {key.split("@")[0] for key in lines}
    names = set(url_names()) - ADDRESSES_OF_LIBRARIES
    assert names - listed == set(), "addresses without a line in url_roles.tsv"
    assert listed - names == set(), "lines without an address"
    assert {key for key in lines if "@" in key} <= set(paths), "lines for objects that are not there"


@pytest.mark.parametrize("group", GROUPS)
def test_addresses_answer_each_role_as_the_table_says(group, paths, people):
    table, walker = read_table(), Walker(people)
    wrong = []
    for key, path in paths.items():
        if re.split("[:@]", key)[0] != group:
            continue
        for method in METHODS:
            wanted = table.get((key, method))
            for role in ROLES if wanted else TRIED_ON_UNLISTED:
                cell = walker.ask(role, method, path)
                if (cell != wanted[role]) if wanted else (cell not in REFUSALS):
                    wrong.append(f"{key} {method} {role}: {cell}, table: {wanted[role] if wanted else '405'}")
    assert not wrong, "\n" + "\n".join(wrong)


def test_head_and_options_let_nobody_in_whom_get_refuses(paths, people):
    walker = Walker(people)
    wrong = []
    for (key, method), cells in read_table().items():
        for role in ("visitor", "stranger", "other_pupil"):
            if method == "GET" and cells[role] in REFUSALS:
                found = {asked: walker.ask(role, asked, paths[key]) for asked in ("HEAD", "OPTIONS")}
                wrong += [f"{asked} {key} {role}: {cell}" for asked, cell in found.items() if cell not in REFUSALS]
    assert not wrong, "\n" + "\n".join(wrong)


def test_no_post_is_taken_without_the_token_of_the_site(paths, people):
    walker = Walker(people)
    taken = []
    for (key, method), cells in read_table().items():
        role = next((role for role in ROLES[1:] if cells[role] == "ok"), None)
        if method != "GET" and role and walker.ask(role, method, paths[key], checks_csrf=True) != "403":
            taken.append(f"{method} {key} as {role}")
    assert not taken, "\n" + "\n".join(taken)


def _filled(pattern: str, values: dict[str, str], number: int) -> str:
    """Return an address for a pattern: known words by name, the number of an object for everything else."""

    def value(match):
        return str(values.get(match[1], number))

    path = re.sub(r"<(?:\w+:)?(\w+)>", value, pattern)
    path = re.sub(r"\(\?P<(\w+)>[^)]*\)", value, path)
    path = re.sub(r"\((?:\[|\\d)[^)]*\)", str(number), path)
    return "/" + re.sub(r"[\^$?\\]", "", path)


def _editor_paths(world) -> list[str]:
    """Return every address of Wagtail's editor, filled with objects of ``school``."""
    values = {
        "app_label": "content_repo",
        "app_name": "content_repo",
        "model_name": "learningresource",
        "content_type_app_name": "courses",
        "content_type_model_name": "coursepage",
        "mode": "login",
    }
    resource, course = world.resources["draft"], world.courses["live"]
    found = []

    def walk(resolver, prefix):
        for entry in resolver.url_patterns:
            pattern = prefix + str(entry.pattern)
            if not isinstance(entry, URLPattern):
                walk(entry, pattern)
                continue
            found.append(_filled(pattern, values, resource.pk if "learningresource" in pattern else course.pk))

    for entry in get_resolver().url_patterns:
        if str(entry.pattern) in ("quan-tri/", "tai-lieu-bien-tap/"):
            walk(entry, str(entry.pattern))
    return found


def test_the_editor_lets_in_only_the_department(world, paths, people):
    walker = Walker(people)
    entered = []
    for path in _editor_paths(world):
        if OPEN_IN_EDITOR.match(path):
            continue
        for role in TRIED_ON_EDITOR:
            cells = {method: walker.ask(role, method, path) for method in ("GET", "POST")}
            entered += [f"{path} {method} {role}: {cell}" for method, cell in cells.items() if _is_in(cell)]
    assert not entered, "\n" + "\n".join(entered[:40])


def _is_in(cell: str) -> bool:
    return cell == "ok" or cell.startswith("5")
