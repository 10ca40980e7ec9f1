"""`duban doctor`: is everything as a run needs it, and what to do where it is not.

Belongs here: the order of the questions, and how the answers look. Does not belong here: looking (doctor_checks.py).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict

from rich.cells import cell_len
from rich.text import Text

from flows import doctor_checks, doctor_server, settings
from flows.console import out, print_json, safe
from flows.doctor_checks import Answer
from flows.faults import ExitCode
from warehouse.home import Home

_SIGNS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "failed": ("✗", "bold red")}
_WIDTH = 22


def doctor(*, as_json: bool) -> ExitCode:
    """Ask everything; MACHINE where something has failed, OK where there is at most a warning."""
    answers = []
    for answer in _asked():
        answers.append(answer)
        if not as_json:
            _show(answer)
    failed = sum(answer.state == "failed" for answer in answers)
    warned = sum(answer.state == "warning" for answer in answers)
    if as_json:
        print_json({"ok": not failed, "failed": failed, "warnings": warned, "answers": [asdict(a) for a in answers]})
    elif failed or warned:
        out.print(Text(f"\n{failed} 项有误 failed · {warned} 项提醒 warnings", style="bold"))
    else:
        out.print(Text("\n✓ 一切正常 · All is well", style="bold green"))
    return ExitCode.MACHINE if failed else ExitCode.OK


def _asked() -> Iterator[Answer]:
    chosen = settings.load()
    home = Home.from_environment()
    yield from doctor_checks.disk(home)
    yield from doctor_checks.catalogue(home)
    yield from doctor_checks.turn(home)
    yield from doctor_checks.release(home)
    yield from doctor_checks.database(chosen, home)
    yield from doctor_server.server(os.environ.get("PREFECT_API_URL"))
    yield from doctor_checks.schedule()
    yield from doctor_checks.notifications(chosen)
    yield from doctor_checks.lexicons()
    yield from doctor_checks.environment()


def _show(answer: Answer) -> None:
    sign, style = _SIGNS[answer.state]
    padding = " " * max(1, _WIDTH - cell_len(answer.question))
    line = Text.assemble((f"{sign} ", style), (answer.question, "bold"), padding, safe(answer.told))
    out.print(line, soft_wrap=True)
    if answer.advice:
        out.print(Text(f"  → {safe(answer.advice)}", style=style), soft_wrap=True)
