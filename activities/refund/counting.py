"""抵作退缴。What somebody pays of a demand although it was waived or written off: counted as repaid of it, and not paid back.

Two people of finance decide so, as of every receipt. What was given up and is due again belongs to the later demand that asks for it: while
one is open nothing is counted here, and what it has asked again is counted as given up no more.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import close, open_task
from activities.disbursement.effects import live_disbursement, released
from activities.disbursement.returned import take_after_all
from activities.disbursement.set_off import require_no_demand
from activities.refund.effects import give_up_payment
from models.commands import ledger
from models.queries import case
from models.queries import clawback as clawbacks
from models.queries import receipt as receipts
from models.queries import refund as refunds
from models.tables import Application, Clawback, Refund
from policy.errors import Code, Fault, Refusal
from policy.money import in_yuan
from policy.processes.clawback.states import PartState
from policy.processes.kernel.closings import Closing
from policy.processes.kernel.task_kind import choice_of
from policy.processes.refund.lifecycle import Event
from policy.processes.refund.tasks import of_release
from policy.processes.registry import KINDS
from policy.text import Text

EFFECTS = Effects[Refund]()


async def _shares(context: TransitionContext[Refund]) -> list[tuple[Clawback, int]]:
    """Return of which demands that were given up how much would count as repaid, in fen, the last demand first."""
    left_fen, shares = context.case.amount_fen, []
    for demand, given_up_fen in await clawbacks.given_up_by(context.session, context.case.payer_uscc):
        if part_fen := min(left_fen, given_up_fen):
            shares.append((demand, part_fen))
            left_fen -= part_fen
    return shares


def _told(shares: list[tuple[Clawback, int]]) -> dict[str, int]:
    return {demand.number: fen for demand, fen in shares}


@EFFECTS.asks("refund_release")
async def ask_what_fits(context: TransitionContext[Refund], department: str) -> dict[str, Any]:  # noqa: ARG001 - of any department
    """Offer to count it where something was given up that its payer owed, and to pay it where it has an account."""
    is_payable = await live_disbursement(context) is not None
    return choice_of(of_release(given_up=bool(await _shares(context)), is_payable=is_payable))


@EFFECTS.of(Event.COUNTING_ASKED)
async def ask(context: TransitionContext[Refund]) -> None:
    """Ask a second person to have it counted.

    Raises:
        Refusal: `invalid_input`, where nothing was given up that it could count for; `breach_open`, while something is demanded.
    """
    await require_no_demand(context.session, context.case.payer_uscc)
    if not await _shares(context):
        said = Text("付款人没有已减免或者核销的款项", "fits nothing: nothing its payer owed was waived or written off")
        raise Refusal(Code.INVALID_INPUT, Text(f"{said.zh}。", f"This {said.en}."), [Fault("decision", said)])
    for task in context.open_tasks:
        if task.kind == "new_account":
            close(context, task, Closing.SUPERSEDED)


@EFFECTS.opens("counting_confirmation")
async def open_confirmation(context: TransitionContext[Refund]) -> None:
    """Open the second person's task: what of which demands would be counted, what is left to be paid back, and why."""
    read, counted = released(context), _told(await _shares(context))
    about = {
        name: read[name]
        for name in ("amount_fen", "payee", "reference", "received_on", "bank_returned", "interest_fen", "given_up")
        if name in read
    }
    more = {"counted": counted, "owed_back_fen": context.case.amount_fen - sum(counted.values()), "reason": context.detail["reason"]}
    await open_task(context, KINDS["counting_confirmation"], about=about | more)


@EFFECTS.of(Event.RECEIPT_COUNTED)
async def count(context: TransitionContext[Refund]) -> None:
    """Count what came in as repaid of what was given up; what is more is owed back, or undivided, as it was.

    Raises:
        Refusal: `basis_changed`, where that is not what was asked for any more; `breach_open`, while something is demanded.
    """
    session, refund = context.session, context.case
    await require_no_demand(session, refund.payer_uscc)
    receipt = await receipts.lock(session, refund.receipt_id)
    for award_id in sorted({demand.application_id for demand, _ in await _shares(context)}):
        await case.lock(session, Application, award_id)
    shares = await _shares(context)
    counted = _told(shares)
    if context.task is None or context.task.about["counted"] != counted:
        raise Refusal(
            Code.BASIS_CHANGED,
            Text("可抵作退缴的金额已经变动，请退回重新提请。", "What it would count for has changed; send it back, to be asked for anew."),
        )
    await give_up_payment(context)
    await _set_free(context, sum(counted.values()))
    for demand, fen in shares:
        await take_after_all(context, receipt, demand, fen)
    context.detail = context.detail | {"counted": counted}
    context.words |= {"counted": in_yuan(sum(counted.values())), "demands": Text("、".join(counted), ", ".join(counted))}


async def _set_free(context: TransitionContext[Refund], taken_fen: int) -> None:
    """Leave what the refund had taken up, less what is counted: nobody owes that back any more."""
    for part, award_id in await refunds.parts(context.session, context.case.id):
        part_fen = min(taken_fen, part.amount_fen)
        taken_fen -= part_fen
        if award_id is not None and part_fen:
            its_booking = replace(booking(context), case_id=award_id, key=f"{context.key}/{part.id}")
            await ledger.owe_no_longer(context.session, its_booking, part_fen)
        if (award_id is None and not part.is_rest) or part_fen == part.amount_fen:
            await context.session.delete(part)
        else:
            part.amount_fen, part.refund_id = part.amount_fen - part_fen, None
            part.become(PartState.OWED_BACK)
    await context.session.flush()
