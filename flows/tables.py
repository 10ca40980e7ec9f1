"""`duban status` and `report`: what is published, and its report built again.

Belongs here: asking the release and the catalogue and showing the answer. Does not belong here: `run`, `read` and the
stewards' commands.
"""

from __future__ import annotations

import webbrowser
from datetime import UTC, datetime
from pathlib import Path

from rich.text import Text

from flows import schedule, settings
from flows.console import out, print_json, safe
from flows.faults import ExitCode
from flows.job import Job, sources_of
from flows.outcome import figures_of
from flows.progress import Progress
from flows.published import catalogue_of, published
from flows.summary import shown
from flows.turn import turn
from warehouse import locks, releases, waiting
from warehouse.home import Home
from warehouse.records import RunRecord

RUNS_SHOWN = 5
STATES = {
    "published": "已发布 published",
    "nothing_new": "无新内容 nothing new",
    "refused": "未通过 refused",
    "failed": "失败 failed",
    "interrupted": "中断 interrupted",
    "waiting": "等待裁定 waiting",
    "running": "运行中 running",
}


def status(*, as_json: bool) -> ExitCode:
    """What is published and since when, of what, the last runs, whether one is at work, and when the next is due."""
    home = Home.from_environment()
    with catalogue_of(home) as catalogue:
        runs = catalogue.runs.history(RUNS_SHOWN)
    manifest = releases.current(home)
    at_work, waits = locks.holder_of(home), waiting.current(home)
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
        told_all = {"home": home.root, "release": told, "figures": figures, "running": at_work, "runs": runs}
        print_json({**told_all, "waiting": waits, "due": schedule.due()})
        return ExitCode.OK
    if manifest is None:
        out.print(Text("– 尚未发布 · Nothing is published yet  → duban run"))
    else:
        _show_release(home, manifest)
    if at_work:
        out.print(Text(f"… 运行中 · at work: process {at_work.pid} since {at_work.since}"))
    if waits:
        words = f"! 等待裁定 · waits for a steward: {len(waits.findings)} 个问题 findings, until {waits.until.astimezone():%Y-%m-%d %H:%M}"
        out.print(Text(f"{words}  → duban findings", style="yellow"), soft_wrap=True)
    out.print(Text("\n最近运行 Last runs", style="bold"))
    for run in runs:
        out.print(_told_run(run), soft_wrap=True)
    out.print(Text("\n下次运行 Next runs  (make server)", style="bold"))
    for each in schedule.due():
        out.print(Text(f"  {each.next:%Y-%m-%d %H:%M}  {each.deployment} ({each.timezone})"), soft_wrap=True)
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


def report(*, open_it: bool, as_json: bool) -> ExitCode:
    """Build the report of the published release again; the page's path."""
    home = Home.from_environment()
    published(home)
    page = rebuilt_report(home)
    if as_json:
        print_json({"report": page})
    else:
        out.print(Text(f"✓ 报告 · Report  {shown(page)}"), soft_wrap=True)
    if open_it:
        webbrowser.open(page.as_uri())
    return ExitCode.OK


def rebuilt_report(home: Home) -> Path:
    """Build the report of the release that is current now; its front page."""
    from flows import steps

    chosen = settings.load()
    with catalogue_of(home) as catalogue, turn(home, Progress(), wait=chosen.wait, purpose="duban report"):
        job = Job(chosen, home, catalogue, sources_of(chosen, [home.root], None), (), strict=False)
        return steps.report(job, state="nothing_new", judgement=None, started=datetime.now(UTC))
