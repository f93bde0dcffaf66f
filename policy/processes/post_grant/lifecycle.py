"""后补助项目的生命周期。The post-grant process: a solution competes, its task book is delivered, accepted and audited; then it is paid.

Sources: clauses 3 and 14 (后补助, 以赛代评: nothing is paid before acceptance) and general term 2 (who may apply); the stages are the
area's administrative practice. What follows the audit is an application's: assessment, decision, notice, commitment, payment.
"""

from __future__ import annotations

from policy.processes.kernel.lifecycle import Lifecycle
from policy.processes.post_grant.stages import (
    BEFORE_SELECTION,
    EDITABLE,
    EVIDENCE_TAKEN,
    STAGES,
    UNSETTLED,
    WAITING_FOR_CALL,
    WITHDRAWABLE,
    Stage,
)
from policy.processes.post_grant.steps import STEPS, Event
from policy.text import Text

__all__ = [
    "BEFORE_SELECTION",
    "EDITABLE",
    "EVIDENCE_TAKEN",
    "POST_GRANT",
    "UNSETTLED",
    "WAITING_FOR_CALL",
    "WITHDRAWABLE",
    "Event",
    "Stage",
]

POST_GRANT = Lifecycle(
    name="post_grant",
    workflow="PostGrant",
    title=Text("后补助项目", "Post-grant project"),
    stages=STAGES,
    steps=STEPS,
)
