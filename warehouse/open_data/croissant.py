"""croissant.json: the release's tables as a Croissant 1.0 dataset (https://docs.mlcommons.org/croissant/), for machine
learning.

Belongs here: that form; the tables are read from the Parquet files. Does not belong here: what is said in it.
"""

from __future__ import annotations

from typing import Any

from warehouse import keys
from warehouse.open_data.subject import Subject, as_json
from warehouse.release_tables import Column, Table

_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_TYPES = {"BOOLEAN": "sc:Boolean", "DATE": "sc:Date", "DOUBLE": "sc:Float", "FLOAT": "sc:Float"}


def describe(subject: Subject) -> bytes:
    """The bytes of the JSON-LD document."""
    about = subject.about
    return as_json(
        {
            "@context": _CONTEXT,
            "@type": "sc:Dataset",
            "name": about.name,
            "description": subject.comments,
            "conformsTo": "http://mlcommons.org/croissant/1.0",
            "citeAs": subject.citation,
            "license": about.licence_url,
            "url": subject.identifier,
            "version": _semantic(subject.version),
            "datePublished": subject.published_at.isoformat(timespec="seconds"),
            "creator": _publisher(subject),
            "publisher": _publisher(subject),
            "keywords": list(about.keywords),
            "distribution": [_file(subject, table) for table in subject.tables],
            "recordSet": [_records(table) for table in subject.tables],
        }
    )


def _publisher(subject: Subject) -> dict[str, Any]:
    about = subject.about
    publisher: dict[str, Any] = {"@type": "Organization", "name": about.publisher}
    if about.publisher_url:
        publisher["url"] = about.publisher_url
    if about.contact_email:
        publisher["email"] = about.contact_email
    return publisher


def _semantic(version: str) -> str:
    """2023.01.20-2 as 2023.120.2: major, minor and patch without leading zeros, in the same order."""
    day, _, number = version.partition("-")
    year, month, date = day.split(".")
    return f"{year}.{int(month) * 100 + int(date)}.{int(number)}"


def _file(subject: Subject, table: Table) -> dict[str, Any]:
    file = subject.file(f"parquet/{table.full_name}.parquet")
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": "application/x-parquet",
        "sha256": file.sha256,
    }


def _records(table: Table) -> dict[str, Any]:
    records: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": table.full_name,
        "name": table.full_name,
        "description": table.comment or table.full_name,
        "field": [_field(table, column) for column in table.columns],
    }
    if key := keys.primary_key(table):
        records["key"] = [{"@id": f"{table.full_name}/{column}"} for column in key]
    return records


def _field(table: Table, column: Column) -> dict[str, Any]:
    kind = column.type.removesuffix("[]")
    if kind.startswith("DECIMAL"):
        data_type = "sc:Float"
    elif kind.startswith("TIMESTAMP"):
        data_type = "sc:DateTime"
    else:
        data_type = "sc:Integer" if kind.endswith("INT") or kind == "INTEGER" else _TYPES.get(kind, "sc:Text")
    return {
        "@type": "cr:Field",
        "@id": f"{table.full_name}/{column.name}",
        "name": column.name,
        "description": column.comment or column.name,
        "dataType": data_type,
        **({"repeated": True} if column.type.endswith("[]") else {}),
        "source": {
            "fileObject": {"@id": f"parquet/{table.full_name}.parquet"},
            "extract": {"column": column.name},
        },
    }
