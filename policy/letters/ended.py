"""终止通知。How the letter of an application says that it has ended, neither awarded nor refused: by whom, or for what was missed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from policy.language.items import Process
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.application.lifecycle import Event
from policy.text import Text

if TYPE_CHECKING:
    from policy.language.items import Item
    from policy.letters.decision import Decision

_ENDED: Final[Mapping[str, Text]] = {
    AcceptanceEvent.CORRECTION_LAPSED: Text(
        "{asked}，因逾期未补正，程序已经终止，不再给予支持。",
        "{asked}. It was not corrected in time, so the application has ended and nothing is granted.",
    ),
    Event.COMMITMENT_LAPSED: Text(
        "{asked}，因逾期未签署持续经营承诺，程序已经终止，不再给予支持。",
        "{asked}. The commitment to stay was not signed in time, so it has ended and nothing is granted.",
    ),
    Event.WITHDRAWN: Text(
        "{asked}，已依贵单位申请撤回，程序终止，不再给予支持。",
        "{asked}. It was withdrawn at your request, so it has ended and nothing is granted.",
    ),
    Event.OFFER_DECLINED: Text(
        "{asked}，贵单位已放弃享受，程序终止，不再给予支持。", "{asked}. You have declined it, so it has ended and nothing is granted."
    ),
    Event.OFFER_LAPSED: Text(
        "{asked}，逾期未确认，告知已经失效，程序终止，不再给予支持。",
        "{asked}. It was not confirmed in time, so it has lapsed and nothing is granted.",
    ),
    Event.OFFER_RAISED: Text(
        "{asked}。经重新核算，应支持金额增加，现予撤回；经审核后，按重新核算的金额重新告知。",
        "{asked}. It was assessed anew, and more is due. The department has taken this back, and offers the greater amount once it is "
        "released.",
    ),
    Event.OFFER_ROLLED_BACK: Text(
        "{asked}，现予撤回，此前的告知不再有效；如再次告知，另行通知。",
        "{asked}. The department has taken this back, and it is not due any more; if it is offered again you will be told.",
    ),
}
_REASON: Final = Text("撤回的理由：{reason}。", "The reason why it was taken back is: {reason}.")
_AGAIN: Final = Text("如仍需要这项支持，可以重新申请。", "If you still want this support, you may apply again.")
_ENDED_SOMEHOW: Final = Text("{asked}，程序已经终止，不再给予支持。", "{asked}. The application has ended and nothing is granted.")


def ended(item: Item, decision: Decision, asked: str, language: str) -> Iterator[str]:
    """Yield that an application has ended and why, and that one may apply again, where anybody applies.

    Args:
        item: What was applied for.
        decision: The application, with the event that ended it.
        asked: What was asked for, as a clause of a sentence.
        language: "zh" or "en".
    """
    yield _ENDED.get(decision.ending or "", _ENDED_SOMEHOW).in_language(language).format(asked=asked)
    if decision.reason:
        yield _REASON.in_language(language).format(reason=decision.reason.rstrip("。."))
    if item.process is Process.APPLICATION and not decision.offered:
        yield _AGAIN.in_language(language)
