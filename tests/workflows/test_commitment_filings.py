"""变动备案。Changes that are filed: taken on file with or without repayment, completed, several at once, in time or late; never refused."""

from __future__ import annotations

import asyncio
import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.tables import Application, Clawback, Message
from policy.days import in_chinese
from policy.letters.wording import amount_with_capitals
from tests.office import APPLICANT, Case, Office, message, until
from tests.workflows.commitments import (
    DEPUTY,
    HEAD,
    HEAD_OFFICER,
    OFFICER,
    OTHER_OFFICER,
    REPAYMENT,
    TODAY,
    YEARS,
    bound,
    breaches,
    file_change,
    filings,
    incomplete,
    let_go,
    on_file,
    on_file_with_repayment,
    paid,
    paper,
    rule_set,
    undertakings,
)
from tests.workflows.letters import letters_of

SOON = TODAY + timedelta(days=60)


async def states(office: Office) -> list[str]:
    return [filing.state for filing in await filings(office)]


async def clawbacks(office: Office) -> list[Clawback]:
    return list(await office.all(select(Clawback).order_by(Clawback.number)))


async def test_filing_is_reviewed_when_it_comes_before_the_move(skipping: Office) -> None:
    commitment = await bound(skipping)
    filing = await file_change(commitment, SOON)
    task = await commitment.task("filing_review")
    assert (task.about["filing_id"], task.about["planned_on"], task.about["late"]) == (str(filing.id), SOON.isoformat(), False)
    assert task.department == "bizcoop"
    assert (await commitment.row()).stage == "in_force"


async def test_enterprise_is_released_on_the_day_when_it_may_leave_without_repayment(skipping: Office) -> None:
    commitment = await bound(skipping)
    leaves = TODAY + timedelta(days=90)
    await file_change(commitment, leaves)
    await on_file(commitment)
    assert await states(skipping) == ["approved_without_repayment"]
    assert [undertaking.cause for undertaking in await undertakings(skipping)] == [None]
    await commitment.skip(timedelta(days=91))
    assert await commitment.handle.result() == "fulfilled"
    assert [(undertaking.ended_on, undertaking.cause) for undertaking in await undertakings(skipping)] == [(leaves, "released")]
    assert await clawbacks(skipping) == []


async def test_tax_registration_may_change_and_the_commitment_goes_on_when_that_alone_was_approved(skipping: Office) -> None:
    commitment = await bound(skipping)
    await file_change(commitment, TODAY + timedelta(days=5), "tax_registration")
    await on_file(commitment)
    await commitment.skip(timedelta(days=30))
    assert (await commitment.row()).stage == "in_force"
    assert [undertaking.cause for undertaking in await undertakings(skipping)] == [None]


async def test_repayment_is_asked_for_on_the_day_of_the_move_when_an_approver_confirmed_it(skipping: Office) -> None:
    commitment = await bound(skipping)
    await file_change(commitment, SOON)
    await commitment.answer("filing_review", OFFICER, **REPAYMENT)
    demands = (await commitment.task("filing_confirmation")).about["demands"]
    award = (await skipping.all(select(Application)))[0]
    terms = demands[0]["reckoning"]
    assert demands[0]["amount_fen"] == award.paid_fen * (terms["days"] - terms["days_served"]) // terms["days"]
    await commitment.answer("filing_confirmation", HEAD, decision="approved_with_repayment")
    receipt = dict(await letters_of(commitment))["approved_with_repayment"]
    assert f"应退回：{award.number}，{amount_with_capitals('zh', demands[0]['amount_fen'])}。" in receipt
    await commitment.skip(timedelta(days=58))
    assert await clawbacks(skipping) == []
    # Its time stands still as soon as the demand runs beside it.
    passing = asyncio.create_task(commitment.skip(timedelta(days=3)))
    await commitment.happened("repayment_asked")
    passing.cancel()
    proposed = (await clawbacks(skipping))[0]
    assert (proposed.amount_fen, proposed.asked_by, proposed.stage) == (demands[0]["amount_fen"], HEAD.subject, "proposed")
    assert await states(skipping) == ["approved_with_repayment"]
    await skipping.running(proposed).has_started()


async def test_clawback_runs_by_itself_when_it_was_proposed(skipping: Office) -> None:
    commitment = await bound(skipping, "full")
    await file_change(commitment, SOON)
    await commitment.skip(timedelta(days=61))
    with skipping.starting():
        await on_file_with_repayment(commitment)
        await commitment.happened("repayment_asked")
        clawback = skipping.running((await clawbacks(skipping))[0])
        await clawback.has_started()

        async def begun() -> bool | None:
            return any(task.kind == "clawback_approval" for task in await clawback.tasks()) or None

        await until(begun, "the clawback")
    described = await clawback.handle.describe()
    assert described.raw_description.workflow_execution_info.parent_execution.workflow_id == commitment.handle.id


@pytest.mark.parametrize("kind", ["approved_with_repayment", "filing_sent_back"])
async def test_repayment_is_not_confirmed_when_the_same_person_proposed_it(skipping: Office, kind: str) -> None:
    commitment = await bound(skipping)
    await file_change(commitment, SOON)
    await commitment.answer("filing_review", OFFICER, **REPAYMENT)
    both = type(OFFICER)(OFFICER.subject, OFFICER.name, HEAD.grants)
    assert await commitment.refusal_of_answer("filing_confirmation", both, decision=kind) == "four_eyes"


async def test_repayment_is_refused_when_the_signed_terms_carry_none(skipping: Office) -> None:
    commitment = await paid(await skipping.apply_for())
    await rule_set(skipping, stay_years=YEARS, repay="full")
    await file_change(commitment, SOON)
    assert await commitment.refusal_of_answer("filing_review", OFFICER, **REPAYMENT) == "invalid_input"
    assert await states(skipping) == ["filed"]


async def test_filing_is_reviewed_again_when_it_was_sent_back(skipping: Office) -> None:
    commitment = await bound(skipping)
    await file_change(commitment, SOON)
    await commitment.answer("filing_review", OFFICER, **REPAYMENT)
    await commitment.answer("filing_confirmation", HEAD, decision="filing_sent_back", reason="请核实搬迁日期")
    assert await states(skipping) == ["filed"]
    await on_file(commitment, OTHER_OFFICER)
    assert await states(skipping) == ["approved_without_repayment"]


async def test_filing_is_on_file_when_its_papers_were_completed(skipping: Office) -> None:
    commitment = await bound(skipping)
    filed = await file_change(commitment, SOON)
    await commitment.answer("filing_review", OFFICER, **incomplete("evidence", "description"))
    assert await states(skipping) == ["correction"]
    asked = (await commitment.task("filing_correction")).about["defects"]
    assert [(one["code"], one["reason"]) for one in asked] == [("evidence", "缺董事会决议"), ("description", "缺董事会决议")]
    added = await paper(commitment)
    await commitment.answer("filing_correction", APPLICANT, decision="filing_corrected", description="补充决议", evidence=[added])
    found = (await filings(skipping))[0]
    assert (found.state, found.description, found.evidence) == ("filed", f"{filed.description}\n补充决议", [*filed.evidence, added])
    # It counts from its receipt, not from its completion.
    about = (await commitment.task("filing_review")).about
    assert (about["late"], about["added"]) == (False, {"description": "补充决议", "evidence": [added]})
    await on_file(commitment)
    assert await states(skipping) == ["approved_without_repayment"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"evidence": [str(uuid.uuid4())]}, "incomplete"),
        ({}, "incomplete"),
        ({"description": "补充", "evidence": [str(uuid.uuid4())]}, "invalid_input"),
        ({"description": "补充", "evidence": [str(uuid.uuid4())]}, "not_open"),
    ],
)
async def test_filing_is_completed_by_what_is_named_and_by_nothing_else(skipping: Office, answer: dict[str, Any], code: str) -> None:
    commitment = await bound(skipping)
    await file_change(commitment, SOON)
    named = ("evidence",) if code == "not_open" else ("evidence", "description")
    await commitment.answer("filing_review", OFFICER, **incomplete(*named))
    assert await commitment.refusal_of_answer("filing_correction", APPLICANT, decision="filing_corrected", **answer) == code
    assert await states(skipping) == ["correction"]


async def test_filing_is_reviewed_as_it_is_when_its_papers_are_not_completed_in_time(skipping: Office) -> None:
    commitment = await bound(skipping)
    await file_change(commitment, TODAY + timedelta(days=300))
    await commitment.answer("filing_review", OFFICER, **incomplete("evidence", "description"))
    await commitment.skip(timedelta(days=40))
    await commitment.happened("filing_not_corrected")
    assert await states(skipping) == ["filed"]
    await on_file(commitment)
    assert await states(skipping) == ["approved_without_repayment"]


@pytest.mark.parametrize("decision", ["filing_refused", "refused", "breach_closed"])
async def test_filing_cannot_be_refused(skipping: Office, decision: str) -> None:
    commitment = await bound(skipping)
    await file_change(commitment, SOON)
    assert await commitment.refusal_of_answer("filing_review", OFFICER, decision=decision, reason="无客观原因") == "invalid_input"
    assert await states(skipping) == ["filed"]


async def test_each_filing_has_a_task_of_its_own_when_several_are_open(skipping: Office) -> None:
    commitment = await bound(skipping)
    first = await file_change(commitment, SOON)
    second = await file_change(commitment, SOON, "change_of_control")
    tasks = {task.about["filing_id"]: task for task in await commitment.tasks()}
    assert set(tasks) == {str(first.id), str(second.id)}
    await commitment.complete(tasks[str(second.id)], OFFICER, incomplete("evidence"))
    assert await states(skipping) == ["filed", "correction"]


async def test_commitments_stay_open_when_they_are_served_but_a_filing_is_not_decided(skipping: Office) -> None:
    commitment = await bound(skipping)
    await file_change(commitment, TODAY + timedelta(days=3650), "other")
    await commitment.skip(timedelta(days=366 * YEARS + 30))
    assert (await commitment.row()).stage == "in_force"
    assert (await commitment.task("filing_review")).escalated_at is not None
    await on_file(commitment, HEAD_OFFICER, DEPUTY)
    assert await commitment.handle.result() == "fulfilled"


@pytest.mark.parametrize("days", [-1, 0])
async def test_filing_is_taken_and_opens_a_breach_when_the_move_was_not_after_it(skipping: Office, days: int) -> None:
    commitment = await bound(skipping)
    moved_on = TODAY + timedelta(days=days)
    filing = await file_change(commitment, moved_on)
    await commitment.reach("hearing")
    found = (await breaches(skipping))[0]
    assert (found.cause, found.filing_id, found.breach_on) == ("filed_late", filing.id, moved_on)
    # It is decided with the breach, and not apart from it.
    assert {task.kind for task in await commitment.tasks()} == {"hearing_statement"}


@pytest.mark.parametrize(
    ("stage", "asked", "next_task"), [("hearing", "hearing_statement", "breach_review"), ("remedy", "remedy_report", "remedy_check")]
)
async def test_nothing_more_is_asked_of_an_enterprise_that_withdrew_what_the_breach_is_about(
    skipping: Office, stage: str, asked: str, next_task: str
) -> None:
    commitment = await bound(skipping)
    filing = await file_change(commitment, TODAY)
    await commitment.reach("hearing")
    if stage == "remedy":
        await commitment.answer("hearing_statement", APPLICANT, decision="heard", statement="尚未搬迁")
        await commitment.answer("breach_review", OFFICER, decision="remedy_ordered", reason="请迁回", working_days=10)
    await commitment.task(asked)
    await commitment.ask("request", message("change_withdrawn", APPLICANT, filing_id=str(filing.id), reason="不再搬迁"))
    withdrawn = (await commitment.task(next_task)).about["withdrawn"]
    assert (withdrawn["filing_id"], withdrawn["reason"]) == (str(filing.id), "不再搬迁")
    assert {task.kind for task in await commitment.tasks()} == {next_task}
    # Two people let it go all the same.
    await let_go(commitment, next_task, OTHER_OFFICER, HEAD, reason="变动未发生")
    await commitment.reach("in_force")
    assert (await breaches(skipping))[0].closed_at is not None


async def to_stage(commitment: Case, stage: str) -> None:
    """Have the open breach heard, and a remedy ordered where it is to be at that."""
    await commitment.reach("hearing")
    if stage == "remedy":
        await commitment.answer("hearing_statement", APPLICANT, decision="heard", statement="尚未搬迁")
        await commitment.answer("breach_review", OFFICER, decision="remedy_ordered", reason="请迁回", working_days=10)


@pytest.mark.parametrize("kind", ["relocation", "change_of_control", "other"])
@pytest.mark.parametrize(("stage", "next_task"), [("hearing", "breach_review"), ("remedy", "remedy_check")])
async def test_nothing_more_is_asked_of_an_enterprise_that_filed_in_time_in_the_place_of_what_came_too_late(
    skipping: Office, stage: str, next_task: str, kind: str
) -> None:
    commitment = await bound(skipping)
    late = await file_change(commitment, TODAY, kind)
    await to_stage(commitment, stage)
    proper = await file_change(commitment, SOON, kind, supersedes=late)
    ground = (await commitment.task(next_task)).about["ground"]
    assert [(one["filing_id"], one["late"], one["state"]) for one in ground] == [
        (str(late.id), True, "superseded"),
        (str(proper.id), False, "filed"),
    ]
    assert {task.kind for task in await commitment.tasks()} == {next_task}
    told = list(await skipping.all(select(Message.zh).where(Message.case_id == commitment.id, Message.enterprise_uscc.is_not(None))))
    assert [f"变动日期{in_chinese(SOON)}" in said for said in told if "无需再陈述" in said] == [True]
    # It waits while the breach is open; then it is reviewed like any other.
    await let_go(commitment, next_task, OTHER_OFFICER, HEAD, reason="变动尚未发生")
    await commitment.reach("in_force")
    assert (await commitment.task("filing_review")).about["filing_id"] == str(proper.id)
    assert (await breaches(skipping))[0].outcome in {"unfounded", "remedied"}


async def test_hearing_goes_on_and_both_are_shown_when_what_replaces_a_late_filing_is_late(skipping: Office) -> None:
    commitment = await bound(skipping)
    first = await file_change(commitment, TODAY, "change_of_control")
    await commitment.reach("hearing")
    second = await file_change(commitment, TODAY - timedelta(days=1), "change_of_control", supersedes=first)
    await commitment.handle.signal("nudge", "again")
    await commitment.skip(timedelta(hours=1))
    assert {task.kind for task in await commitment.tasks()} == {"hearing_statement"}
    await commitment.answer("hearing_statement", APPLICANT, decision="heard", statement="日期填写有误")
    review = (await commitment.task("breach_review")).about
    assert [(one["filing_id"], one["late"]) for one in review["ground"]] == [(str(first.id), True), (str(second.id), True)]
    # The one that stands is answered with the breach, which counts from the earlier day.
    assert [one["filing_id"] for one in review["filings"]] == [str(second.id)]
    assert review["breach_on"] == (TODAY - timedelta(days=1)).isoformat()
    await let_go(commitment, "breach_review", OFFICER, HEAD, filing="approved_without_repayment")
    await commitment.reach("in_force")
    assert len(await breaches(skipping)) == 1


async def test_later_day_of_a_second_late_filing_moves_no_breach(skipping: Office) -> None:
    commitment = await bound(skipping)
    first = await file_change(commitment, TODAY - timedelta(days=1))
    await commitment.reach("hearing")
    await file_change(commitment, TODAY, supersedes=first)
    assert [one.breach_on for one in await breaches(skipping)] == [TODAY - timedelta(days=1)]


async def test_hearing_ends_when_a_late_filing_is_replaced_twice_and_the_last_is_in_time(skipping: Office) -> None:
    commitment = await bound(skipping)
    filing = await file_change(commitment, TODAY)
    await commitment.reach("hearing")
    filing = await file_change(commitment, TODAY, supersedes=filing)
    assert {task.kind for task in await commitment.tasks()} == {"hearing_statement"}
    await file_change(commitment, SOON, supersedes=filing)
    ground = (await commitment.task("breach_review")).about["ground"]
    assert [one["late"] for one in ground] == [True, True, False]


async def test_hearing_ends_when_what_replaced_a_late_filing_is_withdrawn(skipping: Office) -> None:
    commitment = await bound(skipping)
    first = await file_change(commitment, TODAY)
    await commitment.reach("hearing")
    second = await file_change(commitment, TODAY, supersedes=first)
    await commitment.ask("request", message("change_withdrawn", APPLICANT, filing_id=str(second.id), reason="不再搬迁"))
    assert (await commitment.task("breach_review")).about["withdrawn"]["filing_id"] == str(second.id)


async def test_whoever_reviews_a_breach_sees_both_when_the_late_filing_is_replaced_after_the_hearing(skipping: Office) -> None:
    commitment = await bound(skipping)
    late = await file_change(commitment, TODAY)
    await commitment.answer("hearing_statement", APPLICANT, decision="heard", statement="日期填写有误")
    assert [one["filing_id"] for one in (await commitment.task("breach_review")).about["filings"]] == [str(late.id)]
    await file_change(commitment, SOON, supersedes=late)
    about = (await commitment.task("breach_review")).about
    assert ([one["late"] for one in about["ground"]], about["filings"]) == ([True, False], [])
    assert {task.kind for task in await commitment.tasks()} == {"breach_review"}


async def test_breach_may_be_found_all_the_same_when_its_late_filing_was_replaced(skipping: Office) -> None:
    commitment = await bound(skipping)
    late = await file_change(commitment, TODAY)
    await to_stage(commitment, "remedy")
    await file_change(commitment, SOON, supersedes=late)
    await commitment.answer("remedy_check", OTHER_OFFICER, decision="not_remedied", reason="注册地已于今日迁出")
    assert [one["late"] for one in (await commitment.task("breach_decision")).about["ground"]] == [True, False]
    await commitment.answer("breach_decision", HEAD, decision="breach_upheld", reason="变动已发生")
    await commitment.reach("breach_standing")


async def test_hearing_goes_on_when_another_filing_is_withdrawn(skipping: Office) -> None:
    commitment = await bound(skipping)
    other = await file_change(commitment, SOON, "change_of_control")
    await file_change(commitment, TODAY)
    await commitment.reach("hearing")
    await commitment.ask("request", message("change_withdrawn", APPLICANT, filing_id=str(other.id), reason="不再变更"))
    await commitment.handle.signal("nudge", "again")
    await commitment.skip(timedelta(hours=1))
    assert {task.kind for task in await commitment.tasks()} == {"hearing_statement"}


async def test_no_breach_is_opened_when_the_move_is_on_the_day_after_the_filing(skipping: Office) -> None:
    commitment = await bound(skipping)
    await file_change(commitment, TODAY + timedelta(days=1), "change_of_control")
    await on_file(commitment)
    assert "filed_late" not in await commitment.events()


async def test_request_is_refused_when_there_is_no_such_event(skipping: Office) -> None:
    commitment = await bound(skipping)
    assert await commitment.refusal("request", message("breach_closed", APPLICANT)) == "invalid_input"
