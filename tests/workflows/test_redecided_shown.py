"""What is read of an award that was decided anew: what is due, what was paid, and what comes next."""

from __future__ import annotations

import pytest

from api.schemas.application import ApplicationInFull
from api.views.application import in_full
from policy.letters.bodies import Bodies
from policy.money import in_yuan
from policy.processes.disbursement.steps import UNDER_WAY
from tests.office import APPLICANT, OFFICER, Office
from tests.office.milestones import application_to
from tests.workflows.reclaim import Reclaim, day_of
from tests.workflows.redecisions import FIRST, SECOND, SPECIAL, Anew, anew, paid_anew


async def read(found: Anew, *, by_enterprise: bool = False) -> ApplicationInFull:
    """Return an award as its clerk reads it, or its enterprise."""
    async with found.office.database.reading() as session:
        return await in_full(session, await found.application(), APPLICANT if by_enterprise else OFFICER, Bodies("", ""))


def begins(found: Anew, due_fen: int) -> str:
    """Return how what comes next begins."""
    return f"经再决定（{found.case.number}），应支持金额为{in_yuan(due_fen).zh}。"


@pytest.mark.parametrize("by_enterprise", [False, True])
async def test_paid_award_is_read_with_what_is_due_when_a_redecision_asks_it_back(skipping: Office, *, by_enterprise: bool) -> None:
    found = await paid_anew(skipping, "other")
    demand = await found.demand()
    shown = await read(found, by_enterprise=by_enterprise)
    assert (shown.award_fen, shown.paid_fen, shown.due_fen) == (SECOND, SECOND, 0)
    assert shown.next_step.zh == begins(found, 0) + "款项已拨付30万元，尚有30万元应予退回，由追回办理。"
    claim = Reclaim(skipping, found.award, demand)
    await claim.accept()
    await demand.reach("repayment")
    await claim.repay(SECOND, await day_of(skipping, demand))
    await demand.reach("settled")
    assert (await read(found, by_enterprise=by_enterprise)).next_step.zh == begins(found, 0) + "款项已全部退回，就该项支持无须再办理。"


async def test_paid_award_is_read_with_its_supplement_when_a_redecision_adds_one(skipping: Office) -> None:
    found = await (await paid_anew(skipping, "first")).on_notice()
    shown = await read(found)
    assert shown.due_fen == FIRST
    assert shown.next_step.zh.startswith(begins(found, FIRST) + "款项已拨付30万元；")
    assert shown.next_step.zh.endswith("拟补充或者增加的支持资金正在公示。")
    await found.clear_notice()
    await found.case.reach("payment")
    await found.case.pay()
    await found.case.reach("supplemented")
    shown = await read(found)
    assert (shown.due_fen, shown.paid_fen + shown.supplement_paid_fen) == (FIRST, FIRST)
    assert shown.next_step.zh.startswith(begins(found, FIRST) + "款项已拨付50万元；签署承诺的单位")


async def test_paid_award_is_read_by_the_last_redecision_when_it_was_decided_anew_twice(skipping: Office) -> None:
    first = await paid_anew(skipping, "special")
    await first.supplement()
    second = await anew(skipping, first.award, {"grade": "first"})
    await second.demand()
    shown = await read(second)
    assert shown.due_fen == FIRST
    assert shown.next_step.zh.startswith(
        begins(second, FIRST) + f"款项已拨付{in_yuan(SPECIAL).zh}，尚有{in_yuan(SPECIAL - FIRST).zh}应予退回，由追回办理；"
    )


async def test_paid_award_is_read_as_due_when_its_demand_was_withdrawn_by_another_redecision(skipping: Office) -> None:
    first = await paid_anew(skipping, "other")
    demand = await first.demand()
    second = await anew(skipping, first.award, {"grade": "second"})
    await second.decide()
    await second.case.reach("relieved")
    await demand.reach("cancelled")
    shown = await read(second)
    assert shown.due_fen == SECOND
    assert shown.next_step.zh.startswith(begins(second, SECOND) + "款项已拨付30万元；签署承诺的单位")


async def test_paid_award_is_read_as_it_was_when_its_redecision_is_not_decided(skipping: Office) -> None:
    found = await paid_anew(skipping, "other")
    await found.case.task("redecision_statement")
    shown = await read(found)
    assert (shown.due_fen, shown.next_step.zh.startswith("款项已拨付；")) == (SECOND, True)


async def test_unpaid_award_is_read_in_the_amount_it_is_paid_in_when_it_was_changed(skipping: Office) -> None:
    found = await anew(skipping, await application_to("payment", skipping, "science-award"), {"grade": "first"})
    await found.decide()
    await found.case.reach("adjusted")
    shown = await read(found)
    assert (shown.award_fen, shown.due_fen, shown.next_step.zh) == (FIRST, FIRST, begins(found, FIRST) + UNDER_WAY.zh)
