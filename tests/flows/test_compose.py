"""docker-compose.yml is a Compose file, and nothing in it is open to the world or has a default password."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docker-compose.yml"


def test_it_keeps_to_the_specification() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", FILE]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_ports_are_loopback_and_passwords_are_asked_for() -> None:
    compose = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))
    services = compose["services"]
    assert set(services) >= {"postgres", "prefect", "worker"}
    for service in services.values():
        assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", []))
        for name, value in service.get("environment", {}).items():
            if "PASSWORD" in name:
                assert value.startswith("${"), name
                assert ":?" in value, name
