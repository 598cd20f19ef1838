"""Finding resources: ranking, filters, counts, and who finds what."""

import pytest

from content_repo.choices import ResourceKind, Visibility
from content_repo.permissions import can_view_published
from content_repo.queries import resources_for
from content_repo.search.filters import Filters, Sort
from content_repo.search.indexer import apply_changes
from content_repo.search.queries import search
from schools.choices import Role
from tests.factories.accounts import UserFactory
from tests.factories.content_repo import BlobFactory, GradeFactory, ResourceFactory, SubjectFactory
from tests.factories.schools import MembershipFactory

pytestmark = pytest.mark.django_db


def find(text="", user=None, page=1, **options):
    """Search and return the answer; resources made before are indexed first."""
    apply_changes()
    return search(filters=Filters(text=text, **options), user=user, page=page)


def titles(answer):
    return [hit.card["title"] for hit in answer.hits]


def test_text_without_marks_finds_text_with_marks():
    ResourceFactory(title="Giáo án điện tử Toán 8", summary="", kind=ResourceKind.OTHER)
    ResourceFactory(title="Cây tre Việt Nam", summary="", kind=ResourceKind.OTHER)
    assert titles(find("giao an dien tu")) == ["Giáo án điện tử Toán 8"]


def test_the_title_with_the_very_marks_comes_first():
    for title in ("Giao an dien tu, giao an dien tu", "Giáo án điện tử của trường", "Giảo an điền tu"):
        ResourceFactory(title=title)
    assert titles(find("Giáo án điện tử"))[0] == "Giáo án điện tử của trường"


@pytest.mark.parametrize("typed", ["hòa bình", "hoà bình", "hoa binh", "HOÀ BÌNH"])
def test_both_spellings_of_a_tone_find_the_same(typed):
    ResourceFactory(title="Bảo vệ hoà bình")
    assert titles(find(typed)) == ["Bảo vệ hoà bình"]


def test_a_word_in_the_title_weighs_more_than_in_the_text():
    ResourceFactory(title="Ôn tập chương", summary="Phân số, phân số và phân số.")
    ResourceFactory(title="Phân số bằng nhau", summary="")
    assert titles(find("phan so"))[0] == "Phân số bằng nhau"


def test_neighbouring_syllables_rank_above_scattered_ones():
    ResourceFactory(title="Số bài và phân phối", summary="")
    ResourceFactory(title="Bài phân số", summary="")
    assert titles(find("phan so"))[0] == "Bài phân số"


def test_the_text_inside_files_the_author_the_school_and_the_grade_are_searched(school):
    blob = BlobFactory(text="Thí nghiệm đo tốc độ bằng cổng quang điện")
    ResourceFactory(title="Tốc độ", files=[blob], author_name="Lò Văn Tuấn", school=school)
    for text in ("cong quang dien", "Lo Van Tuan", "hong van", "toc do lop 8", "ke hoach bai day"):
        assert find(text).total == 1, text


def test_all_words_are_needed_unless_nothing_has_them_all():
    ResourceFactory(title="Phân số bằng nhau")
    ResourceFactory(title="Số thập phân")
    assert find("phan so bang nhau").total == 1
    answer = find("phân số bằng nhau thằn lằn")
    assert (answer.is_relaxed, answer.total) == (True, 1)
    assert find("thằn lằn").total == 0


@pytest.mark.parametrize(
    "typed", ["", "   ", "-", '"', "title:(", "* OR", "a" * 5000, "\\", "audience:public", "½ ² ١"]
)
def test_anything_may_be_typed(typed):
    ResourceFactory(title="Hình thang cân")
    assert find(typed).total in (0, 1)


def test_values_of_one_filter_add_up_and_filters_narrow_each_other():
    literature = SubjectFactory(key="ngu-van", name="Ngữ văn")
    ResourceFactory(grades=[GradeFactory(number=6)])
    ResourceFactory(grades=[GradeFactory(number=7), GradeFactory(number=8)])
    ResourceFactory(subject=literature, grades=[GradeFactory(number=6)])
    assert find(facets={"grade": ("6", "7")}).total == 3
    assert find(facets={"grade": ("6", "7"), "subject": ("toan",)}).total == 2
    assert find(facets={"subject": ("khong-co",)}).total == 0


def test_the_counts_of_a_filter_leave_out_its_own_ticks():
    literature = SubjectFactory(key="ngu-van", name="Ngữ văn")
    ResourceFactory(grades=[GradeFactory(number=6)])
    ResourceFactory(grades=[GradeFactory(number=7)])
    ResourceFactory(subject=literature, grades=[GradeFactory(number=7)])
    counts = find(facets={"subject": ("ngu-van",)}).facets
    assert counts["subject"] == {"toan": 2, "ngu-van": 1}
    assert counts["grade"] == {"7": 1}


def test_small_ones_only():
    ResourceFactory(title="Nhẹ", files=[BlobFactory(size_bytes=999_999)])
    ResourceFactory(title="Nặng", files=[BlobFactory(size_bytes=600_000), BlobFactory(size_bytes=400_000)])
    assert titles(find(is_light=True)) == ["Nhẹ"]


def test_results_sort_by_size_date_and_use():
    first = ResourceFactory(title="Một", files=[BlobFactory(size_bytes=500)], downloads_count=1)
    second = ResourceFactory(title="Hai", files=[BlobFactory(size_bytes=900)], downloads_count=7)
    type(first).objects.filter(pk=first.pk).update(public_changed_at="2026-09-01T00:00Z")
    type(second).objects.filter(pk=second.pk).update(public_changed_at="2026-10-01T00:00Z")
    assert titles(find(sort=Sort.LIGHTEST)) == ["Một", "Hai"]
    assert titles(find(sort=Sort.NEWEST)) == ["Hai", "Một"]
    assert titles(find(sort=Sort.MOST_USED)) == ["Hai", "Một"]
    assert titles(find(sort=Sort.RELEVANCE)) == ["Hai", "Một"]  # without words there is nothing to be relevant to


def test_pages_follow_each_other_without_gap_or_repeat():
    for number in range(27):
        ResourceFactory(title=f"Bài {number}")
    seen = [title for page in (1, 2, 3, 4) for title in titles(find("bai", page=page))]
    assert len(seen) == len(set(seen)) == 27


def test_drafts_and_what_was_unpublished_or_deleted_are_not_found():
    ResourceFactory(title="Nháp", is_published=False)
    unpublished, deleted = ResourceFactory(title="Gỡ"), ResourceFactory(title="Xoá")
    assert find().total == 2
    unpublished.unpublish()
    deleted.delete()
    assert find().total == 0


@pytest.fixture
def everyone(school, teacher, stranger, pupil, officer, visitor):
    """People by what they are to ``school``."""
    unit = school.administrative_unit
    return {
        "teacher": teacher,
        "pupil": pupil,
        "stranger": stranger,
        "officer": officer,
        "visitor": visitor,
        "unit officer": MembershipFactory(role=Role.DEPARTMENT_OFFICER, administrative_unit=unit).user,
        "nobody's member": UserFactory(),
        "blocked": UserFactory(is_active=False),
        "owner who left": None,
    }


def test_everyone_finds_exactly_what_they_may_view(school, other_school, everyone):
    everyone["owner who left"] = owner = UserFactory()
    resources = [
        ResourceFactory(title=f"{visibility} {at.name}", visibility=visibility, school=at, owner=owner)
        for visibility in Visibility
        for at in (school, other_school)
    ]
    resources += [ResourceFactory(visibility=Visibility.SCHOOL, school=other_school)]
    for name, user in everyone.items():
        found = {hit.uuid for hit in find(user=user).hits}
        assert found == {str(r.uuid) for r in resources if can_view_published(user, r)}, name
        assert found == {str(r.uuid) for r in resources_for(user)}, name


def test_counts_tell_nothing_of_what_another_school_keeps_to_itself(school, stranger, teacher):
    ResourceFactory(school=school, visibility=Visibility.SCHOOL, subject=SubjectFactory(key="bi-mat", name="Bí mật"))
    answer = find(user=stranger)
    assert answer.total == answer.repository_total == 0
    assert not any(answer.facets.values())
    assert find(user=teacher).facets["subject"] == {"bi-mat": 1}


def test_without_an_index_there_is_no_answer():
    assert search(filters=Filters(text="toán"), user=None) is None
