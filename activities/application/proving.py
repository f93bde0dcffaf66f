"""确认的效果。How the facts of an application are proved: stated by officers, assessed by experts, confirmed by a second officer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from activities.application.borrowed import require_loan
from activities.application.joint import asked_of, take_part
from activities.application.older_policy import keep_older_policy, says_older_policy
from activities.application.subject import fix_subject, require_other_days
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from activities.panel.panel import of_this_round, refuse_conflicted
from models.queries import document as documents
from models.queries import redecision as redecisions
from models.tables import Application
from policy.errors import Code, Fault, Refusal
from policy.folding import fold_number
from policy.judging.documents import MATTER_DATE
from policy.judging.provenance import BANK, LOANS, entry, facts_to_prove, is_read, waiting_for_second
from policy.language.facts import Fact, Json, Supplier
from policy.language.items import Process, Review
from policy.processes.application.completeness import require_past
from policy.processes.application.confirming import (
    LOOKED_AT,
    REQUESTED,
    Statement,
    assessing_form,
    facts_to_assess,
    facts_to_state,
    looked_at_for,
    not_on_file,
    panels_word,
    read_statements,
    require_assessed,
    stating_form,
)
from policy.processes.application.joint import KIND as JOINT
from policy.processes.application.lifecycle import Event
from policy.processes.application.older_policy import older_policy_form
from policy.processes.application.tasks import STATING
from policy.processes.kernel.deviation import is_any_far, reason_for, reason_where_corrected
from policy.processes.loan.claims import PERIOD
from policy.processes.panel.steps import PanelEvent
from policy.processes.redecision.lifecycle import STANDING
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Application]()


# -- what the forms ask -----------------------------------------------------------------------------------------------------------------


def to_state(context: TransitionContext[Application], department: str) -> tuple[Fact, ...]:
    """Return the facts that an officer of a department states; of an award nobody filed, those that were corrected by hand."""
    application = context.case
    stated = facts_to_state(context.item, department)
    if application.origin == "filed":
        # What the register of loans or the bank has supplied is nobody's to read off a paper.
        return tuple(fact for fact in stated if application.provenance.get(fact.code, {}).get("by") not in {BANK, LOANS})
    return tuple(fact for fact in facts_to_prove(context.item) if is_read(application.provenance.get(fact.code, {})))


def _asking(kind: str) -> None:
    @EFFECTS.asks(kind)
    async def ask(context: TransitionContext[Application], department: str) -> dict[str, Any]:
        """Ask for the facts of the department, filled in beforehand with what is claimed or was stated before."""
        facts = to_state(context, department)
        evidence = await documents.evidence_codes(context.session, context.case.id)
        contested = await _contested(context)
        form = stating_form(context.item, facts, _claimed(context.case), evidence, STATING[kind], contested=contested)
        form = form | {"allOf": [*form.get("allOf", ()), *_reasons_for(context.case, facts, STATING[kind])]} if form else form
        besides = [older_policy_form(STATING[kind])] if says_older_policy(context, department) else []
        besides += [asked_of(context, department, _claimed(context.case), evidence)] if kind == JOINT else []
        for more in besides:
            form = {
                "properties": form.get("properties", {}) | more["properties"],
                "allOf": [*form.get("allOf", ()), *more.get("allOf", ())],
            }
        return form


def _reasons_for(application: Application, facts: Sequence[Fact], decision: str) -> list[dict[str, Any]]:
    """Return that a figure takes a reason which is far from its source's and is not the one a reason stands for already."""
    return [
        reason_where_corrected(decision, fact.code, where["before"], application.facts.get(fact.code))
        for fact in facts
        if "before" in (where := application.provenance.get(fact.code, {}))
    ]


for _kind in STATING:
    _asking(_kind)


@EFFECTS.asks("expert_review")
async def ask_expert(context: TransitionContext[Application], department: str) -> dict[str, Any]:  # noqa: ARG001 - a panel is one for all
    """Ask for what experts assess."""
    return assessing_form(context.item, context.case.facts.get(REQUESTED), PanelEvent.EXPERT_SCORED)


def _claimed(application: Application) -> dict[str, Json]:
    matter_date = {MATTER_DATE.code: application.matter_date.isoformat()} if application.matter_date else {}
    return application.claims | application.facts | matter_date


async def _contested(context: TransitionContext[Application]) -> dict[str, list[dict[str, Json]]]:
    """Return the facts that re-decisions which stand have corrected: what is claimed, what the award rested on, and what each says."""
    application = context.case
    found: dict[str, list[dict[str, Json]]] = {}
    if application.origin == "filed" and not context.completed_tasks(("decision", "second_decision")):
        # Nothing was decided that could have been corrected.
        return found
    for anew in await redecisions.of_award(context.session, application.id):
        if anew.stage not in STANDING:
            continue
        for code, one in anew.reckoning["facts"].items():
            if code not in found:
                claimed = [{"value": application.claims[code], "of": "claimed"}] if code in application.claims else []
                found[code] = [*claimed, {"value": one["before"], "of": application.number}]
            found[code].append({"value": one["after"], "of": anew.number, "paper": anew.paper, "reason": anew.reason})
    return found


# -- what is stated and assessed --------------------------------------------------------------------------------------------------------


@EFFECTS.of(Event.RECOMMENDED, Event.DEPARTMENT_AGREED, Event.FACTS_STATED)
async def take_facts(context: TransitionContext[Application]) -> None:
    """Keep the facts that an officer read off the papers, or, where a panel has spoken, what it assessed."""
    if context.task is None:
        _take_panels_word(context)
        return
    application, department = context.case, context.task.department
    facts = to_state(context, department)
    evidence = await documents.evidence_codes(context.session, application.id)
    keep_older_policy(context, department)
    if not facts:
        take_part(context, department, {}, evidence)
        return
    statements = read_statements(context.item, facts, context.detail.get("facts"), evidence)
    take_part(context, department, statements, evidence)
    _require_same_matched(context, statements)
    _require_past(context, statements)
    for fact in facts:
        if fact.code in statements:
            _keep(context, fact, statements[fact.code], department)
    await fix_subject(context)
    if context.item.process is Process.INTEREST_SUBSIDY:
        await require_loan(context, f"facts.{PERIOD}.value")
    await require_other_days(context, f"facts.{PERIOD}.value")


def _keep(context: TransitionContext[Application], fact: Fact, statement: Statement, department: str) -> None:
    application, value = context.case, statement.value
    said = _said(context, fact)
    differing = {"claimed": said} if said is not None and said != value else {}
    if "before" in (stood := application.provenance.get(fact.code, {})):
        # Read again after somebody doubted it: what its source says is what it was, and why it is another stays as long as it is that one.
        differing["before"] = stood["before"]
        kept = stood.get("reason") if value == application.facts.get(fact.code) else None
        if why := context.detail.get("reason") or kept:
            differing["reason"] = why
    stated = entry(fact, context.actor.subject, context.now.isoformat(), department=department, **statement.paper, **differing)
    application.provenance = application.provenance | {fact.code: stated}
    if fact is MATTER_DATE:
        application.matter_date = date.fromisoformat(value)
    else:
        application.facts = application.facts | {fact.code: value}


def _said(context: TransitionContext[Application], fact: Fact) -> Json:
    """Return what the applicant says of a fact, or None: however often it was stated since, what was said first stays."""
    if fact.supplied_by is Supplier.SOURCE or fact in context.item.asked_issuer:
        return None
    application = context.case
    if fact.code in application.claims:
        return application.claims[fact.code]
    return application.provenance.get(fact.code, {}).get("claimed", _claimed(application).get(fact.code))


def _require_past(context: TransitionContext[Application], statements: Mapping[str, Statement]) -> None:
    """Refuse what has not happened yet on the day of the application: no clause would judge it."""
    values = {code: one.value for code, one in statements.items()}
    matter_date = values.pop(MATTER_DATE.code, None)
    applied_on = (context.case.submitted_at or context.now).astimezone(BEIJING).date()
    require_past(context.item, values, date.fromisoformat(matter_date) if matter_date else None, applied_on)


def _require_same_matched(context: TransitionContext[Application], statements: Mapping[str, Statement]) -> None:
    """Refuse another number than that which a registry was asked about: what it answered is of something else."""
    item, known = context.item, context.case.facts
    if item.upstream is None:
        return
    message = Text("与向上级登记查询时的不一致", "is not what the upstream registry was asked about")
    faults = [
        Fault(f"facts.{fact.code}.value", message, item.citation)
        for fact in item.facts
        if fact.supplied_by is Supplier.DECLARED
        and fact.code in statements
        and _is_another(statements[fact.code].value, known.get(fact.code))
    ]
    if faults:
        raise Refusal(
            Code.INVALID_INPUT,
            Text("材料与申报不符，不能建议支持。", "The paper is about something else than was applied for; it cannot be recommended."),
            faults,
            clause=item.citation,
        )


def _is_another(found: Json, known: Json) -> bool:
    """Tell whether a value is another than the one known; a number that is spelt otherwise is none."""
    return fold_number(found) != fold_number(known) if isinstance(found, str) and isinstance(known, str) else bool(found != known)


@EFFECTS.of(PanelEvent.EXPERT_SCORED)
async def require_assessment(context: TransitionContext[Application]) -> None:
    """Refuse scores of whoever ought to stand aside, and without the amount that the experts are there to assess."""
    await refuse_conflicted(context)
    require_assessed(context.item, context.case.facts.get(REQUESTED), context.detail)


def _take_panels_word(context: TransitionContext[Application]) -> None:
    """Keep the median of the panel's amounts, and the majority of its answers."""
    if not facts_to_assess(context.item):
        return
    scored = of_this_round(context, "expert_review")
    answers = [task.answer or {} for task in scored if task.outcome == PanelEvent.EXPERT_SCORED]
    application, facts = context.case, {fact.code: fact for fact in facts_to_assess(context.item)}
    for code, (value, how) in panels_word(context.item, answers).items():
        application.facts = application.facts | {code: value}
        application.provenance = application.provenance | {code: entry(facts[code], "panel", context.now.isoformat(), **how)}


def asks_officer_beside_panel(context: TransitionContext[Application]) -> bool:
    """Tell whether an officer reads facts off the papers while a panel judges."""
    return context.item.review is Review.EXPERT and bool(to_state(context, context.case.department))


# -- what a second officer confirms -----------------------------------------------------------------------------------------------------


def unconfirmed(context: TransitionContext[Application]) -> list[Fact]:
    """Return the facts that one officer has stated and a second has to confirm."""
    return waiting_for_second(context.item, context.case.provenance)


@EFFECTS.opens("fact_confirmation")
async def open_confirmation(context: TransitionContext[Application]) -> None:
    """Open a task for each department whose facts wait for a second officer, with what was stated and the papers."""
    application = context.case
    waiting: dict[str, list[Fact]] = {}
    for fact in unconfirmed(context):
        department = application.provenance[fact.code].get("department", application.department)
        waiting.setdefault(department, []).append(fact)
    for department, facts in waiting.items():
        stated = {fact.code: application.provenance[fact.code] for fact in facts}
        about = {"facts": {code: {"value": application.facts[code], **where} for code, where in stated.items()}}
        await open_task(context, KINDS["fact_confirmation"], department=department, about=about | not_on_file(_by_title(context, facts)))


def _by_title(context: TransitionContext[Application], facts: Sequence[Fact]) -> list[Fact]:
    """Return those of some facts that rest on a paper named by its title alone, which nobody finds in the file."""
    return [fact for fact in facts if "evidence" not in context.case.provenance[fact.code]]


@EFFECTS.asks("fact_confirmation")
async def ask_why_it_is_far(context: TransitionContext[Application], department: str) -> dict[str, Any]:  # noqa: ARG001 - of any department
    """Ask for a reason where a value is far from what its source said, and what was looked at where the file holds no paper."""
    facts = unconfirmed(context)
    stated = {fact.code: context.case.provenance[fact.code] for fact in facts}
    conditions = [reason_for(Event.FACTS_CONFIRMED)] if is_any_far(context.case.facts, stated) else []
    if not _by_title(context, facts):
        return {"allOf": conditions}
    return {"properties": {"opinion": LOOKED_AT}, "allOf": [*conditions, looked_at_for(Event.FACTS_CONFIRMED)]}


@EFFECTS.of(Event.FACTS_CONFIRMED)
async def note_second(context: TransitionContext[Application]) -> None:
    """Note who confirmed the facts of the task."""
    application, at = context.case, context.now.isoformat()
    facts = context.task.about["facts"] if context.task else {}
    second = {"confirmed_by": context.actor.subject, "confirmed_at": at}
    application.provenance = application.provenance | {code: application.provenance[code] | second for code in facts}
