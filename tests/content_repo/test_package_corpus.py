"""Every package of the collections, through a whole upload: taken or refused as the lists beside them recommend."""

import csv
from pathlib import Path

import pytest

from content_repo.choices import PackageState
from content_repo.models import Library, Package
from content_repo.package_words import RULES
from media.models import Upload
from media.problems import Refusal
from media.refusals import MESSAGES
from media.services import store_file
from tests.corpus import HOSTILE, PACKAGES, REASON

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not (PACKAGES.is_dir() and HOSTILE.is_dir()), reason=REASON),
]
FOLDERS = ("h5p", "scorm", "zip", "control")  # of the attacks
EXTENSIONS = (".h5p", ".zip", ".epub", ".imscc")
PLAIN = "kept, but no package"

# What the lists expect, in our words: a rule of content_repo.package_words, a code of media.refusals, or PLAIN.
# Files that are not here are packages that are taken.
OUTCOMES = {
    "h5p-hostile/bomb-100mb-ratio-1000.h5p": "too_large",
    "h5p-hostile/bomb-6000-entries.h5p": "too_many_entries",
    "h5p-hostile/bomb-lying-size-30mb.h5p": "size_mismatch",
    "h5p-hostile/lib-js-path-traversal.h5p": "h5p_library_file_missing",
    "h5p-hostile/lib-language-bad-name.h5p": "h5p_language_file",
    "h5p-hostile/lib-semantics-broken-json.h5p": "json_bad",
    "h5p-hostile/meta-core-api-2.0.h5p": "h5p_core_api",
    "h5p-hostile/meta-main-not-in-deps.h5p": "h5p_main_not_listed",
    "h5p-hostile/meta-source-javascript.h5p": "h5p_source",
    "h5p-hostile/meta-title-1mb.h5p": "ratio_too_high",
    "h5p-hostile/params-bom-json.h5p": "json_bom",
    "h5p-hostile/params-file-path-traversal.h5p": "h5p_path_outside",
    "h5p-hostile/path-nul-byte.h5p": "bad_entry_name",
    "h5p-hostile/type-html-named-png.h5p": "h5p_file_content",
    "h5p-hostile/type-php-in-library.h5p": "h5p_file_type",
    "h5p-hostile/type-svg-in-content.h5p": "h5p_file_type",
    "h5p-hostile/xss-svg.h5p": "h5p_file_type",
    "h5p-hostile/zip-bad-crc.h5p": "crc_error",
    "h5p-hostile/zip-prefix-gif-polyglot.h5p": "type_mismatch",
    "h5p-hostile/zip-truncated.h5p": "bad_zip",
    "h5p-hostile/zipslip-backslash.h5p": "bad_entry_name",
    "h5p-hostile/zipslip-dotdot-library.h5p": "bad_entry_name",
    "h5p-hostile/zipslip-dotdot.h5p": "bad_entry_name",
    "h5p-invalid/2-invalid-libraries.h5p": "h5p_language_file",
    "h5p-invalid/broken-content-json.h5p": "json_bad",
    "h5p-invalid/broken-h5p-json.h5p": "json_bad",
    "h5p-invalid/iframe-embedder-html-in-content.h5p": "h5p_file_type",
    "h5p-invalid/invalid-h5p-json-schema.h5p": "h5p_main_library",
    "h5p-invalid/invalid-library-directory-name.h5p": "h5p_library_directory",
    "h5p-invalid/invalid-library-json.h5p": "h5p_library_version",
    "h5p-invalid/malformed-library-directory.h5p": "h5p_library_name",
    "h5p-valid/contentonly-crossword-0.5.h5p": "h5p_library_missing",  # valid where its library is held: not here
    "epub/ocf-container-not-ocf-error.epub": "not_this_format",
    "epub/ocf-filename-character-forbidden-error.epub": "epub_name_forbidden",
    "epub/ocf-filename-duplicate-after-canonical-normalization-error.epub": "duplicate_name",
    "epub/ocf-filename-duplicate-after-common-case-folding-error.epub": "duplicate_name",
    "epub/ocf-filename-duplicate-zip-entry-error.epub": "epub_name_twice",
    "epub/ocf-filename-not-utf8-error.epub": "bad_entry_name",
    "epub/ocf-mimetype-file-missing-error.epub": "epub_mimetype_missing",
    "epub/ocf-zip-mimetype-entry-extra-field-error.epub": "epub_mimetype_extra",
    "epub/ocf-zip-unreadable-image-with-epub-extension-fatal.epub": "type_mismatch",
    "epub/ocf-zip-unreadable-no-end-header-fatal.epub": "bad_zip",
    "h5p/content_json_deep.h5p": "json_deep",
    "h5p/content_json_utf16.h5p": "json_encoding",
    "h5p/html_in_content.h5p": "h5p_file_type",
    "h5p/library_js_path_traversal.h5p": "h5p_library_file_missing",
    "h5p/library_name_traversal.h5p": "h5p_library_name",
    "h5p/no_h5p_json.h5p": "not_this_format",
    "h5p/param_file_traversal.h5p": "h5p_path_outside",
    "h5p/php_in_content.h5p": "h5p_file_type",
    "h5p/slip.h5p": "bad_entry_name",
    "scorm/billion_laughs.zip": "xml_forbidden",
    "scorm/href_traversal.zip": "scorm_bad_href",
    "scorm/manifest_6MB.zip": "too_large",
    "scorm/manifest_empty.zip": "xml_bad",
    "scorm/manifest_not_xml.zip": "xml_bad",
    "scorm/xxe_file.zip": "xml_forbidden",
    "scorm/xxe_ssrf.zip": "xml_forbidden",
    "scorm/xxe_utf16.zip": "xml_forbidden",
    "control/ok_folder.zip": PLAIN,
    "control/ok_repetitive.zip": PLAIN,
    "control/ok_streamed.zip": PLAIN,
    "control/ok_zip64_header.zip": PLAIN,
    "zip/setuid.zip": PLAIN,
}
# Where we answer otherwise than the lists expect, and why.
DIFFERENT = {
    "h5p/svg_script_in_content.h5p": (
        "h5p_file_type",
        "pictures in SVG are no content in both peers; nothing to isolate",
    ),
    "scorm/no_manifest.zip": (PLAIN, "a teacher's ZIP of web pages is kept as files; it is never played"),
    "scorm/validaicc.zip": (PLAIN, "AICC is not among the formats; the file is kept"),
    "scorm/validscorm.zip": ("xml_bad", "its manifest is a line of text: nothing could be played"),
}


def outcome_of(name: str) -> str | None:
    if name in DIFFERENT:
        return DIFFERENT[name][0]
    return OUTCOMES.get(name)


def package_files() -> list[Path]:
    if not (PACKAGES.is_dir() and HOSTILE.is_dir()):
        return []
    folders = [*PACKAGES.iterdir(), *(HOSTILE / folder for folder in FOLDERS if folder != "zip")]
    files = sorted(path for folder in folders if folder.is_dir() for path in folder.iterdir())
    return [path for path in [*files, HOSTILE / "zip/setuid.zip"] if path.suffix.lower() in EXTENSIONS]


def shown(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("path", package_files(), ids=shown)
def test_a_package_is_handled_as_its_list_recommends(path, teacher):
    expected = outcome_of(shown(path))
    try:
        with path.open("rb") as file:
            upload = store_file(file=file, name=path.name, owner=teacher, school=None)
    except Refusal as refusal:
        rules = [row["rule"] for row in refusal.report if not row["is_warning"]]
        assert expected in (rules or [refusal.code])
        assert set(rules) <= set(RULES) and refusal.code in MESSAGES
        assert not Package.objects.exists() and not Library.objects.exists()
        assert Upload.objects.filter(state="refused").count() == bool(rules)
        return
    package = Package.objects.filter(blob=upload.blob).first()
    assert expected == (PLAIN if package is None else None)
    if package and package.format == "h5p":  # nobody has trusted its libraries yet
        assert package.state == PackageState.WAITING


@pytest.mark.parametrize("outcome", sorted({*OUTCOMES.values(), *(one for one, _why in DIFFERENT.values() if one)}))
def test_every_outcome_has_words(outcome):
    assert outcome == PLAIN or RULES.get(outcome) or MESSAGES.get(outcome)


def test_the_table_holds_what_the_list_of_attacks_refuses():
    with (HOSTILE / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    judged = {shown(path) for path in package_files()}
    refused = {row["file"] for row in rows if row["outcome"] == "refuse" and row["file"] in judged}
    taken = {row["file"] for row in rows if row["outcome"] in ("accept", "sanitise") and row["file"] in judged}
    assert all(outcome_of(name) not in (None, PLAIN) for name in refused - set(DIFFERENT))
    assert all(outcome_of(name) in (None, PLAIN) for name in taken - set(DIFFERENT))
