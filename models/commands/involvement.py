"""经手的写入。Writes of who has which duty in a family of cases."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import String, and_, any_, exists, func, literal, select, true
from sqlalchemy.dialects.postgresql import ARRAY, UUID, insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.turns import wait_for_turns
from models.queries import case
from models.queries.family import Family
from models.tables import Involvement, Task
from policy.actors import Role
from policy.processes.kernel.duties import Done, Duty


@dataclass(frozen=True, slots=True)
class Noted:
    """What there was when a duty was noted.

    Attributes:
        done: What whoever has it had done in the family before, and beside it.
        others_wait: Whether another task waits in the family for people of ours, which they may not do any more by this.
    """

    done: Sequence[Done]
    others_wait: bool


async def take_turn(session: AsyncSession, subject: str, family: Family) -> None:
    """Wait until nothing else that somebody does is being noted where it counts in a family, and let nothing else until this is kept."""
    held = case.held_turns(session)
    if names := {case.duty_turn(subject, one) for one in family.counted} - held:
        await wait_for_turns(session, *names)
        held |= names


async def add(session: AsyncSession, subject: str, family: Family, duty: Duty, step: str, *, task: uuid.UUID | None = None) -> Noted:
    """Note a duty of somebody in a family, by a task or without one, and return what there was before.

    Of one person's acts that count in the same family each waits until the one before it is kept or undone, so that of two duties at once
    the second is refused as if it came later. What was there is read and noted in one statement, since every act of a person makes it.
    """
    await take_turn(session, subject, family)
    # A row each by one list: the statement is the same for any number of them, and is made ready once.
    rows = select(literal(subject), func.unnest(literal(list(family.own), ARRAY(UUID))), literal(duty, String), literal(step))
    noted = insert(Involvement).from_select(["subject", "family", "duty", "step"], rows).on_conflict_do_nothing().cte("noted")
    of_these = Involvement.family == any_(literal(list(family.counted), ARRAY(UUID)))
    others_wait = exists().where(
        Task.closed_at.is_(None),
        Task.able.is_(True),
        Task.role.not_in((Role.APPLICANT, Role.EXPERT)),
        Task.families.overlap(literal(list(family.own), ARRAY(UUID))),
        true() if task is None else Task.id != task,
    )
    itself = select(others_wait.label("others_wait")).subquery()
    query = (
        select(itself.c.others_wait, Involvement.family, Involvement.duty, Involvement.step)
        .select_from(itself)
        .outerjoin(Involvement, and_(Involvement.subject == subject, of_these))
        .add_cte(noted)
    )
    found = (await session.execute(query)).all()
    return Noted([Done(row[1], Duty(row[2]), row[3]) for row in found if row[1] is not None], others_wait=any(row[0] for row in found))
