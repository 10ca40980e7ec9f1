"""`duban release list | diff | verify | docs`.

Belongs here: asking about releases and showing the answer. Does not belong here: comparing and checking them
(warehouse), showing what differs (release_changes.py), building documentation (modelling.py calls dbt).
"""

from __future__ import annotations

import shutil
from pathlib import Path

from rich import box
from rich.table import Table
from rich.text import Text

from flows import release_changes, settings
from flows.console import out, print_json
from flows.faults import ExitCode, WrongUse
from flows.published import published
from flows.summary import shown
from warehouse import releases
from warehouse.home import Home

_LINEAGE = "lineage.svg"


def list_releases(*, as_json: bool) -> ExitCode:
    """The kept releases, newest first."""
    home = Home.from_environment()
    current = releases.current(home)
    kept = releases.history(home)
    if as_json:
        print_json(
            [
                {
                    "version": each.version,
                    "current": current is not None and each.version == current.version,
                    "published_at": each.published_at,
                    "documents": len(each.facts.documents),
                    "open_findings": each.facts.validation.get("open_findings"),
                    "bytes": sum(f.bytes for f in each.files),
                    "folder": releases.folder_of(home, each.version),
                }
                for each in kept
            ]
        )
        return ExitCode.OK
    if not kept:
        out.print(Text("– 尚未发布 · Nothing is published yet  → duban run"))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for label in ("", "版本 release", "发布 published", "文件 documents", "数字 figures", "待决 findings", "MB"):
        table.add_column(label, justify="left" if label in ("", "版本 release", "发布 published") else "right")
    for each in kept:
        rows = {t.name: t.rows for t in each.tables}
        table.add_row(
            "✓" if current and each.version == current.version else "",
            each.version,
            f"{each.published_at.astimezone():%Y-%m-%d %H:%M}",
            f"{len(each.facts.documents):,}",
            f"{rows.get('bi.observations', 0):,}",
            str(each.facts.validation.get("open_findings", "–")),
            f"{sum(f.bytes for f in each.files) / 1e6:.1f}",
        )
    if kept:
        out.print(table)
    return ExitCode.OK


def diff(old: str | None, new: str | None, *, as_json: bool) -> ExitCode:
    """What changed between two releases."""
    home = Home.from_environment()
    new = new or published(home).version
    old = old or _before(home, new)
    release_changes.show(_folder(home, old), _folder(home, new), as_json=as_json)
    return ExitCode.OK


def verify(version: str | None, *, as_json: bool) -> ExitCode:
    """Check a release's files; REFUSED where one is not what was published."""
    home = Home.from_environment()
    version = version or published(home).version
    folder = _folder(home, version)
    damages = releases.verify(folder)
    if as_json:
        print_json({"release": version, "whole": not damages, "damages": damages})
    for damage in damages if not as_json else ():
        out.print(Text.assemble(("✗ ", "bold red"), f"{shown(damage.path)}: {damage.what}"), soft_wrap=True)
    if not damages and not as_json:
        count = len(next(m for m in releases.history(home) if m.version == version).files)
        out.print(Text(f"✓ {version}: {count} 个文件完好 · {count} files are whole"))
    elif not as_json:
        out.print(Text("  恢复备份，或重新发布 · restore it from a backup, or publish anew: duban run"))
    return ExitCode.REFUSED if damages else ExitCode.OK


def docs(target: Path | None, *, as_json: bool) -> ExitCode:
    """Build dbt's documentation of the current release."""
    from flows import modelling

    chosen = settings.load()
    home = Home.from_environment()
    version = published(home).version
    page = modelling.document(home, chosen.dbt_project, (target or home.root / "docs").absolute())
    if (picture := _folder(home, version) / _LINEAGE).is_file():  # the front page shows it
        shutil.copyfile(picture, page.with_name(_LINEAGE))
    if as_json:
        print_json({"docs": page})
    else:
        out.print(Text(f"✓ 模型文档 · Documentation  {shown(page)}"), soft_wrap=True)
    return ExitCode.OK


def _before(home: Home, version: str) -> str:
    versions = [each.version for each in releases.history(home)]
    place = versions.index(version) if version in versions else len(versions)
    if place + 1 >= len(versions):
        raise WrongUse("there is no release before it to compare with", place=version, advice="duban release list")
    return versions[place + 1]


def _folder(home: Home, version: str) -> Path:
    folder = releases.folder_of(home, version)
    if not folder.is_dir():
        raise WrongUse(f"there is no release {version}", place=str(home.releases), advice="duban release list")
    return folder
