"""A project that the upstream hands over closes here and opens with whoever holds it now, with what was paid counted."""

from __future__ import annotations

from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from api.views.matching import listed, years
from models.queries import matching_project as matching_projects
from policy.errors import Refusal
from sandbox.enterprises import CHENXIN, HAIXI, YUNHENG
from tests.office import WAN, Case, Office
from tests.workflows.projects import (
    HANDED_OVER,
    MOVED,
    TODAY,
    admitted,
    claim_draft,
    claimed,
    enter,
    filed,
    paid,
    received,
    until_it_runs,
)
from tests.workflows.test_matching_claims import clawbacks
from tests.workflows.test_matching_years import looks, nudged


async def handed_over(project: Case, *money: dict[str, int], **changes: Any) -> None:
    await enter(project.office, *money, **HANDED_OVER | changes)
    assert (await nudged(project)).stage == "handed_over"


async def test_project_closes_and_its_claims_end_when_it_is_handed_over(skipping: Office) -> None:
    money = received(100 * WAN), received(50 * WAN, TODAY.year)
    await enter(skipping, *money)
    project = await admitted(skipping)
    await paid(await claimed(project))
    second = await claimed(project, TODAY.year)
    await second.to_decision()
    await handed_over(project, *money)
    row = await project.row()
    assert (row.live_no, row.closes_at is not None, await looks(project)) == (None, True, ["upstream_handed_over"])
    await second.reach("refused")
    assert "upstream_changed" in await second.events()
    with pytest.raises(Refusal) as refused:
        await claim_draft(project)
    assert refused.value.code == "wrong_stage"
    # It is handed over again, which is nothing to us; and what the upstream takes back of the money we matched is.
    moved = MOVED | {"from_uscc": YUNHENG, "to_uscc": HAIXI}
    await enter(skipping, received(100 * WAN, recovered_fen=30 * WAN), money[1], uscc=HAIXI, handed_over=moved)
    assert (await nudged(project)).stage == "handed_over"
    (demand,) = await clawbacks(skipping)
    assert (demand.enterprise_uscc, demand.amount_fen) == (CHENXIN, 30 * WAN)
    await until_it_runs(skipping.running(demand))


@pytest.mark.parametrize("status", ["completed", "terminated"])
async def test_project_that_ended_upstream_closes_when_it_is_handed_over(skipping: Office, status: str) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    await handed_over(project, received(100 * WAN, recovered_fen=1), status=status)
    assert (await looks(project))[-1] == "upstream_handed_over"


async def test_new_holder_claims_no_year_that_was_matched_whole(skipping: Office) -> None:
    money = received(100 * WAN), received(50 * WAN, TODAY.year)
    await enter(skipping, *money)
    project = await admitted(skipping)
    await paid(await claimed(project))
    await handed_over(project, *money)
    mine = await admitted(skipping, uscc=YUNHENG)
    with pytest.raises(Refusal, match="whoever had the project before") as refused:
        await claim_draft(mine)
    assert refused.value.code == "already_claimed"
    # The other year is open.
    await claim_draft(mine, TODAY.year)
    row = await mine.row()
    async with skipping.database.reading() as session:
        before = await matching_projects.held_before(session, row, listed(row, {}))
    told = {one.year: (one.matched_before_fen, one.paid_fen) for one in years(row, {}, {}, {}, before, told=False)}
    assert told == {TODAY.year - 1: (100 * WAN, 0), TODAY.year: (0, 0)}


@pytest.mark.parametrize(("received_fen", "award_fen"), [(100 * WAN + 1, 1), (150 * WAN, 50 * WAN)])
async def test_new_holder_claims_what_was_not_matched_before(skipping: Office, received_fen: int, award_fen: int) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    await paid(await claimed(project))
    await handed_over(project, received(received_fen))
    claim = await claimed(await admitted(skipping, uscc=YUNHENG))
    await claim.to_review()
    await claim.recommend()
    assert (await claim.reach("decision")).award_fen == award_fen


async def test_project_is_filed_by_its_new_holder_alone_and_once_it_is_closed_here(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    await enter(skipping, received(100 * WAN), **HANDED_OVER)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await filed(skipping, uscc=YUNHENG)
    assert isinstance(refused.value.cause, ApplicationError)
    assert refused.value.cause.type == "duplicate"
    await nudged(project)
    # Whoever handed it over says so in vain.
    again = await filed(skipping)
    await again.reach("refused")
    mine = await filed(skipping, uscc=YUNHENG)
    await mine.reach("admission")


@pytest.mark.parametrize(("left_fen", "asks"), [(0, 0), (1, 1), (20 * WAN, 20 * WAN)])
async def test_look_at_the_new_holders_project_follows_what_is_demanded_of_the_former(skipping: Office, left_fen: int, asks: int) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    await paid(await claimed(project))
    await enter(skipping, received(100 * WAN, recovered_fen=50 * WAN))
    await nudged(project)
    (demand,) = await clawbacks(skipping)
    asked = skipping.running(demand)
    await until_it_runs(asked)
    await handed_over(project, received(100 * WAN, recovered_fen=50 * WAN))
    mine = await admitted(skipping, uscc=YUNHENG)
    await enter(skipping, received(100 * WAN, recovered_fen=left_fen), **HANDED_OVER)
    await nudged(mine)
    about = (await asked.task("proposal_shrunk")).about
    assert (about["before_fen"], about["left_fen"]) == (50 * WAN, asks)
