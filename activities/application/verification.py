"""核验。How the seven sources are asked about an applicant (general term 2), all at once; a missing answer decides nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from activities.matching.upstream import ask_about
from gateways.bank import Bank
from gateways.credit import CREDIT_SOURCES, CreditRecords
from gateways.registration import Registration
from gateways.statistics import Statistics
from gateways.tax import Tax
from gateways.upstream import Upstream
from policy.judging.documents import row_of_applicant
from policy.language.items import Item
from policy.language.readers import LetterReader, Values
from policy.opinions_2022_8.general_terms import CITATION, WORDS, who_may_apply
from policy.processes.matching.contradictions import contradictions
from policy.processes.matching.upstream import Supplied, failures_as_json, supplied
from policy.registered import WORDS as WORDS_OF_REGISTER
from policy.registered import Registered, why_nobody
from policy.text import Text

_PERSON: Final = {"type": "person", "registered_in_area": False, "taxed_in_area": False, "statistics_in_area": False}


@dataclass(frozen=True, slots=True)
class Sources:
    """The outside sources of a verification."""

    credit: CreditRecords
    registration: Registration
    tax: Tax
    statistics: Statistics
    upstream: Upstream
    bank: Bank


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom the sources are asked about.

    Attributes:
        uscc: The credit code of whoever stands for the applicant today.
        kind: "person", or what the register said of it last; it says so anew.
        own: All that count as one with it: what an upstream registry has of any of them is its own.
    """

    uscc: str
    kind: str
    own: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """What the sources said.

    Attributes:
        applicant: The applicant as an assessment reads it.
        answers: Every answer, by source, as JSON.
        failures: Conditions that do not hold, each with clause and text.
        supplied: Facts that a source of record supplied.
        contradictions: What in a record of a source contradicts itself; while there is any, nothing follows from the rest.
    """

    applicant: dict[str, Any]
    answers: dict[str, Any]
    failures: list[dict[str, Any]]
    supplied: dict[str, Any] = field(default_factory=dict)
    contradictions: list[Text] = field(default_factory=list)


async def ask_sources(
    sources: Sources, item: Item, law: Values, asked: Asked, application_date: date, facts: Mapping[str, Any]
) -> Findings:
    """Ask every source about one applicant.

    Args:
        sources: Whom to ask.
        item: What is applied for; some items address applicants that need not be registered here.
        law: Its figures in force; a rule may exempt applicants from the term on records.
        asked: Whom they are asked about.
        application_date: The day the three years of records end on.
        facts: What was declared; where the item matches upstream money, it says of what.

    Raises:
        SourceUnavailable: One of them gave no answer that can be believed.
    """
    (applicant, answers), upstream = await asyncio.gather(
        ask_about_applicant(sources, asked.uscc, asked.kind), _ask_upstream(sources, item, (asked.uscc, *asked.own), facts)
    )
    if upstream is None:
        return Findings(applicant, answers, _failures(item, law, applicant, answers, application_date))
    answer, said = upstream
    if doubts := contradictions(answer):
        return Findings(applicant, answers | {"upstream": answer}, [], contradictions=doubts)
    failures = _failures(item, law, applicant, answers, application_date) + failures_as_json(item, said.failures)
    return Findings(applicant, answers | {"upstream": answer}, failures, said.facts)


async def ask_about_applicant(sources: Sources, uscc: str, kind: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return an applicant by the sources that know every applicant, as an assessment reads it, and every answer as JSON.

    Raises:
        SourceUnavailable: One of them gave no answer that can be believed.
    """
    if kind == "person":
        # They are in none of these registers, and under a code of ours nobody else knows.
        return _PERSON | {"records": []}, dict.fromkeys(("registration", "tax", "statistics"))
    registration, tax, statistics, credit_answers = await asyncio.gather(
        sources.registration.of(uscc),
        sources.tax.of(uscc),
        sources.statistics.of(uscc),
        asyncio.gather(*(sources.credit.of(uscc, source) for source in CREDIT_SOURCES)),
    )
    applicant: dict[str, Any] = {
        # A company that says it is a university is a company.
        "type": registration.registered.applicant_type if registration else kind,
        "registered_in_area": bool(registration and registration.registered_in_area and registration.status == "active"),
        "taxed_in_area": bool(tax and tax.taxed_in_area),
        "statistics_in_area": bool(statistics and statistics.statistics_in_area),
        "records": [
            {"source": answer.source, "on": record.on.isoformat(), "serious": record.serious}
            for answer in credit_answers
            for record in answer.records
        ],
    }
    answers = {
        "registration": registration.model_dump(mode="json", exclude={"legal_representative"}) if registration else None,
        "tax": tax.model_dump(mode="json") if tax else None,
        "statistics": statistics.model_dump(mode="json") if statistics else None,
        **{f"credit.{answer.source}": answer.model_dump(mode="json") for answer in credit_answers},
    }
    return applicant, answers


async def _ask_upstream(
    sources: Sources, item: Item, own: Collection[str], facts: Mapping[str, Any]
) -> tuple[dict[str, Any] | None, Supplied] | None:
    """Ask the upstream registry, where the item matches upstream money."""
    if item.upstream is None:
        return None
    answer = await ask_about(sources.upstream, item, facts)
    return answer, supplied(item, facts, own, answer)


def _failures(
    item: Item, law: Values, applicant: Mapping[str, Any], answers: Mapping[str, Any], application_date: date
) -> list[dict[str, Any]]:
    """Return what of general term 2 does not hold: that there is such an organisation, before where it is registered."""
    reader = LetterReader()
    who_may_apply(item.addresses, Values(row_of_applicant(applicant, application_date)), law, reader)
    failed = [entry.code for entry in reader.entries if not entry.holds]
    nobody = None if applicant["type"] == "person" else why_nobody(Registered.of(answers["registration"]))
    if nobody is not None:
        # Whoever is not there is registered nowhere; that is one thing found, not two.
        failed = [nobody, *(code for code in failed if code != "registered_in_area")]
    words = {**WORDS, **WORDS_OF_REGISTER}
    return [{"code": code, "clause": CITATION, "text": words[code].as_dict()} for code in failed]
