"""Files of lists that people write (sources.yml, watch.yml): read so that every fault has its line.

Belongs here: YAML to a tree that knows its lines. Does not belong here: what may stand in it (sources, watch_list).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flows.faults import WrongUse


def tree_of(file: Path, *, key: str, absent: str, example: str) -> Any:
    """The file as a mapping with line marks.

    `key`: the list that it should hold; `absent`, `example`: what to do where it cannot be read, and where it holds something else.
    Raises WrongUse with file and line.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        tree = YAML(typ="rt").load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise WrongUse(error.strerror or "cannot be read", place=str(file), advice=absent) from error
    except UnicodeDecodeError as error:
        raise WrongUse("is not UTF-8", place=str(file), advice="save it as UTF-8") from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{file}:{mark.line + 1}" if mark else str(file)
        advice = "mend the line (indentation, colon, quotes)"
        raise WrongUse(f"no YAML: {error.problem}", place=place, advice=advice) from error
    except YAMLError as error:
        raise WrongUse(f"no YAML: {error}", place=str(file), advice="mend it") from error
    if not isinstance(tree, dict):
        raise WrongUse(f"should hold `{key}:` and a list", place=f"{file}:1", advice=example)
    return tree


def line_of(tree: Any, location: Sequence[str | int]) -> int:
    """1-based line of the innermost thing of `location` that stands in the file."""
    line = 1
    for part in location:
        marks = getattr(tree, "lc", None)
        try:
            line = (marks.item(part) if isinstance(part, int) else marks.key(part))[0] + 1  # type: ignore[union-attr]
        except (KeyError, TypeError, AttributeError, IndexError):
            break
        try:
            tree = tree[part]
        except (KeyError, IndexError, TypeError):
            break
    return line
