"""Every item that carries money goes from submission to paid, each through its own kind of review, and comes out again afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from models.tables import Assessment, Expert, ImplementingRule, Message
from policy.judging.catalogue import ITEMS
from policy.language.caps import CapScope
from policy.language.items import Outcome, Process, Upstream
from policy.processes.application.confirming import facts_to_state
from runtime.cli.recompute import compare
from sandbox.enterprises import CHENXIN, INSTITUTE
from tests.office import ACCOUNT, APPLICANT, SCORES, SIGNED, Case, Office, person
from tests.policy.baselines import FACTS, VALUES, WAN
from tests.workflows import investments, projects
from tests.workflows.competition import Competition
from tests.workflows.enquiries import answer, made
from tests.workflows.loans import bank_has, registered
from tests.workflows.meetings import resolve
from tests.workflows.windows import share_out

# What nobody applies for is offered by an annual run: `test_offers.py`.
WITH_A_RUN = [code for code, item in ITEMS.items() if item.process in {Process.NO_APPLICATION, Process.GROWTH_CHECK}]
WITH_A_CALL = [code for code, item in ITEMS.items() if item.process is Process.POST_GRANT]
FOR_INSTITUTES = {"tech-transfer"}
WITH_VOUCHERS = [code for code, item in ITEMS.items() if item.process is Process.VOUCHER]
WITH_LOANS = [code for code, item in ITEMS.items() if item.process is Process.INTEREST_SUBSIDY]
WITH_GUIDANCE = [code for code, item in ITEMS.items() if item.process is Process.GUIDANCE]
WITH_MONEY = [code for code, item in ITEMS.items() if item.money and code not in {*WITH_A_RUN, *WITH_A_CALL, *WITH_VOUCHERS}]


async def provide(office: Office, code: str) -> None:
    """Enter the rules, experts and budget the item needs."""
    item = ITEMS[code]
    if values := VALUES.get(code):
        rule = {"effective_from": date(2022, 1, 14), "values": values, "document_no": "演示细则1号"}
        await office.add(ImplementingRule(item_code=code, entered_by="officer-sti-1", approved_by="officer-sti-2", **rule))
    await office.change(update(Expert).values(departments=list(item.departments)))
    await office.appropriate(10_000 * WAN, datetime.now(UTC).year, item.departments[0])


async def open_for(office: Office, code: str) -> Case:
    """Submit a passing application, or claim for an admitted project where the item is claimed so."""
    await provide(office, code)
    item, facts = ITEMS[code], FACTS[code]
    if item.upstream is Upstream.INSURANCE:
        subsidy = {"uscc": CHENXIN, "year": facts["year"], "subsidy_fen": facts["municipal_subsidy_fen"]}
        (await office.sandbox.put(f"/admin/insurance-subsidies/{facts['policy_no']}", json=subsidy)).raise_for_status()
    if item.by_project:
        await projects.enter(office, projects.received(facts["upstream_received_fen"], facts["funding_year"]))
        return await projects.claimed(await projects.admitted(office), facts["funding_year"])
    return await office.apply_for(code, facts=facts, uscc=INSTITUTE if code in FOR_INSTITUTES else CHENXIN)


async def review(case: Case, code: str) -> None:
    """Let whoever reviews this kind of item recommend it."""
    item = ITEMS[code]
    officer = person(f"officer-{item.departments[0]}-1")
    if code == "equity-investment":
        await investments.look_into(case)
    await case.state_facts(officer)
    match item.review.value:
        case "expert":
            for _ in range(3):
                await case.answer("expert_review", decision="expert_scored", recommend=True, **SCORES)
        case "site":
            await case.answer("site_check", officer, decision="recommended", visited_on="2026-11-20", findings="设备在场")
        case "joint":
            await case.agree(*item.departments)
        case _:
            await case.answer("desk_review", officer, decision="recommended", opinion="符合条件")
    if any(fact.by_two for fact in facts_to_state(item)):
        await case.confirm_facts(person(f"officer-{item.departments[0]}-2"))


async def decide(case: Case, code: str) -> None:
    """Decide: the head alone, the committee and two approvers, or the list of its window."""
    department = ITEMS[code].departments[0]
    if ITEMS[code].cap_scope is CapScope.PROGRAMME:
        await case.reach("allocation")
        await share_out(case.office, code)
        await case.reach("public_notice")
        return
    if ITEMS[code].outcome is not Outcome.REFER:
        await case.answer("decision", person(f"approver-{department}-1"), decision="approved")
        return
    await resolve(
        case.office, case, proposed_fen=100 * WAN, terms=investments.terms(valuation_fen=2_000 * WAN) if code == "equity-investment" else {}
    )
    await case.answer("decision", person("approver-sti-1"), decision="approved")
    await case.answer("second_decision", person("approver-sti-2"), decision="approved")


async def sign(case: Case, code: str) -> None:
    """Let the beneficiary sign, with an account in its own name; who is no enterprise gives the account alone."""
    if code in FOR_INSTITUTES:
        account = ACCOUNT | {"holder": "演示集成电路研究院"}
        await case.answer("payee_account", person("applicant-institute"), decision="account_given", account=account)
    else:
        if code == "equity-investment":
            await investments.agree(case)
        await case.answer("commitment", APPLICANT, **SIGNED)


async def differences(office: Office, case: Case, code: str) -> list[dict[str, Any]]:
    """Return what does not come out again, or comes from nowhere, of what the award was last judged by."""
    query = select(Assessment).where(Assessment.application_id == case.id).order_by(Assessment.id.desc())
    found: list[dict[str, Any]] = compare(code, (await office.all(query))[0])["differences"]
    return found


@pytest.mark.parametrize("code", WITH_MONEY)
async def test_application_is_paid_when_its_own_kind_of_review_recommends_it(skipping: Office, code: str) -> None:
    case = await open_for(skipping, code)
    await case.answer("acceptance", person(f"officer-{ITEMS[code].departments[0]}-1"), decision="accepted")
    await case.reach("review")
    await review(case, code)
    await decide(case, code)
    await case.clear_notice()
    await sign(case, code)
    await case.pay()
    row = await case.reach("in_force")
    assert row.award_fen
    assert row.paid_fen == row.award_fen
    assert await differences(skipping, case, code) == []


@pytest.mark.parametrize("code", WITH_A_CALL)
async def test_project_is_paid_when_its_solution_wins_and_is_accepted(skipping: Office, code: str) -> None:
    await provide(skipping, code)
    department = ITEMS[code].departments[0]
    staff = (person(f"officer-{department}-1"), person(f"officer-{department}-2"), person(f"approver-{department}-1"))
    competition = Competition(skipping, code, staff)
    _, award = await competition.complete()
    row = await competition.pay(award)
    assert row.facts.keys() == ITEMS[code].fact_codes - {"requested_fen"}
    assert row.award_fen
    assert row.paid_fen == row.award_fen
    assert await differences(skipping, award, code) == []


@pytest.mark.parametrize("code", WITH_GUIDANCE)
async def test_enquiry_is_answered_and_found_good_when_an_item_gives_guidance(skipping: Office, code: str) -> None:
    case = await made(skipping, code)
    await answer(case)
    await case.answer("enquiry_rating", APPLICANT, decision="satisfied")
    await case.reach("satisfied")


@pytest.mark.parametrize("code", WITH_LOANS)
async def test_loan_stays_registered_until_it_is_repaid_when_its_interest_is_subsidised(skipping: Office, code: str) -> None:
    loan = await registered(skipping, code)
    await bank_has(skipping, status="repaid", changed_on="2026-03-31")
    await loan.handle.signal("nudge", "asked for")
    await loan.reach("repaid")


def test_every_item_with_money_is_taken_to_paid() -> None:
    assert {*WITH_MONEY, *WITH_A_CALL, *WITH_A_RUN, *WITH_VOUCHERS} == {code for code, item in ITEMS.items() if item.money}


async def test_joint_review_refuses_when_one_department_disagrees(skipping: Office) -> None:
    case = await open_for(skipping, "loan-interest")
    await case.answer("acceptance", person("officer-comfin-1"), decision="accepted")
    await case.reach("review")
    task = next(found for found in await case.tasks() if found.department == "sti")
    await case.complete(task, person("officer-sti-1"), {"decision": "not_recommended", "opinion": "能耗未降", "reason": "能耗未降"})
    await case.reach("refused")
    assert {found.kind for found in await case.tasks()} == {"reconsideration_request"}


async def test_joint_review_waits_when_a_department_has_not_spoken(skipping: Office) -> None:
    case = await open_for(skipping, "loan-interest")
    await case.answer("acceptance", person("officer-comfin-1"), decision="accepted")
    await case.reach("review")
    await case.agree("comfin", "sti")
    assert (await case.row()).stage == "review"
    assert [found.department for found in await case.tasks()] == ["bizcoop"]


async def test_joint_review_reminds_each_department_of_its_own_part(skipping: Office) -> None:
    case = await open_for(skipping, "loan-interest")
    await case.answer("acceptance", person("officer-comfin-1"), decision="accepted")
    await case.reach("review")
    due = (await case.task("joint_review")).due_at
    assert due is not None
    await case.skip_until(due + timedelta(hours=1))
    await case.happened("escalated")
    told = await skipping.all(select(Message.department).where(Message.case_id == case.id, Message.zh.contains("即将到期")))
    assert {"bizcoop", "comfin", "sti"} == set(told)


async def test_joint_review_is_forbidden_when_it_is_another_departments_part(skipping: Office) -> None:
    case = await open_for(skipping, "loan-interest")
    await case.answer("acceptance", person("officer-comfin-1"), decision="accepted")
    await case.reach("review")
    task = next(found for found in await case.tasks() if found.department == "sti")
    message = case.completion_of(task, person("officer-bizcoop-1"), {"decision": "department_agreed", "opinion": "同意"})
    assert await case.refusal("complete_task", message) == "forbidden"
