"""拨付前核查。What was found before the treasury was told: the payment is held, and goes on or ends as an approver says."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.pace import looks_again_at
from activities.case.tasks import open_task
from activities.case.transitions import apply
from models.commands import ledger
from models.commands.enterprise import take_register
from models.queries import case, closed_subject, succession
from models.queries import conduct as conducts
from models.queries import enterprise as enterprises
from models.queries import redecision as redecisions
from models.queries import refund as refunds
from models.queries import task as tasks
from models.tables import Application, AwardedCase, Disbursement, Refund, Task
from policy.errors import Code, Fault, Refusal
from policy.judging.standing import (
    Conduct,
    Finding,
    is_closed,
    is_due_otherwise,
    no_longer_so,
    not_accepted,
    of_open_reduction,
    of_proposals,
    only_proposed,
)
from policy.processes.disbursement.payee import held
from policy.processes.disbursement.states import DisbursementState
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.disbursement.tasks import of_check
from policy.processes.kernel.task_kind import choice_of
from policy.processes.registry import KINDS
from policy.registered import FormerName, Registered
from policy.text import Text
from policy.working_days import BEIJING

CHECK = "standing_check"
CONFIRMATION = "resumption_confirmation"


@dataclass(frozen=True, slots=True)
class Look:
    """What was looked at before the treasury is told.

    Attributes:
        answers: What every source said, by source, and what our own books say.
        findings: What of it speaks against paying.
        uscc: About whom it was asked.
    """

    answers: dict[str, Any]
    findings: list[Finding]
    uscc: str


LookAt: TypeAlias = Callable[[Any, datetime], Awaitable[Look]]
"""Looks at a case that was just read, as its process has it done. It fails while a source is down: an outage finds and pays nothing."""

Fallen: TypeAlias = tuple[StrEnum, dict[str, Any]]
"""What happens to a case whose payment rests on what is not so any more: the event, and its particulars."""
AskWhetherFallen: TypeAlias = Callable[[AsyncSession, Any], Awaitable[Fallen | None]]
"""Tells of a case of its process whether what its payment rests on has changed since it was decided."""


def accepted_for(payee: str, checks: Sequence[Task]) -> bool:
    """Tell whether the last of the questions about an account that were answered was about this payee."""
    return bool(checks) and checks[-1].about.get("payee") == payee


async def held_back(session: AsyncSession, case_id: uuid.UUID, look: Look) -> list[Finding]:
    """Return what was found and no approver has let pass yet."""
    if not look.findings:
        return []
    resumed_as = DisbursementEvent.PAYMENT_RESUMED
    resumed = [task for kind in (CHECK, CONFIRMATION) for task in await tasks.with_outcome(session, case_id, kind, resumed_as)]
    passed = [finding for task in resumed for finding in task.about["findings"]]
    # Who has another account given lets the payment go on as well, but for what takes two.
    for task in await tasks.with_outcome(session, case_id, CHECK, DisbursementEvent.PAYEE_REFUSED):
        passed += [finding for finding in task.about["findings"] if not is_due_otherwise([finding])]
    return not_accepted(look.findings, passed)


async def note_look(context: TransitionContext[AwardedCase], payment: Disbursement, look: Look) -> None:
    """Keep with a payment what was looked at, and when; and with its payee, who it is by the register."""
    if registered := Registered.of(look.answers.get("registration")):
        await take_register(context.session, look.uscc, registered, context.now)
    payment.looked_at, payment.look = context.now, {"answers": look.answers, "findings": look.findings}


async def hold_payment(context: TransitionContext[AwardedCase], payment: Disbursement) -> None:
    """Hold a payment the treasury was not told of: its money is out of transit again, and an approver is waited for."""
    payment.become(DisbursementState.HELD)
    context.case.wakes_at = None
    await ledger.move(context.session, booking(context), "hold")


async def keep_payment(context: TransitionContext[AwardedCase], payment: Disbursement) -> None:
    """Hold a payment for what is only proposed: nobody is asked, and whether it has been decided is looked at by itself."""
    await hold_payment(context, payment)
    wait_for_proposals(context)


def wait_for_proposals(context: TransitionContext[Any]) -> None:
    """Say what a payment that is held waits for, and set when that is looked at again."""
    found = [Text(**finding["text"]) for finding in context.detail["findings"]]
    context.words["found"] = Text("；".join(text.zh for text in found), "; ".join(text.en for text in found))
    context.case.wakes_at = looks_again_at(context.now, context.now)


def is_kept(context: TransitionContext[Any], payment: Disbursement) -> bool:
    """Tell whether a payment waits for what is only proposed, and not for an approver."""
    asked = any(task.kind in {CHECK, CONFIRMATION} for task in context.open_tasks)
    return payment.state == DisbursementState.HELD and not asked


async def look_at_proposals(context: TransitionContext[Any], payment: Disbursement) -> None:
    """Take up a payment that was kept, once something else is proposed than it was kept for; otherwise look again, a little later."""
    award_id = await _award_id(context)
    proposed = of_proposals(await _conduct(context)) + only_proposed(await closed_subject.against_award(context.session, award_id))
    proposed += await reduction_against(context.session, award_id, context.case.id)
    if payment.look is not None and proposed == only_proposed(payment.look["findings"]):
        context.case.wakes_at = looks_again_at(payment.looked_at or context.now, context.now)
        return
    context.event = DisbursementEvent.PAYMENT_TAKEN_UP
    await apply(context)


async def _award_id(context: TransitionContext[Any]) -> uuid.UUID:
    """Return the award that a payment is of, or a refund of what a bank returned of it."""
    if isinstance(context.case, Refund) and (returned := await refunds.returned_payment(context.session, context.case)):
        return returned[0].id
    award_id: uuid.UUID = context.case.award_id
    return award_id


async def reduction_against(session: AsyncSession, award_id: uuid.UUID, paying: uuid.UUID) -> list[Finding]:
    """Return that less of an award may be due by what is being decided anew, or is and was not followed yet.

    A supplement does not wait for it: nothing is decided anew before that is paid, or recalled.
    """
    if paying != award_id:
        return []
    found = await redecisions.open_reduction(session, award_id, besides=paying)
    return [of_open_reduction(found.number)] if found is not None else []


async def _closed(context: TransitionContext[AwardedCase]) -> list[Finding]:
    return await closed_subject.against_award(context.session, context.case.award_id)


async def _conduct(context: TransitionContext[Any]) -> Conduct:
    stands = await succession.current(context.session, context.case.enterprise_uscc)
    return await conducts.of(context.session, stands, context.now.astimezone(BEIJING).date())


async def require_not_reduced(context: TransitionContext[AwardedCase]) -> None:
    """Refuse to pay of an award of which less was decided to be due, until what is unpaid has followed.

    Whoever decides anew holds the award's row until that is written; whoever pays of it takes it as well.

    Raises:
        Refusal: `wrong_stage`.
    """
    if context.case.award_id != context.case.id:
        await case.lock(context.session, Application, context.case.award_id)
    reduction = await redecisions.decided_reduction(context.session, context.case.award_id, besides=context.case.id)
    if reduction is not None:
        raise Refusal(
            Code.WRONG_STAGE,
            Text(
                f"该项支持已作出调减的再决定（{reduction.number}），正在调整尚未拨付的金额，请待其办结。",
                f"Less of the award is due by a re-decision ({reduction.number}), and what is unpaid still follows it; let that end.",
            ),
        )


async def take_up_payment(context: TransitionContext[AwardedCase], payment: Disbursement) -> None:
    """Move the money into transit again, for everything to be looked at once more before the treasury is told."""
    await resume_payment(context, payment)
    context.case.wakes_at = None


async def open_check(context: TransitionContext[Any], payment: Disbursement) -> None:
    """Open the question whether the payment goes on, with what was found."""
    payee = await enterprises.current(context.session, context.case.enterprise_uscc)
    about = {
        "amount_fen": payment.amount_fen,
        "payee": payee.name,
        "account": held(payment.account, payee.name, map(FormerName.of, payee.former_names)),
        "findings": _findings(context),
        "looked_at": payment.looked_at.isoformat() if payment.looked_at else None,
        "looked": payment.look["answers"] if payment.look else {},
    }
    sent_back = {"sent_back": context.detail["reason"]} if context.event == DisbursementEvent.RESUMPTION_REFUSED else {}
    await open_task(context, KINDS[CHECK], about=about | sent_back)


def what_one_may_decide(context: TransitionContext[Any]) -> dict[str, Any]:
    """Return the decisions that one approver has of what was found, as the part of a form."""
    return choice_of(of_check(due_otherwise=is_due_otherwise(_findings(context))))


async def open_resumption(context: TransitionContext[Any]) -> None:
    """Open the task of agreeing to pay what its source would give otherwise now: what was found, and why it is paid all the same."""
    about = context.task.about if context.task else {}
    await open_task(context, KINDS[CONFIRMATION], about=about | {"reason": context.detail["reason"]})


def require_offered(context: TransitionContext[Any]) -> None:
    """Refuse what one approver does not decide alone.

    Raises:
        Refusal: `invalid_input`, when the decision is none of those that the task offers.
    """
    its_task = context.task
    if (
        its_task is not None
        and its_task.kind == CHECK
        and context.event not in of_check(due_otherwise=is_due_otherwise(_findings(context)))
    ):
        said = Text(
            "来源数据已变动的须第二人同意，其他情形无须第二人", "takes two where its source says otherwise now, and one where it does not"
        )
        raise Refusal(Code.INVALID_INPUT, Text(f"继续拨付，{said.zh}。", f"Going on {said.en}."), [Fault("decision", said)])


async def require_resumable(context: TransitionContext[AwardedCase]) -> None:
    """Refuse what one approver does not decide alone, and to go on with what is being decided anew.

    Raises:
        Refusal: `invalid_input`, when the decision is none of those that the task offers; `wrong_stage`, while a re-decision is open;
            `subject_closed`, while fraud closes what would be paid for.
    """
    if is_closed(await _closed(context)):
        raise Refusal(
            Code.SUBJECT_CLOSED,
            Text(
                "该支持对象因骗取支持资金已不再给予支持，只能停止拨付。",
                "Fraud has closed what this is for; the payment can only be ended.",
            ),
        )
    require_offered(context)
    decided = await redecisions.open_of(context.session, context.case.award_id, besides=context.case.id)
    if decided is not None:
        raise Refusal(
            Code.WRONG_STAGE,
            Text(
                f"该项支持已有在办的再决定（{decided.number}），请待其办结后再决定是否继续拨付。",
                f"The award is being decided anew ({decided.number}); whether it is paid is decided after that.",
            ),
        )


def _findings(context: TransitionContext[Any]) -> list[Finding]:
    """Return what was found: just now, or what the task is about."""
    found: list[Finding] = context.detail.get("findings") or (context.task.about["findings"] if context.task else [])
    return found


async def resume_payment(context: TransitionContext[AwardedCase], payment: Disbursement) -> None:
    """Move the money into transit again: before the treasury is told there is another look."""
    payment.become(DisbursementState.RESERVED)
    await move_into_transit(context, payment)


async def move_into_transit(context: TransitionContext[AwardedCase], payment: Disbursement) -> None:
    """Move the money of a payment into transit: all that is set aside for the case, or the part of it that is paid at first."""
    if payment.amount_fen < (context.case.award_fen or 0):
        await ledger.move_part(context.session, booking(context), "instruction", payment.amount_fen)
    else:
        await ledger.move(context.session, booking(context), "instruction", payment.amount_fen)


async def end_award(context: TransitionContext[AwardedCase], payment: Disbursement) -> None:
    """Give up payment and award, with what was found; what was set aside for it is free.

    Raises:
        Refusal: `basis_changed`, when something of what was found is over: nothing ends on it, and going on has everything looked at again.
    """
    over = no_longer_so(_findings(context), await _conduct(context))
    over += await _reopened(context)
    if over:
        zh, en = "；".join(one["text"]["zh"] for one in over), "; ".join(one["text"]["en"] for one in over)
        raise Refusal(
            Code.BASIS_CHANGED,
            Text(
                f"核查发现的下列情形已不存在：{zh}。请选择继续拨付，发出指令前将重新核查。",
                f"This is not so any more: {en}. Let it go on: everything is looked at again before the treasury is told.",
            ),
        )
    payment.become(DisbursementState.GIVEN_UP)
    payment.returned_at, payment.reason = context.now, str(context.detail["reason"])
    await ledger.release(context.session, booking(context))
    context.case.award_fen = None
    if context.task is not None:
        context.detail = context.detail | {"failures": context.task.about["findings"]}


async def _reopened(context: TransitionContext[AwardedCase]) -> list[Finding]:
    """Return that fraud had closed what is paid for, where that was found in error since."""
    closed = [finding for finding in _findings(context) if is_closed([finding])]
    return closed if closed and not is_closed(await _closed(context)) else []
