"""核验。Asking the seven sources about an applicant (general term 2), all at once; an answer that does not come decides nothing."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Any

from gateways.credit import CREDIT_SOURCES, CreditRecords
from gateways.registration import Registration
from gateways.statistics import Statistics
from gateways.tax import Tax
from policy.documents import serious_records
from policy.items import Item
from policy.opinions_2022_8.general_terms import CITATION, WORDS

REGISTRATIONS = ("registered_in_area", "taxed_in_area", "statistics_in_area")


@dataclass(frozen=True, slots=True)
class Sources:
    """The outside sources of a verification."""

    credit: CreditRecords
    registration: Registration
    tax: Tax
    statistics: Statistics


@dataclass(frozen=True, slots=True)
class Findings:
    """What the sources said.

    Attributes:
        applicant: The applicant as an assessment reads it.
        answers: Every answer, by source, as JSON.
        failures: Conditions that do not hold, each with clause and text.
    """

    applicant: dict[str, Any]
    answers: dict[str, Any]
    failures: list[dict[str, Any]]


async def ask_sources(sources: Sources, item: Item, uscc: str, kind: str, application_date: date) -> Findings:
    """Ask every source about one applicant.

    Args:
        sources: Whom to ask.
        item: What is applied for; some items address applicants that need not be registered here.
        uscc: Its Unified Social Credit Code.
        kind: "enterprise", "university_or_institute" or "person".
        application_date: The day the three years of records end on.

    Raises:
        SourceUnavailable: One of them gave no answer that can be believed.
    """
    registration, tax, statistics, credit_answers = await asyncio.gather(
        sources.registration.of(uscc),
        sources.tax.of(uscc),
        sources.statistics.of(uscc),
        asyncio.gather(*(sources.credit.of(uscc, source) for source in CREDIT_SOURCES)),
    )
    applicant: dict[str, Any] = {
        "type": kind,
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
    return Findings(applicant, answers, _failures(item, applicant, application_date))


def _failures(item: Item, applicant: dict[str, Any], application_date: date) -> list[dict[str, Any]]:
    failed = [] if applicant["type"] in item.addresses else [code for code in REGISTRATIONS if not applicant[code]]
    if serious_records(applicant["records"], application_date):
        failed.append("no_serious_record")
    return [{"code": code, "clause": CITATION, "text": WORDS[code].as_dict()} for code in failed]
