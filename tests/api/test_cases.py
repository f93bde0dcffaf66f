"""What may be asked of a case of any process, by whom, and in whose words it is refused."""

from __future__ import annotations

import pytest

from tests.api.competing import published
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, STRANGER, Desk, code_of

REASON = {"reason": "等待上级答复"}


@pytest.mark.parametrize("reference", ["BDA-2026-05-999999", "00000000-0000-7000-8000-000000000000", "rd-growth-2099"])
async def test_case_is_not_found_when_there_is_none(api: Desk, reference: str) -> None:
    assert code_of(await api.get(OFFICER, f"/cases/{reference}/timeline")) == "not_found"
    assert code_of(await api.post(OFFICER, f"/cases/{reference}/hold", REASON)) == "not_found"


async def test_case_is_not_found_when_it_is_nobody_elses_business(api: Desk) -> None:
    case = f"/cases/{(await api.submitted())['number']}"
    for person in (STRANGER, FOREIGN_OFFICER):
        assert code_of(await api.get(person, f"{case}/timeline")) == "not_found"
    assert code_of(await api.post(FOREIGN_OFFICER, f"{case}/hold", REASON)) == "not_found"
    assert code_of(await api.post(FOREIGN_OFFICER, f"{case}/resume")) == "not_found"
    assert code_of(await api.post(STRANGER, f"{case}/withdraw", REASON)) == "not_found"
    assert code_of(await api.get("committee-1", f"{case}/timeline")) == "not_found"
    assert len((await api.get("auditor", f"{case}/timeline")).json()) == 1


async def test_draft_is_neither_held_nor_withdrawn(api: Desk) -> None:
    case = f"/cases/{(await api.draft())['id']}"
    assert code_of(await api.post(OFFICER, f"{case}/hold", REASON)) == "not_found"
    refused = await api.post(APPLICANT, f"{case}/withdraw", REASON)
    assert (code_of(refused), refused.json()["detail"]) == ("wrong_stage", "申请还是草稿。")


async def test_case_is_held_and_resumed_once(api: Desk) -> None:
    case = f"/cases/{(await api.submitted())['id']}"
    assert code_of(await api.post(OFFICER, f"{case}/resume")) == "wrong_stage"
    first = await api.post(OFFICER, f"{case}/hold", REASON, key="once")
    again = await api.post(OFFICER, f"{case}/hold", REASON, key="once")
    assert (first.status_code, again.json(), again.headers["Idempotency-Replayed"]) == (200, first.json(), "true")
    assert code_of(await api.post(OFFICER, f"{case}/hold", REASON)) == "wrong_stage"
    assert (await api.post(HEAD, f"{case}/resume")).status_code == 200
    assert [row["event"]["code"] for row in (await api.get(OFFICER, f"{case}/timeline")).json()] == ["submitted", "put_on_hold", "resumed"]


async def test_call_shows_its_timeline_to_whoever_works_on_it_and_to_nobody_else(api: Desk) -> None:
    call = await published(api)
    for person in (OFFICER, HEAD):
        assert (await api.get(person, f"/cases/{call}/timeline")).status_code == 200
    assert code_of(await api.get(APPLICANT, f"/cases/{call}/timeline")) == "not_found"
