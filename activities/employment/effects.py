"""任职关系的效果。What the steps of an employment change: whom they ask, and whom a person is employed by once it is confirmed."""

from __future__ import annotations

from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.submissions import standing_documents
from activities.case.tasks import open_task
from models.commands.turns import take_turns, turn_of
from models.queries import enterprise as enterprises
from models.queries import natural_person as persons
from models.tables import Employment, Message
from policy.errors import Code, Fault, Refusal
from policy.processes.employment.lifecycle import PROOF, Event
from policy.processes.employment.tasks import ANSWER
from policy.processes.registry import KINDS
from policy.text import Text

EFFECTS = Effects[Employment]()

_ASKED = Text(
    "{name}申报在贵单位任职（{number}），请在期限内确认。",
    "{name} says that you employ them ({number}); please say in time whether you do.",
)


async def _say_employer(context: TransitionContext[Employment]) -> None:
    name = await enterprises.name_today(context.session, context.case.employer_uscc)
    context.words["employer"] = Text(name, name)


@EFFECTS.of(Event.SUBMITTED)
async def take_in(context: TransitionContext[Employment]) -> None:
    """Take in one at a time of a person, and of another employer than the one there is.

    Raises:
        Refusal: `duplicate`, while another is under way, or the same is confirmed.
    """
    row = context.case
    await take_turns(context.session, turn_of(row.enterprise_uscc))
    if await persons.employer_of(context.session, row.enterprise_uscc) == row.employer_uscc:
        raise Refusal(Code.DUPLICATE, Text("在该单位的任职关系已经确认。", "It is confirmed already that it employs them."))
    if (other := await persons.under_way(context.session, row)) is not None:
        raise Refusal(
            Code.DUPLICATE, Text(f"任职关系{other}正在办理。", f"Another employment of theirs is being confirmed already ({other}).")
        )
    await _say_employer(context)


@EFFECTS.opens(ANSWER)
async def ask_employer(context: TransitionContext[Employment]) -> None:
    """Ask the employer, who sees the person's name and the end of their number."""
    row = context.case
    name, person = await enterprises.name(context.session, row.enterprise_uscc), await persons.of(context.session, row.enterprise_uscc)
    task = await open_task(context, KINDS[ANSWER], about={"name": name, "document": person.document})
    task.enterprise_uscc = row.employer_uscc
    zh, en = (words.format(name=name, number=row.number) for words in (_ASKED.zh, _ASKED.en))
    context.session.add(Message(case_id=row.id, enterprise_uscc=row.employer_uscc, zh=zh, en=en))


@EFFECTS.of(Event.EMPLOYER_DENIED, Event.EMPLOYER_SILENT)
async def ask_for_paper(context: TransitionContext[Employment]) -> None:
    """Say whose word is missing."""
    await _say_employer(context)


@EFFECTS.of(Event.PAPER_HANDED_IN)
async def require_paper(context: TransitionContext[Employment]) -> None:
    """Take in what has a paper with it, for an officer who has to know whose it is.

    Raises:
        Refusal: `incomplete`, without one.
    """
    row = context.case
    if not await standing_documents(context):
        missing = Text(f"缺少：{PROOF.title.zh}", f"Missing: {PROOF.title.en}")
        raise Refusal(Code.INCOMPLETE, Text("尚未上传任职证明。", "There is no paper yet."), [Fault(f"evidence.{PROOF.code}", missing)])
    person = await persons.of(context.session, row.enterprise_uscc)
    about: dict[str, Any] = {
        "name": await enterprises.name(context.session, row.enterprise_uscc),
        "document": person.document,
        "employer": await enterprises.name_today(context.session, row.employer_uscc),
    }
    context.detail = context.detail | {"about": about}


@EFFECTS.of(Event.EMPLOYER_CONFIRMED, Event.PAPER_PROVES)
async def attach(context: TransitionContext[Employment]) -> None:
    """Have the person employed by whom they named."""
    person = await persons.locked(context.session, context.case.enterprise_uscc)
    person.employer_uscc, person.attached_at = context.case.employer_uscc, context.now
    await _say_employer(context)


@EFFECTS.of(Event.LEFT)
async def leave(context: TransitionContext[Employment]) -> None:
    """Have the person employed by nobody, unless it is by another by now."""
    row, person = context.case, await persons.locked(context.session, context.case.enterprise_uscc)
    if person.employer_uscc == row.employer_uscc:
        person.employer_uscc = person.attached_at = None
    await _say_employer(context)


@EFFECTS.of(Event.REPLACED)
async def be_replaced(context: TransitionContext[Employment]) -> None:
    """Say who employs the person no longer."""
    await _say_employer(context)
