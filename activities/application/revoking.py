"""撤销决定。What a wrong decision that is revoked changes: an award's money, notice and payment; a refusal's end; and who decides anew."""

from __future__ import annotations

from typing import Final

from activities.application.suspending import waits_while_held
from activities.case import clocks
from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.duties import family_of
from activities.case.effects import Effects
from activities.case.tasks import open_task
from activities.disbursement.effects import live_disbursement
from activities.reconsideration.effects import doers, leave_to_others
from models.commands import involvement as involvements
from models.commands import ledger
from models.queries import notice as notices
from models.queries import redecision as redecisions
from models.tables import Application, Disbursement
from policy.actors import RESERVED
from policy.errors import Code, Refusal
from policy.processes.application.lifecycle import Event, Stage
from policy.processes.application.revoking import AWARD, PAID
from policy.processes.decision.tasks import DECIDING
from policy.processes.disbursement.states import STILL_OURS, DisbursementState
from policy.processes.kernel.duties import REFUSED
from policy.processes.notice.states import NoticeState
from policy.processes.registry import KINDS
from policy.text import Text

EFFECTS = Effects[Application]()
_WHY = Text("按撤销决定退回", "Its award was revoked")
# Why an award was on hold before it was proposed to revoke it.
_HELD: Final = "held"


@EFFECTS.of(Event.AWARD_REVOCATION_PROPOSED)
async def propose(context: TransitionContext[Application]) -> None:
    """Hold an award until it is said whether it is revoked, with what its enterprise is heard on.

    Raises:
        Refusal: `wrong_stage`, once the treasury may know of its payment; `duplicate`, while it is decided anew, or was supplemented;
            `on_hold`, while an approver is asked whether it goes on.
    """
    await _payment_not_confirmed(context)
    await _not_decided_anew(context)
    if waits_while_held(context):
        raise Refusal(
            Code.ON_HOLD,
            Text(
                "该申请暂缓办理，待审批人办结现有的暂缓审批后再提请。",
                "It is held, and an approver is asked whether it goes on; propose it once that is decided.",
            ),
        )
    before = context.case.hold_reason
    if not context.case.held:
        await clocks.hold(context)
    proposed = _proposed(context)
    if before is not None:
        proposed["about"]["proposed"][_HELD] = before
    context.detail = context.detail | proposed


@EFFECTS.of(Event.REFUSAL_REVOCATION_PROPOSED)
async def take_up(context: TransitionContext[Application]) -> None:
    """Open what has ended, until it is said whether its refusal or lapse is revoked.

    Raises:
        Refusal: `wrong_stage`, for the lapse of what nobody applied for, which no acceptance takes up.
    """
    if context.case.stage == Stage.LAPSED and context.case.origin != "filed":
        raise Refusal(
            Code.WRONG_STAGE,
            Text(
                "该事项不是申请提出的，不能重新受理：年度核算的，由经办部门提请补入；结转的，由单位另行申请。",
                "It was offered or carried over and not applied for; no acceptance takes it up. Propose to enter it late in its annual run "
                "(POST /annual-runs/{number}/members), or have the enterprise apply.",
            ),
        )
    context.detail = context.detail | _proposed(context)


def _proposed(context: TransitionContext[Application]) -> dict[str, dict[str, dict[str, str]]]:
    """Return what was proposed and why, for whoever is heard on it and whoever decides."""
    return {"about": {"proposed": {"reason": context.detail["reason"]}}}


@EFFECTS.opens(AWARD.code)
async def ask_whether_it_is_revoked(context: TransitionContext[Application]) -> None:
    """Have another approver decide, who reads what was proposed."""
    await open_task(context, AWARD, about=context.task.about if context.task else None)


@EFFECTS.of(Event.DECISION_REVOKED)
async def revoke(context: TransitionContext[Application]) -> None:
    """Free the money, take back the notice and the payment, and leave the decision to others."""
    payment = await _payment_not_confirmed(context)
    if payment is not None:
        payment.become(DisbursementState.GIVEN_UP)
        payment.returned_at, payment.reason = context.now, _WHY.zh
    (await notices.latest(context.session, context.case.id)).become(NoticeState.OVERTURNED)
    await ledger.release(context.session, booking(context))
    context.case.held, context.case.hold_reason, context.case.reconsidered = False, None, False
    family = await family_of(context, {})
    for task in context.completed_tasks(DECIDING):
        for subject in sorted(await doers(context, task) - RESERVED):
            await involvements.add(context.session, subject, family, KINDS[task.kind].duty, REFUSED)


@EFFECTS.of(Event.REVOCATION_DROPPED)
async def drop(context: TransitionContext[Application]) -> None:
    """Let the award go on as it was: what an officer had put on hold before is on hold still."""
    if context.task is None or _HELD not in context.task.about["proposed"]:
        await clocks.resume(context)


@EFFECTS.of(Event.REFUSAL_REVOKED)
async def reopen(context: TransitionContext[Application]) -> None:
    """Leave the case to others than refused it; what they decide may be reconsidered once."""
    context.case.reconsidered = False
    await leave_to_others("reconsideration_request", context)


@EFFECTS.opens("taken_up")
async def open_what_is_next(context: TransitionContext[Application]) -> None:
    """Open the acceptance of what had lapsed; what was refused is verified by itself."""
    if context.case.stage == Stage.ACCEPTANCE:
        await open_task(context, KINDS["acceptance"])


async def _payment_not_confirmed(context: TransitionContext[Application]) -> Disbursement | None:
    payment = await live_disbursement(context) if context.case.stage == Stage.PAYMENT else None
    if payment is not None and payment.state not in STILL_OURS:
        raise Refusal(Code.WRONG_STAGE, PAID)
    return payment


async def _not_decided_anew(context: TransitionContext[Application]) -> None:
    anew = await redecisions.open_of(context.session, context.case.id)
    if anew is not None:
        raise Refusal(
            Code.DUPLICATE,
            Text(
                f"该项支持的再决定{anew.number}在办：请在该再决定中改正，或者待其办结、撤回后再提请。",
                f"The award is decided anew by {anew.number}: mend it there, or propose this once that is decided or withdrawn.",
            ),
        )
    if context.case.supplement_fen:
        raise Refusal(
            Code.DUPLICATE,
            Text(
                "该项支持已由再决定补充：提请新的再决定，未拨付的补充先行收回。",
                "A re-decision has supplemented the award: propose another (POST /redecisions), having recalled the supplement while it is "
                "not paid (POST /redecisions/{number}/recall).",
            ),
        )
