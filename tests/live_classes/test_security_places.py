"""Places in a room against odd names, odd numbers and people who are sent away in odd ways."""

import pytest
from django.urls import reverse

from live_classes.choices import Admission, FileUse, LiveClassState, RoomRole
from live_classes.events import NotAllowed
from live_classes.services.holding import open_live_class
from live_classes.services.log import fold_state
from live_classes.services.participants import NoPlace, admit, ensure_participant, knock, refuse, remove
from schools.choices import Role
from schools.permissions import forget_memberships
from tests.factories.content_repo import BlobFactory
from tests.factories.live_classes import make_live_class
from tests.factories.schools import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def live_class(teacher, school_class):
    """An open class of 6A that takes guests."""
    return make_live_class(teacher=teacher, school_class=school_class, state="open", admits_guests=True)


@pytest.mark.parametrize("name", ["An\x07", "\x01", "\x1b[31mAn", " ", "\u2028", "a" * 150])
def test_a_name_with_signs_that_no_event_takes_keeps_nobody_out_and_no_class_closed(teacher, pupil, school_class, name):
    live_class = make_live_class(teacher=teacher, school_class=school_class)
    for user in (pupil, teacher):
        user.last_name, user.first_name = "", name
        user.save()
    ensure_participant(live_class=live_class, user=pupil)
    open_live_class(live_class=live_class, by=teacher)
    people = fold_state(live_class)["people"].values()
    assert len(people) == 2
    assert all(person["name"].strip() and person["initials"].strip() for person in people)


def test_numbers_end_where_frames_of_voice_can_name_nobody_more(live_class, pupil, stranger):
    ensure_participant(live_class=live_class, user=pupil)
    live_class.participants.update(number=65_535)
    with pytest.raises(NoPlace):
        knock(live_class=live_class, user=stranger)


def test_a_full_class_says_so_without_failing(sign_in, live_class, pupil, stranger):
    knock(live_class=live_class, user=stranger)
    live_class.participants.update(number=65_535)
    assert sign_in(pupil).get(reverse("live_classes:room", args=[live_class.uuid])).status_code == 404


@pytest.mark.parametrize("state", [LiveClassState.SCHEDULED, LiveClassState.OPEN])
@pytest.mark.parametrize("send_away", [refuse, remove])
def test_nobody_who_leads_is_sent_away(teacher, school_class, state, send_away):
    live_class = make_live_class(teacher=teacher, school_class=school_class, state=state)
    place = ensure_participant(live_class=live_class, user=teacher)
    helper = MembershipFactory(role=Role.TEACHER, school=school_class.school, school_class=school_class).user
    with pytest.raises(NotAllowed):
        send_away(live_class=live_class, participant=place, by=helper)
    place.refresh_from_db()
    assert place.admission == Admission.ADMITTED


def test_one_who_is_in_is_asked_to_leave_never_silently_refused(live_class, teacher, pupil, stranger):
    place = ensure_participant(live_class=live_class, user=pupil)
    assert refuse(live_class=live_class, participant=place, by=teacher).admission == Admission.ADMITTED
    guest = admit(live_class=live_class, participant=knock(live_class=live_class, user=stranger), by=teacher)
    assert refuse(live_class=live_class, participant=guest, by=teacher).admission == Admission.ADMITTED
    remove(live_class=live_class, participant=guest, by=teacher)
    assert refuse(live_class=live_class, participant=guest, by=teacher).admission == Admission.REMOVED
    assert fold_state(live_class)["people"][str(guest.number)]["admission"] == "removed"


@pytest.mark.parametrize("state", list(LiveClassState))
def test_guests_have_the_files_of_a_class_as_long_as_it_goes_on(sign_in, live_class, teacher, stranger, state):
    admit(live_class=live_class, participant=knock(live_class=live_class, user=stranger), by=teacher)
    file = live_class.files.create(blob=BlobFactory(), name="phieu.txt", use=FileUse.HANDOUT, added_by=teacher)
    live_class.state = state
    live_class.save(update_fields=["state"])
    answer = sign_in(stranger).get(reverse("live_classes:file", args=[live_class.uuid, file.uuid]))
    is_running = state in (LiveClassState.SCHEDULED, LiveClassState.OPEN)
    assert (answer.status_code != 404) == is_running


@pytest.mark.parametrize("admission", [Admission.WAITING, Admission.REFUSED, Admission.REMOVED])
def test_guests_who_are_not_in_have_no_files_no_room_and_no_voice(sign_in, live_class, teacher, stranger, admission):
    live_class.participants.create(user=stranger, number=7, role=RoomRole.GUEST, admission=admission)
    file = live_class.files.create(blob=BlobFactory(), name="phieu.txt", use=FileUse.HANDOUT, added_by=teacher)
    client = sign_in(stranger)
    for name in ("file", "deck"):
        assert client.get(reverse(f"live_classes:{name}", args=[live_class.uuid, file.uuid])).status_code == 404
    for name in ("events", "voice", "replay", "attendance", "attendance_csv", "audit"):
        assert client.get(reverse(f"live_classes:{name}", args=[live_class.uuid])).status_code == 404
    room = client.get(reverse("live_classes:room", args=[live_class.uuid]), headers={"accept": "application/json"})
    assert room.status_code == 409
    assert "token" not in room.json()


def test_a_pupil_of_the_class_who_moved_keeps_neither_files_nor_log(sign_in, live_class, pupil, teacher):
    ensure_participant(live_class=live_class, user=pupil)
    file = live_class.files.create(blob=BlobFactory(), name="phieu.txt", use=FileUse.HANDOUT, added_by=teacher)
    pupil.memberships.all().delete()
    forget_memberships(pupil)
    client = sign_in(pupil)
    assert client.get(reverse("live_classes:file", args=[live_class.uuid, file.uuid])).status_code == 404
    for name in ("events", "voice", "room", "replay", "status"):
        assert client.get(reverse(f"live_classes:{name}", args=[live_class.uuid])).status_code == 404


def test_a_file_is_found_under_its_own_class_alone(sign_in, live_class, school_class, pupil, teacher):
    file = make_live_class(teacher=teacher, school_class=school_class).files.create(
        blob=BlobFactory(), name="de.txt", use=FileUse.HANDOUT, added_by=teacher
    )
    address = reverse("live_classes:file", args=[live_class.uuid, file.uuid])
    assert sign_in(pupil).get(address).status_code == 404
