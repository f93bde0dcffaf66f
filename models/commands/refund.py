"""退付的草稿。Writes of refunds before they are opened."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import next_number
from models.queries import enterprise as enterprises
from models.queries import receipt as receipts
from models.tables import Receipt, Refund
from policy.actors import Actor
from policy.errors import Code, Fault, Refusal
from policy.text import Text


async def draft(session: AsyncSession, actor: Actor, receipt: Receipt, department: str | None, request_key: str) -> Refund:
    """Write a refund of all of a receipt that nobody owes, under a new number.

    Args:
        session: The transaction.
        actor: Who asks.
        receipt: What came in.
        department: Who answers for it; None for the department of the debt at which it was left over.
        request_key: What the request is known by.

    Raises:
        Refusal: `wrong_stage`, when nothing of it is to be paid back; `invalid_input`, when it fits no debt and no department is named.
    """
    amount_fen = await receipts.owed_back_fen(session, receipt)
    if not amount_fen:
        raise Refusal(Code.WRONG_STAGE, Text("该笔收款没有尚待退付的款项。", "Nothing of this receipt is left to be paid back."))
    whose = await receipts.department_of(session, receipt.id) or department
    if whose is None:
        missing = Text("该笔收款没有对应的追回事项，应指明责任单位", "is needed: the receipt fits no debt")
        raise Refusal(Code.INVALID_INPUT, Text(f"{missing.zh}。", "Name the department."), [Fault("department", missing)])
    refund = Refund(
        number=await next_number(session, "RF"),
        department=whose,
        created_by=actor.subject,
        receipt_id=receipt.id,
        amount_fen=amount_fen,
        payer_uscc=receipt.payer_uscc,
        payer_name=receipt.payer_name,
        enterprise_uscc=receipt.payer_uscc if await enterprises.find(session, receipt.payer_uscc) else None,
        request_key=request_key,
    )
    session.add(refund)
    await session.flush()
    await session.refresh(refund)
    return refund
