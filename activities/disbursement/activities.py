"""拨付的活动。The activities that instruct the treasury once and book the outcome of the payment, for a case of any process that pays.

What the treasury says when asked is the truth; a callback only says that it is time to ask. So a callback that is late, twice, in the
wrong order or false does nothing, and one that never comes is made up for by asking anyway.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity
from temporalio.service import RPCError, RPCStatusCode

from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.pace import looks_again_at
from activities.case.transitions import apply
from activities.disbursement.effects import live_disbursement, look_again
from activities.disbursement.returned import what_happens
from activities.disbursement.standing import AskWhetherFallen, Look, LookAt, held_back, is_kept, look_at_proposals, note_look
from activities.signatures.case import AutomaticStep, CaseState
from activities.signatures.disbursement import INSTRUCT_TREASURY, SETTLE_DISBURSEMENT
from gateways.errors import TreasuryRejected
from gateways.treasury import Instruction, InstructionStatus, Payee, Treasury
from models.queries import case as cases
from models.queries import disbursement as disbursements
from models.queries import receipt as receipts
from models.queries import reconciliation
from models.tables import Case, Disbursement
from policy.judging.catalogue import item as item_called
from policy.judging.standing import Finding, only_proposed
from policy.processes.disbursement.payee import payee_digest
from policy.processes.disbursement.simulation import Simulation
from policy.processes.disbursement.states import RETURN_QUESTIONED, SILENT, DisbursementState
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.kernel.lifecycle import Lifecycle
from policy.text import Text

_ASKED_ABOUT = frozenset({DisbursementState.INSTRUCTED, DisbursementState.PAID})

Simulate: TypeAlias = Callable[[AsyncSession, Any, Disbursement], Awaitable[Simulation]]
"""Reckons what a payment of a case of its process would do now."""


class PaidUnderAnotherNumberError(Exception):
    """The treasury paid under a number that the books do not know something else for the case, or as much to the same account for another.

    Finance explains it before more is paid.
    """


class EarlierUnansweredError(Exception):
    """The treasury has not answered for instructions of the award that were confirmed earlier; named by their numbers."""


@dataclass(frozen=True, slots=True)
class DisbursementActivities:
    """The activities of one deployment.

    Attributes:
        deployment: Its parameters.
        treasury: Who pays.
        looks: What is looked at before the treasury is told, by the processes that have something looked at.
        simulations: What a payment would do now, by process.
        fallen: Whether what a payment rests on has changed, by the processes in which it may.
        once_paid: What is done for a case that was paid, by the processes that have something done.
        once_returned: What is done for a case whose payment a bank returned, by the processes that have something done.
    """

    deployment: Deployment
    treasury: Treasury
    looks: Mapping[str, LookAt]
    simulations: Mapping[str, Simulate]
    fallen: Mapping[str, AskWhetherFallen]
    once_paid: Mapping[str, Sequence[Callable[[Any], Awaitable[None]]]]
    once_returned: Mapping[str, Sequence[Callable[[Any], Awaitable[None]]]] = field(default_factory=dict)

    @activity.defn(name=INSTRUCT_TREASURY)
    async def instruct_treasury(self, step: AutomaticStep) -> CaseState:
        """Tell the treasury to pay, unless it has been told: whether it was is asked first, so nothing is ever sent blindly.

        Before it is told, the payee is looked at once more; what speaks against paying holds the payment, and what is not what was released
        goes back. Retried until every source has answered, and the treasury has answered for what was instructed of the award before.

        Raises:
            EarlierUnansweredError: The treasury has not.
        """
        async with self.deployment.database.reading() as session:
            table = cases.table_of(step.process)
            its_case, payment = await disbursements.case_with_live(session, table, uuid.UUID(step.case_id))
        done = _Done()
        if payment is not None and payment.state == DisbursementState.RESERVED and not its_case.held:
            done = await self._look_and_instruct(step, its_case, payment)

        async def write(context: TransitionContext[Any]) -> None:
            live = await live_disbursement(context)
            if payment is None or live is None or live.number != payment.number or live.state != DisbursementState.RESERVED:
                return
            if done.look is not None:
                await note_look(context, live, done.look)
            # What was paid before a restore is this payment, under the number it had then.
            live.number = done.number or live.number
            context.event, context.detail = done.event, done.detail or {"instruction_no": live.number}
            await apply(context)

        return await take(self.deployment, step, self._lifecycle(step).stages_with(DisbursementEvent.PAYMENT_INSTRUCTED), write)

    async def _look_and_instruct(self, step: AutomaticStep, its_case: Case, payment: Disbursement) -> _Done:
        look: Look | None = None
        try:
            if await self.treasury.status(payment.number) is None:
                if number := await self._paid_before(its_case, payment):
                    return _Done(number=number)
                if look_at := self.looks.get(step.process):
                    look = await look_at(its_case, _moment(step))
                    async with self.deployment.database.reading() as session:
                        ask_whether_fallen = self.fallen.get(step.process)
                        if ask_whether_fallen and (fallen := await ask_whether_fallen(session, its_case)):
                            return _Done(look, *fallen)
                        found = await held_back(session, its_case.id, look)
                    if found:
                        return _Done(look, *_because_of(found))
                async with self.deployment.database.reading() as session:
                    now = await self.simulations[step.process](session, its_case, payment)
                if now.digest != payment.released_digest:
                    return _Done(look, DisbursementEvent.RELEASE_OUTDATED, {"released": payment.released_digest, "now": now.as_dict()})
                if now.waits_for:
                    raise EarlierUnansweredError(*now.waits_for)
                await self.treasury.instruct(self._instruction(its_case, payment))
        except TreasuryRejected as refused:
            return _Done(look, DisbursementEvent.BANK_RETURNED, {"reason": refused.code})
        return _Done(look)

    async def _paid_before(self, its_case: Case, payment: Disbursement) -> str | None:
        """Return the number under which the treasury had this payment already, if the books have forgotten it in a restore.

        Raises:
            PaidUnderAnotherNumberError: It had another payment of the case, or paid as much to the same account for a case that the books
                do not know: that may have been this one. Nobody has explained that yet.
        """
        async with self.deployment.database.reading() as session:
            forgotten = await reconciliation.unknown_payments(session, its_case.number, payment.amount_fen)
        for number in forgotten:
            said = await self.treasury.status(number)
            if said is None or said.status in {"returned", "rejected"}:
                continue
            alike = (said.amount_fen, said.payee_digest) == (payment.amount_fen, payee_digest(number, self._account(payment)))
            of_case = number.startswith(f"{its_case.number}-P")
            if alike and of_case:
                return number
            if alike or of_case:
                raise PaidUnderAnotherNumberError(number)
        return None

    @activity.defn(name=SETTLE_DISBURSEMENT)
    async def settle_disbursement(self, step: AutomaticStep) -> CaseState:
        """Ask the treasury for the status of an instruction and book it; have done what follows on a payment.

        Of a payment that waits for what is only proposed against its enterprise, look whether it still has to.
        """
        async with self.deployment.database.reading() as session:
            table = cases.table_of(step.process)
            its_case, payment = await disbursements.case_with_live(session, table, uuid.UUID(step.case_id))
        lifecycle = self._lifecycle(step)
        if payment is None or payment.state not in _ASKED_ABOUT:
            stages = lifecycle.stages_with(DisbursementEvent.PAYMENT_TAKEN_UP) | lifecycle.watched
            return await take(self.deployment, step, stages, _unasked)
        answer = await self.treasury.status(payment.number)

        async def write(context: TransitionContext[Case]) -> None:
            live = await live_disbursement(context)
            if live is not None and live.number == payment.number:
                await _settle(context, live, answer)
                if context.event == DisbursementEvent.BANK_RETURNED:
                    await self._let_fall(context)

        # A bank may return what was paid as well, so these are the stages before and after the payment.
        state = await take(self.deployment, step, lifecycle.stages_with(DisbursementEvent.BANK_RETURNED), write)
        is_paid = state.stage in lifecycle.steps[DisbursementEvent.PAID].leads.values()
        if answer is not None and answer.status == "returned":
            await self._tell_debts(payment)
            for follow_up in self.once_returned.get(step.process, ()):
                await follow_up(its_case)
        # An earlier try may have booked it and come no further; to be told twice does no harm.
        if is_paid and (payment.state == DisbursementState.INSTRUCTED or activity.info().attempt > 1):
            for follow_up in self.once_paid.get(step.process, ()):
                await follow_up(its_case)
        return state

    async def _let_fall(self, context: TransitionContext[Case]) -> None:
        """Ask nobody for another account where what the bank returned is not due any more."""
        ask_whether_fallen = self.fallen.get(context.case.process)
        if ask_whether_fallen and (fallen := await ask_whether_fallen(context.session, context.case)):
            event, detail = fallen
            await apply(replace(context, event=event, key=f"{context.key}/fallen", detail=detail))

    async def _tell_debts(self, payment: Disbursement) -> None:
        """Tell the debts of which something changes by what the bank returned. To be told twice does no harm."""
        async with self.deployment.database.reading() as session:
            waiting = await receipts.waiting_for(session, payment.number)
        for debt in waiting:
            try:
                await activity.client().get_workflow_handle(debt.workflow_id).signal("nudge", "receipt")
            except RPCError as error:
                # One that is gone is started again by the reconciliation of the night.
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise

    def _lifecycle(self, step: AutomaticStep) -> Lifecycle:
        return self.deployment.processes[step.process].lifecycle

    def _purpose(self, its_case: Case) -> Text:
        return (
            self.deployment.processes[its_case.process].lifecycle.title
            if its_case.item_code == "*"
            else item_called(its_case.item_code).title
        )

    def _account(self, payment: Disbursement) -> dict[str, Any]:
        return self.deployment.database.seal.unveiled(payment.account)

    def _instruction(self, its_case: Case, payment: Disbursement) -> Instruction:
        account = self._account(payment)
        return Instruction(
            instruction_no=payment.number,
            amount_fen=payment.amount_fen,
            payee=Payee(name=account["holder"], account_no=account["number"], bank=account["bank"]),
            purpose=f"{its_case.number} {self._purpose(its_case).zh}",
            callback_url=self.deployment.callback_url,
        )


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of telling the treasury: it was told, unless the event says otherwise."""

    look: Look | None = None
    event: StrEnum = DisbursementEvent.PAYMENT_INSTRUCTED
    detail: dict[str, Any] = field(default_factory=dict)
    number: str | None = None


def _moment(step: AutomaticStep) -> datetime:
    """Return when this try began: while a source was down for days, the day on which it is looked has changed."""
    return activity.info().current_attempt_scheduled_time if activity.in_activity() else step.occurred_at


def _because_of(found: list[Finding]) -> tuple[DisbursementEvent, dict[str, Any]]:
    """Return what becomes of a payment for what was found: an approver is asked of what was told, and only proposals keep it waiting."""
    proposed = only_proposed(found)
    told = [finding for finding in found if finding not in proposed]
    return (DisbursementEvent.PAYMENT_HELD, {"findings": told}) if told else (DisbursementEvent.PAYMENT_KEPT, {"findings": proposed})


async def _unasked(context: TransitionContext[Any]) -> None:
    """Look at a payment that is kept; of any other that the treasury was not told of there is nothing to wake for."""
    live = await live_disbursement(context)
    if live is not None and is_kept(context, live):
        await look_at_proposals(context, live)
    else:
        context.case.wakes_at = None


async def _settle(context: TransitionContext[Case], payment: Disbursement, answer: InstructionStatus | None) -> None:
    if payment.state not in _ASKED_ABOUT:
        return
    is_ours = answer is None or answer.payee_digest == payment.payee_digest(context.deployment.database.seal)
    event = await _what_happened(context, payment, answer, is_ours=is_ours)
    if event is not None:
        context.event = event
        context.detail = {
            "instruction_no": payment.number,
            "bank_reference": answer.bank_reference if answer else None,
            "reason": answer.reason if answer else None,
            "treasury_fen": answer.amount_fen if answer else None,
            **({} if is_ours else {"payee_differs": True}),
        }
        await apply(context)
    elif answer is None and payment.state == DisbursementState.INSTRUCTED:
        # It never arrived after all; instruct it again under the same number.
        payment.become(DisbursementState.RESERVED)
    elif payment.state == DisbursementState.INSTRUCTED:
        await look_again(context)
    elif context.case.wakes_at is not None and context.case.wakes_at <= context.now:
        # No bank returns it any more: its process ends by this, and the check of cases misses none.
        context.case.wakes_at = None


async def _what_happened(
    context: TransitionContext[Case], payment: Disbursement, answer: InstructionStatus | None, *, is_ours: bool
) -> DisbursementEvent | None:
    if answer is None:
        return None
    # Whatever it says of another's payment, or of another amount, is not about ours.
    if answer.amount_fen != payment.amount_fen or not is_ours:
        return DisbursementEvent.TREASURY_MISMATCHED if payment.state == DisbursementState.INSTRUCTED else None
    if answer.status in {"returned", "rejected"}:
        return await _returned(context, payment)
    if answer.status == "paid":
        return DisbursementEvent.PAID if payment.state == DisbursementState.INSTRUCTED else None
    return _silence(context, payment)


async def _returned(context: TransitionContext[Any], payment: Disbursement) -> DisbursementEvent | None:
    """Have a return booked, or say once that it meets a demand nobody has decided on yet, and look again at what has become of that."""
    event = await what_happens(context, payment) if payment.state == DisbursementState.PAID else DisbursementEvent.BANK_RETURNED
    if event is not DisbursementEvent.RETURN_QUESTIONED:
        return event
    context.case.wakes_at = looks_again_at(payment.returned_at or context.now, context.now)
    return event if payment.reason != RETURN_QUESTIONED else None


def _silence(context: TransitionContext[Case], payment: Disbursement) -> DisbursementEvent | None:
    """Say once that the treasury took longer than a payment may take."""
    if payment.instructed_at is None or payment.reason is not None:
        return None
    if context.clock.after(payment.instructed_at, context.days("treasury_answer")).at > context.now:
        return None
    payment.reason = SILENT
    return DisbursementEvent.TREASURY_FELL_SILENT
