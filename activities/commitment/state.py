"""承诺的细节。The particulars of an enterprise's commitment to stay that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.case_start import start_of
from activities.case.context import TransitionContext
from activities.signatures.commitment import CommitmentParticulars
from models.queries import breach as breaches
from models.queries import clawback as clawbacks
from models.queries import commitment as commitments
from models.queries import filing as filings
from models.tables import Commitment
from policy.processes.commitment.states import UNDECIDED


async def commitment(context: TransitionContext[Commitment]) -> dict[str, Any]:
    """Return the particulars of an enterprise's commitment to stay."""
    session, commitment_id = context.session, context.case.id
    breach = await breaches.open_of(session, commitment_id)
    proposed = await clawbacks.proposed_for(session, context.case.number)
    return asdict(
        CommitmentParticulars(
            undertakings=[
                {"award": bound.application.number, "until": bound.collected.until.isoformat() if bound.collected.until else None}
                for bound in await commitments.collected(session, commitment_id)
            ],
            filings=[
                {"kind": filing.kind, "planned_on": filing.planned_on.isoformat()}
                for filing in await filings.of_case(session, commitment_id, UNDECIDED)
            ],
            breach=f"{breach.cause} {' '.join(breach.failures)} {breach.breach_on}" if breach else None,
            clawbacks=[asdict(await start_of(session, row)) for row in proposed],
            settling=breach is not None and (breach.asked_at is not None or context.case.wakes_at is not None),
        )
    )
