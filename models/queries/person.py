"""人员的查询。Reads of the directory of people, and of what was changed in it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    and_,
    any_,
    between,
    case,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    text,
    true,
    type_coerce,
)
from sqlalchemy import Text as Characters
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.orm.util import AliasedClass

from models.queries import involvement as involvements
from models.queries.page import Page
from models.tables import Case, Involvement, PeopleImport, Person, RegisterEvent, Task
from policy.actors import APPROVING, OF_A_DEPARTMENT, Role
from policy.processes.kernel.duties import barring
from policy.processes.kernel.handing import looked_at_by, why_not_to
from policy.processes.kernel.lifecycle import workflow_id
from policy.processes.kernel.permissions import IN_PERSON, OpenTask
from policy.processes.registry import KINDS
from policy.text import Text

_AnyPerson = type[Person] | AliasedClass[Person]

REGISTER: Final = "people"
"""Under what the changes of the directory are kept."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of somebody who signs in.

    Attributes:
        name: Their name in the directory.
        revoked: Whether they may do nothing any more.
        deputy: Who stands in for them, if they are away.
    """

    name: str
    revoked: bool
    deputy: str | None


async def known(session: AsyncSession, on: date) -> dict[str, Known]:
    """Return what is known of everybody in the directory on a day, by subject."""
    deputy = case((between(literal(on), Person.absent_from, Person.absent_to), Person.deputy))
    query = select(Person.subject, Person.name, Person.revoked_at.is_not(None), deputy).order_by(Person.subject)
    return {row[0]: Known(row[1], row[2], row[3]) for row in (await session.execute(query)).all()}


async def page(
    session: AsyncSession, role: str | None, department: str | None, words: str | None, after: str | None, limit: int
) -> Sequence[Person]:
    """Return a page of the directory in the order of subjects: of those who hold a role, or hold one in a department, or are called so."""
    query = select(Person).order_by(Person.subject).limit(limit + 1)
    if held := {name: value for name, value in (("role", role), ("department", department)) if value}:
        query = query.where(Person.grants.contains([held]))
    if words is not None:
        query = query.where((func.strpos(Person.name, words) > 0) | (Person.subject == words))
    if after is not None:
        query = query.where(Person.subject > after)
    return (await session.scalars(query)).all()


async def who_could(session: AsyncSession, task: Task, on: date) -> Sequence[Person]:
    """Return everybody in the directory to whom a task could be given on a day, in the order of subjects."""
    if task.role in {Role.APPLICANT, Role.EXPERT}:
        return []
    query = select(Person).where(Person.grants.contains([{"role": task.role}])).order_by(Person.subject)
    holders, left = (await session.scalars(query)).all(), bool(await could(session, task, on))
    denied = await _why_not_each(session, task, holders, on, others_left=left)
    return [row for row in holders if denied[row.subject] is None]


async def why_not(session: AsyncSession, task: Task, subject: str, on: date, *, others_left: bool) -> Text | None:
    """Return why a task cannot be given to somebody on a day, or None when it can.

    Args:
        session: The session.
        task: The task.
        subject: To whom.
        on: The day.
        others_left: Whether anybody of its own department may do it: then it goes to none of another.
    """
    row = await find(session, subject)
    if row is None:
        return why_not_to(None, OpenTask.of(task), KINDS[task.kind], ())
    return (await _why_not_each(session, task, [row], on, others_left=others_left))[subject]


async def _why_not_each(
    session: AsyncSession, task: Task, rows: Sequence[Person], on: date, *, others_left: bool
) -> dict[str, Text | None]:
    standing_in = {row.deputy for row in rows if row.deputy is not None and row.is_absent(on)}
    deputies = await called(session, standing_in) if standing_in else {}
    done = await involvements.of_each(session, task.families, {*deputies, *(row.subject for row in rows)})
    opened, kind = OpenTask.of(task), KINDS[task.kind]

    def denied(row: Person) -> Text | None:
        deputy = deputies.get(row.deputy or "")
        candidate = row.as_candidate(on, deputy, done.get(deputy.subject, ()) if deputy else ())
        return why_not_to(candidate, opened, kind, done.get(row.subject, ()), others_left=others_left)

    return {row.subject: denied(row) for row in rows}


def some_could(task: Task, on: date) -> ColumnElement[bool | None] | bool:
    """Say whether anybody of a task's role and department could do it on a day, to be kept with it as it is written.

    It is the SQL of `policy.processes.kernel.handing.why_not_to` for those who hold the role where the task is. What an applicant or an
    expert does is theirs, and needs no asking: many are written together.
    """
    if task.role in {Role.APPLICANT, Role.EXPERT}:
        return True
    held = {"role": task.role} | ({"department": task.department} if task.role in OF_A_DEPARTMENT else {})
    deputy = aliased(Person)
    is_deputy = and_(deputy.subject == Person.deputy, deputy.grants.contains([held]))
    stands_in = exists().where(is_deputy, not_(_is_away(deputy, on)), _is_free(deputy, task))
    # Nobody judges or votes in another's place.
    is_acted_for = false() if task.role in IN_PERSON else stands_in
    could = and_(_is_free(Person, task), or_(not_(_is_away(Person, on)), is_acted_for))
    return select(func.bool_or(could)).where(Person.grants.contains([held])).scalar_subquery()


def _is_free(person: _AnyPerson, task: Task) -> ColumnElement[bool]:
    """Say whether somebody may act in the case of a task: not revoked, not interested, and without a duty that bars them from it."""
    kind = KINDS[task.kind]
    has_another = exists().where(
        Involvement.subject == person.subject,
        Involvement.family == any_(literal(task.families, ARRAY(UUID))),
        or_(Involvement.duty.in_(barring(kind)), Involvement.step.in_(kind.not_again)),
    )
    return and_(person.revoked_at.is_(None), not_(_is_interested(person, task)), not_(has_another))


def _is_away(person: _AnyPerson, on: date) -> ColumnElement[bool]:
    return func.coalesce(between(literal(on), person.absent_from, person.absent_to), false())


def _is_interested(person: _AnyPerson, task: Task) -> ColumnElement[bool]:
    interested: ColumnElement[bool] = person.interests.overlap(literal(task.concerns, ARRAY(Characters)))
    return interested


def _is_there(task: Task, on: date) -> ColumnElement[bool]:
    """Say whether somebody is there on a day for the case of a task: not revoked, not away with nobody in their place, not interested."""
    away = and_(_is_away(Person, on), Person.deputy.is_(None))
    return and_(Person.revoked_at.is_(None), not_(away), not_(_is_interested(Person, task)))


async def could_hand_on(session: AsyncSession, task: Task, on: date) -> Sequence[str]:
    """Return who of its department could hand a task on, on a day, and did nothing of what it looks at once more."""
    grants = [{"role": task.role} | ({"department": task.department} if task.role in OF_A_DEPARTMENT else {})]
    if task.role in OF_A_DEPARTMENT:
        grants.append({"role": Role.APPROVER, "department": task.department})
    looked_at = exists().where(
        Involvement.subject == Person.subject,
        Involvement.family == any_(literal(task.families, ARRAY(UUID))),
        Involvement.step.in_(looked_at_by(KINDS[task.kind])),
    )
    held = or_(*(Person.grants.contains([grant]) for grant in grants))
    return (await session.scalars(select(Person.subject).where(held, _is_there(task, on), not_(looked_at)))).all()


async def could(session: AsyncSession, task: Task, on: date) -> bool | None:
    """Tell whether anybody of a task's role and department could do it on a day; None where the directory knows nobody of them."""
    said = some_could(task, on)
    found: bool | None = said if isinstance(said, bool) else await session.scalar(select(said))
    return found


async def left_alone_in(session: AsyncSession, on: date, families: Collection[uuid.UUID], besides: Collection[uuid.UUID]) -> Sequence[str]:
    """Return the processes with a task in some families, besides those that were opened just now, that nobody may do any more."""
    return await _left_alone(session, on, Task.families.overlap(list(families)), Task.id.not_in(list(besides)))


async def left_alone_by(session: AsyncSession, on: date, grants: Iterable[Mapping[str, Any]]) -> Sequence[str]:
    """Return the processes with a task for those who hold what somebody was granted, and that nobody of them may do any more."""
    held = [
        and_(Task.role == one["role"], true() if one["role"] not in OF_A_DEPARTMENT else Task.department == one.get("department"))
        for one in grants
    ]
    return await _left_alone(session, on, or_(false(), *held))


async def left_in_hands_of(session: AsyncSession, on: date, subjects: Collection[str]) -> Sequence[str]:
    """Return the processes with a task given to some people, or to whom they act for, who may not do it any more."""
    theirs = select(Person.subject).where(or_(Person.subject.in_(subjects), Person.deputy.in_(subjects)))
    return await _left_alone(session, on, Task.assignee.in_(theirs))


async def _left_alone(session: AsyncSession, on: date, *which: ColumnElement[bool]) -> Sequence[str]:
    open_for_us = (Task.closed_at.is_(None), Task.able.is_(True), Task.role.not_in((Role.APPLICANT, Role.EXPERT)))
    query = select(Task, Case.process, Case.number, Case.id).join(Case, Case.id == Task.case_id).where(*open_for_us, *which)
    rows = (await session.execute(query.order_by(Task.id))).all()
    left = [
        workflow_id(row[1], row[2], row[3])
        for row in rows
        if await could(session, row[0], on) is False or await in_hands_that_may_not(session, row[0], on) is not None
    ]
    return list(dict.fromkeys(left))


async def in_hands_that_may_not(session: AsyncSession, task: Task, on: date) -> Text | None:
    """Return why whoever a task is given to, and whoever acts for them, may not do it on a day; None where they may, or it is nobody's.

    What somebody does in person is theirs, and nothing is said of whoever the directory does not know.
    """
    if task.assignee is None or task.role in {Role.APPLICANT, *IN_PERSON}:
        return None
    row = await find(session, task.assignee)
    return (await _why_not_each(session, task, [row], on, others_left=False))[row.subject] if row else None


async def was_anybody_above_officers(session: AsyncSession, subjects: Collection[str], at: datetime) -> bool:
    """Tell whether any of some people led others or decided at a moment, whatever they did as what, and whatever they are since."""
    changes = RegisterEvent.detail["grants"]
    is_theirs = and_(RegisterEvent.register == REGISTER, RegisterEvent.subject == Person.subject)
    since = select(func.nullif(changes[0], text("'null'::jsonb"))).where(is_theirs, changes.is_not(None), RegisterEvent.occurred_at > at)
    # What they held before the first change since; whoever was never changed holds it still.
    before = since.order_by(RegisterEvent.id).limit(1).correlate(Person).scalar_subquery()
    held_then = type_coerce(func.coalesce(before, Person.grants), JSONB)
    ranks = [held_then.contains([held]) for held in ({"head": True}, *({"role": role} for role in sorted(APPROVING)))]
    return await session.scalar(select(Person.subject).where(Person.subject.in_(subjects), or_(*ranks)).limit(1)) is not None


async def heads(session: AsyncSession, role: str, department: str, concerns: Collection[str] = ()) -> Sequence[str]:
    """Return the subjects of those who lead whoever holds a role, in a department where it is held in departments.

    Args:
        session: The session.
        role: The role.
        department: The department.
        concerns: Enterprises: whoever has an interest in one stands aside.
    """
    held = {"role": role, "head": True} | ({"department": department} if role in OF_A_DEPARTMENT else {})
    aside = Person.interests.overlap(literal(list(concerns), ARRAY(Characters)))
    query = select(Person.subject).where(Person.grants.contains([held]), Person.revoked_at.is_(None), not_(aside))
    return (await session.scalars(query.order_by(Person.subject))).all()


async def here(session: AsyncSession) -> Sequence[Person]:
    """Return everybody in the directory whose rights were not taken back."""
    return (await session.scalars(select(Person).where(Person.revoked_at.is_(None)).order_by(Person.subject))).all()


async def find(session: AsyncSession, subject: str) -> Person | None:
    """Return somebody in the directory."""
    return (await session.scalars(select(Person).where(Person.subject == subject))).one_or_none()


async def called(session: AsyncSession, subjects: Collection[str]) -> dict[str, Person]:
    """Return those of some people whom the directory has, by subject."""
    query = select(Person).where(Person.subject.in_(list(subjects)))
    return {row.subject: row for row in (await session.scalars(query)).all()}


def given_by(described: Mapping[str, Mapping[str, Any]], known: Mapping[str, Person]) -> dict[str, list[dict[str, Any]]]:
    """Return whom a list gives roles that the directory does not have of them, and which.

    Whoever leads no longer what they led is given nothing by it.
    """
    given = {}
    for subject, said in described.items():
        held = known[subject].grants if subject in known else ()
        if grants := [grant for grant in said.get("grants", ()) if grant not in held and {**grant, "head": True} not in held]:
            given[subject] = grants
    return given


async def imports(session: AsyncSession, page: Page) -> Sequence[PeopleImport]:
    """Return a page of the lists that were imported, newest first."""
    return (await session.scalars(page.of(select(PeopleImport), PeopleImport))).all()


async def one_import(session: AsyncSession, import_id: uuid.UUID) -> PeopleImport | None:
    """Return a list that was imported."""
    return (await session.scalars(select(PeopleImport).where(PeopleImport.id == import_id))).one_or_none()


async def open_tasks(session: AsyncSession, subjects: Collection[str]) -> dict[str, int]:
    """Return how many open tasks are given to each of some people."""
    counted = select(Task.assignee, func.count()).where(Task.closed_at.is_(None), Task.assignee.in_(subjects)).group_by(Task.assignee)
    return {str(row[0]): row[1] for row in (await session.execute(counted)).all()}


async def history(session: AsyncSession, register: str, subject: str) -> Sequence[RegisterEvent]:
    """Return what was changed of a person or an expert, oldest first."""
    query = select(RegisterEvent).where(RegisterEvent.register == register, RegisterEvent.subject == subject)
    return (await session.scalars(query.order_by(RegisterEvent.id))).all()
