"""人员。Who somebody is, as their token says; and the directory of the people who work here."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from api import directory
from api.schemas.base import List
from api.schemas.case import ReasonGiven
from api.schemas.people_import import PeopleImportShown
from api.schemas.person import AbsenceGiven, Me, PersonGiven, PersonInFull, PersonShown, RegisterEventShown, RoleGranted
from api.views import people_import as views
from api.web.filters import OfDepartment
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import Cursor, Limit, cut, read_cursor
from api.web.permissions import Signed, found, may, not_found
from api.web.reads import ReadRoute
from api.web.services import Served, Services
from models.commands import people_import as imports
from models.commands import person as commands
from models.queries import person as people
from models.queries import task as tasks
from models.session import Session
from models.tables import Person
from policy.actors import Actor, Grant, Role
from policy.errors import Code, Fault, Refusal
from policy.processes.kernel import absence
from policy.processes.kernel.permissions import OpenTask, may_see_task
from policy.processes.kernel.staffing import DEPARTMENT_AMISS, NOBODYS, is_nobodys
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["people"], route_class=ReadRoute)

Subject = Annotated[str, Path(min_length=1, max_length=200, description="令牌中的主体标识 The subject of their token")]


@router.get("/me", operation_id="get_me", summary="我是谁 Who am I", **may("signed_in"))
async def get_me(actor: Signed) -> Me:
    """Say who is signed in, and as what."""
    return Me.model_validate(actor)


@router.get("/people", operation_id="list_people", summary="人员列表 List people", **may("people:read"))
async def list_people(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    actor: Signed,
    task: Annotated[uuid.UUID | None, Query(description="是否只看能办这个任务的 Only to whom this task could be given")] = None,
    role: Annotated[RoleGranted | None, Query(description="是否只看有此角色的 Only who holds this role")] = None,
    department: OfDepartment = None,
    q: Annotated[
        str | None, Query(min_length=1, max_length=100, description="查找：姓名的一部分，或者主体标识 A part of a name, or a subject")
    ] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[PersonShown]:
    """List who works here, in the order of their subjects: of a role, of a department, or of the role in it.

    Of a task everybody is listed, on one page, to whom it could be given: whoever holds its role, of whichever department, has no other
    duty in its case and no interest in its enterprise, and is here or has a deputy.
    """
    if task is not None:
        return List(items=await _who_could(served, actor, task))
    after = read_cursor(served.cursor_key, cursor)
    async with served.database.reading() as session:
        rows = await people.page(session, role, department, q, after, limit)
        shown = await _shown(session, rows[:limit])
    return List(items=shown, next_cursor=cut(served.cursor_key, rows, limit, lambda row: row.subject)[1])


@router.get("/people/{subject}", operation_id="get_person", summary="一个人 One of them", **may("people:inspect"))
async def get_person(subject: Subject, served: Served) -> PersonInFull:
    """Show what is known of somebody, and who changed it when."""
    async with served.database.reading() as session:
        return await _in_full(served, session, found(await people.find(session, subject)))


@router.put(
    "/people/{subject}",
    operation_id="put_person",
    summary="登记人员 Enter somebody",
    response_model=PersonInFull,
    responses={202: {"model": PeopleImportShown, "description": "授予角色，待另一人确认 It gives a role, and waits for a second person"}},
    **may("people:keep"),
)
async def put_person(subject: Subject, given: PersonGiven, served: Served, actor: Signed) -> JSONResponse:
    """Enter somebody in the directory, or change what is known of them. It gives nobody a right: that is the token's to do.

    What gives them a role that the directory does not have waits, whole, for a second person, as a list of people does: it is one of one
    person. Either way it is in place of what oneself has asked of them before and nobody has decided on.
    """
    _require_fit(subject, given)
    async with served.database.writing() as session:
        known = await commands.find_locked(session, subject)
        said = views.veiled(served, given.model_dump(), known)
        [change] = views.compared(served, {subject: said}, {subject: known} if known else {})
        await imports.withdraw_one(session, actor, subject)
        if change.given:
            kept = await imports.keep(session, actor, [{"subject": subject} | said], gives_grants=True)
            waits = views.shown(kept, [change])
            return JSONResponse(waits.model_dump(mode="json"), 202, {"Location": f"/people/imports/{kept.id}"})
        row = await commands.put(session, actor, subject, said)
        await session.flush()
        shown = await _in_full(served, session, row)
    await directory.tell(served, [subject])
    return JSONResponse(shown.model_dump(mode="json"))


@router.post(
    "/people/{subject}/revocation",
    status_code=201,
    operation_id="revoke_person",
    summary="停用 Revoke",
    response_model=PersonInFull,
    **may("people:keep"),
)
async def revoke_person(subject: Subject, given: ReasonGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Take from somebody whatever their tokens give them, whether or not the directory knows them.

    They change nothing from that moment on, and read nothing from a second later, until it is lifted.
    """
    _require_subject(subject)
    once.personal = True

    async def run(session: Session) -> Answer:
        row = await commands.revoke(session, actor, subject, given.reason)
        await session.flush()
        return Answer(201, await _in_full(served, session, row), {})

    answer = await once.in_transaction(run)
    await directory.tell(served, [subject])
    return answer


@router.delete("/people/{subject}/revocation", operation_id="reinstate_person", summary="恢复 Lift a revocation", **may("people:keep"))
async def reinstate_person(subject: Subject, served: Served, actor: Signed) -> PersonInFull:
    """Let somebody do again what their token gives them."""
    async with served.database.writing() as session:
        row = found(await commands.find_locked(session, subject))
        await commands.reinstate(session, actor, row)
        await session.flush()
        shown = await _in_full(served, session, row)
    served.standing.forget()
    return shown


@router.put("/people/{subject}/absence", operation_id="put_absence", summary="登记不在岗和代理 Say who is away", **may("people:absence"))
async def put_absence(subject: Subject, given: AbsenceGiven, served: Served, actor: Signed) -> PersonShown:
    """Say when somebody is away and who acts for them meanwhile, or that they are here; they themselves do, their head, or an admin.

    Whatever is given to somebody who is away their deputy sees and may do, in their own name, where they have the role for it; it counts as
    a duty of both.
    """
    async with served.database.writing() as session:
        row = found(await commands.find_locked(session, subject))
        deputy = await people.find(session, given.deputy) if given.deputy else None
        candidate = deputy.as_candidate(given.absent_from) if deputy and given.absent_from else None
        absence.require(actor, row.as_actor(), absence.Away(given.absent_from, given.absent_to, given.deputy), candidate)
        commands.change(session, actor, row, given.model_dump())
        await session.flush()
        [shown] = await _shown(session, [row])
    await directory.tell(served, [subject])
    return shown


def _require_subject(subject: str) -> None:
    if is_nobodys(subject):
        raise Refusal(Code.INVALID_INPUT, NOBODYS, [Fault("subject", NOBODYS)])


def _require_fit(subject: str, given: PersonGiven) -> None:
    _require_subject(subject)
    faults = [
        Fault(f"grants.{place}.department", DEPARTMENT_AMISS)
        for place, one in enumerate(given.grants)
        if not Grant(Role(one.role), one.department).holds
    ]
    if faults:
        raise Refusal(Code.INVALID_INPUT, Text("人员登记有误。", "What is known of them is not valid."), faults)


async def _who_could(served: Services, actor: Actor, task_id: uuid.UUID) -> list[PersonShown]:
    async with served.database.reading() as session:
        row = await tasks.find(session, task_id)
        if row is None or not may_see_task(actor, OpenTask.of(row[0])):
            raise not_found()
        return await _shown(session, await people.who_could(session, row[0], datetime.now(BEIJING).date()))


async def _shown(session: Session, rows: Sequence[Person]) -> list[PersonShown]:
    counted = await people.open_tasks(session, [row.subject for row in rows])
    return [PersonShown.model_validate(_fields(row, counted)) for row in rows]


async def _in_full(served: Services, session: Session, row: Person) -> PersonInFull:
    counted = await people.open_tasks(session, [row.subject])
    told = [RegisterEventShown.model_validate(one) for one in await people.history(session, "people", row.subject)]
    own: dict[str, Any] = {name: getattr(row, name) for name in ("interests", "by_token", "seen_on")}
    own |= {"contact": views.reached(served, row.contact), "history": told}
    return PersonInFull.model_validate(_fields(row, counted) | own)


def _fields(row: Person, counted: Mapping[str, int]) -> dict[str, Any]:
    own = ("subject", "name", "grants", "absent_from", "absent_to", "deputy", "revoked_at")
    return {name: getattr(row, name) for name in own} | {"open_tasks": counted.get(row.subject, 0)}
