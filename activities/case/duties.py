"""职责的登记。Notes the duty of whoever acts in the family of a case, and refuses whoever has another in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from activities.case.context import TransitionContext
from models.commands import involvement as involvements
from models.queries import family as families
from models.queries.family import Family
from models.queries.involvement import of as done_by
from models.tables import AnnualRun, Case
from policy.actors import RESERVED, Role
from policy.errors import Refusal
from policy.processes.annual_run.lifecycle import Event as RunEvent
from policy.processes.kernel.duties import Act, Done, Dutiable, Duty, duty_in
from policy.processes.kernel.lifecycle import DRAFT, Common
from policy.processes.kernel.permissions import OpenTask, conflicted, four_eyes, interested, serves_as, why_not
from policy.processes.meeting.lifecycle import Event as MeetingEvent
from policy.processes.panel.steps import PanelEvent
from policy.processes.registry import KINDS

_STANDING_ASIDE = (PanelEvent.EXPERT_RECUSED, MeetingEvent.RECUSED)
# The event that rolls one back, and those that end the task about one.
_OF_ONE_MEMBER: Final = (RunEvent.RELEASE_ROLLED_BACK, RunEvent.MEMBER_ENTERED, RunEvent.MEMBER_NOT_ENTERED)
OTHERS_WAIT: Final = "others_wait"
"""What a transition keeps the families under in which other tasks wait for people of ours, who may not do them any more by this."""
_HOLDING = (Common.PUT_ON_HOLD, Common.RESUMED)


async def family_of(context: TransitionContext[Case], about: dict[str, Any]) -> Family:
    """Return the family of the case, read once in a transition for what it is about."""
    which = f"family/{about.get('breach_id')}/{about.get('filing_id')}/{about.get('case_id')}"
    if which not in context.kept:
        context.kept[which] = await families.of(context.session, context.case, about)
    found: Family = context.kept[which]
    return found


async def take_on(context: TransitionContext[Case]) -> None:
    """Note the duty that whoever acts takes on with this transition.

    What another case has decided is noted of whoever decided it there, and asks nobody's leave here: it was theirs to decide.

    Raises:
        Refusal: `four_eyes`, when they have another duty in the family; `conflict_of_interest`, when they have one with the enterprise.
    """
    step, its_case = _step(context), context.case
    if context.actor.subject in RESERVED:
        return
    if step is None:
        # Nobody's duty, and yet nobody's who has an interest: a hold stops every clock.
        if context.event in _HOLDING and (denial := interested(context.actor, its_case.concerns)):
            raise denial
        return
    # Only a person who asks has a role.
    is_asked = bool(context.actor.roles)
    done = list(await note(context, context.actor.subject, step if is_asked else await _as_there(context, step)))
    for absent in context.actor.acting_as(context.task.assignee if context.task else None)[1:]:
        # What a deputy does is the duty of both.
        done += await note(context, absent, step)
    if is_asked and (denial := _why_not(context, step, done)):
        raise denial
    if its_case.stage == DRAFT and its_case.created_by not in {context.actor.subject, *RESERVED}:
        await note(context, its_case.created_by, step)


async def note(context: TransitionContext[Case], subject: str, step: Dutiable) -> Sequence[Done]:
    """Note that somebody has taken a step in the family of the case, and return what they had done in it before."""
    task = context.task
    about = task.about if task else context.detail.get("about") or {}
    family = _of_some_members(context, about) or await family_of(context, about)
    duty = step.duty
    if step.also_by:
        await involvements.take_turn(context.session, subject, family)
        duty = duty_in(step, await done_by(context.session, subject, family.counted))
    found = await involvements.add(context.session, subject, family, duty, step.code, task=task.id if task else None)
    if found.others_wait:
        context.kept[OTHERS_WAIT] = family.own
    return found.done


def _of_some_members(context: TransitionContext[Case], about: Mapping[str, Any]) -> Family | None:
    """Return the family of what is decided about some members of a run only: it keeps nobody from deciding on the awards of the others."""
    run = context.case
    if not isinstance(run, AnnualRun):
        return None
    if context.event == RunEvent.RELEASED:
        return families.of_release(run, run.release + 1)
    return families.of_member(run, str(context.detail.get("uscc") or about["uscc"])) if context.event in _OF_ONE_MEMBER else None


async def _as_there(context: TransitionContext[Case], step: Dutiable) -> Dutiable:
    """Return a step that follows from another case as the duty of whoever decided it there: it gives them no second one."""
    family = await family_of(context, {})
    held = [one.duty for one in await done_by(context.session, context.actor.subject, family.own)]
    return Act(step.code, held[0] if held else Duty.DECIDE)


def _why_not(context: TransitionContext[Case], step: Dutiable, done: Sequence[Done]) -> Refusal | None:
    actor, task = context.actor, context.task
    # Whose it is not at all is told that, and not of what they did before.
    theirs = None if task is None else why_not(actor, OpenTask.of(task), step, ())
    if denial := theirs or four_eyes(step, done):
        return denial
    # Whoever stands aside does what they ought to.
    concerns = context.case.concerns if task is None else task.concerns
    return None if context.event in _STANDING_ASIDE else conflicted(actor, step, concerns)


def _step(context: TransitionContext[Case]) -> Dutiable | None:
    """Return what is done, if it is somebody's duty: the task that is completed, or what needs none."""
    if context.task is not None:
        return KINDS[context.task.kind]
    duty = context.lifecycle.steps[context.event].duty
    # What an officer prepares is decided where an approver asks for it, as when a call is cancelled.
    officer, approver = (serves_as(context.actor, role, context.case.department) for role in (Role.OFFICER, Role.APPROVER))
    if duty is Duty.PREPARE and approver and not officer:
        duty = Duty.DECIDE
    return Act(context.event, duty) if duty else None
