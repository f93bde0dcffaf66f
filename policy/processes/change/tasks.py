"""变更申请的人工环节。The human steps of a change: an officer reviews it, an approver decides; the forms also offer its terms."""

from __future__ import annotations

from policy.actors import Role
from policy.processes.change.steps import ChangeEvent
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import OPINION, REASON, TaskKind
from policy.text import Text

REVIEW, DECISION = "change_review", "change_decision"
_DROPPED = Text(
    "{number}的项目阶段已变动，变更申请不再办理，仍按原内容执行。",
    "The project of {number} has moved on: its change is not decided any more, and what was agreed stands.",
)

KINDS: tuple[TaskKind, ...] = (
    TaskKind(
        REVIEW,
        Text("审核变更申请", "Review the change"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=10,
        decisions={ChangeEvent.CHANGE_REVIEWED: Text("报请审批", "Hand it to the approver")},
        fields={
            "opinion": OPINION,
            "recommend": {"type": "boolean", "title": "是否建议同意", "description": "Whether to recommend that it is accepted"},
        },
        required=("opinion", "recommend"),
        next_step=Text(
            "责任单位正在审核变更申请；变更办结后，方可结项验收。",
            "The department is reviewing the change; what ends the project waits for that.",
        ),
        dropped=_DROPPED,
    ),
    TaskKind(
        DECISION,
        Text("审批变更申请", "Decide on the change"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={
            ChangeEvent.CHANGE_ACCEPTED: Text("同意变更", "Accept it"),
            ChangeEvent.CHANGE_ADJUSTED: Text("调整后同意", "Accept it with changes"),
            ChangeEvent.CHANGE_REFUSED: Text("不同意变更", "Refuse it"),
        },
        fields={"opinion": OPINION, "reason": REASON},
        required_for={
            ChangeEvent.CHANGE_ADJUSTED: ("reason",),
            ChangeEvent.CHANGE_REFUSED: ("reason",),
        },
        next_step=Text(
            "责任单位负责人正在审批变更申请；变更办结后，方可结项验收。",
            "The head of the department is deciding on the change; what ends the project waits for that.",
        ),
        dropped=_DROPPED,
    ),
)
