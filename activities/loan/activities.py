"""贷款登记的活动。The activities that ask the bank of a loan: once to confirm it, then each half-year and whenever it is asked for."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from temporalio import activity
from temporalio.service import RPCError, RPCStatusCode

from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.tasks import close
from activities.case.transitions import apply
from activities.loan.effects import today_of
from activities.signatures.case import AutomaticStep, CaseState
from activities.signatures.loan import CONFIRM_LOAN, LOOK_AT_LOAN
from gateways.bank import Bank, BankLoan, NoLoan
from models.queries import loan as loans
from models.queries import succession
from models.tables import Application, Loan
from policy.processes.kernel.closings import Closing
from policy.processes.loan.bank_word import Answer, changes_of, doubts_of_loan, is_news, repaid_on
from policy.processes.loan.claims import half_year_before, next_half_year
from policy.processes.loan.lifecycle import Event, Stage
from policy.text import Text


@dataclass(frozen=True, slots=True)
class LoanActivities:
    """The activities of one deployment.

    Attributes:
        deployment: Its parameters.
        bank: The interface of the banks.
    """

    deployment: Deployment
    bank: Bank

    @activity.defn(name=CONFIRM_LOAN)
    async def confirm_loan(self, step: AutomaticStep) -> CaseState:
        """Ask whether the bank gave this loan, to this enterprise, as it was declared. Retried until the bank answers."""
        found = await self._ask(step)

        async def write(context: TransitionContext[Loan]) -> None:
            row = context.case
            row.answer, row.looked_at = _answer(found), context.now
            if isinstance(found, NoLoan) and found.code == "bank_not_connected":
                context.event = Event.BANK_UNCONNECTED
            else:
                own = await succession.family(context.session, row.enterprise_uscc)
                doubts = doubts_of_loan(own, row.declared, row.answer)
                context.event = Event.BANK_CONTRADICTED if doubts else Event.BANK_CONFIRMED
                context.words["contradictions"] = _listed(doubts)
                context.detail = {"about": {**row.brief, "contradictions": [one.as_dict() for one in doubts]}} if doubts else {}
            await apply(context)

        return await take(self.deployment, step, frozenset({Stage.CONFIRMATION}), write)

    @activity.defn(name=LOOK_AT_LOAN)
    async def look_at_loan(self, step: AutomaticStep) -> CaseState:
        """Ask what became of a registered loan, and end it where it is repaid or all was given. Retried until the bank answers.

        Whoever was confirmed by paper has no bank that could be asked: what changed of it is said by people.
        """
        found = await self._ask(step)

        async def write(context: TransitionContext[Loan]) -> None:
            await _look(context, found)

        return await take(self.deployment, step, frozenset({Stage.REGISTERED}), write)

    async def look_once_paid(self, claim: Application) -> None:
        """Have the loan of a claim that was paid looked at: the cap may be used by it."""
        async with self.deployment.database.reading() as session:
            loan = await loans.of_claim(session, claim)
        if loan is None or loan.stage != Stage.REGISTERED:
            return
        try:
            await activity.client().get_workflow_handle(loan.workflow_id).signal("nudge", f"paid {claim.number}")
        except RPCError as error:
            # One that has just ended, or waits to be started again after a restore, is looked at no later than the next half-year.
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise

    async def _ask(self, step: AutomaticStep) -> BankLoan | NoLoan | None:
        """Ask the bank; nothing of a loan that paper confirmed."""
        async with self.deployment.database.reading() as session:
            row = await loans.of(session, uuid.UUID(step.case_id))
        return None if row.confirmed_by == "paper" else await self.bank.loan(row.bank, row.loan_no)


async def _look(context: TransitionContext[Loan], found: BankLoan | NoLoan | None) -> None:
    row, before = context.case, context.case.answer
    context.event, context.detail = Event.BANK_LOOKED_AT, {}
    if found is not None:
        row.answer, row.looked_at = _answer(found), context.now
        own = await succession.family(context.session, row.enterprise_uscc)
        repaid = repaid_on(row.answer)
        if changes := changes_of(own, row.declared, row.answer):
            _report(context, changes, before)
        elif repaid is not None:
            _end(context, Event.LOAN_REPAID, repaid)
        else:
            _forget_report(context)
    if context.event == Event.BANK_LOOKED_AT and await loans.left_of_cap(context.session, row, today_of(context)) == 0:
        context.event = Event.CAP_FOUND_USED
    elif context.event == Event.BANK_LOOKED_AT and row.wakes_at is not None and row.wakes_at <= context.now:
        context.event, context.words["half_year"] = Event.HALF_YEAR_OVER, half_year_before(today_of(context))
    await apply(context)
    if row.stage == Stage.REGISTERED:
        row.wakes_at = next_half_year(context.now)


def _report(context: TransitionContext[Loan], changes: list[Text], before: Answer | None) -> None:
    """Have an officer look into what the bank says; what was looked into already, or is being, is no news."""
    asked = next((task for task in context.open_tasks if task.kind == "loan_change"), None)
    if asked is not None:
        # What is said of it now is looked into after that.
        context.case.answer = dict(before) if before else None
        return
    if not is_news(before, context.case.answer):
        return
    context.event, context.words["change"] = Event.CHANGE_REPORTED, _listed(changes)
    context.detail = {"about": {**context.case.brief, "reported": [one.as_dict() for one in changes]}}


def _forget_report(context: TransitionContext[Loan]) -> None:
    """Take back what an officer was to look into, where the bank says again what was registered."""
    for task in context.open_tasks:
        if task.kind == "loan_change" and "reported" in task.about:
            close(context, task, Closing.SUPERSEDED)


def _end(context: TransitionContext[Loan], event: str, on: date) -> None:
    context.event, context.detail = event, {"ended_on": on.isoformat()}


def _answer(found: BankLoan | NoLoan | None) -> dict[str, Any] | None:
    return found.model_dump(mode="json") if isinstance(found, BankLoan) else None


def _listed(said: list[Text]) -> Text:
    return Text("；".join(one.zh for one in said), "; ".join(one.en for one in said))
