"""已发文书。Every letter that a case has issued stays to be read as it was issued, whatever becomes of the case."""

from __future__ import annotations

from typing import Any

from sandbox.enterprises import CHENXIN
from tests.api.desk import APPLICANT, HEAD, OFFICER, OTHER_OFFICER, PDF, STRANGER, Desk, code_of
from tests.api.test_commitments import FILING, KEEPER, TODAY, bound, commitment, let_go, move_away
from tests.office import Office

PAGE = {"Accept": "text/plain"}


async def letters(api: Desk, case: str, person: str = APPLICANT) -> list[dict[str, Any]]:
    answer = await api.get(person, f"/cases/{case}/letters")
    assert answer.status_code == 200, answer.text
    return list(answer.json())


async def text_of(api: Desk, case: str, letter: dict[str, Any], person: str = APPLICANT) -> str:
    return str((await api.get(person, f"/cases/{case}/letters/{letter['sequence']}")).json()["text"])


async def test_withdrawn_application_shows_every_letter_and_the_one_that_ends_it(api: Desk) -> None:
    drafted = await api.submitted()
    case = drafted["id"]
    defect = {"code": "title_certificate", "reason": "缺少盖章页"}
    await api.done(OFFICER, case, "acceptance", {"decision": "correction_requested", "defects": [defect]})
    task = await api.soon(APPLICANT, case, "correction")
    assert (await api.upload(case, "title_certificate", PDF + b"%a better scan\n")).status_code == 201
    assert (await api.post(APPLICANT, f"/tasks/{task['id']}/complete", {"decision": "corrected"})).status_code == 200
    await api.done(OFFICER, case, "acceptance", {"decision": "accepted"})
    await api.soon(OFFICER, case, "desk_review")
    assert (await api.post(APPLICANT, f"/cases/{case}/withdraw", {"reason": "另行申请"})).status_code == 200
    listed = await letters(api, case)
    assert [(one["event"]["code"], one["title"].rpartition("申请的")[2]) for one in listed] == [
        ("correction_requested", "补正通知书"),
        ("accepted", "受理通知书"),
        ("withdrawn", "终止通知书"),
    ]
    assert len({one["document_no"] for one in listed}) == len(listed)
    correction, accepted, ended = [await text_of(api, case, one) for one in listed]
    assert "缺少盖章页。" in correction
    assert "请在" in correction
    assert "符合受理条件，予以受理。" in accepted
    assert "已依贵单位申请撤回，程序终止" in ended
    latest = (await api.get(APPLICANT, f"/applications/{case}/letter")).json()
    assert (latest["standing"], latest["text"]) == ("ended", ended)
    assert (await api.get(APPLICANT, f"/cases/{case}/letter")).json()["text"] == ended


async def test_letters_keep_the_reason_of_the_refusal_when_it_was_reconsidered(api: Desk) -> None:
    drafted = await api.to_decision()
    case = drafted["id"]
    await api.done(HEAD, case, "decision", {"decision": "decision_refused", "reason": "证书存疑"})
    await api.done(APPLICANT, case, "reconsideration_request", {"decision": "reconsideration_requested", "reason": "公告已更正"})
    ruling = {"decision": "reconsideration_dismissed", "reason": "公告未涉及该证书"}
    await api.done("approver-sti-2", case, "reconsideration", ruling)
    await api.reached(APPLICANT, case, "rejected")
    listed = await letters(api, case)
    assert [one["event"]["code"] for one in listed] == ["accepted", "decision_refused", "reconsideration_dismissed"]
    _, refused, stands = [await text_of(api, case, one) for one in listed]
    assert "不予支持的理由：证书存疑。" in refused
    assert "向我局申请复核，以一次为限" in refused
    assert "维持原决定的理由：公告未涉及该证书。" in stands


async def test_letters_of_a_commitment_are_one_for_each_answer_to_a_filing(api: Desk, behind: Office) -> None:
    found = await bound(api, behind)
    filed = await api.post(APPLICANT, "/filings", FILING)
    task = await api.soon(KEEPER, found["number"], "filing_review")
    defects = {"decision": "filing_correction_requested", "defects": [{"code": "evidence", "reason": "缺少决议原件"}]}
    assert (await api.post(KEEPER, f"/tasks/{task['id']}/complete", defects)).status_code == 200
    withdrawn = await api.post(APPLICANT, f"/filings/{filed.json()['id']}/withdraw", {"reason": "不再迁出"})
    assert withdrawn.status_code == 200, withdrawn.text
    listed = await letters(api, found["number"])
    assert [one["event"]["code"] for one in listed] == ["change_filed", "filing_correction_requested", "change_withdrawn"]
    assert len({one["document_no"] for one in listed}) == len(listed)
    received, correction, ended = [await text_of(api, found["number"], one) for one in listed]
    assert "现正审查，审查结果另行告知。" in received
    assert "备案材料需补正" in correction
    assert "贵单位已撤回本备案，不再办理。" in ended


async def test_breach_that_was_let_go_has_a_letter_that_asks_for_nothing(api: Desk, behind: Office) -> None:
    [undertaking] = (await bound(api, behind))["undertakings"]
    await move_away(behind)
    await api.post("operator", "/commitments/checks", {"year": TODAY.year})
    await commitment(api, "hearing")
    await api.done(APPLICANT, CHENXIN, "hearing_statement", {"decision": "heard", "statement": "登记信息有误"})
    await let_go(api)
    found = await commitment(api, "in_force")
    listed = await letters(api, found["number"])
    assert [one["event"]["code"] for one in listed] == ["move_found", "breach_closed"]
    closed = await text_of(api, found["number"], listed[-1])
    assert (
        f"《违反持续经营承诺告知书》（{listed[0]['document_no']}）告知贵单位涉嫌违反持续经营承诺：贵单位未在亦庄新城范围内注册。" in closed
    )
    assert f"申请编号为{undertaking['award']}。" in closed
    assert "经审查，上述情况不构成违反承诺。\n　　理由：登记信息有误。" in closed
    assert "不因本案要求贵单位退回资金或者办理其他事项" in closed
    assert (await api.get(APPLICANT, f"/cases/{CHENXIN}/letter")).json()["text"] == closed


async def test_refusal_that_is_revoked_on_reconsideration_has_a_letter(api: Desk) -> None:
    drafted = await api.to_decision()
    case = drafted["id"]
    await api.done(HEAD, case, "decision", {"decision": "decision_refused", "reason": "证书存疑"})
    await api.done(APPLICANT, case, "reconsideration_request", {"decision": "reconsideration_requested", "reason": "公告已更正"})
    await api.done(
        "approver-sti-2", case, "reconsideration", {"decision": "reconsideration_granted", "reason": "公告确已更正", "parts": ["facts"]}
    )
    latest = (await api.get(APPLICANT, f"/applications/{case}/letter")).json()
    assert latest["standing"] == "reopened"
    assert "经复核，撤销该决定，重新办理，办理结果另行告知。" in latest["text"]
    assert "重新办理的理由：公告确已更正。" in latest["text"]
    assert "证书存疑" not in latest["text"]


async def test_letter_is_read_as_a_page_in_the_language_of_its_reader(api: Desk) -> None:
    drafted = await api.submitted()
    await api.done(OFFICER, drafted["id"], "acceptance", {"decision": "accepted"})
    [accepted] = await letters(api, drafted["id"])
    path = f"/cases/{drafted['number']}/letters/{accepted['sequence']}"
    page = await api.get(APPLICANT, path, headers=PAGE | {"Accept-Language": "en"})
    assert (page.headers["content-type"].partition(";")[0], page.headers["content-language"]) == ("text/plain", "en")
    assert "has been taken in." in page.text


async def test_letters_are_hidden_from_strangers_and_none_is_found_where_none_was_issued(api: Desk) -> None:
    drafted = await api.submitted()
    path = f"/cases/{drafted['id']}/letters"
    assert await letters(api, drafted["id"], OTHER_OFFICER) == []
    assert code_of(await api.get(STRANGER, path)) == "not_found"
    for sequence in (1, 99):
        assert code_of(await api.get(OFFICER, f"{path}/{sequence}")) == "not_found"


async def test_final_refusal_is_taken_up_again_by_a_request_when_its_process_has_ended(api: Desk) -> None:
    drafted = await api.submitted()
    case = drafted["id"]
    await api.done(OFFICER, case, "acceptance", {"decision": "accepted"})
    refusal = {"decision": "not_recommended", "opinion": "不符合", "reason": "证书存疑"}
    await api.done(OFFICER, case, "desk_review", refusal)
    await api.done(APPLICANT, case, "reconsideration_request", {"decision": "reconsideration_requested", "reason": "公告已更正"})
    await api.done(OTHER_OFFICER, case, "reconsideration", {"decision": "reconsideration_dismissed", "reason": "公告未涉及"})
    await api.reached(APPLICANT, case, "rejected")
    path, given = f"/applications/{case}/revocation", {"reason": "公告确有更正"}
    for person, status in ((APPLICANT, 403), (OFFICER, 403), ("approver-econ-1", 404)):
        assert (await api.post(person, path, given)).status_code == status
    proposed = await api.post(HEAD, path, given, key="revoke-once")
    assert proposed.status_code == 200, proposed.text
    again = await api.post(HEAD, path, given, key="revoke-once")
    assert again.json() == proposed.json()
    assert code_of(await api.post("approver-sti-2", path, given)) == "wrong_stage"
    await api.done("approver-sti-2", case, "refusal_revocation", {"decision": "refusal_revoked", "reason": "公告确已更正"})
    await api.reached(APPLICANT, case, "review")
    latest = (await api.get(APPLICANT, f"/applications/{case}/letter")).json()
    assert latest["standing"] == "revoked"
    assert "维持原决定" not in latest["text"]
    assert "撤销的理由：公告确有更正。" in latest["text"]
