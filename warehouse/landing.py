"""Landing: readings, editions and decisions become schema `landing` of a new DuckDB file, the candidate.

Belongs here: making that file, the same to the row whenever it is made from the same things. Does not belong here:
models built on it (dbt), the choice of what is landed (the catalogue's plan).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.errors import DamagedFile, MissingReading, StorageFault, WrongUse, repair_by_reading_again
from warehouse.files import make_folder
from warehouse.landing_tables import DECISIONS, LANDING_TABLES, READING_KEY, READING_TABLES, LandingTable, Origin
from warehouse.past_editions import land_past
from warehouse.reading_files import ReadingFiles, open_files
from warehouse.records import DecisionRecord, LandedEdition

SCHEMA = "landing"
_SMALL_BLOCKS, _LARGE_BLOCKS = 16_384, 262_144
_MANY_ROWS = 200_000


def land(
    candidate: Path,
    files: Sequence[ReadingFiles],
    editions: Sequence[LandedEdition],
    decisions: Sequence[DecisionRecord],
    past: Sequence[LandedEdition] = (),
) -> dict[str, int]:
    """Create `candidate` (which must not exist) with all landing tables; returns their row counts by name.

    Of `past` (editions that a newer one has taken the place of) only the promises and figures are landed, apart from
    those that count.
    Of the files only the readings named by `editions` are landed, one for each document, every file verified against
    its SHA-256 first. Tables without rows are there, with their types. Raises DamagedFile (names the file and its
    repair), MissingReading, WrongUse for a candidate that exists or a document given twice, StorageFault when the
    disk refuses.
    """
    _check_request(candidate, editions)
    chosen = choose(files, editions)
    chosen_past = choose(files, past)
    taken = {batch.folder for batch in [*chosen.values(), *chosen_past.values()]}
    verified = [open_files(folder, verify=True) for folder in sorted(taken)]
    make_folder(candidate.parent)
    try:
        with duckdb.connect(str(candidate), config={"default_block_size": block_size(editions, chosen)}) as connection:
            connection.execute("SET preserve_insertion_order = true")
            connection.execute("BEGIN")  # one transaction: hundreds of comments, one wait for the disk
            _create_tables(connection)
            _register_wanted(connection, editions, chosen)
            for table in READING_TABLES:
                _land_table(connection, table, verified)
            _land_decisions(connection, decisions)
            land_past(connection, past, chosen_past)
            connection.execute("DROP TABLE wanted")
            connection.execute("COMMIT")
            rows = {table.name: _count(connection, table) for table in LANDING_TABLES}
    except (duckdb.IOException, duckdb.OutOfMemoryException, OSError) as fault:
        raise StorageFault(f"{candidate}: cannot build the candidate ({fault}); free or repair the disk") from fault
    _check_counts(rows, editions, chosen)
    return rows


def _check_request(candidate: Path, editions: Sequence[LandedEdition]) -> None:
    if candidate.exists():
        raise WrongUse(f"{candidate}: a candidate is built anew; remove this file first")
    twice = [name for name, count in Counter(e.document_id for e in editions).items() if count > 1]
    if twice:
        raise WrongUse(
            f"only one edition of a document can be landed; given more than once: {', '.join(sorted(twice))}"
        )


def choose(files: Sequence[ReadingFiles], editions: Sequence[LandedEdition]) -> dict[str, ReadingFiles]:
    """Which batch each wanted reading is taken from; a reading may be in several, after a repair for instance."""
    place = {reading.reading_key: batch for batch in reversed(files) for reading in batch.readings}
    missing = [e.document_id for e in editions if e.reading_key not in place]
    if missing:
        raise MissingReading(
            f"no readings file holds these documents: {', '.join(sorted(missing))}. Run again to read them."
        )
    return {e.reading_key: place[e.reading_key] for e in editions}


def block_size(editions: Sequence[LandedEdition], chosen: dict[str, ReadingFiles]) -> int:
    """Size in bytes of the file's blocks: every column of every table takes at least one.

    With 256 KiB (the default) a warehouse of two documents has 21 MB, with 16 KiB 5 MB. Large ones keep large blocks.
    """
    stored = (chosen[e.reading_key].reading(e.reading_key) for e in editions)
    rows = sum(sum(reading.counts.values()) for reading in stored if reading)
    return _SMALL_BLOCKS if rows < _MANY_ROWS else _LARGE_BLOCKS


def _create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(f"CREATE SCHEMA {SCHEMA}")
    for table in LANDING_TABLES:
        for statement in table.create_statements(SCHEMA):
            connection.execute(statement)


def _register_wanted(
    connection: duckdb.DuckDBPyConnection, editions: Sequence[LandedEdition], chosen: dict[str, ReadingFiles]
) -> None:
    wanted = pa.table(
        {
            READING_KEY: pa.array([e.reading_key for e in editions], pa.string()),
            "folder": pa.array([str(chosen[e.reading_key].folder) for e in editions], pa.string()),
            "edition_no": pa.array([e.edition_no for e in editions], pa.int32()),
            "first_seen": pa.array(
                [e.first_seen.astimezone(UTC).replace(tzinfo=None) for e in editions], pa.timestamp("us")
            ),
        }
    )
    connection.register("wanted_arrow", wanted)
    connection.execute("CREATE TEMP TABLE wanted AS SELECT * FROM wanted_arrow")
    connection.unregister("wanted_arrow")


def _land_table(connection: duckdb.DuckDBPyConnection, table: LandingTable, batches: Iterable[ReadingFiles]) -> None:
    paths = [str(b.folder / f.file) for b in batches for f in b.files if f.table == table.name]
    if not paths:
        return
    names = ", ".join(f'"{c.name}"' for c in table.columns)
    taken = ", ".join(f'{"r" if c.origin is Origin.READING else "w"}."{c.name}"' for c in table.columns)
    order = ", ".join(f'r."{name}" NULLS FIRST' for name in table.key)
    connection.execute(
        f'INSERT INTO {SCHEMA}."{table.name}" ({names}) SELECT {taken} FROM read_parquet(?, filename = true) AS r '
        f"JOIN wanted AS w ON r.{READING_KEY} = w.{READING_KEY} AND parse_dirpath(r.filename) = w.folder "
        f"ORDER BY {order}",
        [paths],
    )


def _land_decisions(connection: duckdb.DuckDBPyConnection, decisions: Sequence[DecisionRecord]) -> None:
    ordered = sorted(decisions, key=lambda d: d.order)
    rows = [
        {
            **{name: getattr(d.decision, name) for name in d.decision.__dataclass_fields__},
            "decision_id": d.decision_id,
            "lapsed": d.lapsed,
            "decision_order": order,  # counted anew: the number in one catalogue means nothing in another
        }
        for order, d in enumerate(ordered, start=1)
    ]
    if not rows:
        return
    schema = pa.schema([pa.field(c.name, c.type.arrow) for c in DECISIONS.columns])
    connection.register("decisions_arrow", pa.Table.from_pylist(rows, schema=schema))
    connection.execute(f"INSERT INTO {SCHEMA}.decisions BY NAME SELECT * FROM decisions_arrow ORDER BY decision_order")
    connection.unregister("decisions_arrow")


def _count(connection: duckdb.DuckDBPyConnection, table: LandingTable) -> int:
    row = connection.execute(f'SELECT count(*) FROM {SCHEMA}."{table.name}"').fetchone()
    return int(row[0]) if row else 0


def _check_counts(rows: dict[str, int], editions: Sequence[LandedEdition], chosen: dict[str, ReadingFiles]) -> None:
    """Every row that a reading says it has must have arrived."""
    expected: Counter[str] = Counter()
    for edition in editions:
        stored = chosen[edition.reading_key].reading(edition.reading_key)
        expected.update(stored.counts if stored else {})
    for table in READING_TABLES:
        if rows[table.name] != expected[table.name]:
            folders = sorted({batch.folder for batch in chosen.values()})
            told = f"{rows[table.name]} rows of {table.name} were landed, the manifests say {expected[table.name]}"
            whole = folders[0] if len(folders) == 1 else folders[0].parent
            raise DamagedFile(whole, told, repair_by_reading_again(whole))
