"""专题会会议纪要。The minutes of a meeting: who met when, what was said, and how each matter was voted on and resolved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.language.items import Item
from policy.letters.investment_terms import terms_said
from policy.letters.matter import Matter, titled
from policy.letters.paper import Paper
from policy.letters.wording import day_in
from policy.money import in_yuan
from policy.processes.meeting.agenda import AgendaState
from policy.processes.meeting.votes import Votes
from policy.text import Text

_TITLE: Final = Text("专题会会议纪要", "Minutes of a meeting of the committee")
_HELD: Final = Text(
    "{day}召开专题会“{title}”，{chair}主持，会议成员{members}名，审议议题{matters}项。纪要编号：{minutes_no}。",
    "The committee met on {day} (“{title}”), chaired by {chair}, with {members} members, on {matters} matters. Minutes {minutes_no}.",
)
_MATTER: Final = Text(
    "{place}、{enterprise}，{item}（{number}）：提请支持{proposed}。同意{agreed}票，不同意{against}票，弃权{abstained}票，"
    "未参加表决{absent}名，回避{recused}名。{result}",
    "{place}. {enterprise}, {item} ({number}): {proposed} were proposed. For: {agreed}; against: {against}; abstained: {abstained}; "
    "absent: {absent}; stood aside: {recused}. {result}",
)
_POLICY: Final = Text(
    "{place}、{title}（{number}）：责任单位建议{proposal}。同意{agreed}票，不同意{against}票，弃权{abstained}票，未参加表决{absent}名，"
    "回避{recused}名。{result}",
    "{place}. {title} ({number}): the department proposes to {proposal}. For: {agreed}; against: {against}; abstained: {abstained}; "
    "absent: {absent}; stood aside: {recused}. {result}",
)
_FELL_AWAY: Final = Text(
    "该申请在审议期间已撤回、终止或者退回核验，不作决议。",
    "It was withdrawn, ended or sent back meanwhile: nothing is resolved on it.",
)
_POLICY_RESULTS: Final = {
    AgendaState.CARRIED: Text("决议：{proposal}。", "Resolved: {proposal}."),
    AgendaState.NOT_CARRIED: Text("决议：所提建议未予通过，由责任单位重新评价。", "Resolved: not carried; the department evaluates anew."),
}
_RESULTS: Final = {
    AgendaState.CARRIED: Text("决议：同意支持{amount}。", "Resolved: {amount}."),
    AgendaState.NOT_CARRIED: Text("决议：不予支持。", "Resolved: nothing is granted."),
    AgendaState.POSTPONED: Text("{why}，未作决议，另行审议。", "{why}; nothing was resolved."),
}


@dataclass(frozen=True, slots=True)
class Resolution:
    """What was resolved on one matter.

    Attributes:
        number: Of the case.
        enterprise: Whose it is, or what an evaluation is called.
        item: What it is about; None of an evaluation.
        proposed_fen: What was proposed, in fen; None of an evaluation.
        votes: How it was voted on.
        terms: On which terms would be invested, where it is no grant.
        proposal: What is proposed of a policy, where it is an evaluation.
        fell_away: Whether its case was withdrawn, ended or went back before the minutes were signed, so that nothing is resolved on it.
    """

    number: str
    enterprise: str
    item: Item | None
    proposed_fen: int | None
    votes: Votes
    terms: Mapping[str, object] | None = None
    proposal: Text | None = None
    fell_away: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting that was held.

    Attributes:
        title: What it is called.
        minutes_no: The number of its minutes.
        on: The day it was held.
        chair: The name of whoever chaired it.
        members: How many sat in it.
        minutes: What its minutes say.
        resolutions: What was resolved, in the order of the agenda.
    """

    title: str
    minutes_no: str
    on: date
    chair: str
    members: int
    minutes: str
    resolutions: Sequence[Resolution]


def meeting_minutes(matter: Matter, held: Held, language: str) -> Paper:
    """Return the minutes."""
    opening = _HELD.in_language(language).format(
        day=day_in(language, held.on),
        title=held.title,
        chair=held.chair,
        members=held.members,
        matters=len(held.resolutions),
        minutes_no=held.minutes_no,
    )
    resolved = [_resolved(place, one, language) for place, one in enumerate(held.resolutions, start=1)]
    return matter.paper("专纪", _TITLE.in_language(language), [opening, *held.minutes.splitlines(), *resolved])


def _resolved(place: int, one: Resolution, language: str) -> str:
    if one.proposal is not None:
        proposal = one.proposal.in_language(language).lower()
        why = one.votes.why_postponed.in_language(language)
        said = (_RESULTS | _POLICY_RESULTS)[one.votes.result].in_language(language).format(proposal=proposal, why=why)
        about = {"place": place, "title": one.enterprise, "number": one.number, "proposal": proposal, "result": said}
        return _POLICY.in_language(language).format(**about, **one.votes.counted)
    result = (_FELL_AWAY if one.fell_away else _RESULTS[one.votes.result]).in_language(language)
    if one.votes.result is AgendaState.POSTPONED and not one.fell_away:
        result = result.format(why=one.votes.why_postponed.in_language(language))
    if one.votes.amount_fen is not None and not one.fell_away:
        result = result.format(amount=in_yuan(one.votes.amount_fen).in_language(language))
        if one.terms:
            result = ("" if language != "en" else " ").join([result, terms_said(language, one.votes.amount_fen, one.terms)])
    return _MATTER.in_language(language).format(
        place=place,
        enterprise=one.enterprise,
        item=titled(one.item, language) if one.item else "",
        number=one.number,
        proposed=in_yuan(one.proposed_fen or 0).in_language(language),
        result=result,
        **one.votes.counted,
    )
