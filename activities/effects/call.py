"""榜单的效果。What the events of a call change: its window, and who was selected."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from activities.effects.registry import effect
from activities.tasks import open_task, opener
from activities.work import Work
from models.queries import calls
from models.tables import Call, PostGrantProject
from policy.errors import Fault, Refusal
from policy.lifecycles.call import CALL, Event
from policy.tasks import KINDS
from policy.text import Text

_PROCESS = CALL.name


@opener("call_approval")
async def open_approval(work: Work) -> None:
    """Ask for the approval, of somebody else than who drafted it."""
    await open_task(work, KINDS["call_approval"], also_excluded=[work.call.created_by])


@effect(Event.SUBMITTED, Event.CALL_REVISED, process=_PROCESS)
async def require_window_ahead(work: Work) -> None:
    """Refuse a call whose window is over before anybody could answer."""
    if work.call.closes_at <= work.now:
        raise _wrong("closes_at", Text("截止时间已过,请修改。", "The window would be closed already; change it."))


@effect(Event.PUBLISHED, process=_PROCESS)
async def open_window(work: Work) -> None:
    """Open the window, and close it in time."""
    await require_window_ahead(work)
    work.call.wakes_at = work.call.closes_at


@effect(Event.WINDOW_EXTENDED, process=_PROCESS)
async def extend_window(work: Work) -> None:
    """Move the end of the window further out; what was promised is never shortened."""
    closes_at = datetime.fromisoformat(str(work.detail["closes_at"]))
    if closes_at <= work.call.closes_at or closes_at <= work.now:
        raise _wrong("closes_at", Text("只能延长,不能提前。", "A window can be extended only, never cut."))
    work.detail = work.detail | {"before": work.call.closes_at.isoformat()}
    work.call.closes_at = work.call.wakes_at = closes_at


@effect(Event.WINDOW_CLOSED, process=_PROCESS)
async def look_at_once(work: Work) -> None:
    """Look at the solutions at once, then again and again until all are evaluated."""
    work.call.wakes_at = work.now


@effect(Event.WINNERS_SELECTED, process=_PROCESS)
async def select_winners(work: Work) -> None:
    """Keep who was selected. The solutions are locked, so that none is withdrawn between the look and the decision."""
    call, candidates = work.call, await calls.candidates(work.session, work.call.id, shared=True)
    by_number = {row.number: row for row in candidates}
    chosen: list[dict[str, Any]] = work.detail["winners"]
    places: Counter[int] = Counter()
    for index, winner in enumerate(chosen):
        row = by_number.pop(winner["solution"], None)
        places[winner["challenge_no"]] += 1
        if why := _why_not(call, row, winner["challenge_no"], places):
            field = f"winners.{index}.solution"
            raise _wrong(field, Text(f"{winner['solution']} {why.zh}", f"{winner['solution']} {why.en}"))
    names = await calls.names(work.session, [row.enterprise_uscc for row in candidates])
    enterprise = {row.number: names[row.enterprise_uscc] for row in candidates}
    call.winners = [winner | {"enterprise_name": enterprise[winner["solution"]]} for winner in chosen]


def _why_not(call: Call, row: PostGrantProject | None, challenge_no: int, places: Counter[int]) -> Text | None:
    """Say why a solution may not be selected, or nothing."""
    if row is None or row.challenge_no != challenge_no:
        return Text(f"不是榜单序号 {challenge_no} 下可入选的方案。", f"is no candidate for challenge {challenge_no}.")
    if 2 * (row.recommendations or 0) <= (row.votes or 0):
        return Text("未获多数专家推荐。", "is not recommended by the majority of its panel.")
    most = int((call.challenge(challenge_no) or {}).get("winners", 1))
    if places[challenge_no] > most:
        return Text(f"超出榜单序号 {challenge_no} 的 {most} 个名额。", f"is one too many: challenge {challenge_no} has {most} place(s).")
    return None


def _wrong(field: str, what: Text) -> Refusal:
    return Refusal("invalid_input", Text(f"{field}:{what.zh}", f"{field}: {what.en}"), [Fault(field, what)])
