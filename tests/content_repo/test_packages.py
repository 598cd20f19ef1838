"""Who sees a package; what is kept of it, swept, found, exported."""

import datetime as dt
import io
import json
import zipfile

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.utils import timezone

from content_repo.choices import PackageState, Visibility
from content_repo.models import Library, Package, SearchChange
from content_repo.permissions import can_trust_libraries, can_view_package
from content_repo.queries import packages_for, packages_of, text_edition
from content_repo.search.documents import documents_for
from content_repo.services.libraries import trust_libraries
from content_repo.services.package_export import h5p_file
from content_repo.services.packages import resolve_package
from media.models import Blob, Upload
from media.problems import Refusal
from media.sweeping import sweep
from schools.choices import Role
from tests.factories.content_repo import ResourceFactory
from tests.factories.h5p import base_library, make_h5p, png, quiz_library, quiz_params
from tests.factories.media import stored_upload, zip_bytes
from tests.factories.schools import MembershipFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def package(teacher, school) -> Package:
    """A package that waits, uploaded by the teacher."""
    upload = stored_upload(data=make_h5p(), name="bai.h5p", owner=teacher, school=school)
    return Package.objects.get(blob=upload.blob)


@pytest.fixture
def ready(package) -> Package:
    """The same, all its libraries trusted."""
    trust_libraries(libraries=Library.objects.all(), by=None)
    assert resolve_package(package=package)
    return package


def resource_with(package, owner, school, **kwargs):
    """A resource that holds the package."""
    return ResourceFactory(owner=owner, school=school, files=[package.blob], **kwargs)


def viewers(package, people: dict) -> set[str]:
    """Names of those who may see it, by both forms of the rule."""
    seen = {name for name, user in people.items() if can_view_package(user, package)}
    assert seen == {name for name, user in people.items() if package in packages_for(user)}
    return seen


@pytest.fixture
def everybody(visitor, pupil, teacher, colleague, reviewer, manager, officer, stranger) -> dict:
    """One person a role."""
    return {
        "visitor": visitor,
        "pupil": pupil,
        "teacher": teacher,
        "colleague": colleague,
        "reviewer": reviewer,
        "manager": manager,
        "officer": officer,
        "stranger": stranger,
    }


def test_a_package_only_uploaded_is_for_its_uploader_and_those_who_decide_about_libraries(package, everybody):
    assert viewers(package, everybody) == {"teacher", "officer"}


def test_a_package_in_a_draft_is_for_its_author_and_those_who_oversee_the_school(package, everybody, school, teacher):
    resource_with(package, teacher, school, is_published=False)
    assert viewers(package, everybody) == {"teacher", "reviewer", "manager", "officer"}


@pytest.mark.parametrize(
    ("visibility", "others"),
    [
        (Visibility.PUBLIC, {"visitor", "pupil", "colleague", "stranger"}),
        (Visibility.PROVINCE, {"pupil", "colleague", "stranger"}),
        (Visibility.SCHOOL, {"pupil", "colleague"}),
    ],
)
def test_a_package_in_a_published_resource_is_seen_as_the_resource_is(
    visibility, others, package, everybody, school, teacher
):
    resource_with(package, teacher, school, visibility=visibility)
    assert viewers(package, everybody) == {"teacher", "reviewer", "manager", "officer"} | others


def test_a_package_of_an_old_version_is_no_longer_for_all(package, everybody, school, teacher):
    from content_repo.services import FileEntry, save_draft

    resource = resource_with(package, teacher, school, is_published=False)
    save_draft(resource=resource, by=teacher, fields={}, files=[FileEntry(package.blob, "bai.h5p")])
    other = stored_upload(data=b"Phan so", name="a.txt", owner=teacher).blob
    save_draft(resource=resource, by=teacher, fields={}, files=[FileEntry(other, "a.txt")])
    resource.latest_revision.publish(skip_permission_checks=True)
    Upload.objects.all().delete()
    assert viewers(package, everybody) == {"teacher", "reviewer", "manager", "officer"}


def test_only_officers_of_the_whole_department_decide_about_libraries(everybody):
    district = MembershipFactory(role=Role.DEPARTMENT_OFFICER, administrative_unit=UnitFactory()).user
    assert not can_trust_libraries(district)
    assert {name for name, user in everybody.items() if can_trust_libraries(user)} == {"officer"}
    assert not can_trust_libraries(AnonymousUser())


def test_packages_of_many_blobs_are_one_query(package, django_assert_num_queries, teacher):
    plain = stored_upload(data=zip_bytes({"a.txt": "a"}), name="a.zip", owner=teacher).blob
    blobs = [package.blob, plain]
    with django_assert_num_queries(1):
        found = packages_of(blobs)
    assert found == {package.blob_id: package}
    assert packages_of([]) == {}


def test_a_plain_zip_stays_a_file(teacher):
    upload = stored_upload(data=zip_bytes({"bai/a.txt": "a"}), name="a.zip", owner=teacher)
    assert not Package.objects.filter(blob=upload.blob).exists()


def test_a_bad_package_is_refused_with_all_its_problems_and_leaves_nothing_to_use(teacher):
    data = make_h5p(h5p_json={"title": "", "source": "javascript:alert(1)"}, files={"x.svg": b"<svg/>"})
    with pytest.raises(Refusal) as refused:
        stored_upload(data=data, name="hong.h5p", owner=teacher)
    assert refused.value.code == "package_invalid"
    assert len({row["path"] for row in refused.value.report}) >= 3
    assert not Package.objects.exists() and not Library.objects.exists()


def test_bytes_known_as_a_package_are_read_once(package, teacher, monkeypatch):
    monkeypatch.setattr("media.sandbox.call", lambda *args, **kwargs: pytest.fail("read again"))
    again = stored_upload(data=make_h5p(), name="lai.h5p", owner=teacher)
    assert again.blob.package == package


def test_known_packages_under_a_wrong_name_are_refused(package, teacher):
    with pytest.raises(Refusal):
        stored_upload(data=make_h5p(), name="sach.epub", owner=teacher)


def test_a_tree_swept_between_reading_and_keeping_is_read_again(package, teacher, monkeypatch):
    from content_repo import package_reading

    keep = package_reading.keep_package
    calls = []

    def swept_first(**kwargs):
        calls.append(kwargs)
        if len(calls) == 1:
            Package.objects.all().delete()
            Library.objects.all().delete()
        return keep(**kwargs)

    monkeypatch.setattr(package_reading, "keep_package", swept_first)
    other = stored_upload(data=make_h5p(title="Khác"), name="b.h5p", owner=teacher)
    assert len(calls) == 2
    assert other.blob.package.library_links.filter(is_brought=True).count() == 2


def test_files_stored_before_are_read_by_a_command_that_can_be_run_again(package, teacher):
    Package.objects.all().delete()
    Library.objects.all().delete()
    stored_upload(data=zip_bytes({"a.txt": "a"}), name="a.zip", owner=teacher)
    call_command("read_packages", stdout=(out := io.StringIO()))
    assert "is h5p, waiting" in out.getvalue() and "is a plain archive" in out.getvalue()
    assert Package.objects.get().blob == package.blob
    call_command("read_packages", stdout=(out := io.StringIO()))
    assert "h5p" not in out.getvalue()


def test_sweeping_takes_a_package_with_its_blob_and_then_libraries_nobody_decided_about(package, teacher):
    kept = stored_upload(
        data=make_h5p(title="Dùng", main=quiz_library(name="LopGan.Kept")), name="b.h5p", owner=teacher
    )
    trust_libraries(libraries=Library.objects.filter(machine_name="LopGan.Base"), by=None)
    long_ago = timezone.now() - dt.timedelta(days=30)
    Upload.objects.exclude(pk=kept.pk).update(updated_at=long_ago)
    Blob.objects.update(created_at=long_ago)
    Library.objects.update(created_at=long_ago)
    for _day in range(3):
        sweep(is_dry_run=False)
    assert [row.blob for row in Package.objects.all()] == [kept.blob]
    assert {row.machine_name for row in Library.objects.all()} == {"LopGan.Base", "LopGan.Kept"}
    assert Blob.objects.count() == 1 + 2


def test_words_of_a_package_are_found_and_read_in_its_resource(ready, teacher, school):
    resource = resource_with(ready, teacher, school)
    assert "Hai cộng hai bằng mấy?" in text_edition(resource.files.all(), 1000)
    document = next(iter(documents_for([resource.uuid])))
    assert "hai cong hai bang may" in " ".join(document.to_dict()["body"])


def test_a_package_that_becomes_ready_after_publishing_is_indexed_anew(package, teacher, school):
    resource = resource_with(package, teacher, school)
    before = SearchChange.objects.filter(resource=resource).count()
    trust_libraries(libraries=Library.objects.all(), by=None)
    assert resolve_package(package=package)
    assert SearchChange.objects.filter(resource=resource).count() == before + 1


def exported(package, folder) -> zipfile.ZipFile:
    """The export of a package, opened."""
    return zipfile.ZipFile(h5p_file(package=package, folder=folder))


def test_an_export_is_the_same_bytes_each_time_and_comes_back_as_the_same_content(ready, teacher, tmp_path):
    first = h5p_file(package=ready, folder=tmp_path).read_bytes()
    assert first == h5p_file(package=ready, folder=tmp_path).read_bytes()
    again = stored_upload(data=first, name="xuat.h5p", owner=teacher).blob.package
    assert again.state == PackageState.READY
    assert again.content == ready.content == quiz_params()


def test_an_export_holds_safe_content_all_libraries_and_no_folders_or_hidden_files(teacher, tmp_path):
    data = make_h5p(
        params=quiz_params(question="<p onclick='x()'>Hai?<script>x()</script></p>", unknown="x"),
        files={"images/a.png": png()},
        members={".DS_Store": b"x", "content/": b""},
    )
    package = stored_upload(data=data, name="a.h5p", owner=teacher).blob.package
    trust_libraries(libraries=Library.objects.all(), by=None)
    assert resolve_package(package=package)
    with exported(package, tmp_path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        content = json.loads(archive.read("content/content.json"))
        manifest = json.loads(archive.read("h5p.json"))
    assert content["question"].startswith("<p>Hai?") and "script" not in content["question"]
    assert "unknown" not in content
    assert names[:3] == ["h5p.json", "content/content.json", "content/images/a.png"]
    assert {name.split("/")[0] for name in names[3:]} == {"LopGan.Base-1.0", "LopGan.Quiz-1.0"}
    assert not [name for name in names if name.endswith("/") or "/." in f"/{name}"]
    assert [row["machineName"] for row in manifest["preloadedDependencies"]] == ["LopGan.Base", "LopGan.Quiz"]
    assert manifest["authors"] == [{"name": "Hoàng Thị Lan", "role": "Author"}]


def test_an_export_has_no_lines_that_one_of_the_peers_refuses(teacher, tmp_path):
    lacking = quiz_library(name="LopGan.Lacking")
    main = quiz_library(editor_needs=[lacking.dependency]).changed(
        license="U", dynamicDependencies=[], dropLibraryCss=[], minimum=0
    )
    data = make_h5p(main=main, libraries=[main, base_library()], h5p_json={"authors": []})
    package = stored_upload(data=data, name="a.h5p", owner=teacher).blob.package
    trust_libraries(libraries=Library.objects.all(), by=None)
    assert resolve_package(package=package)
    with exported(package, tmp_path) as archive:
        named = [name for name in archive.namelist() if name.endswith(("h5p.json", "library.json"))]
        told = {name: json.loads(archive.read(name)) for name in named}
    assert set(told) == {"h5p.json", "LopGan.Base-1.0/library.json", "LopGan.Quiz-1.0/library.json"}
    # An empty list is read as one object without its lines; «U» is no licence of a library.
    assert not [name for name, lines in told.items() for value in lines.values() if value in ("", None, [], {})]
    described = told["LopGan.Quiz-1.0/library.json"]
    assert "license" not in described and described["minimum"] == 0
    assert "editorDependencies" not in described and described["preloadedDependencies"]


def test_an_export_of_an_adaptation_names_what_it_is_based_on_and_who_made_that(ready, teacher, tmp_path, settings):
    data = make_h5p(title="Phỏng theo", h5p_json={"authors": [{"name": "Trần Văn Bình", "role": "Author"}]})
    package = stored_upload(data=data, name="b.h5p", owner=teacher).blob.package
    Package.objects.filter(pk=package.pk).update(based_on=ready)
    package.refresh_from_db()
    with exported(package, tmp_path) as archive:
        manifest = json.loads(archive.read("h5p.json"))
    assert {row["name"]: row["role"] for row in manifest["authors"]} == {
        "Trần Văn Bình": "Author",
        "Hoàng Thị Lan": "Originator",
    }
    assert str(ready.uuid) in manifest["source"] and manifest["source"].startswith(settings.SITE_URL)
    assert ready.title in manifest["changes"][0]["log"]


def test_an_export_takes_along_trusted_libraries_for_editing_that_are_whole(teacher, tmp_path):
    editor = quiz_library(name="LopGan.Editor")
    lame = quiz_library(name="LopGan.Lame", needs=[base_library(name="LopGan.Missing")])
    main = quiz_library(editor_needs=[editor.dependency, lame.dependency])
    data = make_h5p(main=main, libraries=[main, base_library()])
    package = stored_upload(data=data, name="a.h5p", owner=teacher).blob.package
    others = [editor, base_library()]
    stored_upload(data=make_h5p(main=editor, libraries=others, title="Khác"), name="b.h5p", owner=teacher)
    trust_libraries(libraries=Library.objects.all(), by=None)
    assert resolve_package(package=package)
    with exported(package, tmp_path) as archive:
        folders = {name.split("/")[0] for name in archive.namelist()}
        described = json.loads(archive.read("LopGan.Quiz-1.0/library.json"))
    assert [line["machineName"] for line in described["editorDependencies"]] == ["LopGan.Editor"]
    assert folders == {"h5p.json", "content", "LopGan.Base-1.0", "LopGan.Quiz-1.0", "LopGan.Editor-1.0"}
