"""公示的效果。What a public notice in any process and the objections to it change: the notice and, of an award, its money."""

from __future__ import annotations

import uuid
from typing import Any, Final

from activities.case import tasks
from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from models.commands import ledger
from models.queries import document as documents
from models.queries import enterprise as enterprises
from models.queries import natural_person as persons
from models.queries import notice as notices
from models.queries import objection as objections
from models.tables import AwardedCase, Case, Notice, Objection
from policy.errors import Code, Refusal
from policy.processes.kernel.lifecycle import Common
from policy.processes.notice.states import NOTICE_STATES, NoticeState, ObjectionState
from policy.processes.notice.steps import NoticeEvent
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

NOTICE = Effects[AwardedCase]()
MOST_RULINGS: Final = 20
"""How many objections to a notice are ruled on one by one: from then on they are ruled on together."""

_RULING: Final = "objection_ruling"
_OF_ONE: Final = ("objection_id", "grounds", "received_on")


async def publish(context: TransitionContext[AwardedCase]) -> None:
    """Publish an award.

    Raises:
        Refusal: As `publish_intent`.
    """
    await publish_intent(context, context.case.award_fen or 0)


async def publish_intent(context: TransitionContext[Case], amount_fen: int | None) -> None:
    """Publish what is intended for the time a notice runs, under the name the register gives its enterprise, or whoever took its place.

    Args:
        context: The transition.
        amount_fen: How much is to be given; None where it is no money.

    Raises:
        Refusal: `wrong_stage`, while the register has given none: what somebody says of themselves is not shown in public.
    """
    enterprise = await enterprises.current(context.session, context.case.beneficiary or "")
    if enterprise.confirmed_at is None and enterprise.kind != "person":
        unconfirmed = Text(
            "单位名称尚未经登记机关核实，不能公示。", "The register has not confirmed the enterprise's name; there is no notice yet."
        )
        raise Refusal(Code.WRONG_STAGE, unconfirmed)
    days = context.days("public_notice")
    deadline = context.clock.after(context.now, days)
    context.case.wakes_at = deadline.at
    context.detail = context.detail | {"notice_until": deadline.at.astimezone(BEIJING).date().isoformat()}
    context.session.add(
        Notice(
            case_id=context.case.id,
            state=NOTICE_STATES.first,
            enterprise_name=await persons.published_name(context.session, enterprise),
            item_code=context.case.item_code,
            amount_fen=amount_fen,
            published_at=context.now,
            until=deadline.at,
            clock_from=context.now,
            working_days=days,
            until_provisional=deadline.provisional,
        )
    )


@NOTICE.of(NoticeEvent.NOTICE_CLEARED)
async def commit_money(context: TransitionContext[AwardedCase]) -> None:
    """Turn the pre-commitment into an obligation."""
    (await notices.latest(context.session, context.case.id)).become(NoticeState.CLEARED)
    await ledger.move(context.session, booking(context), "obligation")
    context.case.wakes_at = None


@NOTICE.of(NoticeEvent.OBJECTION_FILED)
async def suspend_notice(context: TransitionContext[Case]) -> None:
    """Suspend the notice and remember what is left of it."""
    objection = await objections.of(context.session, uuid.UUID(str(context.detail["objection_id"])))
    objection.become(ObjectionState.FILED)
    notice = await notices.latest(context.session, context.case.id)
    context.detail = context.detail | {"about": await _about(context, objection, notice)}
    if notice.state == NoticeState.OPEN:
        left = context.clock.remaining(context.now, notice.until)
        context.case.clocks = dict(context.case.clocks) | {"public_notice": max(left, 1)}
        notice.become(NoticeState.SUSPENDED)
    context.case.wakes_at = None


@NOTICE.opens("objection_ruling")
async def open_ruling(context: TransitionContext[Case]) -> None:
    """Have somebody rule on an objection; where many wait for that already, the last of their tasks is for it as well."""
    waiting = [task for task in context.open_tasks if task.kind == _RULING]
    if len(waiting) < MOST_RULINGS:
        await tasks.open_task(context, KINDS[_RULING])
        return
    one = {name: context.detail["about"][name] for name in _OF_ONE}
    waiting[-1].about = waiting[-1].about | {"others": [*waiting[-1].about.get("others", ()), one]}


async def _about(context: TransitionContext[Case], objection: Objection, notice: Notice) -> dict[str, Any]:
    """Return what whoever rules on an objection has to know: what it says, and to what. Whose it is, only the list of objections says."""
    return {
        "objection_id": str(objection.id),
        "grounds": objection.grounds,
        "received_on": objection.received_at.astimezone(BEIJING).date().isoformat(),
        "notice": {
            "id": str(notice.id),
            "enterprise": {"uscc": context.case.beneficiary, "name": notice.enterprise_name},
            "item": context.item.title.as_dict(),
            "amount_fen": notice.amount_fen,
            "published_on": notice.published_at.astimezone(BEIJING).date().isoformat(),
            "until": notice.until.astimezone(BEIJING).date().isoformat(),
        },
        "evidence": [
            {"id": str(one.id), "evidence_code": one.evidence_code, "file_name": one.file_name, "sha256": one.sha256}
            for one in await documents.of_case(context.session, context.case.id)
        ],
    }


@NOTICE.of(NoticeEvent.OBJECTION_DISMISSED)
async def dismiss_objection(context: TransitionContext[Case]) -> None:
    """Rule against the objection."""
    await rule_on_objection(context, ObjectionState.DISMISSED)


@NOTICE.of(NoticeEvent.UPHOLDING_PROPOSED)
async def show_proposal(context: TransitionContext[Case]) -> None:
    """Show the approver the objection, and why it is to be upheld; until then it stands as it was filed."""
    about: dict[str, Any] = context.task.about if context.task else {}
    context.detail = context.detail | {"about": about | {"proposed": {"reason": context.detail["reason"]}}}


@NOTICE.of(NoticeEvent.OBJECTION_UPHELD)
async def uphold_objection(context: TransitionContext[AwardedCase]) -> None:
    """Rule for the objection: the award falls and its money is free again."""
    await rule_on_objection(context, ObjectionState.UPHELD)
    (await notices.latest(context.session, context.case.id)).become(NoticeState.OVERTURNED)
    await ledger.release(context.session, booking(context))
    context.case.award_fen = None


async def rule_on_objection(context: TransitionContext[Case], state: ObjectionState) -> None:
    """Rule on the objection that the task is about, and on those that came when many waited already."""
    about: dict[str, Any] = context.task.about if context.task else {}
    for one in (about, *about.get("others", ())):
        objection = await objections.of(context.session, uuid.UUID(str(one["objection_id"])))
        objection.become(state)
        objection.ruling = str(context.detail.get("reason", ""))


@NOTICE.of(NoticeEvent.NOTICE_RESUMED)
async def resume_notice(context: TransitionContext[Case]) -> None:
    """Let the notice run for what was left of it."""
    clocks = dict(context.case.clocks)
    notice = await notices.latest(context.session, context.case.id)
    notice.clock_from, notice.working_days = context.now, int(clocks.pop("public_notice", 1))
    context.case.clocks = clocks
    notice.become(NoticeState.OPEN)
    await recompute_notice(context)


async def recompute_notice(context: TransitionContext[Case]) -> None:
    """Count the end of the running notice by the calendar as it is now."""
    notice = await notices.latest(context.session, context.case.id)
    deadline = context.clock.after(notice.clock_from, notice.working_days)
    notice.until, notice.until_provisional = deadline.at, deadline.provisional
    context.case.wakes_at = deadline.at


@NOTICE.of(Common.DEADLINES_RECOMPUTED)
async def recompute_with_notice(context: TransitionContext[Case]) -> None:
    """Count the deadlines of a case again, and the end of its notice if one runs."""
    await tasks.recompute_all(context)
    if context.lifecycle.allows(context.case.stage, NoticeEvent.NOTICE_CLEARED):
        await recompute_notice(context)
