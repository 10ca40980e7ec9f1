"""`import duban`: the published data in Python, for notebooks and scripts.

    import duban

    release = duban.open()                      # the current release of DUBAN_HOME (default var/), read-only
    release.views                               # what is in it
    release.pandas("targets")                   # a view of schema bi as a pandas DataFrame
    release.arrow("marts.fct_observation")      # any table as an Arrow table
    release.query("select verdict, count(*) from bi.targets group by 1")

Belongs here: that one way in. Does not belong here: anything that writes, the run, the reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from warehouse import releases
from warehouse.errors import WarehouseError, WrongUse
from warehouse.home import Home
from warehouse.release_manifest import Manifest
from warehouse.release_tables import Table, quoted, tables_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Release", "WarehouseError", "open"]


def open(home: str | Path | None = None, version: str | None = None) -> Release:
    """Open a release read-only.

    Args:
        home: the folder that runs write to; none: DUBAN_HOME, else `var` in the current folder.
        version: which release (`2023.01.20-1`, see `duban release list`); none: the current one.

    Returns a Release, which keeps to this version even when another one is published meanwhile. Close it, or use it in
    a `with` block, when it is no longer needed.

    Raises WrongUse where nothing is published there or no such release is kept; DamagedFile where it is not whole.
    """
    place = Home.at(Path(home)) if home is not None else Home.from_environment()
    manifest = releases.current(place)
    if manifest is None:
        raise WrongUse(f"{place.root}: nothing is published there; run `duban run`, or name another home")
    if version is not None and version != manifest.version:
        kept = {each.version: each for each in releases.history(place)}
        if version not in kept:
            raise WrongUse(f"{place.root}: there is no release {version}; kept are {', '.join(kept)}")
        manifest = kept[version]
    return Release(releases.folder_of(place, manifest.version), manifest)


class Release:
    """A release that is open for reading. `folder` holds its files, `manifest` says what it was made of."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self._connection = duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True)
        self._tables = {table.full_name: table for table in tables_of(self._connection)}

    @property
    def version(self) -> str:
        """The release's version."""
        return self.manifest.version

    @property
    def citation(self) -> str:
        """One line to put under a table or a chart."""
        path = self.folder / "CITATION.txt"
        return path.read_text(encoding="utf-8").strip() if path.is_file() else f"Duban 督办, {self.version}"

    @property
    def views(self) -> dict[str, str]:
        """Every view and table by its name, with what one row of it is (Chinese and English)."""
        return {name: table.comment or "" for name, table in self._tables.items()}

    def columns(self, view: str) -> dict[str, str]:
        """The columns of a view, with what they mean (Chinese and English)."""
        return {column.name: column.comment or "" for column in self._table(view).columns}

    def arrow(self, view: str) -> pa.Table:
        """A view as an Arrow table. A name without schema is of schema `bi`."""
        table = self._table(view)
        return self.query(f"SELECT * FROM {quoted(table.schema)}.{quoted(table.name)}")

    def pandas(self, view: str) -> pd.DataFrame:
        """A view as a pandas DataFrame; exact decimals become floating-point numbers, lists stay lists."""
        return _as_pandas(self.arrow(view))

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> pa.Table:
        """The answer to a query as an Arrow table; `?` in the query stands for the parameters."""
        return self._connection.execute(sql, list(parameters)).to_arrow_table()

    def query_pandas(self, sql: str, parameters: Sequence[Any] = ()) -> pd.DataFrame:
        """The answer to a query as a pandas DataFrame."""
        return _as_pandas(self.query(sql, parameters))

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()

    def __enter__(self) -> Release:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<duban release {self.version}, {len(self.manifest.facts.documents)} documents, {self.folder}>"

    def _table(self, view: str) -> Table:
        name = view if "." in view else f"bi.{view}"
        if name not in self._tables:
            raise WrongUse(f"there is no view {view!r} in release {self.version}; there are {', '.join(self._tables)}")
        return self._tables[name]


def _as_pandas(table: pa.Table) -> pd.DataFrame:
    fields = [pa.field(f.name, pa.float64()) if pa.types.is_decimal(f.type) else f for f in table.schema]
    return table.cast(pa.schema(fields)).to_pandas()
