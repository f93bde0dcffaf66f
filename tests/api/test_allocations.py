"""Sharing a programme's ceiling among those who wait for their decision."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests import office as people
from tests.api.desk import APPLICANT, HEAD, OFFICER, Desk
from tests.office import Case, Office
from tests.policy.baselines import FACTS, VALUES, WAN

CEILING = 5_000 * WAN
PATH = "/items/patent-pool/allocations"


@pytest.fixture
def durations() -> dict[str, int]:
    """Notices that are open when what was set aside is looked at."""
    return {"public_notice": 12_000}


async def waiting(behind: Office, pool: str, fees_fen: int) -> Case:
    facts: dict[str, Any] = {"pool_no": pool, "annual_fees_fen": fees_fen}
    case = await behind.apply_for("patent-pool", facts=FACTS["patent-pool"] | facts)
    await case.to_decision()
    return case


async def settle_rate(api: Desk) -> None:
    rule = {"from": "2022-01-14", "values": VALUES["patent-pool"], "document_no": "演示细则1号"}
    entered = await api.post(OFFICER, "/items/patent-pool/rules", rule)
    assert (await api.post(HEAD, f"/rules/{entered.json()['id']}/approval")).status_code == 200


async def test_ceiling_is_shared_to_the_fen_when_it_is_over_subscribed(api: Desk, behind: Office) -> None:
    await settle_rate(api)
    await behind.appropriate(CEILING, datetime.now(UTC).year)
    cases = [await waiting(behind, f"PP-{index}", fees) for index, fees in enumerate((10_000 * WAN, 10_000 * WAN, 5_000 * WAN))]
    answer = (await api.post(HEAD, PATH, {"year": 2025})).json()
    shares = [share["share_fen"] for share in answer["shares"]]
    assert sum(shares) == CEILING
    assert [share["assessed_fen"] for share in answer["shares"]] == [4_000 * WAN, 4_000 * WAN, 2_000 * WAN]
    for case, share_fen in zip(cases, shares, strict=True):
        await case.answer("decision", people.HEAD, decision="approved")
        assert (await case.row()).award_fen == share_fen
    assert (await behind.balances())["pre_commitment"] == CEILING


async def test_nothing_is_cut_when_everybody_fits(api: Desk, behind: Office) -> None:
    await settle_rate(api)
    case = await waiting(behind, "PP-1", 100 * WAN)
    answer = (await api.post(HEAD, PATH, {"year": 2025})).json()
    assert [share["share_fen"] for share in answer["shares"]] == [40 * WAN]
    assert "allocated" not in await case.events()


async def test_ceiling_is_not_shared_when_the_item_has_none_for_the_year(api: Desk) -> None:
    answer = await api.post(HEAD, "/items/science-award/allocations", {"year": 2025})
    assert answer.json()["code"] == "wrong_stage"


async def test_ceiling_is_not_shared_by_whoever_may_not(api: Desk) -> None:
    for person in (APPLICANT, OFFICER, "approver-econ-1"):
        assert (await api.post(person, PATH, {"year": 2025})).json()["code"] == "forbidden"
