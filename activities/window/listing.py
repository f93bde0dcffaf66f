"""名单的效果。What the events of a window change once it is closed: its list is drawn, approved as it stands or not at all, and settled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.pace import looks_again_at
from activities.case.tasks import open_task
from models.commands.turns import take_turns
from models.commands.window import Drawn, draw_list, shared, unready
from models.queries import window as windows
from models.tables import Application, Window, WindowList, WindowShare
from policy.errors import Code, Fault, Refusal
from policy.processes.kernel.permissions import interested
from policy.processes.registry import KINDS
from policy.processes.window.lifecycle import Event
from policy.processes.window.states import ListState, ShareState
from policy.processes.window.tasks import LIST
from policy.text import Text

EFFECTS = Effects[Window]()

_Line = tuple[WindowShare, Application, str]


@EFFECTS.of(Event.CLOSED, Event.NOTICE_OVER)
async def look_at_once(context: TransitionContext[Window]) -> None:
    """Look at once who waits to be decided, and again and again until nobody does."""
    context.case.wakes_at = context.now


@EFFECTS.opens(LIST)
async def open_list(context: TransitionContext[Window]) -> None:
    """Ask for the list, of somebody who had no part in the applications on it."""
    ceiling = await windows.ceiling(context.session, context.item, context.case)
    about = {
        "waiting": [_asked(row) for row in ceiling.waiting if not row.held],
        "not_assessed": [{"number": row.number, "stage": row.stage} for row in unready(ceiling)],
        "ceiling_fen": ceiling.fen,
        "left_fen": ceiling.left_fen,
    }
    await open_task(context, KINDS[LIST], about=about)


@EFFECTS.of(Event.LIST_DUE)
async def look_later(context: TransitionContext[Window]) -> None:
    """Look now and then whether anybody waits for the list still."""
    context.case.wakes_at = looks_again_at(context.case.stage_entered_at, context.now)


@EFFECTS.of(Event.LIST_DRAWN)
async def draw(context: TransitionContext[Window]) -> None:
    """Draw the list."""
    given = context.detail.get("left_out") or []
    left_out = {str(one["application"]): str(one["reason"]) for one in given}
    if len(left_out) < len(given):
        twice = Fault("left_out", Text("编号重复", "names an application twice"))
        raise Refusal(Code.INVALID_INPUT, Text("名单有误。", "The list is not valid."), [twice])
    row = await draw_list(context.session, context.item, context.case, Drawn(context.actor.subject, context.now, left_out))
    _require_disinterested(context, await windows.lines(context.session, row.id))


@EFFECTS.opens("list_approval")
async def open_approval(context: TransitionContext[Window]) -> None:
    """Ask for the approval, with what is listed."""
    row = await windows.last_list(context.session, context.case.id)
    lines = await windows.lines(context.session, row.id)
    about = {
        "list": row.ordinal,
        "ceiling_fen": row.ceiling_fen,
        "used_fen": row.used_fen,
        "shares": [_shown(line) for line in lines],
        "pending": row.pending,
    }
    await open_task(context, KINDS["list_approval"], about=about)


@EFFECTS.asks("list_approval")
async def ask_why(context: TransitionContext[Window], department: str) -> dict[str, Any]:  # noqa: ARG001 - what every form is given
    """Ask why the list is approved although somebody is still being handled."""
    row = await windows.last_list(context.session, context.case.id)
    if not row.pending:
        return {}
    return {"allOf": [{"if": {"properties": {"decision": {"const": Event.LIST_APPROVED}}}, "then": {"required": ["reason"]}}]}


@EFFECTS.of(Event.LIST_APPROVED)
async def approve_as_it_stands(context: TransitionContext[Window]) -> None:
    """Approve the list if it is still what it was when it was drawn; the applications take their shares from now on.

    Raises:
        Refusal: `wrong_stage`, when an application or what is left of the ceiling has changed: another list has to be drawn.
    """
    await take_turns(context.session, f"cap/{context.case.cap_key}")
    row = await windows.last_list(context.session, context.case.id)
    lines = await windows.lines(context.session, row.id)
    _require_disinterested(context, lines)
    if changed := await _changed(context, row, lines):
        numbers = "、".join(changed)
        raise Refusal(
            Code.WRONG_STAGE,
            Text(f"列单之后情况有变：{numbers}。请退回，重新列单。", f"Since the list was drawn this changed: {numbers}. Return it."),
        )
    for share, _, _ in lines:
        if not share.share_fen and share.reason is None:
            share.become(ShareState.WAITS)
    row.become(ListState.APPROVED)
    row.decided_by, row.decided_by_name, row.decided_at = context.actor.subject, context.actor.name, context.now
    context.case.wakes_at = context.now


@EFFECTS.of(Event.LIST_RETURNED)
async def return_list(context: TransitionContext[Window]) -> None:
    """Have another list drawn."""
    (await windows.last_list(context.session, context.case.id)).become(ListState.RETURNED)
    context.case.wakes_at = looks_again_at(context.now, context.now)


@EFFECTS.of(Event.SHARES_SETTLED)
async def publish_list(context: TransitionContext[Window]) -> None:
    """Keep the list that is on notice, as its paper has it, and look when the notices are over."""
    row = await windows.last_list(context.session, context.case.id)
    row.become(ListState.SETTLED)
    found = await windows.notices(context.session, context.case.id)
    listed = [
        {
            "number": application.number,
            "enterprise": notice.enterprise_name,
            "award_fen": share.share_fen,
            "until": notice.until.isoformat(),
        }
        for share, application, _ in await windows.lines(context.session, row.id)
        if share.state == ShareState.TAKEN and (notice := found.get(application.id)) is not None
    ]
    context.detail = context.detail | {"list": row.ordinal, "ceiling_fen": row.left_fen, "listed": listed}
    context.case.wakes_at = context.now


def _require_disinterested(context: TransitionContext[Window], lines: Sequence[_Line]) -> None:
    """Refuse whoever speaks for one of the listed enterprises, or is employed by it.

    Raises:
        Refusal: `conflict_of_interest`.
    """
    if denial := interested(context.actor, (application.enterprise_uscc for _, application, _ in lines)):
        raise denial


async def _changed(context: TransitionContext[Window], row: WindowList, lines: Sequence[_Line]) -> list[str]:
    """Return what is no longer as it was listed: the numbers of applications, or that of the window where it is what there is to share."""
    ceiling = await windows.ceiling(context.session, context.item, context.case)
    known = {entry["number"] for entry in row.pending}
    listed = {application.number: share.formula_fen for share, application, _ in lines}
    still = {one.number: one.formula_fen for one in ceiling.waiting if not one.held and one.number not in known}
    unheard = {one.number for one in unready(ceiling)} - known
    differing = {number for number in (*listed, *still) if listed.get(number) != still.get(number)}
    if numbers := sorted(differing | unheard):
        return numbers
    shares = shared(ceiling.left_fen, [0 if share.reason else share.formula_fen for share, _, _ in lines])
    return [] if shares == [share.share_fen for share, _, _ in lines] else [context.case.number]


def _asked(row: Application) -> dict[str, Any]:
    return {"number": row.number, "formula_fen": row.formula_fen}


def _shown(line: _Line) -> dict[str, Any]:
    share, application, enterprise = line
    return {
        "number": application.number,
        "enterprise": enterprise,
        "formula_fen": share.formula_fen,
        "share_fen": share.share_fen,
        "left_out": share.reason,
    }
