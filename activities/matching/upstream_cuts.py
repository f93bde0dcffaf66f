"""上级收回的后果。Which claims of a project rest on upstream money that was taken back, and what follows for each.

A claim's money rests on what its last verification found for its year. When less of that stands now, an award that was paid owes its
part back; one that was not goes back to verification; and one that is on its way to the bank has to be looked at again soon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from activities.case.context import TransitionContext
from activities.clawback import proposal as clawbacks
from models.queries import application as applications
from models.queries import clawback
from models.queries import disbursement as disbursements
from models.queries import matching_project as matching_projects
from models.tables import Application, MatchingProject
from policy.actors import SYSTEM
from policy.processes.application.lifecycle import RETURNABLE, Stage
from policy.processes.clawback.repayment import pro_rata
from policy.processes.disbursement.states import DisbursementState
from policy.processes.matching.upstream import net_fen


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


async def reclaim(context: TransitionContext[MatchingProject], shrunk: Sequence[Cut]) -> None:
    """Propose to reclaim, of every award that was paid, the part that falls with what the upstream took back.

    What was asked back before is not asked again, and no more than is left of the award.
    """
    for cut in shrunk:
        if not cut.paid:
            continue
        whole = pro_rata(cut.claim.paid_fen, cut.before_fen, cut.after_fen)
        asked_fen = await matching_projects.reclaimed(context.session, cut.claim.id)
        amount_fen = min(whole.amount_fen - asked_fen, await clawback.reclaimable(context.session, cut.claim))
        if amount_fen > 0:
            await clawbacks.propose(
                context.session,
                context.deployment,
                key=f"{context.key}/{cut.claim.number}",
                occurred_at=context.now,
                actor=SYSTEM,
                application=cut.claim,
                cause=matching_projects.UPSTREAM_RECOVERY,
                amount_fen=amount_fen,
                reckoning=whole.reckoning | {"asked_before_fen": asked_fen},
            )


async def cuts(session: AsyncSession, project: MatchingProject) -> list[Cut]:
    """Return the claims of a project whose upstream money shrank since they were verified."""
    verified = await matching_projects.supplied(session, project.id)
    found = []
    for claim in await applications.carried_over(session, project.id):
        if claim.id not in verified or (claim.stage != Stage.IN_FORCE and claim.stage not in RETURNABLE):
            continue
        before_fen = int(verified[claim.id].supplied.get("upstream_received_fen", 0))
        after_fen = net_fen(project.upstream, int(claim.facts["funding_year"]))
        if after_fen < before_fen:
            payment = await disbursements.live(session, claim.id)
            paying = claim.stage == Stage.PAYMENT and payment is not None and payment.state != DisbursementState.PREPARED
            found.append(Cut(claim, before_fen, after_fen, paying))
    return found
