"""变动备案的接收。Writes of filings as they are received; the enterprise's commitment files them."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import lock_in
from models.queries import filing as filings
from models.tables import ChangeFiling, Commitment
from policy.actors import Actor
from policy.text import Text

_OVER = Text("没有仍在约束的承诺，无需备案。", "No commitment binds the enterprise; nothing has to be filed.")


async def receive(  # noqa: PLR0913 - what a filing consists of
    session: AsyncSession,
    actor: Actor,
    commitment: Commitment,
    *,
    filing_id: uuid.UUID,
    kind: str,
    planned_on: date,
    description: str,
    evidence: list[str],
    supersedes: uuid.UUID | None,
) -> None:
    """Keep a filing as received, with documents that nobody takes back from now on. One that is there already stays as it is.

    Raises:
        Refusal: `invalid_input` for what is no document of the commitment.
    """
    if evidence:
        # Whoever takes a document back waits for this, and then finds that it is named.
        await lock_in(session, commitment, commitment.evidence_stages, _OVER)
        await filings.require_papers(session, commitment.id, evidence)
    values = {
        "id": filing_id,
        "commitment_id": commitment.id,
        "enterprise_uscc": commitment.enterprise_uscc,
        "kind": kind,
        "planned_on": planned_on,
        "description": description,
        "evidence": evidence,
        "supersedes": supersedes,
        "filed_by": actor.subject,
    }
    await session.execute(insert(ChangeFiling).values(values).on_conflict_do_nothing())
