"""What is on each page: its address, its template and what the template is given.

Belongs here: choosing and ordering what is shown. Does not belong here: markup, files, queries.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from serving import accuracy_card, addresses, findings, marks, numbers, series, stacks, words
from serving.changes import Changes
from serving.facts import RunFacts
from serving.release import Place, Release, Row, Statement, lead_units

# Rows on one page of a list: what keeps a page well under a megabyte, whatever the documents hold.
_LISTED = {"tasks": 200, "findings": 40, "units": 300, "indicators": 400, "left-out": 400, "documents": 100}
_MOST_POINTS = 400  # promises and figures on an indicator's page, the newest
_MOST_ELSEWHERE = 12  # the same promise in other documents, the newest
_MOST_TASKS = 1000  # tasks on a unit's page, the newest documents
_MOST_CARDS = 20  # findings on a task's page
_FIRST_FINDINGS = 12  # cards on the front page
_TOP_UNITS = 10


@dataclass(frozen=True, slots=True)
class Page:
    """`current` is the entry of the navigation that the page belongs to."""

    address: str
    template: str
    title: str
    current: str
    context: dict[str, Any] = field(hash=False, compare=False)


@dataclass(frozen=True, slots=True)
class Pager:
    number: int
    count: int
    folder: str

    def link(self, number: int) -> str:
        return addresses.page(self.folder, number)


def pages(
    release: Release, run: RunFacts, *, has_documentation: bool, changes: Changes | None = None
) -> Iterator[Page]:
    """Every page of the report."""
    cards = findings.cards(release)
    yield _front(release, run, cards, has_documentation, changes)
    title = "与上一版的差别 What changed"
    yield Page("changes/index.html", "changes.html", title, "changes", {"changes": changes})
    yield Page("accuracy/index.html", "accuracy.html", "读取准确度 Accuracy", "accuracy", {"card": _accuracy()})
    themes = stacks.themes(release)
    yield Page(
        "themes/index.html", "themes.html", "主题 Themes", "themes", {"rows": themes, "total": len(release.targets)}
    )
    yield from _lists(release, cards)
    for card in cards:
        yield Page(card.address, "finding.html", f"{card.kind.chinese} {card.id}", "findings", {"card": card})
    yield from _places(release, cards)
    yield from _units(release)
    yield from _indicators(release)
    yield from _paged("documents", "documents.html", "文件 Documents", _documents(release))
    gate = {"run": run, "has_documentation": has_documentation}
    yield Page("gate/index.html", "gate.html", "校验 Validation", "gate", gate)


def search_entries(release: Release) -> list[list[Any]]:
    """One entry for each task and section: address, name, document, first words, lead units."""
    entries = []
    for place in release.places:
        title = place.document["title"] or place.document["document_id"]
        units = " ".join(_lead(release, place))
        entries.append([place.address, place.name, title, _first_words(place, 48), units])
    return entries


def _first_words(place: Place, count: int) -> str:
    text = place.task["commitment"] if place.task else place.heading or (place.pieces[0].text if place.pieces else "")
    text = marks.unwrapped(text).replace("\n", " ").strip()
    return text if len(text) <= count else text[: count - 1] + "…"


def _accuracy() -> dict[str, Any] | None:
    kept = accuracy_card.kept().get(accuracy_card.JSON_NAME)
    return json.loads(kept) if kept else None


def _front(
    release: Release, run: RunFacts, cards: list[findings.Card], has_documentation: bool, changes: Changes | None
) -> Page:
    counts = release.verdict_counts()
    found = [card for card in cards if card.waits or card.decision]
    context = {
        "run": run,
        "has_documentation": has_documentation,
        "changes": changes,
        "counts": counts,
        "promises": len(release.targets),
        "kept": counts.get("met", 0),
        "documents": len(release.documents),
        "tasks": len(release.tasks),
        "figures": len(release.observations),
        "open_findings": len(release.open_findings),
        "bars": stacks.bars(release)[:_TOP_UNITS],
        "cards": found[:_FIRST_FINDINGS],
        "more_cards": max(0, len(found) - _FIRST_FINDINGS),
        "told": len(cards) - len(found),
        "compared": len(release.checks),
        "left_out": len(release.left_out),
        "unread": len(release.unread),
        "failures": [f for f in (run.judgement or {}).get("failures", []) if str(f["severity"]) == "critical"],
    }
    return Page("index.html", "index.html", "督办报告 Report", "index", context)


def _paged(folder: str, template: str, title: str, rows: Sequence[Any], **more: Any) -> Iterator[Page]:
    sort = folder.partition("/")[0]
    size = _LISTED[sort]
    count = max(1, -(-len(rows) // size))
    for number in range(1, count + 1):
        shown = rows[(number - 1) * size : number * size]
        context = {"rows": shown, "total": len(rows), "pager": Pager(number, count, folder), **more}
        yield Page(addresses.page(folder, number), template, title, sort, context)


def _lists(release: Release, cards: list[findings.Card]) -> Iterator[Page]:
    places = [(place, _first_words(place, 60)) for place in release.places]
    yield from _paged("tasks", "tasks.html", "任务 Tasks", places)
    yield from _findings(release, cards)
    bars = {bar.name: bar for bar in stacks.bars(release)}
    units = sorted(release.by_unit.items(), key=lambda item: (-len(item[1]), item[0]))
    rows = [(name, addresses.unit(name), len(tasks), bars.get(name)) for name, tasks in units]
    yield from _paged("units", "units.html", "责任单位 Lead units", rows)
    measured = [
        (name, addresses.indicator(name), _measured(statements)) for name, statements in release.by_indicator.items()
    ]
    yield from _paged("indicators", "indicators.html", "指标 Indicators", measured)
    left = [
        (statement, release.home(statement), release.link(statement))
        for statement in (*release.unread, *release.left_out)
    ]
    reasons: dict[str, int] = defaultdict(int)
    for statement in release.left_out:
        reasons[statement.row["why"]] += 1
    counted = sorted(reasons.items(), key=lambda item: -item[1])
    yield from _paged(
        "left-out", "left_out.html", "不计的数字 Numbers left out", left, reasons=counted, unread=len(release.unread)
    )


def _findings(release: Release, cards: list[findings.Card]) -> Iterator[Page]:
    """All findings, and where they fill several pages, those of each kind by themselves."""
    by_kind: dict[words.Label, list[findings.Card]] = defaultdict(list)
    for card in cards:
        by_kind[card.kind].append(card)
    kinds = sorted(by_kind.items(), key=lambda item: (-sum(card.waits for card in item[1]), item[0].value))
    several = len(kinds) > 1 and len(cards) > _LISTED["findings"]
    counts = [(kind, f"findings/{addresses.slug(kind.value)}", len(found)) for kind, found in kinds] if several else []
    common = {"holding": _holding(release), "kinds": counts, "all": len(cards)}
    lists = [("findings", cards), *((folder, by_kind[kind]) for kind, folder, _ in counts)]
    for folder, shown in lists:
        waiting = sum(card.waits for card in shown)
        yield from _paged(folder, "findings.html", "发现 Findings", shown, waiting=waiting, **common)


def _measured(statements: list[Statement]) -> dict[str, Any]:
    years = sorted({s.row["year"] for s in statements if s.row.get("year")})
    return {
        "promises": sum(s.mark == "promise" for s in statements),
        "figures": sum(s.mark == "figure" for s in statements),
        "years": f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0]) if years else "",
    }


def _holding(release: Release) -> list[tuple[words.Label, int, int]]:
    """How many checks of each kind hold, and how many were made."""
    made: dict[str, list[bool]] = defaultdict(list)
    for check in release.checks:
        made[check["kind"]].append(bool(check["holds"]))
    return [(words.label("compared", kind), sum(holds), len(holds)) for kind, holds in sorted(made.items())]


def _places(release: Release, cards: list[findings.Card]) -> Iterator[Page]:
    touching: dict[str, list[findings.Card]] = defaultdict(list)
    for card in cards:
        for address in {side.link.split("#")[0] for side in card.sides if side.link}:
            touching[address].append(card)
    for at, place in enumerate(release.places):
        before = release.places[at - 1] if at else None
        after = release.places[at + 1] if at + 1 < len(release.places) else None
        same = place.document["document_id"]
        context = {
            "place": place,
            "texts": [(piece.role, marks.stretches(piece, place.statements)) for piece in place.pieces],
            "promises": [_judged(release, s) for s in place.of("promise")],
            "figures": place.of("figure"),
            "left_out": place.of("left_out") + place.of("unread"),
            "units": [(name, addresses.unit(name)) for name in _lead(release, place)],
            "elsewhere": _elsewhere(release, place),
            "cards": touching[place.address][:_MOST_CARDS],
            "original": addresses.original(place.document["url"], _opening(place)),
            "before": before if before and before.document["document_id"] == same else None,
            "after": after if after and after.document["document_id"] == same else None,
            "indicator_address": addresses.indicator,
        }
        title = f"{place.name} · {place.document['title'] or same}"
        yield Page(place.address, "place.html", title, "tasks", context)


def _lead(release: Release, place: Place) -> list[str]:
    return [release.unit_name(place, unit) for unit in lead_units(place.task)] if place.task else []


def _opening(place: Place) -> str:
    """The first clause, short enough for a text fragment to be found on the publisher's page."""
    text = place.pieces[0].text.strip() if place.pieces else ""
    first_line = text.splitlines()[0] if text else ""
    return first_line[:24]


def _judged(release: Release, promise: Statement) -> dict[str, Any]:
    judged_by = [release.statements[i] for i in promise.row["observation_ids"] or [] if i in release.statements]
    return {
        "statement": promise,
        "verdict": words.label("verdict", promise.row["verdict"]),
        "judged_by": [(figure, release.link(figure)) for figure in judged_by],
    }


def _elsewhere(release: Release, place: Place) -> list[tuple[Statement, str | None, Row]]:
    """The same promise in other documents of the same city: targets for an indicator that this place promises too, oldest first."""
    names = sorted({promise.row["indicator"] for promise in place.of("promise")})
    here, city = place.document["document_id"], place.document["jurisdiction"]
    found = []
    for name in names:
        others = (other for other in release.promises_newest_first[(city, name)] if other.document_id != here)
        found += [(o, release.link(o), release.documents[o.document_id]) for o in islice(others, _MOST_ELSEWHERE)]
    return sorted(found, key=lambda item: (item[0].row["indicator"], item[2]["year"] or 0))


def _units(release: Release) -> Iterator[Page]:
    for unit, places in release.by_unit.items():
        promises = [_judged(release, s) | {"place": place} for place in places for s in place.of("promise")]
        counts = release.verdict_counts([p["statement"] for p in promises])
        context = {
            "unit": unit,
            "rows": [(place, _first_words(place, 60)) for place in places[-_MOST_TASKS:]],
            "more": max(0, len(places) - _MOST_TASKS),
            "total": len(places),
            "promises": len(promises),
            "parts": stacks.stack(counts),
            "kept": counts.get("met", 0),
            "printed": _printed_names(release, unit, places),
        }
        yield Page(addresses.unit(unit), "unit.html", unit, "units", context)


def _printed_names(release: Release, unit: str, places: list[Place]) -> list[str]:
    """Names under which documents print the unit, where official and printed names stand in one order."""
    printed = set()
    for place in places:
        task = place.task or {}
        for official, name in zip(task.get("lead_unit_names") or [], task.get("lead_units") or [], strict=False):
            if release.unit_name(place, official or "") == unit and name not in (unit, official):
                printed.add(name)
    return sorted(printed)


def _indicators(release: Release) -> Iterator[Page]:
    for name, statements in release.by_indicator.items():
        newest = sorted(statements, key=lambda s: -(s.row.get("year") or 0))[:_MOST_POINTS]
        bare = [(s, release.link(s), release.documents[s.document_id]) for s in newest if s.row["value"] is None]
        context = {
            "name": name,
            "charts": series.charts(release, newest),
            "bare": bare,
            "more": len(statements) - len(newest),
        }
        yield Page(addresses.indicator(name), "indicator.html", name, "indicators", context)


def _documents(release: Release) -> list[dict[str, Any]]:
    tasks: dict[str, int] = defaultdict(int)
    numbers_of: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for place in release.places:
        tasks[place.document["document_id"]] += 1
    for statement in release.statements.values():
        numbers_of[statement.document_id][statement.mark] += 1
    problems: dict[str, list[Row]] = defaultdict(list)
    for problem in release.problems:
        problems[problem["document_id"]].append(problem)
    return [
        {
            "row": row,
            "type": words.label("document_type", row["document_type"]),
            "url": addresses.original(row["url"], ""),
            "places": tasks[document],
            "numbers": numbers_of[document],
            "problems": problems[document][:100],
            "characters": numbers.grouped(len(row["text"])),
        }
        for document, row in release.documents.items()
    ]
