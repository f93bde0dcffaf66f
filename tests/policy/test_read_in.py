"""Whoever agrees to what another proposed, or does again what was sent back, reads what was written: of every process."""

from __future__ import annotations

import pytest

from policy.processes.registry import READ_IN, WEIGHED

# Who decides second, or once more, after whom.
AFTER = [
    ("waiver_confirmation", "enforcement_decision"),
    ("enforcement_decision", "waiver_confirmation"),
    ("write_off_confirmation", "court_result"),
    ("court_result", "write_off_confirmation"),
    ("court_result", "enforcement_decision"),
    ("counting_confirmation", "refund_release"),
    ("refund_release", "counting_confirmation"),
    ("dropping_confirmation", "clawback_approval"),
    ("clawback_approval", "dropping_confirmation"),
    ("reduction_confirmation", "clawback_ruling"),
    ("clawback_ruling", "reduction_confirmation"),
    ("clawback_ruling", "release_confirmation"),
    ("proposal_keeping", "proposal_shrunk"),
    ("demand_shrunk", "demand_keeping"),
    ("filing_confirmation", "filing_review"),
    ("filing_release_confirmation", "filing_review"),
    ("filing_review", "filing_release_confirmation"),
    ("resumption_confirmation", "standing_check"),
    ("standing_check", "resumption_confirmation"),
    ("admission_confirmation", "admission"),
    ("admission", "admission_confirmation"),
    ("change_decision", "change_review"),
    ("call_approval", "call_revision"),
    ("call_revision", "call_approval"),
    ("succession_approval", "succession_check"),
    ("task_book_draft", "task_book_countersignature"),
    ("withdrawal_confirmation", "redecision_proposal"),
    ("redecision_proposal", "withdrawal_confirmation"),
    ("desk_review", "decision"),
    ("site_check", "second_decision"),
    ("joint_review", "reconsideration"),
    ("fact_check", "objection_confirmation"),
    ("acceptance", "reconsideration"),
    ("identity_check", "reconsideration"),
    ("solution_check", "solution_reconsideration"),
    ("final_inspection", "failure_reconsideration"),
    ("final_decision", "failure_reconsideration"),
    ("decision", "reconsideration"),
]


@pytest.mark.parametrize(("kind", "before"), AFTER)
def test_what_was_written_is_read_when_somebody_decides_after_it(kind: str, before: str) -> None:
    assert before in READ_IN[kind]
    # And over the case, by whoever may read opinions.
    assert before in WEIGHED


@pytest.mark.parametrize("kind", ["expert_review", "offer", "clawback_objection"])
def test_nothing_of_a_decision_is_read_when_an_expert_or_an_applicant_has_the_task(kind: str) -> None:
    assert not READ_IN[kind] & {"decision", "second_decision", "clawback_approval"}
