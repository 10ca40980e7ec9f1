"""dcat.jsonld: the release as a DCAT 3 dataset, for the catalogues of data portals (https://www.w3.org/TR/vocab-dcat-3/).

Belongs here: that form. Does not belong here: what is said in it. The context stands in the file, so that nothing is
loaded from elsewhere to read it.
"""

from __future__ import annotations

from typing import Any

from warehouse.open_data.subject import Subject, as_json
from warehouse.release_manifest import FileFacts

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA = {".csv": "text/csv", ".parquet": "application/vnd.apache.parquet", ".duckdb": "application/vnd.duckdb"}
_IANA = "https://www.iana.org/assignments/media-types/"
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/ZHO"


def describe(subject: Subject) -> bytes:
    """The bytes of the JSON-LD document."""
    about = subject.about
    data = [file for file in subject.files if file.path.endswith(tuple(_MEDIA))]
    dataset = {
        "@context": _CONTEXT,
        "@id": subject.identifier,
        "@type": "dcat:Dataset",
        "dct:identifier": subject.identifier,
        "dct:title": [{"@value": about.title[lang], "@language": lang} for lang in ("zh", "en")],
        "dct:description": [{"@value": about.description[lang], "@language": lang} for lang in ("zh", "en")],
        "dct:publisher": _publisher(subject),
        "dct:license": {"@id": about.licence_url},
        "dct:language": {"@id": _LANGUAGE},
        "dct:issued": {"@value": subject.published_at.isoformat(timespec="seconds"), "@type": "xsd:dateTime"},
        "dct:bibliographicCitation": subject.citation,
        "dcat:version": subject.version,
        "dcat:keyword": list(about.keywords),
        **_contact(subject),
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


def _publisher(subject: Subject) -> dict[str, Any]:
    about = subject.about
    publisher: dict[str, Any] = {
        "@id": about.publisher_url or "urn:duban:publisher",
        "@type": "foaf:Agent",
        "foaf:name": about.publisher,
    }
    return publisher


def _contact(subject: Subject) -> dict[str, Any]:
    about = subject.about
    if not about.contact:
        return {}
    contact: dict[str, Any] = {"@type": "vcard:Kind", "vcard:fn": about.contact_name or about.contact}
    if about.contact_email:
        contact["vcard:hasEmail"] = {"@id": f"mailto:{about.contact_email}"}
    if about.contact_url:
        contact["vcard:hasURL"] = {"@id": about.contact_url}
    return {"dcat:contactPoint": contact}


def _distribution(subject: Subject, file: FileFacts) -> dict[str, Any]:
    ending = file.path[file.path.rindex(".") :]
    return {
        "@id": f"{subject.identifier}#{file.path}",
        "@type": "dcat:Distribution",
        "dct:title": file.path,
        "dcat:accessURL": {"@id": f"urn:sha256:{file.sha256}"},
        "dcat:mediaType": {"@id": _IANA + _MEDIA[ending]},
        "dcat:byteSize": {"@value": str(file.bytes), "@type": "xsd:nonNegativeInteger"},
        "dct:license": {"@id": subject.about.licence_url},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        },
    }
