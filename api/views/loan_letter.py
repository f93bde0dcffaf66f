"""贷款登记的文书。The papers of a loan, read off what happened to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from api.views.matter import matter, until
from models.queries.history import Moment
from models.session import Session
from models.tables import Case, Loan
from policy.judging.catalogue import item as item_called
from policy.letters.acceptance import correction
from policy.letters.bodies import Bodies
from policy.letters.loan_notice import Registered, loan_ended, loan_refused, loan_registered
from policy.letters.paper import Paper
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.loan.lifecycle import Event
from policy.text import Text

_REGISTERED: Final = (Event.BANK_CONFIRMED, Event.PAPER_CONFIRMED)
_REFUSED: Final = (AcceptanceEvent.ACCEPTANCE_REFUSED, Event.REGISTRATION_REFUSED)
_ENDED: Final = (Event.LOAN_REPAID, Event.LOAN_CANCELLED, Event.CAP_FOUND_USED)
_TITLE: Final = Text("贷款登记", "Registration of a loan")
ISSUED_OF_LOANS: Final = frozenset({*_REGISTERED, *_REFUSED, *_ENDED, AcceptanceEvent.CORRECTION_REQUESTED})
"""The events of a loan by which a paper is issued."""
REPLACED_OF_LOANS: Final[Mapping[str, Collection[str]]] = dict.fromkeys(_ENDED, _REGISTERED)
"""Which letters of a loan each takes back."""


async def loan_paper(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    """Return the paper that the last event of a loan issued."""
    assert isinstance(row, Loan)  # noqa: S101 - what the process says
    told, item = then.events[-1], item_called(row.item_code)
    about = await matter(session, row, then, told.occurred_at, language, then.count_of(told.event))
    said = Registered(item, row.bank, row.loan_no, row.principal_fen, row.begins_on, row.ends_on)
    reason = str(told.detail.get("reason") or "")
    if told.event in _REGISTERED:
        return loan_registered(said, about, str(told.detail["confirmed_by"]), language)
    if told.event in _REFUSED:
        return loan_refused(said, about, reason, bodies, language)
    if told.event in _ENDED:
        return loan_ended(said, about, told.event, row.ended_on, [reason] if reason else [], language)
    defects = told.detail["defects"]
    return correction(replace(item, title=_TITLE), about, defects, until(then, {"loan_correction"}), language)
