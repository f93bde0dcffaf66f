"""十年。An enterprise's commitment over ten years: a new run after every step, with everything arriving at the moment of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from runtime import container
from tests.workflows.commitments import (
    AHEAD,
    OFFICER,
    OTHER_OFFICER,
    TODAY,
    bindings,
    bound_by,
    breaches,
    decree,
    file_change,
    filings,
    found_gone,
    paid,
)
from tests.workflows.conftest import Opening
from tests.workflows.office import APPLICANT, Case, Office
from tests.workflows.restless import RestlessCommitment
from workflows.commitment import CommitmentWorkflow

TEN = 10
YEAR = timedelta(days=365)


@pytest.fixture
async def restless(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """An office where commitments continue as new after every step."""
    others = tuple(found for found in container.WORKFLOWS if found is not CommitmentWorkflow)
    monkeypatch.setattr(container, "WORKFLOWS", (*others, RestlessCommitment))
    async with opening() as office:
        yield office


async def runs(stay: Case) -> int:
    """Return how many runs there were; the server lists them a moment later."""
    await asyncio.sleep(1)
    return len([found async for found in stay.office.client.list_workflows(f"WorkflowId = '{stay.handle.id}'")])


async def a_year(stay: Case, number: int) -> None:
    """Let a year pass; at its end a finding, its signal and two filings arrive at once, and people go on working."""
    await stay.skip(YEAR)
    # A look is under way while the finding is stored: its one signal has to be carried over to the next run.
    await stay.handle.signal("nudge", "before")
    planned = TODAY + YEAR * (number + 2)
    filed = [file_change(stay, planned, "other"), file_change(stay, planned, "change_of_control")]
    if number % 2:
        await found_gone(stay, on=TODAY + YEAR * number)
        await stay.reach("hearing")
        await asyncio.gather(*filed)
    else:
        await asyncio.gather(found_gone(stay, on=TODAY + YEAR * number), *filed)
    await stay.reach("hearing")
    reviews = [task for task in await stay.tasks() if task.kind == "filing_review"]
    await asyncio.gather(
        stay.answer("hearing_statement", APPLICANT, decision="heard", statement="登记信息有误"),
        *(stay.complete(task, OTHER_OFFICER, {"decision": "approved_without_repayment"}) for task in reviews),
        stay.handle.signal("nudge", "at the same moment"),
    )
    await stay.answer("breach_review", OFFICER, decision="breach_unfounded", reason="登记信息有误")
    await stay.reach("in_force")


async def test_nothing_is_lost_in_ten_years_when_everything_arrives_as_a_new_run_begins(restless: Office) -> None:
    await decree(restless, stay_years=TEN + 1)
    stay = await paid(await restless.apply_for())
    await stay.skip(AHEAD)
    for number in range(1, TEN + 1):
        await a_year(stay, number)
    events = await stay.events()
    assert events.count("move_found") == TEN
    assert events.count("heard") == TEN
    assert events.count("change_filed") == events.count("approved_without_repayment") == 2 * TEN
    assert [breach.outcome for breach in await breaches(restless)] == ["unfounded"] * TEN
    assert {filing.state for filing in await filings(restless)} == {"approved_without_repayment"}
    assert await runs(stay) > TEN
    await stay.skip(2 * YEAR)
    assert await stay.handle.result() == "fulfilled"
    assert [binding.cause for binding in await bindings(restless)] == ["served"]


async def test_award_is_collected_when_it_is_paid_as_a_new_run_begins(restless: Office) -> None:
    stay = await paid(await restless.apply_for())
    second = await restless.apply_for("science-award")
    await second.to_payment()
    nudging = asyncio.create_task(_nudge_for_ever(stay))
    try:
        await bound_by(second)
    finally:
        nudging.cancel()
    assert len(await bindings(restless)) == 2


async def _nudge_for_ever(stay: Case) -> None:
    while True:
        await stay.handle.signal("nudge", "again")
