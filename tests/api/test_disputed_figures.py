"""Figures of an offer disputed over REST: named one by one, and replaced by no single person's word."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.enterprises import CHENXIN
from tests.api.annual_runs import opened
from tests.api.desk import APPLICANT, HEAD, OFFICER, OTHER_OFFICER, Desk, code_of
from tests.office import WAN, Office
from tests.workflows.annual_runs import alone_with_runs, growth_rule

DISPUTE: dict[str, Any] = {"decision": "offer_disputed", "reason": "漏计委托研发费用"}
CONFIRMED: dict[str, Any] = {"decision": "facts_confirmed", "opinion": "已核对审计报告原件"}
CORRECTION: dict[str, Any] = {"decision": "figures_corrected", "reference": "审计报告12号", "reason": "经核实"}


@pytest.fixture(autouse=True)
async def _alone(behind: Office) -> AsyncIterator[None]:
    await growth_rule(behind)
    async with alone_with_runs(behind):
        yield


@pytest.fixture
async def offer(api: Desk) -> str:
    """The offer of a run to an enterprise: 1 200 000 yuan for 39 million spent."""
    run = await opened(api)
    return str((await api.get("auditor", f"/annual-runs/{run['id']}/members/{CHENXIN}")).json()["application_id"])


async def answered(api: Desk, person: str, offer: str, kind: str, answer: dict[str, Any]) -> Any:
    """Answer the task of a kind, whatever comes of it."""
    task = await api.soon(person, offer, kind)
    return await api.post(person, f"/tasks/{task['id']}/complete", answer)


def fields(answer: Any) -> list[str]:
    """Return the fields that are wrong, having checked that the input is refused for them."""
    assert (answer.status_code, code_of(answer)) == (422, "invalid_input"), answer.text
    return sorted({error["field"] for error in answer.json()["errors"]})


@pytest.mark.parametrize(
    ("named", "field"),
    [
        ({}, "disputed"),
        ({"disputed": []}, "disputed"),
        ({"disputed": ["target_fen"]}, "disputed.0"),
        ({"disputed": ["year"]}, "disputed.0"),
    ],
)
async def test_dispute_is_refused_with_its_field_when_it_names_no_figure_of_a_source(
    api: Desk, offer: str, named: dict[str, Any], field: str
) -> None:
    assert fields(await answered(api, APPLICANT, offer, "offer", DISPUTE | named)) == [field]


async def test_officers_word_replaces_no_figure_that_was_not_disputed_and_no_target(api: Desk, offer: str) -> None:
    assert (await answered(api, APPLICANT, offer, "offer", DISPUTE | {"disputed": ["rd_expense_fen"]})).status_code == 200
    wrong = {"target_fen": 0, "size": "large", "rd_expense_fen": 300_000 * WAN}
    refused = await answered(api, OFFICER, offer, "figure_review", CORRECTION | {"facts": wrong})
    assert fields(refused) == ["facts.size", "facts.target_fen"]
    assert fields(await answered(api, OFFICER, offer, "figure_review", {**CORRECTION, "reference": "", "facts": {}})) == ["reference"]


async def test_figure_far_from_its_source_takes_a_paper_and_the_reasons_of_two_more(api: Desk, offer: str) -> None:
    assert (await answered(api, APPLICANT, offer, "offer", DISPUTE | {"disputed": ["rd_expense_fen"]})).status_code == 200
    corrected = CORRECTION | {"facts": {"rd_expense_fen": 4_400 * WAN}}
    assert (await answered(api, OFFICER, offer, "figure_review", corrected)).status_code == 200
    unread = {"decision": "facts_confirmed", "reason": "与报告一致"}
    assert fields(await answered(api, OTHER_OFFICER, offer, "fact_confirmation", unread)) == ["opinion"]
    assert fields(await answered(api, OTHER_OFFICER, offer, "fact_confirmation", CONFIRMED)) == ["reason"]
    assert (await answered(api, OTHER_OFFICER, offer, "fact_confirmation", CONFIRMED | {"reason": "与报告一致"})).status_code == 200
    task = await api.soon(HEAD, offer, "decision")
    revised = (await api.get(HEAD, f"/tasks/{task['id']}")).json()["about"]["revised"]
    assert [(one["fact"], one["before"], one["after"]) for one in revised] == [("rd_expense_fen", 3_900 * WAN, 4_400 * WAN)]
    approved = {"decision": "approved", "opinion": "同意"}
    assert fields(await answered(api, HEAD, offer, "decision", approved)) == ["reason"]
    assert (await answered(api, HEAD, offer, "decision", approved | {"reason": "审计报告载明"})).status_code == 200


async def returned(api: Desk, offer: str) -> None:
    """Correct a figure by far, and have the decision on it returned."""
    assert (await answered(api, APPLICANT, offer, "offer", DISPUTE | {"disputed": ["rd_expense_fen"]})).status_code == 200
    corrected = CORRECTION | {"facts": {"rd_expense_fen": 4_400 * WAN}}
    assert (await answered(api, OFFICER, offer, "figure_review", corrected)).status_code == 200
    assert (await answered(api, OTHER_OFFICER, offer, "fact_confirmation", CONFIRMED | {"reason": "与报告一致"})).status_code == 200
    assert (await answered(api, HEAD, offer, "decision", {"decision": "returned", "reason": "请再核对"})).status_code == 200


def restated(fen: int, **besides: str) -> dict[str, Any]:
    """Return a desk review that states the figure."""
    facts = {"rd_expense_fen": {"value": fen, "reference": CORRECTION["reference"]}}
    return {"decision": "recommended", "opinion": "符合条件", "facts": facts} | besides


@pytest.mark.parametrize(
    ("fen", "besides", "why"),
    [
        (4_400 * WAN, {}, CORRECTION["reason"]),
        (4_400 * WAN, {"reason": "复核无误"}, "复核无误"),
        (4_600 * WAN, {"reason": "补充凭证"}, "补充凭证"),
    ],
)
async def test_reason_of_a_corrected_figure_stands_when_it_is_reviewed_again(
    api: Desk, offer: str, fen: int, besides: dict[str, str], why: str
) -> None:
    await returned(api, offer)
    assert (await answered(api, OFFICER, offer, "desk_review", restated(fen, **besides))).status_code == 200
    assert (await answered(api, OTHER_OFFICER, offer, "fact_confirmation", CONFIRMED | {"reason": "与报告一致"})).status_code == 200
    task = await api.soon(HEAD, offer, "decision")
    [revised] = (await api.get(HEAD, f"/tasks/{task['id']}")).json()["about"]["revised"]
    assert (revised["before"], revised["after"], revised["reason"]) == (3_900 * WAN, fen, why)


@pytest.mark.parametrize("fen", [4_600 * WAN, 300_000 * WAN, 3_000 * WAN])
async def test_figure_takes_another_reason_when_it_is_reviewed_again_and_corrected_anew(api: Desk, offer: str, fen: int) -> None:
    await returned(api, offer)
    assert fields(await answered(api, OFFICER, offer, "desk_review", restated(fen))) == ["reason"]


@pytest.mark.parametrize(("fen", "fields_wrong"), [(3_960 * WAN, []), (4_290 * WAN, ["reason"])])
async def test_figure_within_a_tenth_of_its_source_takes_a_reason_only_where_the_amount_is_far_from_its_offer(
    api: Desk, offer: str, fen: int, fields_wrong: list[str]
) -> None:
    assert (await answered(api, APPLICANT, offer, "offer", DISPUTE | {"disputed": ["rd_expense_fen"]})).status_code == 200
    corrected = CORRECTION | {"facts": {"rd_expense_fen": fen}}
    assert (await answered(api, OFFICER, offer, "figure_review", corrected)).status_code == 200
    assert (await answered(api, OTHER_OFFICER, offer, "fact_confirmation", CONFIRMED)).status_code == 200
    answer = await answered(api, HEAD, offer, "decision", {"decision": "approved"})
    assert fields(answer) == fields_wrong if fields_wrong else answer.status_code == 200


async def test_source_is_asked_again_when_the_officer_leaves_the_word_to_it(api: Desk, offer: str) -> None:
    assert (await answered(api, APPLICANT, offer, "offer", DISPUTE | {"disputed": ["rd_expense_fen"]})).status_code == 200
    asked = {"decision": "figures_asked", "reason": "请统计部门核对"}
    assert (await answered(api, OFFICER, offer, "figure_review", asked)).status_code == 200
    task = await api.soon(APPLICANT, offer, "offer")
    assert (await api.get(APPLICANT, f"/tasks/{task['id']}")).json()["about"]["award_fen"] == 120 * WAN
