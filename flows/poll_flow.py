"""督办 poll: the flow that looks at the publishers' list pages by a schedule, so that new documents are proposed without anybody asking.

Belongs here: what a Prefect server is told of a look. Does not belong here: looking (poll_command.py, poll.py), what a steward says of a
proposal (warehouse.proposals).

It needs no turn: it writes proposals into the catalogue, which any number of processes may open, and reads no document.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.logging import get_run_logger

from flows import parameters, poll_command, progress, settings
from flows.artifacts import LISTED
from flows.console import safe
from flows.faults import UnreadableInput
from flows.markdown import plain
from flows.notifications import Notifier
from flows.poll import Polled
from warehouse.clock import now
from warehouse.proposals import ProposalRecord


@flow(
    name="督办 poll",
    flow_run_name=lambda: f"督办巡查 {now():%Y-%m-%d %H:%M} UTC",
    persist_result=False,
    validate_parameters=False,
)
def look_for_documents(watch_list: parameters.WatchList = None) -> int:
    """巡查各列表页，新文件列为待确认的提议。 Look at the publishers' list pages; what is new there waits for a steward. How many are new."""
    log = get_run_logger()
    people = Notifier(settings.load(), progress.current())
    done, waiting = poll_command.look(Path(watch_list) if watch_list else None, _Telling())
    if not done:
        log.info("列表页目录为空 · the list of pages (watch.yml) names none")
    _proposals(waiting)
    new = {name for each in done for name in each.new}
    if new:
        people.found([each for each in waiting if each.proposal_id in new])
    faults = [f"{each.list_id}: {each.fault}" for each in done if each.fault]
    if faults:
        advice = "the others were looked at; it is tried again the next time, or mend watch.yml"
        raise UnreadableInput("list pages that could not be looked at:\n" + "\n".join(faults), advice=advice)
    return len(new)


class _Telling:
    """A line in the run's log for each list page."""

    def __init__(self) -> None:
        self._log = get_run_logger()

    def __call__(self, done: Polled) -> None:
        self._log.info("列表页 page %s: %s", done.list_id, poll_command.in_words(done))
        if done.fault:
            self._log.warning("列表页 page %s: %s", done.list_id, safe(done.fault))


def _proposals(waiting: Sequence[ProposalRecord]) -> None:
    rows = [
        {
            "提议 proposal": each.proposal_id,
            "标题 title": plain(each.title),
            "日期 date": str(each.facts.get("published_on") or ""),
            "列表页 page": each.list_id,
            "地址 address": plain(each.url),
            "确认 confirm": f"duban proposals --confirm {each.proposal_id} --by …",
        }
        for each in waiting[:LISTED]
    ]
    described = "待确认的新文件 · new documents that wait for a steward"
    create_table_artifact(rows, key="duban-proposals", description=described)
