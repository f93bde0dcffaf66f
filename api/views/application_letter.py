"""申请文书。The letters of an application, each as it was issued; before there is one, a draft of how it stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Final

from api.views import annual_run as annual_run_views
from api.views.application import REFUSALS
from api.views.applied_as import called_by
from api.views.matter import ANSWERS, day, matter, until
from api.views.taken_back_letter import ENDING, HEARD_ON, TAKEN_BACK, taken_back
from api.views.window import contact_of
from models.queries import annual_run as annual_runs
from models.queries import assessment as assessments
from models.queries import enterprise as enterprises
from models.queries import history
from models.queries import notice as notices
from models.queries import redecision as redecisions
from models.queries import task as tasks
from models.queries import verification as verifications
from models.queries import window as windows
from models.queries.history import Moment
from models.session import Session
from models.tables import Application, Assessment, AuditEvent
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
from policy.letters.redecision_notice import cited_decision
from policy.letters.refused import Objected, Redecided
from policy.letters.stopped_payment import rest_stopped
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.application.lifecycle import Event, Stage
from policy.processes.application.signing import COMMITMENT, SIGNING, asked_of
from policy.processes.decision.steps import DecisionEvent
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.notice.steps import NoticeEvent
from policy.processes.reconsideration.steps import ReconsiderationEvent
from policy.processes.reconsideration.tasks import PARTS
from policy.processes.redecision.lifecycle import Event as Decided
from policy.text import Text

# Refused before there was an assessment, or for what none of it says.
_UNASSESSED: Final = frozenset(
    {AcceptanceEvent.ACCEPTANCE_REFUSED, Event.FOUND_INELIGIBLE, Event.IDENTITY_REFUSED, Event.NOT_RECOMMENDED, Event.SUSPENSION_UPHELD}
)
_INTENDED: Final = (DecisionEvent.APPROVED, DecisionEvent.BUDGET_FOUND_EXHAUSTED, DecisionEvent.BUDGET_FOUND)
_OFFERED: Final = (Event.OFFERED, Event.OFFER_REVISED)
_RULED: Final = (ReconsiderationEvent.RECONSIDERATION_GRANTED, ReconsiderationEvent.RECONSIDERATION_DISMISSED)
_STANDINGS: Final[Mapping[str, Standing]] = {
    **dict.fromkeys(_OFFERED, Standing.OFFERED),
    **dict.fromkeys(_INTENDED, Standing.INTENDED),
    NoticeEvent.NOTICE_CLEARED: Standing.AWARDED,
    **dict.fromkeys(REFUSALS, Standing.REFUSED),
    Event.OLDER_POLICY_CHOSEN: Standing.OLDER_POLICY,
    ReconsiderationEvent.RECONSIDERATION_GRANTED: Standing.REOPENED,
    ReconsiderationEvent.RECONSIDERATION_DISMISSED: Standing.REFUSED,
    **dict.fromkeys(ENDING, Standing.ENDED),
}
# Before anything is assessed.
_INTAKE: Final[Mapping[str, str]] = {AcceptanceEvent.ACCEPTED: "accepted", AcceptanceEvent.CORRECTION_REQUESTED: "correction"}
# What is unpaid of it ends, and the rest stands.
_RESTS: Final[Mapping[str, str]] = {Event.REST_STOPPED: "rest_stopped"}
_GRANTED: Final = (*_INTENDED, NoticeEvent.NOTICE_CLEARED)
# Which letters each takes back or takes the place of. An intention that comes to nothing was none.
REPLACED_OF_APPLICATIONS: Final[Mapping[str, Collection[str]]] = {
    **dict.fromkeys((Event.AGREEMENT_REOPENED, Event.UPSTREAM_CHANGED), _GRANTED),
    Event.DECISION_REVOKED: _GRANTED,
    Event.REFUSAL_REVOKED: (*REFUSALS, ReconsiderationEvent.RECONSIDERATION_DISMISSED, *ENDING),
    ReconsiderationEvent.RECONSIDERATION_GRANTED: REFUSALS,
    DisbursementEvent.PAYMENT_ENDED: (NoticeEvent.NOTICE_CLEARED,),
    Event.AWARD_REVOKED: (NoticeEvent.NOTICE_CLEARED,),
    **dict.fromkeys((Event.OFFER_REVISED, Event.OFFER_RAISED, Event.OFFER_ROLLED_BACK, Event.OFFER_REVOKED), _OFFERED),
}
ISSUED: Final = _STANDINGS.keys() | _INTAKE.keys() | _RESTS.keys() | TAKEN_BACK.keys() | HEARD_ON.keys()
"""The events of an application by which a letter is issued, each of which it keeps."""
# Of the tasks that stand open, those whose day the letter names.
_DATED: Final = frozenset({"offer", "reconsideration_request", *(kind.code for kind in SIGNING)})
# Where what was assessed waits to be decided.
_PENDING: Final = frozenset({Stage.COMMITTEE, Stage.ALLOCATION, Stage.DECISION})
# What was assessed and waits for a person or a rule has a letter that says so.
_WAITING: Final = frozenset({Outcome.NEEDS_PARAMETER, Outcome.REFER})
# The amount of an earlier round is not the one that is to be set.
_WITHOUT_AMOUNT: Final = frozenset({Stage.ASSESSMENT, Stage.COMMITTEE})


@dataclass(frozen=True, slots=True)
class _Told:
    """What a letter tells of: the application at a moment of it, how it stands, what it was assessed to, what refused it."""

    row: Application
    then: Moment
    standing: Standing
    assessment: Assessment | None = None
    refusal: AuditEvent | None = None
    ruling: AuditEvent | None = None

    @property
    def refused(self) -> AuditEvent | None:
        """What refused it, or ended it in favour of an older policy, where that stands or was reconsidered."""
        return self.refusal if self.standing in {Standing.REFUSED, Standing.OLDER_POLICY, Standing.REOPENED} else None

    @property
    def revoked(self) -> AuditEvent | None:
        """What refused it, where that followed a re-decision."""
        return self.refused if self.refused is not None and self.refused.event == Event.AWARD_REVOKED else None


async def letter_of(session: Session, row: Application, then: Moment, bodies: Bodies, language: str) -> Paper:
    """Return the letter that an application issued by the last event of a moment of it.

    Raises:
        Refusal: `wrong_stage`, for what was ended before anybody had applied.
    """
    event, item = then.events[-1], item_called(row.item_code)
    if event.event in _INTAKE:
        about = await matter(session, row, then, event.occurred_at, language, then.count_of(event.event))
        contact = await contact_of(session, row)
        if event.event == AcceptanceEvent.ACCEPTED:
            return accepted(item, about, language, contact)
        return correction(item, about, event.detail.get("defects", ()), until(then, ANSWERS), language, contact)
    if event.event in _RESTS:
        about = await matter(session, row, then, event.occurred_at, language, then.count_of(event.event))
        return rest_stopped(item, about, event.detail, bodies, language)
    if event.event in TAKEN_BACK or event.event in HEARD_ON:
        letter = partial(letter_of, session, row, bodies=bodies, language=language)
        return await taken_back(session, row, then, letter, bodies, language)
    told = _Told(
        row,
        then,
        _standing_of(event),
        await assessments.latest(session, row.id, then.at),
        then.last_of(*REFUSALS),
        event if event.event in _RULED else None,
    )
    if told.revoked is not None:
        told = replace(told, assessment=await assessments.by_redecision(session, row.id, told.revoked.detail["redecision"]))
    addressee = await enterprises.addressee(session, row.enterprise_uscc, language, then.at)
    if told.standing is Standing.OFFERED:
        decision, tree = await _offer(session, told, addressee)
    else:
        decision, tree = await _with_findings(session, _decision(told, addressee), told, language), _tree(told)
    alone = decision.formula_fen is not None and await windows.is_alone(session, row.id)
    decision = replace(_with_days(decision, told), commits=await _commits(session, row), alone=alone)
    return paper_of_application(item, decision, tree, bodies, language)


async def _commits(session: Session, row: Application) -> bool:
    """Tell whether its beneficiary commits to stay before it is paid: as it was asked or, as long as it was not, would be today."""
    asked = await tasks.last_of_kinds(session, row.id, [kind.code for kind in SIGNING])
    return (asked or asked_of((await enterprises.current(session, row.enterprise_uscc)).kind).code) == COMMITMENT.code


async def draft_of(session: Session, row: Application, today: Moment, bodies: Bodies, language: str) -> Paper:
    """Return how an application stands that has issued no letter, such as one that a project earned: what it was assessed to.

    Raises:
        Refusal: `wrong_stage`, before it is assessed.
    """
    assessment = await assessments.latest(session, row.id, today.at)
    waits = assessment is not None and assessment.outcome in _WAITING and today.stage == Stage.ASSESSMENT
    if assessment is None or not (waits or today.stage in _PENDING):
        raise _none()
    told = _Told(row, today, Standing.PENDING, assessment)
    decision = _decision(told, await enterprises.addressee(session, row.enterprise_uscc, language, today.at))
    return replace(paper_of_application(item_called(row.item_code), decision, _tree(told), bodies, language), draft=True)


def standing_of(event: AuditEvent) -> str:
    """Return how an application stands by the letter that an event issued."""
    apart = {**_INTAKE, **_RESTS, **TAKEN_BACK, **HEARD_ON}
    return apart[event.event] if event.event in apart else _standing_of(event)


def _standing_of(event: AuditEvent) -> Standing:
    # What was dismissed on reconsideration may have been that an older policy serves the applicant better.
    return Standing.OLDER_POLICY if event.to_stage == Stage.OLDER_POLICY_FINAL else _STANDINGS[event.event]


async def _offer(session: Session, told: _Told, addressee: str) -> tuple[Decision, Mapping[str, Any] | None]:
    """Return what there is to write of an offer to an enterprise, and how it came about, where its run still knows."""
    found = await annual_runs.member_offered(session, told.row.id)
    made = next((task for task in reversed(told.then.open_tasks) if task.kind == "offer"), None)
    if made is None:
        raise _none()
    decision = Decision(
        told.row.number,
        addressee,
        Standing.OFFERED,
        award_fen=made.about["award_fen"],
        stage=Stage.OFFER,
        department=told.row.department,
    )
    return decision, annual_run_views.explanation(*found, made.about["figures"]) if found else None


def _decision(told: _Told, addressee: str) -> Decision:
    """Return what there is to write of an application.

    Raises:
        Refusal: `wrong_stage`, before there is an assessment, a refusal or an end.
    """
    row, then, refused = told.row, told.then, told.refused
    stage, standing = Stage(then.stage), told.standing
    if told.assessment is None and refused is None and standing is not Standing.ENDED:
        raise _none()
    reconsidered = then.last_of(ReconsiderationEvent.RECONSIDERATION_REQUESTED) is not None
    return Decision(
        number=row.number,
        addressee=addressee,
        standing=standing,
        award_fen=None if stage in _WITHOUT_AMOUNT else _award_fen(row, then),
        formula_fen=row.formula_fen,
        reason=_reason(then.last_of(Event.OFFER_ROLLED_BACK) if standing is Standing.ENDED else refused, told.ruling),
        failures=refused.detail.get("failures", []) if refused else [],
        stopped=refused is not None and refused.event == DisbursementEvent.PAYMENT_ENDED,
        suspended=refused is not None and refused.event == Event.SUSPENSION_UPHELD,
        older=_older(refused),
        unaccepted=refused is not None and refused.event == AcceptanceEvent.ACCEPTANCE_REFUSED,
        reconsidered=reconsidered,
        parts=[PARTS[code] for code in told.ruling.detail.get("parts", ())] if told.ruling else [],
        open_to_reconsideration=stage in {Stage.REFUSED, Stage.OLDER_POLICY} and not reconsidered,
        stage=stage,
        ending=then.events[-1].event if standing is Standing.ENDED else None,
        offered=then.last_of(*_OFFERED) is not None,
        objections_dismissed=_objections_dismissed(then),
        instalments=_instalments(then),
        invests_on=_terms(then),
        department=row.department,
    )


def _objections_dismissed(then: Moment) -> bool:
    """Tell whether somebody objected to what was last put on public notice, and was not right."""
    dismissed, approved = then.last_of(NoticeEvent.OBJECTION_DISMISSED), then.last_of(*_INTENDED)
    return dismissed is not None and approved is not None and dismissed.sequence > approved.sequence


def _terms(then: Moment) -> Mapping[str, Any] | None:
    """Return the terms on which a meeting last resolved to invest."""
    minuted = then.last_of(DecisionEvent.MINUTED)
    return minuted.detail["about"].get("terms") if minuted else None


def _instalments(then: Moment) -> Sequence[Mapping[str, Any]]:
    """Return the parts in which what was last put on public notice is paid, if it is."""
    approved = then.last_of(*_INTENDED)
    return approved.detail.get("instalments", ()) if approved else ()


def _award_fen(row: Application, then: Moment) -> int | None:
    """Return what is awarded, or was when a letter was issued: the approval keeps it, whatever becomes of the application."""
    if then.at is None:
        return row.award_fen
    approved = then.last_of(*_INTENDED)
    kept: int | None = approved.detail.get("award_fen", row.award_fen) if approved else None
    return kept


def _reason(refused: AuditEvent | None, ruling: AuditEvent | None) -> str | None:
    """Return why a person refused it; whoever looked at it again says why that stands or does not, and the first letter has the first."""
    said = ruling or refused if refused else None
    return said.detail.get("reason") if said else None


def _older(refused: AuditEvent | None) -> tuple[int, int] | None:
    """Return what the older policy pays that was chosen, and what the Opinions would have."""
    if refused is None or refused.event != Event.OLDER_POLICY_CHOSEN or not {OLDER_POLICY, "ours_fen"} <= refused.detail.keys():
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
    if told.revoked is not None:
        return replace(decision, redecided=await _redecided(session, told.revoked, language))
    # What people gave up for a record that nobody mends rests on no verification: there may be none yet.
    if refused.event == Event.FOUND_INELIGIBLE and row.submitted_at and decision.failures and "task" not in refused.detail:
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
        return replace(decision, addressee=called_by(identity, enterprise, language), identity=identity)
    return decision


async def _redecided(session: Session, revoked: AuditEvent, language: str) -> Redecided:
    """Return how an award was decided anew that is not due any more by it."""
    row = await redecisions.find(session, revoked.detail["redecision"])
    assert row is not None  # noqa: S101 - it was followed
    past = await history.of(session, row)
    decided = next(one for one in reversed(past.events) if one.event == Decided.REDECIDED)
    then = past.after(decided)
    about = await matter(session, row, then, decided.occurred_at, language, then.count_of(Decided.REDECIDED))
    letter = cited_decision(item_called(row.item_code), about, language)
    return Redecided(letter, row.reckoning["facts"], row.paper, row.reason)


def _with_records(failure: Mapping[str, Any], records: list[dict[str, Any]]) -> Mapping[str, Any]:
    """Return a failed condition, with the bad records where it is about them."""
    return {**failure, "records": records} if failure["code"] == "no_serious_record" else failure


def _with_days(decision: Decision, told: _Told) -> Decision:
    """Return a decision with the day it was made, what it waits for until when, and which of its kind it is."""
    then = told.then
    event = then.events[-1]
    alike = {name for name, standing in _STANDINGS.items() if standing is told.standing}.difference(_RULED)
    together = _RULED if event.event in _RULED else alike
    return replace(decision, decided_on=day(event.occurred_at), until=_until(told), ordinal=then.count_of(*together))


def _until(told: _Told) -> date | None:
    """Return until when what comes next is: the end of the notice that runs, or when what is waited for is due."""
    then = told.then
    if then.stage != Stage.PUBLIC_NOTICE:
        return until(then, _DATED)
    kept = then.events[-1].detail.get("notice_until")
    return date.fromisoformat(kept) if kept else None


def _none() -> Refusal:
    return Refusal(Code.WRONG_STAGE, Text("尚未发出文书。", "No letter has been issued yet."))
