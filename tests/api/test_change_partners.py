"""Partners of a change over REST: held against the business register, and decided on by an officer where it says otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.enterprises import BEICHEN, YUNHENG
from tests.api.desk import HEAD, OFFICER, Desk, code_of
from tests.api.test_project_changes import ACCEPTED, PARTNER, REVIEWED, agreed, api, applied, competition, request
from tests.api.test_project_delivery import about, answered, prove, wrong
from tests.workflows.competition import Competition, task_book

__all__ = ["api", "competition"]

# Its check digits hold, and nobody has it.
UNKNOWN = {"name": "演示无登记单位", "uscc": "91110302MA9DA0106W", "part": "检测"}
MISNAMED = PARTNER | {"name": "演示云衡机器人有限公司"}
GONE = {"name": "演示北辰物联（北京）有限公司", "uscc": BEICHEN, "part": "物联模块"}
ADJUSTED = {"decision": "change_adjusted", "reason": "合作单位未经核实", "changes": {"partners": []}}


def reviewed(uscc: str, *, accepted: bool) -> dict[str, Any]:
    """Return a review that accepts or refuses a partner of whom the register says otherwise."""
    return REVIEWED | {"partners": {uscc: {"accepted": accepted, "reason": "已核对营业执照"}}}


async def test_partner_is_agreed_on_without_a_question_when_the_register_has_it_so(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery()
    await applied(api, project, {"partners": [PARTNER]})
    seen = await about(api, OFFICER, project, "change_review")
    assert [(one["uscc"], one["registered"]["name"], one["question"]) for one in seen["partners"]] == [(YUNHENG, PARTNER["name"], None)]
    await answered(api, OFFICER, project, "change_review", REVIEWED)
    await answered(api, HEAD, project, "change_decision", ACCEPTED)
    assert (await agreed(api, project))["terms"]["partners"] == [PARTNER]


@pytest.mark.parametrize(("partner", "registered"), [(MISNAMED, PARTNER["name"]), (UNKNOWN, None), (GONE, GONE["name"])])
async def test_partner_is_an_officers_question_when_the_register_says_otherwise(
    api: Desk, competition: Competition, partner: dict[str, Any], registered: str | None
) -> None:
    project, uscc = await competition.in_delivery(), partner["uscc"]
    await applied(api, project, {"partners": [partner]})
    [one] = (await about(api, OFFICER, project, "change_review"))["partners"]
    assert (one["name"], one["registered"] and one["registered"]["name"], bool(one["question"])) == (partner["name"], registered, True)
    assert wrong(await answered(api, OFFICER, project, "change_review", REVIEWED)) == ("invalid_input", ["partners"])
    silent = {uscc: {"accepted": True}}
    assert code_of(await answered(api, OFFICER, project, "change_review", REVIEWED | {"partners": silent})) == "invalid_input"
    assert (await answered(api, OFFICER, project, "change_review", reviewed(uscc, accepted=True))).status_code == 200
    [shown] = (await about(api, HEAD, project, "change_decision"))["partners"]
    assert (shown["accepted"], shown["reason"]) == (True, "已核对营业执照")
    assert (await answered(api, HEAD, project, "change_decision", ACCEPTED)).status_code == 200
    found = await agreed(api, project, OFFICER)
    assert found["terms"]["partners"] == [partner | {"name": registered or partner["name"]}]
    assert found["changes"][0]["review"]["partners"][0]["accepted"] is True
    assert (await agreed(api, project))["changes"][0]["review"] is None


async def test_change_is_put_otherwise_or_refused_when_a_partner_was_not_accepted(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery()
    await applied(api, project, {"partners": [UNKNOWN], "goals": "完成样机"})
    refused = reviewed(UNKNOWN["uscc"], accepted=False)
    assert (await answered(api, OFFICER, project, "change_review", refused)).status_code == 200
    assert wrong(await answered(api, HEAD, project, "change_decision", ACCEPTED)) == ("invalid_input", ["changes.partners.0.uscc"])
    assert (await answered(api, HEAD, project, "change_decision", ADJUSTED)).status_code == 200
    found = await agreed(api, project)
    assert (found["version"], found["terms"]["partners"], found["terms"]["goals"]) == (2, [], "完成样机")


@pytest.mark.parametrize(("code", "value"), [("partners", [PARTNER]), ("title", "另一项目"), ("ends_on", "2030-12-31")])
async def test_nobody_of_the_office_changes_what_was_not_applied_for(api: Desk, competition: Competition, code: str, value: Any) -> None:
    project = await competition.in_delivery()
    await applied(api, project, {"goals": "完成样机"})
    added = {"changes": {code: value}}
    assert wrong(await answered(api, OFFICER, project, "change_review", REVIEWED | added)) == ("invalid_input", [f"changes.{code}"])
    assert (await answered(api, OFFICER, project, "change_review", REVIEWED)).status_code == 200
    adjusted = {"decision": "change_adjusted", "reason": "一并调整"} | added
    assert wrong(await answered(api, HEAD, project, "change_decision", adjusted)) == ("invalid_input", [f"changes.{code}"])


async def test_nobody_of_the_office_adds_a_partner_whom_the_register_was_not_asked_about(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery()
    await applied(api, project, {"partners": [PARTNER]})
    added = {"changes": {"partners": [PARTNER, UNKNOWN]}}
    review = REVIEWED | added
    assert wrong(await answered(api, OFFICER, project, "change_review", review)) == ("invalid_input", ["changes.partners.1.uscc"])
    assert (await answered(api, OFFICER, project, "change_review", REVIEWED)).status_code == 200
    adjusted = {"decision": "change_adjusted", "reason": "增加合作单位"} | added
    assert wrong(await answered(api, HEAD, project, "change_decision", adjusted)) == ("invalid_input", ["changes.partners.1.uscc"])


async def test_change_is_not_taken_when_the_register_is_silent_and_another_without_partners_is(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery()
    await prove(api, project, "change_evidence", b"% permit")
    await competition.office.fault("registration", "down")
    silent = await request(api, project, {"partners": [PARTNER]})
    assert (silent.status_code, code_of(silent)) == (503, "busy")
    assert "change_requested" not in await project.events()
    assert (await request(api, project, {"goals": "完成样机"})).status_code == 200


async def test_answer_is_given_again_when_the_register_has_fallen_silent_since(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery()
    await prove(api, project, "change_evidence", b"% permit")
    first = await request(api, project, {"partners": [PARTNER]}, key="k")
    await competition.office.fault("registration", "down")
    again = await request(api, project, {"partners": [PARTNER]}, key="k")
    assert (again.status_code, again.json()) == (200, first.json())


async def test_partner_that_is_gone_since_is_asked_about_when_the_next_change_names_it(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery()
    await applied(api, project, {"partners": [PARTNER]})
    await answered(api, OFFICER, project, "change_review", REVIEWED)
    await answered(api, HEAD, project, "change_decision", ACCEPTED)
    known = (await competition.office.sandbox.get("/admin/enterprises")).json()[YUNHENG]
    gone = known | {"status": "deregistered"}
    (await competition.office.sandbox.put(f"/admin/enterprises/{YUNHENG}", json=gone)).raise_for_status()
    await applied(api, project, {"partners": [PARTNER | {"part": "整机集成与测试"}]}, b"% again")
    [one] = (await about(api, OFFICER, project, "change_review"))["partners"]
    assert one["question"]["zh"] == "登记机关显示该单位已经注销或者被吊销营业执照"


# -- the first task book ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("partners", "fields", "said"),
    [
        ([MISNAMED], ["partners.0"], f"登记机关登记的名称不同（登记为“{PARTNER['name']}”）"),
        ([PARTNER, UNKNOWN], ["partners.1"], "登记机关没有这个统一社会信用代码的登记"),
        ([GONE, UNKNOWN], ["partners.0", "partners.1"], "登记机关显示该单位已经注销或者被吊销营业执照"),
    ],
)
async def test_task_book_is_not_sent_to_be_signed_when_a_partner_is_not_who_the_register_has(
    api: Desk, competition: Competition, partners: list[dict[str, Any]], fields: list[str], said: str
) -> None:
    project = await competition.won()
    answer = await answered(api, OFFICER, project, "task_book_draft", task_book(100) | {"partners": partners})
    assert wrong(answer) == ("invalid_input", fields)
    assert said in answer.json()["detail"]
    agreed_on = task_book(100) | {"partners": [PARTNER]}
    assert (await answered(api, OFFICER, project, "task_book_draft", agreed_on)).status_code == 200


async def test_task_book_is_taken_without_partners_and_not_with_them_when_the_register_is_silent(
    api: Desk, competition: Competition
) -> None:
    project = await competition.won()
    await competition.office.fault("registration", "down")
    silent = await answered(api, OFFICER, project, "task_book_draft", task_book(100) | {"partners": [PARTNER]})
    assert (silent.status_code, code_of(silent)) == (503, "busy")
    assert "task_book_drafted" not in await project.events()
    assert (await answered(api, OFFICER, project, "task_book_draft", task_book(100))).status_code == 200
