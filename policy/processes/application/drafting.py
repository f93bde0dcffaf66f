"""填报。What an applicant may write: facts that are declared, and claims of those that an officer will confirm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from policy.errors import Fault
from policy.judging.documents import MATTER_DATE
from policy.judging.timeliness import faults_in_time
from policy.language.facts import Fact, Json, Supplier, faults_of, unknown_in
from policy.language.items import Item, Process
from policy.processes.acceptance.submission import Form
from policy.processes.loan.claims import LOAN_FACTS
from policy.processes.matching.claims import PROJECT_FACTS
from policy.processes.window.evidence import titles_of
from policy.text import Text

_ELSEWHERE: Final[Mapping[Supplier, Text]] = {
    Supplier.DECLARED: Text("由申请人填报，请填入填报内容", "is declared: put it under facts"),
    Supplier.CONFIRMED: Text(
        "由经办部门据材料确认，请填入申请单位的主张", "is confirmed by an officer from a paper: state it under claims"
    ),
    Supplier.SOURCE: Text("由数据来源单位提供，不能填报", "is supplied by a source of record and can be neither declared nor claimed"),
    Supplier.EXPERTS: Text("由评审专家评定，不能填报", "is assessed by the experts and can be neither declared nor claimed"),
}


def declarable(item: Item) -> frozenset[str]:
    """Return the codes of the facts that an applicant declares."""
    return frozenset(fact.code for fact in item.facts if fact.supplied_by is Supplier.DECLARED)


def facts_from_elsewhere(item: Item) -> tuple[str, ...]:
    """Return the codes of the facts that a claim of an item has from its project, or from its loan."""
    if item.by_project:
        return PROJECT_FACTS
    return LOAN_FACTS if item.process is Process.INTEREST_SUBSIDY else ()


def form_of(item: Item, asked: Sequence[Mapping[str, Any]] = ()) -> Form:
    """Return what an applicant fills in and hands in; what a claim has from its project or loan is not among it.

    Args:
        item: What is applied for.
        asked: The evidence that its window and the rules ask for besides.
    """
    from_elsewhere = frozenset(facts_from_elsewhere(item))
    own = {fact.code: fact for fact in item.facts if fact.code not in from_elsewhere}
    return Form(
        facts={code: fact.title for code, fact in own.items() if fact.supplied_by is Supplier.DECLARED},
        claims={code: fact.title for code, fact in own.items() if fact.supplied_by is Supplier.CONFIRMED}
        | {figure.code: figure.title for figure in claimable_figures(item)}
        | {MATTER_DATE.code: MATTER_DATE.title},
        evidence={one.code: one.title for one in item.evidence} | titles_of(asked),
        required=frozenset(one.code for one in item.evidence if one.required) | {str(one["code"]) for one in asked if one["required"]},
        known={fact.code: fact.title for fact in item.facts if fact.code in from_elsewhere},
    )


def claimable_figures(item: Item) -> tuple[Fact, ...]:
    """Return what an applicant claims of the figures that departments read beside the facts: those that an officer confirms."""
    return tuple(figure for figure in item.figures if figure.supplied_by is Supplier.CONFIRMED)


def read(item: Item, given: Mapping[str, Json]) -> dict[str, Json]:
    """Return what is declared or claimed as it is kept, whatever blanks and widths it was typed with."""
    known = {fact.code: fact for fact in (*item.facts, *item.figures)}
    return {code: known[code].read(value) if code in known else value for code, value in given.items()}


def faults_in_draft(
    item: Item,
    facts: Mapping[str, object] | None,
    claims: Mapping[str, object] | None,
    matter_date: date | None,
    applied_on: date,
) -> list[Fault]:
    """Check what is there of a draft; what is missing may come later.

    Args:
        item: What is applied for.
        facts: What is declared; None where it does not change.
        claims: What is claimed; None where it does not change.
        matter_date: When the matter arose; None where it does not change.
        applied_on: The day of the application, as far as it is known: no day or year lies after it.

    Returns:
        Every fault, each with its clause; of a year, the range it has to lie in and nothing else.
    """
    declared = facts or {}
    in_time = faults_in_time(item, declared, matter_date, applied_on)
    said = {fault.field for fault in in_time}
    return [
        *(fault for fault in _faults(item, declared, Supplier.DECLARED, "") if fault.field not in said),
        *in_time,
        *_faults(item, claims or {}, Supplier.CONFIRMED, "claims."),
    ]


def faults_in_submission(item: Item, facts: Mapping[str, object], claims: Mapping[str, object]) -> list[Fault]:
    """Check what is submitted: everything declared and claimed, or known from a project.

    Returns:
        Every fault, each with its clause.
    """
    declared = tuple(fact for fact in item.facts if fact.supplied_by is Supplier.DECLARED)
    claimed = tuple(fact for fact in item.facts if fact.supplied_by is Supplier.CONFIRMED and fact.code not in facts)
    claimed += claimable_figures(item)
    return faults_of(declared, facts, clause=item.citation) + faults_of(claimed, claims, "claims.", item.citation)


def _faults(item: Item, given: Mapping[str, object], supplier: Supplier, prefix: str) -> list[Fault]:
    known = (*item.facts, *(item.figures if supplier is Supplier.CONFIRMED else ()))
    own = tuple(fact for fact in known if fact.code in given and fact.supplied_by is supplier)
    others = (fact for fact in known if fact.code in given and fact.supplied_by is not supplier)
    return [
        *faults_of(own, given, prefix, item.citation),
        *(Fault(prefix + fact.code, _ELSEWHERE[fact.supplied_by], item.citation) for fact in others),
        *unknown_in(frozenset(fact.code for fact in known), given, prefix),
    ]
