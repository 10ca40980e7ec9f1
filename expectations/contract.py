"""The promised views and tables, as data: what `bi` and `marts` must have, and which values their columns may take.

Belongs here: names and accepted values. Does not belong here: a question. Source: the contract with BI tools
(README) and the guide to the annotated figures.
"""

from __future__ import annotations

from expectations.fragments import values

#: Columns of each wide view; more may be added, none may go.
VIEWS: dict[str, str] = {
    "documents": "document_id title publisher jurisdiction document_type year period url sha256 published_on layout text",
    "tasks": "document_id year period task_no section_no section commitment report lead_units co_units lead_unit_names "
    "stated_status status lamp targets targets_met evidence_url",
    "targets": "target_id document_id year task_no section_no indicator comparator value value_high unit kind firmness relative_to "
    "base_value base_unit evidence char_start char_end number_start number_end verdict ratio verdict_reason observation_ids "
    "evidence_url",
    "observations": "observation_id document_id year task_no section_no programme indicator kind value value_high unit base_value "
    "base_unit modifier period period_start period_end scope evidence char_start char_end number_start number_end quality "
    "evidence_url",
    "excluded_numbers": "document_id task_no section_no why evidence char_start char_end number_start number_end",
    "checks": "check_id kind claim document_ids places left_value right_value tolerance holds severity decision decided_by "
    "decided_on reason",
    "unit_scorecard": "unit year tasks_led targets met partly_met not_met not_reported claimed pending met_share",
    "indicator_series": "indicator scope kind period year target_value actual_value unit verdict document_id quality",
    "programmes": "programme document_id section_no task_nos figures",
}

TABLES = [
    "dim_document",
    "dim_year",
    "dim_period",
    "dim_task",
    "dim_unit",
    "dim_indicator",
    "dim_measure_unit",
    "dim_programme",
    "bridge_task_unit",
    "fct_task_progress",
    "fct_target",
    "fct_observation",
    "fct_excluded_number",
    "fct_consistency_check",
]

KINDS = ("level", "increment", "growth", "share", "rank", "ratio")
VERDICTS = ("met", "partly_met", "not_met", "not_reported", "claimed", "pending")
CHECK_KINDS = ("repeat", "sum", "ratio", "percent", "monotone", "range", "unit", "answer", "drift")

#: (view, column) to the values it may take; NULL is allowed where `REQUIRED` does not name the column.
ACCEPTED: dict[tuple[str, str], tuple[str, ...]] = {
    ("tasks", "status"): (*VERDICTS, "qualitative"),
    ("tasks", "lamp"): ("green", "yellow", "red", "grey"),
    ("targets", "comparator"): ("ge", "le", "about", "eq", "sync", "higher", "lower"),
    ("targets", "kind"): KINDS,
    ("targets", "firmness"): ("firm", "strive"),
    ("targets", "verdict"): VERDICTS,
    ("observations", "kind"): KINDS,
    ("observations", "modifier"): ("exact", "about", "more_than", "less_than"),
    ("observations", "quality"): ("clean", "disputed", "accepted", "corrected"),
    ("excluded_numbers", "why"): (
        "date", "document_number", "name", "ordinal", "criterion", "parameter", "list_number", "idiom",
    ),
    ("checks", "kind"): CHECK_KINDS,
    ("checks", "severity"): ("critical", "warning", "info"),
    ("checks", "decision"): ("accept", "correct", "reject"),
    ("indicator_series", "kind"): KINDS,
    ("indicator_series", "verdict"): VERDICTS,
}  # fmt: skip

#: Columns that are never NULL.
REQUIRED: dict[str, str] = {
    "documents": "document_id sha256 layout text",
    "tasks": "document_id task_no commitment status lamp targets targets_met",
    "targets": "target_id document_id indicator comparator kind firmness evidence char_start char_end verdict verdict_reason",
    "observations": "observation_id document_id indicator kind value unit modifier period scope evidence char_start char_end "
    "number_start number_end quality",
    "excluded_numbers": "document_id why evidence char_start char_end number_start number_end",
    "checks": "check_id kind claim document_ids places holds severity",
    "unit_scorecard": "unit tasks_led targets",
    "indicator_series": "indicator kind period document_id",
}

#: What one row of a view is known by; empty where nothing is promised.
KEYS: dict[str, str] = {
    "documents": "document_id",
    "tasks": "document_id, coalesce(section_no, ''), task_no",
    "targets": "target_id",
    "observations": "observation_id",
    "excluded_numbers": "document_id, number_start",
    "checks": "check_id",
    "unit_scorecard": "jurisdiction, unit, year",
}


def accepted_sql() -> str:
    """One query over every column of `ACCEPTED` that returns the values that should not be there."""
    return "\nunion all ".join(
        f"select 'bi.{view}.{column}' as place, cast({column} as varchar) || ' (' || count(*) || ' rows)' as message "
        f"from bi.{view} where {column} not in ({values(words)}) group by {column}"
        for (view, column), words in ACCEPTED.items()
    )


def required_sql() -> str:
    """One query that counts the empty fields of every column of `REQUIRED`."""
    return "\nunion all ".join(
        f"select 'bi.{view}.{column}' as place, count(*) || ' rows have no value' as message "
        f"from bi.{view} where {column} is null having count(*) > 0"
        for view, columns in REQUIRED.items()
        for column in columns.split()
    )


def keys_sql() -> str:
    """One query that returns the keys that stand twice."""
    return "\nunion all ".join(
        f"select 'bi.{view}' as place, concat_ws(' ', {key}) || ' stands ' || count(*) || ' times' as message "
        f"from bi.{view} group by {key} having count(*) > 1"
        for view, key in KEYS.items()
    )


def promised_columns_sql() -> str:
    """One query that returns the promised columns and tables that are missing."""
    rows = [f"('bi', '{view}', '{column}')" for view, columns in VIEWS.items() for column in columns.split()]
    tables = [f"('marts', '{table}')" for table in TABLES]
    return f"""
    select p.s || '.' || p.t || '.' || p.c as place, 'the column is missing' as message
    from (values {", ".join(rows)}) as p(s, t, c)
    left join information_schema.columns as i
        on i.table_schema = p.s and i.table_name = p.t and i.column_name = p.c
    where i.column_name is null
    union all
    select p.s || '.' || p.t, 'the table is missing'
    from (values {", ".join(tables)}) as p(s, t)
    left join information_schema.tables as i on i.table_schema = p.s and i.table_name = p.t
    where i.table_name is null"""
