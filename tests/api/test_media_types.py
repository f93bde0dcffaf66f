"""Types over HTTP: what an operation does not answer in is 406, what it does not take is 415, and what it announces goes on."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import Request

from api.web.media_types import quality
from api.web.negotiation import preferred
from tests.api.desk import APPLICANT, OFFICER, Desk, code_of

PLAIN, JSON, PDF = "text/plain", "application/json", "application/pdf"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accepted", "wanted"),
    [
        ("application/json", 1),
        ("APPLICATION/Json", 1),
        ("application/json; charset=utf-8", 1),
        ("application/*;q=0.4", 0.4),
        (BROWSER, 0.8),
        ("text/html, *; q=.2, */*; q=.2", 0.2),
        ("*", 1),
        ("text/csv", 0),
        ("application/xml, application/hal+json", 0),
        ("application/json;q=0", 0),
        ("*/*, application/json;q=0", 0),
        ("application/json;q=0, */*", 0),
        ("application/*;q=0, */*;q=0.5", 0),
        ("application/json;q=0.2, application/*", 0.2),
        ("text/csv, application/json;q=0.001", 0.001),
        ("application/json;q=high", 1),
        ("application/json;q=7", 1),
        ("application/json;q=-1", 0),
        ("json", 0),
        (",,", 0),
    ],
)
def test_quality_is_that_of_the_closest_range(accepted: str, wanted: float) -> None:
    assert quality(accepted, JSON) == wanted


@pytest.mark.parametrize(
    ("accepted", "wanted"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("text/html, */*;q=0.8", JSON),
        (PDF, PDF),
        (f"{PDF}, {JSON}", PDF),
        (f"{JSON}, {PDF}", JSON),
        (f"{JSON};q=0.5, {PDF}", PDF),
        (f"{PDF};q=0.5, {PLAIN}", PLAIN),
        ("text/*, application/json", PLAIN),
        ("application/*", JSON),
        ("application/json;q=0, application/*", PDF),
        ("application/problem+json", JSON),
    ],
)
def test_type_that_is_wanted_most_is_answered(accepted: str, wanted: str) -> None:
    request = Request({"type": "http", "headers": [(b"accept", accepted.encode())]})
    assert preferred(request, (JSON, PLAIN, PDF)) == wanted


@pytest.mark.parametrize("accepted", ["text/csv", "application/xml", "text/xml, text/*;q=0.1", "application/json;q=0", "image/png", "json"])
@pytest.mark.parametrize(("language", "said"), [("zh", "此处只返回application/json"), ("en", "This is answered in application/json only")])
async def test_request_is_refused_when_it_accepts_nothing_that_is_there(shared: Desk, accepted: str, language: str, said: str) -> None:
    for person, path in ((OFFICER, "/tasks/counts"), (None, "/items"), (OFFICER, "/enterprises/91110302MA9DA0018E"), (None, "/livez")):
        refused = await shared.get(person, path, headers={"Accept": accepted, "Accept-Language": language})
        assert (refused.status_code, code_of(refused)) == (406, "not_acceptable"), path
        assert refused.headers["content-type"] == "application/problem+json"
        assert said in refused.json()["detail"]


@pytest.mark.parametrize(
    "accepted",
    [
        None,
        "",
        JSON,
        "*/*",
        "application/*",
        BROWSER,
        "text/csv, application/json;q=0.1",
        "application/problem+json",
        "text/csv, application/problem+json",
    ],
)
async def test_request_is_answered_in_json_when_it_accepts_that(shared: Desk, accepted: str | None) -> None:
    # A header that is not given would be the client's own.
    shared.http.headers.pop("accept", None)
    answer = await shared.get(OFFICER, "/tasks/counts", headers={} if accepted is None else {"Accept": accepted})
    assert (answer.status_code, answer.headers["content-type"]) == (200, JSON)


async def test_nothing_is_done_when_its_answer_could_not_be_read(api: Desk) -> None:
    drafted = {"item_code": "innovation-centre", "enterprise_uscc": "91110302MA9DA0018E", "facts": {}}
    refused = await api.post(APPLICANT, "/applications", drafted, headers={"Accept": "text/csv"})
    assert refused.status_code == 406
    assert (await api.get(APPLICANT, "/applications")).json()["items"] == []


@pytest.mark.parametrize(
    ("accepted", "given"),
    [
        (PLAIN, PLAIN),
        ("text/*", PLAIN),
        (JSON, JSON),
        ("text/plain;q=0.1, application/json", JSON),
        ("application/json;q=0.1, text/plain", PLAIN),
        ("text/plain, application/json", PLAIN),
        ("application/json, text/plain", JSON),
        (BROWSER, JSON),
    ],
)
async def test_page_is_given_as_it_is_wanted_most(shared: Desk, accepted: str, given: str) -> None:
    answer = await shared.get(None, "/clauses/6", headers={"Accept": accepted})
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, given)


async def test_page_is_refused_when_neither_it_nor_json_is_accepted(shared: Desk) -> None:
    refused = await shared.get(None, "/clauses/6", headers={"Accept": "text/csv"})
    assert (refused.status_code, "application/json、text/plain" in refused.json()["detail"]) == (406, True)


@pytest.mark.parametrize(("accepted", "status"), [(WORKBOOK, 200), ("*/*", 200), ("application/*", 200), (JSON, 406), ("text/csv", 406)])
async def test_workbook_is_given_to_whoever_accepts_one(shared: Desk, accepted: str, status: int) -> None:
    answer = await shared.get(OFFICER, "/annual-runs/targets/template", headers={"Accept": accepted})
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("accepted", "status"), [("application/pdf", 200), ("image/*", 200), (BROWSER, 200), ("text/csv", 406), (JSON, 406)]
)
async def test_evidence_is_given_to_whoever_accepts_files(api: Desk, accepted: str, status: int) -> None:
    drafted = await api.ready()
    [kept, *_] = (await api.get(APPLICANT, f"/applications/{drafted['id']}/documents")).json()
    answer = await api.get(APPLICANT, f"/documents/{kept['id']}/content", headers={"Accept": accepted})
    assert answer.status_code == status
    assert (await api.ask(APPLICANT, "DELETE", f"/documents/{kept['id']}", headers={"Accept": accepted})).status_code == 204


@pytest.mark.parametrize(
    "media_type",
    ["application/merge-patch+json", "application/json-patch+json", "application/vnd.api+json; charset=utf-8", "application/problem+json"],
)
@pytest.mark.parametrize("body", [b"{}", b"{", b'{"facts": {}}'])
async def test_body_is_refused_when_it_is_something_else_written_in_json(api: Desk, media_type: str, body: bytes) -> None:
    drafted = await api.draft()
    for person, method, path in (
        (APPLICANT, "PATCH", f"/applications/{drafted['id']}"),
        (APPLICANT, "POST", "/applications"),
        (None, "POST", "/eligibility"),
    ):
        refused = await api.ask(person, method, path, content=body, headers={"Content-Type": media_type, "If-Match": "*"})
        assert (refused.status_code, code_of(refused)) == (415, "unsupported_media"), path
    assert (await api.get(APPLICANT, f"/applications/{drafted['id']}")).json()["version"] == drafted["version"]


async def test_document_says_where_a_type_is_refused(shared: Desk) -> None:
    document: dict[str, Any] = shared.app.openapi()
    assert document is shared.app.openapi()
    operations = [one for path in document["paths"].values() for one in path.values()]
    assert all(("415" in one["responses"]) is ("requestBody" in one) for one in operations)
    without = {one["operationId"] for one in operations if "406" not in one["responses"]}
    assert without == {one["operationId"] for one in operations if "204" in one["responses"]}
    kinds = {kind for one in operations if "406" in one["responses"] for kind in one["responses"]["406"]["content"]}
    assert kinds == {"application/problem+json"}


async def test_body_of_another_type_is_refused_however_deep_it_is(shared: Desk) -> None:
    headers = {"Content-Type": "application/merge-patch+json"}
    refused = await shared.ask(None, "POST", "/eligibility", content=b"[" * 100_000, headers=headers)
    assert refused.status_code in {400, 415}
