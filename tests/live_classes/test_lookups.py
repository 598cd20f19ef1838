"""What the log knows of files before an event of theirs is stored."""

import pytest

from live_classes.choices import FileUse, LiveClassState
from live_classes.events import BadEvent
from live_classes.models import LiveClassFile
from live_classes.services.log import append_event, fold_state
from media.models import Rendition
from tests.factories.live_classes import make_live_class, make_participant
from tests.factories.media import pdf_bytes, picture_bytes, stored_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(teacher, school_class):
    """An open class."""
    return make_live_class(teacher=teacher, school_class=school_class, state=LiveClassState.OPEN)


def add(meeting, use, *, name="Phân số.pdf", data=None) -> LiveClassFile:
    blob = stored_upload(data=data or pdf_bytes(3), name=name, owner=meeting.teacher).blob
    fields = {"name": name, "use": use, "added_by": meeting.teacher}
    return LiveClassFile.objects.create(live_class=meeting, blob=blob, **fields)


def add_page(file: LiveClassFile, number: int) -> int:
    """Make a page as the worker does; return its bytes."""
    blob = stored_upload(data=picture_bytes("PNG", (64 + number, 36)), name="p.png", owner=file.added_by).blob
    Rendition.objects.create(source=file.blob, name=f"page-{number}", blob=blob, width=64 + number, height=36)
    return blob.size_bytes


def refusal(meeting, kind, data, author) -> str:
    with pytest.raises(BadEvent) as refused:
        append_event(live_class=meeting, kind=kind, data=data, author=author)
    return refused.value.code


def test_a_deck_comes_with_its_name_and_the_pages_that_can_be_shown(meeting, teacher):
    host = make_participant(meeting, teacher)
    deck = add(meeting, FileUse.DECK)
    assert refusal(meeting, "deck", {"file": str(deck.uuid)}, host) == "not_found"  # none can be shown yet
    size = add_page(deck, 1) + add_page(deck, 2)
    event = append_event(live_class=meeting, kind="deck", data={"file": str(deck.uuid)}, author=host)
    assert event.data == {"file": str(deck.uuid), "name": "Phân số.pdf", "pages": 2, "bytes": size}
    size += add_page(deck, 3)
    append_event(live_class=meeting, kind="deck", data={"file": str(deck.uuid)}, author=host)
    assert fold_state(meeting)["decks"] == {str(deck.uuid): {"name": "Phân số.pdf", "pages": 3, "bytes": size}}


def test_a_handout_comes_with_its_name_and_bytes(meeting, teacher):
    host = make_participant(meeting, teacher)
    file = add(meeting, FileUse.HANDOUT, name="Phiếu học tập.pdf")
    event = append_event(live_class=meeting, kind="file", data={"file": str(file.uuid)}, author=host)
    told = {"name": "Phiếu học tập.pdf", "bytes": file.blob.size_bytes}
    assert event.data == {"file": str(file.uuid), **told}
    assert fold_state(meeting)["files"] == [{"uuid": str(file.uuid), **told}]


def test_files_of_other_classes_or_of_another_use_are_not_there(meeting, teacher, school_class):
    host = make_participant(meeting, teacher)
    other = make_live_class(teacher=teacher, school_class=school_class, state=LiveClassState.OPEN)
    foreign = add(other, FileUse.HANDOUT)
    deck = add(meeting, FileUse.DECK)
    add_page(deck, 1)
    assert refusal(meeting, "file", {"file": str(foreign.uuid)}, host) == "not_found"
    assert refusal(meeting, "file", {"file": str(deck.uuid)}, host) == "not_found"
    assert refusal(meeting, "deck", {"file": str(meeting.uuid)}, host) == "not_found"
    assert fold_state(meeting)["files"] == []


def test_what_the_server_knows_cannot_be_claimed(meeting, teacher):
    host = make_participant(meeting, teacher)
    file = add(meeting, FileUse.HANDOUT)
    claimed = {"file": str(file.uuid), "name": "Đề thi.pdf", "bytes": 1}
    assert refusal(meeting, "file", claimed, host) == "bad_message"


def test_pupils_hand_out_nothing(meeting, teacher, pupil):
    file = add(meeting, FileUse.HANDOUT)
    assert refusal(meeting, "file", {"file": str(file.uuid)}, make_participant(meeting, pupil)) == "forbidden"
