"""企业。Enterprises by Unified Social Credit Code, and what is known of them from when."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from api.schemas.base import CreditCode, Day, List
from api.schemas.enterprise import (
    EnterpriseChangeShown,
    EnterpriseGiven,
    EnterpriseInFull,
    EnterpriseShown,
    FactGiven,
    FactShown,
    Standing,
)
from api.views import enterprise as views
from api.views import enterprise_page as page
from api.web.filters import OneOf, Words
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import Cursor, Limit, cut, place_after, placed, unplaced
from api.web.permissions import Signed, may, not_found
from api.web.reads import ReadRoute
from api.web.services import BusinessRegister, Served
from models.commands import enterprise as commands
from models.queries import enterprise as enterprises
from models.session import Session
from models.tables import Enterprise
from policy.actors import Actor, Role
from policy.errors import Code, Fault, Refusal
from policy.judging.catalogue import ITEMS
from policy.judging.documents import APPLICANT_TYPES
from policy.processes.kernel.permissions import succeeded
from policy.registered import UNKNOWN, Registered
from policy.text import Text

router = APIRouter(tags=["enterprises"], route_class=ReadRoute)
_SIZES: Final = {code for item in ITEMS.values() for fact in item.facts if fact.code == "size" for code in fact.options}


@router.post(
    "/enterprises",
    status_code=201,
    operation_id="register_enterprise",
    summary="登记单位 Register an enterprise",
    response_model=EnterpriseShown,
    responses={200: {"model": EnterpriseShown, "description": "更正了尚未核实的名称 An unconfirmed name was corrected"}},
    **may("enterprise:register"),
)
async def register_enterprise(given: EnterpriseGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Register an enterprise under the name and kind the register has; an applicant registers their own.

    While the register is silent it is taken as unconfirmed, under the name it gives itself; the register is asked again until it answers,
    and until then another name corrects the one given before. What the register does not know is refused.
    """
    _check_own(actor, given.uscc)
    if (before := await once.answered_before()) is not None:
        return before
    registered = await _registered(served.register, given)

    async def run(session: Session) -> Answer:
        row, is_new = await commands.register(session, given.uscc, given.name, registered, datetime.now(UTC), actor)
        return Answer(201 if is_new else 200, views.shown(row), {"Location": f"/enterprises/{row.uscc}"})

    return await once.in_transaction(run)


@router.get("/enterprises", operation_id="list_enterprises", summary="单位列表 List enterprises", **may("enterprise:read"))
async def list_enterprises(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    actor: Signed,
    kind: Annotated[Literal["enterprise", "university_or_institute", "person"] | None, Query(description="单位类型 What it is")] = None,
    status: Annotated[Standing | None, Query(description="登记状态 How its registration stands")] = None,
    size: Annotated[str | None, OneOf(_SIZES), Query(description="所记录的企业规模 How large it is, as recorded last")] = None,
    q: Words = None,
    sort: Annotated[
        enterprises.EnterpriseOrder, Query(description="排序：代码、最近或者最早登记 In which order: code, registered last, or first")
    ] = (enterprises.EnterpriseOrder.CODE),
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[EnterpriseShown]:
    """List enterprises; an applicant sees their own, and those whose place it took."""
    wanted = enterprises.Wanted(_only(actor), q, kind, status, size)
    after = place_after(served.cursor_key, cursor, partial(unplaced, sort, enterprises.EnterpriseOrder.CODE))
    async with served.database.reading() as session:
        rows = await enterprises.page(session, wanted, limit, after, sort)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, enterprises.EnterpriseOrder.CODE, row.uscc))
    return List(items=[views.shown(row) for row in kept], next_cursor=following)


@router.get("/enterprises/{uscc}", operation_id="get_enterprise", summary="一个单位 One enterprise", **may("enterprise:read"))
async def get_enterprise(uscc: CreditCode, served: Served, actor: Signed) -> EnterpriseInFull:
    """Show an enterprise on one page: what it is registered as, what is under way, what it was given and owes, and where it is bound.

    It warns of what holds new awards back: debts, breaches, debarments, and moves that end what it committed to. Its own people are
    warned of what they were told; whoever took the place of another, of what that one left. Parts and sums are of what the reader may see.
    """
    async with served.database.snapshot() as session:
        row = await _visible(session, actor, uscc)
        return await page.in_full(session, served, actor, row)


@router.get(
    "/enterprises/{uscc}/changes",
    operation_id="list_enterprise_changes",
    summary="登记名称变更记录 What it was known as",
    **may("enterprise:trace"),
)
async def list_enterprise_changes(uscc: CreditCode, served: Served, actor: Signed) -> list[EnterpriseChangeShown]:
    """List who changed under which name, kind and status an enterprise is known, newest first, also before the register had named it."""
    async with served.database.reading() as session:
        await _visible(session, actor, uscc)
        return [EnterpriseChangeShown.model_validate(change) for change in await enterprises.changes(session, uscc)]


@router.get("/enterprises/{uscc}/facts", operation_id="list_enterprise_facts", summary="单位事实 What is known", **may("enterprise:read"))
async def list_enterprise_facts(
    uscc: CreditCode, served: Served, actor: Signed, on: Annotated[Day | None, Query(description="截至该日 As of that day")] = None
) -> list[FactShown]:
    """List what is known of an enterprise, newest first."""
    async with served.database.reading() as session:
        await _visible(session, actor, uscc)
        return [FactShown.model_validate(row) for row in await enterprises.facts(session, uscc, on)]


@router.post(
    "/enterprises/{uscc}/facts",
    status_code=201,
    operation_id="record_enterprise_fact",
    summary="记录事实 Record a fact",
    response_model=FactShown,
    **may("enterprise:record"),
)
async def record_enterprise_fact(uscc: CreditCode, given: FactGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Record something about an enterprise from a day on; earlier values stay."""

    async def run(session: Session) -> Answer:
        row = await _visible(session, actor, uscc)
        if actor.is_a(Role.APPLICANT) and actor.successor is not None:
            raise succeeded(actor.successor)
        fact = await commands.record_fact(session, actor, row.uscc, given.name, given.value, given.effective_on)
        return Answer(201, FactShown.model_validate(fact), {})

    return await once.in_transaction(run)


def _only(actor: Actor) -> tuple[str, ...] | None:
    """Return the enterprises an applicant may see; None for the authority's people."""
    return actor.enterprises if actor.is_a(Role.APPLICANT) else None


def _check_own(actor: Actor, uscc: str) -> None:
    if actor.is_a(Role.APPLICANT) and actor.enterprise != uscc:
        raise Refusal(Code.FORBIDDEN, Text("只能登记本单位。", "You may register your own enterprise only."))


async def _registered(register: BusinessRegister, given: EnterpriseGiven) -> Registered | None:
    """Return who the register says an enterprise is, or None while it is silent.

    Raises:
        Refusal: `invalid_input`, naming what the register does not know or knows otherwise.
    """
    try:
        found = await register.of(given.uscc)
    except Refusal as silent:
        if silent.code is not Code.BUSY:
            raise
        return None
    faults = [Fault("uscc", UNKNOWN)] if found is None else _contradicted(found, given)
    if faults:
        raise Refusal(Code.INVALID_INPUT, Text("与登记机关的登记不一致。", "The register says otherwise."), faults)
    return found


def _contradicted(found: Registered, given: EnterpriseGiven) -> list[Fault]:
    faults = []
    if not found.is_called(given.name):
        wrong = Text(f"与登记名称不一致，该代码登记为“{found.name}”", f"is not the registered name: {given.uscc} is “{found.name}”")
        faults.append(Fault("name", wrong))
    if given.kind not in {None, found.applicant_type}:
        registered = APPLICANT_TYPES[found.applicant_type]
        wrong = Text(f"与登记不一致，登记为{registered.zh}", f"is not as registered: {registered.en.lower()}")
        faults.append(Fault("kind", wrong))
    return faults


async def _visible(session: Session, actor: Actor, uscc: str) -> Enterprise:
    row = await enterprises.find(session, uscc)
    only = _only(actor)
    if row is None or (only is not None and uscc not in only):
        raise not_found()
    return row
