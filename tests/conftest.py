"""Fixtures of all tests: an empty object store a test, the site's pages, one person a role."""

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache

from schools.choices import Role
from tests.factories.schools import MembershipFactory, SchoolClassFactory, SchoolFactory


@pytest.fixture(autouse=True)
def clean_stores(tmp_path, settings):
    """Give each test its own object folder and search index, and an empty cache."""
    settings.OBJECT_STORE = {**django_settings.OBJECT_STORE, "folder": tmp_path / "objects"}
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    cache.clear()


@pytest.fixture
def school(db):
    """A lower secondary school."""
    return SchoolFactory(name="Trường THCS Hồng Vân")


@pytest.fixture
def other_school(db):
    """Another school, whose objects the people of ``school`` must not see."""
    return SchoolFactory(name="Trường THCS Phú Bài")


@pytest.fixture
def school_class(school):
    """Class 6A of ``school``."""
    return SchoolClassFactory(school=school, name="6A", grade=6)


@pytest.fixture
def pupil(school_class):
    """A pupil of class 6A."""
    return MembershipFactory(role=Role.PUPIL, school=school_class.school, school_class=school_class).user


@pytest.fixture
def teacher(school, school_class):
    """A teacher of ``school`` who teaches class 6A."""
    user = MembershipFactory(role=Role.TEACHER, school=school).user
    MembershipFactory(user=user, role=Role.TEACHER, school=school, school_class=school_class)
    return user


@pytest.fixture
def colleague(school):
    """Another teacher of ``school``, who teaches no class of it."""
    return MembershipFactory(role=Role.TEACHER, school=school).user


@pytest.fixture
def stranger(other_school):
    """A teacher of another school."""
    return MembershipFactory(role=Role.TEACHER, school=other_school).user


@pytest.fixture
def reviewer(school):
    """A reviewer of ``school``."""
    return MembershipFactory(role=Role.REVIEWER, school=school).user


@pytest.fixture
def manager(school):
    """A manager of ``school``."""
    return MembershipFactory(role=Role.SCHOOL_MANAGER, school=school).user


@pytest.fixture
def officer(db):
    """An officer of the Department for all schools."""
    return MembershipFactory(role=Role.DEPARTMENT_OFFICER).user


@pytest.fixture
def visitor():
    """Nobody: a visitor who is not signed in."""
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


@pytest.fixture
def sign_in(client):
    """Return a function that signs a user in and gives back the client."""

    def sign_in(user):
        client.force_login(user, backend="accounts.backends.UsernameBackend")
        return client

    return sign_in
