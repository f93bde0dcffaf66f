"""疑似相同的效果。Numbers that look like one: an officer says of each whether they are the same, before anything is assessed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from models.commands.turns import take_turns
from models.queries import assessment as assessments
from models.queries import enterprise as enterprises
from models.queries import likeness as queries
from models.queries import succession
from models.queries import task as tasks
from models.queries.application import AWARDED, OVER
from models.queries.reclaimed import got_by_fraud
from models.tables import Application, LikenessAnswer
from policy.errors import Code, Refusal
from policy.judging.catalogue import item as item_called
from policy.judging.likeness import likeness
from policy.opinions_2022_8.general_terms import CITATION
from policy.processes.application.comparing import ANSWERED, Said, comparing_form, read_comparisons
from policy.processes.application.lifecycle import Event
from policy.processes.decision.steps import DecisionEvent
from policy.processes.reconsideration.steps import ReconsiderationEvent
from policy.text import Text

EFFECTS = Effects[Application]()

_TAKEN_UP_AGAIN = frozenset(
    {
        DecisionEvent.RETURNED,
        Event.DOUBT_CONFIRMED,
        Event.DECISION_REVOKED,
        Event.REFUSAL_REVOKED,
        ReconsiderationEvent.RECONSIDERATION_GRANTED,
    }
)
# Under what a transition keeps the answers it has read.
_ANSWERS = "likeness answers"


async def answers(context: TransitionContext[Application]) -> list[queries.Answer]:
    """Return what officers said of the application and each that looks like it, read once a transition."""
    if _ANSWERS not in context.kept:
        context.kept[_ANSWERS] = await queries.answers(context.session, context.case)
    found: list[queries.Answer] = context.kept[_ANSWERS]
    return found


async def unanswered(context: TransitionContext[Application], *, awarded: bool = False) -> list[tuple[Application, Text]]:
    """Return the other applications of which an officer has still to say whether they are the same, each with how it looks alike.

    One that is neither awarded nor known in every part is left out: it is compared when its own turn comes. One whose money came back
    whole is not: what was got by fraud is closed for good. What was said before a case was taken up again is asked about once more, so
    that it can be corrected.

    Args:
        context: The transition.
        awarded: Only those that an award depends on, because they hold money or were got by fraud, and of which nothing was said at all.
    """
    application, identity = context.case, context.case.identity
    if identity is None or not identity.identifier.typed:
        return []
    settled = {answer.other.id for answer in await answers(context) if awarded or not _is_open_again(context, answer)}
    own = await succession.family(context.session, application.enterprise_uscc)
    others = await queries.alike(context.session, application, identity, OVER)
    closed = await got_by_fraud(context.session, {other.id for other in others if other.stage in AWARDED}) if awarded else set()
    found = []
    for other in others:
        if awarded:
            weighs = other.stage in AWARDED and (other.standing_fen > 0 or other.id in closed)
        else:
            weighs = other.stage in AWARDED or other.subject is not None
        if other.id in settled or not weighs:
            continue
        # What one whose place was taken applied for is compared as the applicant's own.
        whose = application.enterprise_uscc if other.enterprise_uscc in own else other.enterprise_uscc
        if (its := other.identity_as(whose)) and (why := likeness(identity, its)):
            found.append((other, why))
    return sorted(found, key=lambda one: one[0].number)


def _is_open_again(context: TransitionContext[Application], answer: queries.Answer) -> bool:
    """Tell whether a case was taken up again since something was said of it and another, and nobody has looked at that since."""
    since = max((task.closed_at for task in context.tasks if task.closed_at and task.outcome in _TAKEN_UP_AGAIN), default=None)
    if since is None or answer.said[-1].answered_at > since:
        return False
    looked = (task for task in context.completed_tasks(("comparison",)) if task.closed_at and task.closed_at > since)
    return not any(answer.other.number in task.about["cases"] for task in looked)


async def question(context: TransitionContext[Application], found: list[tuple[Application, Text]]) -> dict[str, Any]:
    """Return what the officer sees: this case, and each that looks like it, with what was said of it."""
    said = {answer.other.id: _said(answer.said[-1]).as_dict() for answer in await answers(context)}
    cases = {
        other.number: await _brief(context, other) | {"why": why.as_dict()} | ({ANSWERED: said[other.id]} if other.id in said else {})
        for other, why in found
    }
    return {"this": await _brief(context, context.case), "cases": cases}


async def _brief(context: TransitionContext[Application], application: Application) -> dict[str, Any]:
    item, facts = item_called(application.item_code), application.facts
    shown = [*item.facts, *item.asked_issuer]
    parts = {*item.subject, *(item.identifier.issued_by if item.identifier else ()), *(fact.code for fact in item.asked_issuer)}
    return {
        "item": item.code,
        "enterprise": {"uscc": application.enterprise_uscc, "name": await enterprises.name(context.session, application.enterprise_uscc)},
        "stage": application.stage,
        "award_fen": application.award_fen,
        "facts": {fact.code: facts[fact.code] for fact in shown if fact.code in parts and fact.code in facts},
    }


@EFFECTS.asks("comparison")
async def ask(context: TransitionContext[Application], department: str) -> dict[str, Any]:  # noqa: ARG001 - the question is one for all
    """Ask of each case that looks alike whether it is the same."""
    about = context.detail["about"]
    return comparing_form(about["this"], about["cases"])


@EFFECTS.of(Event.COMPARED)
async def keep_answers(context: TransitionContext[Application]) -> None:
    """Keep what the officer said of each, with the reason: it holds for both cases, so the other's question is answered with it."""
    application, session = context.case, context.session
    asked: Mapping[str, Any] = context.task.about["cases"] if context.task else {}
    if application.identity:
        # Before anything of this case is written: whoever shows an answer in another's task waits for nobody.
        with session.no_autoflush:
            await take_turns(session, f"kind/{application.identity.identifier.kind}")
    stands = {answer.other.number: tuple(map(_said, answer.said)) for answer in await queries.answers(session, application)}
    for number, (same, reason) in read_comparisons(asked, context.detail.get("cases"), stands, context.actor.subject).items():
        other = await queries.numbered(session, number)
        answer = LikenessAnswer(
            application_id=application.id,
            other_id=other.id,
            subject=application.subject or "",
            other_subject=other.subject or "",
            same=same,
            reason=reason,
            answered_by=context.actor.subject,
            answered_at=context.now,
        )
        session.add(answer)
        await _answer_the_others(context, other, answer)
    await session.flush()
    context.kept.pop(_ANSWERS, None)


async def _answer_the_others(context: TransitionContext[Application], other: Application, answer: LikenessAnswer) -> None:
    """Show an answer in the question that the other case has open about this one."""
    this = context.case.number
    for task in await tasks.open_of(context.session, other.id):
        cases = task.about.get("cases", {})
        if task.kind == "comparison" and this in cases:
            cases = cases | {this: cases[this] | {ANSWERED: _said(answer).as_dict()}}
            task.about, task.asked = task.about | {"cases": cases}, comparing_form(task.about["this"], cases)


def _said(answer: LikenessAnswer) -> Said:
    return Said(answer.same, answer.reason, answer.answered_by, answer.answered_at.isoformat())


async def answered(context: TransitionContext[Application]) -> list[dict[str, Any]]:
    """Return what was said of each that looks alike, for whoever decides; what was corrected, beside it."""
    return [
        {
            "number": answer.other.number,
            "item": answer.other.item_code,
            **_said(answer.said[-1]).as_dict(),
            **({"corrected": [_said(one).as_dict() for one in answer.said[:-1]]} if answer.is_corrected else {}),
        }
        for answer in await answers(context)
    ]


async def require_compared(context: TransitionContext[Application]) -> None:
    """Refuse a decision while another application that looks alike was awarded since, and nobody has said whether it is the same.

    Raises:
        Refusal: `already_awarded`; `contradictory`, when what was said of another was corrected since, so that this case was assessed on
            the opposite.
    """
    if found := await unanswered(context, awarded=True):
        numbers = "、".join(other.number for other, _ in found)
        raise Refusal(
            Code.ALREADY_AWARDED,
            Text(
                f"核定之后，疑似同一支持对象的{numbers}已获支持，请退回评审，由经办人判断是否相同。",
                f"Since the assessment {numbers} was awarded, whose subject may be the same. Return it, so that an officer compares them.",
            ),
            clause=CITATION,
        )
    corrected = [one for one in await answers(context) if one.is_corrected]
    # Hardly ever: only then is it worth asking when the case was assessed.
    assessment = await assessments.latest(context.session, context.case.id) if corrected else None
    if since := [one for one in corrected if assessment and one.said[-1].answered_at > assessment.assessed_at]:
        numbers = "、".join(one.other.number for one in since)
        raise Refusal(
            Code.CONTRADICTORY,
            Text(
                f"核定之后，与{numbers}是否同一支持对象的判断已经更正，请退回评审，重新核定。",
                f"Since the assessment it was corrected whether {numbers} is the same subject. Return it to be assessed again.",
            ),
            clause=CITATION,
        )
