"""贷款登记的文书。The papers of a loan: that it is registered, that it is not and why, and that its registration has ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.language.items import Item
from policy.letters.bodies import Bodies
from policy.letters.matter import Matter, basis_of
from policy.letters.paper import Paper
from policy.letters.wording import amount_in, day_in
from policy.processes.loan.lifecycle import Event
from policy.text import Text

_REGISTERED_TITLE: Final = Text("关于贷款予以登记的通知书", "Notice that a loan is registered")
_LOAN: Final = Text(
    "贵单位在{bank}的贷款（合同编号{loan_no}），额度{principal}，期限自{begins}起至{ends}止。",
    "Your loan of {principal} from {bank} (contract {loan_no}), from {begins} to {ends}.",
)
_CONFIRMED: Final[Mapping[str, Text]] = {
    "bank": Text("经向贷款银行核实一致，予以登记。", "Its bank has confirmed it, and it is registered."),
    "paper": Text("经双人核对贷款合同一致，予以登记。", "Two persons have compared its contract, and it is registered."),
}
_CLAIM: Final = Text(
    "每半年期满后，可凭银行付息凭证申领贴息；罚息和逾期利息不予贴息，同一笔贷款的贴息期间不得重合。",
    "Once a half-year is over, claim its interest with the bank's certificate. Penalties and overdue interest are not subsidised, and no "
    "day is claimed twice.",
)
_TELL: Final = Text(
    "提前还款或者变更合同的，请及时通过本系统告知。",
    "Tell us through this system if it is repaid early or its contract is changed.",
)
_REFUSED_TITLE: Final = Text("关于贷款不予登记的决定书", "Decision not to register a loan")
_REFUSED: Final = Text("经审查，决定不予登记。", "After examination it is not registered.")
_REASON: Final = Text("理由：{reason}。", "The reason is: {reason}.")
_CONTEST: Final = Text("如不服本决定，可以{remedies}。", "If you do not accept this decision, you may {remedies}.")
_AGAIN: Final = Text("情况变化后，可以重新提出登记。", "It may be filed again when things have changed.")
_ENDED_TITLE: Final = Text("关于贷款登记终止的通知书", "Notice that the registration of a loan has ended")
_ENDED: Final[Mapping[str, Text]] = {
    Event.LOAN_REPAID: Text(
        "该贷款已于{day}还清，登记终止；还清之前的利息，仍可申领贴息。",
        "It was repaid on {day}, and its registration has ended. The interest until then may still be claimed.",
    ),
    Event.LOAN_CANCELLED: Text(
        "该贷款部分提前还款或者变更合同，登记自{day}后注销；此前的利息，仍可申领贴息；变更后的贷款，请重新登记。",
        "It was repaid in part ahead of time, or its contract was changed: its registration is cancelled after {day}. The interest until "
        "then may still be claimed. Register the loan anew as it is now.",
    ),
    Event.CAP_FOUND_USED: Text(
        "贵单位按本条可获的贴息额度已用尽，登记终止，不再申领。",
        "You have had all that this clause gives an enterprise: the registration has ended, and nothing more is claimed.",
    ),
}


@dataclass(frozen=True, slots=True)
class Registered:
    """The loan a paper is about.

    Attributes:
        item: Under which item its interest is claimed.
        bank: The bank that gave it.
        loan_no: The number of its contract.
        principal_fen: What was lent.
        begins_on: Its first day.
        ends_on: Its last day by the contract.
    """

    item: Item
    bank: str
    loan_no: str
    principal_fen: int
    begins_on: date
    ends_on: date

    def named(self, language: str) -> str:
        """Return the sentence that names it."""
        return _LOAN.in_language(language).format(
            bank=self.bank,
            loan_no=self.loan_no,
            principal=amount_in(language, self.principal_fen),
            begins=day_in(language, self.begins_on),
            ends=day_in(language, self.ends_on),
        )


def loan_registered(loan: Registered, matter: Matter, confirmed_by: str, language: str) -> Paper:
    """Return the paper that a loan is registered, by whose word, and what follows."""
    sentences = (_CONFIRMED[confirmed_by], _CLAIM, _TELL)
    paragraphs = [loan.named(language), *(one.in_language(language) for one in sentences), basis_of(loan.item, language)]
    return matter.paper("贷登", _REGISTERED_TITLE.in_language(language), paragraphs)


def loan_refused(loan: Registered, matter: Matter, reason: str, bodies: Bodies, language: str) -> Paper:
    """Return the paper that a loan is not registered, why, and where that is contested."""
    paragraphs = [
        loan.named(language),
        _REFUSED.in_language(language),
        _REASON.in_language(language).format(reason=reason.rstrip("。.")),
        basis_of(loan.item, language),
        _AGAIN.in_language(language),
        _CONTEST.in_language(language).format(remedies=bodies.remedies(language)),
    ]
    return matter.paper("贷不", _REFUSED_TITLE.in_language(language), paragraphs)


def loan_ended(loan: Registered, matter: Matter, event: str, ended_on: date | None, reasons: Sequence[str], language: str) -> Paper:
    """Return the paper that the registration of a loan has ended, with which day, and what may still be claimed."""
    day = day_in(language, ended_on) if ended_on else ""
    paragraphs = [
        loan.named(language),
        _ENDED[event].in_language(language).format(day=day),
        *(_REASON.in_language(language).format(reason=one.rstrip("。.")) for one in reasons),
        basis_of(loan.item, language),
    ]
    return matter.paper("贷终", _ENDED_TITLE.in_language(language), paragraphs)
