"""docker-compose.yml is a Compose file, and nothing in it is open to the world, has a default password, or floats."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docker-compose.yml"
SERVICES: dict[str, dict[str, Any]] = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))["services"]
SECRET = re.compile("PASSWORD|TOKEN|SECRET|CATALOGUE_URL|PUBLISH_URL")


def test_it_keeps_to_the_specification() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", FILE]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_part_is_there() -> None:
    assert set(SERVICES) == {"postgres", "prefect", "worker", "inbox", "desk", "report", "superset"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_closed_limited_watched_and_pinned(name: str) -> None:
    service = SERVICES[name]
    assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", []))
    for variable, value in service.get("environment", {}).items():
        if SECRET.search(variable):
            assert re.search(r"\$\{\w+:\?", value), f"{variable} has a default"
    assert re.fullmatch(r"[a-z-]+:\d+\.\d+[\w.-]*", service["image"])
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"]
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory"}
    if name != "postgres":  # whose image changes its user itself
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_a_worker_knows_its_runs_again_after_its_container_was_made_anew() -> None:
    """Runs that were cut off are told by the machine's name, which is another one for each new container unless it is set."""
    assert SERVICES["worker"]["hostname"] == "duban-worker"


def test_what_needs_another_waits_for_its_health() -> None:
    for name in ("worker", "inbox"):
        assert SERVICES[name]["depends_on"] == {
            "postgres": {"condition": "service_healthy"},
            "prefect": {"condition": "service_healthy"},
        }
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)


def test_the_example_names_every_variable_and_gives_no_secret() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    asked = set(re.findall(r"\$\{(\w+):[?-]", FILE.read_text(encoding="utf-8")))
    named = dict(re.findall(r"^#?(DUBAN_\w+)=(.*)$", example, re.MULTILINE))
    assert set(named) == asked
    assert named["DUBAN_DB_PASSWORD"] == named["DUBAN_DESK_TOKEN"] == ""
    assert ".env" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert ".env" in (ROOT / ".dockerignore").read_text(encoding="utf-8").split()


def test_the_image_is_pinned_without_rights_and_holds_no_tests() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(r"ARG PYTHON=python:\d+\.\d+\.\d+-slim-\w+", next(line for line in lines if "ARG" in line))
    assert "USER 10001" in lines  # a number: who runs it can see that it is not root
    assert any(line.startswith("HEALTHCHECK") for line in lines)
    run, everything = (_pins(ROOT / name) for name in ("requirements-run.lock", "requirements.lock"))
    assert run < everything
    for name in ("pytest", "ruff", "mypy", "playwright", "hypothesis"):
        assert not any(line.startswith(f"{name}==") for line in run)


def _pins(lock: Path) -> set[str]:
    """The pins without their markers, which name a platform more widely where more needs the package."""
    return {line.partition(" ;")[0] for line in lock.read_text(encoding="utf-8").splitlines()}
