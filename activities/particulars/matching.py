"""配套项目的细节。What a matching project's workflow has to know besides the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.effects.matching import matching_project
from activities.particulars.registry import particulars
from activities.signatures.matching import MatchingParticulars
from activities.starts import start_of
from activities.work import Work
from models.queries import case
from models.queries.matching import awarded_by_year, open_clawbacks


@particulars("matching")
async def matching(work: Work) -> dict[str, Any]:
    """Return a matching project's."""
    project = matching_project(work)
    said = project.upstream
    return asdict(
        MatchingParticulars(
            upstream=f"{said['status']} ({said['as_of']})" if said else "",
            matched=awarded_by_year(await case.carried_over(work.session, project.id)),
            clawbacks=[asdict(await start_of(work.session, found)) for found in await open_clawbacks(work.session, project.id)],
        )
    )
