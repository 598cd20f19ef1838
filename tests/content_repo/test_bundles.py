"""Bundles: scripts of libraries stay apart in one file, styles find their pictures, each set is made once."""

import gzip
import json
import subprocess

import brotli
import pytest

from content_repo.bundle_sources import minified, scripts_of, styles_of
from content_repo.models import Bundle, Library
from content_repo.queries import used_libraries
from content_repo.services.bundles import bundle_bytes, bundle_key, bundle_of
from media.keeping import keep_bytes
from tests.content_repo.played import played_package
from tests.content_repo.test_player_files import places_of
from tests.corpus import PACKAGES, REASON
from tests.factories.h5p import base_library, quiz_library, zip_bytes
from tests.stacks.servers import find_program


def library(files: dict[str, str | bytes], *, name="LopGan.Thu", tree="a" * 64) -> Library:
    """A trusted library of these files, whose scripts and styles are all preloaded in this order."""
    data = zip_bytes({path: text.encode() if isinstance(text, str) else text for path, text in files.items()})
    description = {
        "preloadedJs": [{"path": path} for path in files if path.endswith(".js")],
        "preloadedCss": [{"path": path} for path in files if path.endswith(".css") and not path.startswith("_")],
    }
    archive = keep_bytes(data=data, media_type="application/zip", kind="archive")
    return Library(
        machine_name=name,
        major_version=1,
        minor_version=0,
        patch_version=0,
        tree_sha256=tree,
        description=description,
        archive=archive,
        members=places_of(data),
    )


def run(scripts: list[list[str]], question: str) -> str:
    """Run scripts one by one, each as a classic script of its own, in Node; answer a question about what is left."""
    program = f"""
        const vm = require("node:vm"), context = vm.createContext({{}}), failed = [];
        for (const [path, source] of {json.dumps(scripts)}) {{
          try {{ vm.runInContext(source, context, {{ filename: path }}); }} catch (error) {{ failed.push(path); }}
        }}
        const failures = failed.join();
        console.log(String(eval({json.dumps(question)})));
    """
    done = subprocess.run([find_program("node", "nodejs"), "-e", program], capture_output=True, text=True, check=True)
    return done.stdout.strip()


needs_node = pytest.mark.skipif(not find_program("node", "nodejs"), reason="no Node on this machine")


@needs_node
@pytest.mark.django_db
def test_scripts_keep_what_they_had_as_files_of_their_own():
    files = {
        "1.js": '"use strict";\nvar H5P = H5P || {}; H5P.one = (function () { return this === undefined; })()',
        "2.js": "\ufeffundeclared = 2 // sloppy, no semicolon, a comment at the end",
        "3.js": "(function () { H5P.three = undeclared + 1 })()",
        "4.js": "class Shared { static four = 4 }",
        "5.js": "H5P.five = Shared.four + 1; throw new Error('mine alone')",
        "6.js": "this is no JavaScript (",
        "7.js": "H5P.seven = 7; /* never closed",
        "8.js": "H5P.eight = '\u2028'.length",
    }
    scripts = scripts_of([library(files)])
    assert [path for path, _source in scripts] == [f"LopGan.Thu/{name}" for name in files]
    wanted = "JSON.stringify(vm.runInContext('H5P', context)) + failures"
    found = '{"one":true,"three":3,"five":5,"eight":1}LopGan.Thu/5.js,LopGan.Thu/6.js,LopGan.Thu/7.js'
    assert run(scripts, wanted) == found


@pytest.mark.django_db
def test_one_style_sheet_that_ends_early_does_not_swallow_the_next():
    css = styles_of(
        [library({"a.css": "a { color: red", "b.css": "b{color:blue}", "c.css": "/* open", "d.css": "d{top:0}"})]
    )
    assert "b{color:#00f}" in css.replace("blue", "#00f")
    assert "d{top:0}" in css


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("url(../images/a.png)", "../thu-vien/{tree}/images/a.png"),
        ("url('../fonts/a.woff?v=4#iefix')", "../thu-vien/{tree}/fonts/a.woff?v=4#iefix"),
        ('url( "b c.png" )', "../thu-vien/{tree}/styles/b%20c.png"),
        ("url(data:image/png;base64,AAAA)", "data:image/png;base64,AAAA"),
        ("url(https://example.org/a.png)", "https://example.org/a.png"),
        ("url(#shape)", "#shape"),
        ("url(../../../etc/passwd)", "../../../etc/passwd"),
    ],
)
def test_addresses_in_styles_lead_to_the_library(written, found):
    tree = "b" * 64
    css = styles_of([library({"styles/a.css": f"a{{background:{written}}}"}, tree=tree)])
    assert found.format(tree=tree) in css


@pytest.mark.django_db
def test_imported_sheets_of_the_library_stand_in_the_sheet_and_others_are_left_out():
    files = {
        "styles/a.css": '@charset "utf-8";@import "../_more/b.css" print;@import url(//fonts.example/x.css);a{top:0}',
        "_more/b.css": "b{background:url(p.png)}",
    }
    css = styles_of([library(files, tree="c" * 64)])
    assert f"thu-vien/{'c' * 64}/_more/p.png" in css
    assert "@media print" in css
    assert "fonts.example" not in css
    assert css.count("thu-vien") == 1


def test_what_cannot_be_read_stays_as_it_is():
    assert minified(["var  a  =  1 ;", "nope ("], "js") == ["var a=1;", "nope ("]


def test_a_bundle_is_made_once_for_its_set_in_its_order(teacher, officer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        package = played_package(teacher, trusted_by=officer)
    libraries = used_libraries(package)
    assert [one.machine_name for one in libraries] == ["LopGan.Base", "LopGan.Quiz"]
    bundle = bundle_of(libraries)
    assert bundle_of(libraries) == bundle
    assert Bundle.objects.count() == 1
    assert bundle_key(libraries[::-1]) != bundle.key


def test_a_bundle_comes_in_the_best_coding_that_a_browser_takes(
    client, teacher, officer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        package = played_package(
            teacher, trusted_by=officer, main=quiz_library(), libraries=[quiz_library(), base_library()]
        )
    bundle = bundle_of(used_libraries(package))
    answers = {
        coding: client.get(f"/goi/chung/{bundle.key}.js", headers={"accept-encoding": coding})
        for coding in ("br, gzip", "gzip, br;q=0", "identity")
    }
    assert [one["Content-Encoding"] for one in answers.values()] == ["br", "gzip", "identity"]
    plain = answers["identity"].content
    assert plain.startswith(b'runScripts([["LopGan.Base/scripts/base.js"')
    assert brotli.decompress(answers["br, gzip"].content) == plain
    assert gzip.decompress(answers["gzip, br;q=0"].content) == plain
    for response in answers.values():
        assert response["Cache-Control"] == "public, immutable, max-age=31536000"
        assert response["Vary"] == "Accept-Encoding"
        assert response["Content-Type"] == "text/javascript; charset=utf-8"


def test_a_bundle_in_memory_needs_no_database(
    client, teacher, officer, django_capture_on_commit_callbacks, django_assert_num_queries
):
    with django_capture_on_commit_callbacks(execute=True):
        package = played_package(teacher, trusted_by=officer)
    bundle = bundle_of(used_libraries(package))
    assert bundle_bytes(bundle.key, "css", "br")
    with django_assert_num_queries(0):
        assert client.get(f"/goi/chung/{bundle.key}.css", headers={"accept-encoding": "br"}).status_code == 200


@pytest.mark.skipif(not PACKAGES.exists(), reason=REASON)
def test_a_real_multiple_choice_weighs_less_than_thirty_kilobytes(teacher, officer, django_capture_on_commit_callbacks):
    data = (PACKAGES / "h5p-valid" / "multichoice-1.16-lumi.h5p").read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        package = played_package(teacher, trusted_by=officer, data=data)
    bundle = bundle_of(used_libraries(package))
    assert bundle.script.size_bytes + bundle.style.size_bytes < 30_000
