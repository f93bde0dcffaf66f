"""Every process's table holds together with itself, the tasks and the messages."""

from __future__ import annotations

import re

import pytest

from activities.voucher.spending import TO_PLATFORM
from policy.actors import Role
from policy.errors import Refusal
from policy.processes.application.lifecycle import Event
from policy.processes.application.tasks import REVIEWS
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.granting import PERMISSIONS
from policy.processes.kernel.lifecycle import COMMON, DRAFT, Common, Lifecycle
from policy.processes.registry import KINDS, LIFECYCLES, PERIODS, WEIGHED, WORKING_DAYS
from policy.text import Text

PROCESSES = list(LIFECYCLES.values())
STAGES = [(lifecycle, stage) for lifecycle in PROCESSES for stage in lifecycle.stages]
# Names in `opens` that stand for kinds of task which depend on the case.
DEPENDING: dict[str, set[str]] = {
    "review": set(REVIEWS.values()) | {"panel_nomination", "fact_check", "due_diligence", "firm_due_diligence"},
    "panel": {"expert_review", "panel_nomination"},
    "expert_review": {"expert_review", "panel_nomination"},
    "signing": {"commitment", "payee_account", "agreement_signature"},
    "payment": {"payee_check", "payment_release", "quality_check"},
    "changed_payment": {"payee_check", "payment_release"},
    "payment_release": {"payee_check", "payment_release"},
    "refund_release": {"refund_payee_check", "refund_release"},
    # What the stage opened before: each of these kinds is looked at where it is opened first.
    "breach_step": set(),
    "taken_up": set(),
    "waiting_filings": {"filing_review"},
    # A demand of its own, which opens its own.
    "breach_besides": set(),
    "money": {"repayment_receipt", "repayment_confirmation", "payer_decision"},
}

# What two approvers do of a case that has ended.
TAKING_UP: set[str] = {Event.REFUSAL_REVOCATION_PROPOSED}


def opened_by(lifecycle: Lifecycle, event: str) -> set[str]:
    return {kind for name in lifecycle.steps[event].opens for kind in DEPENDING.get(name, {name})}


def stages_with(kind: str) -> list[tuple[Lifecycle, str]]:
    """Return the stages a kind of task is open in."""
    return [
        (lifecycle, target)
        for lifecycle in PROCESSES
        for (_, event), target in lifecycle.transitions.items()
        if kind in opened_by(lifecycle, event)
    ]


@pytest.mark.parametrize("lifecycle", PROCESSES, ids=lambda found: found.name)
def test_what_is_paid_is_watched_for_what_a_bank_returns(lifecycle: Lifecycle) -> None:
    paid = lifecycle.steps[DisbursementEvent.PAID].leads.values() if DisbursementEvent.PAID in lifecycle.steps else ()
    assert lifecycle.watched == set(paid)
    assert not lifecycle.watched & lifecycle.terminal


@pytest.mark.parametrize("lifecycle", PROCESSES, ids=lambda found: found.name)
def test_every_stage_is_reached_from_a_draft(lifecycle: Lifecycle) -> None:
    found, waiting = {DRAFT}, [DRAFT]
    while waiting:
        stage = waiting.pop()
        following = {target for (source, _), target in lifecycle.transitions.items() if source == stage} - found
        found |= following
        waiting += following
    assert found == set(lifecycle.stages)


@pytest.mark.parametrize(("lifecycle", "stage"), STAGES, ids=lambda found: getattr(found, "name", found))
def test_stage_is_left_unless_it_is_terminal(lifecycle: Lifecycle, stage: str) -> None:
    leaving = {event for (source, event), target in lifecycle.transitions.items() if source == stage and target != stage}
    assert bool(leaving - TAKING_UP) != (stage in lifecycle.terminal)
    if stage in lifecycle.terminal:
        assert set(lifecycle.events_in(stage)) <= TAKING_UP


@pytest.mark.parametrize(("lifecycle", "stage"), STAGES, ids=lambda found: getattr(found, "name", found))
def test_stage_has_a_name_and_a_next_step_in_both_languages(lifecycle: Lifecycle, stage: str) -> None:
    for text in (lifecycle.stages[stage].name, lifecycle.stages[stage].next_step):
        assert text.zh
        assert text.en


@pytest.mark.parametrize("lifecycle", PROCESSES, ids=lambda found: found.name)
def test_every_event_may_happen_and_has_a_name(lifecycle: Lifecycle) -> None:
    happening = {event for _, event in lifecycle.transitions}
    assert set(lifecycle.steps) - set(COMMON) <= happening
    for event in happening:
        assert lifecycle.steps[event].name.zh
        assert lifecycle.steps[event].name.en


@pytest.mark.parametrize("lifecycle", PROCESSES, ids=lambda found: found.name)
def test_messages_take_what_is_filled_into_them(lifecycle: Lifecycle) -> None:
    for step in lifecycle.steps.values():
        for text in step.tells.values():
            values = {"number": "N", "item": "I", "task": "T", "defects": "D", "formula": "F", "share": "S", "reason": "R", "others": "O"}
            values |= {"predecessor": "P", "successor": "U", "outcome": "W", "contradictions": "C", "before": "B", "after": "A"}
            values |= {"owed": "Y", "until": "L", "on": "E", "repaid": "Z", "redecision": "N", "asked": "Z", "found": "K"}
            values |= {"counted": "J", "booked": "K", "demands": "X", "left": "5"}
            values |= {"employer": "M", "benefit": "V", "price": "Q", "back": "W"}
            values |= {"half_year": "H", "change": "G", "ended": "E", "source": "S", "document_no": "D"}
            values |= {"face": "1", "amount": "2", "platform": "3", "contract": "4", "left": "5", "pays": "6"}
            values |= {"heard": "", "figures": "F", "offered": "6", "due": "7", "pay": "8", "again": "", "part": "8", "condition": "9"}
            values |= {"matter": "A"}
            assert text.zh.format(**values)
            assert text.en.format(**values)


# What begins with a sign of its own, or with nothing at all.
_SETS_ITSELF_OFF = ("back",)


@pytest.mark.parametrize("lifecycle", PROCESSES, ids=lambda found: found.name)
def test_number_in_a_message_does_not_run_into_what_follows(lifecycle: Lifecycle) -> None:
    said = [text for step in lifecycle.steps.values() for text in step.tells.values()]
    said += TO_PLATFORM.values() if lifecycle.name == "voucher" else []
    for text in said:
        for sentence in (text.zh, text.en):
            run_together = re.findall(r"\{(?:number|contract|reference|amount|price|left)\}\{(\w+)\}", sentence)
            assert set(run_together) <= set(_SETS_ITSELF_OFF), sentence


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_decision_of_a_task_is_legal_where_the_task_is_open(kind: str) -> None:
    stages = stages_with(kind)
    assert stages
    for event in KINDS[kind].decisions:
        for lifecycle, stage in stages:
            assert lifecycle.allows(stage, event), (kind, event, stage)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_follows_an_overdue_task_is_legal_where_the_task_is_open(kind: str) -> None:
    event = KINDS[kind].overdue or Common.ESCALATED
    for lifecycle, stage in stages_with(kind):
        assert lifecycle.allows(stage, event)
        assert lifecycle.allows(stage, Common.WARNED)


PLEAS = {code for code, kind in KINDS.items() if kind.role is Role.APPLICANT and {"reason", "statement", "report"} & set(kind.fields)}
# What is disputed of an offer or a task book stands in the task of whoever looks into it.
# Why the last answer to an enquiry does not satisfy is told to those who lead the department; why a contract is declined, to its platform.
SHOWN = {"offer", "task_book_signature", "milestone_report", "final_report", "follow_up_rating", "delivery_confirmation"}


@pytest.mark.parametrize("kind", sorted(PLEAS - SHOWN))
def test_what_an_enterprise_pleads_is_read_by_somebody(kind: str) -> None:
    assert kind in WEIGHED


# Finance releases what is due, and an auditor of costs states them: neither is somebody else's proposal.
NO_PROPOSALS = {"payment_release", "cost_audit", "court_result", "further_release"}


SECOND = {Duty.CHECK, Duty.DECIDE, Duty.COUNTERSIGN, Duty.RULE, Duty.REVIEW, Duty.CONFIRM}


@pytest.mark.parametrize("kind", sorted(code for code, kind in KINDS.items() if kind.duty in SECOND and code not in NO_PROPOSALS))
def test_second_person_may_disagree(kind: str) -> None:
    assert len(KINDS[kind].decisions) > 1


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_a_task_weighs_are_kinds_that_exist(kind: str) -> None:
    assert set(KINDS[kind].weighs) <= set(KINDS)


@pytest.mark.parametrize("lifecycle", PROCESSES, ids=lambda found: found.name)
def test_events_open_kinds_of_task_that_exist(lifecycle: Lifecycle) -> None:
    assert {kind for event in lifecycle.steps for kind in opened_by(lifecycle, event)} <= set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_form_of_a_task_knows_its_required_fields(kind: str) -> None:
    form = KINDS[kind].form()
    known = set(form["properties"])
    assert set(form["required"]) <= known
    assert {name for fields in KINDS[kind].required_for.values() for name in fields} <= known
    assert set(KINDS[kind].required_for) <= set(KINDS[kind].decisions)


@pytest.mark.parametrize("lifecycle", PROCESSES, ids=lambda found: found.name)
def test_table_answers_what_it_says(lifecycle: Lifecycle) -> None:
    for (stage, event), target in lifecycle.transitions.items():
        assert lifecycle.target(stage, event) == target
        assert event in lifecycle.events_in(stage)


@pytest.mark.parametrize("lifecycle", PROCESSES, ids=lambda found: found.name)
def test_transition_that_is_not_in_the_table_is_refused(lifecycle: Lifecycle) -> None:
    with pytest.raises(Refusal) as refused:
        lifecycle.target(DRAFT, Common.ESCALATED)
    assert refused.value.code == "wrong_stage"
    assert refused.value.detail.zh == f"处于“{lifecycle.stages[DRAFT].name.zh}”阶段时不能“逾期督办”。"


@pytest.mark.parametrize("lifecycle", PROCESSES, ids=lambda found: found.name)
def test_event_of_every_process_stays_what_it_is_where_a_process_tells_it_in_its_own_words(lifecycle: Lifecycle) -> None:
    for event, common in COMMON.items():
        own = lifecycle.steps[event]
        assert (own.while_held, own.internal, own.asked_by) == (common.while_held, common.internal, common.asked_by)


def test_every_permission_names_roles_or_is_public() -> None:
    assert [name for name, roles in PERMISSIONS.items() if not roles] == ["public"]


@pytest.mark.parametrize("lifecycle", PROCESSES, ids=lambda found: found.name)
def test_every_row_is_of_a_stage_and_leads_to_one(lifecycle: Lifecycle) -> None:
    for step in lifecycle.steps.values():
        assert {*step.leads, *step.leads.values(), *step.stays} <= set(lifecycle.stages)
        assert not set(step.leads) & set(step.stays)


@pytest.mark.parametrize("code", sorted(WORKING_DAYS))
def test_kind_of_task_and_period_never_share_a_name(code: str) -> None:
    assert (code in KINDS) != (code in PERIODS)
    assert WORKING_DAYS[code] > 0


def test_hold_is_told_in_the_words_of_the_process() -> None:
    told = {name: lifecycle.on_hold().detail for name, lifecycle in LIFECYCLES.items()}
    assert told["application"] == Text("申请已暂停办理。", "The application is on hold.")
    assert told["clawback"] == Text("追回已暂停办理。", "The clawback is on hold.")
    assert len(set(told.values())) == len(PROCESSES)


@pytest.mark.parametrize("kind", sorted(code for code, kind in KINDS.items() if kind.lasts_in))
def test_task_that_outlasts_a_stage_can_be_answered_in_the_next(kind: str) -> None:
    # Several processes ask about a payer: it is the one with these stages.
    asks = KINDS[kind]
    (lifecycle,) = (
        found for found in LIFECYCLES.values() if set(asks.decisions) <= set(found.steps) and set(asks.lasts_in) <= set(found.stages)
    )
    assert {stage for stage in KINDS[kind].lasts_in for event in KINDS[kind].decisions if not lifecycle.allows(stage, event)} == set()
