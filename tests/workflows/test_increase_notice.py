"""增加支持的公示。What is added to an award that is not paid yet is on public notice before any of it is paid, as a supplement is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models.tables import Assessment, LedgerAccount, Notice
from tests.office import APPLICANT, DEPUTY, OFFICER, OTHER_OFFICER, SIGNED, THIRD_APPROVER, Office
from tests.office.milestones import application_to
from tests.workflows.letters import letters_of
from tests.workflows.redecisions import FIRST, SECOND, SPECIAL, Anew, anew, balanced, treasury_paid

MORE = FIRST - SECOND


async def added(office: Office, stretch: str = "payment", grade: str = "first") -> Anew:
    """Decide that more is added to an unpaid award, and return it while its notice runs."""
    award = await application_to(stretch, office, "science-award")
    return await (await anew(office, award, {"grade": grade})).on_notice()


async def kept(found: Anew) -> list[tuple[str, bool]]:
    """Return the grade of every assessment of an award that was kept, and whether it stands beside the award's own."""
    rows = await found.office.all(select(Assessment).where(Assessment.application_id == found.award.id).order_by(Assessment.id))
    return [(str(one.facts["grade"]), one.redecision_id is not None) for one in rows]


@pytest.mark.parametrize(
    ("stretch", "grade", "more_fen"),
    [("commitment", "first", MORE), ("payment", "first", MORE), ("payment", "special", SPECIAL - SECOND)],
)
async def test_increase_is_published_and_the_award_stays_as_it_was_noticed(
    skipping: Office, stretch: str, grade: str, more_fen: int
) -> None:
    found = await added(skipping, stretch, grade)
    notice: Notice = await found.case.notice()
    assert (notice.state, notice.amount_fen) == ("open", more_fen)
    award, books = await found.application(), await balanced(skipping)
    assert (award.award_fen, award.standing_fen, books["obligation"], books["pre_commitment"]) == (
        SECOND,
        SECOND + more_fen,
        SECOND,
        more_fen,
    )
    assert await kept(found) == [("second", False)]
    [(_, letter)] = await letters_of(found.case)
    assert "现予公示；公示无异议的，与原支持一并拨付" in letter


async def test_award_is_paid_with_the_increase_when_its_notice_is_clear_first(skipping: Office) -> None:
    found = await added(skipping, "commitment")
    await found.clear_notice()
    await found.case.reach("adjusted")
    award, books = await found.application(), await balanced(skipping)
    assert (award.award_fen, award.supplement_fen, (await found.row()).award_fen) == (FIRST, 0, None)
    assert (books["obligation"], books["pre_commitment"]) == (FIRST, 0)
    assert await kept(found) == [("second", False), ("first", False)]
    await found.award.answer("commitment", APPLICANT, **SIGNED)
    await found.award.pay()
    await found.award.reach("in_force")
    assert await treasury_paid(skipping, found.award.number) == [FIRST]
    await balanced(skipping)


async def test_increase_is_paid_by_itself_when_the_award_was_paid_during_its_notice(skipping: Office) -> None:
    found = await added(skipping)
    await found.award.pay()
    await found.award.reach("in_force")
    assert await treasury_paid(skipping, found.award.number) == [SECOND]
    await found.clear_notice()
    await found.case.reach("payment")
    await found.case.pay()
    await found.case.reach("supplemented")
    assert await treasury_paid(skipping, found.case.number) == [MORE]
    assert ((await found.application()).spent_fen, (await balanced(skipping))["expenditure"]) == (FIRST, FIRST)
    assert await kept(found) == [("second", False), ("first", True)]


@pytest.mark.parametrize("paid", [False, True])
async def test_award_is_paid_as_it_was_when_an_objection_to_the_increase_is_upheld(skipping: Office, *, paid: bool) -> None:
    found = await added(skipping)
    if paid:
        await found.award.pay()
        await found.award.reach("in_force")
    await found.case.object()
    await found.case.uphold(OTHER_OFFICER, THIRD_APPROVER)
    await found.case.task("redecision_proposal")
    award, books = await found.application(), await balanced(skipping)
    assert (award.award_fen, award.supplement_fen, books["pre_commitment"]) == (SECOND, 0, 0)
    assert [event for event, _ in await letters_of(found.case)] == ["redecided", "objection_upheld"]
    if not paid:
        await found.award.pay()
        await found.award.reach("in_force")
    assert await treasury_paid(skipping, found.award.number) == [SECOND]


async def test_increase_waits_and_follows_when_the_award_is_on_hold_after_its_notice(skipping: Office) -> None:
    found = await added(skipping)
    await found.award.hold()
    await found.clear_notice()
    await found.case.reach("adjustment")
    assert (await found.application()).award_fen == SECOND
    await found.award.resume()
    await found.case.skip(timedelta(minutes=10))
    await found.case.reach("adjusted")
    assert (await found.application()).award_fen == FIRST
    assert (await balanced(skipping))["obligation"] == FIRST


async def test_increase_waits_and_is_paid_by_itself_when_the_award_is_with_the_treasury_after_its_notice(skipping: Office) -> None:
    found = await added(skipping)
    await skipping.fault("treasury.query", "down")
    await found.award.pay()
    await found.clear_notice()
    await found.case.reach("adjustment")
    (await skipping.sandbox.delete("/admin/faults")).raise_for_status()
    await found.award.reach("in_force")
    # The payment has told it: no time of its own has passed.
    await found.case.reach("payment")
    assert await treasury_paid(skipping, found.award.number) == [SECOND]


async def test_increase_falls_with_a_letter_when_the_award_ends_during_its_notice(skipping: Office) -> None:
    found = await added(skipping, "commitment")
    await found.award.skip(timedelta(days=90))
    await found.award.happened("commitment_lapsed")
    await found.clear_notice()
    about = (await found.case.task("redecision_proposal")).about
    assert about["came_back"]["event"] == "basis_changed"
    award, books = await found.application(), await balanced(skipping)
    assert (award.supplement_fen, books["pre_commitment"], books["obligation"]) == (0, 0, 0)
    event, letter = (await letters_of(found.case))[-1]
    assert event == "basis_changed"
    assert "并已公示。公示之后，原支持的情况已变动" in letter


async def test_increase_is_not_decided_when_the_budget_of_the_award_is_exhausted(skipping: Office) -> None:
    award = await application_to("payment", skipping, "science-award")
    found = await anew(skipping, award, {"grade": "first"})
    await skipping.change(update(LedgerAccount).where(LedgerAccount.kind == "available").values(balance_fen=MORE - 1))
    assert await found.case.refusal_of_answer("redecision_decision", DEPUTY, decision="redecided") == "budget_exhausted"
    assert ((await found.row()).stage, (await found.application()).standing_fen) == ("decision", SECOND)
    await skipping.change(update(LedgerAccount).where(LedgerAccount.kind == "available").values(balance_fen=MORE))
    await found.on_notice()


async def test_increase_is_decided_and_published_once_more_when_it_came_back(skipping: Office) -> None:
    found = await added(skipping)
    await found.case.object()
    await found.case.uphold(OTHER_OFFICER, THIRD_APPROVER)
    await found.case.answer("redecision_proposal", OFFICER, decision="reproposed", reason="已重新核实")
    await found.decide()
    await found.case.reach("adjusted")
    assert (await found.application()).award_fen == FIRST
    assert (await balanced(skipping))["obligation"] == FIRST
