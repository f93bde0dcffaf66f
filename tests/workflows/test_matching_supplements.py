"""A paid year is claimed once more for what its upstream money gives beyond what stands: within the rate and the cap, to the fen."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from api.views.project import in_full
from models.tables import AuditEvent, Message
from policy.errors import Refusal
from policy.processes.matching.claims import claimed_again
from tests.office import APPLICANT, DEPUTY, WAN, Case, Office, until
from tests.workflows.projects import LAST_YEAR, admitted, claim_draft, claimed, enter, paid, received
from tests.workflows.test_matching_claims import CAP_FEN, clawbacks
from tests.workflows.test_matching_returned import demanded, owed, repaid, taken_back
from tests.workflows.test_matching_years import nudged


async def paid_year(office: Office, fen: int = 100 * WAN) -> Case:
    await enter(office, received(fen))
    project = await admitted(office)
    await paid(await claimed(project))
    return project


async def is_refused(project: Case) -> bool:
    try:
        await claim_draft(project)
    except Refusal as refusal:
        return refusal.code == "already_claimed"
    return False


@pytest.mark.parametrize("more_fen", [-1, 0])
async def test_paid_year_is_not_claimed_again_when_no_more_money_came(skipping: Office, more_fen: int) -> None:
    project = await paid_year(skipping)
    await enter(skipping, received(100 * WAN + more_fen))
    await nudged(project)
    assert await is_refused(project)


@pytest.mark.parametrize(
    ("before_fen", "after_fen", "supplement_fen"),
    [(100 * WAN, 100 * WAN + 1, 1), (CAP_FEN - 1, CAP_FEN + 1, 1), (CAP_FEN - 5 * WAN, 2 * CAP_FEN, 5 * WAN)],
)
async def test_paid_year_is_claimed_again_for_what_came_besides(
    skipping: Office, before_fen: int, after_fen: int, supplement_fen: int
) -> None:
    project = await paid_year(skipping, before_fen)
    assert await is_refused(project)
    await enter(skipping, received(after_fen))
    await nudged(project)
    second = await claimed(project)
    # One at a time.
    assert await is_refused(project)
    assert (await paid(second)).paid_fen == supplement_fen
    assert await is_refused(project)


async def test_year_at_its_cap_is_not_claimed_again_when_more_money_comes(skipping: Office) -> None:
    project = await paid_year(skipping, CAP_FEN)
    await enter(skipping, received(2 * CAP_FEN))
    await nudged(project)
    assert await is_refused(project)


async def test_what_was_repaid_is_claimed_again_and_every_cut_reclaims_the_excess_alone(skipping: Office) -> None:
    project, clawback = await demanded(skipping)
    await owed(clawback)
    await repaid(clawback, 40 * WAN)
    await clawback.reach("settled")
    assert await is_refused(project)
    await taken_back(project, 0)
    assert (await paid(await claimed(project))).paid_fen == 40 * WAN
    await taken_back(project, 10 * WAN)
    assert [(found.stage, found.amount_fen) for found in await clawbacks(skipping)] == [("settled", 40 * WAN), ("proposed", 10 * WAN)]
    await taken_back(project, 50 * WAN)
    amounts = [found.amount_fen for found in await clawbacks(skipping)]
    # What stands then is what the upstream left: 50 of the 140 that were paid, less the 40 that came back.
    assert 140 * WAN - sum(amounts) == 50 * WAN


@pytest.mark.parametrize("repaid_fen", [40 * WAN, 15 * WAN], ids=["settled", "lowered"])
async def test_enterprise_is_told_what_it_may_claim_again_when_the_upstream_gives_what_was_repaid(
    skipping: Office, repaid_fen: int
) -> None:
    project, clawback = await demanded(skipping)
    await owed(clawback)
    await repaid(clawback, repaid_fen)
    await clawback.happened("repayment_booked")
    await taken_back(project, 0)
    said = claimed_again({LAST_YEAR: repaid_fen}).zh
    assert await skipping.all(select(Message.zh).where(Message.case_id == project.id, Message.zh.endswith(said))) != []
    async with skipping.database.reading() as session:
        assert (await in_full(session, await project.row(), APPLICANT)).next_step.zh.endswith(said)
    if repaid_fen < 40 * WAN:
        await clawback.answer("demand_shrunk", DEPUTY, decision="demand_lowered", reason="上级资金已恢复")
        await clawback.reach("settled")
        lowered = select(AuditEvent.detail).where(AuditEvent.case_id == clawback.id, AuditEvent.event == "demand_lowered")
        assert [one["claimable_again"] for one in await skipping.all(lowered)] == [{"year": LAST_YEAR, "fen": repaid_fen}]


async def test_enterprise_is_told_of_no_claim_when_the_upstream_has_ended_what_it_gives_money_for_again(skipping: Office) -> None:
    project, clawback = await demanded(skipping)
    await owed(clawback)
    await repaid(clawback, 15 * WAN)
    await clawback.happened("repayment_booked")
    await enter(skipping, received(100 * WAN), status="terminated")
    await nudged(project)
    await clawback.answer("demand_shrunk", DEPUTY, decision="demand_lowered", reason="上级资金已恢复")
    await clawback.reach("settled")
    lowered = select(AuditEvent.detail).where(AuditEvent.case_id == clawback.id, AuditEvent.event == "demand_lowered")
    assert [one.get("claimable_again") for one in await skipping.all(lowered)] == [None]
    assert await skipping.all(select(Message.zh).where(Message.case_id == project.id, Message.zh.contains("再次申领"))) == []
    async with skipping.database.reading() as session:
        assert "再次申领" not in (await in_full(session, await project.row(), APPLICANT)).next_step.zh


async def test_year_is_claimed_again_for_nothing_while_its_demand_is_open(skipping: Office) -> None:
    project, clawback = await demanded(skipping)
    await taken_back(project, 0)
    assert await is_refused(project)
    await clawback.answer("proposal_shrunk", DEPUTY, decision="proposal_withdrawn", reason="上级资金已恢复")
    await clawback.reach("cancelled")
    assert await is_refused(project)


async def test_supplement_that_is_under_way_goes_back_when_its_money_is_taken_back(skipping: Office) -> None:
    project = await paid_year(skipping)
    await enter(skipping, received(150 * WAN))
    await nudged(project)
    second = await claimed(project, LAST_YEAR)
    await second.to_decision()
    assert (await second.row()).award_fen == 50 * WAN
    await enter(skipping, received(150 * WAN, recovered_fen=20 * WAN))
    await nudged(project)
    await second.happened("upstream_changed")
    assert await clawbacks(skipping) == []

    async def lowered() -> bool | None:
        return (await second.row()).award_fen is None or None

    await until(lowered, "the claim taken back")


async def cut(office: Office, project: Case) -> Case:
    """Return a claim for 50 more that went back when 20 of its year's money were taken back, and was verified with what remained."""
    await enter(office, received(150 * WAN))
    await nudged(project)
    claim = await claimed(project, LAST_YEAR)
    await claim.to_decision()
    await enter(office, received(150 * WAN, recovered_fen=20 * WAN))
    await nudged(project)
    await claim.happened("upstream_changed")
    await claim.task("desk_review")
    return claim


@pytest.mark.parametrize("decided", [False, True])
async def test_supplement_is_verified_once_more_when_its_money_is_given_back(skipping: Office, *, decided: bool) -> None:
    project = await paid_year(skipping)
    claim = await cut(skipping, project)
    if decided:
        await claim.recommend()
        await claim.reach("decision")
        assert (await claim.row()).award_fen == 30 * WAN
    await enter(skipping, received(150 * WAN))
    await nudged(project)

    async def again() -> bool | None:
        return (await claim.events()).count("upstream_changed") == 2 or None

    await until(again, "the second look at the claim")
    await claim.recommend()
    await claim.reach("decision")
    assert (await claim.row()).award_fen == 50 * WAN
    await nudged(project)
    assert (await claim.events()).count("upstream_changed") == 2


async def test_claim_that_was_never_cut_is_not_verified_anew_when_more_money_comes(skipping: Office) -> None:
    project = await paid_year(skipping)
    await enter(skipping, received(150 * WAN))
    await nudged(project)
    claim = await claimed(project, LAST_YEAR)
    await claim.to_decision()
    await enter(skipping, received(180 * WAN))
    await nudged(project)
    assert ("upstream_changed" in await claim.events(), (await claim.row()).award_fen) == (False, 50 * WAN)
