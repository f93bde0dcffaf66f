"""职责。One person, one duty in a family of cases: which duties there are, and which of them exclude each other.

A family is one award, with whatever belongs to it: its project, its claims, its payments, what is reclaimed of it. Whoever did one thing
in it does nothing else in it, ever; so whoever stated a fact neither confirms it nor decides by it, whichever step comes to be added.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from policy.text import Text


class Duty(StrEnum):
    """What somebody does in a family of cases."""

    APPLY = "apply"
    ADVISE = "advise"
    PREPARE = "prepare"
    CHECK = "check"
    DECIDE = "decide"
    COUNTERSIGN = "countersign"
    RULE = "rule"
    REVIEW = "review"
    FUND = "fund"
    RELEASE = "release"
    CONFIRM = "confirm"


DUTY_NAMES: Mapping[Duty, Text] = {
    Duty.APPLY: Text("申请", "apply"),
    Duty.ADVISE: Text("咨询", "advise"),
    Duty.PREPARE: Text("经办", "prepare"),
    Duty.CHECK: Text("复核事实", "check"),
    Duty.DECIDE: Text("审定", "decide"),
    Duty.COUNTERSIGN: Text("第二人审定", "countersign"),
    Duty.RULE: Text("处理异议", "rule"),
    Duty.REVIEW: Text("复查", "review"),
    Duty.FUND: Text("安排资金", "fund"),
    Duty.RELEASE: Text("拨款", "release"),
    Duty.CONFIRM: Text("复核拨款", "confirm"),
}
_COMPATIBLE: Final = frozenset({frozenset({Duty.FUND, Duty.RELEASE})})
BARRED: Mapping[Duty, frozenset[Duty]] = {
    duty: frozenset(other for other in Duty if other is not duty and frozenset({duty, other}) not in _COMPATIBLE) for duty in Duty
}
"""By duty, the duties of which whoever has one may not take it on."""

REFUSED: Final = "refused"
"""As what it is noted, once a refusal is reopened, who had refused: others judge the case anew."""


class Dutiable(Protocol):
    """A step that is somebody's duty: a kind of task, or what is asked for without one."""

    @property
    def code(self) -> str:
        """Its stable name."""

    @property
    def duty(self) -> Duty:
        """Which duty it is."""

    @property
    def not_again(self) -> Collection[str]:
        """The steps of the same duty that it goes over once more."""

    @property
    def also_by(self) -> Collection[Duty]:
        """Other duties whose doers may take it as well, as a part of theirs."""


@dataclass(frozen=True, slots=True)
class Act:
    """A step that needs no task, such as a proposal.

    Attributes:
        code: The event.
        duty: Which duty it is.
        not_again: As of a kind of task.
        also_by: As of a kind of task.
    """

    code: str
    duty: Duty
    not_again: Collection[str] = ()
    also_by: Collection[Duty] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody did in a family of cases.

    Attributes:
        family: The family.
        duty: Which duty it was.
        step: By which kind of task, or which event that needs none.
    """

    family: uuid.UUID
    duty: Duty
    step: str


def barring(step: Dutiable) -> frozenset[Duty]:
    """Return the duties that keep whoever has one from taking a step."""
    return BARRED[step.duty].difference(step.also_by)


def duty_in(step: Dutiable, done: Collection[Done]) -> Duty:
    """Return as which duty somebody takes a step: as the one they have, where it may be taken as a part of that; they get no second.

    Args:
        step: The step.
        done: What they did in the family.
    """
    return next((before.duty for before in done if before.duty in step.also_by), step.duty)


def bars(step: Dutiable, done: Collection[Done]) -> bool:
    """Tell whether what somebody did in a family keeps them from taking a step in it.

    Args:
        step: The step.
        done: What they did in the family.
    """
    return any(before.duty in barring(step) or before.step in step.not_again for before in done)
