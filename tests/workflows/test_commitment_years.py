"""十年。An enterprise's commitment over ten years: a new run after every step, with everything arriving at the moment of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from runtime.container import WORKFLOWS
from tests.office import APPLICANT, Case, Office
from tests.workflows.commitments import (
    AHEAD,
    HEAD,
    OFFICER,
    OTHER_OFFICER,
    RELEASE,
    TODAY,
    bound_by,
    breaches,
    file_change,
    filings,
    found_gone,
    let_go,
    paid,
    rule_set,
    undertakings,
)
from tests.workflows.conftest import Opening
from tests.workflows.restless import RestlessCommitment
from workflows.commitment import CommitmentWorkflow

TEN = 10
YEAR = timedelta(days=365)


@pytest.fixture
async def restless(opening: Opening) -> AsyncIterator[Office]:
    """An office where commitments continue as new after every step."""
    others = tuple(found for found in WORKFLOWS if found is not CommitmentWorkflow)
    async with opening() as office:
        await office.deploy((*others, RestlessCommitment))
        yield office


async def runs(commitment: Case) -> int:
    """Return how many runs there were; the server lists them a moment later."""
    await asyncio.sleep(1)
    return len([found async for found in commitment.office.client.list_workflows(f"WorkflowId = '{commitment.handle.id}'")])


async def a_year(commitment: Case, number: int) -> None:
    """Let a year pass; at its end a finding, its signal and two filings arrive at once, and people go on working."""
    await commitment.skip(YEAR)
    # A look is under way while the finding is stored: its one signal has to be carried over to the next run.
    await commitment.handle.signal("nudge", "before")
    planned = TODAY + YEAR * (number + 2)
    filed = [file_change(commitment, planned, "other"), file_change(commitment, planned, "other")]
    if number % 2:
        await found_gone(commitment, on=TODAY + YEAR * number)
        await commitment.reach("hearing")
        await asyncio.gather(*filed)
    else:
        await asyncio.gather(found_gone(commitment, on=TODAY + YEAR * number), *filed)
    await commitment.reach("hearing")
    reviews = [task for task in await commitment.tasks() if task.kind == "filing_review"]
    await asyncio.gather(
        commitment.answer("hearing_statement", APPLICANT, decision="heard", statement="登记信息有误"),
        *(commitment.complete(task, OTHER_OFFICER, RELEASE) for task in reviews),
        commitment.handle.signal("nudge", "at the same moment"),
    )
    confirmations = [task for task in await commitment.tasks() if task.kind == "filing_release_confirmation"]
    await asyncio.gather(*(commitment.complete(task, HEAD, {"decision": "approved_without_repayment"}) for task in confirmations))
    await let_go(commitment, "breach_review", OFFICER, HEAD, reason="登记信息有误")
    await commitment.reach("in_force")


async def test_nothing_is_lost_in_ten_years_when_everything_arrives_as_a_new_run_begins(restless: Office) -> None:
    await rule_set(restless, stay_years=TEN + 1)
    commitment = await paid(await restless.apply_for())
    await commitment.skip(AHEAD)
    for number in range(1, TEN + 1):
        await a_year(commitment, number)
    events = await commitment.events()
    assert events.count("move_found") == TEN
    assert events.count("heard") == TEN
    assert events.count("change_filed") == events.count("approved_without_repayment") == 2 * TEN
    assert [breach.outcome for breach in await breaches(restless)] == ["unfounded"] * TEN
    assert {filing.state for filing in await filings(restless)} == {"approved_without_repayment"}
    assert await runs(commitment) > TEN
    await commitment.skip(2 * YEAR)
    assert await commitment.handle.result() == "fulfilled"
    assert [undertaking.cause for undertaking in await undertakings(restless)] == ["served"]


async def test_award_is_collected_when_it_is_paid_as_a_new_run_begins(restless: Office) -> None:
    commitment = await paid(await restless.apply_for())
    second = await restless.apply_for("science-award")
    await second.to_payment()
    nudging = asyncio.create_task(_nudge_for_ever(commitment))
    try:
        await bound_by(second)
    finally:
        nudging.cancel()
    assert len(await undertakings(restless)) == 2


async def _nudge_for_ever(commitment: Case) -> None:
    while True:
        await commitment.handle.signal("nudge", "again")
