"""按比例分配。Sharing the ceiling of a programme that is over-subscribed, before its applications are decided."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from activities.signatures.case import Message
from api.schemas.allocation import AllocationGiven, AllocationShown, ShareShown
from api.web.idempotency import Answer, RunOnce
from api.web.permissions import Signed, may
from api.web.services import Served
from models.queries import application as applications
from models.queries import implementing_rule
from policy.errors import Code, Refusal
from policy.judging.catalogue import item as item_called
from policy.language.caps import CapScope
from policy.processes.application.allocation import pro_rata
from policy.processes.application.lifecycle import Event
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["budget"])


@router.post(
    "/items/{code}/allocations",
    operation_id="allocate_ceiling",
    summary="按比例分配 Share a ceiling",
    response_model=AllocationShown,
    **may("item:allocate"),
)
async def allocate_ceiling(code: str, given: AllocationGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Share what is left of a year's ceiling among the applications that wait for their decision: pro rata, to the fen.

    Applications that fit are left as they are. Whoever was cut is told, and decided as usual.
    """
    item = item_called(code)
    if item.departments[0] not in actor.departments:
        raise Refusal(Code.FORBIDDEN, Text("不是本部门的事项。", "It is another department's item."))
    async with served.database.reading() as session:
        law = await implementing_rule.law_in_force(session, item, datetime.now(BEIJING).date())
    if "cap_scope" not in item.law or law.cap_scope != CapScope.PROGRAMME:
        raise Refusal(Code.WRONG_STAGE, Text("该事项没有年度总额。", "The item has no ceiling for a whole year."), clause=item.citation)
    programme = applications.in_programme(item.cap_name, law.cap_period, given.year)

    async def run() -> Answer:
        async with served.database.reading() as session:
            awarded_fen = await applications.awarded_in(session, programme)
            waiting = await applications.waiting_in(session, programme)
        ceiling_fen = int(law.cap_fen)
        asked = [row.award_fen or 0 for row in waiting]
        shares = pro_rata(max(ceiling_fen - awarded_fen, 0), asked)
        for row, share_fen in zip(waiting, shares, strict=True):
            if share_fen < (row.award_fen or 0):
                detail = {"award_fen": share_fen, "assessed_fen": row.award_fen, "ceiling_fen": ceiling_fen, "awarded_fen": awarded_fen}
                await served.cases.ask(row.process, row.number, "request", Message(Event.ALLOCATED, actor, once.request_key, None, detail))
        shown = [
            ShareShown(application_number=row.number, assessed_fen=fen, share_fen=share_fen)
            for row, fen, share_fen in zip(waiting, asked, shares, strict=True)
        ]
        return Answer(200, AllocationShown(ceiling_fen=ceiling_fen, awarded_fen=awarded_fen, shares=shown), {})

    return await once.across(run)
