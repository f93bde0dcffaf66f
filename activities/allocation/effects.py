"""分配清单的效果。What the events of an allocation change: who may approve it, and that it is approved as it stands or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from models.commands.allocation import require_no_other, unready
from models.commands.turns import take_turns
from models.queries import allocation as allocations
from models.tables import Allocation, AllocationShare, Application
from policy.errors import Code, Refusal
from policy.processes.allocation.lifecycle import Event
from policy.processes.allocation.shares import pro_rata
from policy.processes.allocation.states import ShareState
from policy.processes.registry import KINDS
from policy.text import Text

EFFECTS = Effects[Allocation]()

_Line = tuple[AllocationShare, Application, str]


@EFFECTS.of(Event.SUBMITTED)
async def begin_alone(context: TransitionContext[Allocation]) -> None:
    """Refuse a second list of a ceiling, however close together the two were drawn."""
    await take_turns(context.session, f"cap/{context.case.cap_key}")
    await require_no_other(context.session, context.case.cap_key, context.case.year, context.case.cut_off)


@EFFECTS.opens("allocation_approval")
async def open_approval(context: TransitionContext[Allocation]) -> None:
    """Ask for the approval, with what is listed."""
    lines = await allocations.lines(context.session, context.case.id)
    about = {"shares": [_shown(line) for line in lines], "pending": context.case.pending}
    await open_task(context, KINDS["allocation_approval"], about=about)


@EFFECTS.asks("allocation_approval")
async def ask_why(context: TransitionContext[Allocation], department: str) -> dict[str, Any]:  # noqa: ARG001 - what every form is given
    """Ask why the list is approved although somebody is still being handled."""
    if not context.case.pending:
        return {}
    return {"allOf": [{"if": {"properties": {"decision": {"const": Event.LIST_APPROVED}}}, "then": {"required": ["reason"]}}]}


@EFFECTS.of(Event.LIST_APPROVED)
async def approve_as_it_stands(context: TransitionContext[Allocation]) -> None:
    """Approve the list if it is still what it was when it was drawn; the applications take their shares from now on.

    Raises:
        Refusal: `wrong_stage`, when an application or what is left of the ceiling has changed: another list has to be drawn.
    """
    allocation = context.case
    await take_turns(context.session, f"cap/{allocation.cap_key}")
    lines = await allocations.lines(context.session, allocation.id)
    if changed := await _changed(context, lines):
        numbers = "、".join(changed)
        raise Refusal(
            Code.WRONG_STAGE,
            Text(f"列单之后情况有变：{numbers}。请退回，重新列单。", f"Since the list was drawn this changed: {numbers}. Return it."),
        )
    for share, _, _ in lines:
        if not share.share_fen and share.reason is None:
            share.become(ShareState.WAITS)
    allocation.decided_by, allocation.decided_by_name = context.actor.subject, context.actor.name
    allocation.wakes_at = context.now


async def _changed(context: TransitionContext[Allocation], lines: Sequence[_Line]) -> list[str]:
    """Return what is no longer as it was listed: the numbers of applications, or that of the list where it is what there is to share."""
    allocation = context.case
    ceiling = await allocations.ceiling(context.session, context.item, allocation.year, allocation.cut_off)
    known = {entry["number"] for entry in allocation.pending}
    listed = {application.number: share.formula_fen for share, application, _ in lines}
    still = {row.number: row.formula_fen for row in ceiling.waiting if not row.held and row.number not in known}
    unheard = {row.number for row in unready(ceiling)} - known
    differing = {number for number in (*listed, *still) if listed.get(number) != still.get(number)}
    if numbers := sorted(differing | unheard):
        return numbers
    shares = pro_rata(ceiling.left_fen, [0 if share.reason else share.formula_fen for share, _, _ in lines])
    return [] if shares == [share.share_fen for share, _, _ in lines] else [allocation.number]


def _shown(line: _Line) -> dict[str, Any]:
    share, application, enterprise = line
    return {
        "number": application.number,
        "enterprise": enterprise,
        "formula_fen": share.formula_fen,
        "share_fen": share.share_fen,
        "left_out": share.reason,
    }
