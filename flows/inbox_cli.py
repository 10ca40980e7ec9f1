"""The commands for new documents: inbox, poll, proposals.

Belongs here: their options and help. Does not belong here: what they do (inbox_command.py, poll_command.py), which is
imported only inside the command that needs it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output. 以JSON输出")]

app = typer.Typer()


@app.command()
def inbox(
    watch: Annotated[bool, typer.Option("--watch", help="Go on until stopped. 持续守候")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Findings that nobody has decided refuse the release. 未决问题阻止发布")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read the documents that were put into DUBAN_HOME/inbox, and run the main job with them. 读取收件夹

    What was read moves to `inbox/archive/<date>/`, what could not be read to `inbox/rejected/` with a note beside it. A
    file that is still being copied is left alone (DUBAN_INBOX_SETTLE, seconds without a change: 5).

    Examples 例:

    * `duban inbox` : one pass
    * `duban inbox --watch` : goes on until Ctrl-C
    """
    from flows import inbox_command
    from flows.faults import WrongUse

    if watch and as_json:
        raise WrongUse("--json tells of one pass", advice="leave out --watch or --json")
    if watch:
        raise typer.Exit(inbox_command.watching(strict=strict))
    raise typer.Exit(inbox_command.once(strict=strict, as_json=as_json))


@app.command()
def poll(
    watch_list: Annotated[
        Path | None, typer.Option("--list", metavar="FILE", help="The list pages (default: watch.yml). 列表页目录")
    ] = None,
    as_json: Json = False,
) -> None:
    """Look at publishers' list pages for new documents and propose them. 巡查列表页

    Polite: robots.txt, one request to a host every DUBAN_POLL_PAUSE seconds (2), nothing that has not changed, only hosts
    that watch.yml names, no machine of a private network. What is found waits for `duban proposals --confirm`.

    Example 例: `duban poll`
    """
    from flows import poll_command

    raise typer.Exit(poll_command.poll_pages(watch_list, as_json=as_json))


@app.command()
def proposals(
    everything: Annotated[bool, typer.Option("--all", help="Answered ones, too. 包括已处理的")] = False,
    confirm: Annotated[
        list[str] | None, typer.Option("--confirm", metavar="ID", help="It is wanted; repeat for several. 确认")
    ] = None,
    reject: Annotated[
        list[str] | None, typer.Option("--reject", metavar="ID", help="It is not; needs --reason. 不采用")
    ] = None,
    document_id: Annotated[
        str | None, typer.Option("--id", metavar="NAME", help="The document's id (default: its title). 文件标识")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why; others will read it. 理由")] = "",
    by: Annotated[str, typer.Option("--by", help="Who says so. 处理人", envvar="DUBAN_STEWARD")] = "",
    as_json: Json = False,
) -> None:
    """The documents that were found on list pages; confirm or reject them. 待确认的新文件

    A confirmed one is fetched by the next run, and by every run after it when it has changed.

    Examples 例:

    * `duban proposals`
    * `duban proposals --confirm P-0123456789 --id wuhu-2025-annual --by 王某`
    * `duban proposals --reject P-0123456789 --reason "转载" --by 王某`
    """
    from flows import poll_command

    if confirm or reject:
        code = poll_command.answer(
            confirm or [], reject or [], document_id=document_id, reason=reason, by=by, as_json=as_json
        )
    else:
        code = poll_command.proposals(everything=everything, as_json=as_json)
    raise typer.Exit(code)
