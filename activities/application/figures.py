"""来源数据复核。What statistics counts now of the figures an offer rests on: it is open for months, and figures are withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from activities.application.verification import Findings
from gateways.statistics import Statistics
from models.tables import Application, Assessment
from policy.judging.standing import WITHDRAWN, Finding, figures_changed
from policy.language.facts import Json
from policy.language.items import Item

STATISTICS: Final = "statistics"
"""The source of what the statistics authority supplied."""

# What a fact is called in its answer, where that is another name.
_ANSWERED_AS: Final = {"first_time_included": "first_above_scale"}


@dataclass(frozen=True, slots=True)
class Figures:
    """What statistics supplied of an award. What two people read off a paper instead is no longer the source's.

    Attributes:
        year: The year they are of.
        before: Each figure as the award rests on it.
    """

    year: int | None
    before: Mapping[str, Json]

    @classmethod
    def of(cls, application: Application, assessed: Assessment | None = None) -> Self:
        """Return those of an offer: as it was assessed last, or as it was offered. An award that was applied for has none."""
        facts, provenance = (assessed.facts, assessed.provenance) if assessed else (application.facts, application.provenance)
        if application.origin != "offered":
            return cls(None, {})
        supplied = [code for code, where in provenance.items() if where.get("by") == STATISTICS and code in facts]
        return cls(facts.get("year"), {code: facts[code] for code in supplied})

    async def changed(self, statistics: Statistics, uscc: str) -> dict[str, Json]:
        """Ask again, and return the figures that are counted otherwise now; each None where nothing is counted any more.

        Raises:
            SourceUnavailable: It gave no answer that can be believed.
        """
        if self.year is None or not self.before:
            return {}
        answer = await statistics.rd_expense_of(uscc, self.year)
        if answer is None:
            return dict.fromkeys(self.before)
        now = {code: getattr(answer, _ANSWERED_AS.get(code, code)) for code in self.before}
        return {code: value for code, value in now.items() if value != self.before[code]}

    def found(self, changed: Mapping[str, Json]) -> list[Finding]:
        """Return that figures have changed, as a finding before a payment, if they have."""
        return [figures_changed({code: self.before[code] for code in changed}, changed)] if changed else []


def beside(findings: Findings, item: Item, changed: Mapping[str, Any]) -> Findings:
    """Return what a verification found, with figures that have changed as supplied anew, or as failing where all were withdrawn."""
    if changed and all(value is None for value in changed.values()):
        failure = {"code": "figures_withdrawn", "clause": item.citation, "text": WITHDRAWN.as_dict()}
        return replace(findings, failures=[*findings.failures, failure])
    return replace(findings, supplied=findings.supplied | {code: value for code, value in changed.items() if value is not None})
