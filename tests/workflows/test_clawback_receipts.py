"""Money that comes back otherwise than asked for: too much, for several debts at once, from somebody else, or told wrongly."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from activities.case.transitions import apply, begin
from activities.signatures.case import Transition
from models.queries import case
from models.queries import clawback as clawbacks
from models.tables import Clawback, ClawbackInstalment, Receipt, ReceiptPart, Repayment
from sandbox.enterprises import CHENXIN, HAIXI, YUNHENG
from tests.office import FINANCE, OTHER_FINANCE, Office, until
from tests.workflows.reclaim import AWARD, Reclaim, day_of, paid_award, reclaim, reclaimed, recorded
from tests.workflows.refunds import begun, drafted, unsolicited


async def owing(office: Office, *amounts_fen: int) -> list[Reclaim]:
    """Return debts of one enterprise, all of one award, that it has accepted."""

    async def walk() -> Reclaim:
        award = await paid_award(office)
        claims = [await reclaim(office, award, amount_fen) for amount_fen in amounts_fen]
        for claim in claims:
            await claim.accept()
        return claims[-1]

    last = await reclaimed(office, f"owing {amounts_fen}", walk)
    rows = await office.all(select(Clawback).order_by(Clawback.created_at))
    return [Reclaim(office, last.award, office.running(row)) for row in rows]


async def agree(claim: Reclaim, received_fen: int) -> int:
    """Return what is owed back, having checked that receipts, parts and ledger agree to the fen."""
    receipts = await claim.office.all(select(Receipt.amount_fen))
    parts = await claim.office.all(select(ReceiptPart))
    booked: int = sum(part.amount_fen for part in parts if part.state == "booked")
    owed_back: int = sum(part.amount_fen for part in parts if part.state == "owed_back")
    balances = await claim.office.balances()
    assert sum(receipts) == received_fen == booked + owed_back
    assert (balances["recovered"], balances["owed_back"], sum(balances.values())) == (booked, owed_back, 0)
    return owed_back


async def settle(claim: Reclaim, amount_fen: int, **more: object) -> str:
    """Have money received, recorded for a debt and confirmed; return its reference."""
    today = await day_of(claim.office, claim.case)
    reference = await claim.receive(amount_fen, today)
    await claim.case.answer("repayment_receipt", FINANCE, **recorded(amount_fen, reference, today), **more)
    await claim.confirm()
    return reference


@pytest.mark.parametrize("more_fen", [0, 1])
async def test_debt_is_settled_and_what_is_more_is_owed_back_when_enough_came_in(skipping: Office, more_fen: int) -> None:
    (claim,) = await owing(skipping, 10_000)
    await settle(claim, 10_000 + more_fen)
    row = await claim.case.reach("settled")
    assert (row.repaid_fen, (await claim.owed()).left_fen) == (10_000, 0)
    assert await agree(claim, 10_000 + more_fen) == more_fen
    assert ("overpaid" in await claim.case.events()) == bool(more_fen)
    assert (await claim.application()).recovered_fen == 10_000
    async with skipping.database.reading() as session:
        assert await clawbacks.open_of_enterprise(session, CHENXIN) == []


async def test_debt_stays_open_when_a_fen_less_came_in(skipping: Office) -> None:
    (claim,) = await owing(skipping, 10_000)
    await settle(claim, 9_999)
    await claim.case.happened("repayment_booked")
    row = await claim.row()
    assert (row.stage, (await claim.owed()).left_fen) == ("repayment", 1)
    assert await agree(claim, 9_999) == 0
    await settle(claim, 1)
    await claim.case.reach("settled")


@pytest.mark.parametrize(("amounts_fen", "more_fen"), [((100, 250), 0), ((100, 250), 7), ((30, 20, 10), 0)])
async def test_one_transfer_settles_all_debts_of_the_enterprise(skipping: Office, amounts_fen: tuple[int, ...], more_fen: int) -> None:
    claims = await owing(skipping, *amounts_fen)
    await settle(claims[-1], sum(amounts_fen) + more_fen)
    for claim in claims:
        await claim.case.reach("settled")
        assert "repayment_booked" in await claim.case.events()
    assert await agree(claims[0], sum(amounts_fen) + more_fen) == more_fen
    assert (await claims[0].application()).recovered_fen == sum(amounts_fen)


async def test_transfer_that_is_too_little_leaves_the_debt_it_was_not_paid_under(skipping: Office) -> None:
    first, second = await owing(skipping, 100, 250)
    in_hand = await first.case.task("repayment_receipt")
    await settle(second, 260)
    await second.case.reach("settled")

    async def find() -> bool | None:
        (task,) = await first.case.tasks()
        assert task.id == in_hand.id
        return task.about["owed_fen"] == 90 or None

    await until(find, "the task that asks for the rest, in the hands of whoever was at it")
    assert (await first.owed()).left_fen == 90
    assert await agree(first, 260) == 0


async def test_transfer_goes_as_finance_divides_it(skipping: Office) -> None:
    first, second = await owing(skipping, 100, 250)
    parts = [{"clawback": first.case.number, "amount_fen": 40}, {"clawback": second.case.number, "amount_fen": 200}]
    today = await day_of(skipping, first.case)
    wrong = recorded(239, await first.receive(239, today), today) | {"parts": parts}
    assert await first.case.refusal_of_answer("repayment_receipt", FINANCE, **wrong) == "invalid_input"
    await settle(first, 240, parts=parts)
    await second.case.happened("repayment_booked")
    assert [(await claim.owed()).left_fen for claim in (first, second)] == [60, 50]
    assert await agree(first, 240) == 0


async def test_nothing_is_lost_or_booked_twice_when_two_receipts_come_for_one_debt_at_once(skipping: Office) -> None:
    first, second = await owing(skipping, 100, 100)
    today = await day_of(skipping, first.case)
    for claim, amount_fen in ((first, 180), (second, 90)):
        await claim.record(amount_fen, await claim.receive(amount_fen, today), today)
    await asyncio.gather(first.confirm(), second.confirm())
    for claim in (first, second):
        await claim.case.reach("settled")
    assert await agree(first, 270) == 70
    assert await first.balances() == (AWARD - 200, 0, 200)


async def test_repayment_that_is_not_needed_any_more_is_owed_back_whole(skipping: Office) -> None:
    first, second = await owing(skipping, 100, 100)
    today = await day_of(skipping, second.case)
    await second.record(100, await second.receive(100, today), today)
    await settle(first, 200)
    await second.case.happened("repayment_booked")
    # It is settled, but what was recorded for it is still to be heard of.
    assert (await second.row()).stage == "repayment"
    await second.confirm()
    await second.case.reach("settled")
    assert await agree(second, 300) == 100


async def set_aside(claim: Reclaim, payer: str, named: dict[str, int] | None = None) -> None:
    """Settle a debt for which something of a receipt was set aside at the last moment."""
    office, row, now = claim.office, await claim.row(), datetime.now(UTC)
    received = {"reference": "R-9", "reference_folded": "r-9", "amount_fen": 60, "received_on": await day_of(office, claim.case)}
    receipt = Receipt(payer_uscc=payer, payer_name="付款单位", known_at=now, **received)
    await office.add(receipt)
    repayment = Repayment(clawback_id=row.id, receipt_id=receipt.id, named=named, recorded_by="f", recorded_at=now, **received)
    repayment.state, repayment.confirmed_by = "booked", "g"
    await office.add(repayment)
    await office.add(ReceiptPart(receipt_id=receipt.id, clawback_id=row.id, amount_fen=60))
    await office.change(update(ClawbackInstalment).where(ClawbackInstalment.clawback_id == row.id).values(repaid_fen=100))
    await office.change(update(Clawback).where(Clawback.id == row.id).values(repaid_fen=100))
    async with office.database.writing() as session:
        locked = await case.lock(session, Clawback, row.id)
        settled = Transition("clawback", str(row.id), "settled", "settled by hand", row.updated_at)
        await apply(await begin(session, office.parts.deployment(), locked, settled))


async def test_what_was_set_aside_at_the_last_moment_is_owed_back_when_the_debt_is_settled(skipping: Office) -> None:
    (claim,) = await owing(skipping, 100)
    await set_aside(claim, CHENXIN)
    parts = await skipping.all(select(ReceiptPart))
    assert [(part.state, part.amount_fen) for part in parts] == [("owed_back", 60)]
    assert (await skipping.balances())["owed_back"] == 60


@pytest.mark.parametrize(("divides", "state"), [(False, "allotted"), (True, "owed_back")])
async def test_parents_money_set_aside_in_vain_goes_to_the_debtors_others_unless_finance_divided_it(
    skipping: Office, *, divides: bool, state: str
) -> None:
    first, second = await owing(skipping, 100, 250)
    await set_aside(first, YUNHENG, {first.case.number: 60} if divides else None)
    (part,) = await skipping.all(select(ReceiptPart))
    assert (part.state, part.amount_fen) == (state, 60)
    assert part.clawback_id == (first if divides else second).case.id


# -- somebody else pays ------------------------------------------------------------------------------------------------------------


async def paid_by_parent(claim: Reclaim, amount_fen: int, **more: object) -> str:
    """Have another firm's payment recorded for a debt and confirmed; return its reference."""
    today = await day_of(claim.office, claim.case)
    reference = await claim.receive(amount_fen, today, payer=YUNHENG)
    await claim.case.answer("repayment_receipt", FINANCE, **recorded(amount_fen, reference, today), **more)
    await claim.confirm()
    return reference


async def test_parents_payment_settles_the_debt_when_a_second_person_accepts_it(skipping: Office) -> None:
    (claim,) = await owing(skipping, 10_000)
    await paid_by_parent(claim, 10_000)
    task = await claim.case.task("payer_decision")
    assert (task.about["payer"]["uscc"], task.about["debtor"]["uscc"]) == (YUNHENG, CHENXIN)
    assert task.about["payer"]["name"] not in {"", YUNHENG}
    accepted = {"decision": "payer_accepted", "reason": "母公司代付函"}
    assert await claim.case.refusal_of_answer("payer_decision", FINANCE, **accepted) == "four_eyes"
    await claim.case.answer("payer_decision", OTHER_FINANCE, **accepted)
    await claim.case.reach("settled")
    repayment = (await claim.repayments("booked"))[0]
    answer = {"debtor": CHENXIN, "payer": YUNHENG, "accepted": True, "by": OTHER_FINANCE.subject, "reason": "母公司代付函"}
    assert repayment.payer_decisions == [answer]
    assert await agree(claim, 10_000) == 0


async def test_parents_payment_stays_undivided_and_may_be_recorded_again_when_it_is_not_accepted(skipping: Office) -> None:
    (claim,) = await owing(skipping, 100)
    reference = await paid_by_parent(claim, 100)
    await claim.case.answer("payer_decision", OTHER_FINANCE, decision="payer_refused", reason="未见代付说明")
    assert (await claim.case.task("repayment_receipt")).about["refused"]["reason"] == "未见代付说明"
    assert await skipping.all(select(ReceiptPart)) == []
    assert [answer["by"] for answer in (await claim.repayments("payer_refused"))[0].payer_decisions] == [OTHER_FINANCE.subject]
    await claim.record(100, reference, await day_of(skipping, claim.case))
    await claim.confirm()
    await claim.case.answer("payer_decision", OTHER_FINANCE, decision="payer_accepted", reason="已补代付函")
    await claim.case.reach("settled")


@pytest.mark.parametrize(("more_fen", "left_fen"), [(-1, 1), (0, 0), (1, 0)])
async def test_parents_payment_settles_the_debtors_other_debts_before_any_of_it_is_owed_back(
    skipping: Office, more_fen: int, left_fen: int
) -> None:
    first, second = await owing(skipping, 500, 300)
    await paid_by_parent(first, 800 + more_fen)
    assert (await first.case.task("payer_decision")).about["others"] == [second.case.number]
    await first.case.answer("payer_decision", OTHER_FINANCE, decision="payer_accepted", reason="母公司代付函")
    await first.case.reach("settled")
    await second.case.happened("repayment_booked")
    assert (await second.owed()).left_fen == left_fen
    assert await agree(first, 800 + more_fen) == max(more_fen, 0)


async def test_parents_payment_goes_no_further_than_to_the_debt_finance_named(skipping: Office) -> None:
    first, second = await owing(skipping, 100, 100)
    await paid_by_parent(first, 101, parts=divided((first, 100)))
    assert "others" not in (await first.case.task("payer_decision")).about
    await first.case.answer("payer_decision", OTHER_FINANCE, decision="payer_accepted", reason="母公司代付函")
    await first.case.reach("settled")
    assert (await second.owed()).left_fen == 100
    assert await agree(first, 101) == 1


async def sisters(office: Office) -> tuple[Reclaim, Reclaim]:
    """Return debts of 100 fen and 250 fen, the second of which another firm of the same parent owes."""
    first, second = await owing(office, 100, 250)
    await office.change(update(Clawback).where(Clawback.id == second.case.id).values(enterprise_uscc=HAIXI))
    return first, second


def divided(*given: tuple[Reclaim, int]) -> list[dict[str, object]]:
    return [{"clawback": claim.case.number, "amount_fen": fen} for claim, fen in given]


async def accept_for(claim: Reclaim, debtor: str, decision: str = "payer_accepted") -> None:
    """Answer the question of the payer for one debtor."""
    asked = [task for task in await claim.case.tasks() if task.kind == "payer_decision"]
    task = next(found for found in asked if found.about["debtor"]["uscc"] == debtor)
    await claim.case.complete(task, OTHER_FINANCE, {"decision": decision, "reason": "代付函"})


@pytest.mark.parametrize(("more_fen", "left_fen"), [(-1, 1), (0, 0), (1, 0)])
async def test_parents_payment_settles_debts_of_two_firms_when_it_is_accepted_for_each(
    skipping: Office, more_fen: int, left_fen: int
) -> None:
    first, second = await sisters(skipping)
    await paid_by_parent(first, 350 + more_fen, parts=divided((first, 100), (second, 250 + min(more_fen, 0))))
    await first.case.happened("payer_questioned")
    await accept_for(first, HAIXI)
    assert await skipping.all(select(ReceiptPart)) == []
    await accept_for(first, CHENXIN)
    await first.case.reach("settled")
    await second.case.happened("repayment_booked")
    assert (await second.owed()).left_fen == left_fen
    assert await agree(first, 350 + more_fen) == max(more_fen, 0)


async def test_nothing_is_divided_when_the_payer_is_refused_for_one_of_two_firms(skipping: Office) -> None:
    first, second = await sisters(skipping)
    await paid_by_parent(first, 350, parts=divided((first, 100), (second, 250)))
    await first.case.happened("payer_questioned")
    await accept_for(first, CHENXIN)
    await accept_for(first, HAIXI, "payer_refused")
    await first.case.task("repayment_receipt")
    assert [(await claim.owed()).left_fen for claim in (first, second)] == [100, 250]
    assert await skipping.all(select(ReceiptPart)) == []


async def test_second_firms_question_goes_when_the_payer_is_refused_for_the_first(skipping: Office) -> None:
    first, second = await sisters(skipping)
    await paid_by_parent(first, 350, parts=divided((first, 100), (second, 250)))
    await first.case.happened("payer_questioned")
    await accept_for(first, CHENXIN, "payer_refused")
    assert [task.kind for task in await first.case.tasks()] == ["repayment_receipt"]


async def test_only_the_other_firm_is_asked_about_when_a_debtor_pays_for_both(skipping: Office) -> None:
    first, second = await sisters(skipping)
    await settle(first, 350, parts=divided((first, 100), (second, 250)))
    task = await first.case.task("payer_decision")
    assert task.about["debtor"]["uscc"] == HAIXI
    assert {part["clawback"]: part["debtor"] for part in task.about["parts"]} == {first.case.number: CHENXIN, second.case.number: HAIXI}
    await accept_for(first, HAIXI)
    await second.case.reach("settled")
    assert await agree(first, 350) == 0


async def test_payer_is_asked_about_when_only_another_one_was_accepted(skipping: Office) -> None:
    (claim,) = await owing(skipping, 100)
    today = await day_of(skipping, claim.case)
    await claim.record(100, await claim.receive(100, today, payer=YUNHENG), today)
    answer = {"debtor": CHENXIN, "payer": HAIXI, "accepted": True, "by": OTHER_FINANCE.subject, "reason": "代付函"}
    await skipping.change(update(Repayment).values(payer_decisions=[answer]))
    await claim.confirm()
    assert (await claim.case.task("payer_decision")).about["payer"]["uscc"] == YUNHENG
    assert await skipping.all(select(ReceiptPart)) == []


# -- nothing was owed when it came -------------------------------------------------------------------------------------------------


async def received_again(office: Office, receipt: Receipt) -> None:
    """Let the treasury know of a receipt as its statement told of it."""
    body = {name: getattr(receipt, name) for name in ("reference", "amount_fen", "payer_uscc")}
    (await office.sandbox.post("/admin/receipts", json=body | {"received_on": receipt.received_on.isoformat()})).raise_for_status()


async def named(claim: Reclaim) -> list[str]:
    """Return the receipts the task of recording one names."""
    about = (await claim.case.task("repayment_receipt")).about
    return [found["reference"] for found in about.get("undivided", [])]


@pytest.mark.parametrize(("owed_fen", "left_fen", "back_fen"), [(99, 0, 1), (100, 0, 0), (101, 1, 0)])
async def test_money_that_fitted_no_debt_is_divided_over_one_that_opens_later(
    skipping: Office, owed_fen: int, left_fen: int, back_fen: int
) -> None:
    award = await paid_award(skipping)
    early = await unsolicited(skipping, 100)
    await received_again(skipping, early)
    claim = await reclaim(skipping, award, owed_fen)
    await claim.accept()
    assert await named(claim) == [early.reference]
    await claim.record(100, early.reference, early.received_on)
    await claim.confirm()
    await claim.case.happened("repayment_booked")
    row = await claim.row()
    assert ((await claim.owed()).left_fen, row.interest_fen) == (left_fen, 0)
    assert await agree(claim, 100) == back_fen


async def test_money_that_came_after_a_debt_was_settled_is_divided_over_the_next(skipping: Office) -> None:
    award = await paid_award(skipping)
    first = await reclaim(skipping, award, 100)
    await first.accept()
    await settle(first, 100)
    await first.case.reach("settled")
    twice = await unsolicited(skipping, 100)
    await received_again(skipping, twice)
    second = await reclaim(skipping, award, 100)
    await second.accept()
    assert await named(second) == [twice.reference]
    await second.record(100, twice.reference, twice.received_on)
    await second.confirm()
    await second.case.reach("settled")
    assert await agree(second, 200) == 0


async def test_receipt_is_not_named_when_it_was_recorded_paid_back_or_is_anothers(skipping: Office) -> None:
    award = await paid_award(skipping)
    await unsolicited(skipping, 1, payer=YUNHENG)
    refunded, used, left = [await unsolicited(skipping, fen) for fen in (2, 3, 4)]
    await begun(skipping, await drafted(skipping, refunded, "sti"))
    first = await reclaim(skipping, award, 100)
    await first.accept()
    await first.record(3, used.reference, used.received_on)
    second = await reclaim(skipping, award, 100)
    await second.accept()
    assert await named(second) == [left.reference]


# -- told wrongly ------------------------------------------------------------------------------------------------------------------


async def test_receipt_that_was_told_wrongly_is_recorded_again_as_the_treasury_has_it(skipping: Office) -> None:
    (claim,) = await owing(skipping, 10_000)
    today = await day_of(skipping, claim.case)
    reference = await claim.receive(10_001, today)
    await claim.record(10_000, reference, today)
    await claim.confirm()
    await claim.case.happened("receipt_refuted")
    told = (await claim.case.task("repayment_receipt")).about["refused"]
    assert (told["reason"], told["amount_fen"], told["treasury"]["amount_fen"]) == ("国库记载的到账金额与登记的金额不一致", 10_000, 10_001)
    await claim.record(10_001, reference, today)
    await claim.confirm()
    await claim.case.reach("settled")
    assert await agree(claim, 10_001) == 1


@pytest.mark.parametrize("spelling", ["{0}", " {0} ", "\N{FULLWIDTH LATIN CAPITAL LETTER R}{1}"])
async def test_receipt_is_divided_once_however_its_reference_is_written(skipping: Office, spelling: str) -> None:
    first, second = await owing(skipping, 100, 250)
    today = await day_of(skipping, first.case)
    reference = await first.receive(100, today)
    await first.record(100, reference, today)
    again = recorded(100, spelling.format(reference, reference[1:].upper()), today)
    assert await second.case.refusal_of_answer("repayment_receipt", FINANCE, **again) == "duplicate"
    await first.confirm()
    await first.case.reach("settled")
    assert await second.case.refusal_of_answer("repayment_receipt", FINANCE, **again) == "duplicate"


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        ("GK-2026-0823", "GK-2026-823", True),
        ("GK-2026-823", "GK-2026-00823", True),
        ("GK-2026-0823", "GK2026O823", True),
        ("GK-2026-0823", "GK-2026-0824", False),
    ],
)
async def test_whoever_confirms_a_receipt_reads_of_another_whose_number_looks_alike(
    skipping: Office, first: str, second: str, *, asked: bool
) -> None:
    claim, other = await owing(skipping, 10_000, 20_000)
    today = await day_of(skipping, claim.case)
    await claim.record(10_000, first, today)
    assert "alike" not in (await claim.case.task("repayment_confirmation")).about
    await other.record(20_000, second, today)
    about = (await other.case.task("repayment_confirmation")).about
    assert about.get("alike", []) == (
        [{"clawback": claim.case.number, "reference": first, "amount_fen": 10_000, "received_on": today.isoformat()}] if asked else []
    )
