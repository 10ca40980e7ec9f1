"""The end of a run in plain words, Chinese and English: on the terminal and as Markdown for Prefect.

Belongs here: what is told at the end and how it is aligned. Does not belong here: the figures (outcome.py), the
report (serving).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from flows.console import safe
from flows.markdown import plain
from flows.outcome import Figures, Outcome

HEADLINES = {
    "published": ("✓", "bold green", "已发布 · Published"),
    "nothing_new": ("=", "bold green", "无新内容 · Nothing new"),
    "refused": ("✗", "bold red", "校验未通过，未发布 · Refused by validation"),
}
#: Verdicts in the order that a reader asks for them.
VERDICTS = {
    "met": "兑现 met",
    "partly_met": "部分 partly",
    "not_met": "未兑现 not met",
    "pending": "进行中 pending",
    "claimed": "自称完成 claimed",
    "not_reported": "未报告 not reported",
}
SEVERITIES = ("critical", "warning", "info")
LABEL_WIDTH = 18


def show(console: Console, outcome: Outcome, *, timings: bool = False) -> None:
    """Print the summary; a line each, labels aligned."""
    sign, style, headline = HEADLINES[outcome.state]
    console.print()
    console.print(Text.assemble((f"{sign} {headline}", style), f"  {told_headline(outcome)}"), soft_wrap=True)
    for failure in outcome.failures:
        console.print(Text.assemble(("  ✗ ", "red"), safe(failure)), soft_wrap=True)
    for label, words in lines(outcome):
        padding = " " * max(1, LABEL_WIDTH - cell_len(label))
        console.print(Text.assemble("  ", (label, "dim"), padding, safe(words)), soft_wrap=True)
    for refusal in outcome.refusals:
        console.print(Text.assemble(("  ! ", "yellow"), safe(str(refusal))), soft_wrap=True)
    if timings:
        show_timings(console, outcome)


def told_headline(outcome: Outcome) -> str:
    """What the headline adds: which version, and what became of the inputs."""
    if outcome.state == "published":
        return f"{outcome.release}"
    if outcome.state == "nothing_new":
        return f"{outcome.release} 仍为最新 · is made of the same inputs; nothing was read, built or published"
    return f"{outcome.release} 仍有效 · stays published" if outcome.release else "尚无发布 · nothing is published yet"


def lines(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Label and words of each line."""
    if outcome.figures is not None:
        yield from _figures(outcome.figures)
    if outcome.refusals:
        count = len(outcome.refusals)
        yield (
            "未读入 Left out",
            f"{count} 份文件，见下 · {count} document{'s' * (count > 1)}, told below; the others went on",
        )
    if outcome.passed_over:
        yield "略过 Passed over", f"{outcome.passed_over} 个其他文件 · other files of the folders"
    if outcome.warehouse:
        yield "数据仓库 Warehouse", shown(outcome.warehouse)
    if outcome.release_folder:
        yield "发布 Release", f"{shown(outcome.release_folder)}  (DuckDB, Parquet, CSV, manifest.json)"
    if outcome.report:
        yield "报告 Report", shown(outcome.report)
    yield "下一步 Next", next_step(outcome)
    yield "用时 Time", f"{outcome.seconds:.1f} s"


def _figures(figures: Figures) -> Iterator[tuple[str, str]]:
    yield "文件 Documents", f"{figures.documents:,}"
    yield "任务 Tasks", f"{figures.tasks:,}"
    told = [f"{label} {figures.verdicts[name]:,}" for name, label in VERDICTS.items() if figures.verdicts.get(name)]
    told += [f"{name} {count:,}" for name, count in figures.verdicts.items() if name not in VERDICTS]
    yield "承诺 Promises", f"{figures.promises:,}" + (f"  {' · '.join(told)}" if told else "")
    unread = f" · 未读 unread {figures.unread:,}" if figures.unread else ""
    yield "数字 Figures", f"{figures.figures:,}  不计 left out {figures.excluded:,}{unread}"
    asked = [name for name in SEVERITIES if name != "info" and figures.findings.get(name)]
    found = [f"{name} {figures.findings[name]:,}" for name in asked]
    if informing := figures.findings.get("info"):
        found.append(f"另有 {informing:,} 条供参考 for information")
    yield "待决问题 Findings", f"{figures.open_findings:,}" + (f"  {' · '.join(found)}" if found else "")


def next_step(outcome: Outcome) -> str:
    """The command that is most worth trying now."""
    if outcome.state == "refused":
        return "查看报告中的原因，修正后重新运行 · see the reasons in the report, mend them, run again"
    if outcome.refusals:
        return "修正上列文件后重新运行 · mend the documents named below, then run again"
    if outcome.figures is not None and outcome.figures.open_findings:
        return "duban findings · 查看并裁决待决问题 see what waits for a decision"
    return "duban report --open · 打开报告 open the report"


def show_timings(console: Console, outcome: Outcome) -> None:
    """The time of each step, and what is left for starting up."""
    console.print()
    console.print(Text("  各步用时 Timings", style="bold"))
    for step in outcome.steps:
        padding = " " * max(1, LABEL_WIDTH - cell_len(step.name))
        console.print(Text(f"  {step.name}{padding}{step.seconds:7.2f} s"))
    padding = " " * (LABEL_WIDTH - cell_len("合计 Run"))
    console.print(Text(f"  合计 Run{padding}{outcome.seconds:7.2f} s"))


def as_markdown(outcome: Outcome) -> str:
    """The summary as Markdown; text from documents cannot become mark-up."""
    _, _, headline = HEADLINES[outcome.state]
    rows = "\n".join(f"| {label} | {plain(words)} |" for label, words in lines(outcome))
    problems = "".join(f"\n- {plain(words)}" for words in [*outcome.failures, *map(str, outcome.refusals)])
    link = f"\n\n[报告 Report]({outcome.report.as_uri()})" if outcome.report else ""
    return f"## {headline}\n\n{plain(told_headline(outcome))}\n\n| | |\n| --- | --- |\n{rows}\n{problems}{link}\n"


def shown(path: Path) -> str:
    """A path as a person would type it here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
