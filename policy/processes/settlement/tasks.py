"""结算的人工环节。The human steps of a settlement: an officer checks it, and whoever pays does what is done for every payment."""

from __future__ import annotations

from policy.actors import Role
from policy.processes.disbursement.tasks import PAYING
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import OPINION, REASON, TaskKind
from policy.processes.settlement.lifecycle import Event
from policy.text import Text

OWN: tuple[TaskKind, ...] = (
    TaskKind(
        "settlement_check",
        Text("核对服务券结算", "Check a settlement"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=10,
        decisions={
            Event.SETTLEMENT_ACCEPTED: Text("核对无误，提请拨付", "It is right, to be paid"),
            Event.SETTLEMENT_REFUSED: Text("不予结算", "Refuse"),
        },
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.SETTLEMENT_REFUSED: ("reason",)},
    ),
)
KINDS: tuple[TaskKind, ...] = (*OWN, *PAYING)
