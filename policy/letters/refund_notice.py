"""退付通知书。The paper that tells of money that was paid back: of which receipt, why, how much, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.letters.matter import Matter, concerning_repayments
from policy.letters.paper import Paper
from policy.letters.wording import amount_with_capitals, day_in
from policy.text import Text

_TITLE: Final = Text("关于退付{what}的通知书", "Notice that {what} was paid back")
_TOO_MUCH: Final = Text("多缴款项", "money that nobody owed")
_INTEREST: Final = Text("已收取的逾期利息、加收款项", "interest")
_BOTH: Final = Text("多缴款项和已收取的逾期利息、加收款项", "money that nobody owed, with interest,")
_RETURN: Final = Text("银行退回款项", "money that a bank had returned")
_RECEIVED: Final = Text(
    "贵单位于{received}缴入国库的款项（国库收款编号：{reference}）共计{whole}。经核对，其中{amount}没有对应的应缴款项，应予退付。",
    "On {received} the treasury received {whole} from you (its reference {reference}). Of this nobody owed {amount}, which is yours.",
)
_GIVEN_BACK: Final = Text(
    "贵单位于{received}缴入国库的款项（国库收款编号：{reference}）共计{whole}。经核对，其中{interest}作为逾期利息、加收款项收取，"
    "现已没有收取的事由，应予退付。",
    "On {received} the treasury received {whole} from you (its reference {reference}). Of this {interest} were taken as interest or "
    "surcharge, which had no ground, and are yours.",
)
_WITH_REST: Final = Text(
    "另有{rest}没有对应的应缴款项，一并退付，共计{amount}。", "Nobody owed {rest} besides, which are paid back with it: {amount} in all."
)
_RETURNED: Final = Text(
    "我局拨付贵单位的款项（拨款编号：{reference}）共计{whole}，由银行于{received}退回国库。"
    "经核对，其中{amount}不抵作贵单位应退缴的款项，应予退付。",
    "On {received} a bank returned to the treasury {whole} that had been paid to you (payment {reference}). Of this {amount} count towards "
    "nothing that you owe, and are yours.",
)
_PAID: Final = Text("上述款项已于{paid}退付，请查收。", "It was paid on {paid}; please check that it has arrived.")
_ASK: Final = Text(
    "如对退付金额有异议，请与我局联系，并注明案件编号。", "If you do not agree with the amount, please write to us and name the case."
)


@dataclass(frozen=True, slots=True)
class Refunded:
    """What was paid back.

    Attributes:
        reference: The treasury's reference of the receipt.
        received_on: When it came in.
        received_fen: The whole of it.
        amount_fen: What of it was paid back.
        paid_on: When.
        interest_fen: What of that had been taken as interest or surcharge, and had no ground; the rest was beyond what was owed.
        returned: Whether a bank had returned it of a payment of ours: nobody paid it to the treasury.
    """

    reference: str
    received_on: date
    received_fen: int
    amount_fen: int
    paid_on: date
    interest_fen: int = 0
    returned: bool = False


def refund_notice(matter: Matter, refunded: Refunded, language: str) -> Paper:
    """Return the paper that tells of money that was paid back, and why."""
    paragraphs = [
        _cause(refunded, language),
        _PAID.in_language(language).format(paid=day_in(language, refunded.paid_on)),
        concerning_repayments(language),
        _ASK.in_language(language),
    ]
    return matter.paper("退付", _TITLE.in_language(language).format(what=_what(refunded).in_language(language)), paragraphs)


def _what(refunded: Refunded) -> Text:
    if refunded.returned:
        return _RETURN
    if not refunded.interest_fen:
        return _TOO_MUCH
    return _INTEREST if refunded.interest_fen == refunded.amount_fen else _BOTH


def _cause(refunded: Refunded, language: str) -> str:
    interest_fen = 0 if refunded.returned else refunded.interest_fen
    amounts = {
        "whole": refunded.received_fen,
        "amount": refunded.amount_fen,
        "interest": interest_fen,
        "rest": refunded.amount_fen - interest_fen,
    }
    said = [_RETURNED if refunded.returned else _GIVEN_BACK if interest_fen else _RECEIVED]
    if interest_fen and amounts["rest"]:
        said.append(_WITH_REST)
    words = {name: amount_with_capitals(language, fen) for name, fen in amounts.items() if fen}
    words |= {"received": day_in(language, refunded.received_on), "reference": refunded.reference}
    return ("" if language != "en" else " ").join(sentence.in_language(language).format(**words) for sentence in said)
