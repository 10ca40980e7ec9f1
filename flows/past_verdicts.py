"""The verdicts of past editions: each judged by the rules of today, in the place of the edition that counts now.

Belongs here: when that is done, and keeping what came of it for the next run. Does not belong here: which editions are past (reading_step),
their rows (warehouse.past_editions), the rules (dbt).

What a past edition says never changes, so its verdicts are kept under a name made of the readings and the code, and judged once.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from flows import growing, modelling
from flows.job import Job
from flows.versions import code_version
from warehouse import past_editions, readings
from warehouse.files import make_folder, remove
from warehouse.reading_files import ReadingFiles
from warehouse.records import LandedEdition

#: dbt's options: the one model and what it stands on, without tests.
OPTIONS = ("--select", f"+{past_editions.JUDGED}", *growing.OF_PART)


def land(job: Job, files: Sequence[ReadingFiles], past: Sequence[LandedEdition]) -> int:
    """Judge the past editions and put their verdicts into the landed candidate; returns how many. Nothing to do without a past.

    Raises BuildFailed where a model fails.
    """
    if not past:
        return 0
    kept = job.home.root / "past-verdicts" / f"{_key(job, past)}.parquet"
    if kept.is_file():
        verdicts = parquet.read_table(kept)
    else:
        job.progress.say(f"判定{len(past)}个旧版次 · judging {len(past)} past editions")
        aside = job.home.work / "landed" / job.candidate.name
        make_folder(aside.parent)
        os.replace(job.candidate, aside)  # noqa: PTH105 - within one file system
        try:
            verdicts = judge(files, past, job.candidate, lambda: modelling.build(job, *OPTIONS))
        finally:
            os.replace(aside, job.candidate)  # noqa: PTH105
        if job.part is None:
            _keep(verdicts, kept)
    return past_editions.land_verdicts(job.candidate, [verdicts])


def judge(
    files: Sequence[ReadingFiles], past: Sequence[LandedEdition], candidate: Path, build: Callable[[], object]
) -> pa.Table:
    """Verdicts of all past editions. `build` makes the models in the file `candidate`, which must not exist and is gone afterwards."""
    told = []
    for generation in past_editions.generations(past):
        readings.land(candidate, files, generation, [])
        build()
        told.append(past_editions.verdicts_of(candidate))
        remove(candidate)
    return pa.concat_tables(told)


def _key(job: Job, past: Sequence[LandedEdition]) -> str:
    said = [
        code_version(job.settings.dbt_project),
        *sorted(f"{e.document_id} {e.edition_no} {e.reading_key}" for e in past),
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:24]


def _keep(verdicts: pa.Table, place: Path) -> None:
    """Write it beside its place and rename it; what was kept before is of another past."""
    make_folder(place.parent)
    new = place.with_suffix(".new")
    parquet.write_table(verdicts, new)
    os.replace(new, place)  # noqa: PTH105
    for old in place.parent.iterdir():
        if old != place:
            remove(old)
