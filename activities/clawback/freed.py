"""让出的款项。What a breach that has asked already asks besides, when another demand on the same award is lowered or withdrawn.

It had counted that demand as asked, and nobody looks at it again. So the rest is proposed in the transaction that lowers the demand:
another approver decides on it, and to drop it takes two, as of everything that was found elsewhere.
"""

from __future__ import annotations

from typing import Final

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.clawback import proposal
from activities.clawback.effects import award
from models.queries import breach as breaches
from models.queries import clawback as clawbacks
from models.queries import held
from models.tables import Clawback
from policy.actors import SYSTEM
from policy.processes.clawback.freed import FREED_BY, besides
from policy.processes.clawback.lifecycle import BEYOND_OBJECTION

EFFECTS = Effects[Clawback]()
_FREED: Final = "freed_fen"


def note_freed(context: TransitionContext[Clawback], less_fen: int) -> None:
    """Note how much a demand that stood asks for no more, in fen; one that could be objected to was not counted by any breach."""
    if context.case.stage in BEYOND_OBJECTION:
        context.kept[_FREED] = less_fen


@EFFECTS.opens("breach_besides")
async def ask_by_breach(context: TransitionContext[Clawback]) -> None:
    """Propose what the signed terms ask of money that a demand asks for no more, now that it asks for less or has ended."""
    clawback, session, less_fen = context.case, context.session, int(context.kept.get(_FREED, 0))
    if clawback.cause == "breach" or not less_fen:
        return
    application = await award(context)
    reckoned = await breaches.reckoned_for(session, application)
    if reckoned is None:
        return
    await session.flush()
    other = (Clawback.cause != "breach", Clawback.stage.in_(BEYOND_OBJECTION), Clawback.id != clawback.id)
    # What this demand still asks is asked, whether it is over with this step or not.
    own_fen = 0 if "withdrawn_fen" in clawback.reckoning else int(clawback.reckoning.get("asked_of_fen", clawback.amount_fen))
    after_fen = (await held.of(session, application, *other)).reclaimable_fen - own_fen
    found = besides(reckoned, await clawbacks.freed_fen(session, application.id), after_fen - less_fen, after_fen)
    if not found.amount_fen:
        return
    proposed = await proposal.propose(
        session,
        context.deployment,
        key=f"{context.key}/breach",
        occurred_at=context.now,
        actor=SYSTEM,
        application=application,
        cause="breach",
        amount_fen=found.amount_fen,
        reckoning=found.reckoning | {FREED_BY: clawback.number},
    )
    if proposed is not None:
        # Its workflow is started by that of this demand.
        clawback.reckoning = clawback.reckoning | {"freed_for": proposed.number}
