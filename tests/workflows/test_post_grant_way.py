"""A post-grant project from its call to money paid."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from models.tables import Disbursement, ImplementingRule, Verification
from tests.workflows.competition import ITEM, Competition
from tests.workflows.office import WAN, Office


async def rule(office: Office, item: str = ITEM, rate: str = "0.30") -> None:
    """Put a rate in force."""
    values = {"effective_from": date(2022, 1, 14), "values": {"rate": rate}, "document_no": "演示细则1号"}
    await office.add(ImplementingRule(item_code=item, entered_by="officer-sti-1", approved_by="officer-sti-2", **values))


async def test_project_is_paid_its_rate_of_the_audited_cost_when_it_passes_everything(skipping: Office) -> None:
    await rule(skipping)
    competition = Competition(skipping)
    project, award = await competition.complete()
    assert await project.handle.result() == "completed"
    decided = await award.reach("decision")
    assert decided.facts == {
        "challenge_no": f"{competition.case.number}/1",
        "acceptance_passed": True,
        "audited_cost_fen": 280 * WAN,
    }
    assert decided.award_fen == 84 * WAN
    paid = await competition.pay(award)
    assert paid.paid_fen == 84 * WAN
    assert len(await skipping.all(select(Disbursement))) == 1
    assert len(await skipping.all(select(Verification).where(Verification.application_id == award.id))) == 1
