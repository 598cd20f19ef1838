"""The description of production, as far as it can be checked without Docker."""

import re
import shlex
import subprocess
import sys

import pytest
from django.core.management import get_commands

from elearn.environment import Environment
from tests.stacks.compose import compose
from tests.stacks.servers import NGINX_TEMPLATE, PROJECT_DIR, find_program, render_nginx

SERVICES = compose()["services"]
OWN = ["prepare", "web", "worker", "indexer", "timekeeper"]
DOCKERFILE = (PROJECT_DIR / "Dockerfile").read_text(encoding="utf-8")
# Keys of the Compose Specification that this file uses; a slip of the pen is not among them.
SERVICE_KEYS = {
    *("build", "cap_drop", "command", "depends_on", "entrypoint", "environment", "healthcheck", "image", "init"),
    *("networks", "ports", "read_only", "restart", "security_opt", "stop_grace_period", "tmpfs", "ulimits"),
    "volumes",
}
HEALTH_KEYS = {"test", "interval", "timeout", "retries", "start_period"}
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}


def test_only_keys_of_the_specification_are_used():
    assert set(compose()) - {"name", "services", "networks", "volumes"} == {"x-product"}
    for name, service in SERVICES.items():
        assert set(service) <= SERVICE_KEYS, name
        assert set(service.get("healthcheck", {})) <= HEALTH_KEYS, name


def test_services_volumes_and_networks_that_are_named_exist():
    for name, service in SERVICES.items():
        for needed, how in service.get("depends_on", {}).items():
            assert needed in SERVICES, name
            assert how["condition"] in CONDITIONS
            if how["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[needed]
        assert set(service["networks"]) <= set(compose()["networks"])
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (PROJECT_DIR / source).exists() if source.startswith(".") else source in compose()["volumes"]


@pytest.mark.parametrize("name", OWN)
def test_every_variable_given_to_the_product_is_read_by_it(name):
    known = {f"ELEARN_{field.upper()}" for field in Environment.model_fields}
    assert set(SERVICES[name]["environment"]) <= known


@pytest.mark.parametrize("name", OWN)
def test_every_command_run_exists_and_takes_its_options(name):
    program, *arguments = SERVICES[name]["command"]
    if program == "python":
        assert arguments[0] == "manage.py"
        assert arguments[1] in get_commands()
        words = subprocess.run(
            [sys.executable, "manage.py", arguments[1], "--help"],
            cwd=PROJECT_DIR,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    else:
        assert program == "uvicorn"
        words = subprocess.run([find_program("uvicorn"), "--help"], capture_output=True, text=True, check=True).stdout
    for option in (argument.split("=")[0] for argument in arguments if argument.startswith("--")):
        assert option in words, option


def test_no_secret_has_a_value_in_the_file():
    for name, service in SERVICES.items():
        for variable, value in (service.get("environment") or {}).items():
            if re.search("SECRET|PASSWORD|ACCESS_KEY", variable):
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", value), f"{name}: {variable}"


def test_every_image_is_pinned():
    for name, service in SERVICES.items():
        if name not in OWN:
            assert re.search(r":[^:]*\d", service["image"]), name


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_every_variable_of_the_proxy_has_a_value():
    named = set(re.findall(r"\$\{([A-Z_]+)\}", NGINX_TEMPLATE.read_text(encoding="utf-8")))
    given = SERVICES["proxy"]["environment"]
    assert named == set(given) - {"NGINX_ENVSUBST_FILTER"}
    allowed = given["NGINX_ENVSUBST_FILTER"].replace("$$", "$")
    assert all(re.fullmatch(allowed, name) for name in named)


def test_the_proxy_serves_the_bucket_that_the_product_uses():
    assert SERVICES["proxy"]["environment"]["BUCKET"] == SERVICES["web"]["environment"]["ELEARN_S3_BUCKET"]
    assert f"store/{SERVICES['proxy']['environment']['BUCKET']}" in SERVICES["bucket"]["command"][0]


def test_nginx_accepts_the_configuration(tmp_path):
    main = render_nginx(
        tmp_path,
        LISTEN="127.0.0.1:18080",
        WEB_ADDRESS="127.0.0.1:18000",
        STORE_ADDRESS="127.0.0.1:19000",
        BUCKET="elearn",
        TLS_DIR=str(tmp_path / "tls"),
    )
    done = subprocess.run(
        [find_program("nginx"), "-t", "-e", "stderr", "-p", tmp_path, "-c", main], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_the_image_runs_as_an_ordinary_user_and_holds_no_secret():
    lines = DOCKERFILE.splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users == ["elearn"]
    assert lines.index("USER elearn") < next(n for n, line in enumerate(lines) if line.startswith("CMD"))
    assert not re.search(r"^(ENV|ARG).*(SECRET|PASSWORD|KEY)", DOCKERFILE, re.MULTILINE)
    ignored = (PROJECT_DIR / ".dockerignore").read_text().splitlines()
    assert {".env", "var", ".git"} <= set(ignored)


def test_files_that_the_image_copies_exist():
    for line in DOCKERFILE.splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for source in shlex.split(line)[1:-1]:
                assert (PROJECT_DIR / source).exists(), source
