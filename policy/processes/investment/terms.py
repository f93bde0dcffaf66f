"""投资条款。The terms of an investment as the committee resolved them, and what a buy-back comes to by the formula of the agreement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from policy.errors import Code, Fault, Refusal
from policy.money import MAX_FEN, in_yuan
from policy.processes.kernel.task_kind import AMOUNT, day
from policy.text import Text

_YEAR_DAYS: Final = 365
_WHOLE: Final = 10_000

FIELDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "share_bp": {
        "type": "integer",
        "minimum": 1,
        "maximum": _WHOLE - 1,
        "title": "持股比例（万分之一）",
        "description": "Share of the enterprise, in hundredths of a percent",
    },
    "valuation_fen": {
        "type": "integer",
        "minimum": 1,
        "maximum": MAX_FEN,
        "title": "投后估值（分）",
        "description": "Value of the enterprise after the investment, in fen",
    },
    "window_from": day("回购窗口首日", "First day on which the founders may buy back"),
    "window_to": day("回购窗口末日", "Last day on which the founders may buy back"),
    "rate_bp": {
        "type": "integer",
        "minimum": 0,
        "maximum": _WHOLE,
        "title": "回购年利率（万分之一）",
        "description": "Yearly rate of the buy-back, simple interest, in hundredths of a percent",
    },
}
"""What is put before the committee besides the amount, as properties of a form."""


FORMULA: Final = "simple_interest_365"
FORMULAS: Final[Mapping[str, Text]] = {
    FORMULA: Text("本金加单利，按实际天数，一年按365天计", "What was invested with simple interest by exact days, 365 to a year"),
    "other": Text("其他公式", "Another formula"),
}
"""How a buy-back is reckoned: the committee resolves the first, and an agreement that has another differs from what it resolved."""
RESOLVED_FIELDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "amount_fen": AMOUNT | {"title": "协议投资金额（分）", "description": "What the agreement has invested, in fen"},
    **FIELDS,
    "formula": {
        "title": "协议回购公式",
        "description": "How the agreement reckons a buy-back",
        "oneOf": [{"const": code, "title": text.zh, "description": text.en} for code, text in FORMULAS.items()],
    },
}
"""What an agreement says of what was resolved, as properties of a form."""


def share_of(amount_fen: int, valuation_fen: int) -> int:
    """Return which share an amount is of what an enterprise is worth after it, in hundredths of a percent, rounded half up."""
    return (2 * amount_fen * _WHOLE + valuation_fen) // (2 * valuation_fen)


def share_of_cost(share_bp: int, part_fen: int, cost_fen: int) -> int:
    """Return which share a part of an investment is by its cost, in hundredths of a percent, rounded half up."""
    return (2 * share_bp * part_fen + cost_fen) // (2 * cost_fen)


def in_percent(of_a_percent: int) -> str:
    """Return hundredths of a percent as people write them, such as 4.35%."""
    whole, rest = divmod(of_a_percent, 100)
    return f"{whole}%" if not rest else f"{whole}.{rest:02d}".rstrip("0") + "%"


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of an investment.

    Attributes:
        share_bp: The share, in hundredths of a percent.
        valuation_fen: What the enterprise is worth after it, in fen.
        window_from: First day on which the founders may buy it back.
        window_to: Last day on which they may.
        rate_bp: Simple interest a year, in hundredths of a percent.
    """

    share_bp: int
    valuation_fen: int
    window_from: date
    window_to: date
    rate_bp: int

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Terms:
        """Return terms as they were written in a form.

        Raises:
            Refusal: `invalid_input`, where the window ends before it begins.
        """
        first, last = date.fromisoformat(given["window_from"]), date.fromisoformat(given["window_to"])
        if last < first:
            wrong = Text("不得早于首日", "must not be before the first day")
            raise Refusal(Code.INVALID_INPUT, Text("回购窗口有误。", "The window is not valid."), [Fault("window_to", wrong)])
        return cls(int(given["share_bp"]), int(given["valuation_fen"]), first, last, int(given["rate_bp"]))

    def require_listed(self, proposed_fen: int, asked_fen: int, on: date) -> None:
        """Refuse to put before the committee what contradicts itself, more than is asked for, or a window of which a part is over.

        Args:
            proposed_fen: What would be invested, in fen.
            asked_fen: What the enterprise asks for, in fen.
            on: The day on which it is listed.

        Raises:
            Refusal: `invalid_input`, naming the fields.
        """
        faults = [
            Fault(name, Text("不得早于列入议题之日", "must not be before the day on which it is listed"))
            for name, known in (("window_from", self.window_from), ("window_to", self.window_to))
            if known < on
        ]
        if proposed_fen > asked_fen:
            asked = in_yuan(asked_fen)
            faults.append(Fault("proposed_fen", Text(f"不得超过申请的{asked.zh}", f"must be {asked.en} at most, as was asked for")))
        share_bp = share_of(proposed_fen, self.valuation_fen)
        if not 0 < share_bp < _WHOLE:
            beyond = Text("按该估值计算，持股比例应不低于0.01%且低于100%", "must be one of which the amount is 0.01% or more, and not all")
            faults.append(Fault("valuation_fen", beyond))
        elif 2 * abs(self.share_bp * self.valuation_fen - proposed_fen * _WHOLE) > self.valuation_fen:
            share = in_percent(share_bp)
            faults.append(Fault("share_bp", Text(f"按金额和投后估值应为{share}", f"must be {share}: the amount of that value")))
        if faults:
            raise Refusal(Code.INVALID_INPUT, Text("投资条款有误。", "The terms are not valid."), faults)

    def of(self, amount_fen: int) -> Terms:
        """Return the terms of another amount: at the same value of the enterprise it is another share."""
        return replace(self, share_bp=share_of(amount_fen, self.valuation_fen))

    def resolved(self, amount_fen: int) -> dict[str, Any]:
        """Return what was resolved as an agreement is compared with it: the amount, the terms and the formula."""
        return {"amount_fen": amount_fen, **self.as_dict(), "formula": FORMULA}

    def as_dict(self) -> dict[str, Any]:
        """Return the terms as JSON."""
        days = {"window_from": self.window_from.isoformat(), "window_to": self.window_to.isoformat()}
        return {"share_bp": self.share_bp, "valuation_fen": self.valuation_fen, "rate_bp": self.rate_bp} | days

    def price_fen(self, cost_fen: int, paid_on: date, on: date) -> int:
        """Return what a buy-back costs on a day, in fen: the investment with simple interest by exact days, rounded half up once.

        Args:
            cost_fen: What was invested, in fen.
            paid_on: The day it was paid.
            on: The day of the buy-back; the day of payment bears no interest.
        """
        whole = _WHOLE * _YEAR_DAYS
        interest = cost_fen * self.rate_bp * max((on - paid_on).days, 0)
        return cost_fen + (2 * interest + whole) // (2 * whole)


def differing(given: Mapping[str, Any], resolved: Mapping[str, Any]) -> list[Fault]:
    """Return in what an agreement differs from what was resolved, each with what that was.

    Args:
        given: What the agreement says, by the fields of `RESOLVED_FIELDS`.
        resolved: What the committee resolved (`Terms.resolved`).
    """
    faults = []
    for name, value in resolved.items():
        if given[name] != value:
            was = _written(name, value)
            faults.append(Fault(name, Text(f"与决议不一致，决议为{was.zh}", f"differs from what was resolved: {was.en}")))
    return faults


def _written(name: str, value: Any) -> Text:  # noqa: ANN401 - of any field
    if name.endswith("_fen"):
        return in_yuan(value)
    if name == "formula":
        return FORMULAS[value]
    written = in_percent(value) if name.endswith("_bp") else str(value)
    return Text(written, written)
