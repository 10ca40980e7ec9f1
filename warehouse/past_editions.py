"""Past editions in a candidate: what a document said before it was published anew.

Belongs here: landing the promises, figures and verdicts of editions that no longer count, so that the models can say what changed and what
was known on a day. Does not belong here: which editions there are (the catalogue), what changed and how a promise is judged (dbt).

A past edition is judged by the models that judge the newest one: in a candidate of its own, where it stands in the newest one's place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.landing_tables import OBSERVATIONS, PAST_EDITIONS, PAST_FIGURES, PAST_VERDICTS, READING_KEY, TARGETS
from warehouse.reading_files import ReadingFiles
from warehouse.records import LandedEdition

_SCHEMA = "landing"
#: The model that tells the verdicts, in the schema of a candidate; with what it stands on, it is all that a past edition needs.
JUDGED = "int_judged_promises"
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


def generations(past: Sequence[LandedEdition]) -> list[list[LandedEdition]]:
    """The past editions in as few lists as there can be, each with at most one edition of a document; newest first."""
    of_document: dict[str, list[LandedEdition]] = defaultdict(list)
    for each in sorted(past, key=lambda e: -e.edition_no):
        of_document[each.document_id].append(each)
    most = max(map(len, of_document.values()), default=0)
    return [[editions[n] for _, editions in sorted(of_document.items()) if n < len(editions)] for n in range(most)]


def verdicts_of(judged: Path) -> pa.Table:
    """The rows of `past_verdicts` that follow from a candidate of past editions in which the model JUDGED is built."""
    with duckdb.connect(str(judged), read_only=True) as connection:
        return connection.execute(
            "SELECT j.document_id, d.edition_no, CAST(j.anchor AS INTEGER) AS anchor, j.promise_id, j.task_no, j.section_no, j.indicator, "
            "j.comparator, j.value_text AS value, j.value_high_text AS value_high, j.unit, j.kind, j.period, j.scope, j.evidence, j.verdict, "
            f"CAST(j.ratio AS VARCHAR) AS ratio, j.verdict_reason FROM intermediate.{JUDGED} AS j "
            f"INNER JOIN {_SCHEMA}.documents AS d ON j.document_id = d.document_id ORDER BY j.document_id, j.anchor"
        ).to_arrow_table()


def land_verdicts(candidate: Path, verdicts: Sequence[pa.Table]) -> int:
    """Put the verdicts of past editions into a candidate that is landed; returns how many."""
    if not verdicts:
        return 0
    rows = pa.concat_tables(verdicts)
    with duckdb.connect(str(candidate)) as connection:
        connection.register("verdicts_arrow", rows)
        connection.execute(
            f"INSERT INTO {_SCHEMA}.{PAST_VERDICTS.name} BY NAME SELECT * FROM verdicts_arrow ORDER BY document_id, edition_no, anchor"
        )
        connection.unregister("verdicts_arrow")
    return int(rows.num_rows)
