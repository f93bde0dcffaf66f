"""服务券的使用。What the steps of a voucher change once it is issued: contracts, deliveries, refunds, and what goes back to the budget.

Each is one transaction under the lock of the voucher, whose row is never taken beyond its face; so whoever comes second at the same
moment finds what the first has left.
"""

from __future__ import annotations

import uuid

from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.pace import looks_again_at
from activities.case.tasks import close, open_task
from activities.voucher.issuing import today
from models.commands import ledger
from models.commands.turns import take_turns
from models.queries import enterprise as enterprises
from models.queries import recognition as recognitions
from models.queries import succession, suspension
from models.queries import voucher as vouchers
from models.tables import Message, Task, Voucher, VoucherSpend
from policy.errors import Code, Fault, Refusal
from policy.folding import fold_number
from policy.judging.recognised import failures_of
from policy.money import in_yuan, parse_rate
from policy.processes.kernel.closings import Closing
from policy.processes.registry import KINDS
from policy.processes.settlement.month import last_of
from policy.processes.voucher.lifecycle import Event, Stage
from policy.processes.voucher.spends import SpendState, worth
from policy.processes.voucher.tasks import DELIVERY
from policy.text import Text

EFFECTS = Effects[Voucher]()

_SPEND = "spend"
TO_PLATFORM = {
    Event.DELIVERY_CONFIRMED: Text(
        "服务合同{contract}已确认交付，使用服务券{number}的金额为{amount}，次月可申请结算。",
        "The delivery of your contract {contract} is confirmed: {amount} of the voucher {number} are settled from next month on.",
    ),
    Event.CONTRACT_DECLINED: Text(
        "服务券{number}的持有单位不认可服务合同{contract}的登记。理由：{reason}",
        "Whoever holds the voucher {number} does not accept that the contract {contract} is registered. The reason is: {reason}",
    ),
    Event.EXPIRED: Text(
        "服务券{number}已期满，服务合同{contract}未在有效期内确认交付，预留的{amount}已释放。",
        "The voucher {number} has run out before the delivery of your contract {contract} was confirmed; {amount} are free again.",
    ),
    Event.VOIDED: Text(
        "服务券{number}已作废，为服务合同{contract}预留的{amount}已释放。",
        "The voucher {number} is voided; the {amount} for your contract {contract} are free again.",
    ),
}
"""What a platform is told of its contract."""


# -- registered against it --------------------------------------------------------------------------------------------------------------


@EFFECTS.of(Event.CONTRACT_REGISTERED)
async def register(context: TransitionContext[Voucher]) -> None:
    """Reserve what a contract takes: its part of the price, and no more than is left.

    Raises:
        Refusal: `forbidden`, for a platform that is not in the register, or the enterprise itself; `voucher_spent`; `duplicate`, for a
            contract that a voucher pays already; `window_closed`, while vouchers are suspended; `invalid_input`, for a price of which
            no part is left.
    """
    row, session, given = context.case, context.session, context.detail
    await suspension.require_not_suspended(session, row.item_code, today(context))
    platform = await _require_platform(context, str(given["platform_uscc"]))
    contract = fold_number(given["contract_no"])
    await take_turns(session, f"contract/{platform[0]}/{contract}")
    if await vouchers.is_registered(session, platform, contract):
        raise Refusal(Code.DUPLICATE, Text("该服务合同已登记使用服务券。", "A voucher pays this contract already."))
    rate = parse_rate(row.rate)
    amount_fen = worth(int(given["price_fen"]), rate, row.left_fen) if rate is not None else 0
    if row.left_fen <= 0:
        raise Refusal(Code.VOUCHER_SPENT, Text("该服务券已无可用额度。", "Nothing is left of the voucher for this contract."))
    if amount_fen <= 0:
        little = Text("按比例折算不足一分", "is so little that the voucher's part of it is less than a fen")
        raise Refusal(Code.INVALID_INPUT, Text("合同价款有误。", "The price is not valid."), [Fault("price_fen", little)])
    row.taken_fen += amount_fen
    spend = VoucherSpend(
        voucher_id=row.id,
        platform_uscc=given["platform_uscc"],
        contract_no=given["contract_no"],
        contract_folded=contract,
        service=given["service"],
        price_fen=given["price_fen"],
        amount_fen=amount_fen,
        registered_by=context.actor.subject,
        registered_at=context.now,
    )
    session.add(spend)
    await session.flush()
    context.detail = given | spend.brief
    context.kept[_SPEND] = spend
    await _say(context, spend)


async def _require_platform(context: TransitionContext[Voucher], uscc: str) -> tuple[str, ...]:
    """Return all that count as one with a platform, which stands in the register today and is not the enterprise itself.

    Raises:
        Refusal: `forbidden`, and for whoever does not act for it.
    """
    if not context.actor.acts_for(uscc):
        raise Refusal(Code.FORBIDDEN, Text("只能登记本单位的服务合同。", "Only one's own contract is registered."))
    item, family = context.item, await succession.family(context.session, uscc)
    found = await recognitions.facts_recognised(context.session, item, uscc, {}, today(context))
    if failures := failures_of(item, found):
        said = failures[0]["text"]
        raise Refusal(Code.FORBIDDEN, Text(f"{said['zh']}。", f"This does not hold: {said['en']}."), clause=item.citation)
    if context.case.enterprise_uscc in family:
        raise Refusal(Code.FORBIDDEN, Text("服务券不能用于购买本单位的服务。", "Nobody buys from themselves with a voucher."))
    return family


@EFFECTS.opens(DELIVERY)
async def open_delivery(context: TransitionContext[Voucher]) -> None:
    """Wait for the delivery of the contract until the last day of the voucher."""
    spend: VoucherSpend = context.kept[_SPEND]
    platform = await enterprises.name_today(context.session, spend.platform_uscc)
    await open_task(context, KINDS[DELIVERY], about=spend.brief | {"platform": platform}, due_at=context.case.expires_at)


# -- delivered, or not ------------------------------------------------------------------------------------------------------------------


@EFFECTS.of(Event.DELIVERY_CONFIRMED)
async def confirm(context: TransitionContext[Voucher]) -> None:
    """Spend what was reserved, once, by whoever has proved the code of the contract just before.

    Raises:
        Refusal: `wrong_stage`, where they have not.
    """
    spend = await _spend_of_task(context)
    code = await vouchers.code_of(context.session, spend.id)
    if code is None or code.proved_by != context.actor.subject or code.expires_at <= context.now:
        raise Refusal(
            Code.WRONG_STAGE,
            Text("请先核验平台告知的一次性验收码。", "Prove the one-time code that the platform gives you first."),
        )
    await context.session.delete(code)
    spend.delivered_on, spend.confirmed_by = today(context), context.actor.subject
    spend.settles_from = context.clock.end_of(last_of(spend.delivered_on), context.now)
    spend.become(SpendState.SPENT)
    context.detail = context.detail | spend.brief
    await _tell_platform(context, spend)


@EFFECTS.of(Event.CONTRACT_DECLINED)
async def decline(context: TransitionContext[Voucher]) -> None:
    """Free what was reserved for a contract that the enterprise does not know."""
    spend = await _spend_of_task(context)
    await _drop(context, spend)
    await _tell_platform(context, spend)


@EFFECTS.of(Event.CONTRACT_CANCELLED)
async def cancel(context: TransitionContext[Voucher]) -> None:
    """Free what was reserved for a contract that its platform takes back."""
    spend = await _spend_of_platform(context)
    if spend.state != SpendState.RESERVED:
        raise Refusal(Code.WRONG_STAGE, Text("该合同已不待确认交付。", "The delivery of this contract is not waited for any more."))
    await _drop(context, spend)
    for task in _deliveries(context):
        if task.about[_SPEND] == str(spend.id):
            close(context, task, Closing.SUPERSEDED)
    await _say(context, spend)


@EFFECTS.of(Event.SPEND_REFUNDED)
async def refund(context: TransitionContext[Voucher]) -> None:
    """Give back what was spent: to the voucher while it is valid, and to the budget once it is not.

    Raises:
        Refusal: `wrong_stage`, for what is in a settlement: that is withdrawn first, and what was paid is not given back here.
    """
    row, spend = context.case, await _spend_of_platform(context)
    if spend.state != SpendState.SPENT:
        raise Refusal(
            Code.WRONG_STAGE,
            Text("只有已使用且未列入结算的额度可以退回。", "Only what is spent and in no settlement can be given back."),
        )
    spend.become(SpendState.REFUNDED)
    spend.reason = str(context.detail["reason"])
    row.taken_fen -= spend.amount_fen
    if row.stage == Stage.SETTLING:
        await ledger.release_part(context.session, booking(context), spend.amount_fen, "pre_commitment")
    context.detail = context.detail | spend.brief
    await _say(context, spend)


# -- voided, run out, and over ----------------------------------------------------------------------------------------------------------


@EFFECTS.of(Event.VOID_PROPOSED)
async def propose_to_void(context: TransitionContext[Voucher]) -> None:
    """Ask an approver, once at a time.

    Raises:
        Refusal: `duplicate`.
    """
    if any(task.kind == "void_decision" for task in context.open_tasks):
        raise Refusal(Code.DUPLICATE, Text("已提请作废，正在审定。", "Whether it is voided is being decided already."))
    context.detail = context.detail | {"about": context.case.brief | {"proposed": context.detail["reason"]}}


@EFFECTS.of(Event.VOIDED, Event.EXPIRED)
async def wind_up(context: TransitionContext[Voucher]) -> None:
    """Give back to the budget what was not spent; what was spent waits to be settled."""
    row = context.case
    reason = context.lifecycle.steps[context.event].name.zh
    for spend in await vouchers.spends_of(context.session, row.id, (SpendState.RESERVED,)):
        await _drop(context, spend, reason)
        await _tell_platform(context, spend)
    if row.left_fen:
        await ledger.release_part(context.session, booking(context), row.left_fen, "pre_commitment")
    context.detail = context.detail | {"given_back_fen": row.left_fen, "spent_fen": row.taken_fen}
    row.wakes_at = looks_again_at(context.now, context.now)


@EFFECTS.at_once(Stage.SETTLING)
async def close_at_once(context: TransitionContext[Voucher]) -> bool:
    """Close what nothing is to be settled of any more."""
    if await vouchers.is_unsettled(context.session, context.case.id):
        return False
    context.event, context.detail = Event.SPENT if context.case.taken_fen else Event.LEFT_UNUSED, {}
    return True


# -- what they share --------------------------------------------------------------------------------------------------------------------


def _deliveries(context: TransitionContext[Voucher]) -> list[Task]:
    return [task for task in context.open_tasks if task.kind == DELIVERY]


async def _spend_of_task(context: TransitionContext[Voucher]) -> VoucherSpend:
    about = context.task.about if context.task else {}
    return await _locked(context, str(about[_SPEND]))


async def _spend_of_platform(context: TransitionContext[Voucher]) -> VoucherSpend:
    """Return the contract that its own platform speaks of.

    Raises:
        Refusal: `not_found`, for another's.
    """
    spend = await _locked(context, str(context.detail[_SPEND]))
    if not context.actor.acts_for(spend.platform_uscc):
        raise _unknown()
    return spend


async def _locked(context: TransitionContext[Voucher], spend_id: str) -> VoucherSpend:
    found = await vouchers.lock_spend(context.session, context.case.id, uuid.UUID(spend_id))
    if found is None:
        raise _unknown()
    return found


def _unknown() -> Refusal:
    return Refusal(Code.NOT_FOUND, Text("没有找到。", "Not found."))


async def _drop(context: TransitionContext[Voucher], spend: VoucherSpend, reason: str | None = None) -> None:
    spend.become(SpendState.DROPPED)
    spend.reason = str(context.detail.get("reason") or "") if reason is None else reason
    context.case.taken_fen -= spend.amount_fen
    if (code := await vouchers.code_of(context.session, spend.id)) is not None:
        await context.session.delete(code)
    if reason is None:
        context.detail = context.detail | spend.brief


async def _say(context: TransitionContext[Voucher], spend: VoucherSpend) -> None:
    """Name the contract in what the enterprise is told."""
    platform = await enterprises.name_today(context.session, spend.platform_uscc)
    context.words |= {
        "platform": Text(platform, platform),
        "contract": Text(spend.contract_no, spend.contract_no),
        "amount": in_yuan(spend.amount_fen),
    }


async def _tell_platform(context: TransitionContext[Voucher], spend: VoucherSpend) -> None:
    said, amount = TO_PLATFORM[Event(context.event)], in_yuan(spend.amount_fen)
    named = {"number": context.case.number, "contract": spend.contract_no, "reason": str(context.detail.get("reason") or "")}
    zh, en = said.zh.format(**named, amount=amount.zh), said.en.format(**named, amount=amount.en)
    whose = await succession.current(context.session, spend.platform_uscc)
    context.session.add(Message(case_id=context.case.id, enterprise_uscc=whose, zh=zh, en=en))
