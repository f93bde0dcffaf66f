"""Who looks at a decision again: somebody of no lower rank than whoever made it; at what was returned the same approver, for a month."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from activities.case.transitions import begin
from activities.reconsideration.effects import open_at_its_rank
from activities.signatures.case import Transition
from models.queries import case
from models.tables import Application, Person, Task
from policy.actors import Role
from policy.processes.registry import KINDS
from tests.activities.award import AWARD_FEN, Award
from tests.office import DEPUTY, HEAD

NOW = datetime(2026, 3, 9, 2, tzinfo=UTC)
MONTH, MOMENT = timedelta(days=31), timedelta(microseconds=1)
RECONSIDERING = ("reconsideration", "solution_reconsideration", "failure_reconsideration")
ORDERS: dict[tuple[Role, ...], Role] = {
    (): Role.OFFICER,
    (Role.OFFICER,): Role.OFFICER,
    (Role.APPROVER,): Role.APPROVER,
    (Role.OFFICER, Role.APPROVER): Role.APPROVER,
    (Role.APPROVER, Role.OFFICER): Role.OFFICER,
    (Role.OFFICER, Role.COMMITTEE): Role.APPROVER,
}


def done_before(award: Award, kind: str, roles: tuple[Role, ...]) -> list[Task]:
    """Return what people of some roles did of what a kind of task reconsiders, one after the other."""
    found = []
    for place, role in enumerate(roles):
        at = NOW + timedelta(hours=place)
        code = next(code for code in KINDS[kind].weighs if KINDS[code].role is role)
        clock = {"opened_at": at, "clock_from": at, "working_days": 5, "closed_at": at}
        found.append(
            Task(
                case_id=award.id,
                kind=code,
                role=role,
                department="sti",
                outcome="done",
                completed_by=f"{role}-{place}",
                **clock,
            )
        )
    return found


@pytest.mark.parametrize(
    ("kind", "roles"),
    [(kind, roles) for kind in RECONSIDERING for roles in ORDERS if {*roles} <= {KINDS[code].role for code in KINDS[kind].weighs}],
)
async def test_reconsideration_is_for_the_rank_of_whoever_decided_last(award: Award, kind: str, roles: tuple[Role, ...]) -> None:
    async with award.database.writing() as session:
        session.add_all(done_before(award, kind, roles))
        await session.flush()
        row = await case.lock(session, Application, award.id)
        asked = Transition("application", str(award.id), "referred", uuid.uuid4().hex, NOW, HEAD, None, {})
        await open_at_its_rank(KINDS[kind], await begin(session, award.deployment, row, asked))
        await session.flush()
        opened = (await session.scalars(select(Task).where(Task.kind == kind))).one()
        assert opened.role == ORDERS[roles]


def test_breach_is_reconsidered_by_approvers_who_alone_decide_it() -> None:
    assert {KINDS[code].role for code in ("breach_decision", "breach_reconsideration")} == {Role.APPROVER}


@pytest.mark.parametrize(("after", "comes_back"), [(MONTH - MOMENT, True), (MONTH, True), (MONTH + MOMENT, False)], ids=str)
async def test_returned_award_comes_back_to_the_same_approver_for_a_month(award: Award, after: timedelta, *, comes_back: bool) -> None:
    async with award.database.writing() as session:
        session.add(
            Person(
                subject=DEPUTY.subject, name=DEPUTY.name, grants=[{"role": "approver", "department": "sti", "head": False}], interests=[]
            )
        )
    await award.happens("referred", at=NOW)
    await award.happens("minuted", at=NOW, award_fen=AWARD_FEN)
    decision = await award.task("decision")
    returned = Transition("application", str(award.id), "returned", uuid.uuid4().hex, NOW, DEPUTY, str(decision.id), {"reason": "请核对"})
    await award.records(returned)
    await award.happens("referred", at=NOW + after)
    await award.happens("minuted", at=NOW + after, award_fen=AWARD_FEN)
    assert (await award.task("decision")).assignee == (DEPUTY.subject if comes_back else None)
