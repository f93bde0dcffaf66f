"""How an enterprise that got support by fraud comes to be barred: a demand that stands, and the debarment that follows it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from models.tables import Debarment
from policy.actors import Actor
from policy.working_days import BEIJING
from tests.office import APPLICANT, OTHER_OFFICER, THIRD_APPROVER, Case, Office, until
from tests.office.milestones import reached
from tests.workflows.reclaim import Reclaim, day_of, reclaim
from tests.workflows.redecisions import SECOND, paid_prize

REASON = "以伪造证书骗取支持"
LIFTING = {"ground": "own_error", "paper": "市科委核实函（2026年3月1日）", "reason": "证书属实"}
TODAY = datetime.now(BEIJING).date()
# Far ahead: in an office on real time a day of the calendar is a moment.
LAST = TODAY + timedelta(days=1000)


async def followed(office: Office, clawback: Case) -> Case:
    """Wait for the debarment that follows a demand."""

    async def find() -> Debarment | None:
        return next(iter(await office.all(select(Debarment).where(Debarment.clawback_id == clawback.id))), None)

    debarment = office.running(await until(find, "the debarment"))
    await debarment.has_started()
    return debarment


async def accepted(office: Office) -> Reclaim:
    """Demand a prize back that was got by fraud; its enterprise accepts."""
    claim = await reclaim(office, await paid_prize(office), SECOND, cause="fraud")
    await claim.accept()
    return claim


async def repaid(office: Office) -> Case:
    """Have what was got by fraud paid back, and return the debarment that follows."""
    claim = await accepted(office)
    await claim.repay(SECOND, await day_of(office, claim.case))
    await claim.case.reach("settled")
    return await followed(office, claim.case)


async def opened(office: Office) -> Case:
    """Return a debarment of which nothing is proposed yet; nothing is owed any more."""
    return await reached(office, "debarment", lambda: repaid(office))


async def let_go(case: Case) -> None:
    """Decide by two people that the enterprise is not barred."""
    await case.answer("debarment_proposal", OTHER_OFFICER, decision="no_bar_proposed", reason="情节轻微，已主动退缴")
    await case.answer("no_bar_decision", THIRD_APPROVER, decision="not_barred")
    await case.reach("not_barred")


async def propose(case: Case, by: Actor = OTHER_OFFICER, **changes: Any) -> None:
    """Propose a bar of a thousand days."""
    await case.answer("debarment_proposal", by, **({"decision": "bar_proposed", "until": LAST.isoformat(), "reason": REASON} | changes))


async def bar(case: Case) -> None:
    """Propose a bar, hear the enterprise, and decide it."""
    await propose(case)
    await case.answer("debarment_statement", APPLICANT, decision="statement_waived")
    await case.answer("debarment_decision", THIRD_APPROVER, decision="barred", reason="事实清楚")
    await case.reach("barred")
