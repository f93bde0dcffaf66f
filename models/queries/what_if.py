"""政策试算的查询。Reads of what-ifs: their results page by page, whose rows they are, and what is appropriated."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.page import Page, in_order
from models.tables import AnnualRunMember, Application, Appropriation, Assessment, Enterprise, LedgerAccount, WhatIf, WhatIfPart
from policy.language.items import Item
from policy.what_if.kept import PART, Row, unpacked
from policy.what_if.result import Effect


async def find(session: AsyncSession, what_if_id: uuid.UUID) -> WhatIf | None:
    """Return a what-if."""
    return (await session.scalars(select(WhatIf).where(WhatIf.id == what_if_id))).one_or_none()


async def locked(session: AsyncSession, what_if_id: uuid.UUID) -> WhatIf | None:
    """Return a what-if, locked until the transaction ends."""
    return (await session.scalars(select(WhatIf).where(WhatIf.id == what_if_id).with_for_update())).one_or_none()


async def page(session: AsyncSession, item_codes: Iterable[str], page: Page) -> Sequence[WhatIf]:
    """Return a page of the what-ifs of some items; one more than asked for."""
    # Its id is the key of the request, and says nothing of when it was asked.
    query = in_order(select(WhatIf).where(WhatIf.item_code.in_(list(item_codes))), WhatIf.asked_at, WhatIf.id, page.after, page.sort)
    return (await session.scalars(query.limit(page.limit + 1))).all()


async def rows(session: AsyncSession, what_if_id: uuid.UUID, effect: Effect | None, after: int, limit: int) -> list[Row]:
    """Return rows of a what-if in their order, after a place; one more than asked for."""
    query = select(WhatIfPart).where(WhatIfPart.what_if_id == what_if_id).order_by(WhatIfPart.number).limit(1)
    if effect is not None:
        query = query.where(WhatIfPart.effects.has_key(effect.value))
    found: list[Row] = []
    number = after // PART - 1
    while len(found) <= limit:
        part = (await session.scalars(query.where(WhatIfPart.number > number))).one_or_none()
        if part is None:
            break
        number = part.number
        found += unpacked(number, part.rows, after, effect, limit + 1 - len(found))
    return found


async def whose(session: AsyncSession, application_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str, str]]:
    """Return number, credit code and name of the enterprise of some applications."""
    query = (
        select(Application.id, Application.number, Enterprise.uscc, Enterprise.name)
        .join(Enterprise, Enterprise.uscc == Application.enterprise_uscc)
        .where(Application.id.in_(list(application_ids)))
    )
    return {row[0]: (row[1], row[2], row[3]) for row in (await session.execute(query)).all()}


async def names(session: AsyncSession, run_id: uuid.UUID, usccs: Iterable[str]) -> dict[str, str]:
    """Return the names of some members of a run."""
    query = select(AnnualRunMember.uscc, AnnualRunMember.name).where(
        AnnualRunMember.run_id == run_id, AnnualRunMember.uscc.in_(list(usccs))
    )
    return {row[0]: row[1] for row in (await session.execute(query)).all()}


async def assessment_of(session: AsyncSession, application_id: uuid.UUID) -> Assessment:
    """Return the assessment a stored case is judged by: the last of its own, as a recomputation takes it."""
    query = select(Assessment).where(Assessment.application_id == application_id, Assessment.redecision_id.is_(None))
    return (await session.scalars(query.order_by(Assessment.id.desc()).limit(1))).one()


async def appropriated(session: AsyncSession, item: Item) -> dict[int, tuple[int, str]]:
    """Return what is appropriated for an item by year, in fen, and on which line: its own, or its department's where it has none."""
    query = (
        select(Appropriation.year, Appropriation.item_code, -func.sum(LedgerAccount.balance_fen))
        .join(LedgerAccount, LedgerAccount.appropriation_id == Appropriation.id)
        .where(Appropriation.department == item.departments[0], Appropriation.item_code.in_((item.code, "*")))
        .where(LedgerAccount.kind == "source", LedgerAccount.balance_fen < 0)
        .group_by(Appropriation.year, Appropriation.item_code)
        # The item's own comes last, and stands.
        .order_by(Appropriation.item_code)
    )
    found = (await session.execute(query)).all()
    lines = sorted(found, key=lambda row: row[1] == item.code)
    return {row[0]: (int(row[2]), "item" if row[1] == item.code else "department") for row in lines}
