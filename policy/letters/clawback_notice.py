"""退缴通知书。The paper that demands an award back, or a part of it: how much, why, and how to answer and to contest it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.language.items import Item
from policy.letters.bodies import Bodies
from policy.letters.matter import Matter, basis_of, basis_of_commitment, titled
from policy.letters.paper import Paper
from policy.letters.wording import amount_with_capitals, day_in
from policy.text import Text

_TITLE: Final = Text("关于退缴{title}支持资金的通知书", "Notice to pay support back: {title}")
_FOUND: Final = Text(
    "贵单位获得{title}支持资金（申请编号：{award}）。经查，{cause}，应退缴{amount}。",
    "You received support for {title} (application {award}). We found that {cause}. You are to pay back {amount}.",
)
_CAUSES: Final = {
    "breach": Text("贵单位违反持续经营承诺", "you broke the commitment to stay"),
    "upstream_recovery": Text("上级主管部门已收回相应资金", "the upstream took back the money it matches"),
    "error": Text("该项资金支付有误", "it was paid in error"),
    "fraud": Text("该项资金系以虚报等手段骗取", "it was obtained by fraud"),
}
_ANSWER: Final = Text(
    "请在{day}前答复：同意退缴、提出陈述申辩，或者申请分期退缴；逾期未答复的，视为同意退缴。",
    "Please answer by {day}: accept, object, or ask for instalments. After that day the demand counts as accepted.",
)
_PAY: Final = Text("请将款项退缴国库，并注明追回编号{number}。", "Please pay to the treasury and name the clawback's number, {number}.")
_CONTEST: Final = Text("如不服本通知，可以{remedies}。", "If you do not accept it, you may {remedies}.")


@dataclass(frozen=True, slots=True)
class Demand:
    """What is demanded back.

    Attributes:
        award: The number of the application it was paid for.
        cause: Why, by its code.
        amount_fen: How much.
        until: The day by which the enterprise may answer; None once it has.
    """

    award: str
    cause: str
    amount_fen: int
    until: date | None


def clawback_notice(item: Item, matter: Matter, demand: Demand, bodies: Bodies, language: str) -> Paper:
    """Return the paper that demands money back."""
    title = titled(item, language)
    cause, amount = _CAUSES[demand.cause].in_language(language), amount_with_capitals(language, demand.amount_fen)
    paragraphs = [
        _FOUND.in_language(language).format(title=title, award=demand.award, cause=cause, amount=amount),
        basis_of_commitment(language) if demand.cause == "breach" else basis_of(item, language),
        *([_ANSWER.in_language(language).format(day=day_in(language, demand.until))] if demand.until else []),
        _PAY.in_language(language).format(number=matter.number),
        _CONTEST.in_language(language).format(remedies=bodies.remedies(language)),
    ]
    return matter.paper("退缴", _TITLE.in_language(language).format(title=title), paragraphs)
