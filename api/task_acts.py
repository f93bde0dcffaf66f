"""任务办理。What people do with a task: complete it, or hand it over. One by one and in bulk it is the same."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from fastapi.responses import JSONResponse

from activities.signatures.case import Message
from api.requests import register_of
from api.views import case as case_views
from api.web.idempotency import Answer, Once
from api.web.input_faults import faults_of_answer
from api.web.permissions import not_found
from api.web.services import Services
from models.queries import involvement as involvements
from models.queries import task as tasks
from models.session import Session
from models.tables import Case, Task
from policy.actors import Actor
from policy.credit_code import read
from policy.errors import Code, Refusal
from policy.processes.change.partners import codes_of
from policy.processes.change.terms import PARTNERS
from policy.processes.investment.due_diligence import FIRM_CODE
from policy.processes.kernel.duties import Done
from policy.processes.kernel.lifecycle import Common
from policy.processes.kernel.permissions import OpenTask, may_see_task, why_not, why_not_assign
from policy.processes.kernel.task_kind import TaskKind, read_answer, sealed_answer
from policy.processes.registry import KINDS, LIFECYCLES
from policy.text import Text


async def complete(served: Services, actor: Actor, once: Once, task_id: uuid.UUID, answer: dict[str, Any]) -> JSONResponse:
    """Complete a task, and return the receipt when what it leads to is stored.

    Raises:
        Refusal: `not_found`, `forbidden`, `task_closed`, `invalid_input`, and what the case refuses.
    """
    async with served.database.reading() as session:
        row, its = await visible(session, actor, task_id)
        done = case_views.counted(row, actor, await done_by(session, actor, row.families))

    async def run() -> Answer:
        mine = row.completed_by == actor.subject
        if mine and (before := await served.cases.outcome(once.request_key)):
            return Answer(200, case_views.receipt(before), {})
        filled = read_answer(KINDS[row.kind].form(row.asked), answer)
        _check_completion(actor, row, its, filled, done)
        if (codes := _organisations(KINDS[row.kind], filled)) is not None:
            filled |= {"register": await register_of(served, codes)}
        filled = sealed_answer(KINDS[row.kind].form(row.asked), filled, served.database.seal.veil)
        message = Message(str(filled["decision"]), actor, once.request_key, str(row.id), filled)
        return Answer(200, case_views.receipt(await served.cases.ask(its, "complete_task", message)), {})

    return await once.across(run)


def _organisations(kind: TaskKind, filled: Mapping[str, Any]) -> list[str] | None:
    """Return the credit codes in an answer whose names are the business register's; None where a form asks for none."""
    if kind.fields.get("partners") is PARTNERS:
        return codes_of(filled)
    if FIRM_CODE in kind.fields:
        return [code] if (code := read(str(filled.get(FIRM_CODE)))) else []
    return None


async def assign(served: Services, actor: Actor, once: Once, task_id: uuid.UUID, assignee: str | None) -> JSONResponse:
    """Give a task to one person, or back to all who may do it, and return the receipt.

    Raises:
        Refusal: As `complete`.
    """
    async with served.database.reading() as session:
        row, its = await visible(session, actor, task_id)

    async def run() -> Answer:
        _check_open(row)
        if denial := why_not_assign(actor, OpenTask.of(row)):
            raise denial
        message = Message(Common.REASSIGNED, actor, once.request_key, str(row.id), {"assignee": assignee})
        return Answer(200, case_views.receipt(await served.cases.ask(its, "assign_task", message)), {})

    return await once.across(run)


async def visible(session: Session, actor: Actor, task_id: uuid.UUID) -> tuple[Task, Case]:
    """Return a task that exists as far as `actor` is concerned, with its case.

    Raises:
        Refusal: `not_found`.
    """
    found = await tasks.find(session, task_id)
    if found is None or not may_see_task(actor, OpenTask.of(found[0])):
        raise not_found()
    return found


async def done_by(session: Session, actor: Actor, families: Collection[uuid.UUID]) -> Mapping[str, Sequence[Done]]:
    """Return what `actor`, and those for whom they stand in, did in some families of cases."""
    return await involvements.of_each(session, families, [actor.subject, *actor.stands_in_for])


def _check_open(row: Task) -> None:
    if row.closed_at is not None:
        raise Refusal(Code.TASK_CLOSED, Text("任务已办结或已收回。", "The task has been completed or taken back."))


def _check_completion(actor: Actor, row: Task, its: Case, answer: dict[str, Any], done: Sequence[Done]) -> None:
    """Refuse what can be refused without asking the case; the case checks who may once more."""
    if denial := why_not(actor, OpenTask.of(row), KINDS[row.kind], done):
        raise denial
    _check_open(row)
    if its.held and not LIFECYCLES[its.process].goes_on_while_held(KINDS[row.kind].decisions):
        raise LIFECYCLES[its.process].on_hold()
    form = KINDS[row.kind].form(row.asked)
    if faults := faults_of_answer(form, answer):
        raise Refusal(Code.INVALID_INPUT, Text("表单填写有误。", "The form is not filled in rightly."), faults)
