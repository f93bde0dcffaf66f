"""登记确认的测试。Whom the register was silent about is asked about again without anybody's doing."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import insert, select, update

from activities.signatures.registration import Confirmed
from models.tables import Enterprise
from runtime.schedules import SCHEDULES
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.office import OFFICER, Office, until

NAME = "演示晨芯微电子（北京）有限公司"
FALSE = "国家电网公司"
UNKNOWN = "91110302MA9DA0106W"
WAITING = {"kind": "enterprise", "status": "unconfirmed", "confirmed_at": None}
ENTRY = next(entry for entry in SCHEDULES if entry.id == "registration")


async def known(office: Office, uscc: str = CHENXIN) -> Enterprise:
    row: Enterprise = (await office.all(select(Enterprise).where(Enterprise.uscc == uscc)))[0]
    return row


async def round_of(office: Office) -> Any:
    """Begin a round, as the Schedule does."""
    return await office.client.start_workflow(
        ENTRY.workflow, id=f"registration/{uuid.uuid4().hex[:8]}", task_queue=office.settings.task_queue, result_type=Confirmed
    )


async def test_enterprises_are_confirmed_when_the_register_answers_again(skipping: Office) -> None:
    office = skipping
    for uscc, name in ((CHENXIN, FALSE), (YUNHENG, (await known(office, YUNHENG)).name)):
        await office.change(update(Enterprise).where(Enterprise.uscc == uscc).values(name=name, **WAITING))
    await office.change(insert(Enterprise).values(uscc=UNKNOWN, name="演示无名有限公司", kind="enterprise"))
    await office.fault("registration", "down")
    handle = await round_of(office)

    async def failed() -> bool | None:
        pending = (await handle.describe()).raw_description.pending_activities
        return any(one.HasField("last_failure") for one in pending) or None

    await until(failed, "a try that failed")
    assert (await known(office)).status == "unconfirmed"
    await office.mend()
    assert await handle.result() == Confirmed(confirmed=2, differing=1, unknown=1)
    chenxin, yunheng, nobody = [await known(office, uscc) for uscc in (CHENXIN, YUNHENG, UNKNOWN)]
    assert [(row.status, row.questioned) for row in (yunheng, nobody)] == [("active", None), ("unconfirmed", None)]
    assert (chenxin.name, chenxin.status, chenxin.questioned) == (NAME, "active", {"name": FALSE, "kind": "enterprise"})
    # What differs is asked before anything is decided about its application.
    case = await office.apply_for()
    await case.answer("acceptance", OFFICER, decision="accepted")
    assert (await case.task("identity_check")).about["known"]["name"] == FALSE


async def test_enterprise_is_confirmed_though_the_register_cannot_be_believed_about_another(skipping: Office) -> None:
    await skipping.change(insert(Enterprise).values(uscc=UNKNOWN, name="演示无名有限公司", kind="enterprise"))
    await skipping.change(update(Enterprise).where(Enterprise.uscc == CHENXIN).values(name=NAME, **WAITING))
    await skipping.fault("registration", "garbage", times=1)
    done: Confirmed = await (await round_of(skipping)).result()
    # The one that was asked about first, in vain, was asked about once more.
    assert (done.unknown, done.differing) == (1, 0)
    assert ((await known(skipping)).status, (await known(skipping, UNKNOWN)).status) == ("active", "unconfirmed")


async def test_nothing_is_paid_when_the_register_names_nobody(skipping: Office) -> None:
    await skipping.change(update(Enterprise).where(Enterprise.uscc == CHENXIN).values(name=FALSE, **WAITING))
    await skipping.sandbox.delete(f"/admin/enterprises/{CHENXIN}")
    case = await skipping.apply_for()
    await case.answer("acceptance", OFFICER, decision="accepted")
    await case.reach("refused")
    assert (await known(skipping)).status == "unconfirmed"
    assert await skipping.treasury_payments() == []
