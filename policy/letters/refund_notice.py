"""退付通知书。The paper that tells of money that was paid back: of which receipt, why, how much, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.language.facts import Json
from policy.letters.bodies import Bodies
from policy.letters.matter import Matter, concerning_repayments
from policy.letters.paper import Paper
from policy.letters.stopped_payment import findings_of
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
_STOPPED_TITLE: Final = Text("关于停止退付银行退回款项的通知书", "Notice that money which a bank had returned is not paid back")
_STOPPED: Final = Text(
    "我局拨付贵单位的款项（拨款编号：{reference}）由银行于{received}退回国库，其中{amount}应予退付。"
    "退付之前再次核查，发现有影响退付的情况，经审批，决定停止本次退付。",
    "On {received} a bank returned to the treasury what had been paid to you (payment {reference}); {amount} of it are owed back to you. "
    "Another look before that was paid found something that stands against it, and it was decided not to pay it.",
)
_FOUND: Final = Text("核查发现：{findings}。", "What was found: {findings}.")
_REASON: Final = Text("停止退付的理由：{reason}。", "The reason why it is not paid is: {reason}.")
_STILL: Final = Text(
    "上述款项仍列应退。贵单位有应退缴款项的，先行抵作退缴；有关情形消除后，可以向我局申请重新办理退付。",
    "The money is owed back to you still. It counts first towards what you owe; once what stands against it is over, you may ask this "
    "department to pay it.",
)
_CONTEST: Final = Text("如不服本决定，可以{remedies}。", "If you do not accept it, you may {remedies}.")


@dataclass(frozen=True, slots=True)
class Stopped:
    """What of a payment that a bank returned is not paid back after all.

    Attributes:
        reference: The number of the payment.
        returned_on: When the bank returned it.
        amount_fen: What of it is owed back.
        reason: Why it is not paid, in the words of whoever decided that.
        failures: What was found, as it was kept with the decision.
    """

    reference: str
    returned_on: date
    amount_fen: int
    reason: str
    failures: Sequence[Mapping[str, Json]] = ()


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


def refund_stopped(matter: Matter, stopped: Stopped, bodies: Bodies, language: str) -> Paper:
    """Return the paper that money which a bank had returned is not paid back after all, why, and what becomes of it."""
    amount, received = amount_with_capitals(language, stopped.amount_fen), day_in(language, stopped.returned_on)
    findings = findings_of(stopped.failures, language)
    paragraphs = [
        _STOPPED.in_language(language).format(reference=stopped.reference, received=received, amount=amount),
        *([_FOUND.in_language(language).format(findings=findings)] if findings else []),
        *([_REASON.in_language(language).format(reason=stopped.reason.rstrip("。."))] if stopped.reason else []),
        _STILL.in_language(language),
        concerning_repayments(language),
        _CONTEST.in_language(language).format(remedies=bodies.remedies(language)),
    ]
    return matter.paper("停退", _STOPPED_TITLE.in_language(language), paragraphs)


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
