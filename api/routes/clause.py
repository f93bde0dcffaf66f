"""条款。A clause of the Opinions in our words, with its items: what `etown clause` prints."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.schemas.item import ClauseShape
from api.web.negotiation import PAGE_OR_JSON, negotiated, page, prefers_page
from api.web.permissions import may
from api.web.problems import language_of
from policy.letters.clause_pages import clause_as_dict, clause_page

router = APIRouter(tags=["items"])


@router.get(
    "/clauses/{number}",
    operation_id="get_clause",
    summary="一条 One clause",
    response_model=ClauseShape,
    responses=PAGE_OR_JSON,
    **may("public"),
)
async def get_clause(number: str, request: Request) -> Response:
    """Show what a clause promises, and its items with their facts, evidence and figures; as JSON, or as a page by Accept."""
    if prefers_page(request):
        return page(request, clause_page(number, language_of(request)))
    return JSONResponse(clause_as_dict(number), headers=negotiated(request))
