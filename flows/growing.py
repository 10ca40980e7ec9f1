"""Growing instead of building anew: the candidate begins as the published warehouse, and only the jurisdictions that changed are modelled.

Belongs here: when that may be done, and what dbt is asked for then. Does not belong here: how rows are exchanged (warehouse.growth), dbt
itself (flows.modelling). Building anew gives the same rows, so whatever stands in the way of growing is a reason to build anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import documents
from flows.job import Job
from flows.versions import code_version
from warehouse import growth, releases
from warehouse.files import make_folder, sha256_of
from warehouse.growth import CannotGrow, Part, Wanted
from warehouse.home import Home
from warehouse.releases import Manifest

#: dbt's options for the part: its rows are tested where they belong, in the whole.
OF_PART = ("--exclude-resource-type", "test")
#: dbt's options for the grafted candidate: the tables that gather from all jurisdictions, and the tests on all data.
OF_WHOLE = ("--select", "tag:whole", "resource_type:test")
#: Up to so many documents dbt's queries are short (a city of 15 years has 75); those of OF_WHOLE always are: no model of tasks is among them.
FEW = 300


def part_to_build(job: Job, wanted: Wanted) -> Part | None:
    """What is to be modelled so that the published warehouse becomes the wanted one; None: build anew.

    Built anew is when code, seeds or reader are others than those of the release, and when most of the documents are touched.
    """
    published = releases.current(job.home)
    if published is None or not job.settings.grow:
        return None
    facts = published.facts
    if facts.code_version != code_version(job.settings.dbt_project) or facts.reader_version != documents.READER_VERSION:
        return None
    try:
        _check_bytes(job.home, published)
        part = growth.part_of(_warehouse(job.home, published), facts.documents, wanted)
    except CannotGrow as reason:
        job.progress.say(f"全部重建 · building anew: {reason}")
        return None
    if not 0 < 2 * len(part.editions) <= len(wanted.editions):
        return None
    job.progress.say(
        f"只重建{len(part.jurisdictions)}个地区的{len(part.editions)}份文件 · modelling {len(part.editions)} of "
        f"{len(wanted.editions)} documents (jurisdictions: {len(part.jurisdictions)})"
    )
    return part


def graft(job: Job, part: Part) -> None:
    """Put the modelled part aside and make the candidate anew, out of the published warehouse and the part.

    Raises CannotGrow where the release has other tables than the code makes: DUBAN_GROW=false builds anew.
    """
    published = releases.current(job.home)
    if published is None:
        raise CannotGrow(f"{job.home.published}: the release has gone meanwhile; run again")
    exchange(
        _warehouse(job.home, published),
        job.candidate,
        part.jurisdictions,
        aside=job.home.work / "part" / job.candidate.name,
        dbt_target=job.home.root / "dbt" / "target",
    )


def exchange(published: Path, candidate: Path, jurisdictions: Sequence[str], *, aside: Path, dbt_target: Path) -> None:
    """Make of a candidate that holds these jurisdictions only one that holds all, for dbt's second call (OF_WHOLE).

    `aside` is where the part lies meanwhile; `dbt_target` is where dbt built it.
    """
    make_folder(aside.parent)
    os.replace(candidate, aside)  # noqa: PTH105 - within one file system
    growth.graft(published, aside, candidate, jurisdictions, whole_tables(dbt_target))
    aside.unlink()


def whole_tables(dbt_target: Path) -> frozenset[str]:
    """Names (with schema) of the models that gather from all jurisdictions, as dbt knew them when it built last there."""
    manifest = json.loads((dbt_target / "manifest.json").read_bytes())
    return frozenset(
        f"{node['schema']}.{node['alias']}" for node in manifest["nodes"].values() if "whole" in node.get("tags", ())
    )


def _warehouse(home: Home, published: Manifest) -> Path:
    """The release's own file, which nobody can have written to."""
    return releases.folder_of(home, published.version) / home.current.name


def _check_bytes(home: Home, published: Manifest) -> None:
    path = _warehouse(home, published)
    said = {file.path: file.sha256 for file in published.files}
    if not path.is_file() or sha256_of(path) != said.get(path.name):
        raise CannotGrow(f"{path}: is not what was published")
