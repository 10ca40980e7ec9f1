"""A release as open data: each description is what its standard's own library takes, and says what the files hold."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests import small_warehouse
from tests.conftest import Duban
from tests.warehouse.examples import SEEN, facts
from warehouse import releases
from warehouse.home import Home

NEEDED = """
    ALTER TABLE bi.observations ADD COLUMN IF NOT EXISTS canonical_indicator VARCHAR;
    ALTER TABLE bi.observations ADD COLUMN IF NOT EXISTS jurisdiction VARCHAR;
    UPDATE bi.observations SET canonical_indicator = indicator, jurisdiction = '临市';
"""
HOSTILE = """
    UPDATE bi.observations SET indicator = '=cmd|''x''', canonical_indicator = '=cmd|''x''' WHERE value = 15;
    COMMENT ON TABLE bi.observations IS '数字 · figures <script>alert(1)</script>';
    COMMENT ON COLUMN bi.observations.value IS '数值 · the value & its "scale"';
"""


def build(root: Path) -> releases.Published:
    """A release of the small warehouse, with a figure for each form that a period can have."""
    home = Home.at(root).make()
    candidate = home.work / "candidate" / "warehouse.duckdb"
    candidate.parent.mkdir(parents=True)
    small_warehouse.build(candidate)
    with duckdb.connect(str(candidate)) as connection:
        connection.execute(NEEDED)
        connection.execute(HOSTILE)
        for i, (period, start, end) in enumerate(PERIODS):
            connection.execute(
                "INSERT INTO bi.observations BY NAME SELECT * REPLACE (? AS observation_id, ? AS period, ?::DATE AS period_start, "
                "?::DATE AS period_end) FROM bi.observations WHERE value = 4550 AND observation_id NOT LIKE 'p%'",
                [f"p{i}", period, start, end],
            )
    return releases.publish(candidate, home, facts())


PERIODS = [
    ("2022", "2022-01-01", "2022-12-31"),
    ("2022H2", "2022-07-01", "2022-12-31"),
    ("2022Q4", "2022-10-01", "2022-12-31"),
    ("2022-03", "2022-03-01", "2022-03-31"),
    ("2022Q1-Q3", "2022-01-01", "2022-09-30"),
    ("asof-2022", "2022-12-31", "2022-12-31"),
    ("2021-", "2021-01-01", None),
    ("2022-10", "2022-01-01", "2022-10-20"),
    ("unknown", None, None),
]
EXPECTED_TIMES = [
    "2022",
    "2022-S2",
    "2022-Q4",
    "2022-03",
    "2022-01-01/P9M",
    "2022-12-31",
    "2021-01-01",
    "2022-01-01/P293D",
    "2022",
]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Iterator[releases.Published]:
    """One release for all tests of this file; they only read it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(int(SEEN.timestamp())))
        yield build(tmp_path_factory.mktemp("open") / "var")


def rows_of(release: releases.Published) -> dict[str, int]:
    return {table.name: table.rows for table in release.manifest.tables}


def test_frictionless_takes_the_package_and_every_cell(release: releases.Published) -> None:
    from frictionless import Package, system

    with system.use_context(trusted=True):
        package = Package(str(release.folder / "datapackage.json"))
        report = package.validate()
    assert report.valid, report.flatten(["name", "type", "message"])[:5]
    found = {resource.name: resource for resource in package.resources}
    assert found.keys() == rows_of(release).keys()
    with system.use_context(trusted=True):
        assert {name: len(found[name].read_rows()) for name in found} == rows_of(release)
    observations = found["bi.observations"]
    assert observations.schema.primary_key == ["observation_id"]
    assert observations.schema.get_field("value").type == "number"
    assert observations.schema.get_field("value").to_descriptor()["unit"] == "column:unit"
    assert observations.schema.get_field("period_start").type == "date"
    assert observations.schema.foreign_keys[0]["reference"]["resource"] == "bi.documents"
    assert package.licenses[0]["name"] == "CC-BY-4.0"
    assert package.sources[0]["path"] == "https://example.org/1"


def test_the_published_samples_are_a_package_too(published: Duban) -> None:
    """What a run really publishes holds more than the small warehouse: a key that is empty, say."""
    from frictionless import Package, system

    [folder] = (published.home / "published" / "releases").iterdir()
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "message"])[:5]
    assert len(report.tasks) > 25


def test_frictionless_would_tell_a_changed_cell(release: releases.Published, tmp_path: Path) -> None:
    from frictionless import Package, system

    shutil.copytree(release.folder, tmp_path / "release")
    path = tmp_path / "release" / "csv" / "bi.observations.csv"
    path.chmod(0o644)
    path.write_text(path.read_text("utf-8").replace("4550.0", "many.0"), encoding="utf-8")
    with system.use_context(trusted=True):
        report = Package(str(tmp_path / "release" / "datapackage.json")).validate()
    assert not report.valid


def test_sdmx_structure_is_valid_and_the_data_follow_it(release: releases.Published) -> None:
    from pysdmx.io import get_datasets, read_sdmx
    from pysdmx.model import Role

    folder = release.folder / "sdmx"
    message = read_sdmx(folder / "structure.xml", validate=True)  # against SDMX's own schemas
    (definition,) = message.get_data_structure_definitions()
    (dataset,) = get_datasets(folder / "observations.csv", folder / "structure.xml")
    data = dataset.data
    assert len(data) == rows_of(release)["bi.observations"]
    columns = {component.id: component for component in definition.components}
    assert set(data.columns) == set(columns)
    key = [name for name, component in columns.items() if component.role is Role.DIMENSION]
    assert not data.duplicated(subset=key).any()
    assert not data[key].isna().any().any()
    for name, component in columns.items():
        if component.local_codes is not None:
            assert set(data[name].dropna()) <= {code.id for code in component.local_codes}, name
    told = data[data["FIGURE"].str.startswith("p")].sort_values("FIGURE")["TIME_PERIOD"].tolist()
    assert told == EXPECTED_TIMES
    assert "'=cmd|'x'" in set(data["INDICATOR"])


SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix spdx: <http://spdx.org/rdf/terms#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
# What the DCAT application profile for data portals asks for.
[] a sh:NodeShape ; sh:targetClass dcat:Dataset ;
    sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:uniqueLang true ; sh:nodeKind sh:Literal ] ;
    sh:property [ sh:path dct:description ; sh:minCount 1 ; sh:uniqueLang true ; sh:nodeKind sh:Literal ] ;
    sh:property [ sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ] ;
    sh:property [ sh:path dct:issued ; sh:maxCount 1 ; sh:datatype xsd:dateTime ] ;
    sh:property [ sh:path dct:license ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ;
    sh:property [ sh:path dcat:distribution ; sh:minCount 1 ; sh:class dcat:Distribution ] .
[] a sh:NodeShape ; sh:targetClass dcat:Distribution ;
    sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ;
    sh:property [ sh:path dct:license ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
    sh:property [ sh:path dcat:mediaType ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
    sh:property [ sh:path dcat:byteSize ; sh:maxCount 1 ; sh:datatype xsd:nonNegativeInteger ] ;
    sh:property [ sh:path spdx:checksum ; sh:minCount 1 ; sh:maxCount 1 ; sh:class spdx:Checksum ] .
[] a sh:NodeShape ; sh:targetClass foaf:Agent ; sh:property [ sh:path foaf:name ; sh:minCount 1 ] .
"""


def test_dcat_is_rdf_that_keeps_the_profile(release: releases.Published) -> None:
    import pyshacl
    from rdflib import DCAT, RDF, Graph, Namespace

    graph = Graph().parse(release.folder / "dcat.jsonld", format="json-ld")
    conforms, _, told = pyshacl.validate(graph, shacl_graph=Graph().parse(data=SHAPES, format="turtle"))
    assert conforms, told
    assert len(set(graph.subjects(RDF.type, DCAT.Dataset))) == 1
    data = [
        f for f in release.manifest.files if f.path.startswith(("csv/", "parquet/")) or f.path == "warehouse.duckdb"
    ]
    assert len(set(graph.subjects(RDF.type, DCAT.Distribution))) == len(data)
    spdx = Namespace("http://spdx.org/rdf/terms#")
    assert {str(o) for o in graph.objects(None, spdx.checksumValue)} == {f.sha256 for f in data}
    graph.remove((None, DCAT.accessURL, None))
    assert not pyshacl.validate(graph, shacl_graph=Graph().parse(data=SHAPES, format="turtle"))[0]


def test_croissant_loads_and_gives_the_rows(release: releases.Published, monkeypatch: pytest.MonkeyPatch) -> None:
    import mlcroissant

    monkeypatch.chdir(release.folder)
    dataset = mlcroissant.Dataset(jsonld=str(release.folder / "croissant.json"))
    issues = dataset.metadata.ctx.issues
    assert not issues.errors
    names = {record_set.uuid for record_set in dataset.metadata.record_sets}
    assert names == rows_of(release).keys()
    records = list(dataset.records("bi.programmes"))
    assert len(records) == 1
    assert records[0]["bi.programmes/programme"].decode() == "信用贷款"


def test_the_dictionary_names_every_column_and_escapes_what_it_is_told(release: releases.Published) -> None:
    from lxml import html

    text = (release.folder / "data-dictionary.html").read_text(encoding="utf-8")
    assert "<script>" not in text
    page = html.fromstring(text)
    columns = [cell.text_content() for cell in page.xpath("//tbody/tr/td[1]")]
    assert columns == [name for table in release.manifest.tables for name in table.columns]
    assert '数值 · the value & its "scale"' in page.text_content()
    assert not page.xpath("//@src | //link/@href")  # nothing is loaded from elsewhere
    targets = {"#" + name for name in page.xpath("//h2/@id")}
    assert set(page.xpath("//nav//a/@href")) == targets


def test_the_citation_names_the_release(release: releases.Published) -> None:
    (line,) = (release.folder / "CITATION.txt").read_text(encoding="utf-8").splitlines()
    assert "2023.01.20-1" in line
    assert release.manifest.inputs_key[:16] in line


def test_built_twice_in_different_folders_the_data_files_are_the_same(
    release: releases.Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(SEEN.timestamp())))
    again = build(tmp_path / "elsewhere" / "var")
    hashes: list[dict[str, Any]] = [
        {f.path: f.sha256 for f in each.manifest.files if f.path not in ("warehouse.duckdb", "dcat.jsonld")}
        for each in (release, again)
    ]
    assert hashes[0] == hashes[1]
    assert len(hashes[0]) > 40
    assert releases.verify(again.folder) == ()


def test_the_sums_cover_the_descriptions(release: releases.Published) -> None:
    sums = (release.folder / "SHA256SUMS").read_text(encoding="utf-8")
    for name in ("datapackage.json", "dcat.jsonld", "croissant.json", "sdmx/observations.csv", "sdmx/structure.xml"):
        assert f"  {name}\n" in sums
    package = json.loads((release.folder / "datapackage.json").read_text(encoding="utf-8"))
    told = {f.path: f.sha256 for f in release.manifest.files}
    assert all(r["hash"] == f"sha256:{told[r['path']]}" for r in package["resources"])


def test_csv_headers_are_the_columns(release: releases.Published) -> None:
    for table in release.manifest.tables:
        with (release.folder / "csv" / f"{table.name}.csv").open(encoding="utf-8-sig", newline="") as file:
            assert tuple(next(csv.reader(file))) == table.columns
