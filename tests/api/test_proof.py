"""凭什么核定。What an applicant writes never becomes money by itself: each attack that succeeded once, over REST, in variants."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.tables import ImplementingRule
from policy.errors import Refusal
from policy.judging.catalogue import ITEMS
from policy.language.facts import Supplier
from policy.processes.application.channel import require_applied_for
from runtime.demo.forms import proofs
from sandbox.enterprises import CHENXIN
from tests.api.desk import APPLICANT, HEAD, OFFICER, Desk, code_of
from tests.office import FACTS, SCORES, WAN, Office, told, until
from tests.office.people import FOUND, with_sum

NO_OLDER = {"older_policy": {"fen": 0, "ground": "经检索，无同类政策"}}
RECOMMENDED = {"decision": "recommended", "opinion": "符合条件"} | NO_OLDER
CONFIRMED = {"decision": "facts_confirmed", "opinion": "已核对原件"}
PDF_PAGE = 3


def applied_for(code: str) -> bool:
    try:
        require_applied_for(ITEMS[code])
    except Refusal:
        return False
    return ITEMS[code].money


APPLIED_FOR = [code for code in ITEMS if applied_for(code)]
# Every fact that is not the applicant's to declare, of every item that is applied for.
NOT_DECLARED = [(code, fact.code) for code in APPLIED_FOR for fact in ITEMS[code].facts if fact.supplied_by is not Supplier.DECLARED]
NOT_CLAIMED = [(code, fact.code) for code in APPLIED_FOR for fact in ITEMS[code].facts if fact.supplied_by is not Supplier.CONFIRMED]
PAST_THEIR_PROCESS = {
    "rd-growth": "annual run",
    "first-above-scale": "Nobody applies",
    "state-project-match": "Have the project admitted first",
    "challenge-post-grant": "begins with a call",
    "scenario-project": "begins with a call",
    "loan-interest": "Register the loan first",
    "plan-interest": "Register the loan first",
}


def body(code: str, **changes: Any) -> dict[str, Any]:
    return {"item_code": code, "enterprise_uscc": CHENXIN} | changes


async def in_review(api: Desk, code: str, **changes: Any) -> str:
    """Submit an application and take it to its review."""
    drafted = await api.draft(item=code, **changes)
    for evidence in ITEMS[code].evidence:
        assert (await api.upload(drafted["id"], evidence.code)).status_code == 201
    assert (await api.post(APPLICANT, f"/applications/{drafted['id']}/submit")).status_code == 200
    await api.done(f"officer-{ITEMS[code].departments[0]}-1", drafted["id"], "acceptance", {"decision": "accepted"})
    return str(drafted["id"])


async def form_of(api: Desk, person: str, application: str, kind: str) -> tuple[str, dict[str, Any]]:
    task = await api.soon(person, application, kind)
    return f"/tasks/{task['id']}/complete", (await api.get(person, f"/tasks/{task['id']}")).json()["form"]


async def shown(api: Desk, application: str, person: str = APPLICANT) -> dict[str, Any]:
    return dict((await api.get(person, f"/applications/{application}")).json())


async def score(api: Desk, application: str, *amounts_fen: int) -> None:
    """Let each expert of the panel name an amount; none names 0."""
    tasks = (await api.get("auditor", "/tasks", params={"case": application, "kind": "expert_review"})).json()["items"]
    for task, fen in zip(tasks, amounts_fen, strict=True):
        assessed = {"assessed_fen": fen, "platform_recognised": fen > 0}
        asked = (await api.get(task["assignee"], f"/tasks/{task['id']}")).json()["form"]["properties"]["assessed"]["properties"]
        answer = {"decision": "expert_scored", "recommend": fen > 0, "assessed": {code: assessed[code] for code in asked}}
        done = await api.post(task["assignee"], f"/tasks/{task['id']}/complete", SCORES | answer)
        assert done.status_code == 200, done.text


# -- what a draft takes -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "fact"), NOT_DECLARED)
async def test_draft_is_refused_when_it_declares_what_others_supply(shared: Desk, code: str, fact: str) -> None:
    answer = await shared.post(APPLICANT, "/applications", body(code, facts={fact: FACTS[code].get(fact, 1)}))
    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")
    assert [(error["field"], error["clause"]) for error in answer.json()["errors"]] == [(fact, ITEMS[code].citation)]


@pytest.mark.parametrize(("code", "fact"), NOT_CLAIMED)
async def test_draft_is_refused_when_it_claims_what_no_officer_confirms(shared: Desk, code: str, fact: str) -> None:
    answer = await shared.post(APPLICANT, "/applications", body(code, claims={fact: FACTS[code].get(fact, 1)}))
    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")
    assert [(error["field"], error["clause"]) for error in answer.json()["errors"]] == [(f"claims.{fact}", ITEMS[code].citation)]


@pytest.mark.parametrize("where", ["facts", "claims"])
@pytest.mark.parametrize("code", ["talent-startup", "public-platform"])
async def test_draft_is_not_changed_to_name_the_experts_amount(api: Desk, code: str, where: str) -> None:
    drafted = await api.draft(item=code)
    path = f"/applications/{drafted['id']}"
    match = {"If-Match": (await api.get(APPLICANT, path)).headers["ETag"]}
    answer = await api.ask(APPLICANT, "PATCH", path, json={where: drafted[where] | {"assessed_fen": 500 * WAN}}, headers=match)
    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")


@pytest.mark.parametrize(("code", "way"), PAST_THEIR_PROCESS.items())
async def test_item_is_not_applied_for_past_its_own_process(shared: Desk, code: str, way: str) -> None:
    told_by_applicant = told(code, FACTS[code])
    answer = await shared.post(APPLICANT, "/applications", body(code, **told_by_applicant), headers={"Accept-Language": "en"})
    assert (answer.status_code, code_of(answer)) == (422, "wrong_process")
    assert way in answer.json()["detail"]
    assert answer.json()["clause"] == ITEMS[code].citation


# -- what experts assess ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["talent-startup", "public-platform"])
async def test_award_is_the_median_of_what_the_experts_name(api: Desk, code: str) -> None:
    application = await in_review(api, code)
    await api.done(OFFICER, application, "fact_check", {"decision": "facts_stated"})
    await score(api, application, 300 * WAN, 61 * WAN, 40 * WAN)
    decision = await api.soon(HEAD, application, "decision")
    found = await shown(api, application)
    assert (found["award_fen"], found["facts"]["assessed_fen"]) == (61 * WAN, 61 * WAN)
    where = found["assessment"]["provenance"]["assessed_fen"]
    assert (where["supplied_by"], where["median_fen"]) == ("experts", 61 * WAN)
    about = (await api.get(HEAD, f"/tasks/{decision['id']}")).json()["about"]
    assert about["outliers"] == [{"fact": "assessed_fen", "expert_fen": 300 * WAN, "median_fen": 61 * WAN}]
    await api.done(HEAD, application, "decision", {"decision": "approved"})
    letter = (await api.get(APPLICANT, f"/applications/{application}/letter")).json()["text"]
    assert "专家评定金额：由3名专家评定，取中位数" in letter


@pytest.mark.parametrize(
    ("reader", "amounts_fen"), [(APPLICANT, None), (OFFICER, [40 * WAN, 61 * WAN, 300 * WAN]), ("auditor", [40 * WAN, 61 * WAN, 300 * WAN])]
)
async def test_amount_of_each_expert_is_read_by_the_office_alone(api: Desk, reader: str, amounts_fen: list[int] | None) -> None:
    application = await in_review(api, "talent-startup")
    await api.done(OFFICER, application, "fact_check", {"decision": "facts_stated"})
    await score(api, application, 300 * WAN, 61 * WAN, 40 * WAN)
    await api.soon(HEAD, application, "decision")
    found = (await api.get(reader, f"/applications/{application}")).json()
    for provenance in (found["provenance"], found["assessment"]["provenance"]):
        where = provenance["assessed_fen"]
        assert (where["experts"], where["median_fen"], where.get("amounts_fen")) == (3, 61 * WAN, amounts_fen)


@pytest.mark.parametrize(
    "answer",
    [
        {"recommend": True},
        {"recommend": True, "assessed": {}},
        {"recommend": True, "assessed": {"assessed_fen": 0}},
        {"recommend": True, "assessed": {"assessed_fen": 500 * WAN + 1}},
        {"recommend": True, "assessed": {"assessed_fen": 200 * WAN + 1}},
        {"recommend": False, "assessed": {"assessed_fen": 1}},
    ],
)
async def test_panel_does_not_score_without_an_amount_it_may_name(api: Desk, answer: dict[str, Any]) -> None:
    application = await in_review(api, "talent-startup", facts={"project_no": "T-1", "requested_fen": 200 * WAN})
    await api.soon(OFFICER, application, "fact_check")
    tasks = (await api.get("auditor", "/tasks", params={"case": application, "kind": "expert_review"})).json()["items"]
    path = f"/tasks/{tasks[0]['id']}/complete"
    refused = await api.post(tasks[0]["assignee"], path, SCORES | {"decision": "expert_scored"} | answer)
    assert (refused.status_code, code_of(refused)) == (422, "invalid_input")
    assert refused.json()["errors"][0]["field"].startswith("assessed")


async def test_nothing_is_awarded_when_the_panel_does_not_recommend_it(api: Desk) -> None:
    application = await in_review(api, "public-platform")
    await api.done(OFFICER, application, "fact_check", {"decision": "facts_stated"})
    await score(api, application, 500 * WAN, 0, 0)
    assert (await shown(api, application))["award_fen"] is None


# -- what officers confirm --------------------------------------------------------------------------------------------------------------


async def test_amount_follows_from_the_paper_and_not_from_the_claim(api: Desk) -> None:
    application = await in_review(api, "relocation-equipment", claims=told("relocation-equipment", FACTS["relocation-equipment"])["claims"])
    path, form = await form_of(api, "officer-econ-1", application, "site_check")
    stated = {
        code: {"value": fact["properties"]["value"]["default"], "evidence": "purchase_contracts", "page": PDF_PAGE}
        for code, fact in form["properties"]["facts"]["properties"].items()
    }
    stated["rd_equipment_fen"]["value"] = 600 * WAN
    answer = RECOMMENDED | {"visited_on": "2026-11-20", "findings": "设备在场", "facts": stated}
    answer.pop("opinion")
    assert (await api.post("officer-econ-1", path, answer)).status_code == 200
    decision = await api.soon("approver-econ-1", application, "decision")
    found = await shown(api, application)
    assert (found["award_fen"], found["claims"]["rd_equipment_fen"]) == (120 * WAN, 500 * WAN)
    difference = [{"fact": "rd_equipment_fen", "claimed": 500 * WAN, "found": 600 * WAN}]
    assert found["differences"] == difference
    assert (await api.get("approver-econ-1", f"/tasks/{decision['id']}")).json()["about"]["differences"] == difference
    where = found["assessment"]["provenance"]["rd_equipment_fen"]
    assert {name: where[name] for name in ("supplied_by", "department", "evidence", "page")} == {
        "supplied_by": "confirmed",
        "department": "econ",
        "evidence": "purchase_contracts",
        "page": PDF_PAGE,
    }
    assert "by" not in where
    await api.done("approver-econ-1", application, "decision", {"decision": "approved"})
    letter = (await api.get(APPLICANT, f"/applications/{application}/letter")).json()["text"]
    assert "据“设备采购合同和发票”第3页确认" in letter
    assert "officer" not in letter


@pytest.mark.parametrize(
    "facts",
    [
        None,
        {},
        {"grade": {"value": "second", "evidence": "prize_certificate", "page": 1}},
        dict.fromkeys(("prize", "grade", "certificate_no", "matter_date"), "yes"),
    ],
)
async def test_nobody_recommends_without_the_facts_and_their_papers(api: Desk, facts: Any) -> None:
    application = await in_review(api, "science-award")
    path, _ = await form_of(api, OFFICER, application, "desk_review")
    refused = await api.post(OFFICER, path, RECOMMENDED | ({} if facts is None else {"facts": facts}))
    assert (refused.status_code, code_of(refused)) == (422, "invalid_input")
    assert (await shown(api, application))["stage"]["code"] == "review"


@pytest.mark.parametrize(("on", "code"), [("2021-12-31", "assessed_to_nothing"), ("2022-01-14", None)])
async def test_matter_date_is_the_one_on_the_paper(api: Desk, on: str, code: str | None) -> None:
    application = await in_review(api, "innovation-centre", matter_date="2026-03-01")
    path, form = await form_of(api, OFFICER, application, "desk_review")
    stated = {
        name: {"value": fact["properties"]["value"].get("default", "演示授予单位"), "evidence": "title_certificate", "page": 1}
        for name, fact in form["properties"]["facts"]["properties"].items()
    }
    assert stated["matter_date"]["value"] == "2026-03-01"
    stated["matter_date"]["value"] = on
    assert (await api.post(OFFICER, path, RECOMMENDED | {"facts": stated})).status_code == 200
    found = await shown(api, application)
    assert (found["refusal"] or {}).get("event") == code
    assert found["matter_date"] == on
    assert found["differences"] == [{"fact": "matter_date", "claimed": "2026-03-01", "found": on}]


@pytest.mark.parametrize("on", ["2099-01-01", "9999-12-31"])
async def test_nobody_states_what_has_not_happened_yet(api: Desk, on: str) -> None:
    application = await in_review(api, "innovation-centre")
    path, form = await form_of(api, OFFICER, application, "desk_review")
    stated = {
        name: {"value": fact["properties"]["value"].get("default", "演示授予单位"), "evidence": "title_certificate", "page": 1}
        for name, fact in form["properties"]["facts"]["properties"].items()
    }
    stated["matter_date"]["value"] = on
    refused = await api.post(OFFICER, path, RECOMMENDED | {"facts": stated})
    assert (refused.status_code, code_of(refused)) == (422, "invalid_input")


# -- what a second officer confirms -----------------------------------------------------------------------------------------------------


async def agree(api: Desk, application: str, department: str, **found: Any) -> None:
    """Let a department agree on its own part, finding some facts otherwise than claimed."""
    person = f"officer-{department}-1"
    path, form = await form_of(api, person, application, "joint_review")
    answer = {"decision": "department_agreed", "opinion": "同意"} | (NO_OLDER if "older_policy" in form["properties"] else {})
    agreed = await api.post(person, path, answer | proofs(form, answer, with_sum(FOUND | found)))
    assert agreed.status_code == 200, agreed.text


async def loan(api: Desk, **found: Any) -> str:
    """Take a loan to where its facts wait for a second officer."""
    application = await in_review(api, "loan-interest")
    await agree(api, application, "comfin", interest_incurred_fen=40 * WAN)
    await agree(api, application, "sti")
    await agree(api, application, "bizcoop", **found)
    await until(lambda: _assessing(api, application), "the assessment")
    return application


async def _assessing(api: Desk, application: str) -> bool | None:
    return (await shown(api, application))["stage"]["code"] != "review" or None


async def test_claimed_performance_is_worth_nothing_when_its_department_does_not_find_it(api: Desk) -> None:
    application = await loan(api, performance_confirmed=False)
    await api.done("officer-comfin-2", application, "fact_confirmation", CONFIRMED)
    found = await shown(api, application)
    assert (found["stage"]["code"], found["award_fen"]) == ("refused", None)
    assert [failure["code"] for failure in found["refusal"]["failures"]] == ["performance_confirmed"]


@pytest.mark.parametrize("facts", [{}, {"performance_confirmed": {"value": True, "evidence": "interest_certificate", "page": 1}}])
async def test_department_states_its_own_facts_and_no_others(api: Desk, facts: dict[str, Any]) -> None:
    application = await in_review(api, "loan-interest")
    path, _ = await form_of(api, "officer-sti-1", application, "joint_review")
    answer = {"decision": "department_agreed", "opinion": "同意", "facts": facts}
    refused = await api.post("officer-sti-1", path, answer)
    assert (refused.status_code, code_of(refused)) == (422, "invalid_input")


async def test_what_a_bank_would_say_takes_two_officers(api: Desk) -> None:
    application = await loan(api)
    task = await api.soon("officer-comfin-2", application, "fact_confirmation")
    about = (await api.get("officer-comfin-2", f"/tasks/{task['id']}")).json()["about"]["facts"]
    # What was lent was confirmed when the loan was registered.
    assert {code: fact["value"] for code, fact in about.items()} == {"interest_incurred_fen": 40 * WAN}
    assert (await shown(api, application))["award_fen"] is None
    same = await api.post("officer-comfin-1", f"/tasks/{task['id']}/complete", CONFIRMED)
    assert (same.status_code, code_of(same)) == (403, "four_eyes")
    await api.done("officer-comfin-2", application, "fact_confirmation", CONFIRMED)
    await api.soon("approver-comfin-1", application, "decision")
    assert (await shown(api, application))["award_fen"] == 20 * WAN


async def test_application_is_reviewed_again_when_the_second_officer_doubts_a_fact(api: Desk) -> None:
    application = await loan(api)
    doubted = {"decision": "facts_doubted", "reason": "利息含罚息"}
    await api.done("officer-comfin-2", application, "fact_confirmation", doubted)
    assert (await shown(api, application))["stage"]["code"] == "review"
    await agree(api, application, "comfin", interest_incurred_fen=30 * WAN)
    await agree(api, application, "sti")
    await agree(api, application, "bizcoop")
    await api.done("officer-comfin-2", application, "fact_confirmation", CONFIRMED)
    await api.soon("approver-comfin-1", application, "decision")
    found = await shown(api, application)
    assert (found["award_fen"], found["differences"]) == (15 * WAN, [])


async def test_membership_is_what_the_register_says_and_nobody_states_it(api: Desk, behind: Office) -> None:
    rule = {"effective_from": date(2022, 1, 14), "values": {"rate": "0.50"}, "document_no": "演示细则1号"}
    await behind.add(ImplementingRule(item_code="plan-rent", entered_by=OFFICER, approved_by=HEAD, **rule))
    application = await in_review(api, "plan-rent")
    _, form = await form_of(api, OFFICER, application, "desk_review")
    assert "plan" not in form["properties"]["facts"]["properties"]
    await api.done(OFFICER, application, "desk_review", RECOMMENDED)
    await api.soon(HEAD, application, "decision")
    found = await shown(api, application)
    assert found["facts"]["plan"] == "growth"
    where = found["assessment"]["provenance"]["plan"]
    assert (where["supplied_by"], where["by"]) == ("source", "recognitions")


async def test_older_policy_is_chosen_over_rest_when_an_officer_states_that_it_pays_more(api: Desk) -> None:
    drafted = await api.ready()
    assert (await api.post(APPLICANT, f"/applications/{drafted['id']}/submit")).status_code == 200
    await api.done(OFFICER, drafted["id"], "acceptance", {"decision": "accepted"})
    older = {"fen": 80_000_000, "ground": "京开〔2019〕3号第四条"}
    await api.done(OFFICER, drafted["id"], "desk_review", {"decision": "recommended", "opinion": "可", "older_policy": older})
    task = await api.soon(HEAD, drafted["id"], "policy_choice")
    about = (await api.get(HEAD, f"/tasks/{task['id']}")).json()["about"]
    assert (about["older_policy_fen"], about["ours_fen"], about["ground"]) == (80_000_000, 50_000_000, older["ground"])
    await api.done(HEAD, drafted["id"], "policy_choice", {"decision": "older_policy_chosen", "reason": "此前同类政策标准更高"})
    shown = (await api.get(APPLICANT, f"/applications/{drafted['id']}")).json()
    assert (shown["stage"]["code"], shown["refusal"]["event"]) == ("older_policy", "older_policy_chosen")
    assert "不予支持" not in str(shown["stage"]) + str(shown["next_step"])
    assert "适用支持标准更高的此前同类政策" in shown["next_step"]["zh"]
    letter = (await api.get(APPLICANT, f"/applications/{drafted['id']}/letter")).json()
    assert letter["standing"] == "older_policy"
    text = letter["text"]
    for sentence in ("适用此前同类政策的通知书", "按此前同类政策可获支持80万元", "理由：此前同类政策标准更高。", "申请复核"):
        assert sentence in text
