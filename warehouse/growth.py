"""Growing a warehouse: of a copy of the published one, the rows of some jurisdictions are exchanged, all others stay.

Belongs here: which jurisdictions a change of documents or decisions touches, and exchanging their rows. Does not belong here: building the
part (dbt), the choice between growing and building anew (flows).

Why it is sound: documents of different jurisdictions are never compared, so a row of a warehouse follows from one jurisdiction's documents,
the seeds and the code. The few tables that gather from all of them (dictionaries, periods) bear dbt's tag `whole` and are built anew. A
table that is neither is refused, never guessed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import StorageFault, WarehouseError
from warehouse.landing import SCHEMA, block_size, choose
from warehouse.landing_tables import DECISIONS, DOCUMENTS, PAST_EDITIONS, READING_KEY
from warehouse.reading_files import ReadingFiles
from warehouse.records import DecisionRecord, LandedEdition
from warehouse.release_manifest import InputDocument
from warehouse.release_tables import Table, quoted, tables_of

#: Schemas whose tables hold rows of documents; views follow their tables, seeds are of the code.
SCHEMAS = ("landing", "intermediate", "marts", "bi")

#: Deleted rows make a file longer and each query a little slower; writing the tables anew costs as much as the exchanges saved since.
_DEAD_AT_MOST = 0.2
#: DuckDB closes the gaps of deleted rows by writing whole tables anew whenever it writes to the file; over 6,000 documents that is most of
#: what an exchange costs. dbt's profile says the same, or the gaps would be closed while dbt builds on the candidate.
_GAPS_STAY = "SET max_vacuum_tasks = 0"

_GONE = "IN (SELECT document_id FROM gone_documents)"
#: Which column leads to the document or jurisdiction that a row follows from, and how; the first that a table has counts.
_RULES = {
    "document_id": f"document_id {_GONE}",
    "document_ids": f"document_ids[1] {_GONE}",
    "earlier_document": f"earlier_document {_GONE}",
    "story_key": "story_key IN (SELECT story_key FROM gone_stories)",
    # Keys of things inside a document: its id, a colon, the rest, in which there is none.
    **{
        name: f"regexp_replace({name}, ':[^:]*$', '') {_GONE}"
        for name in ("task_key", "target_id", "observation_id", "earlier_key", "root_key")
    },
    "jurisdiction": "coalesce(jurisdiction, '') IN (SELECT jurisdiction FROM gone_places)",
}


class CannotGrow(WarehouseError):
    """The published warehouse cannot be grown from; the message says why. Building anew always can."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is built anew: some jurisdictions with all their documents."""

    jurisdictions: tuple[str, ...]
    editions: tuple[LandedEdition, ...]
    past: tuple[LandedEdition, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the warehouse is to be made of, as `landing.land` takes it."""

    files: Sequence[ReadingFiles]
    editions: Sequence[LandedEdition]
    decisions: Sequence[DecisionRecord]
    past: Sequence[LandedEdition] = ()


def part_of(published: Path, made_of: Iterable[InputDocument], wanted: Wanted) -> Part:
    """The jurisdictions whose rows may differ between the published warehouse, made of `made_of`, and the wanted one.

    Raises CannotGrow where the published file is not what it should be.
    """
    try:
        with duckdb.connect(str(published), read_only=True) as connection:
            _same_blocks(connection, wanted)
            places = dict(_rows(connection, "SELECT document_id, coalesce(jurisdiction, '') FROM landing.documents"))
            changed = _changed_documents(connection, made_of, wanted) | _decided_anew(connection, wanted.decisions)
    except duckdb.Error as fault:
        raise CannotGrow(f"{published}: cannot be asked what it is made of ({fault})") from fault
    arrived = [e for e in wanted.editions if e.document_id in changed or e.document_id not in places]
    now = _jurisdictions(wanted.files, arrived)
    touched = {places[name] for name in changed if name in places} | set(now.values())
    mine = {e.document_id for e in wanted.editions if (now | places).get(e.document_id) in touched} | set(now)
    return Part(
        tuple(sorted(touched)),
        tuple(e for e in wanted.editions if e.document_id in mine),
        tuple(e for e in wanted.past if e.document_id in mine),
    )


def graft(published: Path, part: Path, candidate: Path, jurisdictions: Sequence[str], whole: frozenset[str]) -> None:
    """Make `candidate`: the published warehouse with the rows of these jurisdictions taken from `part`.

    `whole` names the tables (schema and name) that are built anew afterwards: they are left as they are. Raises CannotGrow where the two
    files have other tables or columns, StorageFault when the disk refuses; the candidate is then to be thrown away.
    """
    try:
        shutil.copyfile(published, candidate)
        candidate.chmod(0o644)
        # One thread: a hundred small exchanges, where a second one costs as much again and saves no time (measured: 3.9 against 7.9 s of CPU).
        with duckdb.connect(str(candidate), config={"threads": 1}) as connection:
            connection.execute(f"ATTACH {_literal(str(part))} AS part (READ_ONLY)")
            tables = _tables(connection, whole)
            connection.execute("SET preserve_insertion_order = false")
            if _dead_share(connection, tables) <= _DEAD_AT_MOST:
                connection.execute(_GAPS_STAY)
            connection.execute("BEGIN")
            _note_what_goes(connection, jurisdictions)
            for table in tables:
                _exchange(connection, table)
            connection.execute("COMMIT")
            connection.execute("CHECKPOINT")
            connection.execute("DETACH part")
    except (duckdb.IOException, duckdb.OutOfMemoryException, OSError) as fault:
        raise StorageFault(f"{candidate}: cannot build the candidate ({fault}); free or repair the disk") from fault


def _note_what_goes(connection: duckdb.DuckDBPyConnection, jurisdictions: Sequence[str]) -> None:
    connection.execute("CREATE TEMP TABLE gone_places AS SELECT unnest(?::VARCHAR[]) AS jurisdiction", [jurisdictions])
    connection.execute(
        "CREATE TEMP TABLE gone_documents AS SELECT document_id FROM landing.documents "
        "WHERE coalesce(jurisdiction, '') IN (SELECT jurisdiction FROM gone_places)"
    )
    connection.execute(
        "CREATE TEMP TABLE gone_stories AS SELECT DISTINCT story_key FROM intermediate.int_year_documents "
        f"WHERE document_id {_GONE}"
    )


def rule_of(table: Table) -> str | None:
    """The SQL condition for the rows of what is gone; None for a table whose rows lead to no document or jurisdiction."""
    if table.full_name == f"{SCHEMA}.{DECISIONS.name}":
        return "true"  # a list of its own, taken over as it stands
    columns = {column.name for column in table.columns}
    return next((rule for name, rule in _RULES.items() if name in columns), None)


def _exchange(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    name = _name(table)
    connection.execute(f"DELETE FROM {name} WHERE {rule_of(table)}")
    connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM part.{name}")


def _dead_share(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> float:
    """Share of the rows in the file that are deleted (0 to 1): row ids count on over them until the file is tidied."""
    counts = " UNION ALL ".join(
        f"SELECT count(*) AS living, coalesce(max(rowid) + 1, 0) AS held FROM {_name(table)}" for table in tables
    )
    ((living, held),) = _rows(connection, f"SELECT sum(living), sum(held) FROM ({counts})")
    return 1 - int(living) / int(held) if held else 0.0


def _tables(connection: duckdb.DuckDBPyConnection, whole: frozenset[str]) -> list[Table]:
    """The tables whose rows are exchanged; they must be the same in both files."""
    (name,) = _rows(connection, "SELECT current_database()")[0]
    ours = {each.full_name: each for each in tables_of(connection, SCHEMAS)}
    shape = "SELECT schema_name || '.' || table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal AND database_name = {}"
    inside = f" AND schema_name IN ({', '.join(_literal(s) for s in SCHEMAS)}) ORDER BY ALL"
    here, there = (_rows(connection, shape.format(_literal(each)) + inside) for each in (name, "part"))
    if here != there:
        other = sorted({row[0] for row in set(here) ^ set(there)})
        raise CannotGrow(f"the published warehouse has other tables or columns: {', '.join(other[:5])}")
    lost = [each for each, table in ours.items() if each not in whole and rule_of(table) is None]
    if lost:
        raise CannotGrow(f"no column leads to a document or jurisdiction, and no tag `whole`: {', '.join(lost)}")
    return [table for each, table in ours.items() if each not in whole]


def _changed_documents(
    connection: duckdb.DuckDBPyConnection, made_of: Iterable[InputDocument], wanted: Wanted
) -> set[str]:
    """Documents that came, went, or are told by another edition or reading."""
    keys = {each.document_id: each.reading_key for each in made_of}
    seen = "SELECT document_id, edition_no, sha256, first_seen FROM landing."
    before = {(*row, keys.get(row[0])) for row in _rows(connection, seen + DOCUMENTS.name)}
    before_past = set(_rows(connection, seen + PAST_EDITIONS.name))
    now = {(*_edition(each), each.reading_key) for each in wanted.editions}
    now_past = {_edition(each) for each in wanted.past}
    return {str(row[0]) for row in before ^ now} | {str(row[0]) for row in before_past ^ now_past}


def _edition(each: LandedEdition) -> tuple[object, ...]:
    first_seen = each.first_seen.astimezone(UTC).replace(tzinfo=None)
    return (each.document_id, each.edition_no, each.sha256, first_seen)


def _decided_anew(connection: duckdb.DuckDBPyConnection, decisions: Sequence[DecisionRecord]) -> set[str]:
    """Documents of the checks about which something else is decided now."""
    before = {
        (str(decision), bool(lapsed))
        for decision, lapsed in _rows(connection, "SELECT decision_id, lapsed FROM landing.decisions")
    }
    now = {(each.decision_id, each.lapsed) for each in decisions}
    checks = {each.decision.check_id for each in decisions if (each.decision_id, each.lapsed) not in before}
    gone = sorted({decision for decision, _ in before - now})
    known = "SELECT DISTINCT check_id FROM landing.decisions WHERE decision_id IN (SELECT unnest(?))"
    checks |= {str(check) for (check,) in connection.execute(known, [gone]).fetchall()}
    places = (
        "SELECT DISTINCT unnest(document_ids) FROM marts.fct_consistency_check WHERE check_id IN (SELECT unnest(?))"
    )
    return {str(name) for (name,) in connection.execute(places, [sorted(checks)]).fetchall()}


def _jurisdictions(files: Sequence[ReadingFiles], editions: Sequence[LandedEdition]) -> dict[str, str]:
    """The jurisdiction of each document as its reading says; '' where it says none."""
    chosen: Mapping[str, ReadingFiles] = choose(files, editions)
    paths = {str(b.folder / f.file) for b in chosen.values() for f in b.files if f.table == DOCUMENTS.name}
    if not paths:
        return {}
    with duckdb.connect() as connection:
        said = connection.execute(
            f"SELECT DISTINCT {READING_KEY}, coalesce(jurisdiction, '') FROM read_parquet(?)", [sorted(paths)]
        ).fetchall()
    by_key = dict(said)
    return {each.document_id: by_key[each.reading_key] for each in editions}


def _same_blocks(connection: duckdb.DuckDBPyConnection, wanted: Wanted) -> None:
    """A small warehouse that has become a large one is built anew, in a file made for large ones."""
    (block,) = _rows(connection, "SELECT block_size FROM pragma_database_size()")[0]
    if int(block) != block_size(wanted.editions, choose(wanted.files, wanted.editions)):
        raise CannotGrow("the warehouse has outgrown the block size of its file")


def _name(table: Table) -> str:
    return f"{quoted(table.schema)}.{quoted(table.name)}"


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return connection.execute(sql).fetchall()


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
