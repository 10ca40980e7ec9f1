"""Past editions in a candidate: what a document said before it was published anew.

Belongs here: landing the promises and figures of editions that no longer count, so that the models can say what changed and what was
known on a day. Does not belong here: which editions there are (the catalogue), what changed (dbt).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC

import duckdb
import pyarrow as pa

from warehouse.landing_tables import OBSERVATIONS, PAST_EDITIONS, PAST_FIGURES, READING_KEY, TARGETS
from warehouse.reading_files import ReadingFiles
from warehouse.records import LandedEdition

_SCHEMA = "landing"
_STATEMENTS = (("target", TARGETS.name), ("observation", OBSERVATIONS.name))


def land_past(
    connection: duckdb.DuckDBPyConnection, past: Sequence[LandedEdition], chosen: Mapping[str, ReadingFiles]
) -> None:
    """Fill the two tables of past editions; `chosen` says which files hold each reading. Nothing to do without a past."""
    if not past:
        return
    connection.register("past_arrow", _past(past, chosen))
    connection.execute(
        f"INSERT INTO {_SCHEMA}.{PAST_EDITIONS.name} BY NAME SELECT document_id, edition_no, sha256, first_seen "
        "FROM past_arrow ORDER BY document_id, edition_no"
    )
    batches = {batch.folder: batch for batch in chosen.values()}
    for statement, table in _STATEMENTS:
        paths = [str(b.folder / f.file) for _, b in sorted(batches.items()) for f in b.files if f.table == table]
        if paths:
            _land_figures(connection, statement, paths)
    connection.unregister("past_arrow")


def _past(past: Sequence[LandedEdition], chosen: Mapping[str, ReadingFiles]) -> pa.Table:
    return pa.table(
        {
            "document_id": pa.array([e.document_id for e in past], pa.string()),
            "edition_no": pa.array([e.edition_no for e in past], pa.int32()),
            "sha256": pa.array([e.sha256 for e in past], pa.string()),
            "first_seen": pa.array(
                [e.first_seen.astimezone(UTC).replace(tzinfo=None) for e in past], pa.timestamp("us")
            ),
            READING_KEY: pa.array([e.reading_key for e in past], pa.string()),
            "folder": pa.array([str(chosen[e.reading_key].folder) for e in past], pa.string()),
        }
    )


def _land_figures(connection: duckdb.DuckDBPyConnection, statement: str, paths: list[str]) -> None:
    own = {"document_id", "edition_no", "statement"}
    read = [column.name for column in PAST_FIGURES.columns if column.name not in own]
    names = ", ".join(f'"{name}"' for name in read)
    taken = ", ".join(f'r."{name}"' for name in read)
    connection.execute(
        f"INSERT INTO {_SCHEMA}.{PAST_FIGURES.name} (document_id, edition_no, statement, {names}) "
        f"SELECT p.document_id, p.edition_no, ?, {taken} FROM read_parquet(?, filename = true) AS r "
        f"JOIN past_arrow AS p ON r.{READING_KEY} = p.{READING_KEY} AND parse_dirpath(r.filename) = p.folder "
        "ORDER BY p.document_id, p.edition_no, r.anchor",
        [statement, paths],
    )
