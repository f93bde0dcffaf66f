"""全量核对。Whether everything that counts as paid with us counts as paid in the treasury's account, payment by payment, once a month.

A day's reconciliation sees what moved on its day. What went wrong beside it, in books that were mended or a day nobody compared, only the
whole shows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from policy.processes.disbursement.states import UNANSWERED, DisbursementState
from policy.processes.treasury.reconciliation import Answer, Found, Kind, Ours


def is_due(day: date) -> bool:
    """Tell whether the whole is compared with a day's reconciliation: at the end of a month."""
    return (day + timedelta(days=1)).day == 1


def apart(ours: Mapping[str, int], theirs: Mapping[str, int]) -> list[str]:
    """Return the payments that do not stand alike at the end of the day, in the order of their numbers.

    Args:
        ours: What stands as paid with us, in fen, by number.
        theirs: What stands as paid in the treasury's account, in fen, by number.
    """
    return sorted(number for number in {*ours, *theirs} if ours.get(number, 0) != theirs.get(number, 0))


def differing(
    numbers: Collection[str], ours: Mapping[str, int], theirs: Mapping[str, int], now: Mapping[str, Ours], answers: Mapping[str, Answer]
) -> list[Found]:
    """Return those that really differ: what only one side has may have moved, or been booked, after the day.

    Args:
        numbers: Those that are `apart`.
        ours: As for `apart`.
        theirs: As for `apart`.
        now: Our payments of these numbers, as they stand now.
        answers: What the treasury says of each now.
    """
    found = []
    for number in numbers:
        our_fen, their_fen = ours.get(number, 0), theirs.get(number, 0)
        if not (our_fen and their_fen):
            payment, answer = now.get(number), answers[number]
            if payment is not None and payment.state in UNANSWERED:
                # The runs of its days see to what is under way.
                continue
            our_fen = payment.amount_fen if payment is not None and payment.state == DisbursementState.PAID else 0
            their_fen = answer.amount_fen or 0 if answer.status == "paid" else 0
        if our_fen != their_fen:
            found.append(Found(Kind.STANDING_DIFFERS, number, our_fen, their_fen))
    return found
