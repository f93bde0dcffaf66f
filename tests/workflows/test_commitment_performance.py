"""履行。What is given up takes two people, and a consequence follows the performance: filings and breaches to their end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from models.tables import Application, Clawback, Disbursement, Message
from policy.actors import Actor, Role
from tests.granting import grants
from tests.office import APPLICANT, DEPUTY, FINANCE, OTHER_FINANCE, Case, Office, message, until
from tests.office import HEAD as STI_HEAD
from tests.workflows.commitments import (
    DEPUTY as OTHER_HEAD,
)
from tests.workflows.commitments import (
    HEAD,
    OFFICER,
    RELEASE,
    REPAYMENT,
    TODAY,
    bound,
    breaches,
    collected,
    file_change,
    filings,
    found_gone,
    let_go,
    on_file,
    on_file_with_repayment,
    paid,
    received,
    rule_set,
    undertakings,
)
from tests.workflows.reclaim import Reclaim, day_of

LEAVES = TODAY + timedelta(days=2)
BOTH = Actor(OFFICER.subject, OFFICER.name, grants(Role.OFFICER, Role.APPROVER, departments=OFFICER.departments))


async def causes(office: Office) -> list[str | None]:
    return [undertaking.cause for undertaking in await undertakings(office)]


async def looked(commitment: Case) -> None:
    """Wait until the commitment has looked at what was decided last."""
    decided_at = max(filing.decided_at for filing in await filings(commitment.office) if filing.decided_at)

    async def find() -> bool | None:
        wakes_at = (await commitment.row()).wakes_at
        return (wakes_at is not None and wakes_at > decided_at) or None

    await until(find, "a look")


async def demanded(commitment: Case) -> Reclaim:
    """Return the demand of a move that was taken on file with repayment once its day had come."""
    office = commitment.office
    await file_change(commitment, LEAVES)
    await commitment.skip(timedelta(days=3))
    with office.starting():
        await on_file_with_repayment(commitment)
        await commitment.happened("repayment_asked")
        clawback = office.running((await office.all(select(Clawback)))[0])
        await clawback.has_started()
        await clawback.task("clawback_approval")
    award = (await office.all(select(Application)))[0]
    return Reclaim(office, office.running(award), clawback)


async def owed(commitment: Case) -> Reclaim:
    """Return the demand once its enterprise accepted it."""
    claim = await demanded(commitment)
    with claim.office.starting():
        await claim.accept()
    assert await causes(claim.office) == [None]
    return claim


async def is_released(commitment: Case) -> None:
    await commitment.reach("fulfilled")
    assert [(one.cause, one.ended_on) for one in await undertakings(commitment.office)] == [("released", LEAVES)]


async def test_refused_demand_goes_back_to_the_filing_and_ends_nothing(skipping: Office) -> None:
    commitment = await bound(skipping, "full")
    claim = await demanded(commitment)
    await claim.case.answer("clawback_approval", DEPUTY, decision="demand_refused", reason="金额有误")
    review = await commitment.task("filing_review")
    assert (review.about["sent_back"], review.about["demands"]) == ("金额有误", [])
    told = await skipping.all(select(Message.zh).where(Message.case_id == commitment.id, Message.enterprise_uscc.is_not(None)))
    assert [said for said in told if "退回重新审查" in said]
    [filing] = await filings(skipping)
    assert (filing.state, filing.decided_by, filing.clawbacks, filing.touched) == ("filed", None, {}, [])
    assert (await causes(skipping), (await commitment.row()).stage) == ([None], "in_force")
    # Nothing is asked back after all: two people say so, and only then it is released.
    await on_file(commitment)
    await is_released(commitment)


@pytest.mark.parametrize("repay", ["full", "pro_rata"])
async def test_move_takes_back_what_was_paid_after_its_answer_was_proposed_as_well(skipping: Office, repay: str) -> None:
    commitment = await bound(skipping, repay)
    await file_change(commitment, LEAVES)
    await commitment.skip(timedelta(days=3))
    await commitment.answer("filing_review", OFFICER, **REPAYMENT)
    [filing] = await filings(skipping)
    before_fen, paid_fen = filing.demands[0]["amount_fen"], (await skipping.all(select(Application)))[0].spent_fen
    await skipping.change(update(Application).values(supplement_fen=paid_fen, supplement_paid_fen=paid_fen))
    with skipping.starting():
        await commitment.answer("filing_confirmation", HEAD, decision="approved_with_repayment")
        await commitment.happened("repayment_asked")
    [demand] = await skipping.all(select(Clawback))
    assert demand.amount_fen in {2 * before_fen, 2 * before_fen + 1}
    assert demand.reckoning["paid_fen"] == 2 * paid_fen


async def test_move_takes_back_what_the_treasury_had_not_answered_for_on_its_day(skipping: Office) -> None:
    commitment = await bound(skipping, "full")
    await file_change(commitment, LEAVES)
    await commitment.skip(timedelta(days=3))
    await commitment.answer("filing_review", OFFICER, **REPAYMENT)
    paid_fen = (await skipping.all(select(Application)))[0].spent_fen
    await skipping.change(update(Disbursement).values(state="instructed"))
    with skipping.starting():
        await commitment.answer("filing_confirmation", HEAD, decision="approved_with_repayment")
        assert await skipping.all(select(Clawback)) == []
        await skipping.change(update(Application).values(supplement_fen=paid_fen, supplement_paid_fen=paid_fen))
        await skipping.change(update(Disbursement).values(state="paid"))
        await commitment.happened("repayment_asked")
    assert [claim.amount_fen for claim in await skipping.all(select(Clawback))] == [2 * paid_fen]


async def test_refused_demand_is_asked_for_anew_when_the_filing_is_answered_so_again(skipping: Office) -> None:
    commitment = await bound(skipping, "full")
    claim = await demanded(commitment)
    await claim.case.answer("clawback_approval", DEPUTY, decision="demand_refused", reason="金额有误")
    await commitment.task("filing_review")
    with skipping.starting():
        await on_file_with_repayment(commitment)

        async def asked() -> bool | None:
            return (await commitment.events()).count("repayment_asked") == 2 or None

        await until(asked, "the second demand")
    found = await skipping.all(select(Clawback).order_by(Clawback.number))
    assert sorted(one.stage for one in found) == ["cancelled", "proposed"]
    assert await causes(skipping) == [None]


async def test_binding_ends_on_the_day_of_the_move_when_what_is_owed_was_repaid(skipping: Office) -> None:
    commitment = await bound(skipping, "full")
    claim = await owed(commitment)
    amount_fen, today = (await claim.row()).amount_fen, await day_of(skipping, claim.case)
    reference = await claim.receive(amount_fen, today)
    await claim.record(amount_fen, reference, today, FINANCE)
    await claim.confirm(OTHER_FINANCE)
    await is_released(commitment)


async def test_binding_goes_on_when_only_a_part_was_repaid(skipping: Office) -> None:
    commitment = await bound(skipping, "full")
    claim = await owed(commitment)
    await claim.repay((await claim.row()).amount_fen - 1, await day_of(skipping, claim.case))
    assert await causes(skipping) == [None]


async def test_binding_ends_when_what_is_owed_was_waived_by_two(skipping: Office) -> None:
    commitment = await bound(skipping, "full")
    claim = await owed(commitment)
    await claim.miss()
    await claim.case.answer("enforcement_decision", STI_HEAD, decision="waiver_asked", reason="无力偿还")
    assert await causes(skipping) == [None]
    await claim.case.answer("waiver_confirmation", DEPUTY, decision="waived", reason="同意减免")
    await is_released(commitment)


async def test_binding_ends_when_the_court_is_done_and_not_before(skipping: Office) -> None:
    commitment = await bound(skipping, "full")
    claim = await owed(commitment)
    await claim.miss()
    await claim.hand_over(STI_HEAD)
    assert await causes(skipping) == [None]
    await claim.case.answer("court_result", STI_HEAD, decision="court_closed", case_no="（2027）京执1号", result="终结本次执行")
    await claim.case.answer("write_off_confirmation", DEPUTY, decision="written_off", reason="同意核销")
    await is_released(commitment)


async def test_binding_ends_when_two_approvers_uphold_an_objection_to_the_demand(skipping: Office) -> None:
    commitment = await bound(skipping, "full")
    claim = await demanded(commitment)
    await claim.approve()
    await claim.case.answer("clawback_objection", APPLICANT, decision="demand_disputed", reason="系政府征收")
    await claim.case.answer("clawback_ruling", STI_HEAD, decision="release_asked", reason="客观原因")
    assert await causes(skipping) == [None]
    await claim.case.answer("release_confirmation", DEPUTY, decision="dispute_upheld", reason="同意")
    await is_released(commitment)


async def two_awards(office: Office) -> tuple[Case, list[str]]:
    """Return a commitment that two departments' awards bind."""
    await rule_set(office, "science-award", stay_years=3, repay="full")
    commitment = await bound(office, "full")
    await paid(await office.apply_for("science-award"))
    return commitment, [award.number for award in await office.all(select(Application).order_by(Application.created_at))]


async def test_filing_ends_only_what_an_officer_says_it_touches(skipping: Office) -> None:
    commitment, awards = await two_awards(skipping)
    leaves = TODAY + timedelta(days=400)
    await file_change(commitment, leaves)
    unknown = await commitment.refusal_of_answer("filing_review", OFFICER, **RELEASE, awards=["BDA-2026-05-000000"])
    assert unknown == "invalid_input"
    await commitment.answer("filing_review", OFFICER, **RELEASE, awards=awards[:1])
    assert (await commitment.task("filing_release_confirmation")).about["touched"] == awards[:1]
    await commitment.answer("filing_release_confirmation", HEAD, decision="approved_without_repayment")
    told = await skipping.all(select(Message).where(Message.zh.contains("变动已予备案（变动日期")))
    assert [(one.department, one.role) for one in told] == [("sti", "officer")]
    await commitment.skip(timedelta(days=401))
    await commitment.happened("filing_took_effect")
    assert sorted(str(cause) for cause in await causes(skipping)) == ["None", "released"]
    assert (await commitment.row()).stage == "in_force"


async def test_only_the_award_whose_demand_was_refused_is_answered_anew(skipping: Office) -> None:
    commitment, awards = await two_awards(skipping)
    await file_change(commitment, TODAY + timedelta(days=400))
    await commitment.skip(timedelta(days=401))
    with skipping.starting():
        await on_file_with_repayment(commitment)
        await commitment.happened("repayment_asked")
        found = [skipping.running(row) for row in await skipping.all(select(Clawback).order_by(Clawback.number))]
        for one in found:
            await one.has_started()
        await found[1].answer("clawback_approval", DEPUTY, decision="demand_refused", reason="金额有误")
        await commitment.task("filing_review")
    [filing] = await filings(skipping)
    kept = {str(award): str(number) for award, number in filing.clawbacks.items()}
    assert (set(kept) < set(awards), list(kept.values())) == (True, [found[0].number])
    await on_file(commitment)
    await looked(commitment)
    # The other demand stands, and so does what binds until it is settled.
    assert await causes(skipping) == [None, None]
    assert len(await skipping.all(select(Clawback))) == 2


async def test_award_that_was_paid_after_the_decision_is_not_touched_by_it(skipping: Office) -> None:
    await rule_set(skipping, "science-award", stay_years=3, repay="full")
    commitment = await bound(skipping, "full")
    await file_change(commitment, TODAY + timedelta(days=400))
    await on_file(commitment)
    second = await skipping.apply_for("science-award")
    await second.to_payment()
    with skipping.starting():
        await second.pay()
        # Whoever pays is shown that it is leaving.
        assert [one["code"] for one in (await second.task("standing_check")).about["findings"]] == ["leaving"]
        await second.answer("standing_check", DEPUTY, decision="payment_resumed", reason="项目留在本区")
        await collected(second)
    await commitment.skip(timedelta(days=401))
    await commitment.happened("filing_took_effect")
    assert sorted(str(cause) for cause in await causes(skipping)) == ["None", "released"]
    # Nothing covers it: whoever has left breaks what was signed since.
    await found_gone(commitment, on=TODAY + timedelta(days=402))
    await commitment.skip(timedelta(days=5))
    assert [breach.failures for breach in await breaches(skipping)] == [["registered_in_area"]]


async def late(office: Office) -> Case:
    """Return a commitment whose enterprise filed its move on the day of it, and was heard."""
    commitment = await bound(office)
    await file_change(commitment, TODAY)
    await commitment.reach("hearing")
    await commitment.answer("hearing_statement", APPLICANT, decision="heard", statement="搬迁系政府征收")
    return commitment


async def test_late_filing_is_decided_with_the_breach_by_two_people(skipping: Office) -> None:
    commitment = await late(skipping)
    assert [one["late"] for one in (await commitment.task("breach_review")).about["filings"]] == [True]
    answer: dict[str, Any] = {"decision": "closing_proposed", "reason": "客观原因"}
    assert await commitment.refusal_of_answer("breach_review", OFFICER, **answer) == "invalid_input"
    await commitment.answer("breach_review", OFFICER, **answer, filing="approved_without_repayment")
    assert (await causes(skipping), (await commitment.row()).stage) == ([None], "breach_review")
    assert await commitment.refusal_of_answer("closing_confirmation", BOTH, decision="breach_closed") == "four_eyes"
    assert await commitment.refusal_of_answer("closing_confirmation", OFFICER, decision="breach_closed") == "forbidden"
    await commitment.answer("closing_confirmation", HEAD, decision="breach_closed")
    await commitment.reach("fulfilled")
    [breach], [filing] = await breaches(skipping), await filings(skipping)
    assert (breach.closing_proposed_by, breach.closed_by) == (filing.proposed_by, filing.decided_by) == (OFFICER.subject, HEAD.subject)
    assert await causes(skipping) == ["released"]


@pytest.mark.parametrize(("answer", "state"), [("approved_with_repayment", "approved_with_repayment"), ("overtaken", "overtaken")])
async def test_late_filing_ends_nothing_when_it_is_answered_otherwise(skipping: Office, answer: str, state: str) -> None:
    commitment = await late(skipping)
    with skipping.starting():
        await let_go(commitment, "breach_review", OFFICER, HEAD, filing=answer)
        await looked(commitment)
    assert [filing.state for filing in await filings(skipping)] == [state]
    assert await causes(skipping) == [None]
    assert len(await skipping.all(select(Clawback))) == (answer == "approved_with_repayment")


async def test_breach_is_looked_at_again_when_the_second_person_does_not_agree(skipping: Office) -> None:
    commitment = await late(skipping)
    answer: dict[str, Any] = {"decision": "closing_proposed", "reason": "客观原因", "filing": "approved_without_repayment"}
    await commitment.answer("breach_review", OFFICER, **answer)
    await commitment.answer("closing_confirmation", HEAD, decision="closing_refused", reason="依据不足")
    again = await commitment.task("breach_review")
    assert (again.about["sent_back"], [filing.state for filing in await filings(skipping)]) == ("依据不足", ["filed"])
    assert (await causes(skipping), [breach.outcome for breach in await breaches(skipping)]) == ([None], [None])


async def test_letting_go_is_refused_when_the_filing_was_withdrawn_meanwhile(skipping: Office) -> None:
    commitment = await late(skipping)
    answer: dict[str, Any] = {"decision": "closing_proposed", "reason": "客观原因", "filing": "approved_without_repayment"}
    await commitment.answer("breach_review", OFFICER, **answer)
    [filing] = await filings(skipping)
    await commitment.ask("request", message("change_withdrawn", APPLICANT, filing_id=str(filing.id), reason="不再搬迁"))
    assert await commitment.refusal_of_answer("closing_confirmation", HEAD, decision="breach_closed") == "wrong_stage"
    await commitment.answer("closing_confirmation", HEAD, decision="closing_refused", reason="备案已撤回")
    await let_go(commitment, "breach_review", OFFICER, HEAD)
    await commitment.reach("in_force")
    assert await causes(skipping) == [None]


async def test_filing_that_came_in_time_waits_and_is_reviewed_anew_when_a_breach_of_the_same_is_let_go(skipping: Office) -> None:
    commitment = await bound(skipping)
    waiting = await file_change(commitment, TODAY + timedelta(days=90))
    await commitment.answer("filing_review", OFFICER, **RELEASE)
    await found_gone(commitment)
    await commitment.reach("hearing")
    assert {task.kind for task in await commitment.tasks()} == {"hearing_statement"}
    assert [(filing.state, filing.proposed_by) for filing in await filings(skipping)] == [("filed", None)]
    await commitment.answer("hearing_statement", APPLICANT, decision="heard", statement="登记错误")
    answer: dict[str, Any] = {"decision": "closing_proposed", "reason": "登记错误"}
    assert await commitment.refusal_of_answer("breach_review", OFFICER, **answer, filing="overtaken") == "invalid_input"
    await let_go(commitment, "breach_review", OFFICER, HEAD)
    review = await commitment.task("filing_review")
    assert (review.about["filing_id"], review.about["late"]) == (str(waiting.id), False)
    await on_file(commitment)
    assert [filing.state for filing in await filings(skipping)] == ["approved_without_repayment"]


async def test_move_that_was_reported_after_a_check_found_it_is_answered_with_the_breach(skipping: Office) -> None:
    commitment = await bound(skipping)
    await found_gone(commitment)
    await commitment.reach("hearing")
    await file_change(commitment, TODAY)
    await commitment.answer("hearing_statement", APPLICANT, decision="heard", statement="已迁出")
    answer: dict[str, Any] = {"decision": "closing_proposed", "reason": "客观原因"}
    assert await commitment.refusal_of_answer("breach_review", OFFICER, **answer) == "invalid_input"
    await let_go(commitment, "breach_review", OFFICER, HEAD, filing="approved_without_repayment")
    await commitment.reach("fulfilled")
    assert await causes(skipping) == ["released"]


@pytest.mark.parametrize("proposal", [RELEASE, REPAYMENT])
async def test_nobody_who_ever_reviewed_a_filing_confirms_it(skipping: Office, proposal: dict[str, Any]) -> None:
    commitment = await bound(skipping)
    await file_change(commitment, LEAVES)
    await commitment.answer("filing_review", OFFICER, **proposal)
    kind = "filing_release_confirmation" if proposal is RELEASE else "filing_confirmation"
    outcome = "approved_without_repayment" if proposal is RELEASE else "approved_with_repayment"
    assert await commitment.refusal_of_answer(kind, BOTH, decision=outcome) == "four_eyes"
    await commitment.answer(kind, OTHER_HEAD, decision=outcome)
    assert [filing.state for filing in await filings(skipping)] == [outcome]


async def test_second_filing_of_a_move_is_refused_when_both_come_at_once(skipping: Office) -> None:
    commitment = await bound(skipping)
    await file_change(commitment, LEAVES)
    second = await received(commitment, LEAVES + timedelta(days=1))
    assert await commitment.refusal("request", message("change_filed", APPLICANT, filing_id=str(second.id))) == "duplicate"
    assert [filing.state for filing in await filings(skipping)] == ["filed", "received"]
