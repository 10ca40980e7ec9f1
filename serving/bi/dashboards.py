"""Dashboards in Superset's export format: where the charts stand, what a reader may filter by, which colour is which.

Belongs here: positions, native filters, colours. Does not belong here: the charts themselves (charts.py).
"""

from __future__ import annotations

import hashlib
from typing import Any

from serving.bi.datasets import VERSION, identity
from serving.bi.spec import Chart, Dashboard, Dataset, Filter
from serving.bi.vocabulary import SPEC, label, load, values

_INTRO_HEIGHT = 9


def dashboard(told: Dashboard, numbers: dict[str, int], datasets: dict[str, Dataset]) -> dict[str, Any]:
    """One dashboard; `numbers` gives each chart of the bundle a number (Superset replaces it by its own)."""
    return {
        "dashboard_title": str(told.title),
        "description": f"{told.description.zh} · {told.description.en}",
        "css": "",
        "slug": told.slug,
        "certified_by": "",
        "certification_details": "",
        "published": True,
        "uuid": identity("dashboard", told.slug),
        "position": _position(told, numbers),
        "metadata": {
            "color_scheme": "supersetColors",
            "label_colors": colours(datasets),
            "cross_filters_enabled": True,
            "refresh_frequency": 0,
            "timed_refresh_immune_slices": [],
            "expanded_slices": {},
            "default_filters": "{}",
            "chart_configuration": {},
            "filter_bar_orientation": "VERTICAL",
            "native_filter_configuration": [_filter(each, told, numbers) for each in told.filters],
        },
        "version": VERSION,
    }


def colours(datasets: dict[str, Dataset]) -> dict[str, str]:
    """Colour by what stands in a legend: labels of values, names and titles of metrics."""
    told = load(SPEC / "colours.yml")
    found = dict(told.pop("text"))
    metrics = told.pop("metric")
    for group, colour_of in told.items():
        found |= {label(group, value): colour_of[value] for value in values(group) if value in colour_of}
    metrics |= told["verdict"]
    for dataset in datasets.values():
        for metric in dataset.metrics:
            if metric.name in metrics:
                found |= {metric.title: metrics[metric.name], metric.name: metrics[metric.name]}
    return found


def _position(told: Dashboard, numbers: dict[str, int]) -> dict[str, Any]:
    placed: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": str(told.title)}},
    }
    rows = ["ROW-intro"]
    placed["ROW-intro"] = _row("ROW-intro", ["MARKDOWN-intro"])
    placed["MARKDOWN-intro"] = {
        "type": "MARKDOWN",
        "id": "MARKDOWN-intro",
        "children": [],
        "parents": ["ROOT_ID", "GRID_ID", "ROW-intro"],
        "meta": {"width": 12, "height": _INTRO_HEIGHT, "code": f"{told.intro.zh}\n\n{told.intro.en}"},
    }
    for number, charts in enumerate(told.rows, 1):
        row = f"ROW-{number}"
        rows.append(row)
        placed[row] = _row(row, [f"CHART-{chart.key}" for chart in charts])
        placed |= {f"CHART-{chart.key}": _chart(chart, row, numbers) for chart in charts}
    placed["GRID_ID"] = {"type": "GRID", "id": "GRID_ID", "children": rows, "parents": ["ROOT_ID"]}
    return placed


def _row(name: str, children: list[str]) -> dict[str, Any]:
    return {
        "type": "ROW",
        "id": name,
        "children": children,
        "parents": ["ROOT_ID", "GRID_ID"],
        "meta": {"background": "BACKGROUND_TRANSPARENT"},
    }


def _chart(chart: Chart, row: str, numbers: dict[str, int]) -> dict[str, Any]:
    return {
        "type": "CHART",
        "id": f"CHART-{chart.key}",
        "children": [],
        "parents": ["ROOT_ID", "GRID_ID", row],
        "meta": {
            "chartId": numbers[chart.key],
            "uuid": identity("chart", chart.key),
            "sliceName": chart.title,
            "width": chart.width,
            "height": chart.height,
        },
    }


def _filter(told: Filter, dashboard: Dashboard, numbers: dict[str, int]) -> dict[str, Any]:
    apart = [numbers[chart.key] for chart in dashboard.charts if told.only and chart.key not in told.only]
    name = hashlib.sha256(f"{dashboard.slug}/{told.column}".encode()).hexdigest()[:12]
    choice: dict[str, Any] = {
        "enableEmptyFilter": told.single,
        "defaultToFirstItem": told.single,
        "multiSelect": not told.single,
        "searchAllOptions": told.single,
        "inverseSelection": False,
        "sortAscending": not told.sort,
    }
    if told.sort:
        choice["sortMetric"] = told.sort
    return {
        "id": f"NATIVE_FILTER-{name}",
        "name": f"{told.zh} {told.en}",
        "filterType": "filter_select",
        "type": "NATIVE_FILTER",
        "description": "",
        "targets": [{"datasetUuid": identity("dataset", told.dataset), "column": {"name": told.column}}],
        "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
        "controlValues": choice,
        **({"sortMetric": told.sort} if told.sort else {}),
        # Charts wait for the first choice instead of asking for everything first.
        "requiredFirst": told.single,
        "cascadeParentIds": [],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": apart},
        "chartsInScope": [],
        "tabsInScope": [],
    }
