"""人才优惠的文书。The papers of benefits: granted or refused, one of them not available, renewed, ended."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from policy.letters.bodies import Bodies
from policy.letters.matter import Matter, basis_of
from policy.letters.paper import Paper, department_name
from policy.letters.wording import day_in, quoted
from policy.processes.benefit.benefits import BENEFITS, ITEM, named
from policy.processes.benefit.lifecycle import Event
from policy.text import Text

_GRANTED_TITLE: Final = Text("准予享受人才优惠通知书", "Notice that benefits are granted")
_GRANTED: Final = Text(
    "您提出的人才优惠申请，经审核，您系经开区认定的高端人才（认定编号{talent}），准予享受下列优惠。",
    "You asked for benefits. The area has recognised you as high-end talent (number {talent}), and you are granted these.",
)
_DELIVERS: Final = Text("{benefit}：由{department}落实", "{benefit}: delivered by the {department}")
_THEN: Final = Text(
    "落实后请逐项确认；均不涉及资金，自开始享受之日起每年续期一次。",
    "Please confirm each once it is delivered. No money is given, and they are renewed each year.",
)
_REFUSED_TITLE: Final = Text("不予享受人才优惠决定书", "Decision that benefits are refused")
_REFUSED: Final = Text(
    "您提出的享受{benefits}的申请，经审核，不予享受。理由：{reason}。", "You asked for {benefits}. It is refused: {reason}."
)
_UNAVAILABLE_TITLE: Final = Text("人才优惠未能落实告知书", "Notice that a benefit is not available")
_UNAVAILABLE: Final = Text(
    "准予您享受的{benefit}，经{department}办理，目前未能落实。理由：{reason}。",
    "You were granted {benefit}. The {department} says that it is not available: {reason}.",
)
_AGAIN: Final = Text("具备条件后可以另行申请。", "You may ask again once it is.")
_BEGUN_TITLE: Final = Text("人才优惠开始享受通知书", "Notice that benefits are in force")
_RENEWED_TITLE: Final = Text("人才优惠续期通知书", "Notice that benefits are renewed")
_IN_FORCE: Final = Text(
    "您的{benefits}已落实，自{begins}起享受，至{until}止；期满另行通知续期，人才认定终止的，同时终止。",
    "{benefits} are in force for you from {begins} until {until}. You will be asked then whether they go on; "
    "they end with your recognition.",
)
_RENEWED: Final = Text("您的{benefits}准予续期，至{until}止。", "{benefits} are renewed for you until {until}.")
_ENDED_TITLE: Final = Text("人才优惠终止告知书", "Notice that benefits have ended")
_ENDED: Final = Text("您的{benefits}自{day}起终止。理由：{reason}。", "{benefits} have ended for you on {day}: {reason}.")
_DELIVERED: Final = Text("已落实", "delivered")
_AWAITED: Final = Text("已准予，尚未落实", "granted, and not delivered yet")
_WAS: Final = {
    Event.DELIVERED: Text("已落实，尚待您确认", "delivered, and not confirmed by you yet"),
    Event.NOT_RECEIVED: Text("您反映未落实，正在重新落实", "being delivered once more, as you said that it was not"),
    Event.RECEIVED: _DELIVERED,
    Event.RECEIPT_LAPSED: _DELIVERED,
}
_ENDED_EACH: Final = Text("{benefit}：{was}", "{benefit}: {was}")
_REASONS: Final = {
    Event.RENEWAL_WAIVED: Text("您不再申请续期", "you do not want them to go on"),
    Event.RENEWAL_LAPSED: Text("您未在期限内申请续期", "you did not ask in time for them to go on"),
    Event.RECOGNITION_ENDED: Text("您的高端人才认定已终止", "your recognition as high-end talent has ended"),
    Event.GIVEN_UP: Text("您已放弃享受", "you have given them up"),
}
_CONTEST: Final = Text("如不服本决定，可以{remedies}。", "If you do not accept this decision, you may {remedies}.")


def benefit_granted(matter: Matter, talent_no: str, delivered_by: dict[str, str], language: str) -> Paper:
    """Return the paper that benefits are granted, and who delivers each."""
    listed = [
        _DELIVERS.in_language(language).format(
            benefit=BENEFITS[code].in_language(language), department=department_name(department, language)
        )
        for code, department in delivered_by.items()
    ]
    paragraphs = [_GRANTED.in_language(language).format(talent=talent_no), *listed, basis_of(ITEM, language), _THEN.in_language(language)]
    return matter.paper("优", _GRANTED_TITLE.in_language(language), paragraphs)


def benefit_refused(matter: Matter, benefits: Collection[str], reason: str, bodies: Bodies, language: str) -> Paper:
    """Return the paper that benefits are refused, and why."""
    said = _REFUSED.in_language(language).format(benefits=_called(benefits, language), reason=_plain(reason))
    return matter.paper("不优", _REFUSED_TITLE.in_language(language), [said, basis_of(ITEM, language), _contest(bodies, language)])


def benefit_unavailable(matter: Matter, benefit: str, department: str, reason: str, bodies: Bodies, language: str) -> Paper:
    """Return the paper that a benefit that was granted is not available, and why."""
    said = _UNAVAILABLE.in_language(language).format(
        benefit=_called((benefit,), language), department=department_name(department, language), reason=_plain(reason)
    )
    paragraphs = [said, basis_of(ITEM, language), _AGAIN.in_language(language), _contest(bodies, language)]
    return matter.paper("未落", _UNAVAILABLE_TITLE.in_language(language), paragraphs)


def benefit_in_force(matter: Matter, benefits: Collection[str], until: date, language: str, *, renewed: bool) -> Paper:
    """Return the paper that benefits are in force for a year, or for another one."""
    title, sentence, word = (_RENEWED_TITLE, _RENEWED, "优续") if renewed else (_BEGUN_TITLE, _IN_FORCE, "优始")
    said = sentence.in_language(language).format(
        benefits=_called(benefits, language), begins=day_in(language, matter.day), until=day_in(language, until)
    )
    return matter.paper(word, title.in_language(language), [said, basis_of(ITEM, language)])


def benefit_ended(matter: Matter, had: Mapping[str, str | None], event: str, reason: str, bodies: Bodies, language: str) -> Paper:
    """Return the paper that benefits have ended, what each had come to, and why; it can be contested where somebody has decided so.

    Args:
        matter: What the paper is about.
        had: By each benefit that ends the last event of its delivery; None where it was granted, and nothing has come of it yet.
        event: By which they end.
        reason: Why, where somebody said so.
        bodies: Where it is contested.
        language: The language.
    """
    known = _REASONS.get(Event(event))
    why = known.in_language(language) if known else _plain(reason)
    said = _ENDED.in_language(language).format(benefits=_called(had, language), day=day_in(language, matter.day), reason=why)
    listed = [_ended_each(code, had[code], language) for code in BENEFITS if code in had]
    contest = [_contest(bodies, language)] if event in {Event.RENEWAL_REFUSED, Event.RECOGNITION_ENDED} else []
    return matter.paper("优终", _ENDED_TITLE.in_language(language), [said, *listed, basis_of(ITEM, language), *contest])


def _ended_each(code: str, last: str | None, language: str) -> str:
    was = _WAS[Event(last)] if last else _AWAITED
    return _ENDED_EACH.in_language(language).format(benefit=BENEFITS[code].in_language(language), was=was.in_language(language))


def _called(benefits: Collection[str], language: str) -> str:
    return quoted(named(benefits).in_language(language))


def _contest(bodies: Bodies, language: str) -> str:
    return _CONTEST.in_language(language).format(remedies=bodies.remedies(language))


def _plain(said: str) -> str:
    return said.rstrip("。.")
