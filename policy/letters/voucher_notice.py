"""服务券的文书。The papers of a voucher and of its settlements: issued, refused, voided, run out; found right, refused, not paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from policy.language.facts import Json
from policy.language.items import Item
from policy.letters.bodies import Bodies
from policy.letters.matter import Matter, basis_of, titled
from policy.letters.paper import Paper
from policy.letters.refusal_reasons import stated
from policy.letters.repaying import OF_SETTLEMENT, where_to_pay
from policy.letters.stopped_payment import findings_of
from policy.letters.wording import amount_with_capitals, because, day_in, quoted
from policy.money import Rate, write_rate
from policy.text import Text

_ISSUED_TITLE: Final = Text("科技创新服务券", "Innovation voucher")
_ISSUED: Final = Text(
    "经审查，决定向贵单位发放科技创新服务券一张，编号{number}，面额{face}，自{begins}起至{until}（含当日）有效。",
    "After examination we issue you an innovation voucher, number {number}, of {face}, from {begins} until {until}, that day included.",
)
_USE: Final = Text(
    "服务券用于向经认定的公共技术服务平台和中试服务基地购买专业技术服务，按服务金额的{rate}支付，以面额为限，可以分次使用；"
    "本次申领的服务为{service}。",
    "It buys technical services from recognised platforms: it pays {rate} of a price, its face at most, in parts if you like. "
    "You asked for it for {service}.",
)
_CONFIRM: Final = Text(
    "平台登记服务合同后，服务交付时由平台告知一次性验收码，贵单位凭该码在本系统确认交付；使用的金额由平台结算，不向贵单位拨付。",
    "A platform registers its contract; with the delivery it gives you a one-time code, by which you confirm it in this system. "
    "The platform is paid, not you.",
)
_ENDS: Final = Text("期满未使用的额度收回，不予延期。", "What is not spent by then goes back; the term is not extended.")
_REFUSED_TITLE: Final = Text("关于{title}不予发放决定书", "Decision not to issue: {title}")
_REFUSED: Final = Text("贵单位申领{title}，经审查，决定不予发放。", "You asked for this: {title}. It is not issued.")
_REASON: Final = Text("理由：{reason}。", "The reason is: {reason}.")
_EXPIRED_TITLE: Final = Text("科技创新服务券期满告知书", "Notice that an innovation voucher has run out")
_EXPIRED: Final = Text(
    "贵单位编号为{number}的科技创新服务券有效期已满，不再使用；已使用{spent}，未使用的{left}已经收回。",
    "Your innovation voucher {number} has run out and buys nothing any more; {spent} of it were spent, and the {left} that were not went "
    "back.",
)
_UNUSED: Final = Text(
    "贵单位编号为{number}的科技创新服务券有效期已满，未曾使用，额度{left}已经收回，就此办结。",
    "Your innovation voucher {number} has run out and was never used; {left} went back, and it is closed.",
)
_SETTLED_STILL: Final = Text("已确认交付的服务合同，仍由平台按月结算。", "What was confirmed is still settled with its platforms.")
_VOIDED_TITLE: Final = Text("关于作废科技创新服务券的决定书", "Decision to void an innovation voucher")
_VOIDED: Final = Text(
    "决定作废贵单位编号为{number}的科技创新服务券，自本决定作出之日起不再使用，未使用的{left}予以收回；已确认交付的{spent}仍由平台结算。",
    "Your innovation voucher {number} is voided and buys nothing any more; {left} that were not spent go back, and the {spent} of "
    "confirmed deliveries are still settled.",
)
_SETTLED_TITLE: Final = Text("科技创新服务券结算核对通知书", "Notice of what is settled of innovation vouchers")
_SETTLED: Final = Text(
    "贵单位申请结算{month}使用的科技创新服务券，经核对，共{count}笔，结算{amount}{paid_to}。",
    "You asked to have the innovation vouchers of {month} settled. These are {count} contracts, {amount} in all{paid_to}.",
)
_PAID_TO: Final = Text("，将拨付至贵单位提供的账户", ", which are paid to the account you gave")
_LINE: Final = Text(
    "{place}. 服务券{voucher}，服务合同{contract}，{delivered}确认交付，{amount}。",
    "{place}. Voucher {voucher}, contract {contract}, delivered on {delivered}: {amount}.",
)
_NETTED: Final = Text(
    "其中{netted}抵扣贵单位就{of}应退缴的款项，实际拨付{paid}。",
    "Of this {netted} pay what you owe of {of}; {paid} are paid.",
)
_NETTED_WHOLE: Final = Text(
    "以上款项全部抵扣贵单位就{of}应退缴的款项，本次不再拨付。",
    "All of this pays what you owe of {of}; nothing is paid to you.",
)
_RECLAIMED_TITLE: Final = Text("关于收回已结算服务券款项的决定书", "Decision to take back what was settled of innovation vouchers")
_RECLAIMED: Final = Text(
    "经查实，贵单位{month}结算的下列服务合同不应由科技创新服务券支付，决定收回已结算的{amount}。",
    "The following contracts of your settlement of {month} were not to be paid by innovation vouchers; {amount} that were settled are "
    "taken back.",
)
_TO_BE_NETTED: Final = Text(
    "收回的款项从贵单位下一笔由同一预算支付的结算中抵扣；{days}个工作日内未能抵扣的部分，另行通知退缴。",
    "They are netted from your next settlement out of the same budget; what is not within {days} working days you will be asked to pay "
    "back.",
)
_TAKEN: Final = Text(
    "{place}. 服务券{voucher}，服务合同{contract}，{amount}。", "{place}. Voucher {voucher}, contract {contract}: {amount}."
)
_DEMANDED_TITLE: Final = Text("服务券款项退缴通知书", "Notice to pay back what was settled of innovation vouchers")
_DEMANDED: Final = Text(
    "贵单位{month}结算的科技创新服务券款项，经决定收回，尚有{owed}未能从以后的结算中抵扣，请于{until}前（含当日）缴入国库。",
    "Of what was taken back of your settlement of {month}, {owed} were not netted by later ones. Please pay them to the treasury by "
    "{until}, that day included.",
)
_UNSETTLED_TITLE: Final = Text("科技创新服务券不予结算告知书", "Notice that innovation vouchers are not settled")
_UNSETTLED: Final = Text(
    "贵单位申请结算{month}使用的科技创新服务券，经核对，本次不予结算。",
    "You asked to have the innovation vouchers of {month} settled. They are not settled as they were asked for.",
)
_AGAIN_SETTLED: Final = Text("更正后，可以重新申请结算。", "Once this is put right, you may ask for it again.")
_STOPPED_TITLE: Final = Text("科技创新服务券停止拨付告知书", "Notice that a settlement is not paid")
_STOPPED: Final = Text(
    "贵单位{month}使用的科技创新服务券结算{amount}，拨付之前核查，发现有影响拨付的情况，经审批，决定停止拨付。",
    "{amount} of innovation vouchers of {month} were to be paid to you. Another look before the payment found something that stands "
    "against it; it was decided not to pay.",
)
_FOUND: Final = Text("核查发现：{findings}。", "What was found: {findings}.")
_AGAIN: Final = Text("符合条件后，可以重新申领。", "Once the conditions hold it may be asked for again.")
_CONTEST: Final = Text("如不服本决定，可以{remedies}。", "If you do not accept this decision, you may {remedies}.")


@dataclass(frozen=True, slots=True)
class Issued:
    """A voucher that was issued.

    Attributes:
        service: What it was asked for.
        rate: The rate of a price that it pays.
        face_fen: Its face, in fen.
        begins: Its first day.
        until: Its last day.
    """

    service: str
    rate: Rate
    face_fen: int
    begins: date
    until: date


def voucher_issued(item: Item, said: Issued, matter: Matter, language: str) -> Paper:
    """Return the voucher itself: its number, face, rate and term, and how it is spent."""
    begins, until = day_in(language, said.begins), day_in(language, said.until)
    face = amount_with_capitals(language, said.face_fen)
    paragraphs = [
        _ISSUED.in_language(language).format(number=matter.number, face=face, begins=begins, until=until),
        _USE.in_language(language).format(rate=f"{write_rate(said.rate * 100)}%", service=quoted(said.service)),
        _CONFIRM.in_language(language),
        _ENDS.in_language(language),
        basis_of(item, language),
    ]
    return matter.paper("券", _ISSUED_TITLE.in_language(language), paragraphs)


def voucher_refused(
    item: Item, matter: Matter, failures: Sequence[Mapping[str, Json]], reason: str, bodies: Bodies, language: str
) -> Paper:
    """Return the paper that no voucher is issued, and why: by conditions that do not hold, or as somebody says."""
    title = titled(item, language)
    reasons = [*(stated(item, failure, language) for failure in failures), *([reason] if reason else [])]
    paragraphs = [
        _REFUSED.in_language(language).format(title=title),
        *because(_REASON, reasons, language),
        basis_of(item, language),
        _AGAIN.in_language(language),
        _contest(bodies, language),
    ]
    return matter.paper("不发", _REFUSED_TITLE.in_language(language).format(title=title), paragraphs)


def voucher_voided(item: Item, matter: Matter, amounts: tuple[int, int], reasons: Sequence[str], bodies: Bodies, language: str) -> Paper:
    """Return the paper that a voucher is voided.

    Args:
        item: What it was issued for.
        matter: The voucher.
        amounts: What goes back, and what was spent, in fen.
        reasons: Why it was proposed, and decided.
        bodies: Before whom it can be contested.
        language: "zh" or "en".
    """
    left, spent = (amount_with_capitals(language, amount) for amount in amounts)
    paragraphs = [
        _VOIDED.in_language(language).format(number=matter.number, left=left, spent=spent),
        *because(_REASON, reasons, language),
        basis_of(item, language),
        _contest(bodies, language),
    ]
    return matter.paper("券废", _VOIDED_TITLE.in_language(language), paragraphs)


def voucher_expired(item: Item, matter: Matter, left_fen: int, spent_fen: int, language: str) -> Paper:
    """Return the paper that a voucher has run out, and what of it was spent and went back; one that was never used is closed by it."""
    left, spent = amount_with_capitals(language, left_fen), amount_with_capitals(language, spent_fen)
    said = (_EXPIRED if spent_fen else _UNUSED).in_language(language).format(number=matter.number, left=left, spent=spent)
    then = _SETTLED_STILL if spent_fen else _AGAIN
    return matter.paper("券满", _EXPIRED_TITLE.in_language(language), [said, basis_of(item, language), then.in_language(language)])


def settlement_accepted(
    item: Item, matter: Matter, month: date, spends: Sequence[Mapping[str, Json]], language: str, *, netted: Mapping[str, int] | None = None
) -> Paper:
    """Return the paper that says what is settled, contract by contract, and what of it is netted with what its platform owed."""
    total = sum(int(one["amount_fen"]) for one in spends)
    lines = [
        _LINE.in_language(language).format(
            place=place,
            voucher=one["voucher"],
            contract=one["contract_no"],
            delivered=day_in(language, date.fromisoformat(str(one["delivered_on"]))),
            amount=amount_with_capitals(language, int(one["amount_fen"])),
        )
        for place, one in enumerate(spends, start=1)
    ]
    amount, when = amount_with_capitals(language, total), month_in(language, month)
    netted_fen = sum((netted or {}).values())
    of = ("、" if language == "zh" else ", ").join(netted or ())
    rest = [amount_with_capitals(language, fen) for fen in (netted_fen, total - netted_fen)]
    is_paid = netted_fen < total
    paid_to = _PAID_TO.in_language(language) if is_paid else ""
    paragraphs = [
        _SETTLED.in_language(language).format(month=when, count=len(spends), amount=amount, paid_to=paid_to),
        *lines,
        *([(_NETTED if is_paid else _NETTED_WHOLE).in_language(language).format(of=of, netted=rest[0], paid=rest[1])] if netted else []),
        basis_of(item, language),
    ]
    return matter.paper("券结", _SETTLED_TITLE.in_language(language), paragraphs)


def settlement_refused(item: Item, matter: Matter, month: date, reason: str, bodies: Bodies, language: str) -> Paper:
    """Return the paper that a settlement is refused, to be asked for again once it is put right, and how that can be contested."""
    paragraphs = [
        _UNSETTLED.in_language(language).format(month=month_in(language, month)),
        *because(_REASON, [reason], language),
        basis_of(item, language),
        _AGAIN_SETTLED.in_language(language),
        _CONTEST.in_language(language).format(remedies=bodies.remedies(language)),
    ]
    return matter.paper("券结告", _UNSETTLED_TITLE.in_language(language), paragraphs)


@dataclass(frozen=True, slots=True)
class StoppedSettlement:
    """A settlement that is not paid after all.

    Attributes:
        month: Which month's.
        amount_fen: What was to be paid, in fen.
        failures: What was found before the payment.
        reason: Why an approver ended it.
    """

    month: date
    amount_fen: int
    failures: Sequence[Mapping[str, Json]]
    reason: str


def settlement_stopped(item: Item, matter: Matter, said: StoppedSettlement, bodies: Bodies, language: str) -> Paper:
    """Return the paper that a settlement is not paid, what was found, and how that can be contested."""
    found = findings_of(said.failures, language)
    amount = amount_with_capitals(language, said.amount_fen)
    paragraphs = [
        _STOPPED.in_language(language).format(month=month_in(language, said.month), amount=amount),
        *([_FOUND.in_language(language).format(findings=found)] if found else []),
        *because(_REASON, [said.reason], language),
        basis_of(item, language),
        _contest(bodies, language),
    ]
    return matter.paper("券停", _STOPPED_TITLE.in_language(language), paragraphs)


def settlement_reclaimed(
    item: Item, matter: Matter, month: date, said: Mapping[str, Json], reasons: Sequence[str], bodies: Bodies, language: str
) -> Paper:
    """Return the paper that something that was settled is taken back, contract by contract, and how.

    Args:
        item: What vouchers are issued for.
        matter: The settlement.
        month: Which month's.
        said: What was decided: `amount_fen`, `contracts`, and in how many working days it is netted, `netting_days`.
        reasons: Why it was proposed, and decided.
        bodies: Before whom it can be contested.
        language: "zh" or "en".
    """
    contracts: Any = said["contracts"]
    lines = [
        _TAKEN.in_language(language).format(
            place=place,
            voucher=one["voucher"],
            contract=one["contract_no"],
            amount=amount_with_capitals(language, int(one["amount_fen"])),
        )
        for place, one in enumerate(contracts, start=1)
    ]
    amount = amount_with_capitals(language, int(said["amount_fen"]))
    paragraphs = [
        _RECLAIMED.in_language(language).format(month=month_in(language, month), amount=amount),
        *lines,
        *because(_REASON, reasons, language),
        _TO_BE_NETTED.in_language(language).format(days=said["netting_days"]),
        basis_of(item, language),
        _contest(bodies, language),
    ]
    return matter.paper("券收", _RECLAIMED_TITLE.in_language(language), paragraphs)


def settlement_demanded(item: Item, matter: Matter, month: date, owed_fen: int, until: date, bodies: Bodies, language: str) -> Paper:
    """Return the paper that what was taken back and not netted has to be paid back: until when, and to which account."""
    owed, by = amount_with_capitals(language, owed_fen), day_in(language, until)
    said = _DEMANDED.in_language(language).format(month=month_in(language, month), owed=owed, until=by)
    where = where_to_pay(matter, bodies, language, OF_SETTLEMENT)
    return matter.paper("券缴", _DEMANDED_TITLE.in_language(language), [said, where, basis_of(item, language)])


def month_in(language: str, month: date) -> str:
    """Return a month as a sentence names it."""
    return f"{month:%B %Y}" if language == "en" else f"{month.year}年{month.month}月"


def _contest(bodies: Bodies, language: str) -> str:
    return _CONTEST.in_language(language).format(remedies=bodies.remedies(language))
