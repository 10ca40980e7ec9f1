"""Numbers in squeezed, normalised text: digits or numerals, range, scale word and unit of measure.

Belongs here: the shape of a number. Does not belong here: what it measures and whether it is a figure at all (documents.statements).
Values are decimal strings in the printed scale: 1.2万人 is "1.2" with unit 万人; nothing is multiplied out except numerals (三百二十 is "320").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from documents.vocabulary import SCALES, units_by_first

_DIGITS = r"\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMERALS = r"[〇零一二两三四五六七八九十百千万亿]+(?:点[零一二三四五六七八九]+)?"
_NUMBER = re.compile(
    rf"(?P<digits>{_DIGITS})|(?P<fraction>[一二三四五六七八九十百千]+分之[一二三四五六七八九十百千点]+)|(?P<numerals>{_NUMERALS})"
)
_RANGE = re.compile(rf"(?P<dash>[-~—至到]{{1,2}})(?P<high>{_DIGITS})")
_REACHED = re.compile(r"(?:突破|超过?|达到?|近|过|迈上)$")
#: 五成五, 一成半: tenths with a second digit.
_TENTHS = re.compile(r"([一二三四五六七八九])成([一二三四五六七八九半])(?![一-鿿]?成)")
#: 3亿2,600万元, 60万4千人次: one number in two scales.
_TWO_SCALES = re.compile(rf"(?P<high>\d+)(?P<big>亿|万)(?P<low>{_DIGITS})(?P<small>万|千|百)")
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_TO_ONE = re.compile(r":1(?![\d.:])")
_ONE_TO = re.compile(r":(\d+(?:\.\d+)?)(?![\d:])")
_SHARES = re.compile(r"占[^,。;]{0,6}$|[超近约过的到]$")
_LISTED = re.compile(r"(?:[、和及]\d+(?:\.\d+)?)+(?=[^\d.,、])")
_LISTED_POINTS = re.compile(r"(?:[、和及][\u4e00-\u9fff]{0,6}\d+(?:\.\d+)?(?:个(?!百))?)+(?=个百分点)")
_CLASS = re.compile(r"(?:以上)?(?:的)?(?:[\u4e00-\u9fff]{0,4})(?:企业|项目|产业|村|镇|级|集群|台阶)")
_ZERO_BEFORE = re.compile(r"[率数量例起](?:为|降至|降为|保持)$")
_ZERO_AFTER = re.compile(r"[,。;、!)]|$")
_PER_MANY = re.compile(r"/(?:10|十)万|/万(?!\w)")
_BEFORE_MINUS = re.compile(r"[为是到至达长、,(:约率幅度速|]")
_MINUS_SHARE = re.compile(r"[份中以]-\d+(?:\.\d+)?(?:%|个百分点)")
_QUOTIENT = re.compile(r"([1-9])/([2-9]|10)(?![\d/])")
_PARTS = re.compile(r"\d{1,2}(?:\.\d+)?(?::\d{1,2}(?:\.\d+)?){1,4}(?![\d:.])")
_SCALE = re.compile(r"(?P<more>[余多])?(?P<scale>万亿|千万|百万|亿|万|千|百)?(?P<more2>[余多])?")
_MORE = re.compile(r"[余多]")
_PER = re.compile(
    r"/(?:人·?[年月日次]|[户人亩年月日天次吨个家升米件套箱台]|平方米|平方公里|立方米|公里|千瓦时|小时|标箱|万人|百户|人次|学期|学年|季度?|秒|kWh|km|m²|m³|晚|夜|间夜|斤|公斤|千克|株|桌|趟|单|票)(?:·[年月日天])?"
)
_RISES = re.compile(r"[至到为]")
_ABOUT_TWO = re.compile(r"([一二三四五六七八])([二三四五六七八九])")
_COUNTED = re.compile(r"\((?:次|套|个|户|人|所|家|张|台|件|册|座|处|组|间|批|期|场)\)")
_LETTER = re.compile(r"[A-Za-z]")
_DIGIT_OF = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_POWER_OF = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed. Offsets are into the squeezed text; `start`..`end` are the digits (of both ends of a range)."""

    start: int
    end: int
    value: str
    value_high: str | None
    unit: str  # scale word included; "" where none follows
    tail: int  # end of the unit and of 余/多
    more: bool  # 余, 多 beside the unit
    numeral: bool  # written in Chinese numerals


def scan(text: str) -> Iterator[Number]:
    """Every number of the text, in order. Numerals inside ordinary words (一体, 三产) are passed over."""
    position = 0
    match = _NUMBER.search(text, position)
    while match:
        if match["digits"] and (parts := _structure(text, match.start())):
            yield from parts
            position = parts[-1].end
            match = _NUMBER.search(text, position)
            continue
        number = _from_digits(text, match) if match["digits"] else _from_numerals(text, match)
        if number is not None:
            yield number
        position = max(number.end, number.tail if number.unit else 0) if number is not None else match.end()
        match = _NUMBER.search(text, position)


def _from_digits(text: str, match: re.Match[str]) -> Number:
    start, end = match.span()
    value = match[0].replace(",", "")
    if _negative(text, start):
        start, value = start - 1, f"-{value}"
    if per := _PER_MANY.match(text, end):
        return Number(start, per.end(), value, None, per[0], per.end(), False, False)
    if (quotient := _QUOTIENT.match(text, start)) and (
        text.startswith("的", quotient.end()) or _SHARES.search(text, max(0, start - 8), start)
    ):
        return _share(quotient[1], quotient[2], start, quotient.end(), numeral=False)
    if two := _TWO_SCALES.match(text, start):
        return _composed(text, start, two)
    unit, tail, more = read_unit(text, end)
    if unit == "升" and _RISES.match(text, tail):
        unit, tail = "", end  # 容积率由0.7升至2.4
    if not unit or unit == "个":
        unit, tail = _borrowed(text, tail, points=bool(unit)) or (unit, tail)
    high = _RANGE.match(text, tail if unit else end)
    if high and _is_range(text, start, high):
        unit_high, tail_high, more = read_unit(text, high.end())
        if not unit or unit == unit_high or unit_high.startswith(unit) or (unit in SCALES and not unit_high):
            return Number(
                start, high.end(), value, high["high"].replace(",", ""), unit_high or unit, tail_high, more, False
            )
    if not unit and (ratio := _TO_ONE.match(text, end)):
        return Number(start, ratio.end(), value, None, ":1", ratio.end(), False, False)
    if not unit and value == "1" and (ratio := _ONE_TO.match(text, end)):
        return Number(start, ratio.end(), ratio[1], None, ":1", ratio.end(), False, False)
    return Number(start, end, value, None, unit, tail, more, False)


def _composed(text: str, start: int, two: re.Match[str]) -> Number:
    """3亿2,600万元 is 3.26亿元: told in the larger scale, exactly."""
    low = Decimal(two["low"].replace(",", "")) * _POWERS[two["small"]] / _POWERS[two["big"]]
    value = f"{(Decimal(two['high']) + low).normalize():f}"
    unit, tail, more = read_unit(text, two.end())
    if unit[:1] in ("万", "亿", "千", "百"):
        return Number(start, start + len(two["high"]), two["high"], None, two["big"], two.start("low"), False, False)
    return Number(start, two.end(), value, None, two["big"] + unit, max(tail, two.end()), more, False)


def _structure(text: str, position: int) -> list[Number]:
    """9.1:44.6:46.3: parts that make up a hundred are percentages; [] where they do not."""
    match = _PARTS.match(text, position)
    if not match:
        return []
    found = [(position + part.start(), position + part.end(), part[0]) for part in re.finditer(r"[\d.]+", match[0])]
    if abs(sum((Decimal(value) for _, _, value in found), Decimal(0)) - 100) > Decimal("0.3"):
        return []
    return [Number(start, end, value, None, "%", end, False, False) for start, end, value in found]


def _negative(text: str, start: int) -> bool:
    """A minus sign, not a dash: it follows a word or a mark, and no digit, letter or unit."""
    if text[start - 1 : start] != "-":
        return False
    return start < 2 or bool(_BEFORE_MINUS.match(text, start - 2)) or bool(_MINUS_SHARE.match(text, start - 2))


def _is_range(text: str, start: int, high: re.Match[str]) -> bool:
    """Two numbers joined by a dash; 至 and 到 join only what is not told as from-to (由x到y are two figures)."""
    if high["dash"] in ("至", "到"):
        return text[max(0, start - 1) : start] not in ("由", "从", "自") and "." not in high["dash"]
    return True


def _from_numerals(text: str, match: re.Match[str]) -> Number | None:
    """A number in Chinese numerals that counts something: only with a unit of measure after it."""
    start, end = match.span()
    if match["fraction"]:
        return _fraction(match[0], start, end)
    run = match[0]
    scale = ""
    while len(run) > 1 and run[-1] in "万亿" and run[:-1] and run[-2] not in "万亿":
        scale, run = run[-1] + scale, run[:-1]
    if run == "零" and _ZERO_BEFORE.search(text, max(0, start - 4), start) and _ZERO_AFTER.match(text, end):
        return Number(start, end, "0", None, "", end, False, True)  # 不良率为零
    if text[start - 1 : start] in ("第", "前") and (place := numeral_value(match[0])) is not None:
        unit, tail, more = read_unit(text, end)
        return Number(start, end, place, None, unit, tail, more, True)  # 第三位, 前三: a place or an ordinal
    if run in ("万", "亿", "千", "百", "十", "零", "〇"):
        return _bare_power(text, start, run, scale) if run in "百千十万亿" else None
    if run[0] in "百千万亿" or (value := numeral_value(run)) is None:
        return None
    if tenths := _TENTHS.match(text, start):
        second = "5" if tenths[2] == "半" else str(_DIGIT_OF[tenths[2]])
        return Number(start, tenths.end(), f"{value}.{second}", None, "成", tenths.end(), False, True)
    unit, tail, more = read_unit(text, start + len(run))
    if not unit or unit in SCALES:
        return None
    low, high = _adjacent(run) or (value, None)
    return Number(start, start + len(run), low, high, unit, tail, more, True)


def _adjacent(run: str) -> tuple[str, str] | None:
    """四五家 is four to five; None for any other numeral."""
    match = _ABOUT_TWO.fullmatch(run)
    if match is None or _DIGIT_OF[match[2]] != _DIGIT_OF[match[1]] + 1:
        return None
    return str(_DIGIT_OF[match[1]]), str(_DIGIT_OF[match[2]])


def _fraction(printed: str, start: int, end: int) -> Number | None:
    """三分之一 is 33.3333 %, 百分之五 is 5 %."""
    below, _, above = printed.partition("分之")
    parts, whole = numeral_value(above), numeral_value(below)
    if parts is None or whole is None or not Decimal(whole):
        return None
    return _share(parts, whole, start, end, numeral=True)


def _share(parts: str, whole: str, start: int, end: int, *, numeral: bool) -> Number:
    percent = (Decimal(parts) * 100 / Decimal(whole)).quantize(Decimal("0.0001")).normalize()
    return Number(start, end, f"{percent:f}", None, "%", end, False, numeral)


def _borrowed(text: str, position: int, *, points: bool) -> tuple[str, int] | None:
    """The unit that a list shares: 1.1个、0.7个百分点 (`points`); 12、15和18所."""
    if points:
        return ("个百分点", position) if _LISTED_POINTS.match(text, position) else None
    match = _LISTED.match(text, position)
    if not match:
        return None
    unit, _, _ = read_unit(text, match.end())
    return (unit, position) if unit and unit not in SCALES else None


def _bare_power(text: str, start: int, run: str, scale: str) -> Number | None:
    """百余次, 十多个, 千余人: a power alone counts only with 余 or 多; 十个 counts by itself."""
    end = start + len(run)
    if (
        _REACHED.search(text, max(0, start - 3), start)
        and (scale or run in "万亿")
        and (money := read_unit(text, end))[0].endswith("元")
        and not _CLASS.match(text, money[1])  # 超亿元企业 names a class
    ):
        return Number(start, end, str(_POWERS[run]), None, *money, True)  # 突破百亿元
    more_after = _MORE.match(text, end)
    if scale or not (more_after or run == "十"):
        return None
    unit, tail, more = read_unit(text, end)
    if not unit or unit in SCALES:
        return None
    return Number(start, end, str(_POWERS[run]), None, unit, tail, more, True)


def numeral_value(run: str) -> str | None:
    """Decimal string of a Chinese numeral such as 三百二十, 一千零五, 二十三点五, 二〇二二; None where it is none."""
    whole, _, fraction = run.partition("点")
    if fraction:
        digits = "".join(str(_DIGIT_OF[c]) for c in fraction if c in _DIGIT_OF)
        value = numeral_value(whole)
        return f"{value}.{digits}" if value is not None else None
    if not any(c in _POWER_OF or c in "万亿" for c in whole):
        if len(whole) > 1 and not all(c in "零〇一二三四五六七八九" for c in whole):
            return None
        return "".join(str(_DIGIT_OF[c]) for c in whole)
    total = section = digit = 0
    for c in whole:
        if c in _DIGIT_OF:
            digit = _DIGIT_OF[c]
        elif c in _POWER_OF:
            section += (digit or 1) * _POWER_OF[c]
            digit = 0
        else:
            total = (total + section + digit) * (10_000 if c == "万" else 100_000_000)
            section = digit = 0
    return str(total + section + digit)


def read_unit(text: str, position: int) -> tuple[str, int, bool]:
    """Unit of measure at a position: (unit with its scale word, end, whether 余 or 多 stands beside it)."""
    match = _SCALE.match(text, position)
    assert match is not None  # every part of the pattern is optional
    scale = match["scale"] or ""
    more = bool(match["more"] or match["more2"])
    end = match.end()
    unit = _longest_unit(text, end)
    if scale and (whole := _longest_unit(text, match.start("scale"))) and len(whole) >= len(scale) + len(unit):
        scale, unit, end = "", whole, match.start("scale")  # 千瓦, 百分点: the scale word belongs to the unit
    if not unit and not scale:
        return "", position, False
    end += len(unit)
    if unit and (per := _PER.match(text, end)):
        unit += per[0]
        end = per.end()
    elif unit and (counted := _COUNTED.match(text, end)):
        unit += counted[0]
        end = counted.end()
    if _MORE.match(text, end) and unit:
        following = text[end : end + 2]
        if following[1:] in ("", ",", "。", "、", ";", ")"):
            more, end = True, end + 1
    return scale + unit, end, more


def _longest_unit(text: str, position: int) -> str:
    for unit in units_by_first().get(text[position : position + 1], ()):
        if text.startswith(unit, position) and not (unit[-1].isascii() and _LETTER.match(text, position + len(unit))):
            return unit
    return ""
