"""What a release shows as due of the award in all, beside the lines: also where what was paid first came back."""

from __future__ import annotations

import pytest

from tests.office import ACCOUNT, APPLICANT, Case, Office
from tests.office.milestones import application_to
from tests.workflows.redecisions import FIRST, SECOND, Anew, anew, paid_anew
from tests.workflows.test_redecision_returned import award_returned
from tests.workflows.test_subject_closed import paid_back


async def shown(case: Case) -> tuple[int, int]:
    """Return what is due in all, and what is paid now, as whoever releases a payment reads it."""
    simulation = (await case.task("payment_release")).about["simulation"]
    return simulation["due_in_all_fen"], simulation["new_fen"]


async def test_award_is_due_in_all_when_it_is_paid_first(skipping: Office) -> None:
    assert await shown(await application_to("payment", skipping, "science-award")) == (SECOND, SECOND)


async def test_award_and_supplement_are_due_in_all_when_the_supplement_is_paid(skipping: Office) -> None:
    found = await paid_anew(skipping, "first")
    await found.decide()
    assert await shown(found.case) == (FIRST, FIRST - SECOND)


@pytest.mark.parametrize(("grade", "due_fen"), [("first", FIRST), ("second", SECOND)])
async def test_what_came_back_is_not_due_besides_when_more_is_found_due_again(skipping: Office, grade: str, due_fen: int) -> None:
    found: Anew = await anew(skipping, await paid_back(skipping, "error"), {"grade": grade})
    await found.decide()
    assert await shown(found.case) == (due_fen, due_fen)


async def test_supplement_is_due_in_all_when_its_award_is_paid_again(skipping: Office) -> None:
    found = await award_returned(skipping)
    await found.award.answer("new_account", APPLICANT, decision="account_supplied", account=ACCOUNT)
    assert await shown(found.award) == (FIRST, SECOND)
