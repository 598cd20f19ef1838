"""Decks and handouts of a class: who adds, sees and removes them; what an open room hears of them."""

import uuid as uuids

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from live_classes.choices import Admission, FileUse, LiveClassState, RoomRole
from live_classes.decks import file_cards
from live_classes.models import LiveClassFile
from live_classes.services.files import MOST_FILES, FileNotTaken, add_file, announce_files, move_file, remove_file
from live_classes.services.holding import open_live_class
from live_classes.services.log import append_event, events_after, fold_state
from media.models import Blob
from media.processing import draw_missing_pages, process_blob
from tests.factories.content_repo import ResourceFactory
from tests.factories.live_classes import make_live_class
from tests.factories.media import docx_bytes, pdf_bytes, picture_bytes, stored_upload

PDF = pdf_bytes(12)


@pytest.fixture
def live_class(teacher, school_class):
    return make_live_class(teacher=teacher, school_class=school_class)


@pytest.fixture
def deck(live_class, teacher):
    """A deck of twelve pages, all drawn."""
    blob = stored_upload(data=PDF, name="Hình thang.pdf", owner=teacher).blob
    draw_missing_pages(blob)
    return add_file(live_class=live_class, by=teacher, blob=blob, name="Hình thang.pdf", use=FileUse.DECK)


@pytest.fixture
def handout(live_class, teacher):
    blob = stored_upload(data=docx_bytes(), name="Phiếu.docx", owner=teacher).blob
    return add_file(live_class=live_class, by=teacher, blob=blob, name="Phiếu.docx", use=FileUse.HANDOUT)


def address(name, live_class, *args):
    return reverse(f"live_classes:{name}", args=[live_class.uuid, *args])


def upload_file(data, name):
    return SimpleUploadedFile(name, data)


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_a_file_of_a_form_becomes_a_deck(client, sign_in, live_class, teacher, django_capture_on_commit_callbacks):
    sign_in(teacher)
    with django_capture_on_commit_callbacks(execute=True):
        data = {"use": "deck", "file": upload_file(PDF, "Hình thang.pdf")}
        response = client.post(address("file_add", live_class), data)
    assert response.status_code == 302 and "Hình thang.pdf" in said(response)
    [card] = file_cards(live_class)
    assert card.is_deck and len(card.pages) == 12 and not card.is_preparing
    assert live_class.audit.get().action == "file_add"


def test_an_upload_and_a_file_of_the_repository_can_be_used(client, sign_in, live_class, teacher, school):
    sign_in(teacher)
    upload = stored_upload(data=pdf_bytes(2), name="Của tôi.pdf", owner=teacher)
    blob = stored_upload(data=pdf_bytes(3), name="x.pdf", owner=teacher).blob
    file = ResourceFactory(school=school, files=[blob]).files.get()
    client.post(address("file_add", live_class), {"use": "deck", "upload": str(upload.uuid)})
    client.post(address("file_add", live_class), {"use": "handout", "resource_file": str(file.uuid)})
    assert list(live_class.files.values_list("name", "use")) == [("Của tôi.pdf", "deck"), ("Tệp 0.docx", "handout")]


def test_another_persons_upload_is_nobodys(client, sign_in, live_class, teacher, colleague):
    upload = stored_upload(data=pdf_bytes(2), name="a.pdf", owner=colleague)
    sign_in(teacher)
    response = client.post(address("file_add", live_class), {"use": "deck", "upload": [str(upload.uuid), "no uuid"]})
    assert not live_class.files.exists() and "Chưa chọn tệp nào" in said(response)


def test_a_file_of_a_resource_one_may_not_see_is_not_there(
    client, sign_in, live_class, teacher, other_school, stranger
):
    blob = stored_upload(data=pdf_bytes(3), name="x.pdf", owner=stranger).blob
    file = ResourceFactory(school=other_school, owner=stranger, visibility="school", files=[blob]).files.get()
    sign_in(teacher)
    for uuid in (file.uuid, uuids.uuid4(), "no uuid"):
        response = client.post(address("file_add", live_class), {"use": "deck", "resource_file": str(uuid)})
        assert response.status_code == 404
    assert not live_class.files.exists()


def test_a_file_without_pages_is_no_deck_and_is_told_so(client, sign_in, live_class, teacher):
    sign_in(teacher)
    data = {"use": "deck", "file": [upload_file(docx_bytes(), "a.docx"), upload_file(b"MZ", "b.pdf")]}
    response = client.post(address("file_add", live_class), data)
    assert "không chiếu được từng trang" in said(response) and "“b.pdf” chưa được nhận" in said(response)
    assert not live_class.files.exists()


def test_a_picture_is_a_deck_of_one_page(client, sign_in, live_class, teacher, pupil):
    blob = stored_upload(data=picture_bytes(), name="a.jpg", owner=teacher).blob
    file = add_file(live_class=live_class, by=teacher, blob=blob, name="a.jpg", use=FileUse.DECK)
    sign_in(pupil)
    assert client.get(address("deck_page", live_class, file.uuid, 1))["Content-Type"] == "image/webp"
    assert client.get(address("deck_page", live_class, file.uuid, 2)).status_code == 404


def test_the_same_file_is_there_once_for_each_use(live_class, teacher, deck):
    again = add_file(live_class=live_class, by=teacher, blob=deck.blob, name="khác.pdf", use=FileUse.DECK)
    add_file(live_class=live_class, by=teacher, blob=deck.blob, name="khác.pdf", use=FileUse.HANDOUT)
    assert again == deck and live_class.files.count() == 2


def test_a_class_has_thirty_files_at_most(live_class, teacher, deck):
    blobs = [
        Blob(sha256=f"{number:064}", size_bytes=1, media_type="text/plain", kind="text") for number in range(MOST_FILES)
    ]
    for blob in Blob.objects.bulk_create(blobs)[: MOST_FILES - 1]:
        add_file(live_class=live_class, by=teacher, blob=blob, name="a.txt", use=FileUse.HANDOUT)
    with pytest.raises(FileNotTaken) as refused:
        add_file(live_class=live_class, by=teacher, blob=blobs[-1], name="a.txt", use=FileUse.HANDOUT)
    assert refused.value.code == "too_many"


@pytest.mark.parametrize("state", [LiveClassState.ENDED, LiveClassState.CANCELLED])
def test_a_class_that_is_over_takes_no_files(client, sign_in, live_class, teacher, state):
    live_class.state = state
    live_class.save()
    sign_in(teacher)
    response = client.post(address("file_add", live_class), {"use": "deck", "file": upload_file(PDF, "a.pdf")})
    assert "không còn nhận tệp" in said(response) and not live_class.files.exists()
    assert b'name="file"' not in client.get(address("file_add", live_class)).content


@pytest.mark.parametrize("who", ["pupil", "colleague", "stranger", "officer"])
def test_who_does_not_lead_changes_no_files(client, sign_in, request, live_class, deck, who):
    sign_in(request.getfixturevalue(who))
    assert client.get(address("file_add", live_class)).status_code == 404
    for name, args in (("file_add", []), ("file_remove", [deck.uuid]), ("file_move", [deck.uuid])):
        assert client.post(address(name, live_class, *args)).status_code == 404
    assert live_class.files.count() == 1


@pytest.mark.parametrize("name", ["file_remove", "file_move"])
def test_reading_changes_nothing(client, sign_in, live_class, teacher, deck, name):
    sign_in(teacher)
    assert client.get(address(name, live_class, deck.uuid)).status_code == 405


@pytest.mark.parametrize(
    ("who", "status"), [("pupil", 200), ("teacher", 200), ("manager", 200), ("colleague", 404), ("stranger", 404)]
)
def test_pages_are_for_those_in_the_class(client, sign_in, request, live_class, deck, who, status):
    sign_in(request.getfixturevalue(who))
    page = client.get(address("deck_page", live_class, deck.uuid, 1))
    assert page.status_code == client.get(address("deck", live_class, deck.uuid)).status_code == status
    if status == 200:
        assert page["Content-Type"] == "image/webp" and "immutable" in page["Cache-Control"]
        assert "private" in page["Cache-Control"] and b"".join(page.streaming_content)[8:12] == b"WEBP"


def test_a_guest_sees_pages_once_let_in(client, sign_in, live_class, deck, stranger):
    guest = live_class.participants.create(user=stranger, number=9, role=RoomRole.GUEST, admission=Admission.WAITING)
    sign_in(stranger)
    assert client.get(address("deck_page", live_class, deck.uuid, 1)).status_code == 404
    guest.admission = Admission.ADMITTED
    guest.save()
    assert client.get(address("deck_page", live_class, deck.uuid, 1)).status_code == 200


def test_a_visitor_is_sent_to_sign_in(client, live_class, deck):
    for name, args in (("file_add", []), ("deck", [deck.uuid]), ("deck_page", [deck.uuid, 1]), ("file", [deck.uuid])):
        assert "/dang-nhap/" in client.get(address(name, live_class, *args))["Location"]


def test_missing_pages_and_files_of_other_classes_are_not_there(
    client, sign_in, live_class, teacher, school_class, deck, handout
):
    other = make_live_class(teacher=teacher, school_class=school_class)
    sign_in(teacher)
    for number in (0, 13, 999_999_999):
        assert client.get(address("deck_page", live_class, deck.uuid, number)).status_code == 404
    assert client.get(address("deck_page", live_class, handout.uuid, 1)).status_code == 404
    assert client.get(address("deck_page", other, deck.uuid, 1)).status_code == 404
    assert client.post(address("file_move", other, deck.uuid)).status_code == 404
    client.post(address("file_remove", other, deck.uuid))
    assert LiveClassFile.objects.filter(pk=deck.pk).exists()


def test_a_deck_tells_what_its_pages_cost_and_say(client, sign_in, live_class, pupil, deck):
    sign_in(pupil)
    response = client.get(address("deck", live_class, deck.uuid))
    pages = response.json()["pages"]
    assert len(pages) == 12 and set(pages[0]) == {"bytes", "width", "height", "text"} and pages[0]["bytes"] > 0
    assert response["Cache-Control"] == "private, max-age=86400"


def test_a_deck_whose_pages_are_still_made_says_how_far(client, sign_in, live_class, teacher):
    blob = stored_upload(data=PDF, name="a.pdf", owner=teacher).blob
    process_blob(blob)
    file = add_file(live_class=live_class, by=teacher, blob=blob, name="a.pdf", use=FileUse.DECK)
    sign_in(teacher)
    assert "Đang chuẩn bị trang 11/12" in client.get(address("file_add", live_class)).content.decode()
    assert client.get(address("deck", live_class, file.uuid))["Cache-Control"] == "private, no-cache"
    assert len(client.get(address("deck", live_class, file.uuid)).json()["pages"]) == 10


def test_a_page_costs_few_queries(client, sign_in, live_class, pupil, deck, django_assert_max_num_queries):
    sign_in(pupil)
    with django_assert_max_num_queries(9):
        client.get(address("deck_page", live_class, deck.uuid, 7))


def test_the_list_costs_no_query_a_file(client, sign_in, live_class, teacher, deck, django_assert_max_num_queries):
    sign_in(teacher)
    client.get(address("file_add", live_class))
    with django_assert_max_num_queries(60) as few:
        client.get(address("file_add", live_class))
    for number in range(5):
        blob = stored_upload(data=pdf_bytes(number + 1), name="a.pdf", owner=teacher).blob
        add_file(live_class=live_class, by=teacher, blob=blob, name=f"{number}.pdf", use=FileUse.DECK)
    with django_assert_max_num_queries(len(few)):
        client.get(address("file_add", live_class))


def test_handouts_are_downloaded_and_decks_only_by_who_prepares_the_class(
    client, sign_in, live_class, teacher, pupil, deck, handout
):
    sign_in(pupil)
    assert client.get(address("file", live_class, handout.uuid))["Location"].endswith("Phieu.docx")
    assert client.get(address("file", live_class, deck.uuid)).status_code == 404
    sign_in(teacher)
    assert client.get(address("file", live_class, deck.uuid)).status_code == 302


def test_files_change_places(client, sign_in, live_class, teacher, deck, handout):
    sign_in(teacher)
    client.post(address("file_move", live_class, handout.uuid), {"up": "1"})
    assert list(live_class.files.all()) == [handout, deck]
    client.post(address("file_move", live_class, handout.uuid), {"up": "1"})
    client.post(address("file_move", live_class, deck.uuid), {"up": "0"})
    assert list(live_class.files.all()) == [handout, deck]
    move_file(file=handout, up=False)
    assert list(live_class.files.all()) == [deck, handout]


def test_a_file_is_removed_before_the_class_and_kept_afterwards(client, sign_in, live_class, teacher, deck, handout):
    sign_in(teacher)
    for _click in range(2):
        assert client.post(address("file_remove", live_class, handout.uuid)).status_code == 302
    assert list(live_class.files.all()) == [deck]
    open_live_class(live_class=live_class, by=teacher)
    response = client.post(address("file_remove", live_class, deck.uuid), {"next": live_class.get_absolute_url()})
    assert "được giữ lại" in said(response) and response["Location"] == live_class.get_absolute_url()
    with pytest.raises(FileNotTaken):
        remove_file(file=deck, by=teacher)


def test_an_opened_room_has_its_files_and_the_first_page(live_class, teacher, deck, handout):
    open_live_class(live_class=live_class, by=teacher)
    live_class.refresh_from_db()
    announce_files(live_class=live_class)
    state = fold_state(live_class)
    assert state["decks"] == {
        str(deck.uuid): {"name": "Hình thang.pdf", "pages": 12, "bytes": file_cards(live_class)[0].size_bytes}
    }
    assert [file["uuid"] for file in state["files"]] == [str(handout.uuid)]
    assert state["slide"] == {"deck": str(deck.uuid), "page": 1}
    kinds = [event.kind for event in events_after(live_class, 0)]
    assert (kinds.count("deck"), kinds.count("file"), kinds.count("slide")) == (1, 1, 1)


def test_a_file_added_in_class_reaches_the_room_and_turns_no_page(live_class, teacher, deck):
    open_live_class(live_class=live_class, by=teacher)
    append_event(live_class=live_class, kind="slide", data={"deck": str(deck.uuid), "page": 5})
    blob = stored_upload(data=pdf_bytes(2), name="b.pdf", owner=teacher).blob
    process_blob(blob)
    added = add_file(live_class=live_class, by=teacher, blob=blob, name="b.pdf", use=FileUse.DECK)
    state = fold_state(live_class)
    assert str(added.uuid) in state["decks"] and state["slide"]["page"] == 5


def test_a_room_hears_of_pages_as_they_are_drawn(live_class, teacher, django_capture_on_commit_callbacks):
    open_live_class(live_class=live_class, by=teacher)
    blob = stored_upload(data=pdf_bytes(25), name="b.pdf", owner=teacher).blob
    file = add_file(live_class=live_class, by=teacher, blob=blob, name="b.pdf", use=FileUse.DECK)
    assert fold_state(live_class)["decks"] == {}
    draw_missing_pages(blob)
    decks = [event.data for event in events_after(live_class, 0) if event.kind == "deck"]
    assert [(deck["file"], deck["pages"]) for deck in decks] == [(str(file.uuid), pages) for pages in (10, 20, 25)]


def test_the_repository_is_searched_for_files(client, sign_in, live_class, teacher, school):
    blob = stored_upload(data=pdf_bytes(3), name="x.pdf", owner=teacher).blob
    ResourceFactory(school=school, title="Bài giảng hình thang", files=[blob])
    sign_in(teacher)
    page = client.get(address("file_add", live_class), {"q": "hình thang"}).content.decode()
    assert "Tệp 0.docx" in page and "Bài giảng hình thang" in page and "Không thấy học liệu" not in page
    page = client.get(address("file_add", live_class), {"q": "núi lửa\0"}).content.decode()
    assert "Không thấy học liệu" in page
