"""收回已结算的款项。What turns out wrong once it was paid is taken back by two: it is netted from what is paid next, or demanded."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from activities.case.books import booking
from activities.case.context import WRITTEN, TransitionContext
from activities.case.effects import Effects
from models.commands import ledger
from models.queries import audit_event as audit_events
from models.queries import case, implementing_rule
from models.queries import document as documents
from models.queries import settlement as settlements
from models.tables import Message, Settlement, Voucher, VoucherSpend
from policy.errors import Code, Fault, Refusal
from policy.money import in_yuan
from policy.processes.settlement.lifecycle import Event, Stage
from policy.processes.settlement.reclaiming import FAULTS, PROOF, FaultOf
from policy.processes.voucher.lifecycle import Stage as VoucherStage
from policy.processes.voucher.requested import voucher_item
from policy.processes.voucher.spends import SpendState
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Settlement]()
_GOES_ON: Final[Mapping[str | None, Event]] = {Stage.NETTING: Event.NETTING_RESUMED, Stage.DEMANDED: Event.DEMAND_RESUMED}
_LOST: Final = Text(
    "服务合同{contract}已结算的{amount}（服务券{number}）经查实收回，该额度不再恢复。",
    "{amount} that were settled for the contract {contract} are taken back (voucher {number}); they cannot be spent again.",
)
_BACK: Final = Text(
    "服务合同{contract}已结算的{amount}经查实收回，服务券{number}的该额度恢复可用。",
    "{amount} that were settled for the contract {contract} are taken back; of the voucher {number} they can be spent again.",
)


@EFFECTS.of(Event.RECLAIM_PROPOSED)
async def propose(context: TransitionContext[Settlement]) -> None:
    """Ask an approver whether something that was settled is taken back.

    Raises:
        Refusal: `wrong_stage`, while a bank may still return what was paid, or money that came in is being booked; `invalid_input`, for
            what is not settled by it, or a paper that is none of those an officer has added to it.
    """
    row, given = context.case, context.detail
    if row.stage == Stage.SETTLED and row.wakes_at is not None:
        raise Refusal(Code.WRONG_STAGE, Text("银行退回期内不能提请收回。", "A bank may still return what was paid."))
    if row.received_fen is not None:
        raise Refusal(
            Code.WRONG_STAGE,
            Text("有一笔到账款项正在办理，请待其入账后提请。", "Money that came in is being booked; propose it after that."),
        )
    spends = await _named(context)
    paper = next(
        (
            one
            for one in await documents.of_case(context.session, row.id)
            if one.evidence_code == PROOF.code and str(one.id) == given["paper"]
        ),
        None,
    )
    if paper is None:
        wrong = Text("应为本结算的收回依据", "must be a paper that was added to this settlement for it")
        raise Refusal(Code.INVALID_INPUT, Text("材料有误。", "The paper is not valid."), [Fault("paper", wrong)])
    about = {
        "spends": [spend.brief | {"voucher": number} for spend, number in spends],
        "amount_fen": sum(spend.amount_fen for spend, _ in spends),
        "fault": FAULTS[FaultOf(given["fault"])].as_dict(),
        "proposed": given["reason"],
        "paper": {"document": str(paper.id), "file_name": paper.file_name, "sha256": paper.sha256},
    }
    row.proposed_in = row.stage
    context.detail = given | {"about": row.brief | about}


async def _named(context: TransitionContext[Settlement]) -> list[tuple[VoucherSpend, str]]:
    """Return the contracts that a proposal names, all of them settled.

    Raises:
        Refusal: `invalid_input`.
    """
    wanted = set(context.detail["spends"])
    found = [one for one in await settlements.spends_of(context.session, context.case.id) if str(one[0].id) in wanted]
    if not wanted or len(found) != len(wanted) or any(spend.state != SpendState.SETTLED for spend, _ in found):
        wrong = Text("应为本次结算的服务合同，且未收回", "must be contracts that this settled, and that were not taken back")
        raise Refusal(Code.INVALID_INPUT, Text("服务合同有误。", "The contracts are not valid."), [Fault("spends", wrong)])
    return found


@EFFECTS.of(Event.RECLAIMED)
async def reclaim(context: TransitionContext[Settlement]) -> None:
    """Take it back: its platform owes it, and the enterprise may spend it again where the fault was the platform's alone.

    Raises:
        Refusal: `budget_exhausted`, where a voucher that is valid still would have value again that the budget does not cover.
    """
    row, session, asked = context.case, context.session, await _asked(context)
    context.detail = asked | context.detail
    spends = await _named(context)
    by_voucher: dict[uuid.UUID, list[VoucherSpend]] = defaultdict(list)
    for spend, _ in spends:
        spend.become(SpendState.RECLAIMED)
        spend.reason = str(asked["reason"])
        by_voucher[spend.voucher_id].append(spend)
    fen = sum(spend.amount_fen for spend, _ in spends)
    row.reclaimed_fen += fen
    row.proposed_in = None
    await ledger.move_part(session, booking(context), "demand", fen)
    for voucher_id in sorted(by_voucher):
        voucher = await case.lock(session, Voucher, voucher_id)
        await _see_to_voucher(context, voucher, by_voucher[voucher_id], FaultOf(asked["fault"]))
    law = await implementing_rule.law_in_force(session, voucher_item(), context.now.astimezone(BEIJING).date())
    row.wakes_at = context.clock.after(context.now, law.netting_days).at
    _say_owed(context, fen)
    context.detail |= {"amount_fen": fen, "netting_days": law.netting_days}
    context.detail["contracts"] = [spend.brief | {"voucher": number} for spend, number in spends]


async def _asked(context: TransitionContext[Settlement]) -> dict[str, Any]:
    """Return what is decided on: which contracts, whose fault it was, and why."""
    last = await settlements.last_proposed(context.session, context.case.id)
    return {name: last[name] for name in ("spends", "fault", "reason")}


async def _see_to_voucher(context: TransitionContext[Settlement], voucher: Voucher, spends: list[VoucherSpend], fault: FaultOf) -> None:
    """Give a voucher its value back where nothing was wrong with how it was spent; after its last day nobody spends it any more."""
    is_back = fault is FaultOf.PLATFORM and voucher.stage == VoucherStage.VALID
    fen = sum(spend.amount_fen for spend in spends)
    if fault is FaultOf.PLATFORM:
        # It counts no longer under the cap of its enterprise either.
        voucher.taken_fen -= fen
    if is_back:
        its_booking = replace(booking(context), case_id=voucher.id, key=f"{context.key}/{voucher.number}")
        await ledger.pre_commit_beside(context.session, its_booking, context.case.id, fen)
        context.kept.setdefault(WRITTEN, set()).add(voucher.workflow_id)
    said = _BACK if is_back else _LOST
    for spend in spends:
        amount, named = in_yuan(spend.amount_fen), {"contract": spend.contract_no, "number": voucher.number}
        zh, en = said.zh.format(amount=amount.zh, **named), said.en.format(amount=amount.en, **named)
        context.session.add(Message(case_id=voucher.id, enterprise_uscc=voucher.beneficiary, zh=zh, en=en))


@EFFECTS.at_once(Stage.SETTLED)
async def go_on(context: TransitionContext[Settlement]) -> bool:
    """Go on with what was owed from before where that stood, if nothing more is taken back: whoever owes it was told, and is not again."""
    stood, context.case.proposed_in = context.case.proposed_in, None
    if stood not in _GOES_ON:
        return False
    context.event, context.detail = _GOES_ON[stood], {}
    return True


@EFFECTS.of(Event.RECLAIM_DROPPED, Event.NETTED_WHOLE, Event.WRITTEN_OFF)
async def rest(context: TransitionContext[Settlement]) -> None:
    """Let the case end: nothing is left to be waited for. What was not paid back and is given up is spent after all."""
    row = context.case
    forget_receipt(row)
    if context.event == Event.WRITTEN_OFF:
        await ledger.move_part(context.session, booking(context), "write_off", row.owed_fen)
        row.given_up_fen += row.owed_fen
    row.wakes_at = None if row.proposed_in in _GOES_ON else context.now


@EFFECTS.of(Event.NETTING_RESUMED, Event.DEMAND_RESUMED)
async def stand_as_before(context: TransitionContext[Settlement]) -> None:
    """Go on with the days that what was taken back last has to be netted, or with its demand; what was netted meanwhile ends at once."""
    if not context.case.owed_fen:
        context.case.wakes_at = context.now
    if not context.case.owed_fen or context.event == Event.DEMAND_RESUMED:
        return
    last = await audit_events.last_of(context.session, context.case.id, (Event.RECLAIMED,))
    assert last is not None  # noqa: S101 - something is owed
    context.case.wakes_at = context.clock.after(last.occurred_at, last.detail["netting_days"]).at


@EFFECTS.of(Event.RECLAIM_DEMANDED)
async def demand(context: TransitionContext[Settlement]) -> None:
    """Say what is left to be paid back."""
    _say_owed(context, context.case.owed_fen)
    context.detail = context.detail | {"owed_fen": context.case.owed_fen}


def _say_owed(context: TransitionContext[Settlement], fen: int) -> None:
    context.words["amount"] = in_yuan(fen)


def forget_receipt(row: Settlement) -> None:
    """Forget what was being entered as come in."""
    row.received_fen = row.reference = row.reference_folded = row.received_on = None
