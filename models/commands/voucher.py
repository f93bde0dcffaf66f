"""服务券的写入。Writes of vouchers before they are handed in, and of the codes by which deliveries are confirmed."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import next_number
from models.queries import enterprise as enterprises
from models.queries import voucher as vouchers
from models.tables import DeliveryCode, Voucher, VoucherSpend
from policy.actors import Actor
from policy.errors import Code, Fault, Refusal
from policy.processes.voucher import code as codes
from policy.processes.voucher.requested import voucher_item
from policy.processes.voucher.spends import SpendState
from policy.text import Text


async def draft(session: AsyncSession, actor: Actor, *, service: str, statement: str, request_key: str) -> Voucher:
    """Write a voucher that the actor's own enterprise asks for, under a new number.

    Raises:
        Refusal: `not_found`, when the enterprise is not registered here.
    """
    if actor.enterprise is None or await enterprises.find(session, actor.enterprise) is None:
        raise Refusal(Code.NOT_FOUND, Text("请先登记单位信息。", "Register the enterprise first."))
    item = voucher_item()
    row = Voucher(
        number=await next_number(session, "IV"),
        item_code=item.code,
        department=item.departments[0],
        created_by=actor.subject,
        enterprise_uscc=actor.enterprise,
        service=service,
        statement=statement,
        request_key=request_key,
    )
    session.add(row)
    await session.flush()
    await session.refresh(row)
    return row


async def draw_code(session: AsyncSession, actor: Actor, spend: VoucherSpend) -> tuple[str, datetime]:
    """Draw the code of a contract, in place of any before: it is told this once, and kept by what it comes to.

    Returns:
        The code, and until when it counts.

    Raises:
        Refusal: `wrong_stage`, when its delivery is not waited for any more.
    """
    locked = await vouchers.lock_spend(session, spend.voucher_id, spend.id)
    if locked is None or locked.state != SpendState.RESERVED:
        raise Refusal(Code.WRONG_STAGE, Text("该合同已不待确认交付。", "The delivery of this contract is not waited for any more."))
    code, salt, expires_at = codes.draw(), codes.new_salt(), datetime.now(UTC) + codes.LASTS
    if (before := await vouchers.code_of(session, spend.id)) is not None:
        await session.delete(before)
        await session.flush()
    kept = DeliveryCode(spend_id=spend.id, salt=salt, digest=codes.digest(code, salt), drawn_by=actor.subject, expires_at=expires_at)
    session.add(kept)
    return code, expires_at


async def prove_code(session: AsyncSession, actor: Actor, spend: VoucherSpend, code: str) -> Refusal | None:
    """Count a try at the code of a contract, and keep who proved it; return why it does not count, if it does not.

    The refusal is returned and not raised, so that the try is kept.
    """
    kept = await vouchers.code_of(session, spend.id)
    if kept is None or kept.expires_at <= datetime.now(UTC) or kept.tries >= codes.TRIES:
        over = Text("验收码已失效，请平台重新生成", "the code does not count any more: have the platform draw another")
        return Refusal(Code.INVALID_INPUT, Text(f"{over.zh}。", f"The code: {over.en}."), [Fault("code", over)])
    kept.tries += 1
    if not codes.is_same(code, kept.salt, kept.digest):
        left = codes.TRIES - kept.tries
        wrong = Text(f"验收码不正确，还可尝试{left}次", f"is not the code; tries left: {left}")
        return Refusal(Code.INVALID_INPUT, Text(f"{wrong.zh}。", f"This {wrong.en}."), [Fault("code", wrong)])
    kept.proved_by = actor.subject
    return None
