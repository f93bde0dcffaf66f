"""Who looks at a decision again: somebody of no lower rank than whoever made it; at what was returned the same approver, for a month."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from activities.case.context import TransitionContext
from activities.case.transitions import begin
from activities.reconsideration.effects import leave_to_others, open_at_its_rank
from activities.signatures.case import Transition
from models.queries import case
from models.tables import Application, AuditEvent, Involvement, Person, RegisterEvent, Task
from policy.actors import Role
from policy.processes.kernel.duties import REFUSED, Duty
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


OFFICER_STEPS = ("acceptance", "source_clarification", "identity_check", "desk_review", "site_check", "joint_review", "comparison")
REQUEST = "reconsideration_request"


def known(subject: str, *grants: dict[str, object]) -> Person:
    """Return somebody of the directory."""
    return Person(subject=subject, name=subject, grants=[{"department": "sti", "head": False} | one for one in grants], interests=[])


@asynccontextmanager
async def refused(
    award: Award, step: str | None, *, stood_in: bool = False, **by: str | None
) -> AsyncIterator[TransitionContext[Application]]:
    """Refuse the award by a task, or without one, as somebody; yield the transition by which its enterprise asks for reconsideration."""
    clock = {"opened_at": NOW, "clock_from": NOW, "working_days": 5}
    own = {"case_id": award.id, "department": "sti", **clock}
    task = Task(id=uuid.uuid4(), kind=step, role=KINDS[step].role, outcome="done", closed_at=NOW, **own, **by) if step else None
    detail = {"task_id": str(task.id)} if task else {}
    actor = by["completed_by"] if task else by["actor"]
    refusing = {"case_id": award.id, "sequence": 1000, "key": uuid.uuid4().hex, "event": "refused", "from_stage": "review"}
    async with award.database.writing() as session:
        session.add_all([known("an officer", {"role": "officer"}), known("a head", {"role": "officer", "head": True})])
        session.add_all([known("an approver", {"role": "approver"}), known("both", {"role": "officer"}, {"role": "approver"})])
        session.add_all([task] if task else [])
        if step and stood_in:
            session.add(Involvement(subject=by["assignee"], family=award.id, duty=KINDS[step].duty, step=step))
        session.add(AuditEvent(**refusing, to_stage="refused", actor=actor, actor_name="", detail=detail, occurred_at=NOW))
        session.add(Task(kind=REQUEST, role=Role.APPLICANT, outcome="requested", closed_at=NOW + MOMENT, **own))
        await session.flush()
        row = await case.lock(session, Application, award.id)
        asked = Transition("application", str(award.id), "referred", uuid.uuid4().hex, NOW + MOMENT, HEAD, None, {})
        yield await begin(session, award.deployment, row, asked)
        await session.flush()


async def role_of_reconsideration(award: Award, step: str | None, *, stood_in: bool = False, **by: str | None) -> str:
    """Return who reconsiders what somebody refused."""
    async with refused(award, step, stood_in=stood_in, **by) as context:
        await open_at_its_rank(KINDS["reconsideration"], context)
        await context.session.flush()
        return str((await context.session.scalars(select(Task.role).where(Task.kind == "reconsideration"))).one())


@pytest.mark.parametrize("step", OFFICER_STEPS)
@pytest.mark.parametrize(
    ("subject", "role"),
    [("an officer", Role.OFFICER), ("a head", Role.APPROVER), ("an approver", Role.APPROVER), ("both", Role.APPROVER)],
)
async def test_reconsideration_is_for_the_rank_of_the_person_who_refused_at_any_step(
    award: Award, step: str, subject: str, role: Role
) -> None:
    assert await role_of_reconsideration(award, step, completed_by=subject) == role


@pytest.mark.parametrize(("stood_in", "role"), [(True, Role.APPROVER), (False, Role.OFFICER)], ids=["deputy", "in their place"])
async def test_reconsideration_is_for_the_rank_of_whomever_a_deputy_stood_in_for(award: Award, *, stood_in: bool, role: Role) -> None:
    by = {"completed_by": "an officer", "assignee": "a head"}
    assert await role_of_reconsideration(award, "desk_review", stood_in=stood_in, **by) == role


@pytest.mark.parametrize(("subject", "role"), [("an approver", Role.APPROVER), ("an officer", Role.OFFICER), ("system", Role.OFFICER)])
async def test_reconsideration_is_for_the_rank_of_whoever_decided_elsewhere(award: Award, subject: str, role: Role) -> None:
    assert await role_of_reconsideration(award, None, actor=subject) == role


SERVES = {"role": "officer", "department": "sti", "head": False}
LEADS, DECIDES = SERVES | {"head": True}, SERVES | {"role": "approver"}


@pytest.mark.parametrize(
    ("held", "role"),
    [
        (([LEADS], [SERVES]), Role.APPROVER),
        (([LEADS], [SERVES], [LEADS], []), Role.APPROVER),
        (([SERVES, DECIDES], [SERVES]), Role.APPROVER),
        (([SERVES], [LEADS]), Role.OFFICER),
        (([SERVES], [DECIDES]), Role.OFFICER),
    ],
    ids=["leads no more", "leads again and no more", "decides no more", "leads since", "decides since"],
)
@pytest.mark.parametrize(
    ("step", "by"),
    [
        ("desk_review", {"completed_by": "x"}),
        ("desk_review", {"completed_by": "an officer", "assignee": "x"}),
        (None, {"actor": "x"}),
    ],
    ids=["by a task", "by a deputy", "elsewhere"],
)
async def test_reconsideration_is_for_the_rank_that_whoever_refused_had_then(
    award: Award, step: str | None, by: dict[str, str], held: tuple[list[dict[str, object]], ...], role: Role
) -> None:
    was = [LEADS] if role is Role.OFFICER else [SERVES]
    changes = [(NOW - MOMENT, (was, held[0])), *((NOW + MOMENT, both) for both in pairwise(held))]
    async with award.database.writing() as session:
        session.add(known("x", *held[-1]))
        for at, both in changes:
            session.add(
                RegisterEvent(
                    register="people",
                    subject="x",
                    event="changed",
                    actor="a",
                    actor_name="",
                    detail={"grants": list(both)},
                    occurred_at=at,
                )
            )
            await session.flush()
    assert await role_of_reconsideration(award, step, stood_in="assignee" in by, **by) == role


@pytest.mark.parametrize(
    ("step", "by", "kept_off"),
    [
        ("desk_review", {"completed_by": "an officer"}, {("an officer", Duty.PREPARE)}),
        ("decision", {"completed_by": "an approver"}, {("an approver", Duty.DECIDE)}),
        ("second_decision", {"completed_by": "an approver"}, {("an approver", Duty.COUNTERSIGN)}),
        ("desk_review", {"completed_by": "an officer", "assignee": "a head"}, {("an officer", Duty.PREPARE), ("a head", Duty.PREPARE)}),
        (None, {"actor": "an approver"}, {("an approver", Duty.DECIDE)}),
        (None, {"actor": "system"}, set()),
    ],
    ids=["officer", "approver", "second approver", "deputy", "decided elsewhere", "system"],
)
async def test_whoever_refused_does_not_judge_it_again_once_it_is_reopened(
    award: Award, step: str | None, by: dict[str, str | None], kept_off: set[tuple[str, Duty]]
) -> None:
    async with refused(award, step, stood_in="assignee" in by, **by) as context:
        await leave_to_others(REQUEST, context)
        query = select(Involvement.subject, Involvement.duty).where(Involvement.family == award.id, Involvement.step == REFUSED)
        assert {(row[0], row[1]) for row in (await context.session.execute(query)).all()} == kept_off


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
