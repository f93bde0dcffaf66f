"""候补递补。The place of a winner that dropped out before anything was paid: an approver offers it to the next, or to nobody."""

from __future__ import annotations

from typing import Any

from activities.call.effects import ranking, selected_on, wrong
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from models.queries import audit_event as audit_events
from models.queries import call as calls
from models.queries import enterprise as enterprises
from models.tables import Call, PostGrantProject
from policy.processes.call.lifecycle import Event, Stage
from policy.processes.call.standby import with_ended
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Call]()


@EFFECTS.at_once(Stage.STANDBY)
async def stand_by(context: TransitionContext[Call]) -> bool:
    """Settle a call at once in which nobody stands by; otherwise look at once whether a winner has dropped out meanwhile."""
    context.case.wakes_at = context.now
    return await settled(context)


async def settled(context: TransitionContext[Call]) -> bool:
    """Say that a call is settled, if no place is left that could fall free, or nobody who could take it; and tell whether it is."""
    challenges = {row.challenge_no for row in await calls.reserve(context.session, context.case)}
    places = await calls.unpaid_winners(context.session, context.case)
    if any(row.challenge_no in challenges for row, _ in places):
        return False
    context.event, context.detail = Event.CALL_SETTLED, {}
    return True


async def winner_dropped_out(context: TransitionContext[Call]) -> bool:
    """Say which winner has dropped out, with the ranking of whoever is next before the approver; and tell whether one has.

    Of several the oldest is asked about first. Where nobody stands by for one there is nothing to decide.
    """
    session, call = context.session, context.case
    reserve = await calls.reserve(session, call)
    challenges = {row.challenge_no for row in reserve}
    fallen = [row for row, ended in await calls.unpaid_winners(session, call) if ended and row.challenge_no in challenges]
    if not fallen:
        return False
    out, names = fallen[0], await enterprises.names(session, {row.enterprise_uscc for row in (*fallen, *reserve)})
    ranked = [row for row in reserve if row.challenge_no == out.challenge_no]
    shown = [challenge for challenge in ranking(call, ranked, names) if challenge["no"] == out.challenge_no]
    about = {
        "dropped_out": {"number": out.number, "title": out.title, "enterprise": names[out.enterprise_uscc]} | await _why(context, out),
        "challenges": shown,
        "next": ranked[0].number,
    }
    context.event, context.detail = Event.WINNER_DROPPED_OUT, {"about": about}
    return True


async def _why(context: TransitionContext[Call], out: PostGrantProject) -> dict[str, Any]:
    """Return where the project of a winner ended, and why, as far as somebody said it."""
    last = await audit_events.timeline(context.session, out.id)
    reason = next((event.detail["reason"] for event in reversed(last) if event.to_stage == out.stage and "reason" in event.detail), None)
    return {"stage": out.stage} | ({"reason": reason} if reason else {})


@EFFECTS.of(Event.RUNNER_UP_OFFERED)
async def offer_place(context: TransitionContext[Call]) -> None:
    """Publish the winners again, with the next in rank in the place of the one that dropped out; it learns of it by looking.

    Raises:
        Refusal: `invalid_input`, when the solution that is named is not the next, as after a withdrawal.
    """
    call, out, given = context.case, _out(context), context.detail["solution"]
    reserve = await calls.reserve(context.session, call, shared=True)
    ranked = [row for row in reserve if row.challenge_no == out["challenge_no"]]
    if not ranked or ranked[0].number != given:
        following = ranked[0].number if ranked else None
        raise wrong(
            "solution",
            Text(f"下一名候补方案为{following}。", f"The solution that is next is {following}.")
            if following
            else Text("已无候补方案。", "No solution stands by any more."),
        )
    names = await enterprises.names(context.session, [ranked[0].enterprise_uscc])
    winner = {"challenge_no": out["challenge_no"], "solution": given, "reason": context.detail["reason"]}
    winner |= {"enterprise_name": names[ranked[0].enterprise_uscc], "in_place_of": out["solution"]} | selected_on(context)
    _take_out(context)
    call.winners = [*call.winners, winner]


@EFFECTS.of(Event.RUNNER_UP_NOT_OFFERED)
async def leave_place_empty(context: TransitionContext[Call]) -> None:
    """Publish the winners again, without the one that dropped out; whoever stood by for that challenge reads why."""
    context.detail = context.detail | {"challenge_no": _out(context)["challenge_no"]}
    _take_out(context)


def _out(context: TransitionContext[Call]) -> dict[str, Any]:
    """Return the winner whose place the task is about."""
    number = (context.task.about if context.task else {})["dropped_out"]["number"]
    return next(winner for winner in context.case.winners if winner["solution"] == number)


def _take_out(context: TransitionContext[Call]) -> None:
    said = (context.task.about if context.task else {})["dropped_out"]
    today = context.now.astimezone(BEIJING).date()
    context.case.winners = with_ended(context.case.winners, said["number"], said["stage"], today)
