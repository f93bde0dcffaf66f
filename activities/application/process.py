"""申请。The process of an application as the machine of cases knows it."""

from __future__ import annotations

from activities.application import (
    assessment,
    claims,
    commitment_terms,
    decision,
    intake,
    notice,
    offers,
    payment,
    reconsideration,
    review,
    state,
)
from activities.case.process import Process
from activities.panel.panel import PANEL
from policy.processes.application.lifecycle import APPLICATION

APPLICATION_PROCESS = Process(
    APPLICATION,
    state.application,
    (
        assessment.EFFECTS,
        claims.EFFECTS,
        commitment_terms.EFFECTS,
        decision.EFFECTS,
        intake.EFFECTS,
        notice.EFFECTS,
        offers.EFFECTS,
        payment.EFFECTS,
        reconsideration.EFFECTS,
        review.EFFECTS,
        PANEL,
    ),
)
