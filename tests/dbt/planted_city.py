"""The landing rows of a city that a test writes figure by figure, each with its place in the text.

Belongs here: offsets, sentences, defaults. Does not belong here: what the city says.
"""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]


class City:
    """One city's landing rows. `doc`, then `task`, then `say` for each figure of the report; `promise` for the commitment."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: dict[str, list[Row]] = {
            table: [] for table in ("documents", "tasks", "task_parts", "targets", "observations", "claims")
        }
        self._year = 2022

    def doc(self, year: int = 2022, **more: Any) -> None:
        self._year = year
        self._document = f"{self.name}-{len(self.rows['documents'])}"
        self._tasks = 0
        row = {"document_id": self._document, "jurisdiction": self.name, "year": year, "period": str(year)}
        self.rows["documents"].append({**row, "published_on": f"{year + 1}-01-20", **more})

    def task(self, *, has_report: bool = True) -> None:
        self._tasks += 1
        self._key = {"document_id": self._document, "task_order": self._tasks}
        self._text = {"commitment": "", "report": ""}
        self._start = {"commitment": self._tasks * 10_000, "report": self._tasks * 10_000 + 5_000}
        self._task_row = {
            **self._key,
            "task_no": self._tasks,
            "commitment": "承诺",
            "report": "情况" if has_report else "",
        }
        self.rows["tasks"].append(self._task_row)
        self._parts = {}
        for order, role in enumerate(("commitment", "report"), start=1):
            self._parts[role] = {
                **self._key,
                "part_order": order,
                "role": role,
                "text": "",
                "char_start": self._start[role],
            }
            self.rows["task_parts"].append(self._parts[role])

    def say(self, before: str, value: object, unit: str, behind: str, indicator: str, **more: Any) -> None:
        """A figure of the report; `behind` ends its clause. A sentence goes on until a full stop."""
        statement = self._state("report", before, str(value), unit, behind)
        year = self._year
        period = {"period": str(year), "period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
        sentence = self._tasks * 100 + self._text["report"][: -len(behind) or None].count("。")
        self.rows["observations"].append({**statement, **period, "indicator": indicator, "sentence": sentence, **more})

    def promise(self, before: str, value: object, unit: str, behind: str, indicator: str, **more: Any) -> None:
        statement = self._state("commitment", before, str(value), unit, behind)
        self.rows["targets"].append({**statement, "period": str(self._year), "indicator": indicator, **more})

    def words(self, text: str) -> None:
        self._append("report", text)

    def claim(self, subject: str, evidence: str) -> None:
        start = self._start["report"] + len(self._text["report"])
        self._append("report", evidence)
        row = {"claim": "done", "subject": subject, "evidence": evidence, "anchor": start, "char_start": start}
        self.rows["claims"].append({**self._key, "task_no": self._tasks, **row, "char_end": start + len(evidence)})

    def _state(self, role: str, before: str, value: str, unit: str, behind: str) -> Row:
        start = self._start[role] + len(self._text[role])
        self._append(role, before + value + unit + behind)
        clause = before + value + unit
        number = {"number_start": start + len(before), "number_end": start + len(before) + len(value)}
        printed = {
            "evidence": clause,
            "char_start": start,
            "char_end": start + len(clause),
            "value": value.lstrip("+"),
            "unit": unit,
        }
        return {**self._key, "task_no": self._tasks, "role": role, "anchor": start + len(before), **number, **printed}

    def _append(self, role: str, text: str) -> None:
        self._text[role] += text
        self._parts[role]["text"] = self._text[role]
        self._parts[role]["char_end"] = self._start[role] + len(self._text[role])
