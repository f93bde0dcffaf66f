"""政策评估的人工环节。The human steps of an evaluation: the department says what it finds, the committee decides with minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policy.actors import Role
from policy.processes.evaluation.lifecycle import OUTCOMES, Event
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import OPINION, REASON, TaskKind, day, line
from policy.text import Text

EVALUATION: Final = "policy_evaluation"
DECISION: Final = "policy_decision"

EFFECTS: Final[Mapping[str, Text]] = {
    "goals": Text("目标完成情况", "Whether its goals are reached"),
    "money": Text("资金使用效益", "What the money has brought"),
    "handling": Text("办理效率", "How well it is handled"),
    "benefit": Text("企业获得感", "What enterprises feel of it"),
}
"""The effects that the department says something about, each by itself."""
_MINUTES: Final = ("minutes_no", "held_on", "minutes")

KINDS: tuple[TaskKind, ...] = (
    TaskKind(
        EVALUATION,
        Text("评价实施效果", "Evaluate the effects"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=20,
        decisions={Event.POLICY_EVALUATED: Text("提请审议", "Put it before the committee")},
        fields={
            **{name: line(title.zh, title.en) for name, title in EFFECTS.items()},
            "proposal": {
                "title": "建议",
                "description": "What is proposed",
                "oneOf": [{"const": event, "title": name.zh, "description": name.en} for event, name in OUTCOMES.items()],
            },
            "opinion": OPINION,
        },
        required=(*EFFECTS, "proposal", "opinion"),
        weighs=("policy_decision",),
    ),
    TaskKind(
        DECISION,
        Text("审议政策评估", "Decide on the evaluation"),
        Role.COMMITTEE,
        duty=Duty.DECIDE,
        working_days=20,
        decisions={**OUTCOMES, Event.EVALUATION_RETURNED: Text("退回重新评价", "Return it")},
        fields={
            "minutes_no": line("纪要编号", "Number of the minutes", 100),
            "held_on": day("会议日期", "The day of the meeting"),
            "minutes": line("纪要正文", "What the minutes say", 10_000),
            "reason": REASON,
        },
        required_for={**dict.fromkeys(OUTCOMES, _MINUTES), Event.EVALUATION_RETURNED: ("reason",)},
    ),
)
