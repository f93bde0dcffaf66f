"""退付通知书。The paper that tells a payer that money it paid, and did not owe, was paid back: of which receipt, how much, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.letters.matter import Matter, concerning_repayments
from policy.letters.paper import Paper
from policy.letters.wording import amount_with_capitals, day_in
from policy.text import Text

_TITLE: Final = Text("关于退付多缴款项的通知书", "Notice that money was paid back")
_RECEIVED: Final = Text(
    "贵单位于{received}缴入国库的款项（国库收款编号：{reference}）共计{whole}。经核对，其中{amount}没有对应的应退缴款项，应予退付。",
    "On {received} the treasury received {whole} from you (its reference {reference}). Of this nobody owed {amount}, which is yours.",
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
        returned: Whether a bank had returned it of a payment of ours: nobody paid it to the treasury.
    """

    reference: str
    received_on: date
    received_fen: int
    amount_fen: int
    paid_on: date
    returned: bool = False


def refund_notice(matter: Matter, refunded: Refunded, language: str) -> Paper:
    """Return the paper that tells of money that was paid back."""
    paragraphs = [
        (_RETURNED if refunded.returned else _RECEIVED)
        .in_language(language)
        .format(
            received=day_in(language, refunded.received_on),
            reference=refunded.reference,
            whole=amount_with_capitals(language, refunded.received_fen),
            amount=amount_with_capitals(language, refunded.amount_fen),
        ),
        _PAID.in_language(language).format(paid=day_in(language, refunded.paid_on)),
        concerning_repayments(language),
        _ASK.in_language(language),
    ]
    return matter.paper("退付", _TITLE.in_language(language), paragraphs)
