"""来源数据复核。What the sources say now of the figures an offer rests on: months go by, and figures are corrected and withdrawn."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol, Self

from sqlalchemy.ext.asyncio import AsyncSession

from activities.application.verification import Findings
from activities.case.context import TransitionContext
from gateways.statistics import RdExpense, Statistics
from gateways.tax import Contribution, Tax
from models.queries import annual_run as annual_runs
from models.tables import Application, Assessment
from policy.errors import Refusal
from policy.judging.assessment import assess
from policy.judging.provenance import entry
from policy.judging.standing import Finding, figures_changed, figures_withdrawn
from policy.language.facts import Json
from policy.language.items import Item


def of_statistics(counted: RdExpense) -> dict[str, Json]:
    """Return what the statistics authority counts of an enterprise in a year, by fact."""
    return {
        "size": counted.size,
        "sector": counted.sector,
        "on_key_list": counted.on_key_list,
        "little_giant": counted.little_giant,
        "first_time_included": counted.first_above_scale,
        "rd_expense_fen": counted.rd_expense_fen,
        "prior_rd_expense_fen": counted.prior_rd_expense_fen,
    }


def of_tax(contribution: Contribution | None) -> dict[str, Json]:
    """Return what the tax authority says of an enterprise in a year, by fact. Who is not taxed here contributes nothing here."""
    return {"retained_contribution_fen": contribution.retained_contribution_fen if contribution else 0}


class Counting(Protocol):
    """The authorities that supply a run with figures."""

    @property
    def statistics(self) -> Statistics:
        """Who counts expenses and sizes."""

    @property
    def tax(self) -> Tax:
        """Who counts contributions."""


async def _ask_statistics(sources: Counting, uscc: str, year: int, _after: str | None) -> dict[str, Json] | None:
    counted = await sources.statistics.rd_expense_of(uscc, year)
    return None if counted is None else of_statistics(counted)


async def _ask_tax(sources: Counting, uscc: str, year: int, after: str | None) -> dict[str, Json] | None:
    return of_tax(await sources.tax.contribution_of(uscc, year, after))


ASKED: Final[Mapping[str, Callable[[Counting, str, int, str | None], Awaitable[dict[str, Json] | None]]]] = {
    "statistics": _ask_statistics,
    "tax": _ask_tax,
}
"""How each authority that supplies a run with figures is asked again about one enterprise; None where it counts nothing of it."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What authorities supplied of an award. What two people read off a paper instead is no longer the source's.

    Attributes:
        year: The year they are of.
        before: By source: each figure as the award rests on it.
        after: The credit code after which a list is read that has the enterprise.
    """

    year: int | None = None
    before: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    after: str | None = None

    @staticmethod
    def are_of(application: Application) -> bool:
        """Tell whether an award rests on what authorities supplied: an offer does, and what was applied for does not."""
        return application.origin == "offered" and application.parent_id is not None

    @classmethod
    async def of(cls, session: AsyncSession, application: Application, uscc: str, assessed: Assessment | None = None) -> Self:
        """Return those of an offer: as it was assessed last, or as it was offered. An award that was applied for has none."""
        if not cls.are_of(application) or application.parent_id is None:
            return cls()
        facts, provenance = (assessed.facts, assessed.provenance) if assessed else (application.facts, application.provenance)
        before: dict[str, dict[str, Json]] = {}
        for code, where in provenance.items():
            if where.get("by") in ASKED and code in facts:
                before.setdefault(where["by"], {})[code] = facts[code]
        return cls(facts.get("year"), before, await annual_runs.member_before(session, application.parent_id, uscc))

    async def changed(self, sources: Counting, uscc: str) -> dict[str, Json]:
        """Ask again, and return the figures that are counted otherwise now; each None where nothing is counted any more.

        Raises:
            SourceUnavailable: One of them gave no answer that can be believed.
        """
        if self.year is None:
            return {}
        answers = await asyncio.gather(*(ASKED[source](sources, uscc, self.year, self.after) for source in self.before))
        asked = zip(self.before.values(), answers, strict=True)
        now = [(code, value, answer[code] if answer else None) for before, answer in asked for code, value in before.items()]
        return {code: is_now for code, was, is_now in now if is_now != was}

    def withdrawn_by(self, changed: Mapping[str, Json]) -> list[str]:
        """Return the sources that count nothing any more of all they supplied."""
        return [source for source, before in self.before.items() if all(changed.get(code, before) is None for code in before)]

    def found(self, item: Item, assessed: Assessment | None, changed: Mapping[str, Json]) -> list[Finding]:
        """Return that another amount is due by the figures that have changed, as a finding before a payment, if one is."""
        if not changed or not (self.withdrawn_by(changed) or assessed is None or _is_due_otherwise(item, assessed, changed)):
            return []
        by = [source for source, before in self.before.items() if before.keys() & changed.keys()]
        known = {code: value for before in self.before.values() for code, value in before.items()}
        return [figures_changed(by, {code: known[code] for code in changed}, changed)]

    def beside(self, findings: Findings, item: Item, changed: Mapping[str, Json]) -> Findings:
        """Return what a verification found, failing where a source withdrew its figures."""
        if by := self.withdrawn_by(changed):
            failure = {"code": "figures_withdrawn", "clause": item.citation, "text": figures_withdrawn(by).as_dict()}
            return replace(findings, failures=[*findings.failures, failure])
        return findings


async def take_figures(context: TransitionContext[Application], changed: Mapping[str, Json]) -> None:
    """Keep what is counted otherwise now as what the award rests on, beside what it was offered by."""
    application, at = context.case, context.now.isoformat()
    for fact in context.item.facts:
        if (value := changed.get(fact.code)) is None:
            continue
        where = application.provenance[fact.code]
        offered = where.get("before", application.facts[fact.code])
        differing = {} if value == offered else {"before": offered}
        application.facts = application.facts | {fact.code: value}
        application.provenance = application.provenance | {fact.code: entry(fact, where["by"], at, **differing)}


def _is_due_otherwise(item: Item, assessed: Assessment, changed: Mapping[str, Json]) -> bool:
    """Tell whether an award comes to another result by other figures, all else as it was assessed."""
    now: dict[str, Any] = {code: value for code, value in {**assessed.facts, **changed}.items() if value is not None}
    try:
        before, after = (assess(item.code, facts, assessed.rules) for facts in (assessed.facts, now))
    except Refusal:
        # What is not counted any more was needed.
        return True
    return (after.outcome, after.award_fen) != (before.outcome, before.award_fen)
