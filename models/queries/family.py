"""案件的家族。Which family of cases a case belongs to, and which others count for it: the one place that says so.

An award is one family with its project, its claims, its payments, its re-decisions and what is reclaimed of it. A filing or a breach
belongs to the families of the awards it may reclaim. What is decided once for many, such as a call, a run or a list, is a family of its
own; who did anything there did it in each case that follows. A release of a run, and what is decided there about one member, count for
the awards they touch alone: they are parts of the run's family, each a family of its own.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.tables import (
    AddedCase,
    AnnualRun,
    AnnualRunMember,
    Application,
    Breach,
    Case,
    ChangeFiling,
    Clawback,
    Commitment,
    Debarment,
    Meeting,
    PostGrantProject,
    ReceiptPart,
    Redecision,
    Refund,
    Task,
    Window,
)
from policy.processes.annual_run.lifecycle import ANNUAL_RUN
from policy.processes.redecision.lifecycle import Event
from policy.processes.redecision.tasks import DECISION

# Of what is a case beside another, the statement needs its own name for that table.
_PARENT: Final = aliased(Case, flat=True)
_PROJECT: Final = aliased(PostGrantProject, flat=True)
# In which release of its run an award was offered.
_RELEASED: Final = (
    select(AnnualRunMember.released_in)
    .where(AnnualRunMember.run_id == Application.parent_id, AnnualRunMember.uscc == Application.enterprise_uscc)
    .correlate(Application)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Family:
    """Where what is done in a case counts, and what counts in it.

    Attributes:
        own: The families it belongs to.
        beside: Families that it does not belong to, what was done in which counts in it too.
    """

    own: tuple[uuid.UUID, ...]
    beside: tuple[uuid.UUID, ...] = ()

    @property
    def counted(self) -> tuple[uuid.UUID, ...]:
        """Every family what was done in which counts."""
        return (*self.own, *self.beside)


async def of(session: AsyncSession, its_case: Case, about: Mapping[str, Any]) -> Family:
    """Return the family of a case.

    Args:
        session: The transaction.
        its_case: The case.
        about: What the step is about, where the case is about several things.
    """
    itself = its_case.id
    if isinstance(its_case, AnnualRun):
        return _of_run(its_case, about.get("uscc"))
    if isinstance(its_case, PostGrantProject):
        return Family((itself,), (its_case.call_id,))
    if isinstance(its_case, Commitment):
        itself, which = await _touched(session, its_case, about)
    elif isinstance(its_case, Meeting):
        which = Application.id == uuid.UUID(str(about["case_id"])) if "case_id" in about else None
    else:
        which = _awards_of(its_case)
    awards = await of_awards(session, which) if which is not None else Family(())
    # Which awards a filing or a breach touches is found while it is looked into: what was done about it before counts as well.
    if isinstance(its_case, Commitment):
        return Family((itself, *awards.own), awards.beside)
    # A window with its lists, a bar and a meeting are matters of their own, though nobody decides them who had a hand in what is decided.
    if isinstance(its_case, Window | Debarment | Meeting):
        # An evaluation on an agenda is a family of its own.
        return Family((itself,), awards.counted or ((uuid.UUID(str(about["case_id"])),) if "case_id" in about else ()))
    decision = await _decision_behind(session, its_case)
    # Who asked back, as an error, what a re-decision would let go is noted in a family of that re-decision alone.
    own = its_case.id if isinstance(its_case, Redecision) else None
    return Family(awards.own or (itself,), (*awards.beside, *(one for one in (decision, own) if one is not None)))


async def _decision_behind(session: AsyncSession, its_case: Case) -> uuid.UUID | None:
    """Return the decision on a re-decision that a case may turn back, or that found what it asks for; None where there is none."""
    if isinstance(its_case, Redecision):
        return await _decided_before(session, its_case)
    return await _found_by(session, its_case) if isinstance(its_case, Clawback) else None


def of_release(run: AnnualRun, release: int) -> Family:
    """Return the family of one release of a run: that counts in the awards of whoever it was made for, and in the run."""
    return Family((_release(run.id, release),), (run.id, *_of_run(run, None).beside))


def of_member(run: AnnualRun, uscc: str) -> Family:
    """Return the family of what a run decides about one of its members: that counts in its award, and in the run."""
    return Family((_member(run.id, uscc),), (run.id, *_of_run(run, None).beside))


def _of_run(run: AnnualRun, uscc: str | None) -> Family:
    releases = [_release(run.id, one) for one in range(1, (run.release or 0) + 1)]
    return Family((run.id,), (*releases, *(() if uscc is None else (_member(run.id, uscc),))))


def _release(run_id: uuid.UUID, release: int) -> uuid.UUID:
    return uuid.uuid5(run_id, f"release/{release}")


def _member(run_id: uuid.UUID, uscc: str) -> uuid.UUID:
    return uuid.uuid5(run_id, f"member/{uscc}")


async def _decided_before(session: AsyncSession, redecision: Redecision) -> uuid.UUID | None:
    """Return the decision on the last re-decision of the same award before one: who made it is noted in a family of that decision."""
    earlier = select(Redecision.id).where(Redecision.application_id == redecision.application_id, Redecision.id < redecision.id)
    query = (
        select(Task.id)
        .where(Task.case_id.in_(earlier), Task.kind == DECISION, Task.outcome.in_((Event.REDECIDED, Event.REDECISION_REFUSED)))
        .order_by(Task.case_id.desc(), Task.closed_at.desc())
        .limit(1)
    )
    return await session.scalar(query)


async def _found_by(session: AsyncSession, clawback: Clawback) -> uuid.UUID | None:
    """Return the decision that found the debt which a clawback asks for, in a re-decision; None where none did."""
    number = clawback.reckoning.get("redecision")
    if clawback.cause != "correction" or number is None:
        return None
    of = select(Redecision.id).where(Redecision.number == number)
    query = select(Task.id).where(Task.case_id.in_(of), Task.kind == DECISION, Task.outcome == Event.REDECIDED)
    return await session.scalar(query.order_by(Task.closed_at.desc()).limit(1))


def _awards_of(its_case: Case) -> ColumnElement[bool] | None:
    """Return which awards a case is about; None where it is about itself alone."""
    match its_case:
        case Application(parent_id=uuid.UUID()):
            return Application.id == its_case.id
        case Clawback() | AddedCase():
            return Application.id == its_case.application_id
        case Debarment():
            return Application.id == select(Clawback.application_id).where(Clawback.id == its_case.clawback_id).scalar_subquery()
        case Window():
            return Application.window_id == its_case.id
        case Refund():
            owed = select(Clawback.application_id).join(ReceiptPart, ReceiptPart.clawback_id == Clawback.id)
            return Application.id.in_(owed.where(ReceiptPart.receipt_id == its_case.receipt_id))
        case _:
            return None


async def _touched(session: AsyncSession, its_case: Commitment, about: Mapping[str, Any]) -> tuple[uuid.UUID, ColumnElement[bool] | None]:
    """Return the filing or breach that a step of a commitment is about, and which awards it touches."""
    for name, table in (("breach_id", Breach), ("filing_id", ChangeFiling)):
        if name in about:
            itself = uuid.UUID(str(about[name]))
            numbers = await session.scalar(select(table.touched).where(table.id == itself))
            return itself, Application.number.in_(numbers) if numbers else None
    return its_case.id, None


async def of_awards(session: AsyncSession, which: ColumnElement[bool]) -> Family:
    """Return the families of the awards that `which` says."""
    query = (
        select(Application.id, Application.parent_id, Application.enterprise_uscc, _PARENT.process, _PROJECT.call_id, _RELEASED)
        .outerjoin(_PARENT, _PARENT.id == Application.parent_id)
        .outerjoin(_PROJECT, _PROJECT.id == Application.parent_id)
        .where(which)
        .order_by(Application.id)
    )
    own, beside = dict[uuid.UUID, None](), dict[uuid.UUID, None]()
    for award_id, parent_id, uscc, process, call_id, release in (await session.execute(query)).all():
        is_of_a_run = process == ANNUAL_RUN.name
        own[award_id if parent_id is None or is_of_a_run else parent_id] = None
        if is_of_a_run:
            parts = (parent_id, _member(parent_id, uscc), *(() if release is None else (_release(parent_id, release),)))
            beside |= dict.fromkeys(parts)
        elif call_id is not None:
            beside[call_id] = None
    return Family(tuple(own), tuple(beside))
