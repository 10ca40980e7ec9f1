"""Readings as immutable Parquet files: a folder for each batch of documents, with a manifest of its own.

Belongs here: keys, writing, opening and verifying of such folders. Does not belong here: reading documents, the
catalogue, DuckDB.

    readings/<reader version>/<batch key>/manifest.json, tasks.parquet, …   (no file for a table without rows)

The same readings give the same bytes, so any number of workers may write the same batch: the first rename wins and
the others find their work done. A folder is written under a temporary name beside its place, made durable, and
renamed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from documents.reading import KnownFacts, Reading
from warehouse import files as durable
from warehouse.errors import DamagedFile, StorageFault, WrongUse, repair_by_reading_again
from warehouse.landing_tables import READING_KEY, READING_TABLES, STORAGE_FORMAT, LandingTable
from warehouse.reading_rows import Row, rows_of, sort_rows

MANIFEST = "manifest.json"
_FOLDER_NAME = re.compile(r"[0-9A-Za-z.+_-]{1,100}")


@dataclass(frozen=True, slots=True)
class StoredReading:
    """One reading in a batch: its key, its document and how many rows each table has of it."""

    reading_key: str
    document_id: str
    sha256: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One Parquet file of a batch: table, file name, rows, bytes, SHA-256."""

    table: str
    file: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ReadingFiles:
    """A batch of readings on disk: what its manifest says, and where it is."""

    folder: Path
    reader_version: str
    batch_key: str
    readings: tuple[StoredReading, ...]
    files: tuple[StoredFile, ...]

    @property
    def place(self) -> str:
        """The folder relative to the readings folder, as the catalogue keeps it: `<reader version>/<batch key>`."""
        return f"{self.reader_version}/{self.batch_key}"

    def reading(self, reading_key: str) -> StoredReading | None:
        """The stored reading with this key, or None."""
        return next((r for r in self.readings if r.reading_key == reading_key), None)


def reading_key(sha256: str, known: KnownFacts, reader_version: str) -> str:
    """The name of a reading before it is done: a hash (64 hex digits) of all that it depends on.

    That is the bytes, the known facts, the reader and the storage format: when one changes, the document is read again.
    """
    facts = {f.name: getattr(known, f.name) for f in fields(KnownFacts)}
    told = {"format": STORAGE_FORMAT, "sha256": sha256, "facts": facts, "reader": reader_version}
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def known_facts(reading: Reading) -> KnownFacts:
    """The facts that the reader was given: those of the reading without the ones it read off the document itself."""
    defaults = {f.name: f.default for f in fields(KnownFacts) if f.name in reading.facts_read}
    return replace(reading.facts, **defaults)  # type: ignore[arg-type]


def write(readings: Sequence[Reading], folder: Path, *, keys: Sequence[str] | None = None) -> ReadingFiles:
    """Write one batch below `folder` (the home's readings); returns what is there now.

    `keys` are the reading keys in the order of the readings; without them they are computed from the facts that the
    reader was given. All readings must be of one reader version. A batch that is there already and whole is left as
    it is; a damaged one is replaced. Raises WrongUse for an empty batch, mixed versions or a key given twice,
    StorageFault when the disk refuses.
    """
    keyed = _keyed(readings, keys)
    version = readings[0].reader_version
    batch_key = hashlib.sha256("\n".join(key for key, _ in keyed).encode()).hexdigest()[:32]
    place = folder / version / batch_key
    try:
        if place.exists():
            try:
                return open_files(place, verify=True)
            except DamagedFile:
                durable.remove(place)
        durable.make_folder(place.parent)
        return _write_folder(keyed, place)
    except OSError as fault:
        raise StorageFault(f"{place}: cannot write the readings ({fault.strerror}); free or repair the disk") from fault


def open_files(folder: Path, *, verify: bool) -> ReadingFiles:
    """What the manifest of a batch folder says; with `verify` every file's bytes are checked against their SHA-256.

    Raises DamagedFile, which names the file and the command that repairs it.
    """
    repair = repair_by_reading_again(folder)
    path = folder / MANIFEST
    try:
        told = json.loads(path.read_bytes())
        found = ReadingFiles(
            folder,
            told["reader_version"],
            told["batch_key"],
            tuple(StoredReading(**r) for r in told["readings"]),
            tuple(StoredFile(**f) for f in told["files"]),
        )
        if told["format"] != STORAGE_FORMAT:
            raise DamagedFile(path, f"it is of storage format {told['format']}, not {STORAGE_FORMAT}", repair)
    except FileNotFoundError:
        raise DamagedFile(path, "the manifest of these readings is gone", repair) from None
    except (ValueError, KeyError, TypeError) as fault:
        raise DamagedFile(path, f"the manifest cannot be understood ({fault})", repair) from fault
    if found.place != f"{folder.parent.name}/{folder.name}":
        raise DamagedFile(path, f"the manifest is that of {found.place}", repair)
    for file in found.files:
        _check_file(folder, file, verify, repair)
    return found


def clear_leftovers(folder: Path) -> list[Path]:
    """Remove what killed writers left below the readings folder; returns the removed paths."""
    if not folder.is_dir():
        return []
    return [
        path for version in sorted(folder.iterdir()) if version.is_dir() for path in durable.remove_leftovers(version)
    ]


def _check_file(folder: Path, file: StoredFile, verify: bool, repair: str) -> None:
    path = folder / file.file
    if Path(file.file).name != file.file:
        raise DamagedFile(folder / MANIFEST, f"it names a file outside its folder: {file.file!r}", repair)
    if not path.is_file():
        raise DamagedFile(path, "the file is gone", repair)
    if path.stat().st_size != file.bytes:
        raise DamagedFile(path, f"it has {path.stat().st_size} bytes, {file.bytes} were written", repair)
    if verify and durable.sha256_of(path) != file.sha256:
        raise DamagedFile(path, "its bytes are not those that were written (SHA-256 differs)", repair)


def _keyed(readings: Sequence[Reading], keys: Sequence[str] | None) -> list[tuple[str, Reading]]:
    if not readings:
        raise WrongUse("a batch of readings must hold at least one")
    versions = {r.reader_version for r in readings}
    if len(versions) > 1 or not _FOLDER_NAME.fullmatch(readings[0].reader_version):
        raise WrongUse(f"a batch must be of one reader version that can name a folder, not {sorted(versions)}")
    if keys is None:
        keys = [reading_key(r.sha256, known_facts(r), r.reader_version) for r in readings]
    keyed = sorted(zip(keys, readings, strict=True), key=lambda pair: pair[0])
    twice = [key for key, count in Counter(keys).items() if count > 1]
    if twice:
        raise WrongUse(f"a batch holds the same reading twice: {', '.join(sorted(twice))}")
    return keyed


def _write_folder(keyed: list[tuple[str, Reading]], place: Path) -> ReadingFiles:
    temporary = durable.temporary_beside(place, "batch")
    temporary.mkdir()
    try:
        by_reading = [(key, reading, rows_of(reading)) for key, reading in keyed]
        stored = tuple(
            StoredReading(key, r.facts.document_id, r.sha256, {name: len(rows) for name, rows in tables.items()})
            for key, r, tables in by_reading
        )
        files = tuple(
            _write_table(table, rows, temporary)
            for table in READING_TABLES
            if (rows := _table_rows(table, [(key, tables[table.name]) for key, _, tables in by_reading]))
        )
        written = ReadingFiles(place, keyed[0][1].reader_version, place.name, stored, files)
        (temporary / MANIFEST).write_bytes(_manifest_bytes(written))
        durable.sync_tree(temporary)
        return _take_place(temporary, place, written)
    finally:
        durable.remove(temporary)


def _take_place(temporary: Path, place: Path, written: ReadingFiles) -> ReadingFiles:
    try:
        temporary.rename(place)
    except OSError:
        if not (place / MANIFEST).is_file():
            raise
        return open_files(place, verify=True)  # another worker was faster
    durable.sync_folder(place.parent)
    return written


def _table_rows(table: LandingTable, by_key: list[tuple[str, list[Row]]]) -> list[Row]:
    return [{READING_KEY: key, **row} for key, rows in by_key for row in sort_rows(table, rows)]


def _write_table(table: LandingTable, rows: list[Row], folder: Path) -> StoredFile:
    schema = table.arrow_schema
    try:
        arrays = [pa.array([row.get(field.name) for row in rows], type=field.type) for field in schema]
    except (pa.ArrowException, UnicodeError) as fault:
        raise WrongUse(f"a row of {table.name} does not fit its columns: {fault}") from fault
    empty = [field.name for field, array in zip(schema, arrays, strict=True) if array.null_count and not field.nullable]
    if empty:
        raise WrongUse(f"a row of {table.name} has no value in {', '.join(empty)}, which every row must have")
    path = folder / f"{table.name}.parquet"
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path, compression="zstd", row_group_size=100_000)
    return StoredFile(table.name, path.name, len(rows), path.stat().st_size, durable.sha256_of(path))


def _manifest_bytes(written: ReadingFiles) -> bytes:
    told: dict[str, Any] = {
        "format": STORAGE_FORMAT,
        "reader_version": written.reader_version,
        "batch_key": written.batch_key,
        "readings": [asdict(r) for r in written.readings],
        "files": [asdict(f) for f in written.files],
    }
    return (json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
