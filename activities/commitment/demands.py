"""退回资金的要求。What an enterprise has to repay of each award when it leaves, by its terms; and the clawbacks that ask for it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from activities.case.context import TransitionContext
from activities.clawback import proposal as clawbacks
from models.queries import application as applications
from models.queries import case, demanded_beside
from models.queries import clawback as reclaimed
from models.queries.commitment import Bound
from models.tables import Application, ChangeFiling, Commitment, Message, Voucher
from policy.actors import Actor
from policy.errors import Code, Fault, Refusal
from policy.money import in_yuan
from policy.processes.clawback.conditions import not_asked
from policy.processes.clawback.lifecycle import BEYOND_OBJECTION, CONTESTABLE, Stage
from policy.processes.clawback.repayment import Calculation, Terms
from policy.processes.commitment.terms import demand
from policy.text import Text
from policy.working_days import BEIJING


async def touched_by(context: TransitionContext[Commitment], filing: ChangeFiling, named: Sequence[str] = ()) -> list[Bound]:
    """Return what a change touches of that which binds an enterprise on its day.

    Args:
        context: The transition.
        filing: The change.
        named: The numbers of the awards an officer says it touches; none: those whose signed terms it touches.

    Raises:
        Refusal: `invalid_input`, when an award is named that nothing binds on that day.
    """
    bound = await demanded_beside.bound_on_its_day(context.session, context.case, filing)
    if unknown := sorted(set(named) - {one.application.number for one in bound}):
        said = Text(f"变动之日没有约束的申请：{'、'.join(unknown)}", f"names what nothing binds for on that day: {', '.join(unknown)}")
        raise Refusal(Code.INVALID_INPUT, Text(f"{said.zh}。", f"“awards” {said.en}."), [Fault("awards", said)])
    if named:
        return [one for one in bound if one.application.number in named]
    return await demanded_beside.touched(context.session, context.case, filing, bound)


def _by_its_terms(one: Bound, paid_fen: int, on: date) -> Calculation:
    terms = Terms.parse(one.undertaking.terms) if one.undertaking.terms else Terms()
    return demand(terms, paid_fen, one.undertaking.starts_on, on)


async def demands_on(
    context: TransitionContext[Commitment], bound: Iterable[Bound], on: date, own: Collection[str] = ()
) -> list[dict[str, Any]]:
    """Return what is to be repaid of each award if its commitment is not kept from a day on, by the terms that were signed.

    What is demanded already of an award for leaving is not reckoned once more on what that leaves. What may fall yet, whatever it is
    demanded for, lessens nothing here: nothing is asked for before that is decided.

    Args:
        context: The transition.
        bound: What binds for the awards.
        on: The first day on which it is not kept.
        own: The numbers of the awards which the same filing or breach has something demanded of already.
    """
    demands = []
    for one in bound:
        # Of a voucher nothing was paid to the enterprise that could be asked back of it.
        if isinstance(one.application, Voucher) or one.application.number in own:
            continue
        if await reclaimed.is_demanded_for_breach(context.session, one.application.id, decided=True):
            continue
        reckoned = _by_its_terms(one, await reclaimed.reclaimable_at_most(context.session, one.application), on)
        award = {"application_id": str(one.application.id), "award": one.application.number}
        beside = await _besides(context, one.application, reckoned.reckoning["paid_fen"])
        demands.append(award | {"amount_fen": reckoned.amount_fen, "reckoning": reckoned.reckoning | beside})
    return demands


async def _besides(context: TransitionContext[Commitment], award: Application, held_fen: int) -> dict[str, Any]:
    """Return what was paid of an award and which demands answer for the rest, where something is asked back of a part of it alone."""
    if award.spent_fen == held_fen:
        return {}
    others = await reclaimed.demanded_of(context.session, [award.id])
    return {"spent_fen": award.spent_fen, "besides": [one.number for one in others if one.stage in BEYOND_OBJECTION]}


async def taken_by(context: TransitionContext[Commitment], bound: Iterable[Bound], on: date) -> list[str]:
    """Return the numbers of the clawbacks that have taken what the signed terms ask back of awards."""
    asking = [
        one.application.id
        for one in bound
        if isinstance(one.application, Application) and _by_its_terms(one, one.application.spent_fen, on).amount_fen
    ]
    return [one.number for one in await reclaimed.demanded_of(context.session, asking) if one.stage != Stage.PROPOSED]


async def is_contested(context: TransitionContext[Commitment], demands: Iterable[dict[str, Any]]) -> bool:
    """Tell whether another demand on an award something is to be repaid of may fall yet, with the awards locked: none comes between."""
    asked = [uuid.UUID(one["application_id"]) for one in demands if one["amount_fen"]]
    for award in sorted(asked):
        await case.lock(context.session, Application, award)
    return any(one.stage in CONTESTABLE for one in await reclaimed.demanded_of(context.session, asked))


async def propose_all(
    context: TransitionContext[Commitment], demands: Iterable[dict[str, Any]], asked_by: Actor, key: str
) -> dict[str, str]:
    """Propose a clawback for each award something is to be repaid of; its enterprise is told of what a rule has not asked, and of which.

    Args:
        context: The look that finds them due.
        demands: What `demands_on` calculated.
        asked_by: Who decided that it is asked for, and so does not approve it.
        key: The idempotency key; each award has one of its own under it.

    Returns:
        The numbers of the clawbacks, by award. What another clawback has taken meanwhile is not asked for twice, nor an award for
        leaving twice, and what a rule has not asked is not.
    """
    numbers = {}
    for one in demands:
        application = await applications.of(context.session, uuid.UUID(one["application_id"]))
        amount_fen = min(int(one["amount_fen"]), await reclaimed.reclaimable(context.session, application))
        if amount_fen > 0 and not await reclaimed.is_demanded_for_breach(context.session, application.id):
            on = context.now.astimezone(BEIJING).date()
            asked = await reclaimed.asked(context.session, application, "breach", amount_fen, on)
            if not asked.amount_fen:
                _tell_that_nothing_is_asked(context, application, amount_fen, asked)
                continue
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
                asked=asked,
            )
            assert proposed is not None  # noqa: S101 - something is asked
            numbers[application.number] = proposed.number
    return numbers


def _tell_that_nothing_is_asked(context: TransitionContext[Commitment], application: Application, fen: int, asked: Calculation) -> None:
    """Tell an enterprise that was told that a notice to pay follows, that none does, and by which rule."""
    amount, why = in_yuan(fen), not_asked(asked.reckoning)
    zh = f"{application.number}：按承诺的约定应退回{amount.zh}。{why.zh}无需退缴。"
    en = f"{application.number}: by the terms you signed {amount.en} would have to be repaid. {why.en} Nothing is to be paid back."
    context.session.add(Message(case_id=context.case.id, enterprise_uscc=context.case.enterprise_uscc, zh=zh, en=en))
