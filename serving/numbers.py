"""Numbers as people read them. Belongs here: formatting of decimals. Does not belong here: any computing with
floats."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any


def exact(value: Any) -> str:
    """A decimal without needless zeros, with a true minus sign; empty for None, the text itself where it is no
    number."""
    if value is None:
        return ""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−") or "0"


def grouped(value: Any) -> str:
    """Like `exact`, with a thin space between groups of three digits of long whole numbers."""
    text = exact(value)
    whole, dot, rest = text.partition(".")
    sign, digits = (whole[0], whole[1:]) if whole.startswith("−") else ("", whole)
    if not digits.isdigit() or len(digits) < 5:
        return text
    return f"{sign}{int(digits):,}".replace(",", "\u202f") + dot + rest


def halves(value: Any) -> tuple[str, str]:
    """Before and from the decimal point on, so that a table can align on it."""
    whole, dot, rest = grouped(value).partition(".")
    return whole, dot + rest


def percent(ratio: Any) -> str:
    """A ratio as a percentage of one decimal: 1.0152 is 101.5%."""
    return f"{exact(round(Decimal(str(ratio)) * 100, 1))}%" if ratio is not None else "–"


def difference(left: Any, right: Any, unit: str) -> str | None:
    """What one checks by head: right minus left, absolute and relative; None where a side is missing or both
    are equal."""
    if left is None or right is None:
        return None
    a, b = Decimal(str(left)), Decimal(str(right))
    change = b - a
    if not change:
        return None
    sign = "+" if change > 0 else ""
    told = f"{sign}{scaled(change)}{unit}".strip()
    return f"{told}, {sign}{exact(round(100 * change / abs(a), 1))}%" if a else told


def scaled(value: Any) -> str:
    """A long number with 亿 or 万, as the documents print it; a shorter one with a space before its unit."""
    number = Decimal(str(value))
    for scale, word in ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")):
        if abs(number) >= scale:
            return f"{exact(round(number / scale, 4))} {word}"
    return f"{grouped(round(number, 6))} "
