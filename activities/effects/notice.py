"""公示。What a public notice and the objections to it change."""

from __future__ import annotations

import uuid
from typing import Any

from activities.effects.registry import booking, effect
from activities.work import Work
from models.commands import ledger
from models.queries import case
from models.tables import Notice
from policy.lifecycles.application import Event


async def publish(work: Work, amount_fen: int) -> None:
    """Publish an award of `amount_fen` for the time a notice runs."""
    enterprise = await case.enterprise(work.session, work.application.enterprise_uscc)
    days = work.days("public_notice")
    deadline = work.clock.after(work.now, days)
    work.application.wakes_at = deadline.at
    work.session.add(
        Notice(
            application_id=work.application.id,
            state="open",
            enterprise_name=enterprise.name,
            item_code=work.application.item_code,
            amount_fen=amount_fen,
            published_at=work.now,
            until=deadline.at,
            clock_from=work.now,
            working_days=days,
            until_provisional=deadline.provisional,
        )
    )


@effect(Event.NOTICE_CLEARED)
async def commit_money(work: Work) -> None:
    """Turn the pre-commitment into an obligation."""
    (await case.latest_notice(work.session, work.application.id)).state = "cleared"
    work.application.wakes_at = None
    await ledger.move(work.session, booking(work), "obligation")


@effect(Event.OBJECTION_FILED)
async def suspend_notice(work: Work) -> None:
    """Suspend the notice and remember what is left of it."""
    objection = await case.objection(work.session, uuid.UUID(str(work.detail["objection_id"])))
    objection.state = "filed"
    work.detail = work.detail | {"about": {"objection_id": str(objection.id)}}
    notice = await case.latest_notice(work.session, work.application.id)
    if notice.state == "open":
        left = work.clock.remaining(work.now, notice.until)
        work.application.clocks = dict(work.application.clocks) | {"public_notice": max(left, 1)}
        notice.state = "suspended"
    work.application.wakes_at = None


@effect(Event.OBJECTION_DISMISSED)
async def dismiss_objection(work: Work) -> None:
    """Rule against the objection."""
    await _rule(work, "dismissed")


@effect(Event.OBJECTION_UPHELD)
async def uphold_objection(work: Work) -> None:
    """Rule for the objection: the award falls and its money is free again."""
    await _rule(work, "upheld")
    (await case.latest_notice(work.session, work.application.id)).state = "overturned"
    await ledger.release(work.session, booking(work))
    work.application.award_fen = None


async def _rule(work: Work, state: str) -> None:
    about: dict[str, Any] = work.task.about if work.task else {}
    objection = await case.objection(work.session, uuid.UUID(str(about["objection_id"])))
    objection.state, objection.ruling = state, str(work.detail.get("reason", ""))


@effect(Event.NOTICE_RESUMED)
async def resume_notice(work: Work) -> None:
    """Let the notice run for what was left of it."""
    clocks = dict(work.application.clocks)
    notice = await case.latest_notice(work.session, work.application.id)
    notice.clock_from, notice.working_days = work.now, int(clocks.pop("public_notice", 1))
    work.application.clocks = clocks
    notice.state = "open"
    await recompute_notice(work)


async def recompute_notice(work: Work) -> None:
    """Count the end of the running notice by the calendar as it is now."""
    notice = await case.latest_notice(work.session, work.application.id)
    deadline = work.clock.after(notice.clock_from, notice.working_days)
    notice.until, notice.until_provisional = deadline.at, deadline.provisional
    work.application.wakes_at = deadline.at
