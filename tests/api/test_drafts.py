"""Drafts are discarded by whoever wrote them, and by nobody once they are submitted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.api import test_loans as loans
from tests.api import test_vouchers as vouchers
from tests.api import test_windows as windows
from tests.api.desk import APPLICANT, OFFICER, OTHER_OFFICER, STRANGER, Desk, code_of
from tests.api.test_benefits import BODY, CARD, OTHER_PERSON, PERSON
from tests.api.test_calls import discard
from tests.api.test_recognitions import GIVEN

Draft = Callable[[Desk], Awaitable[str]]


async def benefit(api: Desk) -> str:
    await api.post(PERSON, "/persons", CARD)
    return f"/benefits/{(await api.post(PERSON, '/benefits', BODY)).json()['number']}"


async def loan(api: Desk) -> str:
    return f"/loans/{await loans.drafted(api)}"


async def voucher(api: Desk) -> str:
    return f"/vouchers/{(await api.post(APPLICANT, '/vouchers', vouchers.BODY)).json()['number']}"


async def settlement(api: Desk) -> str:
    return f"/settlements/{await vouchers.drafted_settlement(api)}"


async def recognition(api: Desk) -> str:
    return f"/recognitions/{(await api.post(APPLICANT, '/recognitions', GIVEN)).json()['number']}"


async def nomination(api: Desk) -> str:
    return f"/recognitions/{(await api.post(OFFICER, '/recognitions', GIVEN)).json()['number']}"


async def window(api: Desk) -> str:
    return f"/windows/{await windows.drafted(api)}"


# By what is drafted: by whom, and who may not discard it.
DRAFTED: dict[str, tuple[Draft, str, str]] = {
    "benefit": (benefit, PERSON, OTHER_PERSON),
    "loan": (loan, APPLICANT, STRANGER),
    "voucher": (voucher, APPLICANT, STRANGER),
    "settlement": (settlement, vouchers.PLATFORM, APPLICANT),
    "recognition": (recognition, APPLICANT, STRANGER),
    "nomination": (nomination, OFFICER, OTHER_OFFICER),
    "window": (window, OFFICER, OTHER_OFFICER),
}
each = pytest.mark.parametrize(("draft", "author", "other"), DRAFTED.values(), ids=DRAFTED)


@each
async def test_draft_is_discarded_by_whoever_wrote_it(shared: Desk, draft: Draft, author: str, other: str) -> None:
    path = await draft(shared)
    tag = {"If-Match": (await shared.get(author, path)).headers["ETag"]}
    refused = await shared.ask(other, "DELETE", path, headers=tag)
    assert code_of(refused) == ("forbidden" if author == OFFICER else "not_found")
    assert (await shared.get(author, path)).json()["stage"]["code"] == "draft"
    assert code_of(await shared.ask(author, "DELETE", path)) == "precondition_required"
    assert (await discard(shared, author, path)).status_code == 204
    assert (await shared.get(author, path)).json()["stage"]["code"] == "discarded"
    again: Any = await discard(shared, author, path)
    assert code_of(again) == "wrong_stage"


@each
async def test_draft_that_is_discarded_is_not_submitted(shared: Desk, draft: Draft, author: str, other: str) -> None:
    path = await draft(shared)
    assert (await discard(shared, author, path)).status_code == 204
    given = vouchers.HANDED_IN if path.startswith("/settlements") else None
    assert code_of(await shared.post(author, f"{path}/submit", given)) == "wrong_stage"
    # Colleagues see what is drafted in their department.
    assert author == OFFICER or code_of(await shared.get(other, path)) == "not_found"


async def test_loan_is_not_discarded_once_it_is_submitted(api: Desk) -> None:
    path = f"/loans/{await loans.submitted(api)}"
    assert code_of(await discard(api, APPLICANT, path)) == "wrong_stage"


async def test_number_of_a_discarded_loan_is_free_for_another_draft(api: Desk) -> None:
    assert (await discard(api, APPLICANT, await loan(api))).status_code == 204
    assert await loans.submitted(api)
