"""An award that was its share of an approved list is decided anew by the law of its time, and by the share at which it was."""

from __future__ import annotations

from typing import Any

import pytest

from tests.office import APPLICANT, SIGNED, Case, Office
from tests.replay.windows import ITEM, waiting
from tests.workflows.redecisions import anew, balanced, treasury_paid
from tests.workflows.windows import share_out


async def paid_share(office: Office) -> Case:
    """Take a pool on an approved list to its payment."""
    case = await waiting(office)
    await share_out(office, ITEM)
    await case.reach("public_notice")
    await case.clear_notice()
    await case.answer("commitment", APPLICANT, **SIGNED)
    await case.pay()
    await case.reach("in_force")
    return case


@pytest.mark.parametrize(("fees_fen", "due_fen", "outcome"), [(150_000_000, 60_000_000, "supplement"), (50_000_000, 20_000_000, "debt")])
async def test_award_of_a_list_is_decided_anew_by_its_clause(skipping: Office, fees_fen: int, due_fen: int, outcome: str) -> None:
    award = await paid_share(skipping)
    before = await award.row()
    assert (before.formula_fen, before.award_fen) == (40_000_000, 40_000_000)
    found = await anew(skipping, award, {"annual_fees_fen": fees_fen})
    row = await found.row()
    assert (row.outcome, row.reckoning["before_fen"], row.reckoning["after_fen"]) == (outcome, 40_000_000, due_fen)
    if outcome == "debt":
        demand: Any = await (await found.demand()).row()
        assert demand.amount_fen == 40_000_000 - due_fen
    else:
        await found.supplement()
        assert await treasury_paid(skipping, found.case.number) == [due_fen - 40_000_000]
        assert (await balanced(skipping))["expenditure"] == due_fen
