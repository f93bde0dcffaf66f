"""揭榜方案的文书。The papers of a solution to a call, read off what happened to it."""

from __future__ import annotations

from datetime import date
from typing import Final

from api.views.matter import matter, until
from models.queries import call as calls
from models.queries.history import Moment
from models.session import Session
from models.tables import Case, PostGrantProject
from policy.judging.catalogue import item as item_called
from policy.letters.acceptance import accepted, correction
from policy.letters.bodies import Bodies
from policy.letters.paper import Paper
from policy.letters.solution_notice import SOLUTION_PAPERS, Told, numbered_with, solution_paper
from policy.letters.task_book import Signed, task_book
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.post_grant.lifecycle import Event
from policy.text import points

ISSUED_OF_SOLUTIONS: Final = SOLUTION_PAPERS | {Event.SOLUTION_ACCEPTED, AcceptanceEvent.CORRECTION_REQUESTED, Event.COUNTERSIGNED}
"""The events of a solution by which a paper is issued."""
_REMEDIES: Final = ("solution_objection", "failure_objection")


async def paper_of_solution(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    """Return the paper that the last event of a solution issued."""
    assert isinstance(row, PostGrantProject)  # noqa: S101 - what the process says
    told, item = then.events[-1], item_called(row.item_code)
    alike = numbered_with(told.event) if told.event in SOLUTION_PAPERS else [told.event]
    about = await matter(session, row, then, told.occurred_at, language, then.count_of(*alike))
    if told.event == Event.SOLUTION_ACCEPTED:
        return accepted(item, about, language)
    if told.event == AcceptanceEvent.CORRECTION_REQUESTED:
        return correction(item, about, told.detail["defects"], until(then, {"solution_correction"}), language)
    call = await calls.of(session, row.call_id)
    if told.event == Event.COUNTERSIGNED:
        # What it was when both had signed it: what was changed since has papers of its own.
        terms = then.closed.about if then.closed else row.task_book or {}
        signed = Signed(row.title, call.number, row.challenge_no, str(terms.get("signatory", "")), terms)
        return task_book(item, about, signed, language)
    evaluated = then.last_of(Event.EVALUATED) if told.event in {Event.NOT_SELECTED, Event.PUT_IN_RESERVE} else None
    noticed = told.detail.get("notice_until")
    said = Told(
        row.title,
        call.number,
        row.challenge_no,
        told.detail.get("failures", ()),
        str(told.detail.get("reason", "")),
        points(evaluated.detail["score_hundredths"]) if evaluated else "",
        then.last_of(Event.PUT_IN_RESERVE) is not None,
        until(then, _REMEDIES),
        date.fromisoformat(noticed) if noticed else None,
    )
    return solution_paper(item, about, told.event, said, bodies, language)
