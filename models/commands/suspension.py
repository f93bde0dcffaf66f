"""暂停的写入。Writes of suspensions of items by a superior policy."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.commands import approval
from models.queries import succession
from models.queries import voucher as vouchers
from models.queries.project import PROJECTS
from models.queries.suspension import suspension_of, suspensions_on
from models.tables import Application, Benefit, Case, Investment, ItemSuspension, Loan, Message, Voucher
from policy.actors import Actor
from policy.judging.suspension import Scope, Suspension
from policy.judging.suspension_told import (
    ASKED_VOUCHER,
    BENEFIT,
    CANDIDATE,
    INVESTMENT,
    LOAN,
    PLATFORM,
    PROJECT,
    VOUCHER,
    Words,
    message_to_holder,
)
from policy.language.items import Item
from policy.processes.application.lifecycle import APPLICATION, Stage
from policy.processes.post_grant.lifecycle import BEFORE_SELECTION as CANDIDATES
from policy.processes.post_grant.lifecycle import POST_GRANT
from policy.processes.post_grant.lifecycle import Stage as Solution
from policy.processes.registry import LIFECYCLES
from policy.processes.voucher.lifecycle import ISSUED
from policy.text import Text
from policy.working_days import BEIJING

_HELD: Final[Mapping[str, tuple[type[Case], Words]]] = {
    **{process: (kind, PROJECT) for process, kind in PROJECTS.items()},
    "benefit": (Benefit, BENEFIT),
    "loan": (Loan, LOAN),
    "voucher": (Voucher, ASKED_VOUCHER),
    "investment": (Investment, INVESTMENT),
}
"""What people hold of an item, by process, and what they are told of it."""
_NOTHING_HELD: Final[Mapping[str, Collection[str]]] = {
    POST_GRANT.name: (Solution.REFUSED, Solution.RECONSIDERATION, Solution.RESERVE, Solution.FAILED, Solution.FAILURE_REVIEW),
}
"""Where somebody has nothing to carry on and nothing that waits, though it is not over: a suspension is none of theirs."""
_PAYS_PLATFORMS: Final = "innovation-voucher"


async def enter(session: AsyncSession, actor: Actor, item: Item, suspension: Suspension) -> ItemSuspension:
    """Keep a suspension of an item."""
    row = ItemSuspension(
        item_code=item.code,
        scope=suspension.scope.value,
        effective_from=suspension.begins_on,
        effective_to=suspension.ends_on,
        reason_zh=suspension.reason.zh,
        reason_en=suspension.reason.en,
        document_no=suspension.document_no,
        entered_by=actor.subject,
    )
    return await approval.enter(session, row, Text("事项暂停", "A suspension"))


async def tell(session: AsyncSession, row: ItemSuspension, item: Item) -> None:
    """Tell everybody whose application under way it concerns, and whoever holds something of the item."""
    await _tell_applicants(session, row, item)
    await _tell_holders(session, row, item)
    await session.flush()


async def _tell_applicants(session: AsyncSession, row: ItemSuspension, item: Item) -> None:
    """Tell every applicant whose application under way it concerns that the item is suspended or closed, or that it goes on."""
    # Whoever was refused is refused, whatever ends; whoever is paid elsewhere is.
    over = {
        *APPLICATION.terminal,
        Stage.IN_FORCE,
        *(Stage.REFUSED, Stage.RECONSIDERATION),
        *(Stage.OLDER_POLICY, Stage.OLDER_POLICY_RECONSIDERATION),
    }
    query = select(Application).where(Application.item_code == item.code, Application.stage.not_in(over)).order_by(Application.id)
    today, suspension = datetime.now(BEIJING).date(), suspension_of(row)
    for application in (await session.scalars(query)).all():
        matter_date = application.matter_date
        if suspension.scope is Scope.MATTERS and not (matter_date and suspension.covers(matter_date)):
            continue
        if suspension.is_over(today) and (application.held or await suspensions_on(session, item.code, today, matter_date)):
            # It is told when it goes on, and not that it does while another suspension stands.
            continue
        text = suspension.message(application.number, item.title, today, submitted=application.stage != Stage.DRAFT)
        session.add(Message(case_id=application.id, enterprise_uscc=application.enterprise_uscc, zh=text.zh, en=text.en))


async def _tell_holders(session: AsyncSession, row: ItemSuspension, item: Item) -> None:
    """Tell everybody who holds something of the item that is not over, or drafts it."""
    today, suspension = datetime.now(BEIJING).date(), suspension_of(row)
    if suspension.is_over(today) and await suspensions_on(session, item.code, today, None):
        # Another one still stands.
        return
    for process, (kind, words) in _HELD.items():
        untouched = {*LIFECYCLES[process].terminal, *_NOTHING_HELD.get(process, ())}
        query = select(kind).where(kind.item_code == item.code, kind.stage.not_in(untouched)).order_by(kind.id)
        for held in (await session.scalars(query)).all():
            its = _words_for(process, held.stage, words)
            text = message_to_holder(its, suspension, held.number, item.title, today, submitted=held.is_submitted)
            session.add(Message(case_id=held.id, enterprise_uscc=held.beneficiary, zh=text.zh, en=text.en))
    if item.code == _PAYS_PLATFORMS:
        await _tell_platforms(session, suspension, item, today)


def _words_for(process: str, stage: str, words: Words) -> Words:
    if process == "voucher" and stage in ISSUED:
        return VOUCHER
    return CANDIDATE if process == POST_GRANT.name and stage in CANDIDATES else words


async def _tell_platforms(session: AsyncSession, suspension: Suspension, item: Item, today: date) -> None:
    """Tell each platform with a contract that is not settled, or that stands in the register, once."""
    text = message_to_holder(PLATFORM, suspension, "", item.title, today, submitted=True)
    for uscc in await vouchers.platforms(session, today):
        session.add(Message(enterprise_uscc=await succession.current(session, uscc), zh=text.zh, en=text.en))
