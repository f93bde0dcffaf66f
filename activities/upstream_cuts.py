"""上级收回的后果。Which claims of a project rest on upstream money that was taken back, and what follows for each.

A claim's money rests on what its last verification found for its year. When less of that stands now, an award that was paid owes its
part back; one that was not goes back to verification; and one that is on its way to the bank has to be looked at again soon.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import case, matching
from models.tables import Application, MatchingProject
from policy.lifecycles.application import RETURNABLE, Stage
from policy.upstream import net_fen


@dataclass(frozen=True, slots=True)
class Cut:
    """A claim whose upstream money shrank.

    Attributes:
        claim: The claim.
        before_fen: What of its year's money stood when it was verified.
        after_fen: What of it stands now.
        paying: Whether its money is with the treasury and neither paid nor returned.
    """

    claim: Application
    before_fen: int
    after_fen: int
    paying: bool

    @property
    def paid(self) -> bool:
        """Whether its money has been paid."""
        return self.claim.stage == Stage.IN_FORCE

    @property
    def returnable(self) -> bool:
        """Whether it can go back to verification."""
        return self.claim.stage in RETURNABLE and not self.paying


async def cuts(session: AsyncSession, project: MatchingProject) -> list[Cut]:
    """Return the claims of a project whose upstream money shrank since they were verified."""
    verified = await matching.supplied(session, project.id)
    found = []
    for claim in await case.carried_over(session, project.id):
        if claim.id not in verified or (claim.stage != Stage.IN_FORCE and claim.stage not in RETURNABLE):
            continue
        before_fen = int(verified[claim.id].supplied.get("upstream_received_fen", 0))
        after_fen = net_fen(project.upstream, int(claim.facts["funding_year"]))
        if after_fen < before_fen:
            payment = await case.live_disbursement(session, claim.id)
            paying = claim.stage == Stage.PAYMENT and payment is not None and payment.state != "prepared"
            found.append(Cut(claim, before_fen, after_fen, paying))
    return found
