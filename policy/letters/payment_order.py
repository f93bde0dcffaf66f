"""拨款单。The order of a payment as finance keeps it: whom the treasury is asked to pay, how much, for which case, and who let it go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.letters.paper import Paper
from policy.letters.wording import amount_with_capitals
from policy.text import Text

_TITLE: Final = Text("拨款单", "Payment order")
_TREASURY: Final = Text("国库", "the treasury")
_ASKED: Final = Text("请按下列内容拨付资金（{process}{number}）。", "Please pay as follows ({process}, {number}).")
_PAYEE: Final = Text("收款单位：{holder}", "Payee: {holder}")
_BANK: Final = Text("开户银行：{bank}", "Bank: {bank}")
_ACCOUNT: Final = Text(
    "账号：末四位{last_four}（完整账号只在支付指令中）", "Account: ending in {last_four} (the whole number is in the instruction alone)"
)
_AMOUNT: Final = Text("金额：{amount}", "Amount: {amount}")
_INSTRUCTION: Final = Text("指令编号：{instruction}", "Instruction: {instruction}")
_RELEASED: Final = Text("提交拨款：{by}", "Released by: {by}")
_CONFIRMED: Final = Text("复核确认：{by}", "Confirmed by: {by}")


@dataclass(frozen=True, slots=True)
class Ordered:
    """A payment that is ordered.

    Attributes:
        instruction: The number of its instruction.
        case: The number of its case.
        process: What its case is: an application, a refund.
        department: The code of the department of its case.
        account: Its `holder`, `bank` and `last_four`.
        amount_fen: How much.
        released_by: Who released it; empty while nobody has.
        confirmed_by: Who confirmed it; empty while nobody has.
        instructed_on: When the treasury was told; None while it was not, and the order is a draft.
    """

    instruction: str
    case: str
    process: Text
    department: str
    account: Mapping[str, str]
    amount_fen: int
    released_by: str = ""
    confirmed_by: str = ""
    instructed_on: date | None = None


def payment_order(ordered: Ordered, language: str) -> Paper:
    """Return the order of a payment; until the treasury was told, it is a draft without a number."""

    def say(text: Text, **words: object) -> str:
        return text.in_language(language).format(**words)

    said = [
        say(_ASKED, process=ordered.process.in_language(language), number=ordered.case),
        say(_PAYEE, holder=ordered.account["holder"]),
        say(_BANK, bank=ordered.account["bank"]),
        say(_ACCOUNT, last_four=ordered.account["last_four"]),
        say(_AMOUNT, amount=amount_with_capitals(language, ordered.amount_fen)),
        say(_INSTRUCTION, instruction=ordered.instruction),
        *([say(_RELEASED, by=ordered.released_by)] if ordered.released_by else []),
        *([say(_CONFIRMED, by=ordered.confirmed_by)] if ordered.confirmed_by else []),
    ]
    head = (ordered.case, say(_TREASURY), ordered.department, ordered.instructed_on)
    return Paper("拨", say(_TITLE), *head, said, entry=ordered.instruction, draft=ordered.instructed_on is None)
