"""变动备案的查询。Reads of the changes enterprises filed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from operator import eq, ge, lt

from sqlalchemy import ColumnElement, and_, any_, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import document as documents
from models.queries import search
from models.queries.commitment import collected, visible_to
from models.queries.page import Page, Wanted, in_order, narrowed
from models.tables import ChangeFiling, Commitment, Document
from policy.actors import Actor
from policy.errors import Code, Fault, Refusal
from policy.processes.commitment.states import APPROVED, UNDECIDED, FilingState
from policy.processes.commitment.terms import check_planned_day
from policy.text import Text

STILL_OPEN: ColumnElement[bool] = or_(
    ChangeFiling.state.in_(UNDECIDED), and_(ChangeFiling.state.in_(APPROVED), ChangeFiling.took_effect_at.is_(None))
)
"""Says of a filing that it has not taken effect: until then its enterprise may take it back."""
# What never reached its process, or was refused by it, is none.
_TAKEN: ColumnElement[bool] = ChangeFiling.state != FilingState.RECEIVED


async def of(session: AsyncSession, filing_id: uuid.UUID) -> ChangeFiling:
    """Return a filing."""
    return (await session.scalars(select(ChangeFiling).where(ChangeFiling.id == filing_id))).one()


async def is_known(session: AsyncSession, filing_id: uuid.UUID) -> bool:
    """Tell whether a filing was received, such as by a request that is sent again."""
    return await session.get(ChangeFiling, filing_id) is not None


async def of_case(session: AsyncSession, commitment_id: uuid.UUID, states: Iterable[str] | None = None) -> Sequence[ChangeFiling]:
    """Return the filings of an enterprise, oldest first; only those in `states`, if given. What never reached its process is none."""
    query = select(ChangeFiling).where(ChangeFiling.commitment_id == commitment_id, _TAKEN).order_by(ChangeFiling.serial)
    if states is not None:
        query = query.where(ChangeFiling.state.in_(tuple(states)))
    return (await session.scalars(query)).all()


async def open_of(session: AsyncSession, commitment_id: uuid.UUID) -> Sequence[ChangeFiling]:
    """Return the filings of an enterprise that are not decided, or have not taken effect yet, oldest first."""
    query = select(ChangeFiling).where(ChangeFiling.commitment_id == commitment_id, STILL_OPEN).order_by(ChangeFiling.serial)
    return (await session.scalars(query)).all()


async def require_acceptable(
    session: AsyncSession, commitment_id: uuid.UUID, kind: str, planned_on: date, today: date, *, supersedes: uuid.UUID | None
) -> ChangeFiling | None:
    """Refuse a change of a day that is none, or of a move that is filed already; return the filing in whose place it comes, if any.

    Args:
        session: The session.
        commitment_id: Whose commitment it is filed for.
        kind: What changes.
        planned_on: When.
        today: The day it is filed on.
        supersedes: The earlier filing in whose place it comes, if it says so.

    Raises:
        Refusal: `invalid_input` for the day, or an earlier filing that is over or asked money for; `duplicate` for a second of one move.
    """
    if bound := await collected(session, commitment_id):
        check_planned_day(planned_on, min(one.undertaking.starts_on for one in bound), today)
    standing = await open_of(session, commitment_id)
    before = next((filing for filing in standing if filing.id == supersedes and not filing.clawbacks), None)
    if supersedes is not None and before is None:
        said = Text("不是贵单位尚未生效的备案", "is no filing of yours that has not taken effect")
        raise Refusal(
            Code.INVALID_INPUT, Text(f"所代替的备案{said.zh}。", f"The filing to be superseded {said.en}."), [Fault("supersedes", said)]
        )
    if kind != "other" and any(filing.kind == kind for filing in standing if filing is not before):
        said = Text("已有尚未生效的同类备案；请撤回，或者注明由本备案代替", "is filed already; withdraw that filing, or supersede it")
        raise Refusal(Code.DUPLICATE, Text(f"{said.zh}。", f"This change {said.en}."), [Fault("kind", said)])
    return before


async def require_papers(session: AsyncSession, commitment_id: uuid.UUID, evidence: Sequence[str]) -> None:
    """Refuse what is no document that was uploaded to a commitment, and stands.

    Raises:
        Refusal: `invalid_input`, naming the place of each.
    """
    standing = {str(document.id) for document in await documents.of_case(session, commitment_id)}
    said = Text("不是已上传的材料", "is no document that was uploaded")
    if faults := [Fault(f"evidence.{place}", said) for place, one in enumerate(evidence) if one not in standing]:
        raise Refusal(Code.INVALID_INPUT, Text("证明材料有误，请先上传。", "What supports it is to be uploaded first."), faults)


async def is_paper(session: AsyncSession, document: Document) -> bool:
    """Tell whether a filing names a document."""
    named = select(ChangeFiling.id).where(
        ChangeFiling.commitment_id == document.case_id, literal(str(document.id)) == any_(ChangeFiling.evidence)
    )
    return await session.scalar(named.limit(1)) is not None


async def find(session: AsyncSession, actor: Actor, filing_id: uuid.UUID) -> ChangeFiling | None:
    """Return a filing that exists as far as `actor` is concerned; what never reached its process, or was refused by it, is none."""
    query = (
        select(ChangeFiling)
        .join(Commitment, Commitment.id == ChangeFiling.commitment_id)
        .where(ChangeFiling.id == filing_id, _TAKEN, visible_to(actor))
    )
    return (await session.scalars(query)).one_or_none()


async def page(session: AsyncSession, actor: Actor, page: Page, wanted: Wanted, *, state: str | None) -> Sequence[ChangeFiling]:
    """Return a page of the filings `actor` may see; their time is when they were received."""
    query = select(ChangeFiling).join(Commitment, Commitment.id == ChangeFiling.commitment_id).where(_TAKEN, visible_to(actor))
    dates = (ChangeFiling.received_at, ge, wanted.since), (ChangeFiling.received_at, lt, wanted.before)
    query = narrowed(query, (ChangeFiling.state, eq, state), *dates)
    query = await search.among(session, query, wanted, [ChangeFiling.enterprise_uscc])
    # Its id is the key of the request, and says nothing of when it came.
    query = in_order(query, ChangeFiling.serial, ChangeFiling.id, page.after, page.sort)
    return (await session.scalars(query.limit(page.limit + 1))).all()
