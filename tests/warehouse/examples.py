"""Readings, candidates and processes for the tests of this room: small, complete, made up."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from documents.reading import (
    Claim,
    ClaimKind,
    Comparator,
    ExcludedNumber,
    Firmness,
    Kind,
    KnownFacts,
    Layout,
    Modifier,
    Observation,
    Part,
    Place,
    Problem,
    Reading,
    Role,
    Section,
    Severity,
    Span,
    Target,
    Task,
    UnitMention,
    UnreadNumber,
    Why,
)
from warehouse.catalogue import Catalogue
from warehouse.home import Home
from warehouse.reading_files import ReadingFiles
from warehouse.records import LandedEdition
from warehouse.releases import InputDocument, ReleaseFacts

READER = "1.0+0123456789ab"
SEEN = datetime(2023, 1, 20, 8, 30, tzinfo=UTC)
ROOT = Path(__file__).parents[2]

TEXT = "一、总体\n1. 植树 达12公顷 市林业局、市财政局 已植树13公顷，第2批进行中，另有7。已完成。"


def reading(document_id: str = "grove", *, trees: str = "13", sha256: str = "a" * 64) -> Reading:
    """A reading with at least one row in every table; `trees` is the reported figure."""
    text = TEXT.replace("13", trees)
    at = text.index
    spot = Place(page=1, table=2, row=3, column=4)
    where = {"task_order": 1, "task_no": 1, "section_no": "1", "place": spot}

    def clause(piece: str, number: str | None) -> dict[str, object]:
        start = at(piece)
        first = None if number is None else at(number, start)
        end = None if number is None or first is None else first + len(number)
        return {
            "anchor": start if first is None else first,
            "evidence": piece,
            "char_start": start,
            "char_end": start + len(piece),
            "number_start": first,
            "number_end": end,
            **where,
        }

    done = f"已植树{trees}公顷"
    figure = {
        "indicator": "植树面积",
        "kind": Kind.LEVEL,
        "value_high": None,
        "unit": "公顷",
        "period": "2022",
        "period_start": date(2022, 1, 1),
        "period_end": date(2022, 12, 31),
        "scope": "全市",
    }
    comparison = {"comparator": Comparator.GE, "firmness": Firmness.FIRM, "relative_to": None}
    promise = {"role": Role.COMMITMENT, "value": "12", **comparison, **figure}
    result = {"role": Role.REPORT, "value": trees, "modifier": Modifier.EXACT, "cumulative": True, **figure}
    task = Task(
        1,
        1,
        "1",
        "总体",
        "植树 达12公顷",
        text[at("已植树") :],
        (
            Part(Role.COMMITMENT, Span(at("植树"), at("市林业局")), spot),
            Part(Role.REPORT, Span(at("已植树"), len(text))),
        ),
        (
            UnitMention("市林业局", Span(at("市林业局"), at("、市财")), Role.LEAD_UNIT),
            UnitMention("市财政局", Span(at("市财"), at(" 已植树")), Role.CO_UNIT),
        ),
        "完成",
    )
    return Reading(
        READER,
        sha256,
        KnownFacts(document_id, title="植树", year=2022, period="2022", published_on=date(2023, 1, 19)),
        ("title",),
        Layout.TASK_LIST,
        text,
        (Section("1", "一、总体", Span(0, len(text))),),
        (task,),
        (Target(**clause("达12公顷", "12"), **promise),),
        (Observation(**clause(done, trees), **result),),
        (ExcludedNumber(**clause("第2批", "2"), role=Role.REPORT, why=Why.ORDINAL),),
        (UnreadNumber(**clause("另有7", "7"), role=Role.REPORT, detail="no unit"),),
        (Claim(**clause("已完成", None), role=Role.REPORT, claim=ClaimKind.DONE, subject=""),),
        (Problem(Severity.WARNING, "unit_unknown", "a number has no unit: 7", "look at the document", at("7"), 2),),
    )  # type: ignore[arg-type]


def landed(*batches: ReadingFiles) -> list[LandedEdition]:
    """Every reading of the batches as a first edition."""
    return [LandedEdition(r.document_id, 1, r.sha256, SEEN, r.reading_key) for b in batches for r in b.readings]


def make_candidate(home: Home, rows: int = 3, folder: str = "candidate") -> Path:
    """A candidate whose views name their database, as dbt's do; the rows are numbered from 0."""
    candidate = home.work / folder / "warehouse.duckdb"
    candidate.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(candidate)) as connection:
        connection.execute(f"""
            CREATE SCHEMA marts; CREATE SCHEMA bi; CREATE SCHEMA landing;
            CREATE TABLE landing.kept_back AS SELECT 1 AS one;
            CREATE TABLE marts.fct AS
                SELECT range::INTEGER AS id, {rows} AS of_rows, '=cmd|' || range AS said, '-77.3' AS change,
                       ['市林业局', '=1+1'] AS units, 3.50::DECIMAL(10, 2) AS amount, NULL::VARCHAR AS nothing
                FROM range({rows}) ORDER BY random();
            COMMENT ON TABLE marts.fct IS '事实 · facts';
            CREATE VIEW bi.wide AS SELECT * FROM warehouse.marts.fct;
            COMMENT ON VIEW bi.wide IS '宽表 · wide';
            COMMENT ON COLUMN bi.wide.said IS '所述 · what was said';
        """)
    return candidate


def facts(inputs: str = "one") -> ReleaseFacts:
    """Facts of a release made of the inputs that `inputs` stands for."""
    document = InputDocument("grove", 1, "a" * 64, "b" * 64, "植树", "https://example.org/1")
    return ReleaseFacts(inputs.rjust(64, "0"), "code-1", READER, (document,), 0, {"passed": True})


def python(source: str, *arguments: object, wait: bool = True) -> subprocess.Popen[str]:
    """Run Python source in a process of its own, at the root of the repository."""
    process = subprocess.Popen(
        [sys.executable, "-c", source, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    if wait:
        process.wait(60)
    return process


def open_catalogue(url: str) -> Catalogue:
    """The catalogue at this URL."""
    return Catalogue(url)
