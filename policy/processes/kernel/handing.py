"""转交。Whom a task may be given to: whoever could do it, by the rule that says who may."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from policy.actors import Actor
from policy.errors import Code, Fault, Refusal
from policy.processes.kernel.duties import Done, Dutiable, Duty
from policy.processes.kernel.permissions import OpenTask, serves_as, why_not
from policy.processes.kernel.task_kind import TaskKind
from policy.text import Text

# Said of somebody to whoever would give them the task.
_SAID: Final[Mapping[Code, Text]] = {
    Code.FORBIDDEN: Text("没有办理该任务的角色", "does not hold the role that does it"),
    Code.FOUR_EYES: Text("经手过此前的环节", "handled an earlier step"),
    Code.CONFLICT_OF_INTEREST: Text("与该单位有利害关系，应当回避", "has an interest in the enterprise"),
}
_UNKNOWN: Final = Text("人员目录中没有此人", "is not in the directory of people")
_REVOKED: Final = Text("办事权限已停用", "may do nothing here any more")
_ELSEWHERE: Final = Text("在其他部门，而本部门尚有人员可以办理", "is of another department, while somebody of the task's own may do it")
_AWAY: Final = Text("不在岗，且无人代理", "is away, and nobody acts for them")
_DEPUTY_BARRED: Final = Text("不在岗，代理人也不能办理该任务", "is away, and whoever acts for them may not do this task either")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody in the directory to whom a task could be given.

    Attributes:
        person: Who, as their token would show them.
        revoked: Whether they may do nothing any more.
        away: Whether they are away, and nobody acts for them.
        deputy: Who acts for them, where they are away.
        deputy_done: What that one did in the families of a task's case.
    """

    person: Actor
    revoked: bool = False
    away: bool = False
    deputy: Candidate | None = None
    deputy_done: Collection[Done] = ()


def why_not_to(
    candidate: Candidate | None, task: OpenTask, kind: Dutiable, done: Collection[Done], *, others_left: bool = False
) -> Text | None:
    """Return why a task cannot be given to somebody, or None when it can.

    Args:
        candidate: Whom it would be given to; None for who is not in the directory.
        task: The task.
        kind: Its kind.
        done: What they did in the families of its case.
        others_left: Whether anybody of its own department may do it: then it goes to none of another.
    """
    if candidate is None:
        return _UNKNOWN
    if candidate.revoked:
        return _REVOKED
    denial = why_not(candidate.person, replace(task, assignee=candidate.person.subject), kind, done)
    if denial is not None:
        return _SAID[denial.code]
    if others_left and not serves_as(candidate.person, task.role, task.department):
        return _ELSEWHERE
    if candidate.away:
        return _AWAY
    return _DEPUTY_BARRED if candidate.deputy is not None and not _is_stood_in_for(candidate, candidate.deputy, task, kind) else None


def _is_stood_in_for(candidate: Candidate, deputy: Candidate, task: OpenTask, kind: Dutiable) -> bool:
    """Tell whether who acts for somebody may do a task that is given to them."""
    acting = replace(deputy.person, stands_in_for=(candidate.person.subject,))
    given = replace(task, assignee=candidate.person.subject)
    return not (deputy.revoked or deputy.away) and why_not(acting, given, kind, candidate.deputy_done) is None


def looked_at_by(kind: TaskKind) -> frozenset[str]:
    """Return the steps that a kind of task looks at once more: whoever did one does not choose who looks at it, while others can."""
    return frozenset({*kind.weighs, *kind.not_again})


def is_of_whoever_did_it(kind: TaskKind, done: Collection[Done], others: Collection[str], *, able: bool | None) -> bool:
    """Tell whether somebody would choose who looks at their own step, though others can choose.

    Args:
        kind: Of the task they would hand on.
        done: What they did in the families of its case.
        others: Who else can hand it on, and did none of what it looks at.
        able: Whether anybody of its department may do it: who does it then is chosen, and not only which of those who may.
    """
    is_chosen = kind.duty is Duty.REVIEW or able is False
    return is_chosen and bool(others) and any(one.step in looked_at_by(kind) for one in done)


def own_step() -> Refusal:
    """Return the refusal to let somebody choose who looks at their own step."""
    said = Text(
        "该任务审查您经手的环节，请由本部门其他人员转交。", "This task looks at what you did; somebody else of its department hands it on."
    )
    return Refusal(Code.FOUR_EYES, said)


def not_to(reason: Text) -> Refusal:
    """Return the refusal to give a task to somebody, for a reason."""
    return Refusal(Code.INVALID_INPUT, Text("此人不能办理该任务。", "That person may not do this task."), [Fault("assignee", reason)])
