"""The steward's report: a self-contained static site, written beside its place and renamed into it.

Belongs here: writing files. Does not belong here: what is on a page (pages.py), how it looks (templates/, static/).

No page asks for anything that is not beside it; text from documents reaches a page only through templates that
escape it.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import jinja2

from serving import marks, numbers, periods, words
from serving.changes import Changes, compare
from serving.facts import RunFacts
from serving.pages import Page, pages, search_entries
from serving.release import Release
from serving.visible import visible

__all__ = ["RunFacts", "build"]

_HERE = Path(__file__).parent
_SHARD = 1500  # tasks in one file of the search index: some 300 kB


def build(warehouse: Path, target: Path, run: RunFacts) -> Path:
    """Write the report of `warehouse` to the folder `target` and return its first page.

    The site is made beside `target` and renamed, so that a reader never meets half a report. Raises
    duckdb.Error where the warehouse cannot be read and OSError where the place cannot be written; the old
    report then stays.
    """
    target = target.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        documentation = _keep_documentation(made, target, run)
        _write_site(made, warehouse, run, documentation)
        for name in ("report.css", "report.js"):
            shutil.copyfile(_HERE / "static" / name, made / name)
        made.chmod(0o755)  # mkdtemp makes folders that a web server may not read
        _swap(made, target)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return target / "index.html"


def _write_site(made: Path, warehouse: Path, run: RunFacts, documentation: bool) -> None:
    """Every page; of a refused candidate that cannot be shown, the pages that say so."""
    try:
        changes = _changes(warehouse, run)
        _write_all(made, Release(warehouse), run, documentation, changes)
    except (duckdb.Error, jinja2.UndefinedError, LookupError, TypeError, ValueError) as fault:
        if run.state != "refused":
            raise
        said = f"候选数据不完整，无法逐页展示。The candidate is too damaged to be shown page by page: {fault}"
        _write_all(made, Release.empty(), replace(run, reasons=(*run.reasons, said)), documentation)


def _changes(warehouse: Path, run: RunFacts) -> Changes | None:
    """What differs from the release before; none where that one was made by code with other views."""
    if run.previous is None or not run.previous.is_file():
        return None
    try:
        return compare(run.previous, warehouse, run.previous_version or "")
    except (duckdb.CatalogException, duckdb.BinderException):
        if run.state == "refused":
            raise  # the candidate itself may be damaged: then the page says that
        return None


def _write_all(
    made: Path, release: Release, run: RunFacts, documentation: bool, changes: Changes | None = None
) -> None:
    _write_pages(made, pages(release, run, has_documentation=documentation, changes=changes))
    _write_search(made, search_entries(release))


@cache
def environment() -> jinja2.Environment:
    """Templates that escape everything, show no character that turns the words around it, and refuse a name that nobody gave."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "exact": numbers.exact,
        "grouped": numbers.grouped,
        "halves": numbers.halves,
        "percent": numbers.percent,
        "unwrapped": marks.unwrapped,
    }
    made.globals |= {"label": words.label, "period": periods.label}
    return made


def _write_pages(folder: Path, made: Iterable[Page]) -> None:
    templates = environment()
    for page in made:
        root = "../" * page.address.count("/")
        path = folder / page.address
        path.parent.mkdir(parents=True, exist_ok=True)
        text = templates.get_template(page.template).render(root=root, page=page, **page.context)
        path.write_text(text, "utf-8", errors="replace")


def _write_search(folder: Path, entries: list[list[Any]]) -> None:
    """The index in files of bounded size, as scripts: a page opened from a disk may not fetch."""
    (folder / "search").mkdir(exist_ok=True)
    shards = [entries[at : at + _SHARD] for at in range(0, len(entries), _SHARD)] or [[]]
    for number, shard in enumerate(shards):
        told = json.dumps(shard, ensure_ascii=False, separators=(",", ":"))
        told = visible(told).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        (folder / "search" / f"{number}.js").write_text(
            f"dubanSearch({len(shards)},{told});\n", "utf-8", errors="replace"
        )


def _keep_documentation(made: Path, target: Path, run: RunFacts) -> bool:
    """The Data Docs of this run, or those of the report that is replaced."""
    source = run.validation_docs or target / "validation"
    if not (source / "index.html").is_file():
        return False
    shutil.copytree(source, made / "validation")
    return True


def _swap(made: Path, target: Path) -> None:
    """Rename `made` to `target`. A folder cannot replace a full one in one step, so the old one steps aside first."""
    aside = made.with_name(made.name + "-old")
    if target.exists():
        target.replace(aside)
    made.replace(target)
    shutil.rmtree(aside, ignore_errors=True)
