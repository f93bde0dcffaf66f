"""待办事项的人工环节。The human steps outside every case: to approve what somebody else entered, and to explain a difference."""

from __future__ import annotations

from typing import Final

from policy.actors import Role
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import TaskKind, line
from policy.processes.pending.lifecycle import Event
from policy.text import Text

APPROVAL: Final = "entry_approval"
EXPLANATION: Final = "difference_explanation"
FINDING: Final = "finding_explanation"

KINDS: tuple[TaskKind, ...] = (
    TaskKind(
        APPROVAL,
        Text("审批录入", "Approve what was entered"),
        # And whoever else may: there is a task for each role of the permission (`policy.processes.pending.kinds`).
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=5,
        decisions={Event.ENTRY_APPROVED: Text("同意", "Approve"), Event.ENTRY_REFUSED: Text("不同意", "Refuse")},
        fields={"reason": line("理由", "The reason, as whoever entered it will read it")},
        required_for={Event.ENTRY_REFUSED: ("reason",)},
    ),
    TaskKind(
        EXPLANATION,
        Text("处理对账差异", "Resolve a difference with the treasury"),
        Role.FINANCE,
        duty=Duty.PREPARE,
        working_days=5,
        decisions={Event.DIFFERENCE_RESOLVED: Text("已解决", "It is resolved")},
        fields={"reason": line("原因及处理情况", "Why it does not agree, and what was done about it")},
        required=("reason",),
    ),
    TaskKind(
        FINDING,
        Text("查明案件核对发现的问题", "Look into what a check of cases found"),
        Role.OPERATOR,
        duty=Duty.PREPARE,
        working_days=5,
        decisions={Event.DIFFERENCE_RESOLVED: Text("已解决", "It is resolved")},
        fields={"reason": line("原因及处理情况", "Why that was so, and what was done about it")},
        required=("reason",),
    ),
)
