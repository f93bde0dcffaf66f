"""争议中的追回与承诺。What leaving costs is not lessened by another demand that falls, nor is a fen of one that stands asked twice."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.commitment import answers, look
from activities.commitment.demands import demands_on
from activities.signatures.case import AutomaticStep, CaseState
from models.queries import commitment as commitments
from models.session import Database
from models.tables import (
    Application,
    Breach,
    ChangeFiling,
    Clawback,
    CollectedUndertaking,
    Commitment,
    CommitmentCheck,
    Enterprise,
    Undertaking,
)
from policy.errors import Refusal
from policy.processes.commitment.lifecycle import Stage
from runtime.container import Container
from sandbox.enterprises import CHENXIN
from tests.office import WAN, settings_for
from tests.workflows.commitments import HEAD

NOW = datetime.now(UTC)
SIGNED, GONE = (NOW - timedelta(days=100)).date(), NOW.date()
PAID, OTHER = 30 * WAN, 10 * WAN
FULL = {"repay": "full", "stay_years": 3, "late_rate": None}
NUMBERS = count(1)
_OF_STI = {"department": "sti", "created_by": "officer-sti-1", "enterprise_uscc": CHENXIN}
Look = Callable[[TransitionContext[Commitment]], Awaitable[None]]


@dataclass
class Left:
    """An enterprise that was paid one award, signed to stay, and has gone: two people found so, and it accepts that."""

    database: Database
    commitment_id: uuid.UUID
    award: Application

    async def other(self, amount_fen: int = OTHER, stage: str = "proposed", cause: str = "error") -> None:
        """Demand something of the award for another reason."""
        async with self.database.writing() as session:
            own = {"application_id": self.award.id, "cause": cause, "reckoning": {}, "asked_by": "officer-sti-3"}
            demand = {"stage": stage, "amount_fen": amount_fen, "request_key": str(uuid.uuid4()), "item_code": self.award.item_code}
            session.add(Clawback(number=f"CB-{next(NUMBERS)}", **_OF_STI, **own, **demand))

    async def becomes(self, stage: str, amount_fen: int = OTHER) -> None:
        """Have that other demand decided."""
        async with self.database.writing() as session:
            demand = (await session.scalars(select(Clawback))).one()
            demand.stage, demand.amount_fen = stage, amount_fen

    async def step(self, what: Look = look.look) -> CaseState:
        """Let the commitment do something by itself, a look at what is stored unless said otherwise; return what its workflow knows."""
        deployment = Container(settings_for("postgresql+psycopg://"), self.database, httpx.AsyncClient()).deployment()
        key = uuid.uuid4().hex
        return await take(deployment, AutomaticStep("commitment", str(self.commitment_id), key, datetime.now(UTC)), frozenset(Stage), what)

    async def stands(self) -> tuple[str, bool, list[int]]:
        """Return where the commitment is, whether it looks again by itself, and what was asked because its enterprise left."""
        async with self.database.reading() as session:
            row = (await session.scalars(select(Commitment))).one()
            asked = await session.scalars(select(Clawback.amount_fen).where(Clawback.asked_by == HEAD.subject).order_by(Clawback.number))
            return row.stage, row.wakes_at is not None, list(asked.all())


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    found = Database(database_url)
    yield found
    await found.close()


@pytest.fixture
async def left(database: Database) -> Left:
    async with database.writing() as session:
        session.add(Enterprise(uscc=CHENXIN, name="演示晨芯", kind="enterprise"))
        await session.flush()
        commitment = Commitment(number=CHENXIN, department="bizcoop", created_by="system", enterprise_uscc=CHENXIN, stage=Stage.RECLAIMING)
        paid = {"stage": "in_force", "award_fen": PAID, "paid_fen": PAID, "facts": {}}
        award = Application(number="BDA-2026-05-000001", item_code="science-award", clause=8, **_OF_STI, **paid)
        found = CommitmentCheck(year=2026, run="r", enterprise_uscc=CHENXIN, answers={}, failures=["registered_in_area"], checked_at=NOW)
        session.add_all([commitment, award, found])
        await session.flush()
        by = {"signatory": "陈思远", "position": "法定代表人", "signed_by": "applicant-chenxin", "signed_at": NOW - timedelta(days=100)}
        terms = {"repay": "full", "terms": FULL, "starts_on": SIGNED}
        signed = Undertaking(application_id=award.id, enterprise_uscc=CHENXIN, **by, **terms)
        session.add(signed)
        await session.flush()
        session.add(CollectedUndertaking(undertaking_id=signed.id, commitment_id=commitment.id, collected_at=NOW))
    return Left(database, commitment.id, award)


async def upheld(left: Left) -> None:
    """Have two people find the breach."""

    async def find(context: TransitionContext[Commitment]) -> None:
        bound = await commitments.collected(context.session, context.case.id)
        check = (await context.session.scalars(select(CommitmentCheck))).one()
        decided = {"decided_by": HEAD.subject, "decided_by_name": HEAD.name, "decided_at": NOW, "opened_at": NOW}
        about = {"cause": "move_found", "check_id": check.id, "failures": check.failures, "breach_on": GONE}
        found = {"touched": [left.award.number], "demands": await demands_on(context, bound, GONE)}
        context.session.add(Breach(commitment_id=left.commitment_id, **decided, **about, **found))

    await left.step(find)


@pytest.mark.parametrize(("stage", "amount_fen"), [("proposed", 1), ("proposed", PAID), ("noticed", OTHER), ("objection", OTHER)])
async def test_breach_waits_when_another_demand_on_its_award_may_fall(left: Left, stage: str, amount_fen: int) -> None:
    await left.other(amount_fen, stage)
    await upheld(left)
    known = await left.step()
    assert await left.stands() == ("reclaiming", True, [])
    # Until then its workflow rests.
    assert known.particulars["settling"]


@pytest.mark.parametrize(
    ("stage", "left_fen", "asked"),
    [
        ("cancelled", OTHER, [PAID]),
        ("repayment", OTHER - 1, [PAID - OTHER + 1]),
        ("repayment", OTHER, [PAID - OTHER]),
        ("settled", OTHER, [PAID - OTHER]),
        ("instalments", PAID - 1, [1]),
    ],
    ids=["refused-or-released", "reduced", "stands", "repaid", "stands-but-a-fen"],
)
async def test_breach_asks_what_another_demand_leaves_when_that_is_decided(left: Left, stage: str, left_fen: int, asked: list[int]) -> None:
    await left.other()
    await upheld(left)
    await left.step()
    await left.becomes(stage, left_fen)
    await left.step()
    await left.step()
    assert await left.stands() == ("reclaiming", False, asked)


async def test_breach_is_settled_when_another_demand_stands_for_the_whole(left: Left) -> None:
    await left.other(PAID)
    await upheld(left)
    await left.step()
    await left.becomes("repayment", PAID)
    await left.step()
    assert (await left.stands())[2] == []
    async with left.database.reading() as session:
        assert (await session.scalars(select(Breach.outcome))).all() == ["upheld"]


@pytest.mark.parametrize(("stage", "asked"), [("cancelled", [PAID]), ("repayment", [])])
async def test_breach_asks_an_award_for_leaving_once_when_a_filing_has_it_demanded(left: Left, stage: str, asked: list[int]) -> None:
    await left.other(OTHER, cause="breach")
    await upheld(left)
    await left.step()
    assert await left.stands() == ("reclaiming", True, [])
    await left.becomes(stage)
    await left.step()
    assert (await left.stands())[2] == asked


async def filed(left: Left) -> None:
    """File a move, as an enterprise does that is still here."""
    async with left.database.writing() as session:
        (await session.scalars(select(Commitment))).one().stage = Stage.IN_FORCE
        move = {"kind": "relocation", "planned_on": GONE + timedelta(days=1), "description": "迁出", "filed_by": "applicant-chenxin"}
        session.add(ChangeFiling(commitment_id=left.commitment_id, enterprise_uscc=CHENXIN, state="filed", filed_at=NOW, **move))


async def answered(left: Left) -> dict[str, Any]:
    """Propose that the move is taken on file with repayment; return what an approver is shown."""
    shown: dict[str, Any] = {}

    async def answer(context: TransitionContext[Commitment]) -> None:
        filing = (await context.session.scalars(select(ChangeFiling))).one()
        await answers.propose(context, filing, "approved_with_repayment")
        shown.update(answers.about(filing) | await answers.for_the_office(context, filing))

    await left.step(answer)
    return shown


@pytest.mark.parametrize("stage", ["proposed", "noticed", "objection"])
async def test_filing_is_answered_with_the_whole_repayment_when_another_demand_may_fall(left: Left, stage: str) -> None:
    await left.other(PAID, stage)
    await filed(left)
    shown = await answered(left)
    assert [demand["amount_fen"] for demand in shown["demands"]] == [PAID]
    [other] = shown["other_demands"]
    assert (other["award"], other["cause"], other["stage"], other["amount_fen"]) == (left.award.number, "error", stage, PAID)


async def test_other_demand_is_named_when_it_takes_all_that_a_filing_would_ask_for(left: Left) -> None:
    await left.other(PAID, "repayment")
    await filed(left)
    with pytest.raises(Refusal) as refused:
        await answered(left)
    async with left.database.reading() as session:
        number = (await session.scalars(select(Clawback.number))).one()
    assert number in refused.value.detail.zh
    assert number in refused.value.detail.en
