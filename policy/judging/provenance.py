"""来历。Where each fact of an assessment comes from: who supplied it, when, from which paper or source, and what was claimed instead.

The entry of a fact is JSON, kept beside the facts as long as they are. An officer's entry names the paper: a piece of evidence and its
page, or a reference where the case holds no evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from policy.judging.documents import MATTER_DATE
from policy.language.facts import Fact, Json, Supplier
from policy.language.items import Item
from policy.text import Text

Provenance: TypeAlias = "Mapping[str, Mapping[str, Json]]"
"""By fact: where its value comes from."""

SOURCE_NAMES: Final[Mapping[str, Text]] = {
    "statistics": Text("统计部门", "the statistics authority"),
    "tax": Text("税务部门", "the tax authority"),
    "targets": Text("经批准的年度目标", "the approved targets of the year"),
    "upstream": Text("上级登记", "the upstream registry"),
    "recognitions": Text("认定登记册", "the register of recognitions"),
    "loans": Text("贷款登记册", "the register of loans"),
    "bank": Text("贷款银行", "the bank that gave the loan"),
}
"""What the sources are called; any other supplier has a number of its own, as an annual run has that vouches for its year."""
LOANS: Final = "loans"
BANK: Final = "bank"
"""The register of loans, and the bank of one, as sources of facts."""
PAPERS: Final = ("evidence", "reference", "ground")
"""The keys of an entry that name a paper or a ground: a person read the value off it."""
OLDER_POLICY: Final = "older_policy_fen"
"""What an older policy would pay, which is no fact of any item: an officer says so, or nobody did. Its entry keeps the amount as `fen`."""
_EACH: Final = "amounts_fen"
_WHY: Final = (*PAPERS, "page", "reason")
_PERSONS: Final = frozenset({"by", "confirmed_by", "set_aside_by"})


def facts_to_prove(item: Item) -> tuple[Fact, ...]:
    """Return every fact of an application that has to come from somewhere: the item's, the issuer of its number, the matter's day."""
    return (*item.facts, *item.asked_issuer, MATTER_DATE)


def entry(fact: Fact, by: str, at: str, **more: Json) -> dict[str, Json]:
    """Return the entry of a fact. What was declared and then read off its paper is confirmed by whoever read it.

    Args:
        fact: What was supplied.
        by: The person, the source, or the number of the run or project that supplied it.
        at: When, as ISO 8601.
        more: The department and the paper, for a value that an officer read; how many experts assessed it; and as `before` what was
            approved, planned or counted before.
    """
    return {"supplied_by": _supplier(fact, more).value, "by": by, "at": at, **more}


def _supplier(fact: Fact, where: Mapping[str, Json]) -> Supplier:
    return Supplier.CONFIRMED if fact.supplied_by is Supplier.DECLARED and is_read(where) else fact.supplied_by


def proved(facts: Mapping[str, Json], provenance: Provenance) -> dict[str, Json]:
    """Return the facts that somebody other than the applicant's claim vouches for: an assessment reads no others."""
    return {code: value for code, value in facts.items() if code in provenance}


def is_read(where: Mapping[str, Json]) -> bool:
    """Tell whether a person read a value off a paper."""
    return any(paper in where for paper in PAPERS)


def waiting_for_second(item: Item, provenance: Provenance) -> list[Fact]:
    """Return the facts that one officer has stated and a second has to confirm."""
    return [
        fact
        for fact in facts_to_prove(item)
        if (where := provenance.get(fact.code)) and is_read(where) and _by_two(fact, where) and "confirmed_by" not in where
    ]


def _by_two(fact: Fact, where: Mapping[str, Json]) -> bool:
    # A figure that a run found was the word of an authority, or of two officers: whoever corrects it is not believed alone.
    return fact.by_two or "reference" in where


def differences(facts: Mapping[str, Json], provenance: Provenance) -> list[dict[str, Any]]:
    """Return the facts that were found otherwise than the applicant had said, with both values."""
    return [
        {"fact": code, "claimed": where["claimed"], "found": facts.get(code)} for code, where in provenance.items() if "claimed" in where
    ]


def revised(facts: Mapping[str, Json], provenance: Provenance, audit: Mapping[str, Mapping[str, Json]]) -> list[dict[str, Json]]:
    """Return the facts that a plan or their source had otherwise, with both values and why, for whoever decides to see side by side.

    Args:
        facts: What they are now.
        provenance: Where they come from.
        audit: By fact, what an audit says for it.
    """
    return [
        {
            "fact": code,
            "before": where["before"],
            "after": facts.get(code),
            **{name: where[name] for name in _WHY if name in where},
            **audit.get(code, {}),
        }
        for code, where in provenance.items()
        if "before" in where
    ]


def outliers(provenance: Provenance) -> list[dict[str, Any]]:
    """Return each amount of an expert that is further than half from the median, for whoever decides."""
    return [
        {"fact": code, "expert_fen": fen, "median_fen": where["median_fen"]}
        for code, where in provenance.items()
        for fen in where.get(_EACH, ())
        if 2 * abs(fen - where["median_fen"]) > where["median_fen"]
    ]


def without_persons(provenance: Provenance) -> dict[str, dict[str, Json]]:
    """Return the entries as they are told to applicants: departments, papers and sources, and no officer."""
    return {
        code: {key: value for key, value in where.items() if key not in _PERSONS or not is_read(where)}
        for code, where in provenance.items()
    }


def for_applicant(provenance: Provenance) -> dict[str, dict[str, Json]]:
    """Return the entries as an applicant reads them: what the experts named one by one is the office's, the median everybody's."""
    return {code: {key: value for key, value in where.items() if key != _EACH} for code, where in provenance.items()}


def unproved(item: Item, facts: Mapping[str, Json], provenance: Provenance) -> list[str]:
    """Return the codes of the facts in a document that come from nowhere, from whoever does not supply them, or from one officer alone.

    An amount that experts assessed is the median of theirs, or it is not proved either.
    """
    alone = waiting_for_second(item, provenance)
    codes = [
        fact.code
        for fact in facts_to_prove(item)
        if fact.code in facts and (fact in alone or not _vouches(fact, facts[fact.code], provenance.get(fact.code, {})))
    ]
    said = OLDER_POLICY not in facts or provenance.get(OLDER_POLICY, {}).get("fen") == facts[OLDER_POLICY]
    return codes if said else [*codes, OLDER_POLICY]


def _vouches(fact: Fact, value: Json, where: Mapping[str, Json]) -> bool:
    return where.get("supplied_by") == _supplier(fact, where) and where.get("median_fen", value) == value
