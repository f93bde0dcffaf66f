"""榜单与方案的查询。Reads of calls and of the solutions that answer them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import application as applications
from models.queries import audit_event as audit_events
from models.queries import case, succession
from models.tables import Call, PostGrantProject
from policy.actors import Actor, Role
from policy.days import minute, moment
from policy.errors import Code, Refusal
from policy.processes.application.lifecycle import Stage as Award
from policy.processes.call.lifecycle import PUBLIC, Event
from policy.processes.call.lifecycle import Stage as CallStage
from policy.processes.call.standby import in_place, is_recommended, stands_by
from policy.processes.kernel.permissions import AREA_WIDE, may_see_call
from policy.processes.post_grant.lifecycle import POST_GRANT, Stage
from policy.text import Text


async def of(session: AsyncSession, call_id: uuid.UUID, *, locked: bool = False, shared: bool = False) -> Call:
    """Return a call; `locked` until the transaction ends, or `shared` so that it cannot change meanwhile."""
    query = select(Call).where(Call.id == call_id)
    if locked or shared:
        query = query.with_for_update(read=shared).execution_options(populate_existing=True)
    return (await session.scalars(query)).one()


async def solutions(session: AsyncSession, call_id: uuid.UUID, *, shared: bool = False) -> Sequence[PostGrantProject]:
    """Return the solutions that were submitted to a call, oldest first; `shared` so that none moves before the transaction ends."""
    query = (
        select(PostGrantProject)
        .where(PostGrantProject.call_id == call_id, PostGrantProject.submitted_at.is_not(None))
        .order_by(PostGrantProject.id)
    )
    if shared:
        query = query.with_for_update(read=True).execution_options(populate_existing=True)
    return (await session.scalars(query)).all()


async def candidates(session: AsyncSession, call_id: uuid.UUID, *, shared: bool = False) -> list[PostGrantProject]:
    """Return the evaluated solutions that wait for the selection, best first: by score, then by recommendations, then by age."""
    return _ranked(row for row in await solutions(session, call_id, shared=shared) if row.stage == Stage.SELECTION)


def _ranked(rows: Iterable[PostGrantProject]) -> list[PostGrantProject]:
    return sorted(rows, key=lambda row: (row.challenge_no, -(row.score_hundredths or 0), -(row.recommendations or 0), row.id))


async def reserve(session: AsyncSession, call: Call, *, shared: bool = False) -> list[PostGrantProject]:
    """Return the solutions that stand by for a winner of their challenge, best first."""
    waiting = [row for row in await solutions(session, call.id, shared=shared) if row.stage in {Stage.SELECTION, Stage.RESERVE}]
    return _ranked(row for row in waiting if may_come_up(call, row))


def may_come_up(call: Call, row: PostGrantProject) -> bool:
    """Tell whether a solution that waits may still take the place of a winner."""
    recommended = is_recommended(row.recommendations, row.votes)
    return stands_by(call.winners, row.number, row.challenge_no, recommended=recommended)


async def unpaid_winners(session: AsyncSession, call: Call) -> list[tuple[PostGrantProject, bool]]:
    """Return the winners in their place to whom nothing is paid, each with whether nothing comes of it any more.

    That is one whose project ended without its award, or whose award ended unpaid.
    """
    numbers = {winner["solution"] for winner in in_place(call.winners)}
    found: list[tuple[PostGrantProject, bool]] = []
    for row in await solutions(session, call.id):
        if row.number not in numbers:
            continue
        awards = await applications.carried_over(session, row.id)
        if any(award.paid_fen or award.stage == Award.IN_FORCE for award in awards):
            continue
        ended = [award.closed_at is not None for award in awards] or [row.stage != Stage.COMPLETED and row.closed_at is not None]
        found.append((row, all(ended)))
    return found


async def drafts(session: AsyncSession, call_id: uuid.UUID) -> Sequence[PostGrantProject]:
    """Return the solutions to a call that were not submitted, locked."""
    query = select(PostGrantProject).where(PostGrantProject.call_id == call_id, PostGrantProject.stage == Stage.DRAFT)
    return (await session.scalars(query.order_by(PostGrantProject.id).with_for_update())).all()


async def rival(session: AsyncSession, call_id: uuid.UUID, challenge_no: int, uscc: str) -> PostGrantProject | None:
    """Return the solution an enterprise, or one that counts as one with it, has under way for a challenge already."""
    query = select(PostGrantProject).where(
        PostGrantProject.call_id == call_id,
        PostGrantProject.challenge_no == challenge_no,
        PostGrantProject.enterprise_uscc.in_(await succession.family(session, uscc)),
        PostGrantProject.stage.not_in(POST_GRANT.terminal),
    )
    return (await session.scalars(query)).first()


def visible_to(actor: Actor | None) -> ColumnElement[bool]:
    """Say which calls exist as far as `actor` is concerned; the SQL of `policy.processes.kernel.permissions.may_see_call`."""
    published = Call.stage.in_(PUBLIC)
    if actor is None or not actor.is_a(*AREA_WIDE, Role.OFFICER, Role.APPROVER):
        return published
    return true() if actor.is_a(*AREA_WIDE) else or_(published, Call.department.in_(actor.departments))


async def find(session: AsyncSession, actor: Actor | None, reference: str) -> Call | None:
    """Return a call by id or number, if it exists as far as `actor` is concerned."""
    row = await case.find(session, Call, reference)
    return row if row is not None and may_see_call(actor, row.department, published=row.stage in PUBLIC) else None


def require_open(call: Call, at: datetime) -> None:
    """Refuse what only an open call takes: at the end of its window it is closed, to the second.

    Raises:
        Refusal: `window_closed`, with the time at which it begins, or ended.
    """
    if call.stage == CallStage.OPEN and call.opens_at <= at < call.closes_at:
        return
    detail = Text("不在征集期内。", "The window of the call is not open.")
    if call.stage in PUBLIC - {CallStage.CANCELLED} and at >= call.closes_at:
        detail = Text(f"征集期已于{minute(call.closes_at)}截止。", f"The window of the call ended on {moment(call.closes_at)}.")
    elif call.stage == CallStage.OPEN:
        detail = Text(f"征集期自{minute(call.opens_at)}开始。", f"The window of the call begins on {moment(call.opens_at)}.")
    raise Refusal(Code.WINDOW_CLOSED, detail)


async def why_cancelled(session: AsyncSession, call: Call) -> dict[str, str]:
    """Return the `reason` for which a call was cancelled; nothing of one that was not."""
    said = await audit_events.last_of(session, call.id, (Event.CALL_CANCELLED,))
    return {"reason": str(said.detail["reason"])} if said is not None and "reason" in said.detail else {}


async def why_not_selected(session: AsyncSession, call: Call, row: PostGrantProject) -> dict[str, str]:
    """Return the `reason` for which nobody was selected, or nobody took a free place of a challenge; nothing where others were."""
    said = await audit_events.last_of(session, call.id, (Event.NOBODY_SELECTED, Event.RUNNER_UP_NOT_OFFERED))
    if said is None or said.detail.get("challenge_no", row.challenge_no) != row.challenge_no:
        return {}
    return {"reason": str(said.detail["reason"])}
