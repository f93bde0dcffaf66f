"""流转的效果。What an event changes besides the stage and the tasks: money set aside, notices, commitments, disbursements.

Each effect is written in the transaction of the transition it belongs to, so either all of it is kept or nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from activities import tasks
from activities.work import Work
from models.commands import ledger
from models.queries import case, decree
from models.tables import Commitment, Disbursement, Notice
from policy.assessment import assess
from policy.documents import faults_in_facts
from policy.errors import Fault, Refusal
from policy.lifecycles.application import Event
from policy.opinions_2022_8.general_terms import CITATION
from policy.text import Text
from policy.working_days import BEIJING

Effect = Callable[[Work], Awaitable[None]]
EFFECTS: dict[Event, Effect] = {}


def effect(*events: Event) -> Callable[[Effect], Effect]:
    """Register what `events` change."""

    def register(function: Effect) -> Effect:
        EFFECTS.update(dict.fromkeys(events, function))
        return function

    return register


def _booking(work: Work) -> ledger.Booking:
    return ledger.Booking(work.application.id, work.key, work.actor.subject)


# -- coming in ----------------------------------------------------------------------------------------------------------------------


@effect(Event.SUBMITTED)
async def take_in(work: Work) -> None:
    """Fix what the application is judged by: its date, its year, its subject."""
    application = work.application
    application.submitted_at = work.now
    application.programme_year = work.now.astimezone(BEIJING).year
    await decree.require_not_suspended(work.session, application.item_code, work.now.astimezone(BEIJING).date())
    await check_complete(work)


@effect(Event.CORRECTED)
async def check_complete(work: Work) -> None:
    """Refuse an application whose facts or evidence are not all there, naming each; otherwise fix its subject and its cap's key."""
    application, item = work.application, work.item
    faults = faults_in_facts(item, application.facts)
    if application.matter_date is None:
        faults.append(Fault("matter_date", Text("请填写事项发生日期", "Say when the matter arose"), item.citation))
    there = await case.evidence_codes(work.session, application.id)
    faults += [
        Fault(f"evidence.{evidence.code}", Text(f"缺少材料:{evidence.title.zh}", f"Missing evidence: {evidence.title.en}"), item.citation)
        for evidence in item.evidence
        if evidence.required and evidence.code not in there
    ]
    if faults:
        raise Refusal("incomplete", Text("事实或材料不齐。", "Facts or evidence are missing."), faults, clause=item.citation)
    application.subject = item.subject_of(application.facts, application.enterprise_uscc)
    application.cap_key = item.cap_key_of(application.facts, application.enterprise_uscc, application.programme_year or 0)


@effect(Event.CORRECTION_REQUESTED)
async def stop_acceptance_clock(work: Work) -> None:
    """Keep what is left of the acceptance period: the clock stands still while the applicant has the ball."""
    if work.task is not None and work.task.due_at is not None:
        work.application.clocks = dict(work.application.clocks) | {"acceptance": work.clock.remaining(work.now, work.task.due_at)}


# -- deciding -----------------------------------------------------------------------------------------------------------------------


@effect(Event.ASSESSED, Event.MINUTED)
async def set_amount(work: Work) -> None:
    """Keep the amount: the clause's, or the committee's."""
    work.application.award_fen = int(work.detail["award_fen"])


@effect(
    Event.ACCEPTANCE_REFUSED,
    Event.FOUND_INELIGIBLE,
    Event.NOT_RECOMMENDED,
    Event.ASSESSED_TO_NOTHING,
    Event.DECISION_REFUSED,
    Event.WITHDRAWN,
)
async def award_nothing(work: Work) -> None:
    """A refused or withdrawn application holds no amount."""
    work.application.award_fen = None


@effect(Event.APPROVED, Event.BUDGET_FOUND)
async def set_money_aside(work: Work) -> None:
    """Pre-commit the award and publish it. Decisions on one subject take turns, so that it is never awarded twice over."""
    application = work.application
    amount_fen = application.award_fen or 0
    # Sorted, so that two decisions never wait for each other.
    for name in sorted({f"{application.item_code}/{application.subject}", f"cap/{application.cap_key}"}):
        await work.session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})
    await decree.require_not_suspended(work.session, application.item_code, work.now.astimezone(BEIJING).date())
    await _refuse_double(work)
    year = work.now.astimezone(BEIJING).year
    appropriation = await ledger.appropriation_for(work.session, application.department, application.item_code, year)
    await ledger.pre_commit(work.session, _booking(work), appropriation, amount_fen)
    await _publish(work, amount_fen)


async def _refuse_double(work: Work) -> None:
    """General term 3: what was awarded since the assessment, for the subject or under the cap, must leave room for this amount.

    The stored document is judged again with what is counted now. Whoever decides first takes what is left; the next is told, not cut.
    """
    assessment = await case.latest_assessment(work.session, work.application.id)
    if assessment is None:
        return
    counted = {
        "already_paid_fen": await case.awarded_for_subject(work.session, work.application),
        "cap_used_fen": await case.awarded_under_cap(work.session, work.application),
    }
    again = assess(work.item.code, assessment.facts | counted, assessment.rules)
    if again.outcome.value == assessment.outcome and (again.award_fen or 0) >= (assessment.award_fen or 0):
        return
    left_fen = again.award_fen or 0
    raise Refusal(
        "already_awarded",
        Text(
            f"核定之后同一事项或同一限额内已有其他支持,现只余 {left_fen} 分,请退回重新核定。",
            f"Since the assessment another award was made for the subject or under the cap; {left_fen} fen are left. Return it.",
        ),
        clause=CITATION,
    )


@effect(Event.BUDGET_FOUND_EXHAUSTED)
async def wait_for_budget(work: Work) -> None:
    """Look at the budget again after a while."""
    work.application.wakes_at = work.clock.after(work.now, work.days("budget_retry")).at


# -- public notice ------------------------------------------------------------------------------------------------------------------


async def _publish(work: Work, amount_fen: int) -> None:
    enterprise = await case.enterprise(work.session, work.application.enterprise_uscc)
    days = work.days("public_notice")
    deadline = work.clock.after(work.now, days)
    work.application.wakes_at = deadline.at
    work.session.add(
        Notice(
            application_id=work.application.id,
            state="open",
            enterprise_name=enterprise.name,
            item_code=work.application.item_code,
            amount_fen=amount_fen,
            published_at=work.now,
            until=deadline.at,
            clock_from=work.now,
            working_days=days,
            until_provisional=deadline.provisional,
        )
    )


@effect(Event.NOTICE_CLEARED)
async def commit_money(work: Work) -> None:
    """Turn the pre-commitment into a commitment."""
    (await case.latest_notice(work.session, work.application.id)).state = "cleared"
    work.application.wakes_at = None
    await ledger.move(work.session, _booking(work), "commitment")


@effect(Event.OBJECTION_FILED)
async def suspend_notice(work: Work) -> None:
    """Suspend the notice and remember what is left of it."""
    objection = await case.objection(work.session, uuid.UUID(str(work.detail["objection_id"])))
    objection.state = "filed"
    work.detail = work.detail | {"about": {"objection_id": str(objection.id)}}
    notice = await case.latest_notice(work.session, work.application.id)
    if notice.state == "open":
        left = work.clock.remaining(work.now, notice.until)
        work.application.clocks = dict(work.application.clocks) | {"public_notice": max(left, 1)}
        notice.state = "suspended"
    work.application.wakes_at = None


@effect(Event.OBJECTION_DISMISSED)
async def dismiss_objection(work: Work) -> None:
    """Rule against the objection."""
    await _rule(work, "dismissed")


@effect(Event.OBJECTION_UPHELD)
async def uphold_objection(work: Work) -> None:
    """Rule for the objection: the award falls and its money is free again."""
    await _rule(work, "upheld")
    (await case.latest_notice(work.session, work.application.id)).state = "overturned"
    await ledger.release(work.session, _booking(work))
    work.application.award_fen = None


async def _rule(work: Work, state: str) -> None:
    about: dict[str, Any] = work.task.about if work.task else {}
    objection = await case.objection(work.session, uuid.UUID(str(about["objection_id"])))
    objection.state, objection.ruling = state, str(work.detail.get("reason", ""))


@effect(Event.NOTICE_RESUMED)
async def resume_notice(work: Work) -> None:
    """Let the notice run for what was left of it."""
    clocks = dict(work.application.clocks)
    notice = await case.latest_notice(work.session, work.application.id)
    notice.clock_from, notice.working_days = work.now, int(clocks.pop("public_notice", 1))
    work.application.clocks = clocks
    notice.state = "open"
    await recompute_notice(work)


async def recompute_notice(work: Work) -> None:
    """Count the end of the running notice by the calendar as it is now."""
    notice = await case.latest_notice(work.session, work.application.id)
    deadline = work.clock.after(notice.clock_from, notice.working_days)
    notice.until, notice.until_provisional = deadline.at, deadline.provisional
    work.application.wakes_at = deadline.at


# -- commitment and payment ---------------------------------------------------------------------------------------------------------


@effect(Event.COMMITMENT_SIGNED)
async def sign(work: Work) -> None:
    """Keep the signed commitment (general term 6) and prepare the payment."""
    work.session.add(
        Commitment(
            application_id=work.application.id,
            enterprise_uscc=work.application.enterprise_uscc,
            signatory=work.detail["signatory"],
            position=work.detail["position"],
            signed_by=work.actor.subject,
            signed_at=work.now,
        )
    )
    await prepare_disbursement(work)


@effect(Event.COMMITMENT_LAPSED)
async def give_back(work: Work) -> None:
    """Free the money of an award nobody committed to."""
    await ledger.release(work.session, _booking(work))


@effect(Event.ACCOUNT_SUPPLIED)
async def prepare_disbursement(work: Work) -> None:
    """Prepare a payment of the whole award to the account given, under a number of its own."""
    times = await case.count_disbursements(work.session, work.application.id)
    work.session.add(
        Disbursement(
            number=f"{work.application.number}-P{times + 1}",
            application_id=work.application.id,
            amount_fen=work.application.award_fen or 0,
            account=work.detail["account"],
        )
    )


async def disbursement(work: Work) -> Disbursement:
    """Return the live disbursement."""
    found = await case.live_disbursement(work.session, work.application.id)
    if found is None:
        raise Refusal("wrong_stage", Text("没有在办的拨付。", "There is no payment under way."))
    return found


@effect(Event.PAYMENT_RELEASED)
async def release_payment(work: Work) -> None:
    """Note who released it."""
    (await disbursement(work)).released_by = work.actor.subject


@effect(Event.PAYMENT_CONFIRMED)
async def reserve_payment(work: Work) -> None:
    """Note who confirmed it, and move the money into transit before the treasury is told."""
    payment = await disbursement(work)
    payment.confirmed_by, payment.state = work.actor.subject, "reserved"
    await ledger.move(work.session, _booking(work), "instruction")


@effect(Event.PAYMENT_INSTRUCTED)
async def note_instructed(work: Work) -> None:
    """The treasury has it; look again if it does not report."""
    payment = await disbursement(work)
    payment.state, payment.instructed_at = "instructed", work.now
    await look_again(work)


@effect(Event.TREASURY_MISMATCHED)
async def note_mismatch(work: Work) -> None:
    """The treasury speaks of another amount: people have to look."""
    (await disbursement(work)).state = "mismatched"
    work.application.wakes_at = None


@effect(Event.TREASURY_CORRECTED)
async def ask_again(work: Work) -> None:
    """People have looked; ask the treasury once more."""
    (await disbursement(work)).state = "instructed"
    work.application.wakes_at = work.now


@effect(Event.TREASURY_FELL_SILENT)
async def look_again(work: Work) -> None:
    """Ask the treasury again after the polling interval."""
    work.application.wakes_at = work.now + timedelta(seconds=work.days("treasury_poll_seconds"))


@effect(Event.PAID)
async def book_payment(work: Work) -> None:
    """Book the expenditure."""
    payment = await disbursement(work)
    payment.state, payment.paid_at, payment.bank_reference = "paid", work.now, work.detail.get("bank_reference")
    work.application.paid_fen = payment.amount_fen
    work.application.wakes_at = work.clock.after(work.now, work.days("bank_return_watch")).at
    await ledger.move(work.session, _booking(work), "expenditure")


@effect(Event.BANK_RETURNED)
async def book_return(work: Work) -> None:
    """Book the money back to the commitment it came from."""
    payment = await disbursement(work)
    payment.state, payment.returned_at, payment.reason = "returned", work.now, work.detail.get("reason")
    work.application.paid_fen = 0
    work.application.wakes_at = None
    await ledger.take_back(work.session, _booking(work))


# -- reconsideration, holds, deadlines ----------------------------------------------------------------------------------------------


@effect(Event.RECONSIDERATION_REQUESTED)
async def use_up_reconsideration(work: Work) -> None:
    """There is one reconsideration."""
    work.application.reconsidered = True


@effect(Event.PUT_ON_HOLD)
async def hold(work: Work) -> None:
    """Stop every clock."""
    if work.application.held:
        raise Refusal("wrong_stage", Text("申请已暂停办理。", "The application is on hold already."))
    work.application.held, work.application.hold_reason = True, str(work.detail.get("reason", ""))
    await tasks.pause_all(work)


@effect(Event.RESUMED)
async def resume(work: Work) -> None:
    """Let every clock go on."""
    if not work.application.held:
        raise Refusal("wrong_stage", Text("申请未暂停。", "The application is not on hold."))
    work.application.held, work.application.hold_reason = False, None
    await tasks.resume_all(work)


@effect(Event.WARNED)
async def note_warning(work: Work) -> None:
    """Warn once."""
    if work.task is not None:
        work.task.warned_at = work.now


@effect(Event.ESCALATED)
async def escalate(work: Work) -> None:
    """Hand it to the head of the department as well."""
    if work.task is not None:
        work.task.escalated_at = work.now


@effect(Event.REASSIGNED)
async def hand_over(work: Work) -> None:
    """Give the task to one person."""
    if work.task is None:
        return
    assignee = str(work.detail["assignee"])
    if assignee in work.task.excluded:
        raise Refusal("four_eyes", Text("此人经手过此前的环节。", "That person handled an earlier step."))
    work.task.assignee = assignee


@effect(Event.DEADLINES_RECOMPUTED)
async def recompute(work: Work) -> None:
    """Count again what ran over days that were not official."""
    await tasks.recompute_all(work)
    if work.application.stage == "public_notice":
        await recompute_notice(work)
