"""不予追回。What a demand that is only proposed changes when it is dropped, or asked to be, and who may do that."""

from __future__ import annotations

from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from activities.clawback.effects import shown
from models.queries import redecision as redecisions
from models.tables import Clawback, Message
from policy.errors import Code, Fault, Refusal
from policy.money import in_yuan
from policy.processes.clawback.lifecycle import Event
from policy.processes.clawback.tasks import of_approval
from policy.processes.kernel.task_kind import choice_of
from policy.processes.registry import KINDS
from policy.text import Text

EFFECTS = Effects[Clawback]()
_NOT_ASKED = Text(
    "{number}：再决定认定多拨付的{amount}，经审定不要求退回，贵单位无需退缴。",
    "{number}: the {amount} that were found to be paid too much are not asked back after all; there is nothing to pay.",
)


@EFFECTS.asks("clawback_approval")
async def ask_for_approval(context: TransitionContext[Clawback], department: str) -> dict[str, Any]:  # noqa: ARG001 - of any department
    """Ask for no more than what one person may decide of this proposal."""
    return choice_of(of_approval(context.case.cause, context.case.asked_by))


@EFFECTS.of(Event.DROPPING_ASKED)
async def require_who_may_drop(context: TransitionContext[Clawback]) -> None:
    """Refuse what this proposal does not offer."""
    clawback = context.case
    if context.task is None or context.task.kind != "clawback_approval":
        return
    if context.event not in of_approval(clawback.cause, clawback.asked_by):
        said = Text("该追回依上级登记或者再决定提出，不予追回须第二人同意", "follows from what was found elsewhere: two people drop it")
        if context.event == Event.DROPPING_ASKED:
            said = Text("该追回的事由另行重新认定，不同意的直接退回", "is decided anew where it comes from: refuse it")
        raise Refusal(Code.INVALID_INPUT, Text(f"{said.zh}。", f"This {said.en}."), [Fault("decision", said)])


@EFFECTS.of(Event.DEMAND_REFUSED)
async def tell_who_was_told(context: TransitionContext[Clawback]) -> None:
    """Tell an enterprise that read in a letter that it has to pay something back that this is not asked of it after all."""
    await require_who_may_drop(context)
    clawback = context.case
    if (number := clawback.reckoning.get("redecision")) is None:
        return
    found, amount = await redecisions.find(context.session, str(number)), in_yuan(clawback.amount_fen)
    if found is not None:
        zh, en = _NOT_ASKED.zh.format(number=number, amount=amount.zh), _NOT_ASKED.en.format(number=number, amount=amount.en)
        context.session.add(Message(case_id=found.id, enterprise_uscc=found.enterprise_uscc, zh=zh, en=en))


@EFFECTS.opens("dropping_confirmation")
async def open_dropping_confirmation(context: TransitionContext[Clawback]) -> None:
    """Open the task of agreeing to drop the proposal: how much is given up, and why."""
    about = {"amount_fen": context.case.amount_fen, "reason": context.detail["reason"]}
    await open_task(context, KINDS["dropping_confirmation"], about=about | await shown(context, "dropping_confirmation"))
