"""The application's activities as its workflow knows them: their names, what they are told and what they answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from policy.actors import SYSTEM, Actor
from policy.permissions import OpenTask

RECORD_TRANSITION = "record_transition"
VERIFY_APPLICANT = "verify_applicant"
ASSESS_AWARD = "assess_award"
INSTRUCT_TREASURY = "instruct_treasury"
SETTLE_DISBURSEMENT = "settle_disbursement"
SEEK_BUDGET = "seek_budget"


@dataclass(frozen=True, slots=True)
class CaseInput:
    """What a case is started with.

    Attributes:
        application_id: The draft that is submitted.
        number: Its number, the workflow id's last part.
        title: The item's title, for the people who read the Web UI.
        enterprise: The enterprise's name, likewise public.
    """

    application_id: str
    number: str
    title: str
    enterprise: str


@dataclass(frozen=True, slots=True)
class Message:
    """Something a person wants done, on its way to the case.

    Attributes:
        event: The event asked for; a task's decision, `withdrawn`, `put_on_hold`, `resumed`, `objection_filed`, `reassigned`.
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


@dataclass(frozen=True, slots=True)
class Transition:
    """A transition to record.

    Attributes:
        application_id: Whose.
        event: What happened.
        key: The idempotency key: workflow id and step.
        occurred_at: The workflow's time.
        actor: Who did it; the system for automatic steps.
        task_id: The task it closes or concerns.
        detail: The completed form or other particulars; becomes part of the audit event.
    """

    application_id: str
    event: str
    key: str
    occurred_at: datetime
    actor: Actor = SYSTEM
    task_id: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AutomaticStep:
    """An automatic step to take: verification, assessment, a look at the budget or at the treasury.

    Attributes:
        application_id: Whose.
        key: The idempotency key.
        occurred_at: The workflow's time when it asked.
    """

    application_id: str
    key: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class CaseState:
    """Where a case stands after a transition: the database's answer, which the workflow takes over whole.

    Attributes:
        stage: The stage.
        event: The last event, which is the answer of an automatic step.
        tasks: The open tasks, with what a validator needs to know.
        held: Whether the case is on hold.
        wakes_at: When the stage itself has something to do, if no task is waited for.
        disbursement: State of the live disbursement, if any.
        award_fen: The amount assessed or decided, if any.
        minuted: Whether a committee decided the amount, so that two approvers are needed.
        undecided_objections: Objections that nobody has ruled on.
        panel_recommends: What the majority of the panel says once every expert has scored; None before that.
        last: What operators should read about the last event.
    """

    stage: str
    event: str
    tasks: list[OpenTask] = field(default_factory=list)
    held: bool = False
    wakes_at: datetime | None = None
    disbursement: str | None = None
    award_fen: int | None = None
    minuted: bool = False
    undecided_objections: int = 0
    panel_recommends: bool | None = None
    last: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a person's request: the stage after it, stored."""

    application_id: str
    number: str
    stage: str
    event: str
