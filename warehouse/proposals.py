"""Proposals: documents that a poller has found, what stewards said of them, and how the list pages were last.

Belongs here: recording and telling. Does not belong here: looking at pages (flows.poll), fetching a confirmed document.

A proposal is found once, whatever list pages name its address; an answer is only ever added, the newest one holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from warehouse.clock import now
from warehouse.database import Database
from warehouse.errors import WrongUse
from warehouse.models import ListPageRow, ProposalAnswerRow, ProposalRow


class ProposalState(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class NewProposal:
    """A document as a list page names it. `facts` are fields of KnownFacts, as JSON values."""

    url: str
    title: str
    list_id: str
    facts: Mapping[str, Any]

    @property
    def proposal_id(self) -> str:
        """`P-` and 10 hex digits of the address's hash."""
        return "P-" + hashlib.sha256(self.url.encode()).hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class ProposalRecord:
    """A proposal and how it stands. `document_id` is that of a confirmed one; moments are UTC."""

    proposal_id: str
    url: str
    title: str
    list_id: str
    facts: Mapping[str, Any]
    found_at: datetime
    state: ProposalState
    document_id: str | None
    reason: str
    answered_by: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """What a list page said when it was last read: validators for a conditional request, and a hash of the rules."""

    url: str
    etag: str | None
    last_modified: str | None
    read_as: str


class Proposals:
    """The proposals of one catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def found(self, proposals: Sequence[NewProposal], page: ListPage | None = None) -> tuple[str, ...]:
        """Record what a list page names, and how the page was, in one transaction; returns the ids that are new."""
        added: list[str] = []
        with self._database.writing() as session:
            _lock(session)
            known = set(session.scalars(select(ProposalRow.proposal_id)))
            for each in proposals:
                if each.proposal_id not in known:
                    known.add(each.proposal_id)
                    added.append(each.proposal_id)
                    session.add(
                        ProposalRow(
                            proposal_id=each.proposal_id,
                            url=each.url,
                            title=each.title,
                            list_id=each.list_id,
                            facts=dict(each.facts),
                            found_at=now(),
                        )
                    )
            if page is not None:
                values = {"etag": page.etag, "last_modified": page.last_modified, "read_as": page.read_as}
                session.merge(ListPageRow(url=page.url, polled_at=now(), **values))
        return tuple(added)

    def page(self, url: str) -> ListPage | None:
        """How the list page was when it was last read."""
        with self._database.reading() as session:
            row = session.get(ListPageRow, url)
            return ListPage(row.url, row.etag, row.last_modified, row.read_as) if row else None

    def all(self) -> tuple[ProposalRecord, ...]:
        """Every proposal, in the order in which they were found."""
        with self._database.reading() as session:
            return tuple(_records(session))

    def confirmed(self) -> tuple[ProposalRecord, ...]:
        """Those that a steward has confirmed: documents for the next run."""
        return tuple(each for each in self.all() if each.state is ProposalState.CONFIRMED)

    def confirm(self, proposal_id: str, document_id: str, *, by: str, reason: str = "") -> ProposalRecord:
        """A steward wants the document, under this id. Raises WrongUse for an unknown proposal, an id that another
        confirmed proposal has, no name.
        """
        return self._answer(proposal_id, ProposalState.CONFIRMED, document_id, by, reason)

    def reject(self, proposal_id: str, *, by: str, reason: str) -> ProposalRecord:
        """A steward does not want it; it is not proposed again. Raises WrongUse without a reason or a name."""
        if not reason.strip():
            raise WrongUse("A rejection needs a reason (--reason): others will ask")
        return self._answer(proposal_id, ProposalState.REJECTED, None, by, reason)

    def _answer(
        self, proposal_id: str, state: ProposalState, document_id: str | None, by: str, reason: str
    ) -> ProposalRecord:
        if not by.strip():
            raise WrongUse("An answer needs a name (--by, or DUBAN_STEWARD)")
        with self._database.writing() as session:
            _lock(session)
            known = {each.proposal_id: each for each in _records(session)}
            found = known.get(proposal_id)
            if found is None:
                raise WrongUse(f"there is no proposal {proposal_id} (duban proposals --all)")
            taken = next((e for e in known.values() if e.document_id == document_id and e is not found), None)
            if document_id is not None and taken is not None:
                raise WrongUse(f"the id {document_id} is that of {taken.proposal_id} ({taken.url}): give another one")
            if (found.state, found.document_id) != (state, document_id):
                session.add(
                    ProposalAnswerRow(
                        proposal_id=proposal_id,
                        action="confirm" if state is ProposalState.CONFIRMED else "reject",
                        document_id=document_id,
                        reason=reason,
                        answered_by=by,
                        answered_at=now(),
                    )
                )
                session.flush()
            return next(each for each in _records(session) if each.proposal_id == proposal_id)


def _lock(session: Session) -> None:
    """One writer of proposals at a time; on SQLite a writing transaction is alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE proposals IN SHARE ROW EXCLUSIVE MODE"))


def _records(session: Session) -> list[ProposalRecord]:
    newest = {row.proposal_id: row for row in session.scalars(select(ProposalAnswerRow).order_by(ProposalAnswerRow.id))}
    return [_record(row, newest.get(row.proposal_id)) for row in session.scalars(select(ProposalRow).order_by("id"))]


def _record(row: ProposalRow, answer: ProposalAnswerRow | None) -> ProposalRecord:
    answered = {"confirm": ProposalState.CONFIRMED, "reject": ProposalState.REJECTED}
    state = answered[answer.action] if answer else ProposalState.OPEN
    return ProposalRecord(
        row.proposal_id,
        row.url,
        row.title,
        row.list_id,
        row.facts,
        row.found_at,
        state,
        answer.document_id if answer else None,
        answer.reason if answer else "",
        answer.answered_by if answer else None,
        answer.answered_at if answer else None,
    )
