"""A whole office for tests: the real database, the real Temporal server, a worker, and the outside authorities over HTTP semantics.

`Office` hands out applications; `Applicant` files one and lets people act on it as the API would, by updates.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import httpx
from sqlalchemy import select, text
from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowHandle,
    WorkflowUpdateFailedError,
)
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError

from activities.signatures.application import CaseInput, Message, Receipt
from gateways.http import build_client
from models.session import Database
from models.tables import (
    Application,
    Appropriation,
    AuditEvent,
    Disbursement,
    Document,
    Enterprise,
    Expert,
    LedgerAccount,
    LedgerTransfer,
    Notice,
    Objection,
    Task,
)
from policy.actors import Actor, Role
from policy.registry import item as item_called
from runtime.container import Container, register_search_attributes, worker
from runtime.settings import DEFAULT_DURATIONS, Settings
from sandbox.app import create_app
from sandbox.enterprises import CHENXIN
from sandbox.people import BY_ID, PEOPLE
from sandbox.settings import Settings as SandboxSettings
from workflows.application import ApplicationWorkflow

WAN = 1_000_000
PATIENCE = 20.0

FACTS: dict[str, dict[str, Any]] = {
    "innovation-centre": {"level": "bda", "event": "newly_obtained", "certificate_no": "BDA-2026-01"},
    "science-award": {"prize": "beijing_tech_invention", "grade": "second", "certificate_no": "BJ-2026-07"},
    "core-technology": {"undertakes_project": True, "project_no": "BCX-2026-3", "rd_investment_fen": 1000 * WAN},
    "national-mission": {"undertakes_task": True, "project_no": "GJ-2026-1"},
}


def person(identifier: str) -> Actor:
    """Return a demo person as their token would show them."""
    found = BY_ID[identifier]
    return Actor(found.id, found.name, tuple(Role(role) for role in found.roles), found.departments, found.enterprise)


APPLICANT = person("applicant-chenxin")
OFFICER = person("officer-sti-1")
OTHER_OFFICER = person("officer-sti-2")
HEAD = person("approver-sti-1")
DEPUTY = person("approver-sti-2")
FINANCE = person("finance-1")
OTHER_FINANCE = person("finance-2")
COMMITTEE = person("committee-1")

ACCOUNT = {"holder": "演示晨芯微电子有限公司", "bank": "演示银行亦庄支行", "number": "6222000011112222"}
CLOSED_ACCOUNT = ACCOUNT | {"number": "6222000011110000"}
RETURNED_LATER_ACCOUNT = ACCOUNT | {"number": "6222000022221111"}
SIGNED = {"decision": "commitment_signed", "signatory": "陈思远", "position": "法定代表人", "agreed": True, "account": ACCOUNT}
SCORES = {"no_conflict": True, "scores": {"innovation": 80, "feasibility": 75, "benefit": 90}, "opinion": "可行"}


@dataclass
class Case:
    """One submitted application, acted on by people."""

    office: Office
    id: uuid.UUID
    number: str
    handle: WorkflowHandle[Any, Any]

    async def ask(self, update: str, message: Message, *, update_id: str | None = None) -> Receipt:
        """Send an update as the API does."""
        return await self.handle.execute_update(update, message, id=update_id, result_type=Receipt)

    async def refusal(self, update: str, message: Message) -> str:
        """Return the code an update is refused with."""
        try:
            await self.ask(update, message)
        except WorkflowUpdateFailedError as error:
            assert isinstance(error.cause, ApplicationError)
            return str(error.cause.type)
        return "not refused"

    async def answer(self, kind: str, actor: Actor | None = None, /, **answer: Any) -> Receipt:
        """Complete the oldest open task of a kind."""
        return await self.ask("complete_task", await self.completion(kind, actor, **answer))

    async def completion(self, kind: str, actor: Actor | None = None, /, **answer: Any) -> Message:
        """Return the request that completes the oldest open task of a kind."""
        task = await self.task(kind)
        doer = actor or person(task.assignee or "")
        return Message(answer["decision"], doer, uuid.uuid4().hex, str(task.id), answer)

    async def task(self, kind: str) -> Task:
        """Wait for an open task of a kind."""

        async def find() -> Task | None:
            return next((task for task in await self.tasks() if task.kind == kind), None)

        return await until(find, f"task {kind}")

    async def tasks(self) -> Sequence[Task]:
        """Return the open tasks."""
        return await self.office.all(select(Task).where(Task.application_id == self.id, Task.closed_at.is_(None)).order_by(Task.id))

    async def reach(self, *stages: str) -> Application:
        """Wait until the application is in one of `stages`."""

        async def find() -> Application | None:
            row = await self.row()
            return row if row.stage in stages else None

        return await until(find, f"stage {stages}")

    async def row(self) -> Application:
        """Return the application as stored."""
        return (await self.office.all(select(Application).where(Application.id == self.id)))[0]

    async def events(self) -> list[str]:
        """Return what happened so far, in order."""
        return list(
            await self.office.all(select(AuditEvent.event).where(AuditEvent.application_id == self.id).order_by(AuditEvent.sequence))
        )

    async def happened(self, event: str) -> None:
        """Wait until an event has happened."""

        async def find() -> bool | None:
            return event in await self.events() or None

        await until(find, f"event {event}")

    async def payments(self) -> Sequence[Disbursement]:
        """Return every attempt to pay."""
        return await self.office.all(select(Disbursement).where(Disbursement.application_id == self.id).order_by(Disbursement.number))

    async def skip(self, duration: timedelta) -> None:
        """Let the case's own time pass."""
        await self.office.fast_forward(self.handle, duration)

    # -- stretches of the way ----------------------------------------------------------------------------------------------------

    async def to_review(self) -> None:
        """Accept and verify."""
        await self.answer("acceptance", OFFICER, decision="accepted")
        await self.reach("review")

    async def to_decision(self) -> None:
        """Recommend and assess."""
        await self.to_review()
        await self.answer("desk_review", OFFICER, decision="recommended", opinion="符合条件")
        await self.reach("decision")

    async def to_notice(self) -> None:
        """Approve."""
        await self.to_decision()
        await self.answer("decision", HEAD, decision="approved")
        await self.reach("public_notice")

    async def to_commitment(self) -> None:
        """Let the notice run."""
        await self.to_notice()
        await self.skip(timedelta(days=15))
        await self.reach("commitment")

    async def to_payment(self, account: dict[str, str] | None = None) -> None:
        """Sign."""
        await self.to_commitment()
        await self.answer("commitment", APPLICANT, **(SIGNED | {"account": account or ACCOUNT}))

    async def pay(self) -> None:
        """Release and confirm."""
        await self.answer("payment_release", FINANCE, decision="payment_released")
        await self.answer("payment_confirmation", OTHER_FINANCE, decision="payment_confirmed")

    async def object(self, *, name: str = "张三") -> Receipt:
        """File an objection as the API does: stored first, then filed."""
        async with self.office.database.writing() as session:
            notice = (await session.scalars(select(Notice).where(Notice.application_id == self.id))).first()
            assert notice is not None
            objection = Objection(
                notice_id=notice.id, application_id=self.id, state="received", name=name, contact="13800000000", grounds="证书存疑"
            )
            session.add(objection)
            await session.flush()
        return await self.ask(
            "object", Message("objection_filed", Actor("public", "公众"), uuid.uuid4().hex, None, {"objection_id": str(objection.id)})
        )


@dataclass
class Office:
    """The running parts."""

    client: Client
    database: Database
    sandbox: httpx.AsyncClient
    settings: Settings
    fast_forward: Callable[[WorkflowHandle[Any, Any], timedelta], Any]
    starting: Callable[[], Any]
    _numbers: list[int] = field(default_factory=lambda: [0])

    async def all(self, query: Any) -> Sequence[Any]:
        """Return what a query finds."""
        async with self.database.reading() as session:
            return (await session.scalars(query)).all()

    async def draft(
        self, item_code: str = "innovation-centre", *, facts: dict[str, Any] | None = None, uscc: str = CHENXIN, evidence: bool = True
    ) -> Application:
        """Write a draft with all it needs."""
        item = item_called(item_code)
        self._numbers[0] += 1
        async with self.database.writing() as session:
            application = Application(
                number=f"BDA-2026-{item.clause:02d}-{uuid.uuid4().hex[:8]}",
                item_code=item_code,
                clause=item.clause,
                department=item.departments[0],
                enterprise_uscc=uscc,
                created_by="applicant-chenxin",
                facts=FACTS[item_code] | (facts or {}),
                matter_date=date(2026, 3, 1),
            )
            session.add(application)
            await session.flush()
            if evidence:
                session.add_all(
                    Document(
                        application_id=application.id,
                        evidence_code=needed.code,
                        file_name="evidence.pdf",
                        media_type="application/pdf",
                        size_bytes=1,
                        sha256="0" * 64,
                        uploaded_by="applicant-chenxin",
                    )
                    for needed in item.evidence
                )
        return application

    async def submit(self, application: Application) -> Case:
        """Submit a draft as the API does."""
        start = WithStartWorkflowOperation(
            ApplicationWorkflow.run,
            CaseInput(str(application.id), application.number, item_called(application.item_code).title.zh, "演示晨芯微电子有限公司"),
            id=f"application/{application.number}",
            task_queue=self.settings.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        message = Message("submitted", APPLICANT, uuid.uuid4().hex)
        with self.starting():
            await self.client.execute_update_with_start_workflow(
                ApplicationWorkflow.submit, message, start_workflow_operation=start, id="submit"
            )
        handle = await start.workflow_handle()
        return Case(self, application.id, application.number, handle)

    async def apply_for(self, item_code: str = "innovation-centre", **options: Any) -> Case:
        """Draft and submit."""
        return await self.submit(await self.draft(item_code, **options))

    async def appropriate(self, amount_fen: int, year: int, department: str = "sti") -> None:
        """Give a department money for a year."""
        async with self.database.writing() as session:
            appropriation = (
                await session.scalars(select(Appropriation).where(Appropriation.department == department, Appropriation.year == year))
            ).one_or_none()
            if appropriation is None:
                appropriation = Appropriation(department=department, year=year)
                session.add(appropriation)
                await session.flush()
                kinds = ("source", "available", "pre_commitment", "commitment", "in_transit", "expenditure")
                session.add_all(LedgerAccount(appropriation_id=appropriation.id, kind=kind) for kind in kinds)
                await session.flush()
            session.add(
                LedgerTransfer(
                    key=uuid.uuid4().hex,
                    appropriation_id=appropriation.id,
                    kind="appropriation",
                    debit="source",
                    credit="available",
                    amount_fen=amount_fen,
                    made_by="finance-1",
                )
            )

    async def balances(self) -> dict[str, int]:
        """Return the sum of every kind of account over all appropriations, in fen."""
        totals: dict[str, int] = {}
        for account in await self.all(select(LedgerAccount)):
            totals[account.kind] = totals.get(account.kind, 0) + account.balance_fen
        return totals

    async def fault(self, target: str, mode: str, times: int | None = None) -> None:
        """Break an outside authority."""
        (await self.sandbox.put("/admin/faults", json={"target": target, "mode": mode, "times": times})).raise_for_status()

    async def mend(self) -> None:
        """Mend every authority."""
        (await self.sandbox.delete("/admin/faults")).raise_for_status()

    async def treasury_payments(self) -> list[dict[str, Any]]:
        """Return every payment the treasury ever made."""
        answer = (await self.sandbox.get("/admin/payments")).json()
        return answer["payments"] if isinstance(answer, dict) else answer


async def until(find: Callable[[], Any], what: str) -> Any:
    """Ask again until there is an answer.

    Raises:
        AssertionError: There was none for a long while.
    """
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < deadline:
        if (found := await find()) is not None:
            return found
        await asyncio.sleep(0.02)
    raise AssertionError(f"{what} never came")


@asynccontextmanager
async def office(
    client: Client,
    database_url: str,
    *,
    fast_forward: Callable[[WorkflowHandle[Any, Any], timedelta], Any],
    starting: Callable[[], Any],
    year: int = 2026,
    **settings: Any,
) -> AsyncIterator[Office]:
    """Open an office with a clean sandbox, the demo enterprises and experts, and a budget."""
    sandbox_app = create_app(
        SandboxSettings(base_url="http://sandbox", home=None, treasury_secret="s", token="t", treasury_delay_seconds=0.05)
    )
    durations = DEFAULT_DURATIONS | {"treasury_poll_seconds": 1} | settings.pop("durations", {})
    config = Settings(
        database_url=database_url,
        task_queue=f"test-{uuid.uuid4().hex[:8]}",
        public_base_url="http://api",
        credit_base_url="http://sandbox",
        registration_base_url="http://sandbox",
        tax_base_url="http://sandbox",
        statistics_base_url="http://sandbox",
        treasury_base_url="http://sandbox",
        durations=durations,
        **settings,
    )
    await register_search_attributes(client)
    database = Database(database_url, pool_size=20)
    transport = httpx.ASGITransport(sandbox_app)
    async with (
        sandbox_app.router.lifespan_context(sandbox_app),
        build_client(token="t", transport=transport) as http,
        httpx.AsyncClient(transport=transport, base_url="http://sandbox") as admin,
        worker(client, Container(config, database, http)),
    ):
        running = Office(client, database, admin, config, fast_forward, starting)
        await _people(running, year)
        yield running
    await database.close()


async def _people(running: Office, year: int) -> None:
    async with running.database.writing() as session:
        if (await session.scalar(text("SELECT count(*) FROM enterprises"))) == 0:
            session.add_all(
                Enterprise(uscc=found.enterprise, name=found.position, kind="enterprise")
                for found in PEOPLE
                if found.enterprise and found.id != "applicant-institute"
            )
            session.add_all(
                Expert(subject=found.id, name=found.name, employer_uscc=found.employer, departments=["sti"], added_by="admin")
                for found in PEOPLE
                if "expert" in found.roles
            )
    await running.appropriate(10_000 * WAN, year)
