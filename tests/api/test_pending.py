"""待办事项接口。What waits for a second person, or does not agree, over REST: in which inboxes it is, and how it leaves them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from policy.working_days import BEIJING
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, OTHER_OFFICER, Desk, code_of
from tests.api.test_implementing_rules import RULE, RULES, SUSPENSION, SUSPENSIONS
from tests.office import WAN, Office
from tests.patience import until

DEPUTY, FINANCE, OTHER_FINANCE = "approver-sti-2", "finance-1", "finance-2"
THIS_YEAR = datetime.now(BEIJING).year
BUDGET = {"department": "sti", "item_code": "*", "year": THIS_YEAR, "amount_fen": 100 * WAN, "document_no": "预〔2026〕77号"}


async def inbox(api: Desk, person: str, kind: str) -> list[dict[str, Any]]:
    """Return what somebody may complete of a kind."""
    return list((await api.get(person, "/tasks", params={"kind": kind, "mine": True})).json()["items"])


async def waiting(api: Desk, person: str, kind: str) -> dict[str, Any]:
    """Wait for something in somebody's inbox."""

    async def find() -> dict[str, Any] | None:
        return next(iter(await inbox(api, person, kind)), None)

    return dict(await until(find, f"{kind} for {person}"))


async def gone(api: Desk, person: str, kind: str) -> None:
    """Wait until nothing of a kind is in somebody's inbox."""

    async def find() -> bool | None:
        return not await inbox(api, person, kind) or None

    await until(find, f"no {kind} for {person}")


async def complete(api: Desk, person: str, kind: str, answer: dict[str, Any]) -> None:
    task = await waiting(api, person, kind)
    completed = await api.post(person, f"/tasks/{task['id']}/complete", answer)
    assert completed.status_code == 200, completed.text


@pytest.mark.parametrize("approver", [HEAD, OTHER_OFFICER])
async def test_rule_is_in_the_inbox_of_whoever_may_approve_it_until_one_does(api: Desk, approver: str) -> None:
    rule = (await api.post(OFFICER, RULES, RULE)).json()
    task = await waiting(api, approver, "entry_approval")
    assert task["due_at"] is not None
    shown = (await api.get(approver, f"/tasks/{task['id']}")).json()
    assert (shown["about"]["what"]["zh"], shown["about"]["values"], shown["about"]["entered_by"]) == ("实施细则", {"rate": "0.3"}, OFFICER)
    for person in (OFFICER, FOREIGN_OFFICER, APPLICANT, FINANCE):
        assert await inbox(api, person, "entry_approval") == []
    await complete(api, approver, "entry_approval", {"decision": "entry_approved"})
    (kept,) = (await api.get(OFFICER, RULES)).json()
    assert (kept["id"], kept["approved"], kept["approved_by"]) == (rule["id"], True, approver)
    for person in (HEAD, OTHER_OFFICER):
        await gone(api, person, "entry_approval")


async def test_suspension_leaves_every_inbox_when_it_is_approved_by_its_route(api: Desk) -> None:
    entered = (await api.post(OFFICER, SUSPENSIONS, SUSPENSION)).json()
    await waiting(api, HEAD, "entry_approval")
    assert (await api.post(HEAD, f"/suspensions/{entered['id']}/approval")).status_code == 200
    for person in (HEAD, DEPUTY, OTHER_OFFICER):
        await gone(api, person, "entry_approval")


async def test_reason_of_a_refusal_is_told_to_whoever_entered_it(api: Desk) -> None:
    await api.post(OFFICER, RULES, RULE)
    task = await waiting(api, HEAD, "entry_approval")
    without = await api.post(HEAD, f"/tasks/{task['id']}/complete", {"decision": "entry_refused"})
    assert code_of(without) == "invalid_input"
    await complete(api, HEAD, "entry_approval", {"decision": "entry_refused", "reason": "文号有误"})
    (kept,) = (await api.get(OFFICER, RULES)).json()
    assert (kept["refused_by"], kept["refusal_reason"]) == (HEAD, "文号有误")
    told = (await api.get(OFFICER, "/messages")).json()["items"]
    assert any("文号有误" in str(one) for one in told)


async def test_budget_document_is_confirmed_by_the_task_of_another_of_finance(api: Desk) -> None:
    entered = await api.post(FINANCE, "/appropriations", BUDGET)
    assert entered.status_code == 201, entered.text
    await complete(api, OTHER_FINANCE, "entry_approval", {"decision": "entry_approved"})
    told = (await api.get(FINANCE, "/messages")).json()["items"]
    assert "您录入的预算文件（预〔2026〕77号）已获同意。" in [one["text"]["zh"] for one in told]
    again = await api.post(OTHER_FINANCE, f"/budget-documents/{entered.json()['id']}/confirmation")
    assert code_of(again) == "wrong_stage"


async def test_difference_is_in_the_inbox_of_finance_until_its_route_resolves_it(api: Desk, behind: Office) -> None:
    (await behind.sandbox.post("/admin/stray-payments", json={"instruction_no": "STRAY-77", "amount_fen": 7})).raise_for_status()
    found = (await api.post(FINANCE, "/reconciliations", {"day": datetime.now(BEIJING).date().isoformat()})).json()["found"]
    task = await waiting(api, OTHER_FINANCE, "difference_explanation")
    assert (await api.get(FINANCE, f"/tasks/{task['id']}")).json()["about"]["reference"] == "STRAY-77"
    assert await inbox(api, HEAD, "difference_explanation") == []
    resolved = await api.post(FINANCE, f"/reconciliations/differences/{found[0]['id']}/resolve", {"reason": "他人误付，已退"})
    assert resolved.status_code == 200
    await gone(api, OTHER_FINANCE, "difference_explanation")


async def test_what_waits_is_followed_by_those_whose_it_is(api: Desk) -> None:
    await api.post(OFFICER, RULES, RULE)
    number = (await waiting(api, HEAD, "entry_approval"))["case_number"]
    assert (await api.get(OFFICER, f"/cases/{number}/timeline")).status_code == 200
    for person in (FOREIGN_OFFICER, APPLICANT):
        assert code_of(await api.get(person, f"/cases/{number}/timeline")) == "not_found"
