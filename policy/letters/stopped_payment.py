"""停止拨付、终止办理。The letters of what ends for what was found on the way: before the payment, or in a superior policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from policy.letters.matter import Matter, basis_of, titled
from policy.letters.wording import amount_with_capitals, dated
from policy.text import Text

if TYPE_CHECKING:
    from policy.language.facts import Json
    from policy.language.items import Item
    from policy.letters.bodies import Bodies
    from policy.letters.decision import Decision
    from policy.letters.paper import Paper

STOPPED: Final = Text("关于{title}停止拨付的通知书", "Notice that a payment was stopped: {title}")
_STOPPED: Final = Text(
    "{asked}，此前已经审定同意。拨付之前再次核查，发现有影响拨付的情况，经审批，决定停止拨付，不再给予支持。",
    "{asked}. It had been approved. Another look before the payment found something that stands against it; it was decided not to pay, "
    "and nothing is granted.",
)
_REST: Final = Text(
    "贵单位的{title}支持（{number}）尚有{amount}未拨付。拨付之前再次核查，发现有影响拨付的情况，经审批，决定停止拨付该部分。",
    "Of your support {number} ({title}), {amount} is unpaid. Another look before the payment found something that stands against it; it "
    "was decided not to pay that part.",
)
_REASON: Final = Text("停止拨付的理由：{reason}。", "It is not paid for this reason: {reason}.")
_SUPPLEMENT: Final = Text(
    "此前经再决定补充支持的金额另行办理，不受本通知影响。",
    "What a re-decision has added to it is handled by itself; this letter does not change that.",
)
_CONTEST: Final = Text("如不服本决定，可以{remedies}。", "If you do not accept it, you may {remedies}.")
_SUSPENDED: Final = Text(
    "{asked}，因上位政策调整，经审批，决定终止办理，不予支持。{findings}。",
    "{asked}. For a change of a superior policy it was decided to end it, and nothing is granted. {findings}.",
)
_FOUND: Final = Text("核查发现：{findings}。", "What was found: {findings}.")


def stopped_payment(decision: Decision, asked: str, language: str) -> Iterator[str]:
    """Yield what was decided and what was found; the ground follows as in every refusal.

    Args:
        decision: The decision, whose failures are what was found.
        asked: What was asked for, as a clause of a sentence.
        language: "zh" or "en".
    """
    yield _STOPPED.in_language(language).format(asked=asked)
    if found := findings_of(decision.failures, language):
        yield _FOUND.in_language(language).format(findings=found)


def rest_stopped(item: Item, matter: Matter, stopped: Mapping[str, Json], bodies: Bodies, language: str) -> Paper:
    """Return the paper that what is unpaid of an award is not paid after all, while what was added to it stands.

    Args:
        item: What was awarded.
        matter: The award.
        stopped: What was decided: `unpaid_fen`, the `failures` that were found, and the `reason` of whoever decided.
        bodies: Where it can be contested.
        language: "zh" or "en".
    """
    title, findings = titled(item, language), findings_of(stopped["failures"], language)
    paragraphs = [
        _REST.in_language(language).format(title=title, number=matter.number, amount=amount_with_capitals(language, stopped["unpaid_fen"])),
        *([_FOUND.in_language(language).format(findings=findings)] if findings else []),
        _REASON.in_language(language).format(reason=str(stopped["reason"]).rstrip("。.")),
        _SUPPLEMENT.in_language(language),
        basis_of(item, language),
        _CONTEST.in_language(language).format(remedies=bodies.remedies(language)),
    ]
    return matter.paper("停", STOPPED.in_language(language).format(title=title), paragraphs)


def ended_by_suspension(decision: Decision, asked: str, language: str) -> str:
    """Return that an application was ended before it was decided, and which superior policy says so."""
    findings = findings_of(decision.failures, language)
    return _SUSPENDED.in_language(language).format(asked=asked, findings=findings)


def findings_of(failures: Iterable[Mapping[str, Json]], language: str) -> str:
    """Return what was found, one after the other, without a full stop."""
    found = (dated(str(failure["text"][language]).rstrip("。."), language) for failure in failures)
    return ("；" if language != "en" else "; ").join(found)
