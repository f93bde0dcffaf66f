"""拨付前核查。What is looked at before a platform is paid: its registrations and records, its conduct, and the item."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from activities.application.verification import Sources, ask_about_applicant
from activities.disbursement.standing import Look
from models.queries import conduct as conducts
from models.queries import enterprise as enterprises
from models.queries import implementing_rule, suspension
from models.session import Database
from models.tables import Settlement
from policy.judging.standing import findings
from policy.processes.voucher.requested import voucher_item
from policy.working_days import BEIJING


@dataclass(frozen=True, slots=True)
class SettlementLook:
    """Looks at settlements.

    Attributes:
        database: Where they are kept.
        sources: Whom to ask about a platform.
    """

    database: Database
    sources: Sources

    async def look(self, row: Settlement, at: datetime) -> Look:
        """Return what the sources and our own books say of a settlement's platform and of the item at a moment.

        Raises:
            SourceUnavailable: A source gave no answer that can be believed.
        """
        today, item = at.astimezone(BEIJING).date(), voucher_item()
        async with self.database.reading() as session:
            platform = await enterprises.current(session, row.enterprise_uscc)
            law = await implementing_rule.law_in_force(session, item, today)
        applicant, answers = await ask_about_applicant(self.sources, platform.uscc, platform.kind)
        # Last: what is decided here may have been decided while the sources were asked.
        async with self.database.reading() as session:
            suspensions = await suspension.suspensions_on(session, item.code, today, None)
            conduct = await conducts.of(session, platform.uscc, today)
        records = [
            {"source": answer["source"], **record}
            for source, answer in answers.items()
            if source.startswith("credit.")
            for record in answer["records"]
        ]
        found = findings(
            item,
            law,
            status=(answers["registration"] or {}).get("status"),
            identity=None,
            applicant=applicant,
            records=records,
            applied_on=row.created_at.astimezone(BEIJING).date(),
            suspensions=suspensions,
            conduct=conduct,
        )
        ours = {"suspensions": [one.as_dict() for one in suspensions], "conduct": asdict(conduct)}
        return Look(answers | ours, found, platform.uscc)
