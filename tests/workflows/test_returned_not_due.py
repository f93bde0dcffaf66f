"""An award a bank returned that is not due any more: nobody is asked for an account, and it ends or is paid as far as it is due."""

from __future__ import annotations

import pytest

from policy.actors import Actor
from tests.office import ACCOUNT, APPLICANT, DEPUTY, HEAD, THIRD_APPROVER, Case, Office
from tests.workflows.letters import UNMET, letters_of
from tests.workflows.reclaim import reclaim
from tests.workflows.redecisions import FIRST, SECOND, Anew, anew, balanced, paid_anew, paid_prize, treasury_paid
from tests.workflows.test_redecision_returned import paid_again, returned, supplemented
from tests.workflows.test_returned_and_demanded import told

MORE = FIRST - SECOND


async def able(case: Case, kind: str) -> Actor:
    """Return somebody who may do a task."""
    task = await case.task(kind)
    one, *_ = [person for person in (DEPUTY, THIRD_APPROVER, HEAD) if not await case.is_barred(task, person)]
    return one


async def dropped(case: Case) -> None:
    """Have a demand that is proposed dropped: of what was decided anew one approver asks, and another agrees."""
    approver, reason = await able(case, "clawback_approval"), "款项已被银行退回"
    if (await case.row()).cause == "correction":
        await case.answer("clawback_approval", approver, decision="dropping_asked", reason=reason)
        await case.answer("dropping_confirmation", HEAD, decision="demand_refused", reason="同意")
    else:
        await case.answer("clawback_approval", approver, decision="demand_refused", reason=reason)
    await case.reach("cancelled")


async def released(case: Case) -> None:
    """Have a demand that was served disputed, and cancelled by two."""
    await case.answer("clawback_objection", APPLICANT, decision="demand_disputed", reason="款项已被银行退回")
    await case.answer("clawback_ruling", await able(case, "clawback_ruling"), decision="release_asked", reason="款项已被银行退回")
    await case.answer("release_confirmation", await able(case, "release_confirmation"), decision="dispute_upheld", reason="同意")
    await case.reach("cancelled")


async def open_kinds(case: Case) -> set[str]:
    """Return the kinds of the tasks that are open."""
    return {task.kind for task in await case.tasks() if task.closed_at is None}


async def out(office: Office) -> int:
    """Return what the treasury has paid and no bank returned."""
    return sum(payment["amount_fen"] for payment in await office.treasury_payments() if not payment["returned"])


# Whether it is served before the bank returns what it asks for: served after that, it is settled by it at once.
ENDS = {"dropped": (dropped, False), "cancelled": (released, True)}


@pytest.mark.parametrize("ends", ENDS)
async def test_award_ends_and_nobody_is_asked_for_an_account_when_nothing_of_it_is_due(skipping: Office, ends: str) -> None:
    found = await paid_anew(skipping, "other")
    demand = await found.demand()
    end, is_served = ENDS[ends]
    if is_served:
        await demand.answer("clawback_approval", await able(demand, "clawback_approval"), decision="demand_approved")
    await returned(found.award, "return_questioned")
    await end(demand)
    award = await found.award.reach("refused")
    assert (award.award_fen, award.paid_fen, award.facts["grade"]) == (None, 0, "other")
    assert await open_kinds(found.award) == {"reconsideration_request"}
    event, letter = (await letters_of(found.award))[-1]
    assert event == "award_revoked"
    for said in ("等级由“二等奖”更正为“其他”", UNMET, "【不符合】", f"{found.case.number[-6:]}号"):
        assert said in letter
    assert UNMET in (await letters_of(found.case))[-1][1]
    assert await out(skipping) == 0
    books = await balanced(skipping)
    assert (books["obligation"], books["expenditure"], books["receivable"]) == (0, 0, 0)


@pytest.mark.parametrize("first", ["award", "supplement"])
async def test_award_and_supplement_end_when_a_bank_returned_both_and_nothing_is_due(skipping: Office, first: str) -> None:
    added = await supplemented(skipping)
    found = await anew(skipping, added.award, {"grade": "other"})
    demand = await found.demand()
    for case in (added.award, added.case) if first == "award" else (added.case, added.award):
        await returned(case, "return_questioned")
    await dropped(demand)
    await added.case.reach("proposal")
    award = await found.award.reach("refused")
    assert (award.award_fen, award.supplement_fen, award.paid_fen) == (None, 0, 0)
    assert "new_account" not in await open_kinds(found.award) | await open_kinds(added.case)
    assert await out(skipping) == 0
    assert (await balanced(skipping))["obligation"] == 0


async def test_award_stands_for_its_supplement_when_only_that_is_with_its_enterprise(skipping: Office) -> None:
    added = await supplemented(skipping)
    found = await anew(skipping, added.award, {"grade": "other"})
    demand = await found.demand()
    await returned(found.award, "return_questioned")
    await dropped(demand)
    await found.award.happened("rest_dropped")
    award = await found.application()
    assert (award.stage, award.award_fen, award.spent_fen) == ("in_force", 0, MORE)
    assert await open_kinds(found.award) == set()
    assert await out(skipping) == MORE
    assert (await balanced(skipping))["obligation"] == 0


async def test_only_what_is_due_beside_a_supplement_is_shown_and_paid_when_less_is_due(skipping: Office) -> None:
    added = await supplemented(skipping)
    found = await anew(skipping, added.award, {"grade": "second"})
    demand = await found.demand()
    # The rest covers the demand: what is due of the supplement is to be paid again, to another account.
    await returned(added.case)
    await returned(found.award, "return_questioned")
    would = {"paid_again": SECOND - MORE, "not_due": MORE}
    assert (await follows(demand, "clawback_approval"))["dropping_asked"] == would
    await dropped(demand)
    await found.award.happened("payment_changed")
    assert (await found.application()).award_fen == SECOND - MORE
    said = f"银行退回的款项中，{(SECOND - MORE) // 1_000_000}万元重新拨付，其余{MORE // 1_000_000}万元不再拨付"
    assert [one for one in await told(skipping, found.award) if said in one]
    assert await open_kinds(found.award) == {"new_account"}
    await found.award.answer("new_account", APPLICANT, decision="account_supplied", account=ACCOUNT)
    [line] = [one for one in (await found.award.task("payment_release")).about["simulation"]["lines"] if one["new_fen"]]
    assert (line["due_fen"], line["new_fen"], line["over_fen"]) == (SECOND - MORE, SECOND - MORE, 0)
    await found.award.pay()
    await found.award.reach("in_force")
    await paid_again(added.case)
    await added.case.reach("supplemented")
    assert (await treasury_paid(skipping, found.award.number), await treasury_paid(skipping, added.case.number)) == (
        [SECOND - MORE],
        [MORE],
    )
    assert (await balanced(skipping))["obligation"] == 0


async def lowered(office: Office) -> Anew:
    """Pay a prize of the first grade, and find that it is one of the second."""
    award = await office.apply_for("science-award", facts={"grade": "first"})
    await award.to_payment()
    await award.pay()
    await award.reach("in_force")
    return await anew(office, award, {"grade": "second"})


async def follows(case: Case, kind: str) -> dict[str, dict[str, int]]:
    """Return what a task shows to follow from each decision: what is paid again, and what is not due."""
    shown = (await case.task(kind)).about["figures"]["follows"]
    return {event: {name: figures[f"{name}_fen"] for name in ("paid_again", "not_due")} for event, figures in shown.items()}


async def test_task_shows_that_what_is_due_is_paid_again_when_a_bank_returned_more_than_that(skipping: Office) -> None:
    found = await lowered(skipping)
    demand = await found.demand()
    await returned(found.award, "return_questioned")
    would = {"paid_again": SECOND, "not_due": MORE}
    assert (await follows(demand, "clawback_approval"))["dropping_asked"] == would
    await demand.answer("clawback_approval", await able(demand, "clawback_approval"), decision="dropping_asked", reason="款项已被银行退回")
    assert await follows(demand, "dropping_confirmation") == {"demand_refused": would}
    await demand.answer("dropping_confirmation", HEAD, decision="demand_refused", reason="同意")
    await found.award.happened("payment_changed")
    await paid_again(found.award)
    await found.award.reach("in_force")
    assert await treasury_paid(skipping, found.award.number) == [SECOND]
    assert (await balanced(skipping))["expenditure"] == SECOND


async def test_supplement_falls_and_the_award_is_paid_again_when_a_bank_returned_both_and_the_award_alone_is_due(skipping: Office) -> None:
    added = await supplemented(skipping)
    found = await anew(skipping, added.award, {"grade": "second"})
    demand = await found.demand()
    # Whichever the bank returned first.
    claim = await reclaim(skipping, added.award, SECOND)
    for case in (added.award, added.case):
        await returned(case, "return_questioned")
    assert (await follows(demand, "clawback_approval"))["dropping_asked"] == {"paid_again": SECOND, "not_due": MORE}
    await dropped(claim.case)
    await dropped(demand)
    await added.case.reach("proposal")
    await paid_again(added.award)
    await added.award.reach("in_force")
    assert await out(skipping) == SECOND
    assert (await balanced(skipping))["obligation"] == 0


async def test_all_of_an_award_is_paid_again_when_it_is_due_and_the_demand_for_it_is_dropped(skipping: Office) -> None:
    award = await paid_prize(skipping)
    claim = await reclaim(skipping, award, SECOND)
    await returned(award, "return_questioned")
    await dropped(claim.case)
    await paid_again(award)
    await award.reach("in_force")
    assert await treasury_paid(skipping, award.number) == [SECOND]


async def test_all_of_an_award_is_paid_again_when_a_supplement_of_it_stands_and_the_demand_for_it_is_dropped(skipping: Office) -> None:
    added = await supplemented(skipping)
    claim = await reclaim(skipping, added.award, FIRST)
    await returned(added.award, "return_questioned")
    await dropped(claim.case)
    await paid_again(added.award)
    await added.award.reach("in_force")
    assert await out(skipping) == FIRST
    assert (await balanced(skipping))["expenditure"] == FIRST
