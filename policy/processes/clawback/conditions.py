"""追回的条件。What implementing rules may say of asking money back: until when, from which amount on, which share, and with what on top.

The Opinions say nothing of it: while no rule sets a figure it has no effect. A demand follows the rule in force on the day it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple

from policy.language.readers import Values
from policy.money import Rate, in_yuan, parse_rate, share_of, write_rate
from policy.processes.clawback.repayment import Calculation, bound_until, settled
from policy.text import Text


class NotAsked(StrEnum):
    """Why nothing is asked back."""

    LIMITATION = "limitation"
    FLOOR = "floor"
    SHARE = "share"

    @property
    def words(self) -> Text:
        """What people are told."""
        return _NOT_ASKED[self]


_NOT_ASKED = {
    NotAsked.LIMITATION: Text(
        "已超过实施细则{documents}规定的追回期限，不予追回。",
        "The time in which the implementing rule{documents} lets it be asked back is over.",
    ),
    NotAsked.FLOOR: Text(
        "低于实施细则{documents}规定的追回金额下限，不予追回。",
        "It is less than the floor below which, by the implementing rule{documents}, nothing is collected.",
    ),
    NotAsked.SHARE: Text(
        "按实施细则{documents}规定的追回比例，不予追回。",
        "The share that the implementing rule{documents} has asked back comes to nothing.",
    ),
}


_OF_FLOOR: Final = Text(
    "应追回{amount}，低于实施细则{documents}规定的追回金额下限{floor}，不予追回。",
    "It comes to {amount}, less than the floor of {floor} below which, by the implementing rule{documents}, nothing is collected.",
)


def surcharge_on(reckoning: Mapping[str, Any], amount_fen: int, returned_fen: int = 0) -> int:
    """Return what a rule has owed on top of a demand, in fen.

    Args:
        reckoning: The figures the demand follows from.
        amount_fen: What is demanded.
        returned_fen: What of it a bank has returned: nothing is owed on top of that.
    """
    rate = parse_rate(reckoning.get("surcharge"))
    of_fen = min(int(reckoning.get("interest_of_fen", amount_fen)), amount_fen)
    return 0 if rate is None else share_of(max(of_fen - returned_fen, 0), rate)


def not_asked(reckoning: Mapping[str, Any]) -> Text:
    """Return why nothing is asked, with the documents of the rules that say so: of a floor with what it comes to, and the floor."""
    reason, documents = NotAsked(reckoning["not_asked"]), reckoning.get("rule_documents", [])
    zh = f"（{'、'.join(documents)}）" if documents else ""
    en = f" ({', '.join(documents)})" if documents else ""
    if reason is not NotAsked.FLOOR or "comes_to_fen" not in reckoning:
        return Text(reason.words.zh.format(documents=zh), reason.words.en.format(documents=en))
    amount, floor = in_yuan(reckoning["comes_to_fen"]), in_yuan(reckoning["floor_fen"])
    return Text(
        _OF_FLOOR.zh.format(amount=amount.zh, floor=floor.zh, documents=zh),
        _OF_FLOOR.en.format(amount=amount.en, floor=floor.en, documents=en),
    )


class Money(NamedTuple):
    """What was paid of an award on a day, or demanded back of it, in fen."""

    on: date
    fen: int


def untaken(payments: Iterable[Money], demands: Iterable[Money]) -> list[Money]:
    """Return what earlier demands have left of each payment of an award: each takes of what was paid by its day, the newest first."""
    left = sorted(payments)
    for demand in sorted(demands):
        rest_fen = demand.fen
        for index in reversed(range(len(left))):
            if left[index].on <= demand.on:
                part_fen = min(rest_fen, left[index].fen)
                left[index], rest_fen = Money(left[index].on, left[index].fen - part_fen), rest_fen - part_fen
    return left


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the rules in force say of demands of one cause; None while no rule says so.

    Attributes:
        limitation_years: Years from the payment on in which it may be asked back; the last day is the same day of the year.
        floor_fen: The least that is collected, in fen.
        share: The part of what could be asked that is asked.
        surcharge: What is owed on top, as a part of what is asked.
    """

    limitation_years: int | None = None
    floor_fen: int | None = None
    share: Rate | None = None
    surcharge: Rate | None = None

    @classmethod
    def of(cls, law: Values, cause: str) -> Conditions:
        """Read the conditions of a cause from an item's figures in force on the day of the demand (`RuleBook.figures`)."""
        share, surcharge = (settled(getattr(law, f"{cause}_{name}")) for name in ("share", "surcharge"))
        return cls(settled(law.limitation_years), settled(law.collection_floor_fen), share, surcharge)

    def asked(self, amount_fen: int, paid: Sequence[Money], on: date) -> Calculation:
        """Return what is asked of an amount that could be, rounded down to the fen, and the figures it follows from.

        Args:
            amount_fen: What could be asked, in fen.
            paid: What no earlier demand has taken of each payment: the newest is asked back first, each in its own time; none where
                nothing says when it was paid, and then nothing is too late.
            on: The day of the demand.
        """
        figures: dict[str, Any] = {}
        barred_fen = self._barred_fen(amount_fen, paid, on)
        if barred_fen:
            figures |= {"limitation_years": self.limitation_years}
        if self.share is not None or 0 < barred_fen < amount_fen:
            figures |= {"asked_of_fen": amount_fen}
        if 0 < barred_fen < amount_fen:
            figures |= {"barred_fen": barred_fen}
        amount_fen -= barred_fen
        if self.share is not None:
            figures |= {"share": write_rate(self.share)}
            amount_fen = share_of(amount_fen, self.share)
        if "limitation_years" in figures and "barred_fen" not in figures:
            return Calculation(0, figures | {"not_asked": NotAsked.LIMITATION.value})
        # Of a share that comes to nothing no floor is why.
        if not amount_fen and self.share is not None:
            return Calculation(0, figures | {"not_asked": NotAsked.SHARE.value})
        if self.floor_fen is not None and amount_fen < self.floor_fen:
            found = {"not_asked": NotAsked.FLOOR.value, "floor_fen": self.floor_fen, "comes_to_fen": amount_fen}
            return Calculation(0, figures | found)
        if self.surcharge:
            figures |= {"surcharge": write_rate(self.surcharge)}
        return Calculation(amount_fen, figures)

    def _barred_fen(self, amount_fen: int, paid: Sequence[Money], on: date) -> int:
        if self.limitation_years is None or not paid:
            return 0
        return max(amount_fen - sum(one.fen for one in paid if on <= bound_until(one.on, self.limitation_years)), 0)
