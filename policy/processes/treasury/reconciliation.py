"""对账。How our payments are compared with the treasury's statement of a day: what differs, and which cases ask the treasury again.

A difference never pays anything. The most that follows by itself is that a case is told to ask the treasury, whose answer is the truth.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from policy.folding import fold, fold_number
from policy.processes.disbursement.states import DisbursementState

# Working days after which an instruction that nobody settled is stuck.
STUCK_AFTER = 3
_PAID, _RETURNED = DisbursementState.PAID, DisbursementState.RETURNED


class Kind(StrEnum):
    """What can differ."""

    UNKNOWN_PAYMENT = "unknown_payment"
    AMOUNT_DIFFERS = "amount_differs"
    PAYEE_DIFFERS = "payee_differs"
    PAID_NOT_BOOKED = "paid_not_booked"
    BOOKED_NOT_PAID = "booked_not_paid"
    RETURNED_NOT_BOOKED = "returned_not_booked"
    STUCK_RESERVED = "stuck_reserved"
    STUCK_INSTRUCTED = "stuck_instructed"
    STUCK_MISMATCHED = "stuck_mismatched"
    RECEIPT_UNKNOWN = "receipt_unknown"
    RECEIPT_NOT_STATED = "receipt_not_stated"
    LEDGER_DIFFERS = "ledger_differs"
    SUSPECTED_DOUBLE_PAYMENT = "suspected_double_payment"
    STANDING_DIFFERS = "standing_differs"


# What it is called when an instruction stays too long in one of these states.
STUCK: Mapping[str, Kind] = {
    DisbursementState.RESERVED: Kind.STUCK_RESERVED,
    DisbursementState.INSTRUCTED: Kind.STUCK_INSTRUCTED,
    DisbursementState.MISMATCHED: Kind.STUCK_MISMATCHED,
}


@dataclass(frozen=True, slots=True)
class Moved:
    """What the statement of a day shows of one instruction: in fen, and whom it was paid to."""

    paid_fen: int = 0
    returned_fen: int = 0
    payees: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ours:
    """What our books say of an instruction: amount, state and whom it pays."""

    amount_fen: int
    state: str
    payee: str = ""


@dataclass(frozen=True, slots=True)
class Instruction:
    """What one of our instructions pays: to whom, on what ground, for which period, how much.

    Attributes:
        number: Its number.
        holder: The account's holder, as it was typed.
        account: The account's number, as it was typed.
        item: The item.
        subject: What the award is for, as a key.
        period: What it is for in time, such as a year; empty where there is none.
        amount_fen: How much.
        on: The day on which it was made.
    """

    number: str
    holder: str
    account: str
    item: str
    subject: str
    period: str
    amount_fen: int
    on: date

    @property
    def alike(self) -> tuple[str | int, ...]:
        """What two instructions have in common when one of them may be paid for the other."""
        account = fold_number(self.account).replace("-", "")
        return fold(self.holder), account, self.item, fold_number(self.subject), fold_number(self.period), self.amount_fen


@dataclass(frozen=True, slots=True)
class Answer:
    """What the treasury says when asked about one instruction: its status, the day it paid, how much, whom; None if it never had it."""

    status: str | None = None
    paid_on: date | None = None
    amount_fen: int | None = None
    payee: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A difference.

    Attributes:
        kind: What differs.
        reference: The instruction's number, those of both that are alike, the receipt's reference, or the application's number.
        ours_fen: What we have.
        theirs_fen: What the treasury has.
    """

    kind: Kind
    reference: str
    ours_fen: int | None = None
    theirs_fen: int | None = None

    @property
    def asks_again(self) -> bool:
        """Whether its case has to ask the treasury again."""
        return self.kind in {
            Kind.PAID_NOT_BOOKED,
            Kind.RETURNED_NOT_BOOKED,
            Kind.STUCK_RESERVED,
            Kind.STUCK_INSTRUCTED,
        }


def to_be_asked(moves: Mapping[str, Moved], ours: Mapping[str, Ours]) -> list[str]:
    """Return the instructions a statement alone does not settle.

    Paid by the statement of the day and returned by our books: was it returned later, or paid after all? And paid on that day by our
    books, but not in the statement: on another day, or never?
    """
    returned = [number for number, moved in moves.items() if not moved.returned_fen and _state(ours, number) == _RETURNED]
    return returned + [number for number, found in ours.items() if found.state == _PAID and number not in moves]


def compare(day: date, moves: Mapping[str, Moved], ours: Mapping[str, Ours], answers: Mapping[str, Answer]) -> list[Found]:
    """Return what differs between a day's statement and our payments.

    Args:
        day: The day.
        moves: The statement, by instruction.
        ours: Our payments: those in the statement, and those booked as paid on that day.
        answers: What the treasury says of those `to_be_asked`.
    """
    found = [difference for number, moved in moves.items() if (difference := _moved(number, moved, ours, answers))]
    return found + [
        difference
        for number, payment in ours.items()
        if payment.state == _PAID and number not in moves and (difference := _absent(day, number, payment, answers[number]))
    ]


def _moved(number: str, moved: Moved, ours: Mapping[str, Ours], answers: Mapping[str, Answer]) -> Found | None:
    payment = ours.get(number)
    if payment is None:
        return Found(Kind.UNKNOWN_PAYMENT, number, None, moved.paid_fen or moved.returned_fen)
    if moved.payees - {payment.payee}:
        return Found(Kind.PAYEE_DIFFERS, number, payment.amount_fen, moved.paid_fen or moved.returned_fen)
    if (moved.paid_fen or payment.amount_fen) != payment.amount_fen or (moved.returned_fen or payment.amount_fen) != payment.amount_fen:
        return Found(Kind.AMOUNT_DIFFERS, number, payment.amount_fen, moved.paid_fen or moved.returned_fen)
    if moved.returned_fen:
        return None if payment.state == _RETURNED else Found(Kind.RETURNED_NOT_BOOKED, number, payment.amount_fen, moved.returned_fen)
    if payment.state == _PAID or (payment.state == _RETURNED and answers[number].status in {"returned", "rejected"}):
        return None
    return Found(Kind.PAID_NOT_BOOKED, number, payment.amount_fen, moved.paid_fen)


def _absent(day: date, number: str, payment: Ours, answer: Answer) -> Found | None:
    """Return what differs for a payment booked on a day when the day's statement does not show it."""
    if answer.payee not in {None, payment.payee}:
        return Found(Kind.PAYEE_DIFFERS, number, payment.amount_fen, answer.amount_fen)
    if answer.status == "returned":
        return Found(Kind.RETURNED_NOT_BOOKED, number, payment.amount_fen, payment.amount_fen)
    if answer.status == "paid" and answer.paid_on != day:
        return None
    return Found(Kind.BOOKED_NOT_PAID, number, payment.amount_fen, None)


def differing_receipts(received: Mapping[str, int], booked: Mapping[str, int], kept: Mapping[str, int]) -> list[Found]:
    """Return the receipts nobody recorded, those that were recorded with another amount, and those that came in on no statement.

    Args:
        received: What came in on the day, in fen, by reference.
        booked: What was recorded of it, in fen, by reference.
        kept: Our receipts of the day, in fen, by reference.
    """
    found = [Found(Kind.RECEIPT_UNKNOWN, reference, None, fen) for reference, fen in received.items() if reference not in booked]
    found += [Found(Kind.RECEIPT_NOT_STATED, reference, fen) for reference, fen in kept.items() if reference not in received]
    return found + [
        Found(Kind.AMOUNT_DIFFERS, reference, booked[reference], fen)
        for reference, fen in received.items()
        if booked.get(reference, fen) != fen
    ]


def suspected_double_payments(instructions: Iterable[Instruction], explained: Collection[str]) -> list[Found]:
    """Return each instruction that pays the same as an earlier one under another number, with both numbers.

    Args:
        instructions: Those that are under way or paid, the earliest first.
        explained: The references of those that somebody has explained already: they are not listed again.
    """
    first: dict[tuple[str | int, ...], Instruction] = {}
    found = []
    for instruction in instructions:
        earlier = first.setdefault(instruction.alike, instruction)
        reference = f"{earlier.number} {instruction.number}"
        if earlier is not instruction and reference not in explained:
            found.append(Found(Kind.SUSPECTED_DOUBLE_PAYMENT, reference, instruction.amount_fen))
    return found


def seen_by(day: date, found: Iterable[Found], instructions: Iterable[Instruction]) -> list[Found]:
    """Return what the run of a day keeps of what was found: a suspicion belongs to no day before both its payments were made.

    Args:
        day: The day.
        found: What was found, of whatever kind.
        instructions: Those that were looked at for their likes.
    """
    later = {one.number for one in instructions if one.on > day}
    return [one for one in found if one.kind is not Kind.SUSPECTED_DOUBLE_PAYMENT or later.isdisjoint(one.reference.split(" "))]


def settled(kind: str, *, state: str | None, recorded: bool, ledger_differs: Collection[str], reference: str, whole: bool = False) -> bool:
    """Tell whether an open difference has settled itself since.

    Args:
        kind: What differed.
        state: The state of the instruction by now; None if we have none of that number.
        recorded: Whether the receipt was recorded by now.
        ledger_differs: The applications whose books still differ.
        reference: What it is about.
        whole: Whether everything that was ever paid was compared.
    """
    match kind:
        case Kind.PAID_NOT_BOOKED | Kind.UNKNOWN_PAYMENT:
            # Books that were restored have forgotten a number, and take it up again.
            return state == _PAID
        case Kind.RETURNED_NOT_BOOKED:
            return state == _RETURNED
        case Kind.STUCK_RESERVED | Kind.STUCK_INSTRUCTED | Kind.STUCK_MISMATCHED:
            return (state, kind) not in STUCK.items()
        case Kind.RECEIPT_UNKNOWN:
            return recorded
        case Kind.LEDGER_DIFFERS:
            return reference not in ledger_differs
    # Every run looks at all that may be paid twice: what is not found any more was returned, or corrected. At the others people have to
    # look: an unknown payment, another amount, money that was never paid.
    return kind == Kind.SUSPECTED_DOUBLE_PAYMENT or (kind == Kind.STANDING_DIFFERS and whole)


def _state(ours: Mapping[str, Ours], number: str) -> str | None:
    payment = ours.get(number)
    return payment.state if payment else None
