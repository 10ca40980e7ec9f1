"""`duban desk`: the stewards' desk on this machine, until it is stopped.

Belongs here: address, token and server. Does not belong here: the pages (serving.desk).
"""

from __future__ import annotations

import secrets
import webbrowser

from rich.text import Text

from flows.console import out, safe
from flows.faults import ExitCode, MachineFault, WrongUse
from flows.published import catalogue_of, judged
from warehouse.home import Home


def desk(*, host: str, port: int, token: str | None, names: tuple[str, ...], open_it: bool) -> ExitCode:
    """Serve the desk until Ctrl-C. Raises WrongUse for an address that would be open to everybody, MachineFault for one that is taken."""
    import uvicorn

    from serving.desk import app
    from serving.desk.guard import Guard, UnsafeAddress, is_loopback

    home = Home.from_environment()
    judged(home)
    made = None if token or is_loopback(host) else secrets.token_urlsafe(24)
    try:
        guard = Guard.at(host, token or made, frozenset(name.lower() for name in names))
    except UnsafeAddress as unsafe:
        raise WrongUse(str(unsafe), place="--host", advice="set DUBAN_DESK_TOKEN") from unsafe
    with catalogue_of(home) as catalogue:
        settings = uvicorn.Config(
            app.create(home, catalogue, guard), host=host, port=port, log_level="warning", access_log=False,
            server_header=False, proxy_headers=False, timeout_graceful_shutdown=5,
        )  # fmt: skip
        server = uvicorn.Server(settings)
        try:
            listening = settings.bind_socket()
        except SystemExit as fault:
            raise MachineFault(
                f"{host}:{port} cannot be used", advice="another --port, or stop what uses it"
            ) from fault
        _tell(host, listening.getsockname()[1], made, open_it=open_it)
        server.run(sockets=[listening])
    return ExitCode.OK


def _tell(host: str, port: int, made: str | None, *, open_it: bool) -> None:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    address = f"http://{shown}:{port}/"
    out.print(Text(f"✓ 裁定台 · The stewards' desk  {address}", style="bold"), soft_wrap=True)
    if made:
        out.print(Text(f"  口令 · token  {safe(made)}"), soft_wrap=True)
    out.print(Text("  Ctrl+C 停止 · to stop", style="dim"))
    if open_it:
        webbrowser.open(address)
