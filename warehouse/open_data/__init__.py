"""A release as open data: descriptions of it in the words of five standards, a dictionary, a citation.

Belongs here: writing those files from what the release knows of itself (tables, comments, keys, input documents). Does
not belong here: the data files (release_export), checking the result against the standards (the tests do, with each
standard's own library).

    datapackage.json      Frictionless Data Package: types, units, keys, licence, sources of every CSV file
    sdmx/                 the observations as SDMX-CSV with their data structure definition (SDMX-ML)
    dcat.jsonld           DCAT: for data portals
    croissant.json        Croissant: for machine learning
    data-dictionary.html  every table and column, Chinese and English
    CITATION.txt          how to cite the release
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from warehouse.open_data import croissant, dcat, dictionary, frictionless, sdmx
from warehouse.open_data.metadata import Metadata, metadata
from warehouse.open_data.subject import Subject
from warehouse.release_tables import Table

__all__ = ["Metadata", "Subject", "metadata", "write"]


def write(subject: Subject, warehouse: Path, folder: Path) -> None:
    """Write the descriptions of a release that is being built in `folder`, its data files being there already."""
    (folder / "datapackage.json").write_bytes(frictionless.describe(subject))
    (folder / "dcat.jsonld").write_bytes(dcat.describe(subject))
    (folder / "croissant.json").write_bytes(croissant.describe(subject))
    (folder / "data-dictionary.html").write_bytes(dictionary.page(subject))
    (folder / "CITATION.txt").write_text(subject.citation + "\n", encoding="utf-8")
    if _has_observations(subject.tables):
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            sdmx.write(connection, folder / "sdmx")


def _has_observations(tables: Sequence[Table]) -> bool:
    columns = {c.name for t in tables if t.full_name == "bi.observations" for c in t.columns}
    return columns.issuperset(sdmx.NEEDED)
