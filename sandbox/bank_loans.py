"""银行贷款台账。The loans that connected banks keep: seeded once, then as administered. Every bank says 演示 (demonstration)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from sandbox.amounts import RecordedFen
from sandbox.clock import today
from sandbox.credit_code import Uscc
from sandbox.enterprises import CHENXIN
from sandbox.problems import Problem

Named = Annotated[str, StringConstraints(min_length=1, max_length=200)]
CONNECTED_BANK = "演示银行经开区分行"
UPGRADE_LOAN = "DEMO-DK-001"


class BankLoan(BaseModel):
    """What a bank keeps of a loan, as it is entered: like a real one, it may contradict itself.

    Attributes:
        uscc: Credit code of the borrower.
        principal_fen: What was lent.
        begins_on: Its first day.
        ends_on: Its last day.
        status: Where it stands.
        changed_on: Since when, where that is not as agreed.
        daily_interest_fen: The interest of each day of a period.
        overdue_fen: The interest on what was overdue, in every period.
        penalty_fen: Penalties, in every period.
        charged_fen: What was charged altogether, where that is not the sum of these.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    uscc: Uscc
    principal_fen: RecordedFen
    begins_on: date
    ends_on: date
    status: Literal["active", "repaid", "prepaid", "changed"] = "active"
    changed_on: date | None = None
    daily_interest_fen: RecordedFen = 0
    overdue_fen: RecordedFen = 0
    penalty_fen: RecordedFen = 0
    charged_fen: RecordedFen | None = None

    def interest_fen(self, begins_on: date, ends_on: date) -> int:
        """Return the interest of a period, both days in it; none before the loan, after it, or since it was repaid."""
        last = self.changed_on if self.status == "repaid" and self.changed_on else self.ends_on
        days = (min(ends_on, last) - max(begins_on, self.begins_on)).days + 1
        return max(days, 0) * self.daily_interest_fen


class BankLoans:
    """The loans of one sandbox, by bank and number. A bank with one is connected, and stays so when it is forgotten."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Seed an empty store with the demo loans."""
        self._connection = connection
        with connection:
            connection.execute("BEGIN")
            if connection.execute("SELECT 1 FROM bank_loan LIMIT 1").fetchone() is None:
                for loan_no, loan in demo_loans(today()):
                    self.put(CONNECTED_BANK, loan_no, loan)

    def put(self, bank: str, loan_no: str, loan: BankLoan) -> None:
        """Enter a loan, or replace all that its bank knows of it."""
        self._write(bank, loan_no, loan.model_dump_json())

    def forget(self, bank: str, loan_no: str) -> None:
        """Forget a loan.

        Raises:
            Problem: As `loan`.
        """
        self.loan(bank, loan_no)
        self._write(bank, loan_no, None)

    def loan(self, bank: str, loan_no: str) -> BankLoan:
        """Return a loan.

        Raises:
            Problem: 404 `loan_unknown`, or `bank_not_connected` for a bank without an interface: definite answers, unlike a stray 404.
        """
        rows = self._connection.execute("SELECT loan_no, body FROM bank_loan WHERE bank = ?", (bank,)).fetchall()
        if not rows:
            raise Problem(404, "bank_not_connected", "该银行没有接口 The bank has no interface", bank=bank, loan_no=loan_no)
        body = next((row["body"] for row in rows if row["loan_no"] == loan_no), None)
        if body is None:
            raise Problem(404, "loan_unknown", "该银行没有这笔贷款 The bank knows no such loan", bank=bank, loan_no=loan_no)
        return BankLoan.model_validate_json(body)

    def _write(self, bank: str, loan_no: str, body: str | None) -> None:
        self._connection.execute(
            "INSERT INTO bank_loan (bank, loan_no, body) VALUES (?, ?, ?) ON CONFLICT (bank, loan_no) DO UPDATE SET body = excluded.body",
            (bank, loan_no, body),
        )


def demo_loans(day: date) -> Iterable[tuple[str, BankLoan]]:
    """Yield the demo loans with their numbers: an upgrade of 2000万 that began two years before a day."""
    yield (
        UPGRADE_LOAN,
        BankLoan(
            uscc=CHENXIN,
            principal_fen=2_000_000_000,
            begins_on=date(day.year - 2, 1, 1),
            ends_on=date(day.year + 2, 12, 31),
            daily_interest_fen=200_000,
            overdue_fen=30_000,
            penalty_fen=20_000,
        ),
    )
