"""What `duban release diff` says: documents, promises, figures and verdicts that differ, then the rows of each table.

Belongs here: showing two compared releases in a terminal, and as JSON. Does not belong here: comparing them
(warehouse.release_diff by keys, serving.changes by what a thing is about), which releases are compared (release_command).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
from rich import box
from rich.table import Table
from rich.text import Text

from flows.console import out, print_json, safe
from serving import changes
from serving.words import label
from warehouse import release_diff
from warehouse.release_store import WAREHOUSE

#: Lines for each sort of change; all of them are counted, and the report of the release lists more.
SHOWN = 10


def show(old: Path, new: Path, *, as_json: bool) -> None:
    """Compare the releases in two folders and show it. Raises DamagedFile for a manifest that cannot be read."""
    difference = release_diff.compare(old, new)
    told, missing = _changes(old, new, difference.old)
    if as_json:
        print_json(_as_json(difference, told))
        return
    _inputs(difference)
    if told:
        for each in told.sorts:
            _sort(each)
    else:
        out.print(
            Text(safe(f"  内容无法逐项比较 · what they say cannot be compared one by one: {missing}")), soft_wrap=True
        )
    _tables(difference)


def _changes(old: Path, new: Path, version: str) -> tuple[changes.Changes | None, str]:
    """None and the reason where one of the releases is from before a column that is compared."""
    try:
        return changes.compare(old / WAREHOUSE, new / WAREHOUSE, version), ""
    except (duckdb.BinderException, duckdb.CatalogException) as fault:
        return None, str(fault).splitlines()[0]


def _as_json(difference: release_diff.Difference, told: changes.Changes | None) -> dict[str, Any]:
    listed = None if told is None else {
        each.sort: {"added": each.added, "gone": each.gone, "changed": each.changed, "rows": each.rows} for each in told.sorts
    }  # fmt: skip
    return {**{name: getattr(difference, name) for name in difference.__slots__}, "changes": listed}


def _inputs(difference: release_diff.Difference) -> None:
    out.print(Text(f"{difference.old} → {difference.new}", style="bold"))
    for name, names in (
        ("新增文件 documents added", difference.documents_added),
        ("移除文件 documents removed", difference.documents_removed),
        ("变更文件 documents changed", difference.documents_changed),
    ):
        if names:
            more = f" … 共 {len(names)} 份 in all" if len(names) > SHOWN else ""
            out.print(Text(f"  {name}: {', '.join(names[:SHOWN])}{more}"), soft_wrap=True)
    if difference.code_changed or difference.reader_changed:
        out.print(Text("  代码已变 · made by other code" + (", 另一阅读器 another reader" * difference.reader_changed)))
    if difference.decisions_old != difference.decisions_new:
        out.print(Text(f"  裁定 decisions: {difference.decisions_old} → {difference.decisions_new}"))


def _sort(told: changes.Difference) -> None:
    # Documents stand above, by their ids.
    if not told.total or told.sort == "documents":
        return
    counts = " · ".join(
        f"{word.chinese} {word.english} {number}"
        for name, number in (("added", told.added), ("gone", told.gone), ("changed", told.changed))
        if number and (word := label("changes", name))
    )
    word = label("changes", told.sort)
    out.print(Text.assemble((f"\n{word.chinese} {word.english}", "bold"), f"  {counts}"))
    for row in told.rows[:SHOWN]:
        sign = {"added": "+", "gone": "−", "changed": "≠"}[row.how]
        name = " ".join(safe(row.name).split())
        out.print(Text(f"  {sign} {safe(row.document_id)}  {name}{_values(told.sort, row)}"), soft_wrap=True)
    if told.total > SHOWN:
        out.print(Text(f"    另有 {told.total - SHOWN} 项 · {told.total - SHOWN} more (--json: {len(told.rows)})"))


def _values(sort: str, row: changes.Change) -> str:
    if sort == "tasks":  # its text is long, and what it is compared by says nothing to people
        return ""
    shown = [
        safe(label("verdict", value).chinese + " " + label("verdict", value).english if sort == "verdicts" else value)
        for value in (row.before, row.after)
        if value is not None
    ]
    return "  " + " → ".join(shown)


def _tables(difference: release_diff.Difference) -> None:
    changed = [each for each in difference.tables if not each.same]
    out.print()
    if not changed:
        out.print(Text("各表逐行相同 · every table is the same, row for row"))
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    names = ("表 table", "旧 rows before", "新 rows now", "新增 added", "消失 gone", "改变 changed")
    for name in names:
        table.add_column(name, justify="left" if name == names[0] else "right")
    for each in changed:
        numbers = (each.rows_old, each.rows_new, each.added, each.removed, each.changed)
        table.add_row(each.name, *("–" if n is None else f"{n:,}" for n in numbers))
    out.print(table)
    for each in changed:
        columns = [f"+{name}" for name in each.columns_added] + [f"−{name}" for name in each.columns_removed]
        if columns:
            out.print(Text(f"  {each.name}: 列 columns {', '.join(columns)}"), soft_wrap=True)
    same = len(difference.tables) - len(changed)
    out.print(Text(f"  其余 {same} 张表逐行相同 · the other {same} tables are the same, row for row"))
