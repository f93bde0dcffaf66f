"""Many decisions at once under one cap: it is never passed by a fen, and nobody is refused while there is room."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date

from models.tables import ImplementingRule
from tests.faults.conftest import Opening
from tests.faults.test_two_at_once import a_few_at_a_time, outcome
from tests.office import HEAD, WAN, Case, Office
from tests.policy.baselines import FACTS, VALUES

APPLICATIONS = 50
AWARD = 35 * WAN
GENERAL_CAP = 500 * WAN
ROOM_FOR = GENERAL_CAP // AWARD


async def to_decision(office: Office, index: int) -> Case:
    # No two neighbours of one are swapped in another: those would look alike.
    case = await office.apply_for("offshore-centre", facts=FACTS["offshore-centre"] | {"centre_no": f"O-{index}-{index}"})
    await case.to_decision()
    return case


async def test_exactly_as_many_are_approved_as_the_cap_has_room_for_when_all_are_decided_at_once(opening: Opening) -> None:
    async with opening(durations={"public_notice": 12_000}) as office:
        rule = {"effective_from": date(2022, 1, 14), "values": VALUES["offshore-centre"], "document_no": "演示细则1号"}
        await office.add(ImplementingRule(item_code="offshore-centre", entered_by="officer-sti-1", approved_by="officer-sti-2", **rule))
        cases = await a_few_at_a_time(to_decision(office, index) for index in range(APPLICATIONS))
        decisions = [await case.completion("decision", HEAD, decision="approved") for case in cases]
        outcomes = await asyncio.gather(*(outcome(case, decision) for case, decision in zip(cases, decisions, strict=True)))
        assert Counter(outcomes) == {"approved": ROOM_FOR, "already_awarded": APPLICATIONS - ROOM_FOR}
        assert (await office.balances())["pre_commitment"] == ROOM_FOR * AWARD <= GENERAL_CAP
