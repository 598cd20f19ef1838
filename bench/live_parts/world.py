"""Runs inside the product (``manage.py shell``): open live classes full of people, who are signed in.

Prints one line ``WORLD {json}``: a room each with its address, and of each person cookie, token and number; whoever
leads comes first.
"""

import datetime as dt
import json
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from live_classes.choices import LiveClassState, RoomRole
from live_classes.models import LiveClass, Participant
from live_classes.services.effects import person_data
from live_classes.services.log import append_events, new_event
from live_classes.tokens import room_token
from schools.choices import Role, SchoolLevel, UnitKind
from schools.models import AdministrativeUnit, Membership, School, SchoolClass

FIRST_NAMES = ["Ánh", "Bình", "Đức", "Hưởng", "Lan", "Mỷ", "Nhi", "Quân", "Thảo", "Yến"]
LAST_NAMES = ["Nguyễn Thị", "Hồ Văn", "Lê Thị", "Trần Đình", "A Viết", "Kê Sửu"]


def make_world(rooms: list[tuple[int, int]]) -> None:
    """Make a live class for each pair of how many lead and how many learn."""
    unit = AdministrativeUnit.objects.create(
        code="20000", name="Xã A Lưới", kind=UnitKind.COMMUNE, valid_from=dt.date(2025, 7, 1)
    )
    school = School.objects.create(
        code="46000001", name="Trường THCS A Lưới", level=SchoolLevel.LOWER_SECONDARY, administrative_unit=unit
    )
    made = [make_room(school, index, *counts) for index, counts in enumerate(rooms)]
    print("WORLD " + json.dumps(made))


@transaction.atomic
def make_room(school: School, index: int, leaders: int, pupils: int) -> dict:
    """Make a class with its people and open a live class for it."""
    school_class = SchoolClass.objects.create(school=school, name=f"6A{index}", grade=6, school_year="2026-2027")
    people = User.objects.bulk_create(
        User(
            username=f"nguoi{index}-{place}",
            password=f"!bench{place}",
            first_name=FIRST_NAMES[place % len(FIRST_NAMES)],
            last_name=LAST_NAMES[place % len(LAST_NAMES)],
        )
        for place in range(leaders + pupils)
    )
    Membership.objects.bulk_create(
        Membership(
            user=user,
            role=Role.TEACHER if place < leaders else Role.PUPIL,
            school=school,
            school_class=school_class,
            starts_on=timezone.localdate() - dt.timedelta(days=30),
        )
        for place, user in enumerate(people)
    )
    live_class = LiveClass.objects.create(
        title="Ôn tập: Phân số bằng nhau",
        school=school,
        teacher=people[0],
        school_class=school_class,
        starts_at=timezone.now(),
        opened_at=timezone.now(),
        state=LiveClassState.OPEN,
        is_recorded=False,
    )
    participants = Participant.objects.bulk_create(
        Participant(live_class=live_class, user=user, number=place + 1, role=_role(place, leaders))
        for place, user in enumerate(people)
    )
    said = [new_event(kind="person", data=person_data(participant)) for participant in participants]
    append_events(live_class=live_class, batch=said)
    seats = [{"cookie": _sign_in(one.user), "token": room_token(one), "number": one.number} for one in participants]
    return {"path": f"/lop-truc-tuyen/{live_class.uuid}/day/", "seats": seats}


def _role(place: int, leaders: int) -> RoomRole:
    if place == 0:
        return RoomRole.HOST
    return RoomRole.TEACHER if place < leaders else RoomRole.PUPIL


def _sign_in(user: User) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "accounts.backends.UsernameBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
