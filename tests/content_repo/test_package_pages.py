"""Pages of packages and libraries: what a reviewer sees and decides, what an uploader is told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content_repo.choices import LibraryState, PackageState
from content_repo.models import Library, Package
from content_repo.services.libraries import refuse_libraries, trust_libraries
from content_repo.services.packages import resolve_package
from media.choices import UploadState
from media.models import Upload
from tests.factories.content_repo import ResourceFactory
from tests.factories.h5p import base_library, make_h5p, quiz_library
from tests.factories.media import stored_upload

pytestmark = pytest.mark.django_db
LIST = reverse("content_repo:libraries")


@pytest.fixture
def package(teacher, school) -> Package:
    """A package that waits for two libraries."""
    upload = stored_upload(data=make_h5p(), name="bai.h5p", owner=teacher, school=school)
    return Package.objects.get(blob=upload.blob)


@pytest.fixture
def quiz(package) -> Library:
    """Its main library."""
    return Library.objects.get(machine_name="LopGan.Quiz")


def page_of(client, name: str, uuid, **query) -> str:
    """Return a page."""
    response = client.get(reverse(f"content_repo:{name}", args=[uuid]), query)
    assert response.status_code == 200
    return response.content.decode()


def post(client, capture, address: str, **data):
    """Post a decision and do what is due after the commit."""
    with capture(execute=True):
        return client.post(address, data)


def test_the_list_shows_what_waits_first_with_the_number_of_packages(package, quiz, officer, sign_in):
    trust_libraries(libraries=Library.objects.filter(machine_name="LopGan.Base"), by=officer)
    response = sign_in(officer).get(LIST)
    assert [row.machine_name for row in response.context["page"]] == ["LopGan.Quiz", "LopGan.Base"]
    assert response.context["page"][0].waiting_count == 1
    filtered = sign_in(officer).get(LIST, {"state": "trusted", "q": "base", "order": "nonsense"})
    assert [row.machine_name for row in filtered.context["page"]] == ["LopGan.Base"]
    assert sign_in(officer).get(LIST, {"goi": "x"}).status_code == 404


def test_the_list_costs_the_same_for_few_and_many(package, teacher, officer, sign_in):
    client = sign_in(officer)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(3):
        main = quiz_library(name=f"LopGan.Nr{number}")
        stored_upload(data=make_h5p(main=main), name="b.h5p", owner=teacher)
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) == len(few)


def test_all_libraries_of_a_package_are_trusted_at_once(package, officer, sign_in, django_capture_on_commit_callbacks):
    client = sign_in(officer)
    response = post(client, django_capture_on_commit_callbacks, LIST, package=package.uuid, decision="trust")
    assert response.url == f"{LIST}?goi={package.uuid}"
    package.refresh_from_db()
    assert package.state == PackageState.READY


def test_ticked_libraries_are_decided_and_refusing_needs_a_reason(
    package, quiz, officer, sign_in, django_capture_on_commit_callbacks
):
    client = sign_in(officer)
    post(client, django_capture_on_commit_callbacks, LIST, library=quiz.uuid, decision="refuse")
    quiz.refresh_from_db()
    assert quiz.state == LibraryState.WAITING
    post(client, django_capture_on_commit_callbacks, LIST, library=quiz.uuid, decision="refuse", note="Lạ")
    quiz.refresh_from_db()
    assert (quiz.state, quiz.decided_by, quiz.note) == (LibraryState.REFUSED, officer, "Lạ")
    post(client, django_capture_on_commit_callbacks, LIST, library="nonsense", decision="trust")


def test_one_library_is_trusted_and_taken_back_on_its_page(
    package, quiz, officer, sign_in, django_capture_on_commit_callbacks
):
    client, address = sign_in(officer), reverse("content_repo:library", args=[quiz.uuid])
    assert client.post(address, {"decision": "refuse"}).status_code == 400
    assert client.post(address, {}).status_code == 400
    for decision, state in (("trust", LibraryState.TRUSTED), ("undo", LibraryState.WAITING)):
        assert post(client, django_capture_on_commit_callbacks, address, decision=decision).status_code == 302
        quiz.refresh_from_db()
        assert quiz.state == state
    assert str(officer) in client.get(address).content.decode()


def test_what_differs_from_the_trusted_tree_is_shown_line_by_line_and_escaped(package, teacher, officer, sign_in):
    trust_libraries(libraries=Library.objects.all(), by=officer)
    evil = quiz_library(version=(1, 0, 9)).changed(
        files={"scripts/quiz.js": b"var a = '<script>alert(1)</script>';\n", "new.js": b"x", "icon.svg": None}
    )
    stored_upload(data=make_h5p(main=evil, libraries=[evil, base_library()]), name="b.h5p", owner=teacher)
    waiting = Library.objects.get(state=LibraryState.WAITING)
    response = sign_in(officer).get(reverse("content_repo:library", args=[waiting.uuid]), {"tep": "scripts/quiz.js"})
    difference = response.context["difference"]
    assert (difference.added, difference.removed, difference.changed) == (
        ["new.js"],
        ["icon.svg"],
        ["scripts/quiz.js"],
    )
    assert ("patchVersion", "0", "9") in difference.described
    page = response.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page and "<script>alert(1)" not in page
    assert "shown_file" in response.context and response.context["shown_file"].path == "scripts/quiz.js"
    other = sign_in(officer).get(reverse("content_repo:library", args=[waiting.uuid]), {"tep": "../../etc/passwd"})
    assert other.context["shown_file"] is None


def test_what_scripts_reach_for_is_told_with_file_and_line(teacher, officer, sign_in):
    script = b"\n\nfetch('https://xau.example.com/a');\neval('1');\nparent.location = document.cookie;\n"
    main = quiz_library().changed(files={"scripts/quiz.js": script})
    stored_upload(data=make_h5p(main=main, libraries=[main, base_library()]), name="b.h5p", owner=teacher)
    library = Library.objects.get(machine_name="LopGan.Quiz")
    response = sign_in(officer).get(reverse("content_repo:library", args=[library.uuid]))
    found = {(sign.kind, sign.path, sign.line) for _words, signs in response.context["signs"].groups for sign in signs}
    assert found == {
        ("network", "scripts/quiz.js", 3),
        ("outside", "scripts/quiz.js", 3),
        ("eval", "scripts/quiz.js", 4),
        ("frame", "scripts/quiz.js", 5),
        ("cookie", "scripts/quiz.js", 5),
    }


def test_a_package_that_waits_says_for_what_and_cannot_be_played_or_exported(package, teacher, sign_in):
    client = sign_in(teacher)
    page = page_of(client, "package", package.uuid)
    assert "Gói chưa chạy được" in page and "LopGan.Quiz 1.0.0" in page
    for name in ("package_play", "package_export"):
        assert client.get(reverse(f"content_repo:{name}", args=[package.uuid])).status_code == 302


def test_a_package_with_a_refused_library_says_why(package, quiz, teacher, officer, sign_in):
    refuse_libraries(libraries=[quiz], by=officer, note="Gửi dữ liệu ra ngoài")
    assert "Gửi dữ liệu ra ngoài" in page_of(sign_in(teacher), "package", package.uuid)


def test_a_ready_package_is_played_and_exported(package, teacher, officer, sign_in):
    trust_libraries(libraries=Library.objects.all(), by=officer)
    assert resolve_package(package=package)
    client = sign_in(teacher)
    assert "data-player" in page_of(client, "package", package.uuid)
    assert "data-open" in page_of(client, "package_play", package.uuid)
    response = client.get(reverse("content_repo:package_export", args=[package.uuid]))
    assert response["Content-Disposition"].startswith("attachment") and "h5p" in response["Content-Disposition"]
    assert b"".join(response).startswith(b"PK\x03\x04")


def test_a_resource_shows_its_packages_without_a_query_each(package, teacher, school, officer, sign_in):
    trust_libraries(libraries=Library.objects.all(), by=officer)
    assert resolve_package(package=package)
    blobs = [package.blob]
    for number in range(3):
        blobs.append(stored_upload(data=make_h5p(title=f"Bài {number}"), name="b.h5p", owner=teacher).blob)
    resources = [ResourceFactory(owner=teacher, school=school, files=files) for files in (blobs[:1], blobs)]
    client, counts = sign_in(teacher), []
    for resource in resources:
        client.get(resource.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            page = client.get(resource.get_absolute_url()).content.decode()
        counts.append(len(queries))
    assert page.count("data-player ") == 4
    assert "packages.css" in page and "player.js" in page
    assert counts[0] == counts[1]


def test_a_report_tells_all_problems_by_file_and_as_files_to_keep(teacher, colleague, sign_in):
    upload = Upload.objects.create(
        owner=teacher,
        name="hong.h5p",
        size_bytes=1000,
        part_size_bytes=1000,
        state=UploadState.REFUSED,
        refusal="package_invalid",
        report=[
            {"rule": "json_bad", "path": "h5p.json#/title", "detail": "=1+1", "is_warning": False},
            {"rule": "no_such_rule", "path": "content/<b>.svg", "detail": "", "is_warning": False},
            {"rule": "duplicate_same", "path": "h5p.json", "detail": "", "is_warning": True},
        ],
    )
    client = sign_in(teacher)
    response = client.get(reverse("content_repo:upload_report", args=[upload.uuid]))
    assert [path for path, _found in response.context["groups"]] == ["h5p.json", "content/<b>.svg"]
    page = response.content.decode()
    assert "content/&lt;b&gt;.svg" in page and "no_such_rule" in page
    table = client.get(response.request["PATH_INFO"], {"dang": "csv"})
    assert "'=1+1" in table.content.decode()
    text = client.get(response.request["PATH_INFO"], {"dang": "txt"}).content.decode()
    assert "hong.h5p" in text and "/title" in text
    assert sign_in(colleague).get(response.request["PATH_INFO"]).status_code == 404


def test_officers_find_the_libraries_from_the_review_queue_and_their_home(package, officer, reviewer, sign_in):
    assert LIST in sign_in(officer).get(reverse("content_repo:review_queue")).content.decode()
    assert LIST not in sign_in(reviewer).get(reverse("content_repo:review_queue")).content.decode()


def test_the_api_tells_which_files_are_packages_and_where_they_play(package, teacher, school, officer, client):
    trust_libraries(libraries=Library.objects.all(), by=officer)
    assert resolve_package(package=package)
    plain = stored_upload(data=b"Phan so", name="a.txt", owner=teacher).blob
    resource = ResourceFactory(owner=teacher, school=school, files=[package.blob, plain])
    files = client.get(f"/api/resources/{resource.uuid}/").json()["files"]
    assert files[0]["package"]["format"] == "h5p"
    assert files[0]["package"]["play_url"].endswith(reverse("content_repo:package_play", args=[package.uuid]))
    assert files[1]["package"] is None
