"""What the order of an application's stages has to guarantee."""

from __future__ import annotations

from policy.processes.application.lifecycle import APPLICATION, WITHDRAWABLE, Event, Stage
from policy.processes.kernel.lifecycle import Common


def test_application_can_be_withdrawn_only_before_the_decision() -> None:
    withdrawable = {stage for (stage, event) in APPLICATION.transitions if event == Event.WITHDRAWN}
    assert withdrawable == WITHDRAWABLE
    assert not withdrawable & {Stage.BUDGET_WAIT, Stage.PUBLIC_NOTICE, Stage.OBJECTION, Stage.COMMITMENT, Stage.PAYMENT, Stage.IN_FORCE}


def test_whatever_is_held_can_be_resumed_where_it_was() -> None:
    holdable = {stage for stage, row in APPLICATION.stages.items() if row.holdable}
    assert holdable >= WITHDRAWABLE
    for stage in holdable:
        assert APPLICATION.target(stage, Common.PUT_ON_HOLD) == stage
        assert APPLICATION.target(stage, Common.RESUMED) == stage
        assert APPLICATION.stages[stage].attended


def test_nothing_is_paid_without_notice_and_commitment() -> None:
    without = {key: target for key, target in APPLICATION.transitions.items() if target not in {Stage.PUBLIC_NOTICE, Stage.COMMITMENT}}
    found, waiting = {str(Stage.DRAFT)}, [str(Stage.DRAFT)]
    while waiting:
        stage = waiting.pop()
        following = {target for (source, _), target in without.items() if source == stage} - found
        found |= following
        waiting += following
    assert not found & {Stage.PAYMENT, Stage.IN_FORCE}
