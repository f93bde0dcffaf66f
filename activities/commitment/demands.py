"""退回资金的要求。What an enterprise has to repay of each award when it leaves, by its terms; and the clawbacks that ask for it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from activities.case.context import TransitionContext
from activities.clawback import proposal as clawbacks
from models.queries import application as applications
from models.queries import clawback as reclaimed
from models.queries import commitment as commitments
from models.queries import enterprise as enterprises
from models.queries.commitment import Bound
from models.tables import ChangeFiling, Commitment, Voucher
from policy.actors import Actor
from policy.errors import Code, Fault, Refusal
from policy.processes.clawback.repayment import Terms
from policy.processes.commitment.terms import binds_on, demand, touches
from policy.text import Text


async def touched_by(context: TransitionContext[Commitment], filing: ChangeFiling, named: Sequence[str] = ()) -> list[Bound]:
    """Return what a change touches of that which binds an enterprise on its day.

    Args:
        context: The transition.
        filing: The change.
        named: The numbers of the awards an officer says it touches; none: those whose signed terms it touches.

    Raises:
        Refusal: `invalid_input`, when an award is named that nothing binds on that day.
    """
    found = await commitments.collected(context.session, context.case.id)
    bound = [one for one in found if binds_on(one.undertaking.starts_on, one.collected.until, filing.planned_on)]
    if unknown := sorted(set(named) - {one.application.number for one in bound}):
        said = Text(f"变动之日没有约束的申请：{'、'.join(unknown)}", f"names what nothing binds for on that day: {', '.join(unknown)}")
        raise Refusal(Code.INVALID_INPUT, Text(f"{said.zh}。", f"“awards” {said.en}."), [Fault("awards", said)])
    if named:
        return [one for one in bound if one.application.number in named]
    enterprise = await enterprises.current(context.session, context.case.enterprise_uscc)
    return [one for one in bound if touches(filing.kind, enterprise.kind, one.application.item_code)]


async def demands_on(context: TransitionContext[Commitment], bound: Iterable[Bound], on: date) -> list[dict[str, Any]]:
    """Return what is to be repaid of each award if its commitment is not kept from a day on, by the terms that were signed.

    What is demanded already of an award for leaving is not reckoned once more on what that leaves.
    """
    demands = []
    for one in bound:
        # Of a voucher nothing was paid to the enterprise that could be asked back of it.
        if isinstance(one.application, Voucher) or await reclaimed.is_demanded_for_breach(context.session, one.application.id):
            continue
        terms = Terms.parse(one.undertaking.terms) if one.undertaking.terms else Terms()
        paid_fen = await reclaimed.reclaimable(context.session, one.application)
        reckoned = demand(terms, paid_fen, one.undertaking.starts_on, on)
        award = {"application_id": str(one.application.id), "award": one.application.number}
        demands.append(award | {"amount_fen": reckoned.amount_fen, "reckoning": reckoned.reckoning})
    return demands


async def propose_all(
    context: TransitionContext[Commitment], demands: Iterable[dict[str, Any]], asked_by: Actor, key: str
) -> dict[str, str]:
    """Propose a clawback for each award something is to be repaid of.

    Args:
        context: The look that finds them due.
        demands: What `demands_on` calculated.
        asked_by: Who decided that it is asked for, and so does not approve it.
        key: The idempotency key; each award has one of its own under it.

    Returns:
        The numbers of the clawbacks, by award. What another clawback has taken meanwhile is not asked for twice, and what a
        rule has not asked is not.
    """
    numbers = {}
    for one in demands:
        application = await applications.of(context.session, uuid.UUID(one["application_id"]))
        amount_fen = min(int(one["amount_fen"]), await reclaimed.reclaimable(context.session, application))
        if amount_fen > 0:
            proposed = await clawbacks.propose(
                context.session,
                context.deployment,
                key=f"{key}/{application.number}",
                occurred_at=context.now,
                actor=asked_by,
                application=application,
                cause="breach",
                amount_fen=amount_fen,
                reckoning=one["reckoning"],
            )
            if proposed is not None:
                numbers[application.number] = proposed.number
    return numbers
