"""案件文书。The papers of cases of every process, each as it was issued: all of them, one of them, and the newest."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from api.schemas.case import PaperShown
from api.views.application_letter import ISSUED, REPLACED_OF_APPLICATIONS, draft_of, letter_of
from api.views.benefit_letter import ISSUED_OF_BENEFITS, REPLACED_OF_BENEFITS, benefit_paper
from api.views.clawback_letter import ISSUED_OF_CLAWBACKS, clawback_paper
from api.views.commitment_letter import ISSUED_OF_COMMITMENTS, commitment_paper, replacing
from api.views.debarment_letter import ISSUED_OF_DEBARMENTS, REPLACED_OF_DEBARMENTS, debarment_paper
from api.views.document_letter import ISSUED_OF_CHANGES, document_paper
from api.views.employment_letter import ISSUED_OF_EMPLOYMENTS, employment_paper
from api.views.enquiry_letter import ISSUED_OF_ENQUIRIES, enquiry_paper
from api.views.instalment_letter import ISSUED_OF_INSTALMENTS, REPLACED_OF_INSTALMENTS, instalment_paper
from api.views.investment_letter import paper_of_investment
from api.views.loan_letter import ISSUED_OF_LOANS, REPLACED_OF_LOANS, loan_paper
from api.views.matter import day, matter, not_yet
from api.views.meeting_letter import ISSUED_OF_MEETINGS, minutes_paper
from api.views.recognition_letter import ISSUED_OF_RECOGNITIONS, REPLACED_OF_RECOGNITIONS, recognition_paper
from api.views.redecision_letter import ISSUED_OF_REDECISIONS, REPLACED_OF_REDECISIONS, redecision_paper, replacing_decision
from api.views.refund_letter import ISSUED_OF_REFUNDS, refund_paper
from api.views.solution_letter import ISSUED_OF_SOLUTIONS, paper_of_solution
from api.views.voucher_letter import (
    ISSUED_OF_SETTLEMENTS,
    ISSUED_OF_VOUCHERS,
    REPLACED_OF_SETTLEMENTS,
    REPLACED_OF_VOUCHERS,
    settlement_paper,
    voucher_paper,
)
from api.views.window_paper import ISSUED_OF_WINDOWS, window_paper
from models.queries import enterprise as enterprises
from models.queries import history
from models.queries.history import History, Moment
from models.session import Session
from models.tables import (
    Application,
    AuditEvent,
    Case,
    MatchingProject,
    Redecision,
    SuccessionFiling,
)
from policy.errors import Code, Refusal
from policy.judging.catalogue import item as item_called
from policy.letters.bodies import Bodies
from policy.letters.change_notice import change_notice
from policy.letters.given_up_notice import GivenUp, given_up_notice
from policy.letters.handing_over_notice import HandedOver, handing_over_notice
from policy.letters.investment_notice import PAPERS
from policy.letters.matter import Matter
from policy.letters.paper import Layout, Paper, document_number
from policy.letters.succession_notice import Filed, Party, succession_granted, succession_refused, succession_taken_in
from policy.processes.application.lifecycle import APPLICATION
from policy.processes.benefit.lifecycle import BENEFIT
from policy.processes.change.progress import Change, changes_of
from policy.processes.change.steps import DECIDED
from policy.processes.clawback.lifecycle import CLAWBACK
from policy.processes.commitment.lifecycle import COMMITMENT
from policy.processes.debarment.lifecycle import DEBARMENT
from policy.processes.document_change.lifecycle import DOCUMENT_CHANGE
from policy.processes.employment.lifecycle import EMPLOYMENT
from policy.processes.enquiry.lifecycle import ENQUIRY
from policy.processes.instalment.lifecycle import INSTALMENT
from policy.processes.investment.lifecycle import INVESTMENT
from policy.processes.loan.steps import LOAN
from policy.processes.matching.lifecycle import MATCHING
from policy.processes.matching.lifecycle import Event as Looked
from policy.processes.meeting.lifecycle import MEETING
from policy.processes.post_grant.lifecycle import POST_GRANT
from policy.processes.recognition.steps import RECOGNITION
from policy.processes.redecision.lifecycle import REDECISION
from policy.processes.refund.lifecycle import REFUND
from policy.processes.registry import AGREEMENTS
from policy.processes.settlement.lifecycle import SETTLEMENT
from policy.processes.succession.lifecycle import SUCCESSION
from policy.processes.succession.lifecycle import Event as Filing
from policy.processes.voucher.steps import VOUCHER
from policy.processes.window.lifecycle import WINDOW
from policy.succession import Ground
from policy.text import Text

_CHANGES: Final = frozenset(DECIDED)


async def newest(session: Session, row: Case, bodies: Bodies, language: str) -> tuple[AuditEvent | None, Paper]:
    """Return the newest paper that a case has issued, with its event; before there is one, a draft of how an application stands (None).

    Args:
        session: The database.
        row: The case.
        bodies: Whom a paper names besides its department.
        language: "zh" or "en".

    Raises:
        Refusal: `wrong_process`, for a case whose process has no papers; `wrong_stage`, where there is neither.
    """
    past = await history.of(session, row)
    for event in reversed(past.events):
        if (paper := await _issued_by(session, past, event, bodies, language)) is not None:
            return event, paper
    if isinstance(row, Application):
        return None, await draft_of(session, row, past.today, bodies, language)
    if row.process in LETTERS or row.process in AGREEMENTS:
        raise not_yet()
    raise Refusal(Code.WRONG_PROCESS, Text("该流程没有文书。", "This process has no papers."))


async def issued(session: Session, row: Case, bodies: Bodies, language: str) -> list[tuple[AuditEvent, Paper]]:
    """Return every paper that a case has issued, as it was issued, each with the event it was issued by, the first one first."""
    past = await history.of(session, row)
    papers = [(event, await _issued_by(session, past, event, bodies, language)) for event in past.events]
    return [(event, paper) for event, paper in papers if paper is not None]


async def issued_by(session: Session, row: Case, sequence: int, bodies: Bodies, language: str) -> Paper | None:
    """Return the paper that one event of a case issued, as it was issued; None where it issued none."""
    past = await history.of(session, row)
    event = next((one for one in past.events if one.sequence == sequence), None)
    return None if event is None else await _issued_by(session, past, event, bodies, language)


async def _issued_by(session: Session, past: History, event: AuditEvent, bodies: Bodies, language: str) -> Paper | None:
    row = past.row
    if event.event in _CHANGES and row.process in AGREEMENTS:
        change = next(change for change, one in _decided_changes(past) if one is event)
        return await _change_paper(session, past, change, event, bodies, language)
    letters = LETTERS.get(row.process)
    if letters is None or event.event not in letters.events:
        return None
    paper = await _written(letters, session, past, event, bodies, language)
    return None if paper is None else await _replaced(letters, session, past, event, paper, bodies, language)


async def _written(letters: _Letters, session: Session, past: History, event: AuditEvent, bodies: Bodies, language: str) -> Paper | None:
    try:
        return await letters.write(session, past.row, past.after(event), bodies, language)
    except Refusal as refusal:
        # Such as the offer of a member that is none any more.
        if refusal.code is Code.WRONG_STAGE:
            return None
        raise


def paper_shown(row: Case, paper: Paper, layout: Layout) -> PaperShown:
    """Return a paper that is laid out as JSON has it."""
    of_paper = {"draft": paper.draft, "replaced_by": paper.replaced_by or None}
    return PaperShown.model_validate({"number": row.number, "language": layout.language, "text": layout.text} | of_paper)


async def _application(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    assert isinstance(row, Application)  # noqa: S101 - what the process says
    return await letter_of(session, row, then, bodies, language)


async def _replaced(
    letters: _Letters, session: Session, past: History, event: AuditEvent, paper: Paper, bodies: Bodies, language: str
) -> Paper:
    """Return a paper with the number of the first one that took it back or took its place since, or that changed its award, if one has."""
    for by in letters.replacing(past, event):
        other = await _written(letters, session, past, by, bodies, language)
        if other is not None:
            return replace(paper, replaced_by=document_number(other, language))
    if not isinstance(past.row, Application | Redecision):
        return paper
    cited = await replacing_decision(session, past.row, event, bodies, language)
    return replace(paper, replaced_by=cited.number) if cited else paper


async def change_letter(session: Session, row: Case, number: int, bodies: Bodies, language: str) -> Paper:
    """Return the paper that answered a change an enterprise applied for.

    Raises:
        Refusal: `wrong_stage`, as long as nobody has decided on it.
    """
    past = await history.of(session, row)
    for change, event in _decided_changes(past):
        if change.number == number:
            return await _change_paper(session, past, change, event, bodies, language)
    raise not_yet()


def _decided_changes(past: History) -> list[tuple[Change, AuditEvent]]:
    """Return the changes that were decided, each with the event that did."""
    decided = [one for one in past.events if one.event in _CHANGES]
    changes = [one for one in changes_of(past.events, open_change=None) if one.decided]
    return list(zip(changes, decided, strict=True))


async def _change_paper(session: Session, past: History, change: Change, event: AuditEvent, bodies: Bodies, language: str) -> Paper:
    about = await matter(session, past.row, past.after(event), event.occurred_at, language, change.number)
    return change_notice(item_called(past.row.item_code), about, change, AGREEMENTS[past.row.process], bodies, language)


async def _matching(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    assert isinstance(row, MatchingProject)  # noqa: S101 - what the process says
    told, item = then.events[-1], item_called(row.item_code)
    about = await matter(session, row, then, told.occurred_at, language, then.count_of(told.event))
    if told.event == Looked.UPSTREAM_GIVEN_UP:
        kept = told.detail.get("given_up", {})
        given_up = GivenUp(row.project_no, kept.get("contradictions", ()), kept.get("reason", ""))
        return given_up_notice(item, about, given_up, bodies, language)
    moved = told.detail.get("handed_over")
    if moved is None:
        raise not_yet()
    said = HandedOver(row.project_no, date.fromisoformat(moved["on"]), moved["document_no"], date.fromisoformat(moved["as_of"]))
    return handing_over_notice(item, about, said, bodies, language)


async def _succession(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    assert isinstance(row, SuccessionFiling)  # noqa: S101 - what the process says
    told = then.events[-1]
    # Both are addressed by their own names: that one stands for the other is what is decided.
    before, after = [Party(await enterprises.name_at(session, uscc, then.at), uscc) for uscc in (row.predecessor_uscc, row.successor_uscc)]
    addressees = ("、" if language != "en" else " and ").join((after.name, before.name))
    about = Matter(row.number, addressees, row.department, day(told.occurred_at))
    filed = Filed(before, after, Ground(row.ground), row.paper, row.effective_on)
    if told.event == Filing.SUCCESSION_UNPROVEN:
        return succession_refused(about, filed, str(told.detail.get("reason", "")), bodies, language)
    if told.event == Filing.SUCCESSION_MADE:
        return succession_granted(about, filed, bodies, language)
    return succession_taken_in(about, filed, language)


@dataclass(frozen=True, slots=True)
class _Letters:
    """The letters of a process.

    Attributes:
        events: Those by which one is issued.
        write: Writes the letter that the last event of a moment of a case issued.
        replacing: Yields the later events that took back what an event issued, or issued another in its place.
    """

    events: Collection[str]
    write: Callable[[Session, Case, Moment, Bodies, str], Awaitable[Paper]]
    replacing: Callable[[History, AuditEvent], Iterable[AuditEvent]] = lambda _past, _event: ()


def _by(replaced: Mapping[str, Collection[str]]) -> Callable[[History, AuditEvent], Iterable[AuditEvent]]:
    """Return how the events that replace a letter are found where each case has one matter: by which letters each replaces."""
    return lambda past, event: (one for one in past.since(event) if event.event in replaced.get(one.event, ()))


LETTERS: Final[Mapping[str, _Letters]] = {
    APPLICATION.name: _Letters(ISSUED, _application, _by(REPLACED_OF_APPLICATIONS)),
    BENEFIT.name: _Letters(ISSUED_OF_BENEFITS, benefit_paper, _by(REPLACED_OF_BENEFITS)),
    CLAWBACK.name: _Letters(ISSUED_OF_CLAWBACKS, clawback_paper),
    COMMITMENT.name: _Letters(ISSUED_OF_COMMITMENTS, commitment_paper, replacing),
    DEBARMENT.name: _Letters(ISSUED_OF_DEBARMENTS, debarment_paper, _by(REPLACED_OF_DEBARMENTS)),
    DOCUMENT_CHANGE.name: _Letters(ISSUED_OF_CHANGES, document_paper),
    EMPLOYMENT.name: _Letters(ISSUED_OF_EMPLOYMENTS, employment_paper),
    LOAN.name: _Letters(ISSUED_OF_LOANS, loan_paper, _by(REPLACED_OF_LOANS)),
    ENQUIRY.name: _Letters(ISSUED_OF_ENQUIRIES, enquiry_paper),
    INSTALMENT.name: _Letters(ISSUED_OF_INSTALMENTS, instalment_paper, _by(REPLACED_OF_INSTALMENTS)),
    INVESTMENT.name: _Letters(PAPERS, paper_of_investment),
    MEETING.name: _Letters(ISSUED_OF_MEETINGS, minutes_paper),
    POST_GRANT.name: _Letters(ISSUED_OF_SOLUTIONS, paper_of_solution),
    REFUND.name: _Letters(ISSUED_OF_REFUNDS, refund_paper),
    RECOGNITION.name: _Letters(ISSUED_OF_RECOGNITIONS, recognition_paper, _by(REPLACED_OF_RECOGNITIONS)),
    REDECISION.name: _Letters(ISSUED_OF_REDECISIONS, redecision_paper, _by(REPLACED_OF_REDECISIONS)),
    WINDOW.name: _Letters(ISSUED_OF_WINDOWS, window_paper),
    SETTLEMENT.name: _Letters(ISSUED_OF_SETTLEMENTS, settlement_paper, _by(REPLACED_OF_SETTLEMENTS)),
    VOUCHER.name: _Letters(ISSUED_OF_VOUCHERS, voucher_paper, _by(REPLACED_OF_VOUCHERS)),
    SUCCESSION.name: _Letters({Filing.SUBMITTED, Filing.SUCCESSION_MADE, Filing.SUCCESSION_UNPROVEN}, _succession),
    MATCHING.name: _Letters({Looked.UPSTREAM_HANDED_OVER, Looked.UPSTREAM_GIVEN_UP}, _matching),
}
