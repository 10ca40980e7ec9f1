"""The accuracy card: how well the reader reads documents whose figures are known, as Markdown for people and JSON for programs.

Belongs here: the card's content, its two forms, and the card that is kept with the code and goes out with each release. Does not belong
here: measuring (documents.accuracy).

The card is kept in the repository and not made anew for a release: the annotated corpus is a part of the tests, which a machine that
publishes need not have. A test measures again and compares, so the kept card is always that of the reader beside it; the release's manifest
names that reader's version. Nothing in a card depends on the day, the machine or the version's hash.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from documents.accuracy import ATTRIBUTES, SORTS, Evaluation, Miss
from documents.accuracy.evaluation import Group

#: Names of the two files, in the repository (serving/accuracy/) and in a release.
JSON_NAME, MARKDOWN_NAME = "accuracy_card.json", "accuracy_card.md"
KEPT = Path(__file__).parent / "accuracy"
_TITLES = {"observations": "figures 数字", "targets": "promises 承诺", "excluded": "left out 不计"}
#: Longest piece of a clause that a miss is listed with.
_EVIDENCE = 40
#: Signs that would begin markup, end a table cell or a line.
_MARKUP = str.maketrans({sign: "\\" + sign for sign in "\\`*_{}[]<>#|~"} | {"\n": " ", "\r": " "})


def content(evaluation: Evaluation) -> dict[str, Any]:
    """The card as plain data; equal for equal readings."""
    whole = evaluation.all
    layouts = evaluation.by(lambda each: each.layout)
    return {
        "about": "Precision, recall and attributes of the reader on documents whose every number was annotated by hand.",
        "documents": whole.documents,
        "characters": whole.characters,
        "unread_numbers": whole.unread,
        "all": group_measures(whole),
        "by_layout": {name: group_measures(group) for name, group in sorted(layouts.items())},
        "by_kind": kind_measures(whole),
        "by_document": {each.id: group_measures(group) for each, group in _each(evaluation)},
        "refused": {each.id: each.problem for each in evaluation.documents if each.problem},
        "misses": [as_row(miss) for sort in SORTS for miss in whole.scores[sort].misses],
        # Names are measured by their likeness; each of them listed would bury the rest.
        "disagreements": [
            as_row(m) for sort in SORTS for m in whole.scores[sort].disagreements if m.problem != "indicator"
        ],
    }


def group_measures(group: Group) -> dict[str, Any]:
    """Documents, unread numbers, and the measures of each sort of statement."""
    return {
        "documents": group.documents,
        "unread_numbers": group.unread,
        **{sort: group.scores[sort].measures(sort) for sort in SORTS},
    }


def kind_measures(group: Group) -> dict[str, dict[str, Any]]:
    """Counts, precision, recall and F1 by kind of statement (level, growth …; by reason for what is left out)."""
    return {
        sort: {kind: tally.measures() for kind, tally in sorted(group.scores[sort].kinds.items())} for sort in SORTS
    }


def as_row(miss: Miss) -> dict[str, str]:
    """A disagreement as plain data."""
    row = {name: getattr(miss, name) for name in ("sort", "document", "place", "problem", "wanted", "got", "evidence")}
    return {**row, "evidence": row["evidence"][:_EVIDENCE]}


def to_json(card: Mapping[str, Any]) -> bytes:
    """The card as JSON, one indent a level, characters as they are."""
    return (json.dumps(card, ensure_ascii=False, indent=1) + "\n").encode()


def to_markdown(card: Mapping[str, Any]) -> bytes:
    """The card as Markdown: what was measured, a table by layout, one by kind, and every miss."""
    lines = [
        "# 读取准确度 · Accuracy card",
        "",
        f"{card['documents']} documents, {card['characters']:,} characters, every number annotated by hand"
        f" (`duban accuracy`). Numbers that could not be placed: {card['unread_numbers']}.",
        "",
        "A figure is found when its place, number and unit agree and its clause overlaps. Attributes are shares of the figures found.",
        "",
    ]
    for sort in SORTS:
        lines += [f"## {_TITLES[sort]}", "", *_by_layout(card, sort), "", *_by_kind(card, sort), ""]
    lines += ["## 未读出与误读 · Misses and wrong finds", "", *_listed(card["misses"]), ""]
    lines += ["## 属性不符 · Attributes that differ", "", *_listed(card["disagreements"]), ""]
    return "\n".join(lines).encode()


def write(card: Mapping[str, Any], file: Path) -> tuple[Path, Path]:
    """Write both forms beside each other: `file` with the ending .json and with .md; the two paths."""
    file.parent.mkdir(parents=True, exist_ok=True)
    data, text = file.with_suffix(".json"), file.with_suffix(".md")
    data.write_bytes(to_json(card))
    text.write_bytes(to_markdown(card))
    return data, text


def kept() -> dict[str, bytes]:
    """The card that belongs to this reader, by file name, as it goes into a release; empty where none is kept."""
    return {name: (KEPT / name).read_bytes() for name in (JSON_NAME, MARKDOWN_NAME) if (KEPT / name).is_file()}


def _each(evaluation: Evaluation) -> Iterable[tuple[Any, Group]]:
    for each in evaluation.documents:
        group = Group()
        group.add(each)
        yield each, group


def _by_layout(card: Mapping[str, Any], sort: str) -> list[str]:
    extra = [*ATTRIBUTES[sort], *(["indicator_likeness"] if sort != "excluded" else [])]
    lines = _head("layout", ["documents", "gold", "found", "precision", "recall", "F1", *extra])
    rows = {**card["by_layout"], "**all**": card["all"]}
    for name, group in rows.items():
        one = group[sort]
        if one["gold"] or one["found"]:
            lines.append(_line(name, group["documents"], one, extra))
    return lines


def _by_kind(card: Mapping[str, Any], sort: str) -> list[str]:
    lines = _head("reason" if sort == "excluded" else "kind", ["gold", "found", "precision", "recall", "F1"])
    return lines + [_line(kind, None, one, []) for kind, one in card["by_kind"][sort].items()]


def _head(first: str, names: list[str]) -> list[str]:
    return [f"| {first} | {' | '.join(names)} |", f"| --- |{' ---: |' * len(names)}"]


def _line(name: str, documents: int | None, one: Mapping[str, Any], extra: list[str]) -> str:
    cells = [str(documents)] if documents is not None else []
    cells += [str(one["gold"]), str(one["found"])]
    cells += [f"{one[measure]:.3f}" for measure in ("precision", "recall", "f1", *extra)]
    return f"| {name} | {' | '.join(cells)} |"


def _listed(rows: list[dict[str, str]]) -> list[str]:
    if not rows:
        return ["None. 无"]
    return [
        f"- {row['document']} {row['place']}: {row['sort']} {row['problem']}"
        f" {_said(row)} “{row['evidence'].translate(_MARKUP)}”"
        for row in rows
    ]


def _said(row: Mapping[str, str]) -> str:
    if row["problem"] in ("missed", "wrong"):
        return (row["wanted"] or row["got"]).translate(_MARKUP)
    return f"{row['wanted'] or '–'} ≠ {row['got'] or '–'}".translate(_MARKUP)
