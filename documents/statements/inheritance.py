"""What a figure takes over from the one before it in the same sentence: kind, sign, scope, and the day it is told as of.

Belongs here: rules that look at two figures. Does not belong here: what a figure says by itself (measures, scopes, timing).
"""

from __future__ import annotations

import re
from dataclasses import replace

from documents.reading import Kind
from documents.statements.figure import Figure, Spot
from documents.statements.measures import Measure

_LISTED = re.compile(r"[、和及与或]|[、和及与]第?")
_AMBITION = re.compile(r"(?:并|且|,)?(?:力争|争取|努力|确保|冲刺)(?:达到|实现|完成|增长|在)?")
_REACHES = re.compile(
    r"(?:提高|上升|增加|调整|扩大|下降|降低|减少|缩短|优化|提升|压缩|上涨|涨|调|减|压|降|升|增)(?:了)?[到至为]"
)
_PARTS = re.compile(r"[、和及]?(?:其中,?)?:?(?:城镇|农村|乡村|城市)(?:常住)?(?:居民)?(?:为|达)?")
_CONVERTED = re.compile(r"折[合算]")


def measure_after(said: Measure, spot: Spot, former: Figure | None, *, ranked: bool) -> Measure:
    """The measure of a figure, completed by the figure before it where it only continues that one's sentence."""
    if former is None:
        return said
    if not ranked and _LISTED.fullmatch(spot.segment) and _same_sort(said.kind, former.said.kind):
        negative = said.negative or (former.said.negative and not spot.number.value.startswith("-"))
        said = replace(said, kind=former.said.kind, negative=negative)
    same_unit = former.spot.number.unit == spot.number.unit
    if same_unit and _AMBITION.fullmatch(spot.segment):
        said = replace(said, kind=former.said.kind)  # 增长8%左右,力争8.5%
    if same_unit and not spot.number.unit and said.kind is not Kind.INCREMENT:
        said = replace(said, kind=former.said.kind)
    if same_unit and former.said.kind is Kind.RATIO and said.kind is Kind.LEVEL and _REACHES.search(spot.segment[:6]):
        said = replace(said, kind=Kind.RATIO)  # 平均用时由31分钟缩短为27分钟
    if same_unit and former.said.kind is Kind.RATIO and said.kind is Kind.LEVEL and _PARTS.fullmatch(spot.segment):
        said = replace(said, kind=Kind.RATIO)  # 人均可支配收入…元,其中城镇居民…元
    if former.said.kind is Kind.RATIO and _CONVERTED.search(spot.segment):
        said = replace(said, kind=Kind.RATIO)
    # 新增322家,其中…: parts of what was added. 比年初增加5亿元,其中住户存款…: a part of the stock, not of the change.
    added = former.said.kind is Kind.INCREMENT and former.said.carries
    if added and said.kind is Kind.LEVEL and spot.segment.startswith(("其中", "包括")):
        said = replace(said, kind=Kind.INCREMENT, carries=True)
    return said


def _same_sort(kind: Kind, other: Kind) -> bool:
    """Whether a figure that only continues a list may take over the kind of the one before."""
    return {kind, other} <= {Kind.GROWTH, Kind.SHARE} or {kind, other} <= {Kind.LEVEL, Kind.INCREMENT, Kind.RATIO}


def told_of_the_same(kind: Kind, indicator: str, former: Figure, *, own_subject: bool) -> bool:
    """Whether a figure without a scope of its own is told of the figure before it: a share, a growth, or the same thing.

    `own_subject`: the figure before is of a single site, and the clause of this one begins with something else.
    """
    return (
        (kind in (Kind.SHARE, Kind.GROWTH, Kind.RANK) and not own_subject)
        or indicator[:4] == former.indicator[:4]
        or former.indicator in indicator
    )


def of_the_same_day(kind: Kind, text: str, clause_start: int) -> bool:
    """其中…, 占…: a part or a share of the stock before it is told as of the same day."""
    if kind is Kind.LEVEL:
        return text.startswith("其中", clause_start)
    return kind is Kind.SHARE and text.startswith("占", clause_start)
