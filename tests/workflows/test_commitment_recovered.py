"""A commitment binds for money: once all of an award came back because it was not due, it ends, and a move is no breach of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.queries import commitment as commitments
from models.queries import conduct
from models.tables import Application, Clawback, Undertaking
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN
from tests.office import DEPUTY, HEAD, THIRD_APPROVER, WAN, Case, Office, until
from tests.office.sandbox import becomes
from tests.workflows.commitments import TODAY, bound, breaches, collected, found_gone, undertakings
from tests.workflows.reclaim import AWARD, Reclaim, day_of, reclaim
from tests.workflows.redecisions import SECOND, anew, paid_anew, paid_prize
from tests.workflows.test_matching_returned import demanded as demanded_of_match
from tests.workflows.test_matching_returned import owed, taken_back
from tests.workflows.test_redecision_returned import paid_again, returned
from tests.workflows.test_returned_not_due import dropped


async def demanded(office: Office, amount_fen: int, cause: str) -> tuple[Case, Reclaim]:
    """Return a commitment, and a demand for so much of its award that is to be repaid."""
    commitment = await bound(office)
    award = office.running((await office.all(select(Application)))[0])
    claim = await reclaim(office, award, amount_fen, cause=cause)
    await claim.accept()
    return commitment, claim


@pytest.mark.parametrize("cause", ["error", "fraud"])
async def test_commitment_ends_when_all_of_its_award_came_back(skipping: Office, cause: str) -> None:
    commitment, claim = await demanded(skipping, AWARD, cause)
    assert (await commitment.row()).stage == "in_force"
    with skipping.starting():
        await claim.repay(AWARD, await day_of(skipping, claim.case))
        await commitment.reach("fulfilled")
    assert await breaches(skipping) == []
    async with skipping.database.reading() as session:
        # The yearly check asks nothing about it.
        assert await commitments.bound_enterprises(session, "", 10) == []
        assert not (await conduct.of(session, CHENXIN, TODAY)).in_breach


async def test_commitment_binds_for_what_is_left_when_a_part_of_its_award_came_back(skipping: Office) -> None:
    commitment, claim = await demanded(skipping, AWARD - 1, "error")
    await claim.repay(AWARD - 1, await day_of(skipping, claim.case))
    await claim.case.reach("settled")
    await found_gone(commitment)
    await commitment.reach("hearing")


async def recovered(office: Office, *, waived_fen: int = 0) -> tuple[Case, Case]:
    """Return the commitment to stay of a reward of which everything came back or was waived, and the reward."""
    first = await paid_anew(office, "other")
    with office.starting():
        commitment = await collected(first.award)
        demand = await first.demand()
        claim = Reclaim(office, first.award, demand)
        await claim.accept()
        if SECOND - waived_fen:
            await claim.repay(SECOND - waived_fen, await day_of(office, demand))
        if waived_fen:
            await claim.miss()
            await demand.answer("enforcement_decision", HEAD, decision="waiver_asked", reason="经营困难")
            await demand.answer("waiver_confirmation", DEPUTY, decision="waived", reason="同意减免")
        await demand.reach("waived" if waived_fen else "settled")
        await commitment.reach("fulfilled")
    return commitment, first.award


@pytest.mark.parametrize("waived_fen", [0, 10, SECOND], ids=["repaid", "partly-waived", "waived"])
async def test_undertaking_carries_the_day_when_all_of_its_money_is_settled(skipping: Office, waived_fen: int) -> None:
    await recovered(skipping, waived_fen=waived_fen)
    (demand,) = await skipping.all(select(Clawback))
    assert demand.closed_at is not None
    # It was signed on a day of the award's own.
    (signed,) = await skipping.all(select(Undertaking))
    ended = [(one.cause, one.ended_on) for one in await undertakings(skipping)]
    assert ended == [("settled", max(signed.starts_on, demand.closed_at.astimezone(BEIJING).date()))]


@pytest.mark.parametrize("waived_fen", [0, 10], ids=["repaid", "partly-waived"])
async def test_undertaking_binds_again_when_a_supplement_is_paid(skipping: Office, waived_fen: int) -> None:
    commitment, award = await recovered(skipping, waived_fen=waived_fen)
    second = await anew(skipping, award, {"grade": "second"})
    with skipping.starting():
        await second.decide()
        await second.case.reach("payment")
        assert (await commitment.row()).stage == "fulfilled"
        await second.case.pay()
        await commitment.reach("in_force")
    assert [(one.cause, one.ended_on) for one in await undertakings(skipping)] == [(None, None)]
    assert (await commitment.events()).count("commitment_collected") == 2


async def test_undertaking_binds_again_when_what_was_waived_is_due_after_all(skipping: Office) -> None:
    commitment, award = await recovered(skipping, waived_fen=SECOND)
    second = await anew(skipping, award, {"grade": "second"})
    with skipping.starting():
        await second.decide(clears=False)
        await commitment.reach("in_force")
    assert [(one.cause, one.ended_on) for one in await undertakings(skipping)] == [(None, None)]


async def no_undertaking(office: Office) -> bool | None:
    return all(one.cause for one in await undertakings(office)) or None


@pytest.mark.parametrize("decided", [True, False], ids=["decided-anew", "stopped"])
async def test_undertaking_ends_when_its_award_ends_with_nothing_paid(skipping: Office, *, decided: bool) -> None:
    first = await paid_anew(skipping, "other") if decided else None
    award = first.award if first else await paid_prize(skipping)
    with skipping.starting():
        commitment = await collected(award)
        if first:
            demand = await first.demand()
            await returned(award, "return_questioned")
            await dropped(demand)
        else:
            await returned(award)
            await becomes(skipping, CHENXIN, status="deregistered")
            await paid_again(award)
            await award.answer("standing_check", THIRD_APPROVER, decision="payment_ended", reason="单位已注销")
        await award.reach("refused")
        assert [one.cause for one in await undertakings(skipping)] == [None]
        due_at = (await award.task("reconsideration_request")).due_at
        assert due_at is not None
        await award.skip_until(due_at + timedelta(minutes=1))
        await award.reach("rejected")
        await commitment.reach("fulfilled")
        await until(lambda: no_undertaking(skipping), "the end of the undertaking")
    (row,) = await skipping.all(select(Application))
    (ended,) = await undertakings(skipping)
    (signed,) = await skipping.all(select(Undertaking))
    assert (ended.cause, ended.ended_on) == ("settled", max(signed.starts_on, row.closed_at.astimezone(BEIJING).date()))


async def test_undertaking_goes_on_when_its_award_is_paid_again(skipping: Office) -> None:
    award = await paid_prize(skipping)
    with skipping.starting():
        await collected(award)
        await returned(award)
        await paid_again(award)
        await award.reach("in_force")
    assert [(one.cause, one.ended_on) for one in await undertakings(skipping)] == [(None, None)]


async def matched(office: Office) -> tuple[Case, Case]:
    """Return the commitment of a matched project of which all was waived that the upstream took back, and the project."""
    project, demand = await demanded_of_match(office, 100 * WAN)
    [claim] = await office.all(select(Application))
    with office.starting():
        commitment = await collected(office.running(claim))
        await owed(demand)
        await Reclaim(office, demand, demand).miss()
        await demand.answer("enforcement_decision", HEAD, decision="waiver_asked", reason="经营困难")
        await demand.answer("waiver_confirmation", DEPUTY, decision="waived", reason="同意减免")
        await demand.reach("waived")
        await commitment.reach("fulfilled")
    assert [one.cause for one in await undertakings(office)] == ["settled"]
    return commitment, project


@pytest.mark.parametrize("recovered_fen", [0, 60 * WAN], ids=["all", "a-part"])
async def test_undertaking_binds_again_when_waived_money_of_a_match_is_due_after_all(skipping: Office, recovered_fen: int) -> None:
    commitment, project = await matched(skipping)
    with skipping.starting():
        await taken_back(project, recovered_fen)
        await commitment.reach("in_force")
    assert [(one.cause, one.ended_on) for one in await undertakings(skipping)] == [(None, None)]


async def test_undertaking_stays_ended_when_nothing_of_the_waived_money_of_a_match_is_due(skipping: Office) -> None:
    commitment, project = await matched(skipping)
    with skipping.starting():
        await taken_back(project, 100 * WAN)
    assert (await commitment.row()).stage == "fulfilled"
    assert [one.cause for one in await undertakings(skipping)] == ["settled"]
