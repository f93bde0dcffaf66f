"""申请。The process of an application as the machine of cases knows it."""

from __future__ import annotations

from activities.acceptance.effects import ACCEPTANCE
from activities.application import (
    assessment,
    claims,
    commitment_terms,
    decision,
    intake,
    notice,
    offers,
    payment,
    review,
    state,
)
from activities.case.process import Process
from activities.panel.panel import PANEL
from activities.reconsideration.effects import reconsideration_effects
from policy.processes.application.lifecycle import APPLICATION

APPLICATION_PROCESS = Process(
    APPLICATION,
    state.application,
    (
        ACCEPTANCE,
        PANEL,
        reconsideration_effects("reconsideration_request"),
        assessment.EFFECTS,
        claims.EFFECTS,
        commitment_terms.EFFECTS,
        decision.EFFECTS,
        intake.EFFECTS,
        notice.EFFECTS,
        offers.EFFECTS,
        payment.EFFECTS,
        review.EFFECTS,
    ),
)
