"""调减原追回。What was asked back of an award as too much, and nobody has paid yet, is lowered when more of it is due after all."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from activities.case.context import WRITTEN, TransitionContext
from activities.case.transitions import apply, begin
from activities.signatures.case import Transition
from models.commands.interest import interest_of
from models.queries import audit_event as audit_events
from models.queries import case
from models.queries import clawback as clawbacks
from models.queries import task as tasks
from models.tables import Clawback, Redecision
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.money import parse_rate
from policy.processes.clawback.grounds import GroundEvent
from policy.processes.clawback.lifecycle import PAYING, Stage
from policy.processes.matching.reckoning import Asked
from policy.processes.redecision.lifecycle import Event
from policy.processes.redecision.reckoning import Left, lower
from policy.text import Text

# Elsewhere something of a demand is being decided: that is decided first.
_LOWERABLE = frozenset({Stage.PROPOSED, Stage.NOTICED, *PAYING})


@dataclass(frozen=True, slots=True)
class Lowering:
    """An open demand that is lowered or withdrawn.

    Attributes:
        demand: The demand.
        left: What is left of it.
        due_fen: What of that is still due: not what was paid back and is paid again as a supplement.
    """

    demand: Clawback
    left: Left
    due_fen: int

    def as_dict(self) -> dict[str, Any]:
        """Return what is asked of the demand, by its number."""
        event = (GroundEvent.PROPOSAL_LOWERED, GroundEvent.PROPOSAL_WITHDRAWN)
        if self.demand.stage != Stage.PROPOSED:
            event = (GroundEvent.DEMAND_LOWERED, GroundEvent.DEMAND_WITHDRAWN)
        of = {"asked_of_fen": self.left.ground_fen} if "asked_of_fen" in self.demand.reckoning else {}
        return {
            "clawback": self.demand.number,
            "event": event[0] if self.left.amount_fen else event[1],
            "before_fen": self.demand.amount_fen,
            "left_fen": self.left.amount_fen,
            "due_fen": self.due_fen,
            "ground_less_fen": _asked(self.demand).asked_fen - self.left.ground_fen,
            "reckoning": of,
        }


async def outstanding(session: AsyncSession, application_id: uuid.UUID, same: Collection[str]) -> int:
    """Return what was asked back of an award as too much, and is neither paid back nor given up, in fen.

    `same` are the demands for an error that are about the facts which are corrected, here and below.
    """
    return sum(one.asked_fen - one.repaid_fen for one in map(_asked, await clawbacks.open_for_amount(session, application_id, same)))


async def asked_less(session: AsyncSession, application_id: uuid.UUID, less_fen: int, same: Collection[str]) -> int:
    """Return what is asked for no longer where so much of what was too much is due after all, in fen: of what a share is asked, that."""
    demands = await clawbacks.open_for_amount(session, application_id, same) if less_fen else []
    left = lower([_asked(demand) for demand in demands], less_fen)
    return sum(demand.amount_fen - rest.amount_fen for demand, rest in zip(demands, left, strict=True))


async def lowerings(
    session: AsyncSession, application_id: uuid.UUID, less_fen: int, again_fen: int, same: Collection[str]
) -> list[Lowering]:
    """Return the open demands that are lowered or withdrawn where so much is not to be paid back any longer, or of less bears interest.

    Args:
        session: The session.
        application_id: The award.
        less_fen: What is not to be paid back any longer, in fen.
        again_fen: What is paid as a supplement, in fen: first what was paid back of these demands, of the one that was made last first.
        same: As `outstanding` takes it.

    Raises:
        Refusal: `wrong_stage`, while something of such a demand is being decided, or money for it is being booked.
    """
    demands = await clawbacks.open_for_amount(session, application_id, same)
    left = lower([_asked(demand) for demand in demands], less_fen)
    found: list[Lowering] = []
    for demand, rest in reversed(list(zip(demands, left, strict=True))):
        bears_fen = min(interest_of(demand), rest.amount_fen)
        part_fen = min(again_fen, demand.repaid_fen, bears_fen)
        again_fen -= part_fen
        if part_fen or rest.amount_fen < demand.amount_fen:
            found.insert(0, Lowering(demand, rest, bears_fen - part_fen))
    await _require_lowerable(session, [lowering.demand for lowering in found])
    return found


async def lower_demands(context: TransitionContext[Redecision]) -> None:
    """Lower or withdraw every demand that was to be when it was decided anew, in the name of whoever decided: all of them, or none.

    Raises:
        Refusal: Why one does not follow any more; nothing is kept.
    """
    session, redecision = context.session, context.case
    decided = await audit_events.last_of(session, redecision.id, (Event.REDECIDED,))
    assert decided is not None  # noqa: S101 - what is lowered was decided
    asked = {one["clawback"]: one for one in decided.detail["lowered"]}
    for found in await clawbacks.called(session, asked):
        demand, one = await case.lock(session, Clawback, found.id), asked[found.number]
        figures = {name: one[name] for name in ("before_fen", "left_fen", "due_fen")}
        said = {"redecision": redecision.number, "reckoning": one["reckoning"] | {"lowered_by": redecision.number}}
        lowered = Transition(
            demand.process,
            str(demand.id),
            one["event"],
            f"{redecision.workflow_id}/{decided.sequence}/{demand.number}",
            context.now,
            Actor(decided.actor, decided.actor_name),
            None,
            figures | said,
            attestation=decided.attestation or "",
        )
        lowering = await begin(session, context.deployment, demand, lowered, clock=context.clock)
        lowering.kept[WRITTEN] = context.kept.setdefault(WRITTEN, set())
        await apply(lowering)


async def require_decided(session: AsyncSession, application_id: uuid.UUID, besides: Collection[str]) -> None:
    """Refuse to decide an award anew while somebody has to decide whether money of it is demanded back: what is left hangs on that.

    Args:
        session: The session.
        application_id: The award.
        besides: The numbers of the demands that the re-decision lowers itself.

    Raises:
        Refusal: `wrong_stage`.
    """
    for demand in await clawbacks.proposed_of(session, application_id):
        if demand.number not in besides:
            raise _under_way(demand)


async def _require_lowerable(session: AsyncSession, demands: Sequence[Clawback]) -> None:
    for demand in demands:
        # Whether a proposal is dropped is decided by two: what lowers it comes before, or after.
        dropping = any(task.kind == "dropping_confirmation" for task in await tasks.open_of(session, demand.id))
        if dropping or demand.stage not in _LOWERABLE or demand.held or await clawbacks.in_flight(session, demand.id) is not None:
            raise _under_way(demand)


def _under_way(demand: Clawback) -> Refusal:
    return Refusal(
        Code.WRONG_STAGE,
        Text(
            f"追回{demand.number}有事项正在办理，请先办结，再作出再决定。",
            f"Something of clawback {demand.number} is under way; finish it before deciding anew.",
        ),
    )


def _asked(demand: Clawback) -> Asked:
    asked_fen = int(demand.reckoning.get("asked_of_fen", demand.amount_fen))
    return Asked(demand.amount_fen, demand.repaid_fen, asked_fen, open=True, share=parse_rate(demand.reckoning.get("share")))
