"""`duban poll` and `duban proposals`: look for new documents, and say which of them are wanted.

Belongs here: what the two commands tell. Does not belong here: looking (poll.py), the record (warehouse.proposals).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from rich.text import Text

from flows import fetch, poll, settings, watch_list
from flows.console import out, print_json, safe
from flows.faults import ExitCode, WrongUse
from flows.inbox_names import safe_name
from flows.job import sources_of
from flows.poll_guard import PAGES, Guard
from flows.settings import Settings
from warehouse.catalogue import Catalogue
from warehouse.home import Home
from warehouse.proposals import ProposalRecord, ProposalState

STATES = {
    ProposalState.OPEN: ("?", "yellow", "待确认 open"),
    ProposalState.CONFIRMED: ("✓", "green", "已确认 confirmed"),
    ProposalState.REJECTED: ("✗", "red", "不采用 rejected"),
}
LONGEST_ID = 80


def poll_pages(given: Path | None, *, as_json: bool) -> ExitCode:
    """Look at every active list page; INPUT where one could not be looked at."""
    done, waiting = look(given, lambda each: None if as_json else _tell(each))
    if as_json:
        print_json({"pages": [asdict(each) for each in done], "waiting": waiting})
    else:
        words = f"待确认 {len(waiting)} 份 · {len(waiting)} wait for a steward: duban proposals"
        out.print(Text(words if waiting else "没有待确认的新文件 · nothing waits for a steward"))
    return ExitCode.INPUT if any(each.fault for each in done) else ExitCode.OK


def look(
    given: Path | None, told: Callable[[poll.Polled], None]
) -> tuple[tuple[poll.Polled, ...], tuple[ProposalRecord, ...]]:
    """Look at every active list page of `given` (default: the setting's), and tell of each: what came of them, and what waits for a steward.

    Raises WrongUse for a list that cannot be read.
    """
    chosen = settings.load()
    watched = watch_list.load(given or chosen.watch_list)
    limits = replace(limits_of(chosen), max_bytes=poll.MAX_PAGE_BYTES)
    done = []
    with Catalogue(Home.from_environment().make().catalogue_url) as catalogue:
        sources = sources_of(chosen, [Path()], None)
        known = frozenset(
            {each.url for each in sources.documents if each.url}
            | {each.url for each in catalogue.editions() if each.url}
        )
        for page in watched.pages:
            if page.active:
                done.append(poll.poll(page, catalogue, guard_of(chosen, page.allowed, PAGES), limits, known))
                told(done[-1])
        waiting = tuple(each for each in catalogue.proposals.all() if each.state is ProposalState.OPEN)
    return tuple(done), waiting


def guard_of(chosen: Settings, hosts: frozenset[str], types: tuple[str, ...] | None) -> Guard:
    """The guard for requests to these hosts."""
    private = frozenset(each.strip().lower() for each in chosen.poll_private.split(",") if each.strip())
    return Guard(hosts, private, chosen.poll_pause, types)


def limits_of(chosen: Settings) -> fetch.Limits:
    """The limits of a request, as the settings say."""
    return fetch.Limits(
        chosen.fetch_connect_timeout,
        chosen.fetch_read_timeout,
        chosen.fetch_total_timeout,
        chosen.fetch_max_bytes,
        chosen.fetch_attempts,
        chosen.fetch_wait,
    )


def proposals(*, everything: bool, as_json: bool) -> ExitCode:
    """List proposals, those that wait first of all."""
    with Catalogue(Home.from_environment().make().catalogue_url) as catalogue:
        found = [each for each in catalogue.proposals.all() if everything or each.state is ProposalState.OPEN]
    if as_json:
        print_json(found)
        return ExitCode.OK
    for each in found:
        _show(each)
    if not found:
        out.print(Text("没有待确认的新文件 · nothing waits for a steward"))
    return ExitCode.OK


def answer(
    confirm: Sequence[str], reject: Sequence[str], *, document_id: str | None, reason: str, by: str, as_json: bool
) -> ExitCode:
    """Record what a steward says; a confirmed document is fetched by the next run."""
    if document_id is not None and len(confirm) != 1:
        raise WrongUse("--id names one document", advice="confirm one proposal at a time, or leave out --id")
    if document_id is not None and not re.fullmatch(r"[\w][\w.\-]{0,99}", document_id):
        raise WrongUse(f"{document_id!r} is no id", advice="letters, digits, - _ . ; at most 100")
    answered = []
    with Catalogue(Home.from_environment().make().catalogue_url) as catalogue:
        for each in confirm:
            chosen = document_id or _free_id(catalogue, each)
            answered.append(catalogue.proposals.confirm(each, chosen, by=by, reason=reason))
        answered += [catalogue.proposals.reject(each, by=by, reason=reason) for each in reject]
    if as_json:
        print_json(answered)
    else:
        for record in answered:
            _show(record)
        if confirm:
            out.print(Text("下次运行时抓取 · fetched by the next run: duban run"))
    return ExitCode.OK


def _free_id(catalogue: Catalogue, proposal_id: str) -> str:
    """An id made of the title that no other document has; the one it has where it was confirmed before."""
    everything = {each.proposal_id: each for each in catalogue.proposals.all()}
    found = everything.get(proposal_id)
    if found is None:
        raise WrongUse(f"there is no proposal {proposal_id}", advice="duban proposals --all")
    if found.document_id:
        return found.document_id
    taken = {each.document_id for each in catalogue.documents()}
    taken |= {each.document_id for each in everything.values() if each.document_id}
    plain = re.sub(r"[^\w]+", "-", safe_name(found.title)).strip("-_")[:LONGEST_ID] or "document"
    return plain if plain not in taken else f"{plain}-{proposal_id.removeprefix('P-')}"


def in_words(done: poll.Polled) -> str:
    """What came of one list page."""
    counts = f"{done.pages} 页 pages · {done.wanted} 份相关 wanted · {len(done.new)} 份新 new"
    return "无变化 unchanged" if done.unchanged else counts


def _tell(done: poll.Polled) -> None:
    sign = Text("✗ ", style="red") if done.fault else Text("✓ ", style="green")
    out.print(sign + Text(f"{done.list_id}  {in_words(done)}"), soft_wrap=True)
    if done.fault:
        out.print(Text(f"    {safe(done.fault)}"), soft_wrap=True)


def _show(each: ProposalRecord) -> None:
    sign, style, label = STATES[each.state]
    out.print(Text.assemble((f"{sign} ", style), each.proposal_id, f"  {safe(each.title)}  ", (label, "dim")))
    out.print(Text(f"    {safe(each.url)}"), soft_wrap=True)
    told = [str(each.facts["published_on"])] if each.facts.get("published_on") else []
    told += [f"→ {each.document_id}"] if each.document_id else []
    told += [f"{each.answered_by}: {each.reason}"] if each.answered_by else []
    if told:
        out.print(Text("    " + safe(" · ".join(told))), soft_wrap=True)
    if each.state is ProposalState.OPEN:
        out.print(Text(f"    duban proposals --confirm {each.proposal_id} --by …", style="dim"), soft_wrap=True)
