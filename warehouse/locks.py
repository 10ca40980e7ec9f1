"""One at a time: locks between processes of one machine.

Belongs here: the lock files of a home. Does not belong here: what is done under a lock.

The lock is the operating system's (flock) on an open file, so it ends with its process, however that ends; the file's
content only says who holds it, for the message to the other one. The file is never removed: removing a lock file lets
two processes lock two files.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from warehouse.clock import now
from warehouse.errors import AlreadyRunning, StorageFault
from warehouse.files import make_folder
from warehouse.home import Home

LEAST_PATIENCE = 0.3  # seconds; `holder_of` holds the lock for a moment, and that must not refuse a run
_held: set[int] = set()  # descriptors of the locks of this process


def _let_go_in_child() -> None:
    """A forked child shares the lock with its parent and would keep it after the parent's death."""
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_let_go_in_child)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock: process id, host name, since when (ISO 8601, UTC), doing what."""

    pid: int
    host: str
    since: str
    purpose: str


def run_lock_path(home: Home) -> Path:
    """The file that the run lock is on."""
    return home.root / "run.lock"


@contextmanager
def run_lock(home: Home, *, wait_seconds: float = 0.0, purpose: str = "duban run") -> Iterator[Holder]:
    """Hold the home's run lock for the block; wait up to `wait_seconds` for it.

    Raises AlreadyRunning, which names the holder, when it is still taken then; StorageFault when the file cannot be
    opened.
    """
    with _locked(run_lock_path(home), wait_seconds, purpose) as holder:
        yield holder


@contextmanager
def publish_lock(home: Home) -> Iterator[Holder]:
    """Hold the lock on published/ for the block; waits up to ten minutes for whoever else publishes or removes."""
    with _locked(home.root / "publish.lock", 600.0, "publishing a release") as holder:
        yield holder


@contextmanager
def inbox_lock(home: Home, *, purpose: str) -> Iterator[Holder]:
    """Hold the lock on inbox/ for the block: one watcher, or one pass, at a time. Raises AlreadyRunning at once."""
    with _locked(home.root / "inbox.lock", 0.0, purpose) as holder:
        yield holder


@contextmanager
def worker_lock(home: Home, *, purpose: str) -> Iterator[Holder]:
    """Hold the lock of who does the home's scheduled runs, for the block: a second one would take the first one's runs for its own.

    Raises AlreadyRunning at once.
    """
    with _locked(home.root / "worker.lock", 0.0, purpose) as holder:
        yield holder


def holder_of(home: Home) -> Holder | None:
    """Who holds the run lock now, or None; asking disturbs nobody."""
    path = run_lock_path(home)
    if not path.exists():
        return None
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _read_holder(path)
    return None


@contextmanager
def _locked(path: Path, wait_seconds: float, purpose: str) -> Iterator[Holder]:
    try:
        make_folder(path.parent)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as fault:
        raise StorageFault(f"{path}: cannot open the lock file ({fault.strerror}); is DUBAN_HOME writable?") from fault
    try:
        _held.add(descriptor)
        _take(descriptor, path, wait_seconds)
        holder = Holder(os.getpid(), socket.gethostname(), now().isoformat(timespec="seconds"), purpose)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(asdict(holder), ensure_ascii=False).encode(), 0)
        yield holder
        if descriptor in _held:
            os.ftruncate(descriptor, 0)
    finally:
        if descriptor in _held:  # not so in a forked child
            _held.remove(descriptor)
            os.close(descriptor)  # lets the lock go


def _take(descriptor: int, path: Path, wait_seconds: float) -> None:
    give_up = time.monotonic() + max(wait_seconds, LEAST_PATIENCE)
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= give_up:
                raise AlreadyRunning(_refusal(path, wait_seconds)) from None
        time.sleep(0.05)


def _refusal(path: Path, waited: float) -> str:
    holder = _read_holder(path)
    who = (
        f"{holder.purpose}, process {holder.pid} on {holder.host}, since {holder.since}"
        if holder
        else "a process that has not said its name"
    )
    patience = f" (waited {waited:g} s)" if waited else ""
    return f"Another one is at work{patience}: {who}. Wait for it to end, or stop it, then try again. Lock: {path}"


def _read_holder(path: Path) -> Holder | None:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        return Holder(int(known["pid"]), str(known["host"]), str(known["since"]), str(known["purpose"]))
    except (ValueError, KeyError, TypeError):  # the holder is just writing its name
        return None
