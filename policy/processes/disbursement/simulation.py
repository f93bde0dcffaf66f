"""拨付模拟。What a payment will do, reckoned before money moves: by award and line of the budget, and to whom.

It is shown to whoever releases the payment. The release keeps its digest, so that nothing but what was released is ever paid.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from policy.processes.disbursement.payee import described
from policy.text import Text


class Effect(StrEnum):
    """What a payment is, beside what was paid for the same before."""

    FIRST = "first"
    SUPPLEMENT = "supplement"
    OVERPAID = "overpaid"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Line:
    """What a payment does to one award, from one line of the budget; amounts in fen.

    Attributes:
        award: The number of the case, or of the receipt that is paid back.
        budget: The line: department, item and year; None where the money stands in no books of awards.
        due_fen: What was awarded, or is owed back.
        before_fen: What of it was paid before and has not come back.
        new_fen: What is paid now.
        recovered_fen: What of it was paid before and came back.
    """

    award: str
    budget: Mapping[str, Any] | None
    due_fen: int
    before_fen: int
    new_fen: int
    recovered_fen: int = 0

    @property
    def over_fen(self) -> int:
        """What would be paid of it beyond what is due."""
        return max(self.before_fen + self.new_fen - self.due_fen, 0) if self.new_fen else 0

    def as_dict(self) -> dict[str, Any]:
        """Return it as finance reads it."""
        return {
            "award": self.award,
            "budget": dict(self.budget) if self.budget else None,
            "due_fen": self.due_fen,
            "before_fen": self.before_fen,
            "new_fen": self.new_fen,
            "recovered_fen": self.recovered_fen,
            "over_fen": self.over_fen,
        }


# What is compared of a payment, in one word each: of itself, and of what it does to each award.
_TOLD_APART: Final[Mapping[str, Text]] = {
    "payee": Text("收款人", "the payee"),
    "account": Text("收款账户", "the account"),
    "account_fell": Text("该账户曾被银行退回款项", "a bank has returned money from the account"),
    "award": Text("所涉支持项目", "which awards it is of"),
    "budget": Text("预算", "the line of the budget"),
    "due_fen": Text("应拨金额", "what is due"),
    "before_fen": Text("此前已拨金额", "what was paid before"),
    "recovered_fen": Text("已退回金额", "what came back"),
    "new_fen": Text("本次金额", "what is paid now"),
    "number": Text("指令编号", "the number of the instruction"),
}


def _part(told: Mapping[str, Any], name: str) -> object:
    lines = told.get("lines") or [{}]
    return [line[name] for line in lines] if name in lines[0] else told.get(name)


@dataclass(frozen=True, slots=True)
class Simulation:
    """A payment before it is made.

    Attributes:
        number: The number the treasury will know it by; it belongs to one account and one amount.
        payee: Who is paid, by the name of today.
        account: The account, whose number nobody reads here.
        lines: What it does to each award of the same.
        adds: Whether it pays what is added to an award that was paid before, also where all of that came back.
        pays_back: Whether it pays back what came in.
        due_in_all_fen: What is due of the award in all, with what is added to it and less what was found not to be due; it is no part of
            the digest, and nothing of a refund.
        fell: Whether a bank has returned what was paid to that account, and nobody gave it since; nothing is paid then.
        waits_for: The earlier instructions of the same award that the treasury has not answered yet; they are no part of the digest.
    """

    number: str
    payee: str
    account: Mapping[str, str]
    lines: Sequence[Line]
    adds: bool = False
    pays_back: bool = False
    due_in_all_fen: int | None = None
    fell: bool = False
    waits_for: Sequence[str] = ()

    @property
    def over_fen(self) -> int:
        """What would be paid beyond what is due."""
        return sum(line.over_fen for line in self.lines)

    @property
    def effect(self) -> Effect:
        """What the payment is, beside what was paid before."""
        if self.over_fen:
            return Effect.OVERPAID
        if self.pays_back:
            return Effect.REFUND
        return Effect.SUPPLEMENT if self.adds or self.before_fen else Effect.FIRST

    @property
    def before_fen(self) -> int:
        """What was paid for the same before and has not come back."""
        return sum(line.before_fen for line in self.lines)

    @property
    def digest(self) -> str:
        """Return what two simulations share only if the same is paid, out of the same, to the same."""
        return hashlib.sha256(json.dumps(self._told(), ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def differs_from(self, shown: Mapping[str, Any]) -> Text:
        """Return what of a payment is not what was shown of it before, as a sentence names it; nothing where nothing is told apart."""
        now = self._told()
        found = [text for name, text in _TOLD_APART.items() if _part(now, name) != _part(shown, name)]
        return Text("、".join(text.zh for text in found), ", ".join(text.en for text in found))

    def _told(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "payee": self.payee,
            "account": described(self.account),
            "lines": [line.as_dict() for line in self.lines],
            "before_fen": self.before_fen,
            "new_fen": sum(line.new_fen for line in self.lines),
            "over_fen": self.over_fen,
            "effect": self.effect.value,
        } | ({"account_fell": True} if self.fell else {})

    def as_dict(self) -> dict[str, Any]:
        """Return it as finance reads it, with its digest."""
        due = {} if self.due_in_all_fen is None else {"due_in_all_fen": self.due_in_all_fen}
        return self._told() | due | {"digest": self.digest, "waits_for": list(self.waits_for)}
