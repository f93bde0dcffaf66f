"""What is said of a decision that is not revoked any more, or not yet: how it is mended instead."""

from __future__ import annotations

import pytest

from policy.errors import Code
from policy.processes.application.revoking import ASKED_IN, not_revoked
from policy.processes.application.stages import Stage

ROADS = {
    Stage.IN_FORCE: ("再决定", "追回", "POST /redecisions", "POST /clawbacks"),
    Stage.REFUSED: ("复核",),
    Stage.RECONSIDERATION: ("复核",),
    Stage.PUBLIC_NOTICE: ("实名异议",),
    Stage.OBJECTION: ("实名异议",),
    Stage.OLDER_POLICY: ("原政策", "复核"),
    Stage.OLDER_POLICY_RECONSIDERATION: ("原政策", "复核"),
    Stage.OLDER_POLICY_FINAL: ("原政策", "另行申请"),
}


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in ASKED_IN])
def test_refusal_to_revoke_names_the_road_when_a_stage_has_another(stage: Stage) -> None:
    refusal = not_revoked(stage)
    assert refusal.code is Code.WRONG_STAGE
    for road in ROADS.get(stage, ("没有可以撤销的决定",)):
        assert road in refusal.detail.zh + refusal.detail.en
