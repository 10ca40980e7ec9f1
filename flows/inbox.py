"""INBOX 收件夹: one pass: take what is settled, start the main job with it, archive what was read, reject what was not.

Belongs here: the order of a pass and what becomes of each file. Does not belong here: looking (inbox_look.py), renames
(inbox_moves.py), words (inbox_note.py), the command line and watching (inbox_command.py).

Nothing is remembered between passes but where the files are. What became of a file is asked of the catalogue, which the
run told; so a pass that is killed anywhere is completed by the next one.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flows import inbox_moves, inbox_note
from flows.faults import ExitCode
from flows.inbox_look import Entry, Kind, open_for_writing
from flows.inbox_moves import Taken
from flows.inbox_note import Reason
from flows.job import sources_of
from flows.settings import Settings
from warehouse.catalogue import Catalogue
from warehouse.clock import now
from warehouse.files import sha256_of
from warehouse.home import Home
from warehouse.raw import RawStore
from warehouse.records import ReadingStatus

#: Files handed to one run: the names have to fit a command line.
AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Archived:
    """A file that was read: its document, which edition of it (from 1), and where the file is now."""

    document_id: str
    edition_no: int
    path: Path


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file that was not read, why, and where it is now (the note is beside it)."""

    path: Path
    reason: Reason


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass did. `kept` were taken and are not at an end: the next pass goes on with them; `fault` says why."""

    archived: tuple[Archived, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    kept: tuple[Path, ...] = ()
    run_code: int | None = None  # exit code of the main job; None: none was started
    outcome: dict[str, Any] | None = None  # what it told (flows.outcome.Outcome as data)
    fault: str | None = None

    @property
    def exit_code(self) -> ExitCode:
        """A fault of the machine, else the run's refusal, else INPUT where a file was rejected."""
        if self.run_code not in (None, ExitCode.OK, ExitCode.REFUSED, ExitCode.INPUT):
            return ExitCode.MACHINE
        if self.run_code == ExitCode.REFUSED:
            return ExitCode.REFUSED
        return ExitCode.INPUT if self.rejected or self.run_code == ExitCode.INPUT else ExitCode.OK


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run of the main job ended: its exit code (negative: the signal that ended it) and its JSON document."""

    code: int
    told: dict[str, Any]


Run = Callable[[Sequence[Path]], Ended]


def go_through(home: Home, settings: Settings, entries: Sequence[Entry], run: Run) -> Pass:
    """One pass over these entries and over what an earlier pass left; for who holds the inbox lock."""
    rejected: list[Rejected] = []
    taken = inbox_moves.left_by_a_crash(home.inbox)
    for entry in entries[: max(0, AT_ONCE - len(taken))]:
        try:
            each = inbox_moves.take(home.inbox, entry.path)
        except FileNotFoundError:  # its owner took it away in this moment
            continue
        if entry.kind is Kind.FILE and open_for_writing(each.path):
            inbox_moves.put_back(home.inbox, each)
            continue
        taken.append(each)
    ready = _that_can_be_read(home, settings, taken, rejected)
    if not ready:
        return Pass(rejected=tuple(rejected))
    ended = run([each.path for each in ready])
    done = _brought_to_an_end(home, settings, ready, ended)
    return replace(done, rejected=(*rejected, *done.rejected))


def _that_can_be_read(home: Home, settings: Settings, taken: Sequence[Taken], rejected: list[Rejected]) -> list[Taken]:
    """Those that go into one run, the others rejected. Of two with one id and one content the second waits for the next
    pass; with other content it is rejected, because nobody can tell which is the newer.
    """
    ready: dict[str, Taken] = {}
    for each in taken:
        reason = _at_a_glance(each, settings.fetch_max_bytes)
        first = ready.setdefault(each.path.stem, each) if reason is None else each
        if first is not each and sha256_of(first.path) != sha256_of(each.path):
            reason = inbox_note.id_taken(each.path.stem)
        if reason is not None:
            rejected.append(_reject(home, each, reason))
    return list(ready.values())


def _at_a_glance(taken: Taken, limit: int) -> Reason | None:
    """Why the file cannot be handed to a run at all; None where it can."""
    if taken.path.is_symlink():
        return inbox_note.LINK
    if not taken.path.is_file():
        return inbox_note.NOT_A_FILE
    try:
        with taken.path.open("rb"):
            size = taken.path.stat().st_size
    except OSError as error:
        return inbox_note.unreadable(error.strerror or str(error))
    return inbox_note.too_large(size, limit) if size > limit else None


def _reject(home: Home, taken: Taken, reason: Reason) -> Rejected:
    return Rejected(
        inbox_moves.reject(home.inbox, taken, inbox_note.note(taken.name, reason, now())),
        reason,
    )


def _brought_to_an_end(home: Home, settings: Settings, taken: Sequence[Taken], ended: Ended) -> Pass:
    """Archive and reject by what the run and the catalogue say; what neither knows stays for the next pass."""
    archived: list[Archived] = []
    rejected: list[Rejected] = []
    kept: list[Taken] = []
    told = {str(each["place"]): each for each in ended.told.get("refusals") or ()}
    whole = ended.code in (ExitCode.OK, ExitCode.REFUSED, ExitCode.INPUT)
    fates = _fates(home, settings, [each.path for each in taken]) if whole else {}
    for each in taken:
        known = fates.get(each.path)
        if isinstance(known, int):
            place = inbox_moves.archive(home.inbox, each, now().date())
            archived.append(Archived(each.path.stem, known, place))
        elif isinstance(known, Reason):
            rejected.append(_reject(home, each, known))
        elif str(each.path) in told:
            refusal = told[str(each.path)]
            rejected.append(_reject(home, each, inbox_note.refused(str(refusal["what"]), str(refusal["advice"]))))
        elif ended.code < 0 and (deadly := _deadly(each.path)):
            rejected.append(_reject(home, each, inbox_note.crashes(deadly)))
        else:
            kept.append(each)
    fault = str(ended.told.get("error") or f"the run ended with {ended.code}") if kept else None
    outcome = ended.told if "state" in ended.told else None
    return Pass(tuple(archived), tuple(rejected), tuple(each.path for each in kept), ended.code, outcome, fault)


def _fates(home: Home, settings: Settings, files: Sequence[Path]) -> dict[Path, int | Reason]:
    """What the catalogue knows of files that a run was given: the edition that each was read as, or why it was refused.

    One that it does not know, or whose bytes are not kept, is left out.
    """
    sources, raw = sources_of(settings, files, None), RawStore(home.raw)
    found: dict[Path, int | Reason] = {}
    with Catalogue(home.catalogue_url) as catalogue:
        for file in files:
            sha256 = sha256_of(file)
            source = sources.for_file(file)
            name = source.id if source else file.stem
            editions = [each for each in catalogue.editions(name) if each.sha256 == sha256]
            readings = [each for each in catalogue.readings(name) if each.sha256 == sha256]
            if not editions or not readings or not raw.has(sha256):
                continue
            if readings[-1].status is ReadingStatus.OK:
                found[file] = editions[-1].edition_no
            else:
                what, _, advice = (readings[-1].problem or "").partition(" → ")
                found[file] = inbox_note.refused(what, advice)
    return found


def _deadly(file: Path) -> str | None:
    """The name of the signal that ends a process which only reads this file; None where none does."""
    command = [sys.executable, "-m", "flows.cli", "read", "--json", str(file)]
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return signal.Signals(-ended.returncode).name if ended.returncode < 0 else None


def run_as_process(wait: float, *, strict: bool) -> Run:
    """The main job as a process of its own: a watcher lives for months, and what a document does to a run must not
    reach it. Its progress goes to our standard error.
    """
    options = ["--json", "--wait", f"{wait:g}", *(["--strict"] if strict else [])]

    def run(files: Sequence[Path]) -> Ended:
        command = [sys.executable, "-m", "flows.cli", "run", *options, "--documents", *map(str, files)]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        try:
            printed, _ = process.communicate()
        except BaseException:  # asked to stop: so is the run, which then leaves everything in order
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            raise
        try:
            told = json.loads(printed)
        except ValueError:
            told = {}
        return Ended(process.returncode, told if isinstance(told, dict) else {})

    return run
