"""`duban accuracy GOLD_DIR`: reads documents whose figures are known, and shows how well.

Belongs here: the tables on the terminal, the JSON form, the card file. Does not belong here: measuring (documents.accuracy), what a card
says (serving.accuracy_card).
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any

from rich import box
from rich.table import Table

from documents.accuracy import ATTRIBUTES, SORTS, Evaluation, GoldError, Miss, evaluate, load
from documents.accuracy.evaluation import Group
from flows.console import out, print_json, safe
from flows.faults import ExitCode, WrongUse

_TITLES = {"observations": "数字 Figures", "targets": "承诺 Promises", "excluded": "不计 Left out"}


class By(StrEnum):
    """What the lines of the table are."""

    LAYOUT = "layout"
    KIND = "kind"
    DOCUMENT = "document"


def accuracy(
    gold: Path,
    *,
    documents: Path | None,
    by: By,
    by_document: bool,
    misses: int,
    card: Path | None,
    as_json: bool,
) -> ExitCode:
    """Measure, show, and write the card where one is asked for. Raises WrongUse for a gold folder that cannot be used."""
    from serving import accuracy_card

    try:
        found = load(gold, documents)
    except GoldError as error:
        raise WrongUse(str(error)) from error
    evaluation = evaluate(found, by_document=by_document)
    content = accuracy_card.content(evaluation)
    written = accuracy_card.write(content, card) if card else ()
    if as_json:
        content["misses"], content["disagreements"] = content["misses"][:misses], content["disagreements"][:misses]
        print_json(content)
    else:
        _show(evaluation, by, misses)
        for path in written:
            out.print(f"准确度卡 Card  {path}", soft_wrap=True)
    return ExitCode.INPUT if any(each.problem for each in evaluation.documents) else ExitCode.OK


def _show(evaluation: Evaluation, by: By, misses: int) -> None:
    whole = evaluation.all
    out.print(f"{whole.documents} 份文件 documents · {whole.characters:,} 字 characters · 未读 unread {whole.unread}")
    groups = evaluation.by(lambda each: each.id if by is By.DOCUMENT else each.layout)
    for sort in SORTS:
        out.print(_kinds(whole, sort) if by is By.KIND else _table(groups, whole, sort))
    for each in evaluation.documents:
        if each.problem:
            out.print(f"✗ {each.id}: {safe(each.problem)}", style="red", markup=False)
    for sort in SORTS:
        _list(whole.scores[sort].misses[:misses])
        _list(whole.scores[sort].disagreements[:misses])


def _table(groups: dict[str, Group], whole: Group, sort: str) -> Table:
    names = [*ATTRIBUTES[sort], *(["indicator_likeness"] if sort != "excluded" else [])]
    table = _empty(_TITLES[sort], ["documents", "gold", "found", "precision", "recall", "F1", *names])
    for name, group in {**groups, "全部 all": whole}.items():
        measures = group.scores[sort].measures(sort)
        if measures["gold"] or measures["found"]:
            table.add_row(safe(name), str(group.documents), *_cells(measures, names), end_section=False)
    return table


def _kinds(whole: Group, sort: str) -> Table:
    table = _empty(
        f"{_TITLES[sort]} by {'reason' if sort == 'excluded' else 'kind'}",
        ["gold", "found", "precision", "recall", "F1"],
    )
    for kind, tally in sorted(whole.scores[sort].kinds.items()):
        table.add_row(safe(kind), *_cells(tally.measures(), []))
    return table


def _empty(title: str, columns: list[str]) -> Table:
    table = Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0)
    )
    table.add_column("", overflow="fold")
    for column in columns:
        # A heading may break over lines on a narrow terminal; a figure is never cut.
        table.add_column(column.removesuffix("_likeness"), justify="right", overflow="fold", min_width=5)
    return table


def _cells(measures: dict[str, Any], names: list[str]) -> list[str]:
    shares = [f"{measures[name]:.3f}" for name in ("precision", "recall", "f1", *names)]
    return [str(measures["gold"]), str(measures["found"]), *shares]


def _list(misses: list[Miss]) -> None:
    for miss in misses:
        out.print(f"- {safe(str(miss))}", markup=False, soft_wrap=True)
