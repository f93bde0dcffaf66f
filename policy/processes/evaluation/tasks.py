"""政策评估的人工环节。The human steps of an evaluation: the department says what it finds, puts it before a meeting, carries it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policy.actors import Role
from policy.processes.evaluation.lifecycle import OUTCOMES, Event
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import OPINION, TaskKind, day, line
from policy.text import Text

EVALUATION: Final = "policy_evaluation"
LISTING: Final = "policy_listing"
FOLLOW_UP: Final = "policy_follow_up"
CONFIRMATION: Final = "policy_follow_up_confirmation"

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
            "abolished_from": day("废止日期（建议废止时填写）", "From which day it is abolished, where that is proposed"),
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
    TaskKind(
        FOLLOW_UP,
        Text("落实评估结论", "Carry out what was decided"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=60,
        decisions={
            Event.POLICY_CARRIED_OUT: Text("已落实", "It is carried out"),
            Event.NO_FOLLOW_UP_PROPOSED: Text("无需另行落实", "Nothing has to follow"),
        },
        fields={
            "document_no": line(
                "落实文件的文号：已审批的实施细则、暂停或者关闭所依据的文件",
                "Number of the document that carries it out, by which an implementing rule, a suspension or a closing was approved",
                200,
            ),
            "reason": line("无需落实的理由", "Why nothing has to follow"),
        },
        required_for={Event.POLICY_CARRIED_OUT: ("document_no",), Event.NO_FOLLOW_UP_PROPOSED: ("reason",)},
        weighs=(EVALUATION,),
    ),
    TaskKind(
        CONFIRMATION,
        Text("确认无需落实", "Confirm that nothing has to follow"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={
            Event.NO_FOLLOW_UP_CONFIRMED: Text("确认", "Confirm"),
            Event.NO_FOLLOW_UP_REFUSED: Text("仍须落实", "It is to be carried out"),
        },
        fields={"reason": line("理由", "The reason")},
        required_for={Event.NO_FOLLOW_UP_REFUSED: ("reason",)},
    ),
)
