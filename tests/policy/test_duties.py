"""One person, one duty: every pair of kinds of task, and every exclusion that was ever written by hand."""

from __future__ import annotations

import uuid
from itertools import product

import pytest

from policy.actors import Role
from policy.processes.kernel.duties import BARRED, DUTY_NAMES, REFUSED, Act, Done, Duty, bars, duty_in
from policy.processes.kernel.lifecycle import COMMON
from policy.processes.kernel.permissions import four_eyes
from policy.processes.registry import KINDS, LIFECYCLES

FAMILY = uuid.uuid4()
EXCLUDED_BY_HAND = {
    "source_giving_up": "source_clarification",
    "fact_confirmation": "desk_review site_check joint_review fact_check figure_review",
    "policy_choice": """
        acceptance identity_check source_clarification desk_review site_check joint_review fact_check
        expert_review fact_confirmation comparison
    """,
    "decision": """
        acceptance identity_check source_clarification desk_review site_check joint_review fact_check
        expert_review fact_confirmation comparison meeting_listing
    """,
    "second_decision": """
        acceptance identity_check source_clarification desk_review site_check joint_review fact_check
        expert_review fact_confirmation comparison meeting_listing decision
    """,
    "objection_ruling": """
        desk_review site_check joint_review fact_check fact_confirmation decision second_decision
        redecision_decision
    """,
    "objection_confirmation": """
        desk_review site_check joint_review fact_check fact_confirmation decision second_decision
        redecision_decision objection_ruling
    """,
    "quality_check": """
        acceptance identity_check source_clarification desk_review site_check joint_review fact_check
        expert_review fact_confirmation comparison figure_review panel_nomination policy_choice
        parameter_supply meeting_listing objection_ruling objection_confirmation reconsideration decision
        second_decision
    """,
    "doubt_decision": """
        acceptance identity_check source_clarification desk_review site_check joint_review fact_check
        expert_review fact_confirmation comparison figure_review panel_nomination policy_choice
        parameter_supply meeting_listing objection_ruling objection_confirmation reconsideration
        quality_check decision second_decision
    """,
    "suspension_check": """
        acceptance identity_check source_clarification desk_review site_check joint_review fact_check
        expert_review fact_confirmation comparison figure_review panel_nomination policy_choice
        parameter_supply meeting_listing objection_ruling objection_confirmation reconsideration
    """,
    "payee_check": "decision second_decision redecision_decision payment_release payment_confirmation",
    "payment_release": "decision second_decision redecision_decision payee_check",
    "payment_confirmation": "decision second_decision redecision_decision payee_check payment_release",
    "standing_check": """
        acceptance identity_check source_clarification desk_review site_check joint_review fact_check
        expert_review fact_confirmation comparison figure_review panel_nomination policy_choice
        parameter_supply meeting_listing objection_ruling objection_confirmation reconsideration
        quality_check doubt_decision budget_supply decision second_decision redecision_decision payee_check
        payment_release payment_confirmation payment_investigation
    """,
    "resumption_confirmation": """
        acceptance identity_check source_clarification desk_review site_check joint_review fact_check
        expert_review fact_confirmation comparison figure_review panel_nomination
        parameter_supply meeting_listing objection_ruling objection_confirmation reconsideration
        quality_check doubt_decision budget_supply payee_check payment_release payment_confirmation
        payment_investigation standing_check
    """,
    "reconsideration": """
        acceptance identity_check source_clarification desk_review site_check joint_review fact_check
        expert_review fact_confirmation comparison source_giving_up decision second_decision meeting_listing
        objection_ruling objection_confirmation policy_choice standing_check resumption_confirmation
    """,
    "call_approval": "call_revision",
    "selection": "call_revision",
    "solution_reconsideration": "solution_check",
    "task_book_countersignature": "task_book_draft",
    "final_decision": "final_inspection",
    "cost_audit": "milestone_check final_inspection",
    "failure_reconsideration": "milestone_check final_inspection final_decision milestone_default final_report_default",
    "change_decision": "change_review",
    "upstream_giving_up": "upstream_clarification",
    "admission_confirmation": "admission",
    "remedy_check": "breach_review",
    "breach_decision": "breach_review remedy_check",
    "breach_reconsideration": "breach_review remedy_check breach_decision",
    "closing_confirmation": "breach_review remedy_check",
    "dropping_confirmation": "clawback_approval",
    "proposal_keeping": "proposal_shrunk",
    "demand_keeping": "demand_shrunk",
    "clawback_ruling": "clawback_approval",
    "reduction_confirmation": "clawback_ruling",
    "release_confirmation": "clawback_ruling",
    "waiver_confirmation": "enforcement_decision",
    "write_off_confirmation": "court_result",
    "debarment_decision": "debarment_proposal",
    "no_bar_decision": "debarment_proposal",
    "debarment_lifting": "debarment_decision",
    "restitution": "debarment_lifting",
    "recognition_decision": "recognition_check recognition_review",
    "renewal_decision": "renewal_check recognition_review",
    "revocation_decision": "recognition_review",
    "succession_approval": "succession_check",
    "refund_payee_check": "refund_release refund_confirmation",
    "refund_release": "refund_payee_check",
    "refund_confirmation": "refund_payee_check refund_release",
    "withdrawal_confirmation": "redecision_proposal",
}


def done(code: str) -> list[Done]:
    return [Done(FAMILY, KINDS[code].duty, code)]


@pytest.mark.parametrize(("code", "before"), [(code, before) for code, some in EXCLUDED_BY_HAND.items() for before in some.split()])
def test_what_was_excluded_by_hand_follows_from_the_duties(code: str, before: str) -> None:
    assert bars(KINDS[code], done(before))


@pytest.mark.parametrize(("one", "other"), list(product(Duty, Duty)))
def test_different_duties_exclude_each_other_but_to_fund_and_to_release(one: Duty, other: Duty) -> None:
    together = {one, other} == {Duty.FUND, Duty.RELEASE}
    assert (other in BARRED[one]) is (one is not other and not together)
    assert (other in BARRED[one]) is (one in BARRED[other])


@pytest.mark.parametrize("code", sorted(KINDS))
def test_task_is_done_by_nobody_with_another_duty_and_again_by_whoever_did_it(code: str) -> None:
    kind = KINDS[code]
    for before in KINDS.values():
        same, alike = before.duty is kind.duty, {before.duty, kind.duty} == {Duty.FUND, Duty.RELEASE}
        allowed = alike or (before.code not in kind.not_again and (same or before.duty in kind.also_by))
        assert bars(kind, done(before.code)) is not allowed, before.code
    assert not bars(kind, ())


@pytest.mark.parametrize(("code", "before"), [(code, next(iter(sorted(BARRED[KINDS[code].duty])))) for code in sorted(KINDS)])
def test_refusal_says_four_eyes_when_a_duty_bars(code: str, before: Duty) -> None:
    refusal = four_eyes(KINDS[code], [Done(FAMILY, before, "before")])
    assert refusal is not None
    assert refusal.code == "four_eyes"
    assert four_eyes(KINDS[code], ()) is None


def test_act_without_a_task_is_barred_as_a_task_is() -> None:
    proposing = Act("proposed", Duty.PREPARE)
    assert bars(proposing, done("decision"))
    assert not bars(proposing, done("acceptance"))


@pytest.mark.parametrize("by", ["decision", "second_decision", "redecision_decision", "policy_choice"])
def test_whoever_decided_confirms_that_a_payment_goes_on_as_a_part_of_that(by: str) -> None:
    kind = KINDS["resumption_confirmation"]
    assert not bars(kind, done(by))
    assert duty_in(kind, done(by)) is KINDS[by].duty
    assert bars(kind, [*done(by), *done("standing_check")])


@pytest.mark.parametrize("before", ["", "resumption_confirmation"])
def test_confirmation_that_a_payment_goes_on_is_a_review_where_nobody_has_decided(before: str) -> None:
    kind = KINDS["resumption_confirmation"]
    assert duty_in(kind, done(before) if before else ()) is Duty.REVIEW


ASKED = [(lifecycle.name, event) for lifecycle in LIFECYCLES.values() for event in lifecycle.steps if event not in COMMON]


@pytest.mark.parametrize(("process", "event"), ASKED)
def test_whatever_people_ask_for_without_a_task_is_a_duty(process: str, event: str) -> None:
    step = LIFECYCLES[process].steps[event]
    by_a_person = isinstance(step.asked_by, Role) and step.asked_by is not Role.SYSTEM
    assert (step.duty is not None) is by_a_person
    assert (step.duty is Duty.APPLY) is (step.asked_by is Role.APPLICANT)


@pytest.mark.parametrize("code", sorted(KINDS))
def test_applicants_apply_and_nobody_else_does(code: str) -> None:
    assert (KINDS[code].duty is Duty.APPLY) is (KINDS[code].role is Role.APPLICANT)


REVOCATIONS = {"award_revocation_proposed", "refusal_revocation_proposed"}


@pytest.mark.parametrize(("code", "before"), [(kind.code, before) for kind in KINDS.values() for before in kind.not_again])
def test_step_that_is_not_taken_again_goes_over_one_of_the_same_duty(code: str, before: str) -> None:
    assert before != code
    # What is asked for without a task is decided where an approver asks, or where it follows from what they decided elsewhere.
    asked = {"proposed", "submitted", "member_proposed", "nominated", "redecided", "change_noted", "refused", *REVOCATIONS}
    assert before in asked or KINDS[before].duty is KINDS[code].duty


# Of what is reopened, by the process that goes on.
REOPENED = """
    source_clarification source_giving_up identity_check desk_review site_check joint_review fact_check panel_nomination fact_confirmation
    comparison policy_choice meeting_listing decision second_decision
    milestone_check milestone_default final_report_default final_inspection final_decision cost_audit
"""


@pytest.mark.parametrize("code", REOPENED.split())
def test_whoever_refused_takes_no_step_that_judges_what_is_reopened(code: str) -> None:
    kind = KINDS[code]
    assert bars(kind, [Done(FAMILY, kind.duty, REFUSED)])
    assert not bars(kind, [Done(FAMILY, kind.duty, code)])


def test_every_duty_has_a_name_and_is_somebodys() -> None:
    assert set(DUTY_NAMES) == set(Duty) == {kind.duty for kind in KINDS.values()}
