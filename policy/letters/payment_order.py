"""拨款单。The order of a payment as finance keeps it: whom the treasury is asked to pay, how much, for which case, and who let it go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.language.items import Item
from policy.letters.matter import titled
from policy.letters.paper import Paper, department_name
from policy.letters.wording import amount_with_capitals
from policy.processes.disbursement.states import DisbursementState
from policy.text import Text

_TITLE: Final = Text("拨款单", "Payment order")
_TREASURY: Final = Text("国库", "the treasury")
_ASKED: Final = Text("请按下列内容拨付资金（{process}{number}）。", "Please pay as follows ({process}, {number}).")
_FALLEN: Final = Text("（本拨款单已不再执行：{why}）", "(This order is not carried out any more: {why})")
_ITEM: Final = Text("支持事项：{item}", "Item: {item}")
_PURPOSE: Final = Text("用途：拨付支持资金", "Purpose: support that was granted")
_PURPOSE_OF_REFUND: Final = Text("用途：退还款项", "Purpose: money that is paid back")
_BUDGET: Final = Text("预算科目：{year}年度{department}“{line}”", "Budget: {year}, {department}, {line}")
_OTHER_ITEMS: Final = Text("其余事项", "all other items")
_RESTS_ON: Final = Text("拨付依据：{letter}", "Rests on: {letter}")
_PAYEE: Final = Text("收款单位：{holder}", "Payee: {holder}")
_BANK: Final = Text("开户银行：{bank}", "Bank: {bank}")
_ACCOUNT: Final = Text(
    "账号：末四位{last_four}（完整账号只在支付指令中）", "Account: ending in {last_four} (the whole number is in the instruction alone)"
)
_AMOUNT: Final = Text("金额：{amount}", "Amount: {amount}")
_INSTRUCTION: Final = Text("指令编号：{instruction}", "Instruction: {instruction}")
_WHY: Final = {
    DisbursementState.RETURNED: Text("款项已被退回", "the money came back"),
    DisbursementState.ACCOUNT_REFUSED: Text("收款账户未予确认", "the account was not approved"),
    DisbursementState.GIVEN_UP: Text("所依据的决定已不再有效", "what it rested on does not stand any more"),
}
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
        released_by: The name of whoever released it; empty while nobody has.
        confirmed_by: The name of whoever confirmed it; empty while nobody has.
        instructed_on: When the treasury was told; None while it was not, and the order is a draft.
        item: The item that it pays; None of what is paid back.
        budget: The line of the budget that it draws on, as its year, department and item; None where there is none.
        letter: The letter that it rests on, as another one cites it; empty where there is none.
        state: Where it stands.
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
    item: Item | None = None
    budget: tuple[int, str, Item | None] | None = None
    letter: str = ""
    state: DisbursementState = DisbursementState.INSTRUCTED


def payment_order(ordered: Ordered, language: str) -> Paper:
    """Return the order of a payment; until the treasury was told, it is a draft without a number."""

    def say(text: Text, **words: object) -> str:
        return text.in_language(language).format(**words)

    item, fallen = ordered.item, _WHY.get(ordered.state)
    said = [
        *([say(_FALLEN, why=fallen.in_language(language))] if fallen else []),
        say(_ASKED, process=ordered.process.in_language(language), number=ordered.case),
        *([say(_ITEM, item=titled(item, language))] if item else []),
        say(_PURPOSE if item else _PURPOSE_OF_REFUND),
        *([_of_line(*ordered.budget, language)] if ordered.budget else []),
        *([say(_RESTS_ON, letter=ordered.letter)] if ordered.letter else []),
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


def _of_line(year: int, department: str, item: Item | None, language: str) -> str:
    line = item.title if item else _OTHER_ITEMS
    return _BUDGET.in_language(language).format(
        year=year, department=department_name(department, language), line=line.in_language(language)
    )
