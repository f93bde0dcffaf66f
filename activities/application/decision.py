"""审定的效果。What the events of a decision change: the amount, and the money set aside for it."""

from __future__ import annotations

from sqlalchemy import text

from activities.application.books import booking
from activities.application.notice import publish
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from models.commands import ledger
from models.queries import application as applications
from models.queries import assessment as assessments
from models.queries import suspension
from models.queries.conduct import require_good_standing
from models.tables import Application
from policy.errors import Code, Refusal
from policy.judging.assessment import assess
from policy.opinions_2022_8.general_terms import CITATION
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.application.lifecycle import Event
from policy.processes.decision.steps import DecisionEvent
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Application]()


_TAKE_TURNS = text("SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(CAST(:names AS text[])) AS name")


@EFFECTS.of(Event.ASSESSED, DecisionEvent.MINUTED)
async def set_amount(context: TransitionContext[Application]) -> None:
    """Keep the amount: the clause's, or the committee's."""
    context.case.award_fen = int(context.detail["award_fen"])


@EFFECTS.of(
    AcceptanceEvent.ACCEPTANCE_REFUSED,
    Event.FOUND_INELIGIBLE,
    Event.NOT_RECOMMENDED,
    Event.ASSESSED_TO_NOTHING,
    DecisionEvent.DECISION_REFUSED,
    Event.WITHDRAWN,
)
async def award_nothing(context: TransitionContext[Application]) -> None:
    """Remove the amount of a refused or withdrawn application."""
    context.case.award_fen = None


@EFFECTS.of(Event.ALLOCATED)
async def set_share(context: TransitionContext[Application]) -> None:
    """Cut the amount to its share of an over-subscribed ceiling; a share only ever cuts."""
    share_fen = int(context.detail["award_fen"])
    if not 0 < share_fen <= (context.case.award_fen or 0):
        raise Refusal(Code.WRONG_STAGE, Text("核定金额已变,请重新分配。", "The amount has changed since; allocate again."))
    context.case.award_fen = share_fen


@EFFECTS.of(DecisionEvent.APPROVED, DecisionEvent.BUDGET_FOUND)
async def set_money_aside(context: TransitionContext[Application]) -> None:
    """Pre-commit the award and publish it. Decisions on one subject take turns, so that it is never awarded twice over."""
    application = context.case
    amount_fen = application.award_fen or 0
    # Sorted, so that two decisions never wait for each other.
    names = sorted({f"{application.item_code}/{application.subject}", f"cap/{application.cap_key}"})
    await context.session.execute(_TAKE_TURNS, {"names": names})
    await suspension.require_not_suspended(context.session, application.item_code, context.now.astimezone(BEIJING).date())
    await require_good_standing(context.session, application.enterprise_uscc)
    await _refuse_double(context)
    year = context.now.astimezone(BEIJING).year
    appropriation = await ledger.appropriation_for(context.session, application.department, application.item_code, year)
    await ledger.pre_commit(context.session, booking(context), appropriation, amount_fen)
    await publish(context, amount_fen)


async def _refuse_double(context: TransitionContext[Application]) -> None:
    """Refuse an amount that awards made since the assessment, for the subject or under the cap, leave no room for (general term 3).

    The stored document is judged again with what is counted now. Whoever decides first takes what is left; the next is told, not cut.
    """
    assessment = await assessments.latest(context.session, context.case.id)
    if assessment is None:
        return
    counted = {
        "already_paid_fen": await applications.awarded_for_subject(context.session, context.case),
        "cap_used_fen": await applications.awarded_under_cap(context.session, context.case),
    }
    again = assess(context.item.code, assessment.facts | counted, assessment.rules)
    if again.outcome.value == assessment.outcome and (again.award_fen is None or again.award_fen >= (context.case.award_fen or 0)):
        return
    left_fen = again.award_fen or 0
    raise Refusal(
        Code.ALREADY_AWARDED,
        Text(
            f"核定之后同一事项或同一限额内已有其他支持,现只余 {left_fen} 分,请退回重新核定。",
            f"Since the assessment another award was made for the subject or under the cap; {left_fen} fen are left. Return it.",
        ),
        clause=CITATION,
    )


@EFFECTS.of(DecisionEvent.BUDGET_FOUND_EXHAUSTED)
async def wait_for_budget(context: TransitionContext[Application]) -> None:
    """Set when the budget is looked at again."""
    context.case.wakes_at = context.clock.after(context.now, context.days("budget_retry")).at
