"""`duban lexicon check`: are the vocabulary files sound, and is every entry used or justified?

Belongs here: which documents are searched, and the table. Does not belong here: the rule (documents.lexicon.usage).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich import box
from rich.table import Table

from documents.errors import DocumentError
from documents.formats import extract
from documents.lexicon import FOLDER, LexiconError
from documents.lexicon.usage import FileReport, check, group_of
from documents.reading import KnownFacts
from flows.console import err, out, print_json, safe
from flows.faults import ExitCode, WrongUse
from flows.settings import PROJECT

#: Documents in which the words of the lexicon are looked for, unless others are named.
TEXTS = (PROJECT / "samples", PROJECT / "tests" / "corpus" / "documents")


def lexicon_check(texts: list[Path] | None, *, folder: Path = FOLDER, as_json: bool = False) -> ExitCode:
    """Show each file; INPUT where a line is bad or an entry is neither used nor justified."""
    try:
        reports = check(_texts(texts or [place for place in TEXTS if place.is_dir()]), folder)
    except LexiconError as error:
        raise WrongUse(str(error), advice="mend the line, then check again") from error
    if as_json:
        print_json({report.name: _row(report) for report in reports})
    else:
        _show(reports)
    return ExitCode.INPUT if any(report.unjustified for report in reports) else ExitCode.OK


def _texts(places: list[Path]) -> Iterator[str]:
    for place in places:
        if not place.exists():
            raise WrongUse("there is no such file or folder", place=str(place), advice="name a folder of documents")
        for path in sorted(place.iterdir()) if place.is_dir() else [place]:
            if path.is_file():
                try:
                    yield extract(path.read_bytes(), KnownFacts(path.stem, file_name=path.name)).text
                except DocumentError as error:
                    err.print(f"{path}: {safe(str(error))}", markup=False)


def _row(report: FileReport) -> dict[str, object]:
    bare = [{"line": row.line, "term": row["term"], "group": group_of(row)} for row in report.unjustified]
    return {"entries": report.entries, "unused": len(report.unused), "unjustified": bare}


def _show(reports: list[FileReport]) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("词表 file", "词条 entries", "用到 used", "未用但有理由 unused, justified", "无理由 unjustified"):
        table.add_column(name, justify="left" if name.startswith("词表") else "right")
    for report in reports:
        justified = len(report.unused) - len(report.unjustified)
        used = report.entries - len(report.unused)
        table.add_row(report.name, str(report.entries), str(used), str(justified), str(len(report.unjustified)))
    out.print(table)
    for report in reports:
        for row in report.unjustified:
            out.print(f"documents/lexicon/{report.name}.tsv, line {row.line}: {safe(row['term'])}", markup=False)
    if any(report.unjustified for report in reports):
        out.print("→ no document uses them: write the reason into their note, or remove them", markup=False)
