"""决定通知书。The letter: when there is one, for whom, and what it may not promise."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from sqlalchemy import select

from api.schemas.application import LetterShown
from api.views.application_letter import ISSUED, standing_of
from models.tables import Application, Assessment, AuditEvent
from sandbox.enterprises import HAIXI
from tests import office as people
from tests.api.desk import APPLICANT, HEAD, OFFICER, STRANGER, Desk, code_of
from tests.office import SIGNED, WAN, Office
from tests.office.milestones import application_to

PAGE, ENGLISH = {"Accept": "text/plain"}, {"Accept-Language": "en"}


async def test_letter_is_the_newest_that_was_issued_whatever_the_case_comes_to_since(api: Desk) -> None:
    drafted = await api.to_decision()
    path, case = f"/applications/{drafted['id']}/letter", f"/cases/{drafted['id']}"

    async def newest() -> str:
        listed = (await api.get(APPLICANT, f"{case}/letters")).json()
        last = (await api.get(APPLICANT, f"{case}/letters/{listed[-1]['sequence']}")).json()
        read_twice = (await api.get(APPLICANT, path), await api.get(APPLICANT, f"{case}/letter"))
        if (await api.get(APPLICANT, f"{case}/letters")).json() != listed:
            # A notice was over meanwhile, and issued the next.
            return await newest()
        for read in read_twice:
            assert (read.json()["text"], read.json()["draft"]) == (last["text"], False)
        assert listed[-1]["document_no"] in last["text"]
        return str(last["text"])

    # It is assessed by now: that is no letter, and changes none.
    assert "符合受理条件，予以受理。" in await newest()
    assert (await api.get(APPLICANT, path)).json()["standing"] == "accepted"
    await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
    # Its notice may be over as soon as it is published.
    [approved] = [one for one in (await api.get(APPLICANT, f"{case}/letters")).json() if one["event"]["code"] == "approved"]
    issued = f"{case}/letters/{approved['sequence']}"
    assert "拟予支持，拟支持金额为人民币50万元" in (await api.get(APPLICANT, issued)).json()["text"]
    page = await api.get(APPLICANT, issued, headers=PAGE | ENGLISH)
    assert page.headers["content-type"].startswith("text/plain")
    assert page.headers["content-language"] == "en"
    assert "intend to support it with 500,000 yuan. Nothing is granted yet" in page.text
    assert "The notice ends on " in page.text
    assert drafted["number"] in page.text
    await api.done(APPLICANT, drafted["id"], "commitment", SIGNED)
    granted = await newest()
    assert "决定给予支持" in granted
    assert "请贵单位签署持续经营承诺" in granted
    await api.done("finance-1", drafted["id"], "payment_release", {"decision": "payment_released"})
    assert await newest() == granted


async def test_letter_decides_once_the_notice_has_cleared_without_objection(api: Desk, behind: Office) -> None:
    case = await application_to("commitment", behind)
    decided = (await api.get(OFFICER, f"/applications/{case.id}/letter", headers={"Accept": "application/json, text/plain"})).json()
    assert decided["standing"] == "awarded"
    assert "经审查并公示无异议，决定给予支持，支持金额为人民币" in decided["text"]


async def test_letter_gives_the_reason_when_the_decision_refused(api: Desk) -> None:
    drafted = await api.to_decision()
    await api.done(HEAD, drafted["id"], "decision", {"decision": "decision_refused", "reason": "证书已失效"})
    text = (await api.get(APPLICANT, f"/applications/{drafted['id']}/letter", headers=PAGE)).text
    assert "经审核，不符合支持条件，决定不予支持。" in text
    assert "不予支持的理由：证书已失效。" in text
    assert re.search(r"可以在\d{4}年\d+月\d+日前向我局申请复核，.*向演示复议机关申请行政复议，.*向演示人民法院提起行政诉讼", text)
    assert "500,000" not in text


async def test_letter_gives_the_reason_of_whoever_looked_again_when_the_refusal_stands(api: Desk) -> None:
    drafted = await api.to_decision()
    await api.done(HEAD, drafted["id"], "decision", {"decision": "decision_refused", "reason": "证书存疑"})
    plea = {"decision": "reconsideration_requested", "reason": "公告已更正"}
    await api.done(APPLICANT, drafted["id"], "reconsideration_request", plea)
    task = await api.soon("approver-sti-2", drafted["id"], "reconsideration")
    read = (await api.get("approver-sti-2", f"/tasks/{task['id']}")).json()["opinions"]
    assert [one["reason"] for one in read][-2:] == ["证书存疑", "公告已更正"]
    await api.done(
        "approver-sti-2", drafted["id"], "reconsideration", {"decision": "reconsideration_dismissed", "reason": "公告未涉及该证书"}
    )
    text = (await api.get(APPLICANT, f"/applications/{drafted['id']}/letter")).json()["text"]
    assert "维持原决定的理由：公告未涉及该证书。" in text
    assert "证书存疑" not in text


async def test_refusal_says_how_to_object_while_that_is_possible_and_where_it_can_be_contested(api: Desk) -> None:
    case = (await api.to_decision())["id"]
    await api.done(HEAD, case, "decision", {"decision": "decision_refused", "reason": "证书存疑"})
    task = await api.soon(APPLICANT, case, "reconsideration_request")
    refusal = (await api.get(APPLICANT, f"/applications/{case}")).json()["refusal"]
    assert "申请一次复核" in refusal["how_to_object"]["zh"]
    assert refusal["until"]
    plea = {"decision": "reconsideration_requested", "reason": "公告已更正"}
    assert (await api.post(APPLICANT, f"/tasks/{task['id']}/complete", plea)).status_code == 200
    ruling = {"decision": "reconsideration_dismissed", "reason": "公告未涉及该证书"}
    await api.done("approver-sti-2", case, "reconsideration", ruling)
    refusal = (await api.get(APPLICANT, f"/applications/{case}")).json()["refusal"]
    assert (refusal["how_to_object"], refusal["until"]) == (None, None)
    assert "向演示复议机关申请行政复议" in refusal["remedies"]["zh"]
    assert "演示人民法院" in refusal["remedies"]["en"]


async def test_letter_says_what_has_to_be_corrected_and_until_when(api: Desk) -> None:
    drafted = await api.submitted()
    path = f"/applications/{drafted['id']}/letter"
    defect = {"code": "title_certificate", "reason": "缺少盖章页"}
    await api.done(OFFICER, drafted["id"], "acceptance", {"decision": "correction_requested", "defects": [defect]})
    await api.soon(APPLICANT, drafted["id"], "correction")
    asked = (await api.get(APPLICANT, path)).json()
    assert (asked["standing"], "补正通知书" in asked["text"], "缺少盖章页。" in asked["text"]) == ("correction", True, True)
    assert re.search(r"请在\d{4}年\d+月\d+日前一次补齐", asked["text"])


async def test_letter_says_that_an_application_was_taken_in(api: Desk) -> None:
    drafted = await api.submitted()
    await api.done(OFFICER, drafted["id"], "acceptance", {"decision": "accepted"})
    await api.soon(OFFICER, drafted["id"], "desk_review")
    taken = (await api.get(APPLICANT, f"/applications/{drafted['id']}/letter")).json()
    assert (taken["standing"], "符合受理条件，予以受理。" in taken["text"]) == ("accepted", True)


async def test_letter_is_refused_before_the_assessment_and_hidden_from_others(api: Desk) -> None:
    drafted = await api.submitted()
    path = f"/applications/{drafted['id']}/letter"
    assert code_of(await api.get(OFFICER, path)) == "wrong_stage"
    assert code_of(await api.get(OFFICER, f"/cases/{drafted['id']}/letter")) == "wrong_stage"
    assert code_of(await api.get(STRANGER, path)) == "not_found"


async def test_application_names_what_its_assessment_lacks_and_who_can_set_it(api: Desk) -> None:
    drafted = await api.ready("plan-rent")
    await api.post(APPLICANT, f"/applications/{drafted['id']}/submit")
    await api.done(OFFICER, drafted["id"], "acceptance", {"decision": "accepted"})
    await api.done(OFFICER, drafted["id"], "desk_review", {"decision": "recommended", "opinion": "可"})
    await api.soon(OFFICER, drafted["id"], "parameter_supply")
    needed = (await api.get(APPLICANT, f"/applications/{drafted['id']}")).json()["parameters_needed"]
    assert [(one["name"], one["title"]["en"], one["department"]) for one in needed] == [("rate", "Rate of support", "sti")]


async def test_assessment_names_each_earlier_award_it_counted(api: Desk, behind: Office) -> None:
    first = await api.to_decision()
    await api.done(HEAD, first["id"], "decision", {"decision": "approved"})
    second = await api.ready()
    await api.post(APPLICANT, f"/applications/{second['id']}/submit")
    await api.done(OFFICER, second["id"], "acceptance", {"decision": "accepted"})
    await api.done(OFFICER, second["id"], "desk_review", {"decision": "recommended", "opinion": "可"})
    await api.soon(APPLICANT, second["id"], "reconsideration_request")
    read = (await api.get(APPLICANT, f"/applications/{second['id']}")).json()
    award = read["assessment"]["earlier_awards"][0]
    assert (award["number"], award["amount_fen"]) == (first["number"], 50 * WAN)
    assert "already_paid_fen" in award["counted_in"]
    query = select(Assessment).join(Application, Application.id == Assessment.application_id).where(Application.number == second["number"])
    stored = (await behind.all(query))[0]
    assert stored.facts["already_paid_fen"] == award["amount_fen"]
    assert "earlier_awards" not in stored.facts
    assert f"{first['number']}：50万元" in (await api.get(APPLICANT, f"/applications/{second['id']}/letter")).json()["text"]


async def test_letter_names_the_bad_records_when_the_sources_found_them(api: Desk, behind: Office) -> None:
    case = await behind.apply_for(uscc=HAIXI)
    await case.answer("acceptance", people.OFFICER, decision="accepted")
    await case.reach("refused")
    text = (await api.get(OFFICER, f"/applications/{case.id}/letter", headers=PAGE)).text
    assert re.search(r"经查，有下列严重不良行为记录：(财政|市场监管|税务|海关)（\d{4}年\d+月\d+日）", text)
    assert "更正后在申请复核时附上证明" in text
    assert re.search(r"可以在\d{4}年\d+月\d+日前向我局申请复核，.*向演示复议机关申请行政复议，.*向演示人民法院提起行政诉讼", text)


@pytest.mark.parametrize("event", sorted(ISSUED))
def test_standing_is_one_that_is_described_when_an_event_issues_a_letter(event: str) -> None:
    standing = standing_of(AuditEvent(event=event, to_stage=""))
    assert standing in get_args(LetterShown.model_fields["standing"].annotation)
