"""Writes documents/ and gold/ from annotated/: `python tests/corpus/build.py`, of another corpus with its folder behind.

Belongs here: reading the sources, numbering the gold lines, judging promises, writing JSONL.
Does not belong here: the look of a document (rendering.py).
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from annotation import AnnotationError, Mark, evidence, read_marked, scaled, tighten
from rendering import TaskRow, render

HERE = Path(__file__).parent
FILES = ("documents", "tasks", "targets", "observations", "excluded", "verdicts")
ROLE_LINE = re.compile(r"^(C\d?|R\d?|U|O|L|S|N|P|V) (.*)$")
LOOSE = re.compile(
    r"[一二两三四五六七八九十百千]+(?:余|多)?(?:个|家|户|项|条|次|名|人|万|亿|成|倍|番|件|所|座|年|月|批|届|期|位|场|分之)"
)


@dataclass
class Source:
    """One annotated document."""

    name: str
    head: dict[str, str]
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    tasks: list[TaskRow] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)  # of a narrative, marked


def read_source(path: Path) -> Source:
    """The header (`key: value` lines up to ---) and the body of a source."""
    head_text, _, body = path.read_text("utf-8").partition("\n---\n")
    head = dict(line.split(":", 1) for line in head_text.splitlines() if line.strip())
    source = Source(path.stem, {k.strip(): v.strip() for k, v in head.items()})
    if "task" not in body or "\n@task" not in body:
        source.lines = body.strip("\n").splitlines()
        return source
    section, part, task = "", "before", None
    for number, line in enumerate(body.splitlines(), start=1):
        if line.startswith("@section "):
            section = line[9:]
        elif line.startswith("@task"):
            part, task = "tasks", TaskRow(line[5:].strip() or str(len(source.tasks) + 1), section)
            source.tasks.append(task)
        elif line.startswith("@after"):
            part = "after"
        elif part != "tasks":
            getattr(source, part).append(line)
        elif line.strip():
            match = ROLE_LINE.match(line)
            if not match or task is None:
                raise AnnotationError(f"{path.name}:{number}: not a role line: {line!r}")
            task.parts.append((match[1], match[2]))
    return source


class Gold:
    """The gold lines of one document."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.counts: dict[tuple[str, str], int] = defaultdict(int)
        self.period = source.head.get("period", "")
        self.stock = source.head.get("stock", "asof-" + self.period[:4].removeprefix("asof"))
        self.scope = source.head.get("scope", "全市")

    def add(self, key: str, place: str, plain: str, marks: list[Mark]) -> list[tuple[Mark, dict[str, Any]]]:
        """Gold lines for the marks of one stretch of a task (key "task") or section (key "section")."""
        out = []
        for mark in marks:
            names = {"observation": "observations", "target": "targets", "excluded": "excluded"}
            row: dict[str, Any] = {"doc": self.source.name, key: int(place) if key == "task" else place}
            if mark.sort != "excluded":
                self.counts[place, mark.sort] += 1
                row["n"] = self.counts[place, mark.sort]
            row["evidence"] = evidence(plain, mark)
            row |= mark.fields
            if mark.sort == "observation":
                row["period"] = {None: self.period, "*": self.stock}.get(row["period"], row["period"])
                row["scope"] = row["scope"] or self.scope
            if mark.sort == "target" and row["value_high"] is None:
                del row["value_high"]
            self.rows[names[mark.sort]].append(row)
            out.append((mark, row))
        for loose in LOOSE.finditer(plain):
            if not any(m.start < loose.end() and loose.start() < m.end for m in marks):
                around = plain[max(0, loose.start() - 8) : loose.end() + 6]
                print(f"  {self.source.name} {place}: unmarked {loose.group()}: {around}")
        return out


def verdict_of(target: dict[str, Any], answers: list[dict[str, Any]], interim: bool) -> tuple[str, str | None, str]:
    """Verdict, ratio and reason of a target that the marks say is answered by these observations."""
    if target["value"] is None:
        return "met", None, "The reported figures move the way that was promised."
    values = [scaled(a["value"], a["unit"]) for a in answers]
    wanted = scaled(target["value"], target["unit"])
    additive = target["kind"] in ("level", "increment") and target["comparator"] == "ge"
    actual = sum(values, Decimal(0)) if additive else max(values) if target["comparator"] == "le" else min(values)
    ratio = actual / wanted
    reached = {
        "ge": actual >= wanted,
        "le": actual <= wanted,
        "about": ratio >= Decimal("0.95"),
        "eq": actual == wanted,
    }[target["comparator"]]
    amount = target["kind"] not in ("growth", "rank") and "/" not in target["unit"]
    verdict = "met" if reached else "pending" if interim and amount else "not_met"
    said = " and ".join(f"{a['value']}{a['unit']}" for a in answers)
    times = {u for u in (target["unit"], *(a["unit"] for a in answers)) if u in ("天", "小时", "个工作日", "个月")}
    alike = len(times) <= 1 and (additive or len(answers) == 1)
    return verdict, f"{ratio:.4f}" if alike else None, f"{said} reported against {target['value']}{target['unit']}."


def task_gold(source: Source, gold: Gold) -> None:
    """Gold of a document of tasks."""
    for task in source.tasks:
        targets: list[dict[str, Any]] = []
        answers: dict[int, list[dict[str, Any]]] = defaultdict(list)
        plain_parts: list[tuple[str, str]] = []
        forced: dict[int, list[str]] = {}
        joined: dict[str, str] = {"C": "", "R": ""}
        for role, text in task.parts:
            if role == "V":
                n, verdict, why = [*text.split("|"), ""][:3]
                forced[int(n)] = [verdict, why]
                continue
            if role[0] in "CR" or role == "P":
                plain, marks = read_marked(text, f"{source.name} task {task.no}")
                for mark, row in gold.add("task", task.no, plain, marks):
                    if mark.sort == "target":
                        targets.append(row)
                    for n in mark.answers:
                        answers[n].append(row)
                joined["C" if role[0] == "C" else "R"] += tighten(plain)
                plain_parts.append((role, plain))
            else:
                plain_parts.append((role, text))
        task.parts = plain_parts
        units = [u for role, text in plain_parts if role == "U" for u in re.split("[、，]", text)]
        gold.rows["tasks"].append(
            {
                "doc": source.name,
                "task": int(task.no),
                "commitment": joined["C"],
                "units": units,
                "report": joined["R"],
                "themes": [],
            }
        )
        if not joined["R"]:
            continue
        for row in targets:
            n, found = row["n"], answers.get(row["n"], [])
            line = {"doc": source.name, "task": int(task.no), "target_n": n, "observation_n": [a["n"] for a in found]}
            if found:
                verdict, ratio, why = verdict_of(row, found, source.head.get("interim") == "yes")
            else:
                verdict, ratio, why = "not_reported", None, "The report gives no figure for it."
            if n in forced:
                verdict, also = forced[n][0].split("/")[0], forced[n][0].split("/")[1:]
                why = forced[n][1] or why
                line |= {"also_accepted": also} if also else {}
            gold.rows["verdicts"].append(line | {"verdict": verdict, "ratio": ratio, "why": why})


def narrative_gold(source: Source, gold: Gold) -> list[str]:
    """Gold of a narrative; returns its plain lines, headings still with their `# `."""
    section, plain_lines = 0, []
    for line in source.lines:
        if line.startswith("# "):
            section += 1
        plain, marks = read_marked(line, f"{source.name} section {section}")
        gold.add("section", str(section), plain.removeprefix("# "), [
            Mark(m.start - 2, m.end - 2, m.sort, m.fields, m.answers) if line.startswith("# ") else m for m in marks
        ])  # fmt: skip
        plain_lines.append(plain)
    return plain_lines


def convert(value: Any) -> Any:
    """Simplified to traditional characters, for a document that is published in them."""
    from opencc import OpenCC

    return OpenCC("s2t").convert(value) if isinstance(value, str) else value


def build(documents: Path, gold_dir: Path, annotated: Path = HERE / "annotated") -> None:
    """Write every document of `annotated` and its gold."""
    lines: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    documents.mkdir(parents=True, exist_ok=True)
    for path in sorted(annotated.glob("*.txt")):
        source = read_source(path)
        gold = Gold(source)
        if source.tasks:
            task_gold(source, gold)
            plain: list[str] = []
        else:
            plain = narrative_gold(source, gold)
        traditional = source.head.get("script") == "traditional"
        if traditional:
            plain = [convert(p) for p in plain]
            for task in source.tasks:
                task.parts = [(r, convert(t)) for r, t in task.parts]
                task.section = convert(task.section)
            source.before, source.after = [convert(x) for x in source.before], [convert(x) for x in source.after]
            for rows in gold.rows.values():
                for row in rows:
                    for key in ("evidence", "unit", "commitment", "report"):
                        if key in row:
                            row[key] = convert(row[key])
                    if "units" in row:
                        row["units"] = [convert(u) for u in row["units"]]
        suffix = source.head["format"].split()[0]
        target = documents / f"{source.name}.{suffix}"
        render(source.head, source.before, source.tasks, source.after, plain, target)
        layout = source.head["layout"]
        known = dict(p.split("=", 1) for p in source.head.get("known", "").split(";") if p.strip())
        row = {
            "doc": source.name,
            "file": target.name,
            "layout": layout,
            "known": {k.strip(): v.strip() for k, v in known.items()},
        }
        lines[layout]["documents"].append(row)
        for name, rows in gold.rows.items():
            lines[layout][name] += rows
    total: dict[str, int] = defaultdict(int)
    for layout, by_name in lines.items():
        folder = gold_dir / layout
        folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            total[name] += len(by_name[name])
            text = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in by_name[name])
            (folder / f"{name}.jsonl").write_text(text, "utf-8")
    print(dict(total))


if __name__ == "__main__":
    root = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else HERE
    build(root / "documents", root / "gold", root / "annotated")
