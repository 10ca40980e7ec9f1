"""Damaged documents: the reader refuses or reads, never crashes, and every span stays true. Long ones: linear time."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.errors import DocumentError
from tests.documents.layout_of import read

TABLE = "东山市2023年完成情况\n\n序号\n\n工作任务\n\n牵头责任单位\n\n完成情况\n\n" + "".join(
    f"{n}\n\n办好第{n}件事，增长{n}%。\n\n市财政局\n市水利局市林业局\n\n已办好{n}件，增长{n + 1}%。\n\n"
    for n in range(1, 9)
)
LIST = "一、工业\n" + "".join(
    f"{n}.建厂{n}座。\n进展情况：建成{n}座。\n牵头单位：市工信局；责任单位：市财政局\n" for n in range(1, 7)
)
PAGE = "<html><body><h2>一、工业</h2><p>全年增长5%。</p><table>" + "".join(
    f"<tr><td rowspan=2>{n}</td><td>建厂{n}座。</td><td>市工信局</td><td>建成<br>{n}座。</td></tr><tr><td>a</td><td>b</td></tr>" for n in range(5)
) + "</table></body></html>"  # fmt: skip
PIPES = "# 题\n\n|序号|任务|单位|完成情况|\n|-|-|-|-|\n" + "".join(
    f"|{n}|种树{n}棵。|市林业局|种了。|\n" for n in range(1, 6)
)
WRAPPED = (
    "东山市依山傍水，常住人口1\n20万人，辖两县三区，去年\n各项改革走在全省前列，成\n效明显。\n\n"
    "坚持种树\n绿满东山\n\n种树300万棵，绿化率提\n高到41%，出门见绿。\n"
)
BITS = st.sampled_from(
    [
        "\n",
        "\r\n",
        "\f",
        "\u2028",
        "　",
        "|",
        "（",
        "：",
        "1",
        "\n1\n",
        "<td>",
        "</table>",
        "<table>",
        "牵头单位：",
        "一、",
        "\t",
        "“",
        "。",
        "#",
    ]
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from([TABLE, LIST, PAGE, PIPES, WRAPPED]))
    for _ in range(draw(st.integers(1, 5))):
        first = draw(st.integers(0, len(text)))
        last = draw(st.integers(first, min(len(text), first + 120)))
        how = draw(st.sampled_from(["cut", "double", "insert", "end", "drop"]))
        if how == "cut":
            text = text[:first] + text[last:]
        elif how == "double":
            text = text[:last] + text[first:last] + text[last:]
        elif how == "insert":
            text = text[:first] + draw(BITS) * draw(st.integers(1, 5)) + text[first:]
        elif how == "end":
            text = text[:last]
        else:
            text = text.replace(draw(st.sampled_from(["\n", "。", "，", "<", "：", "<tr>", "\n\n"])), "")
    return text


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged())
def test_a_damaged_text_is_read_or_refused(text: str) -> None:
    with suppress(DocumentError):
        read(text)  # checks every span


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([TABLE, LIST, PAGE, WRAPPED]), st.sampled_from(["utf-8", "gb18030", "utf-16"]), st.data())
def test_damaged_bytes_are_read_or_refused(text: str, encoding: str, data: st.DataObject) -> None:
    raw = bytearray(text.encode(encoding))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    with suppress(DocumentError):
        read(bytes(raw))


def _seconds(text: str) -> float:
    start = time.process_time()
    read(text)
    return time.process_time() - start


@pytest.mark.parametrize(
    "make",
    [
        lambda n: TABLE[: TABLE.index("1\n")] + "".join(f"{i}\n办好第{i}件。\n市财政局\n办好。\n" for i in range(1, n)),
        lambda n: "".join(f"{i}.建厂。\n进展情况：建成{i}座。\n牵头单位：市工信局\n" for i in range(1, n)),
        lambda n: "一、甲\n全年增长5%，其中工业增长6%。\n" * n,
        lambda n: "1\n" * n,
        lambda n: "市财政局\n" * n,
        lambda n: "全年增长5%，（其中工业：" * n,
        lambda n: "（" * n + "1",
        lambda n: "|1|种树。|市林业局|种了。|\n" * n,
    ],
)
def test_time_grows_with_the_length(make: object) -> None:
    _seconds(make(200))  # type: ignore[operator]
    small, large = _seconds(make(1_500)), _seconds(make(12_000))  # type: ignore[operator]
    assert large < 25 * small + 0.5
