"""A share of an approved list while what speaks against its enterprise is only proposed: it is kept, and nobody outside is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.tables import Message, Window, WindowShare
from tests.office import DEPUTY, Case, Office, until
from tests.replay.windows import ITEM, waiting
from tests.workflows.reclaim import Reclaim, reclaim
from tests.workflows.redecisions import SECOND, paid_prize
from tests.workflows.windows import share_out


async def share(office: Office) -> WindowShare:
    found: WindowShare = (await office.all(select(WindowShare)))[0]
    return found


async def kept(office: Office, cause: str) -> tuple[Case, Case, Reclaim]:
    """Have a list approved while an officer proposes to ask another award of its enterprise back, and see its share wait."""
    award = await paid_prize(office)
    case = await waiting(office)
    claim = await reclaim(office, award, SECOND, cause=cause)
    listed = await share_out(office, ITEM)

    async def looked_again() -> bool | None:
        row: Window = await listed.row()
        return (row.wakes_at is not None and row.wakes_at > row.stage_entered_at + timedelta(seconds=4)) or None

    await until(looked_again, "a second look at the shares")
    assert ((await share(office)).state, (await case.row()).stage) == ("listed", "allocation")
    assert await office.all(select(Message).where(Message.case_id == case.id, Message.zh.contains("未列入本次拟支持名单"))) == []
    return case, listed, claim


@pytest.mark.parametrize("cause", ["error", "fraud"])
async def test_share_is_taken_when_a_demand_that_was_only_proposed_is_refused(skipping: Office, cause: str) -> None:
    case, listed, claim = await kept(skipping, cause)
    await claim.case.answer("clawback_approval", DEPUTY, decision="demand_refused", reason="证据不足")
    await listed.reach("list_notice", "handling", "settled")
    found = await share(skipping)
    assert (found.state, (await case.row()).award_fen) == ("taken", found.share_fen)


async def test_share_goes_back_when_a_demand_that_was_only_proposed_is_served(skipping: Office) -> None:
    case, listed, claim = await kept(skipping, "error")
    await claim.approve()
    await listed.reach("list_notice", "handling", "settled")
    assert ((await share(skipping)).state, (await case.row()).award_fen) == ("fell_away", None)
    assert "share_withheld" in await case.events()
    about = select(Message.zh).where(Message.case_id == case.id, Message.zh.contains("未列入本次拟支持名单"))
    why = f"该单位的追回尚未结清（{claim.case.number}），其间暂不给予新的支持（第七部分“保障措施”）"
    assert await skipping.all(about) == [f"{case.number}未列入本次拟支持名单，待下次审定。原因：{why}。"]
