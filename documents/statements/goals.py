"""Where a narrative promises instead of reporting: headings of plans, and the words of a clause.

Belongs here: telling a promise from a report in prose. Does not belong here: what exactly is promised (promises).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from documents.vocabulary import alternatives, words

#: The marks of Chinese outlines and how deep they stand.
_MARKS = (
    (1, re.compile(r"第?[一二三四五六七八九十]{1,3}(?:、|部分|章)")),
    (2, re.compile(r"\([一二三四五六七八九十]{1,3}\)")),
    (3, re.compile(r"\d{1,2}(?:、|\.(?!\d))")),
    (4, re.compile(r"\(\d{1,2}\)")),
)
_ANNOUNCED = re.compile(
    r"(?:主要|总体)?预期目标(?:是|为|如下|建议|:)|(?:今年|明年|20\d\d年)(?:的)?(?:总体)?工作目标(?:是|为|:)"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)年(?!\d{1,2}月)")
_OPENING = 16  # characters in which a paragraph says which year it speaks of
_AHEAD = re.compile(
    r"(?:到|至)?(?:(?P<year>20\d\d)年(?:底|末|度)?|明年|来年),?(?:我们|全市|全县|全区|全省|我[省市县区州])?(?:将|计划|力争|确保|要|拟)"
    r"|(?:到|至)(?P<by>20\d\d)年(?:底|末|前)?[,\u4e00-\u9fff]"
)
_NEXT = re.compile(
    r"(?:[^,。;]{0,20}(?:表示|提出|介绍|透露|告诉记者|说),)?“?(?:下一步|下阶段|下一阶段|接下来|明年|来年)"
)
_BY = re.compile(r"(?:^|[,;])(?:到|至)(20\d\d)年(?:底|末|前)?,")
#: 已, 目前: what is so now, in a sentence that goes on to plans.
_SO_NOW = re.compile(r"已|目前|截至|现有|累计|今年以来|^对|其余")
_WITH_IT = re.compile(r"(?:计划|预计|估算)?(?:总?投资|总投入|涉及)[^,。;]{0,4}$")
_PURPOSE = re.compile(r"为(?:实现|使|了)[^,。;]*$")
_PROMISED = re.compile(
    r"(?:力争|争取(?=实现|达到|完成|突破|在|到20|年内)|确保|预期目标|目标(?:是|为|:)|计划到|拟于)[^,。;]*$"
)
_PLANNED = re.compile(
    r"(?<![成占比较超为于])(?:年度|全年|年初)(?:目标|任务|计划)(?!的)[^,。;的]{0,12}$"
    r"|(?:年度|全年)目标$|承诺[^,。;]{0,10}$"
    r"|[^,。;]{2,}(?<![完承担])(?:任务|目标)(?:村|数|量)?(?:为|是)?$"
)


#: 离全年6%左右的目标, 全年新增300亿元计划的61.3%, 年度目标(38微克/立方米以内)
_NAMED_GOAL = re.compile(r"(?:左右|以上|以内|以下)?的?(?:年度|全年|预期|既定|控制|增长)?(?:目标|任务|计划)(?!投资|总)")
_OF_THE_YEAR = re.compile(r"(?:全年|年度|年初|年内|既定|预期|原定)[^,。;\d]{0,10}$")
_PART_OF_GOAL = re.compile(r"(?:目标|任务|计划)的[^,。;]{0,6}$")
_OUGHT = re.compile(
    r"(?:年内|全年|年度|今年|年底前)应当?(?:新|改|扩|续)?(?:建|完成|改造|达到?|实施|增|开工|竣工|整改|治理|覆盖|拨付|清偿|办结|完工)"
    r"[^,。;\d]{0,14}(?:\dG[^,。;\d]{1,8})?$"
)
#: In a report: what follows is a goal, with a figure or without (年度目标为增速高于全国平均水平).
SET_GOAL = re.compile(r"(?:年度|全年|年初|预期)目标(?:为|是|:)")
_SET_BY = re.compile(
    r"(?<![超占比完成到差于])(?:(?:[省市国县区]定|(?:[省市]里?)?下达的?|年度|全年)(?:目标|任务|计划)(?:投资|完成)?|原定)(?:为|是)?$"
)
_CHANGED_TO = re.compile(
    r"(?:任务|计划|目标|申请)[^,。;:]{0,16}(?:调整|调减|调增|核减|核定|下调|上调|变更|分解)[为到至](?:[^,。;\d]{0,12}|[^,。;]{0,24}和[^,。;\d]{0,12})$"
)
_TOLD_BEFORE = re.compile(r"(?:上述|前述|以上所列|上列)(?:的|这)?$")
_GOAL_IN_BRACKETS = re.compile(r"(?:年度|全年|年初|控制|预期)(?:控制|预期)?(?:目标|任务|计划)(?:值|数)?\([^()\d]{0,6}$")


@cache
def _intended() -> re.Pattern[str]:
    """计划改造, 原定3家 up to a number; not 年度计划 and not a plan that is a thing (援助计划)."""
    named = "".join(f"(?<!{word})" for word in ("年度", "全年", *words("plan_noun")))
    return re.compile(rf"(?:{named}计划|原定)(?!的|总?投资|安排|\()(?:[^,。;的总划]{{0,24}})$")


@cache
def _words(cue: str) -> re.Pattern[str]:
    return re.compile(alternatives(cue))


@dataclass(slots=True)
class Outline:
    """Whether the section being read promises: a goal heading holds for the headings below it."""

    year: int | None  # the year the document reports on
    speech: bool  # a work report: what follows its plan belongs to it, whatever the headings say
    promising: bool = False
    level: int = 0

    def enter(self, heading: str) -> None:
        """Go on to the section under a heading (squeezed, normalised). One that names a later year is one of plans."""
        level = next((depth for depth, mark in _MARKS if mark.match(heading)), 1)
        looks_back = bool(_words("review_heading").search(heading))
        if not looks_back and (_words("goal_heading").search(heading) or self._names_later_year(heading)):
            self.promising, self.level = True, level
        elif looks_back or not (self.promising and (self.speech or level > self.level)):
            self.promising = False

    def _names_later_year(self, heading: str) -> bool:
        return self.year is not None and any(int(year) > self.year for year in _YEAR.findall(heading))

    def hear(self, paragraph: str) -> None:
        """A paragraph that announces the goals of a year begins a plan, whether or not a heading does (squeezed text)."""
        if _ANNOUNCED.search(paragraph):
            self.promising, self.level = True, 1

    def sentence_looks_ahead(self, sentence: str) -> bool:
        """Whether a sentence, up to a number, speaks of plans, whatever its paragraph is about.

        It opens with a later year (2025年,将确保…) or with 下一步, or sets a later year by which things are to be so (他说,到2025年,…).
        """
        if opening := _AHEAD.match(sentence):
            named = opening["year"] or opening["by"]
            return named is None or (self.year is not None and int(named) > self.year)
        clause = re.split("[,;]", sentence)[-1]
        if _SO_NOW.search(clause):
            return False
        by = _BY.search(sentence)
        return _NEXT.match(sentence) is not None or bool(by and self.year is not None and int(by[1]) > self.year)

    def looks_ahead(self, paragraph: str) -> bool:
        """A paragraph that opens with next year speaks of plans (squeezed text)."""
        opening = paragraph[:_OPENING]
        return bool(re.match(r"[^,。]{0,6}(?:明年|来年)", opening)) or self._names_later_year(opening.split(",")[0])


def goes_on(clause: str, *, same: bool) -> bool:
    """Whether a figure behind a promise belongs to it: a list in its clause, or the money that goes with it in the next."""
    if same:
        return bool(re.search(r"\d[^,。;、]{0,8}[、和及与][^,。;]*$", clause))
    return bool(_WITH_IT.match(clause))


def sets_goal_in_report(clause: str, after: str) -> bool:
    """Whether the report of a task names its goal, or a new one, beside the result (省定任务2200套, 任务经同意调减为9000户)."""
    if re.match("[均全]?已|[均全]部", after):
        return False  # 新建任务18.6万亩已全部开工: the thing itself
    return bool(_SET_BY.search(clause) or _CHANGED_TO.search(clause))


def refers_back(clause: str) -> bool:
    """Whether the number counts what was told before (上述25项), in whatever section: nothing new is promised of it."""
    return bool(_TOLD_BEFORE.search(clause))


def promises(clause: str, after: str = "") -> bool:
    """Whether the clause up to a number promises it (力争, 年度目标, 计划改造), or what stands behind its unit says so (全年50亿元的任务)."""
    if _NAMED_GOAL.match(after) and _OF_THE_YEAR.search(clause) and not _PART_OF_GOAL.search(clause):
        return True
    if _PURPOSE.search(clause) or _PROMISED.search(clause):
        return True
    if _OUGHT.search(clause) or _GOAL_IN_BRACKETS.search(clause):
        return True
    return bool(_PLANNED.search(clause) or _intended().search(clause)) and not clause.endswith("的")
