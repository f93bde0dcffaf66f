"""追回的条件。What a rule of the day has asked of a demand, and what is owed on top of it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from models.tables import AuditEvent, Clawback, Disbursement, ImplementingRule, Message
from policy.errors import Refusal
from policy.letters.wording import amount_with_capitals
from policy.working_days import BEIJING
from tests.office import DEPUTY, HEAD, OFFICER, Office
from tests.workflows.letters import letters_of
from tests.workflows.reclaim import AWARD, TERMS, day_of, draft, paid_award, reclaim, reclaimable
from tests.workflows.redecisions import FIRST, SECOND, anew, balanced, paid_anew, paid_prize, treasury_paid
from tests.workflows.test_redecision_returned import paid_again, returned

ASKED, SURCHARGE = AWARD // 2, AWARD // 20


async def ruled(office: Office, item_code: str = "innovation-centre", **values: object) -> None:
    """Let a rule say what is asked back."""
    await office.add(
        ImplementingRule(
            item_code=item_code,
            effective_from=date(2026, 1, 1),
            values=values,
            document_no="京技管细则〔2026〕9号",
            entered_by=OFFICER.subject,
            approved_by=HEAD.subject,
        )
    )


async def test_share_and_surcharge_are_owed_when_a_rule_sets_them(skipping: Office) -> None:
    award = await paid_award(skipping)
    await ruled(skipping, error_share="0.5", error_surcharge="0.1")
    claim = await reclaim(skipping, award)
    row = await claim.row()
    assert (row.amount_fen, row.reckoning["asked_of_fen"], row.interest_fen) == (ASKED, AWARD, 0)
    await claim.accept()
    assert (await claim.owed()).left_fen == ASKED + SURCHARGE
    assert await claim.balances() == (ASKED, ASKED, 0)
    # What the rule has not asked is not asked in another demand.
    assert await reclaimable(skipping, award) == 0
    await claim.repay(ASKED + SURCHARGE, await day_of(skipping, claim.case))
    row = await claim.case.reach("settled")
    assert (row.repaid_fen, row.interest_repaid_fen) == (ASKED, SURCHARGE)
    await balanced(skipping)


async def test_case_goes_on_when_the_surcharge_is_left_to_pay(skipping: Office) -> None:
    award = await paid_award(skipping)
    await ruled(skipping, error_surcharge="0.1")
    claim = await reclaim(skipping, award)
    await claim.accept()
    assert (await claim.case.task("repayment_receipt")).about["owed_fen"] == AWARD + AWARD // 10
    due_on = (await claim.case.task("repayment_receipt")).about["due_on"]
    await claim.repay(AWARD, await day_of(skipping, claim.case))
    about = (await claim.case.task("repayment_receipt")).about
    assert (about["owed_fen"], about["due_on"]) == (AWARD // 10, due_on)
    await claim.repay(AWARD // 10, await day_of(skipping, claim.case))
    await claim.case.reach("settled")


async def test_surcharge_is_due_with_the_last_instalment(skipping: Office) -> None:
    award = await paid_award(skipping)
    await ruled(skipping, error_surcharge="0.1")
    claim = await reclaim(skipping, award)
    start = await day_of(skipping, claim.case)
    await claim.in_instalments((start + timedelta(days=100), 1), (start + timedelta(days=200), AWARD - 1))
    assert (await claim.case.task("repayment_receipt")).about["owed_fen"] == 1
    [granted] = await skipping.all(select(AuditEvent.detail).where(AuditEvent.event == "instalments_granted"))
    assert [due["amount_fen"] for due in granted["letter"]["dues"]] == [1, AWARD - 1 + AWARD // 10]
    await claim.repay(1, start)
    assert (await claim.case.task("repayment_receipt")).about["owed_fen"] == AWARD - 1 + AWARD // 10


@pytest.mark.parametrize(("missed", "late_fen"), [(0, 1), (1, AWARD - 1 + AWARD // 10)])
async def test_message_and_letter_ask_for_the_same_when_an_instalment_is_missed(skipping: Office, missed: int, late_fen: int) -> None:
    award = await paid_award(skipping, terms=TERMS)
    await ruled(skipping, error_surcharge="0.1")
    claim = await reclaim(skipping, award)
    start = await day_of(skipping, claim.case)
    await claim.in_instalments((start + timedelta(days=100), 1), (start + timedelta(days=200), AWARD - 1))
    if missed:
        await claim.repay(1, start)
    await claim.miss()
    [letter] = await skipping.all(select(AuditEvent.detail).where(AuditEvent.event == "instalment_missed"))
    assert [due["amount_fen"] for due in letter["letter"]["overdue"]] == [late_fen]
    [told] = [said for said in await skipping.all(select(Message.zh).where(Message.case_id == claim.case.id)) if "退缴资金已逾期" in said]
    assert ("已到期的0.01元请立即退缴" in told, told.endswith("，请立即退缴。")) == (not missed, bool(missed))
    if not missed:
        await claim.repay(1, await day_of(skipping, claim.case))
        # What is owed on top is not due yet.
        assert (await claim.case.reach("repayment")).wakes_at is not None


@pytest.mark.parametrize(("floor_fen", "amount_fen"), [(AWARD, AWARD), (AWARD + 1, None)])
async def test_demand_is_refused_when_it_is_below_the_floor(skipping: Office, floor_fen: int, amount_fen: int | None) -> None:
    award = await paid_award(skipping)
    await ruled(skipping, collection_floor_fen=floor_fen)
    if amount_fen is None:
        with pytest.raises(Refusal, match="less than the floor of"):
            await draft(skipping, award, AWARD)
        assert await skipping.all(select(Clawback)) == []
    else:
        assert (await draft(skipping, award, AWARD)).amount_fen == amount_fen


async def test_rule_of_one_cause_leaves_another_alone(skipping: Office) -> None:
    award = await paid_award(skipping)
    await ruled(skipping, error_share="0.5")
    assert (await draft(skipping, award, AWARD, "fraud")).amount_fen == AWARD


async def test_award_is_corrected_and_nothing_asked_when_the_debt_is_below_the_floor(skipping: Office) -> None:
    award = await paid_prize(skipping)
    await ruled(skipping, "science-award", collection_floor_fen=SECOND + 1)
    found = await anew(skipping, award, {"grade": "other"})
    await found.hear()
    shown = (await found.case.task("redecision_decision")).about["reckoning"]
    assert {name: shown[name] for name in ("before_fen", "after_fen", "amount_fen")} == {
        "before_fen": SECOND,
        "after_fen": 0,
        "amount_fen": SECOND,
    }
    assert (shown["asked"]["amount_fen"], shown["asked"]["not_asked"], shown["asked"]["floor_fen"]) == (0, "floor", SECOND + 1)
    await found.decide()
    await found.case.reach("adjusted")
    assert "corrected" in await found.case.events()
    letter = (await letters_of(found.case))[-1][1]
    assert ("下限300,000.01元" in letter, "贵单位无需退缴" in letter) == (True, True)
    assert await skipping.all(select(Clawback)) == []
    assert await reclaimable(skipping, award) == 0
    # What counts from then on is what was decided last; what the enterprise kept counts first towards what is due again.
    row = await (await anew(skipping, award, {"grade": "first"})).row()
    figures = [row.reckoning[name] for name in ("before_fen", "after_fen", "due_again_fen", "amount_fen")]
    assert (row.outcome, figures) == ("supplement", [0, FIRST, SECOND, FIRST - SECOND])


async def test_demand_asks_for_what_the_letter_of_its_redecision_says_when_a_rule_has_a_share_asked(skipping: Office) -> None:
    award = await paid_prize(skipping)
    await ruled(skipping, "science-award", correction_share="0.5")
    found = await anew(skipping, award, {"grade": "other"})
    demand: Any = await (await found.demand()).row()
    assert (demand.amount_fen, demand.reckoning["asked_of_fen"]) == (SECOND // 2, SECOND)
    assert f"退回其中的{amount_with_capitals('zh', SECOND // 2)}" in (await letters_of(found.case))[-1][1]
    held = (await (await anew(skipping, award, {"grade": "first"})).row()).reckoning["held"]
    assert (held["outstanding_fen"], held["given_up_fen"]) == (SECOND // 2, SECOND // 2)


async def test_redecision_goes_back_when_a_rule_has_another_part_asked_since_it_was_proposed(skipping: Office) -> None:
    found = await paid_anew(skipping, "other")
    await found.hear()
    await ruled(skipping, "science-award", correction_share="0.5")
    assert await found.case.refusal_of_answer("redecision_decision", DEPUTY, decision="redecided", reason="属实") == "basis_changed"
    await found.case.reach("proposal")


async def test_only_what_is_due_is_paid_again_when_a_bank_returns_an_award_of_which_the_rest_was_not_asked_back(skipping: Office) -> None:
    award = await skipping.apply_for("science-award", facts={"grade": "first"})
    await award.to_payment()
    await award.pay()
    await award.reach("in_force")
    await ruled(skipping, "science-award", collection_floor_fen=SECOND)
    found = await anew(skipping, award, {"grade": "second"})
    await found.hear()
    await found.decide()
    await found.case.reach("adjusted")
    await returned(award)
    await award.happened("payment_changed")
    await paid_again(award)
    await award.reach("in_force")
    assert await treasury_paid(skipping, award.number) == [SECOND]
    assert (await balanced(skipping))["expenditure"] == SECOND
    assert (await (await anew(skipping, award, {"grade": "first"})).row()).reckoning["before_fen"] == SECOND


@pytest.mark.parametrize(("days", "asked_fen"), [(0, FIRST), (1, FIRST - SECOND)])
async def test_supplement_is_asked_back_when_the_award_was_paid_too_long_ago(skipping: Office, days: int, asked_fen: int) -> None:
    found = await paid_anew(skipping, "first")
    await found.supplement()
    today = await day_of(skipping, found.award)
    paid_at = datetime.combine(today.replace(year=today.year - 2) - timedelta(days=days), time(12), BEIJING)
    await skipping.change(update(Disbursement).where(Disbursement.case_id == found.award.id).values(paid_at=paid_at))
    await ruled(skipping, "science-award", limitation_years=2)
    asked = await draft(skipping, found.award, FIRST)
    assert (asked.amount_fen, asked.reckoning.get("barred_fen", 0)) == (asked_fen, FIRST - asked_fen)
