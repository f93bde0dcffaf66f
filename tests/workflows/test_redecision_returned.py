"""银行退回之后的再决定。What a bank has returned is decided anew: what is out is asked back, and the rest is not paid."""

from __future__ import annotations

from policy.letters.wording import amount_with_capitals
from sandbox.enterprises import CHENXIN
from tests.office import ACCOUNT, APPLICANT, DEPUTY, OFFICER, OTHER_OFFICER, THIRD_APPROVER, Case, Office, message
from tests.office.sandbox import becomes
from tests.workflows.letters import letters_of
from tests.workflows.reclaim import Reclaim, day_of, reclaim
from tests.workflows.redecisions import FIRST, SECOND, SPECIAL, Anew, anew, balanced, paid_anew, treasury_paid
from tests.workflows.test_redecision import repaid

MORE = FIRST - SECOND
RECALL = {"reason": "更正函已撤销"}


async def returned(case: Case, event: str = "bank_returned") -> None:
    """Let the bank return what was paid last for a case."""
    world = case.office.world
    assert world is not None
    world.ledger.give_back((await case.payments())[-1].number)
    await case.handle.signal("nudge", "test")
    await case.happened(event)


async def paid_again(case: Case) -> None:
    """Have what a bank returned paid to the account that is given."""
    await case.answer("new_account", APPLICANT, decision="account_supplied", account=ACCOUNT)
    await case.pay()


async def supplemented(office: Office) -> Anew:
    """Pay a supplement to a paid award."""
    found = await paid_anew(office, "first")
    await found.supplement()
    return found


async def award_returned(office: Office) -> Anew:
    """Pay a supplement to a paid award, which the bank returns then."""
    found = await supplemented(office)
    await returned(found.award)
    return found


async def out(found: Anew) -> tuple[list[int], list[int]]:
    """Return what the treasury has paid of the award and of its supplement, and nobody returned."""
    return await treasury_paid(found.office, found.award.number), await treasury_paid(found.office, found.case.number)


async def test_supplement_is_asked_back_and_nothing_else_paid_when_nothing_is_due_of_an_award_the_bank_returned(skipping: Office) -> None:
    first = await award_returned(skipping)
    second = await anew(skipping, first.award, {"grade": "other"})
    reckoning = (await second.row()).reckoning
    assert ((await second.row()).outcome, reckoning["amount_fen"], reckoning["reduced_fen"]) == ("debt", MORE, SECOND)
    demand = await second.demand()
    award = await second.application()
    assert (award.stage, award.award_fen, award.spent_fen, (await demand.row()).amount_fen) == ("in_force", 0, MORE, MORE)
    assert "不再拨付。" in (await letters_of(second.case))[-1][1]
    await repaid(second, demand)
    books = await balanced(skipping)
    assert (books["obligation"], books["expenditure"], books["recovered"]) == (0, 0, MORE)
    assert await out(first) == ([], [MORE])


async def test_rest_is_paid_beside_its_supplement_when_less_is_due_of_an_award_the_bank_returned(skipping: Office) -> None:
    first = await award_returned(skipping)
    second = await anew(skipping, first.award, {"grade": "second"})
    assert (await second.row()).outcome == "reduction"
    await second.hear()
    await second.decide()
    await second.case.reach("adjusted")
    await paid_again(first.award)
    await first.award.reach("in_force")
    assert await out(first) == ([SECOND - MORE], [MORE])
    assert (await balanced(skipping))["expenditure"] == SECOND


async def test_more_is_paid_beside_its_supplement_when_more_is_due_of_an_award_the_bank_returned(skipping: Office) -> None:
    first = await award_returned(skipping)
    second = await anew(skipping, first.award, {"grade": "special"})
    assert (await second.row()).outcome == "increase"
    await second.decide()
    await second.case.reach("adjusted")
    await paid_again(first.award)
    await first.award.reach("in_force")
    assert await out(first) == ([SPECIAL - MORE], [MORE])
    assert (await balanced(skipping))["expenditure"] == SPECIAL


async def test_award_stands_for_its_supplement_when_an_approver_ends_what_the_bank_returned(skipping: Office) -> None:
    first = await award_returned(skipping)
    await becomes(skipping, CHENXIN, status="deregistered")
    await paid_again(first.award)
    await first.award.answer("standing_check", THIRD_APPROVER, decision="payment_ended", reason="单位已注销")
    award = await first.award.reach("in_force", "refused")
    assert (award.stage, award.award_fen, award.spent_fen) == ("in_force", 0, MORE)
    assert (await balanced(skipping))["obligation"] == 0
    event, letter = (await letters_of(first.award))[-1]
    assert event == "rest_stopped"
    for said in (f"尚有{amount_with_capitals('zh', SECOND)}未拨付", "该单位已经注销", "停止拨付的理由：单位已注销。", "不受本通知影响"):
        assert said in letter
    claim = await reclaim(skipping, first.award, MORE)
    assert (await claim.row()).stage == "proposed"


async def test_supplement_the_bank_returned_is_recalled_and_what_was_paid_asked_back_when_nothing_is_due(skipping: Office) -> None:
    found = await supplemented(skipping)
    await returned(found.case)
    await found.case.ask("request", message("recalled", OFFICER, **RECALL))
    award = await found.application()
    assert (award.supplement_fen, award.standing_fen, (await balanced(skipping))["obligation"]) == (0, SECOND, 0)
    event, letter = (await letters_of(found.case))[-1]
    assert (event, RECALL["reason"] in letter) == ("recalled", True)
    await found.case.answer("redecision_proposal", OFFICER, decision="reproposed", facts={"grade": "other"}, reason="证书不实")
    assert ((await found.row()).outcome, (await found.row()).reckoning["amount_fen"]) == ("debt", SECOND)
    await repaid(found, await found.demand())
    assert (await balanced(skipping))["recovered"] == SECOND
    assert await out(found) == ([SECOND], [])


async def test_nothing_is_paid_any_more_when_the_bank_returned_award_and_supplement_and_nothing_is_due(skipping: Office) -> None:
    found = await award_returned(skipping)
    await returned(found.case)
    await found.case.ask("request", message("recalled", OFFICER, **RECALL))
    await found.case.answer("redecision_proposal", OFFICER, decision="reproposed", facts={"grade": "other"}, reason="证书不实")
    assert ((await found.row()).outcome, (await found.row()).reckoning["amount_fen"]) == ("reduction", SECOND)
    await found.hear()
    await found.decide()
    await found.case.reach("adjusted")
    assert (await found.award.reach("refused")).award_fen is None
    assert (await balanced(skipping))["obligation"] == 0
    assert await out(found) == ([], [])


async def test_redecision_goes_back_and_waits_when_the_bank_returns_an_earlier_supplement_meanwhile(skipping: Office) -> None:
    first = await supplemented(skipping)
    second = await anew(skipping, first.award, {"grade": "other"})
    await second.hear()
    await returned(first.case)
    assert (
        await second.case.refusal_of_answer("redecision_decision", THIRD_APPROVER, decision="redecided", reason="属实") == "basis_changed"
    )
    again = {"decision": "reproposed", "reason": "重新提出"}
    assert await second.case.refusal_of_answer("redecision_proposal", OFFICER, **again) == "duplicate"
    await paid_again(first.case)
    await first.case.reach("supplemented")
    await second.case.answer("redecision_proposal", OFFICER, **again)
    assert (await second.row()).reckoning["amount_fen"] == FIRST
    await balanced(skipping)


async def test_supplement_is_not_recalled_when_it_is_with_the_treasury(skipping: Office) -> None:
    found = await paid_anew(skipping, "first")
    await found.decide()
    await found.case.reach("payment")
    await skipping.fault("treasury.query", "down")
    await found.case.pay()
    assert await found.case.refusal("request", message("recalled", OTHER_OFFICER, **RECALL)) == "wrong_stage"
    await skipping.mend()
    await found.case.reach("supplemented")
    assert await out(found) == ([SECOND], [MORE])


async def test_supplement_the_bank_returned_is_paid_again_when_a_demand_has_taken_its_money(skipping: Office) -> None:
    found = await supplemented(skipping)
    claim = await reclaim(skipping, found.award, SECOND)
    await claim.accept()
    await claim.repay(SECOND, await day_of(skipping, claim.case))
    await claim.case.reach("settled")
    await returned(found.case)
    books = await balanced(skipping)
    assert (books["obligation"], books["expenditure"], books["recovered"]) == (MORE, 0, SECOND)
    await paid_again(found.case)
    await found.case.reach("supplemented")
    books = await balanced(skipping)
    assert (books["obligation"], books["expenditure"], books["recovered"]) == (0, MORE, SECOND)
    assert await out(found) == ([SECOND], [MORE])


async def test_return_of_a_supplement_is_booked_once_nothing_of_its_money_is_demanded(skipping: Office) -> None:
    found = await supplemented(skipping)
    claim: Reclaim = await reclaim(skipping, found.award, FIRST)
    await returned(found.case, "return_questioned")
    assert (await found.application()).supplement_paid_fen == MORE
    await claim.case.answer("clawback_approval", DEPUTY, decision="demand_refused", reason="补充支持已被银行退回")
    await found.case.happened("bank_returned")
    assert ((await found.application()).supplement_paid_fen, (await balanced(skipping))["obligation"]) == (0, MORE)


async def test_supplement_is_reclaimed_when_the_bank_returned_the_award_beside_it(skipping: Office) -> None:
    found = await award_returned(skipping)
    claim = await reclaim(skipping, found.award, MORE)
    await claim.accept()
    books = await balanced(skipping)
    assert (books["obligation"], books["expenditure"], books["receivable"]) == (SECOND, 0, MORE)
