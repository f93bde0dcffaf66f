"""诉求的效果。What the steps of an enquiry change: which departments have a part in the answer, and what the enterprise has to rate."""

from __future__ import annotations

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from models.tables import Enquiry, Message
from policy.actors import Role
from policy.errors import Code, Refusal
from policy.language.items import DEPARTMENT_NAMES
from policy.processes.enquiry.lifecycle import Event
from policy.processes.enquiry.tasks import LAST_RATING, PART, RATING
from policy.processes.registry import KINDS
from policy.text import Text

EFFECTS = Effects[Enquiry]()

_INVITED = Text("诉求{number}征求贵部门意见，请在期限内提出。", "Please give your department's part to enquiry {number} in time.")


@EFFECTS.of(Event.PART_INVITED)
async def invite(context: TransitionContext[Enquiry]) -> None:
    """Let another department have a part in the answer, one at a time; from now on it follows the enquiry.

    Raises:
        Refusal: `duplicate`, while its part is awaited or where it is the one that answers.
    """
    whose, row = str(context.detail["department"]), context.case
    if whose == row.department or any(task.department == whose for task in context.open_tasks):
        raise Refusal(Code.DUPLICATE, Text("该部门已在办理。", "That department is at it already."))
    row.invited = sorted({*row.invited, whose})


@EFFECTS.opens(PART)
async def open_part(context: TransitionContext[Enquiry]) -> None:
    """Open the part of the department that was invited, and tell its people what it is asked."""
    whose, number = str(context.detail["department"]), context.case.number
    await open_task(context, KINDS[PART], department=whose, about={"question": context.detail["question"]})
    zh, en = (words.format(number=number) for words in (_INVITED.zh, _INVITED.en))
    context.session.add(Message(case_id=context.case.id, department=whose, role=Role.OFFICER, zh=zh, en=en))


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
