"""退缴通知书。The paper that demands an award back: what was found, by which terms, how much, and how to answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from policy.language.facts import Json
from policy.language.items import Item
from policy.letters.bodies import Bodies
from policy.letters.breach_notice import found_outside
from policy.letters.matter import Cited, Matter, basis_of, basis_of_commitment, titled
from policy.letters.paper import Paper
from policy.letters.reckoned import how_reckoned
from policy.letters.repaying import Repaying, what_is_set_off_first, what_was_returned
from policy.letters.wording import amount_with_capitals, day_in
from policy.processes.clawback.came_back import CameBack
from policy.processes.commitment.terms import FILING_KINDS
from policy.text import Text

_TITLE: Final = Text("关于退缴{title}支持资金的通知书", "Notice to pay support back: {title}")
_FOUND: Final = Text(
    "贵单位获得{title}支持资金（申请编号：{award}）。经查，{found}，应退缴{amount}。",
    "You received support for {title} (application {award}). We found that {found}. You are to pay back {amount}.",
)
_ASKED: Final = Text(
    "贵单位获得{title}支持资金（申请编号：{award}）。经查，{found}，该项资金中的{amount}应予追回。",
    "You received support for {title} (application {award}). We found that {found}; {amount} of it have to come back.",
)
_CAUSES: Final = {
    "breach": Text("贵单位违反持续经营承诺", "you broke the commitment to stay"),
    "upstream_recovery": Text("上级主管部门已收回相应资金", "the upstream took back the money it matches"),
    "error": Text("该项资金支付有误", "it was paid in error"),
    "correction": Text("按更正后的事实重新核定，该项资金多拨付", "by corrected facts too much of it was paid"),
    "fraud": Text("该项资金系以虚报等手段骗取", "it was obtained by fraud"),
}
_CORRECTED: Final = Text("按{letter}，更正后重新核定的应支持金额减少，该项资金多拨付", "by {letter} less of it is due than was paid")
_STATED: Final = Text("{cause}（{reason}）", "{cause} ({reason})")
_CHECKED: Final = Text(
    "据{sources}于{day}提供的登记信息，{outside}，违反持续经营承诺",
    "by what {sources} said on {day}, {outside}; this breaks the commitment to stay",
)
_SOURCES: Final = {
    "registered_in_area": Text("登记机关", "the business register"),
    "taxed_in_area": Text("税务部门", "the tax authority"),
    "statistics_in_area": Text("统计部门", "the statistics authority"),
}
_LATE: Final = Text(
    "贵单位的变动（{kind}）于{planned}发生，变动备案于{received}收到，未在发生前备案，违反持续经营承诺",
    "the change ({kind}) was on {planned} and was filed on {received}, not before it happened; this breaks the commitment to stay",
)
_AGREED: Final = Text(
    "贵单位于{received}备案的变动（{kind}，拟于{planned}变动）经审查予以备案，持续经营承诺自变动之日起不再履行，应按协议退回资金",
    "by the change you filed on {received} ({kind}, planned for {planned}), which is on file, the commitment to stay is not kept from "
    "that day on, and money is repaid as agreed",
)
_TERMS: Final = Text(
    "贵单位于{signed}签署的持续经营承诺约定：“{terms}”{documents}",
    "The commitment you signed on {signed} says: “{terms}”{documents}",
)
_DOCUMENTS: Final = Text("（实施细则文号：{documents}）。", " (by the implementing rules {documents}).")
_ANSWER: Final = Text(
    "请在{day}前答复：同意退缴、提出陈述申辩，或者申请分期退缴；逾期未答复的，视为同意退缴。",
    "Please answer by {day}: accept, object, or ask for instalments. After that day the demand counts as accepted.",
)
# Nothing is paid, but a finding is heard before it stands.
_ANSWER_IF_COVERED: Final = Text(
    "贵单位对上述认定有异议的，请在{day}前提出陈述申辩；没有异议的，可以答复同意退缴；逾期未答复的，视为同意退缴。",
    "If you do not agree with this, please object by {day}; if you do, you may accept it. After that day the demand counts as accepted.",
)
CONTEST: Final = Text("如不服本通知，可以{remedies}。", "If you do not accept it, you may {remedies}.")
_ON_TOP: Final = Text("{amount}，另加收{extra}，合计{total}", "{amount} and {extra} of surcharge, {total} in all,")
_AND: Final = Text("、", " and ")
NOTHING: Final = CameBack()


@dataclass(frozen=True, slots=True)
class Departure:
    """What shows that a commitment is not kept.

    Attributes:
        failures: The registrations that were not found, by their codes; none where a filed change shows it.
        learnt_on: When the sources said so, or the filing was received.
        kind: What changed, by its code, where it was filed.
        planned_on: When, where it was filed.
        late: Whether it was filed after it had happened.
    """

    failures: Sequence[str]
    learnt_on: date
    kind: str = ""
    planned_on: date | None = None
    late: bool = False

    def found(self, language: str) -> str:
        """Return what was found and from which paper, as a part of a sentence."""
        day = day_in(language, self.learnt_on)
        if self.planned_on is None:
            sources = _AND.in_language(language).join(_SOURCES[code].in_language(language) for code in self.failures)
            outside = found_outside(self.failures, language)
            return _CHECKED.in_language(language).format(sources=sources, day=day, outside=outside)
        planned, kind = day_in(language, self.planned_on), FILING_KINDS[self.kind].in_language(language)
        return (_LATE if self.late else _AGREED).in_language(language).format(kind=kind, planned=planned, received=day)


@dataclass(frozen=True, slots=True)
class Signed:
    """The commitment an award rests on.

    Attributes:
        on: When it was signed.
        terms: What it says.
        documents: The numbers of the implementing rules its terms come from.
    """

    on: date
    terms: Text
    documents: Sequence[str] = ()

    def sentence(self, language: str) -> str:
        """Return what was agreed."""
        documents = "、".join(self.documents)
        written = _DOCUMENTS.in_language(language).format(documents=documents) if documents else "。" if language != "en" else "."
        terms = self.terms.in_language(language).rstrip("。.")
        return _TERMS.in_language(language).format(signed=day_in(language, self.on), terms=terms, documents=written)


@dataclass(frozen=True, slots=True)
class Demand:
    """What is demanded back.

    Attributes:
        award: The number of the application it was paid for.
        cause: Why, by its code.
        amount_fen: How much.
        until: The day by which the enterprise may answer; None once it has.
        repaying: By when it is to be paid, and what lateness costs.
        reckoning: The figures the amount follows from, and the reason where a person gave one.
        departure: What shows that the commitment is not kept, where it is known.
        signed: The commitment the award rests on, where it is what was not kept.
        changed_by: The decision that corrected the award, where that is why.
        returned: What a bank has returned already: what of that counts as paid back of it, and of other demands.
        surcharge_fen: What a rule has owed on top of it.
        owed_back_fen: What the treasury owes back to its debtor, which pays of it first once it stands.
    """

    award: str
    cause: str
    amount_fen: int
    until: date | None
    repaying: Repaying
    reckoning: Mapping[str, Json] = field(default_factory=dict)
    departure: Departure | None = None
    signed: Signed | None = None
    changed_by: Cited | None = None
    returned: CameBack = NOTHING
    surcharge_fen: int = 0
    owed_back_fen: int = 0

    def amount(self, language: str) -> str:
        """Return what is to be paid: what is demanded, and in the same breath what a rule has owed on top of it."""
        written = amount_with_capitals(language, self.amount_fen)
        if not self.surcharge_fen:
            return written
        extra, total = (amount_with_capitals(language, fen) for fen in (self.surcharge_fen, self.amount_fen + self.surcharge_fen))
        return _ON_TOP.in_language(language).format(amount=written, extra=extra, total=total)

    @property
    def left_fen(self) -> int:
        """What is left of it to pay, besides what a bank has returned, in fen."""
        return self.amount_fen - self.returned.counted_fen

    def is_covered(self) -> bool:
        """Tell whether a bank has returned all of it, so that nothing is left to pay."""
        return 0 < self.amount_fen <= self.returned.counted_fen


def clawback_notice(item: Item, matter: Matter, demand: Demand, bodies: Bodies, language: str) -> Paper:
    """Return the paper that demands money back; where a bank has returned all of it, it says so and asks for no money."""
    title, amount = titled(item, language), demand.amount(language)
    reckoned = how_reckoned(demand.reckoning, demand.amount_fen, language, demand.returned.counted_fen)
    said = (_ASKED if demand.is_covered() else _FOUND).in_language(language)
    paragraphs = [
        said.format(title=title, award=demand.award, found=_found(demand, language), amount=amount),
        *([demand.signed.sentence(language)] if demand.signed else []),
        *([reckoned] if reckoned else []),
        basis_of_demand(item, demand.cause, language),
        *what_was_returned(demand.returned, demand.left_fen, language),
        *what_is_set_off_first(0 if demand.is_covered() else demand.owed_back_fen, language),
        *_answering(matter, demand, bodies, language),
        CONTEST.in_language(language).format(remedies=bodies.remedies(language)),
    ]
    return matter.paper("退缴", _TITLE.in_language(language).format(title=title), paragraphs)


def _answering(matter: Matter, demand: Demand, bodies: Bodies, language: str) -> list[str]:
    answer = how_to_answer(demand.until, language, is_covered=demand.is_covered())
    return answer if demand.is_covered() else answer + demand.repaying.paragraphs(matter, bodies, language)


def how_to_answer(until: date | None, language: str, *, is_covered: bool) -> list[str]:
    """Return by when and how a demand may be answered, also where a bank has returned all of it; nothing once it may not be."""
    said = _ANSWER_IF_COVERED if is_covered else _ANSWER
    return [said.in_language(language).format(day=day_in(language, until))] if until else []


def basis_of_demand(item: Item, cause: str, language: str) -> str:
    """Return the sentence that cites what a demand rests on: the commitment that was broken, or the clause."""
    return basis_of_commitment(language) if cause == "breach" else basis_of(item, language)


def _found(demand: Demand, language: str) -> str:
    if demand.departure is not None:
        return demand.departure.found(language)
    cause = _CAUSES[demand.cause].in_language(language)
    if demand.changed_by is not None:
        cause = _CORRECTED.in_language(language).format(letter=demand.changed_by.written(language))
    reason = str(demand.reckoning.get("reason", "")).rstrip("。.")
    return _STATED.in_language(language).format(cause=cause, reason=reason) if reason else cause
