"""Investments over REST: listed, shown with what a buy-back costs today, given up and written off by whom it is for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from models.tables import Case as AnyCase
from models.tables import Task
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, STRANGER, Desk, code_of
from tests.office import Office
from tests.office.web_ui import current_details
from tests.workflows.investments import COST, begun, firms_word, held, receive, terms, to_listing, to_paid
from tests.workflows.meetings import called

SALE: dict[str, Any] = {"way": "transfer", "price_fen": 2 * COST, "buyer": "演示产业基金", "reason": "已达到投资目的"}
MOVING = ("version", "updated_at")
LONG = ("meeting_vote", "investment_valuation", "disposal_decision", "first_right", "proceeds_receipt", "proceeds_confirmation")


@pytest.fixture
def durations() -> dict[str, int]:
    """Nothing is overdue while it is looked at."""
    return dict.fromkeys(LONG, 100_000)


async def test_investment_is_sold_from_its_proposal_to_its_books(api: Desk, behind: Office) -> None:
    case = await held(behind)
    shown = (await api.get(APPLICANT, f"/investments/{case.number}")).json()
    assert (shown["cost_fen"], shown["buy_back_today_fen"], shown["gain_fen"]) == (COST, COST, None)
    assert "invested: ¥10,000,000.00" in await current_details(behind.client, case.handle.id)
    assert (await api.post(OFFICER, f"/investments/{case.number}/disposal", SALE)).status_code == 200
    await api.done(HEAD, case.number, "disposal_decision", {"decision": "disposal_approved"})
    await api.done(APPLICANT, case.number, "first_right", {"decision": "first_right_waived"})
    reference = await receive(case, 2 * COST)
    day = datetime.now(BEIJING).date().isoformat()
    recorded = {"decision": "proceeds_recorded", "amount_fen": 2 * COST, "reference": reference, "received_on": day}
    await api.done("finance-1", case.number, "proceeds_receipt", recorded)
    await api.done("finance-2", case.number, "proceeds_confirmation", {"decision": "proceeds_confirmed"})
    await case.reach("exited")
    shown = (await api.get("auditor", f"/investments/{case.number}")).json()
    assert (shown["received_fen"], shown["gain_fen"], shown["buy_back_today_fen"]) == (2 * COST, COST, None)
    letter = (await api.get(APPLICANT, f"/cases/{case.number}/letter")).json()["text"]
    assert [
        said
        for said in ("股权投资退出通知书", "投资1000万元，投后估值20000万元，持股5%", "价款2000万元已于", "第（十五）条")
        if said not in letter
    ] == []
    listed = (await api.get(OFFICER, "/investments", params={"stage": "exited"})).json()["items"]
    assert [one["number"] for one in listed] == [case.number]


@pytest.mark.parametrize(("path", "body", "stage"), [("disposal", SALE, "disposal"), ("write-off", {"reason": "无可收回"}, "writing_off")])
async def test_enterprise_reads_nothing_of_what_is_only_proposed(
    api: Desk, behind: Office, path: str, body: dict[str, Any], stage: str
) -> None:
    case = await held(behind)
    await behind.change(update(AnyCase).values(wakes_at=None))
    before = (await api.get(APPLICANT, f"/investments/{case.number}")).json()
    assert (await api.post(OFFICER, f"/investments/{case.number}/{path}", body)).status_code == 200
    shown = (await api.get(APPLICANT, f"/investments/{case.number}")).json()
    assert {name: shown[name] for name in before if name not in MOVING} == {name: before[name] for name in before if name not in MOVING}
    ours = (await api.get(OFFICER, f"/investments/{case.number}")).json()
    assert (ours["stage"]["code"], ours["reason"]) == (stage, body["reason"])
    for person, told in ((APPLICANT, "held"), (OFFICER, stage)):
        listed = [(await api.get(person, "/investments", params={"stage": one})).json()["items"] for one in ("held", stage)]
        assert [one["stage"]["code"] for items in listed for one in items] == [told]


@pytest.mark.parametrize(
    ("path", "body"), [("disposal", SALE | {"price_fen": 0}), ("disposal", SALE | {"way": "buy_back"}), ("write-off", {"reason": " "})]
)
async def test_proposal_is_refused_when_it_is_not_valid(api: Desk, behind: Office, path: str, body: dict[str, Any]) -> None:
    case = await held(behind)
    assert (await api.post(OFFICER, f"/investments/{case.number}/{path}", body)).status_code == 422


@pytest.mark.parametrize(("person", "status"), [(APPLICANT, 403), (HEAD, 403), ("finance-1", 403), (FOREIGN_OFFICER, 404)])
async def test_nobody_but_its_department_proposes(api: Desk, behind: Office, person: str, status: int) -> None:
    case = await held(behind)
    assert (await api.post(person, f"/investments/{case.number}/disposal", SALE)).status_code == status


@pytest.mark.parametrize(("person", "status"), [(STRANGER, 404), (FOREIGN_OFFICER, 404), (HEAD, 200), ("auditor", 200)])
async def test_investment_is_shown_to_whom_it_concerns(api: Desk, behind: Office, person: str, status: int) -> None:
    case = await held(behind)
    assert (await api.get(person, f"/investments/{case.number}")).status_code == status


@pytest.mark.parametrize("asked", ["clawbacks", "redecisions"])
async def test_money_that_was_invested_is_not_demanded_back_as_a_grant(api: Desk, behind: Office, asked: str) -> None:
    award = await to_paid(behind)
    await begun(behind, award)
    bodies = {
        "clawbacks": {"application": award.number, "cause": "error", "amount_fen": 1, "reason": "多付"},
        "redecisions": {"application": award.number, "facts": {"requested_fen": 1}, "paper": "更正函", "reason": "登记有误"},
    }
    assert code_of(await api.post(OFFICER, f"/{asked}", bodies[asked])) == "wrong_process"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"share_bp": 0}, "share_bp"),
        ({"share_bp": 10_000}, "share_bp"),
        ({"rate_bp": -1}, "rate_bp"),
        ({"valuation_fen": None}, "valuation_fen"),
    ],
)
async def test_terms_are_asked_with_the_amount(api: Desk, behind: Office, changes: dict[str, Any], field: str) -> None:
    case, meeting = await to_listing(behind), await called(behind)
    given = {name: value for name, value in (terms() | changes).items() if value is not None}
    listed = {"decision": "tabled", "meeting": meeting.number, "proposed_fen": COST}
    task = await api.soon(OFFICER, case.number, "meeting_listing")
    answer = await api.post(OFFICER, f"/tasks/{task['id']}/complete", listed | given)
    assert answer.status_code == 422
    assert [one["field"].rpartition(".")[2] for one in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("changes", "status"),
    [({}, 200), ({"firm_uscc": CHENXIN}, 422), ({"firm_uscc": "91110105MA9DB1001P"}, 422), ({"firm": "演示会计师事务所"}, 422)],
    ids=["another", "the_applicant", "unknown_to_the_register", "name_typed_in"],
)
async def test_firm_is_called_what_the_register_says(api: Desk, behind: Office, changes: dict[str, Any], status: int) -> None:
    case = await behind.apply_for("equity-investment")
    await case.to_review()
    given = {name: said for name, said in (await firms_word(case)).items() if name != "register"} | {"firm_uscc": YUNHENG} | changes
    task = await api.soon(OFFICER, case.number, "firm_due_diligence")
    assert (await api.post(OFFICER, f"/tasks/{task['id']}/complete", given)).status_code == status
    # What a meeting reads.
    answers = await behind.all(select(Task.answer).where(Task.kind == "firm_due_diligence", Task.completed_by.is_not(None)))
    assert [one["firm"] for one in answers] == (["演示云衡机器人（北京）股份有限公司"] if status == 200 else [])
