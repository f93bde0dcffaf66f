"""次数限额的测试。Who asks too often hears when to come again, and others are not kept waiting."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, update

from api.web.quotas import CALCULATIONS, OBJECTIONS, UPLOADS, Quota
from models.tables import Quota as Spent
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.api.desk import APPLICANT, PDF, STRANGER, Desk, code_of, desk
from tests.office import Office


@pytest.fixture
async def counting(behind: Office, tmp_path: Path) -> AsyncIterator[Desk]:
    """The API as it is served, where it is counted how often somebody asks."""
    parts = (behind.client, behind.settings.task_queue, behind.database, behind.sandbox, behind.parts.http, tmp_path)
    async with desk(*parts, quotas=True) as opened:
        yield opened


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/eligibility", {"facts": {}}),
        ("/items/rd-growth/assess", {}),
        ("/items/innovation-platform/allocations/preview", {}),
    ],
)
async def test_calculation_is_refused_when_it_is_asked_for_too_often(counting: Desk, path: str, body: dict[str, Any]) -> None:
    answers = [await counting.post(None, path, body) for _ in range(CALCULATIONS.at_once + 5)]
    assert 429 not in {answer.status_code for answer in answers[: CALCULATIONS.at_once]}
    refused = answers[-1]
    assert (refused.status_code, code_of(refused)) == (429, "too_many_requests")
    assert int(refused.headers["retry-after"]) >= 1
    # Reading costs little, and is not counted.
    assert (await counting.get(None, "/items")).status_code == 200


async def test_files_of_others_are_taken_when_one_person_has_sent_too_many(counting: Desk, behind: Office) -> None:
    drafted = await counting.draft()
    code = (await counting.get(None, "/items/innovation-centre")).json()["evidence"][0]["code"]
    spent = func.now() + UPLOADS.each * UPLOADS.at_once
    await behind.change(insert(Spent).values(key=f"upload {APPLICANT}", spent_until=spent))
    refused = await counting.upload(drafted["id"], code, PDF)
    assert (refused.status_code, code_of(refused)) == (429, "too_many_requests")
    # It is another's draft, which is what this one hears: it was not counted with the first.
    assert code_of(await counting.upload(drafted["id"], code, PDF, person=STRANGER)) == "not_found"
    await behind.change(update(Spent).values(spent_until=spent - UPLOADS.each))
    assert (await counting.upload(drafted["id"], code, PDF)).status_code == 201


@pytest.mark.parametrize("quota", [CALCULATIONS, OBJECTIONS, UPLOADS], ids=lambda quota: quota.code)
def test_quota_gives_back_within_a_working_day(quota: Quota) -> None:
    assert quota.each * quota.at_once <= timedelta(hours=8)


async def test_openapi_says_where_a_quota_may_be_spent(shared: Desk) -> None:
    paths = (await shared.get(None, "/openapi.json")).json()["paths"]
    operations = [(method, operation) for path in paths.values() for method, operation in path.items()]
    # Of what is read, whole lists are counted, those that are given out as sheets, and streams.
    assert all(
        {"text/csv", "text/event-stream"} & operation["responses"]["200"]["content"].keys()
        for method, operation in operations
        if method == "get" and "429" in operation["responses"]
    )
    limited = {operation["operationId"] for method, operation in operations if method != "get" and "429" in operation["responses"]}
    assert limited == {
        "answer_items",
        "assess_item",
        "preview_allocation",
        "object_to_notice",
        "send_objection_code",
        "send_preference_code",
        "put_preferences",
        "upload_document",
        "upload_benefit_document",
        "upload_commitment_document",
        "upload_document_change_document",
        "upload_employment_document",
        "upload_loan_document",
        "upload_instalment_document",
        "upload_settlement_document",
        "upload_project_document",
        "upload_recognition_document",
    }


async def test_evidence_of_a_case_is_refused_past_its_half_of_the_bytes_of_a_day(behind: Office, tmp_path: Path) -> None:
    parts = (behind.client, behind.settings.task_queue, behind.database, behind.sandbox, behind.parts.http, tmp_path)
    async with desk(*parts, quotas=True, evidence_daily_bytes=2 * 4096) as api:
        drafted = await api.draft()
        code = (await api.get(None, "/items/innovation-centre")).json()["evidence"][0]["code"]
        large = PDF + b" " * (3000 - len(PDF))
        assert (await api.upload(drafted["id"], code, large, key="first")).status_code == 201
        refused = await api.upload(drafted["id"], code, large)
        assert (refused.status_code, code_of(refused)) == (429, "too_many_requests")
        # Three KiB of four are spent, and three more are free when two are given back: half a day.
        assert 11 * 3600 < int(refused.headers["retry-after"]) <= 12 * 3600
        assert "本案件" in refused.json()["detail"]
        # It is the case's, whoever of its enterprise sends; what is asked again is no more; what is small enough is taken.
        assert (await api.upload(drafted["id"], code, large, person="applicant-chenxin-2")).status_code == 429
        assert (await api.upload(drafted["id"], code, large, key="first")).status_code == 201
        assert (await api.upload(drafted["id"], code, PDF)).status_code == 201
        # Nothing of what was refused is kept.
        listed = (await api.get(APPLICANT, f"/applications/{drafted['id']}/documents")).json()
        assert sorted(one["size_bytes"] for one in listed) == [len(PDF), 3000]
        await behind.change(update(Spent).values(spent_until=func.now()))
        assert (await api.upload(drafted["id"], code, large)).status_code == 201


async def test_evidence_of_an_enterprise_is_refused_past_its_bytes_of_a_day_whichever_case_it_is_for(
    behind: Office, tmp_path: Path
) -> None:
    parts = (behind.client, behind.settings.task_queue, behind.database, behind.sandbox, behind.parts.http, tmp_path)
    async with desk(*parts, quotas=True, evidence_daily_bytes=2 * 4096) as api:
        code = (await api.get(None, "/items/innovation-centre")).json()["evidence"][0]["code"]
        large, answers = PDF + b" " * (3000 - len(PDF)), []
        for _ in range(3):
            drafted = await api.draft()
            answers.append(await api.upload(drafted["id"], code, large))
        assert [answer.status_code for answer in answers] == [201, 201, 429]
        assert "本案件" not in answers[-1].json()["detail"]
        # What was refused has spent nothing of its case.
        await behind.change(update(Spent).where(Spent.key == f"evidence {CHENXIN}").values(spent_until=func.now()))
        assert (await api.upload(drafted["id"], code, large)).status_code == 201


async def test_evidence_of_another_enterprise_is_taken_when_one_has_spent_its_bytes(behind: Office, tmp_path: Path) -> None:
    parts = (behind.client, behind.settings.task_queue, behind.database, behind.sandbox, behind.parts.http, tmp_path)
    async with desk(*parts, quotas=True, evidence_daily_bytes=1024) as api:
        drafted = await api.draft()
        code = (await api.get(None, "/items/innovation-centre")).json()["evidence"][0]["code"]
        await behind.change(insert(Spent).values(key=f"evidence {YUNHENG}", spent_until=func.now() + timedelta(days=1)))
        assert (await api.upload(drafted["id"], code, PDF)).status_code == 201
