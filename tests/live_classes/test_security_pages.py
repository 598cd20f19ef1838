"""Pages of live classes: what browsers and shared computers keep of them, what they may do, where forms lead."""

import pytest
from django.test import Client
from django.urls import reverse

from live_classes import views
from live_classes.choices import FileUse
from live_classes.models import CalendarKey
from live_classes.services.calendar_keys import renew_calendar_key
from live_classes.services.participants import ensure_participant
from tests.elearn.test_content_policy import policy_of
from tests.factories.content_repo import BlobFactory
from tests.factories.live_classes import make_live_class

pytestmark = pytest.mark.django_db


@pytest.fixture
def live_class(teacher, school_class, pupil):
    """An open class of 6A with a pupil in it."""
    live_class = make_live_class(teacher=teacher, school_class=school_class, state="open", admits_guests=True)
    for user in (teacher, pupil):
        ensure_participant(live_class=live_class, user=user)
    return live_class


LISTS = ["attendance_csv", "attendance_xlsx"]
PRIVATE = ["live_class", "status", "room", "events", "attendance", "audit", "file_add", *LISTS]


@pytest.mark.parametrize("name", PRIVATE)
def test_no_page_with_names_of_children_is_kept_for_others(sign_in, teacher, live_class, name):
    response = sign_in(teacher).get(reverse(f"live_classes:{name}", args=[live_class.uuid]))
    assert response.status_code == 200
    rules = response.get("Cache-Control", "")
    assert "public" not in rules
    assert "private" in rules or "no-store" in rules
    assert "Cookie" in response["Vary"]
    assert name not in LISTS or "no-store" in rules


@pytest.mark.parametrize("name", ["live_class", "attendance", "file_add", "audit", "edit", "cancel"])
def test_only_the_room_asks_for_microphone_and_socket(sign_in, teacher, live_class, name):
    if name in ("edit", "cancel"):
        live_class.state = "scheduled"
        live_class.save(update_fields=["state"])
    response = sign_in(teacher).get(reverse(f"live_classes:{name}", args=[live_class.uuid]))
    assert response.status_code == 200
    assert "microphone=()" in response["Permissions-Policy"]
    assert policy_of(response)["connect-src"] == ["'self'"]
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]


POSTED = ["edit", "cancel", "open", "end", "file_add", "recording_delete"]


@pytest.mark.parametrize("name", POSTED)
def test_nothing_changes_by_a_form_of_another_site(sign_in, teacher, live_class, name):
    client = Client(enforce_csrf_checks=True)
    client.force_login(teacher)
    assert client.post(reverse(f"live_classes:{name}", args=[live_class.uuid]), {}).status_code == 403


def test_no_view_is_free_of_the_check():
    assert not [name for name in views.__all__ if getattr(getattr(views, name), "csrf_exempt", False)]


@pytest.mark.parametrize(
    "target", ["https://xau.example/", "//xau.example", "/\\xau.example", "/%2f/xau.example", "javascript:1"]
)
def test_forms_lead_to_no_other_site(sign_in, teacher, live_class, target):
    file = live_class.files.create(blob=BlobFactory(), name="a.txt", use=FileUse.HANDOUT, added_by=teacher)
    own = reverse("live_classes:file_add", args=[live_class.uuid])
    client = sign_in(teacher)
    assert client.post(own, {"next": target})["Location"] == own
    for name, data in (("file_move", {"up": "1"}), ("file_remove", {})):
        address = reverse(f"live_classes:{name}", args=[live_class.uuid, file.uuid])
        assert client.post(address, data | {"next": target})["Location"] == own


def test_a_new_address_of_the_calendar_ends_the_old_one(client, pupil, live_class):
    old = renew_calendar_key(user=pupil)
    assert len(old) >= 32
    address = reverse("live_classes:calendar_feed", args=[old])
    assert client.get(address).status_code == 200
    renew_calendar_key(user=pupil)
    assert client.get(address).status_code == 404


def test_the_calendar_of_one_who_left_names_no_class_and_no_invitation_is_in_any(client, pupil, live_class):
    address = reverse("live_classes:calendar_feed", args=[renew_calendar_key(user=pupil)])
    assert live_class.title.split(":")[0] in client.get(address).content.decode()
    assert live_class.guest_key not in client.get(address).content.decode()
    pupil.memberships.all().delete()
    assert live_class.title.split(":")[0] not in client.get(address).content.decode()
    pupil.is_active = False
    pupil.save(update_fields=["is_active"])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("key", ["", "a", "%00", "'", "x" * 500])
def test_a_guessed_calendar_or_invitation_is_nobodys(client, sign_in, stranger, live_class, key):
    CalendarKey.objects.all().delete()
    assert client.get(f"/lop-truc-tuyen/lich/{key}.ics").status_code == 404
    assert sign_in(stranger).get(f"/lop-truc-tuyen/vao/{key}/").status_code == 404


def test_the_invitation_is_told_to_who_leads_alone(sign_in, teacher, pupil, live_class):
    pages = {}
    for user in (teacher, pupil):
        client = sign_in(user)
        addresses = [
            reverse(f"live_classes:{name}", args=[live_class.uuid]) for name in ("live_class", "room", "status")
        ]
        pages[user] = "".join(client.get(address).content.decode() for address in addresses)
    assert live_class.guest_key in pages[teacher]
    assert live_class.guest_key not in pages[pupil]
