"""限制申报的活动签名。The name of the debarment's own activity, and the particulars its workflow is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

PROPOSE_RESTITUTION = "propose_restitution"


def restitution_key(workflow_id: str) -> str:
    """Return the key under which the re-decision is proposed that restores what was paid back: it is proposed once."""
    return f"{workflow_id}/restitution"


@dataclass(frozen=True, slots=True)
class DebarmentParticulars:
    """The particulars of a debarment, beyond the state every case has.

    Attributes:
        clawback: The number of the demand it follows.
        barred_on: The day it was barred, as YYYY-MM-DD.
        until: The last day on which it is, or would be.
        redecisions: What the workflow of the re-decision is started with that restores what was paid back, if one was proposed.
    """

    clawback: str = ""
    barred_on: str | None = None
    until: str | None = None
    redecisions: list[dict[str, Any]] = field(default_factory=list)
