"""The made-up corpus of the years as whole documents: text, parts, promised and reported figures, each at its place in the text.

Belongs here: turning the tasks of `years_corpus` into everything that a reader finds in a document. Does not belong here: which tasks there
are and how they are worded (years_corpus), measuring (years_scale).
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from benchmarks.years_corpus import WORDS, Corpus

Row = dict[str, Any]

#: Headline figures that every document repeats: they give the checks something to compare over years and documents.
HEADLINES = (("地区生产总值", "亿元", 3000), ("一般公共预算收入", "亿元", 300), ("社会消费品零售总额", "亿元", 1500))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a sentence stands: the task it belongs to and its first character in the document's text."""

    task: Row
    role: str
    start: int


def tell(corpus: Corpus, seed: int = 7) -> None:
    """Give every document of the corpus its text and its figures; the same for the same corpus."""
    units: dict[tuple[str, int], list[str]] = defaultdict(list)
    for each in corpus.rows["task_units"]:
        units[(each["document_id"], each["task_order"])].append(each["unit"])
    promised = {(t["document_id"], t["task_order"]): t for t in corpus.rows["targets"]}
    corpus.rows["targets"] = []
    tasks: dict[str, list[Row]] = defaultdict(list)
    for task in corpus.rows["tasks"]:
        tasks[task["document_id"]].append(task)
    corpus.rows["task_units"] = []
    for document in corpus.rows["documents"]:
        _Teller(corpus, document, random.Random(f"{seed}|{document['document_id']}")).tell(
            tasks[document["document_id"]], units, promised
        )


class _Teller:
    """Writes one document: its text grows, and rows are noted with the offsets that they have in it."""

    def __init__(self, corpus: Corpus, document: Row, chance: random.Random) -> None:
        self.rows = corpus.rows
        self.document = document
        self.chance = chance
        self.pieces: list[str] = []
        self.length = 0
        self.sentence = 0

    def tell(
        self, tasks: list[Row], units: dict[tuple[str, int], list[str]], promised: dict[tuple[str, int], Row]
    ) -> None:
        for task in tasks:
            key = (task["document_id"], task["task_order"])
            task["char_start"] = self.length
            self._write(f"{task['task_no']}．")
            commitment = self._part(task, "commitment", task["commitment"], 1)
            if key in promised:
                self._target(promised[key], commitment)
            if task["report"]:
                task["report"] = self._reported(task, promised.get(key))
                self._write("\n进展情况：")
                report = self._part(task, "report", task["report"], 2)
                self._figures(task, promised.get(key), report)
                self._claim(task, report)
            self._write("\n牵头责任单位：")
            self._units(task, units.get(key, []))
            task["char_end"] = self.length
            self._write("\n")
        self.document["text"] = "".join(self.pieces)

    def _write(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def _part(self, task: Row, role: str, text: str, order: int) -> _Place:
        place = _Place(task, role, self.length)
        self._write(text)
        self.rows["task_parts"].append(
            {"document_id": task["document_id"], "task_order": task["task_order"], "part_order": order, "role": role,
             "text": text, "char_start": place.start, "char_end": self.length}
        )  # fmt: skip
        return place

    def _units(self, task: Row, units: list[str]) -> None:
        start = self._part(task, "lead_unit", "、".join(units), 3).start
        for order, unit in enumerate(units, start=1):
            self.rows["task_units"].append(
                {"document_id": task["document_id"], "task_order": task["task_order"], "role": "lead", "unit_order": order, "unit": unit,
                 "char_start": start, "char_end": start + len(unit)}
            )  # fmt: skip
            start += len(unit) + 1

    def _target(self, target: Row, place: _Place) -> None:
        for clause, start in _clauses(place.task["commitment"]):
            at = clause.find(target["value"] + target["unit"])
            if at >= 0 and not clause[max(0, at - 1) : at].isdigit():
                row = {**target, **_at(place, clause, start, at, target["value"])}
                self.rows["targets"].append({**row, "comparator": "ge", **self._dates()})
                return

    def _reported(self, task: Row, target: Row | None) -> str:
        """The report with what it says in figures: the promised thing, and one headline in every tenth task."""
        said = [task["report"]]
        if target is not None and self.chance.random() < 0.7:
            value = max(1, round(int(target["value"]) * self.chance.uniform(0.7, 1.2)))
            said.append(f"{target['indicator']}{value}{target['unit']}。")
        if task["task_no"] % 10 == 1:
            name, unit, base = HEADLINES[task["task_no"] // 10 % len(HEADLINES)]
            level = base + 37 * (self.document["year"] - 2000) + len(self.document["jurisdiction"])
            said.append(f"{name}{level}{unit}，增长{self.chance.randint(40, 90) / 10}%。")
        return "".join(said)

    def _figures(self, task: Row, target: Row | None, place: _Place) -> None:
        for clause, start in _clauses(task["report"]):
            for row in self._read(clause, target):
                value = row["value"]
                at = clause.find(value)
                self.rows["observations"].append(
                    {**_at(place, clause, start, at, value), **row, "modifier": "exact", "scope": "全市", "cumulative": False,
                     "total": False, "part": False, "sentence": self._sentence(clause), **self._dates()}
                )  # fmt: skip

    def _read(self, clause: str, target: Row | None) -> Iterator[Row]:
        if target is not None and clause.startswith(target["indicator"]) and clause.endswith(target["unit"]):
            value = clause[len(target["indicator"]) : -len(target["unit"])]
            yield {"indicator": target["indicator"], "kind": "level", "value": value, "unit": target["unit"]}
        for name, unit, _ in HEADLINES:
            if clause.startswith(name):
                level, growth = clause[len(name) :].split(unit + "，增长")
                yield {"indicator": name, "kind": "level", "value": level, "unit": unit}
                yield {"indicator": name, "kind": "growth", "value": growth.rstrip("%"), "unit": "%"}

    def _sentence(self, clause: str) -> int:
        self.sentence += 1
        return self.sentence

    def _claim(self, task: Row, place: _Place) -> None:
        words = next((w for w in WORDS["reports"] if task["report"].startswith(w)), "")
        kind = "done" if words.startswith("已") else "under_way"
        clause = words.rstrip("。").split("，")[0]
        self.rows["claims"].append(
            {**_at(place, clause, 0, None, ""), "claim": kind, "subject": "", "anchor": place.start}
        )

    def _dates(self) -> Row:
        year, period = self.document["year"], self.document["period"]
        month = {"Q1": 3, "H1": 6, "Q1-Q3": 9}.get(period[4:], 12)
        last = date(year, month, {3: 31, 6: 30, 9: 30, 12: 31}[month])
        return {"period": period, "period_start": date(year, 1, 1), "period_end": last}


def _clauses(text: str) -> Iterator[tuple[str, int]]:
    """Sentences of a report, clauses of a promise: a headline keeps level and growth together."""
    start = 0
    for end, sign in enumerate(text):
        if sign == "。" or (sign == "，" and not text[end + 1 :].startswith("增长")):
            yield text[start:end], start
            start = end + 1


def _at(place: _Place, clause: str, start: int, at: int | None, value: str) -> Row:
    begin = place.start + start
    number = {} if at is None else {"number_start": begin + at, "number_end": begin + at + len(value)}
    task = place.task
    return {
        "document_id": task["document_id"], "anchor": begin + (at or 0), "task_order": task["task_order"], "task_no": task["task_no"],
        "section_no": None, "role": place.role, "evidence": clause, "char_start": begin, "char_end": begin + len(clause),
        "number_start": None, "number_end": None, **number,
    }  # fmt: skip
