"""申报批次的查询。Reads of windows: which is open for an item, what there is to share, who waits to be decided, and the lists."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import application as applications
from models.queries import case, implementing_rule
from models.tables import Application, CaseRequest, Enterprise, Notice, Recognition, Window, WindowList, WindowShare
from policy.actors import Actor, Role
from policy.judging.recognised import RegisterKind
from policy.language.caps import CapScope
from policy.language.items import Item
from policy.money import Rate
from policy.processes.application.lifecycle import Stage as ApplicationStage
from policy.processes.kernel.permissions import AREA_WIDE, may_see_call
from policy.processes.window.lifecycle import NEVER_OPEN, OVER, PUBLIC
from policy.processes.window.opening import Span, require_within
from policy.processes.window.states import ListState, ShareState
from policy.working_days import BEIJING

# Of an application in these something may still come that a list has to decide, or that frees a share.
_UNDER_WAY = frozenset(
    {
        *(ApplicationStage.ACCEPTANCE, ApplicationStage.CORRECTION, ApplicationStage.VERIFICATION, ApplicationStage.REVIEW),
        *(ApplicationStage.ASSESSMENT, ApplicationStage.COMMITTEE, ApplicationStage.DECISION),
        *(ApplicationStage.REFUSED, ApplicationStage.RECONSIDERATION),
        *(ApplicationStage.OLDER_POLICY, ApplicationStage.OLDER_POLICY_RECONSIDERATION),
        *(ApplicationStage.PUBLIC_NOTICE, ApplicationStage.OBJECTION),
    }
)
# A list that is approved and has not been taken yet, or may still be approved.
_LISTS_UNDER_WAY = (ListState.DRAWN, ListState.APPROVED)


# -- which window ---------------------------------------------------------------------------------------------------------------------


async def published(session: AsyncSession, item_code: str, register_kind: str | None = None) -> Sequence[Window]:
    """Return the windows that are published and were not given up, the first one first: of an item, or of a kind of recognition for it."""
    whose = Window.item_code == item_code, Window.register_kind.is_not_distinct_from(register_kind)
    query = select(Window).where(*whose, Window.stage.in_(PUBLIC - NEVER_OPEN)).order_by(Window.opens_at)
    return (await session.scalars(query)).all()


async def next_of(session: AsyncSession, item_code: str, at: datetime, register_kind: str | None = None) -> Window | None:
    """Return the window of an item, or of a kind of recognition, that is open at a time, or else the next one to open, if there is one."""
    return next((one for one in await published(session, item_code, register_kind) if one.closes_at > at), None)


async def to_draft_for(session: AsyncSession, item: Item, at: datetime, register_kind: str | None = None) -> Window | None:
    """Return the window that something may be drafted for at a time: the open one or the next; None where there never was one.

    Raises:
        Refusal: `window_closed`, with the time at which the last one closed, where none is to come.
    """
    windows = await published(session, item.code, register_kind)
    coming = next((one for one in windows if one.closes_at > at), None)
    if windows and coming is None:
        require_within(item, [one.span for one in windows], at)
    return coming


async def to_ask_in(session: AsyncSession, kind: RegisterKind, at: datetime) -> Window | None:
    """Return the window in which a recognition is asked for at a time; None where it is open all the year.

    Raises:
        Refusal: `window_closed`, with the time at which the next one opens or the last one closed.
    """
    windows = await published(session, kind.item_code, kind.code)
    if not windows:
        return None
    span = require_within(kind.item, [one.span for one in windows], at)
    return next(one for one in windows if one.number == span.number)


async def to_apply_in(session: AsyncSession, item: Item, at: datetime, *, for_everybody: bool) -> Window | None:
    """Return the window in which an item is applied for at a time; None where it is open all the year.

    An item that has once had a window, or has a ceiling for everybody, is applied for in windows and not besides.

    Args:
        session: The session.
        item: What is applied for.
        at: When.
        for_everybody: Whether its ceiling is everybody's together.

    Raises:
        Refusal: `window_closed`, with the time at which the next one opens or the last one closed.
    """
    windows = await published(session, item.code)
    if not windows and not for_everybody:
        return None
    span = require_within(item, [one.span for one in windows], at)
    return next(one for one in windows if one.number == span.number)


async def overlapping(session: AsyncSession, window: Window, span: Span) -> str | None:
    """Return the number of another window for the same that is published, or to be, for some of the time of `span`."""
    query = select(Window.number).where(
        Window.item_code == window.item_code,
        Window.register_kind.is_not_distinct_from(window.register_kind),
        Window.number != span.number,
        Window.stage.not_in({"draft", *NEVER_OPEN}),
        Window.opens_at < span.closes_at,
        Window.closes_at > span.opens_at,
    )
    return (await session.scalars(query.limit(1))).one_or_none()


# -- what is shared -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What a window has for its applications, and who of them is to be decided.

    Attributes:
        fen: What there is for all of them, in fen; None where each gets what its formula comes to.
        used_fen: What is given of it already, in fen.
        waiting: The applications that wait to be decided, in the order of submission: its own, and those that another window left over.
        unsettled: Its own that are not assessed yet, or that a committee decides on.
    """

    fen: int | None
    used_fen: int
    waiting: Sequence[Application]
    unsettled: Sequence[Application]

    @property
    def left_fen(self) -> int | None:
        """What there is to share, in fen; None where nothing bounds it."""
        return None if self.fen is None else max(self.fen - self.used_fen, 0)


async def ceiling(session: AsyncSession, item: Item, window: Window) -> Ceiling:
    """Return what a window has for its applications as it stands, and who of them is to be decided."""
    own = Application.window_id == window.id
    # By the law of the matters that wait: a rule that has ended since still shares what arose under it.
    matter = await applications.last_matter_in_wait(session, window.cap_key)
    law = await implementing_rule.law_in_force(session, item, matter or window.closes_at.astimezone(BEIJING).date())
    together, bounds = Application.item_code == item.code, []
    if "cap_scope" in item.law and law.cap_scope == CapScope.PROGRAMME:
        together = applications.in_programme((window.cap_key,), law.cap_period, window.year)
        bounds.append((int(law.cap_fen), await applications.decided_in(session, together)))
    if window.ceiling_fen is not None:
        bounds.append((window.ceiling_fen, await applications.decided_in(session, own)))
    fen, used_fen = min(bounds, key=lambda one: one[0] - one[1], default=(None, 0))
    left_over = or_(Application.window_id.is_(None), Application.window_id.in_(select(Window.id).where(Window.stage.in_(OVER))))
    return Ceiling(
        fen=fen,
        used_fen=used_fen,
        waiting=await applications.waiting_in(session, and_(together, or_(own, left_over))),
        unsettled=await applications.unsettled_in(session, own),
    )


async def is_under_way(session: AsyncSession, window: Window) -> bool:
    """Tell whether something may still come of an application of a window, or one that was handed in while it was open is on its way."""
    held = and_(Application.stage == ApplicationStage.ALLOCATION, Application.held)
    its_own = select(Application.id).where(Application.window_id == window.id, or_(Application.stage.in_(_UNDER_WAY), held))
    coming = (
        select(CaseRequest.key)
        .join(Application, and_(CaseRequest.process == Application.process, CaseRequest.number == Application.number))
        .where(Application.item_code == window.item_code, Application.stage == "draft", CaseRequest.answered_at.is_(None))
    )
    return await session.scalar(select(or_(its_own.exists(), coming.exists()))) is True


async def has_applications(session: AsyncSession, window: Window) -> bool:
    """Tell whether anybody has applied in a window, or asked for a recognition."""
    asks = Recognition if window.register_kind else Application
    applied = select(asks.id).where(asks.window_id == window.id, asks.submitted_at.is_not(None))
    return await session.scalar(select(applied.exists())) is True


async def drafts(session: AsyncSession, window: Window) -> Sequence[str]:
    """Return the credit codes of the enterprises that have a draft in a window."""
    asks = Recognition if window.register_kind else Application
    query = select(asks.enterprise_uscc).where(asks.window_id == window.id, asks.stage == "draft")
    return (await session.scalars(query.distinct().order_by(asks.enterprise_uscc))).all()


async def applied_in(session: AsyncSession, window: Window) -> Sequence[tuple[Application, str]]:
    """Return the applications that were submitted in a window, in the order of submission, each with the name of its enterprise."""
    query = (
        select(Application, Enterprise.name)
        .join(Enterprise, Enterprise.uscc == Application.enterprise_uscc)
        .where(Application.window_id == window.id, Application.submitted_at.is_not(None))
        .order_by(Application.submitted_at, Application.id)
    )
    return [(row[0], row[1]) for row in (await session.execute(query)).all()]


# -- lists ----------------------------------------------------------------------------------------------------------------------------


async def list_under_way(session: AsyncSession, cap_key: str, year: int, but: uuid.UUID) -> str | None:
    """Return the number of another window of a ceiling whose list is being decided or settled, if there is one."""
    query = (
        select(Window.number)
        .join(WindowList, WindowList.window_id == Window.id)
        .where(Window.cap_key == cap_key, Window.year == year, Window.id != but, WindowList.state.in_(_LISTS_UNDER_WAY))
    )
    return (await session.scalars(query)).first()


async def lists(session: AsyncSession, window_id: uuid.UUID) -> Sequence[WindowList]:
    """Return the lists of a window, the first one first."""
    return (await session.scalars(select(WindowList).where(WindowList.window_id == window_id).order_by(WindowList.ordinal))).all()


async def last_list(session: AsyncSession, window_id: uuid.UUID) -> WindowList:
    """Return the last list of a window that has one."""
    return (await lists(session, window_id))[-1]


async def lines(session: AsyncSession, list_id: uuid.UUID) -> Sequence[tuple[WindowShare, Application, str]]:
    """Return the shares of a list in its order, each with its application and the name of the enterprise."""
    query = (
        select(WindowShare, Application, Enterprise.name)
        .join(Application, Application.id == WindowShare.application_id)
        .join(Enterprise, Enterprise.uscc == Application.enterprise_uscc)
        .where(WindowShare.list_id == list_id)
        .order_by(WindowShare.ordinal)
    )
    return [(row[0], row[1], row[2]) for row in (await session.execute(query)).all()]


async def notices(session: AsyncSession, window_id: uuid.UUID) -> dict[uuid.UUID, Notice]:
    """Return the last notice of each application that took a share of a list of a window, by the application."""
    taken = select(WindowShare.application_id).join(WindowList, WindowList.id == WindowShare.list_id)
    taken = taken.where(WindowList.window_id == window_id, WindowShare.state == ShareState.TAKEN)
    rows = (await session.scalars(select(Notice).where(Notice.case_id.in_(taken)).order_by(Notice.id))).all()
    return {row.case_id: row for row in rows}


async def unsettled(session: AsyncSession, window_id: uuid.UUID) -> Sequence[tuple[WindowShare, Application]]:
    """Return the shares of a window that no application has taken, locked until the transaction ends, each with its application."""
    query = (
        select(WindowShare, Application)
        .join(WindowList, WindowList.id == WindowShare.list_id)
        .join(Application, Application.id == WindowShare.application_id)
        .where(WindowList.window_id == window_id, WindowList.state == ListState.APPROVED, WindowShare.state == ShareState.LISTED)
        .order_by(WindowShare.ordinal)
        .with_for_update(of=WindowShare)
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in (await session.execute(query)).all()]


async def is_on_notice(session: AsyncSession, window_id: uuid.UUID) -> bool:
    """Tell whether an application that took a share of a list of a window is on public notice still."""
    query = (
        select(WindowShare.application_id)
        .join(WindowList, WindowList.id == WindowShare.list_id)
        .join(Application, Application.id == WindowShare.application_id)
        .where(WindowList.window_id == window_id, WindowShare.state == ShareState.TAKEN, Application.stage.in_(applications.UNDECIDED))
    )
    return await session.scalar(select(query.exists())) is True


async def due_to(session: AsyncSession, application_id: uuid.UUID) -> tuple[WindowShare, WindowList, str] | None:
    """Return the share an approved list has for an application, locked until the transaction ends; None without one.

    Returns:
        The share, its list, and the number of the window.
    """
    query = (
        select(WindowShare, WindowList, Window.number)
        .join(WindowList, WindowList.id == WindowShare.list_id)
        .join(Window, Window.id == WindowList.window_id)
        .where(
            WindowShare.application_id == application_id,
            WindowShare.state == ShareState.LISTED,
            WindowList.state == ListState.APPROVED,
        )
        .with_for_update(of=WindowShare)
    )
    row = (await session.execute(query)).one_or_none()
    return (row[0], row[1], row[2]) if row else None


async def share_of(session: AsyncSession, application_id: uuid.UUID) -> Rate | None:
    """Return at which part of its formula a list decided an application, whatever it was changed to since; None where none did."""
    taken = select(WindowShare.share_fen, WindowShare.formula_fen).join(WindowList, WindowList.id == WindowShare.list_id)
    taken = taken.where(WindowShare.application_id == application_id, WindowShare.state == ShareState.TAKEN, WindowShare.formula_fen > 0)
    row = (await session.execute(taken.order_by(WindowList.id.desc()).limit(1))).one_or_none()
    return Rate(row[0], row[1]) if row else None


async def is_alone(session: AsyncSession, application_id: uuid.UUID) -> bool:
    """Tell whether nothing was shared by the list from which an application took its own: nobody else had a part, or nothing bounds it."""
    taken = select(WindowShare.list_id).where(WindowShare.application_id == application_id, WindowShare.state == ShareState.TAKEN)
    others = select(WindowShare.application_id).where(
        WindowShare.list_id.in_(taken), WindowShare.application_id != application_id, WindowShare.reason.is_(None)
    )
    return await session.scalar(select(taken.exists() & ~others.exists())) is True


# -- as people see them ---------------------------------------------------------------------------------------------------------------


async def of(session: AsyncSession, window_id: uuid.UUID, *, locked: bool = False) -> Window:
    """Return a window; `locked` until the transaction ends."""
    query = select(Window).where(Window.id == window_id)
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(query)).one()


async def of_application(session: AsyncSession, case_id: uuid.UUID) -> Window | None:
    """Return the window in which an application was drafted or submitted, if the case is one and was in one."""
    return (await of_applications(session, [case_id])).get(case_id)


async def of_applications(session: AsyncSession, case_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Window]:
    """Return the windows in which some applications were drafted or submitted, by application; none of what is none or was in none."""
    # Both are cases: the window needs its own name for that table, and an application's is not asked for.
    own = Application.__table__
    query = select(own.c.id, Window).join_from(Window, own, own.c.window_id == Window.id).where(own.c.id.in_(list(case_ids)))
    return {row[0]: row[1] for row in (await session.execute(query)).all()}


def visible_to(actor: Actor | None) -> ColumnElement[bool]:
    """Say which windows exist as far as `actor` is concerned; the SQL of `policy.processes.kernel.permissions.may_see_call`."""
    is_published = Window.stage.in_(PUBLIC)
    if actor is None or not actor.is_a(*AREA_WIDE, Role.OFFICER, Role.APPROVER):
        return is_published
    return true() if actor.is_a(*AREA_WIDE) else or_(is_published, Window.department.in_(actor.departments))


async def find(session: AsyncSession, actor: Actor | None, reference: str) -> Window | None:
    """Return a window by id or number, if it exists as far as `actor` is concerned."""
    row = await case.find(session, Window, reference)
    return row if row is not None and may_see_call(actor, row.department, published=row.is_public) else None
