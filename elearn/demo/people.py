"""The people of the demo province: one sign-in a role, teachers of several schools, classes of pupils."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import User
from accounts.names import split_full_name
from elearn.demo.places import class_of, school_of
from elearn.demo.reading import demo_uuid, json_content
from schools.choices import Role
from schools.models import Membership

MEMBER_FOR = dt.timedelta(days=75)  # so that what they did some weeks ago fits
LOWLAND_SCHOOLS = {"thanh-tra", "dam-xanh"}


@dataclass(frozen=True)
class SignIn:
    """A demo account as told to whoever tries the platform."""

    role: str
    username: str
    password: str


def demo_sign_ins() -> list[SignIn]:
    """Return one sign-in a role."""
    return [
        SignIn(entry["role"], entry["username"], entry["password"]) for entry in json_content("people.json")["sign_ins"]
    ]


def user_of(username: str) -> User:
    """Return a demo person, read anew."""
    return User.objects.get(uuid=demo_uuid("user", username))


def seed_staff() -> None:
    """Add teachers, reviewers, managers and officers with their memberships."""
    people = json_content("people.json")
    shared = make_password(people["staff_password"])
    own = {entry.username: entry.password for entry in demo_sign_ins()}
    for entry in people["staff"]:
        username = entry["username"]
        password = make_password(own[username]) if username in own else shared
        user = _add_user(username, entry["name"], password)
        school = school_of(entry["school"]) if "school" in entry else None
        _add_membership(user, entry["role"], school)
        for key in entry.get("classes", []):
            _add_membership(user, Role.TEACHER, school, class_of(key))


def seed_pupils() -> None:
    """Add the pupils of every class; one of them has a sign-in of their own."""
    people = json_content("people.json")
    shared = make_password(people["pupil_password"])
    own = {entry.username: entry.password for entry in demo_sign_ins()}
    for entry in people["classes"]:
        school_class = class_of(entry["key"])
        named = [(pupil["username"], pupil["name"]) for pupil in people["pupils"] if pupil["class"] == entry["key"]]
        for username, name in [*named, *_made_up_pupils(entry["key"], entry["pupils"] - len(named))]:
            password = make_password(own[username]) if username in own else shared
            user = _add_user(username, name, password)
            _add_membership(user, Role.PUPIL, school_class.school, school_class)


def _made_up_pupils(class_key: str, count: int) -> Iterator[tuple[str, str]]:
    """Yield username and full name of made-up pupils, the same each time."""
    school, class_name = class_key.split("/")
    names = json_content("names.json")
    families = names["lowland_families" if school in LOWLAND_SCHOOLS else "mountain_families"]
    chance = random.Random(class_key)  # noqa: S311 - names, not secrets
    used: set[str] = set()
    while len(used) < count:
        family = chance.choice(families)
        given = chance.choice(names["girls" if _is_girls_name(family) else "boys"])
        if (name := f"{family} {given}") not in used:
            used.add(name)
            yield f"hs.{school}.{class_name.lower()}.{len(used):02}", name


def _is_girls_name(family: str) -> bool:
    return "Thị" in family or "Nữ" in family


def _add_user(username: str, name: str, password: str) -> User:
    last_name, first_name = split_full_name(name)
    defaults = {"username": username, "last_name": last_name, "first_name": first_name, "password": password}
    return User.objects.get_or_create(uuid=demo_uuid("user", username), defaults=defaults)[0]


def _add_membership(user, role, school=None, school_class=None) -> None:
    parts = (user.username, role, school and school.code, school_class and school_class.name)
    scope = {"user": user, "role": role, "school": school, "school_class": school_class}
    started = timezone.localdate() - MEMBER_FOR
    Membership.objects.get_or_create(uuid=demo_uuid("membership", *parts), defaults={**scope, "starts_on": started})
