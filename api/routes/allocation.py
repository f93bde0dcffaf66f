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
from policy.judging.implementing_rules import RuleBook
from policy.language.items import CapScope
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
    if item.cap_scope is not CapScope.PROGRAMME_YEAR:
        raise Refusal(Code.WRONG_STAGE, Text("该事项没有年度总额。", "The item has no ceiling for a whole year."), clause=item.citation)
    if item.departments[0] not in actor.departments:
        raise Refusal(Code.FORBIDDEN, Text("不是本部门的事项。", "It is another department's item."))
    cap_key = f"{item.code}/{given.year}"

    async def run() -> Answer:
        async with served.database.reading() as session:
            book = RuleBook.parse(await implementing_rule.written_rules(session, item.code))
            ceiling_fen = int(book.figures(item, datetime.now(BEIJING).date()).law.cap_fen)
            awarded_fen = await applications.awarded_under_key(session, cap_key)
            waiting = await applications.waiting_under_key(session, cap_key)
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
