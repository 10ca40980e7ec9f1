"""What a document says of itself: title, year, period, publisher, jurisdiction, kind, date, address.

Belongs here: facts read off the document, only where nobody has given them. Does not belong here: facts of the catalogue, tasks, figures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from documents.formats.content import Content
from documents.layouts.columns import role_of
from documents.layouts.furniture import is_furniture
from documents.layouts.lines import Line, ends_sentence
from documents.layouts.list_marks import item_of
from documents.lexicon import Column, Schema, load
from documents.normal import normalise
from documents.reading import KnownFacts, Layout, Span, Structure

TYPES = frozenset({"annual_report", "breakdown", "progress", "circular", "article", "work_report", "communique"})
SCHEMA = Schema((Column("term"), Column("type", TYPES)))

HEAD_LINES = 40  # a title stands among the first lines
_NOTES = 3  # notes that may stand above a title
_HEAD_CHARACTERS = 6_000
_TITLE_WORDS = re.compile(
    "任务|工作|情况|报告|通报|公报|分解|进展|实事|项目|计划|方案|公告|通知|清单|一览表|目标|改革|要点"
)
_PART = re.compile("第[一二三四五六七八九十]{1,3}[部章篇]")
_AS_OF = re.compile(r"截[至止]到?(?:(?P<year>20\d\d)年)?(?P<month>\d{1,2})月(?:底|末|\d{1,2}日|份)")
_FULL_DATE = re.compile(r"(20\d\d)年\d{1,2}月\d{1,2}日")
_UNDER_WAY = re.compile(r"整改|督查|督办|推进|进展|进度")
_OPENING = 1200  # characters of the head in which a report on progress says as of when
_DONE_YEAR = re.compile(r"(20\d\d)年[^年]{0,24}?(?:(?:执行|完成|落实|进展|实施)情况|工作?(?:总结|回顾))")
_YEAR = re.compile(r"(?<![\d-])(20\d\d|19\d\d)\s?年?(?=度|年|[^\d]|$)")
_PRINTED_YEAR = re.compile(r"(?<![\d\-—~至到])(20\d\d)年(?!规划|计划|至|-|—|末?力争|前)")
_NAMED_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_DATE = re.compile(r"(20\d\d|19\d\d)\s?[-年./]\s?(\d{1,2})\s?[-月./]\s?(\d{1,2})(?!\d)")
_PUBLISHER = re.compile(r"(?:信息来源|稿件来源|文章来源|发布机构|发文机关|发布单位|来源)\s*:\s*([^\s:|,;]{2,40})")
_PLACE = re.compile(r"([一-鿿]{2,7}?(?:自治区|自治州|市|省|县|区|州))")
_BEFORE_PLACE = re.compile("^.*(?:[年度日在于对]|印发|省(?=.))")
_NAMED_PLACE = re.compile(r"(?:^|[^一-鿿]|在)([一-鿿]{2,4}[市县区州])(?=政府|人民|第[一-鿿]{1,3}届|[市县区州]长)", re.M)
_REVIEWED = re.compile(r"(20\d\d)年(?:政府)?(?:主要)?工作(?:的)?(?:回顾|总结)")
#: The day on which a report is given (2023年2月8日在…会议上): in the first half of a year it is about the year before.
_GIVEN = re.compile(r"(?<!\d)(20\d\d)年(\d{1,2})月\d{1,2}日(?=在)")
_PAST_YEAR = re.compile(r"过去的?一年")
_MONTHS = re.compile(r"1\s?[-—~至]\s?(\d{1,2})月")
#: Function words and offices: a stretch that holds one is no name of a place (由市委, 的副市长).
_NO_NAME = re.compile("[的由和及与副委为是这该各向从把被将对或个]")
_NO_PLACE = "全我本各县城超门股上都闹省地集夜菜区乡"


def title_of(content: Content, lines: Sequence[Line], known: KnownFacts) -> Span | None:
    """Where the title stands: above the text, one line or a few that belong together. None where there is none."""
    head = _head(content, lines)
    if known.title:
        for line in head:
            if _same(content.text[line.start : line.end], known.title):
                return Span(line.start, line.end)
    printed = content.facts.get("title", "")
    tops = [heading.start for heading in content.headings if heading.level == 1]
    tops = tops if len(tops) == 1 else []  # several of the first level are sections
    best: tuple[float, int] = (0.0, -1)
    first_at = lines[0].start if lines else 0
    noted = bool(head) and ends_sentence(content.text[first_at : lines[0].end])
    for index, line in enumerate(head):
        words = normalise(content.text[line.start : line.end])
        score = (
            3.0 * bool(_TITLE_WORDS.search(words)) + 2.0 * bool(_YEAR.search(words)) + (len(words) >= 8 or index == 0)
        )
        score += 4.0 * (bool(printed) and _same(words, printed)) + 2.0 * (line.start in tops)
        # Below a note a title must say more, lest a heading of the text be taken for it.
        enough = 4.0 if line.start == first_at or not noted else 5.0
        if score >= enough and score > best[0]:
            best = (score, index)
    if best[1] < 0:
        return None
    first = last = best[1]
    while last + 1 < len(head) and not head[last + 1].apart and _goes_on(content.text, head[last], head[last + 1]):
        last += 1
    while first > 0 and not head[first].apart and _goes_on(content.text, head[first - 1], head[first]):
        first -= 1
    start = head[first].start
    while content.text[start] in "# \t":  # a Markdown heading
        start += 1
    return Span(start, head[last].end)


def _head(content: Content, lines: Sequence[Line]) -> list[Line]:
    """The lines above the text that could be a title: before the first sentence and the first column name."""
    found: list[Line] = []
    above = 0
    for index, line in enumerate(lines[:HEAD_LINES]):
        words = content.text[line.start : line.end]
        if is_furniture(words) or len(words) < 4:
            continue
        plain = normalise(words)
        sentence = len(words) > 80 or ends_sentence(words) or re.search("[。;]|,.*,", plain)
        if sentence and not found and above < _NOTES and (len(words) > 30 or words.startswith(">")):
            above += 1  # a note above the title
            continue
        if sentence or plain[-1] in ",、":
            break
        if item_of(content.text, line) or _PART.match(plain):
            continue  # a numbered heading is no title
        if role_of(words, exact=True) and index + 1 < len(lines):
            after = lines[index + 1]
            if role_of(content.text[after.start : after.end], exact=True):
                break
        found.append(line)
    return found


def _same(a: str, b: str) -> bool:
    a, b = ("".join(normalise(x).split()) for x in (a, b))
    return len(a) >= 6 and (a in b or b in a)


def _goes_on(text: str, before: Line, after: Line) -> bool:
    """A title broken over two lines: the second alone is no line of its own kind."""
    words = normalise(text[after.start : after.end])
    return (
        words.endswith(("通知", "情况", "报告", "任务", "通报", "公报"))
        and not _YEAR.search(words)
        and after.start - before.end <= 3
    )


def complete(
    known: KnownFacts, content: Content, structure: Structure, title: Span | None
) -> tuple[KnownFacts, tuple[str, ...]]:
    """The known facts, completed by what the document says of itself, and the names of those that were read off it."""
    head = normalise(content.text[:_HEAD_CHARACTERS])
    words = content.facts.get("title") if title is None else "".join(content.text[title.start : title.end].split("\n"))
    read: dict[str, object] = {}

    def want(name: str, value: object) -> None:
        if getattr(known, name) is None and value:
            read[name] = value

    want("title", " ".join(words.split()) if words else None)
    name = known.title or str(read.get("title", ""))
    want("published_on", _published(content, head))
    want("publisher", content.facts.get("publisher") or _match(_PUBLISHER, head))
    want("url", content.facts.get("url"))
    publisher = known.publisher or str(read.get("publisher", ""))
    want("jurisdiction", _jurisdiction(name, publisher, content.text))
    want("document_type", _type(name, structure))
    kind = known.document_type or str(read.get("document_type", ""))
    published = known.published_on or read.get("published_on")
    file_name = known.file_name or known.document_id
    want("year", _year(name, kind, published if isinstance(published, date) else None, content.text, file_name))
    year = known.year or read.get("year")
    if isinstance(year, int):
        want("period", _as_of(name, head) or _period(name, kind, year))
    return replace(known, **read), tuple(read)  # type: ignore[arg-type]


def layout(found: Layout, facts: KnownFacts) -> Layout:
    """Prose of a circular is a circular: the text alone does not tell it from an article."""
    return Layout.CIRCULAR if found is Layout.NARRATIVE and facts.document_type == "circular" else found


def _published(content: Content, head: str) -> date | None:
    for source in (content.facts.get("published_on", ""), *_date_lines(head)):
        found = _DATE.search(source)
        if found:
            try:
                return date(*map(int, found.groups()))
            except ValueError:
                continue
    return None


def _date_lines(head: str) -> list[str]:
    """Lines of the head that print a date of publication, and no sentence."""
    marked = ("来源", "发布", "日期", "时间", "编辑", "作者")
    return [
        line
        for line in head.split("\n")[: 2 * HEAD_LINES]
        if len(line) < 120
        and _DATE.search(line)
        and (any(m in line for m in marked) or _DATE.fullmatch(line.strip()[:10]))
    ]


def _match(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found.group(1) if found else None


def _jurisdiction(title: str, publisher: str, text: str) -> str | None:
    for source in (title, publisher):
        for found in _PLACE.finditer(normalise(source)):
            place = _BEFORE_PLACE.sub("", found.group(1))
            if len(place) > 2 and place[-2] not in _NO_PLACE and not _NO_NAME.search(place[:-1]):
                return place
    named = (_BEFORE_PLACE.sub("", name) for name in _NAMED_PLACE.findall(normalise(text[:_HEAD_CHARACTERS])))
    return _commonest_city(normalise(text[:20_000])) or next(
        (name for name in named if len(name) > 2 and not _NO_NAME.search(name)), None
    )


def _commonest_city(text: str) -> str | None:
    """The city that the text names most; three times at least."""
    text = "".join(text.split())  # a wrapped line breaks names
    two: Counter[str] = Counter()
    three: Counter[str] = Counter()
    for found in re.finditer("市", text):
        at = found.start()
        name = text[max(0, at - 2) : at]
        if re.fullmatch("[一-鿿]{2}", name) and name[-1] not in _NO_PLACE and not _NO_NAME.search(name):
            two[name] += 1
            three[text[max(0, at - 3) : at]] += 1
    if not two or two.most_common(1)[0][1] < 3:
        return None
    name, count = two.most_common(1)[0]
    longer = [
        (n, c)
        for n, c in three.most_common()
        if n.endswith(name) and c >= 0.9 * count and re.fullmatch("[一-鿿]{3}", n) and not _NO_NAME.search(n)
    ]
    return (longer[0][0] if longer else name) + "市"


@cache
def _types() -> tuple[tuple[str, str], ...]:
    return tuple((row["term"], row["type"]) for row in load("document_types", SCHEMA))


def _type(title: str, structure: Structure) -> str:
    plain = normalise(title)
    for term, kind in _types():
        if term in plain:
            reported = any(task.report for task in structure.tasks)
            if (kind == "breakdown" and reported) or (kind == "work_report" and structure.tasks):
                continue
            return kind
    if structure.layout is Layout.BREAKDOWN:
        return "breakdown"
    if structure.layout is Layout.CIRCULAR:
        return "circular"
    return "annual_report" if structure.tasks else "article"


def _year(title: str, kind: str, published: date | None, text: str, file_name: str) -> int | None:
    """The year that the document is about: the title's, else told by the date of publication, the file's name, or the text."""
    if kind == "work_report":
        return _reviewed_year(title, normalise(text[:_HEAD_CHARACTERS]))
    years = [int(year) for year in _YEAR.findall(normalise(title))]
    done = _DONE_YEAR.search(normalise(title))
    if done and kind != "breakdown":
        return int(done.group(1))  # 2024年预算执行情况和2025年预算草案
    if years:
        return years[-1] if kind != "breakdown" else max(years)
    if published is not None:
        # A yearly report of January to March is about the year before.
        return (
            published.year - 1 if kind in ("annual_report", "communique") and published.month <= 3 else published.year
        )
    named = _NAMED_YEAR.search(file_name)
    if named:
        return int(named.group(1))
    printed = [int(year) for year in _PRINTED_YEAR.findall(normalise(text[:200_000]))]
    return max(printed, default=None) if printed else None


def _reviewed_year(title: str, head: str) -> int | None:
    """A work report is about the year that it looks back on, not the one in which it is given."""
    reviewed = _REVIEWED.search(head)
    if reviewed:
        return int(reviewed.group(1))
    given = _GIVEN.search("".join(head[:600].split()))
    if given:
        return int(given[1]) - (int(given[2]) <= 6)
    years = [int(year) for year in (*_YEAR.findall(normalise(title)), *_PRINTED_YEAR.findall(head[:600]))]
    return (years[0] - 1 if _PAST_YEAR.search(head) else years[0]) if years else None


def _as_of(title: str, head: str) -> str | None:
    """The month that a document on progress is told as of: in its title, or for what is still being done in its first paragraphs."""
    found = _AS_OF.search("".join(normalise(title).split()))
    if found is None and _UNDER_WAY.search(title):
        found = _AS_OF.search("".join(head[:_OPENING].split()))
    year = found["year"] if found else None
    if found is None:
        return None
    if year is None:
        # The day on which the report was given tells better than its title, which names the year that was inspected.
        named = _FULL_DATE.search(head[:_OPENING]) or _YEAR.search(normalise(title)) or _YEAR.search(head)
        year = named.group(1) if named else None
    month = int(found["month"])
    if year is None or not 1 <= month < 12:
        return None
    return {3: f"{year}Q1", 6: f"{year}H1", 9: f"{year}Q1-Q3"}.get(month) or f"{year}M1-M{month}"


def _period(title: str, kind: str, year: int) -> str:
    """The period that the title names; else the whole year (a news article: the state of the year)."""
    plain = "".join(normalise(title).split())
    months = _MONTHS.search(plain)
    if months and 1 <= int(months.group(1)) <= 12:
        last = int(months.group(1))
        return {3: f"{year}Q1", 6: f"{year}H1", 9: f"{year}Q1-Q3", 12: str(year)}.get(last, f"{year}M1-M{last}")
    for words, mark in (
        (("上半年", "半年度", "二季度", "2季度"), "H1"),
        (("前三季度", "三季度", "3季度"), "Q1-Q3"),
        (("一季度", "1季度"), "Q1"),
    ):
        if any(word in plain for word in words):
            return f"{year}{mark}"
    return f"asof-{year}" if kind == "article" else str(year)
