"""Who publishes, how to reach them and under which licence is a file: every description says what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests import small_warehouse
from tests.warehouse.examples import SEEN, facts
from warehouse import releases
from warehouse.errors import WrongUse
from warehouse.home import Home
from warehouse.open_data.metadata import DEFAULT, VARIABLE, metadata

OWN = {
    "publisher": {"name": "临市人民政府办公室", "url": "https://linshi.example.org"},
    "contact": {"name": "数据管家", "email": "data@linshi.example.org"},
    "licence": {
        "name": "CC0-1.0",
        "title": "CC0 <Public> Domain",
        "url": "https://creativecommons.org/publicdomain/zero/1.0/",
    },
}


def write(path: Path, **changes: object) -> Path:
    told = yaml.safe_load(DEFAULT.read_text("utf-8")) | changes
    path.write_text(yaml.safe_dump({k: v for k, v in told.items() if v != "gone"}, allow_unicode=True), "utf-8")
    return path


def test_the_default_names_licence_and_publisher_and_nobody_to_write_to() -> None:
    told = metadata({})
    assert (told.licence, told.publisher, told.contact) == ("CC-BY-4.0", "Duban 督办", "")


def test_every_description_of_a_release_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(SEEN.timestamp())))
    monkeypatch.setenv(VARIABLE, str(write(tmp_path / "mine.yml", **OWN)))
    home = Home.at(tmp_path / "var").make()
    candidate = home.work / "candidate" / "warehouse.duckdb"
    candidate.parent.mkdir(parents=True)
    small_warehouse.build(candidate)
    folder = releases.publish(candidate, home, facts()).folder
    package, dcat, croissant = (
        json.loads((folder / name).read_text("utf-8")) for name in ("datapackage.json", "dcat.jsonld", "croissant.json")
    )
    assert package["licenses"][0]["name"] == "CC0-1.0"
    assert [each["role"] for each in package["contributors"]] == ["publisher", "contact"]
    assert dcat["dct:publisher"]["foaf:name"] == croissant["publisher"]["name"] == OWN["publisher"]["name"]
    assert dcat["dcat:contactPoint"]["vcard:hasEmail"] == {"@id": "mailto:data@linshi.example.org"}
    licences = {dcat["dct:license"]["@id"], croissant["license"], package["licenses"][0]["path"]}
    licences |= {each["dct:license"]["@id"] for each in dcat["dcat:distribution"]}
    assert licences == {OWN["licence"]["url"]}
    page = (folder / "data-dictionary.html").read_text("utf-8")
    assert "CC0 &lt;Public&gt; Domain" in page
    assert "data@linshi.example.org" in page
    citation = (folder / "CITATION.txt").read_text("utf-8")
    assert citation.startswith("临市人民政府办公室 (2023)")
    assert "CC0-1.0." in citation


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"licence": "gone"}, "licence.name is None"),
        ({"licence": {"name": "CC BY", "title": "t", "url": "https://x"}}, "SPDX"),
        ({"licence": {"name": "X", "title": "t", "url": "javascript:alert(1)"}}, "licence.url"),
        ({"title": {"zh": "只有中文"}}, "title.en"),
        ({"publisher": {"name": " "}}, "publisher.name"),
        ({"contact": {"email": "nobody"}}, "contact.email"),
        ({"keywords": "one"}, "keywords"),
        ({"name": "Two Words"}, "name is 'Two Words'"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_place(tmp_path: Path, changes: dict[str, object], named: str) -> None:
    path = write(tmp_path / "mine.yml", **changes)
    with pytest.raises(WrongUse, match=named) as raised:
        metadata({VARIABLE: str(path)})
    assert str(path) in str(raised.value)
    assert raised.value.exit_code == 2


@pytest.mark.parametrize("content", [None, b"a: [", b"\xff\xfe\x00", b"just text", b""])
def test_a_file_that_is_none_is_wrong_use(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "mine.yml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(WrongUse, match=r"mine\.yml"):
        metadata({VARIABLE: str(path)})
