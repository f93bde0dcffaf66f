"""上级收回的后果。Which claims of a project rest on upstream money that was taken back, and what follows for each.

A claim's money rests on what its last verification found for its year. When less of that stands now, the award is reckoned anew by the
clause on what remains. Where that comes to as much as before, under the year's maximum, nothing follows. Else an award that was paid owes
the excess back; one that was not goes back to verification; and one that is on its way to the bank has to be looked at again soon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from activities.case.context import TransitionContext
from activities.clawback import proposal as clawbacks
from models.queries import application as applications
from models.queries import assessment as assessments
from models.queries import clawback
from models.queries import disbursement as disbursements
from models.queries import matching_project as matching_projects
from models.tables import Application, MatchingProject
from policy.actors import SYSTEM
from policy.processes.application.lifecycle import RETURNABLE, Stage
from policy.processes.disbursement.states import STILL_OURS
from policy.processes.matching.reckoning import award_for, excess
from policy.processes.matching.upstream import net_fen


@dataclass(frozen=True, slots=True)
class Cut:
    """A claim whose upstream money shrank, so that the clause gives less for it.

    Attributes:
        claim: The claim.
        before_fen: What of its year's money stood when it was verified.
        after_fen: What of it stands now.
        due_fen: What the clause gives for that; nothing while it was never assessed.
        paying: Whether its money is with the treasury and neither paid nor returned.
    """

    claim: Application
    before_fen: int
    after_fen: int
    due_fen: int
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
    """Propose to reclaim, of every award that was paid, what the clause does not give for the upstream money that remains.

    What was asked back before is not asked again, and no more than is left of the award.
    """
    for cut in shrunk:
        if not cut.paid:
            continue
        whole = excess(cut.claim.paid_fen, cut.before_fen, cut.after_fen, cut.due_fen)
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
    """Return the claims of a project for whose upstream money the clause gives less than when they were verified."""
    verified = await matching_projects.supplied(session, project.id)
    found = []
    for claim in await applications.carried_over(session, project.id):
        if claim.id not in verified or (claim.stage != Stage.IN_FORCE and claim.stage not in RETURNABLE):
            continue
        before_fen = int(verified[claim.id].supplied.get("upstream_received_fen", 0))
        after_fen = net_fen(project.upstream, int(claim.facts["funding_year"]))
        if after_fen < before_fen and (fallen := await _fallen(session, claim, before_fen, after_fen)) is not None:
            payment = await disbursements.live(session, claim.id)
            untold = payment is None or payment.state in STILL_OURS
            paying = claim.stage == Stage.PAYMENT and not untold
            found.append(Cut(claim, before_fen, after_fen, fallen, paying))
    return found


async def _fallen(session: AsyncSession, claim: Application, before_fen: int, after_fen: int) -> int | None:
    """Return what the clause gives for the money that remains, or None where it gives as much as before."""
    assessed = await assessments.latest(session, claim.id)
    if assessed is None:
        return 0
    before, now = (award_for(claim.item_code, assessed.facts, assessed.rules, fen) for fen in (before_fen, after_fen))
    return now if now < before else None
