"""拨付前核查。What was found before the treasury was told: the payment is held, and goes on or ends as an approver says."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.tasks import open_task
from models.commands import ledger
from models.commands.enterprise import take_register
from models.queries import enterprise as enterprises
from models.queries import succession
from models.queries import task as tasks
from models.tables import AwardedCase, Disbursement, Task
from policy.judging.standing import Finding, not_accepted
from policy.processes.disbursement.payee import held
from policy.processes.disbursement.states import DisbursementState
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.registry import KINDS
from policy.registered import FormerName, Registered

CHECK = "standing_check"


@dataclass(frozen=True, slots=True)
class Look:
    """What was looked at before the treasury is told.

    Attributes:
        answers: What every source said, by source, and what our own books say.
        findings: What of it speaks against paying.
    """

    answers: dict[str, Any]
    findings: list[Finding]


LookAt: TypeAlias = Callable[[uuid.UUID, datetime], Awaitable[Look]]
"""Looks at a case at a moment, as its process has it done. It fails while a source is down: an outage finds nothing, and pays nothing."""


def accepted_for(payee: str, checks: Sequence[Task]) -> bool:
    """Tell whether the last of the questions about an account that were answered was about this payee."""
    return bool(checks) and checks[-1].about.get("payee") == payee


async def held_back(session: AsyncSession, case_id: uuid.UUID, look: Look) -> list[Finding]:
    """Return what was found and no approver has let pass yet."""
    if not look.findings:
        return []
    # Who has another account given lets the payment go on as well.
    passed = [
        task
        for outcome in (DisbursementEvent.PAYMENT_RESUMED, DisbursementEvent.PAYEE_REFUSED)
        for task in await tasks.with_outcome(session, case_id, CHECK, outcome)
    ]
    return not_accepted(look.findings, [finding for task in passed for finding in task.about["findings"]])


async def note_look(context: TransitionContext[AwardedCase], payment: Disbursement, look: Look) -> None:
    """Keep with a payment what was looked at, and when; and with its payee, who it is by the register."""
    stands = await succession.current(context.session, context.case.enterprise_uscc)
    await take_register(context.session, stands, Registered.of(look.answers.get("registration")), context.now)
    payment.looked_at, payment.look = context.now, asdict(look)


async def hold_payment(context: TransitionContext[AwardedCase], payment: Disbursement) -> None:
    """Hold a payment the treasury was not told of: its money is out of transit again."""
    payment.become(DisbursementState.HELD)
    await ledger.move(context.session, booking(context), "hold")


async def open_check(context: TransitionContext[AwardedCase], payment: Disbursement) -> None:
    """Open the question whether the payment goes on, with what was found."""
    payee = await enterprises.current(context.session, context.case.enterprise_uscc)
    about = {
        "amount_fen": payment.amount_fen,
        "payee": payee.name,
        "account": held(payment.account, payee.name, map(FormerName.of, payee.former_names)),
        "findings": context.detail["findings"],
        "looked_at": payment.looked_at.isoformat() if payment.looked_at else None,
        "looked": payment.look["answers"] if payment.look else {},
    }
    await open_task(context, KINDS[CHECK], about=about)


async def resume_payment(context: TransitionContext[AwardedCase], payment: Disbursement) -> None:
    """Move the money into transit again: before the treasury is told there is another look."""
    payment.become(DisbursementState.RESERVED)
    await ledger.move(context.session, booking(context), "instruction")


async def end_award(context: TransitionContext[AwardedCase], payment: Disbursement) -> None:
    """Give up payment and award, with what was found; what was set aside for it is free."""
    payment.become(DisbursementState.GIVEN_UP)
    payment.returned_at, payment.reason = context.now, str(context.detail["reason"])
    await ledger.release(context.session, booking(context))
    context.case.award_fen = None
    if context.task is not None:
        context.detail = context.detail | {"failures": context.task.about["findings"]}
