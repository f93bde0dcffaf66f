"""配套项目的年度。What was matched of each year of a project's upstream money, and what is left of the year's cap."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from api.schemas.matching_project import YearMatched
from api.views.case import stage
from models.queries.application import AWARDED
from models.queries.held import AskedBack
from models.tables import Application, MatchingProject
from policy.judging.catalogue import item as item_called
from policy.processes.application.lifecycle import APPLICATION
from policy.processes.matching.upstream import net_fen


def by_year(claims: Sequence[Application]) -> dict[int, list[Application]]:
    """Return the claims of each year that have not come to nothing, oldest first."""
    found: dict[int, list[Application]] = {}
    for claim in claims:
        if claim.stage not in APPLICATION.terminal:
            found.setdefault(int(claim.facts["funding_year"]), []).append(claim)
    return found


def listed(row: MatchingProject, claims: Mapping[int, Sequence[Application]]) -> list[int]:
    """Return every year in which upstream money came or that was claimed, the earliest first."""
    return sorted({int(money["year"]) for money in (row.upstream or {}).get("received", ())} | set(claims))


def years(
    row: MatchingProject,
    claims: Mapping[int, Sequence[Application]],
    reclaimed: Mapping[uuid.UUID, AskedBack],
    left: Mapping[int, int | None],
    before: Mapping[int, int],
    *,
    told: bool,
) -> list[YearMatched]:
    """Return every year in which upstream money came or that was claimed, the earliest first.

    Args:
        row: The project.
        claims: Its claims, by year.
        reclaimed: What of each came back, is asked for, or is only proposed to be.
        left: What each year may be claimed for once more, in fen.
        before: What stands of each for whoever had the project before, in fen.
        told: Whether the reader knows of what was served alone.
    """
    shown = [_year(row, year, claims.get(year, ()), reclaimed, left.get(year), before.get(year, 0)) for year in listed(row, claims)]
    return [one.model_copy(update={"proposed_fen": None}) for one in shown] if told else shown


def _year(
    row: MatchingProject,
    year: int,
    claims: Sequence[Application],
    reclaimed: Mapping[uuid.UUID, AskedBack],
    left_fen: int | None,
    before_fen: int,
) -> YearMatched:
    awarded = [claim for claim in claims if claim.stage in AWARDED]
    asked = [reclaimed[claim.id] for claim in claims if claim.id in reclaimed]
    cap_fen = item_called(row.item_code).cap_fen
    return YearMatched(
        year=year,
        upstream_net_fen=net_fen(row.upstream, year),
        claim=claims[-1].number if claims else None,
        stage=stage(claims[-1].process, claims[-1].stage) if claims else None,
        claims=[claim.number for claim in claims],
        awarded_fen=sum(claim.award_fen or 0 for claim in awarded),
        paid_fen=sum(claim.paid_fen for claim in claims),
        reclaimed_fen=sum(one.recovered_fen + one.outstanding_fen for one in asked),
        outstanding_fen=sum(one.outstanding_fen for one in asked),
        proposed_fen=sum(one.proposed_fen for one in asked),
        matched_before_fen=before_fen,
        left_fen=None if cap_fen is None else cap_fen - before_fen - sum(claim.standing_fen for claim in awarded),
        claimable_fen=left_fen,
    )
