"""The stewards' commands of the command line: findings, matches, match, decide, answer, decisions, desk.

Belongs here: their options and help. Does not belong here: what they do (findings_command.py, decide_command.py, desk_command.py), which
is imported only inside the command that needs it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output. 以JSON输出")]

app = typer.Typer()
decisions = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="""The decisions of data stewards: list them, keep them in a file, take them from one. 裁定的清单、导出与导入

    Example 例: `duban decisions export decisions.csv`""",
)
app.add_typer(decisions, name="decisions")


@app.command()
def findings(
    everything: Annotated[
        bool, typer.Option("--all", help="Decided ones and checks that hold, too. 包括已决与成立的")
    ] = False,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help="Only one kind: repeat, sum, percent … 只看一类")
    ] = None,
    document: Annotated[
        str | None, typer.Option("--document", metavar="ID", help="Only about this document. 只看一份文件")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most. 最多条数")] = 50,
    as_json: Json = False,
) -> None:
    """The findings of the published warehouse that wait for a decision, worst first. 待决问题

    Each with both sides, their evidence, the arithmetic, and the command that decides it.

    Examples 例:

    * `duban findings --limit 10`
    * `duban findings --kind monotone --all`
    """
    from flows import findings_command

    wanted = findings_command.Wanted(everything, kind, document, limit)
    raise typer.Exit(findings_command.findings(wanted, as_json=as_json))


@app.command()
def matches(
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that are not alike enough, or were cut. 包括不够相似与已否定的")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most. 最多条数")] = 50,
    as_json: Json = False,
) -> None:
    """Tasks of two documents that may be one: what the models leave open, with the command that decides it. 待裁定的任务对应

    Example 例: `duban matches --limit 10`
    """
    from flows import matches_command

    raise typer.Exit(matches_command.matches(everything=everything, limit=limit, as_json=as_json))


@app.command()
def match(
    document_a: Annotated[str, typer.Argument(metavar="DOCUMENT", help="One document. 一份文件")],
    task_a: Annotated[int, typer.Argument(metavar="TASK", help="The printed number of its task. 任务编号")],
    document_b: Annotated[str, typer.Argument(metavar="DOCUMENT", help="The other document. 另一份文件")],
    task_b: Annotated[int, typer.Argument(metavar="TASK", help="The printed number of its task. 任务编号")],
    pin: Annotated[bool, typer.Option("--pin", help="They are one task. 认定为同一任务")] = False,
    cut: Annotated[bool, typer.Option("--cut", help="They are two. 否定")] = False,
    reason: Annotated[str, typer.Option("--reason", help="Why; others will read it. 理由")] = "",
    by: Annotated[str, typer.Option("--by", help="Who decides. 决定人", envvar="DUBAN_STEWARD")] = "",
    as_json: Json = False,
) -> None:
    """Say that two tasks are one (--pin) or are not (--cut): a line in the seed task_matches, from the next run on. 裁定任务对应

    Example 例: `duban match plan-2022 31 report-2022 28 --pin --reason "改了名称" --by 王某`
    """
    from flows import matches_command
    from flows.faults import WrongUse

    if pin == cut:
        raise WrongUse("say either --pin or --cut", advice="--pin: one task; --cut: two")
    said = matches_command.Match(document_a, task_a, document_b, task_b, "pin" if pin else "cut", reason, by)
    raise typer.Exit(matches_command.match(said, as_json=as_json))


@app.command()
def decide(
    check_id: Annotated[
        str, typer.Argument(metavar="ID", help="The finding's id, as `duban findings` prints it. 问题编号")
    ],
    accept: Annotated[bool, typer.Option("--accept", help="Both figures may stand. 两数均可保留")] = False,
    correct: Annotated[
        str | None,
        typer.Option(
            "--correct",
            metavar="VALUE",
            help="The right value, in the printed unit; PRINTED=VALUE says which figure it replaces. 更正值",
        ),
    ] = None,
    reject: Annotated[
        bool, typer.Option("--reject", help="The figures are not to be used: they stay disputed. 不采用")
    ] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take the decision back. 撤回裁定")] = False,
    reason: Annotated[str, typer.Option("--reason", help="Why; others will read it. 理由")] = "",
    by: Annotated[str, typer.Option("--by", help="Who decides. 决定人", envvar="DUBAN_STEWARD")] = "",
    until: Annotated[
        str | None, typer.Option("--until", metavar="YYYY-MM-DD", help="Last day it holds. 有效期至")
    ] = None,
    as_json: Json = False,
) -> None:
    """Record a decision on a finding; it counts from the next run on. 对问题作出决定

    It holds as long as both sides say the same; when the source changes, the finding is open again and says why. A correction that the
    source has overtaken refuses the next release until it is withdrawn.

    Examples 例:

    * `duban decide C-7f3a --accept --reason "不同口径" --by 王某`
    * `duban decide C-7f3a --correct 83.9=87.9 --reason "原文笔误" --by 王某 --until 2026-12-31`
    * `duban decide C-7f3a --withdraw --reason "原文已改" --by 王某`
    """
    from flows import decide_command
    from warehouse.records import Action

    actions = {
        Action.ACCEPT: accept, Action.CORRECT: correct is not None, Action.REJECT: reject, Action.WITHDRAW: withdraw,
    }  # fmt: skip
    code = decide_command.decide(
        check_id, actions, correction=correct, reason=reason, by=by, until=until, as_json=as_json
    )
    raise typer.Exit(code)


@app.command()
def answer(
    publish: Annotated[bool, typer.Option("--publish", help="Publish; what is undecided is disputed. 发布")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Publish nothing; the old release stays. 保留原发布")] = False,
    by: Annotated[str, typer.Option("--by", help="Who says so. 决定人", envvar="DUBAN_STEWARD")] = "",
    as_json: Json = False,
) -> None:
    """Tell a run that waits for a steward to go on, though not every finding is decided. 答复等待中的运行

    When every finding that it waits for is decided, it goes on by itself.

    Example 例: `duban answer --publish --by 王某`
    """
    from flows import decide_command

    raise typer.Exit(decide_command.answer(publish=publish, keep=keep, by=by, as_json=as_json))


@decisions.command("list")
def list_decisions(
    check_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="Only this finding. 只看一个问题")] = None,
    as_json: Json = False,
) -> None:
    """Every decision in the order of recording. 全部裁定

    Example 例: `duban decisions list C-7f3a`
    """
    from flows import decide_command

    raise typer.Exit(decide_command.history(check_id, as_json=as_json))


@decisions.command("export")
def export_decisions(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The CSV file to write. 导出到")],
    as_json: Json = False,
) -> None:
    """Write every decision to a CSV file, fit for version control. 导出裁定

    Example 例: `duban decisions export decisions.csv`
    """
    from flows import decide_command

    raise typer.Exit(decide_command.export(file, as_json=as_json))


@decisions.command("import")
def import_decisions(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file that was exported. 导入的文件")],
    as_json: Json = False,
) -> None:
    """Record the decisions of a CSV file that are not here yet; all or none. 导入裁定

    Example 例: `duban decisions import decisions.csv`
    """
    from flows import decide_command

    raise typer.Exit(decide_command.take_over(file, as_json=as_json))


@app.command()
def desk(
    host: Annotated[str, typer.Option("--host", help="Address to listen on. 监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port; 0: any free one. 端口")] = 8765,
    name: Annotated[
        list[str] | None,
        typer.Option("--name", metavar="NAME", help="A further name by which browsers reach this machine. 主机名"),
    ] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Open it in the browser. 在浏览器中打开")] = False,
) -> None:
    """Decide findings in the browser: the same findings, with buttons and a form. 在浏览器中裁定

    Only this machine can reach it. With another --host a token is needed: DUBAN_DESK_TOKEN, else one is made and printed. Behind a proxy
    that ends TLS, name the machine with --name.

    Examples 例:

    * `duban desk --open`
    * `duban desk --host 0.0.0.0 --name desk.example.org`
    """
    import os

    from flows import desk_command

    token = os.environ.get("DUBAN_DESK_TOKEN") or None
    raise typer.Exit(desk_command.desk(host=host, port=port, token=token, names=tuple(name or ()), open_it=open_it))
