"""证件变更的人工环节。The human step of a change of a document: an officer compares the paper with what is to be known."""

from __future__ import annotations

from typing import Final

from policy.actors import Role
from policy.processes.document_change.lifecycle import Event
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import OPINION, REASON, TaskKind
from policy.text import Text

CHECK: Final = "document_check"

KINDS: tuple[TaskKind, ...] = (
    TaskKind(
        CHECK,
        Text("核对变更的证件", "Compare a document that a person is to be known by"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=5,
        decisions={
            Event.DOCUMENT_CONFIRMED: Text("与证件一致，准予变更", "It is as the document has it"),
            Event.DOCUMENT_DOUBTED: Text("不予变更", "It is not"),
        },
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.DOCUMENT_CONFIRMED: ("opinion",), Event.DOCUMENT_DOUBTED: ("reason",)},
    ),
)
