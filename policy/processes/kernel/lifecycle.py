"""生命周期。A process's stages, events and transitions as one table that the workflow, the database and the documents all read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from policy.actors import Role
from policy.errors import Refusal
from policy.text import Text

# Every case begins as a draft that no workflow knows yet.
DRAFT = "draft"


class Common(StrEnum):
    """What may happen to a case of any process, in the past tense."""

    SUBMITTED = "submitted"
    PUT_ON_HOLD = "put_on_hold"
    RESUMED = "resumed"
    WARNED = "warned"
    ESCALATED = "escalated"
    REASSIGNED = "reassigned"
    DEADLINES_RECOMPUTED = "deadlines_recomputed"


COMMON_NAMES: Mapping[str, Text] = {
    Common.SUBMITTED: Text("提交", "Submitted"),
    Common.PUT_ON_HOLD: Text("暂停办理", "Put on hold"),
    Common.RESUMED: Text("恢复办理", "Resumed"),
    Common.WARNED: Text("到期提醒", "Warned"),
    Common.ESCALATED: Text("逾期督办", "Escalated"),
    Common.REASSIGNED: Text("转交", "Handed over"),
    Common.DEADLINES_RECOMPUTED: Text("重新计算期限", "Deadlines recomputed"),
}
COMMON_MESSAGES: Mapping[str, tuple[tuple[Role, Text], ...]] = {
    Common.PUT_ON_HOLD: ((Role.APPLICANT, Text("{number} 暂停办理。", "{number} is on hold.")),),
    Common.RESUMED: ((Role.APPLICANT, Text("{number} 恢复办理。", "{number} is being handled again.")),),
    Common.WARNED: ((Role.OFFICER, Text("{number} 的“{task}”即将到期。", "“{task}” of {number} is due soon.")),),
    Common.ESCALATED: ((Role.APPROVER, Text("{number} 的“{task}”已逾期,请督办。", "“{task}” of {number} is overdue; please see to it.")),),
}


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The legal moves of one process, and how they are told to people.

    Attributes:
        name: The process: the first part of its workflow ids, and what its cases are kept under.
        workflow: The Temporal workflow type that decides.
        title: What people call it.
        stages: Every stage with its names.
        events: Every event of its own with its names.
        transitions: From (stage, event) to the stage that follows.
        terminal: Stages that nothing leaves.
        opens: The tasks an event opens: a kind of task, or a name for several that depend on the case (`activities.case.tasks.OPENERS`).
        requests: Events a person may ask for without having a task.
        next_steps: What comes next in a stage, in the words the applicant reads.
        messages: Whom an event is told to, in which words; `{number}`, `{item}` and `{task}` are filled in.
    """

    name: str
    workflow: str
    title: Text
    stages: Mapping[str, Text]
    events: Mapping[str, Text]
    transitions: Mapping[tuple[str, str], str]
    terminal: frozenset[str]
    opens: Mapping[str, tuple[str, ...]]
    requests: frozenset[str] = frozenset()
    next_steps: Mapping[str, Text] = field(default_factory=dict)
    messages: Mapping[str, tuple[tuple[Role, Text], ...]] = field(default_factory=dict)

    def target(self, stage: str, event: str) -> str:
        """Return the stage that `event` leads to from `stage`.

        Raises:
            Refusal: `wrong_stage`, when the table has no such transition.
        """
        try:
            return self.transitions[stage, event]
        except KeyError:
            raise Refusal(
                "wrong_stage",
                Text(f"处于“{stage}”阶段时不能发生“{event}”。", f"“{event}” cannot happen in stage “{stage}”."),
            ) from None

    def allows(self, stage: str, event: str) -> bool:
        """Tell whether `event` may happen in `stage`."""
        return (stage, event) in self.transitions

    def events_in(self, stage: str) -> list[str]:
        """Return every event that may happen in `stage`, in the table's order."""
        return [event for (source, event) in self.transitions if source == stage]

    def event_name(self, event: str) -> Text:
        """Return what people call an event."""
        return self.events.get(event) or COMMON_NAMES[event]

    def told(self, event: str) -> tuple[tuple[Role, Text], ...]:
        """Return whom an event is told to, and in which words."""
        return self.messages.get(event) or COMMON_MESSAGES.get(event, ())


def workflow_id(process: str, number: str) -> str:
    """Return the id of the workflow of a case."""
    return f"{process.replace('_', '-')}/{number}"


def moves(
    own: Mapping[str, Mapping[str, str]],
    *,
    attended: Iterable[str],
    holdable: Iterable[str] = (),
    also: Mapping[str, Iterable[str]] | None = None,
) -> dict[tuple[str, str], str]:
    """Return a transition table from what each stage has of its own, and what may happen in many stages without changing them.

    Args:
        own: From stage to event to the stage that follows.
        attended: Stages in which somebody has a task, so that it can be warned of, escalated, handed over and recomputed.
        holdable: Stages whose cases an officer may put on hold.
        also: Stages in which an event happens besides, leaving the stage as it is.
    """
    table = {(stage, event): target for stage, row in own.items() for event, target in row.items()}
    overlays: dict[str, Iterable[str]] = {
        Common.PUT_ON_HOLD: holdable,
        Common.RESUMED: holdable,
        Common.WARNED: attended,
        Common.ESCALATED: attended,
        Common.REASSIGNED: attended,
        Common.DEADLINES_RECOMPUTED: attended,
    } | dict(also or {})
    for event, stages in overlays.items():
        for stage in stages:
            table.setdefault((stage, event), stage)
    return table
