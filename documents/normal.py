"""The normalised text that stands beside the kept text, character for character.

Belongs here: mappings of one character to one character (full-width forms, spaces, traditional characters), so that an offset means the
same in both texts. Does not belong here: anything that adds, drops or moves a character.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources

_BASIC_PLANE = 0x10000
_SPACES = "\t\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u180e\u2028\u2029\u202f\u205f\u3000\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
#: Looks the same, means the same: minus signs and short dashes, dots between names, the two zeros of Chinese dates.
_ALIKE = {
    **dict.fromkeys("‐‑‒–−﹣", "-"),
    **dict.fromkeys("〜∼˜", "~"),
    **dict.fromkeys("‧・•∙⋅", "·"),
    **dict.fromkeys("○◯", "〇"),
    "―": "—",
    "∶": ":",
    "﹪": "%",
    "٪": "%",
}


def normalise(text: str) -> str:
    """The text with full-width forms, white space and traditional characters made plain; always of the same length.

    Line feeds and carriage returns stay. Characters of simplified Chinese (GB 2312) are never changed, so that a simplified
    text keeps its wording even where a character is also a traditional one (乾, 著).
    """
    return text.translate(_table())


@cache
def _table() -> str:
    """A string indexed by code point: faster than a dict, which raises inside for every character it lacks."""
    table = [chr(point) for point in range(_BASIC_PLANE)]
    _fold_compatibility(table)
    for traditional, simplified in _traditional():
        table[ord(traditional)] = simplified
    for space in _SPACES:
        table[ord(space)] = " "
    for point in range(0x2000, 0x200B):
        table[point] = " "
    for char, plain in _ALIKE.items():
        table[ord(char)] = plain
    return "".join(table)


def _fold_compatibility(table: list[str]) -> None:
    """Full-width and half-width forms, small forms, CJK radicals and compatibility ideographs that PDF files print for the plain ones."""
    for first, last in ((0x2E80, 0x2FD5), (0xF900, 0xFAFF), (0xFE10, 0xFE19), (0xFE30, 0xFE6B), (0xFF01, 0xFFE6)):
        for point in range(first, last + 1):
            plain = unicodedata.normalize("NFKC", chr(point))
            if len(plain) == 1 and not plain.isspace():
                table[point] = plain


def _traditional() -> list[tuple[str, str]]:
    """Pairs of one traditional and one simplified character (OpenCC's TSCharacters; its first choice where it has several)."""
    source = resources.files("opencc").joinpath("dictionary/TSCharacters.txt").read_text("utf-8")
    pairs = []
    for line in source.splitlines():
        traditional, _, choices = line.partition("\t")
        simplified = choices.split(" ")[0]
        if (
            len(traditional) == len(simplified) == 1
            and ord(traditional) < _BASIC_PLANE
            and not _is_simplified(traditional)
        ):
            pairs.append((traditional, simplified))
    return pairs


def _is_simplified(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
