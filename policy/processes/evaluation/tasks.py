"""政策评估的人工环节。The human steps of an evaluation: the department says what it finds, and puts it before a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policy.actors import Role
from policy.processes.evaluation.lifecycle import OUTCOMES, Event
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import OPINION, TaskKind, line
from policy.text import Text

EVALUATION: Final = "policy_evaluation"
LISTING: Final = "policy_listing"

EFFECTS: Final[Mapping[str, Text]] = {
    "goals": Text("目标完成情况", "Whether its goals are reached"),
    "money": Text("资金使用效益", "What the money has brought"),
    "handling": Text("办理效率", "How well it is handled"),
    "benefit": Text("企业获得感", "What enterprises feel of it"),
}
"""The effects that the department says something about, each by itself."""

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
    ),
    TaskKind(
        LISTING,
        Text("列入专题会议题", "Put it on the agenda of a meeting"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=20,
        decisions={Event.TABLED: Text("列入议题", "Put it on the agenda")},
        fields={"meeting": line("会议编号", "Number of the meeting", 100), "opinion": OPINION},
        required=("meeting",),
        weighs=(EVALUATION,),
    ),
)
