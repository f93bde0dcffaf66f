"""变动备案回执。The papers that answer a filed change: that it was received and when, what came of it, or that it is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.language.facts import Json
from policy.letters.acceptance import listed
from policy.letters.bodies import Bodies
from policy.letters.matter import Matter, basis_of_commitment
from policy.letters.paper import Paper
from policy.letters.wording import amount_with_capitals, day_in
from policy.processes.commitment.states import APPROVED, FilingState
from policy.processes.commitment.terms import FILING_KINDS
from policy.text import Text

_TITLE: Final = Text("变动备案回执", "Receipt of a filed change")
_TITLES: Final = {
    FilingState.CORRECTION: Text("变动备案补正通知书", "Notice of what has to be completed of a filed change"),
    FilingState.WITHDRAWN: Text("变动备案撤回通知书", "Notice that a filed change was withdrawn"),
}
_RECEIVED: Final = Text(
    "贵单位于{filed}提交的变动备案（{kind}，拟于{planned}变动）已收悉，备案自收到之日起计算。",
    "We received on {filed} the change you filed ({kind}, planned for {planned}); it counts from that day.",
)
_WAS_RECEIVED: Final = Text(
    "贵单位于{filed}提交了变动备案（{kind}，变动日期为{planned}）。", "On {filed} you filed a change ({kind}, of {planned})."
)
_REPLACES: Final = Text(
    "本备案代替贵单位于{replaced}提交的备案，后者不再办理。",
    "It takes the place of the one you filed on {replaced}, which is not handled any more.",
)
_BY: Final = Text(
    "请在{day}前一次补齐并提交；逾期未补正的，按现有材料审查。",
    "Please send it by {day}; after that day the filing is reviewed as it is.",
)
_CONTEST: Final = Text("如不服本决定，可以{remedies}。", "If you do not accept it, you may {remedies}.")
_PENDING: Final = Text("现正审查，审查结果另行告知。", "It is being reviewed; you will be told what comes of it.")
# What a filing is answered with has a number of its own each time.
_WORDS: Final = {
    FilingState.CORRECTION: "备补",
    FilingState.APPROVED_WITHOUT_REPAYMENT: "备结",
    FilingState.APPROVED_WITH_REPAYMENT: "备结",
    FilingState.WITHDRAWN: "备终",
}
_OUTCOMES: Final = {
    FilingState.CORRECTION: Text(
        "备案材料需补正。现将需补正的全部内容一次性告知如下。", "Its papers have to be completed; this is all that is missing."
    ),
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
}


_TOUCHED: Final = Text("本变动涉及的支持：{awards}。", "It touches these awards: {awards}.")
_TO_REPAY: Final = Text(
    "按签署的承诺计算至变动之日，应退回：{parts}。退缴要求另行送达，贵单位届时可以陈述申辩；应退金额以届时的退缴要求为准。",
    "By the terms you signed, reckoned to the day of the change, this is to be repaid: {parts}. A demand for it follows, on which you will "
    "be heard; what it then names is what is to be paid.",
)
_OF_AWARD: Final = Text("{award}，{amount}", "{amount} of {award}")


@dataclass(frozen=True, slots=True)
class Filing:
    """A change that was filed.

    Attributes:
        kind: What changes, by its code.
        planned_on: When.
        received_on: When it was received.
        state: Where it stands.
        replaced_on: When the filing was received whose place it takes, if it takes one.
        defects: What has to be completed, each with its `title` in both languages and its `reason`.
        until: The day by which.
        touched: The awards it touches, once it is answered.
        demands: What is reckoned to be repaid: each with its `award` and `amount_fen`.
    """

    kind: str
    planned_on: date
    received_on: date
    state: str
    replaced_on: date | None = None
    defects: Sequence[Mapping[str, Json]] = ()
    until: date | None = None
    touched: Sequence[str] = ()
    demands: Sequence[Mapping[str, Json]] = ()

    def named(self, language: str) -> str:
        """Return what kind of change it is."""
        return FILING_KINDS[self.kind].in_language(language)


def filing_receipt(matter: Matter, filing: Filing, bodies: Bodies, language: str) -> Paper:
    """Return the paper that answers a filing."""
    state = FilingState(filing.state)
    withdrawn, repaid = state is FilingState.WITHDRAWN, state is FilingState.APPROVED_WITH_REPAYMENT
    words = {name: day_in(language, on) for name, on in (("filed", filing.received_on), ("planned", filing.planned_on))}
    received = (_WAS_RECEIVED if withdrawn else _RECEIVED).in_language(language).format(kind=filing.named(language), **words)
    replaced = day_in(language, filing.replaced_on) if filing.replaced_on else ""
    return matter.paper(
        _WORDS.get(state, "备"),
        _TITLES.get(state, _TITLE).in_language(language),
        [
            received,
            *([_REPLACES.in_language(language).format(replaced=replaced)] if replaced else []),
            answer_of(filing, language),
            *listed(filing.defects, language),
            basis_of_commitment(language),
            *([_BY.in_language(language).format(day=day_in(language, filing.until))] if filing.until else []),
            *([_CONTEST.in_language(language).format(remedies=bodies.remedies(language))] if repaid else []),
        ],
    )


def answer_of(filing: Filing, language: str) -> str:
    """Return what a filing is answered with: the awards it touches, and what is reckoned for each that has something repaid."""
    state = FilingState(filing.state)
    said = [_OUTCOMES.get(state, _PENDING).in_language(language)]
    if state in APPROVED and filing.touched:
        said.append(_TOUCHED.in_language(language).format(awards=("、" if language != "en" else ", ").join(filing.touched)))
    parts = [
        _OF_AWARD.in_language(language).format(award=one["award"], amount=amount_with_capitals(language, one["amount_fen"]))
        for one in filing.demands
        if one["amount_fen"]
    ]
    if state is FilingState.APPROVED_WITH_REPAYMENT and parts:
        said.append(_TO_REPAY.in_language(language).format(parts=("；" if language != "en" else "; ").join(parts)))
    return ("" if language != "en" else " ").join(said)
