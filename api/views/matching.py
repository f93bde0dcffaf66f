"""配套项目的年度。What was matched of each year of a project's upstream money, and what is left of the year's cap."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from api.schemas.matching_project import YearMatched
from models.queries.application import AWARDED
from models.tables import Application, MatchingProject
from policy.judging.catalogue import item as item_called
from policy.language.items import Item
from policy.processes.application.lifecycle import APPLICATION
from policy.processes.matching.upstream import net_fen


def years(row: MatchingProject, claims: Sequence[Application], reclaimed: Mapping[uuid.UUID, int]) -> list[YearMatched]:
    """Return every year in which upstream money came or that was claimed, the earliest first.

    Args:
        row: The project.
        claims: Its claims.
        reclaimed: What clawbacks demand of each, in fen.
    """
    by_year = {int(claim.facts["funding_year"]): claim for claim in claims if claim.stage not in APPLICATION.terminal}
    listed = {int(money["year"]) for money in (row.upstream or {}).get("received", ())} | set(by_year)
    return [_year(item_called(row.item_code), row, year, by_year.get(year), reclaimed) for year in sorted(listed)]


def _year(item: Item, row: MatchingProject, year: int, claim: Application | None, reclaimed: Mapping[uuid.UUID, int]) -> YearMatched:
    awarded_fen = (claim.award_fen or 0) if claim is not None and claim.stage in AWARDED else 0
    return YearMatched(
        year=year,
        upstream_net_fen=net_fen(row.upstream, year),
        claim=claim.number if claim is not None else None,
        stage=claim.stage if claim is not None else None,
        awarded_fen=awarded_fen,
        paid_fen=claim.paid_fen if claim is not None else 0,
        reclaimed_fen=reclaimed.get(claim.id, 0) if claim is not None else 0,
        left_fen=None if item.cap_fen is None else item.cap_fen - awarded_fen,
    )
