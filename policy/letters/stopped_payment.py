"""停止拨付。The letter of an award that was approved and is not paid after all: what was found before the payment, and why it ends it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from policy.text import Text

if TYPE_CHECKING:
    from policy.letters.decision import Decision

STOPPED: Final = Text("关于{title}停止拨付的通知书", "Notice that a payment was stopped: {title}")
_STOPPED: Final = Text(
    "{asked}，此前已经审定同意。拨付之前再次核查，发现有影响拨付的情况，经审批，决定停止拨付，不再给予支持。",
    "{asked}. It had been approved. Another look before the payment found something that stands against it; it was decided not to pay, "
    "and nothing is granted.",
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
    found = [str(failure["text"][language]).rstrip("。.") for failure in decision.failures]
    if found:
        yield _FOUND.in_language(language).format(findings=("；" if language != "en" else "; ").join(found))
