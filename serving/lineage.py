"""lineage.svg: the way of the data from the documents to the report and the dashboards, as one picture.

Belongs here: laying out the graph of dbt's manifest.json. Does not belong here: the models, dbt's own documentation
(`duban release docs`).

Columns are stages; within a stage a model stands right of those it is made of. The order in a column follows the place
of a model's parents (the barycentre), which keeps most lines short.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from statistics import mean
from typing import Any

_WIDTH, _HEIGHT, _GAP_X, _GAP_Y, _TOP = 210, 22, 50, 8, 60
#: Stages in their order: key, label, colour of the boxes (dark enough beside white and beside black).
STAGES: tuple[tuple[str, str, str], ...] = (
    ("documents", "文件 documents", "#6b7280"),
    ("readings", "读取结果 readings", "#6b7280"),
    ("landing", "入库 landing", "#4b6cb7"),
    ("staging", "清理 staging, seeds", "#2a7f9e"),
    ("intermediate", "推导 intermediate", "#3b8a5a"),
    ("marts", "星型 marts", "#9a7b1f"),
    ("bi", "宽表 bi", "#b3562b"),
    ("exposure", "使用 report, dashboards", "#8a3b76"),
)
_BEGIN = ("documents", "readings")


@dataclass(frozen=True, slots=True)
class Node:
    """One box: `stage` is a key of STAGES, `parents` are ids of what it is made of."""

    id: str
    name: str
    stage: str
    description: str
    parents: tuple[str, ...]


def svg(manifest: Mapping[str, Any]) -> bytes:
    """The picture's bytes, from dbt's manifest.json as it was parsed. The same manifest gives the same bytes."""
    nodes = {node.id: node for node in _nodes(manifest)}
    ranks = _ranks(nodes)
    places = _places(nodes, ranks)
    width = (max(ranks.values()) + 1) * (_WIDTH + _GAP_X)
    height = max(y for _, y in places.values()) + _HEIGHT + _GAP_Y
    lines = "".join(_line(places[parent], places[n.id]) for n in nodes.values() for parent in n.parents)
    boxes = "".join(_box(node, *places[node.id]) for node in nodes.values())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        "role=\"img\" font-family=\"system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif\" "
        'font-size="11">\n<title>数据来路：从文件到报告 · Lineage: from document to report</title>\n'
        f'<rect width="{width}" height="{height}" fill="#fff"/>\n{_headings(nodes, ranks)}'
        f'<g fill="none" stroke="#888" stroke-opacity="0.35">{lines}</g>\n{boxes}</svg>\n'
    ).encode()


def _nodes(manifest: Mapping[str, Any]) -> list[Node]:
    nodes = [
        Node(
            "documents",
            "HTML, DOCX, XLSX, PDF, text",
            "documents",
            "原始字节，按SHA-256保存 · bytes, kept by SHA-256",
            (),
        ),
        Node("readings", "readings/*.parquet", "readings", "documents.read", ("documents",)),
    ]
    for key, source in sorted(manifest["sources"].items()):
        nodes.append(Node(key, source["name"], "landing", source["description"], ("readings",)))
    for key, node in sorted(manifest["nodes"].items()):
        if node["resource_type"] in ("model", "seed"):
            stage = "staging" if node["resource_type"] == "seed" else node["schema"]
            nodes.append(
                Node(key, node["name"], stage, node["description"], tuple(node["depends_on"].get("nodes", ())))
            )
    for key, exposure in sorted(manifest["exposures"].items()):
        name = exposure.get("label") or exposure["name"]
        nodes.append(Node(key, name, "exposure", exposure["description"], tuple(exposure["depends_on"]["nodes"])))
    known = {node.id for node in nodes}
    return [
        Node(n.id, n.name, n.stage, n.description, tuple(p for p in dict.fromkeys(n.parents) if p in known))
        for n in nodes
    ]


def _ranks(nodes: Mapping[str, Node]) -> dict[str, int]:
    """The column of each node: stage after stage, within a stage after all of its parents."""
    ranks: dict[str, int] = {}
    for stage, _, _ in STAGES:
        first = max(ranks.values(), default=-1) + 1
        waiting = [node for node in nodes.values() if node.stage == stage]
        while waiting:
            ready = [n for n in waiting if all(p in ranks or nodes[p].stage != stage for p in n.parents)]
            for node in ready or waiting:  # a circle cannot be in dbt's graph
                inside = [ranks[p] for p in node.parents if nodes[p].stage == stage and p in ranks]
                ranks[node.id] = max([first, *(rank + 1 for rank in inside)])
            waiting = [node for node in waiting if node.id not in ranks]
    return ranks


def _places(nodes: Mapping[str, Node], ranks: Mapping[str, int]) -> dict[str, tuple[float, float]]:
    columns: dict[int, list[Node]] = defaultdict(list)
    for node in nodes.values():
        columns[ranks[node.id]].append(node)
    tallest = max(map(len, columns.values())) * (_HEIGHT + _GAP_Y)
    places: dict[str, tuple[float, float]] = {}
    for rank in sorted(columns):
        column = sorted(columns[rank], key=lambda n: (_centre(n, places, tallest), n.name))
        start = _TOP + (tallest - len(column) * (_HEIGHT + _GAP_Y)) / 2
        for i, node in enumerate(column):
            places[node.id] = (rank * (_WIDTH + _GAP_X) + _GAP_X / 2, start + i * (_HEIGHT + _GAP_Y))
    return places


def _centre(node: Node, places: Mapping[str, tuple[float, float]], tallest: float) -> float:
    heights = [places[p][1] for p in node.parents if p in places]
    return mean(heights) if heights else tallest


def _headings(nodes: Mapping[str, Node], ranks: Mapping[str, int]) -> str:
    words = []
    for stage, label, colour in STAGES:
        columns = [ranks[node.id] for node in nodes.values() if node.stage == stage]
        if columns:
            x = min(columns) * (_WIDTH + _GAP_X) + _GAP_X / 2
            words.append(f'<text x="{x:g}" y="30" font-size="14" font-weight="bold" fill="{colour}">{label}</text>\n')
    return "".join(words)


def _line(start: tuple[float, float], end: tuple[float, float]) -> str:
    x1, y1, x2, y2 = start[0] + _WIDTH, start[1] + _HEIGHT / 2, end[0], end[1] + _HEIGHT / 2
    bend = max(_GAP_X / 2, (x2 - x1) / 3)
    return f'<path d="M{x1:g} {y1:g}C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}"/>'


def _box(node: Node, x: float, y: float) -> str:
    colour = next(colour for stage, _, colour in STAGES if stage == node.stage)
    shown = node.name if len(node.name) <= 32 else node.name[:31] + "…"
    return (
        f'<g><title>{escape(node.name)}: {escape(node.description)}</title><rect x="{x:g}" y="{y:g}" width="{_WIDTH}" '
        f'height="{_HEIGHT}" rx="4" fill="#fff" stroke="{colour}"/><text x="{x + 7:g}" y="{y + 15:g}">'
        f"{escape(shown)}</text></g>\n"
    )
