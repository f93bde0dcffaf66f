"""配套项目的细节。The particulars of a matching project that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.case_start import start_of
from activities.case.context import TransitionContext
from activities.signatures.matching import MatchingParticulars
from models.queries import application as applications
from models.queries import commitment as commitments
from models.queries.matching_project import awarded_by_year, open_clawbacks
from models.tables import MatchingProject


async def matching(context: TransitionContext[MatchingProject]) -> dict[str, Any]:
    """Return the particulars of a matching project."""
    project = context.case
    said = project.upstream
    return asdict(
        MatchingParticulars(
            upstream=f"{said['status']} ({said['as_of']})" if said else "",
            matched=awarded_by_year(await applications.carried_over(context.session, project.id)),
            clawbacks=[asdict(await start_of(context.session, found)) for found in await open_clawbacks(context.session, project.id)],
            binds_again=[str(found) for found in await commitments.claims_binding_again(context.session, project.id)],
        )
    )
