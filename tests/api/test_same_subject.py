"""同一与疑似。What is the same is found under any spelling, what is not is not refused, and what looks alike is an officer's to say."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import Any

import httpx
import pytest

from models.tables import ImplementingRule
from policy.judging.catalogue import ITEMS
from policy.working_days import BEIJING
from runtime.demo.forms import proofs
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.api.desk import APPLICANT, HEAD, OFFICER, STRANGER, Desk, code_of
from tests.api.test_proof import CONFIRMED, NO_OLDER, RECOMMENDED, agree, shown
from tests.office import FACTS, SCORES, WAN, Office, until
from tests.office.people import FOUND, with_sum

ECON, ECON_FOURTH, ECON_HEAD = "officer-econ-1", "officer-econ-4", "approver-econ-1"
VISITED = {"decision": "recommended", "visited_on": "2026-05-06", "findings": "设备到位"}
WRITTEN = "京科奖〔2026〕A-12号"
OWNERS = {APPLICANT: CHENXIN, STRANGER: YUNHENG}


async def handed_in(api: Desk, code: str, person: str = APPLICANT, **facts: Any) -> dict[str, Any]:
    """Draft an application with all its evidence, and ask for it to be taken in."""
    declared = {name: value for name, value in (FACTS[code] | facts).items() if ITEMS[code].subject and name in _declared(code)}
    claims = {name: value for name, value in (FACTS[code] | facts).items() if name in _claimed(code)}
    drafted = await api.draft(person, code, enterprise_uscc=OWNERS[person], facts=declared, claims=claims)
    for evidence in ITEMS[code].evidence:
        assert (await api.upload(drafted["id"], evidence.code, person=person)).status_code == 201
    return drafted


def _declared(code: str) -> set[str]:
    return {fact.code for fact in ITEMS[code].facts if fact.supplied_by == "declared"}


def _claimed(code: str) -> set[str]:
    return {fact.code for fact in ITEMS[code].facts if fact.supplied_by == "confirmed"}


async def in_review(api: Desk, code: str, person: str = APPLICANT, **facts: Any) -> dict[str, Any]:
    drafted = await handed_in(api, code, person, **facts)
    submitted = await api.post(person, f"/applications/{drafted['id']}/submit")
    assert submitted.status_code == 200, submitted.text
    await api.done(f"officer-{ITEMS[code].departments[0]}-1", drafted["id"], "acceptance", {"decision": "accepted"})
    return drafted


async def recommended(api: Desk, code: str, person: str = APPLICANT, **facts: Any) -> dict[str, Any]:
    drafted = await in_review(api, code, person, **facts)
    site = ITEMS[code].review == "site"
    if site:
        await checked_on_site(api, drafted)
    else:
        await api.done(OFFICER, drafted["id"], "desk_review", RECOMMENDED)
    return drafted


async def checked_on_site(api: Desk, drafted: dict[str, Any]) -> None:
    """Check on site."""
    await api.done(ECON, drafted["id"], "site_check", VISITED)


async def approve(api: Desk, drafted: dict[str, Any], head: str = HEAD) -> int:
    await api.done(head, drafted["id"], "decision", {"decision": "approved"})
    return int((await shown(api, drafted["id"], head))["award_fen"])


async def letters(api: Desk, drafted: dict[str, Any], person: str) -> str:
    texts = [
        (await api.get(person, f"/applications/{drafted['id']}/letter", headers={"Accept-Language": language})).json()["text"]
        for language in ("zh", "en")
    ]
    return "\n".join(texts)


async def _panel_recommends(api: Desk, application: str) -> None:
    for task in (await api.get("auditor", "/tasks", params={"case": application, "kind": "expert_review"})).json()["items"]:
        await api.done(task["assignee"], application, "expert_review", SCORES | {"decision": "expert_scored", "recommend": True})


async def stage_of(api: Desk, drafted: dict[str, Any], person: str, *stages: str) -> dict[str, Any]:
    async def reached() -> dict[str, Any] | None:
        found = await shown(api, drafted["id"], person)
        return found if found["stage"]["code"] in stages else None

    return dict(await until(reached, f"stage {stages}"))


# -- the same ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["京科奖[2026]a-12号", "京科奖〔2026〕 A–12号", "京科奖\u200b【2026】\uff21－12号"])
async def test_certificate_earns_one_award_when_it_is_spelt_otherwise(api: Desk, written: str) -> None:
    first = await recommended(api, "science-award", certificate_no=WRITTEN)
    award_fen = await approve(api, first)
    second = await recommended(api, "science-award", certificate_no=written)
    await stage_of(api, second, APPLICANT, "refused")
    # One's own earlier award is named.
    assert f"{first['number']}：{award_fen // WAN}万元" in await letters(api, second, APPLICANT)


async def test_letter_is_silent_about_the_award_of_another_enterprise_when_it_refuses(api: Desk) -> None:
    first = await recommended(api, "science-award", certificate_no=WRITTEN)
    assert await approve(api, first) == 30 * WAN
    second = await recommended(api, "science-award", STRANGER, certificate_no="京科奖[2026]A-12号", grade="first")
    await api.done(OFFICER, second["id"], "comparison", says(first["number"], "same"))
    found = await stage_of(api, second, STRANGER, "decision")
    assert found["award_fen"] == 20 * WAN
    third = await recommended(api, "science-award", STRANGER, certificate_no="京科奖(2026)A-12号")
    await api.done(OFFICER, third["id"], "comparison", says(first["number"], "same"))
    refused = await stage_of(api, third, STRANGER, "refused")
    name = (await shown(api, first["id"]))["enterprise_name"]
    for text in (await letters(api, third, STRANGER), await letters(api, second, STRANGER)):
        assert first["number"] not in text
        assert name not in text
        assert "300,000" not in text
        assert "30万元" not in text
    assert refused["assessment"]["earlier_awards"] == []
    for told in (refused, found):
        assert "already_paid_fen" not in told["assessment"]["facts"]
        assert "already_paid" not in str(told["assessment"]["children"])
    assert (await shown(api, third["id"], OFFICER))["assessment"]["facts"]["already_paid_fen"] == 30 * WAN


async def test_prize_that_another_enterprise_was_awarded_for_is_awarded_when_an_officer_finds_it_won_jointly(api: Desk) -> None:
    first = await recommended(api, "science-award", certificate_no=WRITTEN)
    await approve(api, first)
    second = await recommended(api, "science-award", STRANGER, certificate_no=WRITTEN)
    task = await api.soon(OFFICER, second["id"], "comparison")
    about = (await api.get(OFFICER, f"/tasks/{task['id']}")).json()["about"]
    assert about["cases"][first["number"]]["why"]["zh"] == "编号相同，由另一单位申请"
    await api.done(OFFICER, second["id"], "comparison", says(first["number"], "different"))
    found = await stage_of(api, second, STRANGER, "decision")
    assert found["award_fen"] == 30 * WAN
    assert first["number"] not in await letters(api, second, STRANGER)


async def test_two_prizes_of_one_number_do_not_shut_each_other_out(api: Desk) -> None:
    await approve(api, await recommended(api, "science-award", certificate_no="2026-12"))
    second = await recommended(api, "science-award", certificate_no="2026-12", prize="beijing_sci_tech_progress")
    assert (await stage_of(api, second, APPLICANT, "decision"))["award_fen"] == 30 * WAN


async def test_second_unit_of_one_listed_project_is_awarded_and_its_letter_names_nobody(api: Desk) -> None:
    awarded = []
    for person in (APPLICANT, STRANGER):
        drafted = await in_review(api, "core-technology", person, project_no="BCX-2026-3")
        await api.done(OFFICER, drafted["id"], "fact_check", {"decision": "facts_stated"})
        await _panel_recommends(api, drafted["id"])
        awarded.append(drafted)
        await approve(api, drafted)
    text = await letters(api, awarded[1], STRANGER)
    assert awarded[0]["number"] not in text
    assert (await shown(api, awarded[1]["id"], STRANGER))["award_fen"] == 500 * WAN


# -- across items, and periods ----------------------------------------------------------------------------------------------------------


async def test_interest_of_one_loan_is_counted_once_under_two_clauses(api: Desk, behind: Office) -> None:
    rule = {"effective_from": date(2022, 1, 14), "values": {"rate": "1"}, "document_no": "演示细则1号"}
    await behind.appropriate(1000 * WAN, datetime.now(BEIJING).year, "comfin")
    await behind.add(ImplementingRule(item_code="plan-interest", entered_by=OFFICER, approved_by=HEAD, **rule))
    first = await in_review(api, "loan-interest", loan_no="HT〔2025〕7号")
    await agree(api, first["id"], "comfin", interest_incurred_fen=40 * WAN)
    await agree(api, first["id"], "sti")
    await agree(api, first["id"], "bizcoop")
    await api.done("officer-comfin-2", first["id"], "fact_confirmation", CONFIRMED)
    assert await approve(api, first, "approver-comfin-1") == 20 * WAN
    assert (await shown(api, first["id"]))["provenance"]["bank"]["by"] == "loans"
    second = await in_review(api, "plan-interest", loan_no="ht[2025] 7号", period="2025-06-30/2025-12-31")
    task = await api.soon(OFFICER, second["id"], "desk_review")
    form = (await api.get(OFFICER, f"/tasks/{task['id']}")).json()["form"]["properties"]["facts"]
    # The loan is known: nobody reads its bank or its number off a paper again.
    assert {"bank", "loan_no"}.isdisjoint(form["properties"])
    read = {code: _read(code, fact) for code, fact in form["properties"].items()}
    done = await api.post(OFFICER, f"/tasks/{task['id']}/complete", RECOMMENDED | {"facts": read})
    assert done.status_code == 200, done.text
    await api.done("officer-sti-2", second["id"], "fact_confirmation", CONFIRMED)
    found = await stage_of(api, second, APPLICANT, "decision")
    assert found["award_fen"] == 20 * WAN
    assert [award["number"] for award in found["assessment"]["earlier_awards"]] == [first["number"]]


def _read(code: str, fact: dict[str, Any]) -> dict[str, Any]:
    known = {"interest_incurred_fen": 40 * WAN}
    value = known[code] if code in known else fact["properties"]["value"]["default"]
    return {"value": value, "evidence": "interest_certificate", "page": 1}


@pytest.mark.parametrize("period", ["2025-01-01/2025-06-30", "2025-06-30/2025-07-31", "2025-03-01/2025-03-01"])
async def test_second_period_of_a_loan_is_refused_when_it_shares_a_day_with_an_earlier_claim(api: Desk, period: str) -> None:
    first = await in_review(api, "loan-interest", loan_no="HT-7")
    begins_on, ends_on = period.split("/")
    body = {"begins_on": begins_on, "ends_on": ends_on}
    refused = await api.post(APPLICANT, f"/loans/{first['parent_id']}/claims", body)
    assert (refused.status_code, code_of(refused)) == (422, "invalid_input")
    (error,) = refused.json()["errors"]
    assert error["field"] == "period"
    assert first["number"] in error["message"]["zh"]


async def test_second_of_two_drafts_for_the_same_days_is_refused_when_it_is_submitted(api: Desk) -> None:
    second = await handed_in(api, "loan-interest", APPLICANT, loan_no="HT-7")
    first = await in_review(api, "loan-interest", loan_no="HT-7")
    refused = await api.post(APPLICANT, f"/applications/{second['id']}/submit")
    assert (refused.status_code, code_of(refused)) == (422, "invalid_input")
    assert first["number"] in refused.json()["errors"][0]["message"]["zh"]


@pytest.mark.parametrize("period", ["2024-07-01/2024-12-31", "2025-07-01/2025-12-31"])
async def test_second_period_of_a_loan_is_taken_when_it_shares_no_day(api: Desk, period: str) -> None:
    await in_review(api, "loan-interest", loan_no="HT-7")
    await in_review(api, "loan-interest", loan_no="ht—7", period=period)


async def test_period_that_an_officer_reads_otherwise_is_refused_when_it_shares_a_day(api: Desk) -> None:
    first = await in_review(api, "loan-interest", loan_no="HT-7")
    second = await in_review(api, "loan-interest", loan_no="HT-7", period="2025-07-01/2025-12-31")
    refused = await answer_of_comfin(api, second, "2025-06-30/2025-12-31")
    assert (refused.status_code, code_of(refused)) == (422, "invalid_input")
    (error,) = refused.json()["errors"]
    assert error["field"] == "facts.period.value"
    assert first["number"] in error["message"]["zh"]


async def answer_of_comfin(api: Desk, drafted: dict[str, Any], period: str) -> httpx.Response:
    """Let the department of the loan read a period."""
    task = await api.soon("officer-comfin-1", drafted["id"], "joint_review")
    form = (await api.get("officer-comfin-1", f"/tasks/{task['id']}")).json()["form"]
    answer = {"decision": "department_agreed", "opinion": "同意"} | NO_OLDER
    found = {"period": period, "interest_incurred_fen": 40 * WAN}
    return await api.post("officer-comfin-1", f"/tasks/{task['id']}/complete", answer | proofs(form, answer, with_sum(FOUND | found)))


# -- likely the same --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["same", "different"])
async def test_two_enterprises_own_projects_of_one_number_are_an_officers_to_compare(api: Desk, behind: Office, answer: str) -> None:
    await behind.appropriate(1000 * WAN, datetime.now(BEIJING).year, "econ")
    first = await recommended(api, "relocation-equipment", project_no="2026-002")
    assert await approve(api, first, ECON_HEAD) == 100 * WAN
    second = await recommended(api, "relocation-equipment", STRANGER, project_no="2026–002")
    task = await api.soon(ECON, second["id"], "comparison")
    about = (await api.get(ECON, f"/tasks/{task['id']}")).json()["about"]
    assert about["this"]["enterprise"]["uscc"] == YUNHENG
    assert about["cases"][first["number"]]["enterprise"]["uscc"] == CHENXIN
    assert about["cases"][first["number"]]["facts"]["project_no"] == "2026-002"
    assert (await api.get(STRANGER, f"/tasks/{task['id']}")).status_code == 404
    number = first["number"]
    wrong: list[dict[str, Any]] = [{}, {number: {"answer": answer}}, {number: {"answer": answer, "reason": " "}}]
    for given in ({}, *({"cases": cases} for cases in wrong)):
        refused = await api.post(ECON, f"/tasks/{task['id']}/complete", {"decision": "compared"} | given)
        assert (refused.status_code, code_of(refused)) == (422, "invalid_input")
    compared = {"decision": "compared", "cases": {first["number"]: {"answer": answer, "reason": "已核对备案文件"}}}
    await api.done(ECON, second["id"], "comparison", compared)
    if answer == "same":
        await stage_of(api, second, STRANGER, "refused")
    else:
        decision = await api.soon(ECON_HEAD, second["id"], "decision")
        told = (await api.get(ECON_HEAD, f"/tasks/{decision['id']}")).json()["about"]["compared"]
        (said,) = told
        assert said.pop("at")
        assert said == {"number": number, "item": "relocation-equipment", "same": False, "reason": "已核对备案文件", "by": ECON}
        assert await approve(api, second, ECON_HEAD) == 100 * WAN
    assert first["number"] not in await letters(api, second, STRANGER)


@pytest.mark.parametrize(
    "written", ["京科奖2026A12号", "京科奖〔2026〕A-l2号", "2026A12", "京科奖〔2026〕A-21号", "京科奖〔2026〕第A-012号"]
)
async def test_certificate_that_looks_alike_is_compared_before_it_is_assessed(api: Desk, written: str) -> None:
    first = await recommended(api, "science-award", certificate_no=WRITTEN)
    await approve(api, first)
    second = await recommended(api, "science-award", certificate_no=written)
    await api.soon(OFFICER, second["id"], "comparison")
    found = await shown(api, second["id"])
    assert (found["stage"]["code"], found["award_fen"], found["assessment"]) == ("assessment", None, None)
    compared = {"decision": "compared", "cases": {first["number"]: {"answer": "same", "reason": "同一证书"}}}
    await api.done(OFFICER, second["id"], "comparison", compared)
    await stage_of(api, second, APPLICANT, "refused")


@pytest.mark.parametrize("written", ["京科奖〔2026〕A-13号", "京科奖〔2025〕A-12号"])
async def test_certificate_of_another_figure_is_neither_compared_nor_refused(api: Desk, written: str) -> None:
    await approve(api, await recommended(api, "science-award", certificate_no=WRITTEN))
    second = await recommended(api, "science-award", certificate_no=written)
    assert (await stage_of(api, second, APPLICANT, "decision"))["award_fen"] == 30 * WAN


async def test_two_that_look_alike_are_awarded_only_when_compared_however_they_came_to_their_decisions(api: Desk) -> None:
    first = await recommended(api, "science-award", certificate_no=WRITTEN)
    second = await recommended(api, "science-award", certificate_no="京科奖2026A12号")
    compared = {"decision": "compared", "cases": {first["number"]: {"answer": "same", "reason": "同一证书"}}}
    await api.done(OFFICER, second["id"], "comparison", compared)
    await stage_of(api, second, APPLICANT, "decision")
    await approve(api, second)
    task = await api.soon(HEAD, first["id"], "decision")
    refused = await api.post(HEAD, f"/tasks/{task['id']}/complete", {"decision": "approved"})
    # It waits while the award of the other is on public notice and may still fall, and is refused for good afterwards.
    assert (refused.status_code, code_of(refused) in {"award_pending", "already_awarded"}) == (409, True)


# -- one pair, one answer ---------------------------------------------------------------------------------------------------------------


async def both_asked(api: Desk, behind: Office) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Take two enterprises' projects of one number to where each is asked about the other; return both, each with its task."""
    await behind.appropriate(1000 * WAN, datetime.now(BEIJING).year, "econ")
    first = await in_review(api, "relocation-equipment", project_no="2026-002")
    second = await in_review(api, "relocation-equipment", STRANGER, project_no="2026–002")
    for drafted in (first, second):
        await checked_on_site(api, drafted)
    asked = [await api.soon(ECON, drafted["id"], "comparison") for drafted in (first, second)]
    return first, second, asked[0], asked[1]


def says(number: str, answer: str, **besides: Any) -> dict[str, Any]:
    return {"decision": "compared", "cases": {number: {"answer": answer, "reason": "已核对备案文件"} | besides}}


@pytest.mark.parametrize("answer", ["same", "different"])
async def test_answer_of_one_case_answers_the_question_of_the_other(api: Desk, behind: Office, answer: str) -> None:
    first, second, its, others = await both_asked(api, behind)
    await api.done(ECON, first["id"], "comparison", says(second["number"], answer))
    shown_task = (await api.get(ECON_FOURTH, f"/tasks/{others['id']}")).json()
    told = shown_task["about"]["cases"][first["number"]]["answered"]
    assert (told["same"], told["reason"], told["by"]) == (answer == "same", "已核对备案文件", ECON)
    assert shown_task["form"]["properties"]["cases"]["required"] == []
    done = await api.post(ECON_FOURTH, f"/tasks/{others['id']}/complete", {"decision": "compared"})
    assert done.status_code == 200, done.text
    await api.soon(ECON_HEAD, second["id"], "decision")
    assert its["id"] != others["id"]


@pytest.mark.parametrize(("said", "contrary"), [("same", "different"), ("different", "same")])
async def test_contrary_answer_is_refused_unless_somebody_else_corrects_the_first(
    api: Desk, behind: Office, said: str, contrary: str
) -> None:
    first, second, _, others = await both_asked(api, behind)
    await api.done(ECON, first["id"], "comparison", says(second["number"], said))
    path = f"/tasks/{others['id']}/complete"
    refused = await api.post(ECON_FOURTH, path, says(first["number"], contrary))
    assert (refused.status_code, code_of(refused)) == (422, "invalid_input")
    (error,) = refused.json()["errors"]
    assert error["field"] == f"cases.{first['number']}"
    assert ECON in error["message"]["zh"]
    refused = await api.post(ECON, path, says(first["number"], contrary, corrects=True))
    assert (refused.status_code, code_of(refused)) == (403, "four_eyes")
    corrected = await api.post(ECON_FOURTH, path, says(first["number"], contrary, corrects=True))
    assert corrected.status_code == 200, corrected.text
    decision = await api.soon(ECON_HEAD, second["id"], "decision")
    (told,) = (await api.get(ECON_HEAD, f"/tasks/{decision['id']}")).json()["about"]["compared"]
    assert (told["same"], told["by"]) == (contrary == "same", ECON_FOURTH)
    assert [(one["same"], one["by"]) for one in told["corrected"]] == [(said == "same", ECON)]


async def test_case_assessed_on_an_answer_that_was_corrected_is_not_approved_before_it_is_assessed_again(api: Desk, behind: Office) -> None:
    first, second, _, others = await both_asked(api, behind)
    await api.done(ECON, first["id"], "comparison", says(second["number"], "different"))
    decision = await api.soon(ECON_HEAD, first["id"], "decision")
    corrected = await api.post(ECON_FOURTH, f"/tasks/{others['id']}/complete", says(first["number"], "same", corrects=True))
    assert corrected.status_code == 200, corrected.text
    refused = await api.post(ECON_HEAD, f"/tasks/{decision['id']}/complete", {"decision": "approved"})
    assert (refused.status_code, code_of(refused)) == (409, "contradictory")
    assert second["number"] in refused.json()["detail"]
    returned = await api.post(ECON_HEAD, f"/tasks/{decision['id']}/complete", {"decision": "returned", "reason": "判断已更正"})
    assert returned.status_code == 200, returned.text
    await checked_on_site(api, first)
    again = await api.soon(ECON, first["id"], "comparison")
    told = (await api.get(ECON, f"/tasks/{again['id']}")).json()["about"]["cases"][second["number"]]["answered"]
    assert (told["same"], told["by"]) == (True, ECON_FOURTH)
    await api.done(ECON, first["id"], "comparison", {"decision": "compared"})
    assert await approve(api, first, ECON_HEAD) == 100 * WAN


async def test_answer_is_corrected_when_the_case_that_was_refused_for_it_is_taken_up_again(api: Desk, behind: Office) -> None:
    await behind.appropriate(1000 * WAN, datetime.now(BEIJING).year, "econ")
    first = await recommended(api, "relocation-equipment", project_no="2026-002")
    await approve(api, first, ECON_HEAD)
    second = await recommended(api, "relocation-equipment", STRANGER, project_no="2026–002")
    await api.done(ECON, second["id"], "comparison", says(first["number"], "same"))
    await stage_of(api, second, STRANGER, "refused")
    asked = {"decision": "reconsideration_requested", "reason": "两个项目备案号相同，内容不同"}
    await api.done(STRANGER, second["id"], "reconsideration_request", asked)
    granted = {"decision": "reconsideration_granted", "reason": "请重新比对", "parts": ["facts"]}
    await api.done("officer-econ-3", second["id"], "reconsideration", granted)
    await checked_on_site(api, second)
    task = await api.soon(ECON_FOURTH, second["id"], "comparison")
    refused = await api.post(ECON, f"/tasks/{task['id']}/complete", says(first["number"], "different", corrects=True))
    assert code_of(refused) == "four_eyes"
    corrected = await api.post(ECON_FOURTH, f"/tasks/{task['id']}/complete", says(first["number"], "different", corrects=True))
    assert corrected.status_code == 200, corrected.text
    assert await approve(api, second, ECON_HEAD) == 100 * WAN


async def test_nothing_is_asked_again_when_a_case_that_was_returned_was_never_compared(api: Desk, behind: Office) -> None:
    await behind.appropriate(1000 * WAN, datetime.now(BEIJING).year, "econ")
    case = await recommended(api, "relocation-equipment", project_no="2026-002")
    await api.done(ECON_HEAD, case["id"], "decision", {"decision": "returned", "reason": "请核对"})
    await checked_on_site(api, case)
    assert await approve(api, case, ECON_HEAD) == 100 * WAN


async def test_two_answers_given_at_once_do_not_contradict_each_other(api: Desk, behind: Office) -> None:
    first, second, its, others = await both_asked(api, behind)
    answered = await asyncio.gather(
        api.post(ECON, f"/tasks/{its['id']}/complete", says(second["number"], "same")),
        api.post(ECON_FOURTH, f"/tasks/{others['id']}/complete", says(first["number"], "different")),
    )
    assert sorted(answer.status_code for answer in answered) == [200, 422]
