"""国库收款。Money the treasury received: what enterprises pay back, by the reference they paid under."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sandbox.clock import BEIJING, now_seconds, shown
from sandbox.problems import Problem
from sandbox.treasury_ledger import NEXT_ENTRY_NO


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money received.

    Attributes:
        reference: What the payer paid under, unique for good.
        amount_fen: Amount in fen.
        payer_uscc: Credit code of the payer.
        payer_name: What the payer's account is called.
        received_on: The day in Beijing.
    """

    reference: str
    amount_fen: int
    payer_uscc: str
    payer_name: str
    received_on: date


class Receipts:
    """The receipts of one sandbox treasury."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Keep the receipts in the store."""
        self._connection = connection

    def enter(self, receipt: Receipt) -> None:
        """Book a receipt, once; entering the same again changes nothing.

        Raises:
            Problem: 409 `reference_duplicate` when other money was received under the reference.
        """
        known = self.find(receipt.reference)
        if known is not None:
            if known != receipt:
                raise Problem(409, "reference_duplicate", "该参考号已有收款 Other money was received under this reference")
            return
        # At the present time of that day, so that the day's movements have an order.
        at = datetime.combine(receipt.received_on, datetime.fromtimestamp(now_seconds(), BEIJING).time(), BEIJING)
        self._connection.execute(
            "INSERT INTO receipt (entry_no, reference, amount_fen, payer_uscc, payer_name, received_on, at)"  # noqa: S608 - a constant of ours
            f" VALUES ({NEXT_ENTRY_NO}, ?, ?, ?, ?, ?, ?)",
            (
                receipt.reference,
                receipt.amount_fen,
                receipt.payer_uscc,
                receipt.payer_name,
                receipt.received_on.isoformat(),
                at.timestamp(),
            ),
        )

    def find(self, reference: str) -> Receipt | None:
        """Return what was received under a reference, or None if nothing was."""
        row = self._connection.execute("SELECT * FROM receipt WHERE reference = ?", (reference,)).fetchone()
        if row is None:
            return None
        received_on = date.fromisoformat(row["received_on"])
        return Receipt(row["reference"], row["amount_fen"], row["payer_uscc"], row["payer_name"], received_on)

    def known(self, reference: str) -> dict[str, Any]:
        """Return what was received under a reference, as it is told.

        Raises:
            Problem: 404 `receipt_unknown` with the reference asked about: a definite answer, unlike a stray 404.
        """
        receipt = self.find(reference)
        if receipt is None:
            raise Problem(404, "receipt_unknown", "没有这笔收款 Nothing was received under this reference", reference=reference)
        return asdict(receipt)

    def entries(self, day: date) -> list[dict[str, Any]]:
        """Return the receipts of one Beijing day as entries of its statement, oldest first."""
        rows = self._connection.execute(
            "SELECT entry_no, reference, amount_fen, payer_uscc, payer_name, at FROM receipt WHERE received_on = ? ORDER BY at, entry_no",
            (day.isoformat(),),
        )
        return [{**dict(row), "kind": "receipt", "at": shown(row["at"])} for row in rows]
