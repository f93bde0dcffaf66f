"""投资协议的效果。What the steps of an agreement change: it is compared with what was resolved, kept, or put before a meeting again."""

from __future__ import annotations

from datetime import date
from typing import Any

from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.submissions import require_document
from activities.case.tasks import open_task
from models.commands import ledger
from models.queries import meeting as meetings
from models.queries import notice as notices
from models.tables import Application
from policy.errors import Code, Fault, Refusal
from policy.processes.application.agreeing import AGREEMENT, CONFIRMATION
from policy.processes.application.lifecycle import Event
from policy.processes.investment.terms import FORMULA, RESOLVED_FIELDS, Terms, differing
from policy.processes.kernel.task_kind import choice_of
from policy.processes.notice.states import NoticeState
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Application]()
_AGREED = "agreed"
_WRONG = Text("投资协议有误。", "What was entered of the agreement is not valid.")


@EFFECTS.opens(AGREEMENT.code)
async def open_agreement(context: TransitionContext[Application]) -> None:
    """Ask an officer for the agreement, with what it has to say."""
    await open_task(context, AGREEMENT, about=await resolved(context))


async def resolved(context: TransitionContext[Application]) -> dict[str, Any]:
    """Return what was resolved to invest, as tasks show it."""
    invested = {"investment": await meetings.terms_of(context.session, context.case.id) | {"formula": FORMULA}}
    return invested | {"award_fen": context.case.award_fen}


@EFFECTS.of(Event.AGREEMENT_ENTERED, Event.AGREEMENT_FOUND_DIFFERENT)
async def enter(context: TransitionContext[Application]) -> None:
    """Keep what the agreement says, with the signed paper, for a second officer to compare.

    Raises:
        Refusal: `invalid_input`, for another day or paper, for what differs from what was resolved, or does not though it is said to.
    """
    given, today = context.detail, context.now.astimezone(BEIJING).date()
    paper = await require_document(context, "document", "investment_agreement")
    if date.fromisoformat(given["signed_on"]) > today:
        raise Refusal(Code.INVALID_INPUT, _WRONG, [Fault("signed_on", Text("不得晚于今日", "must not be after today"))])
    terms = Terms.read(await meetings.terms_of(context.session, context.case.id))
    agreed = {name: given[name] for name in RESOLVED_FIELDS}
    Terms.read(agreed)
    faults = differing(agreed, terms.resolved(context.case.award_fen or 0))
    if context.event == Event.AGREEMENT_ENTERED and faults:
        raise Refusal(Code.INVALID_INPUT, _WRONG, faults)
    if context.event == Event.AGREEMENT_FOUND_DIFFERENT and not faults:
        same = Text("与决议没有差异，应提请复核", "says the agreement differs, and it does not")
        raise Refusal(Code.INVALID_INPUT, _WRONG, [Fault("decision", same)])
    kept = {"agreement_no": given["agreement_no"], "signed_on": given["signed_on"], "paper": paper, **agreed}
    context.detail = given | {_AGREED: kept, "differs": [fault.field for fault in faults]}


@EFFECTS.opens(CONFIRMATION.code)
async def open_confirmation(context: TransitionContext[Application]) -> None:
    """Have a second officer compare it, with what was entered, and in what it differs."""
    entered = {name: context.detail[name] for name in (_AGREED, "differs")}
    await open_task(context, CONFIRMATION, about=await resolved(context) | entered)


@EFFECTS.asks(CONFIRMATION.code)
async def ask_by_what_was_found(context: TransitionContext[Application], department: str) -> dict[str, Any]:  # noqa: ARG001 - of any
    """Offer to sign what was resolved, or to put before a meeting what was not, and never the other."""
    other = Event.AGREEMENT_SIGNED if context.detail["differs"] else Event.AGREEMENT_REOPENED
    return choice_of({event: text for event, text in CONFIRMATION.decisions.items() if event != other})


def agreed_of(context: TransitionContext[Application]) -> dict[str, Any]:
    """Return the agreement that the second officer has confirmed with this transition, as whoever signs reads it."""
    return dict(context.task.about[_AGREED]) if context.task else {}


@EFFECTS.of(Event.AGREEMENT_REOPENED)
async def give_back_for_a_meeting(context: TransitionContext[Application]) -> None:
    """Free the money, take the notice back, and have the case put before a meeting again, with what the parties would agree on and why."""
    (await notices.latest(context.session, context.case.id)).become(NoticeState.OVERTURNED)
    await ledger.release(context.session, booking(context))
    entered = next(task for task in reversed(context.completed_tasks([AGREEMENT.code])))
    about = context.task.about if context.task else {}
    before = {name: about[name] for name in ("award_fen", "investment")}
    said = {"reason": (entered.answer or {}).get("reason"), "differs": about["differs"], _AGREED: about[_AGREED], "resolved": before}
    context.detail = context.detail | {"about": {"reopened": said}}
