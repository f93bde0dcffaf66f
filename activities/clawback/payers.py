"""代付。Somebody else than the debtor pays: for each debtor a second person says whether that payer may, and one refusal is of the whole.

A transfer of a parent may pay debts of several of its firms. It is divided as it was recorded, or not at all: of a division that was
accepted in part nobody could say where the rest belongs.
"""

from __future__ import annotations

from typing import Any

from activities.case.context import TransitionContext
from activities.case.tasks import close, open_task
from models.queries import enterprise as enterprises
from models.queries import receipt as receipts
from models.queries import succession
from models.tables import Clawback, Receipt, Repayment
from policy.processes.clawback.lifecycle import Event
from policy.processes.clawback.states import RepaymentState
from policy.processes.kernel.closings import Closing
from policy.processes.registry import KINDS

_QUESTION = "payer_decision"


async def undecided(context: TransitionContext[Clawback], repayment: Repayment, receipt: Receipt) -> list[str]:
    """Return the debtors, other than whoever paid, for whom nobody has accepted this payer yet."""
    accepted = {(found["debtor"], found["payer"]) for found in repayment.payer_decisions if found["accepted"]}
    own = await succession.family(context.session, receipt.payer_uscc)
    debtors = await _debtors(context, repayment)
    return [debtor for debtor in debtors if debtor not in own and (debtor, receipt.payer_uscc) not in accepted]


async def _debtors(context: TransitionContext[Clawback], repayment: Repayment) -> list[str]:
    """Return who owes what a repayment is for: the debts finance named, or the one it was recorded for."""
    if repayment.named is None:
        return [context.case.enterprise_uscc]
    debts = await receipts.debts_called(context.session, repayment.named)
    return list(dict.fromkeys(debt.enterprise_uscc for debt in debts))


async def open_questions(context: TransitionContext[Clawback], repayment: Repayment, about: dict[str, Any]) -> None:
    """Open the question for each debtor it is still to be answered for, by somebody who did not record the repayment."""
    receipt = await receipts.find(context.session, repayment.receipt_id) if repayment.receipt_id else None
    asked = {_debtor(task.about) for task in context.open_tasks if task.kind == _QUESTION}
    for uscc in await undecided(context, repayment, receipt) if receipt else ():
        if uscc not in asked:
            debtor = {"uscc": uscc, "name": await enterprises.name(context.session, uscc)}
            asks = about | {"debtor": debtor} | await _others(context, repayment)
            await open_task(context, KINDS[_QUESTION], about=asks)


async def _others(context: TransitionContext[Clawback], repayment: Repayment) -> dict[str, Any]:
    """Return the debtor's other debts, which what is more than the first goes to unless finance divided it."""
    if repayment.named is not None:
        return {}
    debts = await receipts.debts_of(context.session, context.case.enterprise_uscc)
    others = [debt.number for debt in debts if debt.id != context.case.id]
    return {"others": others} if others else {}


def decide(context: TransitionContext[Clawback], repayment: Repayment) -> None:
    """Keep the answer for one debtor. The last one that accepts lets the receipt be divided; one that does not leaves it undivided."""
    about = context.task.about if context.task else {}
    accepted = context.event == Event.PAYER_ACCEPTED
    answer = {
        "debtor": _debtor(about),
        "payer": about["payer"]["uscc"],
        "accepted": accepted,
        "by": context.actor.subject,
        "reason": str(context.detail["reason"]),
    }
    repayment.payer_decisions = [*repayment.payer_decisions, answer]
    others = [task for task in context.open_tasks if task.kind == _QUESTION]
    if not accepted:
        repayment.become(RepaymentState.PAYER_REFUSED)
        for task in others:
            close(context, task, Closing.SUPERSEDED)
    elif not others:
        repayment.become(RepaymentState.CONFIRMED)


def _debtor(about: dict[str, Any]) -> str:
    return str(about["debtor"]["uscc"])
