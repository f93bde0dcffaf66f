"""Debarments over REST: who sees them and when, the letters, and who asks to lift one."""

from __future__ import annotations

from typing import Any

from policy.days import in_chinese
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, OTHER_OFFICER, STRANGER, Desk, code_of
from tests.office import Office, until
from tests.workflows.debarments import LAST, LIFTING, REASON, opened

DEPUTY, THIRD_APPROVER = "approver-sti-2", "approver-sti-3"
PROPOSED = {"decision": "bar_proposed", "until": LAST.isoformat(), "reason": REASON}
NOT_BARRED = {"decision": "no_bar_proposed", "reason": "情节轻微"}


async def letter(api: Desk, number: str) -> str:
    return str((await api.get(APPLICANT, f"/cases/{number}/letter")).json()["text"])


async def in_stage(api: Desk, number: str, stage: str) -> dict[str, Any]:
    async def find() -> dict[str, Any] | None:
        shown = (await api.get("auditor", f"/debarments/{number}")).json()
        return dict(shown) if shown["stage"]["code"] == stage else None

    return dict(await until(find, stage))


async def sees(api: Desk, number: str, *people: str) -> list[bool]:
    """Tell which of some people see a debarment, alone and in the list alike."""
    found = []
    for person in people:
        alone = (await api.get(person, f"/debarments/{number}")).status_code == 200
        listed = [one["number"] for one in (await api.get(person, "/debarments")).json()["items"]]
        assert listed == ([number] if alone else []), person
        found.append(alone)
    return found


async def test_enterprise_is_barred_heard_told_and_let_go_over_rest(api: Desk, behind: Office) -> None:
    number = (await opened(behind)).number
    assert await sees(api, number, OFFICER, "auditor", APPLICANT, FOREIGN_OFFICER, STRANGER) == [True, True, False, False, False]
    assert code_of(await api.get(OFFICER, f"/cases/{number}/letter")) == "wrong_stage"
    await api.done(OTHER_OFFICER, number, "debarment_proposal", PROPOSED)
    assert await sees(api, number, APPLICANT, FOREIGN_OFFICER, STRANGER) == [True, False, False]
    intended = await letter(api, number)
    assert "拟自作出决定之日起至" in intended
    assert "前陈述意见" in intended
    pleaded = {"decision": "statement_made", "reason": "证书系代理机构提供"}
    await api.done(APPLICANT, number, "debarment_statement", pleaded)
    await api.done(THIRD_APPROVER, number, "debarment_decision", {"decision": "barred", "reason": "本单位对材料真实性负责"})
    shown = await in_stage(api, number, "barred")
    assert (shown["until"], shown["reason"], shown["clawback_number"][:2]) == (LAST.isoformat(), REASON, "CB")
    assert await sees(api, number, APPLICANT, FOREIGN_OFFICER, STRANGER) == [True, True, False]
    decided = await letter(api, number)
    assert "关于限制申报支持资金的决定书" in decided
    assert f"起至{LAST.year}年{LAST.month}月{LAST.day}日止" in decided
    assert "未予采纳：本单位对材料真实性负责" in decided
    assert "行政诉讼" in decided
    refused = await api.post(APPLICANT, f"/applications/{(await api.ready())['id']}/submit")
    assert (refused.status_code, code_of(refused)) == (409, "debarred")
    assert f"至{in_chinese(LAST)}" in refused.json()["detail"]
    assert code_of(await api.post(FOREIGN_OFFICER, f"/debarments/{number}/lifting", LIFTING)) == "forbidden"
    assert code_of(await api.post(HEAD, f"/debarments/{number}/lifting", LIFTING)) == "forbidden"
    for wrong in ({"ground": "mercy"}, {"paper": ""}, {"reason": " "}):
        assert code_of(await api.post(OFFICER, f"/debarments/{number}/lifting", LIFTING | wrong)) == "invalid_input"
    assert (await api.post(OFFICER, f"/debarments/{number}/lifting", LIFTING)).status_code == 200
    await api.done(DEPUTY, number, "debarment_lifting", {"decision": "lifted"})
    await in_stage(api, number, "lifted")
    assert "该决定有误（证书属实）" in await letter(api, number)
    # Each is still read as it was issued.
    kept = (await api.get(APPLICANT, f"/cases/{number}/letters")).json()
    assert [one["event"]["code"] for one in kept] == ["bar_proposed", "barred", "lifted"]
    assert code_of(await api.post(OFFICER, f"/debarments/{number}/lifting", LIFTING)) in {"wrong_stage", "process_ended"}


async def test_enterprise_is_told_that_it_is_not_barred_over_rest(api: Desk, behind: Office) -> None:
    number = (await opened(behind)).number
    await api.done(OTHER_OFFICER, number, "debarment_proposal", NOT_BARRED)
    assert await sees(api, number, APPLICANT, FOREIGN_OFFICER) == [False, False]
    await api.done(HEAD, number, "no_bar_decision", {"decision": "not_barred"})
    await in_stage(api, number, "not_barred")
    assert "决定不限制贵单位申报支持资金。理由：情节轻微。" in await letter(api, number)
    assert await sees(api, number, APPLICANT, FOREIGN_OFFICER) == [True, False]


async def test_proposal_is_refused_when_its_last_day_is_none_or_too_far(api: Desk, behind: Office) -> None:
    number = (await opened(behind)).number
    task = await api.task(OFFICER, number, "debarment_proposal")
    for wrong in ({"until": "2026-02-30"}, {"until": "9999-12-31"}, {"until": "明年"}, {"until": None}, {"reason": " "}):
        answer = await api.post(OFFICER, f"/tasks/{task['id']}/complete", PROPOSED | wrong)
        assert (answer.status_code, code_of(answer)) == (422, "invalid_input"), wrong
        assert answer.json()["errors"], wrong
    assert await sees(api, number, APPLICANT) == [False]
