"""A post-grant project from its call to money paid."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from temporalio.testing import WorkflowEnvironment

from activities.post_grant.activities import number_taken_up
from models.tables import Call, Disbursement, ImplementingRule, PostGrantProject, Verification
from policy.processes.post_grant.task_book import last_day
from policy.working_days import BEIJING
from runtime.local import embedded_temporal
from tests.conftest import TIME_SKIPPING
from tests.office import HEAD, WAN, Case, Office, skipping_office
from tests.sealing import SEALED
from tests.workflows.competition import ITEM, Competition


@pytest.fixture
async def years(database_url: str) -> AsyncIterator[Office]:
    """An office whose Temporal suggests a new run after a hundred events, so that three years need several."""
    suggestion = ("limit.historyCount.suggestContinueAsNew=100",)
    env = await WorkflowEnvironment.start_time_skipping_v2(
        data_converter=SEALED,
        dev_server_existing_path=str(embedded_temporal.binary()),
        dev_server_extra_args=embedded_temporal.dynamic_config(*embedded_temporal.FAST_DISPATCH, *TIME_SKIPPING, *suggestion),
    )
    async with env, skipping_office(env, database_url) as running:
        yield running


async def rule(office: Office, item: str = ITEM, rate: str = "0.30") -> None:
    """Put a rate in force."""
    values = {"effective_from": date(2022, 1, 14), "values": {"rate": rate}, "document_no": "演示细则1号"}
    await office.add(ImplementingRule(item_code=item, entered_by="officer-sti-1", approved_by="officer-sti-2", **values))


async def test_project_is_paid_its_rate_of_the_audited_cost_when_it_passes_everything(skipping: Office) -> None:
    await rule(skipping)
    competition = Competition(skipping)
    project, award = await competition.complete()
    assert await project.handle.result() == "completed"
    decided = await award.reach("decision")
    assert decided.facts == {
        "challenge_no": f"{competition.case.number}/1",
        "acceptance_passed": True,
        "audited_cost_fen": 280 * WAN,
    }
    assert decided.award_fen == 84 * WAN
    paid = await competition.pay(award)
    assert paid.paid_fen == 84 * WAN
    assert len(await skipping.all(select(Disbursement))) == 1
    assert len(await skipping.all(select(Verification).where(Verification.application_id == award.id))) == 1


async def test_project_lives_through_three_years_and_several_runs(years: Office) -> None:
    await rule(years)
    competition = Competition(years)
    project = await competition.won()
    today = datetime.now(BEIJING).date()
    days = tuple((last_day(today, months) - today).days for months in (9, 18, 27, 36))
    await competition.sign(project, days)
    # Its first run may be over by then.
    runs = {await first_run_of(project), await run_of(project)}
    for passed, day in enumerate(days, start=1):
        due = (await project.task("milestone_report")).due_at
        assert due is not None
        await years.running(await project.row()).skip_until(due - timedelta(days=1))
        await competition.pass_milestone(project)
        runs.add(await run_of(project))
        assert (await project.row()).milestones_passed == passed, day
    assert len(runs) > 1
    await competition.inspect(project)
    await project.answer("final_decision", HEAD, decision="acceptance_passed")
    await competition.audit(project)
    row = await project.reach("completed")
    assert "milestone_missed" not in await project.events()
    assert row.closed_at - row.created_at > timedelta(days=35 * 30)
    award = await competition.award(project)
    assert (await award.reach("decision")).award_fen == 84 * WAN


async def run_of(project: Case) -> str:
    """Return the run that is under way."""
    return str((await project.office.running(await project.row()).handle.describe()).run_id)


async def first_run_of(project: Case) -> str:
    """Return the run its process began with."""
    described = await project.office.running(await project.row()).handle.describe()
    return described.raw_description.workflow_execution_info.first_run_id


@pytest.mark.parametrize(("winners", "number"), [(1, "CALL-2026-000001/2"), (2, "CALL-2026-000001/2/PG-2026-000007")])
def test_what_is_taken_up_has_a_number_of_its_own_when_several_may_win(winners: int, number: str) -> None:
    call = Call(number="CALL-2026-000001", challenges=[{"no": 1, "winners": 9}, {"no": 2, "winners": winners}])
    assert number_taken_up(call, PostGrantProject(number="PG-2026-000007", challenge_no=2)) == number
