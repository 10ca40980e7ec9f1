"""Every number of a text is a figure, a promise, left out with a reason, or reported unread."""

from __future__ import annotations

import re

import pytest

import documents
from documents.reading import KnownFacts, Reading, Why

TABLE = (
    "<html><body><p>发布日期：2024-01-12 浏览量：356次</p><table>"
    "<tr><td>序号</td><td>工作任务</td><td>责任单位</td><td>完成情况</td><td>甲乙</td></tr>"
    "<tr><td>1</td><td>修桥3座。</td><td>市交通局</td><td>修好3座。</td><td>8.5</td></tr>"
    "<tr><td>12</td><td>修渠5公里。</td><td>第7师水务局</td><td>修好5公里。</td><td>9</td></tr>"
    "</table><p>监督电话：12345</p></body></html>"
)
FLAT = (
    "甲市2023年重点工作\n序号\n工作任务\n责任单位\n完成情况\n1\n修桥3座。\n市交通局\n修好3座。\n2\n修渠5公里。\n市水务局\n修好4公里。\n"
    "联系电话：010-12345678\n"
)
LIST = (
    "甲政办〔2024〕8号\n各部门：\n1.修路20公里。（牵头单位：市交通局）\n2.植树5万亩。（牵头单位：市林业局）\n"
    "（3月15日印发）\n"
)


def _read(text: str) -> Reading:
    return documents.read(text.encode(), KnownFacts("test", year=2024))


def _said(reading: Reading) -> dict[str, str]:
    """The numbers that are no figures, as printed, and why."""
    left = {reading.text[x.number_start : x.number_end]: x.why.value for x in reading.excluded_numbers}
    return left | {reading.text[x.number_start : x.number_end]: "unread" for x in reading.unread_numbers}


@pytest.mark.parametrize("text", [TABLE, FLAT, LIST])
def test_no_number_of_a_text_with_tasks_is_lost(text: str) -> None:
    reading = _read(text)
    owned = [0] * len(reading.text)
    for each in (*reading.targets, *reading.observations, *reading.excluded_numbers, *reading.unread_numbers):
        for at in range(each.number_start or 0, each.number_end or 0):
            owned[at] += 1
    digits = [found.start() for found in re.finditer(r"\d", reading.text)]
    assert digits
    assert [reading.text[max(0, at - 9) : at + 5] for at in digits if owned[at] != 1] == []


def test_numbers_of_tasks_are_list_numbers_and_belong_to_their_tasks() -> None:
    numbers = [x for x in _read(TABLE).excluded_numbers if x.why is Why.LIST_NUMBER]
    assert [(x.evidence, x.task_no, x.task_order) for x in numbers] == [("1", 1, 1), ("12", 12, 2)]


def test_a_broken_number_of_a_task_is_one_number() -> None:
    rows = [f"{n}\n修桥{n}座。\n市交通局\n修好{n}座。\n" for n in range(1, 10)]
    reading = _read(
        "序号\n工作任务\n责任单位\n完成情况\n" + "".join(rows) + "1 0\n修渠5公里。\n市水务局\n修好4公里。\n"
    )
    numbers = [x for x in reading.excluded_numbers if x.why is Why.LIST_NUMBER]
    assert [x.evidence for x in numbers] == [*map(str, range(1, 10)), "1 0"]


def test_a_column_that_nobody_knows_is_unread_and_what_stands_around_is_left_out() -> None:
    said = _said(_read(TABLE))
    assert said["8.5"] == said["9"] == "unread"
    assert said["2024-01"] == "date"
    assert (said["356"], said["7"]) == ("name", "ordinal")
    assert said["12345"] == "name"
