"""专家库的写入。Writes of the expert pool: one person proposes, another confirms, and each step is kept."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.person import note
from models.tables import Expert, ExpertProposal
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.text import Text

REGISTER: Final = "experts"
_KNOWN: Final = ("name", "employer_uscc", "departments", "active")


async def propose(session: AsyncSession, actor: Actor, **described: Any) -> ExpertProposal:  # noqa: ANN401 - its columns
    """Propose an expert for the pool, or a change of what is known of one.

    Raises:
        Refusal: `four_eyes` for oneself, `duplicate` while another proposal of the expert waits.
    """
    subject = str(described["subject"])
    if subject == actor.subject:
        raise Refusal(Code.FOUR_EYES, Text("不能提请本人入库，须由他人提请。", "Nobody proposes themselves; somebody else has to."))
    waits = ExpertProposal.decided_at.is_(None)
    proposed = (
        insert(ExpertProposal)
        .values(**described, proposed_by=actor.subject)
        .on_conflict_do_nothing(index_elements=["subject"], index_where=waits)
        .returning(ExpertProposal)
    )
    row = (await session.scalars(proposed)).one_or_none()
    if row is None:
        raise Refusal(Code.DUPLICATE, Text("该专家另有提请待确认。", "Another proposal of this expert waits to be confirmed."))
    note(session, REGISTER, subject, "proposed", actor, {name: described[name] for name in _KNOWN})
    return row


async def locked(session: AsyncSession, proposal_id: uuid.UUID) -> ExpertProposal | None:
    """Return a proposal, locked until the transaction ends."""
    return (await session.scalars(select(ExpertProposal).where(ExpertProposal.id == proposal_id).with_for_update())).one_or_none()


async def confirm(session: AsyncSession, actor: Actor, proposal: ExpertProposal) -> None:
    """Have the pool know what somebody else proposed.

    Raises:
        Refusal: `four_eyes` for whoever proposed it and for the expert, `wrong_stage` when it was decided on already.
    """
    if actor.subject in {proposal.proposed_by, proposal.subject}:
        raise Refusal(
            Code.FOUR_EYES, Text("由您提请或者与您本人有关，须由他人确认。", "You proposed it, or it is about you; somebody else has to.")
        )
    _decide(actor, proposal, confirmed=True)
    known = {name: getattr(proposal, name) for name in _KNOWN}
    values = known | {"added_by": proposal.proposed_by}
    entered = insert(Expert).values(subject=proposal.subject, **values)
    entered = entered.on_conflict_do_update(index_elements=["subject"], set_=values)
    await session.execute(entered)
    note(session, REGISTER, proposal.subject, "confirmed", actor, {"proposed_by": proposal.proposed_by} | known)


def refuse(session: AsyncSession, actor: Actor, proposal: ExpertProposal, reason: str) -> None:
    """Refuse what somebody else proposed, or withdraw what one proposed oneself: the pool stays as it is.

    Raises:
        Refusal: `wrong_stage` when it was decided on already.
    """
    _decide(actor, proposal, confirmed=False)
    note(
        session,
        REGISTER,
        proposal.subject,
        "refused",
        actor,
        {"proposal": str(proposal.id), "proposed_by": proposal.proposed_by, "reason": reason},
    )


def _decide(actor: Actor, proposal: ExpertProposal, *, confirmed: bool) -> None:
    if proposal.decided_at is not None:
        raise Refusal(Code.WRONG_STAGE, Text("已确认、未获同意或已撤回。", "It was confirmed, refused or withdrawn already."))
    proposal.decided_by, proposal.decided_at, proposal.confirmed = actor.subject, datetime.now(UTC), confirmed
