"""People who reclaim an award and pay it back: one paid award, and a clawback of it acted on step by step."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select, update

from models.commands import clawback as drafts
from models.queries import clawback as clawbacks
from models.queries import debt as debts
from models.tables import Application, Clawback, ClawbackInstalment, Disbursement, ImplementingRule, LedgerTransfer, Repayment
from policy.actors import Actor
from policy.processes.clawback.owing import Owed
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN
from tests.office import APPLICANT, DEPUTY, FINANCE, HEAD, OFFICER, OTHER_FINANCE, THIRD_APPROVER, WAN, Case, Office, until
from tests.office.milestones import reached

AWARD = 50 * WAN
HANDED_OVER = {"decision": "handed_over", "reason": "拒不返还", "court": "大兴区人民法院"}
TERMS = {"repay": "pro_rata", "stay_years": 3, "late_rate": "0.0005"}


@dataclass
class Reclaim:
    """A clawback under way, and the award it reclaims."""

    office: Office
    award: Case
    case: Case

    async def row(self) -> Clawback:
        """Return the clawback as stored."""
        found: Clawback = await self.case.row()
        return found

    async def owed(self, at: datetime | None = None) -> Owed:
        """Return what would settle it at a time, or when it was last acted on."""
        row = await self.row()
        asked_at = at or row.updated_at
        async with self.office.database.reading() as session:
            clock = await self.office.parts.deployment().clock(session, asked_at.year)
            return await debts.owed_today(session, clock, row, asked_at)

    async def application(self) -> Application:
        """Return the award as stored."""
        found: Application = await self.award.row()
        return found

    async def approve(self) -> None:
        """Approve it, by somebody who decided neither the award nor that it was too much."""
        barred = await self.case.is_barred(await self.case.task("clawback_approval"), DEPUTY)
        await self.case.answer("clawback_approval", THIRD_APPROVER if barred else DEPUTY, decision="demand_approved")

    async def accept(self) -> None:
        """Approve it and let the enterprise accept."""
        await self.approve()
        await self.case.answer("clawback_objection", APPLICANT, decision="demand_accepted")

    async def ask_for_instalments(self, *parts: tuple[date, int]) -> None:
        """Approve it and let the enterprise ask for instalments."""
        await self.approve()
        await self.case.answer("clawback_objection", APPLICANT, decision="instalments_asked", plan=plan(*parts))

    async def in_instalments(self, *parts: tuple[date, int]) -> None:
        """Have instalments granted."""
        await self.ask_for_instalments(*parts)
        await self.case.answer("instalment_decision", HEAD, decision="instalments_granted")

    async def receive(self, amount_fen: int, received_on: date, *, payer: str = CHENXIN) -> str:
        """Let the treasury receive money, after the award was paid out."""
        await paid_by(self.office, received_on)
        reference = f"R-{uuid.uuid4().hex[:8]}"
        body = {"reference": reference, "amount_fen": amount_fen, "payer_uscc": payer, "received_on": received_on.isoformat()}
        (await self.office.sandbox.post("/admin/receipts", json=body)).raise_for_status()
        return reference

    async def record(self, amount_fen: int, reference: str, received_on: date, by: Actor = FINANCE) -> None:
        """Record a repayment."""
        await self.case.answer("repayment_receipt", by, **recorded(amount_fen, reference, received_on))

    async def confirm(self, by: Actor = OTHER_FINANCE) -> None:
        """Confirm it, and wait until the treasury was heard."""
        await self.case.answer("repayment_confirmation", by, decision="repayment_confirmed")

    async def repay(self, amount_fen: int, received_on: date) -> None:
        """Pay back: received, recorded, confirmed, booked."""
        await self.record(amount_fen, await self.receive(amount_fen, received_on), received_on)
        await self.confirm()

        async def find() -> bool | None:
            return not await self.repayments("confirmed") or None

        await until(find, "the treasury's word")

    async def repayments(self, state: str) -> Sequence[Repayment]:
        """Return the repayments in a state."""
        return await self.office.all(select(Repayment).where(Repayment.clawback_id == self.case.id, Repayment.state == state))

    async def instalments(self) -> Sequence[ClawbackInstalment]:
        """Return the instalments."""
        query = select(ClawbackInstalment).where(ClawbackInstalment.clawback_id == self.case.id).order_by(ClawbackInstalment.ordinal)
        return await self.office.all(query)

    async def miss(self) -> None:
        """Let everything that is due now be missed."""
        row = await self.row()
        assert row.wakes_at is not None
        await self.case.skip(row.wakes_at - row.updated_at + timedelta(hours=1))
        await self.case.reach("arrears")

    async def hand_over(self, by: Actor = HEAD) -> None:
        """Have a court asked, once the time is over that the reminder gave."""
        await self.case.skip(timedelta(days=21))
        await self.case.answer("enforcement_decision", by, **HANDED_OVER)

    async def balances(self) -> tuple[int, int, int]:
        """Return what is spent, demanded and recovered, having checked that the books balance."""
        balances = await self.office.balances()
        assert sum(balances.values()) == 0
        return balances["expenditure"], balances["receivable"], balances["recovered"]

    async def movements(self) -> list[tuple[str, int]]:
        """Return the movements of money since the award was paid."""
        query = select(LedgerTransfer).where(LedgerTransfer.case_id == self.award.id).order_by(LedgerTransfer.id)
        return [(row.kind, row.amount_fen) for row in await self.office.all(query)][4:]


def recorded(amount_fen: int, reference: str, received_on: date) -> dict[str, Any]:
    """Return a filled form of a repayment."""
    return {
        "decision": "repayment_recorded",
        "amount_fen": amount_fen,
        "reference": reference,
        "received_on": received_on.isoformat(),
    }


def plan(*parts: tuple[date, int]) -> list[dict[str, Any]]:
    """Return a plan of instalments."""
    return [{"due_on": due_on.isoformat(), "amount_fen": amount_fen} for due_on, amount_fen in parts]


async def paid_award(office: Office, *, terms: dict[str, Any] | None = None) -> Case:
    """Take an application to its payment, under a rule with the terms of the commitment if any."""
    return await reached(office, f"paid award {terms}", lambda: _paid_award(office, terms))


async def _paid_award(office: Office, terms: dict[str, Any] | None) -> Case:
    if terms:
        await office.add(
            ImplementingRule(
                item_code="innovation-centre",
                effective_from=date(2026, 1, 1),
                values=terms,
                document_no="京技管细则〔2026〕1号",
                entered_by=OFFICER.subject,
                approved_by=HEAD.subject,
            )
        )
    award = await office.apply_for()
    await award.to_payment()
    await award.pay()
    await award.reach("in_force")
    await paid_by(office, datetime.now(BEIJING).date())
    return award


async def paid_by(office: Office, day: date) -> None:
    """Have awards paid out by a day: each case has a clock of its own, and an award's may be ahead of that of its clawback."""
    begun = datetime.combine(day, time.min, BEIJING)
    await office.change(update(Disbursement).where(Disbursement.paid_at > begun).values(paid_at=begun))


async def reclaimed(office: Office, name: str, walk: Callable[[], Awaitable[Reclaim]]) -> Reclaim:
    """Take the only award, and the last clawback of it, to a milestone."""

    async def to_case() -> Case:
        return (await walk()).case

    case = await reached(office, name, to_case)
    [award] = await office.all(select(Application))
    return Reclaim(office, office.running(award), case)


async def reclaim(office: Office, award: Case, amount_fen: int = AWARD, *, cause: str = "error", asked_by: Actor = OFFICER) -> Reclaim:
    """Propose a clawback as the API does: drafted, then submitted."""
    return Reclaim(office, award, await office.begin(await draft(office, award, amount_fen, cause, asked_by), asked_by, "追回", "proposed"))


async def draft(office: Office, award: Case, amount_fen: int, cause: str = "error", asked_by: Actor = OFFICER) -> Clawback:
    """Write the draft of a clawback."""
    async with office.database.writing() as session:
        reckoning = {"reason": "多付"}
        on = await day_of(office, award)
        return await drafts.draft(session, asked_by, await award.row(), cause=cause, amount_fen=amount_fen, reckoning=reckoning, on=on)


async def day_of(office: Office, case: Case) -> date:
    """Return the day in Beijing by the case's own clock."""
    row = await case.row()
    stood: date = row.updated_at.astimezone(BEIJING).date()
    return stood


async def reclaimable(office: Office, award: Case) -> int:
    """Return what of an award may still be reclaimed."""
    async with office.database.reading() as session:
        return await clawbacks.reclaimable(session, await award.row())
