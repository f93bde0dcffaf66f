"""不予支持的决定。How a refusal says what was decided: not taken in, not supported, after an objection; upheld or revoked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from policy.letters.wording import day_in
from policy.text import Text

if TYPE_CHECKING:
    from policy.language.facts import Json
    from policy.letters.decision import Decision
    from policy.letters.matter import Cited

_REFUSED: Final = Text(
    "{asked}，经审核，不符合支持条件，决定不予支持。", "{asked}. We have examined your application, and it cannot be supported."
)
_NOT_TAKEN: Final = Text(
    "{asked}，经审查，不符合受理条件，决定不予受理。", "{asked}. We have looked at your application and do not take it in."
)
_OBJECTED: Final = Text(
    "{asked}，我局拟予支持，自{begun}起公示，公示期原定至{until}止。公示期间收到实名异议，经核实，异议成立，决定不予支持。",
    "{asked}. We intended to support it; this was on public notice from {begun}, to end on {until}. Somebody objected by name meanwhile; "
    "the objection was examined and upheld, and your application is not supported.",
)
_UPHELD: Final = Text(
    "{asked}，我局决定{decided}。贵单位对该决定申请复核，经复核，维持原决定，{decided}。",
    "{asked}, and were told that {decided}. You asked for reconsideration; on reconsideration this decision stands.",
)
_REOPENED: Final = Text(
    "{asked}，我局决定{decided}。贵单位对该决定申请复核，经复核，撤销该决定，重新办理，办理结果另行告知。",
    "{asked}, and were told that {decided}. You asked for reconsideration; on reconsideration this decision is revoked, and your "
    "application is handled anew. You will be told what comes of it.",
)
_WRONG: Final = Text("须重新认定的方面：{parts}。", "Looked at again are: {parts}.")
_WHY: Final = Text("重新办理的理由：{reason}。", "The reason why it is handled anew is: {reason}.")
_UNSUPPORTED: Final = Text("不予支持", "it is not supported")
_UNACCEPTED: Final = Text("不予受理", "it is not taken in")
_OLDER: Final = Text("适用此前同类政策", "an older policy applies")
_STOPPED: Final = Text("停止拨付", "it is not paid")


@dataclass(frozen=True, slots=True)
class Objected:
    """An objection that was upheld: to what, never whose.

    Attributes:
        begun: When the intended support was put on public notice.
        until: When the notice was to end.
    """

    begun: date
    until: date


@dataclass(frozen=True, slots=True)
class Redecided:
    """That an award was decided anew, and is not due any more.

    Attributes:
        letter: The letter of the re-decision.
        facts: The facts that were corrected: before and after, by code.
        paper: What proves them.
        reason: Why they were wrong.
    """

    letter: Cited
    facts: Mapping[str, Mapping[str, Json]]
    paper: str
    reason: str


def refused(decision: Decision, asked: str, language: str) -> str:
    """Return what was decided; the reasons follow.

    Args:
        decision: A refusal.
        asked: What was asked for, as a clause of a sentence.
        language: "zh" or "en".
    """
    if decision.is_reconsidered:
        return _UPHELD.in_language(language).format(asked=asked, decided=_decided(decision, language))
    if decision.objected:
        begun, until = (day_in(language, day) for day in (decision.objected.begun, decision.objected.until))
        return _OBJECTED.in_language(language).format(asked=asked, begun=begun, until=until)
    return (_NOT_TAKEN if decision.unaccepted else _REFUSED).in_language(language).format(asked=asked)


def reopened(decision: Decision, asked: str, language: str) -> Iterator[str]:
    """Yield that a refusal was revoked on reconsideration, and why, where somebody said so."""
    yield _REOPENED.in_language(language).format(asked=asked, decided=_decided(decision, language))
    if decision.parts:
        between = "、" if language != "en" else "; "
        yield _WRONG.in_language(language).format(parts=between.join(part.in_language(language) for part in decision.parts))
    if decision.reason:
        yield _WHY.in_language(language).format(reason=decision.reason.rstrip("。."))


def _decided(decision: Decision, language: str) -> str:
    decided = _STOPPED if decision.stopped else _UNACCEPTED if decision.unaccepted else _OLDER if decision.older else _UNSUPPORTED
    return decided.in_language(language)
