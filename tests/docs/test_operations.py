"""The operator's handbook and the lists of packages keep up with the code."""

import re

import pytest
from django.core.management import get_commands

from elearn.environment import Environment
from tests.stacks.servers import PROJECT_DIR

HANDBOOK = PROJECT_DIR / "docs" / "operations.md"
LICENCES = PROJECT_DIR / "docs" / "licences.md"
VARIABLES = {f"ELEARN_{name.upper()}": field for name, field in Environment.model_fields.items()}
DOCUMENTS = sorted([*PROJECT_DIR.glob("*.md"), *PROJECT_DIR.glob("docs/**/*.md"), *PROJECT_DIR.glob("deploy/**/*.md")])


def sections() -> dict[str, str]:
    parts = re.split(r"^### (ELEARN_\w+)$", HANDBOOK.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def requirement_lines() -> list[str]:
    files = [PROJECT_DIR / "requirements.txt", PROJECT_DIR / "requirements-dev.txt"]
    return [
        line
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", "-r"))
    ]


def packages() -> list[str]:
    lines = (PROJECT_DIR / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [re.split(r"[\[=]", line)[0] for line in lines if line and not line.startswith("#")]


def test_every_environment_variable_has_a_heading_and_every_heading_a_variable():
    assert list(sections()) == list(VARIABLES)


@pytest.mark.parametrize("name", VARIABLES)
def test_the_handbook_says_what_the_code_says(name):
    assert VARIABLES[name].description in sections()[name]


@pytest.mark.parametrize("line", requirement_lines())
def test_a_requirement_is_pinned_and_says_why_it_is_here(line):
    assert re.fullmatch(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[0-9][0-9A-Za-z.]*  # \S.+", line)


@pytest.mark.parametrize("name", packages())
def test_a_package_stands_in_the_list_of_licences(name):
    assert f"| {name} |" in LICENCES.read_text(encoding="utf-8")


def test_npm_packages_stand_in_the_list_of_licences():
    import json

    package = json.loads((PROJECT_DIR / "package.json").read_text())
    for name, version in {**package["dependencies"], **package["devDependencies"]}.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), f"{name} is not pinned"
        assert name in LICENCES.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT_DIR)))
def test_commands_named_in_a_document_exist(path):
    text = path.read_text(encoding="utf-8")
    named = set(re.findall(r"manage\.py ([a-z_]+)", text))
    assert named <= set(get_commands())
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT_DIR / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", text)) <= targets


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT_DIR)))
def test_links_inside_the_project_lead_somewhere(path):
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_the_example_of_the_environment_names_only_what_is_read():
    example = (PROJECT_DIR / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^(\w+)=", example, re.MULTILINE))
    compose = (PROJECT_DIR / "docker-compose.yml").read_text(encoding="utf-8")
    assert named == set(re.findall(r"\$\{(\w+)", compose))
    assert {name for name in named if name.startswith("ELEARN_")} <= set(VARIABLES)
