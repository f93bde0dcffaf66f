"""A matching project is put on hold and resumed as every case is: nobody looks at its upstream, nothing is claimed, no clock runs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from models.tables import Message
from policy.errors import Refusal
from tests.office import HEAD, MOMENT, OFFICER, WAN, Office
from tests.workflows.projects import ADMISSION, admitted, claim_draft, claimed, enter, filed, received
from tests.workflows.test_matching_years import looks, nudged


async def test_enterprise_is_told_when_its_project_is_held_and_resumed(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    await project.hold()
    assert (await project.row()).held
    await project.resume()
    assert not (await project.row()).held
    told = await skipping.all(select(Message.zh).where(Message.case_id == project.id, Message.enterprise_uscc.is_not(None)))
    assert [text for text in told if "办理" in text][-2:] == [
        f"{project.number}暂停办理。理由：等待上级答复",
        f"{project.number}恢复办理。",
    ]


async def test_nobody_admits_a_project_that_is_held(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await filed(skipping)
    await project.reach("admission")
    await project.hold()
    assert await project.refusal_of_answer("admission", OFFICER, **ADMISSION) == "on_hold"
    await project.resume()
    await project.answer("admission", OFFICER, **ADMISSION)
    await project.hold()
    assert await project.refusal_of_answer("admission_confirmation", HEAD, decision="admitted") == "on_hold"


async def test_upstream_is_looked_at_when_the_project_is_resumed_and_not_before(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    await project.hold()
    await enter(skipping, received(100 * WAN), status="reduced")
    await project.skip_until((await project.row()).wakes_at + MOMENT)
    await project.handle.signal("nudge", "report")
    assert await looks(project) == []
    await project.resume()
    await project.happened("upstream_reduced")


@pytest.mark.parametrize(
    ("said", "event"),
    [({"status": "reduced"}, "upstream_reduced"), ({"status": "terminated"}, "upstream_terminated"), ({}, "upstream_confirmed")],
)
async def test_upstream_is_looked_at_at_once_when_the_project_is_resumed_though_no_look_was_due(
    skipping: Office, said: dict[str, str], event: str
) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    due_at = (await project.row()).wakes_at
    await project.hold()
    await enter(skipping, received(100 * WAN), **said)
    await project.skip(timedelta(days=5))
    assert await looks(project) == []
    await project.resume()
    await project.happened(event)
    now = await project.row()
    assert now.looked_at < due_at
    assert now.wakes_at > now.looked_at


async def test_upstream_is_not_looked_at_when_a_project_is_resumed_that_is_not_admitted_yet(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await filed(skipping)
    await project.reach("admission")
    await project.hold()
    await project.resume()
    assert (await project.row()).wakes_at is None
    await project.answer("admission", OFFICER, **ADMISSION)


async def test_project_that_waits_for_its_registry_is_held_and_asked_about_when_it_is_resumed(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    await skipping.fault("upstream.projects", "down")
    project = await filed(skipping)
    await skipping.until_failed("upstream.projects", project)
    await project.hold()
    await skipping.mend()
    assert (await project.row()).stage == "upstream_check"
    await project.resume()
    await project.reach("admission")


async def test_year_is_not_claimed_while_the_project_is_held(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    drafted = await claim_draft(project)
    await project.hold()
    with pytest.raises(Refusal) as refused:
        await claim_draft(project)
    assert refused.value.code == "on_hold"
    with pytest.raises(WorkflowUpdateFailedError) as not_taken:
        await skipping.submit(drafted)
    assert isinstance(not_taken.value.cause, ApplicationError)
    assert not_taken.value.cause.type == "on_hold"
    await project.resume()
    claim = await skipping.submit(drafted)
    assert (await claim.row()).stage == "acceptance"


async def test_last_year_may_be_claimed_as_much_longer_as_the_project_was_held(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    await enter(skipping, received(100 * WAN), status="completed")
    before = (await nudged(project)).closes_at
    assert before is not None
    await project.hold()
    await project.skip(timedelta(days=20))
    await project.resume()
    moved = (await project.row()).closes_at - before
    assert timedelta(days=20) <= moved < timedelta(days=21)


async def test_project_is_withdrawn_while_it_is_held(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    await project.hold()
    assert (await project.withdraw()).stage == "withdrawn"


async def test_claim_under_way_goes_on_while_the_project_is_held(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    claim = await claimed(project)
    await project.hold()
    await claim.answer("acceptance", OFFICER, decision="accepted")
    await claim.reach("review")
