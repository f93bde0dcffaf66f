"""What a broken commitment costs, what lateness costs, and where money goes that comes in: to the fen and to the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from policy.days import in_chinese
from policy.errors import Refusal
from policy.judging.catalogue import item
from policy.judging.implementing_rules import RuleBook
from policy.processes.clawback.repayment import (
    FULL,
    PRO_RATA,
    Due,
    Terms,
    allocate,
    bound_until,
    check_plan,
    check_received_on,
    late_interest,
    reclaim,
    unserved_part,
)

SIGNED = date(2026, 3, 1)
YEARS = 3
DAYS = 1096
PAID = 50_000_000
DAILY = Fraction("0.0005")
TODAY = date(2026, 11, 25)
PAID_ON = date(2026, 5, 1)


def after(days: int) -> date:
    return SIGNED + timedelta(days=days)


@pytest.mark.parametrize(
    ("breach_on", "amount_fen"),
    [
        (after(-1), PAID),
        (after(0), PAID),
        (after(1), PAID * (DAYS - 1) // DAYS),
        (after(DAYS - 1), PAID // DAYS),
        (after(DAYS), 0),
        (after(DAYS + 1), 0),
    ],
)
def test_unserved_part_follows_the_day_of_the_breach(breach_on: date, amount_fen: int) -> None:
    assert unserved_part(PAID, SIGNED, YEARS, breach_on).amount_fen == amount_fen


@pytest.mark.parametrize(("paid_fen", "amount_fen"), [(DAYS - 1, 0), (DAYS, 1), (DAYS + 1, 1)])
def test_unserved_part_is_rounded_down_to_the_fen(paid_fen: int, amount_fen: int) -> None:
    assert unserved_part(paid_fen, SIGNED, YEARS, after(DAYS - 1)).amount_fen == amount_fen


def test_unserved_part_is_explained_by_its_figures() -> None:
    assert unserved_part(PAID, SIGNED, YEARS, after(1)).reckoning == {
        "paid_fen": PAID,
        "signed_on": "2026-03-01",
        "bound_until": "2029-02-28",
        "breach_on": "2026-03-02",
        "days": DAYS,
        "days_served": 1,
    }


def test_unserved_part_is_nothing_when_no_year_binds() -> None:
    assert unserved_part(PAID, SIGNED, 0, SIGNED).amount_fen == 0


def test_period_ends_with_february_when_signed_on_its_last_day_in_a_leap_year() -> None:
    assert bound_until(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert bound_until(date(2028, 2, 29), 4) == date(2032, 2, 29)


@pytest.mark.parametrize(
    ("terms", "breach_on", "amount_fen"),
    [
        (Terms(), after(1), 0),
        (Terms(stay_years=YEARS), after(1), 0),
        (Terms(FULL), after(10_000), PAID),
        (Terms(FULL, YEARS), after(DAYS - 1), PAID),
        (Terms(FULL, YEARS), after(DAYS), 0),
        (Terms(FULL, YEARS), after(-1), 0),
        (Terms(PRO_RATA, YEARS), after(DAYS - 1), PAID // DAYS),
    ],
)
def test_breach_costs_what_the_terms_say(terms: Terms, breach_on: date, amount_fen: int) -> None:
    assert reclaim(terms, PAID, SIGNED, breach_on).amount_fen == amount_fen


def test_share_is_not_reckoned_when_no_rule_says_how_long_the_commitment_binds() -> None:
    with pytest.raises(Refusal) as refused:
        reclaim(Terms(PRO_RATA), PAID, SIGNED, after(1))
    assert refused.value.code == "incomplete"


def test_terms_are_none_when_no_rule_sets_any() -> None:
    assert Terms.of(RuleBook.parse([]).figures(item("innovation-centre"), SIGNED).law) == Terms()


def test_terms_are_those_of_the_rule_in_force_on_the_day() -> None:
    values = {"repay": "pro_rata", "stay_years": 3, "late_rate": "0.0005"}
    book = RuleBook.parse([{"item": "innovation-centre", "from": "2026-03-01", "values": values}])
    found = Terms.of(book.figures(item("innovation-centre"), SIGNED).law)
    assert found == Terms(PRO_RATA, 3, DAILY)
    assert Terms.parse(found.as_dict()) == found
    assert Terms.of(book.figures(item("innovation-centre"), after(-1)).law) == Terms()


def test_terms_without_rules_are_kept_as_they_are() -> None:
    assert Terms.parse(Terms().as_dict()) == Terms()


@pytest.mark.parametrize(
    ("late_fen_days", "interest_fen"),
    [(0, 0), (1999, 0), (2000, 1), (2001, 1), (3999, 1), (4000, 2), (30 * PAID, 750_000), (10 * 5_582_700, 27_913)],
)
def test_interest_runs_by_the_day_rounded_down(late_fen_days: int, interest_fen: int) -> None:
    assert late_interest(late_fen_days, DAILY) == interest_fen


def test_no_interest_runs_when_no_rule_sets_a_rate() -> None:
    assert late_interest(365 * PAID, None) == 0


def received_in(parts: Sequence[int], days_late: int) -> int:
    """Return the interest on a debt that came in parts, all as late."""
    left_fen, fen_days, interest_fen = sum(parts), 0, 0
    for part_fen in parts:
        found = allocate(part_fen, [Due(1, left_fen, days_late)], fen_days, 0, DAILY)
        left_fen, fen_days, interest_fen = left_fen - part_fen, fen_days + found.late_fen_days, found.interest_fen
    return interest_fen


@pytest.mark.parametrize(
    ("parts", "interest_fen"),
    [
        ([199] * 60, 59),
        ([11_940], 59),
        ([5_582_700], 27_913),
        ([1, 5_582_699], 27_913),
        ([5_582_699, 1], 27_913),
        ([93_045] * 60, 27_913),
        ([199] * 28_053 + [153], 27_913),
    ],
)
def test_interest_is_the_same_however_a_debt_is_paid(parts: list[int], interest_fen: int) -> None:
    assert received_in(parts, 10) == interest_fen


@pytest.mark.parametrize(
    ("amount_fen", "parts", "paid_fen", "beyond_fen"),
    [
        (1, {1: 1}, 0, 0),
        (3999, {1: 3999}, 0, 0),
        (4000, {1: 4000}, 0, 0),
        (4001, {1: 4000, 2: 1}, 0, 0),
        (10_000, {1: 4000, 2: 6000}, 0, 0),
        (10_001, {1: 4000, 2: 6000}, 1, 0),
        (10_027, {1: 4000, 2: 6000}, 27, 0),
        (10_028, {1: 4000, 2: 6000}, 27, 1),
    ],
)
def test_money_goes_to_the_oldest_instalment_then_to_interest(
    amount_fen: int, parts: dict[int, int], paid_fen: int, beyond_fen: int
) -> None:
    # Ten days late on 4000 cost 20; 7 were owed from before.
    found = allocate(amount_fen, [Due(1, 4000, 10), Due(2, 6000, 0)], 20_000, 3, DAILY)
    assert (found.parts, found.interest_paid_fen, found.beyond_fen) == (parts, paid_fen, beyond_fen)
    assert sum(found.parts.values()) + found.interest_paid_fen + found.beyond_fen == amount_fen


def test_only_the_part_that_came_late_costs_interest() -> None:
    assert allocate(3000, [Due(1, 4000, 10), Due(2, 6000, 0)], 0, 0, DAILY).interest_fen == 15


def plan(*parts: tuple[str, int]) -> list[dict[str, Any]]:
    return [{"due_on": due_on, "amount_fen": amount_fen} for due_on, amount_fen in parts]


def test_plan_is_taken_when_it_sums_to_what_is_demanded() -> None:
    found = check_plan(plan(("2026-11-26", 40), ("2031-11-25", 60)), 100, TODAY)
    assert [(part.due_on, part.amount_fen) for part in found] == [(date(2026, 11, 26), 40), (date(2031, 11, 25), 60)]


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ((("2026-11-26", 100),), "plan"),
        ((("2026-11-26", 40), ("2026-12-26", 59)), "plan"),
        ((("2026-11-26", 40), ("2026-12-26", 61)), "plan"),
        ((("2026-11-25", 40), ("2026-12-26", 60)), "plan.0.due_on"),
        ((("2026-12-26", 40), ("2026-12-26", 60)), "plan.1.due_on"),
        ((("2026-12-26", 40), ("2026-12-25", 60)), "plan.1.due_on"),
        ((("2026-12-26", 40), ("2031-11-26", 60)), "plan.1.due_on"),
        ((("2026-12-26", 40), ("2027-02-30", 60)), "plan.1.due_on"),
    ],
)
def test_plan_is_refused_with_the_part_that_is_wrong(parts: tuple[tuple[str, int], ...], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_plan(plan(*parts), 100, TODAY)
    assert [fault.field for fault in refused.value.faults] == [field]


@pytest.mark.parametrize("received_on", [PAID_ON, PAID_ON + timedelta(days=1), TODAY - timedelta(days=1), TODAY])
def test_receipt_is_of_a_day_since_the_award_was_paid_out(received_on: date) -> None:
    assert check_received_on(received_on.isoformat(), PAID_ON, TODAY) == received_on


@pytest.mark.parametrize("written", ["0001-01-01", "2020-01-01", "2026-04-30", "2026-11-26", "9999-12-31", "2026-06-31", ""])
def test_receipt_is_refused_with_its_days_when_it_is_of_another(written: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_received_on(written, PAID_ON, TODAY)
    (fault,) = refused.value.faults
    assert fault.field == "received_on"
    for said in (fault.message, refused.value.detail):
        assert f"（{in_chinese(PAID_ON)}）至今日（{in_chinese(TODAY)}）" in said.zh
        assert f"{PAID_ON}, when the money was first paid out, to {TODAY}" in said.en
