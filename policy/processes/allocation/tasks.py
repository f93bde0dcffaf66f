"""统一分配的人工环节。The human step of the allocation process: an approver who had nothing else to do with what is listed."""

from __future__ import annotations

from policy.actors import Role
from policy.processes.allocation.lifecycle import Event
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import OPINION, REASON, TaskKind
from policy.text import Text

KINDS: tuple[TaskKind, ...] = (
    TaskKind(
        "allocation_approval",
        Text("审定分配清单", "Decide on the list"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={Event.LIST_APPROVED: Text("同意", "Approve"), Event.LIST_RETURNED: Text("退回", "Return")},
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.LIST_RETURNED: ("reason",)},
    ),
)
