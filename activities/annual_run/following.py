"""重新核算的结果。What becomes of an open offer by what its member is judged to anew: as it was, another amount, or nothing that is due."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.tables import AnnualRun, Application
from policy.judging.assessment import clause_of_code, sentence_of
from policy.judging.catalogue import item as item_called
from policy.processes.annual_run.population import OUTCOME_NAMES, Verdict, facts_of, sources_of
from policy.processes.application.lifecycle import Event


def following(run: AnnualRun, figures: Mapping[str, Any], verdict: Verdict, released_fen: int | None) -> tuple[Event, dict[str, Any]]:
    """Return what becomes of an open offer by other figures: another amount, or nothing that is due any longer.

    Args:
        run: The run.
        figures: The figures.
        verdict: What they come to.
        released_fen: What was released, where more than that waits for another release, in fen.
    """
    item = item_called(run.item_code)
    facts = facts_of(item, run.year, figures)
    if not verdict.award_fen:
        return Event.OFFER_REVOKED, {"facts": facts, "failures": _failures(run, verdict)}
    if released_fen is not None and verdict.award_fen > released_fen:
        return Event.OFFER_RAISED, {"facts": facts, "before_fen": released_fen, "after_fen": verdict.award_fen}
    about = {"award_fen": verdict.award_fen, "capped": verdict.capped, "run": run.number, "figures": facts}
    return Event.OFFER_REVISED, {"facts": facts, "about": about, "sources": sources_of(item, run.number)}


def stands(event: Event, detail: Mapping[str, Any], offer: Application, offered_fen: int | None) -> bool:
    """Tell whether an offer is by its figures and amount what it was, so that nothing of it changes.

    Args:
        event: What would become of it.
        detail: Its particulars.
        offer: The offer, with the figures it was made by.
        offered_fen: What is offered, in fen.
    """
    return event == Event.OFFER_REVISED and detail["facts"] == offer.facts and detail["about"]["award_fen"] == offered_fen


def _failures(run: AnnualRun, verdict: Verdict) -> list[dict[str, Any]]:
    """Return the conditions that do not hold, as a refusal names them."""
    item = item_called(run.item_code)
    if not verdict.failed:
        return [{"code": verdict.outcome, "clause": item.citation, "text": OUTCOME_NAMES[verdict.outcome].as_dict()}]
    return [{"code": code, "clause": clause_of_code(item, code), "text": sentence_of(item, code).as_dict()} for code in verdict.failed]
