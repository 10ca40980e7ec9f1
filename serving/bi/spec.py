"""What the dashboards are, as told in spec/*.yml: data sets with their metrics, dashboards with their rows of charts.

Belongs here: the form of those files and what is wrong with them. Does not belong here: Superset's format.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from serving.bi.errors import BiError
from serving.bi.vocabulary import SPEC, label, label_sql, load, sign_sql, values

DASHBOARDS = ("overview", "units", "indicators", "programmes", "quality")
#: Rows of a chart's query at most, where nothing else is said.
MOST_ROWS = 1000
_T = TypeVar("_T")

#: Money and areas are shown in the units in which reports tell them; the series of one indicator keeps one unit.
_SHOWN_UNIT = (
    "case when kind in ('level', 'increment') and unit in ('元', '美元') then '亿' || unit "
    "when kind in ('level', 'increment') and unit = '平方米' then '万平方米' else coalesce(unit, '') end"
)
_SHOWN_FACTOR = (
    "case when kind in ('level', 'increment') and unit in ('元', '美元') then 100000000.0 "
    "when kind in ('level', 'increment') and unit = '平方米' then 10000.0 else 1.0 end"
)
#: asof-2022 and 2021- in words; the other periods (2022, 2022H1, 2022Q1-Q3, 2022-03) read as they are.
_PERIOD = (
    "case when period like 'asof-%' then '截至 ' || substr(period, 6) "
    "when period like '%-' then left(period, length(period) - 1) || ' 起' else period end"
)
#: A document by its title, the city before it where the title does not name it; its id where it has none.
_DOCUMENT = (
    "case when d.title is null then v.document_id when d.jurisdiction is null or strpos(d.title, left(d.jurisdiction, 2)) > 0 "
    "then d.title else d.jurisdiction || ' ' || d.title end"
)
#: The city and a space where the warehouse has several cities, else nothing.
_CITY = (
    "case when (select min(jurisdiction) <> max(jurisdiction) from bi.documents ) and v.jurisdiction is not null "
    "then concat(v.jurisdiction, ' ') else '' end"
)
#: What a data set may have beside the columns of its view: name -> query.
_BESIDE = {
    "document": "select v.*, {document} as document from {view} as v left join bi.documents as d on v.document_id = d.document_id",
    "city": "select v.*, {city} as city from {view} as v",
}
#: A link is made of an http address only; quotes and angle brackets cannot end the attribute.
_LINK = (
    "case when left(evidence_url, 4) = 'http' then concat('<a href=\"', "
    "replace(replace(replace(evidence_url, '\"', ''), '<', ''), '>', ''), "
    '\'" target="_blank" rel="noopener noreferrer">↗ 原文</a>\') else \'\' end'
)
_PARTS = {
    "{kind_label}": label_sql("kind", "kind"),
    "{decision_label}": label_sql("decision", "decision"),
    "{verdict_label}": label_sql("verdict", "verdict"),
    "{comparator_sign}": sign_sql("comparator", "comparator"),
    "{shown_unit}": _SHOWN_UNIT,
    "{shown_factor}": f"({_SHOWN_FACTOR})",
    "{link}": _LINK,
    "{period_label}": _PERIOD,
    "{document}": _DOCUMENT,
}
_LABEL_TITLES = {
    "comparator": "比较 comparator",
    "document_type": "类型 type",
    "fate": "去向 fate",
    "firmness": "力度 firmness",
    "kind": "类别 kind",
    "lamp": "灯号 lamp",
    "quality": "质量 quality",
    "severity": "程度 severity",
    "status": "状态 status",
    "verdict": "结论 verdict",
    "why": "原因 why",
}
_COMPUTED = {"name", "zh", "en", "sql", "type", "format"}
_NAMED_PART = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with a Chinese and an English name."""

    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh} {self.en}"


@dataclass(frozen=True, slots=True)
class Computed:
    """A calculated column or a metric: `sql` is the whole expression."""

    name: str
    title: str
    sql: str
    type: str = "VARCHAR"
    format: str = ",d"


@dataclass(frozen=True, slots=True)
class Dataset:
    """`sql` is empty for a data set that is a view of its own name; `beside`: what it has more than that view."""

    name: str
    title: Named
    calculated: tuple[Computed, ...]
    metrics: tuple[Computed, ...]
    hidden: tuple[str, ...] = ()
    sql: str = ""
    own_columns: tuple[tuple[str, str, str], ...] = ()
    verdict_metrics: tuple[str, ...] = ()
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart; which fields count depends on `type` (charts.py)."""

    key: str
    type: str
    dataset: str
    zh: str
    en: str
    about: dict[str, str]
    width: int
    height: int
    x: str = ""
    y: str = ""
    dimension: str = ""
    series: str = ""
    metric: str = ""
    metrics: list[str] = field(default_factory=list)
    verdicts: bool = False
    stack: bool = False
    legend: bool = True
    horizontal: bool = False
    top: int = MOST_ROWS
    by: Any = ""
    sort: str = ""
    rows: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    order: list[list[str]] = field(default_factory=list)
    where: str = ""
    having: str = ""

    @property
    def title(self) -> str:
        """Its heading."""
        return f"{self.zh} {self.en}"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a reader may choose; `only` names the charts that follow it (all, when empty)."""

    zh: str
    en: str
    dataset: str
    column: str
    single: bool = False
    sort: str = ""
    only: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Dashboard:
    """One dashboard: rows of charts on a grid of 12 columns."""

    slug: str
    title: Named
    description: Named
    intro: Named
    filters: tuple[Filter, ...]
    rows: tuple[tuple[Chart, ...], ...]

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Its charts, row by row."""
        return tuple(chart for row in self.rows for chart in row)


def datasets() -> dict[str, Dataset]:
    """The data sets by name. Raises BiError when spec/datasets.yml is not in its form."""
    file = SPEC / "datasets.yml"
    return {name: _dataset(name, told, file) for name, told in load(file).items()}


def dashboards() -> tuple[Dashboard, ...]:
    """The dashboards in the order in which they are read. Raises BiError when a file is not in its form."""
    return tuple(_dashboard(SPEC / f"{name}.yml") for name in DASHBOARDS)


def _dataset(name: str, told: dict[str, Any], file: Path) -> Dataset:
    labels = told.get("labels", {})
    calculated = [
        Computed(f"{column}_label", _LABEL_TITLES.get(column, column), label_sql(group, column))
        for column, group in labels.items()
    ]
    calculated += [_computed(each, file) for each in told.get("calculated", [])]
    beside = told.get("beside", "")
    if beside and beside not in _BESIDE:
        raise BiError(f"{file}: {name}: beside: {beside!r} is none of {sorted(_BESIDE)}")
    pattern = told.get("verdict_metrics", "")
    verdicts = tuple(value for value in values("verdict") if value != "qualitative") if pattern else ()
    metrics = [_computed(each, file) for each in told["metrics"]]
    metrics += [Computed(value, label("verdict", value), pattern.format(value=value)) for value in verdicts]
    titles = [each.title for each in (*calculated, *metrics)]
    if twice := sorted({title for title in titles if titles.count(title) > 1}):
        raise BiError(f"{file}: {name}: Superset tells series apart by their titles; these stand twice: {twice}")
    return Dataset(
        name,
        Named(told["zh"], told["en"]),
        tuple(calculated),
        tuple(metrics),
        tuple(told.get("hidden", ())),
        _BESIDE[beside].format(view=f"bi.{name}", document=_DOCUMENT, city=_CITY)
        if beside
        else _parts(told.get("sql", "")),
        tuple((each["name"], each["type"], f"{each['zh']} · {each['en']}") for each in told.get("columns", ())),
        verdicts,
        beside,
    )


def _parts(sql: str) -> str:
    return _NAMED_PART.sub(lambda part: _PARTS[part[0]], sql)


def _computed(told: dict[str, Any], file: Path) -> Computed:
    if strange := set(told) - _COMPUTED:
        raise BiError(
            f"{file}: {told.get('name', told)}: {sorted(map(str, strange))} is not known here (a comma in SQL? quote it)"
        )
    try:
        sql = _parts(told["sql"])
        title = f"{told['zh']} {told['en']}"
        return Computed(told["name"], title, sql, told.get("type", "VARCHAR"), told.get("format", ",d"))
    except KeyError as missing:
        raise BiError(
            f"{file}: {told.get('name', told)}: {missing} is missing or no known part of a query"
        ) from missing


def _dashboard(file: Path) -> Dashboard:
    told = load(file)
    rows = tuple(tuple(_made(Chart, chart, file) for chart in row) for row in told["rows"])
    for row in rows:
        if sum(chart.width for chart in row) > 12:
            raise BiError(f"{file}: the row of {row[0].key} is wider than 12 columns")
    return Dashboard(
        told["slug"],
        Named(**told["title"]),
        Named(**told["description"]),
        Named(**told["intro"]),
        tuple(_made(Filter, each, file) for each in told["filters"]),
        rows,
    )


def _made(kind: type[_T], told: dict[str, Any], file: Path) -> _T:
    try:
        return kind(**told)
    except TypeError as fault:
        raise BiError(f"{file}: {told.get('key', told)}: {fault}") from fault
