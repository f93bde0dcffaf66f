"""贷款填报。What a loan is registered by: its fields and its contract, and within which bounds its clause supports it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from policy.errors import Code, Fault, Refusal
from policy.folding import fold_number
from policy.judging.catalogue import ITEMS
from policy.language.items import Evidence, Item, Process
from policy.language.readers import Values
from policy.money import compared
from policy.processes.acceptance.submission import Form
from policy.text import Text

CONTRACT: Final = Evidence("loan_contract", Text("贷款合同", "Loan contract"))
DECLARATION: Final = Form(
    facts={
        "bank": Text("贷款银行", "Bank that gave the loan"),
        "loan_no": Text("贷款合同编号", "Loan number"),
        "principal_fen": Text("单笔贷款额度（分）", "Principal of this loan (fen)"),
        "begins_on": Text("贷款起始日", "First day of the loan"),
        "ends_on": Text("贷款到期日", "Last day of the loan"),
        "purpose": Text("贷款用途", "What the loan is for"),
    },
    evidence={CONTRACT.code: CONTRACT.title},
    required=frozenset({CONTRACT.code}),
)
"""Its fields, with what a notice of correction calls them."""
SUBSIDISED: Final = tuple(code for code, item in ITEMS.items() if item.process is Process.INTEREST_SUBSIDY)
"""The items under which the interest of a registered loan is claimed."""
DEPARTMENTS: Final = tuple(dict.fromkeys(department for code in SUBSIDISED for department in ITEMS[code].departments))
"""Every department that has a part in one of them: the register is one for all."""


def require_subsidised(item: Item) -> None:
    """Refuse an item that subsidises no interest.

    Raises:
        Refusal: `wrong_process`.
    """
    if item.code not in SUBSIDISED:
        where = Text("该事项不是贷款贴息，无须登记贷款。", "This item subsidises no interest: no loan is registered for it.")
        raise Refusal(Code.WRONG_PROCESS, where, [Fault("item_code", where)], clause=item.citation)


def require_days(begins_on: date, ends_on: date) -> None:
    """Refuse a loan that ends before it begins.

    Raises:
        Refusal: `invalid_input`.
    """
    if ends_on < begins_on:
        early = Text("不得早于贷款起始日", "must not be before the loan begins")
        raise Refusal(Code.INVALID_INPUT, Text("起止日期有误。", "The dates are not valid."), [Fault("ends_on", early)])


def require_within(item: Item, law: Values, principal_fen: int) -> None:
    """Refuse a single loan below or above what its clause supports; both bounds are within it, to the fen.

    Raises:
        Refusal: `invalid_input`.
    """
    if "least_principal_fen" not in item.law:
        return
    least, most = int(law.least_principal_fen), int(law.most_principal_fen)
    if least <= principal_fen <= most:
        return
    low, high = compared(least, most)
    wrong = Text(f"应在{low.zh}至{high.zh}之间（均含）", f"must be from {low.en} to {high.en}, both included")
    detail = Text("单笔贷款额度不在条款支持的范围之内。", "The clause does not support a loan of this amount.")
    raise Refusal(Code.INVALID_INPUT, detail, [Fault("principal_fen", wrong, item.citation)], clause=item.citation)


def require_contract(evidence: Collection[str]) -> None:
    """Refuse a loan without its contract.

    Raises:
        Refusal: `incomplete`.
    """
    if CONTRACT.code not in evidence:
        missing = Text(f"缺少：{CONTRACT.title.zh}", f"Missing: {CONTRACT.title.en}")
        raise Refusal(Code.INCOMPLETE, Text("材料不完整。", "Evidence is missing."), [Fault(f"evidence.{CONTRACT.code}", missing)])


def key_of(bank: str, loan_no: str) -> str:
    """Return by what a loan is found, however its bank and its number are written."""
    return f"{fold_number(bank)}/{fold_number(loan_no)}"
