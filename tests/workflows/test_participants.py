"""Who led is stated by an officer before an amount hangs on it, whenever the rule came that makes it matter."""

from __future__ import annotations

from datetime import date

from models.tables import ImplementingRule
from tests.office import Case, Office
from tests.workflows.test_application_review import score

ITEM = "core-technology"


async def rule(office: Office) -> None:
    about = {"effective_from": date(2022, 1, 14), "values": {"participant_share": "0.30"}, "document_no": "细则3号"}
    await office.add(ImplementingRule(item_code=ITEM, entered_by="officer-sti-1", approved_by="officer-sti-2", **about))


async def scored(case: Case) -> None:
    await case.reach("review")
    await score(case, True, True, True)


async def test_participant_gets_its_share_when_the_rule_came_after_the_review(skipping: Office) -> None:
    case = await skipping.apply_for(ITEM)
    await case.to_review()
    assert "led" not in (await case.row()).facts
    await rule(skipping)
    await scored(case)
    await case.happened("lead_found_unstated")
    await case.reach("review")
    await case.state_facts(led=False)
    await scored(case)
    row = await case.reach("decision")
    assert (row.award_fen, row.facts["led"]) == (500_000_000_0 // 10 * 3 // 10, False)
    assert row.provenance["led"]["supplied_by"] == "confirmed"
