"""What implementing rules say of applying: the evidence they require, what an item is taken once for, how long a recognition stands."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError

from models.tables import Application, Document, ImplementingRule
from policy.errors import Refusal
from policy.processes.recognition.term import read_until
from tests.office import Office
from tests.policy.baselines import FACTS

PRIZE = "science-award"
PAPER = {"code": "group_photo", "zh": "获奖合影", "en": "Photo of the group"}


async def rule(office: Office, **values: Any) -> None:
    about = {"effective_from": date(2022, 1, 14), "values": values, "document_no": "细则2号"}
    await office.add(ImplementingRule(item_code=PRIZE, entered_by="officer-sti-1", approved_by="officer-sti-2", **about))


async def refused(office: Office, draft: Application) -> str:
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await office.submit(draft)
    return str(failed.value.cause)


async def test_application_holds_the_evidence_that_a_rule_requires(skipping: Office) -> None:
    await rule(skipping, required_evidence=[PAPER])
    draft = await skipping.draft(PRIZE)
    assert "incomplete" in await refused(skipping, draft)
    about = {"file_name": "photo.png", "media_type": "image/png", "size_bytes": 1, "sha256": "0" * 64, "uploaded_by": "applicant-chenxin"}
    await skipping.add(Document(case_id=draft.id, evidence_code="group_photo", **about))
    case = await skipping.submit(draft)
    assert [one["code"] for one in (await case.row()).asked_evidence] == ["group_photo"]


@pytest.mark.parametrize(("scope", "number", "taken"), [("year", "Q-2", False), ("project", "Q-2", True), ("project", "p -1", False)])
async def test_item_is_taken_once_for_what_a_rule_says(skipping: Office, scope: str, number: str, *, taken: bool) -> None:
    await rule(skipping, once_per=[scope])
    first = await skipping.apply_for(PRIZE, facts=FACTS[PRIZE] | {"certificate_no": "P-1"})
    again = await skipping.draft(PRIZE, facts=FACTS[PRIZE] | {"certificate_no": number})
    if taken:
        await skipping.submit(again)
        return
    assert first.number in await refused(skipping, again)
    # What ended without an award stands in nobody's way.
    await first.withdraw()
    await skipping.submit(again)


@pytest.mark.parametrize(("until", "taken"), [("2029-05-11", True), ("2029-05-12", False), (None, False)])
def test_recognition_stands_no_longer_than_a_rule_lets_it(until: str | None, *, taken: bool) -> None:
    if taken:
        assert str(read_until(until, date(2026, 5, 11), 3)) == until
        return
    with pytest.raises(Refusal) as refused_as:
        read_until(until, date(2026, 5, 11), 3)
    assert "2029年5月11日" in refused_as.value.faults[0].message.zh


def test_recognition_may_have_no_end_when_no_rule_says() -> None:
    assert read_until(None, date(2026, 5, 11)) is None
