"""预算执行的测试。Every line of the budget adds up for whoever reads it, however its money has moved."""

from __future__ import annotations

import random
import uuid
from collections import Counter

import pytest

from api.schemas.budget import BudgetShown
from api.views.budget import outlook
from models.commands.ledger import MOVEMENTS
from models.queries.budget_outlook import Forecast, Outlook
from models.tables import Appropriation

# What the movements beside those of an award are made between.
MOVED = [
    *MOVEMENTS.values(),
    *(("available", "pre_commitment"), ("pre_commitment", "available"), ("obligation", "available"), ("expenditure", "obligation")),
    *(("recovered", "source"), ("recovered", "owed_back"), ("receivable", "expenditure"), ("source", "owed_back")),
]
LEFT = (
    "pre_committed_fen",
    "obligated_fen",
    "in_transit_fen",
    "spent_fen",
    "receivable_fen",
    "recovered_fen",
    "owed_back_fen",
    "available_fen",
)


def line(appropriated_fen: int, moved: list[tuple[str, str, int]]) -> BudgetShown:
    """Return a line that documents gave money to, after some movements in its ledger."""
    balances: Counter[str] = Counter(source=-appropriated_fen, available=appropriated_fen)
    for debit, credit, fen in moved:
        balances[debit] -= fen
        balances[credit] += fen
    its = Appropriation(id=uuid.uuid4(), department="sti", item_code="*", year=2026)
    return outlook(Outlook(its, appropriated_fen, balances, Forecast()))


def generated(seed: int) -> tuple[int, list[tuple[str, str, int]]]:
    """Return what documents gave, and movements that overdraw no account."""
    drawn = random.Random(seed)
    given = drawn.randint(0, 10_000)
    balances, moved = Counter(available=given), []
    for _ in range(60):
        debit, credit = drawn.choice(MOVED)
        most = 1_000 if debit == "source" else balances[debit]
        if most:
            fen = drawn.randint(1, most)
            moved.append((debit, credit, fen))
            balances[debit] -= fen
            balances[credit] += fen
    return given, moved


@pytest.mark.parametrize("seed", range(50))
def test_line_adds_up_however_its_money_has_moved(seed: int) -> None:
    shown = line(*generated(seed))
    assert shown.appropriated_fen + shown.received_besides_fen == sum(getattr(shown, name) for name in LEFT)


def test_line_says_what_came_back_and_is_not_available_again() -> None:
    paid = [(*MOVEMENTS[kind], 100) for kind in ("pre_commitment", "obligation", "instruction", "expenditure", "demand")]
    shown = line(1_000, [*paid, (*MOVEMENTS["recovery"], 60), (*MOVEMENTS["late_interest"], 5)])
    assert (shown.spent_fen, shown.receivable_fen, shown.recovered_fen, shown.received_besides_fen) == (0, 40, 65, 5)
    assert shown.available_fen == 900
