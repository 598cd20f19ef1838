"""The replay of a class: who sees it, what stands on the page, the ZIP to keep, deletion."""

import io
import json
import re
import zipfile

import pytest
from django.core.management import call_command
from django.utils import timezone

from live_classes.models import AuditEntry, VoiceChunk
from tests.factories.accounts import UserFactory
from tests.factories.live_classes import make_live_class, make_participant
from tests.live_classes.attending import make_ended, new_pupil, was_there
from tests.live_classes.class_log import HOST, lesson, room_with
from tests.live_classes.replaying import PAGES, add_deck, keep_voice, make_lesson_class

REPLAY_BUDGET = 30_000


@pytest.fixture
def live_class(teacher, school_class, pupil):
    """A lesson of six minutes with voice; the pupil (2) was cut off for a minute, another one (3) was there too."""
    other = new_pupil(school_class, "Bình")
    live_class = make_lesson_class(teacher=teacher, pupils=[pupil, other], school_class=school_class)
    was_there(live_class, pupil, 0, 2, has_left=False)
    was_there(live_class, pupil, 3, 6)
    was_there(live_class, other, 0, 6)
    return live_class


@pytest.fixture
def with_files(live_class, teacher):
    """The same with its deck and voice."""
    add_deck(live_class, owner=teacher)
    keep_voice(live_class, count=6000)
    return live_class


def get(client, live_class, path="xem-lai/", **query):
    return client.get(f"/lop-truc-tuyen/{live_class.uuid}/{path}", query)


def page_of(client, live_class) -> str:
    answer = get(client, live_class)
    assert answer.status_code == 200
    return answer.content.decode()


def archive_of(client, live_class) -> zipfile.ZipFile:
    answer = get(client, live_class, "xem-lai/tai-ve/")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/zip"
    assert "attachment" in answer["Content-Disposition"]
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


@pytest.mark.parametrize("path", ["xem-lai/", "xem-lai/tai-ve/"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("teacher", 200), ("manager", 200), ("pupil", 200), ("colleague", 404), ("stranger", 404), ("officer", 404)],
)
def test_those_of_the_class_and_who_manages_the_school_see_the_replay(request, sign_in, live_class, path, who, status):
    assert get(sign_in(request.getfixturevalue(who)), live_class, path).status_code == status


@pytest.mark.parametrize(("language", "speeds"), [("vi", "0,75× 1× 1,25× 1,5× 2×"), ("en", "0.75× 1× 1.25× 1.5× 2×")])
def test_speeds_are_written_as_the_language_of_the_page_writes_numbers(sign_in, pupil, live_class, language, speeds):
    client = sign_in(pupil)
    client.cookies["language"] = language
    assert re.findall(r"[\d.,]+×", page_of(client, live_class)) == speeds.split()


def test_a_guest_sees_the_class_while_it_goes_on_but_no_replay(sign_in, live_class):
    guest = UserFactory()
    make_participant(live_class, guest, number=40, role="guest")
    assert get(sign_in(guest), live_class).status_code == 404


@pytest.mark.parametrize("path", ["xem-lai/", "xem-lai/tai-ve/", "xem-lai/xoa/"])
def test_a_visitor_signs_in_first(client, live_class, path):
    answer = get(client, live_class, path)
    assert answer.status_code == 302 and "/dang-nhap/" in answer["Location"]


def test_the_page_can_be_read_without_scripts(sign_in, with_files, pupil):
    page = page_of(sign_in(pupil), with_files)
    assert "Trang 1/12" in page and "Phân số nào bằng 2/3?" in page and "đáp án" in page.lower()
    assert "Tính chất 1: quy đồng mẫu số" in page
    assert "<audio controls" in page and "xem-lai/tai-ve/?chi=tieng" in page
    assert re.findall(r'<button class="btn pri lg" type="button" data-start="voice"', page)
    assert page.index("data-needs-script hidden") < page.index('data-start="voice"')


def test_prices_stand_before_anything_is_loaded(sign_in, with_files, pupil):
    page = page_of(sign_in(pupil), with_files)
    prices = [int(number) for number in re.findall(r'class="price" data-bytes="(\d+)"', page)]
    voice = sum(chunk.blob.size_bytes for chunk in VoiceChunk.objects.select_related("blob"))
    assert len(prices) == 4 and max(prices) > voice > 500_000
    minutes = json.loads(re.search(r"data-minutes>(\[.*?\])<", page)[1])
    assert len(minutes) == 6 and abs(sum(minutes) - voice) < voice * 0.01


def test_who_was_cut_off_is_offered_what_was_missed_first(sign_in, with_files, pupil, teacher):
    page = page_of(sign_in(pupil), with_files)
    assert "Em lỡ 1 phút" in page and 'data-missed="120000-180000"' in page
    assert page.index("data-missed") < page.index("data-start")
    assert "data-missed=" not in page_of(sign_in(teacher), with_files)


def test_private_questions_stay_between_those_who_asked_and_who_led(sign_in, live_class, pupil, teacher):
    room = lesson(pupils=2, minutes=6)
    asked = [event for event in room.events if event.kind == "question"]
    unshared = [e for e in room.events if e.kind == "answer" and not e.data["shared"]]
    assert asked and unshared
    led, seen = page_of(sign_in(teacher), live_class), page_of(sign_in(pupil), live_class)
    assert led.count('data-kind="question"') == len(asked)
    assert seen.count('data-kind="question"') == sum(event.by == 2 for event in asked)
    assert seen.count('data-kind="answer"') < led.count('data-kind="answer"') or not any(e.by == 3 for e in asked)


def test_answers_to_polls_stand_on_no_page(sign_in, live_class, pupil):
    page = page_of(sign_in(pupil), live_class)
    assert page.count('data-kind="poll"') == 1 and "poll_answer" not in page


def test_a_class_that_was_not_recorded_has_nothing_to_replay(sign_in, teacher, school_class, pupil):
    room, [one, _other] = room_with(pupils=2)
    room.send(one, "chat", {"text": "Không ghi lời này"})
    live_class = make_lesson_class(
        teacher=teacher, pupils=[pupil], log=room.events, school_class=school_class, is_recorded=False
    )
    page = page_of(sign_in(pupil), live_class)
    assert "Buổi này không ghi" in page and "Không ghi lời này" not in page
    assert get(sign_in(pupil), live_class, "xem-lai/tai-ve/").status_code == 404


def test_before_its_end_a_class_has_its_own_page(sign_in, teacher, school_class, pupil):
    for state in ("open", "scheduled"):
        live_class = make_live_class(teacher=teacher, school_class=school_class, state=state)
        answer = get(sign_in(pupil), live_class)
        assert answer.status_code == 302 and answer["Location"] == live_class.get_absolute_url()
        assert get(sign_in(pupil), live_class, "xem-lai/tai-ve/").status_code == 404


def test_an_empty_lesson_says_that_it_is_empty(sign_in, teacher, school_class, pupil):
    room, _people = room_with(pupils=2)
    room.send(HOST, "recording", {"state": "on"})
    live_class = make_lesson_class(teacher=teacher, pupils=[pupil], log=room.events, school_class=school_class)
    page = page_of(sign_in(pupil), live_class)
    assert "chưa có trang chiếu" in page and "Buổi này không có tiếng" in page


def test_the_page_costs_the_same_for_a_long_class(sign_in, teacher, school_class, pupil, django_assert_max_num_queries):
    live_class = make_lesson_class(teacher=teacher, pupils=[pupil], minutes=40, school_class=school_class)
    add_deck(live_class, owner=teacher)
    client = sign_in(pupil)
    page_of(client, live_class)
    with django_assert_max_num_queries(22):
        page_of(client, live_class)


def test_the_zip_holds_what_all_saw_and_heard(sign_in, with_files, pupil):
    files = archive_of(sign_in(pupil), with_files)
    assert files.testzip() is None
    names = files.namelist()
    assert names[:3] == ["buoi-hoc.html", "buoi-hoc.css", "tieng.ogg"]
    assert len([name for name in names if name.startswith("trang/")]) == 6 < PAGES
    assert files.read("tieng.ogg").startswith(b"OggS")
    page = files.read("buoi-hoc.html").decode()
    assert "<script" not in page and "http" not in page
    for name in re.findall(r'(?:src|href)="([^"#]+)', page):
        assert name in names
    assert "<svg viewBox" in page and "4/6" in page


def test_pupils_stand_in_the_zip_by_their_given_names(sign_in, with_files, teacher):
    page = archive_of(sign_in(teacher), with_files).read("buoi-hoc.html").decode()
    assert "Trần Thị Lan" not in page or "<b>Trần Thị Lan</b>" in page
    assert re.search(r"<b>(Ánh|Minh)</b>", page)
    assert "Lê Thị Ánh" not in page and "Pơ Loong" not in page


def test_nothing_private_is_in_the_zip_whoever_downloads(sign_in, live_class, teacher, pupil):
    keep_voice(live_class, number=2, count=100, audience="2,3")
    pages = [archive_of(sign_in(user), live_class).read("buoi-hoc.html") for user in (teacher, pupil)]
    assert pages[0] == pages[1]
    assert "tieng.ogg" not in archive_of(sign_in(teacher), live_class).namelist()
    shared = [e for e in lesson(pupils=2, minutes=6).events if e.kind == "answer" and e.data["shared"]]
    assert pages[0].decode().count('<li class="answer">') == len(shared)
    assert '<li class="question">' not in pages[0].decode()


def test_a_download_is_noted_and_asking_for_the_size_is_not(sign_in, live_class, pupil):
    client = sign_in(pupil)
    client.head(f"/lop-truc-tuyen/{live_class.uuid}/xem-lai/tai-ve/")
    assert not AuditEntry.objects.exists()
    archive_of(client, live_class)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.by) == ("recording_downloaded", pupil)


def test_the_voice_alone_plays_in_the_page(sign_in, with_files, pupil):
    answer = get(sign_in(pupil), with_files, "xem-lai/tai-ve/", chi="tieng")
    assert answer["Content-Type"] == "audio/ogg" and answer.content.startswith(b"OggS")
    assert not AuditEntry.objects.exists()


def test_a_store_that_is_down_is_said_and_nothing_breaks(sign_in, with_files, pupil, settings, tmp_path):
    settings.OBJECT_STORE = {**settings.OBJECT_STORE, "folder": tmp_path / "elsewhere"}
    answer = get(sign_in(pupil), with_files, "xem-lai/tai-ve/", chi="tieng")
    assert answer.status_code == 503 and answer["Retry-After"] == "30"
    assert get(sign_in(pupil), with_files).status_code == 200


def delete(client, live_class, **data):
    return client.post(f"/lop-truc-tuyen/{live_class.uuid}/xem-lai/xoa/", data, follow=True)


def test_the_recording_is_deleted_by_those_who_manage_once_they_are_sure(sign_in, with_files, teacher, manager, pupil):
    assert sign_in(teacher).get(f"/lop-truc-tuyen/{with_files.uuid}/xem-lai/xoa/").status_code == 405
    assert delete(sign_in(pupil), with_files, sure="1").status_code == 404
    assert "Chưa xoá" in delete(sign_in(teacher), with_files).content.decode()
    assert VoiceChunk.objects.exists()
    page = delete(sign_in(manager), with_files, sure="1").content.decode()
    assert "Đã xoá bản ghi" in page and "đã xoá ngày" in page
    assert not VoiceChunk.objects.exists()
    assert get(sign_in(pupil), with_files, "xem-lai/tai-ve/").status_code == 404
    assert delete(sign_in(manager), with_files, sure="1").status_code == 200


def test_who_may_not_delete_sees_no_button_and_all_see_how_long_it_is_kept(sign_in, live_class, pupil, teacher):
    day = timezone.localtime(live_class.ended_at + timezone.timedelta(days=60)).strftime("%d/%m/%Y")
    seen, led = page_of(sign_in(pupil), live_class), page_of(sign_in(teacher), live_class)
    assert f"Giữ đến {day}" in seen and "xem-lai/xoa/" not in seen and "xem-lai/xoa/" in led


def test_names_and_words_are_escaped(sign_in, teacher, school_class, pupil):
    room, [one, _other] = room_with(pupils=2)
    room.send(HOST, "recording", {"state": "on"})
    room.send(one, "chat", {"text": "<img src=x onerror=alert(1)>"})
    live_class = make_lesson_class(teacher=teacher, pupils=[pupil], log=room.events, school_class=school_class)
    assert "<img src=x" not in page_of(sign_in(pupil), live_class)
    assert b"<img src=x" not in archive_of(sign_in(pupil), live_class).read("buoi-hoc.html")


def test_a_class_that_ended_before_it_began_is_no_trouble(sign_in, teacher, school_class, pupil):
    live_class = make_ended(teacher=teacher, school_class=school_class, opened_at=None)
    assert get(sign_in(pupil), live_class).status_code == 200


def test_the_script_of_the_replay_is_small(tmp_path, settings):
    import gzip

    settings.ASSETS_DIR = tmp_path
    call_command("build_assets", verbosity=0)
    assert len(gzip.compress((tmp_path / "live_classes" / "replay.js").read_bytes())) < REPLAY_BUDGET / 2
