"""Memberships, classes and passwords: what each write leaves behind."""

import datetime as dt
import logging

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Notification
from schools import services
from schools.choices import Role
from schools.models import Membership, SchoolClass
from schools.permissions import memberships_of
from tests.factories.accounts import UserFactory
from tests.factories.schools import MembershipFactory, SchoolClassFactory


def test_giving_the_same_role_twice_leaves_one_row(school, db):
    user = UserFactory()
    first = services.add_membership(user=user, role=Role.TEACHER, school=school)
    assert services.add_membership(user=user, role=Role.TEACHER, school=school) == first
    assert Membership.objects.filter(user=user).count() == 1


def test_who_gets_a_role_from_someone_else_is_told(school, manager):
    user = UserFactory()
    services.add_membership(user=user, role=Role.TEACHER, school=school, by=manager)
    notification = Notification.objects.get(user=user)
    assert notification.kind == "schools.role_given"
    assert notification.params["where"] == school.name


def test_a_new_role_counts_at_once(school, db):
    user = UserFactory()
    assert memberships_of(user) == []
    services.add_membership(user=user, role=Role.TEACHER, school=school)
    assert [m.role for m in memberships_of(user)] == [Role.TEACHER]


def test_an_ended_role_stays_on_record_and_counts_no_more(teacher):
    membership = teacher.memberships.first()
    services.end_membership(membership=membership)
    membership.refresh_from_db()
    assert membership.ends_on == timezone.localdate() - dt.timedelta(days=1)
    assert membership not in Membership.objects.current()
    ended_on = membership.ends_on
    services.end_membership(membership=membership)
    membership.refresh_from_db()
    assert membership.ends_on == ended_on


def test_a_role_given_today_and_taken_back_leaves_no_trace(school, db):
    membership = services.add_membership(user=UserFactory(), role=Role.TEACHER, school=school)
    services.end_membership(membership=membership)
    assert Membership.objects.count() == 0


def test_a_pupil_who_moves_has_one_class_and_keeps_the_record(pupil, school, school_class):
    to_class = SchoolClassFactory(school=school, name="6B")
    services.transfer_pupil(pupil=pupil, to_class=to_class)
    assert [m.school_class for m in Membership.objects.current().filter(user=pupil)] == [to_class]
    assert Membership.objects.filter(user=pupil, school_class=school_class).exists()
    services.transfer_pupil(pupil=pupil, to_class=to_class)
    assert Membership.objects.filter(user=pupil).count() == 2


def test_adding_a_class_twice_leaves_one(school):
    first = services.add_class(school=school, name="7A", grade=7, school_year="2026-2027")
    assert services.add_class(school=school, name="7A", grade=7, school_year="2026-2027") == first
    assert SchoolClass.objects.filter(school=school).count() == 1


def test_a_new_password_works_ends_the_sessions_and_is_logged_without_itself(pupil, teacher, caplog):
    client = Client()
    client.force_login(pupil, backend="accounts.backends.UsernameBackend")
    with caplog.at_level(logging.INFO, "schools.services.passwords"):
        password = services.reset_password(by=teacher, pupil=pupil)
    assert client.get("/toi/").status_code == 302
    answer = client.post("/dang-nhap/", {"username": pupil.username, "password": password})
    assert answer["Location"] == "/"
    assert str(pupil.uuid) in caplog.text
    assert str(teacher.uuid) in caplog.text
    assert password not in caplog.text


def test_pupils_keep_the_password_of_their_card(pupil, teacher):
    pupil.must_change_password = True
    pupil.save()
    services.reset_password(by=teacher, pupil=pupil)
    pupil.refresh_from_db()
    assert not pupil.must_change_password


@pytest.mark.parametrize("count", [1, 3])
def test_cards_of_a_class_cost_the_same_statements(school_class, teacher, count, django_assert_num_queries):
    pupils = [
        MembershipFactory(role=Role.PUPIL, school=school_class.school, school_class=school_class).user
        for _n in range(count)
    ]
    with django_assert_num_queries(3):  # savepoint, update, release
        cards = services.issue_passwords(by=teacher, pupils=pupils)
    assert len({card.password for card in cards}) == count
    for card in cards:
        card.user.refresh_from_db()
        assert card.user.check_password(card.password)
