"""The picture of the way of the data: everything is in it, in its stage, and nothing in it can run."""

from __future__ import annotations

from typing import Any

from lxml import etree

from serving import lineage

SVG = "{http://www.w3.org/2000/svg}"


def manifest() -> dict[str, Any]:
    """A graph of dbt's with one of everything; a mart made of another mart; a hostile description."""

    def model(name: str, schema: str, *parents: str) -> dict[str, Any]:
        told = {"resource_type": "model", "name": name, "schema": schema, "depends_on": {"nodes": list(parents)}}
        return {**told, "description": "<script>alert(1)</script> & more"}

    seed = {"resource_type": "seed", "name": "units", "schema": "seeds", "depends_on": {}, "description": ""}
    test = {
        "resource_type": "test",
        "name": "a_test",
        "schema": "x",
        "depends_on": {"nodes": ["m.a"]},
        "description": "",
    }
    exposure = {"name": "report", "label": "报告 report", "description": "", "depends_on": {"nodes": ["m.wide"]}}
    return {
        "sources": {"s.tasks": {"name": "tasks", "description": "任务 tasks"}},
        "nodes": {
            "m.stg": model("stg_tasks", "staging", "s.tasks"),
            "m.int": model("int_tasks", "intermediate", "m.stg", "seed.units"),
            "m.a": model("dim_task", "marts", "m.int"),
            "m.b": model("fct_progress", "marts", "m.a", "m.int"),
            "m.wide": model("wide", "bi", "m.b", "a.macro.that.is.no.node"),
            "seed.units": seed,
            "t.test": test,
        },
        "exposures": {"e.report": exposure},
    }


def test_every_model_stands_right_of_what_it_is_made_of() -> None:
    root = etree.fromstring(lineage.svg(manifest()))
    boxes = {g[2].text: float(g[1].get("x")) for g in root.iter(f"{SVG}g") if len(g) == 3 and g[0].tag == f"{SVG}title"}
    order = ["HTML, DOCX, XLSX, PDF, text", "readings/*.parquet", "tasks", "stg_tasks", "int_tasks", "dim_task", "fct_progress", "wide", "报告 report"]  # fmt: skip # noqa: E501
    assert set(boxes) == {*order, "units"}
    assert [boxes[name] for name in order] == sorted({boxes[name] for name in order})
    assert boxes["units"] == boxes["stg_tasks"]
    assert len(list(root.iter(f"{SVG}path"))) == 10


def test_nothing_in_it_runs_or_is_loaded() -> None:
    picture = lineage.svg(manifest())
    root = etree.fromstring(picture)
    assert not list(root.iter(f"{SVG}script", f"{SVG}image", f"{SVG}use"))
    assert b"<script" not in picture
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name]


def test_the_same_graph_gives_the_same_picture() -> None:
    turned = manifest()
    turned["nodes"] = dict(reversed(turned["nodes"].items()))
    assert lineage.svg(turned) == lineage.svg(manifest())
