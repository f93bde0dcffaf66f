"""年度运行的人工环节。The human step of an annual run: somebody looks at the result before anything is offered."""

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
)
