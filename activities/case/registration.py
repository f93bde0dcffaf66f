"""登记确认的活动。Asking the register about enterprises that were registered while it was silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from temporalio import activity

from activities.case.deployment import Deployment
from activities.signatures.registration import CONFIRM_ENTERPRISES, Confirmed
from gateways.errors import SourceUnavailable
from gateways.registration import Registration
from models.commands.enterprise import take_register
from models.queries import enterprise as enterprises


@dataclass(frozen=True, slots=True)
class RegistrationActivities:
    """The activities of one deployment.

    Attributes:
        deployment: Its parameters.
        registration: The business register.
    """

    deployment: Deployment
    registration: Registration

    @activity.defn(name=CONFIRM_ENTERPRISES)
    async def confirm_enterprises(self) -> Confirmed:
        """Ask about everybody who is unconfirmed, and keep each answer on its own. Retried until the register has answered.

        What differs is an officer's question when an application is verified; whoever is unknown stays unconfirmed.
        """
        confirmed = differing = unknown = 0
        silent: SourceUnavailable | None = None
        async with self.deployment.database.reading() as session:
            waiting = await enterprises.unconfirmed(session)
        for uscc in waiting:
            try:
                answer = await self.registration.of(uscc)
            except SourceUnavailable as error:
                # An answer that cannot be believed about one holds up none of the others.
                silent = error
                continue
            if answer is None:
                unknown += 1
                continue
            async with self.deployment.database.writing() as session:
                question = await take_register(session, uscc, answer.registered, datetime.now(UTC))
            confirmed += 1
            differing += question is not None
        if silent is not None:
            raise silent
        return Confirmed(confirmed, differing, unknown)
