"""请求。What became of one's own request that was only taken, such as while no worker answered."""

from __future__ import annotations

from fastapi import APIRouter, Request

from activities.signatures.case import Receipt
from api.schemas.base import Problem
from api.schemas.request import RequestShown
from api.views import case as case_views
from api.web.permissions import PerhapsSigned, may, not_found
from api.web.problems import language_of
from api.web.services import Served
from models.queries import request as requests
from models.tables import CaseRequest
from policy.actors import PUBLIC
from policy.errors import Refusal

router = APIRouter(tags=["requests"])


@router.get("/requests/{key}", operation_id="get_request", summary="请求办理情况 What became of a request", **may("public"))
async def get_request(key: str, served: Served, actor: PerhapsSigned, request: Request) -> RequestShown:
    """Return what became of a request of one's own that was answered with 202.

    It is kept until it is done or refused, whatever stops meanwhile, and counts as received when it was taken. An objection is kept under
    nobody's name: whoever was given its key may look.
    """
    async with served.database.reading() as session:
        row = await requests.own(session, key, {PUBLIC.subject} | ({actor.subject} if actor else set()))
    if row is None:
        raise not_found()
    return _shown(row, language_of(request))


def _shown(row: CaseRequest, language: str) -> RequestShown:
    outcome = row.outcome or {}
    refusal = Refusal.of(outcome["refusal"]) if "refusal" in outcome else None
    receipt = Receipt(**outcome["receipt"]) if "receipt" in outcome else None
    return RequestShown(
        key=row.key,
        state="refused" if refusal else "done" if receipt else "waiting",
        received_at=row.received_at,
        answered_at=row.answered_at,
        receipt=case_views.receipt(receipt) if receipt else None,
        problem=Problem.model_validate(refusal.document(language)) if refusal else None,
    )
