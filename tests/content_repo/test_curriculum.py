"""The curriculum: what the files hold and how they are loaded."""

import pytest
from django.core.management import call_command
from django.utils import translation

from content_repo.curriculum import curriculum
from content_repo.curriculum_loading import grade_span, load_curriculum
from content_repo.models import Grade, Subject, TextbookSeries, Topic
from elearn.management.commands.build_assets import NODE_MODULES
from tests.factories.content_repo import ResourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded(db):
    return load_curriculum()


def taught(key):
    return list(Subject.objects.get(key=key).grades.order_by("number").values_list("number", flat=True))


def test_the_programme_of_2018_is_there():
    assert list(Grade.objects.values_list("number", flat=True)) == list(range(1, 13))
    assert taught("tu-nhien-va-xa-hoi") == [1, 2, 3]
    assert taught("khoa-hoc") == [4, 5]
    assert taught("lich-su-va-dia-li") == [4, 5, 6, 7, 8, 9]
    assert taught("khoa-hoc-tu-nhien") == [6, 7, 8, 9]
    assert taught("hoa-hoc") == [10, 11, 12]
    assert TextbookSeries.objects.get(is_default=True).name == "Kết nối tri thức với cuộc sống"


def test_loading_again_changes_nothing(loaded):
    before = [list(model.objects.values_list()) for model in (Grade, Subject, TextbookSeries, Topic)]
    assert load_curriculum() == loaded
    assert before == [list(model.objects.values_list()) for model in (Grade, Subject, TextbookSeries, Topic)]


def test_a_renamed_topic_keeps_its_row_and_the_materials_filed_under_it():
    topic = Topic.objects.get(name="Định lí Thalès")
    resource = ResourceFactory(subject=topic.subject, topic=topic)
    Topic.objects.filter(pk=topic.pk).update(name="Tên cũ")
    load_curriculum()
    resource.refresh_from_db()
    assert resource.topic.name == "Định lí Thalès"


def test_what_left_the_files_stays():
    Topic.objects.create(key="rieng", subject=Subject.objects.first(), grade_id=6, name="Chủ đề riêng")
    load_curriculum()
    assert Topic.objects.filter(key="rieng").exists()


def test_every_topic_lies_in_a_grade_its_subject_is_taught_in():
    strays = [t.key for t in Topic.objects.select_related("subject") if t.grade_id not in taught(t.subject.key)]
    assert strays == []


def test_every_icon_exists_and_every_name_is_composed_unicode():
    for subject in Subject.objects.all():
        assert (NODE_MODULES / "lucide-static" / "icons" / f"{subject.icon}.svg").exists(), subject.icon
        assert subject.name and subject.name_en and subject.hue


def test_a_span_of_grades_is_read():
    assert grade_span("6-9") == [6, 7, 8, 9]
    assert grade_span("10") == [10]


def test_the_curriculum_is_read_once_and_in_the_readers_language(django_assert_num_queries):
    curriculum()
    with django_assert_num_queries(0):
        with translation.override("vi"):
            assert curriculum().subjects["toan"].label == "Toán"
        with translation.override("en"):
            assert curriculum().subjects["toan"].label == "Mathematics"


def test_load_curriculum_says_what_it_loaded(capsys):
    call_command("load_curriculum")
    assert "grades: 12" in capsys.readouterr().out
