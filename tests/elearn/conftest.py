"""One person a role and the addresses they ask for."""

import logging
import re

import pytest
from django.urls import NoReverseMatch, reverse

from schools.choices import Role
from tests.elearn.url_roles import ROLES, url_names
from tests.factories.schools import MembershipFactory, SchoolClassFactory


@pytest.fixture
def people(visitor, pupil, teacher, colleague, reviewer, manager, officer, stranger, other_school):
    """One person a role."""
    other_class = SchoolClassFactory(school=other_school, name="6B")
    other_pupil = MembershipFactory(role=Role.PUPIL, school=other_school, school_class=other_class).user
    found = [visitor, pupil, teacher, colleague, reviewer, manager, officer, stranger, other_pupil]
    return dict(zip(ROLES, found, strict=True))


@pytest.fixture
def world(school, school_class, teacher, pupil, manager):
    """Objects of ``school``."""
    from tests.elearn.url_world import World  # imports every app, which only these tests need

    return World(school=school, school_class=school_class, teacher=teacher, pupil=pupil, manager=manager)


@pytest.fixture
def paths(world, monkeypatch):
    """Address of each key, API routes included; the thousands of refusals asked for are kept out of the log."""
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    found = world.paths()
    for name in url_names():
        if name.startswith("api:"):
            found[name] = _reverse_api(name, world.api_arguments(name))
    return found


def _reverse_api(name: str, arguments: dict) -> str:
    pattern = url_names()[name]
    wanted = set(re.findall(r"<(?:\w+:)?(\w+)>", pattern)) - {"format"}
    try:
        return reverse(name, kwargs={key: arguments[key] for key in wanted})
    except (NoReverseMatch, KeyError) as error:
        raise AssertionError(f"{name} ({pattern}) needs an argument in World.api_arguments") from error
