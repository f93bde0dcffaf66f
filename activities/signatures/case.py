"""案件的活动签名。The names and types of the activities that every case has."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from policy.actors import SYSTEM, Actor
from policy.processes.kernel.permissions import OpenTask

RECORD_TRANSITION = "record_transition"
READ_CASE = "read_case"


@dataclass(frozen=True, slots=True)
class CaseInput:
    """What a case is started with, and what its next run takes over from the one before.

    Attributes:
        process: The name of its lifecycle.
        case_id: The draft that is submitted.
        number: Its number, the workflow id's last part.
        title: What it is about, for the people who read the Web UI.
        enterprise: The enterprise's name, likewise public.
        step: Steps taken in earlier runs, so that idempotency keys go on.
        resumed: Whether the case is under way already: its state is read instead of a submission awaited.
        nudged: Whether the earlier run had been told that there is something to look at.
        stale_deadlines: Whether it had been told that the calendar changed.
        state: Where it stands, if it was written just now by whoever starts it, so that it need not be read.
    """

    process: str
    case_id: str
    number: str
    title: str
    enterprise: str = ""
    step: int = 0
    resumed: bool = False
    nudged: bool = False
    stale_deadlines: bool = False
    state: CaseState | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What goes to a case of a request to it: what takes its turn. Who asks, and in which words, is kept under the key.

    Attributes:
        event: The event asked for: a task's decision, or what may be asked for without a task.
        key: Unique to the request; the same key asks for the same thing again.
        task_id: The task it completes or concerns.
    """

    event: str
    key: str
    task_id: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """Something a person wants done, as it is kept.

    Attributes:
        event: The event asked for: a task's decision, or what may be asked for without a task.
        actor: Who asks.
        key: Unique to the request; the same key asks for the same thing again.
        task_id: The task it completes or concerns.
        detail: A completed form, a reason, an id.
    """

    event: str
    actor: Actor
    key: str
    task_id: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def asked(self) -> Asked:
        """What goes to the case of it."""
        return Asked(self.event, self.key, self.task_id)


@dataclass(frozen=True, slots=True)
class TransitionOrder:
    """A transition that a workflow orders. Who does it in which words is read where it is written.

    Attributes:
        process: The name of the case's lifecycle.
        case_id: Whose.
        event: What happened.
        key: The idempotency key: workflow id and step.
        occurred_at: The workflow's time.
        task_id: The task it closes or concerns.
        request: The key of the request it comes of; None for a step of the case's own.
    """

    process: str
    case_id: str
    event: str
    key: str
    occurred_at: datetime
    task_id: str | None = None
    request: str | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """A transition to record.

    Attributes:
        process: The name of the case's lifecycle.
        case_id: Whose.
        event: What happened.
        key: The idempotency key: workflow id and step.
        occurred_at: The workflow's time.
        actor: Who did it; the system for automatic steps.
        task_id: The task it closes or concerns.
        detail: The completed form or other particulars; becomes part of the audit event.
        request: The key of the request it comes of, if somebody asked for it.
        attestation: What that request is vouched for with; for what another case asked in a person's name, what was asked of that.
        received_at: When that request was received.
    """

    process: str
    case_id: str
    event: str
    key: str
    occurred_at: datetime
    actor: Actor = SYSTEM
    task_id: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    request: str | None = None
    attestation: str = ""
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AutomaticStep:
    """An automatic step to take, such as a verification, an assessment, a look at the budget or at the treasury.

    Attributes:
        process: The name of the case's lifecycle.
        case_id: Whose.
        key: The idempotency key.
        occurred_at: The workflow's time when it asked.
        seen: The version of the case that it was asked for: of a later one it writes nothing. None where any will do.
        known: How its workflow takes the case to stand, where it is only read: if it does not, that is noted. None where it knows nothing.
        under_way: The key of the step that its workflow waits for meanwhile: what that has recorded is no difference, though its worker
            may have been killed before it could say so.
    """

    process: str
    case_id: str
    key: str
    occurred_at: datetime
    seen: int | None = None
    known: str | None = None
    under_way: str | None = None


@dataclass(frozen=True, slots=True)
class CaseState:
    """Where a case stands after a transition: the database's answer, which the workflow takes over whole.

    Attributes:
        stage: The stage.
        event: What was recorded for whoever asked, or else the last event: the system may have gone on from there.
        actor: Who did that.
        tasks: The open tasks, with what a validator needs to know.
        held: Whether the case is on hold.
        wakes_at: When the stage itself has something to do, if no task is waited for.
        last: What operators should read about the last event.
        particulars: What the workflow of this process has to know besides (`state.py` of its process).
        version: Counts what was recorded of the case.
        overtaken: Whether a step wrote nothing, since something was recorded after it had been asked for.
        refused: Why a step of the case's own was not recorded; what is known of the case then was not so any more.
        step: The last step of its workflow that was recorded, where the case was read.
        stale: Whether nothing was recorded, since its key was used at another moment: the workflow is older than what is stored.
    """

    stage: str
    event: str
    actor: str = ""
    tasks: list[OpenTask] = field(default_factory=list)
    held: bool = False
    wakes_at: datetime | None = None
    last: str = ""
    particulars: dict[str, Any] = field(default_factory=dict)
    version: int = 0
    overtaken: bool = False
    refused: str = ""
    step: int = 0
    stale: bool = False

    @property
    def standing(self) -> str:
        """How the case stands, in a line: two that agree in it lead to the same."""
        held = " held" if self.held else ""
        return f"{self.stage}{held} {' '.join(sorted(task.id for task in self.tasks))}".strip()


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a person's request: the stage after it, stored."""

    process: str
    case_id: str
    number: str
    stage: str
    event: str

    def as_outcome(self) -> dict[str, Any]:
        """Return it as the outcome of a request that is kept."""
        return {"receipt": asdict(self)}
