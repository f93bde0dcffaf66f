"""Before a claim is paid its upstream registry is asked again: what it does not bear out any more holds the payment."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from sandbox.enterprises import YUNHENG
from tests.office import WAN, Case, Office
from tests.workflows.projects import PROJECT_NO, admitted, claimed, enter, received
from tests.workflows.test_before_payment import held, states
from tests.workflows.test_matching_claims import CAP_FEN, INSURANCE, subsidised

MONEY = 100 * WAN


async def to_payment(office: Office, upstream_fen: int = MONEY) -> Case:
    await enter(office, received(upstream_fen))
    claim = await claimed(await admitted(office))
    await claim.to_payment()
    return claim


async def lost(office: Office) -> None:
    (await office.sandbox.delete(f"/admin/upstream-projects/{PROJECT_NO}")).raise_for_status()


async def taken_back(office: Office, fen: int = MONEY) -> None:
    await enter(office, received(MONEY, recovered_fen=fen))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        pytest.param(taken_back, "upstream_lowered", id="all taken back"),
        pytest.param(lambda office: taken_back(office, 1), "upstream_lowered", id="a fen taken back"),
        pytest.param(lost, "upstream_known", id="lost"),
        pytest.param(lambda office: enter(office, received(MONEY), uscc=YUNHENG), "upstream_own", id="of another"),
        pytest.param(lambda office: enter(office, received(MONEY), received(MONEY)), "upstream_sound", id="a year twice"),
    ],
)
async def test_payment_is_held_when_the_upstream_does_not_bear_out_what_was_matched(
    skipping: Office, change: Callable[[Office], Awaitable[None]], found: str
) -> None:
    claim = await to_payment(skipping)
    await change(skipping)
    assert await held(claim) == [found]
    assert await states(claim) == ["held"]
    assert await skipping.treasury_payments() == []


async def test_finding_says_what_remains_when_the_upstream_took_money_back(skipping: Office) -> None:
    claim = await to_payment(skipping)
    await taken_back(skipping, 1)
    await held(claim)
    [finding] = (await claim.task("standing_check")).about["findings"]
    assert (finding["now_fen"], finding["clause"]) == (MONEY - 1, "第(二)条")
    assert "核算为999,999.99元" in finding["text"]["zh"]


@pytest.mark.parametrize(("before", "after"), [(CAP_FEN + 1, CAP_FEN), (CAP_FEN, CAP_FEN + 1), (MONEY, MONEY + 1)])
async def test_payment_is_made_when_the_clause_gives_no_less_for_what_the_upstream_gives_now(
    skipping: Office, before: int, after: int
) -> None:
    claim = await to_payment(skipping, before)
    await enter(skipping, received(after))
    await claim.pay()
    assert (await claim.reach("in_force")).paid_fen == min(before, CAP_FEN)


@pytest.mark.parametrize(("changes", "found"), [({"subsidy_fen": 10 * WAN - 1}, "upstream_lowered"), ({"uscc": YUNHENG}, "upstream_own")])
async def test_payment_of_an_insurance_is_held_when_the_city_says_otherwise_by_now(
    skipping: Office, changes: dict[str, Any], found: str
) -> None:
    await subsidised(skipping)
    case = await skipping.apply_for("tech-insurance", facts=INSURANCE)
    await case.to_payment()
    await subsidised(skipping, **changes)
    assert await held(case) == [found]
