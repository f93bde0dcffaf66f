"""申请的呈现。How applications become what people read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.schemas.application import ApplicationInFull, ApplicationShown, DocumentShown, Refused
from api.schemas.base import Words
from api.schemas.case import EvidenceTaken
from api.schemas.instalment import AwardPart
from api.views import evidence
from api.views import instalment as instalment_views
from api.views import window as window_views
from api.views.case import case_fields, standing
from models.queries import assessment as assessments
from models.queries import audit_event as audit_events
from models.queries import commitment as commitments
from models.queries import enterprise as enterprises
from models.queries import held, returned
from models.queries import receipt as receipts
from models.queries import redecision as redecisions
from models.queries import task as tasks
from models.queries import window as windows
from models.session import Session
from models.tables import Application, AuditEvent, Document, Task, Window
from policy.actors import Actor
from policy.judging.catalogue import item as item_called
from policy.judging.others import without_others
from policy.judging.provenance import differences, for_applicant, without_persons
from policy.language.lead import LED
from policy.letters.bodies import Bodies
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.application.lifecycle import Event, Stage
from policy.processes.application.stages import STAGES, PaidOut, decided_anew, once_paid
from policy.processes.clawback.states import PartState
from policy.processes.decision.steps import DecisionEvent
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.notice.steps import NoticeEvent
from policy.processes.redecision.lifecycle import STAGES as REDECISIONS
from policy.processes.redecision.lifecycle import STANDING
from policy.processes.redecision.lifecycle import Stage as Anew
from policy.text import Text

REFUSALS = (
    AcceptanceEvent.ACCEPTANCE_REFUSED,
    Event.FOUND_INELIGIBLE,
    Event.IDENTITY_REFUSED,
    Event.NOT_RECOMMENDED,
    Event.ASSESSED_TO_NOTHING,
    DecisionEvent.DECISION_REFUSED,
    NoticeEvent.OBJECTION_UPHELD,
    Event.OFFER_REVOKED,
    Event.OLDER_POLICY_CHOSEN,
    DisbursementEvent.PAYMENT_ENDED,
    Event.SUSPENSION_UPHELD,
    Event.AWARD_REVOKED,
)
# Whoever reads why it was decided so, and how to contest it: refused, or paid elsewhere.
_CONTESTED = frozenset(
    {
        *(Stage.REFUSED, Stage.RECONSIDERATION, Stage.REJECTED),
        *(Stage.OLDER_POLICY, Stage.OLDER_POLICY_RECONSIDERATION, Stage.OLDER_POLICY_FINAL),
    }
)
# Where an award was decided, and is paid or is to be.
_AWARDED = frozenset({Stage.COMMITMENT, Stage.PAYMENT, Stage.IN_FORCE})
# What of these is to be paid besides is not paid yet.
_UNDER_WAY = frozenset({Anew.PUBLIC_NOTICE, Anew.OBJECTION, Anew.ADJUSTMENT, Anew.PAYMENT})
_WAITS = Text(
    "再决定{number}拟调减该项支持，尚未办结，拨付待其办结后再行办理。",
    "The re-decision {number}, by which less may be due, is open; the payment waits until that is over.",
)
_HOW_TO_OBJECT = Text(
    "可在期限内通过“可申请复核”任务申请一次复核，由未参与原决定、职级不低于原决定人的其他人员办理。",
    "You may ask once for reconsideration, through the task of that name; somebody else handles it, of no lower rank than whoever decided.",
)

_REMEDIES = Text("如不服，可以{}。", "If you do not accept it, you may {}.")


def application(row: Application, enterprise_name: str) -> ApplicationShown:
    """Return an application for a list."""
    return ApplicationShown.model_validate(_brief(row, enterprise_name))


async def in_full(session: Session, row: Application, actor: Actor, bodies: Bodies) -> ApplicationInFull:
    """Read what belongs to an application, and return it with where it stands and why, as far as it is the reader's business.

    A refusal names where it can be contested, among `bodies`.
    """
    assessment, waiting = await assessments.latest(session, row.id), list(await tasks.open_of(session, row.id))
    refusal = await audit_events.last_of(session, row.id, REFUSALS) if row.stage in _CONTESTED else None
    taken = await evidence.taken(session, row, actor)
    shown = application_in_full(
        row,
        await enterprises.name_today(session, row.enterprise_uscc),
        tasks=waiting,
        refused=_refused(refusal, waiting, bodies) if refusal else None,
        correction=await audit_events.last_of(session, row.id, (AcceptanceEvent.CORRECTION_REQUESTED,)),
        explained=assessment.tree if assessment else None,
        offer=await tasks.last_offer(session, row.id),
        window=await windows.of_application(session, row.id),
        taken=taken,
        parts=await instalment_views.parts_of(session, row),
        comes_next=await what_comes_next(session, row, actor),
        due_fen=await due(session, row),
    )
    return _to_applicant(shown) if row.enterprise_uscc in actor.enterprises else shown


async def what_comes_next(session: Session, row: Application, actor: Actor) -> Text | None:
    """Return what comes next of an award that is paid, or is to be, where its stage alone does not say; None elsewhere.

    What was decided anew is said by what is due. That its payment waits for a re-decision is for the authority: its enterprise reads the
    same while it was not told.
    """
    anew = [one for one in await redecisions.of_award(session, row.id) if one.stage in STANDING] if row.stage in _AWARDED else []
    said = await _as_it_stands(session, row, actor, due_fen=await due(session, row) if anew else None)
    if not anew:
        return said
    under_way = [REDECISIONS[one.stage].next_step for one in anew if one.stage in _UNDER_WAY]
    return decided_anew(anew[-1].number, await due(session, row) or 0, said or STAGES[row.stage].next_step, under_way)


async def due(session: Session, row: Application) -> int | None:
    """Return what is due of an award by what was decided last, in fen; None before one is decided.

    What was asked back as not due is not, once that is decided; nor is what a rule has not asked, or two have given up.
    """
    if row.award_fen is None or row.stage not in _AWARDED:
        return None
    return row.award_fen + row.supplement_fen - (await held.of(session, row, held.DECIDED)).corrected_fen


async def _as_it_stands(session: Session, row: Application, actor: Actor, due_fen: int | None) -> Text | None:
    if row.stage == Stage.IN_FORCE:
        return await _once_paid(session, row, due_fen)
    if row.stage != Stage.PAYMENT or row.enterprise_uscc in actor.enterprises:
        return None
    reduction = await redecisions.open_reduction(session, row.id, besides=row.id)
    number = reduction.number if reduction else ""
    return Text(_WAITS.zh.format(number=number), _WAITS.en.format(number=number)) if reduction else None


async def _once_paid(session: Session, row: Application, due_fen: int | None) -> Text:
    ending, waits = await commitments.ending_of(session, row.id), await returned.questioned(session, row.id)
    owed_back = await receipts.parts_of_returns(session, row.id, (PartState.OWED_BACK, PartState.REFUNDING))
    has = await held.of(session, row, held.DECIDED)
    paid = PaidOut(
        row.spent_fen,
        row.recovered_fen,
        sum(one.amount_fen for one in waits),
        sum(owed_back.values()),
        due_fen,
        has.to_pay_fen,
        has.given_up_fen + has.unasked_fen,
    )
    return once_paid(paid, has_ended=ending is not None)


def application_in_full(  # noqa: PLR0913 - what belongs to it
    row: Application,
    enterprise_name: str,
    *,
    tasks: list[Task],
    refused: Refused | None,
    correction: AuditEvent | None,
    explained: Mapping[str, Any] | None,
    offer: Task | None,
    window: Window | None = None,
    taken: Sequence[EvidenceTaken] = (),
    parts: Sequence[AwardPart] = (),
    comes_next: Text | None = None,
    due_fen: int | None = None,
) -> ApplicationInFull:
    """Return an application with where it stands and why."""
    return ApplicationInFull.model_validate(
        _brief(row, enterprise_name)
        | standing(row, tasks)
        | ({"next_step": Words.of(comes_next)} if comes_next else {})
        | {
            "due_fen": due_fen,
            "parent_id": row.parent_id,
            "facts": row.facts,
            "claims": row.claims,
            "provenance": without_persons(row.provenance),
            "offer": offer.about if offer else None,
            "window": window_views.brief(window) if window else None,
            "asked_evidence": row.asked_evidence,
            "asked_facts": {LED.code: LED.schema()} if row.asks_lead else {},
            "instalments": parts,
            "evidence": taken,
            "defects": correction.detail.get("defects", []) if correction and row.stage == Stage.CORRECTION else [],
            "refusal": refused,
            "parameters_needed": _parameters_needed(row, explained),
            "assessment": explained,
            "differences": differences(row.facts | {"matter_date": row.matter_date}, row.provenance),
        }
    )


def _to_applicant(shown: ApplicationInFull) -> ApplicationInFull:
    """Leave out what is the office's own: awards of others, and what each expert named."""
    explained = without_others(shown.assessment) if shown.assessment else None
    return shown.model_copy(update={"provenance": for_applicant(shown.provenance), "assessment": explained})


def _parameters_needed(row: Application, explained: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    if explained is None or row.stage != Stage.ASSESSMENT:
        return []
    return item_called(row.item_code).parameters_needed(explained["missing_parameters"])


def _brief(row: Application, enterprise_name: str) -> dict[str, Any]:
    item = item_called(row.item_code)
    return case_fields(row) | {
        "item_title": Words.of(item.title),
        "clause": item.citation,
        "enterprise_uscc": row.enterprise_uscc,
        "enterprise_name": enterprise_name,
        "matter_date": row.matter_date,
        "programme_year": row.programme_year,
        "formula_fen": row.formula_fen,
        "award_fen": row.award_fen,
        "paid_fen": row.paid_fen,
        "supplement_fen": row.supplement_fen,
        "supplement_paid_fen": row.supplement_paid_fen,
        "recovered_fen": row.recovered_fen,
        "submitted_at": row.submitted_at,
    }


def _refused(event: AuditEvent, tasks: list[Task], bodies: Bodies) -> Refused:
    window = next((task for task in tasks if task.kind == "reconsideration_request"), None)
    return Refused(
        event=event.event,
        reason=event.detail.get("reason"),
        failures=event.detail.get("failures", []),
        how_to_object=Words.of(_HOW_TO_OBJECT) if window else None,
        until=window.due_at if window else None,
        remedies=Words(zh=_REMEDIES.zh.format(bodies.remedies("zh")), en=_REMEDIES.en.format(bodies.remedies("en"))),
    )


def document(row: Document) -> DocumentShown:
    """Return a piece of evidence."""
    return DocumentShown.model_validate(row)
