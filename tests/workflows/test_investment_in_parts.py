"""An investment is bought back or sold in part, and a liquidation brings several receipts: each is booked to the fen."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from models.tables import Investment
from sandbox.enterprises import CHENXIN, HAIXI, YUNHENG
from tests.office import APPLICANT, DEPUTY, FINANCE, HEAD, OFFICER, OTHER_FINANCE, Case, Office, message, until
from tests.workflows.investments import BUYER, COST, dispose, held, missed, receive, record
from tests.workflows.letters import letters_of
from tests.workflows.test_investment import books, to_offer

OVER = {"decision": "liquidation_reported_over", "reason": "破产程序终结裁定"}


async def sold(office: Office, way: str = "transfer", price_fen: int = COST, **more: Any) -> Case:
    """Have an investment wait for its price, its founders having waived their first right."""
    case = await held(office)
    await waived(case, way, price_fen, **more)
    return case


async def waived(case: Case, way: str = "transfer", price_fen: int = COST, **more: Any) -> None:
    await dispose(case, way, price_fen, **more)
    await case.answer("first_right", APPLICANT, decision="first_right_waived")
    await case.reach("proceeds")


async def figures(case: Case) -> tuple[int, int, int | None]:
    """Return the cost of what is held, what came in of it so far, and the gain of what was given up."""
    row = await case.row()
    return row.left_fen, row.proceeds_fen, row.gain_fen


async def come(case: Case, amount_fen: int, **who: Any) -> None:
    """Have a receipt of a liquidation recorded, confirmed and booked."""
    before = (await case.events()).count("liquidation_received")
    await record(case, amount_fen, await receive(case, amount_fen, **who))

    async def find() -> bool | None:
        return (await case.events()).count("liquidation_received") > before or None

    await until(find, "a receipt of the liquidation")


async def over(case: Case) -> None:
    """Have finance say that nothing else comes, and an approver that it is over."""
    await case.answer("proceeds_receipt", FINANCE, **OVER)
    await case.answer("liquidation_closing", HEAD, decision="liquidation_closed")
    await case.reach("exited")


# -- liquidated ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amounts", "lost"),
    [((COST // 4, COST // 4), COST // 2), ((COST - 1,), 1), ((1, COST - 1), 0), ((COST, 1), 0), ((COST - 1, 3), 0)],
    ids=["half", "short_of_a_fen", "all_of_it", "a_fen_more", "over_in_the_last"],
)
async def test_each_receipt_of_a_liquidation_is_booked_as_it_comes_and_the_loss_once_it_is_over(
    skipping: Office, amounts: tuple[int, ...], lost: int
) -> None:
    case, so_far = await sold(skipping, "liquidation"), 0
    for amount in amounts:
        await come(case, amount)
        so_far += amount
        # Nothing is lost before it is over.
        assert await books(skipping) == {"expenditure": 0, "investment": max(COST - so_far, 0), "recovered": so_far}
    await over(case)
    assert await books(skipping) == {"expenditure": lost, "investment": 0, "recovered": so_far}
    assert await figures(case) == (0, so_far, so_far - COST)


async def test_liquidation_that_brings_nothing_is_lost_by_an_approver(skipping: Office) -> None:
    case = await sold(skipping, "liquidation")
    await case.answer("proceeds_receipt", FINANCE, **OVER)
    assert (await case.task("liquidation_closing")).about["loss_fen"] == COST
    assert await case.refusal_of_answer("liquidation_closing", FINANCE, decision="liquidation_closed") == "forbidden"
    await case.answer("liquidation_closing", HEAD, decision="liquidation_closed")
    await case.reach("exited")
    assert (await books(skipping), await figures(case)) == ({"expenditure": COST, "investment": 0, "recovered": 0}, (0, 0, -COST))


async def test_liquidation_goes_on_when_an_approver_does_not_find_it_over(skipping: Office) -> None:
    case = await sold(skipping, "liquidation")
    await come(case, 1)
    await case.answer("proceeds_receipt", FINANCE, **OVER)
    await case.answer("liquidation_closing", HEAD, decision="liquidation_continued", reason="尚有财产待分配")
    assert (await case.task("proceeds_receipt")).about["cost_left_fen"] == COST - 1
    await come(case, COST - 1)
    await over(case)


@pytest.mark.parametrize(
    ("way", "has_come", "offered"), [("liquidation", False, True), ("liquidation", True, False), ("transfer", False, True)]
)
async def test_liquidation_of_which_something_came_is_not_missed(skipping: Office, way: str, *, has_come: bool, offered: bool) -> None:
    case = await sold(skipping, way)
    if has_come:
        await come(case, 1)
    choices = [one["const"] for one in (await case.task("proceeds_receipt")).asked["properties"]["decision"]["oneOf"]]
    assert ("proceeds_reported_missed" in choices) is offered
    assert ("liquidation_reported_over" in choices) is (way == "liquidation")


@pytest.mark.parametrize(("payer", "called", "asked"), [(HAIXI, BUYER, False), (CHENXIN, None, False), (YUNHENG, None, True)])
async def test_payer_of_a_liquidation_is_asked_about_unless_it_is_who_liquidates_or_the_enterprise(
    skipping: Office, payer: str, called: str | None, *, asked: bool
) -> None:
    case = await sold(skipping, "liquidation")
    await record(case, COST, await receive(case, COST, payer=payer, called=called))
    if asked:
        await case.answer("proceeds_payer_decision", OTHER_FINANCE, decision="payer_accepted", reason="代付函")
    await case.happened("liquidation_received")
    assert ("payer_questioned" in await case.events()) is asked


# -- in part ------------------------------------------------------------------------------------------------------------------------


async def test_founders_buy_a_part_back_and_are_asked_about_the_rest_while_their_window_is_open(skipping: Office) -> None:
    case, part = await to_offer(skipping), COST // 4
    await case.answer("buy_back_offer", APPLICANT, decision="buy_back_taken", part_fen=part)
    row = await case.reach("proceeds")
    price = row.price_fen
    assert part < price < 2 * part
    await record(case, price, await receive(case, price))
    await case.happened("part_disposed")
    assert await figures(case) == (COST - part, price, price - part)
    assert await books(skipping) == {"expenditure": 0, "investment": COST - part, "recovered": price}
    assert (await case.row()).held_share_bp == 375
    about = (await case.task("buy_back_offer")).about
    assert (about["left_fen"], about["price_first_fen"] >= COST - part) == (COST - part, True)
    await case.answer("buy_back_offer", APPLICANT, decision="buy_back_taken")
    rest = (await case.reach("proceeds")).price_fen
    await record(case, rest, await receive(case, rest))
    await case.reach("exited")
    assert await figures(case) == (0, price + rest, price + rest - COST)
    letters = await letters_of(case)
    numbers = [text.splitlines()[2] for _, text in letters]
    assert len(set(numbers)) == len(letters)
    assert [event for event, text in letters if "所余投资成本750万元，持股3.75%" in text] == [
        "buy_back_opened",
        "buy_back_taken",
        "proceeds_booked",
    ]
    assert [event for event, text in letters if "投资成本250万元、持股1.25%的部分" in text] == ["buy_back_taken", "part_disposed"]


async def test_founders_are_not_asked_about_the_rest_when_their_window_is_over(skipping: Office) -> None:
    case = await to_offer(skipping)
    row = await case.row()
    over = row.agreed | {"window_from": row.paid_on.isoformat(), "window_to": row.paid_on.isoformat()}
    await skipping.change(update(Investment).values(agreed=over))
    await case.answer("buy_back_offer", APPLICANT, decision="buy_back_taken", part_fen=COST // 2)
    price = (await case.reach("proceeds")).price_fen
    await record(case, price, await receive(case, price))
    await case.happened("part_disposed")
    row = await case.row()
    assert (row.stage, row.offered) == ("held", True)


async def test_what_a_liquidation_brings_is_told_apart_from_what_came_before(skipping: Office) -> None:
    part, before, came = COST // 4, COST // 2, COST // 8
    case = await sold(skipping, price_fen=before, part_fen=part)
    await record(case, before, await receive(case, before))
    await case.happened("part_disposed")
    await waived(case, "liquidation")
    about = (await case.task("proceeds_receipt")).about
    assert (about["earlier_fen"], "received_fen" in about) == (before, False)
    await come(case, came)
    about = (await case.task("proceeds_receipt")).about
    assert (about["price_fen"], about["received_fen"], about["earlier_fen"]) == (COST, came, before)
    await case.answer("proceeds_receipt", FINANCE, **OVER)
    about = (await case.task("liquidation_closing")).about
    assert (about["expected_fen"], about["received_fen"], about["earlier_fen"]) == (COST, came, before)
    assert about["loss_fen"] == COST - part - came
    await case.answer("liquidation_closing", HEAD, decision="liquidation_closed")
    await case.reach("exited")
    assert await figures(case) == (0, before + came, before + came - COST)
    text = (await letters_of(case))[-1][1]
    assert "清算共收回125万元" in text
    assert "收回500万元；所余投资成本750万元，持股3.75%" in text


@pytest.mark.parametrize("price", [COST // 2 - 1, COST // 2, COST // 2 + 1])
async def test_part_that_is_sold_is_booked_with_its_own_gain_or_loss(skipping: Office, price: int) -> None:
    part = COST // 2
    case = await sold(skipping, price_fen=price, part_fen=part)
    await record(case, price, await receive(case, price))
    await case.happened("part_disposed")
    assert await figures(case) == (COST - part, price, price - part)
    assert await books(skipping) == {"expenditure": max(part - price, 0), "investment": COST - part, "recovered": price}
    row = await case.row()
    assert (row.stage, row.way, row.part_fen, row.received_fen) == ("held", None, None, None)


async def test_rest_is_written_off_after_a_part_was_sold(skipping: Office) -> None:
    case = await sold(skipping, price_fen=COST, part_fen=1)
    await record(case, COST, await receive(case, COST))
    await case.happened("part_disposed")
    await case.ask("request", message("write_off_proposed", OFFICER, reason="企业已破产终结"))
    await case.answer("investment_write_off", HEAD, decision="write_off_approved")
    await case.answer("investment_write_off_confirmation", DEPUTY, decision="written_off")
    await case.reach("written_off")
    assert await figures(case) == (0, COST, 0)
    assert await books(skipping) == {"expenditure": COST - 1, "investment": 0, "recovered": COST}


async def test_rest_is_held_whole_when_the_price_of_a_part_never_came(skipping: Office) -> None:
    case = await sold(skipping, price_fen=10, part_fen=10)
    await record(case, 9, await receive(case, 9))
    await case.happened("proceeds_part_received")
    await missed(case)
    await case.reach("held")
    assert await figures(case) == (COST, 0, None)
    assert (await case.row()).part_fen is None


@pytest.mark.parametrize(("way", "part"), [("transfer", COST + 1), ("liquidation", 1), ("liquidation", COST - 1)])
async def test_part_is_refused_when_it_is_more_than_is_held_or_of_a_liquidation(skipping: Office, way: str, part: int) -> None:
    case = await held(skipping)
    given = {"way": way, "price_fen": COST, "buyer": BUYER, "reason": "已达到投资目的", "part_fen": part}
    assert await case.refusal("request", message("disposal_proposed", OFFICER, **given)) == "invalid_input"


async def test_part_that_is_all_of_it_ends_it(skipping: Office) -> None:
    case = await sold(skipping, part_fen=COST)
    await record(case, COST, await receive(case, COST))
    assert (await case.reach("exited")).gain_fen == 0
