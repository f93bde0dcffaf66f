"""The lifecycle's table holds together with itself, the tasks and the messages."""

from __future__ import annotations

import pytest

from policy.errors import Refusal
from policy.lifecycles.application import (
    APPLICATION,
    ATTENDED,
    HOLDABLE,
    NEXT_STEPS,
    OPENS,
    STAGE_NAMES,
    TERMINAL,
    WITHDRAWABLE,
    Event,
    Stage,
)
from policy.messages import MESSAGES
from policy.permissions import PERMISSIONS
from policy.tasks import KINDS, REVIEWS

TABLE = sorted(APPLICATION.transitions.items())
HAPPENING = {event for _, event in APPLICATION.transitions}


def reachable() -> set[Stage]:
    found, waiting = {Stage.DRAFT}, [Stage.DRAFT]
    while waiting:
        stage = waiting.pop()
        following = {target for (source, _), target in APPLICATION.transitions.items() if source is stage} - found
        found |= following
        waiting += following
    return found


@pytest.mark.parametrize("stage", sorted(TERMINAL))
def test_nothing_leaves_a_terminal_stage(stage: Stage) -> None:
    assert APPLICATION.events(stage) == []


def test_every_stage_is_reached_from_a_draft() -> None:
    assert reachable() == set(Stage)


@pytest.mark.parametrize("stage", sorted(set(Stage) - TERMINAL))
def test_every_other_stage_is_left_by_some_event(stage: Stage) -> None:
    assert any(target is not stage for (source, _), target in APPLICATION.transitions.items() if source is stage)


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_has_a_name_and_a_next_step_in_both_languages(stage: Stage) -> None:
    for text in (STAGE_NAMES[stage], NEXT_STEPS[stage]):
        assert text.zh
        assert text.en


@pytest.mark.parametrize("event", list(Event))
def test_every_event_may_happen_somewhere(event: Event) -> None:
    assert event in HAPPENING


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_decision_of_a_task_is_legal_where_the_task_is_open(kind: str) -> None:
    stages = {
        target
        for (_, event), target in APPLICATION.transitions.items()
        for opened in OPENS.get(event, ())
        if opened == kind or (opened == "review" and kind in REVIEWS.values()) or (opened == "expert_review" and kind == "panel_nomination")
    }
    assert stages
    for event in KINDS[kind].decisions:
        for stage in stages:
            assert APPLICATION.allows(stage, event), (kind, event, stage)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_follows_an_overdue_task_is_legal(kind: str) -> None:
    event = KINDS[kind].overdue or Event.ESCALATED
    assert event in HAPPENING
    assert kind == "commitment" or event is not Event.COMMITMENT_LAPSED


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_four_eyes_of_a_task_name_kinds_that_exist(kind: str) -> None:
    assert set(KINDS[kind].not_by) <= set(KINDS)


def test_events_open_kinds_of_task_that_exist() -> None:
    assert {kind for kinds in OPENS.values() for kind in kinds} <= set(KINDS) | {"review"}
    assert set(REVIEWS.values()) <= set(KINDS)


def test_every_kind_of_task_is_opened_by_some_event() -> None:
    opened = {kind for kinds in OPENS.values() for kind in kinds} | set(REVIEWS.values()) | {"panel_nomination"}
    assert opened >= set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_form_of_a_task_knows_its_required_fields(kind: str) -> None:
    form = KINDS[kind].form()
    known = set(form["properties"])
    assert set(form["required"]) <= known
    assert {name for fields in KINDS[kind].required_for.values() for name in fields} <= known
    assert set(KINDS[kind].required_for) <= set(KINDS[kind].decisions)


def test_messages_are_told_of_events_that_exist() -> None:
    assert set(MESSAGES) <= set(Event)
    for sentences in MESSAGES.values():
        for _, text in sentences:
            values = {"number": "N", "item": "I", "task": "T"}
            assert text.zh.format(**values)
            assert text.en.format(**values)


def test_application_can_be_withdrawn_only_before_the_decision() -> None:
    withdrawable = {stage for (stage, event) in APPLICATION.transitions if event is Event.WITHDRAWN}
    assert withdrawable == WITHDRAWABLE
    assert not withdrawable & {Stage.BUDGET_WAIT, Stage.PUBLIC_NOTICE, Stage.OBJECTION, Stage.COMMITMENT, Stage.PAYMENT, Stage.IN_FORCE}


def test_whatever_is_held_can_be_resumed_where_it_was() -> None:
    for stage in HOLDABLE:
        assert APPLICATION.target(stage, Event.PUT_ON_HOLD) is stage
        assert APPLICATION.target(stage, Event.RESUMED) is stage
    assert HOLDABLE <= ATTENDED


def test_nothing_is_paid_without_notice_and_commitment() -> None:
    without = {key: target for key, target in APPLICATION.transitions.items() if target not in {Stage.PUBLIC_NOTICE, Stage.COMMITMENT}}
    found, waiting = {Stage.DRAFT}, [Stage.DRAFT]
    while waiting:
        stage = waiting.pop()
        following = {target for (source, _), target in without.items() if source is stage} - found
        found |= following
        waiting += following
    assert not found & {Stage.PAYMENT, Stage.IN_FORCE}


def test_transition_that_is_not_in_the_table_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        APPLICATION.target(Stage.DRAFT, Event.PAID)
    assert refused.value.code == "wrong_stage"


@pytest.mark.parametrize(("key", "target"), TABLE)
def test_table_answers_what_it_says(key: tuple[Stage, Event], target: Stage) -> None:
    assert APPLICATION.target(*key) is target
    assert key[1] in APPLICATION.events(key[0])


def test_every_permission_names_roles_or_is_public() -> None:
    assert [name for name, roles in PERMISSIONS.items() if not roles] == ["public"]
