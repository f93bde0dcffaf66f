"""收件。The requests to a case and their answers: a request that is not allowed is refused at once, any other waits for its turn.

An update's validator refuses before anything is written. What it lets in waits in the inbox; the case's one loop takes it out, and the
update answers when what came of it is stored.
"""

from __future__ import annotations

import contextlib
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import Asked, CaseInput, CaseState, Receipt
    from policy.errors import Code, Refusal
    from policy.processes.kernel.lifecycle import DRAFT, Common, Lifecycle
    from policy.processes.kernel.permissions import OpenTask
    from policy.processes.registry import KINDS, LIFECYCLES
    from policy.text import Text

from workflows.case.refusal import ended, refused

LET_FINISH = timedelta(seconds=2)


class Inbox:
    """The message handlers of one case, and the state they look at."""

    def __init__(self, start: CaseInput) -> None:
        self._start = start
        self._lifecycle: Lifecycle = LIFECYCLES[start.process]
        self._state = CaseState(stage=DRAFT, event="")
        self._inbox: list[Asked] = []
        self._claimed: set[str] = set()
        self._outcomes: dict[str, Receipt | ApplicationError] = {}
        self._stale_deadlines = start.stale_deadlines
        self._nudged = start.nudged
        self._ended = False
        # While a transition is being recorded the database may be ahead of us: somebody can have read a task that we do not know yet.
        self._recording = start.resumed
        # A run that takes over knows nothing of its case until it has read it; whoever asks meanwhile waits.
        self._unread = start.resumed
        # Somebody speaks of a task that we do not know: the database may be of another moment than we are, and is read before we refuse.
        self._doubted = False

    # -- what people ask ------------------------------------------------------------------------------------------------------------

    @workflow.update(description="提交 Submit")
    async def submit(self, asked: Asked) -> Receipt:
        """Submit the draft. Comes with the start of the workflow; the same update id gives the same answer."""
        return await self._answer(asked)

    @submit.validator
    def _may_submit(self, asked: Asked) -> None:
        """Let every request in: that there is a validator keeps what is none from being recorded, and from failing our task."""

    @workflow.update(description="提出请求 Ask for something that needs no task")
    async def request(self, asked: Asked) -> Receipt:
        """Ask for one of the lifecycle's `requests`, such as to withdraw an application."""
        return await self._answer(asked)

    @request.validator
    def _may_request(self, asked: Asked) -> None:
        if not self._lifecycle.may_be_asked(asked.event):
            raise refused(Refusal(Code.INVALID_INPUT, Text("没有这种请求。", "There is no such request.")))
        self._check_legal(asked.event)

    @workflow.signal(description="有新情况 There is something to look at")
    def nudge(self, about: str) -> None:  # noqa: ARG002 - said for whoever reads the history
        """Note that something outside changed. What changed is asked or read later, so a false or repeated nudge does nothing."""
        self._nudged = True

    @workflow.signal(description="核对 Compare with what is stored")
    def look(self) -> None:
        """Have the case read once more: what is stored counts, and what differed is noted."""
        self._doubted = True

    @workflow.update(description="办结一个任务 Complete a task")
    async def complete_task(self, asked: Asked) -> Receipt:
        """Complete a task with a filled form."""
        await self._let_others_finish(asked)
        await self._read_if_unknown(asked)
        self._check_completion(asked)
        self._claimed.add(str(asked.task_id))
        try:
            return await self._answer(asked)
        finally:
            self._claimed.discard(str(asked.task_id))

    @complete_task.validator
    def _may_complete(self, asked: Asked) -> None:
        if not self._recording and self._knows_task(asked):
            self._check_completion(asked)

    def _check_completion(self, asked: Asked) -> None:
        # Who may complete it is known where it is stored: the transition refuses whoever may not.
        task = self._open_task(asked)
        if self._state.held and not self._lifecycle.goes_on_while_held((asked.event,)):
            raise refused(self._lifecycle.on_hold())
        # Of a step that there is no more, a history knows what was answered.
        if task.kind in KINDS and asked.event not in KINDS[task.kind].decisions:
            raise refused(Refusal(Code.INVALID_INPUT, Text("该任务没有这个决定。", "This task has no such decision.")))

    @workflow.update(description="转交一个任务 Hand a task over")
    async def assign_task(self, asked: Asked) -> Receipt:
        """Give a task to one person."""
        await self._let_others_finish(asked)
        await self._read_if_unknown(asked)
        self._open_task(asked)
        return await self._answer(asked)

    @assign_task.validator
    def _may_assign(self, asked: Asked) -> None:
        """Let every request in, as to submit."""

    @workflow.update(description="暂停办理 Put on hold")
    async def hold(self, asked: Asked) -> Receipt:
        """Put the case on hold; its clocks stop."""
        return await self._answer(asked)

    @hold.validator
    def _may_hold(self, asked: Asked) -> None:  # noqa: ARG002 - the signature of its update
        self._check_legal(Common.PUT_ON_HOLD, blocked=self._state.held)

    @workflow.update(description="恢复办理 Resume")
    async def resume(self, asked: Asked) -> Receipt:
        """End a hold; the clocks go on."""
        return await self._answer(asked)

    @resume.validator
    def _may_resume(self, asked: Asked) -> None:  # noqa: ARG002 - the signature of its update
        self._check_legal(Common.RESUMED, blocked=not self._state.held)

    @workflow.signal(description="节假日安排已更新 The calendar changed")
    def deadlines_changed(self) -> None:
        """Note that the calendar changed, so that deadlines are computed again."""
        self._stale_deadlines = True

    # -- answers --------------------------------------------------------------------------------------------------------------------

    async def _answer(self, asked: Asked) -> Receipt:
        if self._ended:
            raise ended()
        self._inbox.append(asked)
        await workflow.wait_condition(lambda: asked.key in self._outcomes)
        outcome = self._outcomes.pop(asked.key)
        if isinstance(outcome, ApplicationError):
            raise outcome
        return outcome

    async def _let_others_finish(self, asked: Asked) -> None:
        """Wait for whoever is completing the same task: an answer of theirs that is refused leaves it open."""
        await self._let_recording_finish()
        # A wait costs a turn even where there is nothing to wait for, and nobody else shall get in between then.
        while asked.task_id in self._claimed:
            await workflow.wait_condition(lambda: asked.task_id not in self._claimed)

    async def _let_recording_finish(self) -> None:
        if not self._recording:
            return
        await workflow.wait_condition(lambda: not self._unread)
        # An outside authority may be out for days; whoever asks meanwhile is answered by what we know.
        with contextlib.suppress(TimeoutError):
            await workflow.wait_condition(lambda: not self._recording, timeout=LET_FINISH)

    def _knows_task(self, asked: Asked) -> bool:
        return any(task.id == asked.task_id for task in self._state.tasks)

    async def _read_if_unknown(self, asked: Asked) -> None:
        """Have the case read once more where somebody speaks of a task that we do not know."""
        if not self._knows_task(asked):
            self._doubted = True
            await workflow.wait_condition(lambda: not self._doubted or self._ended)

    def _receipt(self) -> Receipt:
        return Receipt(self._start.process, self._start.case_id, self._start.number, self._state.stage, self._state.event)

    def _refuse_the_rest(self) -> None:
        """Refuse the requests that still wait when the case ends."""
        self._ended = True
        for asked in self._inbox:
            self._outcomes[asked.key] = ended()
        self._inbox.clear()

    def _open_task(self, asked: Asked) -> OpenTask:
        for task in self._state.tasks:
            if task.id == asked.task_id:
                return task
        raise refused(Refusal(Code.TASK_CLOSED, Text("任务已办结或已收回。", "The task has been completed or taken back.")))

    def _check_legal(self, event: str, *, blocked: bool = False) -> None:
        if not self._recording and (blocked or not self._lifecycle.allows(self._state.stage, event)):
            stage = self._lifecycle.stages[self._state.stage].name
            raise refused(Refusal(Code.WRONG_STAGE, Text(f"处于“{stage.zh}”时不能这样做。", f"Not possible in stage “{stage.en}”.")))
