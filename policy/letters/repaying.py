"""退缴方式。How a demand is paid: by which days, from when and at which rate lateness costs, to which account and under which number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.letters.bodies import Bodies
from policy.letters.matter import Matter
from policy.letters.paper import department_name
from policy.letters.wording import amount_in, amount_with_capitals, day_in, in_brackets
from policy.money import Rate, write_rate
from policy.processes.clawback.came_back import CameBack
from policy.processes.clawback.owing import Owed
from policy.text import Text

_ONE_DAY: Final = Text("请于{day}前（含当日）将上述款项退缴国库。", "Please pay it to the treasury by {day}, that day included.")
_PLAN: Final = Text(
    "请按批准的分期计划将上述款项退缴国库（均含当日）：{parts}。",
    "Please pay it to the treasury in instalments, each of those days included: {parts}.",
)
_PART: Final = Text("{day}前退缴{amount}", "{amount} by {day}")
_BETWEEN: Final = Text("；", "; ")
_WITHIN: Final = Text(
    "请自退缴要求确定之日（贵单位同意退缴之日、答复期满之日或者申辩审查作出结论之日）起{days}个工作日内，将上述款项退缴国库；"
    "批准分期退缴的，按批准的计划退缴。",
    "Please pay it to the treasury within {days} working days of the day the demand stands: when you accept it, when the time for an "
    "answer is over, or when your objection has been ruled on; in instalments where a plan is granted.",
)
_LATE: Final = Text(
    "逾期未退缴的，按照持续经营承诺的约定，对未退缴部分自到期之日的次日起每日按{rate}计收逾期利息。",
    "As the commitment says, what is not paid by its day bears interest of {rate} a day from the day after.",
)
# Who signed before the text gave the rate has agreed to it as the rules did.
_LATE_BY_RULES: Final = Text(
    "逾期未退缴的，按照贵单位签署承诺时适用的实施细则{documents}，对未退缴部分自到期之日的次日起每日按{rate}计收逾期利息。",
    "By the implementing rules in force when you signed{documents}, what is not paid by its day bears interest of {rate} a day from the "
    "day after.",
)
_LEFT: Final = Text(
    "截至{day}（含当日），贵单位尚欠{left}；当日足额缴清的，即为结清。",
    "By {day}, that day included, you owe {left}; if all of it is paid on that day, the debt is settled.",
)
_LEFT_WITH_INTEREST: Final = Text(
    "截至{day}（含当日），贵单位尚欠本金{principal}、{interest_of}{interest}，合计{left}；当日足额缴清的，即为结清。",
    "By {day}, that day included, you owe {principal} of principal and {interest} of {interest_of}, {left} in all; "
    "if all of it is paid on that day, the debt is settled.",
)
_RETURNED: Final = Text(
    "其中{returned}已由银行退回国库，抵作退缴；尚须退缴{left}。",
    "The bank has returned {returned} of it to the treasury, which counts as paid back; {left} are left to pay.",
)
_COVERED: Final = Text(
    "银行已将{returned}退回国库，抵作退缴，贵单位无需另行退缴；退回款项入账后，本案即告办结。",
    "The bank has returned {returned} to the treasury, which counts as paid back: you have nothing to pay, and the case is closed "
    "once that is booked.",
)
_SET_OFF: Final = Text(
    "国库应退还贵单位的{amount}抵作退缴；尚须退缴{left}。",
    "{amount} that the treasury owes back to you count as paid back; {left} are left to pay.",
)
_SET_OFF_WHOLE: Final = Text(
    "国库应退还贵单位的{amount}抵作退缴，贵单位无需另行退缴；入账后，本案即告办结。",
    "{amount} that the treasury owes back to you count as paid back: you have nothing to pay, and the case is closed once that is booked.",
)
_SET_OFF_FIRST: Final = Text(
    "国库现有应退还贵单位的{amount}，退缴要求确定后先行抵作退缴，贵单位只需退缴届时通知所载的余额。",
    "The treasury owes {amount} back to you, which count as paid back first once the demand stands: you only pay the rest that you are "
    "told of then.",
)
_BESIDES: Final = Text("银行退回国库的款项共{all}，其中{parts}。", "Of {all} that the bank has returned to the treasury, {parts}.")
_COUNTED_THERE: Final = Text(
    "{counted}抵作追回{number}所要求退缴的{asked}", "{counted} count towards the {asked} that clawback {number} asks for"
)
_REST: Final = Text(
    "银行退回款项的其余{rest}，不抵作贵单位其他应退缴款项的，退还贵单位。",
    "The rest of what the bank has returned, {rest}, comes back to you unless it counts towards something else that you owe.",
)
_TO_ACCOUNT: Final = Text(
    "缴款账户：户名为{holder}，账号为{number}，开户银行为{bank}。汇款时请在附言中注明{under}。",
    "Pay to: {holder}, account {number}, {bank}. Please name {under} in the transfer.",
)
_ASK: Final = Text(
    "缴款账户请向{department}查询。汇款时请在附言中注明{under}。",
    "Please ask the {department} for the account. Please name {under} in the transfer.",
)
_OF_CLAWBACK: Final = Text("追回编号{number}", "the clawback's number, {number},")
OF_INVESTMENT: Final = Text("投资编号{number}", "the investment's number, {number},")
OF_SETTLEMENT: Final = Text("结算编号{number}", "the settlement's number, {number},")


@dataclass(frozen=True, slots=True)
class Due:
    """A part of a demand and its day.

    Attributes:
        on: The last day that is in time.
        amount_fen: How much.
    """

    on: date
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Repaying:
    """By when a demand is paid.

    Attributes:
        dues: What is due by when; nothing, before the demand stands.
        within_days: The working days it leaves once it stands.
        late_rate: Interest a day; None where no rule says so, and none runs.
        ruled_by: The numbers of the rules it comes from, where the text that was signed does not give it; None where it does.
    """

    dues: Sequence[Due]
    within_days: int
    late_rate: Rate | None = None
    ruled_by: Sequence[str] | None = None

    def paragraphs(self, matter: Matter, bodies: Bodies, language: str) -> list[str]:
        """Return what a demand says of its payment: by when, what lateness costs, and to which account."""
        return [self._when(language), *self.interest(language), where_to_pay(matter, bodies, language)]

    def interest(self, language: str) -> list[str]:
        """Return what lateness costs; nothing where no rule says so."""
        if self.late_rate is None:
            return []
        rate = f"{write_rate(self.late_rate * 100)}%"
        if self.ruled_by is None:
            return [_LATE.in_language(language).format(rate=rate)]
        return [_LATE_BY_RULES.in_language(language).format(rate=rate, documents=in_brackets(self.ruled_by, language))]

    def _when(self, language: str) -> str:
        if not self.dues:
            return _WITHIN.in_language(language).format(days=self.within_days)
        if len(self.dues) == 1:
            return _ONE_DAY.in_language(language).format(day=day_in(language, self.dues[0].on))
        return _PLAN.in_language(language).format(parts=listed(_PART, self.dues, language))


def listed(part: Text, dues: Sequence[Due], language: str) -> str:
    """Return parts of a demand one after the other, each with its `{day}` and `{amount}`."""
    said = part.in_language(language)
    written = [said.format(day=day_in(language, due.on), amount=amount_with_capitals(language, due.amount_fen)) for due in dues]
    return _BETWEEN.in_language(language).join(written)


def what_was_returned(back: CameBack, left_fen: int, language: str) -> list[str]:
    """Return what a bank has returned of an award: for this demand, for others, and for nobody; nothing where it returned nothing.

    Args:
        back: What it returned.
        left_fen: What is left of this demand to pay, in fen.
        language: "zh" or "en".
    """
    paragraphs = []
    if back.counted_fen:
        returned, left = amount_with_capitals(language, back.counted_fen), amount_with_capitals(language, left_fen)
        paragraphs.append((_RETURNED if left_fen else _COVERED).in_language(language).format(returned=returned, left=left))
    there = _COUNTED_THERE.in_language(language)
    parts = [
        there.format(number=one.number, counted=amount_in(language, one.counted_fen), asked=amount_in(language, one.asked_fen))
        for one in back.others
        if one.counted_fen
    ]
    if parts:
        said = _BETWEEN.in_language(language).join(parts)
        paragraphs.append(_BESIDES.in_language(language).format(all=amount_in(language, back.all_fen), parts=said))
    if back.rest_fen:
        paragraphs.append(_REST.in_language(language).format(rest=amount_with_capitals(language, back.rest_fen)))
    return paragraphs


def what_is_set_off_first(owed_back_fen: int, language: str) -> list[str]:
    """Return that what the treasury owes back to a debtor pays of a demand first, once that stands; nothing where it owes nothing.

    Args:
        owed_back_fen: What it owes back, in fen.
        language: "zh" or "en".
    """
    return [_SET_OFF_FIRST.in_language(language).format(amount=amount_with_capitals(language, owed_back_fen))] if owed_back_fen else []


def what_was_set_off(owed: Owed, language: str) -> list[str]:
    """Return what of its debtor's own money pays a demand; nothing where none does."""
    if not owed.set_off_fen:
        return []
    amount, left = (amount_with_capitals(language, fen) for fen in (owed.set_off_fen, owed.left_fen))
    return [(_SET_OFF if owed.left_fen else _SET_OFF_WHOLE).in_language(language).format(amount=amount, left=left)]


def what_is_left(owed: Owed, language: str) -> str:
    """Return what would settle a demand on the day of its paper: principal, interest, and the sum."""
    day, left = day_in(language, owed.on), amount_with_capitals(language, owed.left_fen)
    if not owed.interest_fen:
        return _LEFT.in_language(language).format(day=day, left=left)
    return _LEFT_WITH_INTEREST.in_language(language).format(
        day=day,
        interest_of=owed.interest_of.in_language(language),
        principal=amount_with_capitals(language, owed.principal_fen),
        interest=amount_with_capitals(language, owed.interest_fen),
        left=left,
    )


def where_to_pay(matter: Matter, bodies: Bodies, language: str, called: Text = _OF_CLAWBACK) -> str:
    """Return to which account what a paper asks for is paid, or whom to ask, and under which number.

    Args:
        matter: The case.
        bodies: Whose account it is.
        language: "zh" or "en".
        called: How the `{number}` of the case is named.
    """
    account, under = bodies.account, called.in_language(language).format(number=matter.number)
    if account is None:
        return _ASK.in_language(language).format(department=department_name(matter.department, language), under=under)
    return _TO_ACCOUNT.in_language(language).format(holder=account.holder, number=account.number, bank=account.bank, under=under)
