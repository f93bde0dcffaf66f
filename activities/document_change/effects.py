"""证件变更的效果。What the steps of a change of a document or a name change: what is taken in, and by what the person is known then."""

from __future__ import annotations

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.submissions import standing_documents
from models.commands import natural_person as commands
from models.commands.turns import take_turns, turn_of
from models.queries import enterprise as enterprises
from models.queries import natural_person as persons
from models.tables import DocumentChange
from policy.errors import Code, Fault, Refusal
from policy.processes.document_change.lifecycle import PAPER, WHY, Event, Why
from policy.text import Text

EFFECTS = Effects[DocumentChange]()


@EFFECTS.of(Event.SUBMITTED)
async def take_in(context: TransitionContext[DocumentChange]) -> None:
    """Take in one at a time of a person, with its paper, for an officer who sees the end of either number.

    Raises:
        Refusal: `incomplete`, without the paper; `duplicate`, while another is under way, or where the number is somebody's already.
    """
    row = context.case
    if not await standing_documents(context):
        missing = Text(f"缺少：{PAPER.title.zh}", f"Missing: {PAPER.title.en}")
        raise Refusal(Code.INCOMPLETE, Text("尚未上传证件。", "There is no paper yet."), [Fault(f"evidence.{PAPER.code}", missing)])
    await _require_none_under_way(context)
    await commands.require_free(context.session, context.deployment.database.seal, row)
    person = await persons.of(context.session, row.enterprise_uscc)
    about = {
        "name": await enterprises.name(context.session, row.enterprise_uscc),
        "document": person.document,
        "new_document": row.document,
        "why": WHY[Why(row.why)].as_dict(),
    }
    context.detail = context.detail | {"about": about}


@EFFECTS.of(Event.CORRECTION_ENTERED)
async def take_in_correction(context: TransitionContext[DocumentChange]) -> None:
    """Have another officer compare the name with the paper.

    Raises:
        Refusal: `duplicate`, while another change of the person is under way.
    """
    row = context.case
    await _require_none_under_way(context)
    about = {"name": await enterprises.name(context.session, row.enterprise_uscc), "why": WHY[Why(row.why)].as_dict()}
    context.detail = context.detail | {"about": about | row.brief}


async def _require_none_under_way(context: TransitionContext[DocumentChange]) -> None:
    row = context.case
    await take_turns(context.session, turn_of(row.enterprise_uscc))
    if (other := await persons.change_under_way(context.session, row)) is not None:
        raise Refusal(Code.DUPLICATE, Text(f"变更{other}正在办理。", f"Another change of theirs is under way already ({other})."))


@EFFECTS.of(Event.DOCUMENT_CONFIRMED)
async def change(context: TransitionContext[DocumentChange]) -> None:
    """Have the person known by the other document or name, and keep the one before; what is theirs is theirs under their code.

    Raises:
        Refusal: `duplicate`, where somebody else was registered by it meanwhile.
    """
    if context.case.new_name:
        await commands.correct_name(context.session, context.actor, context.case)
        return
    await commands.change_document(context.session, context.deployment.database.seal, context.actor, context.case, context.now)
