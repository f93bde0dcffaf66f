"""上级收回和归还的后果。Which claims rest on upstream money that was taken back, and which demands on money that was given back since.

A claim's money rests on what its last verification found for its year. When less of that stands now, the award is reckoned anew by the
clause on what remains. Where that comes to as much as before, under the year's maximum, nothing follows. Else an award that was paid owes
the excess back; one that was not goes back to verification; and one that is on its way to the bank has to be looked at again soon. One
that went back, and is still undecided when the upstream gives the money back, is verified once more.

What the upstream gives back takes the ground from what we asked back for it: an approver is asked (`activities.clawback.grounds`). What
was waived or written off of that is due again, and is asked back once with what is due, should the upstream take it a second time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.clawback import proposal as clawbacks
from models.commands.interest import interest_of, lower_interest
from models.queries import application as applications
from models.queries import assessment as assessments
from models.queries import audit_event as audit_events
from models.queries import case, clawback, held
from models.queries import disbursement as disbursements
from models.queries import matching_project as matching_projects
from models.tables import Application, Clawback, MatchingProject
from policy.actors import SYSTEM
from policy.money import share_of
from policy.processes.application.lifecycle import RETURNABLE, WITHDRAWABLE, Event, Stage
from policy.processes.clawback.lifecycle import DEMANDED, OPEN_STAGES
from policy.processes.clawback.repayment import Calculation
from policy.processes.disbursement.states import STILL_OURS
from policy.processes.matching.lifecycle import Stage as ProjectStage
from policy.processes.matching.reckoning import Asked, award_for, excess, groundless, grounds_of, left_of
from policy.processes.matching.upstream import net_fen

# Of the claims that can go back, those nobody has decided on: what was decided is not decided again for more money.
_UNDECIDED = RETURNABLE & WITHDRAWABLE


@dataclass(frozen=True, slots=True)
class Cut:
    """A claim whose upstream money shrank, so that the clause gives less for it; or came back, so that it gives more again.

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

    What was asked back before, because it was not due for whatever cause, is not asked again, and no more than is left of the award.
    """
    for cut in shrunk:
        if not cut.paid:
            continue
        whole = excess(cut.claim.spent_fen, cut.before_fen, cut.after_fen, cut.due_fen)
        others = await held.of(context.session, cut.claim, Clawback.cause != matching_projects.UPSTREAM_RECOVERY)
        asked_fen = others.corrected_fen + sum(
            asked(demand).asked_fen for demand in await matching_projects.demands(context.session, cut.claim.id)
        )
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


def asked(demand: Clawback) -> Asked:
    """Return a demand as it is reckoned with."""
    return Asked.of(demand.amount_fen, demand.repaid_fen, demand.reckoning, open=demand.stage in OPEN_STAGES)


async def note_due_again(context: TransitionContext[MatchingProject]) -> None:
    """Note what the clause gives again of money that was given up: it is held rightly, and counts as paid (`models.queries.held`)."""
    session, project = context.session, context.case
    for claim in await applications.carried_over(session, project.id):
        if claim.stage != Stage.IN_FORCE or not (await held.of(session, claim)).given_up_fen:
            continue
        demands = await matching_projects.demands(session, claim.id)
        found = await _excess(session, project, claim) if demands else None
        if found is None or not groundless([asked(one) for one in demands], found.amount_fen):
            continue
        # Whoever decides the award anew meanwhile reckons with what was given up as well.
        await case.lock(session, Application, claim.id)
        over = [await case.lock(session, Clawback, one.id) for one in demands if one.stage in DEMANDED - OPEN_STAGES]
        given_up_fen = (await held.of(session, claim)).given_up_fen
        held.note_due_again(over, min(groundless([asked(one) for one in demands], found.amount_fen), given_up_fen))


async def owe_interest_back(context: TransitionContext[MatchingProject]) -> None:
    """Owe back the interest of what was repaid of a demand that has ended, and that the upstream has given back since: it is due again.

    A demand that is open is lowered, with its interest, once an approver has decided so; one that two kept as it was stands.
    """
    session, project = context.session, context.case
    for claim in await applications.carried_over(session, project.id):
        demands = await matching_projects.demands(session, claim.id) if claim.stage == Stage.IN_FORCE else []
        over = [one.stage in DEMANDED - OPEN_STAGES and one.repaid_fen > 0 and "kept_at_fen" not in one.reckoning for one in demands]
        found = await _excess(session, project, claim) if any(over) else None
        if found is None:
            continue
        stand = [asked(one) for one in demands]
        for demand, one, ground_fen, is_over in zip(demands, stand, grounds_of(stand, found.amount_fen), over, strict=True):
            gone_fen = one.asked_fen - ground_fen
            if is_over and gone_fen:
                share_fen = gone_fen if one.share is None else share_of(gone_fen, one.share)
                due_fen = max(demand.amount_fen - min(share_fen, demand.repaid_fen), 0)
                if due_fen < interest_of(demand):
                    await lower_interest(session, booking(context), await case.lock(session, Clawback, demand.id), due_fen)


async def _excess(session: AsyncSession, project: MatchingProject, claim: Application) -> Calculation | None:
    """Return what of a claim's money the clause does not give for what its upstream gave and kept; None while it was never assessed."""
    assessed = await assessments.latest(session, claim.id)
    if assessed is None:
        return None
    verified = await matching_projects.supplied(session, project.id)
    before_fen = int(verified[claim.id].supplied.get("upstream_received_fen", 0))
    after_fen = net_fen(project.upstream, int(claim.facts["funding_year"]))
    due_fen = award_for(claim.item_code, assessed.facts, assessed.rules, after_fen)
    return excess(claim.spent_fen, before_fen, after_fen, due_fen)


@dataclass(frozen=True, slots=True)
class Shrunk:
    """An open demand of which less has a ground than it asks for.

    Attributes:
        demand: The demand.
        left_fen: What is left of it.
        due_fen: What of that has a ground: not what was paid back and may be claimed anew.
        reckoning: How that was calculated.
    """

    demand: Clawback
    left_fen: int
    due_fen: int
    reckoning: dict[str, Any]


async def shrunk(session: AsyncSession, project: MatchingProject) -> list[Shrunk]:
    """Return the open demands of a project that ask for more than the clause takes off for what its upstream has kept back."""
    found = []
    for claim in await applications.carried_over(session, project.id):
        demands = await matching_projects.demands(session, claim.id) if claim.stage == Stage.IN_FORCE else []
        is_any_open = any(demand.stage in OPEN_STAGES for demand in demands)
        whole = await _excess(session, project, claim) if is_any_open else None
        if whole is None:
            continue
        stand = [asked(one) for one in demands]
        left = zip(demands, left_of(stand, whole.amount_fen), grounds_of(stand, whole.amount_fen), strict=True)
        for demand, left_fen, ground_fen in left:
            if demand.stage in OPEN_STAGES and left_fen < demand.amount_fen and demand.reckoning.get("kept_at_fen") != left_fen:
                of = {"asked_of_fen": ground_fen} if "asked_of_fen" in demand.reckoning else {}
                share = asked(demand).share
                due_fen = ground_fen if share is None else share_of(ground_fen, share)
                found.append(Shrunk(demand, left_fen, min(due_fen, left_fen), whole.reckoning | of))
    return found


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
            found.append(Cut(claim, before_fen, after_fen, fallen, await _is_paying(session, claim)))
    return found


async def regained(session: AsyncSession, project: MatchingProject) -> list[Cut]:
    """Return the undecided claims that a cut sent back, and for which the clause gives more now that the upstream gave money back.

    What came for the year besides, and was never cut from a claim, is claimed by itself.
    """
    verified = await matching_projects.supplied(session, project.id)
    found = []
    for claim in await applications.carried_over(session, project.id):
        if claim.id not in verified or claim.stage not in _UNDECIDED:
            continue
        if await audit_events.last_of(session, claim.id, (Event.UPSTREAM_CHANGED,)) is None:
            continue
        before_fen = int(verified[claim.id].supplied.get("upstream_received_fen", 0))
        after_fen = net_fen(project.upstream, int(claim.facts["funding_year"]))
        if after_fen > before_fen and (given_fen := await _risen(session, claim, before_fen, after_fen)) is not None:
            found.append(Cut(claim, before_fen, after_fen, given_fen, paying=False))
    return found


async def astray(session: AsyncSession, project: MatchingProject) -> list[Application]:
    """Return the claims that are under way of a project that was handed over: verified anew, they are found to be another's."""
    if project.stage != ProjectStage.HANDED_OVER:
        return []
    under_way = [claim for claim in await applications.carried_over(session, project.id) if claim.stage in RETURNABLE]
    return [claim for claim in under_way if not await _is_paying(session, claim)]


async def _is_paying(session: AsyncSession, claim: Application) -> bool:
    """Tell whether the money of a claim is with the treasury and neither paid nor returned."""
    payment = await disbursements.live(session, claim.id)
    return claim.stage == Stage.PAYMENT and payment is not None and payment.state not in STILL_OURS


async def _risen(session: AsyncSession, claim: Application, before_fen: int, after_fen: int) -> int | None:
    """Return what the clause gives for the money there is again, or None where it gives no more for it."""
    assessed = await assessments.latest(session, claim.id)
    if assessed is None:
        return 0
    before, now = (award_for(claim.item_code, assessed.facts, assessed.rules, fen) for fen in (before_fen, after_fen))
    return now if now > before else None


async def _fallen(session: AsyncSession, claim: Application, before_fen: int, after_fen: int) -> int | None:
    """Return what the clause gives for the money that remains, or None where it gives as much as before."""
    assessed = await assessments.latest(session, claim.id)
    if assessed is None:
        return 0
    before, now = (award_for(claim.item_code, assessed.facts, assessed.rules, fen) for fen in (before_fen, after_fen))
    return now if now < before else None
