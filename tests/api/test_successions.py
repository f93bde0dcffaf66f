"""Filing over REST that one enterprise has taken the place of another: either of the two files it, and strangers know nothing of it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from policy.working_days import BEIJING
from sandbox.enterprises import BEICHEN, CHENXIN, HAIXI, YUNHENG
from tests.api.desk import Desk, code_of
from tests.patience import until

CLERK, STRANGER = "applicant-yunheng", "applicant-chenxin"
OFFICER, HEAD = "officer-bizcoop-1", "approver-bizcoop-1"
BODY: dict[str, Any] = {
    "predecessor_uscc": BEICHEN,
    "successor_uscc": YUNHENG,
    "ground": "absorbed",
    "paper": "吸收合并协议（2026年3月1日签署）",
    "effective_on": "2026-03-01",
}


async def filed(api: Desk, **changes: Any) -> dict[str, Any]:
    answer = await api.post(CLERK, "/successions", BODY | changes)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def approved(api: Desk, **changes: Any) -> dict[str, Any]:
    shown = await filed(api, **changes)
    proven = {"decision": "succession_proven", "paper": BODY["paper"], "reason": "协议属实"}
    await api.done(OFFICER, shown["number"], "succession_check", proven)
    await api.done(HEAD, shown["number"], "succession_approval", {"decision": "succession_approved"})

    async def effective() -> bool | None:
        return (await api.get(CLERK, f"/successions/{shown['number']}")).json()["stage"]["code"] == "effective" or None

    await until(effective, "an effective succession")
    return shown


async def test_succession_is_effective_when_an_officer_checked_it_and_an_approver_approved(api: Desk) -> None:
    shown = await approved(api)
    read = (await api.get(CLERK, f"/successions/{shown['number']}")).json()
    assert (read["predecessor"]["uscc"], read["successor"]["uscc"], read["stage"]["code"]) == (BEICHEN, YUNHENG, "effective")
    assert read["ground_name"]["zh"] == "吸收合并"
    assert (read["register_answers"]["predecessor"]["status"], read["differences"]) == ("deregistered", [])
    listed = (await api.get(CLERK, "/successions", params={"stage": "effective"})).json()["items"]
    assert [row["number"] for row in listed] == [shown["number"]]


async def test_both_enterprises_read_that_a_succession_was_taken_in_and_granted(api: Desk) -> None:
    shown = await approved(api)
    case = f"/cases/{shown['number']}"
    latest = (await api.get(CLERK, f"{case}/letter")).json()["text"]
    assert [
        said for said in ("准予承继决定书", YUNHENG, BEICHEN, BODY["paper"], "演示复议机关", "演示人民法院") if said not in latest
    ] == []
    listed = (await api.get("applicant-beichen", f"{case}/letters")).json()
    assert [one["title"] for one in listed] == ["关于承继申报的受理通知书", "准予承继决定书"]
    read = [(await api.get("applicant-beichen", f"{case}/letters/{one['sequence']}")).json()["text"] for one in listed]
    assert "，已收悉，予以受理。" in read[0]
    assert read[1] == latest
    assert code_of(await api.get(STRANGER, f"{case}/letter")) == "not_found"


async def test_refusal_of_a_succession_names_its_reason_and_its_remedies(api: Desk) -> None:
    shown = await filed(api)
    refusal = {"decision": "succession_unproven", "reason": "合并协议未生效。"}
    await api.done(OFFICER, shown["number"], "succession_check", refusal)
    text = (await api.get(CLERK, f"/cases/{shown['number']}/letter")).json()["text"]
    says = ("不予承继的理由：合并协议未生效。", "向演示复议机关申请行政复议", "向演示人民法院提起行政诉讼", "材料齐备后可以重新申报")
    assert [said for said in says if said not in text] == []
    for person in (CLERK, "applicant-beichen"):
        told = [one["text"]["zh"] for one in (await api.get(person, "/messages")).json()["items"]]
        assert any("未予承继。理由：合并协议未生效。材料齐备后可以重新提交；如不服，可以依法申请行政复议" in one for one in told)


async def test_difference_to_the_register_is_shown_and_wants_a_reason(api: Desk) -> None:
    shown = await filed(api, predecessor_uscc=HAIXI)
    task = await api.soon(OFFICER, shown["number"], "succession_check")
    without = await api.post(OFFICER, f"/tasks/{task['id']}/complete", {"decision": "succession_proven", "paper": BODY["paper"]})
    assert (without.status_code, code_of(without)) == (422, "invalid_input")
    read = (await api.get(OFFICER, f"/successions/{shown['number']}")).json()
    assert [words["zh"] for words in read["differences"]] == ["登记机关显示被承继单位仍存续，未注销"]


async def test_same_request_files_once(api: Desk) -> None:
    answers = [await api.post(CLERK, "/successions", BODY, key="merger-2026-001") for _ in range(2)]
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert len((await api.get(OFFICER, "/successions")).json()["items"]) == 1


@pytest.mark.parametrize(("person", "status"), [(STRANGER, 403), (OFFICER, 403), (None, 401)])
async def test_filing_is_refused_when_the_person_speaks_for_neither(shared: Desk, person: str | None, status: int) -> None:
    assert (await shared.post(person, "/successions", BODY)).status_code == status


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"predecessor_uscc": YUNHENG}, ["successor_uscc"]),
        ({"predecessor_uscc": "91110302MA9DA0106W"}, ["predecessor_uscc"]),
        ({"predecessor_uscc": "91110302MA9DA0106X"}, ["predecessor_uscc"]),
        ({"ground": "bought"}, ["ground"]),
        ({"paper": " "}, ["paper"]),
        ({"effective_on": (datetime.now(BEIJING).date() + timedelta(days=1)).isoformat()}, ["effective_on"]),
        ({"effective_on": "2026-02-30"}, ["effective_on"]),
        ({"effective_on": "0001-01-01"}, ["effective_on"]),
        ({"effective_on": "2015-09-30"}, ["effective_on"]),
    ],
)
async def test_filing_is_refused_with_the_field_that_is_wrong(shared: Desk, changes: dict[str, Any], fields: list[str]) -> None:
    answer = await shared.post(CLERK, "/successions", BODY | changes)
    assert answer.status_code == 422, answer.text
    assert [fault["field"] for fault in answer.json()["errors"]] == fields


async def test_second_filing_is_a_conflict_when_one_is_under_way_or_approved(api: Desk) -> None:
    await filed(api)
    assert (await api.post(CLERK, "/successions", BODY)).status_code == 409


@pytest.mark.parametrize("successors", [("applicant-yunheng",) * 3, ("applicant-yunheng", "applicant-haixi", "applicant-chenxin")])
async def test_one_succession_of_a_predecessor_is_taken_when_three_are_filed_at_once(api: Desk, successors: tuple[str, ...]) -> None:
    codes = {"applicant-yunheng": YUNHENG, "applicant-haixi": HAIXI, "applicant-chenxin": CHENXIN}
    answers = await asyncio.gather(*(api.post(who, "/successions", BODY | {"successor_uscc": codes[who]}) for who in successors))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert {code_of(answer) for answer in answers if answer.status_code == 409} == {"duplicate"}
    taken = next(answer for answer in answers if answer.status_code == 201).json()
    assert [row["number"] for row in (await api.get(OFFICER, "/successions")).json()["items"]] == [taken["number"]]


async def test_conflict_tells_nobody_who_files_for_the_same_place(api: Desk) -> None:
    shown = await filed(api)
    refused = await api.post("applicant-haixi", "/successions", BODY | {"successor_uscc": HAIXI})
    assert (refused.status_code, code_of(refused)) == (409, "duplicate")
    assert "已有承继申报正在办理" in refused.json()["detail"]
    assert [known for known in (YUNHENG, "云衡", shown["number"]) if known in refused.text] == []


async def test_second_successor_is_a_conflict(api: Desk) -> None:
    await approved(api)
    again = await api.post("applicant-haixi", "/successions", BODY | {"successor_uscc": HAIXI})
    assert (again.status_code, code_of(again)) == (409, "duplicate")
    assert all(known not in again.text for known in (YUNHENG, "云衡"))
    of_itself = await api.post("applicant-haixi", "/successions", BODY | {"predecessor_uscc": HAIXI, "successor_uscc": BEICHEN})
    assert of_itself.status_code == 422
    assert YUNHENG not in of_itself.text


async def test_day_before_there_were_credit_codes_is_refused_with_its_clause(shared: Desk) -> None:
    answer = await shared.post(CLERK, "/successions", BODY | {"effective_on": "2015-09-30"})
    assert [fault["clause"] for fault in answer.json()["errors"]] == ["七、保障措施"]
    assert (await shared.post(CLERK, "/successions", BODY | {"effective_on": "2015-10-01"})).status_code == 201


async def test_stranger_knows_nothing_of_a_succession(api: Desk) -> None:
    shown = await filed(api)
    assert (await api.get(STRANGER, f"/successions/{shown['number']}")).status_code == 404
    assert (await api.get(STRANGER, f"/cases/{shown['number']}/timeline")).status_code == 404
    assert (await api.get(STRANGER, "/successions")).json()["items"] == []
    assert (await api.get("officer-sti-1", "/successions")).json()["items"] == []


async def test_predecessor_may_file_and_its_filing_is_seen_by_both(api: Desk) -> None:
    answer = await api.post("applicant-chenxin", "/successions", BODY | {"predecessor_uscc": CHENXIN})
    assert answer.status_code == 201
    for person in ("applicant-chenxin", CLERK):
        assert (await api.get(person, f"/successions/{answer.json()['number']}")).status_code == 200
