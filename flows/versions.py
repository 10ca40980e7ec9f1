"""Which code makes a warehouse: one hash over everything that its content depends on besides documents and decisions.

Belongs here: that hash. Does not belong here: the reader's version (documents), the key of all inputs
(warehouse.releases).
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flows.settings import PROJECT

PROGRAM = "0.1.0"
_ROOMS = ("warehouse", "expectations", "serving")
_CODE = frozenset({".py", ".sql", ".yml", ".yaml", ".csv", ".md", ".html", ".css", ".js", ".json", ".tsv", ".xml"})
_NOT_CODE = frozenset({"target", "logs", "dbt_packages", "__pycache__"})


@cache
def code_version(dbt_project: Path) -> str:
    """`<program version>+<12 hex>`: models, seeds, suites, release formats and report. Another version builds anew."""
    digest = hashlib.sha256()
    for folder in (dbt_project, *(PROJECT / room for room in _ROOMS)):
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            if path.suffix in _CODE and not _NOT_CODE.intersection(inside.parts) and path.is_file():
                digest.update(f"{folder.name}/{inside.as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return f"{PROGRAM}+{digest.hexdigest()[:12]}"
