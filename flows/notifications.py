"""Telling people how a run ended: e-mail, webhook and whatever else Apprise (a library that Prefect brings) knows how to reach.

Belongs here: which events are told, in which words, to which addresses. Does not belong here: how a run ends.

DUBAN_NOTIFY holds the addresses, separated by spaces, for example `mailtos://user:password@smtp.example.org?to=a@example.org` and
`jsons://hooks.example.org/duban`; https://github.com/caronc/apprise lists all kinds, 企业微信, 钉钉 and 飞书 among them. They hold passwords:
none of them is ever printed. A message that cannot be sent is told in a line, and the run ends as it would have ended.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from flows.console import safe
from flows.faults import WrongUse, in_plain_words
from flows.outcome import Outcome, Refused
from flows.progress import Progress
from flows.settings import Settings
from flows.summary import HEADLINES, lines, told_headline

if TYPE_CHECKING:
    from datetime import datetime

    import apprise

    from flows.steward_wait import Finding
    from warehouse.proposals import ProposalRecord

Event = Literal["refused", "published", "waiting", "failed"]
EVENTS = ("refused", "published", "waiting", "failed")
#: How many findings or reasons a message lists.
LISTED = 10


@dataclass(frozen=True, slots=True)
class Message:
    """What is told: of which event, in one line, in full."""

    event: Event
    title: str
    body: str


class Notifier:
    """Tells people of one run; `progress` hears of messages that could not be sent."""

    def __init__(self, settings: Settings, progress: Progress) -> None:
        """Raises WrongUse where the settings name an unknown event or an address that Apprise does not understand."""
        self._settings, self._progress = settings, progress
        self._events = _events(settings)
        self._addresses = _addresses(settings)

    @property
    def kinds(self) -> tuple[str, ...]:
        """What the addresses are, without their secrets: kind and host."""
        return tuple(_kind(address) for address in self._addresses)

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Tell of the block where it does not end well: a run that was refused or failed raises."""
        try:
            yield
        except Refused as refused:
            self.send(self._of_outcome(refused.outcome, "refused"))
            raise
        except Exception as error:
            body = f"{in_plain_words(error)}\n\n原发布不变 · the release is as it was."
            self.send(Message("failed", "督办：运行失败 · the run failed", body))
            raise

    def ended(self, outcome: Outcome) -> None:
        """Tell of a run that has published; one with nothing new is no news."""
        if outcome.state == "published":
            self.send(self._of_outcome(outcome, "published"))

    def interrupted(self, runs: Sequence[str]) -> None:
        """Tell of runs that were killed: they could not say so themselves."""
        body = f"{', '.join(runs)}\n\n已恢复，本次运行继续 · cleaned up; this run goes on."
        self.send(Message("failed", "督办：上次运行被中断 · an earlier run was cut off", body))

    def given_up(self, run: str, tries: int) -> None:
        """Tell of a run that was cut off so often that it is not begun again: no later one would say so for months."""
        told = f"已中断 {tries} 次，不再自动继续；原发布不变 · cut off {tries} times, not begun again; the release is as it was."
        body = f"{run}\n\n{told}\nduban doctor"
        self.send(Message("failed", "督办：运行多次中断，已放弃 · a run was given up", body))

    def waiting(self, findings: Sequence[Finding], until: datetime) -> None:
        """Tell that a run waits for a steward."""
        listed = [f"{each.check_id}  {each.severity}  {each.claim}" for each in findings[:LISTED]]
        if len(findings) > LISTED:
            listed.append(f"… {len(findings) - LISTED} more")
        after = f"截至 until {until.astimezone():%Y-%m-%d %H:%M %Z}；逾期保留原发布 · after that the old release stays."
        body = "\n".join([*listed, "", after, "duban findings · duban decide · duban desk · duban answer"])
        self.send(Message("waiting", f"督办：{len(findings)} 个问题待裁定 · findings wait for a decision", body))

    def found(self, proposals: Sequence[ProposalRecord]) -> None:
        """Tell that a poller has found documents, which wait for a steward."""
        listed = [f"{each.proposal_id}  {safe(each.title)}\n    {safe(each.url)}" for each in proposals[:LISTED]]
        if len(proposals) > LISTED:
            listed.append(f"… {len(proposals) - LISTED} more")
        body = "\n".join(
            [*listed, "", "duban proposals --confirm ID --by … · duban proposals --reject ID --reason … --by …"]
        )
        title = f"督办：发现 {len(proposals)} 份新文件待确认 · new documents wait for a steward"
        self.send(Message("waiting", title, body))

    def _of_outcome(self, outcome: Outcome, event: Event) -> Message:
        _, _, headline = HEADLINES[outcome.state]
        body = [told_headline(outcome), ""]
        body += [f"✗ {failure}" for failure in outcome.failures[:LISTED]]
        body += [f"{label}: {words}" for label, words in lines(outcome)]
        body += [f"! {refusal}" for refusal in outcome.refusals[:LISTED]]
        if self._settings.report_url:
            body.append(f"报告 Report: {self._settings.report_url}")
        return Message(event, f"督办：{headline} {outcome.release or ''}".rstrip(), "\n".join(body))

    def send(self, message: Message) -> None:
        """Send to every address; one that does not take it is told of by its kind and host, without its secrets."""
        for address in self._addresses if message.event in self._events else ():
            try:
                sent = bool(address.notify(body=message.body, title=message.title))
            except Exception as fault:  # of whatever plug-in; its words may hold the address, so only its kind is told
                sent = False
                logging.getLogger(__name__).debug("notification failed: %s", type(fault).__name__)
            if not sent:
                self._progress.say(f"未能通知 · could not notify {_kind(address)} ({message.event}); see DUBAN_NOTIFY")


def _kind(address: apprise.NotifyBase) -> str:
    return f"{address.service_name} {getattr(address, 'host', None) or ''}".strip()


def _events(settings: Settings) -> frozenset[str]:
    chosen = frozenset(settings.notify_on.replace(",", " ").split())
    unknown = chosen - set(EVENTS)
    if unknown:
        raise WrongUse(
            f"unknown event {', '.join(sorted(unknown))}", place="DUBAN_NOTIFY_ON", advice=f"use {' '.join(EVENTS)}"
        )
    return chosen


def _addresses(settings: Settings) -> list[apprise.NotifyBase]:
    if settings.notify is None:
        return []
    import apprise

    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # its messages tell addresses
    found = []
    for number, address in enumerate(settings.notify.get_secret_value().split(), start=1):
        plug_in = apprise.Apprise.instantiate(address, suppress_exceptions=True)
        if plug_in is None:
            kind = address.partition("://")[0] if "://" in address else "?"
            raise WrongUse(
                f"address {number} ({kind}://…) is none that Apprise understands",
                place="DUBAN_NOTIFY",
                advice="for example mailtos://user:password@smtp.example.org?to=a@example.org or jsons://hooks.example.org/duban",
            )
        found.append(plug_in)
    return found
