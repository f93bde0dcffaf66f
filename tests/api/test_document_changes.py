"""Another document of a person over REST, and persons whom an officer registers on paper: no number is answered but its end."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from models.tables import DocumentChange
from tests.api.desk import APPLICANT, OFFICER, PDF, Desk, code_of
from tests.api.test_calls import discard
from tests.api.test_personal_numbers import tables_with
from tests.api.test_persons import CARD, HR, NUMBER, OTHER_PERSON, PASSPORT, PERSON, WHY, reading, registered
from tests.office import Office

NEW = "E87654321"
GIVEN = {"document_kind": "passport", "number": NEW, "why": "renewed"}
ON_PAPER = CARD | {"name": "沈知行"}


@pytest.fixture
def durations() -> dict[str, int]:
    """Nothing is overdue while it is looked at."""
    return {"document_check": 100_000}


async def drafted(api: Desk, code: str, **changes: str) -> str:
    answer = await api.post(PERSON, f"/persons/{code}/document-changes", GIVEN | changes)
    assert (answer.status_code, NEW in answer.text) == (201, False), answer.text
    assert answer.headers["Location"] == f"/document-changes/{answer.json()['number']}"
    return str(answer.headers["Location"])


async def test_change_answers_its_own_number_beside_the_end_of_the_documents(api: Desk) -> None:
    path = await drafted(api, await registered(api))
    for shown in ((await api.get(PERSON, path)).json(), (await api.get(PERSON, "/document-changes")).json()["items"][0]):
        assert (shown["number"], shown["document_number"]) == (path.rsplit("/", 1)[1], "****4321")


async def submitted(api: Desk, code: str) -> str:
    path = await drafted(api, code)
    sent: dict[str, Any] = {"data": {"evidence_code": "identity_document"}, "files": {"file": ("护照.pdf", PDF)}}
    assert (await api.ask(PERSON, "POST", f"{path}/documents", **sent)).status_code == 201
    assert (await api.post(PERSON, f"{path}/submit")).status_code == 200
    return path


async def test_person_is_known_by_a_renewed_document_and_found_by_either(api: Desk, behind: Office) -> None:
    code = await registered(api)
    path = await submitted(api, code)
    number = path.rsplit("/", 1)[1]
    assert (await api.post(HR, f"{path}/number", WHY, key="")).json() == {"number": NEW}
    assert [code_of(await api.post(one, f"{path}/number", WHY, key="")) for one in (OFFICER, PERSON)] == ["not_found", "forbidden"]
    assert await reading(api, HR, code) == NUMBER
    await api.done(HR, number, "document_check", {"decision": "document_confirmed", "opinion": "与证件一致"})
    shown = (await api.get(PERSON, f"/persons/{code}")).json()
    assert (shown["document_kind"], shown["number"]) == ("passport", "****4321")
    assert [(one["document_kind"], one["number"], one["mistyped"]) for one in shown["former_documents"]] == [
        ("resident_card", "****002X", False)
    ]
    for document in (CARD, {"document_kind": "passport", "number": NEW}):
        assert (await api.post(HR, "/persons/lookup", document, key="")).json()["code"] == code
    assert code_of(await api.post(OTHER_PERSON, "/persons", CARD)) == "duplicate"
    letter = (await api.get(PERSON, f"/cases/{number}/letter")).json()["text"]
    assert [said for said in ("证件变更告知书", "沈知行：", "护照****4321", "予以变更") if said not in letter] == []
    assert [row for one in (NUMBER[:-1], NEW) for row in await tables_with(behind, one)] == []
    [row] = await behind.all(select(DocumentChange))
    history = await behind.client.get_workflow_handle(row.workflow_id).fetch_history()
    assert [one for one in (NUMBER, NEW) if one in history.to_json()] == []


async def test_refused_change_is_told_why_and_how_it_is_contested(api: Desk) -> None:
    code = await registered(api)
    number = (await submitted(api, code)).rsplit("/", 1)[1]
    await api.done(HR, number, "document_check", {"decision": "document_doubted", "reason": "姓名不一致"})
    letter = (await api.get(PERSON, f"/cases/{number}/letter")).json()["text"]
    assert [said for said in ("不予变更。理由：姓名不一致。", "行政复议") if said not in letter] == []


async def test_change_is_seen_by_the_person_and_once_it_is_handed_in_by_the_department(api: Desk) -> None:
    code = await registered(api)
    path = await drafted(api, code)
    people = (PERSON, HR, "auditor", OTHER_PERSON, APPLICANT, OFFICER)
    assert [(await api.get(one, path)).status_code == 200 for one in people] == [True, *[False] * 5]
    assert (await discard(api, PERSON, path)).status_code == 204
    path = await submitted(api, code)
    seen = [(await api.get(one, path)).status_code == 200 for one in people]
    assert seen == [True, True, True, False, False, False]
    lists = [[one["stage"]["code"] for one in (await api.get(one, "/document-changes")).json()["items"]] for one in people]
    assert lists == [["check", "discarded"], ["check"], ["check"], [], [], []]


@pytest.mark.parametrize(
    ("person", "changes", "code"),
    [
        (PERSON, {"number": "护照"}, "invalid_input"),
        (PERSON, {"why": "lost"}, "invalid_input"),
        (PERSON, CARD, "duplicate"),
        (OTHER_PERSON, {}, "not_found"),
        (APPLICANT, {}, "not_found"),
        (HR, {}, "forbidden"),
    ],
)
async def test_change_is_not_drafted(api: Desk, person: str, changes: dict[str, str], code: str) -> None:
    path = f"/persons/{await registered(api)}/document-changes"
    refused = await api.post(person, path, GIVEN | changes)
    assert (code_of(refused), NUMBER in refused.text) == (code, False)


# -- on paper -----------------------------------------------------------------------------------------------------------------------------


async def test_person_is_registered_on_paper_and_goes_on_under_the_same_code_once_they_sign_in(api: Desk) -> None:
    entered = await api.post(HR, "/persons/on-paper", ON_PAPER)
    assert (entered.status_code, entered.json()["number"], NUMBER in entered.text) == (201, "****002X", False), entered.text
    code = entered.json()["code"]
    nomination = {"kind": "talent", "enterprise_uscc": code, "title": "领军人才", "statement": "符合条件"}
    assert (await api.post(HR, "/recognitions", nomination)).status_code == 201
    assert (await api.get(PERSON, "/me")).json()["enterprise"] is None
    # Nobody else by that name, and nobody of that name by another document, is them.
    assert code_of(await api.post(OTHER_PERSON, "/persons", CARD)) == "duplicate"
    assert await registered(api) == code
    assert (await api.get(PERSON, "/me")).json()["enterprise"] == code
    assert code_of(await api.post(OTHER_PERSON, "/persons", CARD)) == "duplicate"


@pytest.mark.parametrize(
    ("person", "changes", "code"),
    [
        (OFFICER, {}, "forbidden"),
        (PERSON, {}, "forbidden"),
        (HR, {"name": " "}, "invalid_input"),
        (HR, {"number": "11010518001231002X"}, "invalid_input"),
    ],
)
async def test_nobody_is_registered_on_paper(shared: Desk, person: str, changes: dict[str, str], code: str) -> None:
    assert code_of(await shared.post(person, "/persons/on-paper", ON_PAPER | changes)) == code


async def test_document_is_registered_on_paper_once(api: Desk) -> None:
    assert (await api.post(HR, "/persons/on-paper", PASSPORT | {"name": "何为"})).status_code == 201
    assert code_of(await api.post(HR, "/persons/on-paper", PASSPORT | {"name": "何为"})) == "duplicate"


# -- the name ---------------------------------------------------------------------------------------------------------------------------

OTHER_HR = "officer-hr-2"
RIGHT = {"name": "沈知行", "paper": "居民身份证原件"}


async def misnamed(api: Desk) -> str:
    return str((await api.post(HR, "/persons/on-paper", ON_PAPER | {"name": "沈知形"})).json()["code"])


async def test_wrong_name_is_corrected_by_an_officer_once_another_has_compared_it(api: Desk) -> None:
    code = await misnamed(api)
    assert code_of(await api.post(PERSON, "/persons", CARD)) == "duplicate"
    entered = await api.post(HR, f"/persons/{code}/name-corrections", RIGHT)
    assert (entered.status_code, entered.json()["new_name"], entered.json()["why"]) == (201, "沈知行", "misnamed"), entered.text
    number = entered.json()["number"]
    assert (await api.get(HR, f"/persons/{code}")).json()["name"] == "沈知形"
    confirmed = {"decision": "document_confirmed", "opinion": "与证件一致"}
    [task] = (await api.get(HR, "/tasks", params={"process": "document_change"})).json()["items"]
    assert code_of(await api.post(HR, f"/tasks/{task['id']}/complete", confirmed)) == "four_eyes"
    await api.done(OTHER_HR, number, "document_check", confirmed)
    assert (await api.get(HR, f"/persons/{code}")).json()["name"] == "沈知行"
    letter = (await api.get(HR, f"/cases/{number}/letter")).json()["text"]
    assert "姓名有误，依据居民身份证原件核对，自即日起更正为“沈知行”。" in letter
    # Whom the right name lets sign in goes on under the code they have.
    assert await registered(api) == code


@pytest.mark.parametrize(
    ("person", "changes", "code"), [(PERSON, {}, "forbidden"), (OFFICER, {}, "forbidden"), (HR, {"name": "沈知形"}, "invalid_input")]
)
async def test_name_is_not_corrected(api: Desk, person: str, changes: dict[str, str], code: str) -> None:
    assert code_of(await api.post(person, f"/persons/{await misnamed(api)}/name-corrections", RIGHT | changes)) == code
