"""Charts in Superset's export format: the form that the chart is drawn from and the query that it asks.

Belongs here: one function for each type of chart of the specification. Does not belong here: which charts there are
(spec/), where they stand (dashboards.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from serving.bi.datasets import VERSION, identity
from serving.bi.spec import MOST_ROWS, Chart, Dataset

Params = dict[str, Any]
_SCHEME = "supersetColors"
#: So many steps on the axis of numbers of a chart that lies on its side, lest their labels touch.
_FEW_STEPS = "{xAxis: {splitNumber: 4}}"
#: Columns whose values begin with the sign of a verdict.
_OF_VERDICTS = ("verdict_label", "status_label")
#: Pixels that a column of a table needs so that its values stay on one line.
_WIDTHS = {"check_id": 150}


@dataclass(frozen=True, slots=True)
class Drawn:
    """`form` is Superset's form data without the parts that every chart has; `queries` what it asks."""

    viz_type: str
    form: Params
    queries: tuple[Params, ...]


def chart(told: Chart, dataset: Dataset) -> dict[str, Any]:
    """One chart in the export format, its stored query included, so that the API can ask it without a browser."""
    drawn = _KINDS[told.type](told, dataset)
    form = {
        **drawn.form,
        "viz_type": drawn.viz_type,
        "datasource": "0__table",
        "adhoc_filters": _filters(told),
        "extra_form_data": {},
    }
    context = {
        "datasource": {"id": 0, "type": "table"},
        "force": False,
        "queries": [{**_QUERY, **query, "extras": {"where": _sql(told.where), "having": _sql(told.having)}} for query in drawn.queries],
        "form_data": {**form, "result_format": "json", "result_type": "full"},
        "result_format": "json",
        "result_type": "full",
    }  # fmt: skip
    return {
        "slice_name": told.title,
        "description": f"{told.about['zh']} · {told.about['en']}",
        "certified_by": None,
        "certification_details": None,
        "viz_type": drawn.viz_type,
        "params": form,
        "query_context": json.dumps(context, ensure_ascii=False, sort_keys=True),
        "cache_timeout": None,
        "uuid": identity("chart", told.key),
        "version": VERSION,
        "dataset_uuid": identity("dataset", told.dataset),
    }


def metrics_of(told: Chart, dataset: Dataset) -> tuple[str, ...]:
    """The metrics that a chart draws."""
    if told.verdicts:
        return dataset.verdict_metrics
    return tuple(each for each in (told.metric, *told.metrics) if each)


def columns_of(told: Chart) -> tuple[str, ...]:
    """The columns that a chart groups by or shows."""
    grouped = told.by if isinstance(told.by, list) else []
    named = (told.x, told.y, told.dimension, told.series, *grouped, *told.rows, *told.columns)
    return tuple(column for column in named if column)


_QUERY: Params = {
    "columns": [],
    "filters": [],
    "orderby": [],
    "annotation_layers": [],
    "applied_time_extras": {},
    "row_limit": MOST_ROWS,
    "series_limit": 0,
    "order_desc": True,
    "url_params": {},
    "custom_params": {},
    "custom_form_data": {},
    "time_range": "No filter",
}


def _sql(condition: str) -> str:
    return f"({condition})" if condition else ""


def _filters(told: Chart) -> list[Params]:
    return [
        {
            "expressionType": "SQL",
            "clause": clause,
            "sqlExpression": condition,
            "filterOptionName": f"filter_{told.key}_{clause.lower()}",
        }
        for clause, condition in (("WHERE", told.where), ("HAVING", told.having))
        if condition
    ]


def _number(told: Chart, dataset: Dataset) -> Drawn:
    form = {
        "metric": told.metric,
        "header_font_size": 0.6,
        "subtitle": "",
        "y_axis_format": _format(dataset, told.metric),
        "time_format": "smart_date",
        "force_timestamp_formatting": False,
    }
    return Drawn("big_number_total", form, ({"metrics": [told.metric]},))


def _pie(told: Chart, dataset: Dataset) -> Drawn:
    form = {
        "groupby": [told.dimension],
        "metric": told.metric,
        "row_limit": 30,
        "sort_by_metric": True,
        "color_scheme": _SCHEME,
        "show_labels": True,
        "show_labels_threshold": 1,
        "label_type": "key_value",
        "labels_outside": True,
        "label_line": True,
        "number_format": _format(dataset, told.metric),
        "donut": True,
        "innerRadius": 29,
        "outerRadius": 44,
        "show_total": True,
        "show_legend": told.legend,
        "legendOrientation": "bottom",
        "legendType": "plain",
    }
    query = {"columns": [told.dimension], "metrics": [told.metric], "orderby": [[told.metric, False]], "row_limit": 30}
    return Drawn("pie", form, (query,))


def _bar(told: Chart, dataset: Dataset) -> Drawn:
    metrics = list(metrics_of(told, dataset))
    grouped = [told.series] if told.series else []
    form = {
        **_axis(told),
        "metrics": metrics,
        "groupby": grouped,
        "row_limit": told.top if told.by and not grouped else MOST_ROWS,
        "order_desc": True,
        "color_scheme": _SCHEME,
        "orientation": "horizontal" if told.horizontal else "vertical",
        "stack": "Stack" if told.stack else None,
        "only_total": True,
        "show_value": not grouped or told.stack,
        "show_legend": told.legend and (len(metrics) > 1 or bool(grouped)),
        # By the signs of the verdicts: not met first, not reported last.
        "sort_series_type": "name",
        "sort_series_ascending": not (told.verdicts or told.series in _OF_VERDICTS),
        **({"echart_options": _FEW_STEPS} if told.horizontal else {}),
        "minorTicks": False,
        "y_axis_format": _format(dataset, metrics[0]),
        **_sorted(told, metrics, grouped),
    }
    orderby = [[told.by, False]] if told.by else [[told.x, True]]
    query = {"columns": [told.x, *grouped], "metrics": metrics, "orderby": orderby, "row_limit": form["row_limit"]}
    return Drawn("echarts_timeseries_bar", form, (query,))


def _axis(told: Chart) -> Params:
    """What charts with axes have in common: text on the axis of names, room for it, legend above."""
    return {
        "x_axis": told.x,
        "xAxisForceCategorical": True,
        "x_axis_sort_asc": True,
        "xAxisLabelRotation": 0,
        "xAxisLabelInterval": "0" if told.horizontal else "auto",
        "x_axis_title": None,
        "x_axis_title_margin": 0,
        "y_axis_title": None,
        "y_axis_title_margin": 0,
        "y_axis_title_position": "Top",
        "legendOrientation": "top",
        "legendType": "plain",
        "rich_tooltip": True,
        "showTooltipTotal": True,
        "truncateXAxis": False,
        "truncateYAxis": False,
        "time_grain_sqla": None,
        "annotation_layers": [],
    }


def _sorted(told: Chart, metrics: list[str], grouped: list[str]) -> Params:
    """The largest first where the chart says by what, else the names in order. `by` alone would be drawn and counted in the
    totals: with several series Superset sorts by their sum, and asks for the largest by `timeseries_limit_metric`."""
    several = bool(grouped) or len(metrics) > 1
    if told.by:
        key = "sum" if several else told.by
        return {"x_axis_sort": key, "x_axis_sort_asc": told.horizontal, "timeseries_limit_metric": told.by}
    return {"x_axis_sort": "name" if several else told.x, "x_axis_sort_asc": not (told.horizontal and several)}


def _table(told: Chart, dataset: Dataset) -> Drawn:
    look = {
        "row_limit": MOST_ROWS,
        "page_length": 10,
        "include_search": True,
        "server_pagination": False,
        "table_timestamp_format": "%Y-%m-%d",
        "show_cell_bars": False,
        "allow_render_html": True,
        "allow_rearrange_columns": True,
        # Years and task numbers are names, not amounts.
        "column_config": {
            name: {"d3NumberFormat": "d", "d3SmallNumberFormat": "d"} for name in ("task_no", "year") if name in told.columns
        } | {name: {"d3NumberFormat": ",.2~f", "d3SmallNumberFormat": ",.2~f"} for name in told.columns if name.startswith("shown_")}
        | {name: {"columnWidth": width} for name, width in _WIDTHS.items() if name in told.columns},
    }  # fmt: skip
    if told.by:
        form = {
            "query_mode": "aggregate",
            "groupby": told.by,
            "metrics": told.metrics,
            "timeseries_limit_metric": told.sort,
            "order_desc": True,
            "conditional_formatting": [],
            **look,
        }
        query = {"columns": told.by, "metrics": told.metrics, "orderby": [[told.sort, False]]}
        return Drawn("table", form, (query,))
    order = [[column, direction == "asc"] for column, direction in told.order]
    form = {
        "query_mode": "raw",
        "all_columns": told.columns,
        "order_by_cols": [json.dumps(each) for each in order],
        **look,
    }
    return Drawn("table", form, ({"columns": told.columns, "orderby": order},))


def _pivot(told: Chart, dataset: Dataset) -> Drawn:
    form = {
        "groupbyRows": told.rows,
        "groupbyColumns": told.columns,
        "metrics": [told.metric],
        "metricsLayout": "COLUMNS",
        "aggregateFunction": "Average",
        "valueFormat": _format(dataset, told.metric),
        "rowOrder": "key_a_to_z",
        "colOrder": "key_a_to_z",
        "rowTotals": False,
        "colTotals": False,
        "row_limit": MOST_ROWS,
        "order_desc": True,
        "conditional_formatting": [
            {"column": told.metric, "operator": "≥", "targetValue": 1, "colorScheme": "#1f9e78"},
            {"column": told.metric, "operator": "<", "targetValue": 1, "colorScheme": "#d5501f"},
        ],
    }
    query = {"columns": [*told.columns, *told.rows], "metrics": [told.metric], "orderby": [[told.metric, False]]}
    return Drawn("pivot_table_v2", form, (query,))


def _heatmap(told: Chart, dataset: Dataset) -> Drawn:
    form = {
        "x_axis": told.x,
        "groupby": told.y,
        "metric": told.metric,
        "row_limit": MOST_ROWS,
        "sort_x_axis": "alpha_asc",
        "sort_y_axis": "value_asc",
        "normalize_across": "heatmap",
        "legend_type": "continuous",
        "linear_color_scheme": "schemeBlues",
        "xscale_interval": 1,
        "yscale_interval": 1,
        "left_margin": "auto",
        "bottom_margin": "auto",
        "value_bounds": [None, None],
        "y_axis_format": _format(dataset, told.metric),
        "show_legend": False,
        "show_percentage": False,
        "show_values": True,
    }
    query = {"columns": [told.x, told.y], "metrics": [told.metric], "orderby": [[told.metric, False]]}
    return Drawn("heatmap_v2", form, (query,))


def _format(dataset: Dataset, metric: str) -> str:
    return next(each.format for each in dataset.metrics if each.name == metric)


_KINDS: dict[str, Callable[[Chart, Dataset], Drawn]] = {
    "number": _number,
    "pie": _pie,
    "bar": _bar,
    "table": _table,
    "pivot": _pivot,
    "heatmap": _heatmap,
}
