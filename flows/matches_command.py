"""`duban matches` and `duban match`: which tasks of two documents are one, where the models leave it open, and a steward's word on it.

Belongs here: showing open matches, and adding a line to the seed `task_matches`. Does not belong here: matching (dbt).

A steward's word on a match is vocabulary, kept with the other seeds under version control: it holds in every release built with them.
"""

from __future__ import annotations

import csv
import io
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from flows import settings
from flows.console import out, print_json, safe
from flows.faults import ExitCode, WrongUse
from flows.published import judged
from warehouse.home import Home

if TYPE_CHECKING:
    import duckdb

#: What waits for a steward; with `--all` also the best of what is not alike enough.
_OPEN = ("tie", "part")
_LABELS = {
    "tie": "不相上下 · as good as another",
    "part": "一项分写或两项并写 · told in two, or two told as one",
    "unlike": "不够相似 · not alike enough",
    "cut": "已否定 · cut by a steward",
}


@dataclass(frozen=True, slots=True)
class Match:
    """A line of the seed: two tasks by document and printed number; `decision` is pin or cut."""

    document_a: str
    task_a: int
    document_b: str
    task_b: int
    decision: str
    reason: str
    decided_by: str


def matches(*, everything: bool, limit: int, as_json: bool) -> ExitCode:
    """Print the matches that are left open, the likeliest first."""
    import duckdb

    warehouse, of = judged(Home.from_environment())
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        wanted = list(_LABELS) if everything else list(_OPEN)
        cursor = connection.execute(
            "SELECT * FROM bi.task_match_candidates WHERE outcome IN (SELECT unnest(?)) "
            "ORDER BY score DESC, document_a, task_a, document_b, task_b",
            [wanted],
        )
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    if as_json:
        print_json({"release": of, "total": len(rows), "matches": rows[:limit]})
        return ExitCode.OK
    if not rows:
        out.print(Text(f"✓ 没有待裁定的任务对应 · No match between tasks is left open ({of})"))
    for row in rows[:limit]:
        _show(row)
    if len(rows) > limit:
        out.print(Text(f"\n{len(rows) - limit} 条未显示 · more: duban matches --limit {len(rows)}", style="dim"))
    return ExitCode.OK


def match(given: Match, *, as_json: bool) -> ExitCode:
    """Write the steward's word into the seed; it counts from the next run on. Raises WrongUse for what cannot be one task."""
    import duckdb

    if not given.reason.strip() or not given.decided_by.strip():
        raise WrongUse("a word on a match needs --reason and --by", advice="say why, and who decides")
    if given.document_a == given.document_b:
        raise WrongUse("two tasks of one document are never one", advice="name tasks of two documents")
    warehouse, _ = judged(Home.from_environment())
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        places = {
            _place(connection, given.document_a, given.task_a),
            _place(connection, given.document_b, given.task_b),
        }
    if len(places) > 1:
        raise WrongUse(
            "the documents are not of one jurisdiction and year: " + " / ".join(sorted(f"{p} {y}" for p, y in places)),
            advice="tasks of several years are tied by the models (thread_id), those of several cities never",
        )
    seed = settings.load().dbt_project / "seeds" / "task_matches.csv"
    add(given, seed)
    if as_json:
        print_json({"written": str(seed), **{f.name: getattr(given, f.name) for f in fields(given)}})
    else:
        out.print(
            Text(f"✓ {seed}: 已加一行，下次运行起生效 · one line added; it counts from the next run on (duban run)")
        )
    return ExitCode.OK


def add(given: Match, seed: Path) -> None:
    """Add the line to the file, in place of an earlier word on the same two tasks. Raises WrongUse where the file is no such seed."""
    names = [f.name for f in fields(Match)]
    with seed.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    if header != names:
        raise WrongUse(f"{seed}: its columns are {', '.join(header)}", advice=f"they should be {', '.join(names)}")
    pair = {(given.document_a, str(given.task_a)), (given.document_b, str(given.task_b))}
    kept = [row for row in rows if row and {(row[0], row[1]), (row[2], row[3])} != pair]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([names, *kept, [str(value) for value in astuple(given)]])
    new = seed.with_suffix(".new")
    new.write_text(text.getvalue(), encoding="utf-8")
    new.replace(seed)


def _place(connection: duckdb.DuckDBPyConnection, document: str, task: int) -> tuple[str, int]:
    """Jurisdiction and year of the task, which must be printed with this number once."""
    found = connection.execute(
        "SELECT coalesce(jurisdiction, ''), coalesce(year, 0) FROM marts.dim_task WHERE document_id = ? AND task_no = ?",
        [document, task],
    ).fetchall()
    if len(found) != 1:
        times = "no task" if not found else f"{len(found)} tasks"
        raise WrongUse(f"{document} has {times} with the number {task}", advice="`duban matches --all` prints both")
    return (str(found[0][0]), int(found[0][1]))


def _show(row: dict[str, Any]) -> None:
    a, b = (f"{safe(row[f'document_{side}'])} {row[f'task_{side}']}" for side in "ab")
    out.print(Text(f"? {_LABELS[row['outcome']]}  {row['score']:.2f}  {safe(row['reason'] or '')}"))
    for place, side in ((a, "a"), (b, "b")):
        out.print(Text(f"    {place}  {safe(row[f'commitment_{side}'])}"))
    out.print(Text(f'    → duban match {a} {b} --pin | --cut --reason "…" --by …', style="dim"))
