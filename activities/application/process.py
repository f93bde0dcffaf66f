"""申请。The process of an application as the machine of cases knows it."""

from __future__ import annotations

from activities.acceptance.effects import acceptance_effects
from activities.application import (
    agreeing,
    assessment,
    awarding,
    claims,
    commitment_terms,
    dividing,
    due_diligence,
    identity,
    intake,
    joint,
    likeness,
    offers,
    older_policy,
    proving,
    redecided,
    review,
    revoking,
    signing,
    state,
    suspending,
)
from activities.case.process import Process
from activities.decision.effects import decision_effects
from activities.disbursement.award import AWARD_PAYMENT, DEMANDABLE
from activities.disbursement.effects import DISBURSEMENT
from activities.meeting.tabling import TABLING
from activities.notice.effects import NOTICE, publish
from activities.panel.panel import PANEL
from activities.reconsideration.effects import reconsideration_effects
from policy.processes.application.lifecycle import APPLICATION

APPLICATION_PROCESS = Process(
    APPLICATION,
    state.application,
    (
        acceptance_effects("acceptance", "correction"),
        PANEL,
        decision_effects(require_awardable=awarding.require_awardable, then=publish),
        TABLING,
        NOTICE,
        DISBURSEMENT,
        AWARD_PAYMENT,
        DEMANDABLE,
        reconsideration_effects("reconsideration_request", "reconsideration"),
        agreeing.EFFECTS,
        assessment.EFFECTS,
        awarding.EFFECTS,
        claims.EFFECTS,
        commitment_terms.EFFECTS,
        dividing.EFFECTS,
        due_diligence.EFFECTS,
        identity.EFFECTS,
        intake.EFFECTS,
        joint.EFFECTS,
        likeness.EFFECTS,
        offers.EFFECTS,
        older_policy.EFFECTS,
        proving.EFFECTS,
        redecided.EFFECTS,
        review.EFFECTS,
        revoking.EFFECTS,
        signing.EFFECTS,
        suspending.EFFECTS,
    ),
    held_instead=suspending.held_instead,
)
