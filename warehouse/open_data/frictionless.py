"""datapackage.json: the release's CSV files as a Frictionless Data Package (https://specs.frictionlessdata.io).

Belongs here: that form. Does not belong here: what is said in it (subject, keys).
"""

from __future__ import annotations

from typing import Any

from warehouse import keys
from warehouse.open_data.metadata import units
from warehouse.open_data.subject import Subject, as_json
from warehouse.release_tables import Column, Table

_TYPES = {
    "BOOLEAN": "boolean",
    "TINYINT": "integer",
    "SMALLINT": "integer",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "HUGEINT": "integer",
    "UTINYINT": "integer",
    "USMALLINT": "integer",
    "UINTEGER": "integer",
    "UBIGINT": "integer",
    "FLOAT": "number",
    "DOUBLE": "number",
    "DATE": "date",
    "TIME": "time",
}


def describe(subject: Subject) -> bytes:
    """The descriptor's bytes."""
    about = subject.about
    sources = [
        {"title": each.title or each.document_id, **({"path": each.url} if each.url else {})}
        for each in subject.facts.documents
    ]
    return as_json(
        {
            "profile": "tabular-data-package",
            "name": about.name,
            "id": subject.identifier,
            "title": subject.title,
            "description": subject.comments,
            "version": subject.version,
            "created": subject.published_at.isoformat(timespec="seconds"),
            "licenses": [{"name": about.licence, "title": about.licence_title, "path": about.licence_url}],
            **({"sources": sources} if sources else {}),
            "contributors": _contributors(subject),
            "keywords": list(about.keywords),
            "resources": [_resource(subject, table) for table in subject.tables],
        }
    )


def _contributors(subject: Subject) -> list[dict[str, str]]:
    about = subject.about
    publisher = {"title": about.publisher, "role": "publisher", "path": about.publisher_url}
    contact = {
        "title": about.contact_name or about.contact,
        "role": "contact",
        "email": about.contact_email,
        "path": about.contact_url,
    }
    return [{key: value for key, value in each.items() if value} for each in (publisher, contact) if each["title"]]


def _resource(subject: Subject, table: Table) -> dict[str, Any]:
    file = subject.file(f"csv/{table.full_name}.csv")
    key = keys.primary_key(table)
    fields = [_field(column, of_key=column.name in key) for column in table.columns]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if key:
        schema["primaryKey"] = list(key)
    if references := [r for r in keys.references(subject.tables) if r.table == table.full_name]:
        schema["foreignKeys"] = [
            {"fields": [r.column], "reference": {"resource": r.target, "fields": [r.target_column]}} for r in references
        ]
    return {
        "profile": "tabular-data-resource",
        "name": table.full_name,
        "path": file.path,
        "description": table.comment or table.full_name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "schema": schema,
    }


def _field(column: Column, *, of_key: bool) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, **_type(column.type)}
    if of_key and field["type"] == "string":
        # A key is never missing, but it may be empty: the unit of what is counted without one.
        field["missingValues"] = []
    if column.comment:
        field["description"] = column.comment
    if unit := units().get(column.name):
        field["unit"] = unit
    return field


def _type(duckdb_type: str) -> dict[str, str]:
    if duckdb_type.endswith("]"):
        return {"type": "array"}
    if duckdb_type.startswith(("STRUCT", "MAP", "JSON")):
        return {"type": "object"}
    if duckdb_type.startswith("DECIMAL"):
        return {"type": "number"}
    if duckdb_type.startswith("TIMESTAMP"):
        return {"type": "datetime", "format": "any"}
    return {"type": _TYPES.get(duckdb_type, "string")}
