"""What a project's award took only with a document is decided anew with no less: its report, both figures, and why they differ."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowUpdateFailedError

from models.tables import Assessment, Document
from tests.office import OFFICER, WAN, Case, Office
from tests.office.milestones import reached
from tests.workflows.competition import Competition
from tests.workflows.redecisions import Anew, anew, balanced
from tests.workflows.test_post_grant_way import rule

COST, PLANNED = "audited_cost_fen", 300 * WAN
AUDITED = 280 * WAN


async def paid_project(office: Office) -> Case:
    """Take a project to the payment of its award, three tenths of its audited cost."""

    async def walk() -> Case:
        await rule(office)
        competition = Competition(office)
        _, award = await competition.complete()
        await award.reach("decision")
        await competition.pay(award)
        return award

    return await reached(office, "paid project", walk)


async def report(office: Office, award: Case, code: str = "cost_audit") -> dict[str, Any]:
    """Add a report to the award, as an officer does; return it with the page a figure stands on."""
    described = {"file_name": "复核审计报告.pdf", "media_type": "application/pdf", "size_bytes": 1, "sha256": "b" * 64}
    await office.add(Document(case_id=award.id, evidence_code=code, uploaded_by=OFFICER.subject, **described))
    (document,) = await office.all(select(Document).where(Document.case_id == award.id, Document.sha256 == "b" * 64))
    return {"document": str(document.id), "page": 7}


async def recosted(office: Office, award: Case, cost_fen: int) -> Anew:
    """Propose another audited cost, with its report."""
    return await anew(office, award, {COST: cost_fen}, papers={COST: await report(office, award)})


async def refusal(office: Office, award: Case, facts: dict[str, Any], papers: dict[str, Any]) -> str:
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await anew(office, award, facts, papers=papers)
    return str(getattr(refused.value.cause, "type", None))


@pytest.mark.parametrize(("fact", "value"), [(COST, 30_000 * WAN), (COST, 281 * WAN), ("acceptance_passed", False)])
async def test_redecision_is_refused_without_the_document_the_fact_was_proved_by(skipping: Office, fact: str, value: object) -> None:
    award = await paid_project(skipping)
    assert await refusal(skipping, award, {fact: value}, {}) == "incomplete"


async def test_redecision_is_refused_when_another_document_is_named(skipping: Office) -> None:
    award = await paid_project(skipping)
    papers = {COST: await report(skipping, award, "acceptance_report")}
    assert await refusal(skipping, award, {COST: 290 * WAN}, papers) == "invalid_input"


async def test_approver_reads_what_was_planned_audited_and_corrected_with_its_report(skipping: Office) -> None:
    found = await recosted(skipping, await paid_project(skipping), 250 * WAN)
    await found.hear()
    about = (await found.case.task("redecision_decision")).about
    assert about["reckoning"]["facts"] == {COST: {"planned": PLANNED, "before": AUDITED, "after": 250 * WAN}}
    shown = about["papers"][COST]
    assert (shown["evidence"], shown["page"], shown["file_name"]) == ("cost_audit", 7, "复核审计报告.pdf")


@pytest.mark.parametrize(
    ("cost_fen", "is_asked"),
    [(270 * WAN, False), (308 * WAN, False), (308 * WAN + 1, True), (270 * WAN - 1, True), (251 * WAN, True)],
)
async def test_approver_says_why_where_the_figure_is_a_tenth_from_what_was_planned_or_audited(
    skipping: Office, cost_fen: int, *, is_asked: bool
) -> None:
    found = await recosted(skipping, await paid_project(skipping), cost_fen)
    if cost_fen < AUDITED:
        await found.hear()
    task = await found.case.task("redecision_decision")
    assert bool(task.asked["allOf"]) is is_asked


async def test_corrected_cost_pays_a_supplement_and_keeps_report_and_plan_with_the_assessment(skipping: Office) -> None:
    found = await recosted(skipping, await paid_project(skipping), 320 * WAN)
    await found.supplement()
    assert (await balanced(skipping))["expenditure"] == 96 * WAN
    kept = await skipping.all(select(Assessment).where(Assessment.application_id == found.award.id).order_by(Assessment.id))
    where = kept[-1].provenance[COST]
    assert (where["evidence"], where["page"], where["before"]) == ("cost_audit", 7, PLANNED)


async def test_proposal_that_was_sent_back_needs_the_document_of_the_facts_it_names_then(skipping: Office) -> None:
    found = await recosted(skipping, await paid_project(skipping), 320 * WAN)
    await found.decide(decision="redecision_sent_back", reason="金额有误")
    again = {"decision": "reproposed", "reason": "更正金额", "facts": {COST: 310 * WAN}}
    assert await found.case.refusal_of_answer("redecision_proposal", OFFICER, **again) == "incomplete"
    papers = (await found.row()).papers[COST]
    named = {COST: {name: papers[name] for name in ("document", "page")}}
    await found.case.answer("redecision_proposal", OFFICER, **again, papers=named)
    await found.case.task("redecision_decision")
    assert (await found.row()).reckoning["facts"][COST]["after"] == 310 * WAN
