"""承诺接口。What binds an enterprise, changes filed over REST, and the yearly check."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.tables import Commitment
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, STRANGER, Desk, code_of
from tests.office import SIGNED, Case, Office, until
from tests.office.milestones import reached
from tests.workflows.commitments import RELEASE, incomplete, rule_set

TODAY = datetime.now(BEIJING).date()
KEEPER, OTHER_KEEPER, KEEPERS_HEAD, KEEPERS_DEPUTY = "officer-bizcoop-1", "officer-bizcoop-2", "approver-bizcoop-1", "approver-bizcoop-2"
FILING: dict[str, Any] = {
    "kind": "relocation",
    "planned_on": (TODAY + timedelta(days=30)).isoformat(),
    "description": "总部迁往天津",
    "evidence": [],
}


async def bound(api: Desk, behind: Office, **rule: Any) -> dict[str, Any]:
    """Take an award to its payment, under a rule if one is given, and return the commitment that collected it."""

    async def walk() -> Case:
        if rule:
            await rule_set(behind, **rule)
        drafted = await api.to_decision()
        await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
        await api.done(APPLICANT, drafted["id"], "commitment", SIGNED)
        await api.done("finance-1", drafted["id"], "payment_release", {"decision": "payment_released"})
        await api.done("finance-2", drafted["id"], "payment_confirmation", {"decision": "payment_confirmed", "last_four": "2222"})
        await commitment(api, "in_force")
        [row] = await behind.all(select(Commitment))
        return behind.running(row)

    await reached(behind, f"bound over REST {rule}", walk)
    return await commitment(api, "in_force")


async def commitment(api: Desk, *stages: str) -> dict[str, Any]:
    async def find() -> dict[str, Any] | None:
        answer = await api.get(APPLICANT, f"/commitments/{CHENXIN}")
        found = answer.json()
        return dict(found) if answer.status_code == 200 and found["stage"]["code"] in stages else None

    return dict(await until(find, f"a commitment in {stages}"))


async def on_file(api: Desk) -> None:
    """Have the one filing that is reviewed taken on file without repayment, by two people."""
    await api.done(KEEPER, CHENXIN, "filing_review", RELEASE)
    await api.done(KEEPERS_HEAD, CHENXIN, "filing_release_confirmation", {"decision": "approved_without_repayment"})


async def let_go(api: Desk, **filing: str) -> None:
    """Have the open breach found unfounded, by two people, with the answer to the filings it is about."""
    await api.done(KEEPER, CHENXIN, "breach_review", {"decision": "closing_proposed", "reason": "登记信息有误", **filing})
    await api.done(KEEPERS_HEAD, CHENXIN, "closing_confirmation", {"decision": "breach_closed"})


async def move_away(behind: Office) -> None:
    known = (await behind.sandbox.get("/admin/enterprises")).json()[CHENXIN]
    (await behind.sandbox.put(f"/admin/enterprises/{CHENXIN}", json=known | {"registered_in_area": False})).raise_for_status()


async def test_enterprise_reads_what_binds_it_and_until_when(api: Desk, behind: Office) -> None:
    found = await bound(api, behind, stay_years=3, repay="pro_rata")
    undertaking = found["undertakings"][0]
    assert (undertaking["repay"], undertaking["cause"], undertaking["item_code"]) == ("pro_rata", None, "innovation-centre")
    assert undertaking["until"][:4] == str(int(undertaking["starts_on"][:4]) + 3) or undertaking["starts_on"].endswith("01-01")
    assert undertaking["terms"]["documents"] == ["京技管〔2026〕9号"]
    assert found["good_standing"] is True
    assert [event["event"]["code"] for event in found["timeline"]] == ["commitment_collected"]
    assert (await api.get(APPLICANT, f"/cases/{CHENXIN}/timeline")).json() == found["timeline"]
    assert code_of(await api.get(STRANGER, f"/cases/{CHENXIN}/timeline")) == "not_found"


async def test_commitment_is_hidden_when_it_is_nobody_elses_business(api: Desk, behind: Office) -> None:
    await bound(api, behind)
    for person in (STRANGER, FOREIGN_OFFICER):
        assert code_of(await api.get(person, f"/commitments/{CHENXIN}")) == "not_found"
        assert (await api.get(person, "/commitments")).json()["items"] == []
    for person in (APPLICANT, KEEPER, "auditor", "finance-1"):
        listed = (await api.get(person, "/commitments", params={"stage": "in_force"})).json()["items"]
        assert [row["enterprise_uscc"] for row in listed] == [CHENXIN]


async def test_filing_is_approved_when_it_came_before_the_move(api: Desk, behind: Office) -> None:
    await bound(api, behind)
    first, again = [await api.post(APPLICANT, "/filings", FILING, key="f") for _ in range(2)]
    assert (first.status_code, first.json()) == (201, again.json())
    filed = first.json()
    assert (filed["state"], filed["late"], filed["kind"]["code"]) == ("filed", False, "relocation")
    await on_file(api)
    receipt = await api.get(APPLICANT, f"/cases/{CHENXIN}/letter", headers={"Accept": "text/plain"})
    assert "变动备案回执" in receipt.text
    assert "予以备案，不需退回资金。" in receipt.text
    assert code_of(await api.get(STRANGER, f"/cases/{CHENXIN}/letter")) == "not_found"
    read = (await api.get(APPLICANT, f"/filings/{filed['id']}")).json()
    assert read["state"] == "approved_without_repayment"
    listed = await api.get(KEEPER, "/filings", params={"state": "approved_without_repayment", "enterprise": CHENXIN})
    assert [row["id"] for row in listed.json()["items"]] == [filed["id"]]
    for person in (STRANGER, FOREIGN_OFFICER):
        assert code_of(await api.get(person, f"/filings/{filed['id']}")) == "not_found"
        assert (await api.get(person, "/filings")).json()["items"] == []


async def test_commitment_has_no_paper_when_nothing_was_filed_and_nothing_found(api: Desk, behind: Office) -> None:
    await bound(api, behind)
    assert code_of(await api.get(APPLICANT, f"/cases/{CHENXIN}/letter")) == "wrong_stage"


async def test_filing_is_refused_when_nothing_binds(api: Desk) -> None:
    assert code_of(await api.post(APPLICANT, "/filings", FILING)) == "wrong_stage"


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "holiday"), ("planned_on", "tomorrow"), ("description", ""), ("evidence", "letter"), ("surprise", 1)],
)
async def test_filing_is_refused_when_a_field_is_wrong(api: Desk, field: str, value: Any) -> None:
    answer = await api.post(APPLICANT, "/filings", FILING | {field: value})
    assert code_of(answer) == "invalid_input"
    assert any(field in fault["field"] for fault in answer.json()["errors"])


async def test_late_filing_is_taken_and_looked_into(api: Desk, behind: Office) -> None:
    [undertaking] = (await bound(api, behind))["undertakings"]
    filed = await api.post(APPLICANT, "/filings", FILING | {"planned_on": TODAY.isoformat()})
    assert filed.status_code == 201
    found = await commitment(api, "hearing")
    assert [breach["cause"] for breach in found["breaches"]] == ["filed_late"]
    assert found["good_standing"] is False
    notice = (await api.get(APPLICANT, f"/cases/{CHENXIN}/letter")).json()["text"]
    today = f"{TODAY.year}年{TODAY.month}月{TODAY.day}日"
    assert f"变动（迁出）发生日期为{today}，备案于{today}收到，未在变动发生前备案，涉嫌违反贵单位签署的持续经营承诺" in notice
    assert f"申请编号为{undertaking['award']}。" in notice
    assert "前通过本系统提交书面意见" in notice
    # It is decided with the breach, and not apart from it.
    assert {waiting["kind"] for waiting in found["waiting_for"]} == {"hearing_statement"}


async def test_check_finds_who_left_and_new_awards_wait(api: Desk, behind: Office) -> None:
    await bound(api, behind)
    waiting = await api.ready()
    await move_away(behind)
    started = await api.post("operator", "/commitments/checks", {"year": TODAY.year})
    assert started.status_code == 202
    found = await commitment(api, "hearing")
    assert [breach["failures"] for breach in found["breaches"]] == [["registered_in_area"]]
    assert [finding["failures"] for finding in found["findings"]] == [["registered_in_area"]]

    async def ended() -> dict[str, Any] | None:
        shown = (await api.get(KEEPER, f"/commitments/checks/{TODAY.year}")).json()
        return shown if shown["state"] == "ended" else None

    shown = await until(ended, "the end of the check")
    assert (shown["checked"], shown["failing"], shown["unanswered"]) == (1, 1, 0)
    assert [finding["enterprise_uscc"] for finding in shown["findings"]] == [CHENXIN]
    refused = await api.post(APPLICANT, f"/applications/{waiting['id']}/submit")
    assert code_of(refused) == "breach_open"
    assert refused.json()["clause"]
    assert (await api.get(APPLICANT, f"/applications/{waiting['id']}")).json()["stage"]["code"] == "draft"


async def test_check_is_refused_when_it_is_of_another_year(api: Desk) -> None:
    answer = await api.post(KEEPER, "/commitments/checks", {"year": TODAY.year + 1})
    assert code_of(answer) == "invalid_input"
    assert code_of(await api.get(KEEPER, f"/commitments/checks/{TODAY.year + 50}")) == "not_found"


async def test_approval_waits_when_a_breach_is_open_and_goes_on_when_it_is_closed(api: Desk, behind: Office) -> None:
    await bound(api, behind)
    waiting = await api.to_decision("science-award")
    await move_away(behind)
    await api.post("operator", "/commitments/checks", {"year": TODAY.year})
    await commitment(api, "hearing")
    task = await api.soon(HEAD, waiting["id"], "decision")
    refused = await api.post(HEAD, f"/tasks/{task['id']}/complete", {"decision": "approved"})
    assert code_of(refused) == "breach_open"
    await api.done(APPLICANT, CHENXIN, "hearing_statement", {"decision": "heard", "statement": "登记信息有误"})
    await let_go(api)
    await commitment(api, "in_force")
    assert (await api.post(HEAD, f"/tasks/{task['id']}/complete", {"decision": "approved"})).status_code == 200


async def test_applicant_does_not_read_who_of_the_office_decided(api: Desk, behind: Office) -> None:
    await bound(api, behind)
    await api.post(APPLICANT, "/filings", FILING)
    await api.done(OTHER_KEEPER, CHENXIN, "filing_review", incomplete("evidence"))
    found = await commitment(api, "in_force")
    assert found["filings"][0]["reason"] == "“变动证明材料”：缺董事会决议"
    assert OTHER_KEEPER not in str(found)
    assert OFFICER not in str(found)
