"""结算的草稿。Writes of settlements before they are handed in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import next_number
from models.queries import enterprise as enterprises
from models.queries import settlement as settlements
from models.queries import succession
from models.tables import Message, Settlement
from policy.actors import SYSTEM, Actor
from policy.errors import Code, Refusal
from policy.money import in_yuan
from policy.processes.settlement.month import nothing_to_settle, to_come, written
from policy.processes.voucher.requested import voucher_item
from policy.text import Text

_ASKED: Final = Text(
    "{month}在贵平台使用的服务券共{amount}待结算，结算申请{number}已生成草稿：请上传服务合同和发票，填写收款账户后提交。",
    "{amount} of vouchers were spent with you in {month}. The settlement {number} is drafted: add contracts and invoices, give your "
    "account, and submit it.",
)


async def require_month(session: AsyncSession, actor: Actor, month: date, today: date) -> None:
    """Refuse a month of which it is certain already that the actor's own platform has nothing to be settled.

    Raises:
        Refusal: `invalid_input`, for a month to come; `wrong_stage`, for one that is over and of which nothing waits to be settled.
    """
    this = today.replace(day=1)
    if month > this:
        raise to_come(month)
    own = await succession.family(session, actor.enterprise or "")
    if month < this and not await settlements.is_anything_left(session, own, month):
        raise nothing_to_settle(month)


async def draft(session: AsyncSession, actor: Actor, month: date, request_key: str) -> Settlement:
    """Write a settlement of the actor's own platform for a month, under a new number.

    Raises:
        Refusal: `not_found`, when the enterprise is not registered here.
    """
    if actor.enterprise is None or await enterprises.find(session, actor.enterprise) is None:
        raise Refusal(Code.NOT_FOUND, Text("请先登记单位信息。", "Register the enterprise first."))
    return await _draft(session, actor.enterprise, actor.subject, month, request_key)


async def draft_awaited(session: AsyncSession, at: datetime) -> int:
    """Draft the settlement of each platform and month that is over and that it has not asked for, once, and ask for its papers.

    Returns:
        How many were drafted.
    """
    drafted = 0
    for platform, month, amount_fen in await settlements.awaited(session, at):
        own = await succession.family(session, platform)
        whose, key = await succession.current(session, platform), f"awaited/{platform}/{written(month)}"
        if await settlements.is_asked_for(session, own, month) or await settlements.by_request(session, key) is not None:
            continue
        row = await _draft(session, whose, SYSTEM.subject, month, key)
        amount = in_yuan(amount_fen)
        zh = _ASKED.zh.format(number=row.number, month=written(month), amount=amount.zh)
        en = _ASKED.en.format(number=row.number, month=written(month), amount=amount.en)
        session.add(Message(case_id=row.id, enterprise_uscc=whose, zh=zh, en=en))
        drafted += 1
    return drafted


async def _draft(session: AsyncSession, platform: str, by: str, month: date, request_key: str) -> Settlement:
    item = voucher_item()
    row = Settlement(
        number=await next_number(session, "VS"),
        item_code=item.code,
        department=item.departments[0],
        created_by=by,
        enterprise_uscc=platform,
        month=month,
        request_key=request_key,
    )
    session.add(row)
    await session.flush()
    await session.refresh(row)
    return row
