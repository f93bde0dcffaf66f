"""Clawbacks paid back in instalments over years, missed, extended, enforced and waived; interest by the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from policy.letters.wording import amount_with_capitals, day_in
from tests.office import APPLICANT, DEPUTY, HEAD, OTHER_FINANCE, Office, message
from tests.workflows.letters import letters_of
from tests.workflows.reclaim import AWARD, HANDED_OVER, TERMS, Reclaim, day_of, paid_award, plan, reclaim, reclaimed

HALF = AWARD // 2
EXTENDED = {"decision": "extended", "reason": "订单回款在即"}
COURT_CLOSED = {"decision": "court_closed", "case_no": "(2027)京0115执1号", "result": "无可供执行财产"}


async def claimed(office: Office, *, terms: dict[str, object] | None = None) -> Reclaim:
    return await reclaim(office, await paid_award(office, terms=terms))


async def in_arrears(office: Office, *, terms: dict[str, object] | None = None) -> Reclaim:
    """Return a clawback whose whole amount was missed."""

    async def walk() -> Reclaim:
        claim = await claimed(office, terms=terms)
        await claim.accept()
        await claim.miss()
        return claim

    return await reclaimed(office, f"in arrears {terms}", walk)


async def late(office: Office, claim: Reclaim) -> int:
    """Return by how many days money is late that comes in today."""
    return (await day_of(office, claim.case) - (await claim.instalments())[0].due_on).days


async def test_instalments_are_paid_over_years_when_each_is_in_time(skipping: Office) -> None:
    claim = await claimed(skipping, terms=TERMS)
    start = await day_of(skipping, claim.case)
    parts = [(date(start.year + year, 6, 30), AWARD // 4) for year in range(1, 5)]
    await claim.in_instalments(*parts)
    for due_on, amount_fen in parts:
        row = await claim.row()
        days = (due_on - await day_of(skipping, claim.case)).days
        await claim.case.skip(timedelta(days=days))
        await claim.repay(amount_fen, due_on)
        assert (await claim.row()).interest_fen == 0, row.number
    await claim.case.reach("settled")
    assert await claim.balances() == (0, 0, AWARD)
    assert await claim.case.handle.result() == "settled"


async def test_receipt_is_due_on_the_day_of_its_instalment(skipping: Office) -> None:
    claim = await claimed(skipping)
    start = await day_of(skipping, claim.case)
    await claim.in_instalments((start + timedelta(days=100), 1), (start + timedelta(days=200), AWARD - 1))
    task = await claim.case.task("repayment_receipt")
    first, second = [(await skipping.working_day_from(start + timedelta(days=days))).isoformat() for days in (100, 200)]
    assert (task.about["due_on"], task.about["owed_fen"]) == (first, 1)
    await claim.repay(1, start)
    task = await claim.case.task("repayment_receipt")
    assert (task.about["due_on"], task.about["owed_fen"]) == (second, AWARD - 1)


def next_day(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


@pytest.mark.parametrize(("paid_on", "days_late"), [(5, 0), (6, 0), (0, 0), (1, 1)])
async def test_instalment_due_on_a_saturday_is_in_time_until_monday(skipping: Office, paid_on: int, days_late: int) -> None:
    claim = await claimed(skipping, terms=TERMS)
    start = await day_of(skipping, claim.case)
    saturday = next_day(start + timedelta(days=30), 5)
    paid = next_day(saturday, paid_on)
    await claim.in_instalments((saturday, HALF), (saturday + timedelta(days=90), HALF))
    await claim.case.skip(timedelta(days=(paid - start).days))
    await claim.repay(HALF, paid)
    assert (await claim.row()).interest_fen == HALF * 5 * days_late // 10_000


@pytest.mark.parametrize("off_fen", [-1, 1])
async def test_plan_is_refused_when_it_does_not_sum_to_what_is_demanded(skipping: Office, off_fen: int) -> None:
    claim = await claimed(skipping)
    await claim.approve()
    start = await day_of(skipping, claim.case)
    parts = [(start + timedelta(days=30), HALF), (start + timedelta(days=60), HALF + off_fen)]
    answer = {
        "decision": "instalments_asked",
        "plan": [{"due_on": due_on.isoformat(), "amount_fen": amount_fen} for due_on, amount_fen in parts],
    }
    assert await claim.case.refusal_of_answer("clawback_objection", APPLICANT, **answer) == "invalid_input"
    assert (await claim.row()).stage == "noticed"


async def test_whole_is_due_when_the_instalments_are_refused(skipping: Office) -> None:
    claim = await claimed(skipping)
    start = await day_of(skipping, claim.case)
    await claim.ask_for_instalments((start + timedelta(days=30), HALF), (start + timedelta(days=60), HALF))
    assert (await claim.case.task("instalment_decision")).about["plan"][0]["amount_fen"] == HALF
    await claim.case.answer("instalment_decision", HEAD, decision="instalments_refused", reason="有能力一次返还")
    await claim.case.reach("repayment")
    assert [part.amount_fen for part in await claim.instalments()] == [AWARD]


async def test_instalment_that_came_due_while_the_plan_was_decided_is_due_after_the_grace(skipping: Office) -> None:
    claim = await claimed(skipping)
    start = await day_of(skipping, claim.case)
    await claim.ask_for_instalments((start + timedelta(days=1), HALF), (start + timedelta(days=300), HALF))
    await claim.case.skip(timedelta(days=5))
    await claim.case.answer("instalment_decision", HEAD, decision="instalments_granted")
    first, second = await claim.instalments()
    assert first.due_on > start + timedelta(days=5)
    assert second.due_on == await skipping.working_day_from(start + timedelta(days=300))


async def test_money_that_came_in_on_the_last_day_is_in_time_when_it_is_recorded_within_the_grace(skipping: Office) -> None:
    claim = await claimed(skipping, terms=TERMS)
    await claim.accept()
    due_on = (await claim.instalments())[0].due_on
    await claim.case.skip(timedelta(days=(due_on - await day_of(skipping, claim.case)).days + 1))
    assert (await claim.row()).stage == "repayment"
    await claim.repay(AWARD, due_on)
    assert (await claim.case.reach("settled")).interest_fen == 0


async def test_interest_is_owed_when_money_came_in_a_day_late(skipping: Office) -> None:
    claim = await claimed(skipping, terms=TERMS)
    await claim.accept()
    due_on = (await claim.instalments())[0].due_on
    await claim.case.skip(timedelta(days=(due_on - await day_of(skipping, claim.case)).days + 1))
    await claim.repay(AWARD, due_on + timedelta(days=1))
    row = await claim.row()
    interest_fen = AWARD * 5 // 10_000
    assert (row.stage, row.repaid_fen, (await claim.owed()).left_fen) == ("repayment", AWARD, interest_fen)
    await claim.repay(interest_fen, due_on + timedelta(days=1))
    row = await claim.case.reach("settled")
    assert (row.interest_fen, row.interest_repaid_fen) == (interest_fen, interest_fen)
    assert await claim.balances() == (0, 0, AWARD + interest_fen)
    assert await claim.movements() == [("demand", AWARD), ("recovery", AWARD), ("late_interest", interest_fen)]
    assert (await claim.application()).recovered_fen == AWARD


async def test_interest_is_paid_with_the_principal_when_all_comes_at_once(skipping: Office) -> None:
    claim = await in_arrears(skipping, terms=TERMS)
    today = await day_of(skipping, claim.case)
    interest_fen = AWARD * 5 * await late(skipping, claim) // 10_000
    assert interest_fen > 0
    await claim.repay(AWARD + interest_fen + 1, today)
    assert (await claim.case.reach("settled")).interest_repaid_fen == interest_fen
    assert (await skipping.balances())["owed_back"] == 1


async def test_no_interest_runs_when_no_rule_says_so(skipping: Office) -> None:
    claim = await in_arrears(skipping)
    await claim.repay(AWARD, await day_of(skipping, claim.case))
    assert (await claim.case.reach("settled")).interest_fen == 0


async def test_arrears_are_cleared_when_what_was_missed_is_paid(skipping: Office) -> None:
    claim = await claimed(skipping)
    start = await day_of(skipping, claim.case)
    await claim.in_instalments((start + timedelta(days=30), HALF), (start + timedelta(days=400), HALF))
    await claim.miss()
    today = await day_of(skipping, claim.case)
    await claim.repay(HALF - 1, today)
    assert (await claim.row()).stage == "arrears"
    await claim.repay(1, today)
    await claim.case.reach("repayment")
    assert [task.kind for task in await claim.case.tasks()] == ["repayment_receipt"]
    await claim.repay(HALF, today)
    await claim.case.reach("settled")


async def test_arrears_last_when_interest_of_them_is_still_owed(skipping: Office) -> None:
    claim = await in_arrears(skipping, terms=TERMS)
    today = await day_of(skipping, claim.case)
    await claim.repay(AWARD, today)
    row = await claim.row()
    assert (row.stage, (await claim.owed()).left_fen) == ("arrears", row.interest_fen)
    await claim.repay(row.interest_fen, today)
    await claim.case.reach("settled")


async def test_interest_until_an_extension_is_owed_and_none_runs_until_its_end(skipping: Office) -> None:
    claim = await in_arrears(skipping, terms=TERMS)
    missed_on, today = (await claim.instalments())[0].due_on, await day_of(skipping, claim.case)
    due_on = today + timedelta(days=90)
    for wrong in (today, date(today.year + 6, 1, 1)):
        assert await claim.case.refusal_of_answer("enforcement_decision", HEAD, **EXTENDED, due_on=wrong.isoformat()) == "invalid_input"
    await claim.case.answer("enforcement_decision", HEAD, **EXTENDED, due_on=due_on.isoformat())
    row = await claim.case.reach("repayment")
    interest_fen = AWARD * 5 * (await day_of(skipping, claim.case) - missed_on).days // 10_000
    assert row.interest_fen == interest_fen > 0
    await claim.case.skip(timedelta(days=90))
    await claim.repay(AWARD + interest_fen, due_on)
    assert (await claim.case.reach("settled")).interest_fen == interest_fen


async def test_letters_of_arrears_keep_what_was_owed_on_their_day(skipping: Office) -> None:
    claim = await claimed(skipping, terms=TERMS)
    await claim.accept()
    await claim.miss()
    owed, missed_on = await claim.owed(), (await claim.instalments())[0].due_on
    due_on = await skipping.working_day_from(await day_of(skipping, claim.case) + timedelta(days=90))
    await claim.case.answer("enforcement_decision", HEAD, **EXTENDED, due_on=due_on.isoformat())
    await claim.case.reach("repayment")
    issued = await letters_of(claim.case)
    assert [event for event, _ in issued] == ["demand_approved", "demand_accepted", "instalment_missed", "extended"]
    reminded, extended = issued[2][1], issued[3][1]
    assert f"应于{day_in('zh', missed_on)}前退缴的人民币50万元（大写：人民币伍拾万元整）。" in reminded
    interest = amount_with_capitals("zh", owed.interest_fen)
    assert f"尚欠本金人民币50万元（大写：人民币伍拾万元整）、逾期利息{interest}，合计人民币" in reminded
    assert "自收到本催告书之日起十日内" in reminded
    assert f"请于{day_in('zh', due_on)}前（含当日）将上述款项退缴国库。" in extended
    await claim.repay(AWARD, await day_of(skipping, claim.case))
    assert await letters_of(claim.case) == issued


@pytest.mark.parametrize("waiver_refused", [True, False])
async def test_no_court_is_asked_before_the_ten_days_of_the_reminder_are_over(skipping: Office, *, waiver_refused: bool) -> None:
    claim = await in_arrears(skipping)
    assert await claim.case.refusal_of_answer("enforcement_decision", HEAD, **HANDED_OVER) == "wrong_stage"
    if waiver_refused:
        # Asking for something else meanwhile begins no new time, and shortens none.
        await claim.case.answer("enforcement_decision", HEAD, decision="waiver_asked", reason="破产清算")
        await claim.case.answer("waiver_confirmation", DEPUTY, decision="waiver_refused", reason="有财产")
        assert await claim.case.refusal_of_answer("enforcement_decision", HEAD, **HANDED_OVER) == "wrong_stage"
    await claim.hand_over()
    await claim.case.reach("enforcement")


async def test_ten_days_run_anew_when_an_extended_debt_is_missed_again(skipping: Office) -> None:
    claim = await in_arrears(skipping)
    await claim.case.skip(timedelta(days=21))
    due_on = await day_of(skipping, claim.case) + timedelta(days=60)
    await claim.case.answer("enforcement_decision", HEAD, **EXTENDED, due_on=due_on.isoformat())
    await claim.case.reach("repayment")
    await claim.miss()
    assert await claim.case.refusal_of_answer("enforcement_decision", HEAD, **HANDED_OVER) == "wrong_stage"
    await claim.hand_over()
    await claim.case.reach("enforcement")


async def test_letter_names_the_court_and_what_is_owed_when_a_debt_is_handed_over(skipping: Office) -> None:
    claim = await in_arrears(skipping)
    await claim.hand_over()
    await claim.case.reach("enforcement")
    _, text = (await letters_of(claim.case))[-1]
    assert f"申请{HANDED_OVER['court']}强制执行" in text
    assert "贵单位尚欠人民币50万元（大写：人民币伍拾万元整）；" in text


async def test_letter_says_what_was_left_when_the_rest_is_waived(skipping: Office) -> None:
    claim = await in_arrears(skipping)
    await claim.repay(1, await day_of(skipping, claim.case))
    await claim.case.answer("enforcement_decision", HEAD, decision="waiver_asked", reason="破产清算")
    await claim.case.answer("waiver_confirmation", DEPUTY, decision="waived", reason="同意")
    await claim.case.reach("waived")
    _, text = (await letters_of(claim.case))[-1]
    assert "合计人民币0.01元。" in text
    assert "剩余本金人民币499,999.99元。" in text


async def test_letter_says_what_was_left_when_the_court_has_closed_it(skipping: Office) -> None:
    claim = await enforced(skipping)
    await claim.case.answer("write_off_confirmation", HEAD, decision="written_off", reason="属实")
    await claim.case.reach("closed")
    _, text = (await letters_of(claim.case))[-1]
    assert "剩余本金人民币499,999.99元。" in text
    assert "人民法院的执行程序已经终结，本案办结。" in text


async def test_interest_alone_is_missed_and_extended_like_any_instalment(skipping: Office) -> None:
    claim = await in_arrears(skipping, terms=TERMS)
    today = await day_of(skipping, claim.case)
    await claim.repay(AWARD, today)
    due_on = today + timedelta(days=30)
    await claim.case.answer("enforcement_decision", HEAD, **EXTENDED, due_on=due_on.isoformat())
    await claim.case.reach("repayment")
    in_time = await skipping.working_day_from(due_on)
    assert (await claim.case.task("repayment_receipt")).about["due_on"] == in_time.isoformat()
    await claim.miss()
    await claim.repay((await claim.row()).interest_fen, await day_of(skipping, claim.case))
    await claim.case.reach("settled")


async def test_money_may_still_be_recorded_after_the_hand_over(skipping: Office) -> None:
    claim = await in_arrears(skipping)
    await claim.hand_over()
    await claim.case.reach("enforcement")
    today = await day_of(skipping, claim.case)
    await claim.repay(HALF, today)
    assert (await claim.row()).stage == "enforcement"
    await claim.repay(HALF, today)
    await claim.case.reach("settled")


async def enforced(office: Office) -> Reclaim:
    """Return a debt that a court has enforced in vain, but for a fen, as one approver says."""
    claim = await in_arrears(office)
    await claim.hand_over()
    await claim.repay(1, await day_of(office, claim.case))
    await claim.case.answer("court_result", DEPUTY, **COURT_CLOSED)
    return claim


async def test_rest_stays_spent_when_two_approvers_write_it_off(skipping: Office) -> None:
    claim = await enforced(skipping)
    about = (await claim.case.task("write_off_confirmation")).about
    assert (about["principal_left_fen"], about["result"]) == (AWARD - 1, COURT_CLOSED["result"])
    assert await claim.case.refusal_of_answer("write_off_confirmation", DEPUTY, decision="written_off", reason="属实") == "four_eyes"
    assert (await claim.balances(), (await claim.row()).stage) == ((0, AWARD - 1, 1), "enforcement")
    await claim.case.answer("write_off_confirmation", HEAD, decision="written_off", reason="属实")
    assert await claim.case.handle.result() == "closed"
    assert await claim.balances() == (AWARD - 1, 0, 1)
    assert (await claim.application()).recovered_fen == 1


async def test_enforcement_goes_on_when_the_second_approver_does_not_write_off_the_rest(skipping: Office) -> None:
    claim = await enforced(skipping)
    await claim.case.answer("write_off_confirmation", HEAD, decision="write_off_refused", reason="仍有可供执行财产")
    await claim.case.task("court_result")
    assert (await claim.balances(), (await claim.row()).stage) == ((0, AWARD - 1, 1), "enforcement")


async def test_nothing_is_written_off_when_the_rest_was_paid_meanwhile(skipping: Office) -> None:
    claim = await enforced(skipping)
    await claim.repay(AWARD - 1, await day_of(skipping, claim.case))
    assert await claim.case.handle.result() == "settled"
    assert (await claim.case.tasks(), await claim.balances()) == ([], (0, 0, AWARD))


async def test_rest_is_waived_by_two_approvers(skipping: Office) -> None:
    claim = await in_arrears(skipping)
    await claim.repay(1, await day_of(skipping, claim.case))
    await claim.case.answer("enforcement_decision", HEAD, decision="waiver_asked", reason="破产清算")
    assert await claim.case.refusal_of_answer("waiver_confirmation", HEAD, decision="waived", reason="同意") == "four_eyes"
    await claim.case.answer("waiver_confirmation", DEPUTY, decision="waived", reason="同意")
    assert await claim.case.handle.result() == "waived"
    assert await claim.balances() == (AWARD - 1, 0, 1)
    assert await claim.movements() == [("demand", AWARD), ("recovery", 1), ("write_off", AWARD - 1)]


async def test_arrears_are_decided_anew_when_the_waiver_is_refused(skipping: Office) -> None:
    claim = await in_arrears(skipping)
    await claim.case.answer("enforcement_decision", HEAD, decision="waiver_asked", reason="破产清算")
    await claim.case.answer("waiver_confirmation", DEPUTY, decision="waiver_refused", reason="仍有资产")
    about = (await claim.case.task("enforcement_decision")).about
    assert (about["sent_back"], about["principal_left_fen"]) == ("仍有资产", AWARD)
    await claim.hand_over()
    await claim.case.reach("enforcement")


async def test_nothing_is_waived_while_a_repayment_is_not_booked(skipping: Office) -> None:
    claim = await in_arrears(skipping)
    today = await day_of(skipping, claim.case)
    await claim.record(1, await claim.receive(1, today), today)
    await claim.case.answer("enforcement_decision", HEAD, decision="waiver_asked", reason="破产清算")
    assert await claim.case.refusal_of_answer("waiver_confirmation", DEPUTY, decision="waived", reason="同意") == "wrong_stage"
    await claim.confirm()
    await claim.case.happened("repayment_booked")
    await claim.case.answer("waiver_confirmation", DEPUTY, decision="waived", reason="同意")


async def test_repayment_that_was_recorded_is_confirmed_after_the_hand_over(skipping: Office) -> None:
    claim = await in_arrears(skipping)
    today = await day_of(skipping, claim.case)
    await claim.record(AWARD, await claim.receive(AWARD, today), today)
    await claim.hand_over()
    await claim.case.answer("repayment_confirmation", OTHER_FINANCE, decision="repayment_confirmed")
    await claim.case.reach("settled")


async def test_plan_that_is_asked_for_later_is_of_what_is_left(skipping: Office) -> None:
    claim = await claimed(skipping)
    await claim.accept()
    today = await day_of(skipping, claim.case)
    await claim.repay(100, today)
    parts = ((today + timedelta(days=30), HALF - 100), (today + timedelta(days=60), HALF))
    wrong = message("instalments_asked", APPLICANT, plan=plan(parts[0], (parts[1][0], HALF + 1)))
    assert await claim.case.refusal("request", wrong) == "invalid_input"
    await claim.case.ask("request", message("instalments_asked", APPLICANT, plan=plan(*parts)))
    await claim.case.answer("instalment_decision", HEAD, decision="instalments_granted")
    assert [(part.amount_fen, part.repaid_fen) for part in await claim.instalments()] == [(100, 100), (HALF - 100, 0), (HALF, 0)]
    await claim.repay(AWARD - 100, today)
    await claim.case.reach("settled")
    assert await claim.movements() == [("demand", AWARD), ("recovery", 100), ("recovery", AWARD - 100)]


async def test_due_day_stays_when_a_plan_that_was_asked_for_later_is_refused(skipping: Office) -> None:
    claim = await claimed(skipping)
    await claim.accept()
    due_on = (await claim.instalments())[0].due_on
    today = await day_of(skipping, claim.case)
    asked = message("instalments_asked", APPLICANT, plan=plan((today + timedelta(days=300), HALF), (today + timedelta(days=600), HALF)))
    await claim.case.ask("request", asked)
    await claim.case.answer("instalment_decision", HEAD, decision="instalments_refused", reason="有能力返还")
    assert [part.due_on for part in await claim.instalments()] == [due_on]
    assert await claim.case.refusal("request", replace(asked, key="again")) == "wrong_stage"


async def test_plan_waits_for_a_repayment_that_is_not_booked(skipping: Office) -> None:
    claim = await claimed(skipping)
    await claim.accept()
    today = await day_of(skipping, claim.case)
    await claim.record(100, await claim.receive(100, today), today)
    asked = message("instalments_asked", APPLICANT, plan=plan((today + timedelta(days=30), HALF), (today + timedelta(days=60), HALF)))
    assert await claim.case.refusal("request", asked) == "wrong_stage"
