"""HTML pages: the article and its tables, without the page around them."""

from __future__ import annotations

import pytest

from documents.errors import TooLarge
from documents.formats import extract
from documents.formats.content import Content
from documents.reading import KnownFacts

KNOWN = KnownFacts("test")


def _page(body: str, head: str = "") -> Content:
    return extract(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), KNOWN)


def _cells(content: Content) -> dict[tuple[int, int], str]:
    return {(c.row, c.column): content.text[c.start : c.end] for c in content.tables[0].cells}


def test_furniture_is_dropped_and_the_article_stays() -> None:
    content = _page(
        "<nav>首页</nav><div class='site-footer'>版权</div><script>var x = 1;</script>"
        "<div class='header-wrap'><p>这一段正文放在一个名叫页眉的容器里，但是它占了全文的大部分，不能丢掉。</p></div>"
        "<p style='display:none'>看不见</p>"
    )
    assert content.text == "这一段正文放在一个名叫页眉的容器里，但是它占了全文的大部分，不能丢掉。\n"


def test_spans_paragraphs_and_breaks_of_a_cell() -> None:
    content = _page(
        "<table><tr><th>甲</th><th colspan=2>乙</th><th>丙</th></tr>"
        "<tr><td rowspan='2'>1</td><td>a<br>b</td><td><p>c</p><p>d</p></td><td>&nbsp;</td></tr>"
        "<tr><td>e</td><td>f</td><td>g</td></tr></table>"
    )
    assert _cells(content) == {
        (1, 1): "甲", (1, 2): "乙", (1, 4): "丙",
        (2, 1): "1", (2, 2): "a\nb", (2, 3): "c\nd", (2, 4): "",
        (3, 2): "e", (3, 3): "f", (3, 4): "g",
    }  # fmt: skip


def test_a_table_for_layout_is_no_table() -> None:
    content = _page(
        "<table><tr><td><p>左栏</p></td><td><table><tr><td>x</td><td>1</td></tr><tr><td>y</td><td>2</td></tr></table></td></tr></table>"
    )
    assert len(content.tables) == 1
    assert _cells(content) == {(1, 1): "x", (1, 2): "1", (2, 1): "y", (2, 2): "2"}
    assert content.text.startswith("左栏\n")


def test_headings_and_facts_of_the_page() -> None:
    content = _page(
        "<h2>一、工业</h2><p>正文。</p>", "<title>公报_某网</title><meta name='PubDate' content='2024-02-03'>"
    )
    heading = content.headings[0]
    assert (content.text[heading.start : heading.end], heading.level) == ("一、工业", 2)
    assert content.facts == {"title": "公报", "published_on": "2024-02-03"}


@pytest.mark.parametrize(("declared", "actual"), [("gb2312", "gb18030"), ("gbk", "utf-8"), ("big5", "big5")])
def test_the_declared_charset_is_a_hint_only(declared: str, actual: str) -> None:
    word = "經濟" if actual == "big5" else "经济"
    page = f"<html><head><meta charset={declared}></head><body><p>{word}</p></body></html>"
    assert extract(page.encode(actual), KNOWN).text == f"{word}\n"


def test_elements_nested_without_end_are_refused() -> None:
    with pytest.raises(TooLarge):
        _page("<div>" * 50_000 + "x" + "</div>" * 50_000)


def test_a_span_that_claims_millions_of_cells_is_cut() -> None:
    content = _page("<table><tr><td colspan=99999999 rowspan=99999999>a</td></tr><tr><td>b</td><td>c</td></tr></table>")
    assert content.tables[0].cells[0].column_span <= 100
