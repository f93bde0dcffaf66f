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
    limited = {operation["operationId"] for path in paths.values() for operation in path.values() if "429" in operation["responses"]}
    assert limited == {
        "answer_items",
        "assess_item",
        "preview_allocation",
        "object_to_notice",
        "upload_document",
        "upload_project_document",
        "upload_recognition_document",
    }
