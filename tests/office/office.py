"""一个办公室。A whole office for tests: the real database, the real Temporal server, a worker, the outside authorities over HTTP semantics.

`Office` hands out applications; `Case` lets people act on one.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import String, func, select
from sqlalchemy.engine import make_url
from temporalio.client import Client, WithStartWorkflowOperation, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.converter import WorkflowSerializationContext
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from activities.signatures.case import CaseInput, Receipt
from activities.signatures.search_attributes import STAGE
from api.attestor import Attestor
from models.commands import budget
from models.commands import request as requests
from models.session import Database
from models.tables import Application, AuditEvent, Document, Enterprise, Expert, LedgerAccount, Person, Window
from models.tables import Case as AnyCase
from policy.actors import Actor
from policy.judging.catalogue import item as item_called
from policy.language.caps import CapScope
from policy.language.facts import Supplier
from policy.money import MAX_FEN
from policy.processes.registry import LIFECYCLES
from policy.working_days import BEIJING
from runtime.container import WORKFLOWS, Container, worker
from runtime.search_attributes import register_search_attributes
from runtime.settings import AUTHORITIES, DEFAULT_DURATIONS, Settings
from sandbox.enterprises import CHENXIN, INSTITUTE, demo_enterprises
from sandbox.people import PEOPLE
from sandbox.world import World
from tests import clones
from tests.office.case import Case, message
from tests.office.people import APPLICANT, FACTS, FINANCE, OTHER_FINANCE, WAN, known_interests, told
from tests.office.register import loan_of, recognise_what_is_claimed
from tests.office.sandbox import outside, receiver
from tests.patience import answered, until
from tests.sealing import PAYLOAD_KEY, PAYLOAD_KEYS
from tests.vouching import ATTESTING, ISSUER, kept

# On real time: a working day lasts a twentieth of a second, and people have ten minutes.
HASTE: dict[str, Any] = {
    "profile": "demo",
    "working_day_seconds": 0.05,
    "durations": dict.fromkeys(DEFAULT_DURATIONS, 12_000) | {"award_look": 1, "public_notice": 2, "warn_before": 1, "parts_reserve": 2},
    "treasury_poll_seconds": 1,
}

# Every event some case of this session went through: its process, the event, its item and the file of the test.
SEEN: set[tuple[str, str, str, str]] = set()


# By address: a database keeps its connections and what it compiled, and a test after another has one of the same name.
_DATABASES: dict[str, Database] = {}
# What is in an office that was opened on a day with a budget and nothing done in it.
_FURNISHED: dict[tuple[date, int], clones.Content] = {}
# Servers that know our search attributes.
_KNOWING: set[str] = set()


def _database_at(url: str) -> Database:
    if url not in _DATABASES:
        named = make_url(url).update_query_dict({"application_name": clones.STAYING})
        _DATABASES[url] = Database(named.render_as_string(hide_password=False), [PAYLOAD_KEY], pool_size=20)
    return _DATABASES[url]


async def _know_search_attributes(client: Client) -> None:
    at = client.service_client.config.target_host
    if at not in _KNOWING:
        await register_search_attributes(client)
        _KNOWING.add(at)


async def _real_time(handle: WorkflowHandle[Any, Any]) -> datetime:
    return datetime.now(UTC)


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
    # The own time of a case.
    clock: Callable[[WorkflowHandle[Any, Any]], Awaitable[datetime]] = _real_time
    # The authorities, where they are in this process.
    world: World | None = None
    # The settings given by whoever opened it.
    opened_with: str = ""
    worker_options: dict[str, Any] = field(default_factory=dict)
    workflows: Sequence[type] = WORKFLOWS
    workers: AsyncExitStack = field(default_factory=AsyncExitStack)
    # What others than the applicant will find of an application, by its id.
    found: dict[uuid.UUID, dict[str, Any]] = field(default_factory=dict)
    _begun: str | None = None

    async def deploy(self, workflows: Sequence[type]) -> None:
        """Stop the worker and start one that knows other workflows, as a release does."""
        self.workflows = workflows
        await self.workers.aclose()
        await self.workers.enter_async_context(worker(self.client, self.parts, workflows, **self.worker_options))

    @property
    def attestor(self) -> Attestor:
        """Who vouches for what people ask, as the API does."""
        return Attestor(self.settings.attestation_key.get_secret_value(), self.settings.oidc_issuer)

    async def is_untouched(self) -> bool:
        """Tell whether nothing was stored since it was opened, and the authorities work."""
        is_disturbed = self.world is not None and self.world.faults.in_force()
        return not is_disturbed and self._begun is not None and self._begun == await self._last_written()

    async def begin_untouched(self) -> None:
        """Take what is stored now for the beginning."""
        self._begun = await self._last_written()

    def authorities(self) -> str:
        """Return what the authorities know, as a hash."""
        return hashlib.sha256(b"" if self.world is None else self.world.connection.serialize()).hexdigest()

    async def _last_written(self) -> str:
        # Only what writes is given a number in the order of transactions.
        [now] = await self.all(select(func.pg_current_snapshot().cast(String)))
        return str(now)

    async def all(self, query: Any) -> Sequence[Any]:
        """Return what a query finds."""
        async with self.database.reading() as session:
            return (await session.scalars(query)).all()

    async def draft(
        self, item_code: str = "innovation-centre", *, facts: dict[str, Any] | None = None, uscc: str = CHENXIN, evidence: bool = True
    ) -> Application:
        """Write a draft with all it needs."""
        item, known = item_called(item_code), FACTS.get(item_code, {}) | (facts or {})
        if item.cap_scope is CapScope.PROGRAMME:
            await self.open_window(item_code, known["year"])
        async with self.database.writing() as session:
            await recognise_what_is_claimed(session, item, known, uscc)
            loan = await loan_of(session, item, known, uscc)
            said = told(item_code, known)
            said["facts"] |= {"bank": loan.bank} if loan else {}
            application = Application(
                number=f"BDA-2026-{item.clause:02d}-{uuid.uuid4().hex[:8]}",
                item_code=item_code,
                clause=item.clause,
                department=item.departments[0],
                enterprise_uscc=uscc,
                created_by="applicant-chenxin",
                **said,
                parent_id=loan.id if loan else None,
                matter_date=date(2026, 3, 1),
            )
            session.add(application)
            await session.flush()
            others = (Supplier.SOURCE, Supplier.EXPERTS)
            self.found[application.id] = {
                fact.code: known[fact.code] for fact in item.facts if fact.supplied_by in others and fact.code in known
            }
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

    async def open_window(self, item_code: str, year: int) -> None:
        """Open a window for an item that is applied for in nothing else, unless one was opened."""
        from tests.workflows.windows import opened  # noqa: PLC0415 - which opens it in an office

        if not await self.all(select(Window.id).where(Window.item_code == item_code, Window.stage == "open")):
            await opened(self, item_code, year)

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
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            search_attributes=TypedSearchAttributes([SearchAttributePair(STAGE, LIFECYCLES[row.process].target("draft", event))]),
        )
        asked = message(event, actor, **detail)
        await kept(self.database, (row.process, row.number, row.id), "submit", asked, self.attestor)
        with self.starting():
            submission = self.client.execute_update_with_start_workflow(
                "submit",
                asked.asked,
                start_workflow_operation=start,
                # An id of its own for each attempt: the outcome of a refused one is kept, and would be the answer to the next.
                id=f"submit/{uuid.uuid4().hex}",
                result_type=Receipt,
            )
            try:
                await answered(submission, row.workflow_id, self.client)
            except WorkflowUpdateFailedError:
                async with self.database.writing() as session:
                    await requests.answer(session, asked.key, {"refusal": {}})
                raise
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
            line = budget.Line(department, "*", year)
            document = await budget.enter(session, FINANCE, line, amount_fen, budget.Numbered(f"预〔{year}〕{uuid.uuid4().hex}号"))
            await budget.confirm(session, OTHER_FINANCE, document)

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
            converter = self.client.data_converter.with_context(WorkflowSerializationContext(self.client.namespace, case.handle.id))
            failures = [pending.last_failure for pending in described.raw_description.pending_activities]
            failed = [f"{failure.application_failure_info.type} {await converter.decode_failure(failure)}" for failure in failures]
            return any(what in failure for failure in failed) or None

        await until(met, f"a failure of {what}")

    async def mend(self) -> None:
        """Mend every authority."""
        (await self.sandbox.delete("/admin/faults")).raise_for_status()

    async def treasury_payments(self) -> list[dict[str, Any]]:
        """Return every payment the treasury ever made."""
        answer: list[dict[str, Any]] = (await self.sandbox.get("/admin/payments")).json()
        return answer

    async def working_day_from(self, day: date) -> date:
        """Return a day, or the next working day by the calendar as it stands."""
        async with self.database.reading() as session:
            return (await self.parts.deployment().clock(session, day.year)).working_day_from(day)

    async def add(self, *rows: Any) -> None:
        """Store rows."""
        async with self.database.writing() as session:
            session.add_all(rows)

    async def change(self, statement: Any) -> None:
        """Run one statement."""
        async with self.database.writing() as session:
            await session.execute(statement)


@asynccontextmanager
async def office(
    client: Client,
    database_url: str,
    *,
    fast_forward: Callable[[WorkflowHandle[Any, Any], timedelta], Any],
    starting: Callable[[], Any],
    clock: Callable[[WorkflowHandle[Any, Any]], Awaitable[datetime]] = _real_time,
    budget_fen: int = 10_000 * WAN,
    worker_options: dict[str, Any] | None = None,
    return_after: float = 0.3,
    milestones: bool = True,
    **settings: Any,
) -> AsyncIterator[Office]:
    """Open an office with a clean sandbox, the demo enterprises and experts, and a budget for this year and the next.

    Every way is walked from its beginning where `milestones` is False: whoever looks at the history of a case wants all of it.
    """
    config, database = settings_for(database_url, **settings), _database_at(database_url)
    async with (
        httpx.AsyncClient(transport=httpx.MockTransport(receiver(client, database))) as callback_client,
        outside(callback_client, return_after) as (http, admin, world),
    ):
        await _know_search_attributes(client)
        parts = Container(config, database, http)
        opened_with = f"{starting.__name__} {budget_fen} {worker_options} {return_after} {sorted(settings.items())}"
        running = Office(client, database, admin, config, parts, fast_forward, starting, clock, world, opened_with, worker_options or {})
        await furnish(running, budget_fen)
        if milestones:
            await running.begin_untouched()
        async with running.workers:
            await running.deploy(WORKFLOWS)
            yield running
        async with database.reading() as session:
            columns = (AnyCase.process, AuditEvent.event, AnyCase.item_code)
            happened = select(*columns).join(AnyCase, AnyCase.id == AuditEvent.case_id).distinct()
            # No test runs while histories are recorded.
            file = os.environ.get("PYTEST_CURRENT_TEST", "").partition("::")[0]
            SEEN.update((process, event, item, file) for process, event, item in (await session.execute(happened)).all())


def skipping_office(env: WorkflowEnvironment, database_url: str, **settings: Any) -> AbstractAsyncContextManager[Office]:
    """Open an office whose cases let years pass in seconds."""

    async def fast_forward(handle: WorkflowHandle[Any, Any], duration: timedelta) -> None:
        await env.fast_forward(handle, duration)

    time = {"fast_forward": fast_forward, "starting": env.with_time_skipping_disabled, "clock": env.get_current_time}
    return office(settings.pop("client", env.client), database_url, **(time | settings))


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
        "oidc_issuer": ISSUER,
        "payload_keys": PAYLOAD_KEYS,
        **ATTESTING,
        **{f"{name}_base_url": address for name in AUTHORITIES},
        # A draw would make a test depend on chance: whoever tests the second look says so.
        "quality_share": "0",
        "quality_threshold_fen": MAX_FEN,
        "treasury_poll_seconds": 1,
        "durations": DEFAULT_DURATIONS | settings.pop("durations", {}),
    }
    return Settings(**(given | settings))


async def furnish(running: Office, budget_fen: int) -> None:
    """Enter the demo enterprises, the pool of experts, and the budget of this year and the next."""
    today = datetime.now(BEIJING).date()
    # What goes by a year outlives its office, and every office has the same one.
    with suppress(RPCError):
        await running.client.get_workflow_handle(f"commitment-check/{today.year}").terminate()
    await _enter(running, today, budget_fen)


async def _enter(running: Office, today: date, budget_fen: int) -> None:
    """Enter them, or fill the database with what that led to before."""
    url = running.settings.database_url
    is_new = clones.is_as_made(url)
    if is_new and (today, budget_fen) in _FURNISHED:
        clones.fill(url, _FURNISHED[today, budget_fen])
        return
    await running.add(
        *(
            Enterprise(
                uscc=uscc,
                name=found.name,
                kind="university_or_institute" if uscc == INSTITUTE else "enterprise",
                status=found.status,
                confirmed_at=datetime.now(UTC),
            )
            for uscc, found in demo_enterprises(today)
        ),
        *(
            Expert(subject=found.id, name=found.name, employer_uscc=found.employer, departments=["sti"], added_by="admin")
            for found in PEOPLE
            if any(grant.role == "expert" for grant in found.grants)
        ),
    )
    for found in PEOPLE:
        held = [grant.model_dump() for grant in found.grants]
        await running.add(Person(subject=found.id, name=found.name, grants=held, interests=known_interests(found)))
    for year in (today.year, today.year + 1):
        await running.appropriate(budget_fen, year)
    if is_new:
        _FURNISHED[today, budget_fen] = clones.content(url)
