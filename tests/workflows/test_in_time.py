"""期限的测试。What came after its term is refused though no worker has seen the term end; what came within it goes first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, update

from models.tables import CaseRequest, Notice, Task
from tests.office import ACCOUNT, APPLICANT, OFFICER, SIGNED, Case, Office, defective, explained
from tests.office.milestones import application_to

JUST_NOW = timedelta(seconds=1)
TO_CORRECT, TO_SIGN = "correction", "commitment"


async def to_term_of(kind: str, office: Office) -> Case:
    """Take an application to where its applicant has a term for something."""
    if kind == TO_SIGN:
        return await application_to("commitment", office)
    case = await office.apply_for()
    await case.answer("acceptance", OFFICER, **defective())
    await case.task(kind)
    return case


async def ends(case: Case, kind: str, at: datetime) -> None:
    """Have the term of a task end, though nobody sees to it."""
    await case.office.change(update(Task).where(Task.case_id == case.id, Task.kind == kind).values(due_at=at))


@pytest.mark.parametrize(("kind", "answer"), [(TO_CORRECT, explained()), (TO_SIGN, SIGNED | {"account": ACCOUNT})])
async def test_answer_is_refused_when_it_came_after_its_term_and_nobody_saw_it_end(
    skipping: Office, kind: str, answer: dict[str, object]
) -> None:
    case = await to_term_of(kind, skipping)
    stage = (await case.row()).stage
    await ends(case, kind, datetime.now(UTC) - JUST_NOW)
    assert await case.refusal_of_answer(kind, APPLICANT, **answer) == "window_closed"
    assert (await case.row()).stage == stage
    await ends(case, kind, datetime.now(UTC) + timedelta(hours=1))
    await case.answer(kind, APPLICANT, **answer)


async def test_answer_of_an_officer_is_taken_when_it_comes_late(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.task("acceptance")
    await ends(case, "acceptance", datetime.now(UTC) - JUST_NOW)
    await case.answer("acceptance", OFFICER, decision="accepted")


async def test_objection_is_refused_when_it_came_after_the_notice(skipping: Office) -> None:
    case = await application_to("notice", skipping)
    await skipping.change(update(Notice).where(Notice.case_id == case.id).values(until=datetime.now(UTC) - JUST_NOW))
    assert await case.objection_refused() == "window_closed"
    assert (await case.row()).stage == "public_notice"


async def test_notice_is_cleared_only_when_every_objection_that_came_in_time_is_filed(skipping: Office) -> None:
    case = await application_to("notice", skipping)
    row, until = await case.row(), (await case.notice()).until
    waiting = CaseRequest(
        key="an-objection",
        asked_by="public",
        case_id=row.id,
        process=row.process,
        number=row.number,
        update="request",
        event="objection_filed",
        sealed=b"sealed",
        attestation="",
        next_at=until + timedelta(days=365),
    )
    async with skipping.database.writing() as session:
        session.add(waiting)
    await case.skip_until(until + timedelta(hours=1))
    assert "notice_cleared" not in await case.events()
    done = update(CaseRequest).where(CaseRequest.key == waiting.key).values(outcome={"refusal": {}}, answered_at=func.now())
    await skipping.change(done)
    await case.skip(timedelta(days=1))
    await case.reach("commitment")
