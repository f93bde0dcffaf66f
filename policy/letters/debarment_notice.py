"""限制申报的文书。The papers of a debarment: what is intended and how to be heard, what was decided, and why a bar is lifted early."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.language.items import Item
from policy.letters.bodies import Bodies
from policy.letters.heard import not_followed
from policy.letters.matter import Cited, Matter, basis_of, takes_place_of, titled
from policy.letters.paper import Paper
from policy.letters.wording import amount_in, day_in
from policy.processes.debarment.term import LiftingGround
from policy.text import Text

_INTENDED_TITLE: Final = Text("关于拟限制申报支持资金的告知书", "Notice of an intended bar from support")
_BARRED_TITLE: Final = Text("关于限制申报支持资金的决定书", "Decision to bar from support")
_NOT_BARRED_TITLE: Final = Text("关于不限制申报支持资金的通知书", "Notice that no bar from support follows")
_LIFTED_TITLE: Final = Text("关于解除限制申报支持资金的通知书", "Notice that a bar from support is lifted")
_FOUND: Final = Text(
    "贵单位获得的{title}支持资金（申请编号：{award}），经查系以虚报等手段骗取，已依法作出追回决定（追回编号：{clawback}）。",
    "You received support for {title} (application {award}); it was found to be got by fraud and is demanded back ({clawback}).",
)
_INTENDED: Final = Text(
    "拟自作出决定之日起至{until}止，限制贵单位申报支持资金，其间不受理贵单位的申请，不给予新的支持。理由：{reason}。",
    "You would be barred from the day of the decision until {until}: nothing you apply for would be taken in, and nothing new given. "
    "The reason is: {reason}.",
)
_ANSWER: Final = Text(
    "请在{day}前陈述意见；逾期未陈述的，视为无异议。",
    "Please make a statement by {day}; silence counts as no objection.",
)
_BARRED: Final = Text(
    "经研究，决定自{barred_on}起至{until}止，限制贵单位申报支持资金，其间不受理贵单位的申请，不给予新的支持；期满自行终止。理由：{reason}。",
    "You are barred from {barred_on} until {until}: nothing you apply for is taken in, and nothing new given; it ends by itself. "
    "The reason is: {reason}.",
)
_EARLIER: Final = Text(
    "本决定有误或者所依据的决定被依法撤销的，提前解除。", "It is lifted early where it rested on an error of ours or on what was set aside."
)
_NOT_BARRED: Final = Text(
    "经研究，决定不限制贵单位申报支持资金。理由：{reason}。", "You are not barred from support. The reason is: {reason}."
)
_LIFTED: Final = Text(
    "我局于{barred_on}作出决定，限制贵单位申报支持资金至{until}。经查，{ground}（{reason}），依据为：{paper}。"
    "决定自{day}起解除，贵单位可以按规定申请支持。",
    "On {barred_on} you were barred from support until {until}. We found that {ground} ({reason}), by: {paper}. "
    "The bar is lifted from {day} on, and you may apply for support.",
)
_REOPENED: Final = Text(
    "原支持对象可以按规定再次申报。",
    "What the support was for may be applied for again.",
)
_RESTORED: Final = Text(
    "贵单位已退缴的{repaid}，由我局作出再决定后退还，原支持对象无须另行申报。",
    "The {repaid} you paid back are paid to you again once the award is decided anew; you need not apply for that support again.",
)
_NOT_DEMANDED: Final = Text(
    "尚未退缴的资金，由我局作出再决定后不再追缴。", "What you have not paid back is demanded no longer once the award is decided anew."
)
_GROUNDS: Final[Mapping[LiftingGround, Text]] = {
    LiftingGround.OWN_ERROR: Text("该决定有误", "that decision was wrong"),
    LiftingGround.SET_ASIDE: Text("该决定的依据已被依法撤销", "what it rested on was set aside"),
}
_CONTEST: Final = Text("如不服本决定，可以{remedies}。", "If you do not accept it, you may {remedies}.")


@dataclass(frozen=True, slots=True)
class Fraud:
    """The demand that a debarment follows.

    Attributes:
        award: The number of the application.
        clawback: The number of the demand.
    """

    award: str
    clawback: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar that is intended or was decided.

    Attributes:
        until: Its last day.
        reason: Why.
        barred_on: Its first day, once it was decided.
        answer: Why what the enterprise stated was not accepted, where it stated something.
    """

    until: date
    reason: str
    barred_on: date | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Lifting:
    """Why a bar is lifted early.

    Attributes:
        ground: What it rested on.
        paper: What proves that.
        reason: The officer's words.
        repaid_fen: What was paid back of the demand it followed, in fen.
        is_demanded: Whether that is still demanded.
    """

    ground: LiftingGround
    paper: str
    reason: str
    repaid_fen: int = 0
    is_demanded: bool = False


def bar_intended(
    item: Item, matter: Matter, fraud: Fraud, bar: Bar, by: date | None, language: str, replaces: Cited | None = None
) -> Paper:
    """Return the paper that tells an enterprise that it would be barred, and by when to be heard; also in place of an earlier one."""
    paragraphs = [
        _found(item, fraud, language),
        _INTENDED.in_language(language).format(until=day_in(language, bar.until), reason=_plain(bar.reason)),
        *takes_place_of(replaces, language),
        basis_of(item, language),
        *([_ANSWER.in_language(language).format(day=day_in(language, by))] if by else []),
    ]
    return matter.paper("限告", _INTENDED_TITLE.in_language(language), paragraphs)


def bar_decided(item: Item, matter: Matter, fraud: Fraud, bar: Bar, bodies: Bodies, language: str) -> Paper:
    """Return the paper that bars an enterprise."""
    days = {"barred_on": day_in(language, bar.barred_on or matter.day), "until": day_in(language, bar.until)}
    paragraphs = [
        _found(item, fraud, language),
        _BARRED.in_language(language).format(**days, reason=_plain(bar.reason)),
        *not_followed(bar.answer or None, language),
        basis_of(item, language),
        _EARLIER.in_language(language),
        _CONTEST.in_language(language).format(remedies=bodies.remedies(language)),
    ]
    return matter.paper("限决", _BARRED_TITLE.in_language(language), paragraphs)


def no_bar_decided(item: Item, matter: Matter, fraud: Fraud, reason: str, language: str) -> Paper:
    """Return the paper that tells an enterprise that it is not barred."""
    paragraphs = [
        _found(item, fraud, language),
        _NOT_BARRED.in_language(language).format(reason=_plain(reason)),
        basis_of(item, language),
    ]
    return matter.paper("限免", _NOT_BARRED_TITLE.in_language(language), paragraphs)


def bar_lifted(item: Item, matter: Matter, bar: Bar, lifting: Lifting, language: str) -> Paper:
    """Return the paper that lifts a bar early."""
    days = {"barred_on": day_in(language, bar.barred_on or matter.day), "until": day_in(language, bar.until)}
    said = {"ground": _GROUNDS[lifting.ground].in_language(language), "reason": _plain(lifting.reason), "paper": _plain(lifting.paper)}
    restored = _RESTORED.in_language(language).format(repaid=amount_in(language, lifting.repaid_fen))
    paragraphs = [
        _LIFTED.in_language(language).format(**days, **said, day=day_in(language, matter.day)),
        # What is decided anew by us is not to be applied for besides.
        *([] if lifting.repaid_fen or lifting.is_demanded else [_REOPENED.in_language(language)]),
        *([restored] if lifting.repaid_fen else []),
        *([_NOT_DEMANDED.in_language(language)] if lifting.is_demanded else []),
        basis_of(item, language),
    ]
    return matter.paper("限解", _LIFTED_TITLE.in_language(language), paragraphs)


def _found(item: Item, fraud: Fraud, language: str) -> str:
    return _FOUND.in_language(language).format(title=titled(item, language), award=fraud.award, clawback=fraud.clawback)


def _plain(said: str) -> str:
    return said.rstrip("。.")
