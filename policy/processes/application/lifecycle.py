"""申请的生命周期。The application process: every stage, every event, and where each event leads.

Sources: the general terms of the Opinions (who may apply, commitment before payment); the stages themselves are the area's
administrative practice (受理、核验、评审、核定、审定、公示、承诺、拨付).
"""

from __future__ import annotations

from policy.processes.application.messages import MESSAGES
from policy.processes.application.stages_and_events import EVENT_NAMES, NEXT_STEPS, STAGE_NAMES, Event, Stage
from policy.processes.kernel.lifecycle import Common, Lifecycle, moves
from policy.text import Text

__all__ = ["APPLICATION", "ATTENDED", "HOLDABLE", "RETURNABLE", "TERMINAL", "WITHDRAWABLE", "Event", "Stage"]

_OWN: dict[str, dict[str, str]] = {
    Stage.DRAFT: {
        Event.SUBMITTED: Stage.ACCEPTANCE,
        Event.DRAFT_DISCARDED: Stage.DISCARDED,
        # Awards nobody applies for: found by an annual run, or earned by a project that was reviewed at its beginning.
        Event.OFFERED: Stage.OFFER,
        Event.CARRIED_OVER: Stage.VERIFICATION,
    },
    Stage.OFFER: {
        Event.OFFER_CONFIRMED: Stage.VERIFICATION,
        Event.OFFER_DISPUTED: Stage.OFFER,
        # Whoever disputes figures wants the award; with other figures it is verified and assessed, and may be withdrawn all the same.
        Event.FIGURES_CORRECTED: Stage.VERIFICATION,
        Event.FIGURES_UPHELD: Stage.OFFER,
        Event.OFFER_DECLINED: Stage.WITHDRAWN,
        # Its source corrected a figure before the enterprise answered: it is asked about another amount, or told that nothing is due.
        Event.OFFER_REVISED: Stage.OFFER,
        Event.OFFER_REVOKED: Stage.REFUSED,
        Event.OFFER_LAPSED: Stage.LAPSED,
    },
    Stage.ACCEPTANCE: {
        Event.ACCEPTED: Stage.VERIFICATION,
        Event.CORRECTION_REQUESTED: Stage.CORRECTION,
        Event.ACCEPTANCE_REFUSED: Stage.REFUSED,
    },
    Stage.CORRECTION: {
        Event.CORRECTED: Stage.ACCEPTANCE,
        Event.CORRECTION_LAPSED: Stage.LAPSED,
    },
    Stage.VERIFICATION: {
        Event.VERIFIED: Stage.REVIEW,
        Event.VERIFIED_AFTER_REVIEW: Stage.ASSESSMENT,
        Event.FOUND_INELIGIBLE: Stage.REFUSED,
    },
    Stage.REVIEW: {
        Event.EXPERT_SCORED: Stage.REVIEW,
        Event.EXPERT_RECUSED: Stage.REVIEW,
        Event.EXPERT_REPLACED: Stage.REVIEW,
        Event.EXPERT_NOMINATED: Stage.REVIEW,
        Event.DEPARTMENT_AGREED: Stage.REVIEW,
        Event.RECOMMENDED: Stage.ASSESSMENT,
        Event.NOT_RECOMMENDED: Stage.REFUSED,
    },
    Stage.ASSESSMENT: {
        Event.ASSESSED: Stage.DECISION,
        Event.ASSESSED_TO_NOTHING: Stage.REFUSED,
        Event.PARAMETER_FOUND_MISSING: Stage.ASSESSMENT,
        Event.PARAMETER_SUPPLIED: Stage.ASSESSMENT,
        Event.REFERRED: Stage.COMMITTEE,
    },
    Stage.COMMITTEE: {
        Event.MINUTED: Stage.DECISION,
        Event.DECISION_REFUSED: Stage.REFUSED,
    },
    Stage.DECISION: {
        Event.ALLOCATED: Stage.DECISION,
        Event.FIRST_APPROVED: Stage.DECISION,
        Event.APPROVED: Stage.PUBLIC_NOTICE,
        Event.RETURNED: Stage.REVIEW,
        Event.DECISION_REFUSED: Stage.REFUSED,
        Event.BUDGET_FOUND_EXHAUSTED: Stage.BUDGET_WAIT,
    },
    Stage.BUDGET_WAIT: {
        Event.BUDGET_FOUND: Stage.PUBLIC_NOTICE,
        # What another application was awarded meanwhile made the amount stale.
        Event.RETURNED: Stage.REVIEW,
    },
    Stage.PUBLIC_NOTICE: {
        Event.NOTICE_CLEARED: Stage.COMMITMENT,
        Event.OBJECTION_FILED: Stage.OBJECTION,
    },
    Stage.OBJECTION: {
        Event.OBJECTION_FILED: Stage.OBJECTION,
        Event.OBJECTION_DISMISSED: Stage.OBJECTION,
        Event.NOTICE_RESUMED: Stage.PUBLIC_NOTICE,
        Event.OBJECTION_UPHELD: Stage.REFUSED,
    },
    Stage.COMMITMENT: {
        Event.COMMITMENT_SIGNED: Stage.PAYMENT,
        Event.COMMITMENT_LAPSED: Stage.LAPSED,
    },
    Stage.PAYMENT: {
        Event.QUALITY_PASSED: Stage.PAYMENT,
        Event.QUALITY_DOUBTED: Stage.REVIEW,
        Event.PAYMENT_RELEASED: Stage.PAYMENT,
        Event.PAYMENT_SENT_BACK: Stage.PAYMENT,
        Event.PAYMENT_CONFIRMED: Stage.PAYMENT,
        Event.PAYMENT_INSTRUCTED: Stage.PAYMENT,
        Event.TREASURY_MISMATCHED: Stage.PAYMENT,
        Event.TREASURY_CORRECTED: Stage.PAYMENT,
        Event.TREASURY_FELL_SILENT: Stage.PAYMENT,
        Event.BANK_RETURNED: Stage.PAYMENT,
        Event.ACCOUNT_SUPPLIED: Stage.PAYMENT,
        Event.PAID: Stage.IN_FORCE,
    },
    Stage.IN_FORCE: {
        # A bank can send money back days after the treasury called it paid.
        Event.BANK_RETURNED: Stage.PAYMENT,
    },
    Stage.REFUSED: {
        Event.RECONSIDERATION_REQUESTED: Stage.RECONSIDERATION,
        Event.REFUSAL_BECAME_FINAL: Stage.REJECTED,
    },
    Stage.RECONSIDERATION: {
        Event.RECONSIDERATION_GRANTED: Stage.VERIFICATION,
        Event.RECONSIDERATION_DISMISSED: Stage.REJECTED,
    },
}

TERMINAL = frozenset({Stage.REJECTED, Stage.LAPSED, Stage.WITHDRAWN, Stage.DISCARDED})

# The applicant may withdraw until the decision.
WITHDRAWABLE = frozenset(
    {Stage.ACCEPTANCE, Stage.CORRECTION, Stage.VERIFICATION, Stage.REVIEW, Stage.ASSESSMENT, Stage.COMMITTEE, Stage.DECISION}
)
# What was verified rests on upstream money that may be taken back, as long as the treasury was not told to pay.
RETURNABLE = frozenset(
    {
        Stage.REVIEW,
        Stage.ASSESSMENT,
        Stage.COMMITTEE,
        Stage.DECISION,
        Stage.BUDGET_WAIT,
        Stage.PUBLIC_NOTICE,
        Stage.OBJECTION,
        Stage.COMMITMENT,
        Stage.PAYMENT,
    }
)
# An officer may hold whatever is still being handled; a notice that runs is the public's and is suspended by an objection instead.
HOLDABLE = WITHDRAWABLE | {Stage.BUDGET_WAIT, Stage.COMMITMENT, Stage.PAYMENT, Stage.RECONSIDERATION}
# Stages in which somebody has a task, so that it can be warned of, escalated, handed over and recomputed.
ATTENDED = HOLDABLE | {Stage.OFFER, Stage.OBJECTION, Stage.REFUSED}

# "review" becomes the tasks of the item's own kind of review; "payment" the release, or a second look where one was drawn.
_OPENS: dict[str, tuple[str, ...]] = {
    Event.SUBMITTED: ("acceptance",),
    Event.OFFERED: ("offer",),
    Event.OFFER_DISPUTED: ("figure_review",),
    Event.FIGURES_UPHELD: ("offer",),
    Event.OFFER_REVISED: ("offer",),
    Event.OFFER_REVOKED: ("reconsideration_request",),
    Event.CORRECTION_REQUESTED: ("correction",),
    Event.CORRECTED: ("acceptance",),
    Event.VERIFIED: ("review",),
    Event.RETURNED: ("review",),
    Event.EXPERT_RECUSED: ("expert_review",),
    Event.EXPERT_REPLACED: ("expert_review",),
    Event.EXPERT_NOMINATED: ("expert_review",),
    Event.PARAMETER_FOUND_MISSING: ("parameter_supply",),
    Event.REFERRED: ("committee_minutes",),
    Event.ASSESSED: ("decision",),
    Event.MINUTED: ("decision",),
    Event.FIRST_APPROVED: ("second_decision",),
    Event.BUDGET_FOUND_EXHAUSTED: ("budget_supply",),
    Event.OBJECTION_FILED: ("objection_ruling",),
    Event.NOTICE_CLEARED: ("commitment",),
    Event.COMMITMENT_SIGNED: ("payment",),
    Event.QUALITY_PASSED: ("payment_release",),
    Event.QUALITY_DOUBTED: ("review",),
    Event.PAYMENT_SENT_BACK: ("payment_release",),
    Event.PAYMENT_RELEASED: ("payment_confirmation",),
    Event.TREASURY_MISMATCHED: ("payment_investigation",),
    Event.BANK_RETURNED: ("new_account",),
    Event.ACCOUNT_SUPPLIED: ("payment_release",),
    Event.RECONSIDERATION_REQUESTED: ("reconsideration",),
    Event.FOUND_INELIGIBLE: ("reconsideration_request",),
    Event.ACCEPTANCE_REFUSED: ("reconsideration_request",),
    Event.NOT_RECOMMENDED: ("reconsideration_request",),
    Event.ASSESSED_TO_NOTHING: ("reconsideration_request",),
    Event.DECISION_REFUSED: ("reconsideration_request",),
    Event.OBJECTION_UPHELD: ("reconsideration_request",),
}

APPLICATION = Lifecycle(
    name="application",
    workflow="Application",
    title=Text("申请", "Application"),
    stages=STAGE_NAMES,
    events=EVENT_NAMES,
    transitions=moves(
        _OWN,
        attended=ATTENDED,
        holdable=HOLDABLE,
        also={Common.DEADLINES_RECOMPUTED: ATTENDED | {Stage.PUBLIC_NOTICE}},
    )
    | {(stage, Event.WITHDRAWN): Stage.WITHDRAWN for stage in WITHDRAWABLE}
    | {(stage, Event.UPSTREAM_CHANGED): Stage.VERIFICATION for stage in RETURNABLE},
    terminal=TERMINAL,
    opens=_OPENS,
    requests=frozenset(
        {
            Event.WITHDRAWN,
            Event.ALLOCATED,
            Event.OBJECTION_FILED,
            Event.UPSTREAM_CHANGED,
            Event.OFFER_REVISED,
            Event.OFFER_REVOKED,
        }
    ),
    next_steps=NEXT_STEPS,
    messages=MESSAGES,
)
