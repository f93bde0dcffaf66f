"""An evaluation reckons, asks whoever was paid, waits no longer than their time, and is evaluated, decided and published."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from models.commands import evaluation as drafts
from models.queries import evaluation as evaluations
from models.tables import Evaluation, ImplementingRule, Message, OutcomeReport
from policy.processes.evaluation.lifecycle import OUTCOMES
from policy.working_days import BEIJING
from runtime.schedules import SCHEDULES
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.office import APPLICANT, HEAD, OFFICER, WAN, Case, Office
from tests.workflows import vouchers
from tests.workflows.evaluations import (
    CLAUSE,
    DOCUMENT_NO,
    FIGURES,
    FOUND,
    LAST_YEAR,
    REPORTED,
    before_a_meeting,
    clause_closed,
    decide,
    evaluate,
    opened,
    paid,
    report,
    report_of,
    rule_approved,
    to_carrying_out,
    to_evaluating,
    vote_on_policy,
)
from tests.workflows.loans import drafted
from tests.workflows.meetings import MINUTES_NO

LONG = timedelta(days=60)
TO_COME = (datetime.now(BEIJING).date() + timedelta(days=200)).isoformat()


async def reports(office: Office) -> list[tuple[str, str]]:
    rows = await office.all(select(OutcomeReport).order_by(OutcomeReport.enterprise_uscc))
    return [(row.enterprise_uscc, row.stage) for row in rows]


async def test_evaluation_keeps_its_figures_and_asks_each_who_was_paid_once(skipping: Office) -> None:
    case = await opened(skipping, CHENXIN, YUNHENG, CHENXIN)
    row = await case.reach("reporting")
    figures = {str(one.code): one for one in row.counted}
    assert (figures["handed_in.application"].count, figures["paid"].amount_fen) == (3, 1503)
    assert await reports(skipping) == [(uscc, "reporting") for uscc in sorted({CHENXIN, YUNHENG})]
    (asked,) = await skipping.all(select(OutcomeReport).where(OutcomeReport.enterprise_uscc == CHENXIN))
    assert [award["paid_fen"] for award in asked.awards] == [500, 502]


async def test_evaluation_goes_on_at_once_when_nobody_was_paid(skipping: Office) -> None:
    case = await opened(skipping)
    await case.reach("evaluating")
    assert await reports(skipping) == []


async def test_report_is_kept_when_it_is_given_in_time(skipping: Office) -> None:
    await (await opened(skipping, CHENXIN)).reach("reporting")
    its_report = await report_of(skipping)
    await report(its_report)
    row = await its_report.reach("reported")
    assert row.report == REPORTED
    assert await its_report.handle.result() == "reported"


@pytest.mark.parametrize(
    "years",
    [[LAST_YEAR - 1], [LAST_YEAR, LAST_YEAR], [LAST_YEAR, LAST_YEAR - 1, LAST_YEAR - 1], [LAST_YEAR, LAST_YEAR + 1]],
    ids=["other", "twice", "one twice", "later"],
)
async def test_report_is_refused_when_a_year_is_missing_or_said_twice(skipping: Office, years: list[int]) -> None:
    await (await opened(skipping, CHENXIN)).reach("reporting")
    said = REPORTED | {"figures": [{"year": year, **FIGURES} for year in years]}
    refused = await (await report_of(skipping)).refusal_of_answer("outcome_report", APPLICANT, decision="reported", **said)
    assert refused == "invalid_input"


async def test_report_is_missing_after_its_time_and_may_be_given_late(skipping: Office) -> None:
    await (await opened(skipping, CHENXIN)).reach("reporting")
    its_report = await report_of(skipping)
    await its_report.skip(timedelta(days=40))
    row = await its_report.reach("missing")
    assert row.is_missing
    told = await skipping.all(select(Message.zh).where(Message.case_id == its_report.id, Message.enterprise_uscc == CHENXIN))
    assert [sum(said in one for one in told) for said in ("前填报绩效自评", "逾期未报")] == [1, 1]
    assert f"（第5条{LAST_YEAR}年度，BDA-{LAST_YEAR}-000000）" in next(one for one in told if "前填报" in one)
    assert any("“填报绩效自评”即将到期" in one for one in told)
    await its_report.answer("late_outcome_report", APPLICANT, decision="reported_late", **REPORTED)
    assert (await its_report.reach("reported")).report == REPORTED


async def test_silence_ends_the_wait_for_reports(skipping: Office) -> None:
    case = await to_evaluating(skipping, CHENXIN, YUNHENG)
    (task,) = await case.tasks()
    assert sum(task.about["reports"].values()) == 2


@pytest.mark.parametrize(("recipients", "stage"), [((CHENXIN,), "evaluating"), ((CHENXIN, YUNHENG), "reporting")])
async def test_evaluation_goes_on_once_every_report_is_given(skipping: Office, recipients: tuple[str, ...], stage: str) -> None:
    case = await opened(skipping, *recipients)
    await case.reach("reporting")
    its_report = await report_of(skipping)
    await report(its_report)
    await its_report.handle.result()
    await case.reach(stage)


async def test_reports_are_waited_for_until_their_time_is_over(skipping: Office) -> None:
    case = await opened(skipping, CHENXIN)
    await case.reach("reporting")
    await case.skip(timedelta(days=20))
    assert (await case.row()).stage == "reporting"


@pytest.mark.parametrize("decision", list(OUTCOMES))
async def test_evaluation_is_published_as_the_committee_decides(skipping: Office, decision: str) -> None:
    case = await opened(skipping)
    await case.reach("evaluating")
    proposed = {"proposal": decision} | ({"abolished_from": TO_COME} if decision == "policy_abolished" else {})
    await evaluate(case, **proposed)
    async with skipping.database.reading() as session:
        assert await evaluations.find(session, None, case.number) is None
    await decide(case)
    row = await case.reach("published" if decision == "policy_continued" else "carrying_out")
    assert (row.outcome, row.findings, row.minutes_no) == (decision, FOUND | proposed, MINUTES_NO)
    async with skipping.database.reading() as session:
        assert await evaluations.find(session, None, case.number) is not None


async def test_evaluation_ends_at_once_when_the_policy_is_continued(skipping: Office) -> None:
    case = await opened(skipping)
    await case.reach("evaluating")
    await evaluate(case)
    await decide(case)
    assert await case.handle.result() == "published"
    assert await case.tasks() == []


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({}, None),
        ({"abolished_from": datetime.now(BEIJING).date().isoformat()}, "invalid_input"),
        ({"abolished_from": TO_COME}, "done"),
    ],
    ids=["none", "not to come", "to come"],
)
async def test_abolition_is_proposed_only_with_a_day_to_come(skipping: Office, changed: dict[str, str], refusal: str | None) -> None:
    case = await opened(skipping)
    await case.reach("evaluating")
    proposed = {"decision": "policy_evaluated", **FOUND, "proposal": "policy_abolished", **changed}
    if refusal == "done":
        await case.answer("policy_evaluation", OFFICER, **proposed)
        await case.reach("deciding")
    else:
        assert await case.refusal_of_answer("policy_evaluation", OFFICER, **proposed) == "invalid_input"


@pytest.mark.parametrize("written", [DOCUMENT_NO, "京技管发[2026]09号"], ids=["as entered", "as typed"])
@pytest.mark.parametrize("decision", ["policy_revised", "policy_improved"])
async def test_decision_is_carried_out_by_the_document_a_rule_was_approved_by(skipping: Office, decision: str, written: str) -> None:
    case = await to_carrying_out(skipping, decision)
    await rule_approved(skipping)
    await case.answer("policy_follow_up", OFFICER, decision="policy_carried_out", document_no=written)
    row = await case.reach("carried_out")
    assert await case.handle.result() == "carried_out"
    assert row.follow_up is not None
    assert (row.follow_up["document_no"], [one["item_code"] for one in row.follow_up["records"]]) == (DOCUMENT_NO, ["innovation-centre"])


@pytest.mark.parametrize(
    "changed",
    [
        {"document_no": "京技管发〔2026〕10号"},
        {"item": "science-award"},
        {"approved_at": None, "approved_by": None},
        {"approved_at": datetime.now(UTC) - timedelta(days=40)},
    ],
    ids=["another document", "another clause", "not approved", "before the meeting"],
)
async def test_decision_is_not_carried_out_when_no_rule_of_the_clause_was_approved_by_the_document(
    skipping: Office, changed: dict[str, Any]
) -> None:
    case = await to_carrying_out(skipping)
    await rule_approved(skipping, **changed)
    refused = await case.refusal_of_answer("policy_follow_up", OFFICER, decision="policy_carried_out", document_no=DOCUMENT_NO)
    assert (refused, (await case.row()).stage) == ("invalid_input", "carrying_out")


@pytest.mark.parametrize(
    ("changed", "stage"),
    [
        ({}, "carried_out"),
        ({"scope": "item"}, "carried_out"),
        ({"effective_from": date.fromisoformat(TO_COME) + timedelta(days=1)}, "carrying_out"),
        ({"effective_to": date.fromisoformat(TO_COME) + timedelta(days=9)}, "carrying_out"),
    ],
    ids=["closed", "suspended", "too late", "for a while"],
)
async def test_abolition_is_carried_out_only_when_every_item_is_closed_for_good_from_its_day(
    skipping: Office, changed: dict[str, Any], stage: str
) -> None:
    case = await to_carrying_out(skipping, "policy_abolished", abolished_from=TO_COME)
    (task,) = await case.tasks()
    assert task.about["abolished_from"] == TO_COME
    assert task.due_at is not None
    assert task.due_at.astimezone(BEIJING).date() == date.fromisoformat(TO_COME) - timedelta(days=1)
    await clause_closed(skipping, **{"effective_from": date.fromisoformat(TO_COME)} | changed)
    answer = {"decision": "policy_carried_out", "document_no": DOCUMENT_NO}
    if stage == "carried_out":
        await case.answer("policy_follow_up", OFFICER, **answer)
    else:
        assert await case.refusal_of_answer("policy_follow_up", OFFICER, **answer) == "invalid_input"
    assert (await case.reach(stage)).abolished_from == date.fromisoformat(TO_COME)


async def test_abolition_is_not_carried_out_by_a_rule(skipping: Office) -> None:
    case = await to_carrying_out(skipping, "policy_abolished", abolished_from=TO_COME)
    await rule_approved(skipping)
    answer = {"decision": "policy_carried_out", "document_no": DOCUMENT_NO}
    assert await case.refusal_of_answer("policy_follow_up", OFFICER, **answer) == "invalid_input"


async def test_nothing_follows_only_when_an_approver_confirms_the_reason(skipping: Office) -> None:
    case = await to_carrying_out(skipping)
    nothing = {"decision": "no_follow_up_proposed", "reason": "现行细则已含此意"}
    await case.answer("policy_follow_up", OFFICER, **nothing)
    await case.answer("policy_follow_up_confirmation", HEAD, decision="no_follow_up_refused", reason="细则未载明")
    assert (await case.task("policy_follow_up")).about["reason"] == "细则未载明"
    assert (await case.row()).follow_up is None
    await case.answer("policy_follow_up", OFFICER, **nothing)
    assert (await case.task("policy_follow_up_confirmation")).about["reason"] == "现行细则已含此意"
    await case.answer("policy_follow_up_confirmation", HEAD, decision="no_follow_up_confirmed")
    assert (await case.reach("carried_out")).follow_up == {"reason": "现行细则已含此意"}


async def test_officer_is_reminded_and_the_head_told_when_nothing_is_carried_out(skipping: Office) -> None:
    case = await to_carrying_out(skipping)
    await case.skip(timedelta(days=150))
    await case.happened("escalated")


async def test_published_evaluation_keeps_what_was_reported_when_a_report_is_late(skipping: Office) -> None:
    case = await opened(skipping, CHENXIN, YUNHENG)
    await case.reach("reporting")
    its_report = await report_of(skipping)
    await report(its_report)
    late = await report_of(skipping, YUNHENG)
    await case.skip(LONG)
    await case.reach("evaluating")
    await evaluate(case)
    await decide(case)
    kept = {"counts": {"reported": 1, "missing": 1}, "by_year": [{"year": LAST_YEAR, "reports": 1, **FIGURES}]}
    assert (await case.reach("published")).reported == kept
    async with skipping.database.writing() as session:
        given = await session.get_one(OutcomeReport, late.id)
        given.stage, given.report = "reported", REPORTED
    async with skipping.database.reading() as session:
        row = await session.get_one(Evaluation, case.id)
        assert (await evaluations.reported(session, [row]))[row.id] == kept


@pytest.mark.parametrize("votes", [("voted_against",) * 3, ("voted_for", "voted_against", "abstained")], ids=["against", "half"])
async def test_department_evaluates_anew_when_its_proposal_is_not_carried(skipping: Office, votes: tuple[str, ...]) -> None:
    case = await opened(skipping)
    await case.reach("evaluating")
    await evaluate(case)
    await decide(case, *votes)
    await case.reach("evaluating")
    (task,) = await case.tasks()
    assert (MINUTES_NO in task.about["reason"], task.about["findings"]) == (True, FOUND)
    await evaluate(case, proposal="policy_revised")
    assert (await case.reach("deciding")).findings["proposal"] == "policy_revised"


async def test_evaluation_waits_for_another_meeting_when_too_few_take_part(skipping: Office) -> None:
    case = await opened(skipping)
    await case.reach("evaluating")
    await evaluate(case)
    await decide(case, "voted_for", "recused", "voted_for")
    await case.task("policy_listing")
    row = await case.row()
    assert (row.stage, row.outcome) == ("deciding", None)
    await decide(case)
    assert (await case.reach("published")).outcome == "policy_continued"


async def interim(office: Office) -> Evaluation:
    async with office.database.writing() as session:
        return await drafts.draft(session, HEAD, CLAUSE, LAST_YEAR + 1, interim=True)


async def ended(office: Office, row: Evaluation, stage: str = "published") -> None:
    minuted = {
        "outcome": "policy_continued",
        "minutes_no": "1号",
        "held_on": date(2026, 1, 5),
        "minutes": "延续",
        "published_at": datetime.now(UTC),
    }
    async with office.database.writing() as session:
        kept = await session.get_one(Evaluation, row.id)
        for name, value in {**(minuted if stage == "published" else {}), "stage": stage}.items():
            setattr(kept, name, value)


@pytest.mark.parametrize("stage", ["draft", "reckoning", "reporting", "evaluating", "deciding", "carrying_out"])
async def test_interim_evaluation_is_joined_while_it_is_under_way(skipping: Office, stage: str) -> None:
    first = await interim(skipping)
    await ended(skipping, first, stage)
    assert (await interim(skipping)).id == first.id


async def test_interim_evaluation_is_superseded_when_a_later_one_of_the_year_is_published(skipping: Office) -> None:
    first = await interim(skipping)
    await ended(skipping, first)
    second = await interim(skipping)
    assert (second.ordinal, second.title.zh[-5:]) == (2, "（第2次）")
    async with skipping.database.reading() as session:
        assert await evaluations.superseded_by(session, [first, second]) == {}
        assert [row.id for row in await evaluations.of_year(session, None, LAST_YEAR + 1)] == [first.id]
    await ended(skipping, second)
    async with skipping.database.reading() as session:
        assert await evaluations.superseded_by(session, [first, second]) == {first.id: second.number}
        assert [row.id for row in await evaluations.of_year(session, None, LAST_YEAR + 1)] == [second.id]


async def test_yearly_evaluation_stays_one_and_supersedes_no_interim_one(skipping: Office) -> None:
    first = await interim(skipping)
    await ended(skipping, first)
    async with skipping.database.writing() as session:
        whole = await drafts.draft(session, HEAD, CLAUSE, LAST_YEAR + 1)
    await ended(skipping, whole)
    async with skipping.database.writing() as session:
        assert (await drafts.draft(session, HEAD, CLAUSE, LAST_YEAR + 1)).id == whole.id
        assert await evaluations.superseded_by(session, [first, whole]) == {}
        assert len(await evaluations.of_year(session, None, LAST_YEAR + 1)) == 2


async def test_evaluation_is_not_decided_by_one_member(skipping: Office) -> None:
    case = await opened(skipping)
    await case.reach("evaluating")
    await evaluate(case)
    meeting = await before_a_meeting(case)
    await vote_on_policy(meeting, "voted_for")
    assert ((await meeting.row()).stage, (await case.row()).stage) == ("voting", "deciding")


async def test_department_is_reminded_and_its_head_told_when_it_does_not_evaluate(skipping: Office) -> None:
    case = await opened(skipping)
    await case.reach("evaluating")
    await case.skip(LONG)
    await case.happened("escalated")


async def test_evaluation_is_one_when_the_year_is_opened_twice(skipping: Office) -> None:
    await paid(skipping, CHENXIN)
    (entry,) = [one for one in SCHEDULES if one.id == "evaluation"]
    for place in range(2):
        queue = skipping.settings.task_queue
        with skipping.starting():
            count = await skipping.client.execute_workflow(
                entry.workflow, entry.arguments[0], id=f"scheduled/evaluation/{place}-{queue}", task_queue=queue
            )
        assert count == 20
    rows = await skipping.all(select(Evaluation).order_by(Evaluation.clause))
    assert [(row.clause, row.year) for row in rows] == [(clause, LAST_YEAR) for clause in range(1, 21)]
    case: Case = skipping.running(rows[4])
    await case.reach("reporting")
    await (await report_of(skipping)).has_started()


RULE = {"missing_report_bars": "until_given"}


async def reported(office: Office, clause: int, stage: str) -> None:
    """Write an outcome report of an enterprise on a clause."""
    own = {"item_code": "*", "department": "sti", "created_by": "system", "clause": clause, "year": LAST_YEAR}
    evaluation = Evaluation(id=uuid.uuid4(), number="EV-1", stage="published", **own)
    await office.add(evaluation)
    asked = {"evaluation_id": evaluation.id, "enterprise_uscc": CHENXIN, "awards": []}
    await office.add(OutcomeReport(number="OR-1", stage=stage, **own, **asked))


async def ruled(office: Office, item: str, values: dict[str, Any]) -> None:
    """Write a rule of an item."""
    rule = {"item_code": item, "document_no": "细则1号", "entered_by": "officer-1", "approved_by": "officer-2"}
    await office.add(ImplementingRule(**rule, effective_from=date(2022, 1, 1), values=values))


@pytest.mark.parametrize(
    ("values", "item", "stage", "refused"),
    [
        (RULE, "innovation-centre", "missing", True),
        ({"missing_report_bars": "never"}, "innovation-centre", "missing", False),
        (None, "innovation-centre", "missing", False),
        (RULE, "science-award", "missing", False),
        (RULE, "innovation-centre", "reporting", False),
        (RULE, "innovation-centre", "reported", False),
    ],
)
async def test_new_award_waits_for_a_missing_report_only_where_a_rule_of_the_clause_says_so(
    skipping: Office, values: dict[str, str] | None, item: str, stage: str, *, refused: bool
) -> None:
    await reported(skipping, CLAUSE, stage)
    if values is not None:
        await ruled(skipping, item, values)
    draft = await skipping.draft(item)
    if refused:
        with pytest.raises(WorkflowUpdateFailedError) as found:
            await skipping.submit(draft)
        assert isinstance(found.value.cause, ApplicationError)
        assert found.value.cause.type == "report_missing"
    else:
        assert (await (await skipping.submit(draft)).row()).stage == "acceptance"


@pytest.mark.parametrize("at", ["submission", "decision"])
async def test_voucher_waits_for_a_missing_report_when_a_rule_of_the_clause_says_so(skipping: Office, at: str) -> None:
    await ruled(skipping, "innovation-voucher", RULE | {"rate": "0.50", "face_fen": 20 * WAN})
    if at == "submission":
        await reported(skipping, 12, "missing")
        with pytest.raises(WorkflowUpdateFailedError) as found:
            await vouchers.asked(skipping)
        assert getattr(found.value.cause, "type", None) == "report_missing"
    else:
        case = await vouchers.to_decision(skipping)
        await reported(skipping, 12, "missing")
        assert await case.refusal_of_answer("voucher_decision", HEAD, decision="voucher_approved") == "report_missing"


async def test_loan_waits_for_a_missing_report_when_a_rule_of_the_clause_says_so(skipping: Office) -> None:
    await ruled(skipping, "loan-interest", RULE)
    await reported(skipping, 8, "missing")
    row = await drafted(skipping)
    with pytest.raises(WorkflowUpdateFailedError) as found:
        await skipping.begin(row, APPLICANT, "贷款登记")
    assert getattr(found.value.cause, "type", None) == "report_missing"
