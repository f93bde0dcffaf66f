"""追回的草稿。Writes of clawbacks before they are decided on."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import next_number
from models.queries import assessment as assessments
from models.queries import clawback as clawbacks
from models.queries import instalment as instalments
from models.tables import Application, Clawback
from policy.actors import Actor
from policy.errors import Code, Fault, Refusal
from policy.judging.catalogue import item as item_called
from policy.language.items import Outcome
from policy.processes.application.channel import require_grant
from policy.processes.clawback.conditions import not_asked
from policy.processes.clawback.repayment import Calculation
from policy.text import Text

_TAKEN_OFF_FIRST: Final = Text(
    "该项支持尚有分期资金未拨付，多支持的应先从未拨付的部分中扣减，请办理再决定。",
    "Part of the award is not paid yet: what was given too much is taken off that first. Have the award decided anew.",
)


async def _is_taken_off_first(session: AsyncSession, application: Application) -> bool:
    """Tell whether later parts of an award are unpaid, and a re-decision can take off them what was too much; a committee's it cannot."""
    if not await instalments.unpaid_fen(session, application):
        return False
    assessment = await assessments.standing(session, application.id)
    return assessment is not None and assessment.outcome == Outcome.AWARD


async def draft(  # noqa: PLR0913 - what a demand consists of
    session: AsyncSession,
    actor: Actor,
    application: Application,
    *,
    cause: str,
    amount_fen: int,
    reckoning: dict[str, Any],
    on: date,
    request_key: str | None = None,
    asked: Calculation | None = None,
) -> Clawback:
    """Write a clawback under a new number: of the amount that could be asked, what the rules in force on the day have asked.

    What is `asked` where that was decided already, as by a re-decision whose letter has said it.

    Raises:
        Refusal: `invalid_input`, when nothing is demanded, or a rule has nothing asked; `wrong_process` of an investment;
            `wrong_stage`, where the award has an unpaid part, off which a re-decision takes it first.
    """
    require_grant(item_called(application.item_code))
    if cause == "error" and await _is_taken_off_first(session, application):
        raise Refusal(Code.WRONG_STAGE, _TAKEN_OFF_FIRST)
    asked = asked or await clawbacks.asked(session, application, cause, amount_fen, on)
    if asked.amount_fen <= 0:
        by_rule = asked.reckoning.get("not_asked")
        message = not_asked(asked.reckoning) if by_rule else Text("按条件计算没有应追回的金额。", "Nothing is to be reclaimed.")
        raise Refusal(Code.INVALID_INPUT, message, [Fault("amount_fen", message)])
    clawback = Clawback(
        number=await next_number(session, "CB"),
        item_code=application.item_code,
        department=application.department,
        created_by=actor.subject,
        application_id=application.id,
        enterprise_uscc=application.enterprise_uscc,
        cause=cause,
        amount_fen=asked.amount_fen,
        reckoning=reckoning | asked.reckoning,
        asked_by=actor.subject,
        request_key=request_key,
    )
    session.add(clawback)
    await session.flush()
    await session.refresh(clawback)
    return clawback
