"""The figures of the day: what is open and overdue, where the money is, what came in and went out, each to whoever may see it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from models.tables import Disbursement, Enquiry, Evaluation, Loan
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, Desk, code_of
from tests.office import Office
from tests.workflows.evaluations import LAST_YEAR, paid

FOREIGN_HEAD = "approver-econ-1"


async def figures(api: Desk, person: str = "auditor", **params: Any) -> dict[str, Any]:
    return dict((await api.get(person, "/figures", params=params)).json())


async def test_step_is_open_and_then_overdue_when_its_time_has_passed(api: Desk, behind: Office) -> None:
    await behind.apply_for()
    (waiting,) = [one for one in (await figures(api))["waiting"] if one["role"] == "officer"]
    assert {name: waiting[name] for name in ("process", "department", "cases", "steps", "overdue")} == {
        "process": "application",
        "department": "sti",
        "cases": 1,
        "steps": 1,
        "overdue": 0,
    }
    async with behind.database.writing() as session:
        await session.execute(text("UPDATE tasks SET due_at = now() - interval '1 second' WHERE role = 'officer'"))
    assert sum(one["overdue"] for one in (await figures(api))["waiting"]) == 1


async def test_money_of_the_year_is_shown_by_state(api: Desk, behind: Office) -> None:
    year = datetime.now(BEIJING).year
    before = {one["state"]: one["amount_fen"] for one in (await figures(api))["money"] if one["department"] == "sti"}
    await behind.appropriate(1001, year)
    after = {one["state"]: one["amount_fen"] for one in (await figures(api))["money"] if one["department"] == "sti"}
    assert after["available"] - before.get("available", 0) == 1001
    assert (await figures(api, year=year - 1))["money"] == []


async def test_months_count_what_came_in_and_what_was_paid_by_clause(api: Desk, behind: Office) -> None:
    await paid(behind, CHENXIN, YUNHENG)
    async with behind.database.writing() as session:
        rows = await session.execute(text("SELECT id FROM applications ORDER BY id LIMIT 1"))
        payment = {"case_id": rows.scalar_one(), "account": {}, "number": "P-1", "amount_fen": 500, "state": "paid"}
        session.add(Disbursement(**payment, paid_at=datetime(LAST_YEAR, 6, 30, 16, tzinfo=UTC)))
    assert (await figures(api, year=LAST_YEAR))["months"] == [
        {"clause": 5, "month": 6, "handed_in": 2, "handed_in_by": {"application": 2}, "paid": 0, "paid_fen": 0},
        {"clause": 5, "month": 7, "handed_in": 0, "handed_in_by": {}, "paid": 1, "paid_fen": 500},
    ]


async def test_months_count_cases_of_every_process_that_has_money_or_deadlines(api: Desk, behind: Office) -> None:
    june = datetime(LAST_YEAR, 6, 1, tzinfo=UTC)
    own: dict[str, Any] = {"created_by": "x", "department": "sti", "created_at": june}
    its: dict[str, Any] = own | {"enterprise_uscc": CHENXIN}
    await paid(behind, CHENXIN)
    asked: dict[str, Any] = {"title": "上市", "question": "如何办理？", "contact_sealed": b"-", "contact_shown": "****"}
    for number, stage in (("EQ-1", "answering"), ("EQ-2", "draft")):
        await behind.add(Enquiry(number=number, stage=stage, item_code="listing", request_key=number, **its, **asked))
    said: dict[str, Any] = {"bank": "行", "loan_no": "L", "loan_key": "k", "principal_fen": 1, "purpose": "改造", "submitted_at": june}
    days = {"begins_on": june.date(), "ends_on": june.date()}
    await behind.add(Loan(number="LN-1", item_code="loan-interest", stage="check", request_key="l", **its, **said, **days))
    await behind.add(Evaluation(number="EV-1", stage="reckoning", clause=5, year=LAST_YEAR, **own))
    months = (await figures(api, year=LAST_YEAR))["months"]
    assert {one["clause"]: one["handed_in_by"] for one in months} == {5: {"application": 1}, 8: {"loan": 1}, 16: {"enquiry": 1}}


async def test_department_sees_its_own_figures_alone(api: Desk, behind: Office) -> None:
    await paid(behind, CHENXIN)
    await behind.apply_for()
    seen = [(await figures(api, person, year=LAST_YEAR)) for person in (HEAD, "head-sti", OFFICER, FOREIGN_HEAD, FOREIGN_OFFICER)]
    told = [(bool(one["months"]), bool(one["waiting"])) for one in seen]
    assert told == [(True, True)] * 3 + [(False, False)] * 2


async def test_figures_are_refused_to_whoever_works_for_no_department(api: Desk) -> None:
    assert code_of(await api.get(APPLICANT, "/figures")) == "forbidden"


async def test_figures_are_in_words_and_are_not_sent_again_while_they_are_the_same(api: Desk, behind: Office) -> None:
    await behind.apply_for()
    await behind.appropriate(1001, datetime.now(BEIJING).year)
    first = await api.get("auditor", "/figures")
    assert "科技创新局经办人待办：申请" in {one["title"]["zh"] for one in first.json()["waiting"]}
    assert "可用额度" in {one["title"]["zh"] for one in first.json()["money"]}
    tag = {"If-None-Match": first.headers["etag"]}
    assert (await api.get("auditor", "/figures", headers=tag)).status_code == 304
    await behind.appropriate(1, datetime.now(BEIJING).year)
    assert (await api.get("auditor", "/figures", headers=tag)).status_code == 200
