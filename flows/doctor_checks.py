"""What `duban doctor` looks at: disk, catalogue, database, release, schedule, notifications, lexicons, environment.

Belongs here: one function for each question, which looks and changes nothing, and answers with a state, what it saw and what to do. Does not
belong here: the order of the questions and how the answers look (doctor_command.py).
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib import metadata
from pathlib import Path
from typing import Literal

from flows.faults import WrongUse, in_plain_words
from flows.schedule import due
from flows.settings import PROJECT, Settings
from warehouse import locks, releases, waiting
from warehouse.catalogue import Catalogue
from warehouse.clock import now
from warehouse.errors import WarehouseError
from warehouse.home import Home

State = Literal["ok", "warning", "failed"]
LITTLE_DISK = 2 * 1024**3  # bytes: below this a warning
NO_DISK = 200 * 1024**2  # bytes: below this a run would fail
LONG_AGO = timedelta(days=120)  # four months: a quarter and a month
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;]+)\s*(?:;(?P<marker>.*))?$")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one question found: `advice` says what to do where it is not well."""

    question: str
    state: State
    told: str
    advice: str = ""


def disk(home: Home) -> Iterator[Answer]:
    """Is there room, and may it be written to?"""
    place = next(folder for folder in (home.root, *home.root.parents) if folder.exists())
    free = shutil.disk_usage(place).free
    told = f"{free / 1024**3:,.1f} GB 可用 free · {home.root}"
    advice = "make room, or set DUBAN_HOME to a folder on a larger disk; old releases: duban prune --keep 3 --dry-run"
    state: State = "failed" if free < NO_DISK else "warning" if free < LITTLE_DISK else "ok"
    yield Answer("磁盘 Disk", state, told, "" if state == "ok" else advice)
    trial = place / f".doctor-{now():%H%M%S%f}"
    try:
        trial.write_bytes(b"duban")
        trial.unlink()
    except OSError as fault:
        yield Answer("写入 Writing", "failed", in_plain_words(fault), "mend the folder's rights, or set DUBAN_HOME")


def catalogue(home: Home) -> Iterator[Answer]:
    """Does the catalogue open, is it sound, and what do the last runs say?"""
    question = "目录库 Catalogue"
    if home.catalogue_url.startswith("sqlite") and not (home.root / "catalogue.db").exists():
        yield Answer(question, "warning", "尚无运行 · nothing has been run here yet", "duban run")
        return
    try:
        with Catalogue(home.catalogue_url) as opened:
            kind = opened.database.engine.dialect.name
            fault = _damage(opened) if kind == "sqlite" else ""
            if fault:
                yield Answer(question, "failed", fault, "restore the last backup of the catalogue")
                return
            yield Answer(question, "ok", f"{kind} · {len(opened.documents())} 份文件 documents")
            yield from _last_run(opened)
    except WarehouseError as fault:
        yield Answer(question, "failed", str(fault), "is the database up, and DUBAN_CATALOGUE_URL right?")


def _damage(opened: Catalogue) -> str:
    from sqlalchemy import text

    with opened.database.reading() as session:
        said = str(session.execute(text("PRAGMA quick_check(1)")).scalar_one())
    return "" if said == "ok" else f"damaged: {said}"


def _last_run(opened: Catalogue) -> Iterator[Answer]:
    runs = [run for run in opened.runs.history(20) if run.finished]
    if not runs:
        return
    last = runs[0]
    told = f"{last.started.astimezone():%Y-%m-%d %H:%M} {last.state}"
    if str(last.state) in ("failed", "interrupted", "refused"):
        why = str(last.summary.get("error") or "; ".join(last.summary.get("failures") or ())).splitlines()
        yield Answer(
            "上次运行 Last run", "warning", f"{told} {why[0] if why else ''}".rstrip(), "duban status; then duban run"
        )
    elif now() - last.started > LONG_AGO:
        yield Answer("上次运行 Last run", "warning", f"{told}: long ago", "is the server up? make server")
    else:
        yield Answer("上次运行 Last run", "ok", told)


def turn(home: Home) -> Iterator[Answer]:
    """Is a run at work, or waiting for somebody?"""
    waits = waiting.current(home)
    holder = locks.holder_of(home)
    if waits is not None:
        told = f"{waits.run_id}: {len(waits.findings)} 个问题 findings, until {waits.until:%Y-%m-%d %H:%M} UTC"
        yield Answer("等待裁定 Waiting", "warning", told, "duban findings; duban decide, duban desk or duban answer")
    elif holder is not None:
        yield Answer("运行中 At work", "ok", f"{holder.purpose}, process {holder.pid} since {holder.since}")


def release(home: Home) -> Iterator[Answer]:
    """Is the published release there, and is it what its manifest says?"""
    question = "发布 Release"
    manifest = releases.current(home)
    if manifest is None:
        yield Answer(question, "warning", "尚未发布 · nothing is published yet", "duban run")
        return
    from flows.outcome import figures_of

    try:
        figures = figures_of(home.current)
    except Exception as fault:  # whatever DuckDB says of a damaged file
        yield Answer(
            question,
            "failed",
            f"{home.current}: {fault}",
            "duban rollback: back to the release before; duban release verify tells what is damaged",
        )
        return
    told = (
        f"{manifest.version} · {figures.documents} 份文件 documents · {figures.open_findings} 个待决问题 open findings"
    )
    yield Answer(question, "ok", told)


def database(settings: Settings, home: Home) -> Iterator[Answer]:
    """Does the database that releases are sent to answer, and does it have the current one?"""
    if settings.publish_url is None:
        return
    from flows import publish_command

    question = "读者数据库 Database"
    try:
        behind = releases.current(home) is not None and publish_command.waits(home, settings)
    except Exception as fault:  # every driver has its own
        yield Answer(question, "failed", in_plain_words(fault), "is it up, and DUBAN_PUBLISH_URL right?")
        return
    advice = "duban publish" if behind else ""
    told = "没有当前发布 · does not have the current release" if behind else "有当前发布 · has the current release"
    yield Answer(question, "warning" if behind else "ok", told, advice)


def schedule() -> Iterator[Answer]:
    """When are the next runs due?"""
    try:
        told = " · ".join(f"{each.deployment} {each.next:%Y-%m-%d %H:%M} {each.timezone}" for each in due())
    except WrongUse as fault:
        yield Answer("下次运行 Next run", "failed", str(fault), fault.advice)
        return
    yield Answer("下次运行 Next run", "ok", told)


def notifications(settings: Settings) -> Iterator[Answer]:
    """Can the addresses of DUBAN_NOTIFY be understood? Nothing is sent."""
    from flows.notifications import Notifier
    from flows.progress import Progress

    question = "通知 Notifications"
    try:
        notifier = Notifier(settings, Progress())
    except WrongUse as fault:
        yield Answer(question, "failed", str(fault), fault.advice)
        return
    told = ", ".join(notifier.kinds) or "未设置 · nobody is told (DUBAN_NOTIFY)"
    yield Answer(question, "ok", told)


def lexicons() -> Iterator[Answer]:
    """Can every vocabulary file be read?"""
    from documents.lexicon import LexiconError
    from documents.lexicon.usage import check

    question = "词表 Lexicons"
    try:
        reports = check([])
    except LexiconError as fault:
        yield Answer(question, "failed", str(fault), "mend the line; duban lexicon check tells more")
        return
    yield Answer(question, "ok", f"{len(reports)} 个词表 files · {sum(r.entries for r in reports):,} 词条 entries")


def environment(lock: Path = PROJECT / "requirements.lock") -> Iterator[Answer]:
    """Are Python and the packages those of the lock?"""
    question = "环境 Environment"
    try:
        lines = lock.read_text(encoding="utf-8").splitlines()
    except OSError as fault:
        yield Answer(question, "warning", in_plain_words(fault), "the lock came with the checkout: get it back")
        return
    wrong, count = [], 0
    for name, version in _pins(lines):
        count += 1
        try:
            here = metadata.version(name)
        except metadata.PackageNotFoundError:
            here = "missing"
        if here != version:
            wrong.append(f"{name} {here} ({version})")
    if wrong:
        yield Answer(
            question,
            "warning",
            f"{len(wrong)} 个不符 differ: {', '.join(wrong[:5])}",
            "make setup (after touch requirements.lock)",
        )
    else:
        yield Answer(question, "ok", f"Python {sys.version.split()[0]} · {count} 个包与锁定版本一致 packages as locked")


def _pins(lines: list[str]) -> Iterator[tuple[str, str]]:
    from packaging.markers import Marker

    for line in lines:
        pin = _PIN.match(line.strip())
        if pin and (not pin["marker"] or Marker(pin["marker"].strip()).evaluate()):
            yield pin["name"], pin["version"]
