"""Figures of an annual run that their source corrects after the award was decided are decided anew; the report counts what was paid."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from models.commands.annual_run import kept_of
from models.queries import annual_run as annual_runs
from models.tables import AnnualRun, Redecision
from sandbox.enterprises import CHENXIN
from tests.office import APPLICANT, DEPUTY, HEAD, OFFICER, SIGNED, WAN, Case, Office
from tests.office.milestones import reached
from tests.workflows.annual_runs import YEAR, counted, growth_rule, member, offer_to, order, reassessment, release, release_more, run_case
from tests.workflows.reclaim import Reclaim, day_of, reclaim
from tests.workflows.redecisions import Anew, anew, balanced, treasury_paid

# A fifth of the 600万 above a target of 3300万.
PAID = 120 * WAN


async def paid_offer(office: Office) -> Case:
    """Run the year, and have CHENXIN confirm its offer and be paid."""

    async def walk() -> Case:
        await growth_rule(office)
        run = await run_case(office, await order(office))
        await release(run)
        offer = await offer_to(office, run, CHENXIN)
        await offer.answer("offer", APPLICANT, decision="offer_confirmed")
        await offer.answer("decision", HEAD, decision="approved")
        await offer.clear_notice()
        await offer.answer("commitment", APPLICANT, **SIGNED)
        await offer.pay()
        await offer.reach("in_force")
        return offer

    return await reached(office, "paid offer", walk)


async def run_of(office: Office, offer: Case) -> Case:
    """Return the run that made an offer."""
    (row,) = await office.all(select(AnnualRun).where(AnnualRun.id == (await offer.row()).parent_id))
    return office.running(row)


async def corrected(office: Office, offer: Case, **figures: Any) -> Anew:
    """Have the source correct its figures, and an officer judge the member again; return the re-decision that follows."""
    await counted(office, CHENXIN, **figures)
    assert (await (await run_of(office, offer)).ask("request", reassessment(CHENXIN))).event == "member_reassessed"
    row = (await office.all(select(Redecision).where(Redecision.application_id == offer.id).order_by(Redecision.id)))[-1]
    found = office.running(row)
    await found.has_started()
    return Anew(office, offer, found)


async def kept(office: Office, run: Case) -> dict[str, Any]:
    """Return what the run has of the member: its figures, and what it was judged to."""
    found = await member(office, run, CHENXIN)
    return kept_of(found)


async def paid_of(office: Office, offer: Case) -> dict[str, int]:
    """Return what the report says was paid and came back."""
    async with office.database.reading() as session:
        return await annual_runs.paid(session, (await offer.row()).parent_id)


async def offered_of(office: Office, offer: Case) -> dict[str, int]:
    """Return what the report says the offers in force come to."""
    async with office.database.reading() as session:
        found = await annual_runs.offers(session, (await offer.row()).parent_id)
    return {"count": found["by_stage"]["in_force"], "amount_fen": found["amount_by_stage"]["in_force"]}


async def stands_of(office: Office, offer: Case) -> tuple[int | None, int, int]:
    """Return what a list of members shows to be decided, paid and come back of an offer."""
    async with office.database.reading() as session:
        found = await annual_runs.member_with_offer(session, (await offer.row()).parent_id, CHENXIN)
    assert found is not None
    assert found[1] is not None
    return found[1].decided_fen, found[1].paid_fen, found[1].recovered_fen


async def test_debt_follows_when_a_reassessment_of_a_paid_award_says_reject(growth: Office) -> None:
    offer = await paid_offer(growth)
    found = await corrected(growth, offer, rd_expense_fen=3_300 * WAN)
    row = await found.row()
    assert (row.outcome, row.reckoning["amount_fen"], row.proposed_by) == ("debt", PAID, OFFICER.subject)
    assert row.facts == {"rd_expense_fen": 3_300 * WAN}
    assert (f"答复的“研发费用增长支持”{YEAR}年度核算数据" in row.paper, "rd-growth" in row.paper) == (True, False)
    assert (await member(growth, await run_of(growth, offer), CHENXIN)).outcome == "reject"
    # It stands as it was decided until it is decided anew.
    assert await paid_of(growth, offer) == {"count": 1, "paid_fen": PAID, "recovered_fen": 0}
    assert await offered_of(growth, offer) == {"count": 1, "amount_fen": PAID}
    assert await stands_of(growth, offer) == (PAID, PAID, 0)
    demand = await found.demand()
    assert await offered_of(growth, offer) == {"count": 1, "amount_fen": 0}
    assert await stands_of(growth, offer) == (0, PAID, 0)
    claim = Reclaim(growth, offer, demand)
    await claim.accept()
    await claim.repay(PAID, await day_of(growth, demand))
    await demand.reach("settled")
    assert await paid_of(growth, offer) == {"count": 1, "paid_fen": PAID, "recovered_fen": PAID}
    assert await stands_of(growth, offer) == (0, PAID, PAID)
    assert (await balanced(growth))["expenditure"] == 0


@pytest.mark.parametrize(("spent_fen", "due_fen"), [(3_900 * WAN + 5, PAID + 1), (4_000 * WAN, 140 * WAN)])
async def test_supplement_follows_and_no_second_offer_when_its_source_counts_more(growth: Office, spent_fen: int, due_fen: int) -> None:
    offer = await paid_offer(growth)
    found = await corrected(growth, offer, rd_expense_fen=spent_fen)
    await found.supplement()
    assert await treasury_paid(growth, found.case.number) == [due_fen - PAID]
    assert (await offer_to(growth, await run_of(growth, offer), CHENXIN)).id == offer.id
    assert (await member(growth, await run_of(growth, offer), CHENXIN)).award_fen == due_fen
    assert await paid_of(growth, offer) == {"count": 1, "paid_fen": due_fen, "recovered_fen": 0}
    assert (await balanced(growth))["expenditure"] == due_fen


async def test_nothing_is_proposed_when_its_source_has_corrected_nothing(growth: Office) -> None:
    offer = await paid_offer(growth)
    assert (await (await run_of(growth, offer)).ask("request", reassessment(CHENXIN))).event == "member_reassessed"
    assert await growth.all(select(Redecision)) == []
    assert (await member(growth, await run_of(growth, offer), CHENXIN)).award_fen == PAID


async def test_member_that_left_after_it_was_paid_owes_nothing_by_a_reassessment(growth: Office) -> None:
    offer = await paid_offer(growth)
    await counted(growth, CHENXIN, taxed_in_area=False)
    assert (await (await run_of(growth, offer)).ask("request", reassessment(CHENXIN))).event == "member_reassessed"
    assert await growth.all(select(Redecision)) == []
    # It was not decided anew, and stands in the run as it was decided.
    found = await member(growth, await run_of(growth, offer), CHENXIN)
    assert (found.outcome, found.award_fen, found.taxed_in_area) == ("award", PAID, True)


async def test_reassessment_is_refused_while_a_redecision_is_open(growth: Office) -> None:
    offer = await paid_offer(growth)
    await corrected(growth, offer, rd_expense_fen=4_000 * WAN)
    await counted(growth, CHENXIN, rd_expense_fen=4_100 * WAN)
    run = await run_of(growth, offer)
    assert await run.refusal("request", reassessment(CHENXIN)) == "duplicate"
    assert (await member(growth, run, CHENXIN)).rd_expense_fen == 4_000 * WAN


@pytest.mark.parametrize(
    ("spent_fen", "taxed", "ends"),
    [(4_000 * WAN, True, "refused"), (4_000 * WAN, True, "withdrawn"), (3_300 * WAN, True, "refused"), (3_300 * WAN, False, "withdrawn")],
)
async def test_member_is_put_back_as_it_was_when_nothing_comes_of_deciding_its_award_anew(
    growth: Office, spent_fen: int, ends: str, *, taxed: bool
) -> None:
    offer = await paid_offer(growth)
    run = await run_of(growth, offer)
    before = await kept(growth, run)
    found = await corrected(growth, offer, rd_expense_fen=spent_fen, taxed_in_area=taxed)
    assert await kept(growth, run) != before
    if spent_fen < 3_900 * WAN:
        await found.hear()
    if ends == "refused":
        await found.decide(decision="redecision_refused")
    else:
        await found.decide(decision="redecision_sent_back")
        await found.case.answer("redecision_proposal", OFFICER, decision="withdrawal_asked", reason="来源复核为原数")
        await found.case.answer("withdrawal_confirmation", DEPUTY, decision="proposal_withdrawn", reason="同意")
    await found.case.reach(ends)
    assert await kept(growth, run) == before
    # It may be corrected, and decided anew, as often as its sources say.
    again = await corrected(growth, offer, rd_expense_fen=4_100 * WAN)
    assert (await member(growth, run, CHENXIN)).rd_expense_fen == 4_100 * WAN
    await again.decide(decision="redecision_refused")
    await again.case.reach("refused")
    assert await kept(growth, run) == before


async def test_member_stays_as_its_award_was_decided_anew_when_another_redecision_comes_to_nothing(growth: Office) -> None:
    offer = await paid_offer(growth)
    run = await run_of(growth, offer)
    await (await corrected(growth, offer, rd_expense_fen=4_000 * WAN)).supplement()
    second = await anew(growth, offer, {"rd_expense_fen": 3_950 * WAN}, said={"rd_expense_fen": 3_950 * WAN})
    await second.hear()
    await second.decide(decision="redecision_refused")
    await second.case.reach("refused")
    assert (await member(growth, run, CHENXIN)).rd_expense_fen == 4_000 * WAN


async def given_back(office: Office, cause: str, amount_fen: int = PAID) -> Case:
    """Have an award of a run demanded back and paid back."""
    offer = await paid_offer(office)
    claim = await reclaim(office, offer, amount_fen, cause=cause)
    await claim.accept()
    await claim.repay(amount_fen, await day_of(office, claim.case))
    await claim.case.reach("settled")
    return offer


@pytest.mark.parametrize(("spent_fen", "due_fen"), [(3_900 * WAN, PAID), (4_000 * WAN, 140 * WAN)])
async def test_award_that_was_paid_in_error_and_came_back_is_offered_and_paid_anew(growth: Office, spent_fen: int, due_fen: int) -> None:
    first = await given_back(growth, "error")
    run = await run_of(growth, first)
    await counted(growth, CHENXIN, rd_expense_fen=spent_fen)
    assert (await run.ask("request", reassessment(CHENXIN))).event == "member_reassessed"
    assert (await offer_to(growth, run, CHENXIN)).id == first.id
    await release_more(run)
    again = await offer_to(growth, run, CHENXIN)
    assert again.id != first.id
    await again.has_started()
    await again.answer("offer", APPLICANT, decision="offer_confirmed")
    await again.answer("decision", HEAD, decision="approved")
    await again.clear_notice()
    await again.answer("commitment", APPLICANT, **SIGNED)
    await again.pay()
    assert (await again.reach("in_force")).paid_fen == due_fen
    assert await paid_of(growth, first) == {"count": 2, "paid_fen": PAID + due_fen, "recovered_fen": PAID}
    assert (await balanced(growth))["expenditure"] == due_fen
    # It is held now: nothing is offered a third time.
    assert (await run.ask("request", reassessment(CHENXIN))).event == "member_reassessed"
    assert (await offer_to(growth, run, CHENXIN)).id == again.id


@pytest.mark.parametrize(("cause", "amount_fen"), [("fraud", PAID), ("error", PAID - 1), ("error", 1)])
async def test_award_is_not_offered_anew_when_it_came_back_in_part_or_was_got_by_fraud(growth: Office, cause: str, amount_fen: int) -> None:
    offer = await given_back(growth, cause, amount_fen)
    run = await run_of(growth, offer)
    assert (await run.ask("request", reassessment(CHENXIN))).event == "member_reassessed"
    assert (await offer_to(growth, run, CHENXIN)).id == offer.id


async def test_award_is_not_offered_anew_while_the_error_is_not_paid_back(growth: Office) -> None:
    offer = await paid_offer(growth)
    await (await reclaim(growth, offer, PAID)).accept()
    run = await run_of(growth, offer)
    assert (await run.ask("request", reassessment(CHENXIN))).event == "member_reassessed"
    assert (await offer_to(growth, run, CHENXIN)).id == offer.id
