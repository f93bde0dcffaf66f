"""申请的生命周期。The application process: every stage, every event, and where each event leads.

Sources: the general terms of the Opinions (who may apply, commitment before payment); the stages themselves are the area's
administrative practice (受理、核验、评审、核定、审定、公示、承诺、拨付).
"""

from __future__ import annotations

from policy.processes.application.events import Event
from policy.processes.application.stages import RETURNABLE, STAGES, WITHDRAWABLE, Stage
from policy.processes.application.steps import AWARD_PERIODS, STEPS
from policy.processes.decision.steps import DECISION_PERIODS
from policy.processes.disbursement.steps import DISBURSEMENT_PERIODS
from policy.processes.kernel.lifecycle import Lifecycle
from policy.processes.notice.steps import NOTICE_PERIODS
from policy.text import Text

__all__ = ["APPLICATION", "RETURNABLE", "WITHDRAWABLE", "Event", "Stage"]

APPLICATION = Lifecycle(
    name="application",
    workflow="Application",
    title=Text("申请", "Application"),
    stages=STAGES,
    steps=STEPS,
    periods={**AWARD_PERIODS, **DECISION_PERIODS, **NOTICE_PERIODS, **DISBURSEMENT_PERIODS},
)
