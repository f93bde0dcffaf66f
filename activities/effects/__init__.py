"""流转的效果。What an event changes besides the stage and the tasks: money set aside, notices, commitments, disbursements.

Each effect is written in the transaction of the transition it belongs to, so either all of it is kept or nothing.
"""

from activities.effects import (
    call,
    clawback,
    clocks,
    competition,
    deciding,
    delivery,
    intake,
    notice,
    offers,
    payment,
    repayment,
)
from activities.effects.registry import effect_of

__all__ = [
    "call",
    "clawback",
    "clocks",
    "competition",
    "deciding",
    "delivery",
    "effect_of",
    "intake",
    "notice",
    "offers",
    "payment",
    "repayment",
]
