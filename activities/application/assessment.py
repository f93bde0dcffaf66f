"""核定。How an application is judged by its clause, and how the assessment is kept so that it can be judged again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from activities.application.audited import audit_of
from activities.application.earlier import Earlier, earlier_awards
from activities.application.likeness import answered, answers, question, unanswered
from activities.application.offers import last_offer
from activities.application.older_policy import choice, older_policy_of
from activities.application.proving import unconfirmed
from activities.application.recognised import take_recognised
from activities.application.rules import written_rules
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.submissions import last
from models.queries import annual_run as annual_runs
from models.queries import application as applications
from models.queries import verification as verifications
from models.tables import Application, Assessment, Submission
from policy.errors import Refusal
from policy.judging.assessment import AssessmentResult, assess
from policy.judging.implementing_rules import RuleBook
from policy.judging.provenance import Provenance, differences, entry, outliers, proved, revised, without_persons
from policy.language.items import Outcome
from policy.language.lead import LED, has_participants, is_shared
from policy.money import in_yuan
from policy.processes.annual_run.population import OFFERED
from policy.processes.application.lifecycle import Event, Stage
from policy.processes.application.offered import figures_said
from policy.processes.decision.steps import DecisionEvent
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Application]()

UPSTREAM: Final = "upstream"
"""The source of what an upstream registry supplies."""


_AFTER_ASSESSMENT = {
    Outcome.AWARD: Event.ASSESSED,
    Outcome.REJECT: Event.ASSESSED_TO_NOTHING,
    Outcome.NEEDS_PARAMETER: Event.PARAMETER_FOUND_MISSING,
    Outcome.REFER: DecisionEvent.REFERRED,
}

_TO_DECIDE = frozenset({Outcome.AWARD, Outcome.REFER})


@EFFECTS.at_once(Stage.ASSESSMENT)
async def assess_in_passing(context: TransitionContext[Application]) -> bool:
    """Judge in the transaction of whatever led here. What the law will not judge yet is left to a step of its own, tried until it will."""
    if context.case.wakes_at is not None:
        # It waits for another award.
        return False
    try:
        # What it is judged by was stored before: its own rows are written once, with what it comes to.
        with context.session.no_autoflush:
            await judge(context)
    except Refusal:
        return False
    return True


async def _rules(context: TransitionContext[Application]) -> list[dict[str, Any]]:
    """Return the implementing rules of its item; of what a run has offered those the run was frozen with, which only higher law lowers."""
    rules = await written_rules(context)
    if context.item.process not in OFFERED or context.case.parent_id is None:
        return rules
    frozen = (await annual_runs.run(context.session, context.case.parent_id)).rules
    return [*frozen, *(rule for rule in rules if "superior" in rule and rule not in frozen)]


async def judge(context: TransitionContext[Application]) -> None:
    """Judge, keep the assessment, and say in `context` which event it comes to.

    Raises:
        Refusal: The facts or the implementing rules contradict the law; nothing is written.
    """
    await take_recognised(context)
    if waiting := unconfirmed(context):
        context.event = Event.FACTS_FOUND_UNCONFIRMED
        context.detail = {"facts": [fact.code for fact in waiting]}
        return
    rules = await _rules(context)
    if _lead_is_unstated(context, rules):
        context.event = Event.LEAD_FOUND_UNSTATED
        return
    if found := await unanswered(context):
        context.event, context.detail = Event.LIKENESS_FOUND, {"about": await question(context, found)}
        return
    shared = await applications.shares_ceiling(context.session, context.case)
    compared = await answers(context)
    awards = await earlier_awards(context.session, context.case, shared=shared, answers=compared)
    same = [answer.other.id for answer in compared if answer.same]
    closed_by, _ = await applications.closings_of(context.session, context.case, same)
    earlier = awards.described()
    document, provenance = await _document(context, awards, is_closed=closed_by is not None)
    result = assess(context.item.code, document, rules)
    if awards.undecided and _would_differ(context, document | awards.without_undecided().sums(), rules, result):
        context.event, context.detail = Event.AWARD_FOUND_PENDING, {"waits_for": sorted(other.number for other in awards.undecided)}
        return
    rests_on = await last(context)
    told = _told_of(earlier, closed_by)
    context.session.add(_kept(context, document, provenance, result, told | {"submission": _named(rests_on)}))
    sharing = result.outcome is Outcome.AWARD and await applications.waits_for_list(context.session, context.case)
    # What others hold under its cap is nothing to what takes part in sharing it; of any other item the award itself does.
    takes_part_fen = result.formula_fen if shared else result.award_fen
    context.case.formula_fen = takes_part_fen if sharing else None
    is_older_better = result.outcome is Outcome.REFER and context.item.outcome is not Outcome.REFER
    context.event = Event.ASSESSED_FOR_SHARING if sharing else _AFTER_ASSESSMENT[result.outcome]
    if is_older_better:
        context.event = Event.OLDER_POLICY_FOUND_BETTER
    offered = _beside_offer(context, result)
    context.detail = {
        "outcome": result.outcome.value,
        "award_fen": result.award_fen,
        "missing_parameters": result.missing_parameters,
        "failures": [reason for reason in result.reasons if not reason["holds"]],
        **({"formula_fen": takes_part_fen} if sharing else {}),
        **_pointed_out(
            document,
            provenance,
            await audit_of(context),
            await _beside(context, earlier) if result.outcome in _TO_DECIDE else {},
            offered | (choice(context, document, result.rules_in_force) if is_older_better else {}),
        ),
    }


def _lead_is_unstated(context: TransitionContext[Application], rules: Sequence[Mapping[str, Any]]) -> bool:
    """Keep whether the rules by which it is judged ask who led, and tell whether nobody has stated it yet."""
    application = context.case
    applied_on = (application.submitted_at or context.now).astimezone(BEIJING).date()
    if has_participants(context.item) and application.matter_date is not None:
        law = RuleBook.parse(list(rules)).figures(context.item, application.matter_date, applied_on).law
        application.asks_lead = is_shared(law)
    return application.asks_lead and LED.code not in application.provenance


def _beside_offer(context: TransitionContext[Application], result: AssessmentResult) -> dict[str, Any]:
    """Return what was offered beside what is due, for whoever decides; the enterprise is told where it reads of another amount."""
    offer = last_offer(context)
    if not offer or result.award_fen is None:
        return {}
    offered_fen, known_fen = int(offer["award_fen"]), context.case.award_fen
    if context.event == Event.ASSESSED and result.award_fen != (offered_fen if known_fen is None else known_fen):
        context.event = Event.ASSESSED_OTHERWISE
        figures = figures_said(context.item, offer["figures"], context.case.facts)
        context.words |= {"figures": figures, "offered": in_yuan(offered_fen), "due": in_yuan(result.award_fen)}
    return {"offered_fen": offered_fen, "award_fen": result.award_fen}


def _would_differ(
    context: TransitionContext[Application], document: Mapping[str, Any], rules: Sequence[Mapping[str, Any]], result: AssessmentResult
) -> bool:
    """Tell whether a document comes to another result."""
    other = assess(context.item.code, document, rules)
    return (other.outcome, other.award_fen) != (result.outcome, result.award_fen)


@EFFECTS.of(Event.AWARD_FOUND_PENDING)
async def wait_for_award(context: TransitionContext[Application]) -> None:
    """Set when the other awards are looked at again. The officer is told which they are, the applicant that there is one."""
    numbers = "、".join(context.detail["waits_for"])
    context.words["others"] = Text(numbers, numbers)
    context.case.wakes_at = next_look(context)


def next_look(context: TransitionContext[Application]) -> datetime:
    """Return when awards that are not final yet are looked at again."""
    return context.clock.after(context.now, context.days("award_look")).at


async def _beside(context: TransitionContext[Application], earlier: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the office sees of other cases, and the applicant never: awards of others that count, and what looked alike."""
    return {"awards_of_others": [award for award in earlier if "enterprise_uscc" in award], "compared": await answered(context)}


def _pointed_out(
    document: Mapping[str, Any],
    provenance: Provenance,
    audit: Mapping[str, Mapping[str, Any]],
    beside: Mapping[str, Any],
    besides: dict[str, Any],
) -> dict[str, Any]:
    """Return what whoever decides has to see: what was claimed, planned or counted otherwise, experts far apart, other cases, what else."""
    otherwise = {"differences": differences(document, provenance), "revised": revised(document, provenance, audit)}
    told = {**otherwise, "outliers": outliers(provenance), **beside}
    about = {name: one for name, one in told.items() if one} | besides
    return {"about": about} if about else {}


async def _document(
    context: TransitionContext[Application], earlier: Earlier, *, is_closed: bool
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Return what the clause is read with (proved facts, the applicant, the dates, earlier awards), and where the facts come from."""
    application, session = context.case, context.session
    verification = await verifications.latest(session, application.id)
    submitted_at = application.submitted_at or context.now
    supplied = {fact.code: fact for fact in context.item.facts if fact.code in verification.supplied}
    answered_at = verification.verified_at.isoformat()
    provenance = application.provenance | {code: entry(fact, UPSTREAM, answered_at) for code, fact in supplied.items()}
    stated = application.facts | ({"matter_date": application.matter_date.isoformat()} if application.matter_date else {})
    # Who issued its number says what it is for, and nothing of what is due; nor does who led, where no rule makes it matter.
    beside = {fact.code for fact in context.item.asked_issuer} | ({LED.code} - context.item.fact_codes)
    document = {
        **{code: value for code, value in proved(stated | verification.supplied, provenance).items() if code not in beside},
        **older_policy_of(application),
        "applicant": verification.applicant,
        "application_date": submitted_at.astimezone(BEIJING).date().isoformat(),
        **earlier.sums(),
        **({"subject_closed": True} if is_closed else {}),
    }
    return document, provenance


def _told_of(earlier: list[dict[str, Any]], closing: applications.Closing | None) -> dict[str, Any]:
    """Return what the applicant is told of earlier awards: its own; of others no more than that they count in a sum, or were a fraud."""
    others = [award for award in earlier if "enterprise_uscc" in award]
    of_others = {name for award in others for name in award["counted_in"]}
    if closing and not closing.is_own:
        of_others.add("subject_closed")
    return {
        "earlier_awards": [award for award in earlier if award not in others],
        "of_others": sorted(of_others),
        **({"closed_by": closing.number} if closing else {}),
    }


def _kept(
    context: TransitionContext[Application],
    document: dict[str, Any],
    provenance: Provenance,
    result: AssessmentResult,
    beside: dict[str, Any],
) -> Assessment:
    return Assessment(
        application_id=context.case.id,
        document_id=result.document_id,
        clause_hash=result.clause_hash,
        rules=result.rules_in_force,
        rules_hash=result.rules_hash,
        facts=document,
        provenance=dict(provenance),
        outcome=result.outcome.value,
        award_fen=result.award_fen,
        capped=result.capped,
        reasons=result.reasons,
        # The facts stay as they were judged, so that they can be judged again; where their sums come from is explained beside them.
        tree=result.tree | beside | {"provenance": without_persons(provenance)},
        assessed_at=context.now,
    )


def _named(submission: Submission | None) -> dict[str, Any] | None:
    """Return which submission an assessment rests on; an award that nobody applied for rests on none."""
    return {"number": submission.number, "sha256": submission.sha256} if submission else None
