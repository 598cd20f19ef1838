"""The demo province: complete, correct, made once, never in the way of what people do."""

import datetime as dt
import gzip
import io
import zipfile
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.models import Page, Site, TaskState

from accounts.models import Notification, User
from content_repo.choices import ResourceState
from content_repo.models import LearningResource, ResourceFile, Subject, Topic
from content_repo.queries import resource_cards, review_queue_for, with_state
from content_repo.standing import with_standing
from courses.models import CoursePage, LessonPage, LessonProgress, Statement
from elearn.demo.documents import build_file
from elearn.demo.documents.melody import melody_wav
from elearn.demo.library import resource_entries
from elearn.demo.people import demo_sign_ins, user_of
from elearn.demo.pictures import PICTURES, picture_png
from elearn.demo.province import parts, seed_province
from elearn.demo.reading import course_keys, demo_uuid, json_content, read_lesson
from elearn.models import HomePage, SeededPart
from elearn.site_tree import ensure_home_page
from live_classes.attendance_list import attendance_rows
from live_classes.choices import AttendanceMark
from live_classes.models import LiveClass
from live_classes.permissions import can_replay
from live_classes.services.log import fold_state
from schools.choices import Role, UnitKind
from schools.models import AdministrativeUnit, Membership, School, SchoolClass

ROWS = [User, Membership, School, SchoolClass, LearningResource, ResourceFile, CoursePage, LessonPage, Statement]


class CutOffError(Exception):
    """The power went while seeding."""


def _cut_off_at_the_ninth(number: int, total: int, words: str) -> None:
    if number == 9:
        raise CutOffError


@pytest.fixture(scope="module")
def province(django_db_setup, django_db_blocker):
    """Seed once for the module: cut off in the middle, then gone on with."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("prepare", stdout=io.StringIO())
        with pytest.raises(CutOffError):
            seed_province(report=_cut_off_at_the_ninth)
        after_the_cut = SeededPart.objects.count()
        made = seed_province(report=lambda *_: None)
        yield {"after_the_cut": after_the_cut, "made": made}
        transaction.set_rollback(True)


@pytest.fixture
def seeded(province, db):
    """Work on the seeded province; what a test changes is undone after it."""
    return province


def _all_lessons():
    for course in course_keys():
        for key in json_content(f"courses/{course}/course.json")["lessons"]:
            yield read_lesson(course, key)


def test_a_run_that_was_cut_off_is_gone_on_with(seeded):
    assert seeded["after_the_cut"] == 8
    assert seeded["after_the_cut"] + seeded["made"] == len(list(parts()))


def test_seeding_again_changes_nothing_and_asks_once(seeded, django_assert_num_queries):
    before = [list(model.objects.order_by("pk").values()) for model in ROWS]
    with django_assert_num_queries(1):
        assert seed_province(report=lambda *_: None) == 0
    assert [list(model.objects.order_by("pk").values()) for model in ROWS] == before


def test_what_people_deleted_is_not_made_again(seeded):
    LearningResource.objects.get(uuid=demo_uuid("resource", "phieu-nhan-chia-phan-so")).delete()
    seed_province(report=lambda *_: None)
    assert not LearningResource.objects.filter(uuid=demo_uuid("resource", "phieu-nhan-chia-phan-so")).exists()


def test_every_commune_of_hue_has_a_school_that_says_it_is_made_up(seeded):
    communes = AdministrativeUnit.objects.exclude(kind=UnitKind.PROVINCE)
    assert communes.count() == 40
    assert not communes.filter(schools__isnull=True).exists()
    assert not School.objects.exclude(name__endswith="(giả lập)").exists()


def test_each_demo_sign_in_has_its_password_and_role(seeded):
    roles = [Role.PUPIL, Role.TEACHER, Role.REVIEWER, Role.SCHOOL_MANAGER, Role.DEPARTMENT_OFFICER]
    for entry, role in zip(demo_sign_ins(), roles, strict=True):
        user = user_of(entry.username)
        assert user.check_password(entry.password)
        assert user.memberships.current().filter(role=role).exists()


def test_the_resources_stand_where_the_texts_say(seeded):
    states = {
        "published": ResourceState.PUBLISHED,
        "school_step": ResourceState.WAITING_SCHOOL,
        "department_step": ResourceState.WAITING_DEPARTMENT,
        "returned": ResourceState.RETURNED,
        "draft": ResourceState.DRAFT,
    }
    for words, state in states.items():
        expected = {demo_uuid("resource", entry["key"]) for entry in resource_entries() if entry["state"] == words}
        found = with_state(with_standing(LearningResource.objects.all()), state)
        assert {resource.uuid for resource in found} == expected


def test_a_published_resource_has_the_history_of_both_steps(seeded):
    resource = LearningResource.objects.get(uuid=demo_uuid("resource", "khbd-hinh-thang-can"))
    steps = TaskState.objects.for_instance(resource).order_by("pk")
    assert [(step.status, step.finished_by.username) for step in steps] == [
        ("approved", "to.truong"),
        ("approved", "can.bo.so"),
    ]
    assert all(step.comment for step in steps)
    assert Notification.objects.filter(user=resource.owner, kind="content_repo.published").exists()


@pytest.mark.parametrize("username", ["to.truong", "hieu.truong", "can.bo.so"])
def test_a_reviewer_has_unread_news_only_of_what_waits(seeded, username):
    user = user_of(username)
    unread = set(Notification.objects.filter(user=user, read_at=None).values_list("url", flat=True))
    assert unread == {reverse("content_repo:review", args=[found.uuid]) for found in review_queue_for(user)}
    assert unread


def test_the_demo_pupil_goes_on_with_the_fourth_lesson_of_fractions(seeded):
    progress = LessonProgress.objects.filter(
        pupil=user_of("hs.nhi"), course__uuid=demo_uuid("course", "toan-6-phan-so")
    ).order_by("lesson__path")
    assert [bool(row.completed_at) for row in progress] == [True, True, True, False]
    assert all(one.opened_at < two.opened_at for one, two in pairwise(progress))


def test_a_pupil_sees_every_resource_that_their_lessons_use(seeded):
    wanted = {
        demo_uuid("resource", name)
        for lesson in _all_lessons()
        for kind, name, _ in lesson.pieces
        if kind == "resource"
    }
    assert wanted
    assert resource_cards(wanted, user_of("hs.nhi")).keys() == wanted


def test_a_pupil_opens_every_lesson_of_their_courses(seeded, sign_in):
    client = sign_in(user_of("hs.nhi"))
    lessons = LessonPage.objects.filter(url_path__regex="/(toan-6|khtn-6)")
    assert lessons.count() == 12
    for lesson in lessons:
        response = client.get(lesson.get_url(), headers={"host": "127.0.0.1"})
        assert response.status_code == 200, lesson.title
        assert len(gzip.compress(response.content)) <= 8_000, lesson.title


def test_a_live_class_comes_soon_one_comes_weekly_and_one_has_been(seeded):
    lan, nhi = user_of("co.lan"), user_of("hs.nhi")
    now = timezone.now()
    coming = LiveClass.objects.filter(state="scheduled", starts_at__gt=now, teacher=lan)
    assert coming.filter(starts_at__lt=now + dt.timedelta(minutes=31)).count() == 1
    weekly = coming.exclude(series=None)
    assert weekly.count() == 7 and {timezone.localtime(meeting.starts_at).weekday() for meeting in weekly} == {1}
    past = LiveClass.objects.get(state="ended")
    assert can_replay(nhi, past) and past.settled_at
    assert past.ended_at - past.opened_at == dt.timedelta(minutes=40)


def test_the_lesson_of_the_demo_went_as_its_script_says(seeded):
    past = LiveClass.objects.get(state="ended")
    script = json_content("live/so-sanh-phan-so.json")
    moments = list(past.events.values_list("clock_ms", flat=True))
    assert moments == sorted(moments) and moments[-1] == 40 * 60_000
    assert past.events.count() == past.log_head > len(script["events"])
    state = fold_state(past)
    assert state["phase"] == "ended" and len(state["polls"]) == 2 and state["chat"] and state["boards"]
    [deck] = state["decks"].values()
    assert deck["pages"] == 5
    rows = attendance_rows(past)
    assert len(rows) == 24 and sum(row.mark == AttendanceMark.UNKNOWN for row in rows) == script["absent"]
    assert sum(bool(row.presence.drops) for row in rows) == 3  # one of the five came late, one twice
    assert past.voice_chunks.exists()


def test_every_subject_and_topic_named_is_in_the_curriculum(seeded):
    for entry in resource_entries():
        assert Subject.objects.filter(key=entry["subject"]).exists(), entry["subject"]
        assert not entry["topic"] or Topic.objects.filter(key=entry["topic"]).exists(), entry["topic"]


def test_pupils_have_different_names_within_a_class(seeded):
    for school_class in SchoolClass.objects.all():
        names = [str(m.user) for m in school_class.memberships.filter(role=Role.PUPIL).select_related("user")]
        assert 12 <= len(names) <= 25
        assert len(set(names)) == len(names)


def test_each_lesson_explains_shows_asks_and_answers():
    for lesson in _all_lessons():
        kinds = [kind for kind, _, _ in lesson.pieces]
        assert {"text", "picture", "question"} <= set(kinds), lesson.title
        assert lesson.pieces[0][1].startswith("**Học xong bài này, em:**"), lesson.title
        assert all(answer for kind, _, answer in lesson.pieces if kind == "question"), lesson.title
        assert all(name in PICTURES and words for kind, name, words in lesson.pieces if kind == "picture"), lesson.title


def test_the_pictures_are_small_and_wide_enough():
    for name in PICTURES:
        content = picture_png(name)
        assert len(content) < 20_000, name
        with Image.open(io.BytesIO(content)) as image:
            assert (image.format, image.width) == ("PNG", 960)


@pytest.mark.parametrize("builder, source", [("docx", "phan-so-lop-4.md"), ("pptx", "slide-te-bao.md")])
def test_an_office_file_is_made_of_the_same_bytes_each_time(builder, source):
    name, content = build_file(builder=builder, source=source, name="Bài")
    assert (name, content) == build_file(builder=builder, source=source, name="Bài")
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None


def test_a_worksheet_carries_its_own_letters():
    _, content = build_file(builder="pdf", source="phieu-thuc-hanh-vay-hanh.md", name="Phiếu")
    assert content.startswith(b"%PDF")
    assert b"Roboto" in content


def test_the_listening_piece_rises_and_pauses():
    sound = melody_wav()
    assert sound.startswith(b"RIFF")
    assert 15 < len(sound) / 32_000 < 30


def test_a_real_site_is_not_seeded_by_mistake(settings):
    settings.SITE_URL = "https://hoclieu.hue.example"
    with pytest.raises(CommandError, match="--force"):
        call_command("seed_demo")


def test_the_accounts_are_printed_one_a_role():
    out = io.StringIO()
    call_command("demo_accounts", stdout=out)
    assert len(out.getvalue().splitlines()) == 5
    assert "can.bo.so" in out.getvalue()


def test_preparing_twice_leaves_one_site_one_home_and_no_welcome_page(db, settings):
    settings.SITE_URL = "http://127.0.0.1:8010"
    for _ in range(2):
        call_command("prepare", stdout=io.StringIO())
    site = Site.objects.get()
    assert (site.hostname, site.port, site.root_page_id) == ("127.0.0.1", 8010, HomePage.objects.get().pk)
    assert [page.slug for page in Page.objects.filter(depth=2)] == ["lop-gan"]


def test_a_site_that_moves_follows_its_address(db, settings):
    ensure_home_page()
    settings.SITE_URL = "https://hoclieu.hue.example"
    ensure_home_page()
    assert (Site.objects.get().hostname, Site.objects.get().port) == ("hoclieu.hue.example", 443)
