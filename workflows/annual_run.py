"""年度运行。An annual run over everybody, for items nobody applies for (第(六)条、第(九)条,免申即享).

Collecting and assessing are automatic steps of a few seconds each, so that people are heard in between and the Web UI shows how far
they have come; how far is in the database, written with the rows. Offers become workflows of their own that this one does not wait for.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.annual_run import (
        ASSESS_MEMBERS,
        COLLECT_POPULATION,
        OFFER_AWARDS,
        OPEN_ANNUAL_RUN,
        ORDERED,
        REASSESS_MEMBER,
        SEE_WHAT_WAITS,
        AnnualRunOpened,
        AnnualRunOrder,
        AnnualRunParticulars,
        AnnualRunStarted,
        OfferBatch,
        OfferStep,
    )
    from activities.signatures.case import Asked, AutomaticStep, CaseInput, CaseState
    from policy.errors import PROBLEMS, Code, Refusal
    from policy.processes.annual_run.lifecycle import Event, Stage
    from policy.text import Text

from workflows.case.case import ASK_TIMEOUT, HEARTBEAT_TIMEOUT, PATIENT, WRITE_TIMEOUT, Case
from workflows.case.children import start_child
from workflows.case.refusal import refused

# Whoever asks for one member waits for the answer, and offers are made between two requests: neither is tried for ever.
A_FEW_TIMES = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_attempts=3)
LATER = timedelta(minutes=1)
# One member is asked about once more, or for the first time, or its offer is taken back.
_OF_ONE_MEMBER = frozenset({Event.MEMBER_REASSESSED, Event.MEMBER_PROPOSED, Event.MEMBER_ENTERED, Event.RELEASE_ROLLED_BACK})
# Batches of offers that one run of this workflow makes: its history stays short however many there are.
BATCHES_PER_RUN = 50


@workflow.defn(name="AnnualRun")
class AnnualRunWorkflow(Case[AnnualRunParticulars, Stage]):
    """One run."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)
        self._batches = 0
        self._offered_to: str | None = None

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the run from its start to the end of its year.

        Returns:
            The stage it ended in.
        """
        return await self._live()

    def _take_over(self, state: CaseState) -> None:
        super()._take_over(state)
        # Its automatic stages are long enough to be looked for.
        self._show()

    async def _read(self, under_way: str | None = None) -> None:
        await super()._read(under_way)
        self._offered_to = self._own.offered_to

    def _run_is_long_enough(self) -> bool:
        # Once all offers are made a new run begins, which may wait for a year.
        many = BATCHES_PER_RUN if self._state.stage == Stage.OFFERING else 1
        return self._batches >= many or super()._run_is_long_enough()

    def _particular_lines(self) -> list[str]:
        own = self._own
        return [
            f"- 户数 population: {own.population:,}",
            f"- 已核算 assessed: {own.assessed:,}",
            f"- 已发出 offered: {own.offered:,}",
            *(["- **试算 preview**: 不发出告知 nothing is offered"] if own.dry_run else []),
        ]

    async def _act(self) -> None:
        match self._state.stage:
            case Stage.COLLECTING:
                await self._automatic(COLLECT_POPULATION, "归集数据 collect")
            case Stage.ASSESSING:
                await self._automatic(ASSESS_MEMBERS, "批量核算 assess")
            case Stage.OFFERING:
                await self._offer()
            case _:
                await self._attend()

    async def _offer(self) -> None:
        """Have a batch of offers written and their workflows started, then handle a request that came meanwhile.

        One step does both: a hold between two batches leaves no offer without a process to answer it.
        """
        step = AutomaticStep(self._start.process, self._start.case_id, self._next_key(), workflow.now())
        self._recording = True
        try:
            batch = await workflow.execute_activity(
                OFFER_AWARDS,
                OfferStep(step, self._offered_to),
                result_type=OfferBatch,
                start_to_close_timeout=ASK_TIMEOUT,
                heartbeat_timeout=HEARTBEAT_TIMEOUT,
                retry_policy=A_FEW_TIMES,
                summary="发出告知 offer",
            )
        except ActivityError:
            # It will not do at the moment, such as while the item is suspended: people are heard, then it is tried again.
            with contextlib.suppress(TimeoutError):
                await workflow.wait_condition(lambda: bool(self._inbox) or self._doubted, timeout=LATER)
        else:
            await self._start_children(batch)
            self._offered_to = batch.last
        finally:
            self._recording = False
        if self._inbox:
            await self._handle(self._inbox.pop(0))

    async def _start_children(self, batch: OfferBatch) -> None:
        for child in batch.children:
            await start_child(child)
        self._batches += 1
        self._take_over(batch.state)

    async def _wake(self) -> None:
        if self._state.stage == Stage.OPEN and self._state.wakes_at is not None and self._state.wakes_at <= workflow.now():
            await self._move(Event.CLOSED)
        elif self._state.stage == Stage.OPEN:
            # A source that was asked about a disputed offer has raised it.
            await self._automatic(SEE_WHAT_WAITS, "查看待发出的告知 see what waits for its release")

    async def _record(self, asked: Asked) -> None:
        if asked.event in _OF_ONE_MEMBER:
            await self._reassess(asked)
        else:
            await self._move(asked.event, asked)
            if asked.event == Event.RELEASED:
                # Each release is gone through from its first member on.
                self._offered_to = None

    async def _reassess(self, asked: Asked) -> None:
        """Ask the sources about one member, known or entered late, and offer it what is due to it now."""
        try:
            batch = await workflow.execute_activity(
                REASSESS_MEMBER,
                self._order(asked.event, asked),
                result_type=OfferBatch,
                start_to_close_timeout=ASK_TIMEOUT,
                heartbeat_timeout=HEARTBEAT_TIMEOUT,
                retry_policy=A_FEW_TIMES,
                summary="重新核算 reassess",
            )
        except ActivityError as error:
            if isinstance(error.cause, ApplicationError) and error.cause.type in PROBLEMS:
                raise error.cause from error
            raise refused(
                Refusal(Code.BUSY, Text("数据来源暂不可用，请稍后重试。", "A source does not answer; try again later."))
            ) from error
        await self._start_children(batch)


@workflow.defn(name="AnnualRunStart")
class AnnualRunStartWorkflow:
    """One order of a run: by a person, or by a Schedule. Starts the run, or joins the one that is there."""

    @workflow.run
    async def run(self, order: AnnualRunOrder) -> AnnualRunStarted:
        """Open the run and start its workflow.

        Returns:
            Which run it is, and whether it was there before.
        """
        info = workflow.info()
        # A person's request that is sent again is the same order, whichever workflow took it.
        key = ORDERED + order.key if order.key else f"{info.workflow_id}/{info.run_id}"
        try:
            opened: AnnualRunOpened = await workflow.execute_activity(
                OPEN_ANNUAL_RUN,
                replace(order, key=key, ordered_at=workflow.now()),
                result_type=AnnualRunOpened,
                start_to_close_timeout=WRITE_TIMEOUT,
                retry_policy=PATIENT,
                summary=f"{order.item_code} {order.year or ''}",
            )
        except ActivityError as error:
            if isinstance(error.cause, ApplicationError):
                raise error.cause from error
            raise
        if not opened.over:
            await start_child(opened.child, again=True)
        return AnnualRunStarted(opened.child.start.case_id, opened.child.start.number, opened.joined, order.key)
