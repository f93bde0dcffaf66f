"""暂停的告知。What holders are told of a suspension: a project, a loan, a voucher, an investment stands, and what waits is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.judging.suspension import Scope, Suspension
from policy.text import Text


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of one kind of what people hold; `{number}` is filled in, and `{until}` where nobody knows the last day.

    Attributes:
        stands: Of what is under way, while the item is suspended.
        of_matters: Of it, where the item is closed for matters of some days.
        goes_on: Of it, when the suspension is over.
        draft_waits: Of a draft, while the item is suspended.
        draft_goes_on: Of a draft, when that is over.
    """

    stands: Text
    of_matters: Text
    goes_on: Text
    draft_waits: Text
    draft_goes_on: Text


def _drafts(zh: str, en: str) -> tuple[Text, Text]:
    return (
        Text(f"贵单位的{zh}{{number}}尚未提交，暂停期间不能提交。", f"Your {en} {{number}} is a draft and cannot be submitted meanwhile."),
        Text(f"贵单位的{zh}{{number}}尚未提交，现可提交。", f"Your {en} {{number}} is a draft and can be submitted now."),
    )


PROJECT: Final = Words(
    Text(
        "贵单位的项目{number}继续有效，请照常实施、报告；暂停期间不受理新的申领，不审定、不拨付{until}。",
        "Your project {number} stands: carry it out and report as agreed. Meanwhile no claim is taken, and nothing is approved or "
        "paid{until}.",
    ),
    Text(
        "贵单位的项目{number}继续有效；其中发生在上述期间的事项将依此办理，在此之前不审定、不拨付。",
        "Your project {number} stands. What of it arose then is dealt with accordingly, and neither approved nor paid before.",
    ),
    Text("贵单位的项目{number}恢复办理。", "Your project {number} is handled again as before."),
    *_drafts("项目", "project"),
)
CANDIDATE: Final = Words(
    Text(
        "贵单位的方案{number}予以保留；暂停期间不审定、不拨付{until}。",
        "Your solution {number} is kept; meanwhile nothing is approved or paid{until}.",
    ),
    Text("贵单位的方案{number}予以保留，不受影响。", "Your solution {number} is kept as it is."),
    Text("贵单位的方案{number}恢复办理，无需重新提交。", "Your solution {number} is handled again; do not hand it in again."),
    *_drafts("方案", "solution"),
)
LOAN: Final = Words(
    Text(
        "贵单位的贷款{number}的登记继续有效；暂停期间不受理新的贴息申领，不审定、不拨付{until}。",
        "Your loan {number} stays in the register. Meanwhile no interest of it may be claimed, and nothing is approved or paid{until}.",
    ),
    Text(
        "贵单位的贷款{number}的登记继续有效；发生在上述期间的贴息申领将依此办理，在此之前不审定、不拨付。",
        "Your loan {number} stays in the register. Claims of interest that arose then are dealt with accordingly, and neither approved nor "
        "paid before.",
    ),
    Text("贵单位的贷款{number}的贴息恢复办理。", "Interest of your loan {number} may be claimed again."),
    *_drafts("贷款", "loan"),
)
ASKED_VOUCHER: Final = Words(
    Text(
        "贵单位申领的服务券{number}予以保留，暂停期间不审定、不发放{until}。",
        "The voucher {number} that you asked for is kept, and neither approved nor issued meanwhile{until}.",
    ),
    Text(
        "贵单位申领的服务券{number}，申领日在上述期间的，不予发放。",
        "The voucher {number} that you asked for is not issued where it was asked for then.",
    ),
    Text("贵单位申领的服务券{number}恢复办理，无需重新提交。", "The voucher {number} that you asked for goes on; do not hand it in again."),
    *_drafts("服务券申领", "request for a voucher"),
)
VOUCHER: Final = Words(
    Text(
        "贵单位的服务券{number}继续有效，有效期不变；暂停期间不能登记新的服务合同，已登记的合同可以确认交付{until}。",
        "Your voucher {number} stands, and its last day stays. Meanwhile no contract is registered against it; the delivery of those that "
        "are may be confirmed{until}.",
    ),
    Text("贵单位的服务券{number}继续有效，不受影响。", "Your voucher {number} stands as it is."),
    Text("贵单位的服务券{number}可以继续登记服务合同。", "Contracts may be registered against your voucher {number} again."),
    *_drafts("服务券", "voucher"),
)
BENEFIT: Final = Words(
    Text(
        "您的人才优惠{number}继续有效，已准予的照常落实、享受；暂停期间不受理新的申请{until}。",
        "Your benefits {number} stand: what was granted is delivered and had as before. Meanwhile nothing new may be asked for{until}.",
    ),
    Text("您的人才优惠{number}继续有效，不受影响。", "Your benefits {number} stand as they are."),
    Text("您的人才优惠{number}照旧；可以再次提出新的申请。", "Your benefits {number} are as before; more may be asked for again."),
    Text(
        "您的人才优惠申请{number}尚未提交，暂停期间不能提交。",
        "Your request for benefits {number} is a draft and cannot be submitted meanwhile.",
    ),
    Text("您的人才优惠申请{number}尚未提交，现可提交。", "Your request for benefits {number} is a draft and can be submitted now."),
)
PLATFORM: Final = Words(
    Text(
        "暂停期间不能登记新的服务合同；已登记的合同可以确认交付，结算暂缓拨付{until}。",
        "Meanwhile no contract is registered; the delivery of those that are may be confirmed, and settlements wait to be paid{until}.",
    ),
    Text("已登记的服务合同不受影响。", "The contracts that are registered stand as they are."),
    Text("可以继续登记服务合同，结算恢复拨付。", "Contracts may be registered again, and settlements are paid."),
    *_drafts("结算", "settlement"),
)
"""What a platform is told that vouchers are spent at: it holds nothing with a number of its own."""
INVESTMENT: Final = Words(
    Text(
        "贵单位的股权投资{number}继续有效，估值、回购、退出照常按投资协议办理；暂停期间不作新的投资{until}。",
        "The investment {number} in your enterprise stands: its valuation, buy-back and sale go on by its agreement. Meanwhile nothing "
        "new is invested{until}.",
    ),
    Text("贵单位的股权投资{number}继续有效，不受影响。", "The investment {number} in your enterprise stands as it is."),
    Text("贵单位的股权投资{number}照旧；可以再次申请新的投资。", "The investment {number} is as before; another may be asked for again."),
    *_drafts("股权投资", "investment"),
)


def message_to_holder(words: Words, suspension: Suspension, number: str, title: Text, on: date, *, submitted: bool) -> Text:
    """Return what whoever holds something of an item is told of its suspension.

    Args:
        words: What is said of its kind.
        suspension: What suspends the item.
        number: Of what is held.
        title: Of the item.
        on: The day on which it is told.
        submitted: Whether it is under way; a draft is not.
    """
    if suspension.scope is Scope.MATTERS:
        follows = words.of_matters
    elif suspension.is_over(on):
        follows = words.goes_on if submitted else words.draft_goes_on
    else:
        follows = words.stands if submitted else words.draft_waits
    until = Text("，恢复办理时另行告知", "; you are told when it goes on") if suspension.ends_on is None else Text("", "")
    said = Text(follows.zh.format(number=number, until=until.zh), follows.en.format(number=number, until=until.en))
    return suspension.told(title, on, said)
