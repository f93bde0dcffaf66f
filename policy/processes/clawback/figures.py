"""追回的数额。What whoever decides on a demand reads: what is asked, came back and is left, and what each decision comes to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from policy.processes.clawback.grounds import GroundEvent
from policy.processes.clawback.lifecycle import Event

# What lets a demand stand as it is, and what leads to its end.
_STANDS = (
    Event.DEMAND_APPROVED,
    Event.DISPUTE_DISMISSED,
    GroundEvent.PROPOSAL_KEEPING_ASKED,
    GroundEvent.PROPOSAL_KEPT,
    GroundEvent.DEMAND_KEEPING_ASKED,
    GroundEvent.DEMAND_KEPT,
)
_DROPPED = (
    Event.DEMAND_REFUSED,
    Event.DROPPING_ASKED,
    Event.RELEASE_ASKED,
    Event.DISPUTE_UPHELD,
    GroundEvent.PROPOSAL_WITHDRAWN,
    GroundEvent.DEMAND_WITHDRAWN,
)
# What lets less of it stand.
_LOWERED = (Event.DEMAND_REDUCED, GroundEvent.PROPOSAL_LOWERED, GroundEvent.DEMAND_LOWERED)


@dataclass(frozen=True, slots=True)
class Returned:
    """A payment that a bank has returned.

    Attributes:
        fen: How much it was, in fen.
        whole: Whether it is paid again whole or not at all: a supplement is, whose re-decision goes back otherwise; of the award itself
            as much is paid as is due.
    """

    fen: int
    whole: bool = False

    def paid_again(self, has_fen: int, due_fen: int) -> int:
        """Return what of it is paid again, in fen, where so much of the award is due and its enterprise has so much of that besides."""
        room_fen = max(due_fen - has_fen, 0)
        return self.fen if self.fen <= room_fen else 0 if self.whole else room_fen


@dataclass(frozen=True, slots=True)
class Follows:
    """What follows from a decision, in fen.

    Attributes:
        owed_fen: What the debtor still has to pay.
        counted_fen: What of the bank's return counts as repaid.
        paid_again_fen: What of it is paid again.
        not_due_fen: What of it is neither, since it is not due: its money is free again.
        owed_back_fen: What came back beyond what is demanded.
    """

    owed_fen: int = 0
    counted_fen: int = 0
    paid_again_fen: int = 0
    not_due_fen: int = 0
    owed_back_fen: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return it as a task shows it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Figures:
    """What stands of an award beside a demand for it that is being decided, in fen.

    Attributes:
        asked_fen: What is demanded.
        received_fen: What was repaid of it.
        payments: What banks have returned, the award's own first; none of it is booked before the demand is decided.
        keeps_fen: What the enterprise has of the award besides, or is being paid, that nobody else demands.
        due_fen: What is due of the award by what it was decided by last, whatever becomes of this demand.
        free_fen: What was spent of the award and no other demand takes.
        before_fen: What is left of other demands that were served before: what a bank has returned settles them first.
        after_fen: What is left of others that are served after it.
    """

    asked_fen: int
    received_fen: int
    payments: Sequence[Returned]
    keeps_fen: int
    due_fen: int
    free_fen: int
    before_fen: int = 0
    after_fen: int = 0

    def if_it_comes_to(self, amount_fen: int) -> Follows:
        """Return what follows where so much is demanded in the end; nothing where the demand is dropped."""
        left_fen, free_fen, keeps_fen = amount_fen - self.received_fen, self.free_fen - amount_fen, self.keeps_fen - amount_fen
        before_fen, after_fen = self.before_fen, self.after_fen
        counted_fen = again_fen = not_due_fen = beyond_fen = 0
        for payment in self.payments:
            fen = payment.fen
            if free_fen < fen:
                first_fen = min(before_fen, fen)
                part_fen = min(left_fen, fen - first_fen)
                last_fen = min(after_fen, fen - first_fen - part_fen)
                before_fen, left_fen, after_fen = before_fen - first_fen, left_fen - part_fen, after_fen - last_fen
                counted_fen, beyond_fen = counted_fen + part_fen, beyond_fen + fen - first_fen - part_fen - last_fen
                keeps_fen += fen
            else:
                part_fen = payment.paid_again(keeps_fen, self.due_fen)
                again_fen, not_due_fen = again_fen + part_fen, not_due_fen + fen - part_fen
                keeps_fen, free_fen = keeps_fen + part_fen, free_fen - fen
        return Follows(left_fen, counted_fen, again_fen, not_due_fen, beyond_fen)

    def as_dict(self, decisions: Collection[str], reduced_fen: int | None = None) -> dict[str, object]:
        """Return what a task shows: the figures, and what follows from each of its decisions.

        Args:
            decisions: What may be decided.
            reduced_fen: What the demand is to be reduced to, where that is decided, in fen.
        """
        comes_to = dict.fromkeys(_STANDS, self.asked_fen) | dict.fromkeys(_DROPPED, 0)
        if reduced_fen is not None:
            comes_to |= dict.fromkeys(_LOWERED, reduced_fen)
        return {
            "asked_fen": self.asked_fen,
            "returned_fen": sum(payment.fen for payment in self.payments),
            "received_fen": self.received_fen,
            "left_fen": self.if_it_comes_to(self.asked_fen).owed_fen,
            "due_fen": self.due_fen,
            "follows": {event: self.if_it_comes_to(fen).as_dict() for event, fen in comes_to.items() if event in decisions},
        }
