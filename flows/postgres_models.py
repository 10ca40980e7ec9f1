"""`duban release models`: dbt builds the models of the current release in a PostgreSQL database of a team's own.

Belongs here: the order of that work and what is told. Does not belong here: copying the landing tables
(warehouse.postgres_landing), how dbt is called (dbt_calls.py), publishing for readers (publish_command.py).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from rich.text import Text
from sqlalchemy import URL

from flows import dbt_calls, settings
from flows.console import err, out, print_json
from flows.faults import BuildFailed, ExitCode
from flows.modelling import dbt_home_of
from flows.progress import ConsoleProgress
from flows.published import published
from warehouse import postgres_landing
from warehouse.home import Home
from warehouse.postgres_address import Address
from warehouse.release_manifest import Manifest

VARIABLE = "DUBAN_MODELS_URL"
_TOLD = 5


@dataclass(frozen=True, slots=True)
class Built:
    """Where (no password), of which release, nodes of dbt, rows of `marts` and `bi`, tables with other row counts, seconds."""

    address: str
    version: str
    nodes: int
    rows: int
    differing: tuple[str, ...]
    seconds: float


def models(url: str, *, as_json: bool) -> ExitCode:
    """Build there what the release was built of; REFUSED where a table has other rows than the release's."""
    home = Home.from_environment()
    manifest = published(home)
    began = time.monotonic()
    address = Address.of(url, VARIABLE, "duban release models")
    progress = ConsoleProgress(err if as_json else out)
    with progress.step("入库 Landing"):
        postgres_landing.land(home.current, address)
    with progress.step("建模 Model"):
        nodes = _build(home, settings.load().dbt_project, address)
    counted = _rows(address, manifest)
    differing = tuple(t.name for t in manifest.tables if counted[t.name] != t.rows)
    built = Built(
        address.shown, manifest.version, nodes, sum(counted.values()), differing, round(time.monotonic() - began, 1)
    )
    if as_json:
        print_json(built)
    else:
        _show(built)
    return ExitCode.REFUSED if differing else ExitCode.OK


def _build(home: Home, project: Path, address: Address) -> int:
    target = dbt_home_of(home) / "postgres"
    arguments = ["build", "--target", "postgres", "--exclude-resource-type", "unit_test"]
    arguments += ["--project-dir", str(project), "--profiles-dir", str(project), "--target-path", str(target)]
    with dbt_calls.environment(**_libpq(address.url)):
        result = dbt_calls.invoke(arguments, dbt_home_of(home) / "logs", home.current)
    nodes = list(getattr(result.result, "results", ()))
    broken = [each for each in nodes if str(each.status) in ("error", "runtime error", "fail")]
    if result.exception is not None or broken or not nodes:
        told = "; ".join(f"{each.node.name}: {' '.join(str(each.message).split())}" for each in broken[:_TOLD])
        raise BuildFailed(
            f"dbt did not build the models: {str(result.exception or told or 'nothing was built')[:500]}",
            place=address.shown,
            advice=f"a release of an older program: duban run; else see {dbt_home_of(home) / 'logs' / 'dbt.log'}",
        )
    return len(nodes)


def _libpq(url: URL) -> dict[str, str]:
    """The address as libpq's own variables, which dbt's profile reads; the password stands in no argument and no file."""
    query = {name: value for name, value in url.query.items() if isinstance(value, str)}
    told = {
        "PGHOST": query.pop("host", None) or url.host,
        "PGPORT": url.port,
        "PGUSER": url.username,
        "PGPASSWORD": url.password or "-",  # dbt asks for one, also where the server does not
        "PGDATABASE": url.database,
        **{f"PG{name.upper()}": value for name, value in query.items()},
    }
    return {name: str(value) for name, value in told.items() if value is not None}


def _rows(address: Address, manifest: Manifest) -> dict[str, int]:
    with address.connect() as connection:
        counted = {}
        for table in manifest.tables:
            place = psycopg.sql.Identifier(*table.name.split("."))
            row = connection.execute(psycopg.sql.SQL("SELECT count(*) FROM {}").format(place)).fetchone()
            counted[table.name] = int(str(row[0])) if row else 0
        return counted


def _show(built: Built) -> None:
    sign = "✗" if built.differing else "✓"
    out.print(
        Text(
            f"{sign} {built.version}: {built.nodes} 个模型与检验 models and tests, {built.rows:,} 行 rows, "
            f"{built.seconds:g} s  → {built.address}"
        ),
        soft_wrap=True,
    )
    if built.differing:
        out.print(Text(f"  行数不同 other row counts than the release: {', '.join(built.differing)}"), soft_wrap=True)
