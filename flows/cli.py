"""The command line `duban`: options in, exit code out.

Belongs here: the commands, their help, their options. Does not belong here: what they do (run_command.py,
read_command.py, tables.py), which is imported only inside the command that needs it, so that `--help` and `duban
read` start at once.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from flows import engine, inbox_cli, release_cli, server_cli, steward_cli, upkeep_cli
from flows.faults import ExitCode, Fault, WrongUse, exit_code_of

app = typer.Typer(
    name="duban",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""**Duban 督办**: government promises and reports, read into a warehouse that people can trust.

    Exit codes 退出码: 0 published or nothing new 已发布或无新内容 · 1 refused by validation 校验未通过 ·
    2 wrong use or unreadable input 用法或文件有误 · 3 a fault of the machine 机器故障

    Everything a run makes is below DUBAN_HOME (default `var/`).""",
)

Json = steward_cli.Json


@app.command()
def run(
    documents: Annotated[
        list[Path] | None,
        typer.Option(
            "--documents",
            "-d",
            metavar="DIR_OR_FILE...",
            help="Folders or files; several, and repeated. Without it: the documents of sources.yml. 文件或文件夹",
        ),
    ] = None,
    more: Annotated[list[Path] | None, typer.Argument(metavar="[DIR_OR_FILE]...", hidden=True)] = None,
    sources: Annotated[
        Path | None,
        typer.Option("--sources", help="The catalogue of documents (default: the project's sources.yml). 文件目录"),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Findings that nobody has decided refuse the release. 未决问题阻止发布")
    ] = False,
    wait: Annotated[
        float | None,
        typer.Option("--wait", min=0, help="Seconds to wait for another run to end (default 60). 等待其他运行"),
    ] = None,
    wait_for_steward: Annotated[
        float,
        typer.Option(
            "--wait-for-steward",
            metavar="SECONDS",
            min=0,
            max=604800,
            help="New findings: wait this long for their decisions, else keep the old release. 等待裁定",
        ),
    ] = 0,
    timings: Annotated[bool, typer.Option("--timings", help="Print the time of each step. 打印各步用时")] = False,
    as_json: Json = False,
) -> None:
    """Run the main job: collect, read, land, model, judge, publish, report. 运行主流程

    Examples 例:

    * `duban run` : the documents of sources.yml
    * `duban run --documents ~/督办文件 --timings` : every document of a folder
    * `duban run --documents a.html b.pdf --strict` : two files; open findings refuse the release
    * `duban run --wait-for-steward 3600` : an hour to decide what is new (`duban findings`, `duban decide`, `duban desk`)

    A document that cannot be read is named and left out, the others go on (exit code 2 in the end). The published
    release is replaced only by one that passed validation.
    """
    from flows import run_command

    given = [*(documents or []), *(more or [])]
    if more and not documents:
        raise WrongUse("files are named with --documents", advice=f"duban run --documents {' '.join(map(str, more))}")
    code = run_command.run(
        given,
        sources=sources,
        strict=strict,
        wait=wait,
        wait_for_steward=wait_for_steward,
        timings=timings,
        as_json=as_json,
    )
    raise typer.Exit(code)


@app.command()
def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="HTML, DOCX, XLSX, PDF or plain text. 要读的文件")],
    task: Annotated[
        int | None, typer.Option("--task", "-t", metavar="N", help="Only the task of this number. 只看一项任务")
    ] = None,
    section: Annotated[
        str | None, typer.Option("--section", "-s", metavar="N", help="Only this section of an article. 只看一节")
    ] = None,
    sources: Annotated[Path | None, typer.Option("--sources", help="The catalogue of documents. 文件目录")] = None,
    as_json: Json = False,
) -> None:
    """Show what is read from one document; nothing is stored. 查看从一份文件读出的内容

    Each task with its units, promises and figures; every number is marked in its sentence by what it is: promise 承诺,
    figure 数字, left out and why 不计, unread 未读. Where there is no colour (a pipe, NO_COLOR), brackets mark them:
    〖9%〗 【87.06亿元】 ⟨2022年·date⟩.

    Examples 例:

    * `duban read samples/2022.html`
    * `duban read report.txt --task 13`
    * `duban read report.txt --json | jq '.observations[].indicator'`
    """
    from flows import read_command

    raise typer.Exit(read_command.read(file, task=task, section=section, sources=sources, as_json=as_json))


@app.command()
def accuracy(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD_DIR", help="Folder with figures annotated by hand (*.jsonl). 标注文件夹")
    ],
    documents: Annotated[
        Path | None,
        typer.Option(
            "--documents", "-d", metavar="DIR", help="Where the documents are (default: beside the gold). 文件夹"
        ),
    ] = None,
    by: Annotated[
        str, typer.Option("--by", metavar="layout|kind|document", help="What the lines of the table are. 分组")
    ] = "layout",
    by_document: Annotated[
        bool,
        typer.Option("--by-document", help="Compare narratives within the document, whatever the section. 不分节比较"),
    ] = False,
    misses: Annotated[
        int, typer.Option("--misses", min=0, metavar="N", help="List up to N misses of each. 列出漏误")
    ] = 0,
    card: Annotated[
        Path | None, typer.Option("--card", metavar="FILE", help="Write the accuracy card, .json and .md. 准确度卡")
    ] = None,
    as_json: Json = False,
) -> None:
    """Measure the reader on documents whose figures are known. 读取准确度

    Precision, recall and F1 of promises, figures and numbers left out; the share of each attribute that is right; how
    alike the names of indicators are. A figure counts as found when place, number and unit agree and its clause overlaps.

    Examples 例:

    * `duban accuracy tests/corpus/gold --by-document` : by layout
    * `duban accuracy my-gold --documents my-documents --by kind --misses 20`
    """
    from flows import accuracy_command

    try:
        lines = accuracy_command.By(by)
    except ValueError:
        raise WrongUse(f"--by {by} does not exist", advice="use layout, kind or document") from None
    raise typer.Exit(
        accuracy_command.accuracy(
            gold, documents=documents, by=lines, by_document=by_document, misses=misses, card=card, as_json=as_json
        )
    )


lexicon_app = typer.Typer(no_args_is_help=True, help="The vocabulary of reading (documents/lexicon/). 词表")
app.add_typer(lexicon_app, name="lexicon")


@lexicon_app.command("check")
def lexicon_check(
    texts: Annotated[
        list[Path] | None,
        typer.Option("--texts", metavar="DIR_OR_FILE", help="Documents to look for the words in. 查找词条的文件"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check every vocabulary file: its lines keep to the schema, its entries are used or justified. 检查词表

    A bad line is named with its file and number. An entry that stands in no document (default: the samples and the
    annotated corpus) needs a note, or a reason for its group in reasons.tsv.

    Example 例: `duban lexicon check --texts ~/督办文件`
    """
    from flows import lexicon_command

    raise typer.Exit(lexicon_command.lexicon_check(texts, as_json=as_json))


@app.command()
def status(as_json: Json = False) -> None:
    """What is published, since when, from which documents, and the last runs. 发布状态

    Example 例: `duban status --json | jq .release.version`
    """
    from flows import tables

    raise typer.Exit(tables.status(as_json=as_json))


@app.command()
def report(
    open_it: Annotated[bool, typer.Option("--open", help="Open it in the browser. 在浏览器中打开")] = False,
    as_json: Json = False,
) -> None:
    """Build the steward's report of the published release again, and say where it is. 生成报告

    Example 例: `duban report --open`
    """
    from flows import tables

    raise typer.Exit(tables.report(open_it=open_it, as_json=as_json))


app.add_typer(steward_cli.app)
app.add_typer(release_cli.app)
app.add_typer(server_cli.app)
app.add_typer(inbox_cli.app)
app.add_typer(upkeep_cli.app)


def main() -> None:
    """The entry point: runs a command, prints what went wrong in a line or two, ends with CONTRACT.md's exit code."""
    engine.collect_less_garbage()
    arguments = _several_documents(sys.argv[1:])
    as_json = "--json" in arguments
    try:
        code = app(arguments, standalone_mode=False) or ExitCode.OK
        if code == ExitCode.INTERRUPTED:  # what the command-line library makes of Ctrl-C
            raise KeyboardInterrupt
    except (KeyboardInterrupt, typer.Abort):
        _fail(KeyboardInterrupt(), "已停止 · Stopped. The published release is as it was.", as_json=as_json)
    except BrokenPipeError:  # `duban read … | head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.OK)
    except Exception as error:
        if hasattr(error, "format_message"):  # wrong use, as the command-line library says it
            if not error.format_message():  # no command: the help has been printed
                sys.exit(ExitCode.INPUT)
            wrong = WrongUse(error.format_message(), advice="duban --help")
            _fail(wrong, wrong, as_json=as_json)
        if os.environ.get("DUBAN_DEBUG"):
            traceback.print_exception(error)
        _fail(error, error, as_json=as_json)
    sys.exit(int(code))


def _fail(error: BaseException, shown: BaseException | str, *, as_json: bool) -> None:
    from flows.console import print_error

    code = exit_code_of(error)
    print_error(shown, as_json=as_json, exit_code=int(code))
    if code is ExitCode.MACHINE and not isinstance(error, Fault) and not hasattr(error, "exit_code"):
        print_error("DUBAN_DEBUG=1 shows where it happened")
    sys.exit(int(code))


def _several_documents(arguments: list[str]) -> list[str]:
    """`--documents a b c` means what `--documents a --documents b --documents c` means."""
    if not arguments or arguments[0] != "run":
        return arguments
    given: list[str] = []
    wanted = False  # a file may follow
    missing = False  # a file must follow
    for argument in arguments:
        if argument in ("--documents", "-d"):
            given += ["--documents"] if missing else []
            wanted = missing = True
        elif argument.startswith("-"):
            given += ["--documents", argument] if missing else [argument]
            wanted = missing = False
        else:
            given += ["--documents", argument] if wanted else [argument]
            missing = False
    return [*given, "--documents"] if missing else given


if __name__ == "__main__":
    main()
