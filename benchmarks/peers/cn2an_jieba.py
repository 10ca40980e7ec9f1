"""cn2an with jieba: numerals by word class, their value by cn2an, the word behind them as the unit."""

from __future__ import annotations

import re
import warnings

import cn2an
import jieba.posseg
from harness import serve

warnings.simplefilter("ignore")
_SCALES = {"亿": 100_000_000, "万": 10_000, "百": 100, "千": 1000}
_NUMBER = re.compile(r"[\d.]+|[零一二两三四五六七八九十百千万亿]+")


def find(line: str) -> list[tuple[str, str]]:
    found = []
    words = [(word.word, word.flag) for word in jieba.posseg.cut(line)]
    for (word, _), (behind, flag) in zip(words, [*words[1:], ("", "")], strict=True):
        number = _NUMBER.match(word)
        if number is None:
            continue
        try:
            value = cn2an.cn2an(number[0], "smart")
        except ValueError:
            continue
        unit = word[number.end() :] or (behind if flag in ("m", "q", "x", "n") else "")
        if unit[:1] in _SCALES:
            value, unit = value * _SCALES[unit[0]], unit[1:]
        found.append((str(value), unit))
    return found


serve(find)
