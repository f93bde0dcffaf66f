"""Instalments over REST: the parts an award names, the case of a later part, its condition reported, and its letters."""

from __future__ import annotations

from tests.api.desk import APPLICANT, HEAD, OFFICER, STRANGER, Desk, code_of
from tests.office import Office
from tests.workflows.instalments import FIRST, REST, first_paid, part_of

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
    reported = {"decision": "condition_reported", "statement": "已转化", "paper": "《技术转化合同》"}
    await api.done(APPLICANT, number, "instalment_report", reported)
    await api.done(OFFICER, number, "instalment_check", {"decision": "forfeiture_proposed", "reason": "合同未履行。"})
    intended = (await api.get(APPLICANT, f"/cases/{number}/letter")).json()["text"]
    assert "拟决定不再拨付本期资金，理由：合同未履行。" in intended
    await api.done(APPLICANT, number, "forfeiture_statement", {"decision": "statement_made", "reason": "合同正在履行"})
    task = await api.soon(DEPUTY, number, "forfeiture_decision")
    about = (await api.get(DEPUTY, f"/tasks/{task['id']}")).json()["about"]
    assert (about["statement"], about["reason"], about["amount_fen"]) == ("合同正在履行", "合同未履行。", REST)
    await api.done(DEPUTY, number, "forfeiture_decision", {"decision": "forfeited", "reason": "经核查合同未履行"})
    shown = (await api.get(AUDITOR, f"/instalments/{number}")).json()
    assert (shown["stage"]["code"], shown["amount_fen"]) == ("forfeited", None)
    letter = (await api.get(HEAD, f"/cases/{number}/letter")).json()["text"]
    assert "18万元" in letter
    assert "决定不再拨付本期资金。理由：经核查合同未履行。" in letter
    assert "行政复议" in letter
