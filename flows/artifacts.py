"""What a Prefect server keeps of a run: the summary, and tables of documents, findings, models and steps, each with its links.

Belongs here: making artifacts of what the run knows. Does not belong here: what happens while it goes on (server_progress.py).

Text from documents stands in these tables, so every cell is made harmless to a browser that draws Markdown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact

from flows.console import safe
from flows.job import Job
from flows.markdown import findings_table, plain
from flows.outcome import Outcome
from flows.progress import Node, StepTime
from flows.reading_step import Read
from flows.steward_wait import Finding
from flows.summary import as_markdown
from warehouse import releases

#: A page of a browser is no place for more rows than this; the release has all of them.
LISTED = 300


def summary(outcome: Outcome) -> None:
    """The end of the run in words."""
    create_markdown_artifact(as_markdown(outcome), key="duban-summary", description="督办运行摘要 · summary of the run")


def steps(times: Sequence[StepTime]) -> None:
    """What each step took."""
    rows = [{"步骤 step": s.name, "秒 seconds": round(s.seconds, 2), "状态 state": s.state} for s in times]
    create_table_artifact(rows, key="duban-steps", description="各步用时 · steps of the run")


def documents(job: Job, read: Read) -> None:
    """Each document of the warehouse, and what was read from it."""
    known = {record.document_id: record.facts for record in job.catalogue.documents()}
    rows: list[dict[str, Any]] = []
    for each in read.editions[:LISTED]:
        facts = known[each.document_id]
        stored = next((r for r in job.catalogue.readings(each.document_id) if r.reading_key == each.reading_key), None)
        counts: Mapping[str, int] = stored.counts if stored else {}
        rows.append(
            {
                "文件 document": safe(each.document_id),
                "标题 title": plain(facts.title or ""),
                "版次 edition": each.edition_no,
                "任务 tasks": counts.get("tasks", 0),
                "承诺 promises": counts.get("targets", 0),
                "数字 figures": counts.get("observations", 0),
                "不计 left out": counts.get("excluded_numbers", 0),
                "未读 unread": counts.get("unread_numbers", 0),
                "SHA-256": each.sha256[:12],
            }
        )
    rows += [
        {"文件 document": safe(r.document_id), "标题 title": plain(f"拒收 refused: {r.what} → {r.advice}")}
        for r in read.refusals
    ]
    described = f"文件及其读取结果 · documents and what was read from each{_more(len(read.editions))}"
    create_table_artifact(rows, key="duban-documents", description=described)


def findings(found: Sequence[Finding], *, waiting: bool = False) -> None:
    """The findings that nobody has decided, worst first."""
    title = (
        "等待裁定的问题 · findings that the run waits for"
        if waiting
        else "待决问题 · findings that wait for a decision"
    )
    text = "\n".join([f"## {title}", "", *findings_table(found[:LISTED])]) if found else f"## {title}\n\n✓ 无 · none"
    create_markdown_artifact(text, key="duban-findings", description=title + _more(len(found)))


def models(nodes: Sequence[Node]) -> None:
    """Each model, seed and test that dbt built or asked, slowest first, what failed before the others."""
    ordered = sorted(nodes, key=lambda node: (node.status in ("success", "pass"), -node.seconds))
    rows = [
        {
            "名称 name": node.name,
            "种类 kind": node.kind,
            "结果 result": node.status,
            "秒 seconds": round(node.seconds, 2),
            "说明 message": plain(node.message),
        }
        for node in ordered
    ]
    create_table_artifact(rows, key="duban-models", description="模型、种子与测试 · models, seeds and tests of dbt")


def links(job: Job, outcome: Outcome) -> None:
    """Where the report and the release are: on the web where DUBAN_REPORT_URL says so, else on the worker's disk."""
    if outcome.report is not None:
        address = job.settings.report_url or outcome.report.as_uri()
        create_link_artifact(address, link_text="报告 Report", key="duban-report", description="报告 · the report")
    if outcome.release is not None:
        folder = releases.folder_of(job.home, outcome.release)
        create_link_artifact(
            folder.as_uri(), link_text=outcome.release, key="duban-release", description="发布 · the release"
        )


def _more(count: int) -> str:
    return f" ({LISTED} of {count:,})" if count > LISTED else ""
