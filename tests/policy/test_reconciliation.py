"""Our payments beside a statement: every pair of what both sides can say, and a fen either way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from policy.processes.treasury.reconciliation import (
    Answer,
    Found,
    Instruction,
    Kind,
    Moved,
    Ours,
    compare,
    differing_receipts,
    seen_by,
    settled,
    suspected_double_payments,
    to_be_asked,
)

DAY = date(2026, 11, 24)
NO = "BDA-2026-05-000001-P1"
PAID, RETURNED = Moved(100), Moved(0, 100)
BOTH = Moved(100, 100)


def kinds(moved: Moved | None, state: str | None, answer: Answer | None = None) -> list[Kind]:
    moves = {NO: moved} if moved else {}
    ours = {NO: Ours(100, state)} if state else {}
    assert to_be_asked(moves, ours) == ([NO] if answer else [])
    return [found.kind for found in compare(DAY, moves, ours, {NO: answer} if answer else {})]


@pytest.mark.parametrize(
    ("moved", "state", "found"),
    [
        (PAID, "paid", []),
        (PAID, "prepared", [Kind.PAID_NOT_BOOKED]),
        (PAID, "reserved", [Kind.PAID_NOT_BOOKED]),
        (PAID, "instructed", [Kind.PAID_NOT_BOOKED]),
        (PAID, "mismatched", [Kind.PAID_NOT_BOOKED]),
        (PAID, None, [Kind.UNKNOWN_PAYMENT]),
        (RETURNED, None, [Kind.UNKNOWN_PAYMENT]),
        (RETURNED, "returned", []),
        (BOTH, "returned", []),
        (RETURNED, "paid", [Kind.RETURNED_NOT_BOOKED]),
        (BOTH, "paid", [Kind.RETURNED_NOT_BOOKED]),
        (BOTH, "instructed", [Kind.RETURNED_NOT_BOOKED]),
        (Moved(99), "paid", [Kind.AMOUNT_DIFFERS]),
        (Moved(101), "paid", [Kind.AMOUNT_DIFFERS]),
        (Moved(200), "paid", [Kind.AMOUNT_DIFFERS]),
        (Moved(100, 99), "returned", [Kind.AMOUNT_DIFFERS]),
    ],
)
def test_statement_and_books_differ_as_they_say(moved: Moved, state: str | None, found: list[Kind]) -> None:
    assert kinds(moved, state) == found


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (Answer("returned", DAY), []),
        (Answer("rejected"), []),
        (Answer("paid", DAY), [Kind.PAID_NOT_BOOKED]),
        (Answer(), [Kind.PAID_NOT_BOOKED]),
    ],
)
def test_payment_we_hold_returned_is_asked_about_when_the_statement_shows_it_paid(answer: Answer, found: list[Kind]) -> None:
    assert kinds(PAID, "returned", answer) == found


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (Answer("paid", DAY - timedelta(days=1)), []),
        (Answer("paid", DAY), [Kind.BOOKED_NOT_PAID]),
        (Answer("returned", DAY), [Kind.RETURNED_NOT_BOOKED]),
        (Answer("accepted"), [Kind.BOOKED_NOT_PAID]),
        (Answer("rejected"), [Kind.BOOKED_NOT_PAID]),
        (Answer(), [Kind.BOOKED_NOT_PAID]),
    ],
)
def test_payment_we_booked_is_asked_about_when_the_statement_does_not_show_it(answer: Answer, found: list[Kind]) -> None:
    assert kinds(None, "paid", answer) == found


@pytest.mark.parametrize("state", ["reserved", "instructed", "mismatched", "paid", "returned"])
@pytest.mark.parametrize("moved", [Moved(100, 0, frozenset({"b"})), Moved(0, 100, frozenset({"a", "b"})), Moved(99, 0, frozenset({"b"}))])
def test_payee_differs_when_the_treasury_paid_somebody_else_whatever_our_state(state: str, moved: Moved) -> None:
    assert compare(DAY, {NO: moved}, {NO: Ours(100, state, "a")}, {NO: Answer("paid", DAY, 100, "a")}) == [
        Found(Kind.PAYEE_DIFFERS, NO, 100, moved.paid_fen or moved.returned_fen)
    ]


def test_nothing_differs_when_the_treasury_paid_whom_we_say() -> None:
    assert compare(DAY, {NO: Moved(100, 0, frozenset({"a"}))}, {NO: Ours(100, "paid", "a")}, {}) == []


@pytest.mark.parametrize("status", ["paid", "returned", "accepted"])
def test_payee_differs_when_the_treasury_says_so_of_what_the_statement_does_not_show(status: str) -> None:
    answers = {NO: Answer(status, DAY - timedelta(days=1), 100, "b")}
    assert compare(DAY, {}, {NO: Ours(100, "paid", "a")}, answers) == [Found(Kind.PAYEE_DIFFERS, NO, 100, 100)]


@pytest.mark.parametrize("state", ["paid", "returned", "instructed", None])
def test_other_payee_does_not_settle_by_itself(state: str | None) -> None:
    assert not settled(Kind.PAYEE_DIFFERS, state=state, recorded=False, ledger_differs=(), reference=NO)


def test_difference_says_what_each_side_has() -> None:
    assert compare(DAY, {NO: Moved(101)}, {NO: Ours(100, "paid")}, {}) == [Found(Kind.AMOUNT_DIFFERS, NO, 100, 101)]
    assert compare(DAY, {NO: PAID}, {}, {}) == [Found(Kind.UNKNOWN_PAYMENT, NO, None, 100)]


def test_receipts_differ_when_nobody_recorded_them_or_with_another_amount() -> None:
    received = {"R-1": 100, "R-2": 100, "R-3": 100, "R-4": 100}
    assert differing_receipts(received, {"R-1": 100, "R-2": 99, "R-3": 101}, received) == [
        Found(Kind.RECEIPT_UNKNOWN, "R-4", None, 100),
        Found(Kind.AMOUNT_DIFFERS, "R-2", 99, 100),
        Found(Kind.AMOUNT_DIFFERS, "R-3", 101, 100),
    ]


def test_receipt_differs_when_its_days_statement_does_not_show_it() -> None:
    assert differing_receipts({"R-1": 100}, {"R-1": 100}, {"R-1": 100, "R-2": 7}) == [Found(Kind.RECEIPT_NOT_STATED, "R-2", 7)]


@pytest.mark.parametrize(
    ("kind", "asks"),
    [
        (Kind.PAID_NOT_BOOKED, True),
        (Kind.RETURNED_NOT_BOOKED, True),
        (Kind.STUCK_RESERVED, True),
        (Kind.STUCK_INSTRUCTED, True),
        (Kind.STUCK_MISMATCHED, False),
        (Kind.UNKNOWN_PAYMENT, False),
        (Kind.AMOUNT_DIFFERS, False),
        (Kind.BOOKED_NOT_PAID, False),
        (Kind.RECEIPT_UNKNOWN, False),
        (Kind.LEDGER_DIFFERS, False),
        (Kind.SUSPECTED_DOUBLE_PAYMENT, False),
    ],
)
def test_case_asks_again_when_that_can_settle_it(kind: Kind, asks: bool) -> None:  # noqa: FBT001 - a table
    assert Found(kind, NO).asks_again is asks


@pytest.mark.parametrize(
    ("kind", "state", "over"),
    [
        (Kind.PAID_NOT_BOOKED, "instructed", False),
        (Kind.PAID_NOT_BOOKED, "paid", True),
        (Kind.RETURNED_NOT_BOOKED, "paid", False),
        (Kind.RETURNED_NOT_BOOKED, "returned", True),
        (Kind.STUCK_INSTRUCTED, "instructed", False),
        (Kind.STUCK_INSTRUCTED, "paid", True),
        (Kind.STUCK_RESERVED, "instructed", True),
        (Kind.STUCK_MISMATCHED, "mismatched", False),
        (Kind.UNKNOWN_PAYMENT, None, False),
        (Kind.AMOUNT_DIFFERS, "paid", False),
        (Kind.BOOKED_NOT_PAID, "paid", False),
    ],
)
def test_difference_settles_itself_when_the_payment_has_moved_on(kind: Kind, state: str | None, over: bool) -> None:  # noqa: FBT001
    assert settled(kind, state=state, recorded=False, ledger_differs=(), reference=NO) is over


def test_receipt_settles_itself_when_it_was_recorded_and_the_ledger_when_it_agrees() -> None:
    assert settled(Kind.RECEIPT_UNKNOWN, state=None, recorded=True, ledger_differs=(), reference="R-1")
    assert not settled(Kind.RECEIPT_UNKNOWN, state=None, recorded=False, ledger_differs=(), reference="R-1")
    assert settled(Kind.LEDGER_DIFFERS, state=None, recorded=False, ledger_differs=(), reference="BDA-1")
    assert not settled(Kind.LEDGER_DIFFERS, state=None, recorded=False, ledger_differs={"BDA-1"}, reference="BDA-1")


FIRST = Instruction("A-P1", "演示(北京)有限公司", "6222000011112222", "plan-rent", "91110302MA9DA0018E/租-1", "2026", 100, DAY)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"holder": " 演示（北京）有限公司\u200b"},
        {"account": "6222 0000 1111 2222"},
        {"account": "6222-0000-1111-2222"},
        {"subject": "91110302ma9da0018e/租–1"},
        {"period": " 2026"},
    ],
)
def test_two_instructions_are_suspected_when_they_pay_the_same_under_two_numbers(changes: dict[str, Any]) -> None:
    again = replace(FIRST, number="B-P1", **changes)
    assert suspected_double_payments([FIRST, again], ()) == [Found(Kind.SUSPECTED_DOUBLE_PAYMENT, "A-P1 B-P1", 100)]


@pytest.mark.parametrize(
    "changes",
    [
        {"holder": "演示(上海)有限公司"},
        {"account": "6222000011112223"},
        {"item": "plan-loan"},
        {"subject": "91110302MA9DA0018E/租-2"},
        {"period": "2027"},
        {"amount_fen": 101},
    ],
)
def test_two_instructions_are_not_suspected_when_they_differ(changes: dict[str, Any]) -> None:
    assert suspected_double_payments([FIRST, replace(FIRST, number="B-P1", **changes)], ()) == []


def test_each_further_instruction_is_suspected_once_until_somebody_explained_it() -> None:
    three = [replace(FIRST, number=number) for number in ("A-P1", "B-P1", "C-P1")]
    assert [found.reference for found in suspected_double_payments(three, ())] == ["A-P1 B-P1", "A-P1 C-P1"]
    assert [found.reference for found in suspected_double_payments(three, {"A-P1 B-P1"})] == ["A-P1 C-P1"]


def test_suspicion_is_over_when_the_two_are_not_found_any_more() -> None:
    assert settled(Kind.SUSPECTED_DOUBLE_PAYMENT, state=None, recorded=False, ledger_differs=(), reference="A-P1 B-P1")


@pytest.mark.parametrize(("first", "second", "seen"), [(0, 0, True), (-1, 0, True), (0, 1, False), (1, 0, False), (1, 1, False)])
def test_suspicion_is_kept_by_no_day_before_both_payments_were_made(first: int, second: int, seen: bool) -> None:  # noqa: FBT001 - a table
    both = [replace(FIRST, number=number, on=DAY + timedelta(days=days)) for number, days in (("A-P1", first), ("B-P1", second))]
    other = Found(Kind.RECEIPT_UNKNOWN, "R-1", None, 1)
    kept = seen_by(DAY, [other, *suspected_double_payments(both, ())], both)
    assert [found.reference for found in kept] == ["R-1", "A-P1 B-P1"][: 1 + seen]
