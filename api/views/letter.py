"""案件文书。The papers of cases besides decisions: an intake's, the notice of a clawback, breach or refund, a filed change's receipt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from api.views.application import REFUSALS
from models.queries import audit_event as audit_events
from models.queries import breach as breaches
from models.queries import clawback as clawbacks
from models.queries import commitment as commitments
from models.queries import disbursement as disbursements
from models.queries import enterprise as enterprises
from models.queries import filing as filings
from models.queries import receipt as receipts
from models.queries import redecision as redecisions
from models.queries import submission as submissions
from models.queries import succession
from models.queries import task as tasks
from models.session import Session
from models.tables import Application, Case, Clawback, Commitment, Enterprise, MatchingProject, Redecision, Refund
from policy.errors import Code, Refusal
from policy.judging.catalogue import item as item_called
from policy.letters.acceptance import accepted, correction
from policy.letters.bodies import Bodies
from policy.letters.breach_notice import Suspicion, breach_notice
from policy.letters.change_notice import change_notice
from policy.letters.clawback_notice import Demand, Departure, Signed, clawback_ended, clawback_notice
from policy.letters.filing_receipt import Filing, filing_receipt
from policy.letters.handing_over_notice import HandedOver, handing_over_notice
from policy.letters.matter import Matter
from policy.letters.paper import Paper
from policy.letters.redecision_notice import Changed, redecision_intended, redecision_notice
from policy.letters.refund_notice import Refunded, refund_notice
from policy.letters.repaying import Due, Repaying
from policy.money import parse_rate
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.application.lifecycle import Stage as IntakeStage
from policy.processes.change.progress import Change
from policy.processes.clawback.lifecycle import Stage as Debt
from policy.processes.clawback.owing import Owed
from policy.processes.commitment.lifecycle import COMMITMENT, Event, Stage
from policy.processes.commitment.states import FilingState
from policy.processes.decision.steps import DecisionEvent
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.matching.lifecycle import MATCHING
from policy.processes.matching.lifecycle import Event as Looked
from policy.processes.notice.steps import NoticeEvent
from policy.processes.redecision.lifecycle import REDECISION
from policy.processes.redecision.lifecycle import Event as Redecided
from policy.processes.redecision.lifecycle import Stage as Anew
from policy.processes.redecision.reckoning import Outcome
from policy.processes.refund.lifecycle import REFUND
from policy.processes.registry import AGREEMENTS
from policy.text import Text
from policy.working_days import BEIJING

# Stages of a commitment in which a breach was found to stand.
_UPHELD: Final = frozenset({Stage.BREACH_STANDING, Stage.BREACH_RECONSIDERATION, Stage.RECLAIMING, Stage.BREACHED})
_UNDER_WAY: Final = frozenset({IntakeStage.VERIFICATION, IntakeStage.REVIEW, IntakeStage.ASSESSMENT})
# What a letter of a stage rests on.
_DECIDING: Final[Mapping[str, str]] = {
    **dict.fromkeys((IntakeStage.BUDGET_WAIT, IntakeStage.PUBLIC_NOTICE, IntakeStage.OBJECTION), DecisionEvent.APPROVED),
    **dict.fromkeys((IntakeStage.COMMITMENT, IntakeStage.PAYMENT, IntakeStage.IN_FORCE), NoticeEvent.NOTICE_CLEARED),
}
_APPLIED_AS: Final = Text("以“{name}”名义申请的单位", "whoever applied as “{name}”")
_ANSWERS: Final = frozenset({"correction", "clawback_objection", "hearing_statement", "breach_answer", "redecision_statement"})
# While it is heard and decided, what is intended has its paper.
_HEARD: Final = frozenset({Anew.HEARING, Anew.DECISION})


async def paper_of(session: Session, row: Case, bodies: Bodies, language: str, owed: Owed | None = None) -> Paper:
    """Return the paper of a case.

    Args:
        session: The database.
        row: The case.
        bodies: Whom a paper names besides its department.
        language: "zh" or "en".
        owed: What would settle the case today, if it is a debt.

    Raises:
        Refusal: `wrong_process`, for a case whose papers are read elsewhere or that has none; `wrong_stage`, before there is one.
    """
    if isinstance(row, Clawback):
        return await _clawback(session, row, bodies, language, owed)
    write = _PAPERS.get(row.process)
    if write is None:
        raise Refusal(Code.WRONG_PROCESS, Text("该流程没有文书。", "This process has no papers."))
    return await write(session, row, bodies, language)


async def intake_paper(session: Session, row: Application, language: str) -> tuple[str, Paper] | None:
    """Return what an application's paper is before anything is assessed, and the paper; None where there is none.

    It was taken in, or has to be corrected first: the two are told at `GET /applications/{number}/letter` like every later one.
    """
    item = item_called(row.item_code)
    if row.stage == IntakeStage.CORRECTION:
        rounds = await audit_events.count_of(session, row.id, (AcceptanceEvent.CORRECTION_REQUESTED,))
        matter = await _matter(session, row, row.enterprise_uscc, row.stage_entered_at, language, rounds)
        defects = await submissions.defects(session, row)
        return "correction", correction(item, matter, defects, await _until(session, row), language)
    taken_in = await audit_events.last_of(session, row.id, (AcceptanceEvent.ACCEPTED,)) if row.stage in _UNDER_WAY else None
    if taken_in is None:
        return None
    rounds = await audit_events.count_of(session, row.id, (AcceptanceEvent.ACCEPTED,))
    matter = await _matter(session, row, row.enterprise_uscc, taken_in.occurred_at, language, rounds)
    return "accepted", accepted(item, matter, language, row.hold_reason)


def called_by(identity: Mapping[str, Any], enterprise: Enterprise, language: str) -> str:
    """Return whom a letter addresses that was refused as another organisation: by the name it applied under, and not the register's.

    A name no register gave is only said to have been used.
    """
    name = str(identity["known"]["name"])
    given_by_register = {enterprise.name, *(former["name"] for former in enterprise.former_names)}
    return name if name in given_by_register else _APPLIED_AS.in_language(language).format(name=name)


async def ordinal(session: Session, row: Application, *, refused: bool) -> int:
    """Return the how-manieth letter of its kind the letter of an application is: decided again, it has another number."""
    events = REFUSALS if refused else (_DECIDING[row.stage],) if row.stage in _DECIDING else ()
    return max(await audit_events.count_of(session, row.id, events), 1) if events else 1


async def _clawback(session: Session, row: Clawback, bodies: Bodies, language: str, owed: Owed | None) -> Paper:
    if row.served_at is None:
        raise _not_yet()
    item, award = item_called(row.item_code), (await clawbacks.award_numbers(session, [row]))[row.application_id]
    demand = Demand(award, row.cause, row.amount_fen, await _until(session, row), await _repaying(session, row, owed), row.reckoning)
    if row.closed_at is not None:
        # What is settled is not demanded any more.
        return clawback_ended(
            item, await _matter(session, row, row.enterprise_uscc, row.closed_at, language), demand, Debt(row.stage), language
        )
    if row.cause == "breach":
        demand = replace(demand, departure=await _departure(session, row), signed=await _signed(session, row))
    return clawback_notice(item, await _matter(session, row, row.enterprise_uscc, row.served_at, language), demand, bodies, language)


async def _repaying(session: Session, row: Clawback, owed: Owed | None) -> Repaying:
    dues = [Due(found.due_on, found.amount_fen) for found in await clawbacks.instalments(session, row.id)]
    differs = owed is not None and (owed.principal_fen, owed.interest_fen) != (row.amount_fen, 0)
    return Repaying(dues, row.repayment_days or 0, parse_rate(row.late_rate), owed if differs else None)


async def _signed(session: Session, row: Clawback) -> Signed | None:
    undertaking = await clawbacks.undertaking(session, row.application_id)
    if undertaking is None or "text" not in undertaking.terms:
        return None
    return Signed(_day(undertaking.signed_at), Text(**undertaking.terms["text"]), undertaking.terms.get("documents", ()))


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
                return Departure(breach.failures, _day(breach.opened_at))
            return Departure((), _day(late.received_at), late.kind, late.planned_on, late=True)
    for one in reversed(filed.values()):
        if asked in {demand["application_id"] for demand in one.demands} and one.planned_on.isoformat() == row.reckoning["breach_on"]:
            return Departure((), _day(one.received_at), one.kind, one.planned_on)
    return None


async def _commitment(session: Session, row: Case, bodies: Bodies, language: str) -> Paper:
    assert isinstance(row, Commitment)  # noqa: S101 - what the process says
    upheld = row.stage in _UPHELD
    found = await breaches.of_case(session, row.id)
    breach = found[-1] if found and (upheld or found[-1].closed_at is None) else None
    if breach is not None:
        until = await _until(session, row)
        begun = row.stage_entered_at if upheld else breach.opened_at
        matter = await _matter(session, row, row.enterprise_uscc, begun, language)
        matter = replace(matter, entry=_entry(breach.opened_at, breach.serial))
        return breach_notice(matter, Suspicion(breach.failures, upheld, until), bodies, language)
    filed = [one for one in await filings.of_case(session, row.id) if one.filed_at is not None]
    if not filed:
        raise _not_yet()
    last = filed[-1]
    ordinal = 1
    if last.state == FilingState.CORRECTION:
        ordinal = await audit_events.count_of(session, row.id, (Event.FILING_CORRECTION_REQUESTED,))
    matter = await _matter(session, row, row.enterprise_uscc, last.decided_at or last.received_at, language, ordinal)
    matter = replace(matter, entry=_entry(last.received_at, last.serial))
    return filing_receipt(matter, Filing(last.kind, last.planned_on, _day(last.received_at), last.state), language)


async def _refund(session: Session, row: Case, bodies: Bodies, language: str) -> Paper:  # noqa: ARG001 - nothing of it can be contested
    assert isinstance(row, Refund)  # noqa: S101 - what the process says
    payment = await disbursements.live(session, row.id)
    receipt = await receipts.find(session, row.receipt_id)
    if payment is None or payment.paid_at is None or receipt is None:
        raise _not_yet()
    paid_on = _day(payment.paid_at)
    refunded = Refunded(receipt.reference, receipt.received_on, receipt.amount_fen, row.amount_fen, paid_on)
    ordinal = await audit_events.count_of(session, row.id, (DisbursementEvent.PAID,))
    return refund_notice(Matter(row.number, row.payer_name, row.department, paid_on, ordinal), refunded, language)


async def _redecision(session: Session, row: Case, bodies: Bodies, language: str) -> Paper:
    assert isinstance(row, Redecision)  # noqa: S101 - what the process says
    item, told = item_called(row.item_code), await audit_events.last_of(session, row.id, (Redecided.FOUND_LESS, Redecided.REDECIDED))
    if told is None or (told.event == Redecided.FOUND_LESS and row.stage not in _HEARD):
        raise _not_yet()
    changed = Changed(
        (await redecisions.award_numbers(session, [row]))[row.application_id],
        # Where a rule has nothing asked back, the decision is that nothing follows.
        Outcome.NOTHING if row.stage == Anew.UNCHANGED else Outcome(str(row.outcome)),
        row.reckoning["facts"],
        row.paper,
        row.reason,
        *(row.reckoning[name] for name in ("before_fen", "after_fen", "amount_fen")),
    )
    ordinal = await audit_events.count_of(session, row.id, (told.event,))
    matter = await _matter(session, row, row.enterprise_uscc, told.occurred_at, language, ordinal)
    if told.event == Redecided.REDECIDED:
        return redecision_notice(item, matter, changed, bodies, language)
    return redecision_intended(item, matter, changed, await _until(session, row), language)


async def change_paper(session: Session, row: Case, change: Change, bodies: Bodies, language: str) -> Paper:
    """Return the paper that answers a change an enterprise applied for.

    Raises:
        Refusal: `wrong_stage`, as long as nobody has decided on it.
    """
    if change.decided is None or change.decided_at is None:
        raise _not_yet()
    matter = await _matter(session, row, row.beneficiary or "", change.decided_at, language, change.number)
    return change_notice(item_called(row.item_code), matter, change, AGREEMENTS[row.process], bodies, language)


async def _matching(session: Session, row: Case, bodies: Bodies, language: str) -> Paper:
    assert isinstance(row, MatchingProject)  # noqa: S101 - what the process says
    told = await audit_events.last_of(session, row.id, (Looked.UPSTREAM_HANDED_OVER,))
    if told is None:
        raise _not_yet()
    moved = told.detail["handed_over"]
    said = HandedOver(row.project_no, date.fromisoformat(moved["on"]), moved["document_no"], date.fromisoformat(moved["as_of"]))
    matter = await _matter(session, row, row.enterprise_uscc, told.occurred_at, language)
    return handing_over_notice(item_called(row.item_code), matter, said, bodies, language)


_PAPERS: Final[Mapping[str, Callable[[Session, Case, Bodies, str], Awaitable[Paper]]]] = {
    COMMITMENT.name: _commitment,
    REFUND.name: _refund,
    REDECISION.name: _redecision,
    MATCHING.name: _matching,
}


async def _matter(session: Session, row: Case, uscc: str, at: datetime, language: str, ordinal: int = 1) -> Matter:
    return Matter(row.number, await enterprises.addressee(session, uscc, language), row.department, _day(at), ordinal)


async def _until(session: Session, row: Case) -> date | None:
    dues = [task.due_at for task in await tasks.open_of(session, row.id) if task.due_at and task.kind in _ANSWERS]
    return _day(min(dues)) if dues else None


def _day(at: datetime) -> date:
    return at.astimezone(BEIJING).date()


def _entry(at: datetime, serial: int) -> str:
    """Return what the papers of a filing or a breach are numbered by: the year it came and its serial number."""
    return f"{_day(at).year}-{serial:06d}"


def _not_yet() -> Refusal:
    return Refusal(Code.WRONG_STAGE, Text("尚无文书。", "There is no paper yet."))
