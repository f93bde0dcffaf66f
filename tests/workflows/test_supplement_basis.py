"""补充拨付的依据。A supplement is paid only while what it was decided on stands: fraud holds it, and any other change sends it back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from activities.commitment.look import commitment_of_enterprise
from models.tables import Case as AnyCase
from models.tables import ChangeFiling, Clawback, CollectedUndertaking, Undertaking
from policy.actors import Actor
from sandbox.enterprises import CHENXIN
from tests.office import DEPUTY, FINANCE, HEAD, OFFICER, THIRD_APPROVER, WAN, Case, Office
from tests.workflows.commitments import TODAY
from tests.workflows.debarments import followed, let_go
from tests.workflows.reclaim import Reclaim, day_of, reclaim
from tests.workflows.redecisions import FIRST, SECOND, Anew, anew, balanced, paid_prize, treasury_paid
from tests.workflows.test_redecision_of_a_project import refusal
from tests.workflows.test_redecision_payment import SUPPLEMENT, to_payment

RESUMED = {"decision": "payment_resumed", "reason": "已核实"}
ENDED = {"decision": "payment_ended", "reason": "骗取支持资金"}
DELEGATED = Actor("approver-area", "委派审批人", HEAD.grants)


async def demanded(office: Office, award: Case, amount_fen: int, cause: str, *, settled: bool = True) -> Reclaim:
    """Reclaim a part of an award, up to its money."""
    claim = await reclaim(office, award, amount_fen, cause=cause)
    await claim.accept()
    if settled:
        await claim.repay(amount_fen, await day_of(office, claim.case))
        await claim.case.reach("settled")
        if cause == "fraud":
            await let_go(await followed(office, claim.case))
    return claim


async def pay_anew(case: Case) -> None:
    """Have it released and confirmed as it now is: what was shown at first counted money that has come back since."""
    assert await case.refusal_of_answer("payment_release", FINANCE, decision="payment_released") == "release_outdated"
    await case.pay()


async def ended(office: Office, award: Case, cause: str) -> None:
    """Let what was signed for an award have ended for a cause."""
    async with office.database.writing() as session:
        commitment = await commitment_of_enterprise(session, office.parts.deployment(), CHENXIN)
        signed = (await session.scalars(select(Undertaking).where(Undertaking.application_id == award.id))).one()
        row = await session.get(CollectedUndertaking, signed.id)
        if row is None:
            row = CollectedUndertaking(undertaking_id=signed.id, commitment_id=commitment.id, collected_at=datetime.now(UTC))
            session.add(row)
        row.ended_on, row.cause = TODAY, cause


async def sent_back(found: Anew) -> dict[str, Any]:
    """Wait until a supplement has gone back to the officer, and return what is read then; nothing of it is set aside or paid."""
    about: dict[str, Any] = (await found.case.task("redecision_proposal")).about
    row, award = await found.row(), await found.application()
    assert (row.stage, row.award_fen, award.supplement_fen) == ("proposal", None, 0)
    assert await treasury_paid(found.office, found.case.number) == []
    books = await balanced(found.office)
    assert (books["obligation"], books["pre_commitment"]) == (0, 0)
    return about


# -- fraud --------------------------------------------------------------------------------------------------------------------------------


async def test_supplement_is_held_and_only_ended_when_fraud_has_closed_its_subject(skipping: Office) -> None:
    found = await to_payment(skipping)
    claim = await demanded(skipping, found.award, SECOND, "fraud")
    await pay_anew(found.case)
    [closed] = (await found.case.task("standing_check")).about["findings"]
    assert (closed["code"], closed["clawback"]) == ("subject_closed", claim.case.number)
    assert await found.case.refusal_of_answer("standing_check", THIRD_APPROVER, **RESUMED) == "subject_closed"
    await found.case.answer("standing_check", THIRD_APPROVER, **ENDED)
    await found.case.reach("ended")
    assert await treasury_paid(skipping, found.case.number) == []
    assert (await balanced(skipping))["obligation"] == 0


async def test_supplement_is_not_ended_but_looked_at_again_when_there_was_no_fraud_after_all(skipping: Office) -> None:
    found = await to_payment(skipping)
    await demanded(skipping, found.award, SECOND, "fraud")
    await pay_anew(found.case)
    await found.case.task("standing_check")
    await skipping.change(update(AnyCase).where(AnyCase.id.in_(select(Clawback.id))).values(stage="cancelled"))
    assert await found.case.refusal_of_answer("standing_check", THIRD_APPROVER, **ENDED) == "basis_changed"
    assert (await found.row()).stage == "payment"
    await found.case.answer("standing_check", THIRD_APPROVER, **RESUMED)
    await found.case.reach("supplemented")


async def test_award_is_held_when_fraud_closes_its_certificate_after_it_was_decided(skipping: Office) -> None:
    first = await paid_prize(skipping)
    second = await skipping.apply_for("science-award", facts={"grade": "first"})
    await second.to_payment()
    await demanded(skipping, first, SECOND, "fraud")
    await pay_anew(second)
    codes = [finding["code"] for finding in (await second.task("standing_check")).about["findings"]]
    assert codes == ["subject_closed"]
    assert await treasury_paid(skipping, second.number) == []


# -- a reckoning that no longer holds -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("amount_fen", "settled"), [(SECOND, True), (1, True), (10 * WAN, False)])
async def test_supplement_goes_back_when_a_demand_was_made_since_its_decision(skipping: Office, amount_fen: int, *, settled: bool) -> None:
    found = await to_payment(skipping)
    await demanded(skipping, found.award, amount_fen, "error", settled=settled)
    await (pay_anew(found.case) if settled else found.case.pay())
    about = await sent_back(found)
    assert about["came_back"]["refusal"]["code"] == "basis_changed"
    # By what stands now it is proposed once more, from the facts the award was decided by, or dropped by two.
    # What was demanded as an error is about the grade, too.
    same = list(await skipping.all(select(Clawback.number).where(Clawback.application_id == found.award.id)))
    await found.case.answer("redecision_proposal", OFFICER, decision="reproposed", reason="按现有情况", same_matter=same)
    reckoning = (await found.row()).reckoning
    relieved_fen = 0 if settled else amount_fen
    assert (reckoning["amount_fen"], reckoning["relieved_fen"]) == (SUPPLEMENT + amount_fen - relieved_fen, relieved_fen)
    assert reckoning["facts"]["grade"]["before"] == "second"


@pytest.mark.parametrize("cause", ["released", "served"])
async def test_supplement_is_paid_when_what_was_signed_ended_without_a_breach(skipping: Office, cause: str) -> None:
    award = await paid_prize(skipping)
    await ended(skipping, award, cause)
    found = await anew(skipping, award, {"grade": "first"})
    assert (await found.case.task("redecision_decision")).about["commitment"] == {"ended_on": TODAY.isoformat(), "cause": cause}
    await found.supplement()
    assert await treasury_paid(skipping, found.case.number) == [SUPPLEMENT]


async def test_supplement_goes_back_when_what_was_signed_was_broken_since_it_was_decided(skipping: Office) -> None:
    found = await to_payment(skipping)
    await ended(skipping, found.award, "broken")
    await found.case.pay()
    await sent_back(found)
    await found.case.answer("redecision_proposal", OFFICER, decision="withdrawal_asked", reason="承诺已终结")
    await found.case.answer("withdrawal_confirmation", DEPUTY, decision="proposal_withdrawn", reason="同意")
    await found.case.reach("withdrawn")


@pytest.mark.parametrize("grade", ["first", "special"])
async def test_nothing_is_added_to_an_award_whose_commitment_was_broken(skipping: Office, grade: str) -> None:
    award = await paid_prize(skipping)
    await ended(skipping, award, "broken")
    assert await refusal(skipping, award, {"grade": grade}, {}) == "wrong_stage"


async def test_less_is_still_asked_back_of_an_award_whose_commitment_was_broken(skipping: Office) -> None:
    award = await paid_prize(skipping)
    await ended(skipping, award, "broken")
    found = await anew(skipping, award, {"grade": "other"})
    assert (await (await found.demand()).row()).amount_fen == SECOND


# -- what another decision has reckoned ---------------------------------------------------------------------------------------------------


async def test_supplement_is_paid_by_two_when_a_repayment_was_reckoned_without_it(skipping: Office) -> None:
    found = await to_payment(skipping)
    await ended(skipping, found.award, "served")
    demands = [{"application_id": str(found.award.id), "award": found.award.number, "amount_fen": SECOND, "reckoning": {}}]
    async with skipping.database.writing() as session:
        commitment = await commitment_of_enterprise(session, skipping.parts.deployment(), CHENXIN)
        moves = {"kind": "relocation", "planned_on": TODAY, "description": "总部迁往天津", "filed_by": "applicant-chenxin"}
        filing = ChangeFiling(commitment_id=commitment.id, enterprise_uscc=CHENXIN, **moves)
        session.add(filing)
        await session.flush()
        proposed = {"state": "proposed", "filed_at": datetime.now(UTC), "proposed_by": "officer-bizcoop-1", "demands": demands}
        await session.execute(update(ChangeFiling).where(ChangeFiling.id == filing.id).values(**proposed))
    await found.case.pay()
    findings = (await found.case.task("standing_check")).about["findings"]
    assert [one["amount_fen"] for one in findings if one["code"] == "repayment_reckoned"] == [SECOND]
    assert await found.case.refusal_of_answer("standing_check", THIRD_APPROVER, **RESUMED) == "invalid_input"
    await found.case.answer("standing_check", THIRD_APPROVER, decision="resumption_asked", reason="届时一并核算")
    await found.case.answer("resumption_confirmation", DELEGATED, **RESUMED)
    await found.case.reach("supplemented")
    assert (await found.application()).spent_fen == FIRST
