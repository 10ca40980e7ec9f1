"""`import duban` and the notebook that shows it, on a small release and on the published samples."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import nbclient
import nbformat
import pyarrow as pa
import pytest

import duban
from tests import small_warehouse
from tests.conftest import PROJECT, Duban
from tests.warehouse.examples import facts
from warehouse import releases
from warehouse.errors import WrongUse
from warehouse.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with two releases of the small warehouse; the second has a table more."""
    made = Home.at(tmp_path / "var").make()
    for inputs in ("1", "2"):
        candidate = made.work / "candidate" / "warehouse.duckdb"
        candidate.parent.mkdir(parents=True, exist_ok=True)
        small_warehouse.build(candidate)
        with duckdb.connect(str(candidate)) as connection:
            connection.execute("COMMENT ON TABLE bi.targets IS '承诺 · promises'")
            if inputs == "2":
                connection.execute("CREATE TABLE bi.second AS SELECT 2 AS two")
        releases.publish(candidate, made, facts(inputs))
    return made


def test_the_current_release_opens_read_only(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_HOME", str(home.root))
    with duban.open() as release:
        current = releases.current(home)
        assert current is not None
        assert release.version == current.version
        assert release.views["bi.targets"] == "承诺 · promises"
        assert "bi.second" in release.views
        assert release.version in release.citation
        with pytest.raises(duckdb.InvalidInputException, match="read-only"):
            release.query("DELETE FROM bi.targets")


def test_a_view_as_arrow_and_as_pandas(home: Home) -> None:
    with duban.open(home.root) as release:
        table = release.arrow("targets")
        assert isinstance(table, pa.Table)
        assert table.num_rows == len(small_warehouse.TARGETS)
        assert isinstance(table["value"][0].as_py(), Decimal)
        frame = release.pandas("bi.targets")
        assert frame["value"].dtype == "float64"
        assert sorted(frame["value"]) == sorted(float(value) for value in table["value"].to_pylist())
        assert list(release.columns("targets")) == table.column_names
        assert release.query("SELECT count(*) AS n FROM bi.targets WHERE unit = ?", ["%"])["n"].to_pylist() == [1]
        assert release.arrow("marts.dim_year").num_rows == 1


def test_an_earlier_release_opens_by_its_version(home: Home) -> None:
    newest, oldest = (manifest.version for manifest in releases.history(home))
    with duban.open(home.root, oldest) as release:
        assert "bi.second" not in release.views
        with pytest.raises(WrongUse, match="no view 'second'"):
            release.arrow("second")
    with pytest.raises(WrongUse, match=newest):
        duban.open(home.root, "1999.01.01-1")


def test_where_nothing_is_published_the_error_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="duban run"):
        duban.open(tmp_path)


@pytest.mark.end_to_end
def test_the_notebook_runs(published: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = nbformat.read(shutil.copy(PROJECT / "examples" / "notebook.ipynb", tmp_path), as_version=4)
    nbformat.validate(notebook)
    assert all(not cell.get("outputs") for cell in notebook.cells)  # it is kept without results
    monkeypatch.setenv("DUBAN_HOME", str(published.home))
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    told = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("met" in str(output) for output in told)
