"""申报批次的效果。What the events of a window change up to its closing: its guide, its time, and what is asked about it."""

from __future__ import annotations

from datetime import datetime

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from models.commands.turns import take_turns
from models.commands.window import require_alone
from models.queries import window as windows
from models.tables import Message, Window
from policy.actors import Role
from policy.days import minute, moment
from policy.errors import Code, Fault, Refusal
from policy.processes.kernel.permissions import serves_as
from policy.processes.registry import KINDS
from policy.processes.window.lifecycle import PUBLIC, Event
from policy.processes.window.opening import Span
from policy.processes.window.tasks import QUESTION
from policy.text import Text

EFFECTS = Effects[Window]()

_EXTENDED = Text("申报批次{number}（{item}）的申报期延长至{until}。", "The window {number} ({item}) is open until {until}.")
_ANSWERED = Text("您就申报批次{number}提出的问题已公开答复。", "Your question about {number} was answered in public.")
_SET_ASIDE = Text(
    "您就申报批次{number}提出的问题不予公开答复。理由：{reason}",
    "Your question about {number} is not answered in public: {reason}",
)


@EFFECTS.opens("guide_approval")
async def open_approval(context: TransitionContext[Window]) -> None:
    """Ask for the approval, with the guide as it would be published."""
    await open_task(context, KINDS["guide_approval"], about={"guide": context.case.brief})


@EFFECTS.of(Event.SUBMITTED, Event.GUIDE_REVISED)
async def require_window_ahead(context: TransitionContext[Window]) -> None:
    """Refuse a window that is over before anybody could apply, or overlaps with another of its item."""
    row = context.case
    await take_turns(context.session, f"window/{row.item_code}")
    if row.closes_at <= context.now:
        raise _wrong(Text("截止时间已过，请修改。", "The window would be closed already; change it."))
    require_alone(await windows.overlapping(context.session, row, row.span))


@EFFECTS.of(Event.PUBLISHED)
async def announce(context: TransitionContext[Window]) -> None:
    """Publish the guide, and open in time."""
    await require_window_ahead(context)
    context.case.wakes_at = max(context.case.opens_at, context.now)


@EFFECTS.of(Event.OPENED)
async def open_window(context: TransitionContext[Window]) -> None:
    """Take applications until it closes."""
    context.case.wakes_at = context.case.closes_at


@EFFECTS.of(Event.EXTENDED)
async def extend(context: TransitionContext[Window]) -> None:
    """Move the end of the window further out, and tell whoever has a draft in it; what was promised is never shortened."""
    row, closes_at = context.case, datetime.fromisoformat(str(context.detail["closes_at"]))
    if closes_at <= max(row.closes_at, context.now):
        raise _wrong(Text("只能延长，不能提前。", "A window can be extended only, never cut."))
    await take_turns(context.session, f"window/{row.item_code}")
    require_alone(await windows.overlapping(context.session, row, Span(row.number, row.opens_at, closes_at)))
    context.detail = context.detail | {"before": row.closes_at.isoformat()}
    row.closes_at = closes_at
    if row.opens_at <= context.now:
        row.wakes_at = closes_at
    until = Text(minute(closes_at), moment(closes_at))
    context.words["until"] = until
    for uscc in await windows.drafts(context.session, row):
        _tell(context, uscc, _EXTENDED, until=until, item=context.item.title)


@EFFECTS.of(Event.CANCELLED)
async def cancel(context: TransitionContext[Window]) -> None:
    """Give a window up that has not opened. What an approver has published an approver cancels, and none below that rank.

    Raises:
        Refusal: `forbidden`.
    """
    if context.case.stage in PUBLIC and not serves_as(context.actor, Role.APPROVER, context.case.department):
        raise Refusal(Code.FORBIDDEN, Text("已发布的批次由审批人取消。", "A window that is published is cancelled by an approver."))


@EFFECTS.opens(QUESTION)
async def open_question(context: TransitionContext[Window]) -> None:
    """Open the task of a question: whose it is, only the department sees."""
    await open_task(
        context, KINDS[QUESTION], about={"question": context.detail["question"], "enterprise_uscc": context.detail["asked_for"]}
    )


@EFFECTS.of(Event.QUESTION_ANSWERED)
async def tell_of_answer(context: TransitionContext[Window]) -> None:
    """Tell whoever asked that everybody may read the answer."""
    _tell(context, _asker(context), _ANSWERED)


@EFFECTS.of(Event.QUESTION_SET_ASIDE)
async def tell_why_not(context: TransitionContext[Window]) -> None:
    """Tell whoever asked, and nobody else, why it is not answered in public."""
    reason = str(context.detail["reason"])
    _tell(context, _asker(context), _SET_ASIDE, reason=Text(reason, reason))


def _asker(context: TransitionContext[Window]) -> str:
    return str((context.task.about if context.task else {})["enterprise_uscc"])


def _tell(context: TransitionContext[Window], uscc: str, said: Text, **words: Text) -> None:
    named = {"number": Text(context.case.number, context.case.number), **words}
    zh, en = {name: text.zh for name, text in named.items()}, {name: text.en for name, text in named.items()}
    context.session.add(Message(case_id=context.case.id, enterprise_uscc=uscc, zh=said.zh.format(**zh), en=said.en.format(**en)))


def _wrong(message: Text) -> Refusal:
    return Refusal(Code.INVALID_INPUT, Text("申报期有误。", "The window is not valid."), [Fault("closes_at", message)])
