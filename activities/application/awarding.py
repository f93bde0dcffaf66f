"""申请的审定条件。When an application may be awarded: no suspension, good standing, nothing twice; and its share of a ceiling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from activities.application.earlier import earlier_awards
from activities.application.likeness import answers, require_compared
from activities.application.offers import last_offer
from activities.application.rules import rule_book, written_rules
from activities.application.suspending import standing_suspension
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.decision.effects import award_nothing, set_amount
from activities.meeting.tabling import leave_agenda
from models.commands.turns import take_turns, turn_of
from models.queries import assessment as assessments
from models.queries import conduct, succession
from models.queries.application import require_open_subject
from models.tables import Application, Assessment
from policy.errors import Code, Refusal
from policy.judging.assessment import AssessmentResult, assess
from policy.judging.implementing_rules import parts_by
from policy.judging.superior_policy import named
from policy.language.parts import Part, divide
from policy.money import in_yuan, write_official, write_plain_yuan
from policy.opinions_2022_8.general_terms import CITATION
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.application.lifecycle import Event
from policy.processes.decision.steps import DecisionEvent
from policy.processes.kernel.deviation import is_any_far, is_far, reason_for
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Application]()

EFFECTS.of(Event.ASSESSED, Event.ASSESSED_OTHERWISE)(set_amount)
EFFECTS.of(
    AcceptanceEvent.ACCEPTANCE_REFUSED,
    Event.IDENTITY_REFUSED,
    Event.NOT_RECOMMENDED,
    Event.ASSESSED_TO_NOTHING,
)(award_nothing)


@EFFECTS.of(Event.WITHDRAWN)
async def withdraw(context: TransitionContext[Application]) -> None:
    """Award nothing, and have no meeting deliberate on it any more."""
    await leave_agenda(context)
    await award_nothing(context)


@EFFECTS.of(Event.ASSESSED_FOR_SHARING)
async def set_formula_amount(context: TransitionContext[Application]) -> None:
    """Keep what the formula comes to; how much of it is awarded is not known before everybody's is."""
    context.case.formula_fen, context.case.award_fen = int(context.detail["formula_fen"]), None
    context.words["formula"] = in_yuan(context.case.formula_fen)


@EFFECTS.of(Event.ALLOCATED)
async def set_share(context: TransitionContext[Application]) -> None:
    """Keep the share of the ceiling as the amount, and tell both."""
    context.case.award_fen = int(context.detail["award_fen"])
    context.words |= {"formula": in_yuan(context.case.formula_fen or 0), "share": in_yuan(context.case.award_fen)}


@EFFECTS.asks("decision", "second_decision")
async def ask_why_it_is_far(context: TransitionContext[Application], department: str) -> dict[str, Any]:  # noqa: ARG001 - of any department
    """Ask for a reason where the award rests on a figure far from the one planned or counted before, or is itself far from its offer."""
    offered_fen = last_offer(context).get("award_fen")
    far = is_any_far(context.case.facts, context.case.provenance)
    far = far or (offered_fen is not None and is_far(offered_fen, context.case.award_fen))
    return {"allOf": [reason_for(DecisionEvent.APPROVED)] if far else []}


async def require_awardable(context: TransitionContext[Application]) -> None:
    """Refuse an award while the item is suspended or the enterprise not in good standing, and a second one for the same.

    Decisions on one subject or under one cap take turns from here on, so that nothing is ever awarded twice over.
    """
    await take_its_turn(context.session, context.case)
    if found := await standing_suspension(context):
        raise found.refusal()
    today = context.now.astimezone(BEIJING).date()
    rules = await rule_book(context)
    await conduct.require_supportable(context.session, context.item, context.case.enterprise_uscc, today, rules=rules)
    await require_open_subject(context.session, context.case, [answer.other.id for answer in await answers(context) if answer.same])
    await require_compared(context)
    await _refuse_lowered(context)
    assessment = await assessments.latest(context.session, context.case.id)
    if assessment is not None:
        await _refuse_double(context, assessment)
    _keep_parts(context, parts_by(assessment.rules) if assessment is not None else ())


def _keep_parts(context: TransitionContext[Application], parts: Sequence[Part]) -> None:
    """Keep in which parts it is paid, and what each comes to: its letters say so, and no later rule changes it."""
    amounts = divide(context.case.award_fen or 0, parts)
    kept = [part.as_dict() for part in parts] if len(amounts) > 1 else []
    if kept or context.case.parts:
        context.case.parts = kept
    if kept:
        said = [part | {"amount_fen": fen} for part, fen in zip(kept, amounts, strict=True)]
        context.detail = context.detail | {"instalments": said}


async def take_its_turn(session: AsyncSession, application: Application) -> None:
    """Make whatever is decided on the subject or under the cap of an application wait until the transaction ends."""
    # Caps and subjects are those of all that count as one with the enterprise, whose keys may name another of them.
    own = await succession.family(session, application.enterprise_uscc)
    await take_turns(session, *{*_subjects(application), f"cap/{application.cap_key}", *map(turn_of, own)})


def _subjects(application: Application) -> set[str]:
    """Return what decisions on an application take turns by: its subject, or its kind where another may be the same, spelt otherwise."""
    if (identity := application.identity) and identity.identifier.typed:
        return {f"kind/{identity.identifier.kind}"}
    return {f"{application.item_code}/{application.subject}"}


async def _refuse_lowered(context: TransitionContext[Application]) -> None:
    """Refuse an amount that a superior policy has lowered since the assessment: what is not decided yet is reckoned by the lower figure."""
    lowering = [rule for rule in await written_rules(context) if "superior" in rule]
    assessment = await assessments.latest(context.session, context.case.id) if lowering else None
    if assessment is None:
        return
    again = assess(context.item.code, assessment.facts, [*assessment.rules, *lowering])
    if again.outcome.value == assessment.outcome and (again.award_fen or 0) >= (assessment.award_fen or 0):
        return
    since = [rule for rule in again.rules_in_force if "superior" in rule and rule not in assessment.rules]
    policies = named(since or again.rules_in_force)
    raise Refusal(
        Code.FIGURE_LOWERED,
        Text(
            f"核定之后，{policies.zh}调低了支持标准，请退回重新核定。",
            f"Since the assessment the support was lowered by {policies.en}. Return it.",
        ),
        clause=CITATION,
    )


async def _refuse_double(context: TransitionContext[Application], assessment: Assessment) -> None:
    """Refuse an amount that awards made since the assessment, for the subject or under the cap, leave no room for (general term 3).

    The stored document is judged again with what is counted now. Whoever decides first takes what is left; the next is told, not cut.
    What an objection may still undo makes it wait.
    """
    earlier = await earlier_awards(context.session, context.case, answers=await answers(context))

    def judged(counted: dict[str, int]) -> tuple[AssessmentResult, bool]:
        found = assess(context.item.code, assessment.facts | counted, assessment.rules)
        covers = found.award_fen is None or found.award_fen >= (context.case.award_fen or 0)
        return found, covers and found.outcome.value == assessment.outcome

    again, stands = judged(earlier.sums())
    if stands:
        return
    if earlier.undecided and judged(earlier.without_undecided().sums())[1]:
        raise Refusal(
            Code.AWARD_PENDING,
            Text(
                "同一支持对象另有支持正在公示、尚未确定，待其确定后再审定。",
                "Another award for the same subject is on public notice and not final yet. Decide when it is.",
            ),
            clause=CITATION,
        )
    left_fen = again.award_fen or 0
    left = f"仅余{write_official(left_fen)}额度" if left_fen else "已无剩余额度"
    raise Refusal(
        Code.ALREADY_AWARDED,
        Text(
            f"核定之后同一事项或者同一限额内已有其他支持，现{left}，请退回重新核定。",
            f"Since the assessment another award was made for the subject or under the cap; {write_plain_yuan(left_fen)} yuan are left. "
            "Return it.",
        ),
        clause=CITATION,
    )
