"""分期拨付的效果。What the steps of a later part of an award change: its payment, its amount, and what is free if it is not paid."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from activities.application import added
from activities.application.added import award
from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.submissions import SAID, file_of, last_change, require_document, standing_documents
from activities.case.tasks import open_task
from activities.disbursement import award as payment
from activities.disbursement.accounts import Accounts
from activities.disbursement.effects import prepare_disbursement
from activities.disbursement.standing import Fallen
from activities.redecision.reassessment import why_not_more
from models.commands import ledger
from models.queries import application as applications
from models.queries import closed_subject, returned
from models.queries import disbursement as disbursements
from models.queries import redecision as redecisions
from models.tables import Instalment
from policy.days import day_in
from policy.errors import Code, Refusal
from policy.judging.standing import is_closed
from policy.money import in_yuan
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.instalment.lifecycle import Event, Stage
from policy.processes.instalment.reported import PROOF, require_proof
from policy.processes.registry import KINDS
from policy.text import Text

EFFECTS = Effects[Instalment]()

_NOT_DUE = Text("按该项支持最近一次决定，本期资金不再属应拨付", "By what its award was decided by last, this part is not due any more")


@EFFECTS.at_once(Stage.WAITING)
async def ask_or_wait(context: TransitionContext[Instalment]) -> bool:
    """Ask for the condition at once, where there is one, or else wait for the day."""
    row = context.case
    if row.condition is None:
        row.wakes_at = row.due_at
        return False
    context.event, context.detail = Event.CONDITION_ASKED, row.brief
    return True


@EFFECTS.of(Event.CONDITION_ASKED)
async def say_condition(context: TransitionContext[Instalment]) -> None:
    """Say which part waits for what, and until when."""
    row = context.case
    context.words |= {
        "part": Text(str(row.ordinal), str(row.ordinal)),
        "amount": in_yuan(row.award_fen or 0),
        "condition": row.said_condition,
        "due": Text(day_in("zh", row.due_on), day_in("en", row.due_on)),
    }


@EFFECTS.opens("instalment_report")
async def open_report(context: TransitionContext[Instalment]) -> None:
    """Ask for the report of the condition: at first until the day it has to hold by, and again until the task's own."""
    row = context.case
    due_at = row.due_at + timedelta(days=1) if context.event == Event.CONDITION_ASKED else None
    why = {"reason": context.detail["reason"]} if context.event == Event.REPORT_SENT_BACK else {}
    await open_task(context, KINDS["instalment_report"], about=row.brief | why, due_at=due_at)


@EFFECTS.of(Event.CONDITION_REPORTED)
async def take_in_report(context: TransitionContext[Instalment]) -> None:
    """Keep what is reported with the papers that prove it.

    Raises:
        Refusal: `incomplete`, where no such paper was uploaded.
    """
    require_proof({one.evidence_code for one in await standing_documents(context)})
    context.kept[SAID] = {"statement": context.detail["statement"]}


@EFFECTS.opens("instalment_check")
async def open_check(context: TransitionContext[Instalment]) -> None:
    """Open the check, with what has to hold, what was reported and uploaded of it, and whether nothing was reported in time."""
    missed = {"missed": True} if context.event == Event.REPORT_MISSED else {}
    reported = await last_change(context) if context.event == Event.CONDITION_REPORTED else {}
    await open_task(context, KINDS["instalment_check"], about=context.case.brief | await _uploaded(context) | reported | missed)


@EFFECTS.of(Event.CONDITION_FOUND)
async def name_proof(context: TransitionContext[Instalment]) -> None:
    """Keep by which document the condition was found to hold.

    Raises:
        Refusal: `invalid_input`, where it is none that was uploaded.
    """
    context.detail = context.detail | {"proof": await require_document(context, "document", PROOF)}


@EFFECTS.opens("instalment_approval")
async def open_approval(context: TransitionContext[Instalment]) -> None:
    """Open the approval, with the document that shows that the condition holds."""
    await open_task(context, KINDS["instalment_approval"], about=context.case.brief | {"proof": context.detail["proof"]})


@EFFECTS.opens("forfeiture_statement")
async def open_statement(context: TransitionContext[Instalment]) -> None:
    """Let the enterprise be heard on why this part is not to be paid."""
    await open_task(context, KINDS["forfeiture_statement"], about=context.case.brief | {"reason": context.detail["reason"]})


@EFFECTS.opens("forfeiture_decision")
async def open_forfeiture(context: TransitionContext[Instalment]) -> None:
    """Open the decision that this part is not paid, with why, and what the enterprise says."""
    proposed = context.completed_tasks(("instalment_check",))[-1]
    said = {"statement": context.detail["reason"]} if context.event == Event.STATEMENT_MADE else {}
    await open_task(
        context,
        KINDS["forfeiture_decision"],
        about=context.case.brief | await _uploaded(context) | {"reason": (proposed.answer or {}).get("reason")} | said,
    )


async def _uploaded(context: TransitionContext[Instalment]) -> dict[str, Any]:
    """Return what was said in the last report, and every document that stands, for whoever judges it."""
    reports = context.completed_tasks(("instalment_report",))
    said = {"report": (reports[-1].answer or {}).get("statement")} if reports else {}
    return said | {"documents": [file_of(one) for one in await standing_documents(context)]}


@EFFECTS.of(Event.PART_APPROVED, Event.PART_DUE)
async def prepare(context: TransitionContext[Instalment]) -> None:
    """Prepare its payment to the account that the award was paid to last, if no bank has returned that since.

    Raises:
        Refusal: `wrong_stage`, while the award is being decided anew, or where its commitment was broken and nothing more is paid of it.
    """
    application = await award(context)
    if (anew := await redecisions.open_of(context.session, application.id)) is not None:
        raise Refusal(
            Code.WRONG_STAGE,
            Text(
                f"该项支持已有在办的再决定（{anew.number}），请待其办结后再审定。",
                f"The award is being decided anew ({anew.number}); decide on this part after that.",
            ),
        )
    # What waits only for its day is looked at before the treasury is told.
    if context.event == Event.PART_APPROVED and (refusal := await why_not_more(context.session, application)) is not None:
        raise refusal
    account = (await Accounts.of(context.session, context.case)).last()
    if account is not None:
        await prepare_disbursement(context, account, context.case.payable_fen)


@EFFECTS.of(Event.PART_REDUCED, Event.PART_DROPPED)
async def take_off(context: TransitionContext[Instalment]) -> None:
    """Take off what is not due by a re-decision, and give back its money.

    Raises:
        Refusal: `basis_changed`, when the part is not what was decided on.
    """
    row, application = context.case, await award(context)
    if row.award_fen != context.detail["before_fen"]:
        raise Refusal(
            Code.BASIS_CHANGED, Text("本期资金在再决定后已变动。", "This part has changed since; that re-decision no longer fits it.")
        )
    left_fen = int(context.detail["left_fen"])
    less_fen = (row.award_fen or 0) - left_fen
    await ledger.release_part(context.session, booking(context), less_fen)
    application.supplement_fen -= less_fen
    application.later_fen -= less_fen
    row.award_fen = left_fen or None
    context.words["amount"] = in_yuan(left_fen)
    for task in context.open_tasks:
        task.about = task.about | {"amount_fen": left_fen}


@EFFECTS.of(Event.FORFEITURE_PROPOSED)
async def keep_what_is_proposed(context: TransitionContext[Instalment]) -> None:
    """Keep with the event what is not to be paid: its letter says so."""
    context.detail = context.detail | context.case.brief | await _uploaded(context)


@EFFECTS.of(Event.FORFEITED)
async def forfeit(context: TransitionContext[Instalment]) -> None:
    """Give it up for good: its money is free, and it counts no more."""
    await _lose(context)
    context.detail = context.detail | await _uploaded(context)
    await ledger.release(context.session, booking(context))
    context.case.award_fen = None


@EFFECTS.of(DisbursementEvent.PAYMENT_ENDED)
async def end(context: TransitionContext[Instalment]) -> None:
    """Give it up for what was found before the payment."""
    await _lose(context)
    await payment.end(context)


@EFFECTS.of(Event.PART_FELL)
async def fall(context: TransitionContext[Instalment]) -> None:
    """Give up what is not to be paid any more: nothing more of its award is, or less is due than when it was set apart."""
    why = context.detail["refusal"]
    await added.give_up_payment(context, Text(why["zh"], why["en"]))
    await _lose(context, due=not context.detail.get("not_due"))
    await ledger.release(context.session, booking(context))
    context.case.award_fen = None


async def _lose(context: TransitionContext[Instalment], *, due: bool = True) -> None:
    """Note on the award that it was forfeited, whatever is decided anew, unless it was not due; and with the event what it came to."""
    fen, application = context.case.award_fen or 0, await award(context)
    application.supplement_fen -= fen
    if due:
        application.forfeited_fen += fen
    else:
        application.later_fen -= fen
    context.detail = context.detail | context.case.brief


async def fallen(session: AsyncSession, row: Instalment) -> Fallen | None:
    """Return what becomes of the payment of a part that is not due any more; None where it is.

    One that fraud closes to its enterprise is held instead, and an approver ends it. What was paid before, and a bank returned, is due
    unless less is by what was decided last.
    """
    application = await applications.of(session, row.application_id)
    if is_closed(await closed_subject.against(session, application)):
        return None
    if (refusal := await why_not_more(session, application)) is not None:
        return Event.PART_FELL, {"refusal": {"code": refusal.code, "zh": refusal.detail.zh, "en": refusal.detail.en}}
    was_paid = any(payment.paid_at for payment in await disbursements.of_case(session, row.id))
    if was_paid and not await returned.is_due_again(session, application, row):
        return Event.PART_FELL, {"refusal": {"code": Code.BASIS_CHANGED, **_NOT_DUE.as_dict()}, "not_due": True}
    return None


EFFECTS.of(DisbursementEvent.PAID)(added.book_payment)
EFFECTS.of(DisbursementEvent.BANK_RETURNED)(added.book_return)
