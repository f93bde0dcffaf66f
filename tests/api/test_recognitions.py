"""Recognitions over REST: asked for with their evidence, followed by who may, read by everybody once they are in the register."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sandbox.enterprises import CHENXIN, YUNHENG
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, OTHER_OFFICER, PDF, STRANGER, Desk, code_of
from tests.patience import until
from tests.workflows.recognitions import LAST, TODAY

KIND = "offshore_centre"
GIVEN: dict[str, Any] = {"kind": KIND, "enterprise_uscc": CHENXIN, "title": "硅谷离岸中心", "statement": "已设立并运营"}


async def draft(api: Desk, person: str = APPLICANT, **changes: Any) -> dict[str, Any]:
    answer = await api.post(person, "/recognitions", GIVEN | changes)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def submitted(api: Desk) -> dict[str, Any]:
    drafted = await draft(api)
    path = f"/recognitions/{drafted['number']}"
    sent: dict[str, Any] = {"data": {"evidence_code": "recognition_application"}, "files": {"file": ("申请.pdf", PDF)}}
    assert (await api.ask(APPLICANT, "POST", f"{path}/documents", **sent)).status_code == 201
    answer = await api.post(APPLICANT, f"{path}/submit")
    assert answer.status_code == 200, answer.text
    assert answer.json()["stage"]["code"] == "check"
    return drafted


async def entered(api: Desk) -> str:
    number = str((await submitted(api))["number"])
    await api.done(OFFICER, number, "recognition_check", {"decision": "accepted", "paper": "申请书及附件"})
    await api.done(HEAD, number, "recognition_decision", {"decision": "recognised", "until": LAST.isoformat()})
    return number


async def of_register(api: Desk, **query: Any) -> list[dict[str, Any]]:
    answer = await api.get(None, "/recognitions", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_register_shows_anybody_who_is_recognised_and_until_when(api: Desk) -> None:
    number = await entered(api)
    [notice] = (await api.get(None, "/notices")).json()["items"]
    assert (notice["application_number"], notice["amount_fen"]) == (number, None)
    paper = await api.get(None, f"/notices/{notice['id']}", headers={"Accept": "text/plain"})
    assert "拟认定" in paper.text
    await until_entered(api, number)
    [entry] = await of_register(api, number=number.lower())
    assert entry.keys() == {"id", "kind", "kind_title", "holder", "of_person", "entry_no", "valid_from", "valid_until"}
    assert (entry["holder"], entry["of_person"], entry["valid_until"]) == ("演示晨芯微电子（北京）有限公司", False, LAST.isoformat())
    assert [row["entry_no"] for row in await of_register(api, kind=KIND, enterprise=CHENXIN)] == [number]
    assert await of_register(api, enterprise=YUNHENG) == []
    assert await of_register(api, kind=KIND, on=(TODAY - timedelta(days=1)).isoformat()) == []


async def until_entered(api: Desk, number: str) -> None:
    async def find() -> bool | None:
        return (await api.get(APPLICANT, f"/recognitions/{number}")).json()["stage"]["code"] == "in_force" or None

    await until(find, "in force")


async def test_draft_is_its_holders_alone_and_is_changed_until_it_is_submitted(api: Desk) -> None:
    drafted = await draft(api)
    path = f"/recognitions/{drafted['number']}"
    assert code_of(await api.get(OFFICER, path)) == "not_found"
    assert code_of(await api.get(STRANGER, path)) == "not_found"
    match = {"If-Match": (await api.get(APPLICANT, path)).headers["ETag"]}
    changed = await api.ask(APPLICANT, "PATCH", path, json={"title": "特拉维夫离岸中心"}, headers=match)
    assert changed.json()["title"] == "特拉维夫离岸中心"
    assert code_of(await api.post(APPLICANT, f"{path}/submit")) == "incomplete"


async def test_recognition_is_read_by_its_department_once_it_is_submitted(api: Desk) -> None:
    number = (await submitted(api))["number"]
    assert (await api.get(OFFICER, f"/recognitions/{number}")).json()["stage"]["code"] == "check"
    assert code_of(await api.get(FOREIGN_OFFICER, f"/recognitions/{number}")) == "not_found"
    assert [row["number"] for row in (await api.get(OFFICER, "/recognition-cases")).json()["items"]] == [number]
    assert (await api.get(STRANGER, "/recognition-cases")).json()["items"] == []
    match = {"If-Match": (await api.get(APPLICANT, f"/recognitions/{number}")).headers["ETag"]}
    changing = await api.ask(APPLICANT, "PATCH", f"/recognitions/{number}", json={"title": "另一中心"}, headers=match)
    assert code_of(changing) == "wrong_stage"
    assert code_of(await api.post(APPLICANT, f"/recognitions/{number}/submit")) == "wrong_stage"


async def test_submission_is_answered_alike_when_it_is_sent_again(api: Desk) -> None:
    drafted = await draft(api, OFFICER)
    path = f"/recognitions/{drafted['number']}/submit"
    answers = [await api.post(OFFICER, path, key="nominate-once-0001") for _ in range(2)]
    assert [answer.json()["event"] for answer in answers] == ["nominated", "nominated"]
    assert answers[0].json() == answers[1].json()


async def test_nobody_asks_for_another_enterprise_or_a_kind_that_there_is_not(api: Desk) -> None:
    assert code_of(await api.post(STRANGER, "/recognitions", GIVEN)) == "forbidden"
    assert code_of(await api.post(FOREIGN_OFFICER, "/recognitions", GIVEN)) == "forbidden"
    assert code_of(await api.post(APPLICANT, "/recognitions", GIVEN | {"kind": "castle"})) == "invalid_input"
    unknown = GIVEN | {"enterprise_uscc": "91110302MA9DA0106W"}
    assert code_of(await api.post(OFFICER, "/recognitions", unknown)) == "invalid_input"


async def test_revocation_is_proposed_by_the_department_that_recognised(api: Desk) -> None:
    number = await entered(api)
    await until_entered(api, number)
    body = {"ends_on": TODAY.isoformat(), "reason": "已停止运营"}
    assert code_of(await api.post(APPLICANT, f"/recognitions/{number}/revocation", body)) == "forbidden"
    assert code_of(await api.post(FOREIGN_OFFICER, f"/recognitions/{number}/revocation", body)) == "not_found"
    answer = await api.post(OTHER_OFFICER, f"/recognitions/{number}/revocation", body)
    assert answer.json()["stage"]["code"] == "hearing"
