"""What whoever publishes says about the data set: title, publisher, contact, licence (release_metadata.yml).

Belongs here: reading that file and what is wrong with it. Does not belong here: what follows from the release itself
(subject), the form that a standard gives it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from warehouse.errors import WrongUse

VARIABLE = "DUBAN_RELEASE_METADATA"
DEFAULT = Path(__file__).with_name("release_metadata.yml")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The file's content; texts in both languages by `zh` and `en`. What is optional is empty."""

    name: str
    title: dict[str, str]
    description: dict[str, str]
    publisher: str
    publisher_url: str
    contact_name: str
    contact_email: str
    contact_url: str
    licence: str
    licence_title: str
    licence_url: str
    keywords: tuple[str, ...]

    @property
    def contact(self) -> str:
        """How to reach somebody, in a line; empty where nobody is named."""
        return " ".join(each for each in (self.contact_name, self.contact_email, self.contact_url) if each)


def metadata(environment: Mapping[str, str] | None = None) -> Metadata:
    """From the file that DUBAN_RELEASE_METADATA names, else from the one beside this module.

    Raises WrongUse, naming file and place, for a file that is not there or not in its form.
    """
    known = os.environ if environment is None else environment
    return _read(Path(known.get(VARIABLE) or DEFAULT).expanduser())


@cache
def units() -> dict[str, str]:
    """Column -> its unit of measure, or `column:<the column that names it>`."""
    told: dict[str, str] = json.loads(Path(__file__).with_name("units.json").read_text(encoding="utf-8"))
    return told


def _read(path: Path) -> Metadata:
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise WrongUse(f"{path}: cannot be read ({fault.strerror}); set {VARIABLE} to a file that is there") from fault
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise WrongUse(
            f"{path}: not YAML in UTF-8: {' '.join(str(fault).split())}; begin with a copy of {DEFAULT}"
        ) from fault
    said = _Said(path, told)
    return Metadata(
        said.text("name", form=_NAME, like="lower-case letters, digits and hyphens"),
        {language: said.text("title", language) for language in ("zh", "en")},
        {language: said.text("description", language) for language in ("zh", "en")},
        said.text("publisher", "name"),
        said.text("publisher", "url", form=_ADDRESS, like="https://…", optional=True),
        said.text("contact", "name", optional=True),
        said.text("contact", "email", form=re.compile(r"\S+@\S+"), like="name@host", optional=True),
        said.text("contact", "url", form=_ADDRESS, like="https://…", optional=True),
        said.text("licence", "name", form=re.compile(r"[\w.+-]+"), like="an SPDX identifier such as CC-BY-4.0"),
        said.text("licence", "title"),
        said.text("licence", "url", form=_ADDRESS, like="https://…"),
        said.words("keywords"),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    path: Path
    content: Any

    def text(
        self, *place: str, form: re.Pattern[str] | None = None, like: str = "a text", optional: bool = False
    ) -> str:
        value = self.content
        for key in place:
            value = value.get(key) if isinstance(value, dict) else None
        if value is None and optional:
            return ""
        if not isinstance(value, str) or not value.strip() or (form and not form.fullmatch(value)):
            raise WrongUse(f"{self.path}: {'.'.join(place)} is {value!r}; write {like} there (as in {DEFAULT})")
        return " ".join(value.split())

    def words(self, key: str) -> tuple[str, ...]:
        value = self.content.get(key)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise WrongUse(f"{self.path}: {key} is {value!r}; write a list of words there (as in {DEFAULT})")
        return tuple(value)
