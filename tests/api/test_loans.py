"""Loans over REST: drafted, submitted, confirmed, listed, changed and looked at; and whom they concern."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models.tables import Loan
from sandbox.bank_loans import CONNECTED_BANK
from sandbox.enterprises import CHENXIN
from tests.api.desk import APPLICANT, OFFICER, STRANGER, Desk, code_of
from tests.office import WAN, Office, until
from tests.office.web_ui import current_details
from tests.policy.baselines import FIGURES

COMFIN, OTHER_COMFIN, BIZCOOP, HR = "officer-comfin-1", "officer-comfin-2", "officer-bizcoop-1", "officer-hr-1"
BODY: dict[str, Any] = {
    "item_code": "loan-interest",
    "bank": CONNECTED_BANK,
    "loan_no": "HT〔2025〕7号",
    "principal_fen": 2000 * WAN,
    "begins_on": "2025-01-01",
    "ends_on": "2027-12-31",
    "purpose": "购置智能化产线",
}
CHECKED = {"decision": "accepted", "paper": "贷款合同第1页"}


@pytest.fixture
def durations() -> dict[str, int]:
    """Nothing is overdue while it is looked at."""
    return dict.fromkeys(("loan_check", "loan_correction", "loan_clarification", "loan_paper_check", "loan_change"), 100_000)


async def bank_has(behind: Office, **changes: Any) -> None:
    """Let the bank have the loan as it is declared, or otherwise."""
    loan = {name: BODY[name] for name in ("principal_fen", "begins_on", "ends_on")} | {"uscc": CHENXIN, "daily_interest_fen": 200_000}
    body = {"bank": BODY["bank"], "loan_no": BODY["loan_no"], "loan": loan | changes}
    (await behind.sandbox.put("/admin/bank-loans", json=body)).raise_for_status()


async def drafted(api: Desk, person: str = APPLICANT, *, contract: bool = True, **changes: Any) -> str:
    """Draft a loan with its contract."""
    answer = await api.post(person, "/loans", BODY | changes)
    assert answer.status_code == 201, answer.text
    number = str(answer.json()["number"])
    assert answer.headers["Location"] == f"/loans/{number}"
    if contract:
        pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        file: dict[str, Any] = {
            "data": {"evidence_code": "loan_contract"},
            "files": {"file": ("contract.pdf", pdf + b"trailer<</Root 1 0 R>>\n%%EOF\n")},
        }
        assert (await api.ask(person, "POST", f"/loans/{number}/documents", **file)).status_code == 201
    return number


async def submitted(api: Desk, **changes: Any) -> str:
    """Draft and submit a loan."""
    number = await drafted(api, **changes)
    answer = await api.post(APPLICANT, f"/loans/{number}/submit")
    assert answer.status_code == 200, answer.text
    return number


async def read(api: Desk, number: str, person: str = APPLICANT) -> dict[str, Any]:
    """Read a loan."""
    return dict((await api.get(person, f"/loans/{number}")).json())


async def in_stage(api: Desk, number: str, stage: str) -> dict[str, Any]:
    """Wait until a loan is in a stage."""

    async def find() -> dict[str, Any] | None:
        shown = await read(api, number)
        return shown if shown["stage"]["code"] == stage else None

    return dict(await until(find, stage))


async def registered(api: Desk, behind: Office, **changes: Any) -> str:
    """Have a loan registered by the word of its bank, or by paper where the bank is another."""
    await bank_has(behind)
    number = await submitted(api, **changes)
    item = changes.get("item_code", "loan-interest")
    first, second = (COMFIN, OTHER_COMFIN) if item == "loan-interest" else (OFFICER, "officer-sti-2")
    await api.done(first, number, "loan_check", CHECKED)
    if "bank" in changes:
        await api.done(second, number, "loan_paper_check", {"decision": "paper_confirmed"})
    await in_stage(api, number, "registered")
    return number


async def test_loan_is_registered_by_its_bank_and_shown_with_its_details(api: Desk, behind: Office) -> None:
    number = await registered(api, behind)
    shown = await read(api, number)
    assert (shown["confirmed_by"], shown["principal_fen"], shown["ended_on"]) == ("bank", 2000 * WAN, None)
    assert shown["item_title"]["zh"] == "数字化智能化改造贷款贴息"
    listed = (await api.get(BIZCOOP, "/loans", params={"stage": "registered", "enterprise": CHENXIN})).json()["items"]
    assert [one["number"] for one in listed] == [number]
    letter = (await api.get(APPLICANT, f"/cases/{number}/letter", headers={"Accept": "application/json"})).json()
    assert "经向贷款银行核实一致，予以登记" in letter["text"]
    details = await current_details(behind.client, (await behind.all(select(Loan).where(Loan.number == number)))[0].workflow_id)
    assert "贷款额度 principal" in details
    assert "confirmed by: bank" in details


async def test_draft_is_the_borrowers_alone_until_it_is_submitted(api: Desk) -> None:
    number = await drafted(api)
    for person in (COMFIN, STRANGER, "auditor"):
        assert code_of(await api.get(person, f"/loans/{number}")) == "not_found"
    assert code_of(await api.post(STRANGER, f"/loans/{number}/submit")) == "not_found"
    assert (await api.post(APPLICANT, f"/loans/{number}/submit")).status_code == 200
    for person in (COMFIN, OFFICER, BIZCOOP, "auditor"):
        assert (await api.get(person, f"/loans/{number}")).status_code == 200
    for person in (STRANGER, HR):
        assert code_of(await api.get(person, f"/loans/{number}")) == "not_found"
    # A second submission of the same draft is none.
    assert code_of(await api.post(APPLICANT, f"/loans/{number}/submit")) == "wrong_stage"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"principal_fen": 0}, "principal_fen"),
        ({"principal_fen": 1.5}, "principal_fen"),
        ({"ends_on": "2024-12-31"}, "ends_on"),
        ({"begins_on": "soon"}, "begins_on"),
        ({"loan_no": "\u200b"}, "loan_no"),
        ({"bank": ""}, "bank"),
        ({"rate": 1}, "rate"),
    ],
)
async def test_draft_is_invalid_when_a_field_is(shared: Desk, changes: dict[str, Any], field: str) -> None:
    answer = await shared.post(APPLICANT, "/loans", BODY | changes)
    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")
    assert field in {error["field"] for error in answer.json()["errors"]}


async def test_draft_is_refused_for_an_item_that_subsidises_no_interest(shared: Desk) -> None:
    assert code_of(await shared.post(APPLICANT, "/loans", BODY | {"item_code": "plan-rent"})) == "wrong_process"


async def test_only_enterprises_register_loans(shared: Desk) -> None:
    assert code_of(await shared.post(COMFIN, "/loans", BODY)) == "forbidden"


@pytest.mark.parametrize("principal_fen", [500 * WAN - 1, 3000 * WAN + 1])
async def test_submission_is_refused_a_fen_out_of_bounds_and_names_the_clause(api: Desk, principal_fen: int) -> None:
    number = await drafted(api, principal_fen=principal_fen)
    refused = await api.post(APPLICANT, f"/loans/{number}/submit")
    assert (refused.status_code, code_of(refused)) == (422, "invalid_input")
    [error] = refused.json()["errors"]
    assert (error["field"], error["clause"]) == ("principal_fen", "第(八)条")
    assert "应在500万元至3000万元之间（均含）" in error["message"]["zh"]
    # The draft may be mended and submitted.
    etag = (await api.get(APPLICANT, f"/loans/{number}")).headers["ETag"]
    change = {"principal_fen": 500 * WAN}
    assert (await api.ask(APPLICANT, "PATCH", f"/loans/{number}", json=change, headers={"If-Match": etag})).status_code == 200
    assert (await api.post(APPLICANT, f"/loans/{number}/submit")).status_code == 200


async def test_second_registration_of_a_loan_is_refused_with_the_number_of_the_first(api: Desk) -> None:
    first = await submitted(api)
    second = await drafted(api, loan_no="ht[2025] 7号")
    refused = await api.post(APPLICANT, f"/loans/{second}/submit")
    assert (refused.status_code, code_of(refused)) == (409, "duplicate")
    assert first in refused.json()["detail"]


async def test_correction_opens_what_it_names_and_nothing_else(api: Desk) -> None:
    number = await submitted(api)
    defects = [{"code": "purpose", "reason": "请写明改造内容"}]
    await api.done(COMFIN, number, "loan_check", {"decision": "correction_requested", "defects": defects})
    shown = await in_stage(api, number, "correction")
    assert [one["code"] for one in shown["defects"]] == ["purpose"]
    for change, status in (({"principal_fen": 1000 * WAN}, 422), ({"purpose": "改造焊接产线"}, 200)):
        etag = (await api.get(APPLICANT, f"/loans/{number}")).headers["ETag"]
        answer = await api.ask(APPLICANT, "PATCH", f"/loans/{number}", json=change, headers={"If-Match": etag})
        assert answer.status_code == status, answer.text
    await api.done(APPLICANT, number, "loan_correction", {"decision": "corrected"})
    await in_stage(api, number, "check")


async def test_change_is_stated_by_the_borrower_or_noted_by_an_officer_who_does_not_confirm_it(api: Desk, behind: Office) -> None:
    number = await registered(api, behind)
    said = {"change": "prepaid", "ended_on": "2026-03-31", "reason": "部分提前还款"}
    for person, code in ((STRANGER, "not_found"), (BIZCOOP, "forbidden"), ("auditor", "forbidden")):
        assert code_of(await api.post(person, f"/loans/{number}/changes", said)) == code
    assert (await api.post(COMFIN, f"/loans/{number}/changes", said)).status_code == 200
    task = await api.soon(OTHER_COMFIN, number, "loan_change")
    done = {"decision": "loan_cancelled", "ended_on": "2026-03-31", "paper": "还款凭证", "reason": "部分提前还款"}
    assert code_of(await api.post(COMFIN, f"/tasks/{task['id']}/complete", done)) == "four_eyes"
    assert (await api.post(OTHER_COMFIN, f"/tasks/{task['id']}/complete", done)).status_code == 200
    shown = await in_stage(api, number, "cancelled")
    assert shown["ended_on"] == date(2026, 3, 31).isoformat()


async def test_look_is_asked_for_by_officers_and_only_of_what_is_registered(api: Desk, behind: Office) -> None:
    number = await submitted(api)
    assert code_of(await api.post(COMFIN, f"/loans/{number}/look")) == "wrong_stage"
    await bank_has(behind)
    await api.done(COMFIN, number, "loan_check", CHECKED)
    await in_stage(api, number, "registered")
    assert code_of(await api.post(APPLICANT, f"/loans/{number}/look")) == "forbidden"
    await bank_has(behind, status="repaid", changed_on="2026-03-31")
    assert (await api.post(COMFIN, f"/loans/{number}/look")).status_code == 202
    assert (await in_stage(api, number, "repaid"))["ended_on"] == "2026-03-31"


# -- claims -----------------------------------------------------------------------------------------------------------------------------

CLAIM: dict[str, Any] = {"begins_on": "2025-01-01", "ends_on": "2025-06-30", "claims": FIGURES["loan-interest"]}


async def test_claim_knows_its_loan_and_takes_two_dates(api: Desk, behind: Office) -> None:
    number = await registered(api, behind)
    answer = await api.post(APPLICANT, f"/loans/{number}/claims", CLAIM | {"requested_fen": 30 * WAN})
    assert answer.status_code == 201, answer.text
    drafted_claim = answer.json()
    assert drafted_claim["facts"] == {
        "loan_no": "HT〔2025〕7号",
        "bank": CONNECTED_BANK,
        "period": "2025-01-01/2025-06-30",
        "requested_fen": 30 * WAN,
    }
    assert (drafted_claim["matter_date"], drafted_claim["item_code"]) == ("2025-06-30", "loan-interest")
    listed = (await api.get(APPLICANT, f"/loans/{number}/claims")).json()
    [one] = listed
    assert (one["number"], one["period"], one["stage"]["code"]) == (drafted_claim["number"], "2025-01-01/2025-06-30", "draft")
    # It is the enterprise's alone until it is submitted.
    assert (await api.get(COMFIN, f"/loans/{number}/claims")).json() == []
    path = f"/applications/{drafted_claim['id']}"
    etag = (await api.get(APPLICANT, path)).headers["ETag"]
    other = {"facts": {"loan_no": "HT-8", "period": "2025-01-01/2025-06-30"}}
    assert code_of(await api.ask(APPLICANT, "PATCH", path, json=other, headers={"If-Match": etag})) == "invalid_input"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"begins_on": "2025-06-30", "ends_on": "2025-01-01"}, "invalid_input", "period"),
        ({"ends_on": "2099-12-31"}, "invalid_input", "period"),
        ({"begins_on": "2024-12-31"}, "invalid_input", "period"),
        ({"requested_fen": 0}, "invalid_input", "requested_fen"),
        ({"claims": {"interest_incurred_fen": 1}}, "invalid_input", "claims.interest_incurred_fen"),
        ({"claims": {"penalty_fen": 1}}, "invalid_input", "claims.penalty_fen"),
        ({"claims": {"output_after_fen": -1}}, "invalid_input", "claims.output_after_fen"),
        ({"item_code": "plan-rent"}, "wrong_process", "item_code"),
    ],
)
async def test_claim_is_refused_when_a_field_is_wrong(api: Desk, behind: Office, changes: dict[str, Any], code: str, field: str) -> None:
    number = await registered(api, behind)
    answer = await api.post(APPLICANT, f"/loans/{number}/claims", CLAIM | changes)
    assert code_of(answer) == code
    assert field in {error["field"] for error in answer.json()["errors"]}
    assert (await api.get(APPLICANT, f"/loans/{number}/claims")).json() == []


async def test_claim_is_incomplete_without_its_effect_figures_and_papers(api: Desk, behind: Office) -> None:
    number = await registered(api, behind)
    claim = (await api.post(APPLICANT, f"/loans/{number}/claims", CLAIM | {"claims": {}})).json()
    refused = await api.post(APPLICANT, f"/applications/{claim['id']}/submit")
    assert (refused.status_code, code_of(refused)) == (422, "incomplete")
    fields = {error["field"] for error in refused.json()["errors"]}
    assert {"claims.output_after_fen", "claims.energy_after_kgce", "claims.upgrade_filing_no", "evidence.interest_certificate"} <= fields


async def test_nobody_else_claims_of_a_loan(api: Desk, behind: Office) -> None:
    number = await registered(api, behind)
    for person, code in ((STRANGER, "not_found"), (COMFIN, "forbidden")):
        assert code_of(await api.post(person, f"/loans/{number}/claims", CLAIM)) == code


@pytest.mark.parametrize("item", ["loan-interest", "plan-interest"])
async def test_application_without_a_loan_says_where_to_go(shared: Desk, item: str) -> None:
    refused = await shared.post(APPLICANT, "/applications", {"item_code": item, "enterprise_uscc": CHENXIN, "facts": {}})
    assert (refused.status_code, code_of(refused)) == (422, "wrong_process")
    assert "先登记贷款" in refused.json()["detail"]
    assert (await shared.get(None, f"/items/{item}")).json()["instead"]["path"] == "/loans"
