"""Benefits end at once when the recognition is revoked that they rest on, and drafts of them are discarded."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models.commands import benefit as benefits
from models.tables import AuditEvent, Benefit
from tests.office import Case, Office
from tests.workflows.benefits import TALENT_NO, asked, deliver, grant, in_force, listed, person_of, revoke

YEAR = timedelta(days=370)


async def renewing(case: Case) -> None:
    await in_force(case)
    await case.skip(YEAR)
    await case.answer("benefit_renewal", await person_of(case), decision="renewal_asked", statement="仍在区内工作")


async def half_delivered(case: Case) -> None:
    await grant(case)
    await deliver(case, "housing")


@pytest.mark.parametrize("way", [grant, half_delivered, in_force, renewing])
async def test_benefits_end_at_once_when_the_recognition_is_revoked(skipping: Office, way: Callable[[Case], Awaitable[None]]) -> None:
    entered, who = await listed(skipping)
    case = await asked(skipping, ("housing",), actor=who)
    await way(case)
    await revoke(entered, who)
    assert await case.handle.result() == "ended"
    assert await case.tasks() == []
    assert (await case.events())[-1] == "recognition_ended"


async def test_benefits_of_another_number_go_on_when_a_recognition_is_revoked(skipping: Office) -> None:
    entered, who = await listed(skipping)
    case = await asked(skipping, ("housing",), actor=who)
    await in_force(case)
    await skipping.change(update(Benefit).where(Benefit.id == case.id).values(entry_key="rc-2026-002"))
    await revoke(entered, who)
    assert (await case.row()).stage == "in_force"


async def test_false_nudge_ends_no_benefits(skipping: Office) -> None:
    _, who = await listed(skipping)
    case = await asked(skipping, ("housing",), actor=who)
    await in_force(case)
    await case.handle.signal("nudge", "nothing")
    await case.skip(timedelta(days=1))
    assert (await case.row()).stage == "in_force"


async def test_draft_of_benefits_is_discarded_when_the_recognition_is_revoked(skipping: Office) -> None:
    entered, who = await listed(skipping)
    async with skipping.database.writing() as session:
        draft = await benefits.draft(session, who, TALENT_NO, ["housing"], "购房", uuid.uuid4().hex)
    await revoke(entered, who)
    (stage,) = await skipping.all(select(Benefit.stage).where(Benefit.id == draft.id))
    (event,) = await skipping.all(select(AuditEvent).where(AuditEvent.case_id == draft.id))
    assert (stage, event.event, event.actor, event.detail) == ("discarded", "draft_discarded", "system", {"recognition": entered.number})
