"""退付前核查。What is looked at before a refund is paid: what the register calls its payer, or whoever took the payer's place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from activities.disbursement.standing import Look
from gateways.registration import Registration
from models.commands.enterprise import take_register
from models.queries import enterprise as enterprises
from models.queries import succession
from models.session import Database
from models.tables import Refund


@dataclass(frozen=True, slots=True)
class RefundLook:
    """Looks at refunds.

    Attributes:
        database: Where they are kept.
        register: Asked what a payer is called.
    """

    database: Database
    register: Registration

    async def look(self, refund: Refund, at: datetime) -> Look:
        """Keep what the register says of a payer that is registered here: to another name than was released nothing is paid.

        Raises:
            SourceUnavailable: The register gave no answer that can be believed.
        """
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
