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


def boxes_of(picture: bytes) -> dict[str, tuple[float, str]]:
    """What stands in each box: how far to the right, and what is told when it is pointed at."""
    groups = [g for g in etree.fromstring(picture).iter(f"{SVG}g") if len(g) == 3 and g[0].tag == f"{SVG}title"]
    return {g[2].text: (float(g[1].get("x")), g[0].text) for g in groups}


def test_every_stage_stands_right_of_what_it_is_made_of() -> None:
    picture = lineage.svg(manifest())
    boxes = boxes_of(picture)
    order = ["HTML, DOCX, XLSX, PDF …", "tasks", "stg_tasks", "int_tasks", "dim_task", "wide", "报告 report"]
    assert set(boxes) == {*order, "readings/*.parquet", "units", "fct_progress"}
    assert [boxes[name][0] for name in order] == sorted({boxes[name][0] for name in order})
    assert boxes["units"][0] == boxes["stg_tasks"][0]
    assert boxes["fct_progress"][0] == boxes["dim_task"][0]
    assert len(list(etree.fromstring(picture).iter(f"{SVG}path"))) == 10


def test_models_between_staging_and_marts_stand_together_by_what_they_are_about() -> None:
    told = manifest()
    for name, parents in (("int_task_words", ["m.int"]), ("int_task_links", ["m.words"]), ("int_checks", ["m.links"])):
        node = {"resource_type": "model", "name": name, "schema": "intermediate", "depends_on": {"nodes": parents}}
        told["nodes"][f"m.{name.rpartition('_')[2]}"] = {**node, "description": ""}
    picture = lineage.svg(told)
    boxes = boxes_of(picture)
    assert "int_tasks, int_task_links, int_task_words" in boxes["int_task… × 3"][1]
    assert "int_checks" in boxes
    assert not {"int_tasks", "int_task_words", "int_task_links"} & set(boxes)
    assert len(list(etree.fromstring(picture).iter(f"{SVG}path"))) == 11  # one more: from the three to the checks
    assert float(etree.fromstring(picture).get("width")) <= 1600


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
