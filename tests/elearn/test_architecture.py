"""Rules of the house that import contracts can't see."""

import ast
import re

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders

from elearn.catalogues import APPS
from elearn.environment import PROJECT_DIR
from elearn.management.commands.build_assets import ICON_IN_TEMPLATE, NODE_MODULES, used_icons

# From the lowest app up; a name in the list may point at itself and those before it.
ORDER = ["accounts", "schools", "media", "content_repo", "courses", "live_classes", "elearn"]
# Names of verbs and activities that look like addresses; nobody asks for them.
NAMES_OF_XAPI = ["adlnet.gov/expapi/", "id.tincanapi.com/verb/"]
# In a frame without origin and network, this runs the upgrade scripts of trusted libraries and nothing else.
RUNS_SCRIPTS_GIVEN = {"upgrade_frame.js"}
TEMPLATES = sorted(path for app in APPS for path in (PROJECT_DIR / app).glob("templates/**/*.html"))
SCRIPTS = sorted(path for app in APPS for path in (PROJECT_DIR / app).glob("static/**/*.js"))
MODULES = sorted(path for app in APPS for path in (PROJECT_DIR / app).rglob("*.py") if path.parent.name != "migrations")


def name_of(path) -> str:
    return str(path.relative_to(PROJECT_DIR))


@pytest.mark.parametrize("app", ORDER)
def test_an_app_says_what_it_owns(app):
    assert (apps.get_app_config(app).__doc__ or "").strip()


@pytest.mark.parametrize("app", ORDER)
def test_relations_point_only_downwards(app):
    allowed = ORDER[: ORDER.index(app) + 1]
    for model in apps.get_app_config(app).get_models():
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model:
                target = field.related_model._meta.app_label
                assert target not in ORDER or target in allowed, f"{model.__name__}.{field.name} points up"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_relation_named_by_a_string_points_only_downwards(path):
    app = path.relative_to(PROJECT_DIR).parts[0]
    above = ORDER[ORDER.index(app) + 1 :]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "").endswith(
            ("ForeignKey", "Field", "ParentalKey")
        ):
            strings = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            assert not [text for text in strings if text.split(".")[0] in above], f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_opens_with_one_sentence(path):
    source = path.read_text(encoding="utf-8")
    if source.strip():
        assert ast.get_docstring(ast.parse(source)), f"{path} says nothing of what it owns"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_holds_no_inline_script_or_style(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text)
    assert "<style" not in text
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert "javascript:" not in text
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in tag or 'type="application/json"' in tag, tag


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_asks_no_other_host_for_files(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<(script|link|img|source|iframe|audio|video)\b[^>]*(src|href)=[\"'](https?:)?//", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_icons_of_a_template_exist(path):
    own = (PROJECT_DIR / "elearn" / "own_icons.svg").read_text(encoding="utf-8")
    for name in ICON_IN_TEMPLATE.findall(path.read_text(encoding="utf-8")):
        assert f'id="{name}"' in own or (NODE_MODULES / "lucide-static" / "icons" / f"{name}.svg").exists(), name


def test_listed_icons_are_named_once_and_only_where_no_template_names_them():
    listed = [
        line
        for line in (PROJECT_DIR / "elearn" / "icons.txt").read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    assert len(listed) == len(set(listed))
    assert set(listed) <= used_icons()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_static_files_of_a_template_exist(path):
    built = {*settings.STYLE_SHEETS, "icons.svg"}
    for name in re.findall(r"{%\s*static\s+[\"']([^\"']+)[\"']", path.read_text(encoding="utf-8")):
        assert name in built or name.startswith("vendor/") or finders.find(name), name


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_a_script_is_short_and_writes_no_markup_from_strings(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 220
    if path.name not in RUNS_SCRIPTS_GIVEN:
        assert not re.search(r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval)\b", text)
    assert not re.search(rf"[\"'`]https?://(?!{'|'.join(map(re.escape, NAMES_OF_XAPI))})", text)


def test_only_media_imports_the_client_of_object_storage():
    users = {
        name_of(path).split("/")[0]
        for path in MODULES
        if re.search(r"^\s*(from|import) minio\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert users <= {"media"}


def test_files_stay_readable_in_length():
    too_long = {
        name_of(path): lines for path in MODULES if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not too_long
