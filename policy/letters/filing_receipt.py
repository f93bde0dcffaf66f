"""变动备案回执。The papers that answer a filed change: that it was received and when, what came of it, or that it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.letters.matter import Matter, basis_of_commitment
from policy.letters.paper import Paper
from policy.letters.wording import day_in
from policy.processes.commitment.states import FilingState
from policy.processes.commitment.terms import FILING_KINDS
from policy.text import Text

_TITLE: Final = Text("变动备案回执", "Receipt of a filed change")
# What is not handled any more is no receipt.
_ENDED_TITLES: Final = {
    FilingState.OVERTAKEN: Text("变动备案终止办理通知书", "Notice that a filed change is not handled any more"),
    FilingState.WITHDRAWN: Text("变动备案撤回通知书", "Notice that a filed change was withdrawn"),
    FilingState.SUPERSEDED: Text("变动备案由新备案代替通知书", "Notice that another filing took the place of a filed change"),
}
_RECEIVED: Final = Text(
    "贵单位于{filed}提交的变动备案（{kind}，拟于{planned}变动）已收悉，备案自收到之日起计算。",
    "We received on {filed} the change you filed ({kind}, planned for {planned}); it counts from that day.",
)
_WAS_RECEIVED: Final = Text(
    "贵单位于{filed}提交了变动备案（{kind}，变动日期为{planned}）。", "On {filed} you filed a change ({kind}, of {planned})."
)
_PENDING: Final = Text("现正审查，审查结果另行告知。", "It is being reviewed; you will be told what comes of it.")
# What a filing is answered with has a number of its own each time.
_WORDS: Final = {
    FilingState.CORRECTION: "备补",
    FilingState.APPROVED_WITHOUT_REPAYMENT: "备结",
    FilingState.APPROVED_WITH_REPAYMENT: "备结",
    FilingState.OVERTAKEN: "备终",
    FilingState.WITHDRAWN: "备终",
    FilingState.SUPERSEDED: "备终",
}
_OUTCOMES: Final = {
    FilingState.CORRECTION: Text("备案材料需补正，请按补正要求提交。", "Its papers have to be completed; please send what is missing."),
    FilingState.APPROVED_WITHOUT_REPAYMENT: Text(
        "经审查，予以备案，不需退回资金。", "On review it is on file, and nothing is to be repaid."
    ),
    FilingState.APPROVED_WITH_REPAYMENT: Text(
        "经审查，予以备案，按协议退回资金；退缴事项另行通知。",
        "On review it is on file, with repayment as agreed; a notice to pay follows.",
    ),
    FilingState.OVERTAKEN: Text(
        "因所涉事项的审查或者所涉承诺已经终结，本备案不再单独办理。本备案终止办理不改变所涉承诺的效力。",
        "The review or the commitment it is about has ended, and it is not handled by itself any more; that changes nothing of what binds.",
    ),
    FilingState.WITHDRAWN: Text("贵单位已撤回本备案，不再办理。", "You have withdrawn it, and it is not handled any more."),
    FilingState.SUPERSEDED: Text(
        "贵单位已另行备案，本备案由后一备案代替，不再办理。", "You have filed another in its place, and this one is not handled any more."
    ),
}


@dataclass(frozen=True, slots=True)
class Filing:
    """A change that was filed.

    Attributes:
        kind: What changes, by its code.
        planned_on: When.
        received_on: When it was received.
        state: Where it stands.
    """

    kind: str
    planned_on: date
    received_on: date
    state: str


def filing_receipt(matter: Matter, filing: Filing, language: str) -> Paper:
    """Return the paper that answers a filing."""
    state = FilingState(filing.state)
    title = _ENDED_TITLES.get(state)
    received = (
        (_WAS_RECEIVED if title else _RECEIVED)
        .in_language(language)
        .format(
            filed=day_in(language, filing.received_on),
            kind=FILING_KINDS[filing.kind].in_language(language),
            planned=day_in(language, filing.planned_on),
        )
    )
    outcome = _OUTCOMES.get(state, _PENDING)
    return matter.paper(
        _WORDS.get(state, "备"),
        (title or _TITLE).in_language(language),
        [received, outcome.in_language(language), basis_of_commitment(language)],
    )
