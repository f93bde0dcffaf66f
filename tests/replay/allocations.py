"""The way a list that shares a ceiling goes, and that of an application on it, to be recorded."""

from __future__ import annotations

from datetime import date

from models.tables import ImplementingRule
from tests.office import Case, Office
from tests.policy.baselines import FACTS, VALUES
from tests.replay.way import Ways
from tests.workflows.allocations import share_out

ITEM = "patent-pool"


async def waiting(office: Office) -> Case:
    """Have a pool assessed, which waits for its share."""
    rule = {"effective_from": date(2022, 1, 14), "values": VALUES[ITEM], "document_no": "演示细则1号"}
    await office.add(ImplementingRule(item_code=ITEM, entered_by="officer-sti-1", approved_by="officer-sti-2", **rule))
    case = await office.apply_for(ITEM)
    await case.to_review()
    await case.recommend()
    await case.reach("allocation")
    return case


async def ceiling_shared(case: Case) -> Case:
    listed = await share_out(case.office, ITEM, FACTS[ITEM]["year"])
    await listed.handle.result()
    return listed


async def share_taken(case: Case) -> None:
    await ceiling_shared(case)
    await case.reach("public_notice", "commitment")


PATHS: Ways = {
    ceiling_shared: {"begin": waiting},
    share_taken: {"begin": waiting},
}
