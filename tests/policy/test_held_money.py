"""What a letter of a re-decision says of the money that was paid: nothing where it was only paid, else every part of it that has any."""

from __future__ import annotations

import pytest

from policy.letters.held_money import what_became

PAID = {"spent_fen": 60_000_000, "recovered_fen": 0, "outstanding_fen": 0, "given_up_fen": 0}


def said(part: str = "recovered", fen: int = 0, *, again: int = 0, taken: int = 0, language: str = "zh") -> list[str]:
    return what_became(PAID | {f"{part}_fen": fen}, again, taken, language)


def test_nothing_is_said_when_the_money_was_only_paid() -> None:
    assert said() == said(language="en") == what_became({}, 0, 0, "zh") == []


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("recovered", "已退回10万元"),
        ("outstanding", "已要求退缴、尚未退回10万元"),
        ("given_up", "已减免、核销或者按规定不予追回10万元"),
    ],
)
def test_each_part_is_said_when_there_is_any_of_it(part: str, words: str) -> None:
    assert said(part, 10_000_000) == [f"该项支持已拨付60万元，{words}。"]


@pytest.mark.parametrize(
    ("again", "taken", "words"),
    [
        (1_000_000, 0, "减免、核销或者不予追回的资金中，1万元现属应支持金额，视为已经拨付。"),
        (0, 1_000_000, "1万元按更正后的事实本不应支持，不重复要求退回。"),
        (0, -1_000_000, "1万元按更正后的事实应予支持，因已要求退缴，不再拨付。"),
    ],
)
def test_why_less_is_paid_or_asked_is_said_when_something_was_given_up_or_taken(again: int, taken: int, words: str) -> None:
    (paragraph,) = said("recovered", 1, again=again, taken=taken)
    assert paragraph.endswith(words)


@pytest.mark.parametrize("paid_fen", [0, 1])
def test_interest_of_what_is_paid_again_is_said_to_go_back_where_some_was_paid(paid_fen: int) -> None:
    page = "".join(what_became(PAID | {"recovered_fen": 5, "interest_paid_fen": paid_fen}, 0, 0, "zh"))
    assert ("已收取的逾期利息、加收款项相应退还" in page) == (paid_fen > 0)
