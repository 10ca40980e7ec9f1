"""Characters of a hostile text that would change how the words around it are read.

Belongs here: what is replaced before anything is shown. Does not belong here: escaping markup (the templates do that).

A mark that turns the direction of writing would reach beyond the text that holds it: our own words and the command that a steward
copies would be shown backwards. Such marks and control characters are shown as the sign for a character that cannot be shown.
"""

from __future__ import annotations

import re
from typing import Any

_TURNS_OR_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def visible(value: Any) -> Any:
    """The value itself, or where it is a text, that text without such characters; one character for one character."""
    if type(value) is str and not value.isprintable():  # Markup is a template's own; nearly every text is printable
        return _TURNS_OR_CONTROLS.sub("\N{REPLACEMENT CHARACTER}", value)
    return value
