"""The importable bundle: composed from spec/, written to bundle/ as Superset exports it, read for an import.

    python -m serving.bi.bundle        write it anew after a change of spec/ or of the models

Belongs here: the files of the bundle and the exposures of the dashboards in dbt. Does not belong here: Superset.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from serving.bi.charts import chart
from serving.bi.dashboards import dashboard
from serving.bi.datasets import BESIDE, VERSION, database, dataset, identity
from serving.bi.errors import BiError
from serving.bi.models import PROJECT, views
from serving.bi.spec import Chart, Dashboard, Dataset, dashboards, datasets
from serving.bi.vocabulary import ROOM

FOLDER = ROOM / "bundle"
EXPOSURES = PROJECT / "models" / "exposures_bi.yml"
DATABASE_FILE = "databases/duban.yaml"
_WORD = re.compile(r"\w+")
_WRITTEN_AT = "2026-01-01T00:00:00+00:00"  # Superset wants a time; the same bundle must stay the same file.


def compose() -> dict[str, str]:
    """Path in the bundle -> YAML text. Raises BiError when the specification does not fit together."""
    known = datasets()
    boards = dashboards()
    charts = _charts(boards)
    numbers = {each.key: number for number, each in enumerate(charts, 1)}
    found: dict[str, Any] = {
        "metadata.yaml": {"version": VERSION, "type": "assets", "timestamp": _WRITTEN_AT},
        DATABASE_FILE: database(),
    }
    found |= {f"datasets/duban/{name}.yaml": dataset(told) for name, told in known.items()}
    found |= {f"charts/{each.key}.yaml": chart(each, _dataset_of(each, known)) for each in charts}
    found |= {f"dashboards/{each.slug}.yaml": dashboard(each, numbers, known) for each in boards}
    return {path: _yaml(content) for path, content in found.items()}


def exposures() -> str:
    """The text of dbt's exposures: which views each dashboard rests on."""
    known = datasets()
    told = [_exposure(board, known) for board in dashboards()]
    head = "# Written by `python -m serving.bi.bundle` from serving/bi/spec; a test compares the two.\n"
    return head + _yaml({"version": 2, "exposures": told})


def read(folder: Path = FOLDER) -> dict[str, str]:
    """The bundle as it is in the repository: path -> text. Raises BiError when there is none."""
    files = {str(path.relative_to(folder)): path.read_text("utf-8") for path in sorted(folder.rglob("*.yaml"))}
    if "metadata.yaml" not in files:
        raise BiError(f"{folder}: no bundle here; write it with: python -m serving.bi.bundle")
    return files


def required_columns(files: dict[str, str]) -> set[tuple[str, str]]:
    """(view, column) that the charts, filters and calculated columns of a bundle ask for; what nothing asks for may be missing
    from an older release."""
    found: set[tuple[str, str]] = set()
    loaded = {path: yaml.safe_load(text) for path, text in files.items()}
    asked: dict[str, str] = {}
    for path, content in loaded.items():
        if path.startswith("charts/"):
            asked[content["dataset_uuid"]] = asked.get(content["dataset_uuid"], "") + content["query_context"]
        if path.startswith("dashboards/"):
            for target in (each["targets"][0] for each in content["metadata"]["native_filter_configuration"]):
                asked[target["datasetUuid"]] = asked.get(target["datasetUuid"], "") + f" {target['column']['name']} "
    for path, content in loaded.items():
        if path.startswith("datasets/") and (not content["sql"] or content["table_name"] in views()):
            said = [each["expression"] for each in (*content["columns"], *content["metrics"]) if each.get("expression")]
            words = set(_WORD.findall(" ".join([asked.get(content["uuid"], ""), content["sql"] or "", *said])))
            plain = {each["column_name"] for each in content["columns"] if not each["expression"]}
            plain -= set(BESIDE) if content["sql"] else set()
            found |= {(content["table_name"], column) for column in plain & words}
    return found


def write(folder: Path = FOLDER) -> None:
    """Write the bundle and the exposures; files of the bundle that are no longer in it go."""
    composed = compose()
    for path in folder.rglob("*.yaml"):
        if str(path.relative_to(folder)) not in composed:
            path.unlink()
    for name, text in composed.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    EXPOSURES.write_text(exposures(), "utf-8")


def _charts(boards: tuple[Dashboard, ...]) -> list[Chart]:
    charts = [each for board in boards for each in board.charts]
    names = [name for each in charts for name in (each.key, each.title)]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise BiError(f"spec: charts with the same key or title: {', '.join(twice)}")
    return charts


def _dataset_of(told: Chart, known: dict[str, Dataset]) -> Dataset:
    if told.dataset not in known:
        raise BiError(f"spec: chart {told.key}: no data set {told.dataset!r} in spec/datasets.yml")
    return known[told.dataset]


def _exposure(board: Dashboard, known: dict[str, Dataset]) -> dict[str, Any]:
    used = {each.dataset for each in board.charts} | {each.dataset for each in board.filters}
    rest_on = {view for name in used for view in _views_of(known[name])}
    return {
        "name": board.slug.replace("-", "_") + "_dashboard",
        "label": f"{board.title.zh} · {board.title.en}",
        "type": "dashboard",
        "maturity": "medium",
        "url": f"http://127.0.0.1:8088/superset/dashboard/{board.slug}/",
        "description": f"{board.description.zh} · {board.description.en}",
        "owner": {"name": "数据管家 · data steward"},
        "depends_on": [f"ref('{view}')" for view in sorted(rest_on)],
        "meta": {"uuid": identity("dashboard", board.slug)},
    }


def _views_of(told: Dataset) -> set[str]:
    return {view for view in views() if f"bi.{view} " in f"{told.sql} "} if told.sql else {told.name}


def _yaml(content: Any) -> str:
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=140)


if __name__ == "__main__":
    write()
