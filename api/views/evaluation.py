"""政策评估的呈现。How evaluations and outcome reports become what people read: each figure with the name of what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from api.schemas.base import Named
from api.schemas.evaluation import (
    EvaluationInFull,
    EvaluationShown,
    FigureShown,
    FiguresOfItem,
    OutcomeReportInFull,
    OutcomeReportShown,
)
from api.views.case import case_fields, standing
from models.queries import evaluation as evaluations
from models.queries import task as tasks
from models.session import Session
from models.tables import Evaluation, OutcomeReport
from policy.judging.catalogue import ITEMS
from policy.letters.figures import group_named, named
from policy.processes.evaluation.figures import METHOD, PUBLISHED_DAYS, Figure, in_days
from policy.processes.evaluation.lifecycle import OUTCOMES
from policy.text import Text


async def listed(session: Session, rows: Sequence[Evaluation]) -> list[EvaluationShown]:
    """Return evaluations for a list, each with the later interim one that superseded it."""
    superseded = await evaluations.superseded_by(session, rows)
    return [EvaluationShown.model_validate(_brief(row) | {"superseded_by": superseded.get(row.id)}) for row in rows]


async def in_full(session: Session, row: Evaluation) -> EvaluationInFull:
    """Return an evaluation with its figures, its reports counted, what the department finds, and the decision."""
    reported = (await evaluations.reported(session, [row]))[row.id]
    fields = {
        "reckoned_at": row.reckoned_at,
        "figures": [figure(one) for one in row.counted],
        "by_item": [_of_item(code, figures) for code, figures in row.by_item.items()],
        "published_days": PUBLISHED_DAYS,
        "reports": reported["counts"],
        "reported_by_year": reported["by_year"],
        "findings": row.findings,
        "minutes_no": row.minutes_no,
        "held_on": row.held_on,
        "minutes": row.minutes,
        "follow_up": row.follow_up,
        "method": {group: words.as_dict() for group, words in METHOD.items()},
    }
    superseded = await evaluations.superseded_by(session, [row])
    return EvaluationInFull.model_validate(_brief(row) | fields | {"superseded_by": superseded.get(row.id)})


def figure(one: Figure) -> FigureShown:
    """Return a figure with its names."""
    title, group = named(one), group_named(one)
    return FigureShown(
        code=str(one.code),
        group=Named(code=one.code.group, zh=group.zh, en=group.en),
        title=title.zh,
        title_en=title.en,
        count=one.count,
        amount_fen=one.amount_fen,
        median_days=_days(one.median_tenths),
        mean_days=_days(one.mean_tenths),
        ninth_days=_days(one.ninth_tenths),
        limit_days=one.limit_days,
    )


def _of_item(code: str, figures: Sequence[Figure]) -> FiguresOfItem:
    title = ITEMS[code].title if code in ITEMS else Text(code, code)
    return FiguresOfItem(item_code=code, title=title.zh, title_en=title.en, figures=[figure(one) for one in figures])


async def reports(session: Session, rows: Sequence[OutcomeReport]) -> list[OutcomeReportShown]:
    """Return outcome reports for a list, each with its awards and its day."""
    due = await tasks.due_of(session, [row.id for row in rows])
    return [OutcomeReportShown.model_validate(_report(row, due.get(row.id))) for row in rows]


async def report_in_full(session: Session, row: OutcomeReport) -> OutcomeReportInFull:
    """Return an outcome report with what its recipient was given, and what it says."""
    open_tasks = [task for task in await tasks.all_of(session, row.id) if task.closed_at is None]
    due = next((task.due_at for task in open_tasks), None)
    return OutcomeReportInFull.model_validate(_report(row, due) | standing(row, open_tasks) | {"report": row.report})


def _days(tenths: int | None) -> str | None:
    return None if tenths is None else in_days(tenths)


def _brief(row: Evaluation) -> dict[str, Any]:
    decided = OUTCOMES[row.outcome] if row.outcome else None
    outcome = Named(code=row.outcome, zh=decided.zh, en=decided.en) if row.outcome and decided else None
    return case_fields(row) | {
        "clause": row.clause,
        "year": row.year,
        "interim": row.interim,
        "outcome": outcome,
        "published_at": row.published_at,
        "abolished_from": row.abolished_from,
    }


def _report(row: OutcomeReport, due_at: datetime | None) -> dict[str, Any]:
    whose = {"clause": row.clause, "year": row.year, "enterprise_uscc": row.enterprise_uscc}
    return case_fields(row) | whose | {"awards": row.awards, "due_at": due_at, "missing": row.is_missing}
