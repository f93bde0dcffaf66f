"""草稿。How what somebody drafts is changed, handed in or discarded, whichever process it begins."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from fastapi import Response
from fastapi.responses import JSONResponse

from activities.signatures.case import Message
from activities.signatures.case_start import CaseStart
from api.views import case as case_views
from api.web.entity_tags import check_match, etag
from api.web.idempotency import Answer, Once
from api.web.services import Services
from models.commands import correction
from models.commands.case import discard, lock_editable, touch
from models.queries import enterprise as enterprises
from models.session import Session
from models.tables import Case
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.processes.kernel.lifecycle import DRAFT, Common
from policy.processes.registry import LIFECYCLES
from policy.text import Text

Row = TypeVar("Row", bound=Case)
Shown = TypeVar("Shown")
# Reads a case, and refuses whoever may not change it or hand it in.
Find = Callable[[Session], Awaitable[Row]]


async def edit(
    served: Services,
    response: Response,
    if_match: str | None,
    find: Find[Row],
    *,
    write: Callable[[Row], None],
    show: Callable[[Session, Row], Awaitable[Shown]],
) -> Shown:
    """Change a case that is a draft, or what is open of one that is being corrected, and show it.

    Args:
        served: The services.
        response: Gets the new entity tag.
        if_match: The tag it was read with, if the client keeps to it.
        find: Reads the case.
        write: Changes it.
        show: Shows it as it is then.

    Raises:
        Refusal: `wrong_stage`, `changed_meanwhile`, `not_open`, and what `find` and `write` refuse.
    """
    async with served.database.writing() as session:
        row = await lock_editable(session, await find(session))
        check_match(row, if_match)
        before, opened = row.content, await correction.opened(session, row)
        write(row)
        correction.require_only(opened, before, row)
        touch(row)
        shown = await show(session, row)
    response.headers["ETag"] = etag(row)
    return shown


async def throw_away(served: Services, actor: Actor, if_match: str | None, find: Find[Row]) -> None:
    """Discard a draft: an enterprise's or a person's own, or what one has drafted oneself for one's department.

    Raises:
        Refusal: `forbidden`, of a colleague's; `wrong_stage`, `changed_meanwhile`, and what `find` refuses.
    """
    async with served.database.writing() as session:
        row = await find(session)
        if row.created_by != actor.subject and not actor.acts_for(row.beneficiary):
            raise Refusal(Code.FORBIDDEN, Text("草稿由拟稿人删除。", "A draft is discarded by whoever drafted it."))
        check_match(row, if_match)
        await discard(session, actor, row)


def fill(row: Case, given: dict[str, object]) -> None:
    """Write what was given into the columns of the same names."""
    for name, value in given.items():
        setattr(row, name, value)


def _submitted(_row: Case) -> str:
    return Common.SUBMITTED


def _of_its_item(_row: Case) -> str:
    return ""


async def submit(
    once: Once,
    actor: Actor,
    find: Find[Row],
    *,
    event: Callable[[Row], str] = _submitted,
    title: Callable[[Row], str] = _of_its_item,
) -> JSONResponse:
    """Begin the process of a case that is a draft, once, and return its receipt.

    Args:
        once: The request.
        actor: Who hands it in.
        find: Reads the case.
        event: By which event it begins.
        title: What operators see that it is about, where its item does not say it.

    Raises:
        Refusal: `wrong_stage` for what is no draft, and what `find` and the case refuse.
    """
    served = once.served
    async with served.database.reading() as session:
        await find(session)

    async def run() -> Answer:
        async with served.database.reading() as session:
            row = await find(session)
            name = await enterprises.name(session, row.beneficiary) if row.beneficiary else ""
        if row.stage != DRAFT:
            if before := await served.cases.outcome(once.request_key):
                return Answer(200, case_views.receipt(before), {})
            raise Refusal(Code.WRONG_STAGE, Text("只有草稿可以提交。", "Only a draft can be submitted."))
        begins = LIFECYCLES[row.process].target(DRAFT, event(row))
        start = CaseStart.of(row, begins, enterprise=name, title=title(row))
        receipt = await served.cases.submit(start, Message(event(row), actor, once.request_key))
        return Answer(200, case_views.receipt(receipt), {})

    return await once.across(run)
