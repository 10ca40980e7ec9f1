"""`duban decide` and `duban decisions`: recording a decision, writing all of them to a file and taking them from one.

Belongs here: options to a request, and telling what was recorded. Does not belong here: what may be decided (serving.deciding), the
file's form (warehouse.decision_file).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from rich.text import Text

from flows.console import out, print_json, safe
from flows.faults import ExitCode, MachineFault, WrongUse
from flows.published import catalogue_of, judged
from flows.summary import shown
from warehouse import waiting
from warehouse.home import Home
from warehouse.records import Action, DecisionRecord


def decide(
    check_id: str,
    actions: dict[Action, bool],
    *,
    correction: str | None,
    reason: str,
    by: str,
    until: str | None,
    as_json: bool,
) -> ExitCode:
    """Record a decision on a finding of the published warehouse."""
    from serving import deciding

    chosen = [action for action, given in actions.items() if given]
    if len(chosen) != 1:
        raise WrongUse("one of --accept, --correct VALUE, --reject, --withdraw is needed", advice="duban decide --help")
    for name, value in (("--reason", reason), ("--by", by)):
        if not value.strip():
            raise WrongUse(f"{name} is needed: others will read it, years later", advice="duban decide --help")
    home = Home.from_environment()
    warehouse, _ = judged(home)
    request = deciding.Request(check_id, chosen[0], reason, by, correction, _day(until))
    with catalogue_of(home) as catalogue:
        decided = deciding.decide(warehouse, catalogue, request)
    if as_json:
        print_json(decided.record)
        return ExitCode.OK
    said = decided.record.decision
    words = f"已记录 · Recorded {decided.record.decision_id}: {check_id} {said.action}"
    words += f" {said.printed_value} → {said.corrected_value}" if said.corrected_value else ""
    out.print(Text.assemble(("✓ ", "bold green"), safe(words)), soft_wrap=True)
    if decided.before is not None and decided.before.decision_id != decided.record.decision_id:
        out.print(Text(f"  取代 · it supersedes {safe(_told(decided.before))}", style="yellow"), soft_wrap=True)
    if warehouse == home.current:
        out.print(Text("  下次运行生效 · it counts from the next run on  → duban run", style="dim"))
    else:
        out.print(Text("  等待中的运行会采用 · the run that waits will take it", style="dim"))
    return ExitCode.OK


def answer(*, publish: bool, keep: bool, by: str, as_json: bool) -> ExitCode:
    """Answer the run that waits."""
    if publish == keep:
        raise WrongUse("one of --publish, --keep is needed", advice="duban answer --help")
    if not by.strip():
        raise WrongUse("--by is needed: who says so?", advice="duban answer --help")
    home = Home.from_environment()
    waits = waiting.current(home)
    if waits is None:
        raise WrongUse("no run waits for a steward here", place=str(home.root), advice="duban status")
    said = waiting.answer(home, waits, waiting.Then.PUBLISH if publish else waiting.Then.KEEP, by.strip())
    if as_json:
        print_json(said)
        return ExitCode.OK
    words = "发布 · it will publish" if publish else "保留原发布 · it will keep the old release"
    out.print(Text.assemble(("✓ ", "bold green"), f"已答复运行 {waits.run_id}：{words}"), soft_wrap=True)
    return ExitCode.OK


def export(file: Path, *, as_json: bool) -> ExitCode:
    """Write every decision of the catalogue to a CSV file."""
    from warehouse import decision_file

    with catalogue_of(Home.from_environment()) as catalogue:
        records = catalogue.decisions.list()
    try:
        count = decision_file.write(records, file)
    except OSError as fault:
        raise MachineFault(fault.strerror or str(fault), place=str(file), advice="choose another place") from fault
    if as_json:
        print_json({"file": file, "decisions": count})
    else:
        out.print(Text(f"✓ 已导出 · Exported {count} 项裁定 decisions  {shown(file.absolute())}"), soft_wrap=True)
    return ExitCode.OK


def take_over(file: Path, *, as_json: bool) -> ExitCode:
    """Record the decisions of a CSV file that are not here yet, all or none."""
    from warehouse import decision_file

    decisions = decision_file.read(file)
    home = Home.from_environment().make()
    with catalogue_of(home) as catalogue:
        added = catalogue.decisions.take_over(decisions)
    if as_json:
        print_json({"file": file, "decisions": len(decisions), "added": added})
        return ExitCode.OK
    known = len(decisions) - len(added)
    out.print(Text(f"✓ 已导入 · Imported {len(added)} 项裁定 decisions, {known} 项已有 known already"), soft_wrap=True)
    if added:
        out.print(Text("  下次运行生效 · they count from the next run on  → duban run", style="dim"))
    return ExitCode.OK


def history(check_id: str | None, *, as_json: bool) -> ExitCode:
    """Every decision (on one check, or on all) in the order of recording."""
    with catalogue_of(Home.from_environment()) as catalogue:
        records = catalogue.decisions.list(check_id)
    if as_json:
        print_json({"decisions": records})
        return ExitCode.OK
    for record in records:
        moment = f"{record.recorded_at.astimezone():%Y-%m-%d %H:%M}"
        out.print(Text(f"{moment}  {record.decision.check_id}  {safe(_told(record))}"), soft_wrap=True)
    if not records:
        out.print(Text("– 尚无裁定 · Nothing was decided yet"))
    return ExitCode.OK


def _told(record: DecisionRecord) -> str:
    said = record.decision
    value = f" {said.printed_value or ''} → {said.corrected_value}" if said.corrected_value else ""
    until = f" (until {said.until})" if said.until else ""
    return f"{record.decision_id} {said.action}{value} · {said.decided_by} {said.decided_on}: {said.reason}{until}"


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUse(f"{text!r} is no date", place="--until", advice="write it as 2026-12-31") from error
