"""申请文书。The letter of an application as it stands, or as it stood when one of its letters was issued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from api.views import annual_run as annual_run_views
from api.views.application import REFUSALS
from api.views.matter import ANSWERS, day, matter, until
from models.queries import annual_run as annual_runs
from models.queries import assessment as assessments
from models.queries import enterprise as enterprises
from models.queries import notice as notices
from models.queries import task as tasks
from models.queries import verification as verifications
from models.queries.history import Moment
from models.session import Session
from models.tables import Application, Assessment, AuditEvent, Enterprise
from policy.errors import Code, Refusal
from policy.judging.catalogue import item as item_called
from policy.judging.documents import counted_records
from policy.judging.provenance import OLDER_POLICY
from policy.language.items import Outcome
from policy.letters.acceptance import accepted, correction
from policy.letters.bodies import Bodies
from policy.letters.decision import Decision, Standing
from policy.letters.letter import paper_of_application
from policy.letters.paper import Paper
from policy.letters.refused import Objected
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.application.lifecycle import APPLICATION, Event, Stage
from policy.processes.decision.steps import DecisionEvent
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.notice.steps import NoticeEvent
from policy.processes.reconsideration.steps import ReconsiderationEvent
from policy.text import Text

_STANDING: Final = {
    Stage.OFFER: Standing.OFFERED,
    Stage.COMMITTEE: Standing.PENDING,
    Stage.ALLOCATION: Standing.PENDING,
    Stage.DECISION: Standing.PENDING,
    Stage.BUDGET_WAIT: Standing.INTENDED,
    Stage.PUBLIC_NOTICE: Standing.INTENDED,
    Stage.OBJECTION: Standing.INTENDED,
    Stage.COMMITMENT: Standing.AWARDED,
    Stage.PAYMENT: Standing.AWARDED,
    Stage.IN_FORCE: Standing.AWARDED,
    Stage.REFUSED: Standing.REFUSED,
    Stage.RECONSIDERATION: Standing.REFUSED,
    Stage.REJECTED: Standing.REFUSED,
    Stage.OLDER_POLICY: Standing.OLDER_POLICY,
    Stage.OLDER_POLICY_RECONSIDERATION: Standing.OLDER_POLICY,
    Stage.OLDER_POLICY_FINAL: Standing.OLDER_POLICY,
    Stage.LAPSED: Standing.ENDED,
    Stage.WITHDRAWN: Standing.ENDED,
}
# Refused before there was an assessment, or for what none of it says.
_UNASSESSED: Final = frozenset(
    {AcceptanceEvent.ACCEPTANCE_REFUSED, Event.FOUND_INELIGIBLE, Event.IDENTITY_REFUSED, Event.NOT_RECOMMENDED, Event.SUSPENSION_UPHELD}
)
_INTENDED: Final = (DecisionEvent.APPROVED, DecisionEvent.BUDGET_FOUND_EXHAUSTED, DecisionEvent.BUDGET_FOUND)
_OFFERED: Final = (Event.OFFERED, Event.OFFER_REVISED)
# What a letter of a standing is dated and numbered by: decided again, it has another number.
_RESTS_ON: Final[Mapping[Standing, tuple[str, ...]]] = {
    Standing.OFFERED: _OFFERED,
    Standing.INTENDED: _INTENDED,
    Standing.AWARDED: (NoticeEvent.NOTICE_CLEARED,),
    Standing.REFUSED: REFUSALS,
    Standing.OLDER_POLICY: (Event.OLDER_POLICY_CHOSEN,),
}
_ENDING: Final = frozenset(event for (_, event), stage in APPLICATION.transitions.items() if stage in {Stage.LAPSED, Stage.WITHDRAWN})
# Besides these a letter only tells how far a case has come, and the next one takes its place.
ISSUED: Final = frozenset(
    {
        AcceptanceEvent.ACCEPTED,
        AcceptanceEvent.CORRECTION_REQUESTED,
        *_OFFERED,
        *_INTENDED,
        NoticeEvent.NOTICE_CLEARED,
        *REFUSALS,
        ReconsiderationEvent.RECONSIDERATION_DISMISSED,
        *_ENDING,
    }
)
"""The events of an application by which a letter is issued, each of which it keeps."""
_UNDER_WAY: Final = frozenset({Stage.VERIFICATION, Stage.REVIEW, Stage.ASSESSMENT})
# Of the tasks that stand open, those whose day the letter names.
_DATED: Final = frozenset({"offer", "reconsideration_request", "commitment", "objection_ruling", "new_account"})
# What was assessed and waits for a person or a rule has a letter that says so.
_WAITING: Final = frozenset({Outcome.NEEDS_PARAMETER, Outcome.REFER})
# The amount of an earlier round is not the one that is to be set.
_WITHOUT_AMOUNT: Final = frozenset({Stage.ASSESSMENT, Stage.COMMITTEE})
_APPLIED_AS: Final = Text("以“{name}”名义申请的单位", "whoever applied as “{name}”")


@dataclass(frozen=True, slots=True)
class _Told:
    """What a letter tells of: the application at a moment of it, what it was assessed to, why it was refused and why that stands."""

    row: Application
    then: Moment
    assessment: Assessment | None
    refusal: AuditEvent | None
    upheld: AuditEvent | None

    @property
    def standing(self) -> Standing | None:
        """Where it stands, as its letter says; None while no letter does."""
        waits = self.assessment is not None and self.assessment.outcome in _WAITING
        return Standing.PENDING if waits and self.then.stage == Stage.ASSESSMENT else _STANDING.get(Stage(self.then.stage))

    @property
    def refused(self) -> AuditEvent | None:
        """What refused it, or ended it in favour of an older policy, where that stands."""
        return self.refusal if self.standing in {Standing.REFUSED, Standing.OLDER_POLICY} else None


async def letter_of(session: Session, row: Application, then: Moment, bodies: Bodies, language: str) -> tuple[str, Paper]:
    """Return what the letter of an application says of it, and the letter.

    Args:
        session: The session.
        row: The application.
        then: When the letter is, or was, issued.
        bodies: The bodies it names besides the department.
        language: "zh" or "en".

    Raises:
        Refusal: `wrong_stage`, before anything was taken in or decided, and while it is handled anew.
    """
    told = _Told(
        row,
        then,
        await assessments.latest(session, row.id, then.at),
        then.last_of(*REFUSALS),
        then.last_of(ReconsiderationEvent.RECONSIDERATION_DISMISSED),
    )
    early = None if told.standing is Standing.PENDING else await _intake(session, row, then, language)
    if early:
        return early
    addressee = await enterprises.addressee(session, row.enterprise_uscc, language, then.at)
    if told.standing is Standing.OFFERED:
        decision, tree = await _offer(session, told, addressee)
    else:
        decision, tree = await _with_findings(session, _decision(told, addressee), told, language), _tree(told)
    return decision.standing, paper_of_application(item_called(row.item_code), _with_days(decision, told), tree, bodies, language)


async def _intake(session: Session, row: Application, then: Moment, language: str) -> tuple[str, Paper] | None:
    """Return what an application's paper is before anything is assessed, and the paper; None where there is none.

    It was taken in, or has to be corrected first.
    """
    item = item_called(row.item_code)
    asked, taken_in = then.last_of(AcceptanceEvent.CORRECTION_REQUESTED), then.last_of(AcceptanceEvent.ACCEPTED)
    if then.stage == Stage.CORRECTION and asked is not None:
        about = await matter(session, row, then, asked.occurred_at, language, then.count_of(AcceptanceEvent.CORRECTION_REQUESTED))
        return "correction", correction(item, about, asked.detail["defects"], until(then, ANSWERS), language)
    if then.stage not in _UNDER_WAY or taken_in is None:
        return None
    about = await matter(session, row, then, taken_in.occurred_at, language, then.count_of(AcceptanceEvent.ACCEPTED))
    return "accepted", accepted(item, about, language, _hold_reason(row, then))


async def _offer(session: Session, told: _Told, addressee: str) -> tuple[Decision, Mapping[str, Any] | None]:
    """Return what there is to write of an offer that waits for its enterprise, and how it came about."""
    found = await annual_runs.member_offered(session, told.row.id)
    made = next((task for task in reversed(told.then.open_tasks) if task.kind == "offer"), None)
    if found is None or made is None:
        raise _none()
    decision = Decision(
        told.row.number,
        addressee,
        Standing.OFFERED,
        award_fen=made.about["award_fen"],
        stage=Stage.OFFER,
        department=told.row.department,
    )
    return decision, annual_run_views.explanation(*found, made.about["figures"])


def _decision(told: _Told, addressee: str) -> Decision:
    """Return what there is to write of an application.

    Raises:
        Refusal: `wrong_stage`, before there is an assessment, a refusal or an end, and while it is handled anew.
    """
    row, then, refused = told.row, told.then, told.refused
    stage, standing = Stage(then.stage), told.standing
    if standing is None or (told.assessment is None and refused is None and standing is not Standing.ENDED):
        raise _none()
    reconsidered = then.last_of(ReconsiderationEvent.RECONSIDERATION_REQUESTED) is not None
    return Decision(
        number=row.number,
        addressee=addressee,
        standing=standing,
        award_fen=None if stage in _WITHOUT_AMOUNT else _award_fen(row, then),
        formula_fen=row.formula_fen,
        reason=_reason(refused, told.upheld),
        failures=refused.detail.get("failures", []) if refused else [],
        stopped=refused is not None and refused.event == DisbursementEvent.PAYMENT_ENDED,
        suspended=refused is not None and refused.event == Event.SUSPENSION_UPHELD,
        older=_older(refused),
        unaccepted=refused is not None and refused.event == AcceptanceEvent.ACCEPTANCE_REFUSED,
        reconsidered=reconsidered,
        open_to_reconsideration=stage in {Stage.REFUSED, Stage.OLDER_POLICY} and not reconsidered,
        stage=stage,
        department=row.department,
    )


def _award_fen(row: Application, then: Moment) -> int | None:
    """Return what is awarded, or was when a letter was issued: the approval keeps it, whatever becomes of the application."""
    if then.at is None:
        return row.award_fen
    approved = then.last_of(*_INTENDED)
    return int(approved.detail["award_fen"]) if approved else None


def _reason(refused: AuditEvent | None, upheld: AuditEvent | None) -> str | None:
    """Return why a person refused it; whoever looked at it again says why that stands, and the first letter has the first reason."""
    said = upheld or refused if refused else None
    return said.detail.get("reason") if said else None


def _older(refused: AuditEvent | None) -> tuple[int, int] | None:
    """Return what the older policy pays that was chosen, and what the Opinions would have."""
    if refused is None or refused.event != Event.OLDER_POLICY_CHOSEN:
        return None
    return refused.detail[OLDER_POLICY], refused.detail["ours_fen"]


def _tree(told: _Told) -> Mapping[str, Any] | None:
    """Return what was examined. What was assessed in an earlier round has nothing to do with a refusal that rests on none of it."""
    if told.assessment is None or (told.refused is not None and told.refused.event in _UNASSESSED):
        return None
    tree: Mapping[str, Any] = told.assessment.tree
    return tree


async def _with_findings(session: Session, decision: Decision, told: _Told, language: str) -> Decision:
    """Return a decision with what was found: the bad records that count, an objection, or that the applicant is another."""
    row, refused = told.row, told.refused
    if refused is None:
        return decision
    if refused.event == Event.FOUND_INELIGIBLE and row.submitted_at and decision.failures:
        verification = await verifications.latest(session, row.id, refused.occurred_at)
        records = counted_records(verification.applicant["records"], day(row.submitted_at))
        return replace(decision, failures=[_with_records(failure, records) for failure in decision.failures])
    if refused.event == NoticeEvent.OBJECTION_UPHELD:
        notice = await notices.latest(session, row.id, refused.occurred_at)
        return replace(decision, objected=Objected(day(notice.published_at), day(notice.until)))
    if refused.event == Event.IDENTITY_REFUSED:
        asked = await tasks.with_outcome(session, row.id, "identity_check", Event.IDENTITY_REFUSED)
        identity = next(task.about for task in reversed(asked) if task.closed_at and task.closed_at <= refused.occurred_at)
        enterprise = await enterprises.of(session, row.enterprise_uscc)
        return replace(decision, addressee=_called_by(identity, enterprise, language), identity=identity)
    return decision


def _called_by(identity: Mapping[str, Any], enterprise: Enterprise, language: str) -> str:
    """Return whom a letter addresses that was refused as another organisation: by the name it applied under, and not the register's.

    A name no register gave is only said to have been used.
    """
    name = str(identity["known"]["name"])
    given_by_register = {enterprise.name, *(former["name"] for former in enterprise.former_names)}
    return name if name in given_by_register else _APPLIED_AS.in_language(language).format(name=name)


def _with_records(failure: Mapping[str, Any], records: list[dict[str, Any]]) -> Mapping[str, Any]:
    """Return a failed condition, with the bad records where it is about them."""
    return {**failure, "records": records} if failure["code"] == "no_serious_record" else failure


def _with_days(decision: Decision, told: _Told) -> Decision:
    """Return a decision with the day it was made (or its stage began), what it waits for until when, and which of its kind it is."""
    then, rests_on = told.then, _RESTS_ON.get(decision.standing, ())
    decided = told.upheld if decision.is_reconsidered else then.last_of(*rests_on)
    return replace(
        decision,
        decided_on=day(decided.occurred_at if decided else then.since),
        until=_until(told),
        waits_for=frozenset(task.kind for task in then.open_tasks),
        hold_reason=_hold_reason(told.row, then),
        ordinal=max(then.count_of(*rests_on), 1),
    )


def _until(told: _Told) -> date | None:
    """Return until when what comes next is: the end of the notice that runs, or when what is waited for is due."""
    then = told.then
    if then.stage != Stage.PUBLIC_NOTICE:
        return until(then, _DATED)
    published = then.last_of(*_INTENDED)
    if then.at is None:
        return day(told.row.wakes_at) if told.row.wakes_at else None
    return date.fromisoformat(published.detail["notice_until"]) if published else None


def _hold_reason(row: Application, then: Moment) -> str | None:
    """Return why it is on hold; a letter of the past was issued by a step, which no case on hold takes."""
    return row.hold_reason if then.at is None else None


def _none() -> Refusal:
    return Refusal(Code.WRONG_STAGE, Text("尚未核定，没有通知书。", "It has not been assessed yet, so there is no letter."))
