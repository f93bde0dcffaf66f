"""一件案件。A submitted case, acted on by people as the API would: by updates."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowHandle, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError

from activities.signatures.case import Message, Receipt
from models.commands import request as requests
from models.queries import case_check as checks
from models.tables import Application, AuditEvent, Disbursement, Involvement, Notice, Objection, Task
from models.tables import Case as AnyCase
from policy.actors import Actor
from policy.processes.kernel.duties import Done, Duty, bars
from policy.processes.registry import KINDS
from runtime.demo.forms import proofs
from tests.office.people import (
    ACCOUNT,
    APPLICANT,
    DEPUTY,
    FINANCE,
    FOUND,
    HEAD,
    OFFICER,
    OTHER_FINANCE,
    OTHER_OFFICER,
    SIGNED,
    THIRD_APPROVER,
    THIRD_FINANCE,
    THIRD_OFFICER,
    WRONG,
    person,
    with_sum,
)
from tests.patience import answered, until
from tests.vouching import Named, kept

if TYPE_CHECKING:
    from tests.office.office import Office

MOMENT = timedelta(minutes=1)


@dataclass
class Case:
    """One submitted case, an application unless said otherwise, acted on by people."""

    office: Office
    id: uuid.UUID
    number: str
    handle: WorkflowHandle[Any, Any]
    kind: type[AnyCase] = Application

    @property
    def named(self) -> Named:
        """What requests to it are kept under."""
        return self.handle.id.partition("/")[0].replace("-", "_"), self.number, self.id

    async def ask(self, update: str, message: Message, *, update_id: str | None = None) -> Receipt:
        """Send an update as the API does, which keeps and vouches for what it sends."""
        database, attestor = self.office.database, self.office.attestor
        await kept(database, self.named, update, message, attestor)
        asking = self.handle.execute_update(update, message.asked, id=update_id, result_type=Receipt)
        try:
            receipt: Receipt = await answered(asking, self.handle.id, self.office.client)
        except WorkflowUpdateFailedError:
            async with database.writing() as session:
                await requests.answer(session, message.key, {"refusal": {}})
            raise
        return receipt

    async def refusal(self, update: str, message: Message) -> str:
        """Return the code an update is refused with."""
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await self.ask(update, message)
        assert isinstance(refused.value.cause, ApplicationError)
        return str(refused.value.cause.type)

    async def refusal_of_answer(self, kind: str, actor: Actor | None = None, /, **answer: Any) -> str:
        """Return the code a completion is refused with."""
        return await self.refusal("complete_task", await self.completion(kind, actor, **answer))

    def stopping(self, update: str) -> Message:
        """Return the request to withdraw, hold or resume, from who may."""
        event, actor = {"request": ("withdrawn", APPLICANT), "hold": ("put_on_hold", OFFICER), "resume": ("resumed", OFFICER)}[update]
        return message(event, actor, reason="等待上级答复")

    async def withdraw(self) -> Receipt:
        """Withdraw it, as its applicant."""
        return await self.ask("request", self.stopping("request"))

    async def hold(self) -> Receipt:
        """Put it on hold."""
        return await self.ask("hold", self.stopping("hold"))

    async def resume(self) -> Receipt:
        """End the hold."""
        return await self.ask("resume", self.stopping("resume"))

    async def assignment(self, kind: str, actor: Actor, assignee: str | None) -> Message:
        """Return the request that hands the oldest open task of a kind over."""
        task = await self.task(kind)
        return Message("reassigned", actor, uuid.uuid4().hex, str(task.id), {"assignee": assignee})

    async def answer(self, kind: str, actor: Actor | None = None, /, **answer: Any) -> Receipt:
        """Complete the oldest open task of a kind."""
        return await self.ask("complete_task", await self.completion(kind, actor, **answer))

    async def completion(self, kind: str, actor: Actor | None = None, /, **answer: Any) -> Message:
        """Return the request that completes the oldest open task of a kind."""
        task = await self.task(kind)
        return self.completion_of(task, actor or person(task.assignee or ""), answer)

    def completion_of(self, task: Task, actor: Actor, answer: dict[str, Any]) -> Message:
        """Return the request that completes one task.

        Whatever facts its form asks for are answered as they were claimed, or as `found` says.
        """
        found = with_sum(FOUND | self.office.found.get(self.id, {}) | answer.pop("found", {}))
        return Message(answer["decision"], actor, uuid.uuid4().hex, str(task.id), answer | proofs(task.asked, answer, found))

    async def complete(self, task: Task, actor: Actor, answer: dict[str, Any]) -> Receipt:
        """Complete one task."""
        return await self.ask("complete_task", self.completion_of(task, actor, answer))

    async def task(self, kind: str) -> Task:
        """Wait for an open task of a kind."""

        async def find() -> Task | None:
            return next((task for task in await self.tasks() if task.kind == kind), None)

        found: Task = await until(find, f"task {kind}")
        return found

    async def is_barred(self, task: Task, actor: Actor) -> bool:
        """Tell whether what somebody did in the families of a task keeps them from it."""
        query = select(Involvement).where(Involvement.subject == actor.subject, Involvement.family.in_(task.families))
        done = [Done(one.family, Duty(one.duty), one.step) for one in await self.office.all(query)]
        return bars(KINDS[task.kind], done)

    async def tasks(self) -> Sequence[Task]:
        """Return the open tasks."""
        return await self.office.all(select(Task).where(Task.case_id == self.id, Task.closed_at.is_(None)).order_by(Task.id))

    async def reach(self, *stages: str) -> Any:
        """Wait until the case is in one of `stages`, and return it as stored."""

        async def find() -> AnyCase | None:
            row = await self.row()
            return row if row.stage in stages else None

        return await until(find, f"stage {stages}")

    async def row(self) -> Any:
        """Return the case as stored."""
        return (await self.office.all(select(self.kind).where(self.kind.id == self.id)))[0]

    async def events(self) -> list[str]:
        """Return what happened so far, in order."""
        return list(await self.office.all(select(AuditEvent.event).where(AuditEvent.case_id == self.id).order_by(AuditEvent.sequence)))

    async def has_started(self) -> None:
        """Wait until the workflow runs: the database is ahead of whoever starts it for a moment."""

        async def find() -> bool | None:
            try:
                return (await self.handle.describe()).status is not None
            except RPCError:
                return None

        await until(find, f"workflow {self.handle.id}")

    async def happened(self, event: str) -> None:
        """Wait until an event has happened."""

        async def find() -> bool | None:
            return event in await self.events() or None

        await until(find, f"event {event}")

    async def is_missed(self) -> bool:
        """Tell whether a check of cases would start its process again, if it were gone."""
        async with self.office.database.reading() as session:
            return self.handle.id in await checks.under_way(session)

    async def payments(self) -> Sequence[Disbursement]:
        """Return every attempt to pay."""
        return await self.office.all(select(Disbursement).where(Disbursement.case_id == self.id).order_by(Disbursement.number))

    async def skip(self, duration: timedelta) -> None:
        """Let the case's own time pass."""
        await self.office.fast_forward(self.handle, duration)

    async def skip_until(self, moment: datetime) -> None:
        """Let the case's own time pass to a moment, however much of it went by on the way here."""
        await self.skip(moment - await self.office.clock(self.handle))

    # -- stretches of the way ----------------------------------------------------------------------------------------------------

    async def to_review(self) -> None:
        """Accept and verify; where a panel judges, the officer beside it reads the facts off the papers."""
        await self.answer("acceptance", OFFICER, decision="accepted")
        await self.reach("review")
        await self.state_facts()

    async def state_facts(self, officer: Actor = OFFICER, **found: Any) -> None:
        """State the facts beside a panel, where an officer has to: as they were claimed, or as `found`."""
        if any(task.kind == "fact_check" for task in await self.tasks()):
            await self.answer("fact_check", officer, decision="facts_stated", found=found)

    async def confirm_facts(self, officer: Actor = OTHER_OFFICER) -> None:
        """Confirm, as a second officer, the facts that one alone may not state."""
        await self.answer("fact_confirmation", officer, decision="facts_confirmed", opinion="已核对原件")

    async def agree(self, *departments: str) -> None:
        """Let departments of a joint review agree, each on its own part."""
        for department in departments:
            task = next(found for found in await self.tasks() if found.department == department)
            await self.complete(task, person(f"officer-{department}-1"), {"decision": "department_agreed", "opinion": "同意"})

    async def to_decision(self) -> None:
        """Recommend, and assess."""
        await self.to_review()
        await self.recommend()
        await self.reach("decision")

    async def recommend(self) -> None:
        """Recommend by the facts as they were claimed, and have those confirmed that take two officers."""
        await self.answer("desk_review", OFFICER, decision="recommended", opinion="符合条件")
        if any(task.kind == "fact_confirmation" for task in await self.tasks()):
            await self.confirm_facts()

    async def to_notice(self) -> None:
        """Approve."""
        await self.to_decision()
        await self.answer("decision", HEAD, decision="approved")
        # On real time a notice may be over before anybody looks.
        await self.reach("public_notice", "commitment")

    async def to_commitment(self) -> None:
        """Let the notice run."""
        await self.to_notice()
        await self.clear_notice()

    async def clear_notice(self) -> None:
        """Let time pass to the end of the notice."""
        await self.skip_until((await self.notice()).until + MOMENT)
        await self.reach("commitment")

    async def to_payment(self, account: dict[str, str] | None = None) -> None:
        """Sign."""
        await self.to_commitment()
        await self.answer("commitment", APPLICANT, **(SIGNED | {"account": account or ACCOUNT}))

    async def pay(self) -> None:
        """Release and confirm, having accepted the account where that is asked about."""
        if any(task.kind == "payee_check" for task in await self.tasks()):
            await self.answer("payee_check", THIRD_FINANCE, decision="payee_accepted", reason="已电话核实")
        await self.answer("payment_release", FINANCE, decision="payment_released")
        await self.answer("payment_confirmation", OTHER_FINANCE, **(await self.confirmed()))

    async def confirmed(self) -> dict[str, str]:
        """Return the confirmation of the payment, with the end of the account's number read off the task."""
        account = (await self.task("payment_confirmation")).about["account"]
        return {"decision": "payment_confirmed", "last_four": account["last_four"]}

    async def notice(self) -> Notice:
        """Return the last notice."""
        query = select(Notice).where(Notice.case_id == self.id).order_by(Notice.id.desc())
        last: Notice = (await self.office.all(query))[0]
        return last

    async def object(self, *, name: str = "张三") -> Receipt:
        """File an objection as the API does: stored first, then filed."""
        return await self.ask("request", await self._objection(name))

    async def objection_refused(self) -> str:
        """Return the code an objection is refused with."""
        return await self.refusal("request", await self._objection("张三"))

    async def _objection(self, name: str) -> Message:
        notice = await self.notice()
        objection = Objection(
            notice_id=notice.id, case_id=self.id, state="received", objector=uuid.uuid4().hex, name=name, grounds="证书存疑"
        )
        objection.contact = self.office.database.seal.veil("13800000000")
        await self.office.add(objection)
        return message("objection_filed", Actor("public", "公众"), objection_id=str(objection.id))

    async def reconsider(self, decision: str) -> None:
        """Ask for reconsideration and rule on it, by somebody of the rank it takes who had nothing to do with it."""
        await self.answer("reconsideration_request", APPLICANT, decision="reconsideration_requested", reason="证书有效")
        task = await self.task("reconsideration")
        able = [one for one in (THIRD_OFFICER, DEPUTY, THIRD_APPROVER) if task.role in one.roles and not await self.is_barred(task, one)]
        found = WRONG if decision == "reconsideration_granted" else {}
        await self.answer("reconsideration", able[0], decision=decision, reason="经复核", **found)

    async def uphold(self, ruling: Actor = OTHER_OFFICER, confirming: Actor = DEPUTY, reason: str = "证书系伪造") -> None:
        """Uphold an objection: an officer proposes it, an approver who did not decide the award confirms."""
        await self.answer("objection_ruling", ruling, decision="upholding_proposed", reason=reason)
        await self.answer("objection_confirmation", confirming, decision="objection_upheld", reason=reason)

    async def to_notice_by_reconsideration(self) -> None:
        """Take a refused application to its notice once more."""
        await self.reconsider("reconsideration_granted")
        await self.answer("desk_review", OFFICER, decision="recommended", opinion="符合条件")
        await self.answer("decision", HEAD, decision="approved")
        await self.reach("public_notice")


def message(event: str, actor: Actor, **detail: Any) -> Message:
    """Return a request that concerns no task."""
    return Message(event, actor, uuid.uuid4().hex, None, detail)
