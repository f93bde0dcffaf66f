"""Whoever holds a loan, a voucher or an investment of an item is told when it is suspended, and when that is over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from policy.working_days import BEIJING
from tests.api.desk import APPLICANT, HEAD, OFFICER, Desk, code_of
from tests.office import Case, Office
from tests.workflows import investments, loans, vouchers

REASON = {"zh": "市级政策调整", "en": "The city revises its policy"}
ITEMS = {"loan-interest": ("officer-comfin-1", "approver-comfin-1")}


@pytest.fixture
def durations() -> dict[str, int]:
    """Nothing is overdue while it is looked at."""
    return dict.fromkeys(("voucher_check", "voucher_decision", "voucher_commitment", "meeting_vote", "loan_check"), 100_000)


async def suspended(api: Desk, item: str, **days: str) -> None:
    officer, head = ITEMS.get(item, (OFFICER, HEAD))
    given = {"reason": REASON, "document_no": "京政发〔2026〕9号", **days}
    entered = await api.post(officer, f"/items/{item}/suspensions", given)
    assert (await api.post(head, f"/suspensions/{entered.json()['id']}/approval")).status_code == 200


async def told(api: Desk, case: Case) -> str:
    """Return what its enterprise was told last of a case."""
    found = [row for row in (await api.get(APPLICANT, "/messages")).json()["items"] if row["case_id"] == str(case.id)]
    return str(found[0]["text"]["zh"])


@pytest.mark.parametrize(
    ("held", "item", "stands", "goes_on"),
    [
        (loans.registered, "loan-interest", "不受理新的贴息申领", "贴息恢复办理"),
        (vouchers.to_decision, "innovation-voucher", "不审定、不发放", "恢复办理，无需重新提交"),
        (vouchers.walk_to_issue, "innovation-voucher", "不能登记新的服务合同", "可以继续登记服务合同"),
        (investments.held, "equity-investment", "照常按投资协议办理", "可以再次申请新的投资"),
    ],
    ids=["loan", "asked_voucher", "voucher", "investment"],
)
async def test_holder_is_told_when_an_item_is_suspended_and_when_that_is_over(
    api: Desk, behind: Office, held: Callable[[Office], Awaitable[Case]], item: str, stands: str, goes_on: str
) -> None:
    case = await held(behind)
    await suspended(api, item, **{"from": "2026-01-01"})
    assert stands in await told(api, case)
    await suspended(api, item, **{"from": "2026-02-01", "until": "2026-02-02"})
    assert goes_on in await told(api, case)


async def test_platform_is_told_once_and_a_suspension_lifted_on_its_first_day_stands_for_none(api: Desk, behind: Office) -> None:
    case = await vouchers.walk_to_issue(behind)
    today = datetime.now(BEIJING).date()
    await suspended(api, "innovation-voucher", **{"from": today.isoformat()})
    [told_platform] = [row for row in (await api.get("applicant-yunheng", "/messages")).json()["items"] if "暂停" in row["text"]["zh"]]
    assert "结算暂缓拨付，恢复办理时另行告知" in told_platform["text"]["zh"]
    given = {"reason": REASON, "document_no": "京政发〔2026〕10号", "from": today.isoformat()}
    early = await api.post(OFFICER, "/items/innovation-voucher/suspensions", given | {"until": (today - timedelta(days=2)).isoformat()})
    assert code_of(early) == "invalid_input"
    await suspended(api, "innovation-voucher", **{"from": today.isoformat(), "until": (today - timedelta(days=1)).isoformat()})
    text = await told(api, case)
    assert "暂停已经撤销，视为未暂停" in text
    assert text.endswith("可以继续登记服务合同。")
    await vouchers.spend(case, 100_00)


async def test_nothing_is_told_of_what_is_over(api: Desk, behind: Office) -> None:
    case = await loans.submitted(behind)
    await case.answer("loan_check", loans.COMFIN, decision="acceptance_refused", reason="不是本单位的贷款")
    await case.reach("refused")
    before = await told(api, case)
    await suspended(api, "loan-interest", **{"from": "2026-01-01"})
    assert await told(api, case) == before
