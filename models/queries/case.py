"""What a transition reads of its case."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import (
    Application,
    Assessment,
    AuditEvent,
    CalendarDate,
    CalendarYear,
    Case,
    Disbursement,
    Document,
    Enterprise,
    Expert,
    ImplementingRule,
    LedgerTransfer,
    Notice,
    Objection,
    PostGrantProject,
    Task,
    Undertaking,
    Verification,
)
from policy.processes.kernel.lifecycle import workflow_id


async def lock(session: AsyncSession, process: str, case_id: uuid.UUID) -> Case:
    """Return a case of a process, locked until the transaction ends: transitions of one case happen one at a time."""
    table = _table(process)
    return (await session.scalars(select(table).where(table.id == case_id).with_for_update())).one()


async def whole(session: AsyncSession, case: Case) -> Case:
    """Return a case with what its process keeps of it, where only the common part was read."""
    table = _table(case.process)
    return (await session.scalars(select(table).where(table.id == case.id).execution_options(populate_existing=True))).one()


def _table(process: str) -> type[Case]:
    table: type[Case] = Case.__mapper__.polymorphic_map[process].class_
    return table


async def application(session: AsyncSession, application_id: uuid.UUID) -> Application:
    """Return the application."""
    return (await session.scalars(select(Application).where(Application.id == application_id))).one()


async def project(session: AsyncSession, project_id: uuid.UUID) -> PostGrantProject:
    """Return the post-grant project."""
    return (await session.scalars(select(PostGrantProject).where(PostGrantProject.id == project_id))).one()


async def carried_over(session: AsyncSession, parent_id: uuid.UUID) -> Sequence[Application]:
    """Return the applications a project or run has brought about, oldest first."""
    return (await session.scalars(select(Application).where(Application.parent_id == parent_id).order_by(Application.id))).all()


async def enterprise(session: AsyncSession, uscc: str) -> Enterprise:
    """Return the enterprise."""
    return (await session.scalars(select(Enterprise).where(Enterprise.uscc == uscc))).one()


async def event_with_key(session: AsyncSession, key: str) -> AuditEvent | None:
    """Return the audit event recorded under an idempotency key."""
    return (await session.scalars(select(AuditEvent).where(AuditEvent.key == key))).one_or_none()


async def last_event(session: AsyncSession, case_id: uuid.UUID) -> AuditEvent | None:
    """Return the latest audit event of a case."""
    query = select(AuditEvent).where(AuditEvent.case_id == case_id).order_by(AuditEvent.sequence.desc()).limit(1)
    return (await session.scalars(query)).one_or_none()


async def open_tasks(session: AsyncSession, case_id: uuid.UUID) -> Sequence[Task]:
    """Return the open tasks of a case, oldest first."""
    query = select(Task).where(Task.case_id == case_id, Task.closed_at.is_(None)).order_by(Task.id)
    return (await session.scalars(query)).all()


async def completed_tasks(session: AsyncSession, case_id: uuid.UUID, kinds: Iterable[str]) -> Sequence[Task]:
    """Return the tasks of some kinds that a person completed, oldest first."""
    query = select(Task).where(Task.case_id == case_id, Task.kind.in_(tuple(kinds)), Task.completed_by.is_not(None)).order_by(Task.id)
    return (await session.scalars(query)).all()


async def tasks_of_kind(session: AsyncSession, case_id: uuid.UUID, kind: str) -> Sequence[Task]:
    """Return every task of one kind, open or closed, oldest first."""
    return (await session.scalars(select(Task).where(Task.case_id == case_id, Task.kind == kind).order_by(Task.id))).all()


async def evidence_codes(session: AsyncSession, case_id: uuid.UUID) -> set[str]:
    """Return the codes of the evidence that has been uploaded."""
    query = select(Document.evidence_code).where(Document.case_id == case_id, Document.withdrawn_at.is_(None))
    return set((await session.scalars(query)).all())


async def latest_verification(session: AsyncSession, application_id: uuid.UUID) -> Verification:
    """Return the last round of verification."""
    query = select(Verification).where(Verification.application_id == application_id).order_by(Verification.id.desc()).limit(1)
    return (await session.scalars(query)).one()


async def latest_assessment(session: AsyncSession, application_id: uuid.UUID) -> Assessment | None:
    """Return the last assessment."""
    query = select(Assessment).where(Assessment.application_id == application_id).order_by(Assessment.id.desc()).limit(1)
    return (await session.scalars(query)).one_or_none()


async def undertaking_signed(session: AsyncSession, application_id: uuid.UUID) -> bool:
    """Tell whether the commitment of an application was signed."""
    return await session.scalar(select(Undertaking.id).where(Undertaking.application_id == application_id)) is not None


async def live_disbursement(session: AsyncSession, application_id: uuid.UUID) -> Disbursement | None:
    """Return the disbursement that is under way or paid."""
    query = select(Disbursement).where(Disbursement.application_id == application_id, Disbursement.state != "returned")
    return (await session.scalars(query)).one_or_none()


async def count_disbursements(session: AsyncSession, application_id: uuid.UUID) -> int:
    """Return how many times payment was prepared."""
    return await session.scalar(select(func.count()).where(Disbursement.application_id == application_id)) or 0


async def latest_notice(session: AsyncSession, application_id: uuid.UUID) -> Notice:
    """Return the last notice of an application."""
    return (await session.scalars(select(Notice).where(Notice.application_id == application_id).order_by(Notice.id.desc()).limit(1))).one()


async def objection(session: AsyncSession, objection_id: uuid.UUID) -> Objection:
    """Return an objection."""
    return (await session.scalars(select(Objection).where(Objection.id == objection_id))).one()


async def undecided_objections(session: AsyncSession, application_id: uuid.UUID) -> int:
    """Return how many objections to the suspended notice wait for a ruling; those to an overturned one are past."""
    query = (
        select(func.count())
        .select_from(Objection)
        .join(Notice, Notice.id == Objection.notice_id)
        .where(Objection.application_id == application_id, Objection.state == "filed", Notice.state == "suspended")
    )
    return await session.scalar(query) or 0


# Stages in which money is set aside or spent.
AWARDED = ("public_notice", "objection", "commitment", "payment", "in_force")


def _other_awards(application: Application) -> ColumnElement[bool]:
    """Say which other applications hold or received money. What was paid back in whole is as if it had never been awarded."""
    return and_(
        Application.id != application.id,
        Application.award_fen > Application.recovered_fen,
        Application.stage.in_(AWARDED),
    )


async def awards_for_subject(session: AsyncSession, application: Application) -> Sequence[Application]:
    """Return other applications that hold or received money for the same subject (general term 3)."""
    query = select(Application).where(
        _other_awards(application), Application.item_code == application.item_code, Application.subject == application.subject
    )
    return (await session.scalars(query)).all()


async def awarded_for_subject(session: AsyncSession, application: Application) -> int:
    """Return what other applications for the same subject hold or received, in fen."""
    return sum(other.standing_fen for other in await awards_for_subject(session, application))


async def awards_under_cap(session: AsyncSession, application: Application) -> Sequence[Application]:
    """Return other applications that hold or received money under the same cap."""
    if application.cap_key is None:
        return []
    return (await session.scalars(select(Application).where(_other_awards(application), Application.cap_key == application.cap_key))).all()


async def awarded_under_cap(session: AsyncSession, application: Application) -> int:
    """Return what other applications hold or received under the same cap, in fen."""
    if application.cap_key is None:
        return 0
    query = select(func.coalesce(func.sum(Application.award_fen - Application.recovered_fen), 0)).where(
        _other_awards(application), Application.cap_key == application.cap_key
    )
    return int(await session.scalar(query) or 0)


async def awarded_under_key(session: AsyncSession, cap_key: str) -> int:
    """Return what all applications under a cap hold or received, in fen."""
    query = select(func.coalesce(func.sum(Application.award_fen - Application.recovered_fen), 0)).where(
        Application.stage.in_(AWARDED), Application.cap_key == cap_key
    )
    return int(await session.scalar(query) or 0)


async def waiting_under_key(session: AsyncSession, cap_key: str) -> Sequence[Application]:
    """Return the applications under a cap that wait for their decision with an amount, in the order they were submitted."""
    query = (
        select(Application)
        .where(Application.stage == "decision", Application.cap_key == cap_key, Application.award_fen > 0)
        .order_by(Application.submitted_at, Application.id)
    )
    return (await session.scalars(query)).all()


async def active_experts(session: AsyncSession, department: str) -> Sequence[Expert]:
    """Return the experts of a department's pool."""
    return (
        await session.scalars(select(Expert).where(Expert.active, Expert.departments.contains([department])).order_by(Expert.subject))
    ).all()


async def expert(session: AsyncSession, subject: str) -> Expert | None:
    """Return an expert of the pool."""
    return (await session.scalars(select(Expert).where(Expert.subject == subject))).one_or_none()


async def contestants(session: AsyncSession, its_case: Case) -> set[str]:
    """Return the enterprises that an expert on a case may not be employed by: its own, and those that compete with it."""
    own = {its_case.beneficiary} if its_case.beneficiary else set()
    if not isinstance(its_case, PostGrantProject):
        return own
    query = select(PostGrantProject.enterprise_uscc).where(
        PostGrantProject.call_id == its_case.call_id, PostGrantProject.submitted_at.is_not(None)
    )
    return own | set((await session.scalars(query)).all())


async def rules_in_force(session: AsyncSession, item_code: str) -> Sequence[ImplementingRule]:
    """Return the approved implementing rules of an item, of all dates."""
    query = (
        select(ImplementingRule)
        .where(ImplementingRule.item_code == item_code, ImplementingRule.approved_by.is_not(None))
        .order_by(ImplementingRule.effective_from, ImplementingRule.id)
    )
    return (await session.scalars(query)).all()


async def transfers_of(session: AsyncSession, application_id: uuid.UUID) -> Sequence[LedgerTransfer]:
    """Return the ledger transfers of an application, oldest first."""
    query = select(LedgerTransfer).where(LedgerTransfer.application_id == application_id).order_by(LedgerTransfer.id)
    return (await session.scalars(query)).all()


async def calendar(session: AsyncSession, from_year: int) -> tuple[dict[date, CalendarDate], frozenset[int]]:
    """Return the days that differ from the plain week from a year on, and the years whose notice is known."""
    days = (await session.scalars(select(CalendarDate).where(CalendarDate.day >= date(from_year, 1, 1)))).all()
    years = (await session.scalars(select(CalendarYear.year))).all()
    return {day.day: day for day in days}, frozenset(years)


async def cases_with_provisional_deadlines(session: AsyncSession) -> Sequence[str]:
    """Return the workflow ids of the cases with an open task or a running notice whose end is provisional."""
    query = (
        select(Case.process, Case.number)
        .outerjoin(Task, and_(Task.case_id == Case.id, Task.closed_at.is_(None), Task.due_provisional))
        .outerjoin(Notice, and_(Notice.application_id == Case.id, Notice.state == "open", Notice.until_provisional))
        .where(or_(Task.id.is_not(None), Notice.id.is_not(None)))
        .distinct()
        .order_by(Case.process, Case.number)
    )
    return [workflow_id(process, number) for process, number in (await session.execute(query)).all()]
