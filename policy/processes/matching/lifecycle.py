"""配套项目的生命周期。The matching process: a project admitted once, looked at every year, and claimed for year by year (clause 2).

Claims are applications of their own; this is the life of the project they belong to. It ends with the upstream's acceptance, and a
project that ended early is watched for a while, so that what the upstream takes back of years we matched comes back to us as well.
"""

from __future__ import annotations

from enum import StrEnum

from policy.processes.kernel.lifecycle import Lifecycle, moves
from policy.processes.matching.messages import MESSAGES
from policy.processes.matching.stages_and_events import EVENT_NAMES, NEXT_STEPS, STAGE_NAMES, Event, Stage
from policy.text import Text

__all__ = ["CLAIMABLE", "EDITABLE", "MATCHING", "WATCHED", "Event", "Stage"]

# What a look at the upstream may bring without changing where a project stands.
_LOOKS: tuple[StrEnum, ...] = (Event.UPSTREAM_CONFIRMED, Event.UPSTREAM_REDUCED, Event.UPSTREAM_RECOVERED, Event.UPSTREAM_LOST)

_OWN: dict[str, dict[str, str]] = {
    Stage.DRAFT: {Event.SUBMITTED: Stage.UPSTREAM_CHECK},
    Stage.UPSTREAM_CHECK: {
        Event.UPSTREAM_RECOGNISED: Stage.ADMISSION,
        Event.UPSTREAM_NOT_RECOGNISED: Stage.REFUSED,
        Event.WITHDRAWN: Stage.WITHDRAWN,
    },
    Stage.ADMISSION: {
        Event.ADMISSION_RECOMMENDED: Stage.CONFIRMATION,
        Event.CORRECTION_REQUESTED: Stage.CORRECTION,
        Event.ADMISSION_REFUSED: Stage.REFUSED,
        Event.WITHDRAWN: Stage.WITHDRAWN,
    },
    Stage.CORRECTION: {
        # The number may have been corrected, so the upstream is asked once more.
        Event.CORRECTED: Stage.UPSTREAM_CHECK,
        Event.CORRECTION_LAPSED: Stage.LAPSED,
        Event.WITHDRAWN: Stage.WITHDRAWN,
    },
    Stage.CONFIRMATION: {
        Event.ADMITTED: Stage.ACTIVE,
        Event.ADMISSION_RETURNED: Stage.ADMISSION,
        Event.ADMISSION_REFUSED: Stage.REFUSED,
        Event.WITHDRAWN: Stage.WITHDRAWN,
    },
    Stage.ACTIVE: {
        Event.UPSTREAM_TERMINATED: Stage.UNWINDING,
        Event.UPSTREAM_COMPLETED: Stage.CLOSING,
        # Only while nothing was claimed: leaving must not keep what the upstream takes back later.
        Event.WITHDRAWN: Stage.WITHDRAWN,
    },
    Stage.CLOSING: {
        Event.UPSTREAM_TERMINATED: Stage.UNWINDING,
        Event.CLAIMS_CLOSED: Stage.COMPLETED,
    },
    Stage.UNWINDING: {Event.WATCH_ENDED: Stage.TERMINATED},
}

TERMINAL = frozenset({Stage.COMPLETED, Stage.TERMINATED, Stage.REFUSED, Stage.LAPSED, Stage.WITHDRAWN})
# Stages in which the upstream is looked at every year.
WATCHED = frozenset({Stage.ACTIVE, Stage.CLOSING, Stage.UNWINDING})
# Stages in which the enterprise may claim.
CLAIMABLE = frozenset({Stage.ACTIVE, Stage.CLOSING})
# Stages in which the enterprise may change what it declared.
EDITABLE = frozenset({Stage.DRAFT, Stage.CORRECTION})

MATCHING = Lifecycle(
    name="matching",
    workflow="MatchingProject",
    title=Text("配套项目", "Matching project"),
    stages=STAGE_NAMES,
    events=EVENT_NAMES,
    transitions=moves(
        _OWN,
        attended={Stage.ADMISSION, Stage.CORRECTION, Stage.CONFIRMATION},
        also=dict.fromkeys(_LOOKS, WATCHED),
    ),
    terminal=TERMINAL,
    opens={
        Event.UPSTREAM_RECOGNISED: ("admission",),
        Event.ADMISSION_RETURNED: ("admission",),
        Event.CORRECTION_REQUESTED: ("project_correction",),
        Event.ADMISSION_RECOMMENDED: ("admission_confirmation",),
    },
    requests=frozenset({Event.WITHDRAWN}),
    next_steps=NEXT_STEPS,
    messages=MESSAGES,
)
