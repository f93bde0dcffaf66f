"""生命周期。A process's stages and events as two tables of rows, that the workflow, the database and the documents all read.

One row an event: its names, where it leads, what it opens, whom it tells and who may ask for it. One row a stage: its names, what comes
next, and what may happen in it without changing it. Everything else is derived from the rows.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from policy.actors import Role
from policy.errors import Code, Refusal
from policy.processes.kernel.duties import Duty
from policy.text import Text

# Every case begins as a draft that no workflow knows yet.
DRAFT: Final = "draft"
# Where a case stands that nobody has handed in: it is its enterprise's alone.
DISCARDED: Final = "discarded"
UNSUBMITTED: Final = frozenset({DRAFT, DISCARDED})
# What happens to a draft without a process: whoever drafted it does not want it any more.
DRAFT_DISCARDED: Final = "draft_discarded"
# What every process that its enterprise may withdraw from calls it.
WITHDRAWN: Final = "withdrawn"
# Who may ask for what needs no sign-in, such as an objection to a public notice.
ANYBODY: Final = "anybody"
# Whoever has a task is warned this many working days before it is due.
WARN_BEFORE: Final = 1


@dataclass(frozen=True, slots=True)
class StageRow:
    """The row of one stage: its names, what comes next, and whether it ends, holds or waits for people.

    Attributes:
        name: What people call it.
        next_step: What comes next, in the words the applicant reads.
        terminal: Whether its process ends in it: nothing leaves it but what takes an ended case up again.
        attended: Whether somebody has a task in it, so that it can be warned of, escalated, handed over and recomputed.
        holdable: Whether an officer may put a case on hold in it.
        timed: Whether its own end is a legal date, which a new calendar may move.
        automatic: Whether the authority's machines have the ball in it, so that its legal clock runs.
        watched: Whether nothing but what a bank may return is waited for in it: with that time end its process and its waking time.
    """

    name: Text
    next_step: Text
    terminal: bool = False
    attended: bool = False
    holdable: bool = False
    timed: bool = False
    automatic: bool = False
    watched: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """The row of one event: its names, where it leads, what it opens, whom it tells, who may ask for it.

    Attributes:
        name: What people call it.
        leads: From a stage to the stage that follows.
        stays: Stages in which it happens without leaving them.
        opens: The tasks it opens: a kind of task, or a name for several that depend on the case (`activities.case.effects`).
        tells: Whom it is told to, in which words; `{number}`, `{item}` and `{task}` are filled in, and what its effect names,
            such as `{defects}`.
        asked_by: Who may ask for it without having a task.
        party: Whose act it is, where that is another organisation's than the case's: its people are named to the office alone.
        stands_for: What was asked for where this happens instead, such as a decision that needs a second one.
        follows: What somebody asked another case for where that asks for this.
        duty: Which duty it is of whoever does it without having a task, where that is one.
        while_held: Whether it may happen to a case that is on hold.
        internal: Whether it is the office's own business: neither applicants nor experts see it.
        hands_in: Whether an enterprise hands in with it what it has filled in, so that a submission is frozen.
    """

    name: Text
    leads: Mapping[str, str] = field(default_factory=dict)
    stays: Collection[str] = ()
    opens: tuple[str, ...] = ()
    tells: Mapping[Role, Text] = field(default_factory=dict)
    asked_by: Role | str | None = None
    party: Text | None = None
    stands_for: str | None = None
    follows: Collection[str] = ()
    duty: Duty | None = None
    while_held: bool = False
    internal: bool = False
    hands_in: bool = False

    @property
    def may_be_asked(self) -> bool:
        """Whether people may ask for it of a case that is under way."""
        return self.asked_by is not None and any(stage != DRAFT for stage in (*self.leads, *self.stays))


def draft_discarded(asked_by: Role, duty: Duty) -> Step:
    """Return the row of a draft that is discarded by those who draft."""
    return Step(Text("删除草稿", "Draft discarded"), leads={DRAFT: DISCARDED}, asked_by=asked_by, duty=duty)


class Common(StrEnum):
    """What may happen to a case of any process, in the past tense."""

    SUBMITTED = "submitted"
    PUT_ON_HOLD = "put_on_hold"
    RESUMED = "resumed"
    WARNED = "warned"
    ESCALATED = "escalated"
    REASSIGNED = "reassigned"
    DEADLINES_RECOMPUTED = "deadlines_recomputed"


# Where they may happen is said by the rows of the stages.
COMMON: Mapping[str, Step] = {
    Common.PUT_ON_HOLD: Step(
        Text("暂停办理", "Put on hold"),
        tells={Role.APPLICANT: Text("{number}暂停办理。理由：{reason}", "{number} is on hold. The reason is: {reason}")},
        asked_by=Role.OFFICER,
    ),
    Common.RESUMED: Step(
        Text("恢复办理", "Resumed"),
        tells={Role.APPLICANT: Text("{number}恢复办理。", "{number} is being handled again.")},
        asked_by=Role.OFFICER,
        while_held=True,
    ),
    Common.WARNED: Step(
        Text("到期提醒", "Warned"),
        tells={Role.OFFICER: Text("{number}的“{task}”即将到期。", "“{task}” of {number} is due soon.")},
        while_held=True,
        internal=True,
    ),
    Common.ESCALATED: Step(
        Text("逾期督办", "Escalated"),
        tells={Role.APPROVER: Text("{number}的“{task}”已逾期，请督办。", "“{task}” of {number} is overdue; please see to it.")},
        while_held=True,
        internal=True,
    ),
    Common.REASSIGNED: Step(Text("转交", "Handed over"), while_held=True, internal=True),
    Common.DEADLINES_RECOMPUTED: Step(Text("重新计算期限", "Deadlines recomputed")),
}


@dataclass(frozen=True)
class Lifecycle:
    """The legal moves of one process, and how they are told to people.

    Attributes:
        name: The process: the first part of its workflow ids, and what its cases are kept under.
        workflow: The Temporal workflow type that decides.
        title: What people call it.
        stages: A row a stage.
        steps: A row an event; those of `COMMON` that are not among them are added.
        periods: What it waits for besides its tasks, in working days, by a name of its own.
        transitions: From (stage, event) to the stage that follows; derived.
    """

    name: str
    workflow: str
    title: Text
    stages: Mapping[str, StageRow]
    steps: Mapping[str, Step]
    periods: Mapping[str, int] = field(default_factory=dict)
    transitions: Mapping[tuple[str, str], str] = field(init=False)

    def __post_init__(self) -> None:
        steps = {**self.steps, **{event: step for event, step in COMMON.items() if event not in self.steps}}
        object.__setattr__(self, "steps", steps)
        object.__setattr__(self, "transitions", dict(self._derived()))

    def _derived(self) -> list[tuple[tuple[str, str], str]]:
        return [
            ((stage, event), target)
            for stage, row in self.stages.items()
            for event, step in self.steps.items()
            if (target := stage if stage in step.stays or _everywhere(row, event) else step.leads.get(stage)) is not None
        ]

    def target(self, stage: str, event: str) -> str:
        """Return the stage that `event` leads to from `stage`.

        Raises:
            Refusal: `wrong_stage`, when the table has no such transition.
        """
        try:
            return self.transitions[stage, event]
        except KeyError:
            where, what = self.stages[stage].name, self.steps[event].name
            raise Refusal(
                Code.WRONG_STAGE,
                Text(f"处于“{where.zh}”阶段时不能“{what.zh}”。", f"“{what.en}” cannot happen in stage “{where.en}”."),
            ) from None

    def allows(self, stage: str, event: str) -> bool:
        """Tell whether `event` may happen in `stage`."""
        return (stage, event) in self.transitions

    def events_in(self, stage: str) -> list[str]:
        """Return every event that may happen in `stage`, in the order of the rows."""
        return [event for (source, event) in self.transitions if source == stage]

    def stages_with(self, event: str) -> frozenset[str]:
        """Return the stages in which `event` may happen."""
        return frozenset(stage for (stage, happening) in self.transitions if happening == event)

    def may_be_asked(self, event: str) -> bool:
        """Tell whether people may ask for `event` of a case that is under way, without having a task."""
        return event in self.steps and event not in COMMON and self.steps[event].may_be_asked

    def goes_on_while_held(self, events: Iterable[str]) -> bool:
        """Tell whether one of some events may happen to a case that is on hold."""
        return any(event in self.steps and self.steps[event].while_held for event in events)

    @property
    def terminal(self) -> frozenset[str]:
        """The stages in which its process ends."""
        return frozenset(stage for stage, row in self.stages.items() if row.terminal)

    @property
    def watched(self) -> frozenset[str]:
        """The stages in which a bank may still return what was paid, and nothing else is waited for."""
        return frozenset(stage for stage, row in self.stages.items() if row.watched)

    def on_hold(self) -> Refusal:
        """Return why nothing happens to a case that is on hold."""
        return Refusal(Code.ON_HOLD, Text(f"{self.title.zh}已暂停办理。", f"The {self.title.en.lower()} is on hold."))


def _everywhere(row: StageRow, event: str) -> bool:
    """Tell whether an event of every process may happen in a stage of this kind."""
    match event:
        case Common.PUT_ON_HOLD | Common.RESUMED:
            return row.holdable
        case Common.WARNED | Common.ESCALATED | Common.REASSIGNED:
            return row.attended
        case Common.DEADLINES_RECOMPUTED:
            return row.attended or row.timed
        case _:
            return False


# Two cases that a number was given to are told apart by so many digits.
_OF_CASE: Final = 8


def workflow_prefix(process: str) -> str:
    """Return what the ids of the workflows of a process begin with."""
    return f"{process.replace('_', '-')}/"


def workflow_id(process: str, number: str, case_id: uuid.UUID | str) -> str:
    """Return the id of the workflow of a case, which no other case has: a number may be given once more after a restore.

    Of the case's id it has the last digits, which are random; the first ones are the time.
    """
    return f"{workflow_prefix(process)}{number}-{str(case_id)[-_OF_CASE:]}"


def number_in(workflow_id: str) -> str:
    """Return the number of the case that a workflow is called after."""
    return workflow_id.partition("/")[2].rpartition("-")[0]
