"""Instalments over REST: the parts an award names, the case of a later part, its condition reported, and its letters."""

from __future__ import annotations

import httpx

from policy.processes.instalment.reported import PROOF
from tests.api.desk import APPLICANT, HEAD, OFFICER, PDF, STRANGER, Desk, code_of
from tests.office import Office
from tests.workflows.instalments import FIRST, REPORT, REST, first_paid, part_of

DEPUTY, AUDITOR = "approver-sti-2", "auditor"


async def test_award_shows_its_parts_and_the_case_of_the_later_one_when_the_first_is_paid(api: Desk, behind: Office) -> None:
    award = await first_paid(behind)
    part = await part_of(award)
    shown = (await api.get(APPLICANT, f"/applications/{award.number}")).json()["instalments"]
    assert [(one["ordinal"], one["amount_fen"], one["paid_fen"], one["number"]) for one in shown] == [
        (1, FIRST, FIRST, None),
        (2, REST, 0, part.number),
    ]
    (listed,) = (await api.get(APPLICANT, "/instalments")).json()["items"]
    assert (listed["number"], listed["application_number"], listed["stage"]["code"]) == (part.number, award.number, "report")
    assert code_of(await api.get(STRANGER, f"/instalments/{part.number}")) == "not_found"
    letters = (await api.get(APPLICANT, f"/cases/{award.number}/letters")).json()
    assert "notice_cleared" in [one["event"]["code"] for one in letters]
    text = (await api.get(APPLICANT, f"/cases/{award.number}/letter")).json()["text"]
    assert "分2期拨付" in text
    assert "成果在新城落地转化" in text


async def test_part_is_forfeited_over_rest_with_a_letter_that_says_why(api: Desk, behind: Office) -> None:
    number = (await part_of(await first_paid(behind))).number
    await upload(api, number)
    await api.done(APPLICANT, number, "instalment_report", REPORT)
    await api.done(OFFICER, number, "instalment_check", {"decision": "forfeiture_proposed", "reason": "合同未履行。"})
    intended = (await api.get(APPLICANT, f"/cases/{number}/letter")).json()["text"]
    assert "拟决定不再拨付本期资金，理由：合同未履行。" in intended
    assert "贵单位提交的证明材料：技术转化合同.pdf。" in intended
    assert (await upload(api, number, "履行证明.pdf")).status_code == 201
    await api.done(APPLICANT, number, "forfeiture_statement", {"decision": "statement_made", "reason": "合同正在履行"})
    task = await api.soon(DEPUTY, number, "forfeiture_decision")
    about = (await api.get(DEPUTY, f"/tasks/{task['id']}")).json()["about"]
    assert (about["statement"], about["reason"], about["amount_fen"]) == ("合同正在履行", "合同未履行。", REST)
    assert [one["file_name"] for one in about["documents"]] == ["技术转化合同.pdf", "履行证明.pdf"]
    await api.done(DEPUTY, number, "forfeiture_decision", {"decision": "forfeited", "reason": "经核查合同未履行"})
    shown = (await api.get(AUDITOR, f"/instalments/{number}")).json()
    assert (shown["stage"]["code"], shown["amount_fen"]) == ("forfeited", None)
    letter = (await api.get(HEAD, f"/cases/{number}/letter")).json()["text"]
    assert "18万元" in letter
    assert "决定不再拨付本期资金。理由：经核查合同未履行。" in letter
    assert "贵单位提交的证明材料：技术转化合同.pdf、履行证明.pdf。" in letter
    assert "贵单位的陈述意见经审查未予采纳。" in letter
    assert "行政复议" in letter


async def test_proof_of_a_condition_is_named_by_its_hash_to_whoever_checks_and_approves_it(api: Desk, behind: Office) -> None:
    number = (await part_of(await first_paid(behind))).number
    (taken,) = (await api.get(APPLICANT, f"/instalments/{number}")).json()["evidence"]
    assert (taken["code"], taken["required"], taken["handed_in"], taken["open"]) == (PROOF, True, False, True)
    document = (await upload(api, number)).json()
    await api.done(APPLICANT, number, "instalment_report", REPORT)
    named = {name: document[name] for name in ("id", "file_name", "sha256")}
    task = await api.soon(OFFICER, number, "instalment_check")
    about = (await api.get(OFFICER, f"/tasks/{task['id']}")).json()["about"]
    assert (about["documents"], about["report"]) == ([named], REPORT["statement"])
    await api.done(OFFICER, number, "instalment_check", {"decision": "condition_found", "document": document["id"]})
    task = await api.soon(DEPUTY, number, "instalment_approval")
    assert (await api.get(DEPUTY, f"/tasks/{task['id']}")).json()["about"]["proof"] == named


async def test_proof_is_neither_added_nor_taken_back_when_it_was_reported_by(api: Desk, behind: Office) -> None:
    number = (await part_of(await first_paid(behind))).number
    document = (await upload(api, number)).json()
    await api.done(APPLICANT, number, "instalment_report", REPORT)
    assert code_of(await upload(api, number)) == "wrong_stage"
    await api.done(OFFICER, number, "instalment_check", {"decision": "report_sent_back", "reason": "请附履行证明"})
    await api.soon(APPLICANT, number, "instalment_report")
    assert code_of(await api.ask(APPLICANT, "DELETE", f"/documents/{document['id']}")) == "not_open"


async def test_proof_is_refused_when_another_enterprise_uploads_it(api: Desk, behind: Office) -> None:
    number = (await part_of(await first_paid(behind))).number
    assert code_of(await upload(api, number, person=STRANGER)) == "not_found"


async def upload(api: Desk, number: str, name: str = "技术转化合同.pdf", person: str = APPLICANT) -> httpx.Response:
    path = f"/instalments/{number}/documents"
    return await api.ask(person, "POST", path, data={"evidence_code": PROOF}, files={"file": (name, PDF + name.encode())})
