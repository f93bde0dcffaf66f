"""榜单的效果。What the events of a call change: its window, and who was selected."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.in_time import still_waits
from activities.case.tasks import open_task
from activities.case.transitions import apply, begin
from activities.signatures.case import Transition
from models.queries import call as calls
from models.queries import enterprise as enterprises
from models.queries import request as requests
from models.tables import Call, PostGrantProject
from policy.actors import SYSTEM, Role
from policy.errors import Code, Fault, Refusal
from policy.processes.call.lifecycle import PUBLIC, Event
from policy.processes.call.standby import is_recommended
from policy.processes.kernel.permissions import serves_as
from policy.processes.registry import KINDS
from policy.text import Text, points
from policy.working_days import BEIJING

EFFECTS = Effects[Call]()
# What happens to a solution by it; its process stands above this one, which knows of it by name alone.
_DRAFT_OVERTAKEN, _SUBMITTED = "draft_overtaken", "submitted"


@EFFECTS.opens("call_approval")
async def open_approval(context: TransitionContext[Call]) -> None:
    """Ask for the approval, of somebody else than who drafted it."""
    await open_task(context, KINDS["call_approval"])


@EFFECTS.of(Event.SUBMITTED, Event.CALL_REVISED)
async def require_window_ahead(context: TransitionContext[Call]) -> None:
    """Refuse a call whose window is over before anybody could answer."""
    if context.case.closes_at <= context.now:
        raise wrong("closes_at", Text("截止时间已过，请修改。", "The window would be closed already; change it."))


@EFFECTS.of(Event.PUBLISHED)
async def open_window(context: TransitionContext[Call]) -> None:
    """Open the window, and close it in time."""
    await require_window_ahead(context)
    context.case.wakes_at = context.case.closes_at


@EFFECTS.of(Event.WINDOW_EXTENDED)
async def extend_window(context: TransitionContext[Call]) -> None:
    """Move the end of the window further out; what was promised is never shortened."""
    closes_at = datetime.fromisoformat(str(context.detail["closes_at"]))
    if closes_at <= context.case.closes_at or closes_at <= context.now:
        raise wrong("closes_at", Text("只能延长，不能提前。", "A window can be extended only, never cut."))
    context.detail = context.detail | {"before": context.case.closes_at.isoformat()}
    context.case.closes_at = context.case.wakes_at = closes_at


@EFFECTS.of(Event.WINDOW_CLOSED)
async def look_at_once(context: TransitionContext[Call]) -> None:
    """Look at the solutions at once, then again and again until all are evaluated; what was not submitted ends.

    Raises:
        Refusal: `busy`, while a solution that was submitted in time is not taken yet.
    """
    drafts = [draft.id for draft in await calls.drafts(context.session, context.case.id)]
    if await requests.waits_in(context.session, drafts, _SUBMITTED, context.case.closes_at):
        raise still_waits()
    context.case.wakes_at = context.now
    await end_drafts(context)


@EFFECTS.of(Event.CALL_CANCELLED)
async def cancel(context: TransitionContext[Call]) -> None:
    """End what was not submitted. What an approver has published an approver cancels, and none below that rank.

    Raises:
        Refusal: `forbidden`.
    """
    if context.case.stage in PUBLIC and not serves_as(context.actor, Role.APPROVER, context.case.department):
        raise Refusal(Code.FORBIDDEN, Text("已发布的征集由审批人取消。", "A call that is published is cancelled by an approver."))
    await end_drafts(context)


async def end_drafts(context: TransitionContext[Call]) -> None:
    """End the solutions that were never submitted: they have no process of their own that would learn of it."""
    for draft in await calls.drafts(context.session, context.case.id):
        key = f"{context.key}/{draft.number}"
        overtaken = Transition(draft.process, str(draft.id), _DRAFT_OVERTAKEN, key, context.now, SYSTEM)
        await apply(await begin(context.session, context.deployment, draft, overtaken))


@EFFECTS.of(Event.WINNERS_SELECTED)
async def select_winners(context: TransitionContext[Call]) -> None:
    """Keep the selected solutions, locked so that none is withdrawn between the look and the decision."""
    call, candidates = context.case, await calls.candidates(context.session, context.case.id, shared=True)
    by_number = {row.number: row for row in candidates}
    chosen: list[dict[str, Any]] = context.detail["winners"]
    places: Counter[int] = Counter()
    for index, winner in enumerate(chosen):
        row = by_number.pop(winner["solution"], None)
        places[winner["challenge_no"]] += 1
        if why := _why_not(call, row, winner["challenge_no"], places):
            field = f"winners.{index}.solution"
            raise wrong(field, Text(f"{winner['solution']} {why.zh}", f"{winner['solution']} {why.en}"))
    names = await enterprises.names(context.session, [row.enterprise_uscc for row in candidates])
    enterprise = {row.number: names[row.enterprise_uscc] for row in candidates}
    call.winners = [winner | {"enterprise_name": enterprise[winner["solution"]]} | selected_on(context) for winner in chosen]


def selected_on(context: TransitionContext[Call]) -> dict[str, str]:
    """Return since when a winner is published."""
    return {"selected_on": context.now.astimezone(BEIJING).date().isoformat()}


def ranking(call: Call, ranked: list[PostGrantProject], names: dict[str, str]) -> list[dict[str, Any]]:
    """Return the challenges of a call with the solutions to each, as they were ranked.

    Args:
        call: The call.
        ranked: The solutions, best first.
        names: The names of their enterprises.
    """
    return [
        {
            "no": challenge["no"],
            "title": challenge["title"],
            "places": challenge.get("winners", 1),
            "solutions": [
                {
                    "number": row.number,
                    "title": row.title,
                    "enterprise": names[row.enterprise_uscc],
                    "score": points(row.score_hundredths or 0),
                    "votes": row.votes,
                    "recommendations": row.recommendations,
                }
                for row in ranked
                if row.challenge_no == challenge["no"]
            ],
        }
        for challenge in call.challenges
    ]


def _why_not(call: Call, row: PostGrantProject | None, challenge_no: int, places: Counter[int]) -> Text | None:
    """Say why a solution may not be selected, or nothing."""
    if row is None or row.challenge_no != challenge_no:
        return Text(f"不是榜单序号{challenge_no}下可入选的方案。", f"is no candidate for challenge {challenge_no}.")
    if not is_recommended(row.recommendations, row.votes):
        return Text("未获多数专家推荐。", "is not recommended by the majority of its panel.")
    most = int((call.challenge(challenge_no) or {}).get("winners", 1))
    if places[challenge_no] > most:
        return Text(f"超出榜单序号{challenge_no}的{most}个名额。", f"is one too many: challenge {challenge_no} has {most} place(s).")
    return None


def wrong(field: str, what: Text) -> Refusal:
    """Return the refusal of one field of what was given."""
    return Refusal(Code.INVALID_INPUT, what, [Fault(field, what)])
