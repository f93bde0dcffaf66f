"""上位政策调低标准。Over REST: two people enter it, what is not decided yet is reckoned by it, and what was decided keeps its amount."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from policy.working_days import BEIJING
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, OTHER_OFFICER, Desk, code_of
from tests.api.test_pending import complete, inbox, waiting
from tests.office import WAN

RULES = "/items/innovation-centre/rules"
TITLE = "关于调整创新中心支持标准的通知"
LOWER: dict[str, Any] = {
    "from": "2026-01-01",
    "values": {"supports": {"bda/newly_obtained": 20 * WAN}},
    "document_no": "京政发〔2026〕12号",
    "superior": {"title": TITLE},
}


async def lowered(api: Desk, **changes: Any) -> dict[str, Any]:
    entered = await api.post(OFFICER, RULES, LOWER | changes)
    assert entered.status_code == 201, entered.text
    approved = await api.post(HEAD, f"/rules/{entered.json()['id']}/approval")
    assert approved.status_code == 200, approved.text
    return dict(approved.json())


async def assessed(api: Desk, case: str) -> int | None:
    amount: int | None = (await api.get(OFFICER, f"/applications/{case}")).json()["award_fen"]
    return amount


async def test_figure_is_lowered_by_an_approver_and_shown_to_everybody(api: Desk) -> None:
    entered = (await api.post(OFFICER, RULES, LOWER)).json()
    assert (entered["approved"], entered["superior"]) == (False, {"title": TITLE, "applies_to": "matters"})
    assert (await api.get(None, RULES)).json() == []
    assert code_of(await api.post(OFFICER, f"/rules/{entered['id']}/approval")) == "four_eyes"
    assert code_of(await api.post(FOREIGN_OFFICER, f"/rules/{entered['id']}/approval")) == "not_found"
    assert code_of(await api.post(OTHER_OFFICER, f"/rules/{entered['id']}/approval")) == "forbidden"
    assert (await api.post(HEAD, f"/rules/{entered['id']}/approval")).status_code == 200
    [shown] = (await api.get(None, RULES)).json()
    assert (shown["superior"]["title"], shown["values"]) == (TITLE, LOWER["values"])


async def test_figure_is_no_second_officers_to_refuse_but_withdrawn_by_whoever_entered_it(api: Desk) -> None:
    entered = (await api.post(OFFICER, RULES, LOWER)).json()
    path, why = f"/rules/{entered['id']}/refusal", {"reason": "文号有误"}
    assert code_of(await api.post(OTHER_OFFICER, path, why)) == "forbidden"
    assert (await api.post(OFFICER, path, why)).json()["refused_by"] == OFFICER


async def test_figure_is_in_the_inbox_of_approvers_alone(api: Desk) -> None:
    await api.post(OFFICER, RULES, LOWER)
    await waiting(api, HEAD, "entry_approval")
    assert await inbox(api, OTHER_OFFICER, "entry_approval") == []
    told = [one["text"]["zh"] for one in (await api.get(OTHER_OFFICER, "/messages")).json()["items"]]
    assert [one for one in told if LOWER["document_no"] in one] == []
    await complete(api, HEAD, "entry_approval", {"decision": "entry_approved"})
    assert [one["approved"] for one in (await api.get(None, RULES)).json()] == [True]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"values": {"supports": {"bda/newly_obtained": 50 * WAN + 1}}}, "values.supports"),
        ({"superior": {"title": ""}}, "superior.title"),
        ({"superior": {"title": TITLE, "applies_to": "everything"}}, "superior.applies_to"),
        ({"superior": None}, "values.supports"),
    ],
)
async def test_figure_is_refused_when_it_raises_or_nobody_is_named(api: Desk, changes: dict[str, Any], field: str) -> None:
    refused = await api.post(OFFICER, RULES, LOWER | changes)
    assert (refused.status_code, [fault["field"] for fault in refused.json()["errors"]]) == (422, [field])


async def test_application_is_assessed_by_the_lower_figure_and_its_letter_cites_it(api: Desk) -> None:
    await lowered(api)
    drafted = await api.to_decision()
    assert await assessed(api, drafted["id"]) == 20 * WAN
    await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
    letter = (await api.get(APPLICANT, f"/applications/{drafted['id']}/letter")).json()["text"]
    assert f"根据上位政策《{TITLE}》（京政发〔2026〕12号），支持标准已经调低。" in letter
    assert f"以及上位政策《{TITLE}》（京政发〔2026〕12号，自2026年1月1日起调低支持标准）。" in letter


async def test_application_that_is_not_decided_yet_is_reckoned_anew(api: Desk) -> None:
    drafted = await api.to_decision()
    assert await assessed(api, drafted["id"]) == 50 * WAN
    await lowered(api)
    told = (await api.get(APPLICANT, "/messages")).json()["items"][0]
    assert (told["case_id"], f"上位政策《{TITLE}》（京政发〔2026〕12号）调低了" in told["text"]["zh"]) == (drafted["id"], True)
    task = await api.soon(HEAD, drafted["id"], "decision")
    refused = await api.post(HEAD, f"/tasks/{task['id']}/complete", {"decision": "approved"})
    assert (refused.status_code, code_of(refused)) == (409, "figure_lowered")
    assert f"上位政策《{TITLE}》（京政发〔2026〕12号）" in refused.json()["detail"]
    await api.done(HEAD, drafted["id"], "decision", {"decision": "returned", "reason": "支持标准调低，重新核定"})
    await api.done(OFFICER, drafted["id"], "desk_review", {"decision": "recommended", "opinion": "符合条件"})
    await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
    assert await assessed(api, drafted["id"]) == 20 * WAN


async def test_award_that_was_decided_keeps_its_amount(api: Desk) -> None:
    drafted = await api.to_decision()
    await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
    await lowered(api)
    assert await assessed(api, drafted["id"]) == 50 * WAN
    letter = (await api.get(APPLICANT, f"/applications/{drafted['id']}/letter")).json()["text"]
    assert "调低" not in letter


@pytest.mark.parametrize(("days", "amount_fen"), [(0, 20 * WAN), (1, 50 * WAN)])
async def test_figure_is_lowered_for_applications_from_their_day(api: Desk, days: int, amount_fen: int) -> None:
    begins = datetime.now(BEIJING).date() + timedelta(days=days)
    await lowered(api, superior={"title": TITLE, "applies_to": "applications"}, **{"from": begins.isoformat()})
    drafted = await api.to_decision()
    assert await assessed(api, drafted["id"]) == amount_fen
    await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
