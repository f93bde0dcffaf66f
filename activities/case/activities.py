"""案件的活动。The activities that every case needs: they record its transitions and read where it stands."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.exc import IntegrityError
from temporalio import activity

from activities.case.attestation import noted
from activities.case.automatic_steps import held_instead, refusing, take
from activities.case.context import WRITTEN, TransitionContext
from activities.case.deployment import Deployment
from activities.case.duties import OTHERS_WAIT
from activities.case.handing import look_who_is_missing, tell_left_alone, tell_written
from activities.case.in_time import require_in_time
from activities.case.transitions import apply, begin, lock_for, state_of
from activities.signatures.case import READ_CASE, RECORD_TRANSITION, AutomaticStep, CaseState, TransitionOrder
from models.commands import case_check as checks
from models.queries import audit_event as audit_events
from models.queries import person as people
from models.tables import Case
from policy.errors import Code, Refusal
from policy.processes.kernel.lifecycle import COMMON, WITHDRAWN
from policy.processes.kernel.permissions import revoked
from policy.processes.registry import LIFECYCLES
from policy.text import Text
from policy.working_days import BEIJING

# The state of a second row where there may be one.
_WRITTEN_ALREADY: Final = "23505"
_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class CaseActivities:
    """The activities of one deployment."""

    deployment: Deployment

    @activity.defn(name=RECORD_TRANSITION)
    async def record_transition(self, order: TransitionOrder) -> CaseState:
        """Record a transition; the same key again changes nothing.

        A key that was used at another moment is no retry: the workflow is older than the record, as after a restore or a reset of it.

        Whoever asked for it, a person or another case, is told of a refusal. A step of the case's own that is refused comes of another
        moment than the database: its workflow learns where the case stands, and goes on from there.
        """
        if order.request is not None:
            return await refusing(noted(self.deployment.database, self._record_what_fits(order)))
        try:
            return await self._record_what_fits(order)
        except Refusal as refusal:
            activity.logger.warning("%s of case %s is refused: %s", order.event, order.case_id, refusal.code)
            step = AutomaticStep(order.process, order.case_id, order.key, order.occurred_at)
            return replace(await self.read_case(step), refused=refusal.code)

    @activity.defn(name=READ_CASE)
    async def read_case(self, step: AutomaticStep) -> CaseState:
        """Read where a case stands, and note it if its workflow takes it to stand otherwise; hand on what nobody may do any more."""
        state = await take(self.deployment, step, LIFECYCLES[step.process].stages, look_who_is_missing, held=True)
        async with self.deployment.database.writing() as session:
            known = state.standing if step.known is None else step.known
            if known != state.standing and not await audit_events.is_written_beside(session, step.case_id, step.key, step.under_way):
                activity.logger.warning("case %s stands otherwise than its process took it to", step.case_id)
                await checks.note(session, uuid.UUID(step.case_id), known, state.standing)
            return replace(state, overtaken=False, step=await audit_events.last_step(session, step.case_id, step.key))

    async def _record_what_fits(self, order: TransitionOrder) -> CaseState:
        """Record a transition, and refuse what contradicts a rule of the database: that would contradict it at every try.

        Raises:
            Refusal: As the transition; `inconsistent`, which operators find in the log with the rule.
        """
        try:
            return await self._record(order)
        except IntegrityError as error:
            diagnosed = getattr(error.orig, "diag", None)
            state, rule = (getattr(diagnosed, name, None) for name in ("sqlstate", "constraint_name"))
            # Of two that write the same at once one finds at the next try what the other has written.
            if state == _WRITTEN_ALREADY and activity.in_activity() and activity.info().attempt < _TRIES:
                raise
            activity.logger.error("%s of case %s contradicts %s (%s)", order.event, order.case_id, rule, state)
            raise _does_not_fit(rule) from error

    async def _record(self, order: TransitionOrder) -> CaseState:
        left_alone: Sequence[str] = ()
        async with self.deployment.database.writing() as session:
            its_case, transition, is_revoked = await lock_for(session, self.deployment, order)
            context = await begin(session, self.deployment, its_case, transition)
            if context.is_stale:
                step = await audit_events.last_step(session, order.case_id, order.key)
                return replace(await state_of(context), stale=True, step=step)
            if not context.is_recorded(order.key):
                await require_in_time(context)
            if is_revoked and not context.is_recorded(order.key):
                raise revoked()
            if not context.is_recorded(order.key) and not (_goes_on(context) and await held_instead(context)):
                await apply(context)
                left_alone = await _left_alone(context)
            state = await state_of(context)
        await tell_left_alone(left_alone)
        await tell_written(context.kept.get(WRITTEN, ()))
        return state


async def _left_alone(context: TransitionContext[Case]) -> Sequence[str]:
    """Return the processes with a task that nobody may do any more, since the last who could has acted just now."""
    families = context.kept.get(OTHERS_WAIT)
    if families is None:
        return ()
    opened = [task.id for task in context.open_tasks if task.opened_at == context.now]
    return await people.left_alone_in(context.session, context.now.astimezone(BEIJING).date(), families, opened)


def _does_not_fit(rule: str | None) -> Refusal:
    return Refusal(
        Code.INCONSISTENT,
        Text(
            f"与已登记的内容矛盾（{rule}），未予办理，已记入系统日志，请联系系统管理员；处理后可重新提交。",
            f"It contradicts what is recorded ({rule}) and was not done. The log says so to operators: tell them, then ask once more.",
        ),
    )


def _goes_on(context: TransitionContext[Case]) -> bool:
    """Tell whether a transition takes its case a step on: what is every case's, or is possible on hold, does not."""
    return context.event not in COMMON and context.event != WITHDRAWN and not context.lifecycle.goes_on_while_held((context.event,))
