"""`duban inbox`: one pass over the inbox, or watching it.

Belongs here: waiting, telling, when to try again. Does not belong here: what a pass does (inbox.py).
"""

from __future__ import annotations

import signal
import time
from dataclasses import asdict
from types import FrameType

from rich.text import Text

from flows import inbox, inbox_look, inbox_moves, settings
from flows.console import err, out, print_json, safe
from flows.faults import ExitCode, Fault, in_plain_words
from flows.inbox import Pass
from flows.inbox_look import Watch
from flows.job import sources_of
from flows.settings import Settings
from flows.summary import shown
from warehouse import locks
from warehouse.errors import WarehouseError
from warehouse.home import Home

#: How long a run of the inbox waits for another run to end: nobody sits in front of it.
PATIENCE = 3600.0
#: After a fault of the machine: the first wait before it is tried again, doubled up to the longest (seconds).
FIRST_WAIT, LONGEST_WAIT = 15.0, 600.0


def once(*, strict: bool, as_json: bool) -> ExitCode:
    """Take what is settled, read it, archive or reject it; until nothing more is there."""
    chosen, home = _prepared()
    with locks.inbox_lock(home, purpose="duban inbox"):
        watch = Watch(home.inbox, chosen.inbox_settle)
        if _anything(watch):
            time.sleep(chosen.inbox_settle)
        passes = []
        run = inbox.run_as_process(PATIENCE, strict=strict)
        while (entries := watch.settled()) or inbox_moves.left_by_a_crash(home.inbox):
            passes.append(inbox.go_through(home, chosen, entries, run))
            if not as_json:
                _tell(passes[-1])
            if passes[-1].kept:
                break  # the next pass goes on with them
        folders = inbox_look.folders_of(home.inbox)
    if as_json:
        print_json({"passes": [asdict(each) for each in passes], "waiting": watch.waiting, "folders": folders})
    else:
        _tell_rest(passes, watch, folders)
    return max((each.exit_code for each in passes), default=ExitCode.OK)


def watching(*, strict: bool) -> ExitCode:
    """Watch the inbox until told to stop (Ctrl-C, SIGTERM); a fault is told and tried again after a while."""
    chosen, home = _prepared()
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        with locks.inbox_lock(home, purpose="duban inbox --watch"):
            out.print(Text(f"正在守候收件夹 · watching {shown(home.inbox)} (Ctrl-C: 停止 stop)"), soft_wrap=True)
            _watch(home, chosen, strict=strict)
    except KeyboardInterrupt:
        out.print(Text("已停止守候 · stopped watching"))
    finally:
        signal.signal(signal.SIGTERM, before)
    return ExitCode.OK


def _watch(home: Home, chosen: Settings, *, strict: bool) -> None:
    watch = Watch(home.inbox, chosen.inbox_settle)
    run = inbox.run_as_process(PATIENCE, strict=strict)
    pause = 0.0
    while True:
        try:
            sources_of(chosen, [home.inbox], None)
            entries = watch.settled()
            faulty = False
            if entries or inbox_moves.left_by_a_crash(home.inbox):
                done = inbox.go_through(home, chosen, entries, run)
                _tell(done)
                faulty = bool(done.kept)
        except (Fault, WarehouseError, OSError) as error:
            err.print(Text(f"✗ {safe(in_plain_words(error))}"), soft_wrap=True)
            faulty = True
        pause = min(LONGEST_WAIT, max(FIRST_WAIT, pause * 2)) if faulty else 0.0
        if pause:
            err.print(Text(f"· {pause:g} 秒后重试 · trying again in {pause:g} s"), soft_wrap=True)
        time.sleep(pause or chosen.inbox_every)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _prepared() -> tuple[Settings, Home]:
    """Settings and home; a catalogue of documents that cannot be read is told before a file is touched."""
    chosen, home = settings.load(), Home.from_environment().make()
    sources_of(chosen, [home.inbox], None)
    return chosen, home


def _anything(watch: Watch) -> bool:
    return bool(watch.settled() or watch.waiting)


def _tell(done: Pass) -> None:
    for each in done.archived:
        edition = f" (第{each.edition_no}版 edition {each.edition_no})" if each.edition_no > 1 else ""
        words = f"  {each.document_id}{edition} → {shown(each.path)}"
        out.print(Text.assemble(("✓ 已读 read", "green"), safe(words)), soft_wrap=True)
    for rejected in done.rejected:
        words = f"  {shown(rejected.path)}: {rejected.reason.short}"
        out.print(Text.assemble(("✗ 未读 rejected", "red"), safe(words)), soft_wrap=True)
    if done.run_code == ExitCode.REFUSED:
        out.print(Text("! 校验未通过，未发布；见报告 · refused by validation, see the report: duban report --open"))
    elif done.outcome is not None:
        out.print(Text(f"· 当前发布 · the release is now {done.outcome.get('release')}"))
    if done.kept:
        words = f"! {len(done.kept)} 份文件留待下次 · {len(done.kept)} kept for the next pass: {done.fault}"
        err.print(Text(safe(words), style="yellow"), soft_wrap=True)


def _tell_rest(passes: list[Pass], watch: Watch, folders: list[str]) -> None:
    if watch.waiting:
        names = ", ".join(watch.waiting[:5])
        out.print(
            Text(safe(f"· 仍在写入，未动 · still being written, left alone: {len(watch.waiting)} ({names})")),
            soft_wrap=True,
        )
    if folders:
        words = f"· 文件夹不读取，请放入文件本身 · folders are not taken, put in the files: {', '.join(folders[:5])}"
        out.print(Text(safe(words)), soft_wrap=True)
    if not passes and not watch.waiting:
        out.print(Text("收件夹里没有新文件 · nothing new in the inbox"))
