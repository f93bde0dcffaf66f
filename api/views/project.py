"""榜单与项目的呈现。How calls, solutions and projects become what people read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from api.schemas.base import Words
from api.schemas.call import CallShown, SolutionShown
from api.schemas.case import EvidenceTaken
from api.schemas.project import AwardShown, ProjectInFull, ProjectShown
from api.views import evidence
from api.views.case import case_fields, stage, standing
from models.queries import application as applications
from models.queries import audit_event as audit_events
from models.queries import enterprise as enterprises
from models.queries import matching_project as matching_projects
from models.queries import task as tasks
from models.session import Session
from models.tables import Application, AuditEvent, Call, Case, MatchingProject, PostGrantProject, Task
from policy.actors import Actor, Role
from policy.judging.catalogue import item as item_called
from policy.processes.matching.claims import claimed_again
from policy.processes.registry import LIFECYCLES
from policy.text import Text, points

# What every process that carries out projects calls these.
_CORRECTION_REQUESTED, _CORRECTION = "correction_requested", "correction"


def call(row: Call) -> CallShown:
    """Return a call as it is published."""
    item, lifecycle = item_called(row.item_code), LIFECYCLES[row.process]
    return CallShown.model_validate(
        case_fields(row)
        | {
            "item_title": Words.of(item.title),
            "clause": item.citation,
            "title": Words.of(Text(row.title_zh, row.title_en)),
            "challenges": row.challenges,
            "criteria": row.criteria,
            "opens_at": row.opens_at,
            "closes_at": row.closes_at,
            "winners": row.winners,
            "next_step": Words.of(lifecycle.stages[row.stage].next_step),
        }
    )


def solution(row: PostGrantProject, enterprise_name: str) -> SolutionShown:
    """Return a solution for the list of its call."""
    return SolutionShown(
        number=row.number,
        challenge_no=row.challenge_no,
        title=row.title,
        enterprise_uscc=row.enterprise_uscc,
        enterprise_name=enterprise_name,
        stage=stage(row.process, row.stage),
        score=None if row.score_hundredths is None else points(row.score_hundredths),
        votes=row.votes,
        recommendations=row.recommendations,
    )


def project(row: Case, enterprise_name: str) -> ProjectShown:
    """Return a project for a list."""
    return ProjectShown.model_validate(_brief(row, enterprise_name))


async def in_full(session: Session, row: Case, actor: Actor) -> ProjectInFull:
    """Read what belongs to a project, and return it with where it stands and why; of its claims, those that `actor` may see."""
    again = await matching_projects.claimable_again(session, row, datetime.now(UTC)) if isinstance(row, MatchingProject) else {}
    shown = project_in_full(
        row,
        await enterprises.name_today(session, row.beneficiary or ""),
        tasks=await tasks.open_of(session, row.id),
        timeline=await audit_events.timeline(session, row.id),
        taken=await evidence.taken(session, row, actor),
        awards=[award for award in await applications.carried_over(session, row.id) if award.is_open_to(actor)],
    )
    return shown.model_copy(update={"next_step": _and_then(shown.next_step, claimed_again(again))}) if again else shown


def _and_then(said: Words, more: Text) -> Words:
    return Words(zh=said.zh + more.zh, en=f"{said.en} {more.en}")


def project_in_full(
    row: Case,
    enterprise_name: str,
    *,
    tasks: Sequence[Task],
    timeline: Sequence[AuditEvent],
    awards: Sequence[Application],
    taken: Sequence[EvidenceTaken],
) -> ProjectInFull:
    """Return a project with where it stands and why: the reasons of what its enterprise is told, and nobody else's."""
    lifecycle = LIFECYCLES[row.process]
    told = [event for event in timeline if Role.APPLICANT in lifecycle.steps[event.event].tells]
    return ProjectInFull.model_validate(
        _brief(row, enterprise_name)
        | standing(row, tasks)
        | {
            "particulars": row.brief,
            "evidence": taken,
            "defects": _last(timeline, "defects", _CORRECTION_REQUESTED) or [] if row.stage == _CORRECTION else [],
            "last_reason": _last(told, "reason"),
            "failures": _last(told, "failures") or [],
            "awards": [_award(application) for application in awards],
        }
    )


def _brief(row: Case, enterprise_name: str) -> dict[str, Any]:
    item = item_called(row.item_code)
    return case_fields(row) | {
        "item_title": Words.of(item.title),
        "clause": item.citation,
        "enterprise_uscc": row.beneficiary,
        "enterprise_name": enterprise_name,
    }


def _last(timeline: Sequence[AuditEvent], name: str, event: str | None = None) -> Any:  # noqa: ANN401 - JSON
    """Return the detail `name` of the latest event that has it."""
    said = (row.detail[name] for row in reversed(timeline) if name in row.detail and event in {None, row.event})
    return next(said, None)


def _award(row: Application) -> AwardShown:
    return AwardShown(number=row.number, stage=stage(row.process, row.stage), award_fen=row.award_fen, paid_fen=row.paid_fen)
