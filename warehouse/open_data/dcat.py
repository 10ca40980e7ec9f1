"""dcat.jsonld: the release as a DCAT 3 dataset, for the catalogues of data portals (https://www.w3.org/TR/vocab-dcat-3/).

Belongs here: that form. Does not belong here: what is said in it. The context stands in the file, so that nothing is
loaded from elsewhere to read it.
"""

from __future__ import annotations

from typing import Any

from warehouse.open_data.subject import Subject, about, as_json
from warehouse.release_manifest import FileFacts

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA = {".csv": "text/csv", ".parquet": "application/vnd.apache.parquet", ".duckdb": "application/vnd.duckdb"}
_IANA = "https://www.iana.org/assignments/media-types/"
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/ZHO"


def describe(subject: Subject) -> bytes:
    """The bytes of the JSON-LD document."""
    words = about()
    data = [file for file in subject.files if file.path.endswith(tuple(_MEDIA))]
    dataset = {
        "@context": _CONTEXT,
        "@id": subject.identifier,
        "@type": "dcat:Dataset",
        "dct:identifier": subject.identifier,
        "dct:title": [{"@value": words["title"][lang], "@language": lang} for lang in ("zh", "en")],
        "dct:description": [{"@value": words["description"][lang], "@language": lang} for lang in ("zh", "en")],
        "dct:publisher": {"@id": "urn:duban:publisher", "@type": "foaf:Agent", "foaf:name": words["creator"]},
        "dct:license": {"@id": words["licence"]["url"]},
        "dct:language": {"@id": _LANGUAGE},
        "dct:issued": {"@value": subject.published_at.isoformat(timespec="seconds"), "@type": "xsd:dateTime"},
        "dct:bibliographicCitation": subject.citation,
        "dcat:version": subject.version,
        "dcat:keyword": words["keywords"],
        "dcat:distribution": [_distribution(subject, file) for file in data],
        "prov:wasDerivedFrom": [
            {
                "@id": each.url
                if each.url and each.url.startswith(("http://", "https://"))
                else f"urn:sha256:{each.sha256}",
                "dct:title": each.title or each.document_id,
            }
            for each in subject.facts.documents
        ],
    }
    return as_json(dataset)


def _distribution(subject: Subject, file: FileFacts) -> dict[str, Any]:
    ending = file.path[file.path.rindex(".") :]
    return {
        "@id": f"{subject.identifier}#{file.path}",
        "@type": "dcat:Distribution",
        "dct:title": file.path,
        "dcat:accessURL": {"@id": f"urn:sha256:{file.sha256}"},
        "dcat:mediaType": {"@id": _IANA + _MEDIA[ending]},
        "dcat:byteSize": {"@value": str(file.bytes), "@type": "xsd:nonNegativeInteger"},
        "dct:license": {"@id": about()["licence"]["url"]},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        },
    }
