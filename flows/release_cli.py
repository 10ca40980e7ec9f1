"""The commands about releases: publish, rollback, release list | diff | verify | models | docs.

Belongs here: their options and help. Does not belong here: what they do (publish_command.py, release_command.py), which
is imported only inside the command that needs it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output. 以JSON输出")]
Version = Annotated[str | None, typer.Argument(metavar="[VERSION]", help="Which release; none: the current. 版本")]

app = typer.Typer()
release = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="""The releases that are kept: list them, compare two, check their files, their documentation. 发布版本

    Example 例: `duban release diff`""",
)
app.add_typer(release, name="release")


@app.command()
def publish(as_json: Json = False) -> None:
    """Send the current release to the PostgreSQL database of DUBAN_PUBLISH_URL again. 发往数据库

    Every run does this by itself where DUBAN_PUBLISH_URL is set; readers see the old release until the new one is
    there, whole and checked. Exit code 3 where the database refuses: the message names the repair.

    Example 例: `DUBAN_PUBLISH_URL=postgresql+psycopg://duban:…@localhost/duban duban publish`
    """
    from flows import publish_command

    raise typer.Exit(publish_command.publish(as_json=as_json))


@app.command()
def rollback(
    version: Annotated[
        str | None, typer.Option("--to", metavar="VERSION", help="Which release; none: the one before. 版本")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make the release before the current one current again, in the files and in the database. 恢复上一版

    Nothing is removed. The next run publishes what its documents, decisions and code say.

    Examples 例: `duban rollback` · `duban rollback --to 2023.01.20-1`
    """
    from flows import publish_command

    raise typer.Exit(publish_command.rollback(version, as_json=as_json))


@release.command("list")
def list_releases(as_json: Json = False) -> None:
    """Every release that is kept, newest first. 列出各版

    Example 例: `duban release list`
    """
    from flows import release_command

    raise typer.Exit(release_command.list_releases(as_json=as_json))


@release.command()
def diff(
    old: Annotated[str | None, typer.Argument(metavar="[OLD]", help="None: the one before. 旧版")] = None,
    new: Annotated[str | None, typer.Argument(metavar="[NEW]", help="None: the current one. 新版")] = None,
    as_json: Json = False,
) -> None:
    """What changed from one release to another: documents, promises, figures, verdicts, rows of each table. 比较两版

    Examples 例: `duban release diff` · `duban release diff 2023.01.20-1 2023.04.20-1 --json`
    """
    from flows import release_command

    raise typer.Exit(release_command.diff(old, new, as_json=as_json))


@release.command()
def verify(version: Version = None, as_json: Json = False) -> None:
    """Check every file of a release against its manifest (SHA-256). Exit code 1 where one differs. 校验文件

    Example 例: `duban release verify 2023.01.20-1`
    """
    from flows import release_command

    raise typer.Exit(release_command.verify(version, as_json=as_json))


@release.command()
def models(
    url: Annotated[
        str,
        typer.Option(
            "--url", envvar="DUBAN_MODELS_URL", metavar="URL", help="A PostgreSQL database of your own. 数据库"
        ),
    ],
    as_json: Json = False,
) -> None:
    """Let dbt build the models of the current release in a PostgreSQL database, for teams that want one database. 在数据库中建模

    The landing tables are copied there and `dbt build --target postgres` makes seeds, models and tests of them; the rows
    are those of the release. It must not be the database that releases are published to. Exit code 1 where a table has
    other rows, 3 where the database or dbt refuses.

    Example 例: `DUBAN_MODELS_URL=postgresql+psycopg://team:…@localhost/models duban release models`
    """
    from flows import postgres_models

    raise typer.Exit(postgres_models.models(url, as_json=as_json))


@release.command()
def docs(
    target: Annotated[
        Path | None, typer.Option("--target", metavar="FOLDER", help="Where to (default: DUBAN_HOME/docs). 文件夹")
    ] = None,
    as_json: Json = False,
) -> None:
    """Build dbt's documentation of the current release: one static page, with the graph of its models. 模型文档

    Example 例: `duban release docs`
    """
    from flows import release_command

    raise typer.Exit(release_command.docs(target, as_json=as_json))
