"""Bad input before anything is installed: told with the repair, nothing left behind."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from serving.bi.errors import BiError
from serving.bi.preparing import check_warehouse
from serving.bi.settings import free_port, secret, settings, warehouse_uri
from tests.conftest import PROJECT, Duban
from warehouse.home import Home


def test_without_a_warehouse_the_command_names_make_run(tmp_path: Path) -> None:
    environment = {**os.environ, "DUBAN_HOME": str(tmp_path / "none"), "PYTHONUTF8": "1"}
    ended = subprocess.run(
        [sys.executable, "-m", "serving.bi"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert ended.returncode == 2
    assert "make run" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "none").exists()


def test_the_published_file_is_opened_for_reading_only_and_no_other_file(published: Duban) -> None:
    uri = warehouse_uri(Home.at(published.home), {})
    assert uri.startswith(f"duckdb:////{str(published.home)[1:]}/published/warehouse.duckdb?")
    assert "access_mode=READ_ONLY" in uri
    assert "enable_external_access=false" in uri
    check_warehouse(uri)


@pytest.mark.parametrize("url", ["postgresql://u:p@h/d", "postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"])
def test_postgresql_is_reached_with_the_driver_that_superset_has(url: str, tmp_path: Path) -> None:
    assert warehouse_uri(Home.at(tmp_path), {"DUBAN_BI_URL": url}) == "postgresql+psycopg2://u:p@h/d"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("DUBAN_BI_URL", "mysql://u@h/d", "no PostgreSQL address"), ("DUBAN_BI_URL", "nonsense", "no PostgreSQL address"),
     ("DUBAN_BI_PORT", "http", "no port"), ("DUBAN_BI_PORT", "70000", "no port")],
)  # fmt: skip
def test_wrong_settings_are_told(name: str, value: str, said: str, published: Duban) -> None:
    with pytest.raises(BiError, match=f"{name}.*{said}"):
        settings({"DUBAN_HOME": str(published.home), name: value})


def test_an_unreachable_database_is_told_without_its_password() -> None:
    with pytest.raises(BiError, match="cannot read the warehouse") as told:
        check_warehouse("postgresql+psycopg2://reader:hunter2@127.0.0.1:1/duban")
    assert "hunter2" not in str(told.value)
    assert told.value.code == 3


def test_a_release_that_lacks_columns_is_told_with_the_repair(tmp_path: Path) -> None:
    old = tmp_path / "old.duckdb"
    with duckdb.connect(str(old)) as connection:
        connection.execute("create schema bi; create table bi.targets (target_id text)")
    with pytest.raises(BiError, match=r"not there .*make run"):
        check_warehouse(f"duckdb:///{old}?access_mode=READ_ONLY")


def test_a_taken_port_gives_the_next_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < free_port(port) < port + 20


def test_secrets_are_made_once_for_the_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "superset"
    made = secret(folder, "secret_key", 48)
    assert len(made) >= 48
    assert secret(folder, "secret_key", 48) == made
    assert secret(folder, "admin_password", 12) != made
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_lock_of_superset_names_no_address() -> None:
    lock = (PROJECT / "serving" / "bi" / "requirements.lock").read_text("utf-8")
    assert "apache-superset==6.1.0" in lock
    assert "://" not in lock
    assert "--" not in lock
