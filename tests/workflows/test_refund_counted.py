"""What is paid of a demand that was waived or written off: counted as repaid by two people, or recorded for what asks for it again."""

from __future__ import annotations

import pytest
from temporalio.client import WorkflowUpdateFailedError

from policy.actors import Actor
from tests.office import DEPUTY, FINANCE, HEAD, OTHER_FINANCE, THIRD_FINANCE, Case, Office
from tests.workflows.reclaim import AWARD, Reclaim, day_of, paid_award, reclaim, reclaimed, recorded
from tests.workflows.redecisions import SECOND, anew, balanced, paid_anew
from tests.workflows.refunds import (
    DEBT,
    begun,
    begun_without_account,
    drafted,
    owed_back,
    paid_by_treasury,
    parts,
    receipt,
    released,
    unsolicited,
)

ASKED = {"decision": "counting_asked", "reason": "付款人自愿补缴"}
AGREED = {"decision": "receipt_counted", "reason": "属实"}


async def waive(claim: Reclaim) -> None:
    """Let a demand that stands be missed, and the rest of it be waived by two."""
    await claim.miss()
    await claim.case.answer("enforcement_decision", HEAD, decision="waiver_asked", reason="经营困难")
    await claim.case.answer("waiver_confirmation", DEPUTY, decision="waived", reason="同意减免")
    await claim.case.reach("waived")


async def write_off(claim: Reclaim) -> None:
    """Have a court close the enforcement of a demand in vain, and the rest written off by two."""
    await claim.miss()
    await claim.hand_over()
    await claim.case.answer("court_result", DEPUTY, decision="court_closed", case_no="(2027)京0115执1号", result="无可供执行财产")
    await claim.case.answer("write_off_confirmation", HEAD, decision="written_off", reason="属实")
    await claim.case.reach("closed")


async def given_up(office: Office, how: str = "waived") -> Reclaim:
    """Return a demand that was given up whole."""

    async def walk() -> Reclaim:
        claim = await reclaim(office, await paid_award(office), DEBT)
        await claim.accept()
        await (waive if how == "waived" else write_off)(claim)
        return claim

    return await reclaimed(office, f"given up, {how}", walk)


async def paid_after_all(office: Office, amount_fen: int) -> Case:
    """Let the debtor pay, and open the refund of that."""
    return await begun(office, await drafted(office, await unsolicited(office, amount_fen), "sti"))


async def counted(case: Case, by: Actor = OTHER_FINANCE) -> None:
    """Have two people count what came in as repaid."""
    await case.answer("refund_release", FINANCE, **ASKED)
    await case.answer("counting_confirmation", by, **AGREED)
    await case.reach("cancelled")


@pytest.mark.parametrize("how", ["waived", "written_off"])
@pytest.mark.parametrize("paid_fen", [1, DEBT - 1, DEBT])
async def test_what_was_given_up_counts_as_repaid_when_two_agree(skipping: Office, how: str, paid_fen: int) -> None:
    claim = await given_up(skipping, how)
    case = await paid_after_all(skipping, paid_fen)
    assert (await case.task("refund_release")).about["given_up"] == {claim.case.number: DEBT}
    await case.answer("refund_release", FINANCE, **ASKED)
    about = (await case.task("counting_confirmation")).about
    assert (about["counted"], about["owed_back_fen"], about["reason"]) == ({claim.case.number: paid_fen}, 0, ASKED["reason"])
    await case.answer("counting_confirmation", OTHER_FINANCE, **AGREED)
    assert await case.handle.result() == "cancelled"
    assert ((await claim.row()).repaid_fen, (await claim.application()).recovered_fen) == (paid_fen, paid_fen)
    assert await claim.balances() == (AWARD - paid_fen, 0, paid_fen)
    assert (await parts(skipping), await owed_back(skipping)) == ([("booked", paid_fen)], (0, 0))
    assert await paid_by_treasury(skipping, case) == []


async def test_what_is_more_than_was_given_up_is_still_paid_back(skipping: Office) -> None:
    claim = await given_up(skipping)
    case = await paid_after_all(skipping, DEBT + 7)
    await case.answer("refund_release", FINANCE, **ASKED)
    assert (await case.task("counting_confirmation")).about["owed_back_fen"] == 7
    await case.answer("counting_confirmation", OTHER_FINANCE, **AGREED)
    await case.reach("cancelled")
    assert ((await claim.row()).repaid_fen, await parts(skipping)) == (DEBT, [("booked", DEBT)])
    rest = await begun(skipping, await drafted(skipping, await receipt(skipping), "sti"))
    assert "given_up" not in (await rest.task("refund_release")).about
    await released(rest, FINANCE, OTHER_FINANCE)
    await rest.reach("refunded")
    assert await paid_by_treasury(skipping, rest) == [7]


async def test_what_is_owed_back_of_another_debt_counts_for_what_was_given_up(skipping: Office) -> None:
    claim = await given_up(skipping)
    other = await reclaim(skipping, claim.award, 100)
    await other.accept()
    await other.repay(100 + 40, await day_of(skipping, other.case))
    await other.case.reach("settled")
    assert await owed_back(skipping) == (40, 0)
    await counted(await begun(skipping, await drafted(skipping, await receipt(skipping))))
    assert ((await claim.row()).repaid_fen, (await claim.application()).recovered_fen) == (40, 140)
    assert (await owed_back(skipping), await claim.balances()) == ((0, 0), (AWARD - 140, 0, 140))


@pytest.mark.parametrize("who", [FINANCE, THIRD_FINANCE])
async def test_counting_takes_a_second_person(skipping: Office, who: Actor) -> None:
    claim = await given_up(skipping)
    case = await paid_after_all(skipping, 100)
    await case.answer("refund_release", who, **ASKED)
    assert await case.refusal_of_answer("counting_confirmation", who, **AGREED) == "four_eyes"
    assert (await claim.row()).repaid_fen == 0


async def without_account(office: Office, amount_fen: int) -> Case:
    """Let the debtor pay, and ask for that to be counted alone."""
    return await begun_without_account(office, await drafted(office, await unsolicited(office, amount_fen), "sti"))


@pytest.mark.parametrize("paid_fen", [DEBT - 1, DEBT, DEBT + 1])
async def test_receipt_is_counted_without_an_account(skipping: Office, paid_fen: int) -> None:
    claim = await given_up(skipping)
    case = await without_account(skipping, paid_fen)
    about = (await case.task("refund_release")).about
    assert (about["given_up"], about["amount_fen"], "account" in about) == ({claim.case.number: DEBT}, paid_fen, False)
    await counted(case)
    assert (await claim.row()).repaid_fen == min(paid_fen, DEBT)
    assert await case.payments() == []


async def test_nothing_is_released_without_an_account(skipping: Office) -> None:
    claim = await given_up(skipping)
    case = await without_account(skipping, 100)
    choices = (await case.task("refund_release")).asked["properties"]["decision"]["oneOf"]
    assert [choice["const"] for choice in choices] == ["refund_cancelled", "counting_asked"]
    assert await case.refusal_of_answer("refund_release", FINANCE, decision="payment_released") == "wrong_stage"
    await case.answer("refund_release", FINANCE, **ASKED)
    await case.answer("counting_confirmation", OTHER_FINANCE, decision="counting_refused", reason="付款人要求退还")
    assert (await case.task("refund_release")).about["sent_back"] == "付款人要求退还"
    await case.answer("refund_release", FINANCE, decision="refund_cancelled", reason="另行提出退付")
    await case.reach("cancelled")
    assert (await claim.row()).repaid_fen == 0
    await released(await begun(skipping, await drafted(skipping, await receipt(skipping), "sti")), FINANCE, OTHER_FINANCE)


async def test_account_is_needed_when_nothing_was_given_up(skipping: Office) -> None:
    draft = await drafted(skipping, await unsolicited(skipping, 100), "sti")
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await begun_without_account(skipping, draft)
    assert getattr(refused.value.cause, "type", None) == "invalid_input"


@pytest.mark.parametrize("left_fen", [0, None])
async def test_nothing_is_counted_when_nothing_was_given_up(skipping: Office, left_fen: int | None) -> None:
    if left_fen is not None:
        claim = await given_up(skipping)
        await counted(await paid_after_all(skipping, DEBT))
        assert (await claim.row()).repaid_fen == DEBT
    case = await paid_after_all(skipping, 100)
    assert await case.refusal_of_answer("refund_release", FINANCE, **ASKED) == "invalid_input"


async def test_money_is_paid_back_when_the_second_person_does_not_agree(skipping: Office) -> None:
    claim = await given_up(skipping)
    case = await paid_after_all(skipping, 100)
    await case.answer("refund_release", FINANCE, **ASKED)
    await case.answer("counting_confirmation", OTHER_FINANCE, decision="counting_refused", reason="付款人要求退还")
    assert (await case.task("refund_release")).about["sent_back"] == "付款人要求退还"
    await released(case, FINANCE, OTHER_FINANCE)
    await case.reach("refunded")
    assert (await paid_by_treasury(skipping, case), (await claim.row()).repaid_fen) == ([100], 0)


async def test_second_receipt_is_not_counted_when_the_first_has_taken_the_rest(skipping: Office) -> None:
    claim = await given_up(skipping)
    cases = [await paid_after_all(skipping, DEBT - 1) for _ in range(2)]
    for case in cases:
        await case.answer("refund_release", FINANCE, **ASKED)
    await cases[0].answer("counting_confirmation", OTHER_FINANCE, **AGREED)
    assert await cases[1].refusal_of_answer("counting_confirmation", OTHER_FINANCE, **AGREED) == "basis_changed"
    await cases[1].answer("counting_confirmation", OTHER_FINANCE, decision="counting_refused", reason="金额有变")
    await counted(cases[1])
    assert ((await claim.row()).repaid_fen, (await claim.application()).recovered_fen) == (DEBT, DEBT)


# -- a later demand ------------------------------------------------------------------------------------------------------------------


async def test_receipt_goes_to_a_later_demand_when_that_is_open(skipping: Office) -> None:
    claim = await given_up(skipping)
    case = await paid_after_all(skipping, 100)
    await case.answer("refund_release", FINANCE, **ASKED)
    later = await reclaim(skipping, claim.award, 300)
    await later.accept()
    assert await case.refusal_of_answer("counting_confirmation", OTHER_FINANCE, **AGREED) == "breach_open"
    await case.answer("counting_confirmation", OTHER_FINANCE, decision="counting_refused", reason="先行抵扣")
    await case.answer("refund_release", FINANCE, decision="refund_cancelled", reason="先行抵扣")
    await case.reach("cancelled")
    await later.case.answer(
        "repayment_receipt", FINANCE, **recorded(100, (await receipt(skipping)).reference, await day_of(skipping, later.case))
    )
    assert (await claim.row()).repaid_fen == 0


async def waived_prize(office: Office) -> tuple[Case, Case]:
    """Return a paid reward that was found not to be due, and the demand for it, which was waived."""
    first = await paid_anew(office, "other")
    demand = await first.demand()
    claim = Reclaim(office, first.award, demand)
    await claim.accept()
    await waive(claim)
    return first.award, demand


async def test_waived_money_is_counted_no_more_when_a_later_demand_has_asked_for_it_again(skipping: Office) -> None:
    award, waived = await waived_prize(skipping)
    due = await anew(skipping, award, {"grade": "second"})
    await due.decide()
    await due.case.reach("adjusted")
    again = await (await anew(skipping, award, {"grade": "other"})).demand()
    claim = Reclaim(skipping, award, again)
    assert (await claim.row()).amount_fen == SECOND
    await claim.accept()
    await claim.repay(SECOND, await day_of(skipping, again))
    await again.reach("settled")
    case = await paid_after_all(skipping, 100)
    assert await case.refusal_of_answer("refund_release", FINANCE, **ASKED) == "invalid_input"
    assert (await waived.row()).repaid_fen == 0


async def test_less_is_due_again_when_waived_money_was_counted_before(skipping: Office) -> None:
    award, waived = await waived_prize(skipping)
    await counted(await paid_after_all(skipping, 100))
    assert (await waived.row()).repaid_fen == 100
    due = await anew(skipping, award, {"grade": "second"})
    reckoning = (await due.row()).reckoning
    assert (reckoning["due_again_fen"], reckoning["amount_fen"]) == (SECOND - 100, 100)
    await due.supplement()
    balances = await balanced(skipping)
    assert (balances["expenditure"], balances["recovered"]) == (SECOND, 100)
