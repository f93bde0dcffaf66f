"""后补助项目的生命周期。The post-grant process: a solution competes, its task book is delivered, accepted and audited; then it is paid.

Sources: clauses 3 and 14 (后补助, 以赛代评: nothing is paid before acceptance) and general term 2 (who may apply); the stages are the
area's administrative practice. What follows the audit is an application's: assessment, decision, notice, commitment, payment.
"""

from __future__ import annotations

from policy.processes.kernel.lifecycle import Lifecycle, moves
from policy.processes.post_grant.messages import MESSAGES
from policy.processes.post_grant.stages_and_events import EVENT_NAMES, NEXT_STEPS, STAGE_NAMES, Event, Stage
from policy.text import Text

__all__ = ["BEFORE_SELECTION", "EDITABLE", "EVIDENCE_TAKEN", "POST_GRANT", "UNSETTLED", "Event", "Stage"]

_OWN: dict[str, dict[str, str]] = {
    Stage.DRAFT: {Event.SUBMITTED: Stage.ACCEPTANCE},
    Stage.ACCEPTANCE: {
        Event.SOLUTION_ACCEPTED: Stage.VERIFICATION,
        Event.CORRECTION_REQUESTED: Stage.CORRECTION,
        Event.SOLUTION_REFUSED: Stage.REFUSED,
    },
    Stage.CORRECTION: {Event.CORRECTED: Stage.ACCEPTANCE, Event.CORRECTION_LAPSED: Stage.LAPSED},
    Stage.VERIFICATION: {Event.VERIFIED: Stage.REVIEW, Event.FOUND_INELIGIBLE: Stage.REFUSED},
    Stage.REVIEW: {
        Event.EXPERT_SCORED: Stage.REVIEW,
        Event.EXPERT_RECUSED: Stage.REVIEW,
        Event.EXPERT_REPLACED: Stage.REVIEW,
        Event.EXPERT_NOMINATED: Stage.REVIEW,
        Event.EVALUATED: Stage.SELECTION,
    },
    Stage.SELECTION: {Event.SELECTED: Stage.TASK_BOOK, Event.NOT_SELECTED: Stage.NOT_SELECTED},
    Stage.TASK_BOOK: {
        Event.TASK_BOOK_DRAFTED: Stage.TASK_BOOK,
        Event.CHANGES_REQUESTED: Stage.TASK_BOOK,
        Event.TASK_BOOK_SIGNED: Stage.TASK_BOOK,
        Event.COUNTERSIGNATURE_WITHHELD: Stage.TASK_BOOK,
        Event.COUNTERSIGNED: Stage.DELIVERY,
        Event.TASK_BOOK_LAPSED: Stage.LAPSED,
    },
    Stage.DELIVERY: {
        Event.MILESTONE_REPORTED: Stage.DELIVERY,
        Event.MILESTONE_PASSED: Stage.DELIVERY,
        Event.RECTIFICATION_ORDERED: Stage.DELIVERY,
        Event.RECTIFICATIONS_USED_UP: Stage.DELIVERY,
        Event.MILESTONE_MISSED: Stage.DELIVERY,
        Event.MILESTONE_EXTENDED: Stage.DELIVERY,
        Event.DELIVERED: Stage.FINAL_ACCEPTANCE,
        Event.PROJECT_TERMINATED: Stage.FAILED,
    },
    Stage.FINAL_ACCEPTANCE: {
        Event.FINAL_REPORTED: Stage.FINAL_ACCEPTANCE,
        Event.FINAL_REPORT_MISSED: Stage.FINAL_ACCEPTANCE,
        Event.FINAL_REPORT_EXTENDED: Stage.FINAL_ACCEPTANCE,
        Event.INSPECTED: Stage.FINAL_ACCEPTANCE,
        Event.FINAL_RECTIFICATION_ORDERED: Stage.FINAL_ACCEPTANCE,
        Event.ACCEPTANCE_PASSED: Stage.AUDIT,
        Event.ACCEPTANCE_FAILED: Stage.FAILED,
        Event.PROJECT_TERMINATED: Stage.FAILED,
    },
    Stage.AUDIT: {Event.COST_AUDITED: Stage.AWARD},
    Stage.AWARD: {Event.AWARD_ORIGINATED: Stage.COMPLETED},
    Stage.REFUSED: {Event.RECONSIDERATION_REQUESTED: Stage.RECONSIDERATION, Event.REFUSAL_BECAME_FINAL: Stage.REJECTED},
    Stage.RECONSIDERATION: {
        Event.RECONSIDERATION_GRANTED: Stage.VERIFICATION,
        Event.RECONSIDERATION_DISMISSED: Stage.REJECTED,
    },
    Stage.FAILED: {Event.FAILURE_DISPUTED: Stage.FAILURE_REVIEW, Event.FAILURE_BECAME_FINAL: Stage.TERMINATED},
    Stage.FAILURE_REVIEW: {Event.PROJECT_REOPENED: Stage.DELIVERY, Event.FAILURE_UPHELD: Stage.TERMINATED},
}

TERMINAL = frozenset(
    {
        Stage.COMPLETED,
        Stage.REJECTED,
        Stage.TERMINATED,
        Stage.NOT_SELECTED,
        Stage.CALL_CANCELLED,
        Stage.LAPSED,
        Stage.WITHDRAWN,
    }
)
# Stages the selection waits for: whoever is in one of them may still become a candidate.
UNSETTLED = frozenset({Stage.ACCEPTANCE, Stage.CORRECTION, Stage.VERIFICATION, Stage.REVIEW, Stage.REFUSED, Stage.RECONSIDERATION})
# Stages that a call's end reaches.
BEFORE_SELECTION = UNSETTLED | {Stage.SELECTION}
# The applicant may withdraw until final acceptance.
WITHDRAWABLE = (
    Stage.ACCEPTANCE,
    Stage.CORRECTION,
    Stage.VERIFICATION,
    Stage.REVIEW,
    Stage.SELECTION,
    Stage.TASK_BOOK,
    Stage.DELIVERY,
)
# An officer may hold whatever is still being handled.
HOLDABLE = frozenset(WITHDRAWABLE) | {Stage.FINAL_ACCEPTANCE, Stage.AUDIT, Stage.RECONSIDERATION, Stage.FAILURE_REVIEW}
EDITABLE = frozenset({Stage.DRAFT, Stage.CORRECTION})
EVIDENCE_TAKEN = EDITABLE | {Stage.TASK_BOOK, Stage.DELIVERY, Stage.FINAL_ACCEPTANCE, Stage.AUDIT}
_ATTENDED = frozenset(set(Stage) - {Stage.DRAFT, Stage.VERIFICATION, Stage.SELECTION, Stage.AWARD}) - TERMINAL

_OPENS: dict[str, tuple[str, ...]] = {
    Event.SUBMITTED: ("solution_check",),
    Event.CORRECTED: ("solution_check",),
    Event.CORRECTION_REQUESTED: ("solution_correction",),
    Event.SOLUTION_REFUSED: ("solution_objection",),
    Event.FOUND_INELIGIBLE: ("solution_objection",),
    Event.RECONSIDERATION_REQUESTED: ("solution_reconsideration",),
    Event.VERIFIED: ("panel",),
    Event.EXPERT_RECUSED: ("expert_review",),
    Event.EXPERT_REPLACED: ("expert_review",),
    Event.EXPERT_NOMINATED: ("expert_review",),
    Event.SELECTED: ("task_book_draft",),
    Event.CHANGES_REQUESTED: ("task_book_draft",),
    Event.COUNTERSIGNATURE_WITHHELD: ("task_book_draft",),
    Event.TASK_BOOK_DRAFTED: ("task_book_signature",),
    Event.TASK_BOOK_SIGNED: ("task_book_countersignature",),
    Event.COUNTERSIGNED: ("milestone_report",),
    Event.MILESTONE_PASSED: ("milestone_report",),
    Event.PROJECT_REOPENED: ("milestone_report",),
    Event.MILESTONE_EXTENDED: ("milestone_report",),
    Event.RECTIFICATION_ORDERED: ("milestone_report",),
    Event.MILESTONE_REPORTED: ("milestone_check",),
    Event.MILESTONE_MISSED: ("milestone_default",),
    Event.RECTIFICATIONS_USED_UP: ("milestone_default",),
    Event.DELIVERED: ("final_report",),
    Event.FINAL_REPORT_EXTENDED: ("final_report",),
    Event.FINAL_RECTIFICATION_ORDERED: ("final_report",),
    Event.FINAL_REPORT_MISSED: ("final_report_default",),
    Event.FINAL_REPORTED: ("final_inspection",),
    Event.INSPECTED: ("final_decision",),
    Event.ACCEPTANCE_PASSED: ("cost_audit",),
    Event.ACCEPTANCE_FAILED: ("failure_objection",),
    Event.PROJECT_TERMINATED: ("failure_objection",),
    Event.FAILURE_DISPUTED: ("failure_reconsideration",),
}

POST_GRANT = Lifecycle(
    name="post_grant",
    workflow="PostGrant",
    title=Text("后补助项目", "Post-grant project"),
    stages=STAGE_NAMES,
    events=EVENT_NAMES,
    transitions=moves(_OWN, attended=_ATTENDED, holdable=HOLDABLE)
    | {(stage, Event.WITHDRAWN): Stage.WITHDRAWN for stage in WITHDRAWABLE}
    | {(stage, Event.CALL_CANCELLED): Stage.CALL_CANCELLED for stage in Stage if stage in BEFORE_SELECTION},
    terminal=TERMINAL,
    opens=_OPENS,
    requests=frozenset({Event.WITHDRAWN}),
    next_steps=NEXT_STEPS,
    messages=MESSAGES,
)
