"""申报批次的文书。The papers of a window, which address the public: the call to apply, a later end, its end, who is listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from policy.days import minute, moment
from policy.language.items import Item
from policy.letters.matter import Matter, basis_of, titled
from policy.letters.paper import Paper, department_name
from policy.letters.wording import amount_in, day_in, quoted
from policy.text import Text
from policy.working_days import BEIJING

_CALL_TITLE: Final = Text("关于开展{title}申报工作的通知", "Call to apply: {title}")
_CALL: Final = Text(
    "现组织开展{item}{year}年度申报工作（{window}），有关事项通知如下。",
    "Applications for {item} of {year} are taken in this window ({window}), as follows.",
)
_WHO: Final = Text("一、申报对象：{who}", "1. Who may apply: {who}")
_GUIDE: Final = Text("二、申报指南：{guide}", "2. The guide: {guide}")
_TIME: Final = Text(
    "三、申报期：自{opens}起至{closes}止，逾期不予受理。", "3. When: from {opens} until {closes}; what comes later is not taken."
)
_EVIDENCE: Final = Text("四、申报材料：{evidence}。", "4. Evidence: {evidence}.")
_CEILING: Final = Text(
    "五、本批次总额为{amount}；申请按公式核算的金额合计超出总额的，按比例分配。",
    "5. There are {amount} for this window; where the formula amounts together exceed that, it is shared in proportion.",
)
_NO_CEILING: Final = Text(
    "五、本批次的申请列入一份名单一并审定；条款设有总额的，按比例分配。",
    "5. One list decides all applications of this window; a ceiling of the clause is shared in proportion.",
)
_CONTACT: Final = Text(
    "六、联系方式：{contact}。申报期内可以通过本系统提出问题，答复公开。",
    "6. Contact: {contact}. Questions may be asked through this system until the window closes; the answers are public.",
)
_OPTIONAL: Final = Text("{title}（如有）", "{title} (if there is one)")
_EXTENDED_TITLE: Final = Text("关于延长{title}申报期的公告", "A window is extended: {title}")
_EXTENDED: Final = Text(
    "{window}的申报期由{before}延长至{until}。", "The window {window}, which was to close on {before}, is open until {until}."
)
_CANCELLED_TITLE: Final = Text("关于取消{title}申报批次的公告", "A window is given up: {title}")
_CANCELLED: Final = Text("{window}尚未开始申报，现予取消。", "The window {window} has not opened and is given up.")
_REASON: Final = Text("理由：{reason}。", "The reason is: {reason}.")
_LIST_TITLE: Final = Text("关于{title}拟支持名单的公示", "Public notice of those to be supported: {title}")
_LIST: Final = Text(
    "经审查并统一审定，{window}拟支持{count}项申请，现予公示。", "After examination {count} applications are to be supported in {window}."
)
_SHARED: Final = Text(
    "可供分配的总额为{amount}，按各申请公式核算金额的比例分配。",
    "There were {amount} to share, in proportion to what the formula comes to.",
)
_LINE: Final = Text("{place}. {enterprise}（{number}）：{amount}", "{place}. {enterprise} ({number}): {amount}")
_PERIOD: Final = Text("公示期自{begun}起至{until}止。", "The notice runs from {begun} to {until}.")
_OBJECT: Final = Text(
    "公示期内如有异议，请通过本系统向{department}实名提出，写明姓名、联系方式、异议理由和依据；提出异议者的身份予以保密。",
    "If you object, please do so by name through this system while the notice runs, with your contact and your grounds; "
    "the {department} rules on it and keeps your name to itself.",
)
_NOBODY: Final = Text("本次名单没有进入公示的单位。", "Nobody on this list is on public notice.")


_STOPS: Final = ("。", ".", "！", "？", "；", "：", ";", ":")


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide of a window, as its papers name it.

    Attributes:
        title: What it is called, in the language of the paper.
        year: The year that is applied for.
        who: Who may apply.
        text: What is supported, and how.
        evidence: What is asked for besides the evidence of the item.
        contact: Where whoever answers is reached.
        opens_at: From when on it takes applications.
        closes_at: From when on it takes none.
        ceiling_fen: What there is for all who apply; None where it has no ceiling of its own.
    """

    title: str
    year: int
    who: str
    text: str
    evidence: Sequence[Mapping[str, Any]]
    contact: str
    opens_at: datetime
    closes_at: datetime
    ceiling_fen: int | None


def call_to_apply(item: Item, matter: Matter, guide: Guide, language: str) -> Paper:
    """Return the paper by which a guide is published."""
    listed = [_listed(one.title.in_language(language), required=one.required, language=language) for one in item.evidence]
    listed += [_listed(one["title"][language], required=one["required"], language=language) for one in guide.evidence]
    amount = None if guide.ceiling_fen is None else _money(guide.ceiling_fen, language)
    said = [
        _CALL.in_language(language).format(item=titled(item, language), year=guide.year, window=matter.number),
        *_passage(_WHO, language, who=guide.who),
        *_passage(_GUIDE, language, guide=guide.text),
        _TIME.in_language(language).format(opens=_at(guide.opens_at, language), closes=_at(guide.closes_at, language)),
        _EVIDENCE.in_language(language).format(evidence=("、" if language != "en" else "; ").join(dict.fromkeys(listed))),
        _NO_CEILING.in_language(language) if amount is None else _CEILING.in_language(language).format(amount=amount),
        _CONTACT.in_language(language).format(contact=guide.contact),
        basis_of(item, language),
    ]
    return matter.paper("申", _CALL_TITLE.in_language(language).format(title=quoted(guide.title)), said)


def window_extended(item: Item, matter: Matter, guide: Guide, span: tuple[datetime, datetime], reason: str, language: str) -> Paper:
    """Return the paper by which a window is extended.

    Args:
        item: What is applied for.
        matter: The window.
        guide: Its guide.
        span: When it was to close, and when it does now.
        reason: Why.
        language: "zh" or "en".
    """
    before, until = (_at(at, language) for at in span)
    said = [_EXTENDED.in_language(language).format(window=matter.number, before=before, until=until), _why(reason, language)]
    return matter.paper("申延", _EXTENDED_TITLE.in_language(language).format(title=quoted(guide.title)), [*said, basis_of(item, language)])


def window_cancelled(item: Item, matter: Matter, guide: Guide, reason: str, language: str) -> Paper:
    """Return the paper by which a window that was published is given up."""
    said = [_CANCELLED.in_language(language).format(window=matter.number), _why(reason, language), basis_of(item, language)]
    return matter.paper("申消", _CANCELLED_TITLE.in_language(language).format(title=quoted(guide.title)), said)


def list_on_notice(
    item: Item, matter: Matter, guide: Guide, listed: Sequence[Mapping[str, Any]], shared_fen: int | None, language: str
) -> Paper:
    """Return the paper of the notice of a list.

    Args:
        item: What is applied for.
        matter: The window, on the day the notice began.
        guide: Its guide.
        listed: Each with the `number` of the application, the `enterprise`, its `award_fen` and `until` when it is on notice.
        shared_fen: What there was to share; None where nothing bounds it.
        language: "zh" or "en".
    """
    title = _LIST_TITLE.in_language(language).format(title=quoted(guide.title))
    if not listed:
        return matter.paper("公单", title, [_NOBODY.in_language(language), basis_of(item, language)])
    until = max(datetime.fromisoformat(one["until"]) for one in listed)
    lines = [
        _LINE.in_language(language).format(
            place=place, enterprise=one["enterprise"], number=one["number"], amount=_money(one["award_fen"], language)
        )
        for place, one in enumerate(listed, start=1)
    ]
    shared = [] if shared_fen is None else [_SHARED.in_language(language).format(amount=_money(shared_fen, language))]
    said = [
        _LIST.in_language(language).format(window=matter.number, count=len(listed)),
        *shared,
        *lines,
        _PERIOD.in_language(language).format(begun=day_in(language, matter.day), until=day_in(language, _day(until))),
        _OBJECT.in_language(language).format(department=department_name(matter.department, language)),
        basis_of(item, language),
    ]
    return matter.paper("公单", title, said)


def _passage(said: Text, language: str, **words: str) -> list[str]:
    """Return what somebody wrote, a paragraph a line, each with its full stop."""
    stop = "." if language == "en" else "。"
    return [line if line.endswith(_STOPS) else line + stop for line in said.in_language(language).format(**words).splitlines() if line]


def _listed(title: str, *, required: bool, language: str) -> str:
    return title if required else _OPTIONAL.in_language(language).format(title=title)


def _why(reason: str, language: str) -> str:
    return _REASON.in_language(language).format(reason=reason.rstrip("。."))


def _money(fen: int, language: str) -> str:
    amount = amount_in(language, fen)
    return amount if language == "en" else f"人民币{amount}"


def _at(at: datetime, language: str) -> str:
    return moment(at) if language == "en" else minute(at)


def _day(at: datetime) -> date:
    return at.astimezone(BEIJING).date()
