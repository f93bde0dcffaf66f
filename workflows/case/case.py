"""案件。The workflow that every process with human steps extends: an inbox of requests, deadlines, transitions recorded one at a time.

A process subclasses `Case` and says what each stage waits for. Requests arrive as updates: a validator refuses at once whoever may
not ask, the request waits in the inbox, the process's one loop takes it out, an activity records the transition, and the update
answers when that is stored. So two people can never both complete a task, and nobody is told of a transition that is not kept.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, TypeVar, get_args

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeUpdate
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import READ_CASE, RECORD_TRANSITION, Asked, AutomaticStep, CaseInput, CaseState, TransitionOrder
    from activities.signatures.disbursement import SETTLE_DISBURSEMENT
    from activities.signatures.search_attributes import DUE, STAGE, shown_as
    from policy.errors import Code
    from policy.processes.disbursement.steps import DisbursementEvent
    from policy.processes.kernel.lifecycle import DRAFT, Common

from workflows.case.alarms import Alarms
from workflows.case.details import details
from workflows.case.inbox import Inbox

# Our own database and the outside are retried for as long as it takes: an outage never decides a case.
PATIENT = RetryPolicy(initial_interval=timedelta(seconds=1), backoff_coefficient=2, maximum_interval=timedelta(minutes=1))
# A source that stumbles once is no news; after a second time the case waits for it, and operators find it by that.
TWICE = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_attempts=2)
# A transaction takes milliseconds: after this long its worker has died, and another takes over.
WRITE_TIMEOUT = timedelta(seconds=10)
# Twice an outside authority's patience, and the writing.
ASK_TIMEOUT = timedelta(seconds=40)
# A step beats every two seconds, whatever it waits for: a worker that was killed is missed after this long.
HEARTBEAT_TIMEOUT = timedelta(seconds=6)
# After a step of its own is refused for what only people can mend, a case tries again at this pace.
STANDS_BACK = timedelta(hours=1)


Own = TypeVar("Own")
Stage = TypeVar("Stage", bound=StrEnum)


class Case(Inbox, Generic[Own, Stage]):
    """One case from its beginning to its end.

    A process subclasses `Case[Own, Stage]`: what its workflow has to know of its case besides the state every case has, and its stages.
    """

    _types: tuple[type[Own], type[Stage]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._types = get_args(cls.__orig_bases__[0])  # type: ignore[attr-defined] # what a generic class keeps of its bases

    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)
        self._step = start.step
        self._alarms = Alarms()
        # Whether the time in which a bank may return what was paid is over, and with it the process.
        self._watched = False
        # How often a step of its own was given up for what people asked.
        self._overtaken = 0

    @property
    def _is_taken(self) -> bool:
        """Whether its submission was taken: where it was refused nothing is written, and nobody has to hear of it."""
        return self._state.stage != DRAFT

    @property
    def _own(self) -> Own:
        """What only this process has to know, as it was last stored."""
        return self._types[0](**self._state.particulars)

    @property
    def _stage(self) -> Stage:
        """The stage the case is in."""
        return self._types[1](self._state.stage)

    # -- from beginning to end ------------------------------------------------------------------------------------------------------

    async def _live(self) -> str:
        """Take the case from its submission, or from where its last run left it, to its end.

        Returns:
            The stage it ended in; why it was not taken, where its submission was refused: the draft may be submitted again.
        """
        if self._start.state is not None:
            self._take_over(self._start.state)
            self._recording = self._unread = False
        elif self._start.resumed:
            await self._read()
            if self._is_over() and self._inbox:
                # Somebody asks for what takes an ended case up again.
                await self._handle(self._inbox.pop(0))
        elif (refusal := await self._submission()) is not None:
            return refusal
        while not self._is_over():
            if self._run_is_long_enough():
                await self._continue_in_a_new_run()
            await (self._read() if self._doubted else self._proceed())
        self._show()
        self._refuse_the_rest()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._state.stage

    async def _submission(self) -> str | None:
        """Record the submission, and return the code of its refusal where it was refused and nothing is written."""
        await workflow.wait_condition(lambda: bool(self._inbox) or self._doubted)
        if self._doubted:
            # Somebody speaks of a task of ours, so that it was submitted: whoever can reach Temporal may have started us once more.
            await self._read()
            return None
        submission = self._inbox.pop(0)
        await self._handle(submission)
        if self._state.stage != DRAFT:
            return None
        outcome = self._outcomes.get(submission.key)
        self._refuse_the_rest()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return f"refused: {outcome.type}" if isinstance(outcome, ApplicationError) else "refused"

    def _is_over(self) -> bool:
        return self._watched or self._state.stage in self._lifecycle.terminal

    def _run_is_long_enough(self) -> bool:
        """Tell whether it is time for a new run. A process whose life falls into periods says where one ends."""
        return workflow.info().is_continue_as_new_suggested()

    async def _proceed(self) -> None:
        await (self._attend() if self._state.held else self._act())

    async def _act(self) -> None:
        """Do what the stage calls for. A process with automatic steps says which."""
        await self._attend()

    async def _read(self, under_way: str | None = None) -> None:
        self._recording = True
        known = None if self._unread else self._state.standing
        its = (self._start.process, self._start.case_id, self._next_key(), workflow.now())
        step = AutomaticStep(*its, known=known, under_way=under_way)
        self._take_over(
            await workflow.execute_activity(
                READ_CASE, step, result_type=CaseState, start_to_close_timeout=WRITE_TIMEOUT, retry_policy=PATIENT, summary="读取 read"
            )
        )
        self._recording = self._unread = self._doubted = False

    async def _continue_in_a_new_run(self) -> None:
        """Begin a new run with a short history, unless somebody is waiting for an answer from this one."""
        if not self._inbox and workflow.all_handlers_finished():
            workflow.continue_as_new(
                replace(self._start, step=self._step, resumed=True, nudged=self._nudged, stale_deadlines=self._stale_deadlines, state=None)
            )

    async def _ask_treasury(self) -> bool:
        """Ask what became of a payment: on a report, or when a bank had time to return it. After that last look the process ends.

        Returns:
            Whether the step was taken to its end.
        """
        over = self._is_watched_no_longer()
        looked = await self._automatic(SETTLE_DISBURSEMENT, "查询国库 ask the treasury")
        self._watched = looked and over and self._is_watched_no_longer()
        return looked

    def _is_watched_no_longer(self) -> bool:
        return self._state.stage in self._lifecycle.watched and (self._state.wakes_at is None or self._is_time())

    # -- waiting --------------------------------------------------------------------------------------------------------------------

    async def _next(self) -> Asked | None:
        """Wait for a person's request, or until something is due (None)."""
        due = None if self._is_at_rest() else self._due()
        while not self._has_something_to_do() and (due is None or due > workflow.now()):
            if due is not None:
                self._alarms.set(due, self._waiting_for())
            self._show()
            await workflow.wait_condition(lambda: self._has_something_to_do() or (due is not None and not self._alarms.rings_by(due)))
        return self._inbox.pop(0) if self._inbox else None

    def _has_something_to_do(self) -> bool:
        return (
            bool(self._inbox)
            or self._doubted
            or (self._stale_deadlines and not self._state.held)
            or (self._nudged and not self._is_at_rest())
        )

    def _is_at_rest(self) -> bool:
        """Tell whether nothing but a request moves the case: it is on hold. A process whose holds end by themselves says which do."""
        return self._state.held

    def _due(self) -> datetime | None:
        times = [self._state.wakes_at] if self._state.wakes_at else []
        times += [time for task in self._state.tasks if not task.escalated and (time := task.warn_at or task.due_at)]
        return min(times, default=None)

    def _is_time(self) -> bool:
        """Tell whether the time has come for which the stage itself waits."""
        return self._state.wakes_at is not None and self._state.wakes_at <= workflow.now()

    async def _attend(self) -> None:
        """Wait for whatever comes next in a stage that people handle, and record it."""
        asked = await self._next()
        if asked is not None:
            await self._handle(asked)
        elif self._stale_deadlines and not self._state.held:
            self._stale_deadlines = False
            if self._lifecycle.allows(self._state.stage, Common.DEADLINES_RECOMPUTED):
                await self._move(Common.DEADLINES_RECOMPUTED)
        elif self._doubted:
            # What is due is seen to when it is known where the case stands.
            return
        elif self._nudged or self._is_time():
            nudged, self._nudged, overtaken = self._nudged, False, self._overtaken
            await self._wake()
            # What it was nudged for is still to be looked at.
            self._nudged |= nudged and self._overtaken > overtaken
        else:
            await self._overdue()

    async def _wake(self) -> None:
        """Do what the stage itself has to do when its time has come, or when it was nudged. A process with such stages says what."""

    async def _automatic(self, activity: str, summary: str) -> bool:
        """Run an automatic step, as long as it takes, unless something is recorded of the case meanwhile.

        People are heard while it runs. Where nothing came of what they asked for, the step goes on and its answer counts; else it is given
        up, and it writes nothing of a case that is not as it was when the step was asked for, so a cancellation that is lost does no harm.

        Returns:
            Whether the step was taken to its end; not when something overtook it.
        """
        step = AutomaticStep(self._start.process, self._start.case_id, self._next_key(), workflow.now(), seen=self._state.version)
        for policy in (TWICE, PATIENT):
            running = workflow.start_activity(
                activity,
                step,
                result_type=CaseState,
                start_to_close_timeout=ASK_TIMEOUT,
                heartbeat_timeout=HEARTBEAT_TIMEOUT,
                retry_policy=policy,
                summary=summary,
            )
            if not await self._is_done_undisturbed(running, step.key):
                running.cancel()
                with contextlib.suppress(ActivityError, asyncio.CancelledError):
                    await running
                self._overtaken += 1
                return False
            if policy is PATIENT or running.exception() is None:
                state = await running
                self._take_over(state)
                self._overtaken += state.overtaken
                return not state.overtaken
            self._show()
        return False

    async def _is_done_undisturbed(self, running: workflow.ActivityHandle[CaseState], key: str) -> bool:
        """Wait for a step and hear people meanwhile, until it is done, or the case is not any more what it was asked for."""
        seen = self._state.version
        while self._state.version == seen:
            self._recording = True
            await workflow.wait_condition(lambda: running.done() or bool(self._inbox) or self._doubted)
            self._recording = False
            if running.done():
                return True
            await (self._read(under_way=key) if self._doubted else self._handle(self._inbox.pop(0)))
        return False

    async def _handle(self, asked: Asked) -> None:
        """Record what a person asked for, and tell them."""
        try:
            await self._record(asked)
        except ApplicationError as error:
            if error.type == Code.RELEASE_OUTDATED and asked.event == DisbursementEvent.PAYMENT_RELEASED:
                # What whoever releases it was shown has changed: it is shown anew.
                await self._move(DisbursementEvent.RELEASE_OUTDATED)
            self._outcomes[asked.key] = error
        else:
            self._outcomes[asked.key] = self._receipt()

    async def _record(self, asked: Asked) -> None:
        await self._move(asked.event, asked)

    async def _overdue(self) -> None:
        now = workflow.now()
        for task in list(self._state.tasks):
            if task.warn_at and task.warn_at <= now:
                await self._move(Common.WARNED, task_id=task.id)
            elif task.due_at and task.due_at <= now and not task.escalated:
                await self._move(task.overdue or Common.ESCALATED, task_id=task.id)
            else:
                continue
            # The answer replaced the tasks; look at them afresh.
            return

    # -- recording ------------------------------------------------------------------------------------------------------------------

    async def _move(self, event: str, asked: Asked | None = None, *, task_id: str | None = None) -> None:
        """Record a transition and take over the state that is stored.

        Nobody is told that a step of the case's own is refused. Either the case stands elsewhere than we knew, which is learnt by it; or
        there is something to mend, and we stand back.

        Raises:
            ApplicationError: What a person asked for was refused for a reason of its own, such as an exhausted budget; nothing changed.
        """
        order = self._order(event, asked, task_id)
        self._recording = True
        try:
            state = await workflow.execute_activity(
                RECORD_TRANSITION,
                order,
                result_type=CaseState,
                start_to_close_timeout=WRITE_TIMEOUT,
                retry_policy=PATIENT,
                summary=event,
            )
        except ActivityError as error:
            # A refusal is an answer; anything else was retried until it went away.
            if isinstance(error.cause, ApplicationError):
                raise error.cause from error
            raise
        finally:
            self._recording = False
        known = replace(self._state, refused=state.refused, step=state.step) == state
        self._take_over(state)
        if state.stale and asked is not None:
            # Somebody still waits for what the record has no trace of.
            await self._move(event, asked, task_id=task_id)
        elif state.refused and known:
            await self._stand_back()

    def _order(self, event: str, asked: Asked | None = None, task_id: str | None = None) -> TransitionOrder:
        return TransitionOrder(
            process=self._start.process,
            case_id=self._start.case_id,
            event=event,
            key=self._next_key(),
            occurred_at=workflow.now(),
            task_id=asked.task_id if asked else task_id,
            request=asked.key if asked else None,
        )

    async def _stand_back(self) -> None:
        with contextlib.suppress(TimeoutError):
            await workflow.wait_condition(lambda: bool(self._inbox) or self._doubted, timeout=STANDS_BACK)
        if self._inbox:
            await self._handle(self._inbox.pop(0))

    def _take_over(self, state: CaseState) -> None:
        self._state = state
        # A workflow that was put back, or begun anew, goes on where the record ends.
        self._step = max(self._step, state.step)
        workflow.set_current_details(self._details())

    def _show(self) -> None:
        """Let operators find the case by its stage and by what is nearly or over due.

        Each change is billed: it is made where the case waits, not in stages that pass, and once somebody was warned or passed over.
        """
        shown = workflow.info().typed_search_attributes
        stage = shown_as(self._start.process, self._state.stage)
        due = min((task.due_at for task in self._state.tasks if task.due_at and (task.warned or task.escalated)), default=None)
        changes: list[SearchAttributeUpdate[Any]] = []
        if shown.get(STAGE) != stage:
            changes.append(STAGE.value_set(stage))
        if shown.get(DUE) != due:
            changes.append(DUE.value_set(due) if due else DUE.value_unset())
        if changes:
            workflow.upsert_search_attributes(changes)

    def _next_key(self) -> str:
        self._step += 1
        return f"{workflow.info().workflow_id}/{self._step}"

    # -- what operators read --------------------------------------------------------------------------------------------------------

    def _waiting_for(self) -> str:
        if self._state.held:
            return "on hold 暂停"
        return ", ".join(task.kind for task in self._state.tasks) or self._state.stage

    def _details(self) -> str:
        return details(self._start, self._lifecycle, self._state, self._particular_lines(), workflow.now())

    def _particular_lines(self) -> list[str]:
        """Return what operators should read of the process's own particulars."""
        return []
