"""A small city in landing rows: two yearly documents, one interim document, an article; every rule of the models meets a case here.

Belongs here: literal rows in words of our own. Does not belong here: assertions.
"""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]

CITY = "某市"
HOSTILE = "<script>alert('甲')</script>; DROP TABLE x; --"


def _document(document_id: str, year: int, period: str, **more: Any) -> Row:
    url = f"https://example.org/{document_id}.html#top"
    return {"document_id": document_id, "year": year, "period": period, "jurisdiction": CITY, "url": url, **more}


def _task(document_id: str, number: int, commitment: str, report: str, **more: Any) -> Row:
    return {
        "document_id": document_id,
        "task_order": number,
        "task_no": number,
        "commitment": commitment,
        "report": report,
        **more,
    }


_PERIODS = {"y21": "2021", "y22": "2022", "q23": "2023Q1-Q3", "a24": "asof-2024"}


class _Rows:
    """Collects statements and gives each an anchor of its own."""

    def __init__(self) -> None:
        self.anchor = 0
        self.targets: list[Row] = []
        self.observations: list[Row] = []
        self.claims: list[Row] = []

    def promise(
        self, place: tuple[str, int | str], indicator: str, value: str | None, unit: str | None, **more: Any
    ) -> None:
        role = "commitment" if isinstance(place[1], int) else "narrative"
        self.targets.append(
            {
                **self._place(place),
                "role": role,
                "indicator": indicator,
                "value": value,
                "unit": unit,
                "period": _PERIODS[place[0]],
                **more,
            }
        )

    def figure(self, place: tuple[str, int | str], indicator: str, value: str, unit: str, **more: Any) -> None:
        role = "report" if isinstance(place[1], int) else "narrative"
        place_of_it = self._place(place)
        row = {
            "evidence": f"{indicator}{value}{unit}",
            "role": role,
            "sentence": self.anchor,
            "period": _PERIODS[place[0]],
            **more,
        }
        self.observations.append({**place_of_it, "indicator": indicator, "value": value, "unit": unit, **row})

    def claim(self, place: tuple[str, int | str], claim: str, subject: str, evidence: str) -> None:
        self.claims.append({**self._place(place), "claim": claim, "subject": subject, "evidence": evidence})

    def _place(self, place: tuple[str, int | str]) -> Row:
        self.anchor += 10
        document_id, where = place
        task = where if isinstance(where, int) else None
        section = None if isinstance(where, int) else where
        return {
            "document_id": document_id,
            "task_order": task,
            "task_no": task,
            "section_no": section,
            "anchor": self.anchor,
        }


_rows = _Rows()
_p, _f, _c = _rows.promise, _rows.figure, _rows.claim

# 1 a promise that is missed by far, its result about right only
_p(("y22", 1), "地区生产总值", "9", "%", kind="growth")
_f(("y22", 1), "地区生产总值", "4550", "亿元", kind="level")
_f(("y22", 1), "地区生产总值", "4", "%", kind="growth", modifier="about")
# 2 in step with an indicator of another task, told for town and country
_p(("y22", 2), "居民收入", None, None, comparator="sync", kind="growth", relative_to="经济增长")
_f(("y22", 2), "农村居民人均可支配收入", "7.2", "%", kind="growth", scope="农村")
_f(("y22", 2), "城镇居民人均可支配收入", "6.4", "%", kind="growth", scope="城镇")
# 3 levels that must not be mixed, and one still under way
_p(("y22", 3), "国家级先进企业数", "8", "家", kind="increment")
_p(("y22", 3), "省级先进企业数", "48", "家", kind="increment")
_f(("y22", 3), "市级先进企业数", "117", "户", kind="increment")
_f(("y22", 3), "国家级先进企业数", "35", "户", kind="increment")
_c(("y22", 3), "under_way", "省级先进企业", "省级先进企业正在申报中")
# 4 parts under one name
_p(("y22", 4), "市级以上示范园数", "4", "个")
_f(("y22", 4), "省级示范园数", "2", "个")
_f(("y22", 4), "市级示范园数", "4", "个")
# 5 parts and the total that the report itself prints
_p(("y22", 5), "省级以上孵化器数", "9", "家")
_f(("y22", 5), "国家级孵化器数", "5", "家", sentence=1)
_f(("y22", 5), "省级孵化器数", "11", "家", sentence=1)
_f(("y22", 5), "省级孵化器数", "16", "家", sentence=1, total=True)
# 6 the report's own rate ties a figure under a short name to the promise
_p(("y22", 6), "棚户区户数", "3344", "户")
_f(("y22", 6), "棚改新开工套数", "3378", "套", sentence=2)
_f(("y22", 6), "棚改开工率", "101.02", "%", kind="share", sentence=2)
_f(("y22", 6), "棚改基本建成套数", "441", "套", sentence=3)
# 7 only a word; 8 silence beside a neighbour's figure
_p(("y22", 7), "数字乡村试点数", "4", "个")
_c(("y22", 7), "done", "", "已完成")
_p(("y22", 8), "中小企业信用贷款", "90", "亿元")
_f(("y22", 8), "小微企业贷款余额", "1907.69", "亿元", period="asof-2022")
# 9 a difference to last year answers what is to be added, the stock does not
_p(("y22", 9), "新型经营主体数", "400", "家", evidence="培育新型经营主体400家")
_f(("y22", 9), "新型经营主体数", "12219", "家", period="asof-2022", cumulative=True)
_f(("y22", 9), "新型经营主体数", "813", "家", kind="increment")
# 10 planned is not done
_p(("y22", 10), "充电站数", "20", "座", evidence="建成充电站20座")
_f(("y22", 10), "充电站数", "25", "座", evidence="计划建设充电站25座")
# 11 said twice, once differently; the same figure alike in 12
_f(("y22", 11), "停车位数", "4297", "个", kind="increment")
_f(("y22", 12), "停车泊位数", "4297", "个", kind="increment")
_f(("y22", 11), "图书馆数", "12", "座")
_f(("y22", 12), "图书馆数", "13", "座")
# 13 hostile words and a number that is too long
_f(("y22", 13), HOSTILE, "9" * 60, "万元", evidence=HOSTILE)
_f(("y22", 13), "线索数", "3", "条", evidence="线索-3条, 甲&乙")
# revenue in two years: growth that does not follow from the levels; GDP is in constant prices and not asked
_f(("y21", 1), "一般公共预算收入", "361.2", "亿元")
_f(("y22", 14), "一般公共预算收入", "388.4", "亿元")
_f(("y22", 14), "一般公共预算收入", "9.5", "%", kind="growth")
_f(("y21", 2), "地区生产总值", "4302", "亿元")
# an interim document: short amounts wait, growth is compared at once
_p(("q23", 1), "5G基站数", "2500", "个")
_f(("q23", 1), "5G基站数", "873", "个")
_p(("q23", 2), "固定资产投资", "6", "%", kind="growth", comparator="about")
_f(("q23", 2), "固定资产投资", "2.4", "%", kind="growth")
# cumulative loans that fall, a unit cost that fits, a share that cannot be
_f(
    ("y22", 15),
    "累计提供信用贷",
    "87.06",
    "亿元",
    period="asof-2022",
    cumulative=True,
    evidence="为中小企业信用贷87.06亿元",
)
_f(("a24", "1"), "获得信用贷款", "83.9", "亿元")
_f(("a24", "2"), "订单数", "13.9", "万次", modifier="more_than", sentence=9)
_f(("a24", "2"), "费用", "559.5", "万元", sentence=9)
_f(("a24", "2"), "单均费用", "40.4", "元", kind="ratio", sentence=9)
_f(("a24", "2"), "森林覆被比例", "130", "%", kind="share")
ROWS: dict[str, list[Row]] = {
    "documents": [
        _document("y21", 2021, "2021"),
        _document("y22", 2022, "2022"),
        _document("q23", 2023, "2023Q1-Q3"),
        _document("a24", 2024, "asof-2024", document_type="article", url="javascript:alert(1)"),
    ],
    "sections": [
        {"document_id": "a24", "section_no": "1", "heading": "探索中小企业\n信用贷试点改革"},
        {"document_id": "a24", "section_no": "2", "heading": "距离保障法"},
    ],
    "tasks": [
        *[_task("y21", n, "收入与增长", "见数字") for n in (1, 2)],
        *[_task("y22", n, f"第{n}项承诺", f"第{n}项完成情况") for n in range(1, 16)],
        *[_task("q23", n, f"第{n}项承诺", f"第{n}项进展") for n in (1, 2)],
    ],
    "task_units": [
        {"document_id": "y21", "task_order": 1, "unit": "市发展和改革委员会", "unit_order": 1},
        {"document_id": "y22", "task_order": 1, "unit": "市发改委", "unit_order": 1},
        {"document_id": "y22", "task_order": 1, "unit": "某市财政局", "unit_order": 2},
        {"document_id": "y22", "task_order": 2, "unit": "市财政局", "unit_order": 1},
        {"document_id": "y22", "task_order": 2, "unit": "某某指挥部", "unit_order": 1, "role": "co"},
    ],
    "targets": _rows.targets,
    "observations": _rows.observations,
    "claims": _rows.claims,
    "excluded_numbers": [
        {"document_id": "y22", "task_order": 1, "task_no": 1, "anchor": 5, "why": "date", "evidence": "2022年"}
    ],
}
