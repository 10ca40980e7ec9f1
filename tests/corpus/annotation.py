"""The markup of the annotated documents: a text in which every number stands in braces with what it is.

Belongs here: parsing a source of `annotated/` into plain text and gold lines.
Does not belong here: writing the documents (rendering.py), files.

A mark is `{surface|head;token;token}`; the surface is what is printed.

Observations: head `L 指标` (level), `I` (increment), `G` (growth), `S` (share), `R` (rank), `Q` (ratio).
Targets: the same with a `t` before the letter. `^` as indicator repeats the one before.
Left out: a single small letter: d date, w document_number, n name, o ordinal, c criterion, p parameter,
l list_number, i idiom.
Tokens: `~` about, `>` more_than, `<` less_than, `.` exact; `neg` value below zero; `*` as-of period;
`p:2021` period; `@农村` scope; `v=`, `h=`, `u=` value, value_high and unit where they cannot be read off the
surface; `=1` answers target 1 of the task;
targets: `ge`, `le`, `about`, `eq`, `sync`, `higher`, `lower`, `!` strive, `rel=` what it is relative to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

KINDS = {"L": "level", "I": "increment", "G": "growth", "S": "share", "R": "rank", "Q": "ratio"}
WHY = {
    "d": "date", "w": "document_number", "n": "name", "o": "ordinal",
    "c": "criterion", "p": "parameter", "l": "list_number", "i": "idiom",
}  # fmt: skip
COMPARATORS = ("ge", "le", "about", "eq", "sync", "higher", "lower")
MARK = re.compile(r"\{([^{}|]+)\|([^{}]+)\}")
NUMBER = re.compile(r"-?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")
CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千]+")
FLOOR = re.compile(r"不低于|不少于|不小于|至少")
ABOUT = re.compile(r"约|近|左右|上下|预计")
MORE = re.compile(r"余|多|超|逾|突破|以上|高于")
LESS = re.compile(r"不足|不到|以内|以下|低于|不超过|不高于")
CLAUSE_END = "，。；：！？;!?\n,|"


class AnnotationError(ValueError):
    """A source of the corpus is not well-formed; the message names the place."""


@dataclass
class Mark:
    """One number of a text: where its surface stands and what it is."""

    start: int
    end: int
    sort: str  # observation, target, excluded
    fields: dict[str, str | None]
    answers: list[int] = field(default_factory=list)


def to_full_width_free(text: str) -> str:
    """Full-width digits, per cent and point as their ordinary forms."""
    return text.translate(str.maketrans("０１２３４５６７８９％．", "0123456789%."))


def chinese_value(text: str) -> int:
    """The value of a Chinese numeral up to 9999 (三百二十 is 320, 一百零五 is 105)."""
    digits = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
    powers = {"十": 10, "百": 100, "千": 1000}
    total, last = 0, 0
    for char in text:
        if char in digits:
            last = digits[char]
        else:
            total, last = total + (last or 1) * powers[char], 0
    return total + last


def number_and_unit(surface: str) -> tuple[str | None, str | None, str | None]:
    """Value, upper value of a range, and unit of a printed figure."""
    tight = re.sub(r"\s+", "", to_full_width_free(surface))
    found = list(NUMBER.finditer(tight))
    if found:
        value = re.sub(r"[,，]", "", found[0].group())
        high = None
        if len(found) > 1 and re.fullmatch(r".{0,3}[-—–~～至到]+", tight[found[0].end() : found[1].start()]):
            high, found = re.sub(r"[,，]", "", found[1].group()), found[1:]
        rest = tight[found[0].end() :]
    else:
        chinese = CHINESE.search(tight)
        if not chinese:
            return None, None, None
        value, high, rest = str(chinese_value(chinese.group())), None, tight[chinese.end() :]
    rest = re.sub(r"(以上|以内|以下|左右|上下|多|余)$", "", rest)
    rest = re.sub(r"^(万亿|亿|万|千|百)?(余|多)", r"\1", rest)
    return value.lstrip("-") if value.startswith("-") and high else value, high, rest


def read_mark(surface: str, spec: str, start: int, last_indicator: str) -> Mark:
    """The mark of one pair of braces."""
    tokens = [t.strip() for t in spec.split(";")]
    head = tokens[0]
    if head in WHY:
        return Mark(start, start + len(surface), "excluded", {"why": WHY[head]})
    match = re.fullmatch(r"(t?)([LIGSRQ]) (.+)", head)
    if not match:
        raise AnnotationError(f"{{{surface}|{spec}}}: head {head!r} is neither a reason nor a kind with an indicator")
    target, kind, indicator = bool(match[1]), KINDS[match[2]], match[3]
    indicator = last_indicator if indicator == "^" else indicator
    value, high, unit = number_and_unit(surface)
    tight = re.sub(r"\s+", "", surface)
    below = bool(LESS.search(tight)) and not FLOOR.search(tight)
    above = bool(MORE.search(tight) or FLOOR.search(tight))
    modifier = "about" if ABOUT.search(tight) else "less_than" if below else "more_than" if above else "exact"
    comparator = "about" if re.search("约|左右", tight) else "le" if below else "ge"
    out: dict[str, str | None] = {"indicator": indicator, "kind": kind}
    mark = Mark(start, start + len(surface), "target" if target else "observation", out)
    firmness, relative, period, scope = "firm", None, None, None
    for token in tokens[1:]:
        if token in COMPARATORS:
            comparator = token
        elif token in "~><." and token:
            modifier = {"~": "about", ">": "more_than", "<": "less_than", ".": "exact"}[token]
        elif token == "*":
            period = "*"
        elif token == "neg" and value is not None:
            value = "-" + value.lstrip("-")
        elif token == "!":
            firmness = "strive"
        elif token.startswith("p:"):
            period = token[2:]
        elif token.startswith("@"):
            scope = token[1:]
        elif token.startswith("rel="):
            relative = token[4:]
        elif token.startswith("v="):
            value = token[2:] or None
        elif token.startswith("h="):
            high = token[2:] or None
        elif token.startswith("u="):
            unit = token[2:]
        elif token.startswith("="):
            mark.answers.append(int(token[1:]))
        else:
            raise AnnotationError(f"{{{surface}|{spec}}}: unknown token {token!r}")
    if comparator in ("sync", "higher", "lower"):
        value, high, unit = None, None, None
    elif value is None or unit is None:
        raise AnnotationError(f"{{{surface}|{spec}}}: no value or unit can be read; say v= and u=")
    if kind == "rank":
        unit = "位"
    out |= {"value": value, "value_high": high, "unit": unit}
    if target:
        out |= {"comparator": comparator, "firmness": firmness, "relative_to": relative}
    else:
        out |= {"modifier": modifier, "period": period, "scope": scope}
    return mark


def read_marked(text: str, place: str) -> tuple[str, list[Mark]]:
    """Plain text and marks of a marked text; refuses a digit that no mark covers."""
    plain, marks, at, last = "", [], 0, ""
    for found in MARK.finditer(text):
        plain += text[at : found.start()]
        mark = read_mark(found[1], found[2], len(plain), last)
        last = mark.fields.get("indicator") or last
        marks.append(mark)
        plain += found[1]
        at = found.end()
    plain += text[at:]
    covered = bytearray(len(plain))
    for mark in marks:
        covered[mark.start : mark.end] = b"\1" * (mark.end - mark.start)
    for run in re.finditer(r"[\d０-９]+", plain):
        if not all(covered[run.start() : run.end()]):
            raise AnnotationError(
                f"{place}: number without a mark: …{plain[max(0, run.start() - 15) : run.end() + 10]!r}"
            )
    if "{" in plain or "}" in plain:
        raise AnnotationError(f"{place}: stray brace: …{plain[max(0, plain.find('{') - 5) :][:40]!r}")
    return plain, marks


def tighten(text: str) -> str:
    """Text without any white space."""
    return re.sub(r"\s+", "", text)


def evidence(plain: str, mark: Mark) -> str:
    """The clause of a mark, white space removed: one clause more to the left where it says too little."""

    def is_end(i: int) -> bool:
        inside = plain[i] in ",，" and 0 < i < len(plain) - 1 and plain[i - 1].isdigit() and plain[i + 1].isdigit()
        return plain[i] in CLAUSE_END and not (plain[i] == "," and inside)

    def left(i: int) -> int:
        while i > 0 and not is_end(i - 1):
            i -= 1
        return i

    if mark.sort == "excluded":
        start, end = mark.start, min(mark.end + 6, len(plain))
        for i in range(mark.end, end):
            if plain[i] in CLAUSE_END + "、":
                end = i
                break
        return tighten(plain[start:end])
    start, end = left(mark.start), mark.end
    while end < len(plain) and not is_end(end) and plain[end] not in "、":
        end += 1
    if plain.startswith("| "):
        return tighten(plain[start:end])  # a cell of a table stands alone
    if len(tighten(plain[start : mark.start])) < 5 and start > 0 and plain[start - 1] in "，,：":
        start = left(start - 1)
    return tighten(plain[start:end])


def scaled(value: str, unit: str) -> Decimal:
    """A value with its scale word applied."""
    scales = {"百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
    found = re.match("(万亿|千万|百万|亿|万|千|百)(?!瓦|米|克|分点)", unit)
    return Decimal(value) * (scales[found[1]] if found else 1)
