"""Great Expectations at work: the context, the checkpoint's run, and the Data Docs. Imported only when judging.

Belongs here: everything that touches the library's own objects but the data source. Does not belong here: a question.
"""

from __future__ import annotations

import logging
import shutil
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import great_expectations as gx
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations import offline
from expectations.datasource import DuckDBDatasource
from expectations.offending_rows import ExpectNoOffendingRows, counting
from expectations.question import Question, Suite

_SITE = "validation"


def context(report_dir: Path | None) -> Any:
    """An ephemeral context that writes Data Docs to `report_dir/validation` (nowhere for None) and nothing else."""
    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    made = gx.get_context(mode="ephemeral")
    made.variables.progress_bars = ProgressBarsConfig(globally=False)
    for name in list(made.get_site_names()):
        made.delete_data_docs_site(name)
    if report_dir is None:
        return made
    target = report_dir / _SITE
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    made.add_data_docs_site(
        site_name=_SITE,
        site_config={
            "class_name": "SiteBuilder",
            "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(target.resolve())},
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        },
    )
    return made


def _expectation(question: Question) -> Any:
    return ExpectNoOffendingRows(
        unexpected_rows_query=counting(question.query),
        severity=FailureSeverity(question.severity.value),
        description=f"{question.chinese} · {question.english}",
        meta={"id": question.id},
    )


def run(
    made: Any, source: DuckDBDatasource, asked: tuple[Suite, ...], report_dir: Path | None
) -> Mapping[str, Mapping[str, Any]]:
    """Ask all suites in one checkpoint: results as plain mappings by the id of the question."""
    definitions = []
    for suite in asked:
        schema, table = suite.table
        with warnings.catch_warnings():  # a connection has one schema, the suites have two
            warnings.filterwarnings("ignore", message="`schema_name` is deprecated")
            asset = source.add_table_asset(suite.name, table_name=table, schema_name=schema)
        batch = asset.add_batch_definition_whole_table("all")
        kept = made.suites.add(gx.ExpectationSuite(suite.name, expectations=[_expectation(q) for q in suite.questions]))
        definitions.append(
            made.validation_definitions.add(gx.ValidationDefinition(name=suite.name, data=batch, suite=kept))
        )
    checkpoint = made.checkpoints.add(
        gx.Checkpoint(
            name="duban",
            validation_definitions=definitions,
            result_format={"result_format": "COMPLETE"},
        )
    )
    outcome = checkpoint.run(run_id=RunIdentifier(run_name="duban"))
    if report_dir is not None:
        made.build_data_docs(site_names=[_SITE])
        offline.cut(report_dir / _SITE, "Great Expectations Data Docs")
    results = [result.to_json_dict() for one in outcome.run_results.values() for result in one.results]
    return {result["expectation_config"]["meta"]["id"]: result for result in results}
