"""What finance is typing is taken although the debt moves on meanwhile: it asks for the same, of a debt that is paid in arrears alike."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.office import FINANCE, HEAD, OTHER_FINANCE, Office
from tests.workflows.reclaim import AWARD, Reclaim, day_of, paid_award, reclaim, recorded


async def accepted(office: Office) -> Reclaim:
    claim = await reclaim(office, await paid_award(office))
    await claim.accept()
    return claim


async def decided(claim: Reclaim, **decision: Any) -> None:
    """Have an approver decide on the arrears."""
    await claim.case.answer("enforcement_decision", HEAD, **decision)


async def test_recording_in_hand_is_taken_when_the_debt_enters_arrears_meanwhile(skipping: Office) -> None:
    claim = await accepted(skipping)
    in_hand = await claim.case.task("repayment_receipt")
    today = await day_of(skipping, claim.case)
    form = recorded(AWARD, await claim.receive(AWARD, today), today)
    await claim.miss()
    asked = await claim.case.task("repayment_receipt")
    assert (asked.id, asked.opened_at, "owed_on" in asked.about) == (in_hand.id, in_hand.opened_at, True)
    # It is late only by what is asked now.
    assert (asked.escalated_at, asked.warned_at) == (None, None)
    assert asked.due_at is not None
    assert asked.due_at > (await claim.row()).updated_at
    await claim.case.complete(in_hand, FINANCE, form)
    await claim.confirm()
    await claim.case.reach("settled")


@pytest.mark.parametrize("to", ["enforcement", "repayment"])
async def test_recording_in_hand_is_taken_when_the_arrears_are_decided_on_meanwhile(skipping: Office, to: str) -> None:
    claim = await accepted(skipping)
    await claim.miss()
    in_hand = await claim.case.task("repayment_receipt")
    today = await day_of(skipping, claim.case)
    form = recorded(AWARD, await claim.receive(AWARD, today), today)
    extended = {"decision": "extended", "reason": "订单回款在即", "due_on": (today + timedelta(days=90)).isoformat()}
    await (claim.hand_over() if to == "enforcement" else decided(claim, **extended))
    await claim.case.reach(to)
    await claim.case.complete(in_hand, FINANCE, form)
    await claim.confirm()
    await claim.case.reach("settled")


async def test_confirmation_in_hand_is_taken_when_the_debt_is_handed_over_meanwhile(skipping: Office) -> None:
    claim = await accepted(skipping)
    await claim.miss()
    today = await day_of(skipping, claim.case)
    await claim.record(AWARD, await claim.receive(AWARD, today), today)
    in_hand = await claim.case.task("repayment_confirmation")
    await claim.hand_over()
    await claim.case.reach("enforcement")
    await claim.case.complete(in_hand, OTHER_FINANCE, {"decision": "repayment_confirmed"})
    await claim.case.reach("settled")


async def test_why_a_receipt_was_not_taken_is_still_read_when_the_debt_enters_arrears(skipping: Office) -> None:
    claim = await accepted(skipping)
    await claim.record(AWARD, "R-unknown", await day_of(skipping, claim.case))
    await claim.confirm()
    await claim.case.happened("receipt_refuted")
    refused = (await claim.case.task("repayment_receipt")).about["refused"]
    await claim.miss()
    assert (await claim.case.task("repayment_receipt")).about["refused"] == refused


async def test_no_receipt_is_asked_for_when_the_debt_has_ended(skipping: Office) -> None:
    claim = await accepted(skipping)
    await claim.miss()
    await claim.repay(AWARD, await day_of(skipping, claim.case))
    await claim.case.reach("settled")
    assert await claim.case.tasks() == []
