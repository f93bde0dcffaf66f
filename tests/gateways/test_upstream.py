from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import pytest

from gateways.errors import SourceAnswerInvalid, SourceUnavailable
from gateways.upstream import Upstream
from tests.gateways.conftest import BASE_URL, USCC, Authority, problem

PROJECT: dict[str, Any] = {
    "project_no": "P-1",
    "uscc": USCC,
    "level": "national",
    "title": "演示项目",
    "status": "reduced",
    "approved_fen": 10_000,
    "received": [{"year": 2025, "fen": 4_000, "recovered_fen": 4_000}, {"year": 2026, "fen": 0, "recovered_fen": 0}],
    "as_of": "2026-06-01",
    "changed_on": "2026-05-01",
    "document_no": "演示〔2026〕1号",
}
SUBSIDY: dict[str, Any] = {"policy_no": "B-1", "uscc": USCC, "year": 2025, "subsidy_fen": 7_000, "as_of": "2026-06-01"}
STRAY = [
    httpx.Response(404, html="<h1>nginx</h1>"),
    problem(404, "http_error"),
    problem(404, "project_unknown"),
    problem(404, "project_unknown", project_no="P-2"),
    problem(404, "policy_unknown", policy_no="B-2"),
]


async def test_project_is_read_when_it_is_well_formed(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = httpx.Response(200, json=PROJECT)
    project = await Upstream(client, BASE_URL).project("P-1")
    assert project is not None
    assert [(received.year, received.fen, received.recovered_fen) for received in project.received] == [(2025, 4_000, 4_000), (2026, 0, 0)]
    assert (project.uscc, project.status, project.changed_on) == (USCC, "reduced", date(2026, 5, 1))


async def test_number_stays_one_segment_of_the_path_when_it_holds_a_slash(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = httpx.Response(200, json=PROJECT | {"project_no": "京/1"})
    await Upstream(client, BASE_URL).project("京/1")
    assert authority.requests[0].url.raw_path == b"/share/upstream/projects/%E4%BA%AC%2F1"


@pytest.mark.parametrize(
    "changes",
    [
        {"project_no": "P-2"},
        {"level": "county"},
        {"status": "paused"},
        {"approved_fen": 1.5},
        {"approved_fen": 10**16},
        {"received": None},
        {"received": [{"year": 2025, "fen": 4_000}]},
        {"received_total_fen": "1"},
        {"ends_on": "soon"},
        {"handed_over": {"from_uscc": USCC}},
        {"changed_on": "soon"},
        {"uscc": None},
    ],
)
async def test_project_is_invalid_when_it_is_garbled_or_not_what_was_asked(
    client: httpx.AsyncClient, authority: Authority, changes: dict[str, Any]
) -> None:
    authority.answer = httpx.Response(200, json=PROJECT | changes)
    with pytest.raises(SourceAnswerInvalid):
        await Upstream(client, BASE_URL).project("P-1")


@pytest.mark.parametrize(
    "changes",
    [
        {"approved_fen": -1},
        {"received": [{"year": 2025, "fen": 4_000, "recovered_fen": 4_001}]},
        {"received": [{"year": 2025, "fen": 1, "recovered_fen": 0}] * 2},
        {"received_total_fen": 1, "begins_on": "2026-02-01", "ends_on": "2026-01-01"},
        {"handed_over": {"from_uscc": USCC, "to_uscc": USCC, "on": "2026-05-01", "document_no": None}},
    ],
)
async def test_project_is_handed_on_as_recorded_when_it_contradicts_itself(
    client: httpx.AsyncClient, authority: Authority, changes: dict[str, Any]
) -> None:
    authority.answer = httpx.Response(200, json=PROJECT | changes)
    project = await Upstream(client, BASE_URL).project("P-1")
    assert project is not None
    assert project.model_dump(mode="json").items() >= (PROJECT | changes).items()


async def test_project_is_none_when_the_registry_does_not_know_it(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = problem(404, "project_unknown", project_no="P-1")
    assert await Upstream(client, BASE_URL).project("P-1") is None


@pytest.mark.parametrize("stray", STRAY, ids=["page", "other_code", "no_number", "other_project", "other_policy"])
async def test_answer_is_invalid_when_a_404_is_not_the_registrys_word(
    client: httpx.AsyncClient, authority: Authority, stray: httpx.Response
) -> None:
    authority.answer = stray
    with pytest.raises(SourceAnswerInvalid):
        await Upstream(client, BASE_URL).project("P-1")
    with pytest.raises(SourceAnswerInvalid):
        await Upstream(client, BASE_URL).insurance_subsidy("B-1")


async def test_subsidy_is_read_when_it_is_well_formed(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = httpx.Response(200, json=SUBSIDY)
    subsidy = await Upstream(client, BASE_URL).insurance_subsidy("B-1")
    assert subsidy is not None
    assert (subsidy.uscc, subsidy.year, subsidy.subsidy_fen) == (USCC, 2025, 7_000)


@pytest.mark.parametrize("changes", [{"policy_no": "B-2"}, {"year": "2025"}, {"subsidy_fen": -(10**16)}, {"subsidy_fen": True}])
async def test_subsidy_is_invalid_when_it_does_not_match(client: httpx.AsyncClient, authority: Authority, changes: dict[str, Any]) -> None:
    authority.answer = httpx.Response(200, json=SUBSIDY | changes)
    with pytest.raises(SourceAnswerInvalid):
        await Upstream(client, BASE_URL).insurance_subsidy("B-1")


async def test_subsidy_is_none_when_the_policy_is_unknown(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = problem(404, "policy_unknown", policy_no="B-1")
    assert await Upstream(client, BASE_URL).insurance_subsidy("B-1") is None


async def test_project_is_unavailable_when_the_registry_is_out_of_order(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = problem(503, "project_unknown", project_no="P-1")
    with pytest.raises(SourceUnavailable):
        await Upstream(client, BASE_URL).project("P-1")
