"""提交与补正。What was submitted stays as it was; a correction changes what its defects name, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, PDF, STRANGER, Desk, code_of
from tests.office import explained

ITEM, LEASE, INVOICES = "plan-rent", "lease", "rent_invoices"
COLLEAGUE = f"{APPLICANT}-2"
BETTER = PDF + b"%a better scan\n"


async def submitted(api: Desk) -> str:
    """Submit an application, and return its number."""
    drafted = await api.ready(ITEM)
    answer = await api.post(APPLICANT, f"/applications/{drafted['id']}/submit")
    assert answer.status_code == 200, answer.text
    return str(drafted["number"])


async def being_corrected(api: Desk, *codes: str) -> str:
    """Submit an application of which an officer wants some codes corrected."""
    number = await submitted(api)
    await ask(api, number, *codes)
    return number


async def ask(api: Desk, number: str, *codes: str) -> None:
    defects = [{"code": code, "reason": "看不清。"} for code in codes]
    await api.done(OFFICER, number, "acceptance", {"decision": "correction_requested", "defects": defects})


async def change(api: Desk, number: str, body: dict[str, Any], person: str = APPLICANT) -> Any:
    path = f"/applications/{number}"
    tag = (await api.get(person, path)).headers["etag"]
    return await api.ask(person, "PATCH", path, json=body, headers={"If-Match": tag})


async def documents(api: Desk, number: str) -> dict[str, str]:
    """Return the id of each piece of evidence, by code."""
    return {one["evidence_code"]: one["id"] for one in (await api.get(APPLICANT, f"/applications/{number}/documents")).json()}


async def hand_in(api: Desk, number: str, answer: dict[str, Any] | None = None, person: str = APPLICANT) -> Any:
    task = await api.task(person, number, "correction")
    return await api.post(person, f"/tasks/{task['id']}/complete", answer or {"decision": "corrected"})


async def submissions(api: Desk, number: str) -> list[dict[str, Any]]:
    return list((await api.get(OFFICER, f"/applications/{number}/submissions")).json())


def fields(answer: Any) -> list[str]:
    return [fault["field"] for fault in answer.json()["errors"]]


# -- what was submitted is frozen -------------------------------------------------------------------------------------------------------


async def test_draft_has_no_submission(api: Desk) -> None:
    drafted = await api.ready(ITEM)
    assert (await api.get(APPLICANT, f"/applications/{drafted['id']}/submissions")).json() == []
    assert code_of(await api.get(APPLICANT, f"/applications/{drafted['id']}/submissions/1")) == "not_found"


@pytest.mark.parametrize("person", [OFFICER, HEAD, "auditor", "finance-1", "operator", STRANGER])
async def test_draft_is_its_enterprises_alone(api: Desk, person: str) -> None:
    drafted = await api.ready(ITEM)
    path = f"/applications/{drafted['id']}"
    for unseen in (path, f"{path}/documents", f"{path}/submissions", f"/cases/{drafted['id']}/timeline"):
        refused = await api.get(person, unseen)
        assert code_of(refused) in {"not_found", "forbidden"}, unseen
    assert (await api.get(person, "/applications")).json()["items"] == []
    assert (await api.get(COLLEAGUE, path)).status_code == 200


async def test_submission_keeps_facts_claims_and_documents_as_they_were(api: Desk) -> None:
    number = await submitted(api)
    (only,) = await submissions(api, number)
    assert (only["number"], only["submitted_by"], len(only["sha256"])) == (1, "陈思远", 64)
    kept = (await api.get(OFFICER, f"/applications/{number}/submissions/1")).json()
    assert {one["code"]: one["value"] for one in kept["facts"]} == {"year": 2026, "requested_fen": 100_000_000}
    claims = {one["code"]: one["value"] for one in kept["claims"]}
    assert claims == {"rent_paid_fen": 100_000_000, "matter_date": "2026-03-01"}
    assert {one["evidence_code"]: one["id"] for one in kept["documents"]} == await documents(api, number)
    assert kept["sha256"] == only["sha256"]


async def test_submission_is_one_when_it_is_asked_for_twice(api: Desk) -> None:
    drafted = await api.ready(ITEM)
    path = f"/applications/{drafted['id']}/submit"
    assert [(await api.post(APPLICANT, path, key="once")).status_code for _ in range(2)] == [200, 200]
    assert code_of(await api.post(APPLICANT, path)) == "wrong_stage"
    assert len(await submissions(api, drafted["id"])) == 1


async def test_submission_is_changed_by_nobody_not_even_in_the_database(api: Desk) -> None:
    await submitted(api)
    for statement in ("UPDATE submissions SET facts = '{}'", "DELETE FROM submissions", "UPDATE documents SET sha256 = repeat('0', 64)"):
        with pytest.raises(Exception, match=r"append-only|never changed"):
            async with api.database.writing() as session:
                await session.execute(text(statement))


async def test_submissions_do_not_exist_for_whoever_may_not_see_the_application(api: Desk) -> None:
    number = await submitted(api)
    for path in ("submissions", "submissions/1", "submissions/1/differences"):
        for person in (STRANGER, FOREIGN_OFFICER):
            assert code_of(await api.get(person, f"/applications/{number}/{path}")) == "not_found"
    for person in (APPLICANT, OFFICER, "auditor"):
        assert (await api.get(person, f"/applications/{number}/submissions/1")).status_code == 200


# -- only what the defects name -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"claims": {"rent_paid_fen": 300_000_000}}, "claims.rent_paid_fen"),
        ({"facts": {"year": 2026, "requested_fen": 300_000_000}}, "requested_fen"),
        ({"facts": {"year": 2025}}, "year"),
        ({"matter_date": "2026-01-31"}, "matter_date"),
    ],
)
async def test_change_is_refused_when_no_defect_names_it(api: Desk, body: dict[str, Any], field: str) -> None:
    number = await being_corrected(api, LEASE)
    refused = await change(api, number, body)
    assert (refused.status_code, code_of(refused), fields(refused)) == (422, "not_open", [field])
    read = (await api.get(OFFICER, f"/applications/{number}")).json()
    assert (read["facts"]["requested_fen"], read["claims"]["rent_paid_fen"], read["matter_date"]) == (
        100_000_000,
        100_000_000,
        "2026-03-01",
    )


async def test_document_is_neither_added_nor_taken_back_when_no_defect_names_it(api: Desk) -> None:
    number = await being_corrected(api, LEASE)
    added = await api.upload(number, INVOICES, BETTER)
    assert (added.status_code, code_of(added), fields(added)) == (422, "not_open", ["evidence.rent_invoices"])
    taken = await api.ask(APPLICANT, "DELETE", f"/documents/{(await documents(api, number))[INVOICES]}")
    assert (taken.status_code, code_of(taken), fields(taken)) == (422, "not_open", ["evidence.rent_invoices"])


async def test_named_fact_is_changed_and_the_rest_stays_whether_it_is_sent_back_or_not(api: Desk) -> None:
    number = await being_corrected(api, "rent_paid_fen", "year")
    alone = await change(api, number, {"claims": {"rent_paid_fen": 90_000_000}})
    assert alone.json()["claims"] == {"rent_paid_fen": 90_000_000}
    together = await change(api, number, {"facts": {"year": 2025, "requested_fen": 100_000_000}})
    assert together.json()["facts"] == {"year": 2025, "requested_fen": 100_000_000}
    wrong = await change(api, number, {"claims": {"rent_paid_fen": "much"}})
    assert (code_of(wrong), fields(wrong)) == ("invalid_input", ["claims.rent_paid_fen"])


async def test_defect_is_refused_when_the_application_has_no_such_thing(api: Desk) -> None:
    number = await submitted(api)
    task = await api.task(OFFICER, number, "acceptance")
    answer = {"decision": "correction_requested", "defects": [{"code": LEASE, "reason": "不清"}, {"code": "passport", "reason": "缺少"}]}
    refused = await api.post(OFFICER, f"/tasks/{task['id']}/complete", answer)
    assert (refused.status_code, code_of(refused), fields(refused)) == (422, "invalid_input", ["defects.1.code"])
    for nameless in ([], [{"code": LEASE}], [{"reason": "不清"}]):
        assert code_of(await api.post(OFFICER, f"/tasks/{task['id']}/complete", answer | {"defects": nameless})) == "invalid_input"


async def test_defects_are_told_in_words(api: Desk) -> None:
    number = await being_corrected(api, LEASE, "rent_paid_fen")
    shown = (await api.get(APPLICANT, f"/applications/{number}")).json()["defects"]
    assert [(one["code"], one["title"]["zh"], one["reason"]) for one in shown] == [
        (LEASE, "租赁合同", "看不清。"),
        ("rent_paid_fen", "本年度实际支付房租", "看不清。"),
    ]
    task = await api.task(APPLICANT, number, "correction")
    read = (await api.get(APPLICANT, f"/tasks/{task['id']}")).json()
    assert read["about"]["defects"] == shown
    told = [message["text"]["zh"] for message in (await api.get(APPLICANT, "/messages")).json()["items"]]
    assert f"{number}需要补正，请一次补齐：“租赁合同”：看不清；“本年度实际支付房租”：看不清。期间办理时限暂停计算。" in told


# -- every defect is answered -------------------------------------------------------------------------------------------------------------


async def test_correction_is_not_handed_in_while_a_defect_is_unanswered(api: Desk) -> None:
    number = await being_corrected(api, LEASE, INVOICES, "rent_paid_fen")
    assert (await api.upload(number, LEASE, BETTER)).status_code == 201
    # The file that was there already mends nothing.
    assert (await api.upload(number, INVOICES)).status_code == 201
    refused = await hand_in(api, number)
    assert (refused.status_code, code_of(refused)) == (422, "incomplete")
    assert fields(refused) == ["claims.rent_paid_fen", "evidence.rent_invoices"]
    assert refused.json()["detail"] == "尚有未补正的内容：本年度实际支付房租、房租发票。"
    assert len(await submissions(api, number)) == 1


async def test_defect_is_answered_by_saying_why_it_is_none(api: Desk) -> None:
    number = await being_corrected(api, LEASE)
    assert code_of(await hand_in(api, number, explained("rent_paid_fen"))) == "invalid_input"
    assert (await hand_in(api, number, explained(LEASE))).status_code == 200
    task = await api.soon(OFFICER, number, "acceptance")
    about = (await api.get(OFFICER, f"/tasks/{task['id']}")).json()["about"]
    assert about["explanations"] == [{"code": LEASE, "explanation": "与原件一致"}]
    assert about["change"] == {"submission": 2, "differs_from": 1, "facts": [], "claims": [], "documents": []}


async def test_named_document_is_replaced_and_the_one_before_stays_on_record(api: Desk) -> None:
    number = await being_corrected(api, LEASE)
    before = (await documents(api, number))[LEASE]
    assert (await api.ask(APPLICANT, "DELETE", f"/documents/{before}")).status_code == 204
    assert code_of(await api.ask(APPLICANT, "DELETE", f"/documents/{before}")) == "not_found"
    assert fields(await hand_in(api, number)) == ["evidence.lease"]
    assert (await api.upload(number, LEASE, BETTER, "better.pdf")).status_code == 201
    assert (await hand_in(api, number)).status_code == 200
    assert (await api.get(OFFICER, f"/documents/{before}/content")).content == PDF
    kept = (await api.get(OFFICER, f"/applications/{number}/submissions/1")).json()["documents"]
    assert before in {one["id"] for one in kept}


async def test_office_reads_what_was_handed_in_while_it_is_corrected(api: Desk) -> None:
    number = await being_corrected(api, LEASE, "rent_paid_fen", "matter_date")
    before = (await documents(api, number))[LEASE]
    await change(api, number, {"claims": {"rent_paid_fen": 90_000_000}, "matter_date": "2026-02-01"})
    assert (await api.ask(APPLICANT, "DELETE", f"/documents/{before}")).status_code == 204
    assert (await api.upload(number, LEASE, BETTER, "better.pdf")).status_code == 201
    path = f"/applications/{number}"
    for person, rent, day in (
        (OFFICER, 100_000_000, "2026-03-01"),
        ("auditor", 100_000_000, "2026-03-01"),
        (COLLEAGUE, 90_000_000, "2026-02-01"),
    ):
        read = (await api.get(person, path)).json()
        assert (read["claims"]["rent_paid_fen"], read["matter_date"]) == (rent, day), person
    seen = {one["id"] for one in (await api.get(OFFICER, f"{path}/documents")).json()}
    own = {one["id"] for one in (await api.get(APPLICANT, f"{path}/documents")).json()}
    assert (before in seen, before in own, len(seen), len(own)) == (True, False, 3, 3)
    assert (await hand_in(api, number)).status_code == 200
    assert (await api.get(OFFICER, path)).json()["claims"]["rent_paid_fen"] == 90_000_000
    assert {one["id"] for one in (await api.get(OFFICER, f"{path}/documents")).json()} == own


async def test_taken_back_draft_document_is_gone(api: Desk) -> None:
    drafted = await api.ready(ITEM)
    before = (await documents(api, drafted["id"]))[LEASE]
    assert (await api.ask(APPLICANT, "DELETE", f"/documents/{before}")).status_code == 204
    assert code_of(await api.get(APPLICANT, f"/documents/{before}/content")) == "not_found"


# -- two submissions differ ---------------------------------------------------------------------------------------------------------------


async def test_officer_sees_what_a_correction_changed_and_who_handed_it_in(api: Desk) -> None:
    number = await being_corrected(api, LEASE, "rent_paid_fen", "matter_date")
    await change(api, number, {"claims": {"rent_paid_fen": 90_000_000}, "matter_date": "2026-02-01"})
    await api.upload(number, LEASE, BETTER, "better.pdf")
    assert (await hand_in(api, number, person=COLLEAGUE)).status_code == 200
    first, second = await submissions(api, number)
    assert (second["number"], second["submitted_by"]) == (2, "石晓东")
    assert first["sha256"] != second["sha256"]
    differing = (await api.get(OFFICER, f"/applications/{number}/submissions/2/differences")).json()
    assert differing["facts"] == []
    assert [(one["code"], one["before"], one["after"]) for one in differing["claims"]] == [
        ("rent_paid_fen", 100_000_000, 90_000_000),
        ("matter_date", "2026-03-01", "2026-02-01"),
    ]
    ((code, removed, added),) = [(one["code"], one["removed"], one["added"]) for one in differing["documents"]]
    assert (code, removed, [one["file_name"] for one in added]) == (LEASE, [], ["better.pdf"])
    task = await api.soon(OFFICER, number, "acceptance")
    assert (await api.get(OFFICER, f"/tasks/{task['id']}")).json()["about"]["change"] == differing
    back = (await api.get(OFFICER, f"/applications/{number}/submissions/1/differences", params={"from": 2})).json()
    assert [one["after"] for one in back["claims"]] == [100_000_000, "2026-03-01"]


async def test_differences_are_not_found_when_there_is_no_such_submission(api: Desk) -> None:
    number = await submitted(api)
    path = f"/applications/{number}/submissions"
    for missing in ("1/differences", "2/differences", "1/differences?from=2"):
        assert code_of(await api.get(OFFICER, f"{path}/{missing}")) == "not_found"
    for wrong in ("0", "2", "one", "99999999999"):
        assert code_of(await api.get(OFFICER, f"{path}/{wrong}")) == "not_found"
    assert code_of(await api.get(OFFICER, f"{path}/1/differences?from=99999999999")) == "invalid_input"


async def test_second_round_opens_what_it_names_and_not_what_the_first_did(api: Desk) -> None:
    number = await being_corrected(api, LEASE)
    await api.upload(number, LEASE, BETTER)
    assert (await hand_in(api, number)).status_code == 200
    await ask(api, number, "rent_paid_fen")
    assert code_of(await api.upload(number, LEASE, BETTER + b"%again\n")) == "not_open"
    # What the first round brought is submitted now, too.
    assert code_of(await api.ask(APPLICANT, "DELETE", f"/documents/{(await documents(api, number))[LEASE]}")) == "not_open"
    await change(api, number, {"claims": {"rent_paid_fen": 90_000_000}})
    assert (await hand_in(api, number)).status_code == 200
    assert [one["number"] for one in await submissions(api, number)] == [1, 2, 3]
    apart = (await api.get(OFFICER, f"/applications/{number}/submissions/3/differences", params={"from": 1})).json()
    assert ([one["code"] for one in apart["claims"]], [one["code"] for one in apart["documents"]]) == (["rent_paid_fen"], [LEASE])


async def test_stranger_corrects_nothing(api: Desk) -> None:
    number = await being_corrected(api, LEASE)
    assert code_of(await api.upload(number, LEASE, BETTER, person=STRANGER)) == "not_found"
    refused = await api.ask(STRANGER, "PATCH", f"/applications/{number}", json={"matter_date": "2026-01-01"}, headers={"If-Match": '"1"'})
    assert code_of(refused) == "not_found"
