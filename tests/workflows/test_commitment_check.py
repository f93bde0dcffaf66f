"""年度核查。The yearly check: who has left is told, who stayed is not, and a source that is down decides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from activities.signatures.commitment import CheckOrder, CheckResult
from gateways.errors import SourceUnavailable
from gateways.http import Source
from gateways.registration import Registration
from models.tables import CommitmentCheck, Enterprise
from policy.working_days import BEIJING
from sandbox.credit_code import numbered_code
from sandbox.enterprises import CHENXIN
from tests.office import Case, Office, becomes, rename
from tests.workflows.annual_runs import populate
from tests.workflows.commitments import bound, bound_together, breaches, check, start_check

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


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count what is asked of the authorities, by path."""
    counted, ask = Counter[str](), Source._ask

    async def counting(self: Source, source: str, method: str, path: str, **rest: Any) -> Any:
        counted[path] += 1
        return await ask(self, source, method, path, **rest)

    monkeypatch.setattr(Source, "_ask", counting)
    return counted


async def in_area(office: Office, size: int) -> list[str]:
    """Have the authorities know a population, and return the codes of some who are in the area by every one of them."""
    await populate(office, 2 * size)
    assert office.world is not None
    known = {code: office.world.enterprises.known(code) for code in map(numbered_code, range(2 * size))}
    here = [code for code, one in known.items() if one.registered_in_area and one.taxed_in_area and one.statistics_in_area]
    found = sorted(code for code in here if known[code].status == "active")[:size]
    assert len(found) == size
    return found


IN_BULK = ("/registration/standings", "/tax/standings", "/statistics/standings")


async def test_thousand_enterprises_take_one_question_of_each_source(skipping: Office, asked: Counter[str]) -> None:
    await bound_together(skipping, await in_area(skipping, 1_000))
    assert await check(skipping) == (1_000, 0, 0)
    assert asked == dict.fromkeys(IN_BULK, 1)
    found = await checks(skipping)
    assert {tuple(one.failures) for one in found} == {()}
    assert len({one.enterprise_uscc for one in found}) == 1_000


async def test_register_is_asked_one_by_one_only_about_whom_it_knows_otherwise(skipping: Office, asked: Counter[str]) -> None:
    codes = await in_area(skipping, 20)
    await bound_together(skipping, codes)
    await skipping.change(update(Enterprise).where(Enterprise.uscc == codes[3]).values(name="旧名"))
    await skipping.change(update(Enterprise).where(Enterprise.uscc == codes[7]).values(kind="university_or_institute"))
    await skipping.change(update(Enterprise).where(Enterprise.uscc == codes[9]).values(confirmed_at=None, status="unconfirmed"))
    assert await check(skipping) == (20, 0, 0)
    assert asked == dict.fromkeys((*IN_BULK, *(f"/registration/{codes[place]}" for place in (3, 7, 9))), 1)
    rows = {row.uscc: row for row in await skipping.all(select(Enterprise).where(Enterprise.uscc.in_(codes)))}
    assert [former["name"] for former in rows[codes[3]].former_names] == ["旧名"]
    assert rows[codes[7]].questioned["kind"] == "university_or_institute"
    assert rows[codes[9]].confirmed_at is not None


async def test_only_whom_the_register_is_silent_about_are_asked_about_again(
    skipping: Office, asked: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    codes, of, silent = await in_area(skipping, 5), Registration.of, iter([True])

    async def silent_once(self: Registration, uscc: str) -> Any:
        if next(silent, False):
            raise SourceUnavailable("registration", "http_503")
        return await of(self, uscc)

    monkeypatch.setattr(Registration, "of", silent_once)
    await bound_together(skipping, codes)
    await skipping.change(update(Enterprise).where(Enterprise.uscc == codes[2]).values(name="旧名"))
    assert await check(skipping) == (5, 0, 0)
    assert asked == dict.fromkeys(IN_BULK, 2) | {f"/registration/{codes[2]}": 1}
    # What was found of the others in the first round stands.
    assert sorted(one.enterprise_uscc for one in await checks(skipping)) == codes


async def test_name_the_register_gives_is_kept_with_the_former_one(skipping: Office) -> None:
    await bound(skipping)
    before = (await skipping.all(select(Enterprise).where(Enterprise.uscc == CHENXIN)))[0].name
    await rename(skipping, CHENXIN, "演示晨光微电子（北京）有限公司", "2026-06-30")
    assert await check(skipping) == (1, 0, 0)
    row = (await skipping.all(select(Enterprise).where(Enterprise.uscc == CHENXIN)))[0]
    assert (row.name, row.former_names) == ("演示晨光微电子（北京）有限公司", [{"name": before, "until": "2026-06-30"}])
