"""审定。What deciding changes: the amount, and the money set aside for it."""

from __future__ import annotations

from sqlalchemy import text

from activities.effects.notice import publish
from activities.effects.registry import booking, effect
from activities.work import Work
from models.commands import ledger
from models.queries import case, suspension
from models.queries.conduct import require_good_standing
from policy.assessment import assess
from policy.errors import Refusal
from policy.lifecycles.application import Event
from policy.opinions_2022_8.general_terms import CITATION
from policy.text import Text
from policy.working_days import BEIJING


@effect(Event.ASSESSED, Event.MINUTED)
async def set_amount(work: Work) -> None:
    """Keep the amount: the clause's, or the committee's."""
    work.application.award_fen = int(work.detail["award_fen"])


@effect(
    Event.ACCEPTANCE_REFUSED,
    Event.FOUND_INELIGIBLE,
    Event.NOT_RECOMMENDED,
    Event.ASSESSED_TO_NOTHING,
    Event.DECISION_REFUSED,
    Event.WITHDRAWN,
)
async def award_nothing(work: Work) -> None:
    """A refused or withdrawn application holds no amount."""
    work.application.award_fen = None


@effect(Event.ALLOCATED)
async def set_share(work: Work) -> None:
    """Cut the amount to its share of an over-subscribed ceiling; a share only ever cuts."""
    share_fen = int(work.detail["award_fen"])
    if not 0 < share_fen <= (work.application.award_fen or 0):
        raise Refusal("wrong_stage", Text("核定金额已变,请重新分配。", "The amount has changed since; allocate again."))
    work.application.award_fen = share_fen


@effect(Event.APPROVED, Event.BUDGET_FOUND)
async def set_money_aside(work: Work) -> None:
    """Pre-commit the award and publish it. Decisions on one subject take turns, so that it is never awarded twice over."""
    application = work.application
    amount_fen = application.award_fen or 0
    # Sorted, so that two decisions never wait for each other.
    for name in sorted({f"{application.item_code}/{application.subject}", f"cap/{application.cap_key}"}):
        await work.session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})
    await suspension.require_not_suspended(work.session, application.item_code, work.now.astimezone(BEIJING).date())
    await require_good_standing(work.session, application.enterprise_uscc)
    await _refuse_double(work)
    year = work.now.astimezone(BEIJING).year
    appropriation = await ledger.appropriation_for(work.session, application.department, application.item_code, year)
    await ledger.pre_commit(work.session, booking(work), appropriation, amount_fen)
    await publish(work, amount_fen)


async def _refuse_double(work: Work) -> None:
    """General term 3: what was awarded since the assessment, for the subject or under the cap, must leave room for this amount.

    The stored document is judged again with what is counted now. Whoever decides first takes what is left; the next is told, not cut.
    """
    assessment = await case.latest_assessment(work.session, work.application.id)
    if assessment is None:
        return
    counted = {
        "already_paid_fen": await case.awarded_for_subject(work.session, work.application),
        "cap_used_fen": await case.awarded_under_cap(work.session, work.application),
    }
    again = assess(work.item.code, assessment.facts | counted, assessment.rules)
    if again.outcome.value == assessment.outcome and (again.award_fen is None or again.award_fen >= (work.application.award_fen or 0)):
        return
    left_fen = again.award_fen or 0
    raise Refusal(
        "already_awarded",
        Text(
            f"核定之后同一事项或同一限额内已有其他支持,现只余 {left_fen} 分,请退回重新核定。",
            f"Since the assessment another award was made for the subject or under the cap; {left_fen} fen are left. Return it.",
        ),
        clause=CITATION,
    )


@effect(Event.BUDGET_FOUND_EXHAUSTED)
async def wait_for_budget(work: Work) -> None:
    """Look at the budget again after a while."""
    work.application.wakes_at = work.clock.after(work.now, work.days("budget_retry")).at
