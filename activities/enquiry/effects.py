"""诉求的效果。What the steps of an enquiry change: which departments have a part in the answer, and what the enterprise has to rate."""

from __future__ import annotations

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task, recompute_all
from models.tables import Enquiry, Message, Task
from policy.actors import Role
from policy.errors import Code, Refusal
from policy.language.items import DEPARTMENT_NAMES
from policy.processes.enquiry.lifecycle import Event
from policy.processes.enquiry.tasks import ANSWER, ANSWERS, FOLLOW_UP_ANSWER, LAST_RATING, PART, RATING
from policy.processes.kernel.lifecycle import Common
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Enquiry]()

_INVITED = Text("诉求{number}征求贵部门意见，请在期限内提出。", "Please give your department's part to enquiry {number} in time.")


@EFFECTS.of(Event.PART_INVITED)
async def invite(context: TransitionContext[Enquiry]) -> None:
    """Let another department have a part in the answer, one at a time; from now on it follows the enquiry.

    Raises:
        Refusal: `duplicate`, while its part is awaited or where it is the one that answers; `wrong_stage`, once a part would come too late
            for the answer to be in time.
    """
    whose, row = str(context.detail["department"]), context.case
    if whose == row.department or any(task.department == whose for task in context.open_tasks):
        raise Refusal(Code.DUPLICATE, Text("该部门已在办理。", "That department is at it already."))
    if _days_for_part(context) < 1:
        raise Refusal(
            Code.WRONG_STAGE,
            Text("答复期限将至，不再征求其他部门意见。", "The answer is due too soon for another department to have a part in it."),
        )
    row.invited = sorted({*row.invited, whose})


@EFFECTS.opens(PART)
async def open_part(context: TransitionContext[Enquiry]) -> None:
    """Open the part of the department that was invited, due before the answer is, and tell its people what it is asked."""
    whose, number = str(context.detail["department"]), context.case.number
    # All there is left of its clock, where that is less than such a part has in general.
    context.case.clocks = context.case.clocks | {PART: min(context.days(PART), _days_for_part(context))}
    await open_task(context, KINDS[PART], department=whose, about={"question": context.detail["question"]})
    zh, en = (words.format(number=number) for words in (_INVITED.zh, _INVITED.en))
    context.session.add(Message(case_id=context.case.id, department=whose, role=Role.OFFICER, zh=zh, en=en))


@EFFECTS.opens(ANSWER)
@EFFECTS.opens(FOLLOW_UP_ANSWER)
async def open_answer(context: TransitionContext[Enquiry]) -> None:
    """Have the department answer, and say until when it may ask others for a part."""
    (kind,) = context.lifecycle.steps[context.event].opens
    _say_until_when(context, await open_task(context, KINDS[kind]))


@EFFECTS.of(Common.DEADLINES_RECOMPUTED)
async def recompute(context: TransitionContext[Enquiry]) -> None:
    """Count the deadlines again, and until when parts may be asked."""
    await recompute_all(context)
    for answer in _answers(context):
        _say_until_when(context, answer)


def _say_until_when(context: TransitionContext[Enquiry], answer: Task) -> None:
    """Write into the task of an answer the last day on which another department may be asked for a part that is due a day later."""
    days = answer.working_days - context.days("parts_reserve") - 1
    until = context.clock.after(answer.clock_from, days).at.astimezone(BEIJING).date().isoformat() if days >= 0 else None
    answer.about = {"parts_until": until}


def _days_for_part(context: TransitionContext[Enquiry]) -> int:
    """Return the working days there are for a part, so that the answer still has some of its own."""
    due = min(answer.due_at for answer in _answers(context) if answer.due_at is not None)
    return context.clock.remaining(context.now, due) - context.days("parts_reserve")


def _answers(context: TransitionContext[Enquiry]) -> list[Task]:
    return [task for task in context.open_tasks if task.kind in ANSWERS]


@EFFECTS.of(Event.ANSWERED, Event.FOLLOW_UP_ANSWERED)
async def require_parts(context: TransitionContext[Enquiry]) -> None:
    """Let the answer go out once every part is given, or its time is over: what nobody gave is asked no longer.

    Raises:
        Refusal: `wrong_stage`, while a part may still come in time.
    """
    awaited = [task for task in context.open_tasks if task.kind == PART and task.due_at is not None and task.due_at > context.now]
    if awaited:
        names = [DEPARTMENT_NAMES[task.department] for task in awaited]
        zh, en = "、".join(name.zh for name in names), " and ".join(name.en for name in names)
        raise Refusal(Code.WRONG_STAGE, Text(f"{zh}的意见尚未提出，也未逾期。", f"The part of {en} is not given yet, and not overdue."))


@EFFECTS.opens(RATING)
@EFFECTS.opens(LAST_RATING)
async def open_rating(context: TransitionContext[Enquiry]) -> None:
    """Let the enterprise rate the answer, which stands in its task."""
    (kind,) = context.lifecycle.steps[context.event].opens
    await open_task(context, KINDS[kind], about={"answer": context.detail["answer"]})
