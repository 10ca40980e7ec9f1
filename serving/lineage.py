"""lineage.svg: the way of the data from the documents to the report and the dashboards, as one picture that fits a screen.

Belongs here: laying out the graph of dbt's manifest.json. Does not belong here: the models, dbt's own documentation
(`duban release docs`), which shows every model by itself.

A column is a stage. The models between staging and marts, some eighty, stand together by the thing that they are about (int_check_…,
int_target_…): who wants to see each of them has dbt's own graph. The order in a column follows the place of a box's parents (the
barycentre), which keeps most lines short; a line within a column is drawn on its right side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from statistics import mean
from typing import Any

_WIDTH, _HEIGHT, _GAP_X, _GAP_Y, _TOP = 174, 24, 36, 8, 60
_LETTER = 6.6  # pixels of a letter at most, on average; a Chinese one takes two
_LAST_WIDTH = 250  # of the last column, whose names are sentences
#: Stages in their order: key, label, colour of the boxes (dark enough beside white and beside black).
STAGES: tuple[tuple[str, str, str], ...] = (
    ("documents", "文件 documents", "#6b7280"),
    ("landing", "入库 landing", "#4b6cb7"),
    ("staging", "清理 staging, seeds", "#2a7f9e"),
    ("intermediate", "推导 intermediate", "#3b8a5a"),
    ("marts", "星型 marts", "#9a7b1f"),
    ("bi", "宽表 bi", "#b3562b"),
    ("exposure", "使用 report, dashboards", "#8a3b76"),
)
_COLUMN = {stage: column for column, (stage, _, _) in enumerate(STAGES)}
_BUNDLED = "intermediate"


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
    nodes = {node.id: node for node in _bundled(_nodes(manifest))}
    places = _places(nodes)
    width = len(STAGES) * (_WIDTH + _GAP_X) + _LAST_WIDTH - _WIDTH
    height = max(y for _, y in places.values()) + _HEIGHT + _GAP_Y
    lines = "".join(_line(places[parent], places[n.id]) for n in nodes.values() for parent in n.parents)
    boxes = "".join(_box(node, *places[node.id]) for node in nodes.values())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:g}" width="{width}" height="{height:g}" '
        "role=\"img\" font-family=\"system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif\" "
        'font-size="12">\n<title>数据来路：从文件到报告 · Lineage: from document to report</title>\n'
        f'<rect width="{width}" height="{height:g}" fill="#fff"/>\n{_headings(nodes)}'
        f'<g fill="none" stroke="#888" stroke-opacity="0.35">{lines}</g>\n{boxes}</svg>\n'
    ).encode()


def _nodes(manifest: Mapping[str, Any]) -> list[Node]:
    kept = "原始字节，按SHA-256保存 · bytes, kept by SHA-256"
    nodes = [
        Node("documents", "HTML, DOCX, XLSX, PDF …", "documents", kept, ()),
        Node("readings", "readings/*.parquet", "documents", "documents.read", ("documents",)),
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
    return [replace(n, parents=tuple(p for p in dict.fromkeys(n.parents) if p in known)) for n in nodes]


def _bundled(nodes: list[Node]) -> list[Node]:
    """The nodes with those of the bundled stage put together; a line within a bundle goes."""
    members: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        if node.stage == _BUNDLED:
            members[_subject(node.name)].append(node)
    bundle_of = {node.id: f"bundle.{subject}" for subject, group in members.items() for node in group}
    bundles = [
        Node(
            f"bundle.{subject}",
            group[0].name if len(group) == 1 else f"int_{subject}… × {len(group)}",
            _BUNDLED,
            group[0].description if len(group) == 1 else ", ".join(node.name for node in group),
            tuple(parent for node in group for parent in node.parents),
        )
        for subject, group in sorted(members.items())
    ]
    made = []
    for node in [*(n for n in nodes if n.stage != _BUNDLED), *bundles]:
        parents = dict.fromkeys(bundle_of.get(parent, parent) for parent in node.parents)
        made.append(replace(node, parents=tuple(parent for parent in parents if parent != node.id)))
    return made


def _subject(name: str) -> str:
    """`check` of int_check_sum and of int_checks: what a model between staging and marts is about."""
    return name.removeprefix("int_").partition("_")[0].removesuffix("s")


def _places(nodes: Mapping[str, Node]) -> dict[str, tuple[float, float]]:
    columns: dict[int, list[Node]] = defaultdict(list)
    for node in nodes.values():
        columns[_COLUMN[node.stage]].append(node)
    tallest = max(map(len, columns.values())) * (_HEIGHT + _GAP_Y)
    places: dict[str, tuple[float, float]] = {}
    for number in sorted(columns):
        column = sorted(columns[number], key=lambda n: (_centre(n, places, tallest), n.name))
        start = _TOP + (tallest - len(column) * (_HEIGHT + _GAP_Y)) / 2
        for i, node in enumerate(column):
            places[node.id] = (number * (_WIDTH + _GAP_X) + _GAP_X / 2, start + i * (_HEIGHT + _GAP_Y))
    return places


def _centre(node: Node, places: Mapping[str, tuple[float, float]], tallest: float) -> float:
    heights = [places[p][1] for p in node.parents if p in places]
    return mean(heights) if heights else tallest


def _headings(nodes: Mapping[str, Node]) -> str:
    used = {node.stage for node in nodes.values()}
    return "".join(
        f'<text x="{column * (_WIDTH + _GAP_X) + _GAP_X / 2:g}" y="30" font-size="14" font-weight="bold" fill="{colour}">{label}</text>\n'
        for column, (stage, label, colour) in enumerate(STAGES)
        if stage in used
    )


def _line(start: tuple[float, float], end: tuple[float, float]) -> str:
    x1, y1, x2, y2 = start[0] + _WIDTH, start[1] + _HEIGHT / 2, end[0], end[1] + _HEIGHT / 2
    if start[0] == end[0]:
        beside = x1 + _GAP_X * 2 / 3
        return f'<path d="M{x1:g} {y1:g}C{beside:g} {y1:g} {beside:g} {y2:g} {x1:g} {y2:g}"/>'
    bend = max(_GAP_X / 2, (x2 - x1) / 3)
    return f'<path d="M{x1:g} {y1:g}C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}"/>'


def _box(node: Node, x: float, y: float) -> str:
    stage, _, colour = STAGES[_COLUMN[node.stage]]
    width = _LAST_WIDTH if stage == STAGES[-1][0] else _WIDTH
    return (
        f'<g><title>{escape(node.name)}: {escape(node.description)}</title><rect x="{x:g}" y="{y:g}" width="{width}" '
        f'height="{_HEIGHT}" rx="4" fill="#fff" stroke="{colour}"/><text x="{x + 7:g}" y="{y + 16:g}">'
        f"{escape(_short(node.name, int(width / _LETTER)))}</text></g>\n"
    )


def _short(name: str, room: int) -> str:
    """The name as far as it fits its box; the whole of it is told when the box is pointed at."""
    for at, letter in enumerate(name):
        room -= 2 if ord(letter) > 0x2E7F else 1
        if room < 0:
            return name[:at].rstrip() + "…"
    return name
