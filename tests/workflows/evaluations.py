"""政策评估的测试。An evaluation of a year in which some were paid, opened as the Schedule opens it and answered by people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from models.commands import evaluation as drafts
from models.tables import Application, Enterprise, ImplementingRule, ItemSuspension, OutcomeReport
from policy.judging.catalogue import item as item_called
from policy.judging.catalogue import items_of_clause
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN
from tests.office import APPLICANT, HEAD, OFFICER, Case, Office
from tests.workflows.meetings import MEMBERS, called, minuted, officer_of

CLAUSE = 5
LAST_YEAR = datetime.now(BEIJING).year - 1
FIGURES = {"revenue_fen": 1, "tax_fen": 0, "rd_expense_fen": 1, "employees": 12, "patents": 2}
REPORTED: dict[str, Any] = {"promised": "建成中心", "reached": "已建成", "figures": [{"year": LAST_YEAR, **FIGURES}]}
FOUND: dict[str, Any] = {
    "goals": "已完成",
    "money": "带动投入",
    "handling": "按期",
    "benefit": "较好",
    "opinion": "建议延续",
    "proposal": "policy_continued",
}


async def paid(office: Office, *recipients: str, year: int = LAST_YEAR, item: str = "innovation-centre") -> None:
    """Have some enterprises paid for what they handed in during a year, each for one application."""
    at = datetime(year, 6, 1, tzinfo=UTC)
    async with office.database.writing() as session:
        for place, uscc in enumerate(recipients):
            if await session.get(Enterprise, uscc) is None:
                session.add(Enterprise(uscc=uscc, name=f"单位{place}", kind="enterprise", status="active", confirmed_at=at))
            await session.flush()
            money = {"award_fen": 500 + place, "paid_fen": 500 + place}
            session.add(
                Application(
                    number=f"BDA-{year}-{place:06d}",
                    item_code=item,
                    clause=item_called(item).clause,
                    department=item_called(item).departments[0],
                    created_by="applicant-1",
                    enterprise_uscc=uscc,
                    facts={},
                    submitted_at=at,
                    stage="in_force",
                    stage_entered_at=at + timedelta(days=20),
                    updated_at=at + timedelta(days=20),
                    **money,
                )
            )


async def opened(office: Office, *recipients: str, clause: int = CLAUSE, year: int = LAST_YEAR) -> Case:
    """Open the evaluation of a clause for a year in which some were paid."""
    if recipients:
        await paid(office, *recipients, year=year)
    async with office.database.writing() as session:
        row = await drafts.draft(session, HEAD, clause, year)
    return await office.begin(row, HEAD, "政策评估", event="evaluation_opened")


async def to_evaluating(office: Office, *recipients: str) -> Case:
    """Take an evaluation past its reports, which are not given."""
    case = await opened(office, *recipients)
    await case.reach("reporting")
    await case.skip(timedelta(days=60))
    await case.reach("evaluating")
    return case


async def report_of(office: Office, uscc: str = CHENXIN) -> Case:
    """Return the report that one recipient is asked for."""
    query = select(OutcomeReport).where(OutcomeReport.enterprise_uscc == uscc)
    return office.running((await office.all(query))[0])


async def report(case: Case, **changed: Any) -> None:
    """Give it."""
    await case.answer("outcome_report", APPLICANT, decision="reported", **{**REPORTED, **changed})


async def evaluate(case: Case, **changed: Any) -> None:
    """Have the department evaluate."""
    await case.answer("policy_evaluation", OFFICER, decision="policy_evaluated", **{**FOUND, **changed})


async def before_a_meeting(case: Case) -> Case:
    """Put it on the agenda of a meeting, and convene that."""
    meeting = await called(case.office)
    officer = await officer_of(meeting)
    await case.answer("policy_listing", officer, decision="tabled", meeting=meeting.number, opinion="提请审议")
    await meeting.answer("meeting_convening", officer, decision="convened")
    return meeting


async def vote_on_policy(meeting: Case, *decisions: str) -> None:
    """Have its members vote, each as said."""
    await meeting.task("policy_vote")
    by_member = {task.assignee: task for task in await meeting.tasks()}
    for member, decision in zip(MEMBERS, decisions, strict=False):
        why = {} if decision in {"voted_for", "abstained"} else {"reason": "理由不足"}
        await meeting.complete(by_member[member.subject], member, {"decision": decision, **why})


async def decide(case: Case, *decisions: str) -> Case:
    """Have a meeting decide on what the department proposes: all are for it, unless it is said how they vote."""
    meeting = await before_a_meeting(case)
    await vote_on_policy(meeting, *(decisions or ["voted_for"] * 3))
    await minuted(meeting)
    await meeting.reach("closed")
    return meeting


DOCUMENT_NO = "京技管发〔2026〕9号"


async def to_carrying_out(office: Office, decision: str = "policy_revised", **found: Any) -> Case:
    """Take an evaluation of which nobody has to report to where its decision is carried out."""
    case = await opened(office)
    await case.reach("evaluating")
    await evaluate(case, proposal=decision, **found)
    await decide(case)
    await case.reach("carrying_out")
    return case


async def rule_approved(office: Office, *, item: str = "innovation-centre", document_no: str = DOCUMENT_NO, **changed: Any) -> None:
    """Have an implementing rule of an item approved by a document: now, unless it is said when."""
    people = {"entered_by": "officer-1", "approved_by": "officer-2", "approved_at": datetime.now(UTC) + timedelta(days=1)}
    about = {"effective_from": datetime.now(BEIJING).date(), "values": {"missing_report_bars": "never"}}
    await office.add(ImplementingRule(item_code=item, document_no=document_no, **people | about | changed))


async def clause_closed(office: Office, clause: int = CLAUSE, **changed: Any) -> None:
    """Have every item of a clause closed by a document from a day on, for good."""
    people = {"entered_by": "officer-1", "approved_by": "officer-2", "approved_at": datetime.now(UTC) + timedelta(days=1)}
    about = {"scope": "matters", "reason_zh": "经评估废止", "reason_en": "abolished", "document_no": DOCUMENT_NO}
    for item in items_of_clause(clause):
        await office.add(ItemSuspension(item_code=item.code, **people | about | changed))
