"""退付前核查。What is looked at before a refund is paid: what the register calls its payer, or whoever took the payer's place.

What of an award a bank returned its enterprise never had: before that is paid, all is looked at that is looked at before an award is.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from activities.disbursement.standing import Look
from gateways.registration import Registration
from models.commands.enterprise import take_register
from models.queries import clawback as clawbacks
from models.queries import enterprise as enterprises
from models.queries import refund as refunds
from models.queries import succession
from models.session import Database
from models.tables import Application, Refund

LookBefore: TypeAlias = Callable[[Application, uuid.UUID, datetime], Awaitable[Look]]
"""Looks at an award before another case pays of it."""


@dataclass(frozen=True, slots=True)
class RefundLook:
    """Looks at refunds.

    Attributes:
        database: Where they are kept.
        register: Asked what a payer is called.
        before_award: Looks at the awards of which something is paid that a bank returned.
    """

    database: Database
    register: Registration
    before_award: LookBefore

    async def look(self, refund: Refund, at: datetime) -> Look:
        """Keep what the register says of a payer that is registered here: to another name than was released nothing is paid.

        Where money of an award is paid, what speaks against paying the award speaks against this.

        Raises:
            SourceUnavailable: A source gave no answer that can be believed.
        """
        named = await self._named(refund, at)
        async with self.database.reading() as session:
            returned = await refunds.returned_payment(session, refund)
        if returned is None:
            return named
        found = await self.before_award(returned[0], refund.id, at)
        async with self.database.reading() as session:
            # What fraud leaves of the award was decided with its demand, which closes what is applied for besides and not that.
            own = {demand.number for demand in await clawbacks.rightly_of(session, returned[0].id)}
        return replace(found, findings=[one for one in found.findings if one.get("clawback") not in own])

    async def _named(self, refund: Refund, at: datetime) -> Look:
        async with self.database.reading() as session:
            uscc = await succession.current(session, refund.payer_uscc)
            known = await enterprises.find(session, uscc)
        if known is None or known.kind == "person":
            return Look({}, [], uscc)
        answer = await self.register.of(uscc)
        if answer is None:
            return Look({"registration": None}, [], uscc)
        async with self.database.writing() as session:
            await take_register(session, uscc, answer.registered, at)
        return Look({"registration": answer.model_dump(mode="json", exclude={"legal_representative"})}, [], uscc)
