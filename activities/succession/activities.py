"""承继的活动。The activity of the succession's workflow: it asks the register about both enterprises."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from temporalio import activity

from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply
from activities.signatures.case import AutomaticStep, CaseState
from activities.signatures.succession import ASK_REGISTER
from gateways.registration import Registration, RegistrationAnswer
from models.commands.enterprise import take_register
from models.commands.succession import claim_place
from models.queries import enterprise as enterprises
from models.queries import succession_filing as filings
from models.tables import SuccessionFiling
from policy.errors import Refusal
from policy.processes.succession.lifecycle import Event, Stage
from policy.registered import Registered
from policy.succession import Ground, changes, differences
from policy.text import Text


@dataclass(frozen=True, slots=True)
class SuccessionActivities:
    """The activities of one deployment.

    Attributes:
        deployment: Its parameters.
        registration: The business register.
    """

    deployment: Deployment
    registration: Registration

    @activity.defn(name=ASK_REGISTER)
    async def ask_register(self, step: AutomaticStep) -> CaseState:
        """Ask the register about both, and keep what speaks against it; once more when it is approved. Retried until it has answered."""
        async with self.deployment.database.reading() as session:
            filing = await filings.of(session, uuid.UUID(step.case_id))
            named = await enterprises.of(session, filing.predecessor_uscc)
        known = [named.name, *(former["name"] for former in named.former_names)]
        codes = (filing.predecessor_uscc, filing.successor_uscc)
        answers = await asyncio.gather(*(self.registration.of(uscc) for uscc in codes))

        async def write(context: TransitionContext[SuccessionFiling]) -> None:
            before, after = (answer.registered if answer else None for answer in answers)
            for uscc, registered in sorted(zip(codes, (before, after), strict=True)):
                await take_register(context.session, uscc, registered, context.now)
            against = differences(Ground(context.case.ground), known, before, after)
            looked = context.case.register or {}
            context.case.register = {
                "predecessor": _kept(answers[0]),
                "successor": _kept(answers[1]),
                "differences": [text.as_dict() for text in against],
            }
            if context.case.stage == Stage.REGISTER_LOOK:
                context.event, context.detail = Event.REGISTER_ANSWERED, {"differences": context.case.register["differences"]}
            elif found := await _changes(context, looked, against, after):
                context.event, context.detail = Event.SUCCESSION_OUTDATED, {"changes": [text.as_dict() for text in found]}
            else:
                context.event = Event.SUCCESSION_MADE
            await apply(context)

        return await take(self.deployment, step, frozenset({Stage.REGISTER_LOOK, Stage.SECOND_LOOK}), write)


async def _changes(
    context: TransitionContext[SuccessionFiling], looked: Mapping[str, Any], against: list[Text], successor: Registered | None
) -> list[Text]:
    """Return what has changed since it was checked: by the register, or because another succession was made meanwhile."""
    filing, before = context.case, [text["zh"] for text in looked["differences"]]
    found = changes(before, against, Registered.of(looked["successor"]), successor)
    try:
        await claim_place(context.session, filing.predecessor_uscc, filing.successor_uscc)
    except Refusal as refusal:
        return [*found, refusal.detail]
    return found


def _kept(answer: RegistrationAnswer | None) -> dict[str, Any] | None:
    return answer.model_dump(mode="json", exclude={"legal_representative"}) if answer else None
