"""What stands around a document on a page: never a task, never a passage.

Belongs here: telling such lines by the furniture vocabulary. Does not belong here: elements that a format drops (nav, footer).
"""

from __future__ import annotations

from documents.layouts.words import furniture_words
from documents.normal import normalise

_LONGEST = 80
#: Buttons stand in brackets: [打印] [关闭].
_WITHOUT_BRACKETS = dict.fromkeys(map(ord, " []【】<>〈〉"))


def is_furniture(line: str) -> bool:
    """Whether a trimmed line belongs to the page, not to the document."""
    if len(line) > _LONGEST:
        return False
    words = furniture_words()
    plain = normalise(line)
    if plain.endswith("。"):
        return words.pattern.fullmatch(plain) is not None
    tight = plain.translate(_WITHOUT_BRACKETS)
    if tight in words.lines or tight.startswith(words.starts) or plain.startswith(words.starts):
        return True
    if words.contains.search(plain):
        return True
    return words.pattern.fullmatch(" ".join(plain.split())) is not None
