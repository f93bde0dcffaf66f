"""国库收款。What came in at the treasury: divided over which debts, undivided, or owed and paid back to whoever paid it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from api.schemas.base import List
from api.schemas.receipt import PartShown, ReceiptInFull
from api.views.receipt import part_fields
from api.web.filters import OfEnterprise, Since, Until
from api.web.pagination import ByAgeOrAmount, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, may, not_found
from api.web.reads import ReadRoute
from api.web.services import Served
from models.queries import receipt as receipts
from models.queries.page import Sort, Wanted
from models.session import Session
from models.tables import Receipt
from policy.processes.clawback.states import GOES_BACK

router = APIRouter(tags=["receipts"], route_class=ReadRoute)
Payer = Annotated[
    str | None,
    Query(
        min_length=2,
        max_length=100,
        description="查找：付款人名称的一部分、统一社会信用代码、国库收款编号（或其开头至少4个字符） "
        "What is looked for: a part of a payer's name, its credit code, or the treasury's reference or four signs or more of its beginning",
    ),
]


@router.get("/receipts", operation_id="list_receipts", summary="国库收款列表 List receipts", **may("receipt:read"))
async def list_receipts(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    actor: Signed,  # noqa: ARG001 - the permit needs somebody
    standing: Annotated[
        Literal["undivided", "owed_back"] | None, Query(description="只列未划分的或应退的 Only what is undivided, or owed back")
    ] = None,
    q: Payer = None,
    enterprise: OfEnterprise = None,
    received_from: Since = None,
    received_to: Until = None,
    sort: ByAgeOrAmount = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[ReceiptInFull]:
    """List what the treasury received, the latest known first: what is undivided or owed back waits to be divided or paid back."""
    async with served.database.reading() as session:
        page, wanted = page_of(served.cursor_key, limit, cursor, sort), Wanted(q, enterprise)
        rows = await receipts.page(session, standing, (received_from, received_to), page, wanted)
        kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
        return List(items=await _in_full(session, kept), next_cursor=following)


@router.get("/receipts/{receipt_id}", operation_id="get_receipt", summary="一笔国库收款 One receipt", **may("receipt:read"))
async def get_receipt(
    receipt_id: uuid.UUID,
    served: Served,
    actor: Signed,  # noqa: ARG001 - the permit needs somebody
) -> ReceiptInFull:
    """Say who paid a receipt and which debts got how much of it."""
    async with served.database.reading() as session:
        found = await receipts.find(session, receipt_id)
        if found is None:
            raise not_found()
        return (await _in_full(session, [found]))[0]


async def _in_full(session: Session, rows: Sequence[Receipt]) -> list[ReceiptInFull]:
    parts: dict[uuid.UUID, list[PartShown]] = {row.id: [] for row in rows}
    for part, of in await receipts.parts_of(session, parts):
        shown = part_fields(part) | {f"{name}_number": number for name, number in of.items()}
        parts[part.receipt_id].append(PartShown.model_validate(shown))
    return [ReceiptInFull.model_validate(_whole(row, parts[row.id])) for row in rows]


def _whole(row: Receipt, parts: list[PartShown]) -> dict[str, Any]:
    own = ("id", "reference", "amount_fen", "payer_uscc", "payer_name", "received_on")
    return {name: getattr(row, name) for name in own} | {
        "undivided_fen": row.amount_fen - sum(part.amount_fen for part in parts),
        **{f"{state}_fen": sum(part.amount_fen for part in parts if part.state is state) for state in GOES_BACK},
        "parts": parts,
    }
