"""Windows of what is not applied for as such: recognitions, the claims of a loan's interest, and those of a project's year."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.enterprises import YUNHENG
from tests.api.desk import APPLICANT, HEAD, OFFICER, PDF, STRANGER, Desk, code_of
from tests.api.test_loans import CLAIM, COMFIN, registered
from tests.api.test_recognitions import GIVEN, KIND, draft
from tests.api.test_windows import body, opened
from tests.office import Office
from tests.patience import until
from tests.workflows.windows import shut, window_of

ITEM, EXTRA = "offshore-centre", "prize_photo"
OF_KIND: dict[str, Any] = {"item_code": ITEM, "register_kind": KIND}


async def in_stage(api: Desk, number: str, stage: str) -> None:
    async def find() -> bool | None:
        return (await api.get(None, f"/windows/{number}")).json()["stage"]["code"] == stage or None

    await until(find, stage)


async def upload(api: Desk, number: str, code: str, person: str = APPLICANT) -> Any:
    sent: dict[str, Any] = {"data": {"evidence_code": code}, "files": {"file": ("材料.pdf", PDF + code.encode())}}
    return await api.ask(person, "POST", f"/recognitions/{number}/documents", **sent)


async def submit(api: Desk, number: str, person: str = APPLICANT) -> Any:
    return await api.post(person, f"/recognitions/{number}/submit")


async def test_recognition_is_asked_for_by_what_its_window_asks_for_and_late_it_is_refused_with_the_day(api: Desk, behind: Office) -> None:
    late = (await draft(api))["number"]
    window = await opened(api, **OF_KIND)
    assert (await api.get(None, f"/windows/{window}")).json()["register_kind"] == KIND
    number = (await draft(api, STRANGER, enterprise_uscc=YUNHENG))["number"]
    for code in ("recognition_application", EXTRA):
        refused = await submit(api, number, STRANGER)
        assert code_of(refused) == "incomplete"
        assert f"evidence.{code}" in [fault["field"] for fault in refused.json()["errors"]]
        assert (await upload(api, number, code, STRANGER)).status_code == 201
    assert (await submit(api, number, STRANGER)).status_code == 200
    closing = await window_of(behind, ITEM)
    await shut(closing, "settled")
    await in_stage(api, window, "settled")
    assert (await upload(api, late, "recognition_application")).status_code == 201
    refused = await submit(api, late)
    assert (refused.status_code, code_of(refused)) == (409, "window_closed")
    # Nothing is drafted that can never be handed in.
    assert code_of(await api.post(APPLICANT, "/recognitions", GIVEN)) == "window_closed"
    assert f"申报批次{window}已于" in refused.json()["detail"]
    # It goes its own way, whatever becomes of its window.
    await api.done(OFFICER, number, "recognition_check", {"decision": "accepted", "paper": "申请书及附件"})
    await api.soon(HEAD, number, "recognition_decision")


async def test_draft_from_before_the_window_learns_what_it_asks_for_when_it_is_submitted(api: Desk) -> None:
    number = (await draft(api))["number"]
    assert (await upload(api, number, "recognition_application")).status_code == 201
    await opened(api, **OF_KIND)
    assert code_of(await upload(api, number, EXTRA)) == "invalid_input"
    assert code_of(await submit(api, number)) == "incomplete"
    assert (await upload(api, number, EXTRA)).status_code == 201
    assert (await submit(api, number)).status_code == 200


async def test_department_nominates_whether_a_window_is_open_or_not(api: Desk, behind: Office) -> None:
    await opened(api, **OF_KIND)
    await shut(await window_of(behind, ITEM), "unanswered")
    nominated = await api.post(OFFICER, "/recognitions", GIVEN)
    assert nominated.status_code == 201
    assert (await submit(api, nominated.json()["number"], OFFICER)).status_code == 200


async def test_window_of_a_recognition_is_none_of_the_applications_for_its_item(api: Desk) -> None:
    await opened(api, **OF_KIND)
    # Both may be open at once.
    await opened(api, item_code=ITEM)


@pytest.mark.parametrize("changes", [{"item_code": "innovation-centre"}, {"ceiling_fen": 1}])
async def test_window_of_a_recognition_is_refused_for_another_item_or_with_a_ceiling(shared: Desk, changes: dict[str, Any]) -> None:
    refused = await shared.post(OFFICER, "/windows", body(**OF_KIND | changes))
    field = "ceiling_fen" if "ceiling_fen" in changes else "register_kind"
    assert (code_of(refused), [fault["field"] for fault in refused.json()["errors"]]) == ("invalid_input", [field])


async def test_interest_is_claimed_in_its_window_and_late_it_is_refused_with_the_day(api: Desk, behind: Office) -> None:
    loan = await registered(api, behind)
    claim = (await api.post(APPLICANT, f"/loans/{loan}/claims", CLAIM)).json()["id"]
    drafted = await api.post(COMFIN, "/windows", body(item_code="loan-interest", evidence=[]))
    assert drafted.status_code == 201, drafted.text
    window = drafted.json()["number"]
    assert (await api.post(COMFIN, f"/windows/{window}/submit")).status_code == 200
    await api.done("approver-comfin-1", window, "guide_approval", {"decision": "published"})
    await in_stage(api, window, "open")
    # It is in the window, though not all of it is there.
    assert code_of(await api.post(APPLICANT, f"/applications/{claim}/submit")) == "incomplete"
    assert (await api.get(APPLICANT, f"/applications/{claim}")).json()["window"]["number"] == window
    await shut(await window_of(behind, "loan-interest"), "unanswered")
    refused = await api.post(APPLICANT, f"/applications/{claim}/submit")
    assert code_of(refused) == "window_closed"
    assert code_of(await api.post(APPLICANT, f"/loans/{loan}/claims", CLAIM)) == "window_closed"
    assert f"申报批次{window}已于" in refused.json()["detail"]


async def test_claim_of_a_year_has_a_window_of_its_item(shared: Desk) -> None:
    answer = await shared.post(OFFICER, "/windows", body(item_code="state-project-match", evidence=[]))
    assert answer.status_code == 201, answer.text
