"""A warehouse file's tables as PostgreSQL tables: types, DDL, comments, keys.

Belongs here: the statements, and the DuckDB expressions that give a column the form that PostgreSQL's COPY reads. Does
not belong here: running anything.

Text columns are COLLATE "C": they sort as in DuckDB whatever the database's locale is, and their indexes are built
several times faster.
"""

from __future__ import annotations

import re

from psycopg import sql

from warehouse import keys
from warehouse.errors import WrongUse
from warehouse.release_tables import Column, Table, quoted

_PLAIN = {
    "BOOLEAN": "boolean",
    "TINYINT": "smallint",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "UTINYINT": "smallint",
    "USMALLINT": "integer",
    "UINTEGER": "bigint",
    "UBIGINT": "numeric(20)",
    "HUGEINT": "numeric(39)",
    "FLOAT": "real",
    "DOUBLE": "double precision",
    "DATE": "date",
    "TIME": "time",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "UUID": "uuid",
    "JSON": "jsonb",
    "VARCHAR": "text",
}
_DECIMAL = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)")


def postgres_type(duckdb_type: str) -> str:
    """PostgreSQL's type for a DuckDB type. Raises WrongUse for one that has no counterpart here."""
    if duckdb_type.endswith("[]"):
        return postgres_type(duckdb_type.removesuffix("[]")) + "[]"
    if match := _DECIMAL.fullmatch(duckdb_type):
        return f"numeric({match[1]}, {match[2]})"
    if duckdb_type.startswith("ENUM"):
        return "text"
    if duckdb_type.startswith(("STRUCT", "MAP")):
        return "jsonb"
    try:
        return _PLAIN[duckdb_type]
    except KeyError:
        raise WrongUse(f"a column of type {duckdb_type} has no PostgreSQL type; cast it in its dbt model") from None


def is_text(column: Column) -> bool:
    """Whether its PostgreSQL type is text."""
    return postgres_type(column.type) == "text"


def source_expression(column: Column, *, with_nul: bool = True) -> str:
    """DuckDB's SQL that gives the column as COPY (CSV) is to read it: plain values, or text.

    PostgreSQL cannot hold the character NUL; U+FFFD stands in its place, so that offsets stay true. `with_nul`: whether
    there may be one; looking for it again in every value of a million rows takes a second. A list becomes an array
    literal, a structure JSON. Decimals leave as text: DuckDB writes them faster than Arrow does.
    """
    name = quoted(column.name)
    kind = postgres_type(column.type)
    if kind == "text":
        return f"replace({name}::VARCHAR, chr(0), chr(65533)) AS {name}" if with_nul else f"{name}::VARCHAR AS {name}"
    if kind.startswith("numeric"):
        return f"{name}::VARCHAR AS {name}"
    if kind.endswith("[]"):
        member = r"""'"' || replace(replace(replace(m::VARCHAR, '\', '\\'), '"', '\"'), chr(0), chr(65533)) || '"'"""
        members = f"list_transform({name}, lambda m: coalesce({member}, 'NULL'))"
        return f"'{{' || array_to_string({members}, ',') || '}}' AS {name}"
    if kind == "jsonb":
        return f"to_json({name})::VARCHAR AS {name}"
    return name


def create_table(table: Table, schema: str) -> sql.Composed:
    """CREATE TABLE in the PostgreSQL schema `schema`, without keys: they come after the rows."""
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(
            sql.Identifier(column.name),
            sql.SQL(postgres_type(column.type) + (' COLLATE "C"' if is_text(column) else "")),
        )
        for column in table.columns
    )
    return sql.SQL("CREATE TABLE {} ({})").format(sql.Identifier(schema, table.name), columns)


def comments(table: Table, schema: str) -> list[sql.Composed]:
    """COMMENT ON for the table and its columns."""
    place = sql.Identifier(schema, table.name)
    statements = [sql.SQL("COMMENT ON TABLE {} IS {}").format(place, table.comment)] if table.comment else []
    return statements + [
        sql.SQL("COMMENT ON COLUMN {} IS {}").format(sql.Identifier(schema, table.name, column.name), column.comment)
        for column in table.columns
        if column.comment
    ]


def keys_and_indexes(table: Table, schema: str) -> list[sql.Composed]:
    """The primary key and the indexes, for a table that has its rows."""
    place = sql.Identifier(schema, table.name)
    statements = []
    if key := keys.primary_key(table):
        statements.append(sql.SQL("ALTER TABLE {} ADD PRIMARY KEY ({})").format(place, _names(key)))
    for columns in keys.indexes(table):
        statements.append(sql.SQL("CREATE INDEX ON {} ({})").format(place, _names(columns)))
    return statements


def reference(each: keys.Reference, schemas: dict[str, str]) -> sql.Composed:
    """A foreign key between loaded tables; `schemas`: where each schema of the release is being built.

    NOT VALID: dbt's tests have asked whether it holds, asking a million rows again takes seconds; BI tools read it to
    suggest joins.
    """
    source_schema, source = each.table.split(".")
    target_schema, target = each.target.split(".")
    return sql.SQL("ALTER TABLE {} ADD FOREIGN KEY ({}) REFERENCES {} ({}) NOT VALID").format(
        sql.Identifier(schemas[source_schema], source),
        sql.Identifier(each.column),
        sql.Identifier(schemas[target_schema], target),
        sql.Identifier(each.target_column),
    )


def _names(columns: tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
