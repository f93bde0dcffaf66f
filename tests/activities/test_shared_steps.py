"""共有环节的测试。A process that names only its stages is decided, published and paid by the steps that others have.

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
import pytest
from sqlalchemy import select
from temporalio.exceptions import ApplicationError

from activities.case.activities import CaseActivities
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.process import Process
from activities.decision.activities import DecisionActivities
from activities.decision.effects import decision_effects
from activities.disbursement.activities import DisbursementActivities
from activities.disbursement.award import AWARD_PAYMENT
from activities.disbursement.effects import DISBURSEMENT
from activities.disbursement.standing import Look
from activities.notice.effects import NOTICE, publish
from activities.signatures.case import AutomaticStep, CaseState, Transition
from gateways.treasury import Treasury
from models.commands import budget
from models.session import Database
from models.tables import Application, Disbursement, Enterprise, LedgerTransfer, Notice, Task
from policy.actors import Actor, Role
from policy.errors import Code, Refusal
from policy.processes.decision.steps import DECISION_PERIODS, Decided, decision_steps
from policy.processes.disbursement.steps import DISBURSEMENT_PERIODS, Paying, disbursement_steps
from policy.processes.kernel.lifecycle import Lifecycle, StageRow
from policy.processes.notice.steps import NOTICE_PERIODS, Published, notice_steps
from policy.text import Text
from policy.working_days import BEIJING
from runtime.container import Container
from sandbox.enterprises import CHENXIN
from tests.office import ACCOUNT, DEPUTY, FINANCE, HEAD, OTHER_FINANCE, settings_for, until
from tests.office.sandbox import outside

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
        )
        self.deployment = replace(self.deployment, processes={"application": Process(AWARDING, _nothing_else, steps)})

    async def _require_awardable(self, _context: TransitionContext[Application]) -> None:
        if self.refusal:
            raise self.refusal

    async def happens(self, event: str, actor: Actor = HEAD, **detail: Any) -> CaseState:
        """Record that something happened; whatever task leads to it is done by it."""
        transition = Transition("application", str(self.id), event, uuid.uuid4().hex, datetime.now(UTC), actor, None, detail)
        return await CaseActivities(self.deployment).record_transition(transition)

    def step(self) -> AutomaticStep:
        return AutomaticStep("application", str(self.id), uuid.uuid4().hex, datetime.now(UTC))

    async def seek_budget(self) -> CaseState:
        return await DecisionActivities(self.deployment).seek_budget(self.step())

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
        looks, follow_up = {"application": self._look}, {"application": self._follow_up}
        return DisbursementActivities(self.deployment, self.treasury, looks=looks, once_paid=follow_up)

    async def _look(self, _case_id: uuid.UUID, _at: datetime) -> Look:
        return Look({}, self.found)

    async def _follow_up(self, case_id: uuid.UUID) -> None:
        self.told.append(case_id)

    async def task(self, kind: str) -> Task:
        """Return the one open task of a kind."""
        query = select(Task).where(Task.case_id == self.id, Task.kind == kind, Task.closed_at.is_(None))
        async with self.database.reading() as session:
            return (await session.scalars(query)).one()

    async def answered(self, kind: str, event: str, actor: Actor = DEPUTY, **answer: Any) -> CaseState:
        """Complete a task, where its doer matters."""
        task = await self.task(kind)
        transition = Transition("application", str(self.id), event, uuid.uuid4().hex, datetime.now(UTC), actor, str(task.id), answer)
        return await CaseActivities(self.deployment).record_transition(transition)

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
async def _deployed(database_url: str) -> AsyncIterator[Award]:
    database = Database(database_url)
    try:
        async with (
            httpx.AsyncClient(transport=httpx.MockTransport(_taken)) as callbacks,
            outside(callbacks, return_after=60) as (http, _, _),
        ):
            settings = settings_for(database_url)
            yield Award(database, Container(settings, database, http).deployment(), Treasury(http, settings.treasury_base_url))
    finally:
        await database.close()


@pytest.fixture
async def award(database_url: str) -> AsyncIterator[Award]:
    async with _deployed(database_url) as made:
        async with made.database.writing() as session:
            session.add(
                Enterprise(uscc=CHENXIN, name=ACCOUNT["holder"], kind="enterprise", status="active", confirmed_at=datetime.now(UTC))
            )
            await session.flush()
            whose = {"enterprise_uscc": CHENXIN, "created_by": "officer-1", "department": "sti"}
            session.add(
                Application(id=made.id, number="AW-2026-000001", item_code="innovation-centre", clause=5, facts={}, stage=FOUND, **whose)
            )
        yield made


async def test_case_is_paid_when_its_process_names_only_its_stages(award: Award) -> None:
    await award.appropriate(AWARD_FEN)
    assert (await award.approved()).stage == SHOWN
    assert (await award.confirmed()).stage == PAYING
    assert (await award.settle()).stage == PAID
    assert (await award.row()).paid_fen == AWARD_FEN
    assert await award.movements() == ["pre_commitment", "obligation", "instruction", "expenditure"]


async def test_rows_belong_to_the_case_when_it_is_published_and_paid(award: Award) -> None:
    await award.appropriate(AWARD_FEN)
    await award.approved()
    await award.confirmed()
    async with award.database.reading() as session:
        notice = (await session.scalars(select(Notice).where(Notice.case_id == award.id))).one()
        payment = (await session.scalars(select(Disbursement).where(Disbursement.case_id == award.id))).one()
    assert (notice.state, notice.amount_fen) == ("cleared", AWARD_FEN)
    assert (payment.number, payment.amount_fen) == ("AW-2026-000001-P1", AWARD_FEN)


async def test_case_gets_its_turn_when_the_budget_comes_later(award: Award) -> None:
    await award.happens("referred")
    await award.happens("minuted", award_fen=AWARD_FEN)
    await award.happens("budget_found_exhausted")
    waiting = await award.seek_budget()
    assert (waiting.stage, waiting.wakes_at is not None, await award.movements()) == (WAITING, True, [])
    await award.appropriate(AWARD_FEN)
    assert ((await award.seek_budget()).stage, await award.movements()) == (SHOWN, ["pre_commitment"])


async def test_case_is_returned_when_another_was_awarded_while_it_waited(award: Award) -> None:
    await award.appropriate(AWARD_FEN)
    await award.happens("referred")
    await award.happens("minuted", award_fen=AWARD_FEN)
    await award.happens("budget_found_exhausted")
    award.refusal = Refusal(Code.ALREADY_AWARDED, ANY)
    assert ((await award.seek_budget()).stage, await award.movements()) == (FOUND, [])


async def test_nothing_is_set_aside_when_the_process_refuses_the_award(award: Award) -> None:
    await award.appropriate(AWARD_FEN)
    award.refusal = Refusal(Code.BREACH_OPEN, ANY)
    with pytest.raises(ApplicationError) as refused:
        await award.approved()
    assert (refused.value.type, await award.movements(), (await award.row()).stage) == (Code.BREACH_OPEN, [], DECIDED)


GONE = {"code": "deregistered", "text": ANY.as_dict()}
LATER = {"code": "record_since_application", "text": ANY.as_dict()}


async def held(award: Award, *found: dict[str, Any]) -> CaseState:
    """Take the award to its payment, and find something."""
    await award.appropriate(AWARD_FEN)
    await award.approved()
    await award.confirmed()
    award.found = list(found)
    return await award.instruct()


async def test_money_stays_when_something_speaks_against_the_payment(award: Award) -> None:
    state = await held(award, GONE)
    assert (state.event, (await award.task("standing_check")).about["findings"]) == ("payment_held", [GONE])
    assert await award.movements() == ["pre_commitment", "obligation", "instruction", "hold"]
    payment = await award.payment()
    assert (payment.state, payment.look, await award.treasury.status(payment.number)) == ("held", {"answers": {}, "findings": [GONE]}, None)


async def test_payment_goes_on_when_what_was_found_was_let_pass(award: Award) -> None:
    await held(award, GONE)
    await award.answered("standing_check", "payment_resumed", reason="名称变更，已核实")
    assert (await award.settle()).stage == PAID
    assert await award.movements() == ["pre_commitment", "obligation", "instruction", "hold", "instruction", "expenditure"]


async def test_payment_is_held_again_when_something_else_is_found(award: Award) -> None:
    await held(award, GONE)
    await award.answered("standing_check", "payment_resumed", reason="名称变更，已核实")
    award.found = [GONE, LATER]
    state = await award.instruct()
    assert (state.event, (await award.payment()).state) == ("payment_held", "held")
    assert (await award.task("standing_check")).about["findings"] == [LATER]


async def test_nothing_is_changed_when_a_held_payment_is_instructed(award: Award) -> None:
    await held(award, GONE)
    before = await award.movements()
    award.found = []
    await award.instruct()
    assert ((await award.payment()).state, await award.movements()) == ("held", before)


async def test_money_is_free_when_the_award_is_ended(award: Award) -> None:
    await held(award, GONE)
    state = await award.answered("standing_check", "payment_ended", reason="企业已注销")
    row, payment = await award.row(), await award.payment()
    assert (state.stage, row.award_fen, payment.state, payment.reason) == (OVER, None, "given_up", "企业已注销")
    assert await award.movements() == ["pre_commitment", "obligation", "instruction", "hold", "release"]
    assert await award.treasury.status(payment.number) is None


async def test_whoever_paid_is_excluded_when_the_payment_was_held(award: Award) -> None:
    await award.appropriate(AWARD_FEN)
    await award.approved()
    await award.happens("notice_cleared")
    await award.happens("account_supplied", account=ACCOUNT)
    await award.answered("payment_release", "payment_released", FINANCE)
    await award.answered("payment_confirmation", "payment_confirmed", OTHER_FINANCE, last_four=ACCOUNT["number"][-4:])
    award.found = [GONE]
    await award.instruct()
    assert (await award.task("standing_check")).excluded == [FINANCE.subject, OTHER_FINANCE.subject]


async def test_payment_says_what_was_looked_at_when_nothing_was_found(award: Award) -> None:
    await award.appropriate(AWARD_FEN)
    await award.approved()
    await award.confirmed()
    await award.settle()
    payment = await award.payment()
    assert (payment.state, payment.look, payment.looked_at is not None) == ("paid", {"answers": {}, "findings": []}, True)


async def test_process_follows_up_when_its_case_was_paid(award: Award) -> None:
    await award.appropriate(AWARD_FEN)
    await award.approved()
    await award.confirmed()
    assert award.told == []
    await award.settle()
    assert award.told == [award.id]


async def test_end_of_the_notice_is_counted_again_when_the_calendar_changes(award: Award) -> None:
    await award.appropriate(AWARD_FEN)
    published = await award.approved()
    async with award.database.writing() as session:
        notice = (await session.scalars(select(Notice).where(Notice.case_id == award.id).with_for_update())).one()
        notice.working_days = notice.working_days + 5
    counted = await award.happens("deadlines_recomputed")
    async with award.database.reading() as session:
        until_now = (await session.scalars(select(Notice.until).where(Notice.case_id == award.id))).one()
    assert published.wakes_at is not None
    assert until_now > published.wakes_at
    assert counted.wakes_at == until_now
