"""拨付模拟的测试。What a payment is called beside what was paid for the same before, and came back."""

from __future__ import annotations

import pytest

from policy.processes.disbursement.simulation import Line, Simulation

ACCOUNT = {"holder": "甲", "number": "0123456789", "bank": "乙"}


def simulated(*lines: Line, adds: bool = False) -> Simulation:
    return Simulation("P1", "甲", ACCOUNT, lines, adds=adds)


@pytest.mark.parametrize(
    ("line", "adds", "effect"),
    [
        (Line("A", None, 100, 0, 100), False, "first"),
        (Line("A", None, 100, 1, 99), False, "supplement"),
        (Line("A", None, 100, 0, 100, 100), False, "first"),
        (Line("A", None, 100, 0, 100), True, "supplement"),
        (Line("A", None, 100, 1, 100), True, "overpaid"),
    ],
)
def test_payment_is_a_supplement_when_it_adds_to_what_was_paid_before(line: Line, effect: str, *, adds: bool) -> None:
    assert simulated(line, adds=adds).effect == effect


def test_payment_is_a_refund_when_it_pays_back_what_came_in() -> None:
    line = Line("A", None, 100, 0, 100)
    assert Simulation("P1", "甲", ACCOUNT, [line], pays_back=True).effect == "refund"


@pytest.mark.parametrize("due_fen", [0, 100])
def test_what_is_due_in_all_is_shown_and_outdates_no_release(due_fen: int) -> None:
    line = Line("A", None, 100, 0, 100)
    its = Simulation("P1", "甲", ACCOUNT, [line], due_in_all_fen=due_fen)
    assert (its.as_dict()["due_in_all_fen"], its.digest) == (due_fen, simulated(line).digest)


def test_release_is_outdated_when_what_was_paid_before_came_back_since() -> None:
    before, since = Line("A", None, 100, 100, 0), Line("A", None, 100, 0, 0, 100)
    assert simulated(before, adds=True).digest != simulated(since, adds=True).digest


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (Simulation("P1", "甲", ACCOUNT, [Line("A", None, 100, 0, 100)]), ""),
        (Simulation("P1", "甲二", ACCOUNT, [Line("A", None, 100, 0, 100)]), "收款人"),
        (Simulation("P1", "甲", ACCOUNT | {"number": "0123456780"}, [Line("A", None, 100, 0, 100)]), "收款账户"),
        (Simulation("P1", "甲", ACCOUNT, [Line("A", None, 80, 0, 80)]), "应拨金额、本次金额"),
        (Simulation("P1", "甲", ACCOUNT, [Line("A", None, 100, 0, 100, 40)]), "已退回金额"),
        (Simulation("P2", "甲", ACCOUNT, [Line("A", {"year": 2027}, 100, 0, 100)]), "预算、指令编号"),
        (Simulation("P1", "甲", ACCOUNT, [Line("A", None, 100, 0, 100), Line("B", None, 5, 5, 0)]), "所涉支持项目"),
        (Simulation("P1", "甲", ACCOUNT, [Line("A", None, 100, 0, 100)], fell=True), "该账户曾被银行退回款项"),
    ],
)
def test_release_that_is_outdated_says_what_differs(since: Simulation, said: str) -> None:
    shown = simulated(Line("A", None, 100, 0, 100)).as_dict()
    assert since.differs_from(shown).zh.startswith(said)
    assert bool(said) is (since.digest != shown["digest"])
