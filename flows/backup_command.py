"""`duban backup`, `restore` and `prune`: upkeep of a home, one at a time with runs.

Belongs here: taking the run's turn, telling what was done. Does not belong here: the archive (warehouse.backup), what may
go (warehouse.retention).
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from rich.text import Text

from flows import progress
from flows.console import out, print_json
from flows.faults import ExitCode
from flows.summary import shown
from flows.turn import turn
from warehouse import backup as archive
from warehouse import retention
from warehouse.catalogue import Catalogue
from warehouse.home import Home

#: How long upkeep waits for a run to end, in seconds.
PATIENCE = 600.0


def backup(file: Path, *, as_json: bool) -> ExitCode:
    """Write the archive and say what is in it."""
    home = Home.from_environment().make()
    with (
        turn(home, progress.current(), wait=PATIENCE, purpose="duban backup"),
        Catalogue(home.catalogue_url) as catalogue,
    ):
        told = archive.write(home, catalogue, file.expanduser().absolute())
    _tell("已备份 · Saved", file, told, as_json=as_json)
    return ExitCode.OK


def restore(file: Path, *, as_json: bool) -> ExitCode:
    """Bring the archive back and say what came."""
    home = Home.from_environment()
    with turn(home, progress.current(), wait=0, purpose="duban restore"):
        told = archive.restore(file.expanduser().absolute(), home)
    _tell("已恢复 · Restored", home.root, told, as_json=as_json)
    return ExitCode.OK


def _tell(what: str, place: Path, told: archive.Backup, *, as_json: bool) -> None:
    counts = {kind: told.count(kind) for kind in ("raw", "readings", "published")}
    if as_json:
        data = {"place": place, "created": told.created, "revision": told.revision, "bytes": told.size, **counts}
        print_json(data)
        return
    out.print(Text(f"✓ {what}  {shown(place)}", style="green"), soft_wrap=True)
    out.print(
        Text(
            f"  {counts['raw']:,} 份原文 documents · {counts['readings']:,} 个阅读文件 files of readings · "
            f"{counts['published']:,} 个发布文件 files of releases · {told.size:,} 字节 bytes"
        ),
        soft_wrap=True,
    )


def prune(keep: int, editions: int | None, *, dry_run: bool, as_json: bool) -> ExitCode:
    """Remove what may go and say what it was."""
    import documents

    home = Home.from_environment().make()
    with (
        turn(home, progress.current(), wait=PATIENCE, purpose="duban prune"),
        Catalogue(home.catalogue_url) as catalogue,
    ):
        done = retention.prune(home, catalogue, documents.READER_VERSION, keep=keep, editions=editions, dry_run=dry_run)
    if as_json:
        print_json({**asdict(done), "dry_run": dry_run})
        return ExitCode.OK
    head = "将清理 · Would remove" if dry_run else "已清理 · Removed"
    words = (
        f"{head}  {len(done.releases)} 个版本 releases · {len(done.readers)} 个旧阅读器的结果 readers' readings · "
        f"{len(done.documents)} 份原文 documents · {len(done.others)} 个日志 logs · {done.size:,} 字节 bytes"
    )
    out.print(Text(words), soft_wrap=True)
    for version in done.releases:
        out.print(Text(f"  {version}"))
    return ExitCode.OK
