"""日对账表与全量核对的测试。Every instruction of a day is in one bucket, and what stands is compared payment by payment."""

from __future__ import annotations

from datetime import date

import pytest

from policy.processes.treasury.day_sheet import Bucket, Heap, Sent, sheet, unclear
from policy.processes.treasury.reconciliation import Answer, Found, Kind, Moved, Ours
from policy.processes.treasury.standing_state import apart, differing, is_due

FEN = 50_000
DAY = date(2026, 3, 31)


def bucket_of(payment: Sent, moved: Moved | None, answer: Answer | None = None) -> Bucket:
    moves, answers = ({"P1": moved} if moved else {}), ({"P1": answer} if answer else {})
    found = sheet({"P1": payment}, moves, answers)
    [(bucket, heap)] = [(bucket, heap) for bucket, heap in found.items() if heap.count]
    assert heap == Heap(1, payment.amount_fen)
    return bucket


@pytest.mark.parametrize(
    ("moved", "bucket"),
    [
        (Moved(FEN), "accepted"),
        (Moved(FEN - 1), "warned"),
        (Moved(FEN + 1), "warned"),
        (Moved(2 * FEN), "warned"),
        (Moved(FEN, FEN), "refused"),
        (Moved(0, FEN), "refused"),
    ],
)
def test_instruction_is_in_the_bucket_of_what_the_statement_shows(moved: Moved, bucket: str) -> None:
    assert bucket_of(Sent(FEN, "paid", silent=False), moved) == bucket


@pytest.mark.parametrize(
    ("state", "silent", "answer", "bucket"),
    [
        ("instructed", False, Answer("accepted", None, FEN), "accepted"),
        ("instructed", True, Answer("accepted", None, FEN), "warned"),
        ("paid", False, Answer("paid", DAY, FEN), "accepted"),
        ("mismatched", False, Answer("paid", DAY, FEN), "warned"),
        ("instructed", False, Answer("accepted", None, FEN - 1), "warned"),
        ("instructed", False, Answer("accepted", None, FEN + 1), "warned"),
        ("instructed", False, Answer("rejected", None, FEN), "refused"),
        ("paid", False, Answer("returned", DAY, FEN), "refused"),
        ("returned", False, Answer(), "refused"),
        ("instructed", False, Answer(), "missing"),
        ("reserved", False, Answer(), "missing"),
    ],
)
def test_instruction_is_in_the_bucket_of_what_the_treasury_says(state: str, *, silent: bool, answer: Answer, bucket: str) -> None:
    assert bucket_of(Sent(FEN, state, silent), None, answer) == bucket


def test_buckets_sum_to_what_was_sent() -> None:
    sent = {f"P{place}": Sent(FEN + place, "instructed", silent=False) for place in range(8)}
    moves = {"P0": Moved(FEN), "P1": Moved(1), "P2": Moved(FEN, FEN), "STRAY": Moved(7)}
    asked = unclear(sent, moves)
    assert asked == ["P3", "P4", "P5", "P6", "P7"]
    answers = {number: Answer() if number == "P7" else Answer("accepted", None, sent[number].amount_fen) for number in asked}
    found = sheet(sent, moves, answers)
    assert {bucket.value: heap.count for bucket, heap in found.items()} == {"accepted": 5, "warned": 1, "refused": 1, "missing": 1}
    assert sum(found.values(), Heap()) == Heap(8, sum(payment.amount_fen for payment in sent.values()))


@pytest.mark.parametrize(
    ("day", "due"), [("2026-02-27", False), ("2026-02-28", True), ("2028-02-28", False), ("2028-02-29", True), ("2026-12-31", True)]
)
def test_whole_is_due_at_the_end_of_a_month(day: str, *, due: bool) -> None:
    assert is_due(date.fromisoformat(day)) is due


def whole(ours: dict[str, int], theirs: dict[str, int], now: Ours | None, answer: Answer) -> list[Found]:
    numbers = apart(ours, theirs)
    return differing(numbers, ours, theirs, {"P1": now} if now else {}, dict.fromkeys(numbers, answer))


@pytest.mark.parametrize("their_fen", [FEN - 1, FEN + 1])
def test_payment_that_stands_with_another_amount_differs_whatever_its_status(their_fen: int) -> None:
    found = whole({"P1": FEN}, {"P1": their_fen}, Ours(FEN, "paid"), Answer("paid", DAY, FEN))
    assert found == [Found(Kind.STANDING_DIFFERS, "P1", FEN, their_fen)]


def test_payment_that_stands_alike_does_not_differ() -> None:
    assert whole({"P1": FEN}, {"P1": FEN}, Ours(FEN, "paid"), Answer()) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "now", "answer"),
    [
        # Booked, or paid, after the day.
        ({}, {"P1": FEN}, Ours(FEN, "paid"), Answer("paid", DAY, FEN)),
        ({"P1": FEN}, {}, Ours(FEN, "paid"), Answer("paid", DAY, FEN)),
        # Returned and not booked yet on the day.
        ({"P1": FEN}, {"P1": 0}, Ours(FEN, "returned"), Answer("returned", DAY, FEN)),
        # Under way with us: the runs of its days see to it.
        ({}, {"P1": FEN}, Ours(FEN, "instructed"), Answer("paid", DAY, FEN)),
    ],
)
def test_what_moved_after_the_day_does_not_differ(ours: dict[str, int], theirs: dict[str, int], now: Ours, answer: Answer) -> None:
    assert whole(ours, theirs, now, answer) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "now", "answer", "found"),
    [
        ({"P1": FEN}, {}, Ours(FEN, "paid"), Answer(), (FEN, 0)),
        ({"P1": FEN}, {}, Ours(FEN, "paid"), Answer("returned", DAY, FEN), (FEN, 0)),
        ({}, {"P1": FEN}, None, Answer("paid", DAY, FEN), (0, FEN)),
        ({}, {"P1": FEN}, Ours(FEN, "returned"), Answer("paid", DAY, FEN), (0, FEN)),
    ],
)
def test_what_one_side_alone_has_differs(
    ours: dict[str, int], theirs: dict[str, int], now: Ours | None, answer: Answer, found: tuple[int, int]
) -> None:
    assert whole(ours, theirs, now, answer) == [Found(Kind.STANDING_DIFFERS, "P1", *found)]
