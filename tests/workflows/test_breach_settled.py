"""违诺的了结。What a breach broke binds until what is owed for it is settled; a demand that nobody approves goes back to its decision."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from models.queries import awaiting, conduct
from models.tables import Application, Clawback, Disbursement
from sandbox.enterprises import CHENXIN
from tests.office import APPLICANT, DEPUTY, WAN, Case, Office, until
from tests.office import HEAD as STI_HEAD
from tests.workflows.commitments import DEPUTY as OTHER_HEAD
from tests.workflows.commitments import HEAD, TODAY, bound, breaches, found_gone, let_go, paid, rule_set, undertakings
from tests.workflows.letters import letters_of, replaced_in
from tests.workflows.reclaim import Reclaim, day_of, reclaim
from tests.workflows.test_commitment_breach import suspected, to_decision, to_standing

REFUSED = {"decision": "demand_refused", "reason": "金额有误"}
UPHELD = {"decision": "breach_upheld", "reason": "擅自迁出"}


async def final(commitment: Case) -> list[Reclaim]:
    """Have a breach that was found accepted; return the demands for it."""
    office = commitment.office
    asked = (await commitment.events()).count("repayment_asked")
    with office.starting():
        await commitment.answer("breach_answer", APPLICANT, decision="breach_accepted")

        async def find() -> bool | None:
            return (await commitment.events()).count("repayment_asked") > asked or None

        await until(find, "the demand for a breach")
        rows = await office.all(select(Clawback).where(Clawback.stage == "proposed").order_by(Clawback.number))
        demands = [office.running(row) for row in rows]
        for demand in demands:
            await demand.has_started()
    award = office.running((await office.all(select(Application)))[0])
    return [Reclaim(office, award, demand) for demand in demands]


async def demanded(office: Office) -> tuple[Case, Reclaim]:
    """Return a commitment whose breach is final, and what is demanded for it."""
    commitment = await suspected(office, "full")
    await to_standing(commitment)
    [claim] = await final(commitment)
    return commitment, claim


async def causes(office: Office) -> list[str | None]:
    return [undertaking.cause for undertaking in await undertakings(office)]


async def stands_well(office: Office) -> bool:
    async with office.database.reading() as session:
        found = await conduct.of(session, CHENXIN, TODAY)
    return not found.in_breach and not found.clawbacks


async def is_broken(commitment: Case) -> None:
    await commitment.reach("breached")
    assert [(one.cause, one.ended_on) for one in await undertakings(commitment.office)] == [("broken", TODAY)]
    assert [breach.outcome for breach in await breaches(commitment.office)] == ["upheld"]


async def test_refused_demand_goes_back_to_the_decision_on_the_breach_and_ends_nothing(skipping: Office) -> None:
    commitment, claim = await demanded(skipping)
    await claim.case.answer("clawback_approval", DEPUTY, **REFUSED)
    decision = await commitment.task("breach_decision")
    assert (decision.about["sent_back"], decision.about["refused"], decision.about["demands"]) == ("金额有误", [claim.case.number], [])
    assert (await commitment.row()).stage == "breach_decision"
    assert (await causes(skipping), await stands_well(skipping)) == ([None], False)


async def test_breach_is_let_go_by_two_when_its_demand_was_refused(skipping: Office) -> None:
    commitment, claim = await demanded(skipping)
    await claim.case.answer("clawback_approval", DEPUTY, **REFUSED)
    await let_go(commitment, "breach_decision", HEAD, OTHER_HEAD, reason="不可抗力")
    await commitment.reach("in_force")
    assert (await causes(skipping), await stands_well(skipping)) == ([None], True)
    assert [breach.outcome for breach in await breaches(skipping)] == ["dismissed"]


async def test_refused_demand_is_asked_for_anew_when_the_breach_is_upheld_again(skipping: Office) -> None:
    commitment, claim = await demanded(skipping)
    await claim.case.answer("clawback_approval", DEPUTY, **REFUSED)
    await commitment.answer("breach_decision", HEAD, **UPHELD)
    [again] = await final(commitment)
    assert [one.stage for one in await skipping.all(select(Clawback).order_by(Clawback.id))] == ["cancelled", "proposed"]
    assert (await again.row()).amount_fen == (await claim.row()).amount_fen
    assert await causes(skipping) == [None]
    assert ["本文书代替" in text for event, text in await letters_of(commitment) if event == "breach_upheld"] == [False, True]
    replaced = [by for event, by in await replaced_in(commitment) if event == "breach_upheld"]
    assert [by is not None for by in replaced] == [True, False]


async def test_breach_takes_back_what_was_paid_after_it_was_found_as_well(skipping: Office) -> None:
    commitment = await suspected(skipping, "full")
    await to_standing(commitment)
    before_fen = (await skipping.all(select(Application)))[0].spent_fen
    await skipping.change(update(Application).values(supplement_fen=20 * WAN, supplement_paid_fen=20 * WAN))
    [claim] = await final(commitment)
    assert (await claim.row()).amount_fen == before_fen + 20 * WAN
    [breach] = await breaches(skipping)
    assert [demand["amount_fen"] for demand in breach.demands] == [before_fen + 20 * WAN]


async def test_breach_takes_back_what_the_treasury_had_not_answered_for_when_it_was_final(skipping: Office) -> None:
    commitment = await suspected(skipping, "full")
    await to_standing(commitment)
    before_fen = (await skipping.all(select(Application)))[0].spent_fen
    await skipping.change(update(Disbursement).values(state="instructed"))
    with skipping.starting():
        await commitment.answer("breach_answer", APPLICANT, decision="breach_accepted")
        await commitment.reach("reclaiming")
        assert await skipping.all(select(Clawback)) == []
        await skipping.change(update(Application).values(supplement_fen=20 * WAN, supplement_paid_fen=20 * WAN))
        await skipping.change(update(Disbursement).values(state="paid"))
        await commitment.happened("repayment_asked")
    assert [claim.amount_fen for claim in await skipping.all(select(Clawback))] == [before_fen + 20 * WAN]


async def test_breach_waits_for_a_demand_that_may_fall_and_asks_for_the_whole_when_it_was_refused(skipping: Office) -> None:
    commitment = await suspected(skipping, "full")
    award = skipping.running((await skipping.all(select(Application)))[0])
    mistaken = await reclaim(skipping, award, (await award.row()).spent_fen)
    await to_decision(commitment)
    [other] = (await commitment.task("breach_decision")).about["other_demands"]
    assert (other["clawback"], other["amount_fen"], other["cause"]) == (mistaken.case.number, (await award.row()).spent_fen, "error")
    await commitment.answer("breach_decision", HEAD, **UPHELD)
    assert "other_demands" not in (await commitment.task("breach_answer")).about
    with skipping.starting():
        await commitment.answer("breach_answer", APPLICANT, decision="breach_accepted")
        await commitment.reach("reclaiming")
        assert await causes(skipping) == [None]
        async with skipping.database.reading() as session:
            [awaited] = await awaiting.waited_for(session, commitment.id, TODAY)
            [waits] = await awaiting.waiting_on(session, await mistaken.row(), TODAY)
        assert (awaited.number, waits["ground"], waits["amount_fen"]) == (mistaken.case.number, "breach", other["amount_fen"])
        await mistaken.case.answer("clawback_approval", DEPUTY, **REFUSED)
        await commitment.happened("repayment_asked")
    found = await skipping.all(select(Clawback).order_by(Clawback.id))
    assert [(one.cause, one.stage, one.amount_fen) for one in found] == [
        ("error", "cancelled", (await award.row()).spent_fen),
        ("breach", "proposed", (await award.row()).spent_fen),
    ]
    async with skipping.database.reading() as session:
        assert await awaiting.waited_for(session, commitment.id, TODAY) == []
        assert await awaiting.waiting_on(session, found[1], TODAY) == []


async def test_demand_of_a_breach_says_what_was_paid_and_which_other_demand_asks_for_a_part_of_it(skipping: Office) -> None:
    commitment = await suspected(skipping, "full")
    award = skipping.running((await skipping.all(select(Application)))[0])
    other = await reclaim(skipping, award, 20 * WAN)
    await other.accept()
    await to_standing(commitment)
    claim = (await final(commitment))[-1]
    await claim.approve()
    notice = (await letters_of(claim.case))[-1][1]
    paid_fen = (await award.row()).spent_fen
    rest = f"其余{(paid_fen - 20 * WAN) // WAN}万元，按约定应当全额退回"
    assert f"已拨付支持资金{paid_fen // WAN}万元，其中20万元已列入追回{other.case.number}，{rest}" in notice


async def test_breach_ends_what_it_broke_when_what_is_owed_was_repaid(skipping: Office) -> None:
    commitment, claim = await demanded(skipping)
    await claim.accept()
    assert (await causes(skipping), await stands_well(skipping)) == ([None], False)
    amount_fen = (await claim.row()).amount_fen
    await claim.repay(amount_fen - 1, await day_of(skipping, claim.case))
    assert await causes(skipping) == [None]
    await claim.repay(1, await day_of(skipping, claim.case))
    await is_broken(commitment)


async def test_breach_ends_what_it_broke_when_what_is_owed_was_waived_by_two(skipping: Office) -> None:
    commitment, claim = await demanded(skipping)
    await claim.accept()
    await claim.miss()
    await claim.case.answer("enforcement_decision", STI_HEAD, decision="waiver_asked", reason="无力偿还")
    assert await causes(skipping) == [None]
    await claim.case.answer("waiver_confirmation", DEPUTY, decision="waived", reason="同意减免")
    await is_broken(commitment)


async def test_breach_ends_what_it_broke_when_two_approvers_uphold_an_objection(skipping: Office) -> None:
    commitment, claim = await demanded(skipping)
    await claim.approve()
    await claim.case.answer("clawback_objection", APPLICANT, decision="demand_disputed", reason="系政府征收")
    await claim.case.answer("clawback_ruling", STI_HEAD, decision="release_asked", reason="客观原因")
    assert await causes(skipping) == [None]
    await claim.case.answer("release_confirmation", DEPUTY, decision="dispute_upheld", reason="同意")
    await is_broken(commitment)


@pytest.mark.parametrize("refused", [0, 1])
async def test_breach_is_not_let_go_while_another_demand_for_it_stands(skipping: Office, refused: int) -> None:
    await rule_set(skipping, "science-award", stay_years=3, repay="full")
    commitment = await bound(skipping, "full")
    await paid(await skipping.apply_for("science-award"))
    await found_gone(commitment)
    await commitment.reach("hearing")
    await to_standing(commitment)
    claims = await final(commitment)
    assert len(claims) == 2
    await claims[refused].case.answer("clawback_approval", DEPUTY, **REFUSED)
    await commitment.task("breach_decision")
    closing = {"decision": "closing_proposed", "reason": "不可抗力"}
    assert await commitment.refusal_of_answer("breach_decision", HEAD, **closing) == "wrong_stage"
    await commitment.answer("breach_decision", HEAD, **UPHELD)
    await final(commitment)
    stages = sorted(one.stage for one in await skipping.all(select(Clawback)))
    assert (stages, await causes(skipping)) == (["cancelled", "proposed", "proposed"], [None, None])
