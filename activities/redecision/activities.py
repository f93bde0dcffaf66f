"""再决定的活动。The activities of the re-decision's workflow: what is unpaid, and what is asked back already, follows what was decided."""

from __future__ import annotations

import contextlib
import uuid
from dataclasses import dataclass
from typing import Any, Final

from temporalio import activity
from temporalio.service import RPCError

from activities.application.added import award
from activities.case.asking import ask
from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.handing import tell_written
from activities.case.pace import looks_again_at
from activities.case.transitions import apply
from activities.redecision.relief import lower_demands
from activities.signatures.case import AutomaticStep, CaseState, Message
from activities.signatures.redecision import ADJUST_AWARD, LOWER_DEMANDS
from models.queries import application as applications
from models.queries import audit_event as audit_events
from models.queries import clawback as clawbacks
from models.queries import disbursement as disbursements
from models.queries import instalment as instalments
from models.queries import redecision as redecisions
from models.tables import Application, AuditEvent, Case, Redecision
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.processes.application.lifecycle import Event as ApplicationEvent
from policy.processes.application.lifecycle import Stage as ApplicationStage
from policy.processes.disbursement.states import STILL_OURS
from policy.processes.redecision.lifecycle import Event, Stage
from policy.processes.redecision.reckoning import Outcome
from policy.text import Text

_FOLLOWED: Final = (
    ApplicationEvent.AWARD_CHANGED,
    ApplicationEvent.PAYMENT_CHANGED,
    ApplicationEvent.AWARD_REVOKED,
    ApplicationEvent.REST_DROPPED,
)
# In these an award is paid sooner or later, unless it ends.
_GOES_ON: Final = frozenset({ApplicationStage.COMMITMENT, ApplicationStage.PAYMENT})


@dataclass(frozen=True, slots=True)
class RedecisionActivities:
    """The activities of one deployment.

    Attributes:
        deployment: Its parameters.
    """

    deployment: Deployment

    @activity.defn(name=ADJUST_AWARD)
    async def adjust_award(self, step: AutomaticStep) -> CaseState:
        """Ask the process of the award to take over the amount; where it cannot any more, the re-decision goes back to the officer.

        What is taken off its later parts is asked of those first. What is added, and was on public notice, waits while the award is on
        hold, or with the treasury, and is paid by itself once that is: the payment tells (`take_up`), and of what nobody tells the award is
        asked again, soon at first.
        """
        async with self.deployment.database.reading() as session:
            redecision = await redecisions.of(session, uuid.UUID(step.case_id))
            application = await applications.of(session, redecision.application_id)
            decided = await audit_events.last_of(session, redecision.id, (Event.REDECIDED,))
            payment = await disbursements.live(session, application.id)
        if redecision.stage != Stage.ADJUSTMENT or decided is None:
            return await take(self.deployment, step, frozenset(), _nothing)
        if redecision.award_fen is not None and application.stage == ApplicationStage.IN_FORCE:
            return await take(self.deployment, step, frozenset({Stage.ADJUSTMENT}), _payable)
        if redecision.award_fen is not None and payment is not None and payment.state not in STILL_OURS:
            return await take(self.deployment, step, frozenset({Stage.ADJUSTMENT}), _ask_again)
        refusal = await self._shorten(decided, redecision)
        async with self.deployment.database.reading() as session:
            application = await applications.of(session, redecision.application_id)
        concerned = redecision.award_fen is not None or redecision.reckoning["reduced_fen"] > redecision.reckoning["later_fen"]
        if refusal is None and concerned and not await self._has_followed(application, redecision):
            refusal = await self._ask(decided, application, _asks_for(redecision, application), step.key, {"redecision": redecision.number})
        if redecision.award_fen is not None and refusal is not None and application.stage in _GOES_ON:
            return await take(self.deployment, step, frozenset({Stage.ADJUSTMENT}), _ask_again)

        async def write(context: TransitionContext[Redecision]) -> None:
            context.event = Event.AMOUNT_CHANGED if refusal is None else Event.BASIS_CHANGED
            context.detail = {} if refusal is None else {"refusal": _said(refusal)}
            if refusal is None and redecision.outcome == Outcome.DEBT:
                context.event, context.detail = await _debt_beside(context)
            await apply(context)

        return await take(self.deployment, step, frozenset({Stage.ADJUSTMENT}), write)

    async def _shorten(self, decided: AuditEvent, redecision: Redecision) -> Refusal | None:
        """Ask each later part that comes to less to follow; return why one cannot any more, if so."""
        for one in decided.detail.get("parts", []):
            async with self.deployment.database.reading() as session:
                part = await instalments.find(session, one["instalment"])
            assert part is not None  # noqa: S101 - it was decided on
            key = f"{redecision.workflow_id}/{decided.sequence}/{part.number}"
            figures = {name: one[name] for name in ("before_fen", "left_fen")}
            refusal = await self._ask(decided, part, one["event"], key, figures | {"redecision": redecision.number})
            if refusal is not None:
                return refusal
        return None

    async def take_up(self, paid: Application) -> None:
        """Have what waits to be added to an award that was paid just now go on. To be told twice does no harm."""
        if not paid.supplement_fen:
            return
        async with self.deployment.database.reading() as session:
            waiting = await redecisions.open_of(session, paid.id)
        if waiting is not None and waiting.stage == Stage.ADJUSTMENT:
            # One that has ended meanwhile went on by itself.
            with contextlib.suppress(RPCError):
                await activity.client().get_workflow_handle(waiting.workflow_id).signal("nudge", "paid")

    async def _has_followed(self, application: Application, redecision: Redecision) -> bool:
        """Tell whether the award follows a re-decision already: a try that was cut short may have asked for it."""
        async with self.deployment.database.reading() as session:
            followed = await audit_events.last_of(session, application.id, _FOLLOWED)
        return followed is not None and followed.detail.get("redecision") == redecision.number

    @activity.defn(name=LOWER_DEMANDS)
    async def lower_demands(self, step: AutomaticStep) -> CaseState:
        """Lower every demand that is to be, and do what follows, all in one; where one cannot follow any more, the re-decision goes back.

        So does one whose supplement has no budget any more. Nothing is changed then of any demand.
        """
        async with self.deployment.database.reading() as session:
            redecision = await redecisions.of(session, uuid.UUID(step.case_id))
            decided = await audit_events.last_of(session, redecision.id, (Event.REDECIDED,))
            numbers = [one["clawback"] for one in decided.detail["lowered"]] if decided else []
            told = [demand.workflow_id for demand in await clawbacks.called(session, numbers)]
        try:
            state = await take(self.deployment, step, frozenset({Stage.RELIEF}), _relieve)
        except Refusal as refused:
            return await self._go_back(step, refused)
        # What they are now was written here: their processes learn of it. A try that was cut short tells once more.
        await tell_written(told)
        return state

    async def _ask(self, decided: AuditEvent, other: Case, event: str, key: str, detail: dict[str, Any]) -> Refusal | None:
        """Ask another case for what follows, in the name of whoever decided anew."""
        message = Message(event, Actor(decided.actor, decided.actor_name), key, None, detail)
        return await ask(self.deployment, other, message, decided.attestation or "")

    async def _go_back(self, step: AutomaticStep, refusal: Refusal) -> CaseState:
        async def write(context: TransitionContext[Redecision]) -> None:
            context.event, context.detail = Event.BASIS_CHANGED, {"refusal": _said(refusal)}
            await apply(context)

        return await take(self.deployment, step, frozenset({Stage.RELIEF}), write)


async def _payable(context: TransitionContext[Redecision]) -> None:
    context.event, context.detail = Event.SUPPLEMENT_PAYABLE, {}
    await apply(context)


async def _ask_again(context: TransitionContext[Redecision]) -> None:
    context.case.wakes_at = looks_again_at(context.case.stage_entered_at, context.now)


async def _relieve(context: TransitionContext[Redecision]) -> None:
    await lower_demands(context)
    context.event, context.detail = Event.DEMANDS_LOWERED, {}
    await apply(context)


async def _debt_beside(context: TransitionContext[Redecision]) -> tuple[Event, dict[str, Any]]:
    """Return what follows once the award comes to what of it is due: a debt, unless a bank has returned what it is of meanwhile."""
    application = await award(context)
    if await clawbacks.reclaimable(context.session, application) >= context.case.reckoning["amount_fen"]:
        return Event.UNPAID_REDUCED, {}
    said = Text("未拨付部分已调减，其余款项已被银行退回或者已在追回。", "The unpaid part was reduced; the rest came back, or is demanded.")
    return Event.BASIS_CHANGED, {"refusal": {"code": Code.BASIS_CHANGED, "zh": said.zh, "en": said.en}}


def _asks_for(redecision: Redecision, application: Application) -> ApplicationEvent:
    later_fen = redecision.reckoning["later_fen"]
    if redecision.reckoning["reduced_fen"] and redecision.reckoning["reduced_fen"] - later_fen == application.award_fen:
        return ApplicationEvent.REST_DROPPED if application.supplement_fen else ApplicationEvent.AWARD_REVOKED
    return ApplicationEvent.AWARD_CHANGED if application.stage == ApplicationStage.COMMITMENT else ApplicationEvent.PAYMENT_CHANGED


def _said(refusal: Refusal) -> dict[str, Any]:
    return {"code": refusal.code, "zh": refusal.detail.zh, "en": refusal.detail.en}


async def _nothing(context: TransitionContext[Redecision]) -> None:
    """Change nothing: somebody else did."""
