"""`duban findings`: what waits for a decision, worst first, each with its evidence, its arithmetic and the command that decides it.

Belongs here: choosing and showing findings at a terminal. Does not belong here: deciding (decide_command.py), checking (dbt).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from flows.console import out, print_json, safe
from flows.faults import ExitCode, WrongUse
from flows.published import SEVERITY_STYLES, catalogue_of, judged
from flows.show import squeeze
from warehouse.home import Home
from warehouse.records import Action

if TYPE_CHECKING:
    import duckdb

#: Worst first; what a later version adds comes last.
_ORDER = "CASE severity WHEN 'critical' THEN 0 WHEN 'warning' THEN 1 WHEN 'info' THEN 2 ELSE 3 END"
#: How far both sides are apart, as a share of the larger.
_APART = "coalesce(abs(left_value - right_value) / nullif(greatest(abs(left_value), abs(right_value)), 0), 0)"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which checks are shown; without any of it the findings that nobody has decided."""

    everything: bool = False
    kind: str | None = None
    document: str | None = None
    limit: int = 50


def findings(wanted: Wanted, *, as_json: bool) -> ExitCode:
    """Print the wanted checks of the published warehouse, the undecided first, then worst first; what only informs comes last."""
    home = Home.from_environment()
    warehouse, of = judged(home)
    rows, total = _checks(warehouse, wanted)
    _tell_what_was_decided_since(home, rows)
    if as_json:
        print_json({"release": of, "total": total, "findings": rows})
        return ExitCode.OK
    if not rows:
        out.print(Text(f"✓ 无待决问题 · No finding waits for a decision ({of})"))
    for row in rows:
        _show(row)
    if total > len(rows):
        out.print(Text(f"\n{total - len(rows)} 条未显示 · more: duban findings --limit {total}", style="dim"))
    return ExitCode.OK


def _checks(warehouse: Path, wanted: Wanted) -> tuple[list[dict[str, Any]], int]:
    import duckdb

    condition, values = _condition(wanted)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        _refuse_the_unknown(connection, wanted)
        counted = connection.execute(f"SELECT count(*) FROM bi.checks WHERE {condition}", values).fetchone()
        order = f"holds, decision IS NOT NULL, {_ORDER}, {_APART} DESC, kind, check_id"
        query = f"SELECT * FROM bi.checks WHERE {condition} ORDER BY {order} LIMIT ?"
        cursor = connection.execute(query, [*values, wanted.limit])
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        for row in rows:
            row["evidence"] = _evidence(connection, row["observation_ids"] or [])
        return rows, int(counted[0]) if counted else 0


def _tell_what_was_decided_since(home: Home, rows: list[dict[str, Any]]) -> None:
    """A decision of the catalogue that the release does not know yet: nobody needs to decide the same again before the next run."""
    if not rows:
        return
    with catalogue_of(home) as catalogue:
        last = {record.decision.check_id: record for record in catalogue.decisions.list()}
    for row in rows:
        record = last.get(row["check_id"])
        if record is None or record.decision.action is Action.WITHDRAW or record.decision_id == row["decision_id"]:
            continue
        since = record.decision
        told = {"action": since.action.value, "decided_by": since.decided_by, "reason": since.reason}
        row["decided_since"] = {"decision_id": record.decision_id, **told, "corrected_value": since.corrected_value}


def _condition(wanted: Wanted) -> tuple[str, list[str]]:
    parts, values = ["true" if wanted.everything else "NOT holds AND decision IS NULL"], []
    if wanted.kind is not None:
        parts.append("kind = ?")
        values.append(wanted.kind)
    if wanted.document is not None:
        parts.append("list_contains(document_ids, ?)")
        values.append(wanted.document)
    return " AND ".join(parts), values


def _refuse_the_unknown(connection: duckdb.DuckDBPyConnection, wanted: Wanted) -> None:
    """A word that nothing bears would look like the good news that nothing was found."""
    for option, value, query in (
        ("--kind", wanted.kind, "SELECT DISTINCT kind FROM bi.checks ORDER BY 1"),
        ("--document", wanted.document, "SELECT document_id FROM bi.documents ORDER BY 1"),
    ):
        known = [str(row[0]) for row in connection.execute(query).fetchall()] if value is not None else []
        if value is not None and value not in known:
            raise WrongUse(f"there is no {value!r}", place=option, advice=f"it may be {', '.join(known) or 'nothing'}")


def _evidence(connection: duckdb.DuckDBPyConnection, ids: list[str]) -> list[str]:
    """The sentences of a check, each with its number in brackets, on one line and harmless to a terminal."""
    query = """
        SELECT document_id, task_no, section_no, evidence, number_start - char_start, number_end - char_start
        FROM (SELECT observation_id AS id, * EXCLUDE (observation_id) FROM bi.observations
              UNION ALL BY NAME SELECT target_id AS id, * EXCLUDE (target_id, observation_ids) FROM bi.targets)
        WHERE list_contains(?, id) ORDER BY list_position(?, id)"""
    told = []
    for document, task, section, text, start, end in connection.execute(query, [ids, ids]).fetchall():
        marked = text if start is None else f"{text[:start]}【{text[start:end]}】{text[end:]}"
        place = f"任务{task}" if task is not None else f"第{section}节"
        told.append(squeeze(safe(f"“{marked}” {document} {place}")))
    return told


def _show(row: dict[str, Any]) -> None:
    severity = str(row["severity"])
    sign = "✓" if row["holds"] else "i" if severity == "info" else "✗"
    title = f"{sign} {row['kind']}  {squeeze(safe(str(row['claim'])))}"
    out.print()
    out.print(
        Text.assemble((title, "bold"), "  ", (severity, SEVERITY_STYLES.get(severity, "")), f"  {row['check_id']}"),
        soft_wrap=True,
    )
    sides = f"{_short(row['left_value'])} ↔ {_short(row['right_value'])}"
    lines = [("算 sum", f"{safe(row['arithmetic'] or sides)}  (容差 tolerance {_short(row['tolerance'])})", "")]
    lines += [("证 said" if i == 0 else "", evidence, "") for i, evidence in enumerate(row["evidence"])]
    if not row["evidence"]:
        lines += [("处 place", safe(" · ".join(map(str, row["places"] or ()))), "dim")]
    if row.get("is_reopened"):
        lines.append(("重开 reopened", safe(str(row["reopened_why"] or "")), "yellow"))
    if row.get("decision"):
        by = f"{row['decision']} · {row['decided_by']} {row['decided_on']}: {row['reason']}"
        lines.append(("已决 decided", safe(by), "dim"))
    elif since := row.get("decided_since"):
        told = f"{since['action']} · {since['decided_by']}: {since['reason']}"
        lines.append(("已录 recorded", safe(f"{told} （下次运行生效 takes effect with the next run）"), "green"))
    elif not row["holds"] and severity == "info":
        lines.append(("供参考 note", "无须裁定 · for information, asks for no decision", "dim"))
    elif not row["holds"]:
        command = f'duban decide {row["check_id"]} --accept | --correct VALUE | --reject --reason "…" --by …'
        lines.append(("裁 decide", command, "green"))
    _aligned(lines)


def _aligned(lines: list[tuple[str, str, str]]) -> None:
    """Words in one column, what they tell in the next; in a pipe no line is folded."""
    if not out.is_terminal:
        for label, told, style in lines:
            padding = " " * (14 - Text(label).cell_len)
            out.print(Text(f"  {label}{padding}{told}", style=style), soft_wrap=True)
        return
    table = Table.grid(padding=(0, 1))
    table.add_column(width=15, style="dim", justify="right")
    table.add_column(overflow="fold")
    for label, told, style in lines:
        table.add_row(label, Text(told, style=style))
    out.print(table)


def _short(value: Any) -> str:
    """A number as a person reads it: six digits that count; the exact one is in the JSON."""
    return f"{value:.6g}" if isinstance(value, float) else "—" if value is None else safe(str(value))
