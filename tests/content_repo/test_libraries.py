"""Only people let libraries run, tree by tree; no upload changes what other packages run on."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Notification
from content_repo.choices import LibraryState, PackageState
from content_repo.models import Library, LibraryDecision, Package
from content_repo.queries import used_libraries
from content_repo.services import libraries as deciding
from media.models import Blob
from media.problems import Refusal
from tests.factories.h5p import QUIZ_SEMANTICS, base_library, make_h5p, quiz_library, quiz_params
from tests.factories.media import stored_upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_once(django_capture_on_commit_callbacks, monkeypatch):
    """Do at once what is due after the commit of a decision."""
    for name in ("trust_libraries", "refuse_libraries", "undo"):
        monkeypatch.setattr(deciding, name, _committing(getattr(deciding, name), django_capture_on_commit_callbacks))


def _committing(decide, capture):
    def decided(**kwargs):
        with capture(execute=True):
            return decide(**kwargs)

    return decided


def store(owner, **kwargs) -> Package:
    """Store a package as an upload; its title makes its bytes its own."""
    upload = stored_upload(data=make_h5p(**kwargs), name="bai.h5p", owner=owner)
    return Package.objects.get(blob=upload.blob)


def trust_all(by, **filters) -> None:
    """Trust all libraries, or those of a name."""
    deciding.trust_libraries(libraries=Library.objects.filter(**filters), by=by)


def versions(package: Package) -> list[str]:
    """Return what a package runs on: name, version, first digits of the tree."""
    return [f"{library} {library.tree_sha256[:6]}" for library in used_libraries(package)]


def state_of(package: Package) -> str:
    package.refresh_from_db()
    return package.state


def test_a_package_with_unknown_libraries_is_kept_but_waits_and_holds_no_raw_content(teacher):
    package = store(teacher)
    assert package.state == PackageState.WAITING
    assert package.content is None
    assert {library.state for library in Library.objects.all()} == {LibraryState.WAITING}


def test_reviewers_hear_once_of_many_libraries_and_packages(teacher, officer):
    store(teacher, title="Một")
    store(teacher, title="Hai", main=quiz_library(name="LopGan.Other"))
    news = Notification.objects.filter(kind="content_repo.libraries_waiting")
    assert [row.user for row in news] == [officer]
    assert news.get().params["count"] == 2


def test_trusting_lets_the_package_play_tells_the_uploader_and_settles_the_request(teacher, officer):
    package = store(teacher)
    trust_all(officer)
    assert state_of(package) == PackageState.READY
    assert package.content == quiz_params()
    assert versions(package)[-1].startswith("LopGan.Quiz 1.0.0")
    assert Notification.objects.filter(user=teacher, kind="content_repo.package_ready").count() == 1
    assert Notification.objects.get(kind="content_repo.libraries_waiting").read_at is not None


def test_trusting_a_part_is_not_enough(teacher, officer):
    package = store(teacher)
    trust_all(officer, machine_name="LopGan.Base")
    assert state_of(package) == PackageState.WAITING


def test_a_higher_patch_with_other_code_takes_over_nothing_and_waits_itself(teacher, officer):
    first = store(teacher)
    trust_all(officer)
    before = versions(first)
    evil = quiz_library(version=(1, 0, 99998)).changed(files={"scripts/quiz.js": b"alert(document.cookie)"})
    hijack = store(teacher, title="Khác", main=evil, libraries=[evil, base_library()])
    assert hijack.state == PackageState.WAITING
    assert state_of(first) == PackageState.READY
    assert versions(first) == before
    third = store(teacher, title="Ba", libraries=[])
    assert third.state == PackageState.READY
    assert versions(third) == before


def test_a_lower_patch_runs_on_the_trusted_tree(teacher, officer):
    store(teacher, main=quiz_library(version=(1, 0, 5)))
    trust_all(officer)
    old = quiz_library(version=(1, 0, 1)).changed(files={"scripts/quiz.js": b"old()"})
    package = store(teacher, title="Cũ", main=old, libraries=[old, base_library()])
    assert package.state == PackageState.READY
    assert str(used_libraries(package)[-1]) == "LopGan.Quiz 1.0.5"


def test_the_same_patch_with_another_tree_runs_on_the_trusted_one(teacher, officer):
    first = store(teacher)
    trust_all(officer)
    other = quiz_library().changed(files={"scripts/quiz.js": b"other()"})
    package = store(teacher, title="Khác", main=other, libraries=[other, base_library()])
    assert package.state == PackageState.READY
    assert versions(package) == versions(first)
    assert Library.objects.get(state=LibraryState.WAITING).tree_sha256 not in str(versions(package))


def test_a_package_keeps_its_own_trusted_tree_when_a_newer_one_is_trusted(teacher, officer):
    first = store(teacher)
    trust_all(officer)
    newer = quiz_library(version=(1, 0, 7)).changed(files={"scripts/quiz.js": b"newer()"})
    store(teacher, title="Mới", main=newer, libraries=[newer, base_library()])
    trust_all(officer)
    again = store(teacher, title="Lại")
    assert versions(again) == versions(first)


def test_content_alone_is_refused_until_its_libraries_are_held_and_waits_until_they_are_trusted(teacher, officer):
    with pytest.raises(Refusal) as refused:
        store(teacher, title="Chỉ nội dung", libraries=[])
    assert refused.value.code == "package_invalid"
    assert {(row["rule"], row["detail"]) for row in refused.value.report} == {
        ("h5p_library_missing", "LopGan.Quiz 1.0")
    }
    store(teacher)
    package = store(teacher, title="Chỉ nội dung", libraries=[])
    assert package.state == PackageState.WAITING
    trust_all(officer)
    assert state_of(package) == PackageState.READY
    assert package.content == quiz_params()


def test_a_library_refused_stops_the_packages_that_run_on_it_and_tells_why(teacher, officer):
    package = store(teacher)
    trust_all(officer)
    quiz = Library.objects.filter(machine_name="LopGan.Quiz")
    deciding.refuse_libraries(libraries=quiz, by=officer, note="Gửi dữ liệu ra ngoài")
    assert state_of(package) == PackageState.WAITING
    assert package.content is None
    assert Notification.objects.filter(user=teacher, kind="content_repo.package_held").count() == 1


def test_a_library_refused_while_it_waits_tells_the_uploader_the_reason(teacher, officer):
    store(teacher)
    quiz = Library.objects.filter(machine_name="LopGan.Quiz")
    deciding.refuse_libraries(libraries=quiz, by=officer, note="Không rõ nguồn")
    news = Notification.objects.get(user=teacher, kind="content_repo.library_refused")
    assert news.params["note"] == "Không rõ nguồn"


def test_a_decision_can_be_taken_back_and_all_decisions_are_kept(teacher, officer):
    package = store(teacher)
    trust_all(officer)
    deciding.undo(libraries=Library.objects.filter(machine_name="LopGan.Quiz"), by=officer)
    assert state_of(package) == PackageState.WAITING
    trust_all(officer)
    assert state_of(package) == PackageState.READY
    decided = LibraryDecision.objects.filter(library__machine_name="LopGan.Quiz").values_list("state", flat=True)
    assert list(decided) == ["trusted", "waiting", "trusted"]


def test_trusting_twice_is_one_decision(teacher, officer):
    store(teacher)
    trust_all(officer)
    trust_all(officer)
    assert LibraryDecision.objects.count() == 2


def test_releasing_many_packages_costs_no_more_queries_a_package_than_their_news(teacher, officer):
    def released(numbers) -> int:
        packages = [store(teacher, title=f"Bài {number}") for number in numbers]
        with CaptureQueriesContext(connection) as queries:
            trust_all(officer)
        assert {state_of(package) for package in packages} == {PackageState.READY}
        deciding.undo(libraries=Library.objects.all(), by=officer)
        Package.objects.all().delete()
        return len(queries)

    few, many = released(range(2)), released(range(10, 22))
    assert many - few <= 12 - 2


def test_the_same_tree_of_two_versions_is_two_rows_and_one_archive(teacher):
    store(teacher)
    renamed = quiz_library(version=(1, 0, 3))
    store(teacher, title="Khác", main=renamed, libraries=[renamed, base_library()])
    rows = Library.objects.filter(machine_name="LopGan.Quiz")
    assert len({row.tree_sha256 for row in rows}) == 1
    assert len({row.archive_id for row in rows}) == 1
    assert rows.count() == 2


def test_a_package_of_known_libraries_stores_no_object_but_itself(teacher):
    store(teacher)
    before = Blob.objects.count()
    store(teacher, title="Khác")
    assert Blob.objects.count() == before + 1


def test_what_a_library_says_of_itself_is_what_was_reviewed_not_what_a_later_package_claims(teacher, officer):
    store(teacher)
    trust_all(officer)
    sly = quiz_library().changed(preloadedCss=None)
    package = store(teacher, title="Khác", main=sly, libraries=[sly, base_library()])
    assert used_libraries(package)[-1].description["preloadedCss"] == [{"path": "styles/quiz.css"}]


# --- What is loaded: what content and main library lead to, not all that a manifest names ---


def used_names(package: Package) -> list[str]:
    return [library.machine_name for library in used_libraries(package)]


def test_libraries_that_only_the_manifest_names_are_not_loaded_and_need_no_trust(teacher, officer):
    editor = base_library(name="LopGan.Editor")
    main = quiz_library(editor_needs=[editor.dependency])
    package = store(teacher, main=main, libraries=[main, base_library(), editor])
    for name in ("LopGan.Quiz", "LopGan.Base"):
        trust_all(officer, machine_name=name)
    assert state_of(package) == PackageState.READY
    assert used_names(package) == ["LopGan.Base", "LopGan.Quiz"]


def test_a_library_that_the_manifest_names_must_still_be_somewhere(teacher):
    with pytest.raises(Refusal) as refused:
        store(
            teacher,
            h5p_json={
                "preloadedDependencies": [quiz_library().dependency, base_library(name="LopGan.Nowhere").dependency]
            },
        )
    assert [row["detail"] for row in refused.value.report if not row["is_warning"]] == ["LopGan.Nowhere 1.0"]


def test_an_addition_that_the_manifest_names_is_loaded_before_the_main_library(teacher, officer):
    formulas = base_library(name="LopGan.Formulas").changed(addTo={"content": {"types": [{"text": {"regex": "x"}}]}})
    package = store(teacher, libraries=[quiz_library(), base_library(), formulas])
    trust_all(officer)
    assert state_of(package) == PackageState.READY
    assert used_names(package) == ["LopGan.Formulas", "LopGan.Base", "LopGan.Quiz"]


def test_libraries_of_sub_contents_are_loaded_unless_the_content_may_not_hold_them(teacher, officer):
    let_in, kept_out = quiz_library(name="LopGan.In"), quiz_library(name="LopGan.Out")
    fields = [*QUIZ_SEMANTICS, {"name": "inner", "type": "library", "label": "Trong", "options": ["LopGan.In 1.0"]}]
    main = quiz_library().changed(files={"semantics.json": json.dumps(fields).encode()})
    libraries = [main, base_library(), let_in, kept_out]

    def loaded(name: str) -> list[str]:
        params = quiz_params(inner={"library": f"{name} 1.0", "params": quiz_params()})
        package = store(teacher, title=name, main=main, libraries=libraries, params=params)
        trust_all(officer)
        assert state_of(package) == PackageState.READY
        return used_names(package)

    assert loaded("LopGan.In") == ["LopGan.Base", "LopGan.In", "LopGan.Quiz"]
    assert loaded("LopGan.Out") == ["LopGan.Base", "LopGan.Quiz"]
