"""预算文件。Budget documents: entered by one person of finance, in force by another, counted once, and taken back by a reversing entry."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from models.tables import Appropriation
from policy.working_days import BEIJING
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, Desk, code_of
from tests.office import WAN, Office

FINANCE, OTHER_FINANCE, THIRD_FINANCE = "finance-1", "finance-2", "finance-3"
GIVEN = {"department": "sti", "year": 2029, "amount_fen": 100 * WAN, "document_no": "京财预〔2029〕1-2号"}
REVERSAL = {"amount_fen": 40 * WAN, "document_no": "京财预〔2029〕9号"}
# The same number as people write it: other brackets, dashes, widths, case, spaces and invisible signs.
SAME = [
    "京财预[2029]1-2号",
    "京财预（\uff12\uff10\uff12\uff19）1－2号",
    "京财预【2029】1–2号",
    " 京财预〔2029〕1-2号 ",
    "京财预\u200b〔2029〕1—2号\u3000",
]


@pytest.fixture
def durations() -> dict[str, int]:
    """Notices that do not end meanwhile, so that what is set aside stays where it was put."""
    return {"public_notice": 12_000}


async def entered(api: Desk, person: str = FINANCE, **changes: Any) -> dict[str, Any]:
    answer = await api.post(person, "/appropriations", GIVEN | changes)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def confirmed(api: Desk, document: dict[str, Any], person: str = OTHER_FINANCE) -> dict[str, Any]:
    answer = await api.post(person, f"/budget-documents/{document['id']}/confirmation")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def reversal(api: Desk, document: dict[str, Any], person: str = FINANCE, **changes: Any) -> dict[str, Any]:
    answer = await api.post(person, f"/budget-documents/{document['id']}/reversals", REVERSAL | changes)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def shown(api: Desk, person: str = FINANCE, year: int = 2029) -> dict[str, Any]:
    """Return the one appropriation of a year."""
    found = (await api.get(person, "/appropriations", params={"year": year})).json()
    assert len(found) == 1
    return dict(found[0])


async def booked(api: Desk, document: dict[str, Any]) -> list[tuple[str, str, str, int]]:
    rows = (await api.get("auditor", f"/appropriations/{document['appropriation_id']}/transfers")).json()["items"]
    return [(row["kind"], row["document_no"], row["made_by"], row["amount_fen"]) for row in rows]


async def test_money_is_in_the_books_once_a_second_person_confirmed_it(api: Desk) -> None:
    document = await entered(api)
    assert (document["state"], document["entered_by"], document["confirmed_by"]) == ("proposed", FINANCE, None)
    assert (await shown(api))["balances"]["available"] == 0
    assert await booked(api, document) == []
    document = await confirmed(api, document)
    assert (document["state"], document["entered_by"], document["confirmed_by"]) == ("in_force", FINANCE, OTHER_FINANCE)
    line = await shown(api)
    assert (line["balances"]["available"], line["balances"]["source"], len(line["balances"])) == (100 * WAN, -100 * WAN, 10)
    assert line["documents"] == [document]
    assert await booked(api, document) == [("appropriation", GIVEN["document_no"], OTHER_FINANCE, 100 * WAN)]


async def test_document_is_not_confirmed_any_more_when_its_year_has_closed_meanwhile(api: Desk, behind: Office) -> None:
    last_year = datetime.now(BEIJING).year - 1
    early = await entered(api)
    await confirmed(api, early)
    late, back = await entered(api, document_no="京财预〔2029〕3号"), await reversal(api, early)
    await behind.change(update(Appropriation).where(Appropriation.year == 2029).values(year=last_year))
    refused = await api.post(OTHER_FINANCE, f"/budget-documents/{late['id']}/confirmation")
    assert (refused.status_code, code_of(refused)) == (409, "wrong_stage")
    assert f"{last_year}年度预算已经结束" in refused.json()["detail"]
    assert [row[0] for row in await booked(api, early)] == ["appropriation"]
    # It is refused instead; and what takes money back of the year is confirmed as ever.
    given = await api.post(OTHER_FINANCE, f"/budget-documents/{late['id']}/refusal", {"reason": "年度已结束"})
    assert given.status_code == 200
    await confirmed(api, back)


async def test_documents_of_one_line_add_up_and_are_paged(api: Desk) -> None:
    for number in ("1号", "2号"):
        document = await confirmed(api, await entered(api, document_no=number))
    assert (await shown(api))["balances"]["available"] == 200 * WAN
    path = f"/appropriations/{document['appropriation_id']}/transfers"
    first = (await api.get(FINANCE, path, params={"limit": 1})).json()
    rest = (await api.get(FINANCE, path, params={"limit": 1, "cursor": first["next_cursor"]})).json()
    assert ([row["document_no"] for row in first["items"] + rest["items"]], rest["next_cursor"]) == (["1号", "2号"], None)
    assert code_of(await api.get(FOREIGN_OFFICER, path)) == "not_found"


async def test_document_is_decided_on_by_another_person_once(api: Desk) -> None:
    document = await entered(api)
    path = f"/budget-documents/{document['id']}"
    assert code_of(await api.post(FINANCE, f"{path}/confirmation")) == "four_eyes"
    assert code_of(await api.post(FINANCE, f"{path}/refusal", {"reason": "金额有误"})) == "four_eyes"
    await confirmed(api, document)
    assert code_of(await api.post(THIRD_FINANCE, f"{path}/confirmation")) == "wrong_stage"
    assert code_of(await api.post(THIRD_FINANCE, f"{path}/refusal", {"reason": "金额有误"})) == "wrong_stage"
    assert (await shown(api))["balances"]["available"] == 100 * WAN


@pytest.mark.parametrize("person", [APPLICANT, OFFICER, HEAD, "auditor", "admin", "committee-1"])
async def test_nobody_outside_finance_enters_or_decides(api: Desk, person: str) -> None:
    document = await entered(api)
    assert code_of(await api.post(person, "/appropriations", GIVEN | {"document_no": "2号"})) == "forbidden"
    for what, body in (("confirmation", None), ("refusal", {"reason": "x"}), ("reversals", REVERSAL)):
        assert code_of(await api.post(person, f"/budget-documents/{document['id']}/{what}", body)) == "forbidden"


async def test_finance_is_told_when_a_document_waits(api: Desk) -> None:
    await entered(api)
    told = (await api.get(THIRD_FINANCE, "/messages")).json()["items"]
    assert any(GIVEN["document_no"] in message["text"]["zh"] for message in told)


@pytest.mark.parametrize("number", [GIVEN["document_no"], *SAME])
@pytest.mark.parametrize("state", ["proposed", "in_force"])
async def test_document_is_refused_when_it_gave_to_the_same_line_before(api: Desk, number: str, state: str) -> None:
    document = await entered(api)
    if state == "in_force":
        await confirmed(api, document)
    for person in (FINANCE, OTHER_FINANCE):
        refused = await api.post(person, "/appropriations", GIVEN | {"document_no": number, "amount_fen": 7})
        assert (refused.status_code, code_of(refused)) == (409, "duplicate")
        fault = refused.json()["errors"][0]
        assert (fault["field"], "文号" in fault["message"]["zh"], "document" in fault["message"]["en"]) == ("document_no", True, True)
    assert len((await shown(api))["documents"]) == 1


@pytest.mark.parametrize(
    "changes", [{"department": "econ"}, {"year": 2030}, {"item_code": "innovation-centre"}, {"document_no": "京财预〔2029〕1-3号"}]
)
async def test_document_gives_to_several_lines(api: Desk, changes: dict[str, Any]) -> None:
    await confirmed(api, await entered(api))
    await confirmed(api, await entered(api, **changes))
    lines = (await api.get(FINANCE, "/appropriations")).json()
    assert sum(line["balances"]["available"] for line in lines if line["year"] >= 2029) == 200 * WAN


async def test_document_gives_to_the_rest_of_a_department_when_it_says_so_or_names_no_item(api: Desk) -> None:
    for number in ("京财预〔2029〕31号", "京财预〔2029〕47号"):
        named = {"item_code": "*"} if number.endswith("31号") else {}
        answer = await api.post(FINANCE, "/appropriations", GIVEN | {"document_no": number, **named})
        assert answer.status_code == 201, answer.text


@pytest.mark.parametrize(("years_ahead", "status"), [(-1, 422), (0, 201), (1, 201)])
async def test_document_is_refused_when_its_year_is_over(api: Desk, years_ahead: int, status: int) -> None:
    year = datetime.now(BEIJING).year + years_ahead
    answer = await api.post(FINANCE, "/appropriations", GIVEN | {"year": year, "item_code": "science-award"})
    assert answer.status_code == status, answer.text
    assert status == 201 or [fault["field"] for fault in answer.json()["errors"]] == ["year"]


@pytest.mark.parametrize(
    "number", ["京财预20291-2号", "京财预〔2029〕12号", "京财预〔2O29〕l-2号", "京财预〔2029〕2-1号", "财预〔2029〕1-2"]
)
async def test_number_that_looks_alike_is_refused_unless_somebody_says_why_it_is_another_document(api: Desk, number: str) -> None:
    await confirmed(api, await entered(api))
    for body in ({}, {"distinct_reason": " "}):
        refused = await api.post(OTHER_FINANCE, "/appropriations", GIVEN | {"document_no": number} | body)
        assert (refused.status_code, code_of(refused)) == ((422, "invalid_input") if body else (409, "duplicate"))
    assert GIVEN["document_no"] in (await api.post(FINANCE, "/appropriations", GIVEN | {"document_no": number})).json()["detail"]
    other = await entered(api, document_no=number, distinct_reason="系同日另发的文件")
    assert other["distinct_reason"] == "系同日另发的文件"
    await confirmed(api, other)
    assert (await shown(api))["balances"]["available"] == 200 * WAN


async def test_reversing_entry_is_refused_when_its_number_looks_like_that_of_its_document(api: Desk) -> None:
    document = await confirmed(api, await entered(api))
    path, body = f"/budget-documents/{document['id']}/reversals", REVERSAL | {"document_no": "京财预2029-12号"}
    assert code_of(await api.post(FINANCE, path, body)) == "duplicate"
    assert (await api.post(FINANCE, path, body | {"distinct_reason": "系调整文件"})).status_code == 201


async def test_reason_is_not_kept_when_no_number_of_the_line_looks_alike(api: Desk) -> None:
    assert (await entered(api, distinct_reason="系另一文件"))["distinct_reason"] is None


async def test_one_is_entered_when_numbers_that_look_alike_are_sent_at_once(api: Desk) -> None:
    numbers = ["京财预〔2029〕12号", "京财预2029-12号", "京财预20291-2号", "京财预〔2029〕1-2号"]
    answers = await asyncio.gather(*(api.post(FINANCE, "/appropriations", GIVEN | {"document_no": number}) for number in numbers))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


@pytest.mark.parametrize("number", [" ", "\u3000", "\u200b", " \ufeff "])
async def test_document_is_refused_when_its_number_is_blank(api: Desk, number: str) -> None:
    refused = await api.post(FINANCE, "/appropriations", GIVEN | {"document_no": number})
    assert (refused.status_code, [fault["field"] for fault in refused.json()["errors"]]) == (422, ["document_no"])


async def test_one_is_entered_when_a_document_is_sent_many_times_at_once(api: Desk) -> None:
    numbers = [GIVEN["document_no"], *SAME]
    people = [FINANCE, OTHER_FINANCE, THIRD_FINANCE] * 2
    answers = await asyncio.gather(
        *(api.post(person, "/appropriations", GIVEN | {"document_no": number}) for person, number in zip(people, numbers, strict=True))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]
    assert len((await shown(api))["documents"]) == 1


async def test_money_is_booked_once_when_two_confirm_at_once(api: Desk) -> None:
    path = f"/budget-documents/{(await entered(api))['id']}/confirmation"
    answers = await asyncio.gather(*(api.post(person, path) for person in (OTHER_FINANCE, THIRD_FINANCE) * 2))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert (await shown(api))["balances"]["available"] == 100 * WAN


async def test_refused_document_gives_nothing_and_may_be_entered_anew(api: Desk) -> None:
    document = await entered(api, amount_fen=1)
    refused = (await api.post(OTHER_FINANCE, f"/budget-documents/{document['id']}/refusal", {"reason": "金额有误"})).json()
    assert (refused["state"], refused["refused_by"], refused["confirmed_by"], refused["reason"]) == (
        "refused",
        OTHER_FINANCE,
        None,
        "金额有误",
    )
    await confirmed(api, await entered(api))
    line = await shown(api)
    assert (line["balances"]["available"], [each["state"] for each in line["documents"]]) == (100 * WAN, ["refused", "in_force"])


async def test_reversing_entry_takes_back_once_a_second_person_confirmed_it(api: Desk) -> None:
    document = await confirmed(api, await entered(api))
    entry = await reversal(api, document)
    assert (entry["state"], entry["reverses_id"]) == ("proposed", document["id"])
    assert (await shown(api))["balances"]["available"] == 100 * WAN
    assert code_of(await api.post(FINANCE, f"/budget-documents/{entry['id']}/confirmation")) == "four_eyes"
    await confirmed(api, entry)
    line = await shown(api)
    assert (line["balances"]["available"], line["balances"]["source"]) == (60 * WAN, -60 * WAN)
    assert [(each["reverses_id"], each["state"]) for each in line["documents"]] == [(None, "in_force"), (document["id"], "in_force")]
    assert (await booked(api, document))[-1] == ("reversal", REVERSAL["document_no"], OTHER_FINANCE, 40 * WAN)


@pytest.mark.parametrize("number", [GIVEN["document_no"], *SAME])
async def test_reversing_entry_is_refused_when_it_has_no_number_of_its_own(api: Desk, number: str) -> None:
    document = await confirmed(api, await entered(api))
    refused = await api.post(FINANCE, f"/budget-documents/{document['id']}/reversals", REVERSAL | {"document_no": number})
    assert (code_of(refused), refused.json()["errors"][0]["field"]) == ("duplicate", "document_no")


async def test_reversing_entries_take_back_no_more_than_their_document_gave(api: Desk) -> None:
    document = await confirmed(api, await entered(api))
    await confirmed(api, await entered(api, document_no="另一文件"))
    path = f"/budget-documents/{document['id']}/reversals"
    assert (await api.post(FINANCE, path, REVERSAL | {"amount_fen": 100 * WAN + 1})).json()["errors"][0]["field"] == "amount_fen"
    await confirmed(api, await reversal(api, document))
    # What is only proposed counts, until it is refused.
    waiting = await reversal(api, document, amount_fen=60 * WAN, document_no="二")
    more = await api.post(FINANCE, path, {"amount_fen": 1, "document_no": "三"})
    assert (code_of(more), more.json()["errors"][0]["message"]["zh"]) == ("invalid_input", "该文件尚可冲销0元")
    assert (await api.post(OTHER_FINANCE, f"/budget-documents/{waiting['id']}/refusal", {"reason": "不冲销"})).status_code == 200
    await confirmed(api, await reversal(api, document, amount_fen=60 * WAN, document_no="四"))
    assert (await shown(api))["balances"]["available"] == 100 * WAN


async def test_reversing_entries_at_once_take_back_no_more_than_their_document_gave(api: Desk) -> None:
    document = await confirmed(api, await entered(api))
    path = f"/budget-documents/{document['id']}/reversals"
    answers = await asyncio.gather(*(api.post(FINANCE, path, REVERSAL | {"document_no": f"冲{index}"}) for index in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 422, 422]


async def test_only_what_gave_money_is_reversed(api: Desk) -> None:
    document = await entered(api)
    refused = await api.post(FINANCE, f"/budget-documents/{document['id']}/reversals", REVERSAL)
    assert code_of(refused) == "wrong_stage"
    entry = await confirmed(api, await reversal(api, await confirmed(api, document)))
    again = await api.post(FINANCE, f"/budget-documents/{entry['id']}/reversals", {"amount_fen": 1, "document_no": "三"})
    assert (code_of(again), "本身即为冲销文件" in again.json()["detail"]) == ("wrong_stage", True)


@pytest.mark.parametrize(
    ("first", "number"),
    [
        ("京财预〔2029〕77号", "京财预〔2029〕077号"),
        ("京财预〔2029〕0077号", "京财预[2029]77号"),
        ("京财预〔2029〕077号", "京财预〔2029〕00077号"),
        ("京财预〔2029〕第077号", "京财预（2029）第77号"),
    ],
)
async def test_document_is_refused_when_its_number_differs_in_leading_zeros_alone(api: Desk, first: str, number: str) -> None:
    await entered(api, document_no=first)
    refused = await api.post(OTHER_FINANCE, "/appropriations", GIVEN | {"document_no": number, "distinct_reason": "系另一文件"})
    assert (refused.status_code, code_of(refused)) == (409, "duplicate")


@pytest.mark.parametrize("number", ["京财预〔2029〕770号", "京财预〔2029〕707号", "京财预〔2028〕77号", "京财评〔2029〕77号"])
async def test_document_is_another_when_its_number_differs_in_more_than_leading_zeros(api: Desk, number: str) -> None:
    await entered(api, document_no="京财预〔2029〕77号")
    await entered(api, document_no=number, distinct_reason="系另一文件")


async def test_reversing_entry_takes_back_no_more_than_is_unspent(api: Desk, behind: Office) -> None:
    """Half of what was given is set aside between the entry of the reversal and its confirmation."""
    year = datetime.now(BEIJING).year
    document = await confirmed(api, await entered(api, item_code="innovation-centre", year=year))
    entry = await reversal(api, document, amount_fen=100 * WAN)
    drafted = await api.to_decision()
    await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
    assert (await behind.balances())["pre_commitment"] == 50 * WAN
    late = await api.post(OTHER_FINANCE, f"/budget-documents/{entry['id']}/confirmation")
    assert (late.status_code, code_of(late), "50万元" in late.json()["detail"]) == (409, "budget_exhausted", True)
    assert (await api.post(OTHER_FINANCE, f"/budget-documents/{entry['id']}/refusal", {"reason": "已使用"})).status_code == 200
    path = f"/budget-documents/{document['id']}/reversals"
    assert code_of(await api.post(FINANCE, path, {"amount_fen": 50 * WAN + 1, "document_no": "二"})) == "budget_exhausted"
    entry = await confirmed(api, await reversal(api, document, amount_fen=50 * WAN, document_no="二"))
    line = next(row for row in (await api.get(FINANCE, "/appropriations")).json() if row["id"] == entry["appropriation_id"])
    assert (line["balances"]["available"], line["balances"]["pre_commitment"]) == (0, 50 * WAN)


@pytest.mark.parametrize("became", ["proposed", "refused", "reversed"])
async def test_item_draws_on_its_departments_money_when_its_own_is_not_in_force(api: Desk, became: str) -> None:
    year = datetime.now(BEIJING).year
    document = await entered(api, item_code="innovation-centre", year=year)
    if became == "refused":
        await api.post(OTHER_FINANCE, f"/budget-documents/{document['id']}/refusal", {"reason": "误录"})
    if became == "reversed":
        await confirmed(api, await reversal(api, await confirmed(api, document), amount_fen=100 * WAN))
    drafted = await api.to_decision()
    await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
    lines = {
        row["item_code"]: row["balances"]["pre_commitment"]
        for row in (await api.get(FINANCE, "/appropriations")).json()
        if row["year"] == year
    }
    assert lines == {"*": 50 * WAN, "innovation-centre": 0}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM budget_documents",
        "UPDATE budget_documents SET amount_fen = 1",
        "UPDATE budget_documents SET state = 'proposed', confirmed_by = NULL, decided_at = NULL",
        "UPDATE budget_documents SET confirmed_by = 'finance-3'",
    ],
)
async def test_document_in_force_cannot_be_changed_or_deleted_in_the_database(api: Desk, behind: Office, statement: str) -> None:
    await confirmed(api, await entered(api))
    with pytest.raises(DBAPIError, match="changed by its decision only"):
        await behind.change(text(statement))


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        (
            "UPDATE budget_documents SET state = 'in_force', confirmed_by = entered_by, decided_at = now() WHERE state = 'proposed'",
            "four_eyes",
        ),
        (
            "UPDATE budget_documents SET state = 'refused', refused_by = entered_by, decided_at = now() WHERE state = 'proposed'",
            "four_eyes",
        ),
        ("UPDATE budget_documents SET state = 'in_force', decided_at = now() WHERE state = 'proposed'", "decided_by_somebody"),
        (
            (
                "INSERT INTO budget_documents (appropriation_id, amount_fen, document_no, document_folded, entered_by)"
                " SELECT appropriation_id, 1, document_no, document_folded, 'finance-3' FROM budget_documents WHERE state = 'proposed'"
            ),
            "uq_budget_documents_number",
        ),
    ],
)
async def test_database_keeps_four_eyes_and_numbers_apart(api: Desk, behind: Office, statement: str, broken: str) -> None:
    await entered(api)
    with pytest.raises(DBAPIError, match=broken):
        await behind.change(text(statement))


async def test_transfer_is_entered_confirmed_and_read_by_those_whose_budget_it_is(api: Desk) -> None:
    given = await confirmed(api, await entered(api))
    body = GIVEN | {
        "from_id": given["appropriation_id"],
        "item_code": "innovation-centre",
        "amount_fen": 30 * WAN,
        "document_no": "京财预调1号",
    }
    answer = await api.post(FINANCE, "/budget-transfers", body)
    assert (answer.status_code, answer.json()["from_id"]) == (201, given["appropriation_id"])
    await confirmed(api, answer.json())
    found = {line["item_code"]: line for line in (await api.get(OFFICER, "/budgets", params={"year": 2029})).json()}
    assert {code: line["available_fen"] // WAN for code, line in found.items()} == {"*": 70, "innovation-centre": 30}
    assert {line["department"]["code"] for line in found.values()} == {"sti"}
    assert (await api.get(FOREIGN_OFFICER, "/budgets", params={"year": 2029})).json() == []
    assert (await api.get(FINANCE, "/budgets/queue")).json()["items"] == []
    for person, path in ((APPLICANT, "/budgets"), (APPLICANT, "/budgets/queue")):
        assert code_of(await api.get(person, path)) == "forbidden"
    assert code_of(await api.post(HEAD, "/budget-transfers", body)) == "forbidden"
    assert code_of(await api.post(FINANCE, "/budget-transfers", body | {"item_code": "*"})) == "invalid_input"
    assert code_of(await api.post(FINANCE, "/budget-transfers", body | {"from_id": answer.json()["id"]})) == "not_found"
