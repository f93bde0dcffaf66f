"""决定通知书。The letter of an application, in the reader's language, as a page or as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response

from api.schemas.application import LetterShown
from api.views import annual_run as annual_run_views
from api.views import application as views
from api.views import letter as letters
from api.web.negotiation import PAGE_OR_JSON, negotiated, page, prefers_page
from api.web.permissions import Signed, may, visible
from api.web.problems import language_of
from api.web.services import Served
from models.queries import annual_run as annual_runs
from models.queries import application as applications
from models.queries import assessment as assessments
from models.queries import audit_event as audit_events
from models.queries import enterprise as enterprises
from models.queries import task as tasks
from models.queries import verification as verifications
from models.tables import AnnualRunMember, Application, Assessment, AuditEvent, Task
from policy.errors import Code, Refusal
from policy.judging.catalogue import item as item_called
from policy.judging.documents import counted_records
from policy.judging.provenance import OLDER_POLICY
from policy.language.items import Outcome
from policy.letters.decision import Decision, Standing
from policy.letters.letter import letter_of_application
from policy.letters.paper import set_paper
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.application.lifecycle import Event, Stage
from policy.processes.decision.steps import DecisionEvent
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.notice.steps import NoticeEvent
from policy.processes.reconsideration.steps import ReconsiderationEvent
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["applications"])

_STANDING = {
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
    Stage.LAPSED: Standing.ENDED,
    Stage.WITHDRAWN: Standing.ENDED,
}
_UNASSESSED = frozenset(
    {AcceptanceEvent.ACCEPTANCE_REFUSED, Event.FOUND_INELIGIBLE, Event.IDENTITY_REFUSED, Event.NOT_RECOMMENDED, Event.SUSPENSION_UPHELD}
)
_REFUSED = frozenset(stage for stage, standing in _STANDING.items() if standing is Standing.REFUSED)
_DECIDED = frozenset({Standing.INTENDED, Standing.AWARDED, Standing.REFUSED})
# Of the tasks that stand open, those whose day the letter names.
_DATED = frozenset({"offer", "reconsideration_request", "commitment", "objection_ruling", "new_account"})
# What was assessed and waits for a person or a rule has a letter that says so.
_WAITING = frozenset({Outcome.NEEDS_PARAMETER, Outcome.REFER})
# The amount of an earlier round is not the one that is to be set.
_WITHOUT_AMOUNT = frozenset({Stage.ASSESSMENT, Stage.COMMITTEE})


@router.get(
    "/applications/{reference}/letter",
    operation_id="get_letter",
    summary="决定通知书 The letter",
    response_model=LetterShown,
    responses=PAGE_OR_JSON,
    **may("application:read"),
)
async def get_letter(reference: str, request: Request, served: Served, actor: Signed) -> Response:
    """Write the letter of an application at its stage from what is stored, in the language of Accept-Language."""
    async with served.database.reading() as session:
        row = visible(await applications.find(session, reference), actor)
        assessment = await assessments.latest(session, row.id)
        refusal = await audit_events.last_of(session, row.id, views.REFUSALS)
        upheld = await audit_events.last_of(session, row.id, (ReconsiderationEvent.RECONSIDERATION_DISMISSED,))
        approval = await audit_events.last_of(session, row.id, (DecisionEvent.APPROVED, NoticeEvent.NOTICE_CLEARED))
        waiting = await tasks.open_of(session, row.id)
        enterprise = await enterprises.of(session, row.enterprise_uscc)
        ordinal = await letters.ordinal(session, row, refused=row.stage in _REFUSED)
        mistaken = refusal is not None and refusal.event == Event.IDENTITY_REFUSED and row.stage in _REFUSED
        identity = (await tasks.with_outcome(session, row.id, "identity_check", Event.IDENTITY_REFUSED))[-1].about if mistaken else None
        addressee = await enterprises.addressee(session, row.enterprise_uscc, language_of(request))
        ineligible = refusal is not None and refusal.event == Event.FOUND_INELIGIBLE
        verification = await verifications.latest(session, row.id) if ineligible else None
        offer = await annual_runs.member_offered(session, row.id) if row.stage == Stage.OFFER else None
        waits = assessment is not None and assessment.outcome in _WAITING and row.stage == Stage.ASSESSMENT
        early = None if waits else await letters.intake_paper(session, row, language_of(request))
    if early:
        return _answer(request, row.number, early[0], set_paper(early[1], language_of(request)))
    decision = _offered(row, addressee, offer[1]) if offer else _decision(row, addressee, assessment, refusal, upheld)
    if verification and row.submitted_at and decision.failures:
        records = counted_records(verification.applicant["records"], row.submitted_at.astimezone(BEIJING).date())
        decision = replace(decision, failures=[_with_records(failure, records) for failure in decision.failures])
    if identity:
        decision = replace(decision, addressee=letters.called_by(identity, enterprise, language_of(request)), identity=identity)
    decision = replace(_with_days(decision, row, refusal if row.stage in _REFUSED else approval, waiting), ordinal=ordinal)
    if decision.standing is Standing.REFUSED and refusal and refusal.event in _UNASSESSED:
        # What was assessed in an earlier round has nothing to do with it.
        assessment = None
    language = language_of(request)
    tree = annual_run_views.explanation(*offer) if offer else assessment.tree if assessment else None
    text = letter_of_application(item_called(row.item_code), decision, tree, served.bodies, language)
    return _answer(request, row.number, decision.standing.value, text)


def _answer(request: Request, number: str, standing: str, text: str) -> Response:
    if prefers_page(request):
        return page(request, text)
    shown = LetterShown.model_validate({"number": number, "standing": standing, "language": language_of(request), "text": text})
    return Response(shown.model_dump_json(), media_type="application/json", headers=negotiated(request))


def _decision(
    row: Application, addressee: str, assessment: Assessment | None, refusal: AuditEvent | None, upheld: AuditEvent | None
) -> Decision:
    """Return what there is to write of an application.

    Raises:
        Refusal: `wrong_stage`, before there is an assessment or a refusal, and while it is handled anew.
    """
    stage = Stage(row.stage)
    standing = _STANDING.get(stage)
    if stage is Stage.ASSESSMENT and assessment and assessment.outcome in {Outcome.NEEDS_PARAMETER, Outcome.REFER}:
        standing = Standing.PENDING
    refused = refusal if standing is Standing.REFUSED else None
    if standing is None or (assessment is None and refused is None):
        raise Refusal(Code.WRONG_STAGE, Text("尚未核定，没有通知书。", "It has not been assessed yet, so there is no letter."))
    return Decision(
        number=row.number,
        addressee=addressee,
        standing=standing,
        award_fen=None if stage in _WITHOUT_AMOUNT else row.award_fen,
        formula_fen=row.formula_fen,
        reason=_reason(refused, upheld),
        failures=refused.detail.get("failures", []) if refused else [],
        stopped=refused is not None and refused.event == DisbursementEvent.PAYMENT_ENDED,
        suspended=refused is not None and refused.event == Event.SUSPENSION_UPHELD,
        older=_older(refused),
        unaccepted=refused is not None and refused.event == AcceptanceEvent.ACCEPTANCE_REFUSED,
        reconsidered=row.reconsidered,
        open_to_reconsideration=stage is Stage.REFUSED and not row.reconsidered,
        stage=stage,
        department=row.department,
    )


def _reason(refused: AuditEvent | None, upheld: AuditEvent | None) -> str | None:
    """Return why a person refused it; whoever looked at it again says why that stands, and the first letter has the first reason."""
    said = upheld or refused if refused else None
    return said.detail.get("reason") if said else None


def _older(refused: AuditEvent | None) -> tuple[int, int] | None:
    """Return what the older policy pays that was chosen, and what the Opinions would have."""
    if refused is None or refused.event != Event.OLDER_POLICY_CHOSEN:
        return None
    return refused.detail[OLDER_POLICY], refused.detail["ours_fen"]


def _with_records(failure: Mapping[str, Any], records: list[dict[str, Any]]) -> Mapping[str, Any]:
    """Return a failed condition, with the bad records where it is about them."""
    return {**failure, "records": records} if failure["code"] == "no_serious_record" else failure


def _with_days(decision: Decision, row: Application, decided: AuditEvent | None, tasks: Sequence[Task]) -> Decision:
    """Return a decision with the day it was made (or its stage began), and what it waits for until when."""
    happened = decided.occurred_at if decided and decision.standing in _DECIDED else row.stage_entered_at
    dues = [task.due_at for task in tasks if task.due_at and task.kind in _DATED]
    if row.wakes_at and decision.stage is Stage.PUBLIC_NOTICE:
        dues.append(row.wakes_at)
    until = min(dues).astimezone(BEIJING).date() if dues else None
    kinds = frozenset(task.kind for task in tasks)
    return replace(decision, decided_on=happened.astimezone(BEIJING).date(), until=until, waits_for=kinds, hold_reason=row.hold_reason)


def _offered(row: Application, addressee: str, member: AnnualRunMember) -> Decision:
    """Return what there is to write of an offer that waits for its enterprise."""
    return Decision(row.number, addressee, Standing.OFFERED, award_fen=member.award_fen, stage=Stage.OFFER, department=row.department)
