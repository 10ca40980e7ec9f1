"""Duckling as a wheel (pyduckling-native-phihos): money, distance, volume, quantity, temperature and numbers."""

from __future__ import annotations

from duckling import (
    Context,
    default_locale_lang,
    load_time_zones,
    parse,
    parse_dimensions,
    parse_lang,
    parse_locale,
    parse_ref_time,
)
from harness import serve

_ZONES = load_time_zones("/usr/share/zoneinfo")
_LOCALE = parse_locale("ZH_CN", default_locale_lang(parse_lang("ZH")))
_CONTEXT = Context(parse_ref_time(_ZONES, "Asia/Shanghai", 1660000000), _LOCALE)
_DIMENSIONS = parse_dimensions(["amount-of-money", "number", "distance", "volume", "quantity", "temperature"])


def find(line: str) -> list[tuple[str, str]]:
    values = [each["value"] for each in parse(line, _CONTEXT, _DIMENSIONS, False)]
    return [(str(value["value"]), value.get("unit", "")) for value in values if "value" in value]


serve(find)
