"""银行的答复。What in a bank's answer about a loan or its interest cannot be so, or is not what was registered, in words.

An answer is the bank's own, as JSON (`gateways.bank`), kept as it came. One that contradicts itself or the register decides nothing:
somebody has to speak with the bank, since asking again brings the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, Final, TypeAlias

from policy.days import in_chinese
from policy.money import compared, in_yuan
from policy.text import Condition, Text

Answer: TypeAlias = "Mapping[str, Any]"

INTEREST: Final = "interest_incurred_fen"
"""The fact of an item that a certificate supplies."""
INTEREST_FEN: Final = "interest_fen"
"""The interest by the contract in a certificate: without penalties, and without what was overdue."""
WORDS: Final[Mapping[str, Condition]] = {
    "loan_covers_period": Condition(
        "贴息期间在已登记贷款的期间之内",
        "The period lies within the days of the registered loan",
        "经核实，贴息期间不在已登记贷款的计息期间之内",
    ),
    "bank_sound": Condition(
        "贷款银行的付息凭证没有矛盾",
        "The bank's certificate of interest does not contradict itself",
        "经向贷款银行核实，付息凭证存在矛盾，且未能更正",
    ),
}
UNKNOWN: Final = Text("该银行查无此贷款", "the bank knows no such loan")
_OTHERS: Final = Text("银行登记的借款人不是申请单位", "the bank lent it to another than the applicant")
_CHANGES: Final[Mapping[str, Text]] = {
    "prepaid": Text("自{day}起部分提前还款", "it was repaid in part ahead of time, since {day}"),
    "changed": Text("自{day}起变更合同", "its contract was changed, since {day}"),
}


def doubts_of_loan(own: Collection[str], declared: Mapping[str, Any], answer: Answer | None) -> list[Text]:
    """Return what a bank says of a loan otherwise than was declared, or contradicts itself in; nothing where it confirms it.

    Args:
        own: The credit codes of who declared it and all that count as one with it.
        declared: `principal_fen`, `begins_on` and `ends_on`, the days as ISO dates.
        answer: The bank's answer; None where it definitely knows no such loan.
    """
    if answer is None:
        return [UNKNOWN]
    return [*_in_itself(answer), *_otherwise(own, declared, answer)]


def changes_of(own: Collection[str], declared: Mapping[str, Any], answer: Answer | None) -> list[Text]:
    """Return what a bank says of a registered loan that somebody has to look into; that it was repaid is no question.

    Args:
        own: As of `doubts_of_loan`.
        declared: As of `doubts_of_loan`.
        answer: As of `doubts_of_loan`.
    """
    doubts = doubts_of_loan(own, declared, answer)
    if answer is None or answer["status"] not in _CHANGES:
        return doubts
    said, since = _CHANGES[answer["status"]], answer["changed_on"]
    words = Text(said.zh.format(day=in_chinese(date.fromisoformat(since))), said.en.format(day=since)) if since else None
    return [*doubts, *([words] if words else [])]


def repaid_on(answer: Answer | None) -> date | None:
    """Return the day on which a loan was repaid by its bank's word, if it was."""
    if answer is None or answer["status"] != "repaid" or not answer["changed_on"]:
        return None
    return date.fromisoformat(answer["changed_on"])


def is_news(before: Answer | None, answer: Answer | None) -> bool:
    """Tell whether a bank says something else than it did, whenever it says it."""
    return _lasting(before) != _lasting(answer)


def doubts_of_interest(own: Collection[str], period: str, answer: Answer | None) -> list[Text]:
    """Return what in a certificate of interest cannot be so; its interest is what it says by the contract, and nothing that was overdue.

    Args:
        own: As of `doubts_of_loan`.
        period: The days it was asked for, as `2026-01-01/2026-06-30`.
        answer: The certificate; None where the bank definitely knows no such loan.
    """
    if answer is None:
        return [UNKNOWN]
    stated = f"{answer['begins_on']}/{answer['ends_on']}"
    other_days = Text(f"付息凭证的期间为{stated}，所询期间为{period}", f"it certifies {stated}, and was asked about {period}")
    return [*([] if answer["uscc"] in own else [_OTHERS]), *([] if stated == period else [other_days]), *_in_its_sums(answer)]


def _in_its_sums(answer: Answer) -> Iterator[Text]:
    parts = {name: int(answer[f"{name}_fen"]) for name in ("interest", "overdue", "penalty")}
    if min(parts.values()) < 0:
        yield Text("付息凭证有负数金额", "an amount of the certificate is below zero")
    whole_fen, charged_fen = sum(parts.values()), int(answer["charged_fen"])
    if whole_fen != charged_fen:
        whole, stated = compared(whole_fen, charged_fen)
        yield Text(
            f"利息、逾期利息与罚息合计{whole.zh}，与收取总额{stated.zh}不一致",
            f"interest, overdue interest and penalties come to {whole.en}, and {stated.en} is said to have been charged",
        )


def _in_itself(answer: Answer) -> Iterator[Text]:
    if answer["principal_fen"] <= 0:
        yield Text("银行登记的贷款额度不是正数", "the principal is not above zero")
    if answer["ends_on"] < answer["begins_on"]:
        yield Text("银行登记的到期日早于起始日", "it ends before it begins")
    since = answer["changed_on"]
    if answer["status"] != "active" and not since:
        yield Text("银行登记有变动而没有日期", "it has changed, and the bank does not say when")
    if since and since > answer["as_of"]:
        yield Text(f"变动日期{since}晚于答复日期{answer['as_of']}", f"a change of {since} is later than the answer of {answer['as_of']}")


def _otherwise(own: Collection[str], declared: Mapping[str, Any], answer: Answer) -> Iterator[Text]:
    if answer["uscc"] not in own:
        yield _OTHERS
    if answer["principal_fen"] != declared["principal_fen"]:
        theirs, ours = in_yuan(answer["principal_fen"]), in_yuan(declared["principal_fen"])
        yield Text(
            f"银行登记的贷款额度为{theirs.zh}，填报为{ours.zh}", f"its principal is {theirs.en} at the bank, and was declared as {ours.en}"
        )
    for name, zh, en in (("begins_on", "起始日", "first day"), ("ends_on", "到期日", "last day")):
        if answer[name] != declared[name]:
            yield Text(
                f"银行登记的{zh}为{answer[name]}，填报为{declared[name]}",
                f"its {en} is {answer[name]} at the bank, and was declared as {declared[name]}",
            )


def _lasting(answer: Answer | None) -> dict[str, Any] | None:
    return {name: value for name, value in answer.items() if name != "as_of"} if answer else None
