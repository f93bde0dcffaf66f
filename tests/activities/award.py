"""一笔奖励。An award of a process that names only its stages, acted on step by step as its workflow and people would.

Its rows are those of the shared steps alone. Its stages go by names that mean something else to an application, so that a step which
knew the application's by heart would fail here.
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import httpx
from sqlalchemy import select

from activities.case.activities import CaseActivities
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.process import Process
from activities.decision.activities import DecisionActivities
from activities.decision.effects import decision_effects
from activities.disbursement.activities import DisbursementActivities
from activities.disbursement.award import AWARD_PAYMENT, DEMANDABLE, simulate
from activities.disbursement.effects import DISBURSEMENT
from activities.disbursement.standing import Look
from activities.notice.effects import NOTICE, publish
from activities.signatures.case import AutomaticStep, CaseState, Transition
from gateways.treasury import Treasury
from models.commands import budget
from models.session import Database
from models.tables import Application, Disbursement, LedgerTransfer, Task
from policy.actors import Actor, Role
from policy.errors import Refusal
from policy.processes.decision.steps import DECISION_PERIODS, Decided, decision_steps
from policy.processes.disbursement.steps import DISBURSEMENT_PERIODS, Paying, disbursement_steps
from policy.processes.kernel.lifecycle import Lifecycle, StageRow
from policy.processes.notice.steps import NOTICE_PERIODS, Published, notice_steps
from policy.text import Text
from policy.working_days import BEIJING
from runtime.container import Container
from tests.office import ACCOUNT, DEPUTY, FINANCE, HEAD, OTHER_FINANCE, settings_for, until
from tests.office.sandbox import outside
from tests.sealing import PAYLOAD_KEY
from tests.vouching import vouched

AWARD_FEN = 500_000
ANY = Text("阶段", "Stage")
# Where the amount is found, a committee sits, an approver decides, the budget is waited for …
FOUND, COMMITTEE, DECIDED, WAITING = "offer", "acceptance", "correction", "verification"
# … where the notice runs, is objected to, the money is paid, was paid, and where all ends.
SHOWN, DISPUTED, PAYING, PAID, OVER = "review", "assessment", "committee", "decision", "rejected"

AWARDING = Lifecycle(
    name="application",
    workflow="Application",
    title=Text("奖励", "Award"),
    stages={
        stage: StageRow(ANY, ANY, attended=True)
        for stage in ("draft", FOUND, COMMITTEE, DECIDED, WAITING, SHOWN, DISPUTED, PAYING, PAID, OVER)
    },
    steps={
        **decision_steps(Decided(FOUND, COMMITTEE, DECIDED, WAITING, SHOWN, FOUND, OVER, returned_opens=(), refused_opens=())),
        **notice_steps(Published(SHOWN, DISPUTED, PAYING, OVER, cleared_opens=("new_account",), cleared_tells=ANY, upheld_opens=())),
        **disbursement_steps(Paying(payment=PAYING, paid=PAID, ended=OVER, ended_opens=(), payee=Role.APPLICANT)),
    },
    periods={**DECISION_PERIODS, **NOTICE_PERIODS, **DISBURSEMENT_PERIODS},
)


@dataclass
class Award:
    """One case of the process, with what its hooks answer.

    Attributes:
        database: Where it is kept.
        deployment: With the process in place of the application's.
        treasury: Who pays.
        id: The case's.
        refusal: Why it may not be awarded, if it may not.
        found: What speaks against paying it.
        told: The cases for which something was done once they were paid.
    """

    database: Database
    deployment: Deployment
    treasury: Treasury
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    refusal: Refusal | None = None
    found: list[dict[str, Any]] = field(default_factory=list)
    told: list[uuid.UUID] = field(default_factory=list)

    def __post_init__(self) -> None:
        steps = (
            decision_effects(require_awardable=self._require_awardable, then=publish),
            NOTICE,
            DISBURSEMENT,
            AWARD_PAYMENT,
            DEMANDABLE,
        )
        self.deployment = replace(self.deployment, processes={"application": Process(AWARDING, _nothing_else, steps)})

    async def _require_awardable(self, _context: TransitionContext[Application]) -> None:
        if self.refusal:
            raise self.refusal

    async def happens(self, event: str, actor: Actor = HEAD, *, at: datetime | None = None, **detail: Any) -> CaseState:
        """Record that something happened, now or at a moment; whatever task leads to it is done by it."""
        transition = Transition("application", str(self.id), event, uuid.uuid4().hex, at or datetime.now(UTC), actor, None, detail)
        return await self.records(transition)

    async def records(self, transition: Transition) -> CaseState:
        """Record a transition."""
        vouched_for = await vouched(self.database, (await self.row()).number, transition)
        return await CaseActivities(self.deployment).record_transition(vouched_for)

    def step(self, seen: int | None = None) -> AutomaticStep:
        return AutomaticStep("application", str(self.id), uuid.uuid4().hex, datetime.now(UTC), seen)

    async def seek_budget(self, seen: int | None = None) -> CaseState:
        """Look at the budget, as it was asked for of one version of the case or of any."""
        return await DecisionActivities(self.deployment).seek_budget(self.step(seen))

    async def instruct(self) -> CaseState:
        """Instruct the treasury, unless something speaks against it."""
        return await self._disbursement().instruct_treasury(self.step())

    async def settle(self) -> CaseState:
        """Instruct the treasury, and ask until it has paid."""
        await self.instruct()

        async def paid() -> CaseState | None:
            state = await self._disbursement().settle_disbursement(self.step())
            return state if state.stage == PAID else None

        return await until(paid, "the payment")

    def _disbursement(self) -> DisbursementActivities:
        looks, follow_up = {"application": self._look}, {"application": (self._follow_up,)}
        return DisbursementActivities(
            self.deployment, self.treasury, looks=looks, simulations={"application": simulate}, fallen={}, once_paid=follow_up
        )

    async def _look(self, _award: Application, _at: datetime) -> Look:
        return Look({}, self.found, (await self.row()).enterprise_uscc)

    async def _follow_up(self, paid: Application) -> None:
        self.told.append(paid.id)

    async def task(self, kind: str) -> Task:
        """Return the one open task of a kind."""
        query = select(Task).where(Task.case_id == self.id, Task.kind == kind, Task.closed_at.is_(None))
        async with self.database.reading() as session:
            return (await session.scalars(query)).one()

    async def answered(self, kind: str, event: str, actor: Actor = DEPUTY, **answer: Any) -> CaseState:
        """Complete a task, where its doer matters."""
        task = await self.task(kind)
        transition = Transition("application", str(self.id), event, uuid.uuid4().hex, datetime.now(UTC), actor, str(task.id), answer)
        return await self.records(transition)

    async def payment(self) -> Disbursement:
        """Return the one attempt to pay."""
        async with self.database.reading() as session:
            return (await session.scalars(select(Disbursement).where(Disbursement.case_id == self.id))).one()

    async def row(self) -> Application:
        async with self.database.reading() as session:
            return (await session.scalars(select(Application).where(Application.id == self.id))).one()

    async def movements(self) -> list[str]:
        """Return the kinds of movements of its money, in their order."""
        async with self.database.reading() as session:
            query = select(LedgerTransfer.kind).where(LedgerTransfer.case_id == self.id).order_by(LedgerTransfer.id)
            return list(await session.scalars(query))

    async def appropriate(self, amount_fen: int) -> None:
        async with self.database.writing() as session:
            line = budget.Line("sti", "*", datetime.now(BEIJING).year)
            await budget.confirm(session, OTHER_FINANCE, await budget.enter(session, FINANCE, line, amount_fen, budget.Numbered("文号")))

    async def approved(self) -> CaseState:
        """Have a committee find the amount, and the head approve it."""
        await self.happens("referred")
        await self.happens("minuted", award_fen=AWARD_FEN)
        return await self.happens("approved")

    async def confirmed(self) -> CaseState:
        """Let the notice end, and two people of finance let the money go."""
        await self.happens("notice_cleared")
        await self.happens("account_supplied", account=ACCOUNT)
        await self.happens("payment_released", FINANCE)
        return await self.happens("payment_confirmed", OTHER_FINANCE, last_four=ACCOUNT["number"][-4:])


async def _nothing_else(_context: TransitionContext[Application]) -> dict[str, Any]:
    return {}


async def _taken(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(204)


@asynccontextmanager
async def deployed(database_url: str) -> AsyncIterator[Award]:
    database = Database(database_url, [PAYLOAD_KEY])
    try:
        async with (
            httpx.AsyncClient(transport=httpx.MockTransport(_taken)) as callbacks,
            outside(callbacks, return_after=60) as (http, _, _),
        ):
            settings = settings_for(database_url)
            yield Award(database, Container(settings, database, http).deployment(), Treasury(http, settings.treasury_base_url))
    finally:
        await database.close()
