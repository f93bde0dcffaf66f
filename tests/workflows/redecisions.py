"""People who decide an award anew: corrected facts proposed by one, decided by another, and what follows acted on step by step."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from models.commands import redecision as drafts
from models.queries import error_demand, reconciliation
from models.tables import Application, Clawback, Redecision
from policy.actors import Actor
from tests.office import APPLICANT, DEPUTY, MOMENT, OFFICER, THIRD_APPROVER, WAN, Case, Office, until
from tests.office.milestones import reached

PAPER = "《关于更正获奖等级的函》（2026年10月8日）"
# What a prize of each grade earns; one of another grade earns nothing.
SECOND, FIRST, SPECIAL = 30 * WAN, 50 * WAN, 100 * WAN
GRADES = {"second": SECOND, "first": FIRST, "special": SPECIAL, "other": 0}


@dataclass
class Anew:
    """One re-decision of an award."""

    office: Office
    award: Case
    case: Case

    async def row(self) -> Redecision:
        """Return the re-decision as stored."""
        found: Redecision = await self.case.row()
        return found

    async def application(self) -> Application:
        """Return its award as stored."""
        found: Application = await self.award.row()
        return found

    async def hear(self, decision: str = "statement_waived", **answer: Any) -> None:
        """Let the enterprise answer what is intended."""
        await self.case.answer("redecision_statement", APPLICANT, decision=decision, **answer)

    async def approver(self) -> Actor:
        """Return who may decide it: nobody who decided the award, the re-decision before it, or on what it would let go."""
        barred = await self.case.is_barred(await self.case.task("redecision_decision"), DEPUTY)
        return THIRD_APPROVER if barred else DEPUTY

    async def decide(self, by: Actor | None = None, decision: str = "redecided", *, clears: bool = True, **answer: Any) -> None:
        """Decide, with a reason: a figure may differ by more than a tenth; and let the notice of what is paid besides run."""
        by = by or await self.approver()
        await self.case.answer("redecision_decision", by, **{"decision": decision, "reason": "依据充分"} | answer)
        if clears and decision == "redecided" and (await self.row()).outcome in {"supplement", "increase"}:
            await self.clear_notice()

    async def clear_notice(self) -> None:
        """Let time pass to the end of the notice, if it comes so far."""
        stage = (await self.case.reach("public_notice", "payment", "adjusted", "proposal")).stage
        if stage == "public_notice":
            await self.case.skip_until((await self.case.notice()).until + MOMENT)
            await self.case.happened("notice_cleared")

    async def on_notice(self) -> Anew:
        """Decide that more is paid, and return it while its notice runs."""
        await self.decide(clears=False)
        await self.case.reach("public_notice")
        return self

    async def supplement(self) -> None:
        """Decide on a supplement, and pay it."""
        await self.decide()
        await self.case.reach("payment")
        await self.case.pay()
        await self.case.reach("supplemented")

    async def demand(self) -> Case:
        """Decide on a debt; return the clawback that asks for it."""
        await self.hear()
        await self.decide()
        await self.case.reach("reclaimed")
        (clawback,) = await self.office.all(
            select(Clawback).where(Clawback.reckoning["redecision"].astext == self.case.number, Clawback.cause == "correction")
        )
        demanded = self.office.running(clawback)
        await demanded.has_started()
        return demanded


async def drafted(
    office: Office,
    award: Case,
    facts: dict[str, Any],
    by: Actor = OFFICER,
    papers: dict[str, Any] | None = None,
    same: Collection[str] | None = None,
) -> Redecision:
    """Write the draft of a re-decision, as the API does: every demand for an error is about these facts, unless `same` says otherwise."""
    async with office.database.writing() as session:
        given = {"facts": facts, "paper": PAPER, "papers": papers or {}, "reason": "获奖等级登记有误"}
        given["same_matter"] = [one.number for one in await error_demand.beside(session, award.id)] if same is None else same
        return await drafts.draft(session, by, await award.row(), request_key=secrets.token_hex(8), **given)


async def anew(
    office: Office,
    award: Case,
    facts: dict[str, Any],
    by: Actor = OFFICER,
    papers: dict[str, Any] | None = None,
    said: dict[str, Any] | None = None,
    same: Collection[str] | None = None,
) -> Anew:
    """Propose to decide an award anew, by what its source has said meanwhile, if it was asked."""
    detail = {} if said is None else {"source": {"facts": said, "on": "2026-10-08"}}
    return Anew(
        office, award, await office.begin(await drafted(office, award, facts, by, papers, same), by, "再决定", "proposed", **detail)
    )


async def paid_prize(office: Office) -> Case:
    """Take a reward for a prize of the second grade to its payment."""

    async def walk() -> Case:
        award = await office.apply_for("science-award")
        await award.to_payment()
        await award.pay()
        await award.reach("in_force")
        return award

    return await reached(office, "paid prize", walk)


async def paid_anew(office: Office, grade: str) -> Anew:
    """Propose to decide a paid reward anew, for a prize of another grade."""
    return await anew(office, await paid_prize(office), {"grade": grade})


async def balanced(office: Office) -> dict[str, int]:
    """Return the balances, having checked that books, cases and the treasury agree."""
    async with office.database.reading() as session:
        assert await reconciliation.ledger_differences(session) == {}
    balances = await office.balances()
    assert sum(balances.values()) == 0
    return balances


async def treasury_paid(office: Office, number: str) -> list[int]:
    """Return what the treasury has paid for a case and nobody returned, in fen."""
    payments = [one for one in await office.treasury_payments() if str(one["instruction_no"]).startswith(number)]
    return [one["amount_fen"] for one in payments if not one["returned"]]


async def stage_of(case: Case, stage: str) -> None:
    """Wait for a stage of a case."""

    async def find() -> bool | None:
        return (await case.row()).stage == stage or None

    await until(find, stage)
