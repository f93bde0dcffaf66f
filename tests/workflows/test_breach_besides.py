"""A demand that a breach had counted as asked gives way after the breach had asked: what the terms ask of that is asked by itself."""

from __future__ import annotations

from sqlalchemy import select

from models.tables import Application, Clawback, Undertaking
from policy.working_days import BEIJING
from tests.office import APPLICANT, DEPUTY, HEAD, THIRD_APPROVER, Office
from tests.workflows.commitments import undertakings
from tests.workflows.letters import letters_of
from tests.workflows.reclaim import AWARD, Reclaim, day_of, reclaim, reclaimable
from tests.workflows.redecisions import Anew, anew, balanced
from tests.workflows.test_breach_settled import final, is_broken
from tests.workflows.test_commitment_breach import suspected, to_standing

ERROR = AWARD // 5


async def settled(office: Office, error_fen: int) -> Reclaim:
    """Return a demand for an error that stands, of an award whose commitment was broken since, with what was owed for that repaid."""
    commitment = await suspected(office, "full")
    award = office.running((await office.all(select(Application)))[0])
    error = await reclaim(office, award, error_fen)
    await error.accept()
    await error.case.reach("repayment")
    await to_standing(commitment)
    if error_fen == AWARD:
        await commitment.answer("breach_answer", APPLICANT, decision="breach_accepted")
    else:
        [claim] = await final(commitment)
        assert (await claim.row()).amount_fen == AWARD - error_fen
        await claim.accept()
        await claim.repay(AWARD - error_fen, await day_of(office, claim.case))
    await is_broken(commitment)
    return error


async def undone(error: Reclaim) -> Anew:
    """Find by the same facts that the award was due all along, so that the demand for the error is withdrawn."""
    level = (await error.application()).facts["level"]
    found = await anew(error.office, error.award, {"level": level})
    await found.decide()
    await found.case.reach("relieved")
    await error.case.reach("cancelled")
    return found


async def besides(office: Office) -> Clawback:
    """Return what is asked besides."""
    [found] = await office.all(select(Clawback).where(Clawback.cause == "breach", Clawback.stage == "proposed"))
    return found  # type: ignore[no-any-return] # what the office finds is anything


async def test_rest_is_asked_by_the_breach_when_an_error_it_had_counted_is_withdrawn_after_it_was_settled(skipping: Office) -> None:
    error = await settled(skipping, ERROR)
    with skipping.starting():
        await undone(error)
        row = await besides(skipping)
        assert (row.amount_fen, row.asked_by, row.reckoning["freed_by"]) == (ERROR, "system", error.case.number)
        assert await reclaimable(skipping, error.award) == 0
        more = Reclaim(skipping, error.award, skipping.running(row))
        await more.case.has_started()
        await more.accept()
    # Its notice names the breach, and what was demanded for it before.
    assert "扣除此前已要求退缴的" in (await letters_of(more.case))[0][1]
    await more.repay(ERROR, await day_of(skipping, more.case))
    await more.case.reach("settled")
    assert (await balanced(skipping))["expenditure"] == 0


async def test_whole_is_asked_by_the_breach_when_an_error_of_all_of_it_is_withdrawn_after_it_was_settled(skipping: Office) -> None:
    error = await settled(skipping, AWARD)
    with skipping.starting():
        await undone(error)
        assert (await besides(skipping)).amount_fen == AWARD


async def test_undertaking_ends_as_broken_when_all_its_money_was_settled_while_its_breach_was_decided(skipping: Office) -> None:
    commitment = await suspected(skipping, "full")
    award = skipping.running((await skipping.all(select(Application)))[0])
    error = await reclaim(skipping, award, AWARD)
    await error.accept()
    await to_standing(commitment)
    await error.repay(AWARD, await day_of(skipping, error.case))
    await error.case.reach("settled")
    await commitment.answer("breach_answer", APPLICANT, decision="breach_accepted")
    await is_broken(commitment)


async def test_undertaking_ends_as_settled_when_its_money_was_before_the_breach_was_found_to_stand(skipping: Office) -> None:
    commitment = await suspected(skipping, "full")
    award = skipping.running((await skipping.all(select(Application)))[0])
    error = await reclaim(skipping, award, AWARD)
    await error.accept()
    await error.repay(AWARD, await day_of(skipping, error.case))
    closed_at = (await error.case.reach("settled")).closed_at
    await to_standing(commitment)
    await commitment.answer("breach_answer", APPLICANT, decision="breach_accepted")
    await commitment.reach("breached")
    [ended] = await undertakings(skipping)
    [signed] = await skipping.all(select(Undertaking))
    assert (ended.cause, ended.ended_on) == ("settled", max(signed.starts_on, closed_at.astimezone(BEIJING).date()))


async def test_rest_is_dropped_by_two_and_not_asked_again_when_an_error_is_withdrawn(skipping: Office) -> None:
    error = await settled(skipping, ERROR)
    with skipping.starting():
        await undone(error)
        more = skipping.running(await besides(skipping))
        await more.has_started()
    barred = await more.is_barred(await more.task("clawback_approval"), DEPUTY)
    asks, agrees = (THIRD_APPROVER, HEAD) if barred else (DEPUTY, HEAD)
    assert await more.refusal_of_answer("clawback_approval", asks, decision="demand_refused", reason="免除") == "invalid_input"
    await more.answer("clawback_approval", asks, decision="dropping_asked", reason="系我局差错")
    await more.answer("dropping_confirmation", agrees, decision="demand_refused", reason="同意")
    await more.reach("cancelled")
