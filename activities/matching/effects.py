"""配套项目的效果。What the events of a matching project change: its number while it lives, and when it is looked at next."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from activities.case import clocks
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.matching.contradictions import record_of
from models.queries import application as applications
from models.queries import audit_event as audit_events
from models.queries import suspension
from models.tables import MatchingProject
from policy.errors import Code, Refusal
from policy.language.subjects import joined
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.application.lifecycle import Stage as Claim
from policy.processes.kernel.lifecycle import Common
from policy.processes.matching.claims import next_look
from policy.processes.matching.lifecycle import WATCHED, Event
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[MatchingProject]()


@EFFECTS.of(Event.SUBMITTED, AcceptanceEvent.CORRECTED)
async def take_its_number(context: TransitionContext[MatchingProject]) -> None:
    """Let the project live under its number, unless another does."""
    project = context.case
    await suspension.require_not_suspended(context.session, project.item_code, context.now.astimezone(BEIJING).date())
    try:
        async with context.session.begin_nested():
            project.live_no = joined((project.upstream_level, project.project_no))
            await context.session.flush()
    except IntegrityError:
        await context.session.refresh(project)
        raise Refusal(
            Code.DUPLICATE,
            Text(
                "该上级项目已在库或正在办理。上级已移交贵单位的，请联系责任单位核对上级登记后再提交。",
                "That project has been filed already. If it was handed over to you, ask the department to look at the upstream first.",
            ),
            clause=context.item.citation,
        ) from None


@EFFECTS.of(Event.ADMITTED)
async def begin_looking(context: TransitionContext[MatchingProject]) -> None:
    """Look at the upstream every year from now on."""
    context.case.wakes_at = next_look(context.now)


@EFFECTS.of(
    Event.UPSTREAM_NOT_RECOGNISED,
    Event.ADMISSION_REFUSED,
    AcceptanceEvent.CORRECTION_LAPSED,
    Event.CLAIMS_CLOSED,
    Event.WATCH_ENDED,
)
async def give_its_number_back(context: TransitionContext[MatchingProject]) -> None:
    """Give up the project's number, so that a project that has ended may be filed again."""
    context.case.live_no = None


@EFFECTS.of(Event.WITHDRAWN)
async def withdraw(context: TransitionContext[MatchingProject]) -> None:
    """Let it go, unless it was claimed: what was matched has to answer for what the upstream takes back."""
    project = context.case
    live = [
        claim.number for claim in await applications.carried_over(context.session, project.id) if not claim.closed_at and claim.submitted_at
    ]
    if live:
        listed = "、".join(live)
        raise Refusal(
            Code.WRONG_STAGE,
            Text(f"项目已有年度申领（{listed}），不能撤回。", f"The project has been claimed ({', '.join(live)}) and cannot be withdrawn."),
            clause=context.item.citation,
        )
    await give_its_number_back(context)


@EFFECTS.of(Event.UPSTREAM_COMPLETED)
async def close_claims_later(context: TransitionContext[MatchingProject]) -> None:
    """Set until when the last year of the project's money may be claimed."""
    context.case.closes_at = context.clock.after(context.now, context.days("last_claim")).at


@EFFECTS.of(Event.UPSTREAM_TERMINATED)
async def watch_for_recoveries(context: TransitionContext[MatchingProject]) -> None:
    """Stop matching, and go on looking for what the upstream takes back."""
    context.case.closes_at = context.clock.after(context.now, context.days("recovery_watch")).at


@EFFECTS.of(Event.UPSTREAM_HANDED_OVER)
async def let_it_be_filed_elsewhere(context: TransitionContext[MatchingProject]) -> None:
    """Give up its number to whoever holds it now, and go on looking for what the upstream takes back of what was matched here."""
    await give_its_number_back(context)
    await watch_for_recoveries(context)


@EFFECTS.of(Common.RESUMED)
async def resume(context: TransitionContext[MatchingProject]) -> None:
    """Let every clock go on, the end of its claims or of its watch too, and look at the upstream at once: nobody did meanwhile."""
    project = context.case
    await clocks.resume(context)
    held = await audit_events.last_of(context.session, project.id, (Common.PUT_ON_HOLD,))
    if project.closes_at is not None and held is not None:
        project.closes_at += context.now - held.occurred_at
    if project.stage in WATCHED:
        project.wakes_at = context.now


@EFFECTS.of(Event.UPSTREAM_RESUMED)
async def live_on(context: TransitionContext[MatchingProject]) -> None:
    """Let it live on without an end."""
    context.case.closes_at = None


@EFFECTS.of(Event.UPSTREAM_ASKED_AGAIN)
async def look_at_once(context: TransitionContext[MatchingProject]) -> None:
    """Look at the record again now that an officer has had it clarified."""
    if context.case.stage in WATCHED:
        context.case.wakes_at = context.now


@EFFECTS.of(Event.CLOSING_ASKED)
async def ask_to_close(context: TransitionContext[MatchingProject]) -> None:
    """Show the approver what is wrong with the record and why it cannot be mended."""
    said = {name: context.detail[name] for name in ("opinion", "reason")}
    context.detail = context.detail | {"about": record_of(context) | {"closing": said}}


@EFFECTS.of(Event.CLOSING_REFUSED)
async def have_it_clarified(context: TransitionContext[MatchingProject]) -> None:
    """Let the officer go on having the record clarified, with why it is not closed."""
    context.detail = context.detail | {"about": record_of(context) | {"not_closed": context.detail["reason"]}}


@EFFECTS.of(Event.UPSTREAM_GIVEN_UP)
async def give_up(context: TransitionContext[MatchingProject]) -> None:
    """Close the project, unless a claim of it is under way, which is ended first; keep what the letter says."""
    live = [
        claim.number
        for claim in await applications.carried_over(context.session, context.case.id)
        if claim.submitted_at and not claim.closed_at and claim.stage != Claim.IN_FORCE
    ]
    if live:
        raise Refusal(
            Code.WRONG_STAGE,
            Text(f"年度申领尚在办理（{'、'.join(live)}），请先办结。", f"Claims are under way ({', '.join(live)}); end them first."),
        )
    about = context.task.about if context.task else {}
    context.detail = context.detail | {"given_up": {"contradictions": about["contradictions"], "reason": about["closing"]["reason"]}}
    await give_its_number_back(context)
