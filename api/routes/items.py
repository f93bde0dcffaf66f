"""事项。What may be applied for, and what would come of it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body

from api.permits import may
from api.services import Served
from models.queries import decree as decrees
from policy.assessment import assess
from policy.registry import ITEMS
from policy.registry import item as item_called
from policy.working_days import BEIJING

router = APIRouter(tags=["items"])


@router.get("/items", operation_id="list_items", summary="全部事项 Every item", **may("public"))
async def list_items() -> list[dict[str, Any]]:
    """List every item with its clause, departments and process."""
    return [_shown(code) for code in ITEMS]


@router.get("/items/{code}", operation_id="get_item", summary="一个事项 One item", **may("public"))
async def get_item(code: str, served: Served) -> dict[str, Any]:
    """Show an item with the JSON Schema of its facts, its evidence list, and what suspends it today, if anything does."""
    shown = _shown(code)
    async with served.database.reading() as session:
        suspension = await decrees.suspension_on(session, code, datetime.now(BEIJING).date())
    return shown | {"suspension": suspension.as_dict() if suspension else None}


@router.post("/items/{code}/assess", operation_id="assess_item", summary="试算 Try it out", **may("public"))
async def assess_item(
    code: str,
    served: Served,
    document: Annotated[dict[str, Any], Body(description="与 `etown assess` 的 facts.json 相同 The same as facts.json")],
) -> dict[str, Any]:
    """Say what would come of a document by the approved implementing rules, with the reasons, and who can set a parameter that is missing.

    Nothing is stored and nobody has to sign in.
    """
    item = item_called(code)
    async with served.database.reading() as session:
        rules = await decrees.written_rules(session, code)
    result = assess(code, document, rules)
    return result.as_dict() | {"parameters_needed": item.parameters_needed(result.missing_parameters)}


def _shown(code: str) -> dict[str, Any]:
    item = item_called(code)
    return {"code": item.code} | item.as_dict()
