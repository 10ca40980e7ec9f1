"""The commands of upkeep: backup, restore, prune.

Belongs here: their options and help. Does not belong here: what they do (backup_command.py), which is imported only inside
the command that needs it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output. 以JSON输出")]

app = typer.Typer()


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The archive to write (.tar.gz). 备份文件")],
    as_json: Json = False,
) -> None:
    """Keep all that cannot be made again in one archive: catalogue and decisions, documents, readings, releases. 备份

    Waits for a run to end. The catalogue is kept as rows: it may come back into SQLite or PostgreSQL.

    Example 例: `duban backup duban-2026-01-20.tar.gz`
    """
    from flows import backup_command

    raise typer.Exit(backup_command.backup(file, as_json=as_json))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An archive that `duban backup` wrote. 备份文件")],
    as_json: Json = False,
) -> None:
    """Bring back what a backup holds, into an empty DUBAN_HOME (and an empty DUBAN_CATALOGUE_URL). 恢复

    Every file is checked before anything is touched. Nothing is restored over what is there.

    Example 例: `DUBAN_HOME=/srv/duban-new duban restore duban-2026-01-20.tar.gz`
    """
    from flows import backup_command

    raise typer.Exit(backup_command.restore(file, as_json=as_json))


@app.command()
def prune(
    keep: Annotated[
        int, typer.Option("--keep", min=1, metavar="N", help="Newest releases that stay. 保留的版本数")
    ] = 12,
    editions: Annotated[
        int | None,
        typer.Option("--editions", min=1, metavar="N", help="Newest editions of each document that stay. 保留的版次"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would go. 只列出")] = False,
    as_json: Json = False,
) -> None:
    """Remove old releases and what only they needed. 清理

    Never removed: the current release, what a kept release was made of, the newest edition of a document. Also goes: readings
    of readers that no kept release was made by, bytes that no edition refers to, logs and Prefect's own history when large.

    Example 例: `duban prune --keep 12 --dry-run`
    """
    from flows import backup_command

    raise typer.Exit(backup_command.prune(keep, editions, dry_run=dry_run, as_json=as_json))
