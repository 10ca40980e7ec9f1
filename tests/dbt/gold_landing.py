"""Landing rows from hand-annotated figures: a perfect reading, so that the verdicts are measured on their own.

Belongs here: turning the annotators' files into landing rows. Does not belong here: assertions, and any knowledge of a certain document.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

Row = dict[str, Any]

_CLAIMS = (
    ("under_way", re.compile(r"正在|申报中|推进中|试运行|计划推进")),
    ("done", re.compile(r"已完成|全面完成|全部完成|完成.{0,12}任务")),
)
_WHOLE = re.compile(r"^(?:\d{4}年的?)?(?:目标)?(?:任务)?(?:均)?已?(?:全部|全面)?完成(?:目标任务|任务)?$")
_SUBJECT_TAIL = re.compile(r"(?:正在|均|已|按计划|稳步|全面|全部|于\d+月底).*$")
_LEAD = re.compile(r"^(?:截至目前|截至\d+月底|今年|\d{4}年度?|目前)+,?")
_CUMULATIVE = re.compile(r"累计|总数|共有|以来")


def rows(gold: Path, documents: Path) -> dict[str, list[Row]]:
    """Landing rows for the annotated half. Files: targets, observations, excluded, tasks, sections (JSON lines)."""
    texts = {path.stem: path.read_text("utf-8") for path in sorted(documents.glob("*.txt"))}
    squeezed = {name: _Squeezed(text) for name, text in texts.items()}
    out: dict[str, list[Row]] = {
        "documents": [_document(name, text) for name, text in texts.items()],
        "sections": [
            {"document_id": r["doc"], "section_no": r["section"], "heading": r["heading"]}
            for r in _lines(gold, "sections")
        ],
        "tasks": [],
        "task_units": [],
        "claims": [],
    }
    for row in _lines(gold, "tasks"):
        key = {"document_id": row["doc"], "task_order": row["task"]}
        out["tasks"].append({**key, "task_no": row["task"], "commitment": row["commitment"], "report": row["report"]})
        out["task_units"] += [{**key, "unit": unit, "unit_order": n} for n, unit in enumerate(row["units"], start=1)]
        out["claims"] += _claims(key, row["report"])
    out["targets"] = [_statement(r, squeezed, "commitment") for r in _lines(gold, "targets")]
    out["observations"] = [_observation(r, squeezed) for r in _lines(gold, "observations")]
    out["excluded_numbers"] = [_statement(r, squeezed, "report") for r in _lines(gold, "excluded")]
    for table in ("targets", "observations", "excluded_numbers", "claims"):
        for number, row in enumerate(out[table], start=1):
            row["anchor"] = number
    return out


class _Squeezed:
    """A text without white space that still knows where each character stood."""

    def __init__(self, text: str) -> None:
        self.places = [i for i, ch in enumerate(text) if not ch.isspace()]
        self.text = "".join(text[i] for i in self.places)

    def find(self, evidence: str) -> tuple[int, int]:
        at = self.text.find(evidence)
        return (self.places[at], self.places[at + len(evidence) - 1] + 1) if at >= 0 and evidence else (0, 0)


def _lines(folder: Path, name: str) -> list[Row]:
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines() if line.strip()]


def _document(name: str, text: str) -> Row:
    found = re.search(r"(20\d\d)", name)
    year = int(found.group(1)) if found else 2022
    article = "reform" in name
    return {
        "document_id": name,
        "text": text,
        "year": year,
        "period": f"asof-{year}" if article else str(year),
        "document_type": "article" if article else "annual_report",
        "url": f"https://example.org/{name}.html",
        "title": name,
    }


def _statement(row: Row, texts: dict[str, _Squeezed], role: str) -> Row:
    start, end = texts[row["doc"]].find(row["evidence"])
    task = row.get("task")
    keep = {k: v for k, v in row.items() if k not in {"doc", "task", "section", "n", "why"}}
    if "why" in row and "indicator" not in row:
        keep["why"] = row["why"]
    place = {"task_order": task, "task_no": task, "section_no": row.get("section")}
    if task is None:
        role = "narrative"
    return {"document_id": row["doc"], **place, **keep, "char_start": start, "char_end": end, "role": role}


def _observation(row: Row, texts: dict[str, _Squeezed]) -> Row:
    out = _statement(row, texts, "report")
    text = texts[row["doc"]].text[: texts[row["doc"]].text.find(row["evidence"])]
    evidence = row["evidence"]
    marks = {"cumulative": bool(_CUMULATIVE.search(evidence)), "total": "共计" in evidence, "part": "其中" in evidence}
    return {**out, **marks, "sentence": len(re.findall("[。;]", text))}


def _claims(key: Row, report: str) -> list[Row]:
    out = []
    for clause in re.split("[。;,]", report):
        for kind, pattern in _CLAIMS:
            if pattern.search(clause) and not re.search(r"\d[\d.]*[个家%万亿]", clause):
                bare = _SUBJECT_TAIL.sub("", _LEAD.sub("", clause))
                out.append(
                    {
                        **key,
                        "claim": kind,
                        "subject": "" if _WHOLE.match(clause) else bare or clause,
                        "evidence": clause,
                    }
                )
                break
    return out
