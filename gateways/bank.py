"""贷款银行网关。Loans as their banks know them, and the interest that was paid of one in a period.

Not every bank has an interface: that one is not connected is a definite word as well, and paper takes its place. What is well formed is
handed on as the bank has it: whether a certificate contradicts itself is judged (`policy.processes.loan`).
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from gateways.amounts import RecordedFen
from gateways.http import About, Source

LOANS = "bank.loans"
INTEREST = "bank.interest"


class AboutLoan(About):
    """Base of what is said of one loan, which its bank and its number name together.

    Attributes:
        bank: The bank that gave it, as it was asked about.
        loan_no: The number of its contract.
    """

    bank: str
    loan_no: str

    @property
    def subject(self) -> str:
        """The loan."""
        return _named(self.bank, self.loan_no)


class BankLoan(AboutLoan):
    """What a bank says of a loan.

    Attributes:
        uscc: Credit code of the borrower.
        principal_fen: What was lent.
        begins_on: Its first day.
        ends_on: Its last day, by the contract as it stands.
        status: Where it stands: being repaid as agreed, repaid, repaid in part ahead of time, or with another contract.
        changed_on: Since when it stands so, where that is not as agreed.
        as_of: Day on which that was so.
    """

    uscc: str
    principal_fen: RecordedFen
    begins_on: date
    ends_on: date
    status: Literal["active", "repaid", "prepaid", "changed"]
    changed_on: date | None
    as_of: date


class InterestPaid(AboutLoan):
    """A bank's certificate of the interest of a period.

    Attributes:
        uscc: Credit code of the borrower.
        begins_on: First day of the period.
        ends_on: Its last day.
        certificate_no: The number of the certificate.
        charged_fen: All that was charged.
        interest_fen: The interest by the contract among it.
        overdue_fen: The interest on what was overdue among it.
        penalty_fen: Penalties and compound interest among it.
        as_of: Day on which that was so.
    """

    uscc: str
    begins_on: date
    ends_on: date
    certificate_no: str
    charged_fen: RecordedFen
    interest_fen: RecordedFen
    overdue_fen: RecordedFen
    penalty_fen: RecordedFen
    as_of: date


class NoLoan(AboutLoan):
    """A definite word that nothing is known of a loan.

    Attributes:
        code: Whether its bank knows no such loan, or has no interface.
    """

    code: Literal["loan_unknown", "bank_not_connected"]


class Bank(Source):
    """The interface of the banks."""

    async def loan(self, bank: str, loan_no: str) -> BankLoan | NoLoan:
        """Return what a bank says of a loan, or that nothing is known of it.

        Args:
            bank: The bank that gave it.
            loan_no: The number of its contract.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed; try again.
        """
        asked = {"bank": bank, "loan_no": loan_no}
        return await self._look_up(LOANS, "/bank/loans", _named(bank, loan_no), BankLoan, NoLoan, asked)

    async def interest(self, bank: str, loan_no: str, begins_on: date, ends_on: date) -> InterestPaid | NoLoan:
        """Return a bank's certificate of the interest of a period, both days in it, or that nothing is known of the loan.

        Args:
            bank: The bank that gave it.
            loan_no: The number of its contract.
            begins_on: First day of the period.
            ends_on: Its last day.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed; try again.
        """
        asked = {"bank": bank, "loan_no": loan_no, "begins_on": begins_on.isoformat(), "ends_on": ends_on.isoformat()}
        return await self._look_up(INTEREST, "/bank/interest", _named(bank, loan_no), InterestPaid, NoLoan, asked)


def _named(bank: str, loan_no: str) -> str:
    return f"{bank} {loan_no}"
