"""榜单的人工环节。The human steps of the call process."""

from __future__ import annotations

from typing import Any

from policy.actors import Role
from policy.processes.call.lifecycle import Event
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import OFFICE_REASON, OPINION, REASON, TaskKind, line
from policy.text import Text

_WINNERS: dict[str, Any] = {
    "type": "array",
    "title": "入选方案",
    "description": "The winners, each with its reason",
    "minItems": 1,
    "maxItems": 200,
    "items": {
        "type": "object",
        "properties": {
            "challenge_no": {"type": "integer", "minimum": 1, "title": "榜单序号", "description": "Which challenge"},
            "solution": line("方案编号", "Number of the solution", 60),
            "reason": REASON,
        },
        "required": ["challenge_no", "solution", "reason"],
        "additionalProperties": False,
    },
}

KINDS: tuple[TaskKind, ...] = (
    TaskKind(
        "call_approval",
        Text("发布审批", "Approve the publication"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={
            Event.PUBLISHED: Text("发布", "Publish"),
            Event.CALL_SENT_BACK: Text("退回修改", "Send back"),
            Event.PUBLICATION_REFUSED: Text("不予发布", "Refuse"),
        },
        fields={"opinion": OPINION, "reason": OFFICE_REASON},
        required_for={Event.CALL_SENT_BACK: ("reason",), Event.PUBLICATION_REFUSED: ("reason",)},
    ),
    TaskKind(
        "call_revision",
        Text("修改榜单", "Revise the call"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=20,
        decisions={Event.CALL_REVISED: Text("已修改，再次提请", "Revised, submit again")},
        fields={"note": OPINION},
    ),
    TaskKind(
        "selection",
        Text("遴选实施单位", "Select the winners"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={Event.WINNERS_SELECTED: Text("选定", "Select"), Event.NOBODY_SELECTED: Text("均不入选", "Select nobody")},
        fields={"winners": _WINNERS, "reason": REASON},
        required_for={Event.WINNERS_SELECTED: ("winners",), Event.NOBODY_SELECTED: ("reason",)},
        # Whoever drafted or revised a list does not also choose from it.
    ),
    TaskKind(
        "runner_up",
        Text("决定是否递补", "Decide on a runner-up"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={
            Event.RUNNER_UP_OFFERED: Text("由下一名递补", "Offer it to the next"),
            Event.RUNNER_UP_NOT_OFFERED: Text("不再递补", "Go on without"),
        },
        # The next is named by whoever offers it: what was shown may have been withdrawn meanwhile.
        fields={"solution": line("递补方案编号", "Number of the solution that is next", 60), "reason": REASON},
        required=("reason",),
        required_for={Event.RUNNER_UP_OFFERED: ("solution",)},
        weighs=("selection",),
    ),
)
