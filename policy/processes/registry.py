"""流程名录。Every process with human steps, by the name its cases are kept under; every kind of human step; and how long each may take."""

from __future__ import annotations

from collections.abc import Mapping

from policy.actors import Role
from policy.processes.annual_run import tasks as annual_run_tasks
from policy.processes.annual_run.lifecycle import ANNUAL_RUN
from policy.processes.application import tasks as application_tasks
from policy.processes.application.lifecycle import APPLICATION
from policy.processes.benefit import tasks as benefit_tasks
from policy.processes.benefit.lifecycle import BENEFIT
from policy.processes.call import tasks as call_tasks
from policy.processes.call.lifecycle import CALL
from policy.processes.change.terms import Forms
from policy.processes.clawback import tasks as clawback_tasks
from policy.processes.clawback.lifecycle import CLAWBACK
from policy.processes.commitment import tasks as commitment_tasks
from policy.processes.commitment.lifecycle import COMMITMENT
from policy.processes.debarment import tasks as debarment_tasks
from policy.processes.debarment.lifecycle import DEBARMENT
from policy.processes.document_change import tasks as document_change_tasks
from policy.processes.document_change.lifecycle import DOCUMENT_CHANGE
from policy.processes.employment import tasks as employment_tasks
from policy.processes.employment.lifecycle import EMPLOYMENT
from policy.processes.enquiry import tasks as enquiry_tasks
from policy.processes.enquiry.lifecycle import ENQUIRY
from policy.processes.evaluation import tasks as evaluation_tasks
from policy.processes.evaluation.lifecycle import EVALUATION
from policy.processes.instalment import tasks as instalment_tasks
from policy.processes.instalment.lifecycle import INSTALMENT
from policy.processes.investment import tasks as investment_tasks
from policy.processes.investment.lifecycle import INVESTMENT
from policy.processes.kernel.closings import CLOSINGS
from policy.processes.kernel.lifecycle import WARN_BEFORE, Lifecycle
from policy.processes.kernel.task_kind import TaskKind
from policy.processes.loan import tasks as loan_tasks
from policy.processes.loan.steps import LOAN
from policy.processes.matching import agreement as matching_agreement
from policy.processes.matching import tasks as matching_tasks
from policy.processes.matching.lifecycle import MATCHING
from policy.processes.meeting import tasks as meeting_tasks
from policy.processes.meeting.lifecycle import MEETING
from policy.processes.outcome_report import tasks as outcome_report_tasks
from policy.processes.outcome_report.lifecycle import OUTCOME_REPORT
from policy.processes.panel import tasks as panel_tasks
from policy.processes.pending import tasks as pending_tasks
from policy.processes.pending.lifecycle import PENDING
from policy.processes.post_grant import agreement as post_grant_agreement
from policy.processes.post_grant import tasks as post_grant_tasks
from policy.processes.post_grant.lifecycle import POST_GRANT
from policy.processes.recognition import tasks as recognition_tasks
from policy.processes.recognition.steps import RECOGNITION
from policy.processes.redecision import tasks as redecision_tasks
from policy.processes.redecision.lifecycle import REDECISION
from policy.processes.refund import tasks as refund_tasks
from policy.processes.refund.lifecycle import REFUND
from policy.processes.settlement import tasks as settlement_tasks
from policy.processes.settlement.lifecycle import SETTLEMENT
from policy.processes.succession import tasks as succession_tasks
from policy.processes.succession.lifecycle import SUCCESSION
from policy.processes.treasury.reconciliation import STUCK_AFTER
from policy.processes.voucher import tasks as voucher_tasks
from policy.processes.voucher.steps import VOUCHER
from policy.processes.window import tasks as window_tasks
from policy.processes.window.lifecycle import WINDOW
from policy.text import Text

_PROCESSES: tuple[tuple[Lifecycle, tuple[TaskKind, ...]], ...] = (
    (APPLICATION, application_tasks.KINDS),
    (MEETING, meeting_tasks.KINDS),
    (WINDOW, window_tasks.KINDS),
    (INVESTMENT, investment_tasks.KINDS),
    (CALL, call_tasks.KINDS),
    (POST_GRANT, post_grant_tasks.KINDS),
    (MATCHING, matching_tasks.KINDS),
    (ANNUAL_RUN, annual_run_tasks.KINDS),
    (COMMITMENT, commitment_tasks.KINDS),
    (CLAWBACK, clawback_tasks.KINDS),
    (DEBARMENT, debarment_tasks.KINDS),
    (SUCCESSION, succession_tasks.KINDS),
    (REFUND, refund_tasks.KINDS),
    (REDECISION, redecision_tasks.KINDS),
    (INSTALMENT, instalment_tasks.KINDS),
    (RECOGNITION, recognition_tasks.KINDS),
    (ENQUIRY, enquiry_tasks.KINDS),
    (EMPLOYMENT, employment_tasks.KINDS),
    (DOCUMENT_CHANGE, document_change_tasks.KINDS),
    (BENEFIT, benefit_tasks.KINDS),
    (LOAN, loan_tasks.KINDS),
    (VOUCHER, voucher_tasks.KINDS),
    (SETTLEMENT, settlement_tasks.KINDS),
    (PENDING, pending_tasks.KINDS),
    (EVALUATION, evaluation_tasks.KINDS),
    (OUTCOME_REPORT, outcome_report_tasks.KINDS),
)
AGREEMENTS: Mapping[str, Forms] = {POST_GRANT.name: post_grant_agreement.TERMS, MATCHING.name: matching_agreement.TERMS}
"""The terms that may be changed while a case of a process is carried out, each with the form of its field."""
LIFECYCLES: Mapping[str, Lifecycle] = {lifecycle.name: lifecycle for lifecycle, _ in _PROCESSES}
KINDS: Mapping[str, TaskKind] = {kind.code: kind for kinds in (panel_tasks.KINDS, *(kinds for _, kinds in _PROCESSES)) for kind in kinds}


def _read_in(kind: TaskKind) -> frozenset[str]:
    if kind.role in {Role.APPLICANT, Role.EXPERT}:
        return frozenset(kind.weighs)
    opened_by = {event for lifecycle, _ in _PROCESSES for event, step in lifecycle.steps.items() if kind.code in step.opens}
    return frozenset({*kind.weighs, *kind.after, *(other.code for other in KINDS.values() if opened_by & other.decisions.keys())})


READ_IN: Mapping[str, frozenset[str]] = {code: _read_in(kind) for code, kind in KINDS.items()}
"""By kind of task, the kinds whose answers its doer reads: what is weighed, and what somebody decided so that it was opened."""
WEIGHED: frozenset[str] = frozenset(code for read in READ_IN.values() for code in read)
"""The kinds of task whose answers somebody reads who decides after them."""

# What a case waits for besides its tasks.
PERIODS: Mapping[str, int] = {
    **{code: days for lifecycle, _ in _PROCESSES for code, days in lifecycle.periods.items()},
    "stuck": STUCK_AFTER,
    "warn_before": WARN_BEFORE,
}
WORKING_DAYS: Mapping[str, int] = {**{kind.code: kind.working_days for kind in KINDS.values()}, **PERIODS}
"""Working days that a kind of task or a period takes, where an operator sets nothing else."""


def kinds_of(process: str) -> tuple[TaskKind, ...]:
    """Return the kinds of task that a process has: its own, and those of a panel."""
    return (*panel_tasks.KINDS, *next(kinds for lifecycle, kinds in _PROCESSES if lifecycle.name == process))


def outcome_named(process: str, kind: str, outcome: str) -> Text:
    """Return what came of a task of a process: one of its decisions, another event of its case, or how it was closed without either.

    What came of it is not always what was chosen: a first approval waits for the second.
    """
    if label := KINDS[kind].decisions.get(outcome) or CLOSINGS.get(outcome):
        return label
    return LIFECYCLES[process].steps[outcome].name
