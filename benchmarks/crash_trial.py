"""kill -9 at random moments of the main job over the samples: `make crash-trial N=200`.

Belongs here: the trial and what must hold after each kill. Does not belong here: the few kills that every test run makes
(tests/end_to_end/test_crashes.py).

A home in which part of the samples is published (A) is copied; a run over all of them (B) is begun in it and killed after a
random time, as an operating system would, without a word. After each kill

- the published release is whole: every file of it has the bytes of its manifest, the warehouse is A or B, nothing between;
- with --complete-every K, after each K-th kill in the same home: the next run ends by itself; its warehouse has the rows of
  the run that nobody disturbed, table by table; each document is there in one edition, read once, its bytes kept once; no
  candidate, no half release, no run that is said to be still going.

A run is a child of a process that has imported everything (it opens no database and starts no thread, so it may be
forked); one Prefect API serves all of them, so that a trial costs what the run itself costs.

Nobody may change the checkout meanwhile: other models make other rows. SIGINT and SIGTERM end the trial with the figures so far.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flows import engine
from flows.progress import Progress, listening
from flows.settings import PROJECT
from warehouse import files, releases
from warehouse.catalogue import Catalogue
from warehouse.home import Home
from warehouse.raw import RawStore
from warehouse.reading_files import open_files

#: Of the samples, those that make the release A.
FIRST = 6
PATIENCE = 900  # seconds for one run on a machine that does other things, too


@dataclass(slots=True)
class Figures:
    """What the trial came to."""

    kills: int = 0
    completions: int = 0
    too_late: int = 0  # the run had ended before its moment came
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    undisturbed_seconds: float = 0.0
    published_after_kill: dict[str, int] = field(default_factory=dict)
    killed_in: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def main() -> None:
    """Run the trial and print its figures as JSON; exit code 1 where anything did not hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-n", type=int, default=200, help="how many kills")
    parser.add_argument("--complete-every", type=int, default=1, metavar="K", help="kills before a run may end")
    parser.add_argument("--seed", type=int, default=2022, help="of the random moments")
    parser.add_argument("--folder", type=Path, help="where the homes are made (default: a temporary folder)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="crash-trial-", dir=given.folder) as folder:
        os.environ.setdefault("SOURCE_DATE_EPOCH", "1674172800")  # when a document was first seen is a column, too
        with warm(Path(folder)):
            trial = Trial(Path(folder), random.Random(given.seed))
            trial.prepare()
            trial.go(given.n, given.complete_every)
        figures = trial.figures
    print(json.dumps(asdict(figures), ensure_ascii=False, indent=2, sort_keys=True))
    sys.exit(1 if figures.wrong else 0)


class Trial:
    """One trial in one folder."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.chance, self.figures = folder, chance, Figures()
        self.prepared = folder / "prepared"
        self.samples = sorted(p for p in (PROJECT / "samples").iterdir() if p.is_file() and p.stem.lower() != "readme")

    def prepare(self) -> None:
        """The home with release A, and what the undisturbed run makes of it."""
        self._must_end(self.prepared, self.samples[:FIRST])
        self.before = rows_of(self.prepared)
        shutil.copytree(self.prepared, self.folder / "undisturbed")
        began = time.monotonic()
        self._must_end(self.folder / "undisturbed", self.samples)
        self.figures.undisturbed_seconds = self.usual = time.monotonic() - began
        self.after = rows_of(self.folder / "undisturbed")
        self.expected = self._state(self.folder / "undisturbed")
        assert self.before != self.after
        self.warehouses = {"A": self.before, "B": self.after}

    def go(self, kills: int, complete_every: int) -> None:
        """Kill, look, let it complete, look; asked to stop (SIGINT, SIGTERM), it ends after the home that it is at."""
        began = time.monotonic()
        stopped: list[int] = []
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda number, _: stopped.append(number))
        while self.figures.kills < kills and not stopped:
            home = self.folder / "home"
            shutil.copytree(self.prepared, home)
            for _ in range(complete_every):
                self._kill_once(home)
            self._complete(home)
            shutil.rmtree(home)
            done = self.figures
            told = f"{done.kills} kills, {done.completions} completed, {len(done.wrong)} wrong {done.wrong[-1:]}"
            print(told, file=sys.stderr, flush=True)
        self.figures.seconds = time.monotonic() - began
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.figures.cpu_seconds = used.ru_utime + used.ru_stime

    def _kill_once(self, home: Path) -> None:
        moment = self.chance.uniform(0, self.usual)
        child = self._begin(home, self.samples)
        ended = _wait(child, moment)
        if ended is not None:
            self.figures.too_late += 1
            if ended != 0:
                self.figures.wrong.append(f"an undisturbed run ended with {ended}: {self._last_words()}")
            return
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        self.figures.kills += 1
        _count(self.figures.killed_in, (self.folder / "step").read_text(encoding="utf-8"))
        _count(self.figures.published_after_kill, self._published(home))

    def _published(self, home: Path) -> str:
        """Which release readers see: A or B, and it must be whole."""
        at = Home.at(home)
        present = releases.current(at)
        assert present is not None
        damages = releases.verify(releases.folder_of(at, present.version))
        self.figures.wrong += [f"{each.path.name} {each.what}" for each in damages]
        rows = rows_of(home)
        for name, whole in self.warehouses.items():
            if rows == whole:
                return name
        self.figures.wrong.append("the published warehouse is neither A nor B")
        return "?"

    def _complete(self, home: Path) -> None:
        began = time.monotonic()
        child = self._begin(home, self.samples)
        ended = _wait(child, PATIENCE)
        if ended is None:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        else:
            self.usual = 0.7 * self.usual + 0.3 * (time.monotonic() - began)  # the machine may be busier now
        self.figures.completions += 1
        if ended != 0:
            self.figures.wrong.append(f"the next run ended with {ended}: {self._last_words()}")
            return
        found = self._state(home)
        self.figures.wrong += [
            _difference(what, found[what], self.expected[what]) for what in found if found[what] != self.expected[what]
        ]

    def _state(self, home: Path) -> dict[str, object]:
        """Everything that must be as if nobody had disturbed."""
        at = Home.at(home)
        with Catalogue(at.catalogue_url) as catalogue:
            editions = [(each.document_id, each.edition_no, each.sha256) for each in catalogue.editions()]
            readings = Counter(each.reading_key for each in catalogue.readings())
            running = [each.run_id for each in catalogue.runs.history(1000) if each.state == "running"]
        for sha256 in {each[2] for each in editions}:
            RawStore(at.raw).get(sha256)  # raises where its bytes are gone or others
        folders = [path.parent for path in at.readings.rglob("manifest.json")]
        stored = Counter(each.reading_key for path in folders for each in open_files(path, verify=True).readings)
        return {
            "rows of the warehouse": rows_of(home),
            "editions": editions,
            "readings": sorted(set(readings)),
            "readings on disk": sorted(set(stored)),
            "raw documents": sorted(path.name for path in at.raw.iterdir()),
            "runs that are said to be going": running,
            "candidates": sorted(path.name for path in at.work.iterdir()),
            "releases": len(releases.history(at)),
            "damages": [d for m in releases.history(at) for d in releases.verify(releases.folder_of(at, m.version))],
            "leftovers": sorted(path.name for path in home.rglob(".*") if files.TEMPORARY.match(path.name)),
        }

    def _begin(self, home: Path, documents: list[Path]) -> int:
        child = os.fork()
        if child:
            return child
        code = 70
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal: it is meant for the trial
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.environ["DUBAN_HOME"] = str(home)
            log = os.open(self.folder / "runs.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(log, 1)
            os.dup2(log, 2)
            engine.hush()
            from flows import main_job

            with listening(_StepFile(self.folder / "step")):
                main_job.main_job(documents=[str(path) for path in documents], wait=60)
            code = 0
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            os._exit(code)

    def _must_end(self, home: Path, documents: list[Path]) -> None:
        ended = _wait(self._begin(home, documents), PATIENCE)
        if ended != 0:
            raise SystemExit(f"the run ended with {ended}: {self._last_words()}")

    def _last_words(self) -> str:
        return (self.folder / "runs.log").read_text(encoding="utf-8", errors="replace")[-1500:]


@contextmanager
def warm(folder: Path) -> Iterator[None]:
    """One Prefect API for all runs, and everything imported that a run imports (only now: Prefect asks the environment for
    its API while it is imported).
    """
    with engine.local_api(folder) as api:
        import serving.lineage
        import serving.report  # noqa: F401
        from flows import dbt_calls, main_job, steps  # noqa: F401

        dbt_calls.preload()
        steps.preload_judging()
        api.ready()
        yield


class _StepFile(Progress):
    """Writes down which step is going on, so that it can be told where a kill struck."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._file.write_text("before", encoding="utf-8")

    def began(self, name: str) -> None:
        self._file.write_text(name, encoding="utf-8")


def _difference(what: str, found: object, expected: object) -> str:
    if isinstance(found, dict) and isinstance(expected, dict):
        names = [name for name in {**found, **expected} if found.get(name) != expected.get(name)]
        return f"{what}: {', '.join(names)}"
    return f"{what}: {found} instead of {expected}"[:600]


def _count(counts: dict[str, int], name: str) -> None:
    counts[name] = counts.get(name, 0) + 1


def _wait(child: int, seconds: float) -> int | None:
    """The exit code of the child, or None where it has not ended within the time."""
    ends_at = time.monotonic() + seconds
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= ends_at:
            return None
        time.sleep(0.005)


def rows_of(home: Path) -> dict[str, str]:
    """A hash over the rows of each table and view of the published warehouse, whatever their order."""
    import duckdb

    with duckdb.connect(str(Home.at(home).current), read_only=True) as connection:
        tables = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables ORDER BY 1, 2"
        ).fetchall()
        found = {}
        for schema, table in tables:
            query = f'SELECT count(*), coalesce(sum(hash(t)), 0) FROM "{schema}"."{table}" t'
            found[f"{schema}.{table}"] = str(connection.execute(query).fetchone())
        return found


if __name__ == "__main__":
    main()
