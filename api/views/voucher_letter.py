"""服务券的文书。The papers of vouchers and of their settlements, read off what happened to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from api.views.matter import matter, not_yet, until
from models.queries.history import Moment
from models.session import Session
from models.tables import Case, Settlement, Voucher
from policy.letters.acceptance import accepted, correction
from policy.letters.bodies import Bodies
from policy.letters.paper import Paper
from policy.letters.voucher_notice import (
    Issued,
    StoppedSettlement,
    settlement_accepted,
    settlement_demanded,
    settlement_reclaimed,
    settlement_refused,
    settlement_stopped,
    voucher_expired,
    voucher_issued,
    voucher_refused,
    voucher_voided,
)
from policy.money import Rate
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.settlement.lifecycle import Event as Settling
from policy.processes.voucher.lifecycle import Event
from policy.processes.voucher.requested import voucher_item

_REFUSED: Final = (AcceptanceEvent.ACCEPTANCE_REFUSED, Event.FOUND_INELIGIBLE, Event.VOUCHER_REFUSED)
_HANDLED: Final = (AcceptanceEvent.ACCEPTED, AcceptanceEvent.CORRECTION_REQUESTED)
ISSUED_OF_VOUCHERS: Final = frozenset({*_REFUSED, *_HANDLED, Event.ISSUED, Event.VOIDED, Event.EXPIRED})
"""The events of a voucher by which a paper is issued."""
REPLACED_OF_VOUCHERS: Final[Mapping[str, Collection[str]]] = {Event.VOIDED: (Event.ISSUED,)}
"""Which letters of a voucher each takes back."""
ISSUED_OF_SETTLEMENTS: Final = frozenset(
    {
        Settling.SETTLEMENT_ACCEPTED,
        Settling.SETTLEMENT_REFUSED,
        DisbursementEvent.PAYMENT_ENDED,
        Settling.RECLAIMED,
        Settling.RECLAIM_DEMANDED,
    }
)
"""The events of a settlement by which a paper is issued."""
REPLACED_OF_SETTLEMENTS: Final[Mapping[str, Collection[str]]] = {
    DisbursementEvent.PAYMENT_ENDED: (Settling.SETTLEMENT_ACCEPTED,),
    Settling.RECLAIMED: (Settling.SETTLEMENT_ACCEPTED,),
}
"""Which letters of a settlement each takes back or changes."""


async def voucher_paper(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    """Return the paper that the last event of a voucher issued."""
    assert isinstance(row, Voucher)  # noqa: S101 - what the process says
    told, item = then.events[-1], voucher_item()
    about = await matter(session, row, then, told.occurred_at, language, then.count_of(told.event))
    reason = str(told.detail.get("reason", ""))
    if told.event == AcceptanceEvent.ACCEPTED:
        if then.count_of(AcceptanceEvent.ACCEPTED) > 1:
            # An approver sent it back inside the office: its enterprise was told that it was taken in.
            raise not_yet()
        return accepted(item, about, language)
    if told.event == AcceptanceEvent.CORRECTION_REQUESTED:
        return correction(item, about, told.detail["defects"], until(then, {"voucher_correction"}), language)
    if told.event in _REFUSED:
        return voucher_refused(item, about, told.detail.get("failures", ()), reason, bodies, language)
    if told.event == Event.EXPIRED:
        return voucher_expired(item, about, int(told.detail["given_back_fen"]), int(told.detail["spent_fen"]), language)
    if told.event == Event.VOIDED:
        proposed = then.last_of(Event.VOID_PROPOSED)
        reasons = [str(proposed.detail["reason"]) if proposed else "", reason]
        amounts = int(told.detail["given_back_fen"]), int(told.detail["spent_fen"])
        return voucher_voided(item, about, amounts, reasons, bodies, language)
    kept = told.detail
    days = [date.fromisoformat(kept[name]) for name in ("valid_from", "valid_until")]
    return voucher_issued(item, Issued(row.service, Rate(kept["rate"]), int(kept["face_fen"]), *days), about, language)


async def settlement_paper(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    """Return the paper that the last event of a settlement issued."""
    assert isinstance(row, Settlement)  # noqa: S101 - what the process says
    told, item = then.events[-1], voucher_item()
    about = await matter(session, row, then, told.occurred_at, language, then.count_of(told.event))
    reason = str(told.detail.get("reason", ""))
    if told.event == Settling.SETTLEMENT_ACCEPTED:
        return settlement_accepted(item, about, row.month, told.detail["spends"], language, netted=told.detail.get("netted"))
    if told.event == Settling.RECLAIMED:
        proposed = then.last_of(Settling.RECLAIM_PROPOSED)
        reasons = [str(proposed.detail["reason"]) if proposed else "", reason]
        return settlement_reclaimed(item, about, row.month, told.detail, reasons, bodies, language)
    if told.event == Settling.RECLAIM_DEMANDED:
        due_on = until(then, {"reclaim_receipt"}) or about.day
        return settlement_demanded(item, about, row.month, int(told.detail["owed_fen"]), due_on, bodies, language)
    if told.event == Settling.SETTLEMENT_REFUSED:
        return settlement_refused(item, about, row.month, reason, bodies, language)
    said = StoppedSettlement(row.month, int(told.detail["amount_fen"]), told.detail.get("failures", ()), reason)
    return settlement_stopped(item, about, said, bodies, language)
