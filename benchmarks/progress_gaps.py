"""How long a run over many documents is silent: `python benchmarks/progress_gaps.py [--documents 1000]`; the goal is 5 s at most.

Generates documents of made-up cities (a table of tasks each), runs `duban run` on them in a home of its own with its output in a pipe, and notes
when each line comes. Prints the longest silences, the steps they were in, and the cost of the run.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

GOAL = 5.0  # seconds
_CITIES = "临云海山河江湖安平宁清明阳光新长永兴昌盛"
_TASK = """{number}
新建学校{promised}所以上，新增学位{places}个。
市教育局
全市新建学校{built}所，新增学位{given}个，完成投资{money}亿元，增长{growth}%。
"""


def generate(folder: Path, documents: int, tasks: int) -> None:
    """Write the documents: as many cities as it takes, each with ten years."""
    folder.mkdir(parents=True)
    for number in range(documents):
        city = _CITIES[number // 200 % 20] + _CITIES[number // 10 % 20] + "市"
        year = 2011 + number % 10
        rows = "".join(
            _TASK.format(
                number=n,
                promised=n + 2,
                places=100 * n + number % 50,
                built=n + 1 + (number + n) % 4,
                given=100 * n + number % 70,
                money=f"{(number + n) % 97}.{n % 10}",
                growth=f"{n % 9}.{number % 10}",
            )
            for n in range(1, tasks + 1)
        )
        text = f"{city}{year}年重点任务完成情况\n序号\n工作任务\n牵头责任单位\n完成情况\n{rows}"
        (folder / f"city{number // 10:04}-{year}.txt").write_text(text, "utf-8")


def main() -> int:
    """Run and report; 1 where a silence was longer than the goal."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--tasks", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="duban-progress-") as name:
        generate(Path(name) / "documents", chosen.documents, chosen.tasks)
        heard = listen(Path(name))
    gaps = sorted(((at - before, line) for (before, _), (at, line) in pairwise(heard)), reverse=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"{chosen.documents} documents: {heard[-1][0]:.0f} s, CPU {used.ru_utime + used.ru_stime:.0f} s, {len(heard)} lines"
    )
    for gap, line in gaps[:8]:
        print(f"  {gap:5.1f} s before: {line}")
    return int(gaps[0][0] > GOAL)


def listen(folder: Path) -> list[tuple[float, str]]:
    """The lines of a run, each with the seconds since its start."""
    environment = {**os.environ, "DUBAN_HOME": str(folder / "home"), "DO_NOT_TRACK": "1", "PYTHONUNBUFFERED": "1"}
    environment.pop("PREFECT_API_URL", None)
    command = [sys.executable, "-m", "flows.cli", "run", "--documents", str(folder / "documents"), "--timings"]
    began = time.monotonic()
    heard = [(0.0, "start")]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    assert process.stdout is not None
    for line in process.stdout:
        heard.append((time.monotonic() - began, line.rstrip()))
        print(f"{heard[-1][0]:7.1f}  {line}", end="", flush=True)
    assert process.wait() in (0, 2), f"the run ended with {process.returncode}"
    return heard


if __name__ == "__main__":
    sys.exit(main())
