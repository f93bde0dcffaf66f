"""变动备案接口。Filings over REST: of which day and which move, superseded and withdrawn by their enterprise, released by two people."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from policy.processes.clawback.repayment import bound_until
from sandbox.enterprises import CHENXIN
from tests.api.desk import APPLICANT, STRANGER, Desk, code_of
from tests.api.test_commitments import FILING, KEEPER, KEEPERS_HEAD, TODAY, bound, commitment, let_go, on_file
from tests.office import Office
from tests.workflows.commitments import RELEASE


async def filed(api: Desk, **changes: Any) -> dict[str, Any]:
    answer = await api.post(APPLICANT, "/filings", FILING | changes)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def withdrawn(api: Desk, filing: dict[str, Any], person: str = APPLICANT) -> Any:
    return await api.post(person, f"/filings/{filing['id']}/withdraw", {"reason": "不再搬迁"})


async def state(api: Desk, filing: dict[str, Any]) -> str:
    return str((await api.get(APPLICANT, f"/filings/{filing['id']}")).json()["state"])


async def test_one_officer_releases_nothing_when_a_move_is_filed_for_today(api: Desk, behind: Office) -> None:
    await bound(api, behind)
    filing = await filed(api, planned_on=TODAY.isoformat())
    await commitment(api, "hearing")
    assert (await api.get(KEEPER, "/tasks", params={"case": CHENXIN})).json()["items"][0]["kind"] == "hearing_statement"
    await api.done(APPLICANT, CHENXIN, "hearing_statement", {"decision": "heard", "statement": "搬迁系政府征收"})
    task = await api.soon(KEEPER, CHENXIN, "breach_review")
    alone = await api.post(KEEPER, f"/tasks/{task['id']}/complete", {"decision": "breach_closed", "reason": "客观原因"})
    assert code_of(alone) == "invalid_input"
    without = await api.post(KEEPER, f"/tasks/{task['id']}/complete", {"decision": "closing_proposed", "reason": "客观原因"})
    assert (code_of(without), [error["field"] for error in without.json()["errors"]]) == ("invalid_input", ["filing"])
    await api.done(
        KEEPER, CHENXIN, "breach_review", {"decision": "closing_proposed", "reason": "客观原因", "filing": "approved_without_repayment"}
    )
    found = await commitment(api, "breach_review")
    assert ([one["cause"] for one in found["undertakings"]], await state(api, filing)) == ([None], "proposed")
    await api.done(KEEPERS_HEAD, CHENXIN, "closing_confirmation", {"decision": "breach_closed"})
    found = await commitment(api, "fulfilled")
    assert [one["cause"] for one in found["undertakings"]] == ["released"]


async def test_breach_is_let_go_without_a_filing_when_there_is_none(api: Desk, behind: Office) -> None:
    await bound(api, behind)
    filing = await filed(api, planned_on=TODAY.isoformat())
    await commitment(api, "hearing")
    assert (await withdrawn(api, filing)).status_code == 200
    task = await api.soon(KEEPER, CHENXIN, "breach_review")
    answer = {"decision": "closing_proposed", "reason": "未搬迁", "filing": "overtaken"}
    refused = await api.post(KEEPER, f"/tasks/{task['id']}/complete", answer)
    assert [error["field"] for error in refused.json()["errors"]] == ["filing"]
    await let_go(api)
    found = await commitment(api, "in_force")
    assert [one["cause"] for one in found["undertakings"]] == [None]


async def read(api: Desk, person: str, kind: str) -> dict[str, Any]:
    """Return what a task is about."""
    task = await api.soon(person, CHENXIN, kind)
    return dict((await api.get(person, f"/tasks/{task['id']}")).json()["about"])


@pytest.mark.parametrize("when", ["before", "sent back", "after"])
async def test_whoever_confirms_a_closing_reads_the_filing_that_was_withdrawn(api: Desk, when: str, behind: Office) -> None:
    await bound(api, behind)
    filing = await filed(api, planned_on=TODAY.isoformat())
    await commitment(api, "hearing")
    if when == "after":
        await api.done(APPLICANT, CHENXIN, "hearing_statement", {"decision": "heard", "statement": "搬迁系政府征收"})
        await api.done(KEEPER, CHENXIN, "breach_review", {"decision": "closing_proposed", "reason": "未搬迁", "filing": "overtaken"})
        await api.soon(KEEPERS_HEAD, CHENXIN, "closing_confirmation")
    assert (await withdrawn(api, filing)).status_code == 200
    if when != "after":
        await api.done(KEEPER, CHENXIN, "breach_review", {"decision": "closing_proposed", "reason": "未搬迁"})
    if when == "sent back":
        await api.done(KEEPERS_HEAD, CHENXIN, "closing_confirmation", {"decision": "closing_refused", "reason": "请核实"})
        assert (await read(api, KEEPER, "breach_review"))["withdrawn"]["reason"] == "不再搬迁"
        await api.done(KEEPER, CHENXIN, "breach_review", {"decision": "closing_proposed", "reason": "未搬迁"})
    about = await read(api, KEEPERS_HEAD, "closing_confirmation")
    assert (about["filings"], about["withdrawn"]["reason"], about["withdrawn"]["planned_on"]) == ([], "不再搬迁", TODAY.isoformat())


async def test_proper_filing_is_reviewed_when_the_breach_of_the_one_that_was_withdrawn_is_let_go(api: Desk, behind: Office) -> None:
    await bound(api, behind)
    too_late = await filed(api, planned_on=TODAY.isoformat())
    await commitment(api, "hearing")
    assert (await withdrawn(api, too_late)).status_code == 200
    proper = await filed(api)
    task = await api.soon(KEEPER, CHENXIN, "breach_review")
    answer = {"decision": "closing_proposed", "reason": "未搬迁", "filing": "overtaken"}
    refused = await api.post(KEEPER, f"/tasks/{task['id']}/complete", answer)
    assert [error["field"] for error in refused.json()["errors"]] == ["filing"]
    await let_go(api)
    await commitment(api, "in_force")
    assert await state(api, proper) == "filed"
    await on_file(api)
    assert [await state(api, filing) for filing in (too_late, proper)] == ["withdrawn", "approved_without_repayment"]


async def test_filing_waits_for_a_second_person_when_an_officer_would_ask_nothing_back(api: Desk, behind: Office) -> None:
    await bound(api, behind)
    filing = await filed(api)
    task = await api.soon(KEEPER, CHENXIN, "filing_review")
    alone = await api.post(KEEPER, f"/tasks/{task['id']}/complete", {"decision": "approved_without_repayment"})
    assert code_of(alone) == "invalid_input"
    await api.done(KEEPER, CHENXIN, "filing_review", RELEASE)
    assert await state(api, filing) == "proposed"
    confirming = await api.soon(KEEPERS_HEAD, CHENXIN, "filing_release_confirmation")
    refused = await api.post(KEEPER, f"/tasks/{confirming['id']}/complete", {"decision": "approved_without_repayment"})
    assert code_of(refused) == "four_eyes"
    await api.done(KEEPERS_HEAD, CHENXIN, "filing_release_confirmation", {"decision": "filing_sent_back", "reason": "请核实"})
    assert await state(api, filing) == "filed"


async def test_day_of_the_change_lies_between_the_signing_and_ten_years_on(api: Desk, behind: Office) -> None:
    signed = date.fromisoformat((await bound(api, behind))["undertakings"][0]["starts_on"])
    last = bound_until(TODAY, 10)
    for day in (signed - timedelta(days=1), last + timedelta(days=1), date(9999, 12, 31)):
        answer = await api.post(APPLICANT, "/filings", FILING | {"kind": "other", "planned_on": day.isoformat()})
        assert (answer.status_code, code_of(answer), [error["field"] for error in answer.json()["errors"]]) == (
            422,
            "invalid_input",
            ["planned_on"],
        )
    for day in (last, signed):
        await filed(api, kind="other", planned_on=day.isoformat())


async def test_move_has_one_open_filing_and_another_comes_in_its_place(api: Desk, behind: Office) -> None:
    await bound(api, behind)
    first = await filed(api)
    later = {"planned_on": (TODAY + timedelta(days=60)).isoformat()}
    again = await api.post(APPLICANT, "/filings", FILING | later)
    assert (code_of(again), [error["field"] for error in again.json()["errors"]]) == ("duplicate", ["kind"])
    unknown = await api.post(APPLICANT, "/filings", FILING | later | {"supersedes": str(uuid.uuid4())})
    assert (code_of(unknown), [error["field"] for error in unknown.json()["errors"]]) == ("invalid_input", ["supersedes"])
    await filed(api, kind="tax_registration")
    second = await filed(api, **later, supersedes=first["id"])
    assert (second["supersedes"], await state(api, first), await state(api, second)) == (first["id"], "superseded", "filed")
    over = await api.post(APPLICANT, "/filings", FILING | later | {"supersedes": first["id"]})
    assert [error["field"] for error in over.json()["errors"]] == ["supersedes"]
    reviews = (await api.get(KEEPER, "/tasks", params={"case": CHENXIN})).json()["items"]
    assert [task["kind"] for task in reviews] == ["filing_review", "filing_review"]


async def test_receipt_names_what_came_in_its_place_when_its_filing_was_superseded_or_withdrawn(api: Desk, behind: Office) -> None:
    await bound(api, behind)
    first = await filed(api)
    second = await filed(api, planned_on=(TODAY + timedelta(days=60)).isoformat(), supersedes=first["id"])
    await filed(api, kind="tax_registration")
    assert (await withdrawn(api, second)).status_code == 200
    letters = (await api.get(APPLICANT, f"/cases/{CHENXIN}/letters")).json()
    numbers = [letter["document_no"] for letter in letters]
    replaced = [letter["replaced_by"] and numbers.index(letter["replaced_by"]) for letter in letters]
    assert replaced == [1, 3, None, None]


async def test_filing_that_was_refused_is_nowhere_afterwards(api: Desk, behind: Office) -> None:
    await bound(api, behind)
    taken = await filed(api)
    assert code_of(await api.post(APPLICANT, "/filings", FILING)) == "duplicate"
    assert [one["id"] for one in (await api.get(APPLICANT, "/filings")).json()["items"]] == [taken["id"]]


@pytest.mark.parametrize("decided", ["filed", "proposed", "approved_without_repayment"])
async def test_filing_is_withdrawn_by_its_enterprise_until_it_takes_effect(api: Desk, decided: str, behind: Office) -> None:
    await bound(api, behind)
    filing = await filed(api)
    if decided == "proposed":
        await api.done(KEEPER, CHENXIN, "filing_review", RELEASE)
    elif decided != "filed":
        await on_file(api)
    assert await state(api, filing) == decided
    assert code_of(await withdrawn(api, filing, STRANGER)) == "not_found"
    assert code_of(await withdrawn(api, filing, KEEPER)) == "forbidden"
    assert (await withdrawn(api, filing)).status_code == 200
    assert await state(api, filing) == "withdrawn"
    assert (await api.get(KEEPER, "/tasks", params={"case": CHENXIN})).json()["items"] == []
    letter = (await api.get(APPLICANT, f"/cases/{CHENXIN}/letter")).json()["text"]
    assert letter.splitlines()[1] == "变动备案撤回通知书"
    assert "贵单位已撤回本备案，不再办理。" in letter
    assert code_of(await withdrawn(api, filing)) == "wrong_stage"
    await filed(api)


async def test_papers_of_filings_have_each_a_number_of_its_own_and_keep_it(api: Desk, behind: Office) -> None:
    async def number() -> str:
        return str((await api.get(APPLICANT, f"/cases/{CHENXIN}/letter")).json()["text"].splitlines()[2])

    await bound(api, behind)
    await filed(api)
    first = await number()
    assert (await number(), CHENXIN in first) == (first, False)
    await filed(api, kind="tax_registration")
    assert await number() != first
