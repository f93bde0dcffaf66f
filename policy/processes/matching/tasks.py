"""配套项目的人工环节。The human steps of the matching process: admission by an officer, correction, confirmation by an approver."""

from __future__ import annotations

from policy.actors import Role
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.acceptance.tasks import correction
from policy.processes.change import tasks as change
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import DEFECTS, OPINION, REASON, TaskKind
from policy.processes.matching.lifecycle import Event
from policy.text import Text

_REFUSE = Text("不予入库", "Refuse")

KINDS: tuple[TaskKind, ...] = (
    TaskKind(
        "admission",
        Text("入库审查", "Look whether the project may be admitted"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=10,
        decisions={
            Event.ADMISSION_RECOMMENDED: Text("建议入库", "Recommend"),
            AcceptanceEvent.CORRECTION_REQUESTED: Text("要求补正", "Ask for correction"),
            Event.ADMISSION_REFUSED: _REFUSE,
        },
        fields={
            "fits_direction": {
                "const": True,
                "title": "项目符合经开区发展方向",
                "description": "The project fits the area's direction",
            },
            "defects": DEFECTS,
            "opinion": OPINION,
            "reason": REASON,
        },
        required_for={
            Event.ADMISSION_RECOMMENDED: ("fits_direction", "opinion"),
            AcceptanceEvent.CORRECTION_REQUESTED: ("defects",),
            Event.ADMISSION_REFUSED: ("reason",),
        },
    ),
    correction("project_correction", Text("补正项目信息", "Correct the project")),
    TaskKind(
        "upstream_clarification",
        Text("核实上级登记", "Have the upstream record clarified"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=10,
        decisions={
            Event.UPSTREAM_ASKED_AGAIN: Text("已核实，再次核对登记", "Clarified: ask the registry again"),
            Event.CLOSING_ASKED: Text("无法更正，提请结束办理", "It cannot be mended: ask to close the project"),
        },
        fields={"opinion": OPINION, "reason": REASON},
        required=("opinion",),
        required_for={Event.CLOSING_ASKED: ("reason",)},
    ),
    TaskKind(
        "upstream_giving_up",
        Text("审定结束办理", "Decide on closing the project"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={
            Event.UPSTREAM_GIVEN_UP: Text("同意结束", "Close it"),
            Event.CLOSING_REFUSED: Text("不同意，继续核实", "Do not; have the record clarified"),
        },
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.CLOSING_REFUSED: ("reason",)},
        weighs=("upstream_clarification",),
    ),
    TaskKind(
        "admission_confirmation",
        Text("入库确认", "Confirm the admission"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={
            Event.ADMITTED: Text("同意入库", "Admit"),
            Event.ADMISSION_RETURNED: Text("退回审查", "Return for another look"),
            Event.ADMISSION_REFUSED: _REFUSE,
        },
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.ADMISSION_RETURNED: ("reason",), Event.ADMISSION_REFUSED: ("reason",)},
    ),
    *change.KINDS,
)
