"""The interest of a registered loan is claimed half-year by half-year: what register and bank say counts, and no day counts twice."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError

from models.tables import Application, Loan
from policy.errors import Refusal
from sandbox.enterprises import YUNHENG
from tests.office import WAN, Office, message, person
from tests.workflows.letters import letters_of
from tests.workflows.loans import (
    BIZCOOP,
    COMFIN,
    COMFIN_HEAD,
    THIRD_COMFIN,
    agreed,
    approve,
    bank_has,
    by_paper,
    claimed,
    drafted_claim,
    part,
    registered,
    to_decision,
    to_payment,
    to_review,
)

HALF_YEAR = 181 * 200_000
LATER = "2025-07-01/2025-12-31"


async def refusal_of(office: Office, claim: Application) -> tuple[str, str]:
    """Return the code and the particulars with which a claim is refused when it is submitted."""
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await office.submit(claim)
    return str(getattr(refused.value.cause, "type", None)), str(getattr(refused.value.cause, "details", ""))


# -- what counts ------------------------------------------------------------------------------------------------------------------------


async def test_bank_supplies_the_interest_without_penalties_and_nobody_reads_it_off_a_paper(skipping: Office) -> None:
    await bank_has(skipping, overdue_fen=7, penalty_fen=5)
    claim = await claimed(skipping, await registered(skipping))
    await to_review(claim)
    form = (await part(claim, "comfin")).asked
    assert set(form["properties"]["facts"]["properties"]) == {"bank_in_area", "matter_date"}
    assert "figures" not in form["properties"]
    await agreed(claim)
    row: Application = await claim.reach("decision")
    assert row.award_fen == HALF_YEAR // 2
    assert (row.facts["interest_incurred_fen"], row.provenance["interest_incurred_fen"]["by"]) == (HALF_YEAR, "bank")
    assert {row.provenance[code]["by"] for code in ("principal_fen", "loan_no", "bank")} == {"loans"}
    # Its bank has said so: no second officer is asked.
    assert "facts_found_unconfirmed" not in await claim.events()


@pytest.mark.parametrize("step", [-1, 0, 1])
async def test_award_is_half_of_the_interest_to_the_fen(skipping: Office, step: int) -> None:
    loan = await by_paper(skipping)
    row = await to_decision(await claimed(skipping, loan), interest_incurred_fen=40 * WAN + step)
    assert row.award_fen == (40 * WAN + step) // 2


async def test_interest_of_a_loan_by_paper_is_read_and_confirmed_by_two(skipping: Office) -> None:
    claim = await claimed(skipping, await by_paper(skipping))
    await to_review(claim)
    form = (await part(claim, "comfin")).asked["properties"]
    assert "interest_incurred_fen" in form["facts"]["properties"]
    assert set(form["figures"]["properties"]) == {"interest_certificate_no", "charged_fen", "overdue_fen", "penalty_fen"}
    await agreed(claim)
    row: Application = await claim.reach("decision")
    assert (row.award_fen, row.provenance["interest_incurred_fen"]["confirmed_by"]) == (20 * WAN, "officer-comfin-2")


@pytest.mark.parametrize(("used_fen", "award_fen"), [(980 * WAN - 1, 20 * WAN), (980 * WAN, 20 * WAN), (980 * WAN + 1, 20 * WAN - 1)])
async def test_cap_counts_over_the_loans_and_years_of_an_enterprise(skipping: Office, used_fen: int, award_fen: int) -> None:
    earlier = await claimed(skipping, await by_paper(skipping, loan_no="HT-1"))
    await to_decision(earlier, interest_incurred_fen=2 * used_fen)
    await approve(earlier)
    later = await claimed(skipping, await by_paper(skipping, loan_no="HT-2"), LATER)
    assert (await to_decision(later)).award_fen == award_fen


async def test_same_loan_is_claimed_under_the_other_clause_by_its_one_department_whichever_bank(skipping: Office) -> None:
    claim = await claimed(skipping, await by_paper(skipping), item="plan-interest")
    await claim.to_review()
    assert [(task.kind, task.department) for task in await claim.tasks()] == [("desk_review", "sti")]
    assert (await claim.row()).facts["year"] == 2025


# -- what is refused --------------------------------------------------------------------------------------------------------------------


async def test_application_without_a_loan_is_refused(skipping: Office) -> None:
    claim = await drafted_claim(skipping, await by_paper(skipping))
    async with skipping.database.writing() as session:
        (await session.get_one(Application, claim.id)).parent_id = None
    assert (await refusal_of(skipping, claim))[0] == "wrong_process"


@pytest.mark.parametrize("period", ["2025-06-30/2025-12-31", "2024-12-01/2025-01-01", "2025-02-01/2025-02-28", "2025-01-01/2025-06-30"])
async def test_claim_that_shares_a_day_with_an_earlier_one_is_refused_by_its_number(skipping: Office, period: str) -> None:
    loan = await by_paper(skipping, begins_on=date(2024, 1, 1))
    first = await claimed(skipping, loan)
    with pytest.raises(Refusal) as refused:
        await drafted_claim(skipping, loan, period)
    assert refused.value.code == "invalid_input"
    assert first.number in refused.value.faults[0].message.zh


async def test_one_of_two_claims_of_the_same_days_is_refused_when_both_are_submitted_at_once(skipping: Office) -> None:
    loan = await by_paper(skipping)
    drafts = [await drafted_claim(skipping, loan) for _ in range(2)]
    taken = await asyncio.gather(*(skipping.submit(draft) for draft in drafts), return_exceptions=True)
    assert sorted(type(one).__name__ for one in taken) == ["Case", "WorkflowUpdateFailedError"]


@pytest.mark.parametrize("period", ["2024-07-01/2024-12-31", LATER])
async def test_claim_of_the_day_after_is_taken(skipping: Office, period: str) -> None:
    loan = await by_paper(skipping, begins_on=date(2024, 1, 1))
    await claimed(skipping, loan)
    await claimed(skipping, loan, period)


async def test_claim_of_days_is_taken_again_when_the_earlier_one_was_withdrawn(skipping: Office) -> None:
    loan = await by_paper(skipping)
    await (await claimed(skipping, loan)).withdraw()
    await claimed(skipping, loan)


@pytest.mark.parametrize("period", ["2024-12-31/2025-06-30", "2025-07-01/2025-10-01"])
async def test_claim_is_refused_when_a_day_lies_outside_the_loan(skipping: Office, period: str) -> None:
    loan = await by_paper(skipping, ends_on=date(2025, 9, 30))
    with pytest.raises(Refusal) as refused:
        await drafted_claim(skipping, loan, period)
    assert "2025-01-01至2025-09-30" in refused.value.faults[0].message.zh


async def test_claim_is_refused_before_its_loan_is_registered(skipping: Office) -> None:
    loan = await by_paper(skipping)
    claim = await drafted_claim(skipping, loan)
    async with skipping.database.writing() as session:
        (await session.get_one(Loan, loan.id)).stage = "check"
    assert (await refusal_of(skipping, claim))[0] == "wrong_stage"


async def test_claim_of_days_after_the_loan_has_ended_is_refused_and_of_those_before_is_taken(skipping: Office) -> None:
    loan = await by_paper(skipping)
    stated = {"change": "repaid", "ended_on": "2025-09-30", "reason": "已还清"}
    await loan.ask("request", message("change_noted", COMFIN, **stated))
    await loan.answer("loan_change", THIRD_COMFIN, decision="loan_repaid", ended_on="2025-09-30", paper="结清证明")
    await loan.reach("repaid")
    with pytest.raises(Refusal):
        await drafted_claim(skipping, loan, LATER)
    await claimed(skipping, loan, "2025-07-01/2025-09-30")


# -- the bank ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["down", "garbage", "slow"])
async def test_claim_waits_for_its_bank_and_an_outage_never_decides(skipping: Office, mode: str) -> None:
    claim = await claimed(skipping, await registered(skipping))
    await skipping.fault("bank.interest", mode)
    await claim.answer("acceptance", COMFIN, decision="accepted")
    await skipping.until_failed("bank", claim)
    assert (await claim.row()).stage == "verification"
    await skipping.mend()
    await claim.reach("review")


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"charged_fen": 1}, "与收取总额"), ({"penalty_fen": -1}, "负数金额"), ({"uscc": YUNHENG}, "借款人不是申请单位")],
)
async def test_officer_clarifies_a_certificate_that_contradicts_itself(skipping: Office, changes: dict[str, Any], said: str) -> None:
    claim = await claimed(skipping, await registered(skipping))
    await bank_has(skipping, **changes)
    await claim.answer("acceptance", COMFIN, decision="accepted")
    about = (await claim.task("source_clarification")).about
    assert said in "".join(one["zh"] for one in about["contradictions"])
    assert about["bank"]["certificate_no"]
    await bank_has(skipping)
    await claim.answer("source_clarification", COMFIN, decision="source_asked_again", opinion="银行已更正")
    await claim.reach("review")


async def test_claim_is_ended_by_two_when_its_bank_does_not_mend_the_certificate(skipping: Office) -> None:
    claim = await claimed(skipping, await registered(skipping))
    await bank_has(skipping, charged_fen=1)
    await claim.answer("acceptance", COMFIN, decision="accepted")
    await claim.answer("source_clarification", COMFIN, decision="ending_asked", opinion="未更正", reason="三次函询未更正")
    await claim.answer("source_giving_up", COMFIN_HEAD, decision="found_ineligible")
    await claim.reach("refused")
    assert "付息凭证存在矛盾" in (await letters_of(claim))[-1][1]


@pytest.mark.parametrize(("fen", "found"), [(-1, ["interest_lowered"]), (0, []), (1, [])])
async def test_payment_is_held_when_the_bank_certifies_less_than_at_the_assessment(skipping: Office, fen: int, found: list[str]) -> None:
    # An even number of fen, of which half is a whole one.
    claim = await claimed(skipping, await registered(skipping), "2025-01-01/2025-01-02")
    await to_payment(claim)
    await bank_has(skipping, daily_interest_fen=200_000 + fen)
    await claim.pay()
    if not found:
        assert (await claim.reach("in_force")).paid_fen == 200_000
        return
    held = await claim.task("standing_check")
    assert [one["code"] for one in held.about["findings"]] == found


async def test_payment_is_held_when_the_certificate_contradicts_itself_by_then(skipping: Office) -> None:
    claim = await claimed(skipping, await registered(skipping))
    await to_payment(claim)
    await bank_has(skipping, charged_fen=1)
    await claim.pay()
    assert [one["code"] for one in (await claim.task("standing_check")).about["findings"]] == ["bank_sound"]


async def test_payment_is_held_when_the_loan_was_over_before_the_claimed_days(skipping: Office) -> None:
    loan = await by_paper(skipping)
    claim = await claimed(skipping, loan)
    await to_payment(claim)
    async with skipping.database.writing() as session:
        (await session.get_one(Loan, loan.id)).ended_on = date(2025, 3, 31)
    await claim.pay()
    assert [one["code"] for one in (await claim.task("standing_check")).about["findings"]] == ["loan_covers_period"]


async def test_loan_ends_when_what_was_paid_has_used_the_cap(skipping: Office) -> None:
    loan = await by_paper(skipping)
    claim = await claimed(skipping, loan)
    await to_payment(claim, interest_incurred_fen=2000 * WAN)
    if any(task.kind == "quality_check" for task in await claim.tasks()):
        await claim.answer("quality_check", person("officer-comfin-3"), decision="quality_passed", opinion="属实")
    await claim.pay()
    await claim.reach("in_force")
    row: Loan = await loan.reach("cap_used")
    assert "额度已用尽" in (await letters_of(loan))[-1][1]
    with pytest.raises(Refusal) as refused:
        await drafted_claim(skipping, loan, LATER)
    assert refused.value.code == "wrong_stage"
    # What another clause gives is another matter.
    await drafted_claim(skipping, loan, LATER, item="plan-interest")
    assert row.ended_on is None


# -- each department its own part -------------------------------------------------------------------------------------------------------


async def test_departments_have_forms_of_their_own(skipping: Office) -> None:
    claim = await claimed(skipping, await by_paper(skipping))
    await to_review(claim)
    asked = {name: (await part(claim, name)).asked["properties"] for name in ("comfin", "sti", "bizcoop")}
    assert {name: set(form["facts"]["properties"]) for name, form in asked.items()} == {
        "comfin": {"period", "bank_in_area", "interest_incurred_fen", "matter_date"},
        "sti": {"upgrade_project"},
        "bizcoop": {"performance_confirmed"},
    }
    assert {name: form["figures"]["title"] for name, form in asked.items()} == {
        "comfin": "贷款及付息情况",
        "sti": "改造项目情况",
        "bizcoop": "产值及能耗情况",
    }
    assert asked["bizcoop"]["figures"]["properties"]["output_after_fen"]["properties"]["value"]["default"] == 9000 * WAN


@pytest.mark.parametrize(("step", "code"), [(-1, "invalid_input"), (0, None), (1, "invalid_input")])
async def test_certificate_has_to_add_up_to_the_fen(skipping: Office, step: int, code: str | None) -> None:
    claim = await claimed(skipping, await by_paper(skipping))
    await to_review(claim)
    answer = {"decision": "department_agreed", "opinion": "同意", "found": {"charged_fen": 40 * WAN + 5 + step}}
    completion = claim.completion_of(await part(claim, "comfin"), COMFIN, answer)
    if code is not None:
        assert await claim.refusal("complete_task", completion) == code
        return
    await claim.ask("complete_task", completion)


@pytest.mark.parametrize(
    ("found", "accepted"),
    [
        ({"output_after_fen": 8000 * WAN, "energy_after_kgce": 60}, False),
        ({"output_after_fen": 8000 * WAN + 1, "energy_after_kgce": 60}, True),
        ({"output_after_fen": 8000 * WAN - 1, "energy_after_kgce": 59}, True),
        ({"output_after_fen": 8000 * WAN, "energy_after_kgce": 60, "performance_confirmed": False}, True),
    ],
)
async def test_effect_is_confirmed_where_output_grew_or_energy_fell(skipping: Office, found: dict[str, Any], *, accepted: bool) -> None:
    claim = await claimed(skipping, await by_paper(skipping))
    await to_review(claim)
    answer = {"decision": "department_agreed", "opinion": "同意", "found": found}
    completion = claim.completion_of(await part(claim, "bizcoop"), BIZCOOP, dict(answer))
    if accepted:
        await claim.ask("complete_task", completion)
        return
    assert await claim.refusal("complete_task", completion) == "invalid_input"
    # Another effect is one as well, where it is named.
    named = claim.completion_of(await part(claim, "bizcoop"), BIZCOOP, answer | {"reason": "不良率由3%降至1%"})
    await claim.ask("complete_task", named)


async def test_period_that_is_read_otherwise_is_refused_when_it_lies_outside_the_loan(skipping: Office) -> None:
    claim = await claimed(skipping, await by_paper(skipping))
    await to_review(claim)
    answer = {"decision": "department_agreed", "opinion": "同意", "found": {"period": "2024-12-31/2025-06-30"}}
    completion = claim.completion_of(await part(claim, "comfin"), COMFIN, answer)
    assert await claim.refusal("complete_task", completion) == "invalid_input"
