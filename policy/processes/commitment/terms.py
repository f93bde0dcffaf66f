"""承诺条款。The terms of an undertaking to stay (general term 6): how long it binds, what is repaid, and which change needs a filing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from policy.days import in_chinese
from policy.errors import Code, Fault, Refusal
from policy.judging.catalogue import item as item_called
from policy.judging.implementing_rules import RuleBook
from policy.language.items import Item, Process
from policy.language.parameters import COMMITMENT
from policy.money import Rate, write_rate
from policy.opinions_2022_8.general_terms import CITATION
from policy.processes.clawback.repayment import PRO_RATA, Calculation, Terms, bound_until, reclaim
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
# Who does one of these is not here any longer.
LEAVES: Final = frozenset({"relocation", "deregistration"})
_EXCUSES: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(LEAVES, frozenset(REGISTRATIONS)),
    "tax_registration": frozenset({"taxed_in_area"}),
    "statistics": frozenset({"statistics_in_area"}),
}
MOST_YEARS_AHEAD: Final = 10
_INTEREST: Final = Text("逾期利息", "interest")
_REPAYMENT: Final[Mapping[str, Text]] = {
    "none": Text("未约定退回资金", "no repayment is agreed"),
    "pro_rata": Text("按未履行期限的比例退回资金", "the part that was not served is repaid, pro rata"),
    "full": Text("全额退回资金", "the whole is repaid"),
}


def written_terms(item: Item, written_rules: list[dict[str, Any]], on: date) -> dict[str, Any]:
    """Return the terms of an item's undertaking on a day, as its signatory reads them and as they are kept with the signature.

    Args:
        item: What is awarded.
        written_rules: Its approved implementing rules, of all dates.
        on: The day.

    Returns:
        What `Terms` reads again, with the rules it comes from, their hash and documents, and a sentence in two languages.
    """
    figures = RuleBook.parse(written_rules).figures(item, on)
    terms = Terms.of(figures.law)
    if item.process is Process.EQUITY:
        # What was invested is held as a share: the agreement says how it ends.
        terms = replace(terms, repay="none")
    said = [rule for rule in figures.rules if not COMMITMENT.keys().isdisjoint(_values(rule))]
    return terms.as_dict() | {
        "rules": said,
        "rules_hash": figures.rules_hash,
        "documents": [rule["document_no"] for rule in said if "document_no" in rule],
        "clause": CITATION,
        "text": _sentence(terms).as_dict(),
    }


def _values(rule: Mapping[str, Any]) -> Mapping[str, Any]:
    values: Mapping[str, Any] = rule["values"]
    return values


def _sentence(terms: Terms) -> Text:
    """Return what is signed: whatever may be asked by the terms later stands in it."""
    stay, late = _stay(terms), _late(terms.late_rate)
    return stay if late is None else Text(stay.zh + late.zh, f"{stay.en} {late.en}")


def _late(rate: Rate | None) -> Text | None:
    if not rate:
        return None
    percent = f"{write_rate(rate * 100)}%"
    return Text(
        f"支持资金应退缴而逾期未退缴的，对未退缴部分自到期之日的次日起每日按{percent}计收{_INTEREST.zh}。",
        f"What has to be paid back of the support and is not paid by its day bears {_INTEREST.en} of {percent} a day from the day after.",
    )


def rules_of_late_rate(written: Mapping[str, Any]) -> list[str] | None:
    """Return the numbers of the rules by which late repayment bears interest; None where the text that was signed says it itself.

    Args:
        written: The terms as they were kept with the signature.
    """
    if _INTEREST.zh in written.get("text", {}).get("zh", ""):
        return None
    said = (rule for rule in written.get("rules", ()) if "late_rate" in _values(rule))
    return [rule["document_no"] for rule in said if "document_no" in rule]


def _stay(terms: Terms) -> Text:
    repayment = _REPAYMENT[terms.repay]
    if terms.stay_years is None:
        return Text(
            f"自签署之日起在本区持续经营，实施细则未规定年限；违反承诺的，{repayment.zh}。",
            f"To stay in the area from the day of signing, for as long as no rule sets a term; if it is broken, {repayment.en}.",
        )
    return Text(
        f"自签署之日起在本区持续经营{terms.stay_years}年；违反承诺的，{repayment.zh}。",
        f"To stay in the area for {terms.stay_years} years from the day of signing; if it is broken, {repayment.en}.",
    )


def last_day(starts_on: date, stay_years: int) -> date:
    """Return the last day an undertaking binds; one of no years binds on the day it is signed."""
    return max(bound_until(starts_on, stay_years) - timedelta(days=1), starts_on)


def binds_on(starts_on: date, until: date | None, on: date) -> bool:
    """Tell whether an undertaking binds on a day; one without a last day binds for good."""
    return starts_on <= on and (until is None or on <= until)


def is_late(planned_on: date, filed_on: date) -> bool:
    """Tell whether a change was filed too late: general term 6 wants it before it happens."""
    return planned_on <= filed_on


def check_planned_day(planned_on: date, signed_on: date, today: date) -> None:
    """Refuse to take a change of a day on which nothing was signed yet, or that nobody can plan for.

    Args:
        planned_on: When it happens.
        signed_on: When the first of the terms that bind was signed.
        today: The day it is filed on.

    Raises:
        Refusal: `invalid_input`, naming the field.
    """
    last = bound_until(today, MOST_YEARS_AHEAD)
    if not signed_on <= planned_on <= last:
        said = Text(f"应为{in_chinese(signed_on)}至{in_chinese(last)}之间的日期", f"must be from {signed_on} to {last}")
        detail = Text(f"变动日期{said.zh}。", f"The day of the change {said.en}.")
        raise Refusal(Code.INVALID_INPUT, detail, [Fault("planned_on", said)], clause=CITATION)


def touches(kind: str, beneficiary: str, item_code: str) -> bool:
    """Tell whether a change touches the terms of an award: one of place does where its item asks a beneficiary to be in the area.

    Args:
        kind: A key of `FILING_KINDS`.
        beneficiary: As `must_be_here` takes it.
        item_code: Of the award.
    """
    return kind in _EXCUSES and must_be_here(beneficiary, [item_code])


def concerns(kind: str, failures: Iterable[str]) -> bool:
    """Tell whether a filing is about the same as an open breach: it would end what was broken, or excuse what was found."""
    return kind in LEAVES or not _EXCUSES.get(kind, frozenset()).isdisjoint(failures)


def releases(kind: str, *, repaid: bool) -> bool:
    """Tell whether an approved filing ends the undertakings it touches: a move that was approved, or is repaid for, does."""
    return repaid or kind in LEAVES


def unexcused(failures: Iterable[str], filed: Iterable[str]) -> list[str]:
    """Return the registrations found outside the area that no filing covers.

    Args:
        failures: Keys of `REGISTRATIONS`.
        filed: Kinds of filing that are approved, or wait for us.
    """
    excused = frozenset[str]().union(*(_EXCUSES.get(kind, frozenset()) for kind in filed))
    return [failure for failure in failures if failure not in excused]


def demand(terms: Terms, paid_fen: int, signed_on: date, breach_on: date) -> Calculation:
    """Return what is to be repaid of one award by the terms that were signed; nothing where they do not say enough to calculate it.

    Args:
        terms: Of the undertaking.
        paid_fen: What was paid and has not come back, in fen.
        signed_on: When it was signed.
        breach_on: The first day on which it is not kept.
    """
    if terms.repay == PRO_RATA and terms.stay_years is None:
        # A share of a period nobody agreed on: no later rule can make up what was not signed.
        return Calculation(0, {"terms": terms.as_dict(), "paid_fen": paid_fen, "not_reckoned": "stay_years"})
    return reclaim(terms, paid_fen, signed_on, breach_on)


def must_be_here(kind: str, items: Iterable[str]) -> bool:
    """Tell whether one of its awards asks a beneficiary to be in the area: some items address others by name (general term 2).

    Args:
        kind: "enterprise", "university_or_institute" or "person".
        items: Codes of the items it was awarded.
    """
    return any(kind not in item_called(code).addresses for code in items)
