"""谁可以做什么。Who may do what, read by the API before it asks and by an activity before it writes.

A route names a permission, which is of roles (`policy.processes.kernel.granting`); here is how far they reach. A task names a role, a
department or an enterprise, and the duty it is: nobody has two in a family of cases (`policy.processes.kernel.duties`).
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, Self

from policy.actors import OF_A_DEPARTMENT, Actor, Role
from policy.errors import Code, Refusal
from policy.processes.kernel.duties import Done, Dutiable, Duty, bars
from policy.processes.kernel.granting import PERMISSIONS
from policy.text import Text

# Whoever judges does so in person: they stand aside, or let their time pass, and nobody takes their place.
IN_PERSON = frozenset({Role.EXPERT, Role.COMMITTEE})
# Roles whose work spans every department.
AREA_WIDE = frozenset({Role.COMMITTEE, Role.FINANCE, Role.AUDITOR, Role.OPERATOR, Role.ADMIN})
# Those of them who follow every case of an enterprise: the committee reads what is on its agenda.
OVER_CASES = AREA_WIDE - {Role.COMMITTEE}
# Those of them who may know what somebody asks for as a person: nothing of it is paid, and no committee decides it.
OVER_PERSONS = OVER_CASES - {Role.FINANCE}


class StoredTask(Protocol):
    """An open task as it is stored. Its members are those of `OpenTask`, where they have the same name."""

    id: uuid.UUID
    kind: str
    role: str
    department: str
    enterprise_uscc: str | None
    concerns: list[str]
    assignee: str | None
    due_at: datetime | None
    warn_at: datetime | None
    warned_at: datetime | None
    escalated_at: datetime | None

    @property
    def overdue(self) -> str | None:
        """The event that follows past the due time."""


@dataclass(frozen=True, slots=True)
class OpenTask:
    """An open task, as far as anybody has to know to say who may complete it, and by when.

    Attributes:
        id: The task's id.
        kind: A kind of task (`policy.processes.registry.KINDS`).
        role: Who does it.
        department: The department it belongs to.
        enterprise: For an applicant's task, the enterprise's Unified Social Credit Code.
        concerns: The enterprises its case is about: whoever has an interest in one does nothing in it.
        assignee: The one person it is given to, if any.
        due_at: When it is due; once it is escalated, when it was.
        warn_at: When its doers are to be warned, or None when that is past.
        overdue: The event that follows past the due time, or None to escalate.
        warned: Whether its doers were warned.
        escalated: Whether it went to the head of those who have its role; nothing follows its due time any more.
    """

    id: str
    kind: str
    role: Role
    department: str
    enterprise: str | None = None
    concerns: tuple[str, ...] = ()
    assignee: str | None = None
    due_at: datetime | None = None
    warn_at: datetime | None = None
    overdue: str | None = None
    warned: bool = False
    escalated: bool = False

    @classmethod
    def of(cls, row: StoredTask) -> Self:
        """Return what a validator has to know of a stored task."""
        waiting = row.escalated_at is None
        return cls(
            id=str(row.id),
            kind=row.kind,
            role=Role(row.role),
            department=row.department,
            enterprise=row.enterprise_uscc,
            concerns=tuple(row.concerns),
            assignee=row.assignee,
            due_at=row.due_at,
            warn_at=row.warn_at if waiting and row.warned_at is None else None,
            overdue=row.overdue,
            warned=row.warned_at is not None,
            escalated=not waiting,
        )


def require(actor: Actor, permission: str) -> None:
    """Refuse an actor who holds none of the roles of `permission`, or whose enterprise has lost its place, what only enterprises do.

    Raises:
        Refusal: `forbidden`.
    """
    allowed = PERMISSIONS[permission]
    if not holds(actor, permission):
        raise Refusal(Code.FORBIDDEN, Text("您的角色不能进行此操作。", "Your role does not allow this."))
    if allowed == {Role.APPLICANT} and actor.successor is not None:
        raise succeeded(actor.successor)


def holds(actor: Actor, permission: str) -> bool:
    """Tell whether the actor holds a role of `permission`, or it is everybody's."""
    allowed = PERMISSIONS[permission]
    return not allowed or actor.is_a(*allowed)


def revoked() -> Refusal:
    """Return why somebody whose rights were taken back does nothing here, whatever their token says."""
    return Refusal(Code.REVOKED, Text("您的办事权限已停用，请与管理员联系。", "Your right to act here was taken back."))


def succeeded(successor: str) -> Refusal:
    """Return why somebody does not act for an enterprise whose place was taken, by the name of whoever took it."""
    return Refusal(
        Code.FORBIDDEN,
        Text(f"贵单位的权利义务已由{successor}承继，由其办理。", f"{successor} has taken the place of your enterprise, and acts for it."),
    )


def serves(actor: Actor, department: str) -> bool:
    """Tell whether the actor works for `department`, or for all of them."""
    return department in actor.departments or actor.is_a(*AREA_WIDE)


def serves_as(actor: Actor, role: Role, department: str) -> bool:
    """Tell whether the actor holds `role`, for `department` where it is held in departments."""
    return department in actor.departments_as(role) if role in OF_A_DEPARTMENT else actor.is_a(role)


def may_in(actor: Actor, permission: str, department: str) -> bool:
    """Tell whether the actor holds a role of `permission` for `department`: what they are in another one gives them nothing here."""
    return any(serves_as(actor, role, department) for role in PERMISSIONS[permission])


def is_outside(actor: Actor) -> bool:
    """Tell whether the actor is none of the office: what it has only proposed, and how it goes about its work, is its own."""
    return actor.is_a(Role.APPLICANT, Role.EXPERT)


def may_see_pending(actor: Actor, department: str) -> bool:
    """Tell whether the actor may see a rule or a suspension of `department` that nobody has approved yet, and who entered it."""
    return serves(actor, department)


def may_see_application(
    actor: Actor, enterprise: str, *departments: str, submitted: bool = True, over: Collection[Role] = OVER_CASES
) -> bool:
    """Tell whether an application exists as far as this actor is concerned.

    Args:
        actor: Who asks.
        enterprise: Whose application it is.
        departments: Every department of its item; those of a joint review see it as the leading one does.
        submitted: Whether it was handed in; before that it is its enterprise's alone.
        over: Whose work spans every department, as far as such applications are among it.
    """
    if actor.is_a(Role.APPLICANT) and enterprise in actor.enterprises:
        return True
    if not submitted:
        return False
    return actor.is_a(*over) or bool(set(departments) & set(actor.departments))


def may_see_personal(actor: Actor, party: str, *departments: str, submitted: bool = True) -> bool:
    """Tell whether what somebody asks for as a person exists as far as this actor is concerned, as `may_see_application` does."""
    return may_see_application(actor, party, *departments, submitted=submitted, over=OVER_PERSONS)


def may_see_call(actor: Actor | None, department: str, *, published: bool) -> bool:
    """Tell whether a call exists as far as somebody is concerned, signed in or not: a published one does for everybody."""
    return published or (actor is not None and may_see_pending(actor, department))


def may_see_clawback(actor: Actor, enterprise: str, department: str, *, served: bool) -> bool:
    """Tell whether a clawback that was proposed exists as far as this actor is concerned: for the enterprise, once it was served."""
    if serves(actor, department):
        return True
    return served and actor.is_a(Role.APPLICANT) and enterprise in actor.enterprises


def may_see_succession(actor: Actor, predecessor: str, successor: str, department: str, *, filed: bool) -> bool:
    """Tell whether a succession exists as far as this actor is concerned: once it is filed, both enterprises know of it."""
    if not filed:
        return False
    if serves(actor, department):
        return True
    return actor.is_a(Role.APPLICANT) and not {predecessor, successor}.isdisjoint(actor.enterprises)


def may_see_refund(actor: Actor, payer: str, department: str) -> bool:
    """Tell whether a refund that was opened exists as far as this actor is concerned: for its payer too."""
    return may_see_clawback(actor, payer, department, served=True)


def may_see_redecision(actor: Actor, enterprise: str, department: str, *, told: bool) -> bool:
    """Tell whether a re-decision that was proposed exists as far as this actor is concerned: for the enterprise, once it was told."""
    return may_see_clawback(actor, enterprise, department, served=told)


def may_see_debarment(actor: Actor, enterprise: str, department: str, *, told: bool, decided: bool) -> bool:
    """Tell whether a debarment exists as far as this actor is concerned.

    Args:
        actor: Who asks.
        enterprise: Whom it would bar.
        department: Who handles it.
        told: Whether the enterprise was heard or told: before that it knows nothing of it.
        decided: Whether it was barred: it is by every department, so the people of all of them know.
    """
    if decided and actor.is_a(Role.OFFICER, Role.APPROVER):
        return True
    return may_see_clawback(actor, enterprise, department, served=told)


def may_see_run(actor: Actor, department: str) -> bool:
    """Tell whether a run over everybody exists as far as this actor is concerned."""
    return actor.is_a(*PERMISSIONS["annual_run:read"]) and serves(actor, department)


def may_see_evaluation(actor: Actor | None, department: str, *, opened: bool, published: bool) -> bool:
    """Tell whether an evaluation exists as far as somebody is concerned, signed in or not: a published one does for everybody."""
    return published or (opened and actor is not None and may_see_pending(actor, department))


def may_see_task(actor: Actor, task: OpenTask) -> bool:
    """Tell whether a task exists as far as this actor is concerned.

    A task of the department is seen by its people and by area-wide overseers; an applicant's by the enterprise too; an expert's by
    that expert alone among the experts, so that a panel does not know its members.
    """
    if actor.is_a(Role.AUDITOR, Role.OPERATOR, Role.ADMIN) or _is_given(actor, task):
        return True
    if task.department in actor.departments:
        return True
    if task.role is Role.APPLICANT:
        return actor.is_a(Role.APPLICANT) and task.enterprise in actor.enterprises
    return task.role is not Role.EXPERT and serves_as(actor, task.role, task.department)


def may_read_opinions(actor: Actor, enterprise: str | None, step_of: Role | None = None) -> bool:
    """Tell whether what those wrote who looked at a case is this actor's to read, beside a step that weighs it or over the case.

    Finance reads it beside its own steps alone. It is never an applicant's, whatever else somebody is who speaks for the enterprise.

    Args:
        actor: Who reads.
        enterprise: Whose the case is.
        step_of: Whose the step is beside which it is read; None over the case.
    """
    readers = {*PERMISSIONS["opinion:read"], Role.OFFICER} | ({Role.FINANCE} & {step_of})
    return enterprise not in actor.enterprises and actor.is_a(*readers)


def may_read_message(actor: Actor, *, enterprise: str | None, department: str | None, role: Role | None, person: str | None) -> bool:
    """Tell whether a message is this actor's to read: it is told to an enterprise, a role of a department or of all, or one person."""
    if person == actor.subject:
        return True
    if actor.is_a(Role.APPLICANT) and enterprise in actor.enterprises:
        return True
    # An expert reads what is for them alone: a panel does not know its members.
    if role is None or role in {Role.APPLICANT, Role.EXPERT}:
        return False
    return serves_as(actor, role, department or "")


def why_not(actor: Actor, task: OpenTask, kind: Dutiable, done: Collection[Done]) -> Refusal | None:
    """Return why `actor` may not complete `task`, or None when they may.

    Args:
        actor: Who would.
        task: The task.
        kind: Its kind.
        done: What they did in the families of its case, and of whom they stand in for did; whoever does not know it leaves that to the
            transition.
    """
    if denial := four_eyes(kind, done) or _why_not_theirs(actor, task):
        return denial
    # An applicant acts for themselves, and whoever judges stands aside by the task in which they would.
    return None if task.role in {Role.APPLICANT, *IN_PERSON} else conflicted(actor, kind, task.concerns)


def _why_not_theirs(actor: Actor, task: OpenTask) -> Refusal | None:
    if task.role is Role.APPLICANT:
        return _why_not_for(actor, task.enterprise)
    # Where everybody of a department has a duty already, its task is given to somebody of another one, in the same role.
    is_given = _is_given(actor, task)
    if not (is_given or (task.role is Role.EXPERT and actor.is_a(Role.EXPERT)) or serves_as(actor, task.role, task.department)):
        return _forbidden()
    # What is overdue is the head's too, of those who have the same role; nobody judges in an expert's place.
    as_head = task.escalated and task.role is not Role.EXPERT and actor.leads(task.role, task.department)
    if task.assignee and not is_given and not as_head:
        return Refusal(Code.FORBIDDEN, Text("该任务已指定他人办理。", "The task is assigned to somebody else."))
    return None


def _is_given(actor: Actor, task: OpenTask) -> bool:
    """Tell whether a task is given to the actor, or to somebody for whom they stand in; nobody judges in an expert's place.

    A deputy does what is theirs to do where it is: to stand in gives nobody a role in another department.
    """
    is_stood_in = task.role not in {Role.APPLICANT, *IN_PERSON} and task.assignee in actor.stands_in_for
    by_deputy = is_stood_in and serves_as(actor, task.role, task.department)
    return by_deputy or (actor.is_a(task.role) and actor.subject == task.assignee)


def four_eyes(step: Dutiable, done: Collection[Done]) -> Refusal | None:
    """Return why whoever did something in a family of cases may not take a step in it, or None when that keeps them from nothing."""
    if not bars(step, done):
        return None
    return Refusal(
        Code.FOUR_EYES, Text("您经手过此前的环节，须由他人办理。", "You handled an earlier step; somebody else has to do this one.")
    )


def conflicted(actor: Actor, step: Dutiable, concerns: Iterable[str]) -> Refusal | None:
    """Return why somebody may not take a step in a case that concerns some enterprises, for their own interest; applying is for oneself."""
    return None if step.duty is Duty.APPLY else interested(actor, concerns)


def interested(actor: Actor, concerns: Iterable[str]) -> Refusal | None:
    """Return why somebody stands aside in what concerns some enterprises, for their own interest, or None where they have none."""
    if not actor.has_interest_in(concerns):
        return None
    return Refusal(
        Code.CONFLICT_OF_INTEREST,
        Text("您与该单位有利害关系，应当回避。", "You have an interest in this enterprise; somebody else has to do this."),
    )


def why_not_assign(actor: Actor, task: OpenTask) -> Refusal | None:
    """Return why `actor` may not hand `task` to somebody, or None when they may.

    Colleagues of the task's role may, and of a department's task its approvers; an applicant's, an expert's or a vote is nobody's to give
    away.
    """
    if task.role in {Role.APPLICANT, *IN_PERSON}:
        return Refusal(Code.FORBIDDEN, Text("该任务不能转交。", "This task cannot be handed over."))
    leads = task.role not in AREA_WIDE and serves_as(actor, Role.APPROVER, task.department)
    if leads or serves_as(actor, task.role, task.department):
        return interested(actor, task.concerns)
    return _forbidden()


def _why_not_for(actor: Actor, enterprise: str | None) -> Refusal | None:
    if not actor.is_a(Role.APPLICANT) or enterprise not in actor.enterprises:
        return _forbidden()
    return None if actor.successor is None else succeeded(actor.successor)


def _forbidden() -> Refusal:
    return Refusal(Code.FORBIDDEN, Text("该任务不由您办理。", "This task is not yours to do."))
