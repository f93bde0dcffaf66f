"""收款账户。Which account money of an award goes to, over all payments of it: none that fell, unless it was given since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import disbursement as disbursements
from models.queries import task as tasks
from models.tables import AddedCase, Application, AwardedCase, Disbursement
from policy.processes.disbursement.payee import described
from policy.processes.disbursement.states import RETURN_QUESTIONED, DisbursementState
from policy.processes.disbursement.steps import DisbursementEvent


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts that money of an award was, or was to be, paid to.

    Attributes:
        payments: Every payment that was prepared, oldest first.
        given: When another account was given, and which.
    """

    payments: Sequence[Disbursement]
    given: Sequence[tuple[datetime, dict[str, Any]]]

    @classmethod
    async def of(cls, session: AsyncSession, its_case: AwardedCase) -> Accounts:
        """Return the accounts of the award that a case pays of; of one that nothing was added to, it asks for another by itself."""
        if not (isinstance(its_case, AddedCase) or (isinstance(its_case, Application) and its_case.supplement_fen)):
            return cls((), ())
        payments = await disbursements.of_award(session, its_case.award_id)
        if not any(map(_fell_at, payments)):
            return cls(payments, ())
        cases = {payment.case_id for payment in payments} | {its_case.id}
        answered = [
            task
            for case_id in cases
            for task in await tasks.with_outcome(session, case_id, "new_account", DisbursementEvent.ACCOUNT_SUPPLIED)
        ]
        return cls(payments, [(task.closed_at, task.answer["account"]) for task in answered if task.closed_at and task.answer])

    def fell(self, account: dict[str, Any]) -> bool:
        """Tell whether a bank has returned what was paid to an account, or finance refused it, and it was not given or paid to since."""
        is_it = described(account)
        its = [payment for payment in self.payments if described(payment.account) == is_it]
        fell = [at for at in map(_fell_at, its) if at]
        stood = [payment.paid_at for payment in its if payment.paid_at and not _fell_at(payment)]
        stood += [at for at, given in self.given if described(given) == is_it]
        return bool(fell) and not any(at > max(fell) for at in stood)

    def last(self) -> dict[str, Any] | None:
        """Return the account that was paid to last and did not fall, or else was given last; None where all have fallen."""
        paid = [payment.account for payment in self.payments if payment.paid_at]
        others = [payment.account for payment in self.payments if not payment.paid_at]
        return next((dict(account) for account in (*reversed(paid), *reversed(others)) if not self.fell(account)), None)


def _fell_at(payment: Disbursement) -> datetime | None:
    is_questioned = payment.state == DisbursementState.PAID and payment.reason == RETURN_QUESTIONED
    has_fallen = payment.state in {DisbursementState.RETURNED, DisbursementState.ACCOUNT_REFUSED}
    return payment.returned_at if is_questioned or has_fallen else None
