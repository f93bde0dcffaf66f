"""国库账。The treasury's books: instructions received, payments made, payments returned, callbacks owed.

Paying, its entry in the books and the callback it owes are one transaction, and an instruction has at most one payment by
a constraint of the table: whatever is killed or repeated, nobody is paid twice.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sandbox.clock import BEIJING, day_of, now_seconds, shown
from sandbox.problems import Problem

CLOSED_ENDING = "0000"
LATER_RETURNED_ENDING = "1111"
ACCOUNT_CLOSED = "收款账户已销户"
ACCOUNT_FROZEN = "收款账户不能入账，已退票"
REJECTED_BY_CHECK = "国库审核未通过"

ENTRY = ("entry_no", "instruction_no", "kind", "amount_fen", "bank_reference")
# Payments, returns and receipts share one numbering, as a statement shows all three.
NEXT_ENTRY_NO = "(SELECT 1 + max((SELECT coalesce(max(entry_no), 0) FROM entry), (SELECT coalesce(max(entry_no), 0) FROM receipt)))"


@dataclass(frozen=True, slots=True)
class Order:
    """What an instruction asks for.

    Attributes:
        instruction_no: The caller's number, unique for good.
        amount_fen: Amount in fen.
        payee_name: Holder of the account.
        account_no: Account to credit.
        bank: Bank that keeps it.
        purpose: What the bank statement says.
        callback_url: Where to report its status.
    """

    instruction_no: str
    amount_fen: int
    payee_name: str
    account_no: str
    bank: str
    purpose: str
    callback_url: str

    def fingerprint(self) -> str:
        """Return a digest that two orders share only if they ask for the same."""
        parts = [self.instruction_no, self.amount_fen, self.payee_name, self.account_no, self.bank, self.purpose, self.callback_url]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def payee_digest(row: sqlite3.Row) -> str:
    """Return what the treasury tells of whom an instruction pays."""
    said = "\n".join((row["instruction_no"], row["payee_name"], row["account_no"], row["bank"]))
    return hashlib.sha256(said.encode()).hexdigest()


class Ledger:
    """The books of one sandbox treasury."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Keep the books in the store."""
        self._connection = connection

    def receive(self, key: str, order: Order) -> bool:
        """Take an instruction in, once.

        Args:
            key: Idempotency key.
            order: What is asked.

        Returns:
            True if it is new, False if the same was asked before under the same key.

        Raises:
            Problem: 409 when the key or the number belongs to another instruction.
        """
        known = self._connection.execute("SELECT fingerprint FROM instruction WHERE idempotency_key = ?", (key,)).fetchone()
        if known is not None:
            if known["fingerprint"] != order.fingerprint():
                raise Problem(409, "idempotency_conflict", "同一幂等键对应不同指令 The key belongs to another instruction")
            return False
        if self.find(order.instruction_no) is not None:
            raise Problem(409, "instruction_duplicate", "指令号已存在 The instruction number exists already")
        self._keep(key, order)
        return True

    def find(self, instruction_no: str) -> sqlite3.Row | None:
        """Return the row of an instruction, or None if it was never received."""
        row: sqlite3.Row | None = self._connection.execute(
            "SELECT * FROM instruction WHERE instruction_no = ?", (instruction_no,)
        ).fetchone()
        return row

    def settle(self, instruction_no: str) -> int | None:
        """Pay an accepted instruction, or have the bank return it.

        Returns:
            The number of the callback owed, or None if the instruction was settled before.
        """
        now = now_seconds()
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            row = self._accepted(instruction_no)
            if row is None:
                return None
            if row["account_no"].endswith(CLOSED_ENDING):
                # The bank bounces it before any money moves, so the books have no entry.
                self._mark(instruction_no, "returned", returned_at=now, reason=ACCOUNT_CLOSED)
                return self._owe_callback(instruction_no, now)
            self._pay(row, now)
            return self._owe_callback(instruction_no, now)

    def reject(self, instruction_no: str) -> int | None:
        """Reject an accepted instruction for good; return the callback owed, or None if it was settled before."""
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            if self._accepted(instruction_no) is None:
                return None
            self._mark(instruction_no, "rejected", reason=REJECTED_BY_CHECK)
            return self._owe_callback(instruction_no, now_seconds())

    def give_back(self, instruction_no: str) -> int | None:
        """Book that the bank returned a payment; return the callback owed, or None if it is not a paid one."""
        now = now_seconds()
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            row = self.find(instruction_no)
            if row is None or row["status"] != "paid":
                return None
            self._enter(row, "return", now, row["bank_reference"])
            self._mark(instruction_no, "returned", returned_at=now, reason=ACCOUNT_FROZEN)
            return self._owe_callback(instruction_no, now)

    def pay_uninstructed(self, instruction_no: str, amount_fen: int) -> None:
        """Book a payment nobody instructed, as a mistake of the treasury would; nobody is told.

        Raises:
            Problem: 409 when the number belongs to an instruction.
        """
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            if self.find(instruction_no) is not None:
                raise Problem(409, "instruction_duplicate", "指令号已存在 The instruction number exists already")
            self._keep(f"stray:{instruction_no}", Order(instruction_no, amount_fen, "", "", "", "", ""))
            row = self._accepted(instruction_no)
            if row is not None:
                self._pay(row, now_seconds())

    def alter_payment(self, instruction_no: str, amount_fen: int) -> None:
        """Change the amount the books show for a payment; the instruction keeps its own.

        Raises:
            Problem: 404 when the books hold no such payment.
        """
        changed = self._connection.execute(
            "UPDATE entry SET amount_fen = ? WHERE instruction_no = ? AND kind = 'payment'", (amount_fen, instruction_no)
        )
        if changed.rowcount == 0:
            raise Problem(404, "payment_unknown", "没有这笔付款 There is no such payment", instruction_no=instruction_no)

    def unfinished(self) -> list[str]:
        """Return the numbers of instructions that wait to be paid or to be returned."""
        rows = self._connection.execute(
            "SELECT instruction_no FROM instruction WHERE status = 'accepted' OR (status = 'paid' AND account_no LIKE '%' || ?)"
            " ORDER BY received_at",
            (LATER_RETURNED_ENDING,),
        )
        return [row["instruction_no"] for row in rows]

    def entries(self, day: date | None = None) -> list[dict[str, Any]]:
        """Return the entries of one Beijing day, or all of them, oldest first."""
        first, last = 0.0, float(2**53)
        if day is not None:
            start = datetime.combine(day, time.min, BEIJING)
            first, last = start.timestamp(), (start + timedelta(days=1)).timestamp()
        rows = self._connection.execute(
            "SELECT entry.*, payee_name, account_no, bank FROM entry JOIN instruction USING (instruction_no)"
            " WHERE at >= ? AND at < ? ORDER BY entry_no",
            (first, last),
        )
        return [{**{name: row[name] for name in ENTRY}, "payee_digest": payee_digest(row), "at": shown(row["at"])} for row in rows]

    def standing(self, through: date, after: str, limit: int) -> list[dict[str, Any]]:
        """Return what was paid and returned of each instruction by the end of a Beijing day, by number, from the one after `after`."""
        over = (datetime.combine(through, time.min, BEIJING) + timedelta(days=1)).timestamp()
        rows = self._connection.execute(
            "SELECT instruction_no, sum(CASE kind WHEN 'payment' THEN amount_fen ELSE 0 END) AS paid_fen,"
            " sum(CASE kind WHEN 'return' THEN amount_fen ELSE 0 END) AS returned_fen"
            " FROM entry WHERE at < ? AND instruction_no > ? GROUP BY instruction_no ORDER BY instruction_no LIMIT ?",
            (over, after, limit),
        )
        return [dict(row) for row in rows]

    def _keep(self, key: str, order: Order) -> None:
        self._connection.execute(
            "INSERT INTO instruction (instruction_no, idempotency_key, fingerprint, amount_fen, payee_name, account_no, bank,"
            " purpose, callback_url, status, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'accepted', ?)",
            (
                order.instruction_no,
                key,
                order.fingerprint(),
                order.amount_fen,
                order.payee_name,
                order.account_no,
                order.bank,
                order.purpose,
                order.callback_url,
                now_seconds(),
            ),
        )

    def _accepted(self, instruction_no: str) -> sqlite3.Row | None:
        row = self.find(instruction_no)
        return row if row is not None and row["status"] == "accepted" else None

    def _pay(self, row: sqlite3.Row, at: float) -> None:
        reference = f"TB{day_of(at):%Y%m%d}{secrets.token_hex(6).upper()}"
        self._enter(row, "payment", at, reference)
        self._mark(row["instruction_no"], "paid", paid_at=at, bank_reference=reference)

    def _enter(self, row: sqlite3.Row, kind: str, at: float, reference: str) -> None:
        self._connection.execute(
            "INSERT INTO entry (entry_no, instruction_no, kind, amount_fen, at, bank_reference)"  # noqa: S608 - a constant of ours
            f" VALUES ({NEXT_ENTRY_NO}, ?, ?, ?, ?, ?)",
            (row["instruction_no"], kind, row["amount_fen"], at, reference),
        )

    def _mark(self, instruction_no: str, status: str, **changes: float | str) -> None:
        columns = {"status": status, **changes}
        assignments = ", ".join(f"{column} = ?" for column in columns)
        # Column names are this file's own keywords; values are bound.
        self._connection.execute(f"UPDATE instruction SET {assignments} WHERE instruction_no = ?", (*columns.values(), instruction_no))  # noqa: S608

    def _owe_callback(self, instruction_no: str, at: float) -> int:
        row = self.find(instruction_no)
        if row is None:
            raise KeyError(instruction_no)
        body = {
            "instruction_no": instruction_no,
            "status": row["status"],
            "amount_fen": row["amount_fen"],
            "at": shown(at),
            "bank_reference": row["bank_reference"],
            "reason": row["reason"],
        }
        cursor = self._connection.execute(
            "INSERT INTO callback (instruction_no, url, body, created_at) VALUES (?, ?, ?, ?)",
            (instruction_no, row["callback_url"], json.dumps(body, ensure_ascii=False), at),
        )
        return int(cursor.lastrowid or 0)
