"""承诺条款。What a commitment to stay (general term 6) binds to: for how long, with what repayment, and which change needs a filing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from policy.items import Item
from policy.opinions_2022_8.general_terms import CITATION
from policy.parameters import COMMITMENT, Unset
from policy.rules import RuleBook
from policy.text import Text

# What has to be in the area, and who says so.
REGISTRATIONS: Final[Mapping[str, str]] = {
    "registered_in_area": "registration",
    "taxed_in_area": "tax",
    "statistics_in_area": "statistics",
}
FILING_KINDS: Final[Mapping[str, Text]] = {
    "relocation": Text("迁出", "Relocation"),
    "tax_registration": Text("变更税务登记地", "Change of tax registration"),
    "statistics": Text("变更统计登记地", "Change of statistical registration"),
    "deregistration": Text("注销", "Deregistration"),
    "change_of_control": Text("控制权变更", "Change of control"),
    "other": Text("其他", "Other"),
}
_LEAVES: Final = frozenset({"relocation", "deregistration"})
_EXCUSES: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(_LEAVES, frozenset(REGISTRATIONS)),
    "tax_registration": frozenset({"taxed_in_area"}),
    "statistics": frozenset({"statistics_in_area"}),
}
_REPAYMENT: Final[Mapping[str, Text]] = {
    "none": Text("不约定返还", "no repayment is agreed"),
    "pro_rata": Text("按未履行期限的比例返还", "the part that was not served is repaid, pro rata"),
    "full": Text("全额返还", "the whole is repaid"),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one commitment, as implementing rules set them on the day it is put before the signatory.

    Attributes:
        stay_years: Years it binds, or None while no rule says.
        repay: What is repaid when it is broken: "none", "pro_rata" or "full".
        rules: The implementing rules they come from, as JSON.
        rules_hash: SHA-256 over those rules as canonical JSON.
        documents: Numbers of the documents the rules were decreed by.
    """

    stay_years: int | None
    repay: str
    rules: tuple[dict[str, Any], ...] = ()
    rules_hash: str = ""
    documents: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the terms as the signatory reads them, and as they are kept."""
        return {
            "stay_years": self.stay_years,
            "repay": self.repay,
            "rules": list(self.rules),
            "rules_hash": self.rules_hash,
            "documents": list(self.documents),
            "clause": CITATION,
            "text": self._sentence().as_dict(),
        }

    def _sentence(self) -> Text:
        repayment = _REPAYMENT[self.repay]
        if self.stay_years is None:
            return Text(
                f"自签署之日起在本区持续经营,实施细则未规定年限;违反承诺的,{repayment.zh}。",
                f"To stay in the area from the day of signing, for as long as no rule sets a term; if it is broken, {repayment.en}.",
            )
        return Text(
            f"自签署之日起在本区持续经营 {self.stay_years} 年;违反承诺的,{repayment.zh}。",
            f"To stay in the area for {self.stay_years} years from the day of signing; if it is broken, {repayment.en}.",
        )


def terms_in_force(item: Item, written_rules: list[dict[str, Any]], documents: Iterable[str], on: date) -> Terms:
    """Return the terms of an item's commitment on a day.

    Args:
        item: What is awarded.
        written_rules: Its approved implementing rules, of all dates.
        documents: Numbers of the documents of those that are in force.
        on: The day.
    """
    figures = RuleBook.parse(written_rules).figures(item, on)
    years, repay = figures.law.stay_years, figures.law.repay
    said = tuple(rule for rule in figures.rules if not COMMITMENT.keys().isdisjoint(rule["values"]))
    return Terms(None if isinstance(years, Unset) else years, repay, said, figures.rules_hash, tuple(documents) if said else ())


def last_day(starts_on: date, stay_years: int) -> date:
    """Return the last day a commitment binds: the day before its anniversary, and never before it starts."""
    try:
        anniversary = starts_on.replace(year=starts_on.year + stay_years)
    except ValueError:
        # 29 February has no anniversary in most years; the year is full when February is over.
        anniversary = date(starts_on.year + stay_years, 3, 1)
    return max(anniversary - timedelta(days=1), starts_on)


def is_late(planned_on: date, filed_on: date) -> bool:
    """Tell whether a change was filed too late: general term 6 wants it before it happens."""
    return planned_on <= filed_on


def releases(kind: str, *, repaid: bool) -> bool:
    """Tell whether an approved filing ends the commitments on its day: whoever leaves with approval, or repays, is bound no longer."""
    return repaid or kind in _LEAVES


def unexcused(failures: Iterable[str], filed: Iterable[str]) -> list[str]:
    """Return the registrations found outside the area that no filing covers.

    Args:
        failures: Keys of `REGISTRATIONS`.
        filed: Kinds of filing that are approved, or wait for us.
    """
    excused = frozenset[str]().union(*(_EXCUSES.get(kind, frozenset()) for kind in filed))
    return [failure for failure in failures if failure not in excused]
