"""An investment is looked into by the department and by an outside firm before experts and a meeting read what was found."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from models.tables import Document
from policy.processes.registry import READ_IN
from sandbox.enterprises import CHENXIN, HAIXI
from tests.office import APPLICANT, OFFICER, Case, Office
from tests.office.milestones import reached
from tests.workflows.investments import COST, FIRM, added, firm, firms_word, looked_into, terms, to_listing
from tests.workflows.meetings import called, officer_of, tabled


async def in_review(office: Office) -> Case:
    async def walk() -> Case:
        case = await office.apply_for("equity-investment")
        await case.to_review()
        return case

    return await reached(office, "equity in review", walk)


async def test_experts_are_asked_once_the_department_and_a_firm_have_looked_into_it(skipping: Office) -> None:
    case = await in_review(skipping)
    assert sorted(task.kind for task in await case.tasks()) == ["due_diligence", "firm_due_diligence"]
    await case.answer("firm_due_diligence", OFFICER, **(await firms_word(case)))
    assert [task.kind for task in await case.tasks()] == ["due_diligence"]
    await case.answer("due_diligence", OFFICER, **(await looked_into(case)))
    await case.task("expert_review")
    assert {task.kind for task in await case.tasks()} == {"expert_review", "fact_check"}
    assert {"due_diligence", "firm_due_diligence"} <= READ_IN["expert_review"]


@pytest.mark.parametrize(
    "changes",
    [
        firm(CHENXIN),
        firm(name=" 演示晨芯微电子（北京）有限公司"),
        firm(status="deregistered"),
        {"register": {HAIXI: None}},
        {"firm_uscc": "91110302MA9DA00345", "register": {}},
        {"firm_uscc": "甲", "register": {}},
        {"document": "00000000-0000-0000-0000-000000000000"},
    ],
    ids=["the_applicant", "called_as_the_applicant", "gone", "unknown_to_the_register", "wrong_check_sign", "no_code", "no_document"],
)
async def test_word_of_a_firm_is_refused_when_it_is_none_or_has_no_report(skipping: Office, changes: dict[str, Any]) -> None:
    case = await in_review(skipping)
    assert await case.refusal_of_answer("firm_due_diligence", OFFICER, **(await firms_word(case, **changes))) == "invalid_input"


async def test_report_is_refused_when_it_is_of_another_kind(skipping: Office) -> None:
    case = await in_review(skipping)
    given = await looked_into(case, document=await added(case, "firm_due_diligence_report"))
    assert await case.refusal_of_answer("due_diligence", OFFICER, **given) == "invalid_input"


async def test_applicant_looks_into_nothing_itself(skipping: Office) -> None:
    case = await in_review(skipping)
    assert await case.refusal_of_answer("due_diligence", APPLICANT, **(await looked_into(case))) == "forbidden"


async def test_meeting_reads_what_was_found(skipping: Office) -> None:
    case, meeting = await to_listing(skipping), await called(skipping)
    await tabled(case, meeting, COST, terms())
    await meeting.answer("meeting_convening", await officer_of(meeting), decision="convened")
    found = (await meeting.task("meeting_vote")).about["found"]
    assert (found["firm_due_diligence"]["firm"], found["firm_due_diligence"]["firm_uscc"]) == (FIRM, HAIXI)
    assert (found["due_diligence"]["net_profit_fen"], found["due_diligence"]["opinion"]) == (-COST, "未见重大风险")
    documents = await skipping.all(select(Document.id).where(Document.case_id == case.id, Document.evidence_code == "due_diligence_report"))
    assert found["due_diligence"]["document"] == str(documents[0])
