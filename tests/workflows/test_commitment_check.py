"""年度核查。The yearly check: who has left is told, who stayed is not, and a source that is down decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from activities.signatures.commitment import CheckOrder, CheckResult
from models.tables import CommitmentCheck, Enterprise
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN
from tests.office import Case, Office, becomes, rename
from tests.workflows.commitments import bound, breaches, check, start_check

YEAR = datetime.now(BEIJING).year


async def checks(office: Office) -> Sequence[CommitmentCheck]:
    return await office.all(select(CommitmentCheck).order_by(CommitmentCheck.id))


async def commitments_in_force(commitment: Case) -> None:
    assert (await commitment.row()).stage == "in_force"


async def test_what_each_source_said_is_stored_when_nobody_left(skipping: Office) -> None:
    commitment = await bound(skipping)
    assert await check(skipping) == (1, 0, 0)
    found = (await checks(skipping))[0]
    assert (found.enterprise_uscc, found.year, found.failures) == (CHENXIN, YEAR, [])
    assert found.answers["registration"]["registered_in_area"] is True
    assert found.answers["tax"]["taxed_in_area"] is True
    assert found.answers["statistics"]["statistics_in_area"] is True
    assert "legal_representative" not in found.answers["registration"]
    await commitments_in_force(commitment)


@pytest.mark.parametrize(
    ("facts", "failure"),
    [
        ({"registered_in_area": False}, "registered_in_area"),
        ({"status": "deregistered"}, "registered_in_area"),
        ({"taxed_in_area": False}, "taxed_in_area"),
        ({"statistics_in_area": False}, "statistics_in_area"),
    ],
)
async def test_enterprise_is_told_what_failed_when_it_left(skipping: Office, facts: dict[str, Any], failure: str) -> None:
    commitment = await bound(skipping)
    await becomes(skipping, CHENXIN, **facts)
    assert await check(skipping) == (1, 1, 0)
    await commitment.reach("hearing")
    found = (await breaches(skipping))[0]
    assert (found.cause, found.failures, found.check_id) == ("move_found", [failure], (await checks(skipping))[0].id)


async def test_enterprise_is_found_gone_when_no_authority_knows_it(skipping: Office) -> None:
    commitment = await bound(skipping)
    (await skipping.sandbox.delete(f"/admin/enterprises/{CHENXIN}")).raise_for_status()
    assert await check(skipping) == (1, 1, 0)
    await commitment.reach("hearing")
    assert (await breaches(skipping))[0].failures == ["registered_in_area", "taxed_in_area", "statistics_in_area"]


@pytest.mark.parametrize("source", ["registration", "tax", "statistics"])
async def test_nothing_is_decided_when_a_source_is_down(skipping: Office, source: str) -> None:
    commitment = await bound(skipping)
    await becomes(skipping, CHENXIN, registered_in_area=False, taxed_in_area=False, statistics_in_area=False)
    await skipping.fault(source, "down")
    assert await check(skipping) == (0, 0, 1)
    assert await checks(skipping) == []
    await commitments_in_force(commitment)


async def test_enterprise_is_asked_about_again_when_a_source_was_down(skipping: Office) -> None:
    commitment = await bound(skipping)
    await becomes(skipping, CHENXIN, taxed_in_area=False)
    await skipping.fault("tax", "down", times=3)
    assert await check(skipping) == (1, 1, 0)
    await commitment.reach("hearing")


async def test_check_begins_anew_when_it_is_started_after_it_ended(skipping: Office) -> None:
    await bound(skipping)
    assert await check(skipping) == (1, 0, 0)
    assert await check(skipping) == (1, 0, 0)
    assert len({found.run for found in await checks(skipping)}) == 2


async def test_second_start_joins_the_first_when_the_check_runs(skipping: Office) -> None:
    await bound(skipping)
    await skipping.fault("tax", "down")
    with skipping.starting():
        first, second = await start_check(skipping), await start_check(skipping)
        assert (await first.describe()).run_id == (await second.describe()).run_id
    await skipping.mend()
    await skipping.fast_forward(first, timedelta(hours=3))
    assert (await first.result()).unanswered == 0


async def test_nobody_is_checked_when_nothing_binds(skipping: Office) -> None:
    assert await check(skipping) == (0, 0, 0)


async def test_finding_cannot_be_changed(skipping: Office) -> None:
    await bound(skipping)
    await check(skipping)
    with pytest.raises(DBAPIError, match="append-only"):
        await skipping.change(text("UPDATE commitment_checks SET failures = '{}'"))


async def test_schedule_begins_the_check_of_the_year(skipping: Office) -> None:
    await bound(skipping)
    queue = skipping.settings.task_queue
    begun = await skipping.client.execute_workflow("CommitmentCheckDue", CheckOrder(), id="due", task_queue=queue, result_type=str)
    assert begun == f"commitment-check/{YEAR}"
    result = await skipping.client.get_workflow_handle(begun, result_type=CheckResult).result()
    assert result.checked == 1


async def test_name_the_register_gives_is_kept_with_the_former_one(skipping: Office) -> None:
    await bound(skipping)
    before = (await skipping.all(select(Enterprise).where(Enterprise.uscc == CHENXIN)))[0].name
    await rename(skipping, CHENXIN, "演示晨光微电子（北京）有限公司", "2026-06-30")
    assert await check(skipping) == (1, 0, 0)
    row = (await skipping.all(select(Enterprise).where(Enterprise.uscc == CHENXIN)))[0]
    assert (row.name, row.former_names) == ("演示晨光微电子（北京）有限公司", [{"name": before, "until": "2026-06-30"}])
