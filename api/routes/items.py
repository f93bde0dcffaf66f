"""事项。What may be applied for, and what would come of it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body

from api.permits import may
from policy.assessment import assess
from policy.registry import ITEMS
from policy.registry import item as item_called

router = APIRouter(tags=["items"])


@router.get("/items", operation_id="list_items", summary="全部事项 Every item", **may("public"))
async def list_items() -> list[dict[str, Any]]:
    """List every item with its clause, departments and process."""
    return [_shown(code) for code in ITEMS]


@router.get("/items/{code}", operation_id="get_item", summary="一个事项 One item", **may("public"))
async def get_item(code: str) -> dict[str, Any]:
    """Show an item with the JSON Schema of its facts and its evidence list."""
    return _shown(code)


@router.post("/items/{code}/assess", operation_id="assess_item", summary="试算 Try it out", **may("public"))
async def assess_item(
    code: str, document: Annotated[dict[str, Any], Body(description="与 `etown assess` 的 facts.json 相同 The same as facts.json")]
) -> dict[str, Any]:
    """Say what would come of a document, with the reasons. Nothing is stored and nobody has to sign in."""
    return assess(code, document).as_dict()


def _shown(code: str) -> dict[str, Any]:
    item = item_called(code)
    return {"code": item.code} | item.as_dict()
