"""拨付模拟的测试。What a payment will do is shown before it is released; nothing else is paid, and nothing before an earlier answer."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from temporalio.exceptions import ApplicationError

from activities.disbursement.activities import EarlierUnansweredError
from models.tables import Application, Disbursement, Enterprise
from policy.errors import Code
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN
from tests.activities.award import AWARD_FEN, DISPUTED, PAID, Award
from tests.office import ACCOUNT, FINANCE, OTHER_FINANCE

SUBJECT = "title//演示-1"
LAST_FOUR = {"last_four": ACCOUNT["number"][-4:]}


async def to_release(award: Award) -> dict[str, Any]:
    """Take the award to the release of its payment, and return what its task simulates."""
    async with award.database.writing() as session:
        await session.execute(update(Application).where(Application.id == award.id).values(subject=SUBJECT))
    await award.appropriate(2 * AWARD_FEN)
    await award.approved()
    await award.happens("notice_cleared")
    await award.happens("account_supplied", account=ACCOUNT)
    return await simulation(award)


async def simulation(award: Award) -> dict[str, Any]:
    shown: dict[str, Any] = (await award.task("payment_release")).about["simulation"]
    return shown


async def another(award: Award, *, state: str = "paid", confirmed_at: datetime | None = None, **changes: Any) -> uuid.UUID:
    """Enter another award of the same subject, with a payment in a state."""
    its_id = uuid.uuid4()
    whose = {"enterprise_uscc": CHENXIN, "created_by": "officer-1", "department": "sti", "clause": 5, "facts": {}, "stage": DISPUTED}
    whose |= {"item_code": "innovation-centre", "subject": SUBJECT}
    whose |= {"award_fen": AWARD_FEN, "paid_fen": AWARD_FEN if state == "paid" else 0}
    async with award.database.writing() as session:
        session.add(Application(id=its_id, number="AW-2026-000002", **(whose | changes)))
        await session.flush()
        paid = {"amount_fen": AWARD_FEN, "account": ACCOUNT, "state": state, "confirmed_at": confirmed_at or datetime.now(UTC)}
        session.add(Disbursement(number="AW-2026-000002-P1", case_id=its_id, **paid))
    return its_id


async def renamed(award: Award) -> None:
    """Let the register write the same name in other signs: it still is the holder's, and is not what was released."""
    async with award.database.writing() as session:
        await session.execute(update(Enterprise).where(Enterprise.uscc == CHENXIN).values(name=f" {ACCOUNT['holder']}"))


async def awarded_otherwise(award: Award, change_fen: int = 1) -> None:
    async with award.database.writing() as session:
        await session.execute(update(Application).where(Application.id == award.id).values(award_fen=AWARD_FEN + change_fen))


CHANGES = [another, renamed, awarded_otherwise]


async def test_release_shows_what_the_payment_will_do_and_keeps_its_digest(award: Award) -> None:
    shown = await to_release(award)
    year = datetime.now(BEIJING).year
    [line] = shown["lines"]
    assert line["budget"] == {"department": "sti", "item": "*", "year": year}
    assert (line["award"], line["due_fen"], line["before_fen"], line["new_fen"]) == ("AW-2026-000001", AWARD_FEN, 0, AWARD_FEN)
    assert (shown["payee"], shown["account"]["last_four"], shown["effect"]) == (ACCOUNT["holder"], LAST_FOUR["last_four"], "first")
    assert ACCOUNT["number"] not in str(shown)
    await award.answered("payment_release", "payment_released", FINANCE)
    assert (await award.payment()).released_digest == shown["digest"]
    assert (await award.task("payment_confirmation")).about["simulation"] == shown


async def test_supplement_is_shown_with_what_was_paid_before(award: Award) -> None:
    await another(award, paid_fen=100)
    shown = await to_release(award)
    assert (shown["effect"], shown["before_fen"], shown["new_fen"], shown["over_fen"]) == ("supplement", 100, AWARD_FEN, 0)
    assert {line["award"]: (line["before_fen"], line["new_fen"]) for line in shown["lines"]} == {
        "AW-2026-000001": (0, AWARD_FEN),
        "AW-2026-000002": (100, 0),
    }


@pytest.mark.parametrize("changes", [{"recovered_fen": AWARD_FEN}, {"subject": "title//演示-2"}, {"item_code": "sme-champion"}])
async def test_what_came_back_or_is_for_something_else_is_no_payment_before(award: Award, changes: dict[str, Any]) -> None:
    await another(award, **changes)
    assert ((await to_release(award))["effect"]) == "first"


@pytest.mark.parametrize(("change_fen", "refused"), [(-1, True), (0, False), (1, False)])
async def test_nothing_is_released_beyond_what_is_due(award: Award, change_fen: int, *, refused: bool) -> None:
    await to_release(award)
    await award.answered("payment_release", "payment_released", FINANCE)
    await awarded_otherwise(award, change_fen)
    await award.answered("payment_confirmation", "payment_sent_back", OTHER_FINANCE, reason="重新核对")
    assert (await simulation(award))["over_fen"] == max(-change_fen, 0)
    if not refused:
        await award.answered("payment_release", "payment_released", FINANCE)
        return
    with pytest.raises(ApplicationError) as refusal:
        await award.answered("payment_release", "payment_released", FINANCE)
    assert refusal.value.type == Code.OVERPAID


@pytest.mark.parametrize("change", CHANGES)
async def test_confirmation_is_refused_when_something_else_would_be_paid_than_was_released(award: Award, change: Any) -> None:
    await to_release(award)
    await award.answered("payment_release", "payment_released", FINANCE)
    await change(award)
    with pytest.raises(ApplicationError) as refusal:
        await award.answered("payment_confirmation", "payment_confirmed", OTHER_FINANCE, **LAST_FOUR)
    assert refusal.value.type == Code.RELEASE_OUTDATED
    await award.answered("payment_confirmation", "payment_sent_back", OTHER_FINANCE, reason="情况有变")
    await award.answered("payment_release", "payment_released", FINANCE)
    await award.answered("payment_confirmation", "payment_confirmed", OTHER_FINANCE, **LAST_FOUR)
    assert (await award.settle()).stage == PAID


@pytest.mark.parametrize("change", CHANGES)
async def test_payment_goes_back_to_its_release_when_it_would_differ_before_the_treasury_is_told(award: Award, change: Any) -> None:
    await to_release(award)
    await award.answered("payment_release", "payment_released", FINANCE)
    await award.answered("payment_confirmation", "payment_confirmed", OTHER_FINANCE, **LAST_FOUR)
    await change(award)
    state = await award.instruct()
    payment = await award.payment()
    assert (state.event, payment.state, payment.confirmed_by) == ("release_outdated", "prepared", None)
    assert await award.treasury.status(payment.number) is None
    assert await award.movements() == ["pre_commitment", "obligation", "instruction", "hold"]
    await award.answered("payment_release", "payment_released", FINANCE)
    await award.answered("payment_confirmation", "payment_confirmed", OTHER_FINANCE, **LAST_FOUR)
    assert (await award.settle()).stage == PAID


@pytest.mark.parametrize("state", ["reserved", "instructed", "mismatched"])
async def test_payment_waits_for_the_answer_to_an_earlier_one_of_the_same(award: Award, state: str) -> None:
    other = await another(award, state=state, confirmed_at=datetime.now(UTC) - timedelta(days=1))
    assert (await to_release(award))["waits_for"] == ["AW-2026-000002-P1"]
    await award.answered("payment_release", "payment_released", FINANCE)
    await award.answered("payment_confirmation", "payment_confirmed", OTHER_FINANCE, **LAST_FOUR)
    with pytest.raises(EarlierUnansweredError):
        await award.instruct()
    payment = await award.payment()
    assert (payment.state, await award.treasury.status(payment.number)) == ("reserved", None)
    async with award.database.writing() as session:
        await session.execute(update(Disbursement).where(Disbursement.case_id == other).values(state="paid"))
        await session.execute(update(Application).where(Application.id == other).values(paid_fen=AWARD_FEN))
    # What was about to be paid was counted when it was released.
    assert (await award.settle()).stage == PAID


async def test_earlier_payment_never_waits_for_a_later_one(award: Award) -> None:
    await another(award, state="instructed", confirmed_at=datetime.now(UTC) + timedelta(days=1))
    await to_release(award)
    await award.answered("payment_release", "payment_released", FINANCE)
    await award.answered("payment_confirmation", "payment_confirmed", OTHER_FINANCE, **LAST_FOUR)
    assert (await award.settle()).stage == PAID


async def test_payment_the_bank_returned_is_what_nobody_waits_for(award: Award) -> None:
    await another(award, state="returned", confirmed_at=datetime.now(UTC) - timedelta(days=1))
    assert (await to_release(award))["waits_for"] == []
