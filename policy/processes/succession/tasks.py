"""承继的人工环节。The human steps of the succession process: an officer checks the papers, an approver who did not decides."""

from __future__ import annotations

from policy.actors import Role
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import OPINION, REASON, TaskKind, line
from policy.processes.succession.lifecycle import Event
from policy.text import Text

KINDS: tuple[TaskKind, ...] = (
    TaskKind(
        "succession_check",
        Text("核查承继", "Check a succession"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=10,
        decisions={
            Event.SUCCESSION_PROVEN: Text("材料属实，报负责人审定", "Proven, for the decision of the head"),
            Event.SUCCESSION_UNPROVEN: Text("不予承继", "Not proven"),
        },
        fields={
            "paper": line("核对的材料", "The paper that was looked at: its title, number and date", 200),
            "opinion": OPINION,
            "reason": REASON,
        },
        required_for={Event.SUCCESSION_PROVEN: ("paper",), Event.SUCCESSION_UNPROVEN: ("reason",)},
    ),
    TaskKind(
        "succession_approval",
        Text("审定承继", "Decide on a succession"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={Event.SUCCESSION_APPROVED: Text("同意承继", "Approve"), Event.SUCCESSION_SENT_BACK: Text("退回核查", "Send back")},
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.SUCCESSION_SENT_BACK: ("reason",)},
    ),
)
