"""年度申领的效果。What the events of a claim change: it needs a project, and goes back to verification when the upstream changes."""

from __future__ import annotations

from datetime import date

from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.disbursement.effects import live_disbursement
from models.commands import ledger
from models.queries import matching_project as matching_projects
from models.queries import notice as notices
from models.tables import Application
from policy.errors import Code, Refusal
from policy.processes.application.channel import require_applied_for
from policy.processes.application.lifecycle import Event, Stage
from policy.processes.disbursement.states import STILL_OURS, DisbursementState
from policy.processes.matching.claims import require_claimable
from policy.processes.notice.states import NoticeState
from policy.text import Text

EFFECTS = Effects[Application]()


_WITH_NOTICE = frozenset({Stage.PUBLIC_NOTICE, Stage.OBJECTION})


async def require_project(context: TransitionContext[Application], today: date) -> None:
    """Refuse an application for an item with a process of its own, unless it is a claim of a project that takes it.

    Raises:
        Refusal: `wrong_process` past that process; `wrong_stage` or `invalid_input` from the project.
    """
    application, item = context.case, context.item
    if application.parent_id is None:
        require_applied_for(item)
        return
    project = await matching_projects.of(context.session, application.parent_id)
    require_claimable(item, project.stage, project.begins_on, project.upstream, int(application.facts["funding_year"]), today)


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
    await ledger.release(context.session, booking(context))
    application.award_fen = None
