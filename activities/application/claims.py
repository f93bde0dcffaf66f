"""年度申领的效果。What the events of a claim change: it needs a project, and goes back to verification when the upstream changes."""

from __future__ import annotations

from datetime import date

from activities.application.borrowed import failure
from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.decision.effects import award_nothing
from activities.disbursement.effects import live_disbursement
from activities.matching.contradictions import record_of
from activities.meeting.tabling import leave_agenda
from models.commands import ledger
from models.queries import matching_project as matching_projects
from models.queries import notice as notices
from models.tables import Application
from policy.errors import Code, Refusal
from policy.language.items import Process
from policy.processes.application.channel import require_applied_for
from policy.processes.application.lifecycle import Event, Stage
from policy.processes.disbursement.states import STILL_OURS, DisbursementState
from policy.processes.matching.claims import require_claimable
from policy.processes.matching.lifecycle import MATCHING
from policy.processes.matching.upstream import failures_as_json
from policy.processes.notice.states import NoticeState
from policy.text import Text

EFFECTS = Effects[Application]()


_WITH_NOTICE = frozenset({Stage.PUBLIC_NOTICE, Stage.OBJECTION, Stage.COMMITMENT, Stage.PAYMENT})


async def require_project(context: TransitionContext[Application], today: date) -> None:
    """Refuse an application for an item with a process of its own, unless it is a claim of a project that takes it.

    Raises:
        Refusal: `wrong_process` past that process; `wrong_stage` or `invalid_input` from the project.
    """
    application, item = context.case, context.item
    if item.process is Process.INTEREST_SUBSIDY:
        # Its loan was asked for with what it claims.
        return
    if application.parent_id is None:
        require_applied_for(item)
        return
    project = await matching_projects.of(context.session, application.parent_id)
    if project.held:
        raise MATCHING.on_hold()
    require_claimable(item, project.stage, project.begins_on, project.upstream, int(application.facts["funding_year"]), today)


@EFFECTS.of(Event.ENDING_ASKED)
async def ask_to_end(context: TransitionContext[Application]) -> None:
    """Show the approver what is wrong with the record and why it cannot be mended."""
    said = {name: context.detail[name] for name in ("opinion", "reason")}
    context.detail = context.detail | {"about": record_of(context) | {"ending": said}}


@EFFECTS.of(Event.ENDING_REFUSED)
async def have_it_clarified(context: TransitionContext[Application]) -> None:
    """Let the officer go on having the record clarified, with why it is not ended."""
    context.detail = context.detail | {"about": record_of(context) | {"not_ended": context.detail["reason"]}}


@EFFECTS.of(Event.FOUND_INELIGIBLE)
async def find_ineligible(context: TransitionContext[Application]) -> None:
    """Award nothing; where people gave a record up, say that as the reason."""
    if context.task is not None:
        own = failures_as_json(context.item, ("upstream_sound",)) if context.item.upstream else [failure(context.item, "bank_sound")]
        context.detail = context.detail | {"failures": own}
    await award_nothing(context)


@EFFECTS.of(Event.UPSTREAM_CHANGED)
async def go_back(context: TransitionContext[Application]) -> None:
    """Give up the amount: the upstream money it rests on, or who holds its project, has changed.

    What was set aside is free, and nothing is paid meanwhile.
    """
    application = context.case
    payment = await live_disbursement(context)
    if payment is not None:
        if payment.state not in STILL_OURS:
            raise Refusal(Code.WRONG_STAGE, Text("已在拨付，不能退回核验。", "It is being paid and cannot go back."))
        payment.become(DisbursementState.GIVEN_UP)
        payment.returned_at, payment.reason = context.now, "上级资金或者承担单位变动，退回核验"
    if application.stage in _WITH_NOTICE:
        (await notices.latest(context.session, application.id)).become(NoticeState.OVERTURNED)
    await leave_agenda(context)
    await ledger.release(context.session, booking(context))
    application.award_fen = None
