"""An indicator over time as a drawing: a promise is a hollow mark, a result a full one, a year that is missing
a break.

Belongs here: points and their geometry. Does not belong here: colours (report.css) and markup (series.svg). The
drawings are made by hand, not by a plotting library: they take the page's colours (dark, print), each mark is a
link, and hundreds cost less than the start of one renderer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from serving import numbers, periods, words
from serving.release import Release, Statement

WIDTH, HEIGHT = 640, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 24, 20, 36


@dataclass(frozen=True, slots=True)
class Point:
    """`shape`: promise (hollow), result (full, a whole year), so_far (full, a part of a year) or stock (full,
    as of a day). `broken`: why no line may be drawn to it from an earlier year; None where one may."""

    statement: Statement
    link: str | None
    shape: str
    year: int
    value: Decimal
    told: str
    period: words.Label
    document: str
    broken: words.Label | None = None
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Points of one indicator, place, kind, scope and unit. `lines` join results of consecutive years; a gap stays a gap, and so
    does a break (`breaks`: where across the drawing a series must not be drawn through)."""

    title: str
    unit: str
    points: tuple[Point, ...]
    lines: tuple[tuple[tuple[float, float], ...], ...]
    years: tuple[Tick, ...]
    levels: tuple[Tick, ...]
    breaks: tuple[Tick, ...] = ()

    @property
    def drawn(self) -> bool:
        """Worth a drawing: more than one year, or a promise beside its result."""
        return len({point.year for point in self.points}) > 1 or len({point.shape for point in self.points}) > 1


def charts(release: Release, statements: Iterable[Statement]) -> list[Chart]:
    """One chart for each place, kind, scope and base unit among the statements of one indicator, the fullest first."""
    groups: dict[tuple[str, str, str, str], list[Point]] = defaultdict(list)
    for statement in statements:
        point = _point(release, statement)
        if point is not None:
            row, city = statement.row, release.documents[statement.document_id]["jurisdiction"] or ""
            unit = row["base_unit"] or row["unit"] or ""
            groups[(city, row["kind"], row.get("scope") or "全市", unit)].append(point)
    several = len({city for city, *_ in groups}) > 1
    made = [
        _chart(city if several else "", kind, scope, unit, points)
        for (city, kind, scope, unit), points in groups.items()
    ]
    return sorted(made, key=lambda chart: (-len(chart.points), chart.title))


def _point(release: Release, statement: Statement) -> Point | None:
    row = statement.row
    value = row["base_value"] if row["base_value"] is not None else row["value"]
    document = release.documents[statement.document_id]
    end = row.get("period_end")
    year = end.year if end is not None else row.get("year") or document["year"]
    if value is None or year is None:
        return None
    sign = words.label("comparator", row["comparator"]).chinese if statement.mark == "promise" else ""
    about = words.label("modifier", row.get("modifier")).chinese if statement.mark == "figure" else ""
    told = f"{sign}{about}{numbers.grouped(row['value'])} {row['unit'] or ''}".strip()
    period = row.get("period") or str(year)
    broken = release.breaks.get(statement.id)
    return Point(
        statement, release.link(statement), _shape(statement, period), int(year), Decimal(str(value)), told, periods.label(period),
        document["title"] or statement.document_id, words.label("break", broken) if broken else None,
    )  # fmt: skip


def _shape(statement: Statement, period: str) -> str:
    if statement.mark == "promise":
        return "promise"
    if period.startswith("asof-"):
        return "stock"
    return "result" if period.isdigit() else "so_far"


def _chart(city: str, kind: str, scope: str, unit: str, points: list[Point]) -> Chart:
    points.sort(key=lambda p: (p.year, p.shape, p.statement.document_id, p.statement.char_start))
    first, last = points[0].year, points[-1].year
    steps = _steps([p.value for p in points])
    low, high = steps[0], steps[-1]
    span = max(1, last - first)

    def across(year: int) -> float:
        usable = WIDTH - _LEFT - _RIGHT
        return round(_LEFT + usable / 2 if first == last else _LEFT + 24 + (usable - 48) * (year - first) / span, 1)

    def up(value: Decimal) -> float:
        share = float((value - low) / (high - low))
        return round(HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * share, 1)

    placed = tuple(replace(p, x=across(p.year), y=up(p.value)) for p in points)
    label = words.label("kind", kind)
    title = f"{city} {label.chinese} {label.english}".lstrip() + (f"，{scope}" if scope != "全市" else "")
    levels = tuple(Tick(up(step), _short(step)) for step in steps)
    years = tuple(Tick(across(year), str(year)) for year in sorted({p.year for p in points}))
    breaks = tuple(Tick(at, str(reason)) for at, reason in _breaks(placed).items())
    return Chart(title, unit, placed, tuple(_lines(placed)), years, levels, breaks)


def _breaks(points: tuple[Point, ...]) -> dict[float, words.Label]:
    """Halfway between a year that is counted in another way and the year before it; none before the first year."""
    years = sorted({p.x for p in points})
    return {
        round((max(x for x in years if x < p.x) + p.x) / 2, 1): p.broken for p in points if p.broken and p.x > years[0]
    }


def _steps(values: list[Decimal]) -> list[Decimal]:
    """Round levels that span the values: from zero where nothing is negative, so that heights compare; two to
    seven of them."""
    low, high = min(Decimal(0), min(values)), max(Decimal(0), max(values))
    rough = (high - low) / 4 or Decimal(1)
    power = Decimal(10) ** rough.adjusted()
    step = next(power * n for n in (Decimal(1), Decimal(2), Decimal(5), Decimal(10)) if power * n >= rough)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = max((high / step).to_integral_value(ROUND_CEILING), first + 1)
    return [step * n for n in range(int(first), int(last) + 1)]


def _short(value: Decimal) -> str:
    """An axis label: 45.5亿, 3.2万, 0.9."""
    for scale, word in ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")):
        if abs(value) >= scale:
            return numbers.exact(round(value / scale, 2)) + word
    return numbers.exact(round(value, 2))


def _lines(points: tuple[Point, ...]) -> Iterable[tuple[tuple[float, float], ...]]:
    """Lines through results of consecutive years of one shape; a year without one ends a line, and so does a break."""
    for shape in ("result", "stock"):
        run: list[Point] = []
        for point in (p for p in points if p.shape == shape):
            if run and point.year == run[-1].year:
                continue
            if run and (point.year > run[-1].year + 1 or point.broken):
                if len(run) > 1:
                    yield tuple((p.x, p.y) for p in run)
                run = []
            run.append(point)
        if len(run) > 1:
            yield tuple((p.x, p.y) for p in run)
