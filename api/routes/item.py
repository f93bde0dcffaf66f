"""事项。The items of the catalogue, and what an assessment of each would come to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from fastapi.openapi.models import Example

from api import reckoning
from api.schemas.base import PlainObject
from api.schemas.item import AllocatedShape, AllocationGiven, AssessedShape, ItemShape, ItemTodayShape
from api.views import window as window_views
from api.web.negotiation import in_language
from api.web.permissions import may
from api.web.problems import language_of
from api.web.quotas import CALCULATIONS
from api.web.services import Served
from models.queries import implementing_rule, suspension
from models.queries import window as windows
from policy.errors import Code, Refusal
from policy.judging.catalogue import ITEMS
from policy.judging.catalogue import item as item_called
from policy.judging.timeliness import years_of
from policy.language.facts import unknown_in
from policy.language.forms import rendered
from policy.language.items import Item
from policy.language.lead import asked_under, has_participants
from policy.processes.application.channel import elsewhere
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["items"])

_BESIDE = frozenset({"facts", "rules"})
_ASSESSED = """与 `etown assess` 的 facts.json 相同；或{facts, rules}，改按所附细则核定。
The same as facts.json; or {facts, rules}, to be judged by those rules."""
_FACTS: dict[str, Any] = {
    "plan": "growth",
    "year": 2025,
    "rent_paid_fen": 100_000_000,
    "applicant": {"type": "enterprise", "registered_in_area": True, "taxed_in_area": True, "statistics_in_area": True, "records": []},
    "application_date": "2026-03-02",
    "matter_date": "2025-12-31",
}
_RULES = [{"item": "plan-rent", "from": "2025-01-01", "to": "2025-12-31", "values": {"rate": "0.30"}}]
_ASSESS_EXAMPLES: dict[str, Example] = {
    "facts": {"summary": "按已批准的细则 By the approved rules (plan-rent)", "value": _FACTS},
    "facts_and_rules": {"summary": "按所附细则 By rules of one's own (plan-rent)", "value": {"facts": _FACTS, "rules": _RULES}},
}
_ALLOCATED = "与 `etown allocate` 的 requests.json 相同 The same as requests.json"
_ALLOCATE_EXAMPLES: dict[str, Example] = {
    "over_subscribed": {
        "summary": "超出总额 More than the ceiling (patent-pool)",
        "value": {"ceiling_fen": 100, "requests": [{"id": "BDA-1", "fen": 100}, {"id": "BDA-2", "fen": 50}]},
    },
}


@router.get("/items", operation_id="list_items", summary="全部事项 Every item", **may("public"))
async def list_items(request: Request, response: Response) -> list[ItemShape]:
    """List every item with its clause, departments and process, and where one goes `instead` about what is not applied for but guides."""
    response.headers.update(in_language(request))
    return [_shown(item, language_of(request)) for item in ITEMS.values()]


@router.get("/items/{code}", operation_id="get_item", summary="一个事项 One item", **may("public"))
async def get_item(code: str, served: Served, request: Request, response: Response) -> ItemTodayShape:
    """Show an item with the JSON Schema of its facts, its evidence list, and what suspends it today, if anything does.

    The schema takes the years that can be applied for today; a form is rendered from it as it is, in the language of Accept-Language.
    """
    item, today = item_called(code), datetime.now(BEIJING).date()
    if has_participants(item):
        async with served.database.reading() as session:
            item = asked_under(item, await implementing_rule.law_in_force(session, item, today))
    shown = _shown(item, language_of(request))
    response.headers.update(in_language(request))
    if item.year_code is not None:
        first, last = years_of(item, today)
        shown["schema"]["properties"][item.year_code] |= {"minimum": first, "maximum": last}
    async with served.database.reading() as session:
        suspended = await suspension.suspension_on(session, code, today)
        window = await windows.next_of(session, code, datetime.now(UTC))
    return shown | {
        "suspension": suspended.as_dict() if suspended else None,
        "window": window_views.brief(window).model_dump(mode="json") if window else None,
    }


@router.post("/items/{code}/assess", operation_id="assess_item", summary="试算 Try it out", **may("public", CALCULATIONS))
async def assess_item(
    code: str, served: Served, document: Annotated[PlainObject, Body(description=_ASSESSED, openapi_examples=_ASSESS_EXAMPLES)]
) -> AssessedShape:
    """Assess a document that is not stored: the outcome with its reasons, and who can set a parameter that is missing.

    The document is what `etown assess --facts` reads. It is judged by the approved implementing rules. To judge it by rules of your own, as
    `etown assess --rules` does, send `{"facts": …, "rules": […]}`: then those count and no others. Nothing is stored and nobody
    has to sign in.
    """
    item, facts = item_called(code), _facts_in(document)
    if facts is not document and "rules" in document:
        return await served.reckon(reckoning.assessment, item.code, facts, document["rules"])
    async with served.database.reading() as session:
        rules = await implementing_rule.written_rules(session, item.code)
    return await served.reckon(reckoning.assessment, item.code, facts, rules)


@router.post(
    "/items/{code}/allocations/preview", operation_id="preview_allocation", summary="试分配 Try a sharing", **may("public", CALCULATIONS)
)
async def preview_allocation(
    code: str, served: Served, document: Annotated[AllocationGiven, Body(description=_ALLOCATED, openapi_examples=_ALLOCATE_EXAMPLES)]
) -> AllocatedShape:
    """Share a ceiling among requests pro rata, to the fen: what `etown allocate` reads and answers. Nothing is stored."""
    return await served.reckon(reckoning.allocation, item_called(code).code, document)


def _facts_in(document: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of either shape: no item has a fact called `facts`, so an object of that name holds them all.

    Raises:
        Refusal: `invalid_input`, naming whatever stands beside the facts and is not rules.
    """
    facts = document.get("facts")
    if not isinstance(facts, dict):
        return document
    if faults := unknown_in(_BESIDE, document):
        raise Refusal(Code.INVALID_INPUT, Text("输入有误。", "The input is not valid."), faults)
    return facts


def _shown(item: Item, language: str) -> dict[str, Any]:
    return {"code": item.code} | item.as_dict() | {"schema": rendered(item.facts_schema(), language), "instead": elsewhere(item)}
