"""From submission to paid, and what can go wrong with the money."""

from __future__ import annotations

from tests.workflows.office import WAN, Office


async def test_application_reaches_in_force_when_everybody_agrees(skipping: Office) -> None:
    case = await skipping.apply_for("innovation-centre")
    await case.to_payment()
    await case.pay()
    row = await case.reach("in_force")
    assert (row.award_fen, row.paid_fen) == (50 * WAN, 50 * WAN)
