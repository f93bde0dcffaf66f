"""撤销决定。How an approver proposes that a decision on an application is revoked."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from activities.signatures.case import Message
from activities.signatures.case_start import CaseStart
from api.requests import ask
from api.schemas.case import ReasonGiven, ReceiptShown
from api.views import case as case_views
from api.web.idempotency import Answer, RunOnce
from api.web.permissions import Signed, handled, may
from api.web.reads import ReadRoute
from api.web.services import Served
from models.queries import application as applications
from models.queries import enterprise as enterprises
from policy.errors import Code, Refusal
from policy.processes.application.lifecycle import Event, Stage
from policy.processes.application.revoking import ASKED_IN, not_revoked

router = APIRouter(tags=["applications"], route_class=ReadRoute)


@router.post(
    "/applications/{reference}/revocation",
    operation_id="propose_decision_revocation",
    summary="提请撤销决定 Propose that a decision is revoked",
    response_model=ReceiptShown,
    **may("case:revoke"),
)
async def propose_decision_revocation(reference: str, given: ReasonGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Propose that an award that is not paid, a final refusal or a lapse is revoked, for a reason its enterprise reads.

    Whoever had any other part in it does not; another approver decides, after a hearing where the enterprise would lose an award. What is
    mended in another way is refused as `wrong_stage` or `duplicate`, which says how.
    """
    async with served.database.reading() as session:
        row = handled(await applications.find(session, reference), actor, "case:revoke")
        event = ASKED_IN.get(Stage(row.stage), Event.AWARD_REVOCATION_PROPOSED)
        ended = None
        if event is Event.REFUSAL_REVOCATION_PROPOSED:
            name = await enterprises.name(session, row.enterprise_uscc)
            ended = CaseStart.of(row, row.stage, enterprise=name, resumed=True)
    detail = {"reason": given.reason}
    if ended is None:
        try:
            return await ask(once, actor, row, "request", event, detail)
        except Refusal as refusal:
            if row.stage in ASKED_IN or refusal.code not in {Code.WRONG_STAGE, Code.PROCESS_ENDED}:
                raise
            raise not_revoked(row.stage) from refusal

    async def run() -> Answer:
        return Answer(200, case_views.receipt(await served.cases.submit(ended, Message(event, actor, once.request_key, None, detail))), {})

    return await once.across(run)
