"""The commands about machinery: server, worker, doctor.

Belongs here: their options and help. Does not belong here: what they do (server_command.py, doctor.py), which is imported only inside the
command that needs it.
"""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer()
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output. 以JSON输出")]


@app.command()
def server(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port on this machine. 端口")] = 4200,
) -> None:
    """Start a Prefect server with the scheduled runs and a worker that does them, on this machine. 启动调度服务

    Only this machine can reach it. It prints its address and the dates of the next runs; Ctrl-C stops it. A run that is cut off goes on after
    the next start.

    Example 例: `duban server --port 4200`
    """
    from flows import server_command

    raise typer.Exit(server_command.server(port=port))


@app.command()
def worker() -> None:
    """Register the scheduled runs with the server of PREFECT_API_URL and do them, until stopped. 启动工作进程

    Example 例: `PREFECT_API_URL=http://prefect:4200/api duban worker`
    """
    from flows import server_command

    raise typer.Exit(server_command.worker())


@app.command()
def doctor(as_json: Json = False) -> None:
    """Look whether everything is as a run needs it, and say what to do where it is not. 检查运行环境

    Disk, catalogue, release, database, Prefect server, worker and schedule (where PREFECT_API_URL names a server), notifications, lexicons,
    installed versions. It runs nothing and sends nothing. Exit code 3 where something has failed.

    Example 例: `duban doctor --json | jq '.answers[] | select(.state != "ok")'`
    """
    from flows import doctor_command

    raise typer.Exit(doctor_command.doctor(as_json=as_json))
