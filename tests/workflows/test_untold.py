"""What an enterprise was not told of holds nothing of what it does, and is not named to it; the office's own steps wait for it."""

from __future__ import annotations

import pytest
from temporalio.client import WorkflowUpdateFailedError

from models.queries import clawback as clawbacks
from models.queries import conduct
from sandbox.enterprises import CHENXIN
from tests.office import DEPUTY, HEAD, Case, Office
from tests.workflows.debarments import TODAY, opened, propose
from tests.workflows.reclaim import reclaim
from tests.workflows.redecisions import SECOND, paid_prize


async def submits(office: Office) -> str | None:
    """Have the enterprise submit an application, and return what it is refused with; None where it is taken in."""
    draft = await office.draft()
    try:
        await office.submit(draft)
    except WorkflowUpdateFailedError as refused:
        return str(refused.cause)
    return None


async def shown(office: Office, *, told: bool) -> tuple[bool, list[str]]:
    """Return whether the enterprise stands well, and the numbers of what is demanded of it."""
    async with office.database.reading() as session:
        numbers = list(await clawbacks.open_of_enterprise(session, CHENXIN, told=told))
        return await conduct.is_in_good_standing(session, CHENXIN, TODAY, told=told), numbers


async def waiting(office: Office) -> Case:
    """Have another application wait for its decision."""
    case = await office.apply_for()
    await case.to_decision()
    return case


@pytest.mark.parametrize("cause", ["fraud", "error"])
async def test_demand_bars_the_enterprise_once_it_is_served_and_the_office_at_once(skipping: Office, cause: str) -> None:
    award = await paid_prize(skipping)
    other = await waiting(skipping)
    claim = await reclaim(skipping, award, SECOND, cause=cause)
    assert await other.refusal_of_answer("decision", HEAD, decision="approved") == "breach_open"
    assert await submits(skipping) is None
    assert await shown(skipping, told=True) == (True, [])
    assert await shown(skipping, told=False) == (False, [claim.case.number])
    await claim.approve()
    refused = await submits(skipping)
    assert refused is not None
    assert claim.case.number in refused
    assert await shown(skipping, told=True) == (False, [claim.case.number])


async def test_demand_that_nobody_serves_was_never_heard_of(skipping: Office) -> None:
    claim = await reclaim(skipping, await paid_prize(skipping), SECOND, cause="fraud")
    await claim.case.answer("clawback_approval", DEPUTY, decision="demand_refused", reason="证据不足")
    assert await submits(skipping) is None
    assert await shown(skipping, told=False) == (True, [])


async def test_debarment_bars_the_enterprise_once_it_is_told_and_the_office_at_once(skipping: Office) -> None:
    case = await opened(skipping)
    other = await waiting(skipping)
    assert await other.refusal_of_answer("decision", HEAD, decision="approved") == "breach_open"
    assert (await shown(skipping, told=True))[0]
    await propose(case)
    refused = await submits(skipping)
    assert refused is not None
    assert case.number in refused
    assert not (await shown(skipping, told=True))[0]
