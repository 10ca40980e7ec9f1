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


def percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.0f}%" if whole else "–"


def difference(left: Any, right: Any, unit: str) -> str | None:
    """What one checks by head: right minus left, absolute and relative; None where a side is missing."""
    if left is None or right is None:
        return None
    a, b = Decimal(str(left)), Decimal(str(right))
    change = b - a
    sign = "+" if change > 0 else ""
    told = f"{sign}{exact(change)} {unit}".strip()
    return f"{told}, {sign}{exact(round(100 * change / abs(a), 1))}%" if a else told
