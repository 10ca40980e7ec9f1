"""A small, good warehouse file in the contract's shape, written out by hand: two made-up documents of a town
that does not exist.

Belongs here: the file that judging and showing are tested on. Does not belong here: reading or modelling;
nothing is computed from a document but the offsets of the words named below.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

HOSTILE = "<script>alert('x')</script>&\"quoted\""
REPORT, ARTICLE = "linshi-2022-report", "linshi-2024-article"
URL = "https://example.org/linshi/{}.html"

# no, lead units, commitment, report
TASKS: list[tuple[int, list[str], str, str]] = [
    (1, ["市发展改革委", "市统计局"], "全市生产总值增长9%以上。", "初步核算，全市生产总值4550亿元，增长4%左右。"),
    (
        2,
        ["市科技局"],
        "新认定高新技术企业300家以上，占比达到8成。",
        "新认定高新技术企业322家，总数达1 620家，十五个园区均已覆盖。",
    ),
    (3, ["市金融局"], "为1000家小微企业发放信用贷款。", f"累计为1935家小微企业发放信用贷款87.06亿元。{HOSTILE}"),
    (
        4,
        ["市交通局", "市科技局"],
        "新建公路100公里，力争开工2座大桥。",
        "已完成新建公路。大桥正在报批，2022年10月提交申请。",
    ),
    (5, ["市教育局"], "改善办学条件。", "办学条件持续改善。"),
]
SECTIONS: list[tuple[str, str, str]] = [
    ("0", "", "临市改革进展。2024年各项改革继续推进。\n"),
    ("1", "信用贷款改革", "信用贷款改革\n获得信用贷款83.9亿元，贷款不良率为0.9%。\n"),
    ("2", "人才改革", "人才改革\n引进人才3.2万人。\n"),
]

# task, where, clause, number, indicator, comparator, value, unit, kind, firmness, verdict, ratio, reason, judged by
TARGETS: list[tuple[Any, ...]] = [
    (
        1,
        "全市生产总值增长9%以上",
        "9",
        "生产总值增速",
        "ge",
        "9",
        "%",
        "growth",
        "firm",
        "not_met",
        "0.4444",
        "4% is less than 9%",
    ),
    (
        2,
        "新认定高新技术企业300家以上",
        "300",
        "高新技术企业数",
        "ge",
        "300",
        "家",
        "increment",
        "firm",
        "met",
        "1.0733",
        "322 ≥ 300",
    ),
    (
        3,
        "为1000家小微企业发放信用贷款",
        "1000",
        "信用贷款企业数",
        "ge",
        "1000",
        "家",
        "level",
        "firm",
        "met",
        "1.9350",
        "1935 ≥ 1000",
    ),
    (
        4,
        "新建公路100公里",
        "100",
        "公路里程",
        "ge",
        "100",
        "公里",
        "increment",
        "firm",
        "claimed",
        None,
        "done, no figure",
    ),
    (4, "力争开工2座大桥", "2", "开工大桥数", "ge", "2", "座", "level", "strive", "pending", None, "under way"),
]
JUDGED_BY = {"9": "4", "300": "322", "1000": "1935"}

# document, task or section, clause, number, indicator, kind, value, unit, modifier, period, base value, base unit
OBSERVATIONS: list[tuple[Any, ...]] = [
    (REPORT, 1, "全市生产总值4550亿元", "4550", "生产总值", "level", "4550", "亿元", "exact", "2022", "455000000000", "元"),
    (REPORT, 1, "增长4%左右", "4", "生产总值增速", "growth", "4", "%", "about", "2022", "4", "%"),
    (REPORT, 2, "新认定高新技术企业322家", "322", "高新技术企业数", "increment", "322", "家", "exact", "2022", "322", "家"),
    (REPORT, 2, "总数达1 620家", "1 620", "高新技术企业数", "level", "1620", "家", "exact", "asof-2022", "1620", "家"),
    (REPORT, 2, "十五个园区均已覆盖", "十五", "园区数", "level", "15", "个", "exact", "asof-2022", "15", "个"),
    (REPORT, 3, "累计为1935家小微企业发放信用贷款87.06亿元", "1935", "信用贷款企业数", "level", "1935", "家", "exact", "asof-2022", "1935", "家"),
    (REPORT, 3, "累计为1935家小微企业发放信用贷款87.06亿元", "87.06", "信用贷款金额", "level", "87.06", "亿元", "exact", "asof-2022",
     "8706000000", "元"),
    (ARTICLE, "1", "获得信用贷款83.9亿元", "83.9", "信用贷款金额", "level", "83.9", "亿元", "exact", "asof-2024", "8390000000", "元"),
    (ARTICLE, "1", "贷款不良率为0.9%", "0.9", "贷款不良率", "share", "0.9", "%", "exact", "asof-2024", "0.9", "%"),
    (ARTICLE, "2", "引进人才3.2万人", "3.2", "引进人才数", "level", "3.2", "万人", "exact", "asof-2024", "32000", "人"),
]  # fmt: skip
EXCLUDED: list[tuple[Any, ...]] = [
    (REPORT, 2, "占比达到8成", "8", "parameter"),
    (REPORT, 4, "2022年10月提交申请", "2022", "date"),
    (REPORT, 4, "2022年10月提交申请", "10", "date"),
    (ARTICLE, "0", "2024年各项改革继续推进", "2024", "date"),
]
STATUS = {
    1: ("not_met", "red"),
    2: ("met", "green"),
    3: ("met", "green"),
    4: ("pending", "yellow"),
    5: ("qualitative", "grey"),
}

_PLACE = "page int, table_no int, row_no int, column_no int"
_STATEMENT = (
    "document_id varchar, anchor int, task_order int, task_no int, section_no varchar, role varchar, evidence varchar, "
    f"char_start int, char_end int, number_start int, number_end int, {_PLACE}"
)
_LANDING = {
    "documents": "document_id varchar, sha256 varchar, reader_version varchar, edition_no int, title varchar, publisher varchar, "
    "jurisdiction varchar, document_type varchar, year int, period varchar, url varchar, published_on date, first_seen timestamp, "
    "layout varchar, text varchar, facts_read varchar[]",
    "sections": "document_id varchar, section_no varchar, heading varchar, char_start int, char_end int",
    "tasks": "document_id varchar, task_order int, task_no int, section_no varchar, section varchar, commitment varchar, report varchar, "
    "stated_status varchar, char_start int, char_end int",
    "task_parts": f"document_id varchar, task_order int, part_order int, role varchar, text varchar, char_start int, char_end int, {_PLACE}",
    "task_units": "document_id varchar, task_order int, role varchar, unit_order int, unit varchar, char_start int, char_end int",
    "targets": f"{_STATEMENT}, indicator varchar, comparator varchar, value varchar, value_high varchar, unit varchar, kind varchar, "
    "firmness varchar, relative_to varchar, period varchar, period_start date, period_end date, scope varchar",
    "observations": f"{_STATEMENT}, indicator varchar, kind varchar, value varchar, value_high varchar, unit varchar, modifier varchar, "
    "period varchar, period_start date, period_end date, scope varchar, cumulative boolean, total boolean, part boolean, sentence int",
    "excluded_numbers": f"{_STATEMENT}, why varchar",
    "unread_numbers": f"{_STATEMENT}, detail varchar",
    "claims": f"{_STATEMENT}, claim varchar, subject varchar",
    "problems": "document_id varchar, severity varchar, code varchar, message varchar, advice varchar, char_start int, line int",
    "decisions": "decision_id varchar, check_id varchar, action varchar, corrected_value varchar, reason varchar, decided_by varchar, "
    "decided_on date, until date, left_said varchar, right_said varchar, supersedes varchar, decision_order int, printed_value varchar, "
    "lapsed boolean",
}


class _Builder:
    def __init__(self, path: Path) -> None:
        self.connection = duckdb.connect(str(path))
        self.texts: dict[str, str] = {}
        self.spans: dict[tuple[str, Any], tuple[int, int]] = {}
        self.roles: dict[int, tuple[int, int]] = {}

    def row(self, table: str, **fields: Any) -> None:
        names, marks = ", ".join(fields), ", ".join("?" for _ in fields)
        self.connection.execute(f"insert into {table} ({names}) values ({marks})", list(fields.values()))

    def build(self) -> None:
        for schema in ("landing", "marts", "bi"):
            self.connection.execute(f"create schema {schema}")
        for table, columns in _LANDING.items():
            self.connection.execute(f"create table landing.{table} ({columns})")
        self._tasks()
        self._sections()
        self._documents()
        self._statements()
        before, after = (
            (Path(__file__).parent / "small_warehouse.sql").read_text("utf-8").split("-- after the verdicts\n")
        )
        self.connection.execute(before)
        self._verdicts()
        self.connection.execute(after)
        self.connection.close()

    def _tasks(self) -> None:
        text = "临市2022年重点任务完成情况\n"
        for no, units, commitment, report in TASKS:
            start = len(text)
            pieces = [
                ("number", str(no)),
                ("commitment", commitment),
                ("lead_unit", "".join(units)),
                ("report", report),
            ]
            for order, (role, piece) in enumerate(pieces, 1):
                at = len(text)
                self.row("landing.task_parts", document_id=REPORT, task_order=no, part_order=order, role=role, text=piece,
                         char_start=at, char_end=at + len(piece))  # fmt: skip
                if role == "lead_unit":
                    for unit_order, unit in enumerate(units, 1):
                        here = at + piece.index(unit)
                        self.row("landing.task_units", document_id=REPORT, task_order=no, role="lead", unit_order=unit_order,
                                 unit=unit, char_start=here, char_end=here + len(unit))  # fmt: skip
                if role == "report":
                    self.roles[no] = (at, at + len(piece))
                text += piece + "\n"
            end = len(text) - 1
            self.spans[(REPORT, no)] = (start, end)
            self.row("landing.tasks", document_id=REPORT, task_order=no, task_no=no, commitment=commitment, report=report,
                     char_start=start, char_end=end)  # fmt: skip
        self.texts[REPORT] = text

    def _sections(self) -> None:
        text = ""
        for number, heading, body in SECTIONS:
            self.spans[(ARTICLE, number)] = (len(text), len(text) + len(body))
            self.row("landing.sections", document_id=ARTICLE, section_no=number, heading=heading, char_start=len(text),
                     char_end=len(text) + len(body))  # fmt: skip
            text += body
        self.texts[ARTICLE] = text

    def _documents(self) -> None:
        facts = {
            REPORT: ("临市2022年重点任务完成情况", "annual_report", 2022, "2022", "task_table", "2023-01-20"),
            ARTICLE: ("临市改革进展", "article", 2024, "asof-2024", "narrative", "2024-11-02"),
        }
        for document, (title, kind, year, period, layout, published) in facts.items():
            self.row(
                "landing.documents", document_id=document, sha256=f"{year}" * 16, reader_version="1.0+test", edition_no=1, title=title,
                publisher="临市人民政府", jurisdiction="临市", document_type=kind, year=year, period=period, url=URL.format(document),
                published_on=published, layout=layout, text=self.texts[document], facts_read=["title"],
            )  # fmt: skip

    def _place(self, document: str, where: Any, clause: str, number: str) -> dict[str, Any]:
        start, end = self.spans[(document, where)]
        at = self.texts[document].index(clause, start, end)
        number_at = at + clause.index(number)
        is_task = document == REPORT
        role = "narrative" if not is_task else "report" if at >= self.roles[where][0] else "commitment"
        return {
            "document_id": document, "anchor": number_at, "task_order": where if is_task else None, "task_no": where if is_task else None,
            "section_no": None if is_task else where, "role": role, "evidence": clause, "char_start": at, "char_end": at + len(clause),
            "number_start": number_at, "number_end": number_at + len(number),
        }  # fmt: skip

    def _statements(self) -> None:
        for task, clause, number, indicator, comparator, value, unit, kind, firmness, *_ in TARGETS:
            self.row("landing.targets", **self._place(REPORT, task, clause, number), indicator=indicator, comparator=comparator,
                     value=value, unit=unit, kind=kind, firmness=firmness, period="2022", period_start="2022-01-01",
                     period_end="2022-12-31", scope="全市")  # fmt: skip
        for document, where, clause, number, indicator, kind, value, unit, modifier, period, *_ in OBSERVATIONS:
            year = period[-4:]
            self.row("landing.observations", **self._place(document, where, clause, number), indicator=indicator, kind=kind, value=value,
                     unit=unit, modifier=modifier, period=period, period_start=f"{year}-01-01", period_end=f"{year}-12-31", scope="全市",
                     cumulative="累计" in clause, total=False, part=False, sentence=0)  # fmt: skip
        for document, where, clause, number, why in EXCLUDED:
            self.row("landing.excluded_numbers", **self._place(document, where, clause, number), why=why)
        place = self._place(REPORT, 4, "已完成新建公路", "新")
        self.row(
            "landing.claims", **{**place, "number_start": None, "number_end": None}, claim="done", subject="新建公路"
        )

    def _verdicts(self) -> None:
        run = self.connection.execute
        for document, where, clause, number, *_, base_value, base_unit in OBSERVATIONS:
            place = self._place(document, where, clause, number)
            run("update bi.observations set base_value = ?, base_unit = ? where observation_id = ?",
                [base_value, base_unit, f"{document}:{place['anchor']}"])  # fmt: skip
        for task, clause, number, *_, verdict, ratio, reason in TARGETS:
            place = self._place(REPORT, task, clause, number)
            judged = [
                f"{o[0]}:{self._place(o[0], o[1], o[2], o[3])['anchor']}"
                for o in OBSERVATIONS if o[0] == REPORT and o[1] == task and o[3] == JUDGED_BY.get(number)
            ]  # fmt: skip
            run("update bi.targets set verdict = ?, ratio = ?, verdict_reason = ?, observation_ids = ? where target_id = ?",
                [verdict, ratio, reason, judged, f"{REPORT}:t{place['anchor']}"])  # fmt: skip
        for task, (status, lamp) in STATUS.items():
            run("update bi.tasks set status = ?, lamp = ? where task_no = ?", [status, lamp, task])
        run(
            "update bi.tasks set targets_met = (select count(*) from bi.targets t where t.task_no = tasks.task_no and verdict = 'met')"
        )


def build(path: Path) -> Path:
    """Write the good warehouse to `path` (which must not exist)."""
    _Builder(path).build()
    return path
