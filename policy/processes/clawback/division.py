"""收款的划分。How money received is divided over debts, and what of it nobody owes.

What somebody pays under a debt's number goes to that debt first, the rest to the debtor's other debts as they fall due, whoever the
payer is that was accepted for it; unless finance says which debt gets how much: then it may pay debts of several enterprises. What is
more than all of them stays the payer's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from policy.errors import Code, Fault, Refusal
from policy.money import in_yuan
from policy.text import Text


@dataclass(frozen=True, slots=True)
class Debt:
    """What is owed under one number.

    Attributes:
        number: The clawback's number.
        owed_fen: What is owed on the day the money came in, interest included.
        due_on: When the first of it is due.
    """

    number: str
    owed_fen: int
    due_on: date


@dataclass(frozen=True, slots=True)
class Division:
    """Where a receipt goes.

    Attributes:
        parts: What each debt gets, in fen by number; those that get nothing are left out.
        beyond_fen: What nobody owes.
    """

    parts: Mapping[str, int]
    beyond_fen: int


def divide(amount_fen: int, debts: Iterable[Debt], *, first: str, named: Mapping[str, int] | None = None) -> Division:
    """Divide money received over debts, none of which gets more than is owed.

    Args:
        amount_fen: What is to be divided.
        debts: The debts it may pay.
        first: The number it was paid under.
        named: What finance gives to each, in fen by number; None to go by the due days.
    """
    left_fen, parts = amount_fen, {}
    for debt in sorted(debts, key=lambda debt: (debt.number != first, debt.due_on, debt.number)):
        most_fen = debt.owed_fen if named is None else min(debt.owed_fen, named.get(debt.number, 0))
        part_fen = min(left_fen, most_fen)
        if part_fen > 0:
            parts[debt.number] = part_fen
            left_fen -= part_fen
    return Division(parts, left_fen)


def check_parts(parts: Sequence[Mapping[str, Any]], amount_fen: int, open_numbers: Iterable[str]) -> dict[str, int]:
    """Return what finance gives to each debt, in fen by number.

    Args:
        parts: `{"clawback": "CB-2026-000001", "amount_fen": 100}` for each, as written.
        amount_fen: What was received.
        open_numbers: The debts that can be paid now, whoever owes them.

    Raises:
        Refusal: `invalid_input` with every fault: a number that is no such debt or comes twice, more than was received.
    """
    known, faults, named = set(open_numbers), [], {}
    for index, part in enumerate(parts):
        number = str(part["clawback"])
        if number not in known or number in named:
            faults.append(
                Fault(
                    f"parts.{index}.clawback", Text("不是目前可以退缴的追回事项，或者重复填写", "is no debt that can be paid now, or twice")
                )
            )
        named[number] = int(part["amount_fen"])
    total_fen = sum(named.values())
    if total_fen > amount_fen:
        total, received = in_yuan(total_fen), in_yuan(amount_fen)
        faults.append(Fault("parts", Text(f"合计{total.zh}，超过收款的{received.zh}", f"sum to {total.en} of {received.en}")))
    if faults:
        raise Refusal(
            Code.INVALID_INPUT,
            Text(
                "划分有误：" + "；".join(fault.message.zh for fault in faults),
                "The division is not valid: " + "; ".join(f"{fault.field} {fault.message.en}" for fault in faults),
            ),
            faults,
        )
    return named
