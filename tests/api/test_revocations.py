"""撤销决定接口。What an approver hears who proposes to revoke what is mended in another way."""

from __future__ import annotations

import pytest

from tests.api.desk import APPLICANT, HEAD, Desk, code_of
from tests.office import Office
from tests.office.milestones import application_to

OTHER_APPROVER = "approver-sti-2"
REASON = {"reason": "评审时误用了往年的标准"}


@pytest.fixture
def durations() -> dict[str, int]:
    """A notice that is not over before somebody has looked at it."""
    return {"public_notice": 600}


async def test_refusal_to_revoke_says_how_it_is_mended_when_nothing_is_awarded_yet(api: Desk) -> None:
    decided = await api.to_decision()
    early = await api.post(OTHER_APPROVER, f"/applications/{decided['id']}/revocation", REASON)
    assert (early.status_code, code_of(early)) == (409, "wrong_stage")
    assert "没有可以撤销的决定" in early.json()["detail"]
    await api.done(HEAD, decided["id"], "decision", {"decision": "approved"})
    await api.reached(OTHER_APPROVER, decided["id"], "public_notice")
    refused = await api.post(OTHER_APPROVER, f"/applications/{decided['id']}/revocation", REASON)
    assert "以实名异议提出" in refused.json()["detail"]


async def test_letter_is_read_when_it_says_that_an_award_is_to_be_revoked(api: Desk, behind: Office) -> None:
    award = await application_to("commitment", behind)
    asked = await api.post(OTHER_APPROVER, f"/applications/{award.number}/revocation", REASON)
    assert asked.status_code == 200, asked.text
    letter = (await api.get(APPLICANT, f"/applications/{award.number}/letter")).json()
    assert (letter["standing"], f"拟撤销的理由：{REASON['reason']}。" in letter["text"]) == ("revocation_intended", True)
