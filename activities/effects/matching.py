"""配套项目的效果。What the events of a matching project change: its number while it lives, and when it is looked at next."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from activities.effects.registry import effect
from activities.work import Work
from models.queries import case, suspension
from models.tables import MatchingProject
from policy.errors import Refusal
from policy.lifecycles.matching import MATCHING, Event
from policy.project_claims import next_look
from policy.text import Text
from policy.working_days import BEIJING


def matching_project(work: Work) -> MatchingProject:
    """Return the case, which is a matching project."""
    assert isinstance(work.case, MatchingProject)  # noqa: S101 - tells the type checker what the process says
    return work.case


@effect(Event.SUBMITTED, Event.CORRECTED, process=MATCHING.name)
async def take_its_number(work: Work) -> None:
    """Let the project live under its number, unless another does."""
    project = matching_project(work)
    await suspension.require_not_suspended(work.session, project.item_code, work.now.astimezone(BEIJING).date())
    try:
        async with work.session.begin_nested():
            project.live_no = project.project_no
            await work.session.flush()
    except IntegrityError:
        await work.session.refresh(project)
        raise Refusal(
            "duplicate", Text("该上级项目已在库或正在办理。", "That project has been filed already."), clause=work.item.citation
        ) from None


@effect(Event.ADMITTED, process=MATCHING.name)
async def begin_looking(work: Work) -> None:
    """Look at the upstream every year from now on."""
    work.case.wakes_at = next_look(work.now)


@effect(
    Event.UPSTREAM_NOT_RECOGNISED,
    Event.ADMISSION_REFUSED,
    Event.CORRECTION_LAPSED,
    Event.CLAIMS_CLOSED,
    Event.WATCH_ENDED,
    process=MATCHING.name,
)
async def give_its_number_back(work: Work) -> None:
    """A project that has ended may be filed anew."""
    matching_project(work).live_no = None


@effect(Event.WITHDRAWN, process=MATCHING.name)
async def withdraw(work: Work) -> None:
    """Let it go, unless it was claimed: what was matched has to answer for what the upstream takes back."""
    project = matching_project(work)
    live = [claim.number for claim in await case.carried_over(work.session, project.id) if not claim.closed_at and claim.submitted_at]
    if live:
        listed = "、".join(live)
        raise Refusal(
            "wrong_stage",
            Text(f"项目已有年度申领({listed}),不能撤回。", f"The project has been claimed ({', '.join(live)}) and cannot be withdrawn."),
            clause=work.item.citation,
        )
    await give_its_number_back(work)


@effect(Event.UPSTREAM_COMPLETED, process=MATCHING.name)
async def close_claims_later(work: Work) -> None:
    """The last year of its money may still be claimed for a while."""
    matching_project(work).closes_at = work.clock.after(work.now, work.days("last_claim")).at


@effect(Event.UPSTREAM_TERMINATED, process=MATCHING.name)
async def watch_for_recoveries(work: Work) -> None:
    """Nothing more is matched; what the upstream takes back is watched for."""
    matching_project(work).closes_at = work.clock.after(work.now, work.days("recovery_watch")).at
