"""变更进展。How far each change of an agreement got, read off what happened to its case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

from policy.processes.change.steps import DECIDED, NEW_VERSION, ChangeEvent
from policy.processes.change.terms import subjects_of
from policy.text import Text

OUTCOMES: Final[Mapping[str, Text]] = {
    "under_way": Text("办理中", "Under way"),
    ChangeEvent.CHANGE_ACCEPTED: Text("同意变更", "Accepted"),
    ChangeEvent.CHANGE_ADJUSTED: Text("调整后同意", "Accepted with changes"),
    ChangeEvent.CHANGE_REFUSED: Text("不同意变更", "Refused"),
    ChangeEvent.CHANGE_WITHDRAWN: Text("已撤回", "Withdrawn"),
    "ended": Text("随项目阶段终止", "Ended with the stage of its project"),
}
"""Where a change may stand."""


class Happening(Protocol):
    """What happened to a case: a stored audit event."""

    event: str
    detail: dict[str, Any]
    occurred_at: datetime


@dataclass(slots=True)
class Change:
    """One change that was applied for.

    Attributes:
        number: Which of its case, counted from 1.
        asked_at: When it was applied for.
        reason: Why.
        documents: What it rests on: id, name and hash of each file.
        differences: What it asks for: code, title, before and after of each term.
        review: What the officer found: opinion, recommendation, the partners by the register, how the officer would put it, if otherwise.
        decided: How it was decided, if it was.
        decided_at: When.
        decided_reason: Why it was refused or put otherwise; empty where no reason was given.
        version: The version that it put in force; None where it put none.
        agreed: The differences that came into force.
        outcome: What came of it, one of `OUTCOMES`.
    """

    number: int
    asked_at: datetime
    reason: str
    documents: list[dict[str, Any]]
    differences: list[dict[str, Any]]
    review: dict[str, Any] | None = None
    decided: str | None = None
    decided_at: datetime | None = None
    decided_reason: str = ""
    version: int | None = None
    agreed: list[dict[str, Any]] = field(default_factory=list)
    outcome: str = "under_way"

    @property
    def subjects(self) -> list[str]:
        """What it is about: of what came into force, or else of what it asks for."""
        return subjects_of(self.agreed or self.differences)


def changes_of(events: Iterable[Happening], *, open_change: int | None) -> list[Change]:
    """Return the changes of a case, the first one first.

    Args:
        events: What happened to the case, in order; what does not concern a change says nothing.
        open_change: The number of the change that somebody has still to review or decide, if any.
    """
    found: list[Change] = []
    for happened in events:
        detail = happened.detail
        match happened.event:
            case ChangeEvent.CHANGE_REQUESTED:
                about = detail["about"]
                found.append(Change(about["change"], happened.occurred_at, about["reason"], about["documents"], about["differences"]))
            case ChangeEvent.CHANGE_REVIEWED:
                found[-1].review = {name: detail["about"].get(name) for name in ("opinion", "recommend", "suggested", "partners")}
            case event if event in DECIDED:
                _decide(found[-1], happened)
            case ChangeEvent.CHANGE_WITHDRAWN:
                found[-1].outcome = happened.event
    for change in found:
        if change.outcome == "under_way" and change.number != open_change:
            change.outcome = "ended"
    return found


def _decide(change: Change, happened: Happening) -> None:
    change.outcome = change.decided = happened.event
    change.decided_at, change.decided_reason = happened.occurred_at, happened.detail.get("reason", "")
    if happened.event in NEW_VERSION:
        change.version, change.agreed = happened.detail["version"], happened.detail["differences"]
