"""`duban publish` and `duban rollback`: the current release in the database, and the release before again.

Belongs here: what the two commands and a run's last step share, and what they tell. Does not belong here: PostgreSQL
(warehouse.postgres), switching releases (warehouse.releases).
"""

from __future__ import annotations

from rich.text import Text

from flows import settings
from flows.console import err, out, print_json
from flows.faults import ExitCode, WrongUse
from flows.progress import ConsoleProgress
from flows.published import catalogue_of, published
from flows.settings import Settings
from flows.tables import rebuilt_report
from warehouse import postgres, releases
from warehouse.home import Home
from warehouse.locks import run_lock
from warehouse.postgres_address import EXAMPLE, VARIABLE
from warehouse.release_manifest import read_manifest


def publish(*, as_json: bool) -> ExitCode:
    """Send the current release to the database of DUBAN_PUBLISH_URL, whatever it has."""
    chosen = settings.load()
    home = Home.from_environment()
    published(home)
    _url(chosen)
    with (
        run_lock(home, wait_seconds=chosen.wait, purpose="duban publish"),
        ConsoleProgress(err if as_json else out).step("发往数据库 Database"),
    ):
        sent = send(home, chosen)
    if as_json:
        print_json(sent)
    else:
        out.print(Text(f"✓ {told(sent)}  → {sent.address}"), soft_wrap=True)
        out.print(Text(f"  授权 To let a user read it:  GRANT {chosen.publish_reader} TO …;"), soft_wrap=True)
    return ExitCode.OK


def rollback(version: str | None, *, as_json: bool) -> ExitCode:
    """Make the release before (or `version`) current again: in the database where there is one, then in the files."""
    chosen = settings.load()
    home = Home.from_environment()
    present = published(home).version
    with run_lock(home, wait_seconds=chosen.wait, purpose="duban rollback"), catalogue_of(home) as catalogue:
        wanted = version or releases.before(home)
        damages = releases.verify(releases.folder_of(home, wanted)) if wanted in _kept(home) else ()
        if chosen.publish_url is not None and wanted in _kept(home) and not damages:
            _roll_back_database(home, chosen, wanted)
        manifest = releases.roll_back(home, wanted)
        releases.tell_catalogue(home, catalogue)
    page = rebuilt_report(home)  # what stewards read must be what is current
    if as_json:
        known = {"release": manifest.version, "instead_of": present, "database": chosen.publish_url is not None}
        print_json({**known, "report": page})
    else:
        out.print(Text(f"✓ 已恢复 · {manifest.version} is current again, instead of {present}"), soft_wrap=True)
        out.print(
            Text(f"  报告 Report {page} · 下次运行将按输入重新发布 the next run publishes what its inputs say"),
            soft_wrap=True,
        )
    return ExitCode.OK


def send(home: Home, chosen: Settings) -> postgres.Sent:
    """Send the current release to the database. Raises what `postgres.publish` raises."""
    folder = releases.folder_of(home, published(home).version)
    return postgres.publish(folder, _url(chosen), reader=chosen.publish_reader, patience=chosen.publish_wait)


def waits(home: Home, chosen: Settings) -> bool:
    """Whether the database has another release than the current one."""
    current = releases.current(home)
    there = postgres.published(_url(chosen))
    return current is not None and (there is None or _is_another(there, current))


def told(sent: postgres.Sent) -> str:
    """What was sent, in a few words."""
    return f"{sent.version} · {sent.rows:,} 行 rows · {sent.seconds:.1f} s"


def _roll_back_database(home: Home, chosen: Settings, version: str) -> None:
    """By changing the two schemas' places where the release is still there, else by sending it again."""
    url, folder = _url(chosen), releases.folder_of(home, version)
    there = postgres.published(url, kept=True)
    if there is not None and there.version == version and not _is_another(there, read_manifest(folder)):
        postgres.rollback(url, reader=chosen.publish_reader, patience=chosen.publish_wait)
        return
    now = postgres.published(url)
    if now is None or _is_another(now, read_manifest(folder)):
        postgres.publish(folder, url, reader=chosen.publish_reader, patience=chosen.publish_wait)


def _is_another(there: postgres.Publication, release: releases.Manifest) -> bool:
    return (there.version, there.inputs_key) != (release.version, release.inputs_key)


def _kept(home: Home) -> list[str]:
    return [manifest.version for manifest in releases.history(home)]


def _url(chosen: Settings) -> str:
    if chosen.publish_url is None:
        raise WrongUse("names no database to publish to", place=VARIABLE, advice=f"{VARIABLE}={EXAMPLE}")
    return chosen.publish_url.get_secret_value()
