"""退付的说明。What comes next of a refund, where its stage alone does not say: how it ended, or what it waits for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.refund.lifecycle import Event
from policy.text import Text

_ENDS: Final[Mapping[str, Text]] = {
    Event.REFUND_CANCELLED: Text(
        "本次退付已撤回，款项仍列应退，可以重新提出。", "It was cancelled; the money is owed back still, and may be paid back anew."
    ),
    DisbursementEvent.PAYMENT_ENDED: Text(
        "经审查停止本次退付，款项仍列应退；有关情形消除后，可以申请重新办理。",
        "It was not paid after all; the money is owed back still, and you may ask again once what stands against it is over.",
    ),
    Event.RECEIPT_COUNTED: Text("款项已抵作退缴，不再退付。", "The money was counted as repaid and is not paid back."),
}
_LOOKED_AT: Final = Text("退付前核查尚未完成，完成后继续办理。", "It is being looked at before it is paid, and goes on after that.")
_WAITS: Final = Text(
    "退付暂候：{found}。决定后自动重新核查，无须办理。",
    "It waits: {found}. It is looked at again once that is decided; nothing is to be done.",
)


def comes_next(event: str, findings: Iterable[Mapping[str, Any]], *, told: bool) -> Text | None:
    """Return what comes next after the last event of a refund; None where its stage says so.

    Args:
        event: What happened last.
        findings: What was found, where it waits.
        told: Whether the reader is told no more than its payer is: of what is only proposed nothing.
    """
    if event != DisbursementEvent.PAYMENT_KEPT:
        return _ENDS.get(event)
    if told:
        return _LOOKED_AT
    texts = [one["text"] for one in findings]
    zh, en = "；".join(text["zh"] for text in texts), "; ".join(text["en"] for text in texts)
    return Text(_WAITS.zh.format(found=zh), _WAITS.en.format(found=en))
