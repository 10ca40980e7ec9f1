"""A question to the warehouse: an SQL query that returns the rows that should not be there.

Belongs here: the type of a question and how its SQL is made fit for Great Expectations. Does not belong here:
any question itself.

Every query returns the columns `place` (where a person finds it) and `message` (what is wrong there); more
columns may follow. Queries name their tables by schema, because most of them join several.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from expectations.judgement import Severity

_BIND = re.compile(r"(?<![:\w\\]):(?=\w)")


@dataclass(frozen=True, slots=True)
class Question:
    """One expectation: its stable id, what it expects (Chinese and English), what to do when it is not met, and
    its query."""

    id: str
    severity: Severity
    chinese: str
    english: str
    advice: str
    sql: str

    def with_severity(self, severity: Severity) -> Question:
        return replace(self, severity=severity)

    @property
    def query(self) -> str:
        """The SQL as Great Expectations wants it.

        It substitutes `{batch}` by `str.format` and hands the text to SQLAlchemy, so braces are doubled and
        colons before a word are kept from being read as parameters. The batch is named in a comment: the
        queries join more than one table.
        """
        escaped = self.sql.replace("{", "{{").replace("}", "}}")
        return "/* asked of {batch} */ " + _BIND.sub(r"\\:", escaped).strip()


@dataclass(frozen=True, slots=True)
class Suite:
    """Questions of one sort, and the table (schema, name) that Great Expectations calls their batch."""

    name: str
    chinese: str
    english: str
    table: tuple[str, str]
    questions: tuple[Question, ...]
