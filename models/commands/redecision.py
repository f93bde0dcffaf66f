"""再决定的草稿。Writes of re-decisions before they are proposed."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import next_number
from models.tables import Application, Redecision
from policy.actors import Actor
from policy.judging.catalogue import item as item_called
from policy.processes.application.channel import require_grant


async def draft(
    session: AsyncSession,
    actor: Actor,
    application: Application,
    *,
    request_key: str,
    **given: Any,  # noqa: ANN401 - its columns
) -> Redecision:
    """Write a re-decision of an award under a new number: the facts that change, what proves them, and why they were wrong.

    Raises:
        Refusal: `wrong_process` of an investment.
    """
    require_grant(item_called(application.item_code))
    redecision = Redecision(
        number=await next_number(session, "RD"),
        item_code=application.item_code,
        department=application.department,
        created_by=actor.subject,
        application_id=application.id,
        enterprise_uscc=application.enterprise_uscc,
        proposed_by=actor.subject,
        proposed_by_name=actor.name,
        request_key=request_key,
        **given,
    )
    session.add(redecision)
    await session.flush()
    await session.refresh(redecision)
    return redecision
