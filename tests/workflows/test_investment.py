"""What follows an equity investment: valued each year, bought back first by its founders, sold, liquidated, written off; its books."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from temporalio.client import WorkflowUpdateFailedError

from models.queries import receipt as receipts
from models.queries import reconciliation
from models.queries.page import Page, Wanted
from models.tables import Investment, Message, Receipt, ReceiptPart, Task
from policy.working_days import years_after
from sandbox.enterprises import CHENXIN, HAIXI, YUNHENG
from tests.office import (
    APPLICANT,
    DEPUTY,
    FINANCE,
    HEAD,
    MOMENT,
    OFFICER,
    OTHER_FINANCE,
    OTHER_OFFICER,
    SIGNED,
    Case,
    Office,
    message,
    until,
)
from tests.workflows.investments import (
    BUYER,
    COST,
    agree,
    begun,
    come_due,
    dispose,
    held,
    missed,
    paid_for,
    receive,
    record,
    terms,
    to_listing,
    to_paid,
    today,
)
from tests.workflows.meetings import called, minuted, officer_of, tabled, vote
from tests.workflows.reclaim import day_of, paid_award, reclaim, recorded
from tests.workflows.refunds import begun as begun_refund
from tests.workflows.refunds import drafted, parts, receipt, released, unsolicited


async def books(office: Office) -> dict[str, int]:
    """Return the balances of the accounts an investment goes through, in fen."""
    balances = await office.balances()
    assert sum(balances.values()) == 0
    return {name: balances.get(name, 0) for name in ("expenditure", "investment", "recovered")}


async def last_told(office: Office, case: Case) -> str:
    """Return what its enterprise was told last of it."""
    query = select(Message.zh).where(Message.case_id == case.id, Message.enterprise_uscc.is_not(None)).order_by(Message.id.desc())
    return str((await office.all(query))[0])


# -- before it is paid --------------------------------------------------------------------------------------------------------------


async def refused_listing(office: Office, **changes: Any) -> str | None:
    case, meeting = await to_listing(office), await called(office)
    listed = {"decision": "tabled", "meeting": meeting.number, "proposed_fen": COST} | terms(**changes)
    return await case.refusal_of_answer("meeting_listing", await officer_of(meeting), **listed)


async def test_terms_are_refused_when_their_window_ends_before_it_begins(skipping: Office) -> None:
    assert await refused_listing(skipping, window_to="2020-01-01") == "invalid_input"


@pytest.mark.parametrize("fact", ["window_is_over", "window_has_begun", "share_is_another", "valuation_is_another", "more_than_asked"])
async def test_terms_are_refused_when_they_cannot_be_kept(skipping: Office, fact: str) -> None:
    before = (today() - timedelta(days=1)).isoformat()
    changes: dict[str, dict[str, Any]] = {
        "window_is_over": {"window_from": (today() - timedelta(days=100)).isoformat(), "window_to": before},
        "window_has_begun": {"window_from": before},
        "share_is_another": {"share_bp": 501},
        "valuation_is_another": {"valuation_fen": 21 * COST},
        "more_than_asked": {"proposed_fen": 2 * COST, "share_bp": 1_000},
    }
    assert await refused_listing(skipping, **changes[fact]) == "invalid_input"


async def lowered(office: Office, award_fen: int) -> Case:
    """Have a meeting resolve to invest less than was proposed."""
    case, meeting = await to_listing(office), await called(office)
    await tabled(case, meeting, COST, terms())
    await meeting.answer("meeting_convening", OFFICER, decision="convened")
    await vote(meeting, decision="voted_for", award_fen=award_fen)
    minutes = (await meeting.task("meeting_minutes")).about["agenda"][0]
    assert (minutes["terms"]["share_bp"], minutes["proposed_share_bp"]) == (250, 500)
    await minuted(meeting)
    return case


async def test_share_follows_the_amount_when_the_committee_resolves_less(skipping: Office) -> None:
    case = await lowered(skipping, COST // 2)
    for kind, approver in (("decision", HEAD), ("second_decision", DEPUTY)):
        shown = (await case.task(kind)).about
        assert (shown["terms"]["share_bp"], shown["proposed_share_bp"], shown["proposed_fen"]) == (250, 500, COST)
        await case.answer(kind, approver, decision="approved")
    await case.clear_notice()
    assert (await case.task("agreement_signature")).about["investment"]["share_bp"] == 250
    await agree(case)
    assert (await case.task("commitment")).about["investment"]["share_bp"] == 250
    await case.answer("commitment", APPLICANT, **SIGNED)
    await case.pay()
    row = await (await begun(skipping, case)).row()
    assert (row.cost_fen, row.agreed["share_bp"], row.agreed["valuation_fen"]) == (COST // 2, 250, 20 * COST)


async def test_vote_for_less_than_the_least_share_is_refused(skipping: Office) -> None:
    case, meeting = await to_listing(skipping), await called(skipping)
    await tabled(case, meeting, COST, terms())
    await meeting.answer("meeting_convening", OFFICER, decision="convened")
    await meeting.task("meeting_vote")
    assert await meeting.refusal_of_answer("meeting_vote", decision="voted_for", award_fen=COST // 1_000 - 1) == "invalid_input"
    await vote(meeting, decision="voted_for", award_fen=COST // 1_000)


async def test_investment_is_an_asset_and_no_expenditure_once_it_is_paid(skipping: Office) -> None:
    award = await to_paid(skipping)
    case = await begun(skipping, award)
    row = await case.row()
    assert (row.cost_fen, row.agreed["share_bp"], row.next_valuation_on) == (COST, 500, years_after(row.paid_on, 1))
    assert await books(skipping) == {"expenditure": 0, "investment": COST, "recovered": 0}


# -- held ---------------------------------------------------------------------------------------------------------------------------


async def test_investment_is_valued_each_year(skipping: Office) -> None:
    case = await held(skipping)
    paid_on = (await case.row()).paid_on
    await come_due(case, "valuation_came_due")
    valued_on = years_after(paid_on, 1).isoformat()
    worth = {"value_fen": 2 * COST, "valued_on": valued_on, "paper": "估值报告", "opinion": "营收增长"}
    await case.answer("investment_valuation", OFFICER, decision="valued", **worth)
    row = await case.row()
    assert (row.value_fen, row.valued_on, row.next_valuation_on) == (2 * COST, years_after(paid_on, 1), years_after(paid_on, 2))


@pytest.mark.parametrize("days", [-1, 400])
async def test_value_is_refused_when_its_day_cannot_be(skipping: Office, days: int) -> None:
    case = await held(skipping)
    await come_due(case, "valuation_came_due")
    on = ((await case.row()).paid_on + timedelta(days=days)).isoformat()
    worth = {"value_fen": 0, "valued_on": on, "paper": "估值报告", "opinion": "停业"}
    assert await case.refusal_of_answer("investment_valuation", OFFICER, decision="valued", **worth) == "invalid_input"


async def test_value_is_asked_for_once_when_nobody_enters_it_for_years(skipping: Office) -> None:
    case = await held(skipping)
    for _ in range(2):
        await come_due(case, "valuation_came_due")
    assert [task.kind for task in await case.tasks()] == ["investment_valuation"]


# -- the founders' window -----------------------------------------------------------------------------------------------------------


async def to_offer(office: Office) -> Case:
    case = await held(office)
    for _ in range(2):
        await come_due(case, "valuation_came_due")
    await come_due(case, "buy_back_opened")
    await case.task("buy_back_offer")
    return case


async def test_founders_buy_back_in_their_window_at_the_formula_of_the_agreement(skipping: Office) -> None:
    case = await to_offer(skipping)
    await case.answer("buy_back_offer", APPLICANT, decision="buy_back_taken")
    row = await case.reach("proceeds")
    on = row.stage_entered_at.date()
    price = row.agreement.price_fen(COST, row.paid_on, on)
    assert row.way == "buy_back"
    assert price - COST * 435 // 10_000 <= row.price_fen <= price + COST * 435 // 10_000
    gain = row.price_fen - COST
    assert gain > 0
    await paid_for(case, row.price_fen)
    assert await books(skipping) == {"expenditure": 0, "investment": 0, "recovered": COST + gain}
    assert (await case.row()).gain_fen == gain


async def test_investment_is_held_on_when_the_founders_let_their_window_pass(skipping: Office) -> None:
    case = await to_offer(skipping)
    due_at = (await case.task("buy_back_offer")).due_at
    assert due_at is not None
    await case.skip_until(due_at + MOMENT)
    await case.happened("buy_back_declined")
    row = await case.row()
    assert (row.stage, row.way) == ("held", None)


@pytest.mark.parametrize("over", ["before_payment", "while_it_was_sold", "on_its_last_day"])
async def test_founders_have_the_days_of_the_task_when_less_of_their_window_is_left(skipping: Office, over: str) -> None:
    case = await held(skipping)
    row = await case.row()
    shift = {"before_payment": -40, "while_it_was_sold": -1, "on_its_last_day": 0}[over]
    last = row.paid_on + timedelta(days=shift)
    window = {"window_from": (last - timedelta(days=30)).isoformat(), "window_to": last.isoformat()}
    await skipping.change(update(Investment).values(agreed=row.agreed | window))
    # A sale that comes to nothing brings it back to where the founders are asked.
    await dispose(case)
    await case.answer("first_right", APPLICANT, decision="first_right_waived")
    await missed(case)
    offer = await case.task("buy_back_offer")
    assert offer.due_at is not None
    # Twenty working days are never fewer than twenty-six.
    assert offer.due_at - offer.opened_at >= timedelta(days=26)
    await case.answer("buy_back_offer", APPLICANT, decision="buy_back_taken")
    await case.reach("proceeds")


# -- sold ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "price", "received", "left"),
    [
        ("transfer", 2 * COST, 2 * COST, {"expenditure": 0, "investment": 0, "recovered": 2 * COST}),
        ("transfer", COST - 1, COST - 1, {"expenditure": 1, "investment": 0, "recovered": COST - 1}),
    ],
)
async def test_books_show_what_a_disposal_brought_with_its_gain_or_loss(
    skipping: Office, way: str, price: int, received: int, left: dict[str, int]
) -> None:
    case = await held(skipping)
    await dispose(case, way, price)
    await case.answer("first_right", APPLICANT, decision="first_right_waived")
    await paid_for(case, received)
    assert await books(skipping) == left
    row = await case.row()
    assert (row.way, row.gain_fen) == (way, received - COST)
    assert "投资退出" in await last_told(skipping, case)


async def test_founders_buy_first_at_the_price_another_would_pay(skipping: Office) -> None:
    case = await held(skipping)
    await dispose(case, price_fen=3 * COST)
    assert (await case.task("first_right")).about["price_fen"] == 3 * COST
    await case.answer("first_right", APPLICANT, decision="first_right_taken")
    row = await case.reach("proceeds")
    assert (row.way, row.price_fen, row.buyer) == ("buy_back", 3 * COST, None)
    assert "3000万元" in await last_told(skipping, case)


async def test_first_right_is_waived_by_silence(skipping: Office) -> None:
    case = await held(skipping)
    await dispose(case)
    due_at = (await case.task("first_right")).due_at
    assert due_at is not None
    await case.skip_until(due_at + MOMENT)
    row = await case.reach("proceeds")
    assert row.way == "transfer"


async def test_disposal_is_decided_by_an_approver_who_did_not_propose_it(skipping: Office) -> None:
    case = await held(skipping)
    given = {"way": "transfer", "price_fen": COST, "buyer": "演示产业基金", "reason": "已达到投资目的"}
    await case.ask("request", message("disposal_proposed", OFFICER, **given))
    assert await case.refusal_of_answer("disposal_decision", OFFICER, decision="disposal_approved") == "forbidden"
    await case.answer("disposal_decision", HEAD, decision="disposal_refused", reason="价格偏低")
    row = await case.reach("held")
    assert (row.way, row.price_fen) == (None, None)


# -- what comes in ------------------------------------------------------------------------------------------------------------------


async def until_received(case: Case, fen: int) -> None:
    """Wait until a part of the price is here and more is asked for."""

    async def find() -> bool | None:
        return any(task.kind == "proceeds_receipt" and task.about.get("received_fen") == fen for task in await case.tasks()) or None

    await until(find, f"{fen} received")


async def owed_back(office: Office) -> list[Receipt]:
    """Return the receipts of which finance reads that something is owed back."""
    async with office.database.reading() as session:
        return list(await receipts.page(session, "owed_back", (None, None), Page(100), Wanted()))


async def to_proceeds(office: Office) -> Case:
    case = await held(office)
    await dispose(case)
    await case.answer("first_right", APPLICANT, decision="first_right_waived")
    await case.reach("proceeds")
    return case


@pytest.mark.parametrize("more", [1, COST])
async def test_rest_of_a_receipt_is_paid_back_when_it_is_more_than_the_price(skipping: Office, more: int) -> None:
    case = await to_proceeds(skipping)
    await record(case, COST + more, await receive(case, COST + more))
    row = await case.reach("exited")
    assert (row.received_fen, await parts(skipping), await books(skipping)) == (
        COST,
        [("booked", COST), ("owed_back", more)],
        {"expenditure": 0, "investment": 0, "recovered": COST},
    )
    told = (await skipping.all(select(Message.zh).where(Message.case_id == case.id, Message.role == "finance").order_by(Message.id)))[-1]
    assert "应退付款人" in told
    assert [one.id for one in await owed_back(skipping)] == [(await receipt(skipping)).id]
    draft = await drafted(skipping, await receipt(skipping))
    assert (draft.amount_fen, draft.department) == (more, "sti")
    refund = await begun_refund(skipping, draft)
    await released(refund, FINANCE, OTHER_FINANCE)
    await refund.reach("refunded")
    assert (await parts(skipping), await owed_back(skipping)) == ([("booked", COST), ("refunded", more)], [])


async def test_rest_of_a_price_is_owed_back_again_when_its_refund_is_cancelled(skipping: Office) -> None:
    case = await to_proceeds(skipping)
    await record(case, COST + 1, await receive(case, COST + 1))
    await case.reach("exited")
    refund = await begun_refund(skipping, await drafted(skipping, await receipt(skipping)))
    assert await owed_back(skipping) == []
    await refund.answer("refund_release", FINANCE, decision="refund_cancelled", reason="付款人要求")
    await refund.reach("cancelled")
    assert await parts(skipping) == [("booked", COST), ("owed_back", 1)]


async def test_receipt_of_a_price_that_never_came_may_be_taken_for_another(skipping: Office) -> None:
    case = await to_proceeds(skipping)
    reference = await receive(case, COST // 2)
    await record(case, COST // 2, reference)
    await until_received(case, COST // 2)
    await missed(case)
    await case.reach("held")
    await dispose(case, price_fen=COST // 2)
    await case.answer("first_right", APPLICANT, decision="first_right_waived")
    await case.reach("proceeds")
    await record(case, COST // 2, reference)
    await case.reach("exited")
    assert (await parts(skipping), await owed_back(skipping)) == ([("booked", COST // 2)], [])


@pytest.mark.parametrize(
    "amounts", [(COST - 1, 1), (1, COST - 1), (COST // 2, COST // 2), (1, 1, COST - 2)], ids=["short", "first_fen", "halves", "three"]
)
async def test_receipts_add_up_to_the_price_and_are_booked_once_it_is_whole(skipping: Office, amounts: tuple[int, ...]) -> None:
    case, so_far = await to_proceeds(skipping), 0
    for amount in amounts:
        assert await books(skipping) == {"expenditure": 0, "investment": COST, "recovered": 0}
        about = (await case.task("proceeds_receipt")).about
        assert (about.get("received_fen", 0), about.get("left_fen", COST)) == (so_far, COST - so_far)
        await record(case, amount, await receive(case, amount))
        so_far += amount
        if so_far < COST:
            await until_received(case, so_far)
    row = await case.reach("exited")
    assert (row.received_fen, row.gain_fen) == (COST, 0)
    assert await parts(skipping) == [("booked", amount) for amount in amounts]
    assert await books(skipping) == {"expenditure": 0, "investment": 0, "recovered": COST}


async def test_last_receipt_gives_what_is_left_of_the_price_and_its_rest_is_paid_back(skipping: Office) -> None:
    case = await to_proceeds(skipping)
    await record(case, COST - 1, await receive(case, COST - 1))
    await until_received(case, COST - 1)
    await record(case, 3, await receive(case, 3))
    assert (await case.reach("exited")).received_fen == COST
    assert await parts(skipping) == [("booked", COST - 1), ("booked", 1), ("owed_back", 2)]


async def test_receipt_is_no_two_parts_of_a_price(skipping: Office) -> None:
    case = await to_proceeds(skipping)
    reference = await receive(case, COST // 2)
    await record(case, COST // 2, reference)
    await until_received(case, COST // 2)
    recorded = {"amount_fen": COST // 2, "reference": reference.lower(), "received_on": (await case.row()).paid_on.isoformat()}
    assert await case.refusal_of_answer("proceeds_receipt", FINANCE, decision="proceeds_recorded", **recorded) == "duplicate"


async def test_part_of_a_price_is_paid_back_when_the_rest_never_came(skipping: Office) -> None:
    case = await to_proceeds(skipping)
    await record(case, COST // 2, await receive(case, COST // 2))
    await until_received(case, COST // 2)
    await missed(case)
    row = await case.reach("held")
    assert (row.way, row.received_fen, await parts(skipping)) == (None, None, [("owed_back", COST // 2)])
    assert [one.id for one in await owed_back(skipping)] == [(await receipt(skipping)).id]
    assert await books(skipping) == {"expenditure": 0, "investment": COST, "recovered": 0}
    assert (await drafted(skipping, await receipt(skipping), "sti")).amount_fen == COST // 2


async def test_reconciliation_knows_each_receipt_of_a_price_by_its_whole(skipping: Office) -> None:
    case = await to_proceeds(skipping)
    first, last, ahead = await receive(case, COST - 1), await receive(case, 3), await receive(case, 7)
    await record(case, COST - 1, first)
    await until_received(case, COST - 1)
    async with skipping.database.reading() as session:
        assert await reconciliation.receipts(session, [first, last, ahead]) == {first: COST - 1}
    await record(case, 3, last)
    await case.reach("exited")
    async with skipping.database.reading() as session:
        assert await reconciliation.receipts(session, [first, last, ahead]) == {first: COST - 1, last: 3}


async def test_receipt_is_not_recorded_for_a_debt_while_it_is_recorded_for_a_share(skipping: Office) -> None:
    case = await to_proceeds(skipping)
    claim = await reclaim(skipping, await paid_award(skipping), 100)
    await claim.accept()
    day = (await case.row()).paid_on
    given = {"amount_fen": 100, "reference": "EI-BOTH", "received_on": day.isoformat()}
    await case.answer("proceeds_receipt", FINANCE, decision="proceeds_recorded", **given)
    form = recorded(100, "ei-both", await day_of(skipping, claim.case))
    assert await claim.case.refusal_of_answer("repayment_receipt", FINANCE, **form) == "duplicate"


async def test_receipt_is_not_paid_back_while_it_is_recorded_for_a_share(skipping: Office) -> None:
    case = await to_proceeds(skipping)
    known = await unsolicited(skipping, COST)
    draft = await drafted(skipping, known, "sti")
    recorded = {"amount_fen": COST, "reference": known.reference, "received_on": (await case.row()).paid_on.isoformat()}
    await case.answer("proceeds_receipt", FINANCE, decision="proceeds_recorded", **recorded)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await begun_refund(skipping, draft)
    assert "or a share" in str(refused.value.cause)


async def test_price_is_recorded_anew_when_the_treasury_does_not_know_it(skipping: Office) -> None:
    case = await to_proceeds(skipping)
    await record(case, COST, "EI-NEVER")
    await case.happened("proceeds_refuted")
    await case.task("proceeds_receipt")
    assert await books(skipping) == {"expenditure": 0, "investment": COST, "recovered": 0}
    await paid_for(case, COST)


async def test_price_is_recorded_anew_when_the_second_person_sends_it_back(skipping: Office) -> None:
    case = await to_proceeds(skipping)
    recorded = {"amount_fen": COST, "reference": "EI-1", "received_on": (await case.row()).paid_on.isoformat()}
    await case.answer("proceeds_receipt", FINANCE, decision="proceeds_recorded", **recorded)
    assert await case.refusal_of_answer("proceeds_confirmation", FINANCE, decision="proceeds_confirmed") == "four_eyes"
    await case.answer("proceeds_confirmation", OTHER_FINANCE, decision="proceeds_sent_back", reason="编号有误")
    await paid_for(case, COST)


async def test_receipt_is_booked_for_one_investment_alone(skipping: Office) -> None:
    case = await to_proceeds(skipping)
    reference = await receive(case, COST)
    await record(case, COST, reference)
    await case.reach("exited")
    other = await begun(skipping, await to_paid(skipping))
    await dispose(other)
    await other.answer("first_right", APPLICANT, decision="first_right_waived")
    recorded = {"amount_fen": COST, "reference": reference, "received_on": (await other.row()).paid_on.isoformat()}
    assert await other.refusal_of_answer("proceeds_receipt", FINANCE, decision="proceeds_recorded", **recorded) == "duplicate"


# -- who paid it --------------------------------------------------------------------------------------------------------------------

MAY = {"decision": "payer_accepted", "reason": "代付函"}


async def sold(office: Office, way: str) -> Case:
    """Have an investment wait for its price: of the buyer, or of the founders."""
    case = await held(office)
    await dispose(case)
    taken = "first_right_taken" if way == "buy_back" else "first_right_waived"
    await case.answer("first_right", APPLICANT, decision=taken)
    await case.reach("proceeds")
    return case


@pytest.mark.parametrize(
    ("way", "payer", "called"),
    [
        ("buy_back", CHENXIN, None),
        ("transfer", HAIXI, BUYER),
        ("transfer", HAIXI, "演示　产业基金 "),
    ],
)
async def test_price_is_booked_without_a_question_when_whoever_is_to_pay_it_paid(
    skipping: Office, way: str, payer: str, called: str | None
) -> None:
    case = await sold(skipping, way)
    await record(case, COST, await receive(case, COST, payer=payer, called=called))
    await case.reach("exited")
    assert "payer_questioned" not in await case.events()


@pytest.mark.parametrize(
    ("way", "payer", "called"),
    [
        ("buy_back", YUNHENG, None),
        ("buy_back", YUNHENG, "演示晨芯微电子（北京）有限公司"),
        ("transfer", YUNHENG, None),
        ("transfer", CHENXIN, None),
    ],
)
async def test_price_that_somebody_else_paid_is_booked_when_a_second_person_accepts_them(
    skipping: Office, way: str, payer: str, called: str | None
) -> None:
    case = await sold(skipping, way)
    await record(case, COST, await receive(case, COST, payer=payer, called=called))
    asked = (await case.task("proceeds_payer_decision")).about
    assert (asked["payer"]["uscc"], asked["payable_by"] in {BUYER, "演示晨芯微电子（北京）有限公司"}) == (payer, True)
    assert (await books(skipping))["recovered"] == 0
    assert await case.refusal_of_answer("proceeds_payer_decision", FINANCE, **MAY) == "four_eyes"
    await case.answer("proceeds_payer_decision", OTHER_FINANCE, **MAY)
    await case.reach("exited")
    assert await books(skipping) == {"expenditure": 0, "investment": 0, "recovered": COST}


async def test_payer_is_asked_about_again_when_they_were_not_accepted_and_the_receipt_is_recorded_anew(skipping: Office) -> None:
    case = await sold(skipping, "buy_back")
    reference = await receive(case, COST, payer=YUNHENG)
    await record(case, COST, reference)
    await case.answer("proceeds_payer_decision", OTHER_FINANCE, decision="payer_refused", reason="未见代付说明")
    assert (await case.task("proceeds_receipt")).about["refused"]["reason"] == "未见代付说明"
    assert await skipping.all(select(ReceiptPart)) == []
    recorded = {"amount_fen": COST, "reference": reference, "received_on": (await case.row()).paid_on.isoformat()}
    await case.answer("proceeds_receipt", FINANCE, decision="proceeds_recorded", **recorded)
    assert (await case.task("proceeds_confirmation")).about["payer"]["uscc"] == YUNHENG
    await case.answer("proceeds_confirmation", OTHER_FINANCE, decision="proceeds_confirmed")
    await case.answer("proceeds_payer_decision", OTHER_FINANCE, **MAY)
    await case.reach("exited")


# -- written off --------------------------------------------------------------------------------------------------------------------


async def test_investment_is_written_off_by_two_approvers_as_a_loss(skipping: Office) -> None:
    case = await held(skipping)
    await case.ask("request", message("write_off_proposed", OTHER_OFFICER, reason="企业已破产终结"))
    await case.answer("investment_write_off", HEAD, decision="write_off_approved")
    assert await case.refusal_of_answer("investment_write_off_confirmation", HEAD, decision="written_off") == "four_eyes"
    await case.answer("investment_write_off_confirmation", DEPUTY, decision="written_off")
    row = await case.reach("written_off")
    assert (row.gain_fen, await books(skipping)) == (-COST, {"expenditure": COST, "investment": 0, "recovered": 0})


@pytest.mark.parametrize("second", [False, True])
async def test_investment_is_held_on_when_an_approver_does_not_write_it_off(skipping: Office, *, second: bool) -> None:
    case = await held(skipping)
    await case.ask("request", message("write_off_proposed", OFFICER, reason="企业停业"))
    if second:
        await case.answer("investment_write_off", HEAD, decision="write_off_approved")
    kind, approver = ("investment_write_off_confirmation", DEPUTY) if second else ("investment_write_off", HEAD)
    await case.answer(kind, approver, decision="write_off_refused", reason="仍有可供执行的财产")
    await case.reach("held")
    assert await books(skipping) == {"expenditure": 0, "investment": COST, "recovered": 0}


# -- years --------------------------------------------------------------------------------------------------------------------------


async def test_investment_lives_ten_years_and_is_sold_then(skipping: Office) -> None:
    case = await held(skipping)
    row = await case.row()
    for year in range(1, 11):
        if year == 3:
            await come_due(case, "buy_back_opened")
            await case.answer("buy_back_offer", APPLICANT, decision="buy_back_declined")
        await come_due(case, "valuation_came_due")
        worth = {
            "value_fen": year * COST,
            "valued_on": years_after(row.paid_on, year).isoformat(),
            "paper": "估值报告",
            "opinion": "经营正常",
        }
        await case.answer("investment_valuation", OFFICER, decision="valued", **worth)
    assert (await case.row()).value_fen == 10 * COST
    valued = await skipping.all(select(Task).where(Task.case_id == case.id, Task.kind == "investment_valuation"))
    assert len(valued) == 10
    await dispose(case, price_fen=10 * COST)
    await case.answer("first_right", APPLICANT, decision="first_right_waived")
    await paid_for(case, 10 * COST)
    assert (await case.row()).gain_fen == 9 * COST
