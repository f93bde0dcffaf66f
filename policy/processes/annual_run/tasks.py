"""年度运行的人工环节。The human steps of an annual run: somebody looks at the result before anything is offered, and at who comes late."""

from __future__ import annotations

from policy.actors import Role
from policy.processes.annual_run.lifecycle import Event
from policy.processes.kernel.task_kind import OPINION, REASON, TaskKind
from policy.text import Text

KINDS: tuple[TaskKind, ...] = (
    TaskKind(
        "annual_run_release",
        Text("审核发出", "Release the offers"),
        Role.APPROVER,
        working_days=10,
        decisions={Event.RELEASED: Text("发出", "Release"), Event.ABANDONED: Text("放弃", "Abandon")},
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.ABANDONED: ("reason",)},
    ),
    TaskKind(
        "late_member",
        Text("审核补入企业", "Agree to a late member"),
        Role.APPROVER,
        working_days=5,
        decisions={Event.MEMBER_ENTERED: Text("同意补入", "Enter it"), Event.MEMBER_NOT_ENTERED: Text("不予补入", "Leave it out")},
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.MEMBER_NOT_ENTERED: ("reason",)},
        # The offers of the others may go out while it is looked at.
        lasting=True,
    ),
)
