"""Keys, references and indexes fit the models: a new model or column cannot be forgotten here."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from warehouse import keys

MODELS = Path(__file__).resolve().parents[2] / "dbt_project" / "models"
#: What every published model has, by its name with schema.
COLUMNS: dict[str, set[str]] = {
    f"{schema}.{model['name']}": {column["name"] for column in model["columns"]}
    for schema in ("marts", "bi")
    for file in sorted((MODELS / schema).glob("*.yml"))
    for model in yaml.safe_load(file.read_text("utf-8"))["models"]
}
TOLD = [*keys.PRIMARY, *keys.NATURAL, *keys.WITHOUT]


def test_every_model_says_what_tells_its_rows_apart() -> None:
    assert len(COLUMNS) > 25
    missing = sorted(COLUMNS.keys() - set(TOLD))
    assert not missing, (
        f"{', '.join(missing)}: say in warehouse/keys.py what identifies a row: PRIMARY (columns that are never empty), "
        "NATURAL (one of them may be empty) or WITHOUT (nothing does, and why)"
    )


def test_a_table_is_told_once_and_exists() -> None:
    assert len(TOLD) == len(set(TOLD))
    gone = sorted(set(TOLD) - COLUMNS.keys())
    assert not gone, f"{', '.join(gone)}: no model of this name; take the line out of warehouse/keys.py"


@pytest.mark.parametrize("said", [keys.PRIMARY, keys.NATURAL], ids=["PRIMARY", "NATURAL"])
def test_keys_name_columns_that_exist(said: dict[str, tuple[str, ...]]) -> None:
    unknown = {f"{table}.{c}" for table, columns in said.items() for c in columns if c not in COLUMNS[table]}
    assert not unknown, f"warehouse/keys.py names columns that no model has: {', '.join(sorted(unknown))}"


def test_references_and_indexes_name_columns_that_exist() -> None:
    named = {(each.table, each.column) for each in keys.REFERENCES}
    named |= {(each.target, each.target_column) for each in keys.REFERENCES}
    named |= {(table, c) for table, several in keys.INDEXES.items() for columns in several for c in columns}
    unknown = sorted(f"{table}.{c}" for table, c in named if c not in COLUMNS.get(table, set()))
    assert not unknown, f"warehouse/keys.py names columns that no model has: {', '.join(unknown)}"
    for each in keys.REFERENCES:
        assert keys.PRIMARY[each.target] == (each.target_column,), f"{each} leads to what is no primary key"
