"""A whole office for tests: the real database, the real Temporal server, a worker, and the outside authorities over HTTP semantics.

`Office` hands out applications; `Applicant` files one and lets people act on it as the API would, by updates.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowHandle,
    WorkflowUpdateFailedError,
)
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from activities.signatures.case import CaseInput, Message, Receipt
from activities.signatures.search_attributes import STAGE
from gateways.http import Source, build_client
from models.commands import budget
from models.session import Database
from models.tables import (
    Application,
    AuditEvent,
    Disbursement,
    Document,
    Enterprise,
    Expert,
    LedgerAccount,
    Notice,
    Objection,
    Task,
)
from models.tables import Case as AnyCase
from policy.actors import Actor, Role
from policy.judging.catalogue import item as item_called
from policy.money import MAX_FEN
from policy.processes.registry import LIFECYCLES
from policy.working_days import BEIJING
from runtime.container import Container, register_search_attributes, worker
from runtime.settings import DEFAULT_DURATIONS, Settings
from sandbox.app import create_app
from sandbox.enterprises import CHENXIN, INSTITUTE, demo_enterprises
from sandbox.people import BY_ID, PEOPLE
from sandbox.settings import Settings as SandboxSettings

WAN = 1_000_000
MOMENT = timedelta(minutes=1)
PATIENCE = 20.0
# How long a test's worker waits for an authority that does not answer.
IMPATIENCE = 0.5

FACTS: dict[str, dict[str, Any]] = {
    "innovation-centre": {"level": "bda", "event": "newly_obtained", "certificate_no": "BDA-2026-01"},
    "science-award": {"prize": "beijing_tech_invention", "grade": "second", "certificate_no": "BJ-2026-07"},
    "core-technology": {"undertakes_project": True, "project_no": "BCX-2026-3", "rd_investment_fen": 1000 * WAN},
    "national-mission": {"undertakes_task": True, "project_no": "GJ-2026-1"},
    "plan-rent": {"plan": "growth", "year": 2026, "rent_paid_fen": 100 * WAN, "requested_fen": 100 * WAN},
}

# On real time: a working day lasts a twentieth of a second, and people have ten minutes.
HASTE: dict[str, Any] = {
    "profile": "demo",
    "working_day_seconds": 0.05,
    "durations": dict.fromkeys(DEFAULT_DURATIONS, 12_000) | {"public_notice": 2, "warn_before": 1},
    "treasury_poll_seconds": 1,
}

# Every event some case of this session went through, with its process.
SEEN: set[tuple[str, str]] = set()


def person(identifier: str) -> Actor:
    """Return a demo person as their token would show them."""
    found = BY_ID[identifier]
    return Actor(found.id, found.name, tuple(Role(role) for role in found.roles), found.departments, found.enterprise)


APPLICANT = person("applicant-chenxin")
OFFICER = person("officer-sti-1")
OTHER_OFFICER = person("officer-sti-2")
THIRD_OFFICER = Actor("officer-sti-3", "钱多多", (Role.OFFICER,), ("sti",))
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
    """One submitted case, an application unless said otherwise, acted on by people."""

    office: Office
    id: uuid.UUID
    number: str
    handle: WorkflowHandle[Any, Any]
    kind: type[AnyCase] = Application

    async def ask(self, update: str, message: Message, *, update_id: str | None = None) -> Receipt:
        """Send an update as the API does."""
        receipt: Receipt = await self.handle.execute_update(update, message, id=update_id, result_type=Receipt)
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

    async def assignment(self, kind: str, actor: Actor, assignee: str) -> Message:
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
        """Return the request that completes one task."""
        return Message(answer["decision"], actor, uuid.uuid4().hex, str(task.id), answer)

    async def complete(self, task: Task, actor: Actor, answer: dict[str, Any]) -> Receipt:
        """Complete one task."""
        return await self.ask("complete_task", self.completion_of(task, actor, answer))

    async def task(self, kind: str) -> Task:
        """Wait for an open task of a kind."""

        async def find() -> Task | None:
            return next((task for task in await self.tasks() if task.kind == kind), None)

        found: Task = await until(find, f"task {kind}")
        return found

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
        # On real time a notice may be over before anybody looks.
        await self.reach("public_notice", "commitment")

    async def to_commitment(self) -> None:
        """Let the notice run."""
        await self.to_notice()
        await self.clear_notice()

    async def clear_notice(self) -> None:
        """Let time pass to the end of the notice."""
        await self.skip((await self.notice()).until - (await self.row()).stage_entered_at + MOMENT)
        await self.reach("commitment")

    async def to_payment(self, account: dict[str, str] | None = None) -> None:
        """Sign."""
        await self.to_commitment()
        await self.answer("commitment", APPLICANT, **(SIGNED | {"account": account or ACCOUNT}))

    async def pay(self) -> None:
        """Release and confirm."""
        await self.answer("payment_release", FINANCE, decision="payment_released")
        await self.answer("payment_confirmation", OTHER_FINANCE, decision="payment_confirmed")

    async def notice(self) -> Notice:
        """Return the last notice."""
        query = select(Notice).where(Notice.application_id == self.id).order_by(Notice.id.desc())
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
            notice_id=notice.id, application_id=self.id, state="received", name=name, contact="13800000000", grounds="证书存疑"
        )
        await self.office.add(objection)
        return message("objection_filed", Actor("public", "公众"), objection_id=str(objection.id))

    async def reconsider(self, decision: str) -> None:
        """Ask for reconsideration and rule on it, by an officer who had nothing to do with it."""
        await self.answer("reconsideration_request", APPLICANT, decision="reconsideration_requested", reason="证书有效")
        await self.answer("reconsideration", THIRD_OFFICER, decision=decision, reason="经复核")

    async def to_notice_by_reconsideration(self) -> None:
        """Take a refused application to its notice once more."""
        await self.reconsider("reconsideration_granted")
        await self.answer("desk_review", OFFICER, decision="recommended", opinion="符合条件")
        await self.answer("decision", HEAD, decision="approved")
        await self.reach("public_notice")


@dataclass
class Office:
    """The running parts."""

    client: Client
    database: Database
    sandbox: httpx.AsyncClient
    settings: Settings
    parts: Container
    fast_forward: Callable[[WorkflowHandle[Any, Any], timedelta], Any]
    starting: Callable[[], Any]
    workers: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def deploy(self, workflows: Sequence[type]) -> None:
        """Stop the worker and start one that knows other workflows, as a release does."""
        await self.workers.aclose()
        await self.workers.enter_async_context(worker(self.client, self.parts, workflows))

    async def all(self, query: Any) -> Sequence[Any]:
        """Return what a query finds."""
        async with self.database.reading() as session:
            return (await session.scalars(query)).all()

    async def draft(
        self, item_code: str = "innovation-centre", *, facts: dict[str, Any] | None = None, uscc: str = CHENXIN, evidence: bool = True
    ) -> Application:
        """Write a draft with all it needs."""
        item = item_called(item_code)
        async with self.database.writing() as session:
            application = Application(
                number=f"BDA-2026-{item.clause:02d}-{uuid.uuid4().hex[:8]}",
                item_code=item_code,
                clause=item.clause,
                department=item.departments[0],
                enterprise_uscc=uscc,
                created_by="applicant-chenxin",
                facts=FACTS.get(item_code, {}) | (facts or {}),
                matter_date=date(2026, 3, 1),
            )
            session.add(application)
            await session.flush()
            if evidence:
                session.add_all(
                    Document(
                        case_id=application.id,
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
        return await self.begin(application, APPLICANT, item_called(application.item_code).title.zh)

    async def begin(self, row: AnyCase, actor: Actor, title: str, event: str = "submitted", **detail: Any) -> Case:
        """Submit the draft of a case of any process as the API does, by an update with start."""
        start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            LIFECYCLES[row.process].workflow,
            CaseInput(row.process, str(row.id), row.number, title, "演示晨芯微电子有限公司"),
            id=row.workflow_id,
            task_queue=self.settings.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
            search_attributes=TypedSearchAttributes([SearchAttributePair(STAGE, LIFECYCLES[row.process].target("draft", event))]),
        )
        with self.starting():
            await self.client.execute_update_with_start_workflow(
                "submit",
                message(event, actor, **detail),
                start_workflow_operation=start,
                # An id of its own for each attempt: the outcome of a refused one is kept, and would be the answer to the next.
                id=f"submit/{uuid.uuid4().hex}",
                result_type=Receipt,
            )
        return Case(self, row.id, row.number, await start.workflow_handle(), type(row))

    def running(self, row: AnyCase) -> Case:
        """Return a case whose workflow was started by something else."""
        return Case(self, row.id, row.number, self.client.get_workflow_handle(row.workflow_id), type(row))

    async def apply_for(self, item_code: str = "innovation-centre", **options: Any) -> Case:
        """Draft and submit."""
        return await self.submit(await self.draft(item_code, **options))

    async def appropriate(self, amount_fen: int, year: int, department: str = "sti") -> None:
        """Give a department money for a year."""
        async with self.database.writing() as session:
            await budget.appropriate(session, FINANCE, department, "*", year, amount_fen, "预〔2026〕1号")

    async def balances(self) -> dict[str, int]:
        """Return the sum of every kind of account over all appropriations, in fen."""
        totals: dict[str, int] = {}
        for account in await self.all(select(LedgerAccount)):
            totals[account.kind] = totals.get(account.kind, 0) + account.balance_fen
        return totals

    async def fault(self, target: str, mode: str, times: int | None = None, seconds: float | None = None) -> None:
        """Break an outside authority."""
        fault = {"target": target, "mode": mode, "times": times, "seconds": seconds}
        (await self.sandbox.put("/admin/faults", json=fault)).raise_for_status()

    async def until_failed(self, what: str, case: Case) -> None:
        """Wait until an automatic step has failed over `what` at least once."""

        async def met() -> bool | None:
            described = await case.handle.describe()
            failures = [pending.last_failure for pending in described.raw_description.pending_activities]
            failed = [f"{failure.application_failure_info.type} {failure.message}" for failure in failures]
            return any(what in failure for failure in failed) or None

        await until(met, f"a failure of {what}")

    async def mend(self) -> None:
        """Mend every authority."""
        (await self.sandbox.delete("/admin/faults")).raise_for_status()

    async def treasury_payments(self) -> list[dict[str, Any]]:
        """Return every payment the treasury ever made."""
        answer: list[dict[str, Any]] = (await self.sandbox.get("/admin/payments")).json()
        return answer

    async def add(self, *rows: Any) -> None:
        """Store rows."""
        async with self.database.writing() as session:
            session.add_all(rows)

    async def change(self, statement: Any) -> None:
        """Run one statement."""
        async with self.database.writing() as session:
            await session.execute(statement)


def message(event: str, actor: Actor, **detail: Any) -> Message:
    """Return a request that concerns no task."""
    return Message(event, actor, uuid.uuid4().hex, None, detail)


async def until(find: Callable[[], Any], what: str) -> Any:
    """Ask again until there is an answer; fail if there is none for a long while."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < deadline:
        if (found := await find()) is not None:
            return found
        await asyncio.sleep(0.02)
    pytest.fail(f"{what} never came")


@asynccontextmanager
async def office(
    client: Client,
    database_url: str,
    *,
    fast_forward: Callable[[WorkflowHandle[Any, Any], timedelta], Any],
    starting: Callable[[], Any],
    budget_fen: int = 10_000 * WAN,
    worker_options: dict[str, Any] | None = None,
    return_after: float = 0.3,
    **settings: Any,
) -> AsyncIterator[Office]:
    """Open an office with a clean sandbox, the demo enterprises and experts, and a budget for this year and the next."""
    config = settings_for(database_url, **settings)
    async with (
        httpx.AsyncClient(transport=httpx.MockTransport(_receiver(client))) as callback_client,
        _sandbox(callback_client, return_after) as (http, admin),
    ):
        database = Database(database_url, pool_size=20)
        await register_search_attributes(client)
        parts = Container(config, database, http)
        running = Office(client, database, admin, config, parts, fast_forward, starting)
        await furnish(running, budget_fen)
        async with AsyncExitStack() as running.workers:
            await running.workers.enter_async_context(worker(client, parts, **(worker_options or {})))
            yield running
        async with database.reading() as session:
            happened = select(AnyCase.process, AuditEvent.event).join(AnyCase, AnyCase.id == AuditEvent.case_id).distinct()
            SEEN.update((row[0], row[1]) for row in (await session.execute(happened)).all())
        await database.close()


def skipping_office(env: WorkflowEnvironment, database_url: str, **settings: Any) -> AbstractAsyncContextManager[Office]:
    """Open an office whose cases let years pass in seconds."""

    async def fast_forward(handle: WorkflowHandle[Any, Any], duration: timedelta) -> None:
        await env.fast_forward(handle, duration)

    return office(env.client, database_url, fast_forward=fast_forward, starting=env.with_time_skipping_disabled, **settings)


def real_time_office(client: Client, database_url: str, **settings: Any) -> AbstractAsyncContextManager[Office]:
    """Open an office on real time, where only a notice and the watch for returned payments are short."""
    durations = HASTE["durations"] | settings.pop("durations", {})
    return office(client, database_url, fast_forward=_wait, starting=nullcontext, **(HASTE | settings | {"durations": durations}))


async def _wait(handle: WorkflowHandle[Any, Any], duration: timedelta) -> None:
    """Let real time pass by itself: whoever waits for a stage polls for it."""


def settings_for(database_url: str, **settings: Any) -> Settings:
    """Return the settings of an office whose authorities are all at one address."""
    address = settings.pop("sandbox_url", "http://sandbox")
    given = {
        "database_url": database_url,
        "task_queue": f"test-{uuid.uuid4().hex[:8]}",
        "public_base_url": "http://api",
        **{f"{name}_base_url": address for name in ("credit", "registration", "tax", "statistics", "upstream", "treasury")},
        # A draw would make a test depend on chance: whoever tests the second look says so.
        "quality_share": "0",
        "quality_threshold_fen": MAX_FEN,
        "treasury_poll_seconds": 1,
        "durations": DEFAULT_DURATIONS | settings.pop("durations", {}),
    }
    return Settings(**(given | settings))


@asynccontextmanager
async def _sandbox(callback_client: httpx.AsyncClient, return_after: float) -> AsyncIterator[tuple[httpx.AsyncClient, httpx.AsyncClient]]:
    """Run the outside authorities in this process; give our client of theirs, and one of their switches."""
    settings = SandboxSettings(
        base_url="http://sandbox",
        treasury_secret="s",
        token="t",
        treasury_delay_seconds=0.05,
        treasury_return_delay_seconds=return_after,
        callback_first_retry_seconds=0.05,
    )
    sandbox = create_app(settings, callback_client)
    transport = httpx.ASGITransport(sandbox)
    patience: dict[str, Any] = Source.__init__.__kwdefaults__ or {}
    usual, patience["deadline_seconds"] = patience["deadline_seconds"], IMPATIENCE
    try:
        async with (
            sandbox.router.lifespan_context(sandbox),
            build_client(token="t", transport=transport) as http,
            httpx.AsyncClient(transport=transport, base_url="http://sandbox") as admin,
        ):
            yield http, admin
    finally:
        patience["deadline_seconds"] = usual


def _receiver(client: Client) -> Callable[[httpx.Request], Any]:
    """Return what stands for the API where the treasury reports to: it tells the case, as the API does."""

    async def receive(request: httpx.Request) -> httpx.Response:
        try:
            instruction_no = json.loads(request.content)["instruction_no"]
        except ValueError:
            return httpx.Response(400)
        number, _, _ = instruction_no.rpartition("-")
        await client.get_workflow_handle(f"application/{number}").signal("nudge", instruction_no)
        return httpx.Response(204)

    return receive


async def furnish(running: Office, budget_fen: int) -> None:
    """Enter the demo enterprises, the pool of experts, and the budget of this year and the next."""
    today = datetime.now(BEIJING).date()
    for numbers in ("application_numbers", "case_numbers"):
        # Tests have a database each but share Temporal, where a number is a process: no two tests may count from the same.
        await running.change(select(func.setval(numbers, secrets.randbelow(900_000) + 1)))
    # What goes by a credit code or a year outlives its office, and every office has the same ones.
    lasting = [f"commitment/{uscc}" for uscc, _ in demo_enterprises(today)] + [f"commitment-check/{today.year}"]
    for lasting_id in lasting:
        with suppress(RPCError):
            await running.client.get_workflow_handle(lasting_id).terminate()
    await running.add(
        *(
            Enterprise(uscc=uscc, name=found.name, kind="university_or_institute" if uscc == INSTITUTE else "enterprise")
            for uscc, found in demo_enterprises(today)
        ),
        *(
            Expert(subject=found.id, name=found.name, employer_uscc=found.employer, departments=["sti"], added_by="admin")
            for found in PEOPLE
            if "expert" in found.roles
        ),
    )
    for year in (today.year, today.year + 1):
        await running.appropriate(budget_fen, year)
