"""日对账表。What became of every instruction of a day: accepted, warned, refused or missing, which sum to what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from policy.processes.disbursement.states import DisbursementState
from policy.processes.treasury.reconciliation import Answer, Moved


class Bucket(StrEnum):
    """What became of an instruction."""

    ACCEPTED = "accepted"
    WARNED = "warned"
    REFUSED = "refused"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Sent:
    """An instruction of a day, by our books.

    Attributes:
        amount_fen: How much.
        state: Where its payment stands.
        silent: Whether the treasury took longer with it than it may.
    """

    amount_fen: int
    state: str
    silent: bool


@dataclass(frozen=True, slots=True)
class Heap:
    """The instructions in one bucket: how many, and how much together, in fen."""

    count: int = 0
    fen: int = 0

    def __add__(self, other: Heap) -> Heap:
        return Heap(self.count + other.count, self.fen + other.fen)


def unclear(sent: Mapping[str, Sent], moves: Mapping[str, Moved]) -> list[str]:
    """Return the instructions about which the treasury has to be asked, since the statement of their day does not show them."""
    return [number for number in sent if number not in moves]


def sheet(sent: Mapping[str, Sent], moves: Mapping[str, Moved], answers: Mapping[str, Answer]) -> dict[Bucket, Heap]:
    """Return the sheet of a day. Every instruction is in one bucket, so that they sum to what was sent.

    Args:
        sent: The day's instructions, by number.
        moves: The treasury's statement of the day, by instruction.
        answers: What the treasury says of those that are `unclear`.
    """
    heaps = dict.fromkeys(Bucket, Heap())
    for number, payment in sent.items():
        bucket = _moved(payment, moves[number]) if number in moves else _answered(payment, answers[number])
        heaps[bucket] += Heap(1, payment.amount_fen)
    return heaps


def _moved(payment: Sent, moved: Moved) -> Bucket:
    if moved.returned_fen:
        return Bucket.REFUSED
    return Bucket.ACCEPTED if moved.paid_fen == payment.amount_fen else Bucket.WARNED


def _answered(payment: Sent, answer: Answer) -> Bucket:
    if answer.status is None:
        # What the treasury would not take is refused: it never had it either.
        return Bucket.REFUSED if payment.state == DisbursementState.RETURNED else Bucket.MISSING
    if answer.status in {"returned", "rejected"}:
        return Bucket.REFUSED
    differs = answer.amount_fen != payment.amount_fen or payment.state == DisbursementState.MISMATCHED
    return Bucket.WARNED if differs or payment.silent else Bucket.ACCEPTED
