"""Benefits over REST: asked for by a person, checked, delivered, confirmed, given up; their letters; and whom they concern."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from models.tables import Benefit, NaturalPerson
from sandbox.enterprises import CHENXIN
from tests.api.desk import APPLICANT, OFFICER, PDF, STRANGER, Desk, code_of
from tests.api.test_personal_numbers import tables_with
from tests.office import Office, until
from tests.office.web_ui import current_details
from tests.workflows.benefits import TALENT_NO, recognised

PERSON, OTHER_PERSON = "person-1", "person-2"
HR, OTHER_HR, HR_HEAD, ECON = "officer-hr-1", "officer-hr-2", "approver-hr-1", "officer-econ-1"
NUMBER = "11010519491231002X"
CARD = {"document_kind": "resident_card", "number": NUMBER}
BODY: dict[str, Any] = {"talent_no": TALENT_NO, "benefits": ["schooling", "housing", "schooling"], "statement": "子女2027年9月入学"}
GRANTED = {"decision": "granted", "opinion": "登记册核对无误"}


@pytest.fixture
def durations() -> dict[str, int]:
    """Nothing is overdue while it is looked at."""
    kinds = ("benefit_check", "benefit_correction", "benefit_delivery", "benefit_receipt", "benefit_renewal", "benefit_renewal_check")
    return dict.fromkeys(kinds, 100_000)


@pytest.fixture
async def code(api: Desk, behind: Office) -> str:
    """A person whom the register names."""
    code = str((await api.post(PERSON, "/persons", CARD)).json()["code"])
    await recognised(behind, code)
    return code


async def asked(api: Desk, person: str = PERSON, **changes: Any) -> str:
    answer = await api.post(person, "/benefits", BODY | changes)
    assert answer.status_code == 201, answer.text
    number = str(answer.json()["number"])
    assert answer.headers["Location"] == f"/benefits/{number}"
    submitted = await api.post(person, f"/benefits/{number}/submit")
    assert submitted.status_code == 200, submitted.text
    return number


async def read(api: Desk, number: str, person: str = PERSON) -> dict[str, Any]:
    return dict((await api.get(person, f"/benefits/{number}")).json())


async def in_stage(api: Desk, number: str, stage: str) -> dict[str, Any]:
    async def find() -> dict[str, Any] | None:
        shown = await read(api, number)
        return shown if shown["stage"]["code"] == stage else None

    return dict(await until(find, stage))


async def deliver(api: Desk, number: str, benefit: str, answer: dict[str, str], person: str = OTHER_HR) -> None:
    tasks = (await api.get(person, "/tasks", params={"case": number, "kind": "benefit_delivery"})).json()["items"]
    shown = [(await api.get(person, f"/tasks/{task['id']}")).json() for task in tasks]
    [task] = [one for one in shown if one["about"]["benefit"] == benefit]
    completed = await api.post(person, f"/tasks/{task['id']}/complete", answer)
    assert completed.status_code == 200, completed.text


DELIVERED = {"decision": "delivered", "how": "已配租人才公寓一套"}
GONE = {"decision": "not_available", "reason": "本学年学位已满"}


async def letter(api: Desk, number: str) -> str:
    return str((await api.get(PERSON, f"/cases/{number}/letter")).json()["text"])


async def test_benefits_are_delivered_confirmed_and_given_up_with_a_letter_of_each_step(api: Desk, code: str) -> None:
    number = await asked(api)
    task = await api.soon(HR, number, "benefit_check")
    form = (await api.get(HR, f"/tasks/{task['id']}")).json()["form"]["properties"]
    assert (form["housing_by"]["default"], "medical_by" in form) == ("hr", False)
    await api.done(HR, number, "benefit_check", GRANTED | {"schooling_by": "bizcoop"})
    says = ("准予享受人才优惠通知书", "沈知行", TALENT_NO, "住房：由组织人事部落实", "子女入学：由营商合作局落实", "第（十七）条")
    assert [said for said in says if said not in await letter(api, number)] == []
    await deliver(api, number, "schooling", GONE, "officer-bizcoop-1")
    why = ("人才优惠未能落实告知书", "“子女入学”", "营商合作局", "本学年学位已满", "行政复议")
    assert [said for said in why if said not in await letter(api, number)] == []
    await deliver(api, number, "housing", DELIVERED)
    task = await api.soon(PERSON, number, "benefit_receipt")
    assert (await api.get(PERSON, f"/tasks/{task['id']}")).json()["about"]["how"] == DELIVERED["how"]
    await api.done(PERSON, number, "benefit_receipt", {"decision": "received"})
    shown = await in_stage(api, number, "in_force")
    assert (shown["granted"], shown["person"], shown["person_name"]) == (["housing"], code, "沈知行")
    became = {one["benefit"]["code"]: (one["outcome"]["code"], one["how"], one["reason"], one["confirmed"]) for one in shown["deliveries"]}
    assert became == {
        "housing": ("delivered", DELIVERED["how"], None, True),
        "schooling": ("not_available", None, GONE["reason"], False),
    }
    assert "人才优惠开始享受通知书" in await letter(api, number)
    assert (await api.post(PERSON, f"/benefits/{number}/giving-up", {"reason": "已调离本区"})).status_code == 200
    await in_stage(api, number, "ended")
    text = await letter(api, number)
    assert [said for said in ("人才优惠终止告知书", "您的“住房”", "您已放弃享受") if said not in text] == []
    listed = (await api.get(PERSON, f"/cases/{number}/letters")).json()
    assert [one["event"]["code"] for one in listed] == ["granted", "not_available", "all_delivered", "given_up"]
    assert "您" in text
    assert "贵单位" not in text


async def test_document_number_is_kept_in_clear_nowhere_on_the_way_of_a_benefit(api: Desk, behind: Office, code: str) -> None:
    number = await asked(api, benefits=["housing"])
    await api.done(HR, number, "benefit_check", GRANTED)
    await deliver(api, number, "housing", DELIVERED)
    await api.done(PERSON, number, "benefit_receipt", {"decision": "received"})
    await in_stage(api, number, "in_force")
    assert NUMBER[-4:] in (await api.get(HR, f"/persons/{code}")).text
    assert await tables_with(behind, NUMBER[:-1]) == []


async def test_refusal_is_a_letter_that_says_why_and_how_it_is_contested(api: Desk, code: str) -> None:
    number = await asked(api)
    await api.done(HR, number, "benefit_check", {"decision": "benefit_refused", "reason": "已在市级享受同类优惠"})
    says = ("不予享受人才优惠决定书", "“住房、子女入学”", "已在市级享受同类优惠", "行政复议")
    text = await letter(api, number)
    assert [said for said in says if said not in text] == []


async def test_correction_opens_what_it_names_alone(api: Desk, code: str) -> None:
    number = await asked(api)
    defect = {"decision": "correction_requested", "defects": [{"code": "statement", "reason": "请写明学段"}]}
    await api.done(HR, number, "benefit_check", defect)
    assert "补正通知书" in await letter(api, number)
    path = f"/benefits/{number}"

    async def change(body: dict[str, Any]) -> Any:
        tag = (await api.get(PERSON, path)).headers["ETag"]
        return await api.ask(PERSON, "PATCH", path, json=body, headers={"If-Match": tag})

    assert code_of(await change({"benefits": ["medical"]})) == "not_open"
    assert (await change({"statement": "子女2027年9月入读小学一年级"})).status_code == 200
    assert (await read(api, number, HR))["statement"] == BODY["statement"]
    await api.done(PERSON, number, "benefit_correction", {"decision": "corrected"})
    await api.soon(HR, number, "benefit_check")
    assert (await read(api, number, HR))["statement"] == "子女2027年9月入读小学一年级"


async def test_draft_is_changed_and_may_have_evidence(api: Desk, code: str) -> None:
    drafted = (await api.post(PERSON, "/benefits", BODY)).json()
    path = f"/benefits/{drafted['number']}"
    assert drafted["benefits"] == ["housing", "schooling"]
    tag = (await api.get(PERSON, path)).headers["ETag"]
    changed = await api.ask(PERSON, "PATCH", path, json={"benefits": ["medical"]}, headers={"If-Match": tag})
    assert (changed.status_code, changed.json()["benefits"]) == (200, ["medical"])
    sent: dict[str, Any] = {"data": {"evidence_code": "talent_recognition"}, "files": {"file": ("认定文件.pdf", PDF)}}
    assert (await api.ask(PERSON, "POST", f"{path}/documents", **sent)).status_code == 201
    assert (await api.get(HR, path)).status_code == 404
    assert [(await api.post(PERSON, f"{path}/submit", key="go")).status_code for _ in range(2)] == [200, 200]
    assert code_of(await api.post(PERSON, f"{path}/submit")) == "wrong_stage"
    assert [one["evidence_code"] for one in (await api.get(HR, f"{path}/documents")).json()] == ["talent_recognition"]


@pytest.mark.parametrize(
    ("person", "body", "code_"),
    [
        (APPLICANT, {}, "forbidden"),
        (OTHER_PERSON, {}, "forbidden"),
        (OFFICER, {}, "forbidden"),
        (PERSON, {"benefits": []}, "invalid_input"),
        (PERSON, {"benefits": ["money"]}, "invalid_input"),
        (PERSON, {"statement": " "}, "invalid_input"),
        (PERSON, {"recognised_talent": True}, "invalid_input"),
    ],
)
async def test_asking_is_refused(api: Desk, code: str, person: str, body: dict[str, Any], code_: str) -> None:
    assert code_of(await api.post(person, "/benefits", BODY | body)) == code_


async def test_whoever_the_register_does_not_name_is_told_which_number_it_does_not_have(api: Desk, code: str) -> None:
    number = (await api.post(PERSON, "/benefits", BODY | {"talent_no": "RC-2026-999"})).json()["number"]
    refused = await api.post(PERSON, f"/benefits/{number}/submit")
    assert (code_of(refused), [one["field"] for one in refused.json()["errors"]]) == ("incomplete", ["talent_no"])
    assert refused.json()["clause"] == "第(十七)条"
    assert (await read(api, number))["stage"]["code"] == "draft"


async def test_item_says_where_it_is_asked_for_and_is_no_application(api: Desk, code: str) -> None:
    draft = {"item_code": "talent-benefits", "enterprise_uscc": code, "matter_date": "2026-03-01", "facts": {}}
    refused = await api.post(PERSON, "/applications", draft)
    assert refused.json()["detail"] == "该事项不涉及资金申报，请以个人身份申请享受（/benefits），由组织人事部审核。"
    for item, path in (("talent-benefits", "/benefits"), ("qualification-transfer", "/recognitions")):
        instead = (await api.get(None, f"/items/{item}")).json()["instead"]
        assert (instead["path"], "咨询" in instead["text"]["zh"]) == (path, False)


# -- whom it concerns ---------------------------------------------------------------------------------------------------------------------


async def sees(api: Desk, number: str, person: str) -> bool:
    alone = (await api.get(person, f"/benefits/{number}")).status_code == 200
    assert (number in [one["number"] for one in (await api.get(person, "/benefits")).json()["items"]]) is alone
    return alone


async def test_benefits_are_seen_by_the_person_and_whoever_checks_or_delivers(api: Desk, code: str) -> None:
    number = await asked(api)
    people = (PERSON, HR, HR_HEAD, "auditor", ECON, STRANGER)
    assert [await sees(api, number, person) for person in people] == [True, True, True, True, False, False]
    await api.done(HR, number, "benefit_check", GRANTED | {"housing_by": "econ"})
    assert [await sees(api, number, person) for person in people] == [True, True, True, True, True, False]
    assert code_of(await api.post(ECON, f"/benefits/{number}/giving-up", {"reason": "不需要"})) == "forbidden"


@pytest.mark.parametrize("person", ["finance-1", "committee-1"])
async def test_whoever_has_no_part_in_benefits_does_not_learn_by_what_every_case_offers_who_asked(
    api: Desk, code: str, person: str
) -> None:
    number = await asked(api)
    for offered in ("timeline", "letter", "letters", "documents", "submissions"):
        answer = await api.get(person, f"/cases/{number}/{offered}")
        assert answer.status_code in {403, 404}, offered
        assert "沈知行" not in answer.text


async def test_operators_see_what_is_asked_for_and_not_by_whom(api: Desk, behind: Office, code: str) -> None:
    await behind.change(update(NaturalPerson).values(employer_uscc=CHENXIN, attached_at=NaturalPerson.created_at))
    number = await asked(api)
    [row] = await behind.all(select(Benefit).where(Benefit.number == number))
    details = await current_details(behind.client, row.workflow_id)
    assert ("housing, schooling" in details, NUMBER in details, "沈知行" in details) == (True, False, False)
    described = await behind.client.get_workflow_handle(row.workflow_id).describe()
    assert "沈知行" not in str(described.raw_description)
