"""The commands for new documents: inbox.

Belongs here: their options and help. Does not belong here: what they do (inbox_command.py), which is imported only
inside the command that needs it.
"""

from __future__ import annotations

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
