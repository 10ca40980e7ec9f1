"""The page on connecting names views, columns, settings and files that there are."""

from __future__ import annotations

import re

from flows.settings import Settings
from tests.conftest import PROJECT, Duban

PAGE = (PROJECT / "docs" / "connecting.md").read_text(encoding="utf-8")


def test_the_views_and_columns_that_it_names_exist(published: Duban) -> None:
    rows = published.rows("SELECT schema_name || '.' || table_name, column_name FROM duckdb_columns()")
    there = {(str(table), str(column)) for table, column in rows}
    lines = re.findall(r"^\|[^|]*\| `(bi\.\w+)` \| (.*) \|$", PAGE, re.MULTILINE)
    named = {(view, column) for view, columns in lines for column in re.findall(r"`(\w+)`", columns)}
    assert len(lines) == 11
    assert named - there == set()


def test_the_settings_and_files_that_it_names_exist(published: Duban) -> None:
    settings = set(re.findall(r"DUBAN_(PUBLISH_\w+)", PAGE))
    assert settings == {name.upper() for name in Settings.model_fields if name.startswith("publish_")}
    folder = next((published.home / "published" / "releases").iterdir())
    for name in re.findall(r"`([\w-]+\.(?:json|jsonld|html|svg|txt)|SHA256SUMS|sdmx/)`", PAGE):
        assert (folder / name).exists(), name
    assert (PROJECT / "examples" / "notebook.ipynb").is_file()
