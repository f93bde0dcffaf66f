"""案件文书。The papers of cases of every process: the latest, and every one that was issued, as it was issued."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from api.schemas.case import PaperShown
from api.views.application_letter import ISSUED, letter_of
from api.views.commitment_letter import ISSUED_OF_COMMITMENTS, commitment_paper
from api.views.debarment_letter import ISSUED_OF_DEBARMENTS, debarment_paper
from api.views.matter import day, matter, not_yet, until
from models.queries import breach as breaches
from models.queries import clawback as clawbacks
from models.queries import commitment as commitments
from models.queries import disbursement as disbursements
from models.queries import enterprise as enterprises
from models.queries import filing as filings
from models.queries import history, succession
from models.queries import receipt as receipts
from models.queries import redecision as redecisions
from models.queries.history import History, Moment
from models.session import Session
from models.tables import (
    Application,
    AuditEvent,
    Case,
    Clawback,
    Commitment,
    Disbursement,
    MatchingProject,
    Redecision,
    Refund,
    SuccessionFiling,
)
from policy.errors import Code, Refusal
from policy.judging.catalogue import item as item_called
from policy.letters.bodies import Bodies
from policy.letters.change_notice import change_notice
from policy.letters.clawback_notice import Demand, Departure, Signed, clawback_ended, clawback_notice
from policy.letters.given_up_notice import GivenUp, given_up_notice
from policy.letters.handing_over_notice import HandedOver, handing_over_notice
from policy.letters.matter import Matter
from policy.letters.paper import Paper
from policy.letters.redecision_notice import Changed, redecision_intended, redecision_notice
from policy.letters.refund_notice import Refunded, refund_notice
from policy.letters.repaying import Due, Repaying
from policy.letters.succession_notice import Filed, Party, succession_granted, succession_refused, succession_taken_in
from policy.money import parse_rate
from policy.processes.application.lifecycle import APPLICATION
from policy.processes.change.progress import Change, changes_of
from policy.processes.change.steps import DECIDED
from policy.processes.clawback.lifecycle import CLAWBACK
from policy.processes.clawback.lifecycle import Event as Claimed
from policy.processes.clawback.lifecycle import Stage as Debt
from policy.processes.clawback.owing import Owed
from policy.processes.commitment.lifecycle import COMMITMENT
from policy.processes.debarment.lifecycle import DEBARMENT
from policy.processes.disbursement.states import FALLEN
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.matching.lifecycle import MATCHING
from policy.processes.matching.lifecycle import Event as Looked
from policy.processes.redecision.lifecycle import REDECISION
from policy.processes.redecision.lifecycle import Event as Redecided
from policy.processes.redecision.lifecycle import Stage as Anew
from policy.processes.redecision.reckoning import Outcome
from policy.processes.refund.lifecycle import REFUND
from policy.processes.registry import AGREEMENTS
from policy.processes.succession.lifecycle import SUCCESSION
from policy.processes.succession.lifecycle import Event as Filing
from policy.succession import Ground
from policy.text import Text

# While it is heard and decided, what is intended has its paper.
_HEARD: Final = frozenset({Anew.HEARING, Anew.DECISION})
_CHANGES: Final = frozenset(DECIDED)


async def paper_of(session: Session, row: Case, bodies: Bodies, language: str, owed: Owed | None = None) -> Paper:
    """Return the latest paper of a case.

    Args:
        session: The database.
        row: The case.
        bodies: Whom a paper names besides its department.
        language: "zh" or "en".
        owed: What would settle the case today, if it is a debt.

    Raises:
        Refusal: `wrong_process`, for a case whose papers are read elsewhere or that has none; `wrong_stage`, before there is one.
    """
    today = (await history.of(session, row)).today
    if isinstance(row, Clawback):
        return await _clawback(session, row, today, bodies, language, owed)
    letters = _LETTERS.get(row.process)
    if letters is None:
        raise Refusal(Code.WRONG_PROCESS, Text("该流程没有文书。", "This process has no papers."))
    return await letters.write(session, row, today, bodies, language)


async def issued(session: Session, row: Case, bodies: Bodies, language: str) -> list[tuple[AuditEvent, Paper]]:
    """Return every paper that a case has issued, as it was issued, each with the event it was issued by, the first one first."""
    past = await history.of(session, row)
    papers = [(event, await _issued_by(session, past, event, bodies, language)) for event in past.events]
    return [(event, paper) for event, paper in papers if paper is not None]


async def issued_by(session: Session, row: Case, sequence: int, bodies: Bodies, language: str) -> Paper | None:
    """Return the paper that one event of a case issued, as it was issued; None where it issued none."""
    past = await history.of(session, row)
    event = next((one for one in past.events if one.sequence == sequence), None)
    return None if event is None else await _issued_by(session, past, event, bodies, language)


async def _issued_by(session: Session, past: History, event: AuditEvent, bodies: Bodies, language: str) -> Paper | None:
    row = past.row
    if event.event in _CHANGES and row.process in AGREEMENTS:
        decided = [one for one in past.events if one.event in _CHANGES]
        changes = [one for one in changes_of(past.events, open_change=None) if one.decided]
        return await change_paper(session, row, changes[decided.index(event)], past.after(event), bodies, language)
    letters = _LETTERS.get(row.process)
    if letters is None or event.event not in letters.events:
        return None
    try:
        return await letters.write(session, row, past.after(event), bodies, language)
    except Refusal as refusal:
        # Such as the offer of a member that is none any more.
        if refusal.code is Code.WRONG_STAGE:
            return None
        raise


def paper_shown(row: Case, language: str, text: str) -> PaperShown:
    """Return a paper that is set as JSON has it."""
    return PaperShown.model_validate({"number": row.number, "language": language, "text": text})


async def _application(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    assert isinstance(row, Application)  # noqa: S101 - what the process says
    return (await letter_of(session, row, then, bodies, language))[1]


async def _clawback(session: Session, row: Case, then: Moment, bodies: Bodies, language: str, owed: Owed | None = None) -> Paper:
    assert isinstance(row, Clawback)  # noqa: S101 - what the process says
    if row.served_at is None:
        raise not_yet()
    item, award = item_called(row.item_code), (await clawbacks.award_numbers(session, [row]))[row.application_id]
    demand = Demand(award, row.cause, row.amount_fen, until(then), await _repaying(session, row, then, owed), row.reckoning)
    if then.stage in CLAWBACK.terminal:
        # What is settled is not demanded any more.
        return clawback_ended(item, await matter(session, row, then, then.since, language), demand, Debt(then.stage), language)
    if row.cause == "breach":
        demand = replace(demand, departure=await _departure(session, row), signed=await _signed(session, row))
    if then.at is not None:
        served = then.events[-1].detail
        demand = replace(demand, amount_fen=served["amount_fen"], reckoning=served["reckoning"])
    return clawback_notice(item, await matter(session, row, then, row.served_at, language), demand, bodies, language)


async def _repaying(session: Session, row: Clawback, then: Moment, owed: Owed | None) -> Repaying:
    """Return how a demand is to be paid back; when it was served nobody had been granted instalments."""
    granted = await clawbacks.instalments(session, row.id) if then.at is None else ()
    dues = [Due(found.due_on, found.amount_fen) for found in granted]
    differs = owed is not None and (owed.principal_fen, owed.interest_fen) != (row.amount_fen, 0)
    return Repaying(dues, row.repayment_days or 0, parse_rate(row.late_rate), owed if differs else None)


async def _signed(session: Session, row: Clawback) -> Signed | None:
    undertaking = await clawbacks.undertaking(session, row.application_id)
    if undertaking is None or "text" not in undertaking.terms:
        return None
    return Signed(day(undertaking.signed_at), Text(**undertaking.terms["text"]), undertaking.terms.get("documents", ()))


async def _departure(session: Session, row: Clawback) -> Departure | None:
    """Return the breach or the filed change that asked for a clawback, of its enterprise or whoever took its place.

    There is none where an officer proposed it.
    """
    if "reason" in row.reckoning:
        return None
    for uscc in (await succession.lineage(session, row.enterprise_uscc)).chain:
        its_commitment = await commitments.of_enterprise(session, uscc)
        if its_commitment is not None and (found := await _departure_in(session, row, its_commitment)) is not None:
            return found
    return None


async def _departure_in(session: Session, row: Clawback, its_commitment: Commitment) -> Departure | None:
    asked = str(row.application_id)
    filed = {one.id: one for one in await filings.of_case(session, its_commitment.id)}
    for breach in reversed(await breaches.of_case(session, its_commitment.id)):
        if asked in {demand["application_id"] for demand in breach.demands} and breach.breach_on.isoformat() == row.reckoning["breach_on"]:
            late = filed.get(breach.filing_id) if breach.filing_id else None
            if late is None:
                return Departure(breach.failures, day(breach.opened_at))
            return Departure((), day(late.received_at), late.kind, late.planned_on, late=True)
    for one in reversed(filed.values()):
        if asked in {demand["application_id"] for demand in one.demands} and one.planned_on.isoformat() == row.reckoning["breach_on"]:
            return Departure((), day(one.received_at), one.kind, one.planned_on)
    return None


async def _refund(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:  # noqa: ARG001 - nobody contests it
    assert isinstance(row, Refund)  # noqa: S101 - what the process says
    paid = [one for one in await disbursements.of_case(session, row.id) if _was_paid(one, then)]
    receipt = await receipts.find(session, row.receipt_id)
    paid_at = paid[-1].paid_at if paid else None
    if paid_at is None or receipt is None:
        raise not_yet()
    refunded = Refunded(receipt.reference, receipt.received_on, receipt.amount_fen, row.amount_fen, day(paid_at))
    ordinal = then.count_of(DisbursementEvent.PAID)
    return refund_notice(Matter(row.number, row.payer_name, row.department, day(paid_at), ordinal), refunded, language)


def _was_paid(payment: Disbursement, then: Moment) -> bool:
    """Tell whether a payment was made by then; a bank may have returned it since."""
    return then.has_come(payment.paid_at) and (then.at is not None or payment.state not in FALLEN)


async def _redecision(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    assert isinstance(row, Redecision)  # noqa: S101 - what the process says
    item, told = item_called(row.item_code), then.last_of(Redecided.FOUND_LESS, Redecided.REDECIDED)
    proposed = then.last_of(Redecided.PROPOSED, Redecided.REPROPOSED)
    if told is None or proposed is None or (told.event == Redecided.FOUND_LESS and then.stage not in _HEARD):
        raise not_yet()
    decided, reckoning = told.event == Redecided.REDECIDED, proposed.detail["reckoning"]
    changed = Changed(
        (await redecisions.award_numbers(session, [row]))[row.application_id],
        # Where a rule has nothing asked back, the decision is that nothing follows.
        Outcome.NOTHING if decided and row.stage == Anew.UNCHANGED else Outcome(proposed.detail["outcome"]),
        reckoning["facts"],
        proposed.detail["paper"],
        proposed.detail["reason"],
        *(reckoning[name] for name in ("before_fen", "after_fen", "amount_fen", "relieved_fen")),
    )
    about = await matter(session, row, then, told.occurred_at, language, then.count_of(told.event))
    if decided:
        return redecision_notice(item, about, changed, bodies, language)
    return redecision_intended(item, about, changed, until(then), language)


async def change_paper(session: Session, row: Case, change: Change, then: Moment, bodies: Bodies, language: str) -> Paper:
    """Return the paper that answers a change an enterprise applied for.

    Raises:
        Refusal: `wrong_stage`, as long as nobody has decided on it.
    """
    if change.decided is None or change.decided_at is None:
        raise not_yet()
    about = await matter(session, row, then, change.decided_at, language, change.number)
    return change_notice(item_called(row.item_code), about, change, AGREEMENTS[row.process], bodies, language)


async def _matching(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    assert isinstance(row, MatchingProject)  # noqa: S101 - what the process says
    told = then.last_of(Looked.UPSTREAM_HANDED_OVER, Looked.UPSTREAM_GIVEN_UP)
    if told is None:
        raise not_yet()
    if told.event == Looked.UPSTREAM_GIVEN_UP:
        given_up = GivenUp(row.project_no, told.detail["given_up"]["contradictions"], told.detail["given_up"]["reason"])
        about = await matter(session, row, then, told.occurred_at, language)
        return given_up_notice(item_called(row.item_code), about, given_up, bodies, language)
    moved = told.detail["handed_over"]
    said = HandedOver(row.project_no, date.fromisoformat(moved["on"]), moved["document_no"], date.fromisoformat(moved["as_of"]))
    about = await matter(session, row, then, told.occurred_at, language)
    return handing_over_notice(item_called(row.item_code), about, said, bodies, language)


async def _succession(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    assert isinstance(row, SuccessionFiling)  # noqa: S101 - what the process says
    submitted, refused = then.last_of(Filing.SUBMITTED), then.last_of(Filing.SUCCESSION_UNPROVEN)
    made = then.last_of(Filing.SUCCESSION_MADE)
    told = refused or made or submitted
    if told is None:
        raise not_yet()
    # Both are addressed by their own names: that one stands for the other is what is decided.
    before, after = [Party(await enterprises.name_at(session, uscc, then.at), uscc) for uscc in (row.predecessor_uscc, row.successor_uscc)]
    addressees = ("、" if language != "en" else " and ").join((after.name, before.name))
    about = Matter(row.number, addressees, row.department, day(told.occurred_at))
    filed = Filed(before, after, Ground(row.ground), row.paper, row.effective_on)
    if refused is not None:
        return succession_refused(about, filed, refused.detail["reason"], bodies, language)
    return succession_granted(about, filed, bodies, language) if made else succession_taken_in(about, filed, language)


@dataclass(frozen=True, slots=True)
class _Letters:
    """The letters of a process.

    Attributes:
        events: Those by which one is issued.
        write: Writes the letter of a case as it stands at a moment: today's is the latest.
    """

    events: Collection[str]
    write: Callable[[Session, Case, Moment, Bodies, str], Awaitable[Paper]]


_CLOSING: Final = frozenset(event for (_, event), stage in CLAWBACK.transitions.items() if stage in CLAWBACK.terminal)
_LETTERS: Final[Mapping[str, _Letters]] = {
    APPLICATION.name: _Letters(ISSUED, _application),
    CLAWBACK.name: _Letters({Claimed.DEMAND_APPROVED, *_CLOSING}, _clawback),
    COMMITMENT.name: _Letters(ISSUED_OF_COMMITMENTS, commitment_paper),
    DEBARMENT.name: _Letters(ISSUED_OF_DEBARMENTS, debarment_paper),
    REFUND.name: _Letters({DisbursementEvent.PAID}, _refund),
    REDECISION.name: _Letters({Redecided.FOUND_LESS, Redecided.REDECIDED}, _redecision),
    SUCCESSION.name: _Letters({Filing.SUBMITTED, Filing.SUCCESSION_MADE, Filing.SUCCESSION_UNPROVEN}, _succession),
    MATCHING.name: _Letters({Looked.UPSTREAM_HANDED_OVER, Looked.UPSTREAM_GIVEN_UP}, _matching),
}
