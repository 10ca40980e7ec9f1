"""Text from documents in Markdown that a browser draws: harmless, on one line.

Belongs here: cells and tables that several places show. Does not belong here: what is shown (artifacts.py, steward_form.py, summary.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flows.console import safe

if TYPE_CHECKING:
    from flows.steward_wait import Finding


def plain(words: str) -> str:
    """The words with nothing in them that Markdown would obey, on one line."""
    escaped = "".join(f"\\{c}" if c in "\\`*_{}[]<>#|!" else c for c in safe(words))
    return " ".join(escaped.split())


def findings_table(findings: Iterable[Finding]) -> list[str]:
    """Findings as the lines of a table."""
    rows = [f"| {plain(f.check_id)} | {f.severity} | {plain(f.claim)} | {plain(f.arithmetic)} |" for f in findings]
    return ["| 编号 id | 程度 severity | 问题 claim | 算 sum |", "| --- | --- | --- | --- |", *rows]
