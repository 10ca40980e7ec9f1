"""`duban status`, `findings`, `decide`, `report`: what is published, what waits for a decision, deciding it.

Belongs here: asking the release and the catalogue and showing the answer. Does not belong here: `run` and `read`, the
rules of decisions (warehouse.decisions).
"""

from __future__ import annotations

import webbrowser
from datetime import UTC, date, datetime
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from flows import settings
from flows.console import out, print_json, safe
from flows.faults import ExitCode, WrongUse
from flows.job import Job, sources_of
from flows.outcome import figures_of
from flows.progress import Progress
from flows.show import squeeze
from flows.summary import shown
from flows.turn import turn
from warehouse import locks, releases
from warehouse.catalogue import Catalogue
from warehouse.home import Home
from warehouse.records import Action, NewDecision, RunRecord

if TYPE_CHECKING:
    import duckdb

RUNS_SHOWN = 5
SEVERITY_STYLES = {"critical": "bold red", "warning": "yellow", "info": "cyan"}
#: Worst first; what a later version adds comes last.
_ORDER = "CASE severity WHEN 'critical' THEN 0 WHEN 'warning' THEN 1 WHEN 'info' THEN 2 ELSE 3 END"
STATES = {
    "published": "已发布 published",
    "nothing_new": "无新内容 nothing new",
    "refused": "未通过 refused",
    "failed": "失败 failed",
    "interrupted": "中断 interrupted",
    "running": "运行中 running",
}


def _published(home: Home) -> releases.Manifest:
    manifest = releases.current(home)
    if manifest is None:
        raise WrongUse("nothing is published here yet", place=str(home.root), advice="duban run")
    return manifest


def _catalogue(home: Home) -> Catalogue:
    """The catalogue of a home; asking about a home that is not there must not make one."""
    if not home.root.exists():
        raise WrongUse("there is no such home", place=str(home.root), advice="duban run makes it; or set DUBAN_HOME")
    return Catalogue(home.catalogue_url)


def status(*, as_json: bool) -> ExitCode:
    """What is published and since when, of what, the last runs, and whether one is at work."""
    home = Home.from_environment()
    with _catalogue(home) as catalogue:
        runs = catalogue.runs.history(RUNS_SHOWN)
    manifest = releases.current(home)
    at_work = locks.holder_of(home)
    figures = figures_of(home.current) if manifest else None
    if as_json:
        told = manifest and {
            "version": manifest.version,
            "published_at": manifest.published_at,
            "previous": manifest.previous,
            "inputs_key": manifest.inputs_key,
            "code_version": manifest.facts.code_version,
            "reader_version": manifest.facts.reader_version,
            "documents": manifest.facts.documents,
            "validation": manifest.facts.validation,
            "warehouse": home.current,
            "folder": releases.folder_of(home, manifest.version),
        }
        print_json({"home": home.root, "release": told, "figures": figures, "running": at_work, "runs": runs})
        return ExitCode.OK
    if manifest is None:
        out.print(Text("– 尚未发布 · Nothing is published yet  → duban run"))
    else:
        _show_release(home, manifest)
    if at_work:
        out.print(Text(f"… 运行中 · at work: process {at_work.pid} since {at_work.since}"))
    out.print(Text("\n最近运行 Last runs", style="bold"))
    for run in runs:
        out.print(_told_run(run), soft_wrap=True)
    return ExitCode.OK


def _show_release(home: Home, manifest: releases.Manifest) -> None:
    since = f"{manifest.published_at.astimezone():%Y-%m-%d %H:%M}"
    title = f"已发布 · Published {manifest.version}  {since} ({_ago(manifest.published_at)})"
    out.print(Text.assemble(("✓ ", "bold green"), (title, "bold")))
    validation = manifest.facts.validation
    findings = validation.get("open_findings")
    out.print(
        Text(
            f"  校验 Validation   {'通过 passed' if validation.get('passed') else '—'} · {findings} 个待决问题 findings"
        )
    )
    out.print(Text(f"  数据仓库 Warehouse {shown(home.current)}"), soft_wrap=True)
    code, reader = manifest.facts.code_version, manifest.facts.reader_version
    out.print(Text(f"  代码 Code         {code} · 阅读器 reader {reader}", style="dim"))
    out.print(Text(f"\n来源 Inputs ({len(manifest.facts.documents)})", style="bold"))
    for each in manifest.facts.documents:
        edition = f"第{each.edition_no}版 edition {each.edition_no}"
        out.print(
            Text(f"  {safe(each.document_id)}  {edition}  {each.sha256[:12]}  {safe(each.title or '')}"), soft_wrap=True
        )


def _ago(moment: datetime) -> str:
    seconds = max(0, int((datetime.now(UTC) - moment).total_seconds()))
    for size, name in ((86400, "天 days"), (3600, "小时 hours"), (60, "分钟 minutes")):
        if seconds >= size:
            return f"{seconds // size} {name} ago"
    return "刚刚 just now"


def _told_run(run: RunRecord) -> Text:
    took = f"{(run.finished - run.started).total_seconds():.0f} s" if run.finished else ""
    state = STATES.get(str(run.state), str(run.state))
    error = str(run.summary.get("error") or "").splitlines()
    left_out = len(run.summary.get("refusals") or ())
    more = error[0] if error else f"{left_out} 份未读入 left out" if left_out else run.release_version or ""
    return Text(f"  {run.started.astimezone():%Y-%m-%d %H:%M:%S}  {state}  {took}  {safe(more)}")


def findings(*, everything: bool, limit: int, as_json: bool) -> ExitCode:
    """The checks of the published warehouse that fail and that nobody has decided, worst first."""
    home = Home.from_environment()
    manifest = _published(home)
    rows, total = _checks(home.current, everything, limit)
    if as_json:
        print_json({"release": manifest.version, "total": total, "findings": rows})
        return ExitCode.OK
    if not rows:
        out.print(Text(f"✓ 无待决问题 · No finding waits for a decision ({manifest.version})"))
    for row in rows:
        _show_finding(row)
    if total > len(rows):
        out.print(Text(f"\n{total - len(rows)} 条未显示 · more: duban findings --limit {total}", style="dim"))
    return ExitCode.OK


def _checks(warehouse: Path, everything: bool, limit: int) -> tuple[list[dict[str, Any]], int]:
    import duckdb

    wanted = "true" if everything else "NOT holds AND decision IS NULL"
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        counted = connection.execute(f"SELECT count(*) FROM bi.checks WHERE {wanted}").fetchone()
        order = f"holds, decision IS NOT NULL, {_ORDER}, kind, check_id"
        cursor = connection.execute(f"SELECT * FROM bi.checks WHERE {wanted} ORDER BY {order} LIMIT ?", [limit])
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        for row in rows:
            row["evidence"] = _evidence(connection, row["observation_ids"] or [])
        return rows, int(counted[0]) if counted else 0


def _evidence(connection: duckdb.DuckDBPyConnection, observation_ids: list[str]) -> list[str]:
    """The sentences of a check, each with its number in brackets, on one line and harmless to a terminal."""
    query = """SELECT evidence, number_start - char_start, number_end - char_start FROM bi.observations
               WHERE list_contains(?, observation_id) ORDER BY list_position(?, observation_id)"""
    told = []
    for text, start, end in connection.execute(query, [observation_ids, observation_ids]).fetchall():
        before, number, after = text[:start], text[start:end], text[end:]
        told.append(squeeze(safe(f"{before}【{number}】{after}")))
    return told


def _show_finding(row: dict[str, Any]) -> None:
    severity = str(row["severity"])
    sign = "✓" if row["holds"] else "✗"
    title = f"{sign} {row['kind']}  {squeeze(safe(str(row['claim'])))}"
    out.print()
    out.print(
        Text.assemble((title, "bold"), "  ", (severity, SEVERITY_STYLES.get(severity, "")), f"  {row['check_id']}"),
        soft_wrap=True,
    )
    sides = f"{_short(row['left_value'])} ↔ {_short(row['right_value'])}, 容差 tolerance {_short(row['tolerance'])}"
    out.print(Text(f"    {safe(row['arithmetic'] or sides)}"), soft_wrap=True)
    for document, place in zip_longest(row["document_ids"] or (), row["places"] or (), fillvalue=""):
        out.print(Text(f"    {safe(str(document))} {safe(str(place))}", style="dim"), soft_wrap=True)
    for evidence in row["evidence"]:
        out.print(Text(f"    “{evidence}”"), soft_wrap=True)
    if row.get("decision"):
        by = f"{row['decided_by']} {row['decided_on']}: {row['reason']}"
        out.print(Text(f"    已决 decided: {row['decision']} · {safe(by)}"), soft_wrap=True)
    elif not row["holds"]:
        command = f'duban decide {row["check_id"]} --accept | --correct VALUE | --reject --reason "…" --by …'
        out.print(Text(f"    → {command}", style="green"), soft_wrap=True)


def _short(value: Any) -> str:
    """A number as a person reads it: six digits that count; the exact one is in the JSON."""
    return f"{value:.6g}" if isinstance(value, float) else "—" if value is None else safe(str(value))


def decide(
    check_id: str,
    *,
    accept: bool,
    correct: str | None,
    reject: bool,
    reason: str,
    by: str,
    until: str | None,
    as_json: bool,
) -> ExitCode:
    """Record a decision on a finding of the published warehouse."""
    if sum((accept, correct is not None, reject)) != 1:
        raise WrongUse("one of --accept, --correct VALUE, --reject is needed", advice="duban decide --help")
    for name, value in (("--reason", reason), ("--by", by)):
        if not value.strip():
            raise WrongUse(f"{name} is needed: others will read it, years later", advice="duban decide --help")
    home = Home.from_environment()
    row = _check(home, check_id)
    action = Action.ACCEPT if accept else Action.CORRECT if correct is not None else Action.REJECT
    decision = NewDecision(
        check_id=check_id,
        action=action,
        reason=reason,
        decided_by=by,
        decided_on=datetime.now().astimezone().date(),
        corrected_value=correct,
        until=_day(until),
        left_said=row["left_said"],
        right_said=row["right_said"],
    )
    with _catalogue(home) as catalogue:
        recorded = catalogue.decisions.record(decision)
    if as_json:
        print_json(recorded)
    else:
        words = f"已记录 · Recorded {recorded.decision_id}: {check_id} {action}"
        out.print(Text.assemble(("✓ ", "bold green"), safe(words)), soft_wrap=True)
        out.print(Text("  下次运行生效 · it counts from the next run on  → duban run", style="dim"))
    return ExitCode.OK


def _check(home: Home, check_id: str) -> dict[str, Any]:
    import duckdb

    manifest = _published(home)
    with duckdb.connect(str(home.current), read_only=True) as connection:
        cursor = connection.execute("SELECT * FROM bi.checks WHERE check_id = ?", [check_id])
        names = [column[0] for column in cursor.description or ()]
        row = cursor.fetchone()
    if row is None:
        raise WrongUse(f"no check {check_id!r} in {manifest.version}", advice="duban findings lists them")
    return dict(zip(names, row, strict=True))


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUse(f"{text!r} is no date", place="--until", advice="write it as 2026-12-31") from error


def report(*, open_it: bool, as_json: bool) -> ExitCode:
    """Build the report of the published release again; the page's path."""
    from flows import steps

    home = Home.from_environment()
    _published(home)
    chosen = settings.load()
    with _catalogue(home) as catalogue, turn(home, Progress(), wait=chosen.wait, purpose="duban report"):
        job = Job(chosen, home, catalogue, sources_of(chosen, [home.root], None), (), strict=False)
        page = steps.report(job, state="nothing_new", judgement=None, started=datetime.now(UTC))
    if as_json:
        print_json({"report": page})
    else:
        out.print(Text(f"✓ 报告 · Report  {shown(page)}"), soft_wrap=True)
    if open_it:
        webbrowser.open(page.as_uri())
    return ExitCode.OK
