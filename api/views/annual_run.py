"""年度运行的呈现。How runs and their members become what people read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from api.schemas.base import Named, Words
from api.views.case import case_fields, stage, standing
from models.queries import annual_run as annual_runs
from models.queries.annual_run import JUDGED, Offered
from models.session import Session
from models.tables import AnnualRun, AnnualRunMember, Case, Task
from policy.judging.assessment import assess
from policy.judging.catalogue import item as item_called
from policy.processes.annual_run.population import (
    BEFORE,
    OUTCOME_NAMES,
    TARGET_SOURCES,
    document_of,
    facts_of,
    is_incomplete,
    matter_date_of,
    target_source,
)
from policy.processes.application.lifecycle import APPLICATION

_RELEASES: Final = ("annual_run_release", "further_release", "late_member")


def run(row: AnnualRun) -> dict[str, Any]:
    """Return a run for a list."""
    item = item_called(row.item_code)
    awards = ((row.report or {}).get("outcomes") or {}).get("award")
    return case_fields(row) | {
        "item_title": Words.of(item.title),
        "clause": item.citation,
        "year": row.year,
        "dry_run": row.dry_run,
        "cut_off": row.cut_off,
        "progress": {
            "population": row.population,
            "assessed": row.assessed,
            "to_offer": None if row.report is None else awards["count"] if awards else 0,
            "offered": row.offered,
            "offered_fen": row.offered_fen,
        },
    }


def run_in_full(row: AnnualRun, tasks: list[Task], now: Mapping[str, Any]) -> dict[str, Any]:
    """Return a run with where it stands and its report."""
    shown = {"rules_hash": row.rules_hash, "target_batches": row.target_batches, "report": report(row, now)}
    return run(row) | standing(row, tasks) | shown


async def read_today(session: Session, task: Task, its_case: Case) -> dict[str, Any]:
    """Return what whoever releases offers reads besides: the targets of the year as they are today, beside those that were frozen."""
    if isinstance(its_case, AnnualRun) and task.closed_at is None and task.kind in _RELEASES:
        return {"targets": await annual_runs.targets_set(session, its_case)}
    return {}


def report(row: AnnualRun, now: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the report of a run, with how its offers and what was paid of them stand now; None before everybody is assessed."""
    return None if row.report is None else {**row.report, **now}


def member(row: AnnualRunMember, offered: Offered | None) -> dict[str, Any]:
    """Return a member for a list, with what was decided and paid of its application."""
    return {
        "uscc": row.uscc,
        "name": row.name,
        "outcome": _named(row.outcome),
        "award_fen": row.award_fen,
        "capped": row.capped,
        "failed": row.failed,
        "application_id": row.application_id,
        "application_number": offered.number if offered else None,
        "application_stage": stage(APPLICATION.name, offered.stage) if offered else None,
        "decided_fen": offered.decided_fen if offered else None,
        "paid_fen": offered.paid_fen if offered else 0,
        "recovered_fen": offered.recovered_fen if offered else 0,
        "reassessed_at": row.reassessed_at,
    }


def member_in_full(its: AnnualRun, row: AnnualRunMember, offered: Offered | None) -> dict[str, Any]:
    """Return a member with its figures and the letter's explanation, read again from what was frozen."""
    item, columns = item_called(its.item_code), _columns(row)
    source = target_source(item, columns)
    return member(row, offered) | {
        "facts": facts_of(item, its.year, columns),
        "target_source": None if source is None else Named(code=source, zh=TARGET_SOURCES[source].zh, en=TARGET_SOURCES[source].en),
        "explanation": None if row.outcome is None or is_incomplete(item, columns) else explanation(its, row),
    }


def explanation(its: AnnualRun, row: AnnualRunMember, offered: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the letter's tree of a member whose figures suffice, read again from the figures and rules the run has frozen.

    A source may have corrected figures since: an offer rests on those it was made by (`offered`).
    """
    item, columns = item_called(its.item_code), _columns(row)
    columns |= {name: value for name, value in (offered or {}).items() if name in columns}
    matter_date = matter_date_of(its.year, its.cut_off)
    document = document_of(item, its.year, columns, cut_off=its.cut_off, matter_date=matter_date)
    return assess(item.code, document, its.rules).tree


def _columns(row: AnnualRunMember) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*JUDGED, *BEFORE)}


def _named(outcome: str | None) -> Named | None:
    return None if outcome is None else Named(code=outcome, zh=OUTCOME_NAMES[outcome].zh, en=OUTCOME_NAMES[outcome].en)
