"""认定的效果。What the steps of a recognition change until it is entered: what was handed in, read, scored, decided and published."""

from __future__ import annotations

from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.submissions import standing_documents
from activities.case.tasks import open_task
from activities.notice.effects import publish_intent, rule_on_objection
from activities.panel.panel import panel_result, refuse_conflicted
from models.commands.turns import take_turns, turn_of
from models.commands.window import ask_in_window
from models.queries import document as documents
from models.queries import implementing_rule
from models.queries import natural_person as persons
from models.queries import notice as notices
from models.queries import recognition as recognitions
from models.tables import Recognition
from policy.errors import Code, Refusal
from policy.folding import fold_number
from policy.language.facts import Fact
from policy.processes.acceptance.defects import naming_form
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.application.confirming import read_statements, stating_form
from policy.processes.notice.states import NoticeState, ObjectionState
from policy.processes.notice.steps import NoticeEvent
from policy.processes.panel.steps import PanelEvent
from policy.processes.recognition.lifecycle import Event
from policy.processes.recognition.requested import require_complete
from policy.processes.recognition.term import read_until
from policy.processes.registry import KINDS
from policy.text import Text, points
from policy.working_days import BEIJING

EFFECTS = Effects[Recognition]()


# -- handed in and checked --------------------------------------------------------------------------------------------------------------


@EFFECTS.of(Event.SUBMITTED, Event.NOMINATED, AcceptanceEvent.CORRECTED)
async def take_in(context: TransitionContext[Recognition]) -> None:
    """Take in what is all there, once: nobody is recognised for the same twice.

    Raises:
        Refusal: `window_closed`; `incomplete`; `duplicate`, for what is under way or in the register already.
    """
    row = context.case
    if context.event == Event.SUBMITTED:
        await ask_in_window(context.session, row, context.received)
    there = {document.evidence_code for document in await standing_documents(context)}
    require_complete(row.register_kind, row.content.facts, there, row.asked_evidence, nominated=row.nominated)
    row.submitted_at = row.submitted_at or context.now
    row.employer_uscc = await persons.employer_of(context.session, row.enterprise_uscc)
    row.entry_key = fold_number(row.certificate_no) if row.certificate_no else None
    await require_only(context)


async def require_only(context: TransitionContext[Recognition]) -> None:
    """Refuse a second recognition of the same, whoever asks for it at the same moment.

    Raises:
        Refusal: `duplicate`.
    """
    row = context.case
    named = fold_number(row.certificate_no) if row.certificate_no else row.enterprise_uscc
    await take_turns(context.session, "recognitions", turn_of(f"{row.kind}/{named}"))
    if (other := await recognitions.rival(context.session, row)) is not None:
        # Whose it is, is for those to know who may see it.
        known = other.number if other.enterprise_uscc == row.enterprise_uscc else ""
        raise Refusal(
            Code.DUPLICATE,
            Text(f"同一认定已在办理或者在册{known and f'（{known}）'}。", f"It is recognised, or asked for, already. {known}".strip()),
        )


def _facts_to_read(context: TransitionContext[Recognition]) -> tuple[Fact, ...]:
    """Return the facts that the clause asks for, which an officer reads off the papers; what is only recognised has none."""
    return context.item.facts if context.case.register_kind.kept else ()


@EFFECTS.asks("recognition_check")
async def ask_for_check(context: TransitionContext[Recognition], department: str) -> dict[str, Any]:  # noqa: ARG001 - one department
    """Offer what may be defective to be named, and ask for the facts that the clause asks for."""
    named = naming_form(context.case.form)
    evidence = await documents.evidence_codes(context.session, context.case.id)
    claimed = {"certificate_no": context.case.certificate_no} | context.case.facts
    stated = stating_form(context.item, _facts_to_read(context), claimed, evidence, AcceptanceEvent.ACCEPTED)
    return named | {"properties": named["properties"] | stated.get("properties", {}), "allOf": stated.get("allOf", [])}


@EFFECTS.of(AcceptanceEvent.ACCEPTED)
async def take_facts(context: TransitionContext[Recognition]) -> None:
    """Keep the facts that the officer read off the papers; the number is what its paper says."""
    row, facts = context.case, _facts_to_read(context)
    if not facts:
        return
    evidence = await documents.evidence_codes(context.session, row.id)
    stated = read_statements(context.item, facts, context.detail.get("facts"), evidence)
    row.facts = {code: one.value for code, one in stated.items()}
    row.papers = {code: one.paper for code, one in stated.items()}
    row.certificate_no = str(row.facts["certificate_no"])
    row.entry_key = fold_number(row.certificate_no)
    await require_only(context)


async def most_years(context: TransitionContext[Recognition]) -> int:
    """Return how many years rules in force today let an entry stand at most; nought where none says."""
    if "validity_years" not in context.item.parameters:
        return 0
    law = await implementing_rule.law_in_force(context.session, context.item, context.now.astimezone(BEIJING).date())
    return int(law.validity_years)


# -- scored and decided -----------------------------------------------------------------------------------------------------------------


@EFFECTS.of(PanelEvent.EXPERT_SCORED)
async def score(context: TransitionContext[Recognition]) -> None:
    """Refuse the score of somebody who has come to have an interest since the draw."""
    await refuse_conflicted(context)


@EFFECTS.opens("recognition_decision")
async def open_decision(context: TransitionContext[Recognition]) -> None:
    """Open the decision, with what the panel says and what of the clause does not hold."""
    about = dict(context.case.brief)
    if (result := context.kept.get("panel")) is not None:
        about["panel"] = {"votes": result.votes, "recommendations": result.recommendations, "score": points(result.score_hundredths)}
    if failures := (context.case.verification or {}).get("failures"):
        about["failures"] = failures
    await open_task(context, KINDS["recognition_decision"], about=about)


@EFFECTS.of(Event.PANEL_CONCLUDED)
async def keep_panels_word(context: TransitionContext[Recognition]) -> None:
    """Keep what the panel says, for whoever decides."""
    if result := panel_result(context):
        context.kept["panel"] = result
        context.detail = {"votes": result.votes, "recommendations": result.recommendations, "recommended": result.recommended}


@EFFECTS.of(Event.RECOGNISED)
async def recognise(context: TransitionContext[Recognition]) -> None:
    """Keep until when it is to be recognised, and publish it."""
    today = context.now.astimezone(BEIJING).date()
    context.case.valid_until = read_until(context.detail.get("until"), today, await most_years(context))
    await publish_intent(context, None)


# -- published --------------------------------------------------------------------------------------------------------------------------


@EFFECTS.of(NoticeEvent.OBJECTION_UPHELD)
async def uphold(context: TransitionContext[Recognition]) -> None:
    """Rule for the objection: it is not recognised."""
    await rule_on_objection(context, ObjectionState.UPHELD)
    (await notices.latest(context.session, context.case.id)).become(NoticeState.OVERTURNED)
    context.case.valid_until = None
