"""Assessment, committee and decision: who decides what, and who may not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text, update

from models.tables import Assessment, AuditEvent, ImplementingRule, ItemSuspension, LedgerAccount
from policy.working_days import BEIJING
from tests.granting import grants
from tests.office import DEPUTY, FINANCE, HEAD, OFFICER, SCORES, THIRD_APPROVER, WAN, Case, Office, person
from tests.office.milestones import application_to
from tests.workflows.conftest import Opening
from tests.workflows.meetings import approve_first, resolve


async def recommend(case: Case) -> None:
    await case.answer("desk_review", OFFICER, decision="recommended", opinion="符合条件")


async def score(case: Case) -> None:
    for _ in range(3):
        await case.answer("expert_review", decision="expert_scored", recommend=True, **SCORES)
    await case.reach("committee")


async def to_committee(office: Office) -> Case:
    case = await office.apply_for("national-mission")
    await case.to_review()
    await score(case)
    return case


async def minute(office: Office, case: Case) -> None:
    """Have the committee set the amount, and the first approver agree."""
    await resolve(office, case)
    await approve_first(case)


async def to_second_decision(office: Office) -> Case:
    case = await to_committee(office)
    await minute(case.office, case)
    return case


async def to_budget_wait(office: Office, certificate_no: str = "BDA-2026-01") -> Case:
    case = await application_to("decision", office, facts={"certificate_no": certificate_no})
    await case.answer("decision", HEAD, decision="approved")
    await case.reach("budget_wait")
    return case


def this_year() -> int:
    return datetime.now(BEIJING).year


# -- assessment ---------------------------------------------------------------------------------------------------------------------


async def test_application_is_refused_when_the_clause_gives_nothing(skipping: Office) -> None:
    case = await skipping.apply_for(facts={"event": "renewed"})
    await case.to_review()
    await recommend(case)
    row = await case.reach("refused")
    assert row.award_fen is None
    assert (await case.events())[-1] == "assessed_to_nothing"


async def test_assessment_keeps_what_it_was_judged_by(skipping: Office) -> None:
    case = await application_to("decision", skipping)
    kept = (await skipping.all(select(Assessment).where(Assessment.application_id == case.id)))[0]
    assert (kept.outcome, kept.award_fen, kept.facts["certificate_no"]) == ("award", 50 * WAN, "BDA-2026-01")


def rule(**changes: object) -> ImplementingRule:
    return ImplementingRule(
        item_code="plan-rent",
        effective_from=date(2026, 1, 1),
        document_no="京开科〔2026〕1号",
        entered_by="officer-sti-1",
        **({"values": {"rate": "0.5"}, "approved_by": "approver-sti-1"} | changes),
    )


def suspension(**changes: object) -> ItemSuspension:
    return ItemSuspension(
        item_code="innovation-centre",
        reason_zh="市级政策调整",
        reason_en="The city revises its policy",
        document_no="京政发〔2026〕9号",
        entered_by="officer-sti-1",
        approved_by="approver-sti-1",
        approved_at=datetime.now(UTC),
        **({"effective_from": date(2026, 1, 1)} | changes),
    )


async def to_missing_parameter(office: Office) -> Case:
    case = await office.apply_for("plan-rent")
    await case.to_review()
    await recommend(case)
    await case.happened("parameter_found_missing")
    return case


async def test_application_is_assessed_when_the_missing_parameter_is_supplied(skipping: Office) -> None:
    case = await to_missing_parameter(skipping)
    assert [task.kind for task in await case.tasks()] == ["parameter_supply"]
    await skipping.add(rule())
    await case.answer("parameter_supply", OFFICER, decision="parameter_supplied")
    row = await case.reach("decision")
    assert row.award_fen == 50 * WAN


async def test_application_waits_on_when_the_rule_is_not_approved(skipping: Office) -> None:
    case = await to_missing_parameter(skipping)
    await skipping.add(rule(approved_by=None))
    first = (await case.task("parameter_supply")).id
    await case.answer("parameter_supply", OFFICER, decision="parameter_supplied")
    assert (await case.task("parameter_supply")).id != first
    assert (await case.row()).stage == "assessment"


async def test_assessment_waits_until_a_rule_that_contradicts_the_law_is_mended(skipping: Office) -> None:
    case = await to_missing_parameter(skipping)
    await skipping.add(rule(values={"rate": "7"}))
    await case.answer("parameter_supply", OFFICER, decision="parameter_supplied")
    await skipping.until_failed("Refusal", case)
    # Nobody changes a rule but whoever owns the database.
    await skipping.change(text("ALTER TABLE implementing_rules DISABLE TRIGGER decided_once"))
    await skipping.change(update(ImplementingRule).values(values={"rate": "0.2"}))
    row = await case.reach("decision")
    assert row.award_fen == 20 * WAN


# -- committee ----------------------------------------------------------------------------------------------------------------------


async def test_committee_sets_the_amount_and_two_approvers_decide(skipping: Office) -> None:
    case = await to_second_decision(skipping)
    assert (await case.row()).stage == "decision"
    assert (await skipping.balances())["pre_commitment"] == 0
    await case.answer("second_decision", DEPUTY, decision="approved")
    row = await case.reach("public_notice")
    assert row.award_fen == 300 * WAN
    assert [event for event in await case.events() if "approved" in event] == ["first_approved", "approved"]


async def test_second_decision_is_refused_when_the_first_approver_makes_it(skipping: Office) -> None:
    case = await to_second_decision(skipping)
    assert await case.refusal_of_answer("second_decision", HEAD, decision="approved") == "four_eyes"


@pytest.mark.parametrize(("decision", "stage"), [("returned", "review"), ("decision_refused", "refused")])
async def test_second_approver_may_also_say_no(skipping: Office, decision: str, stage: str) -> None:
    case = await to_second_decision(skipping)
    await case.answer("second_decision", DEPUTY, decision=decision, reason="论证不足")
    await case.reach(stage)


async def test_application_is_refused_when_the_committee_says_no(skipping: Office) -> None:
    case = await to_committee(skipping)
    await resolve(skipping, case, decision="voted_against", reason="不属于特别重大任务")
    await case.reach("refused")


async def test_committee_waits_for_its_turn_when_the_budget_is_exhausted(opening: Opening) -> None:
    async with opening(budget_fen=300 * WAN) as office:
        case = await to_second_decision(office)
        await office.change(update(LedgerAccount).where(LedgerAccount.kind == "available").values(balance_fen=1))
        await case.answer("second_decision", DEPUTY, decision="approved")
        await case.reach("budget_wait")


# -- decision -----------------------------------------------------------------------------------------------------------------------


async def test_money_is_set_aside_when_approved(skipping: Office) -> None:
    await application_to("notice", skipping)
    assert (await skipping.balances())["pre_commitment"] == 50 * WAN


async def test_application_is_reviewed_again_when_returned(skipping: Office) -> None:
    case = await application_to("decision", skipping)
    await case.answer("decision", HEAD, decision="returned", reason="请核对证书")
    assert (await case.row()).stage == "review"
    await recommend(case)
    await case.answer("decision", HEAD, decision="approved")
    await case.reach("public_notice")


@pytest.mark.parametrize(("days", "comes_back"), [(0, True), (32, False)])
async def test_returned_application_comes_back_to_the_same_approver_for_a_month(skipping: Office, days: int, *, comes_back: bool) -> None:
    case = await application_to("decision", skipping)
    await case.answer("decision", HEAD, decision="returned", reason="请核对证书")
    if days:
        await case.skip(timedelta(days=days))
    await recommend(case)
    assert (await case.task("decision")).assignee == (HEAD.subject if comes_back else None)
    if comes_back:
        assert await case.refusal_of_answer("decision", DEPUTY, decision="approved") == "forbidden"


async def test_what_the_second_approver_returned_comes_back_to_the_same_second_approver(skipping: Office) -> None:
    case = await to_second_decision(skipping)
    await case.answer("second_decision", DEPUTY, decision="returned", reason="论证不足")
    await case.reach("review")
    await case.state_facts()
    await score(case)
    await minute(case.office, case)
    assert (await case.task("second_decision")).assignee == DEPUTY.subject
    assert await case.refusal_of_answer("second_decision", THIRD_APPROVER, decision="approved") == "forbidden"
    await case.answer("second_decision", DEPUTY, decision="approved")
    assert (await case.reach("public_notice")).award_fen == 300 * WAN


async def test_application_is_refused_when_the_head_refuses_it(skipping: Office) -> None:
    case = await application_to("decision", skipping)
    await case.answer("decision", HEAD, decision="decision_refused", reason="证书系复审")
    row = await case.reach("refused")
    assert row.award_fen is None


async def test_decision_is_refused_when_the_reviewer_makes_it(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_review()
    both = person("approver-sti-1")
    await case.answer(
        "desk_review",
        type(both)(both.subject, both.name, grants(*both.roles, *OFFICER.roles)),
        decision="recommended",
        opinion="可",
    )
    await case.reach("decision")
    assert await case.refusal_of_answer("decision", HEAD, decision="approved") == "four_eyes"
    await case.answer("decision", DEPUTY, decision="approved")


async def test_decision_is_refused_when_another_department_makes_it(skipping: Office) -> None:
    case = await application_to("decision", skipping)
    assert await case.refusal_of_answer("decision", person("approver-econ-1"), decision="approved") == "forbidden"


async def test_second_application_is_refused_when_the_subject_was_awarded_since_its_assessment(skipping: Office) -> None:
    first, second = await skipping.apply_for(), await skipping.apply_for()
    await first.to_decision()
    await second.to_decision()
    await first.answer("decision", HEAD, decision="approved")
    await first.clear_notice()
    assert await second.refusal_of_answer("decision", HEAD, decision="approved") == "already_awarded"
    await second.answer("decision", HEAD, decision="returned", reason="重新核定")
    await recommend(second)
    row = await second.reach("refused")
    assert row.award_fen is None


# -- budget -------------------------------------------------------------------------------------------------------------------------


async def test_application_gets_its_turn_by_the_daily_look_when_budget_comes(opening: Opening) -> None:
    async with opening(budget_fen=1) as office:
        case = await to_budget_wait(office)
        await case.skip(timedelta(days=7))
        assert (await case.row()).stage == "budget_wait"
        for year in (this_year(), this_year() + 1):
            await office.appropriate(50 * WAN, year)
        await case.skip(timedelta(days=14))
        await case.reach("public_notice", "commitment")
        assert "budget_found" in await case.events()


async def test_application_gets_its_turn_by_the_task_of_finance_when_budget_comes(opening: Opening) -> None:
    async with opening(budget_fen=1) as office:
        case = await to_budget_wait(office)
        assert await case.refusal_of_answer("budget_supply", FINANCE, decision="budget_found") == "budget_exhausted"
        await office.appropriate(50 * WAN, this_year())
        receipt = await case.answer("budget_supply", FINANCE, decision="budget_found")
        assert receipt.stage == "public_notice"
        assert await office.balances() | {"source": 0} == {
            "source": 0,
            "available": 2,
            "pre_commitment": 50 * WAN,
            "obligation": 0,
            "in_transit": 0,
            "expenditure": 0,
            "investment": 0,
            "receivable": 0,
            "recovered": 0,
            "owed_back": 0,
        }


async def test_waiting_application_waits_on_while_its_item_is_suspended(opening: Opening) -> None:
    async with opening(budget_fen=1) as office:
        case = await to_budget_wait(office)
        await office.add(suspension())
        for year in (this_year(), this_year() + 1):
            await office.appropriate(50 * WAN, year)
        assert (await case.answer("budget_supply", FINANCE, decision="budget_found")).event == "suspension_found"
        await case.skip(timedelta(days=20))
        assert (await case.row()).stage == "budget_wait"
        await office.add(suspension(effective_from=date(2026, 2, 1), effective_to=date(2026, 2, 1)))
        await case.skip(timedelta(days=20))
        await case.reach("public_notice", "commitment")


async def test_waiting_application_is_returned_when_its_subject_was_awarded_meanwhile(opening: Opening) -> None:
    async with opening(budget_fen=1) as office:
        waiting = await to_budget_wait(office)
        other = await application_to("decision", office)
        for year in (this_year(), this_year() + 1):
            await office.appropriate(500 * WAN, year)
        await other.answer("decision", HEAD, decision="approved")
        assert await waiting.refusal_of_answer("budget_supply", FINANCE, decision="budget_found") == "award_pending"
        await other.clear_notice()
        assert await waiting.refusal_of_answer("budget_supply", FINANCE, decision="budget_found") == "already_awarded"
        await waiting.skip(timedelta(days=14))
        await waiting.reach("review")
        await recommend(waiting)
        await waiting.reach("refused")


async def test_application_gets_its_turn_in_the_next_budget_year(opening: Opening) -> None:
    async with opening(budget_fen=1) as office:
        await office.appropriate(50 * WAN, this_year() + 1)
        case = await to_budget_wait(office)
        until_new_year = datetime(this_year() + 1, 1, 10, tzinfo=UTC) - datetime.now(UTC)
        await case.skip(until_new_year)
        await case.reach("public_notice")
        found = (await office.all(select(AuditEvent.occurred_at).where(AuditEvent.event == "budget_found")))[0]
        assert found.astimezone(BEIJING).year == this_year() + 1


async def test_one_of_two_waiting_applications_gets_its_turn_when_there_is_money_for_one(opening: Opening) -> None:
    async with opening(budget_fen=1) as office:
        first, second = await to_budget_wait(office, "BDA-2026-01"), await to_budget_wait(office, "BDA-2026-02")
        await office.appropriate(50 * WAN, this_year())
        receipt = await second.answer("budget_supply", FINANCE, decision="budget_found")
        assert receipt.stage == "public_notice"
        assert await first.refusal_of_answer("budget_supply", FINANCE, decision="budget_found") == "budget_exhausted"
        assert (await first.row()).stage == "budget_wait"
