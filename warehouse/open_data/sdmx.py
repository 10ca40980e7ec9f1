"""sdmx/: the observations as SDMX-CSV 2.0, and the structure they follow as SDMX-ML 3.0.

Belongs here: the columns of that file. Does not belong here: the structure itself (structure.xml, kept by hand; another
column there is another column here).
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from warehouse.release_export import text_cell

STRUCTURE = "DUBAN:OBSERVATIONS(1.0)"
NEEDED = frozenset(
    (
        "observation_id document_id year jurisdiction canonical_indicator kind scope period period_start period_end "
        "value value_high unit base_value base_unit modifier quality evidence_url"
    ).split()
)

#: A stretch of time as SDMX has it: a year, half, quarter or month by its name, a day, else its first day and length.
_TIME = """
    CASE
        WHEN period_start IS NULL THEN coalesce(year::VARCHAR, '9999')
        WHEN period_end IS NULL OR period_end = period_start THEN strftime(period_start, '%Y-%m-%d')
        WHEN day(period_start) = 1 AND day(period_end + 1) = 1 THEN
            CASE
                WHEN months = 12 AND month(period_start) = 1 THEN strftime(period_start, '%Y')
                WHEN months = 6 AND month(period_start) IN (1, 7)
                    THEN strftime(period_start, '%Y') || '-S' || (1 + month(period_start) // 7)
                WHEN months = 3 AND month(period_start) IN (1, 4, 7, 10)
                    THEN strftime(period_start, '%Y') || '-Q' || quarter(period_start)
                WHEN months = 1 THEN strftime(period_start, '%Y-%m')
                ELSE strftime(period_start, '%Y-%m-%d') || '/P' || months || 'M'
            END
        ELSE strftime(period_start, '%Y-%m-%d') || '/P' || (period_end - period_start + 1) || 'D'
    END
"""


def write(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write observations.csv and structure.xml into the folder (made here), rows in the order of their ids."""
    folder.mkdir()
    shutil.copyfile(Path(__file__).with_name("structure.xml"), folder / "structure.xml")
    texts = {
        "REF_AREA": "coalesce(jurisdiction, '_U')",
        "INDICATOR": "canonical_indicator",
        "KIND": "kind",
        "SCOPE": "coalesce(scope, '_U')",
    }
    attributes = {
        "UNIT_MEASURE": "unit",
        "BASE_VALUE": "base_value",
        "BASE_UNIT": "base_unit",
        "MODIFIER": "modifier",
        "QUALITY": "quality",
        "PERIOD": "period",
        "DOCUMENT": "document_id",
        "EVIDENCE_URL": "evidence_url",
    }
    cells = ["'dataflow' AS STRUCTURE", f"'{STRUCTURE}' AS STRUCTURE_ID", "'I' AS ACTION"]
    cells.append(f"{text_cell('observation_id')} AS FIGURE")
    cells += [f"{text_cell(source)} AS {name}" for name, source in texts.items()]
    cells += [f"{_TIME} AS TIME_PERIOD", "value AS OBS_VALUE", "value_high AS VALUE_HIGH"]
    cells += [
        f"{source if name == 'BASE_VALUE' else text_cell(source)} AS {name}" for name, source in attributes.items()
    ]
    target = str(folder / "observations.csv").replace("'", "''")
    connection.execute(
        f"COPY (SELECT {', '.join(cells)} FROM (SELECT *, datediff('month', period_start, period_end + 1) AS months "
        f"FROM bi.observations) ORDER BY observation_id) TO '{target}' (FORMAT csv, HEADER true, DELIMITER ',')"
    )
