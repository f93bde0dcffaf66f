"""流转的效果。What an event changes besides the stage and the tasks: money set aside, notices, commitments, disbursements.

Each effect is written in the transaction of the transition it belongs to, so either all of it is kept or nothing.
"""

from activities.effects import (
    annual_run,
    call,
    claims,
    clawback,
    clocks,
    commitment,
    competition,
    deciding,
    delivery,
    intake,
    matching,
    notice,
    offers,
    payment,
    repayment,
)
from activities.effects.registry import effect_of

__all__ = [
    "annual_run",
    "call",
    "claims",
    "clawback",
    "clocks",
    "commitment",
    "competition",
    "deciding",
    "delivery",
    "effect_of",
    "intake",
    "matching",
    "notice",
    "offers",
    "payment",
    "repayment",
]
