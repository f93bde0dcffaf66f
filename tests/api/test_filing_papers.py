"""备案材料。The files that support a filed change: uploaded to the commitment, named by the filing, and kept for good from then on."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

import httpx
import pytest

from policy.processes.commitment.filed import EVIDENCE
from sandbox.enterprises import CHENXIN
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, MAX_BYTES, PDF, STRANGER, Desk, code_of
from tests.api.test_commitments import FILING, KEEPER, bound
from tests.office import Office
from tests.workflows.commitments import incomplete

PAPERS = f"/commitments/{CHENXIN}/documents"


async def upload(api: Desk, content: bytes = PDF, *, person: str = APPLICANT, code: str = EVIDENCE) -> httpx.Response:
    return await api.ask(person, "POST", PAPERS, data={"evidence_code": code}, files={"file": ("股东会决议.pdf", content)})


async def uploaded(api: Desk, content: bytes = PDF) -> dict[str, Any]:
    answer = await upload(api, content)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def file(api: Desk, *papers: Any, **changes: Any) -> httpx.Response:
    return await api.post(APPLICANT, "/filings", FILING | {"evidence": list(papers)} | changes)


async def test_filing_is_supported_by_files_that_were_uploaded(api: Desk, behind: Office) -> None:
    await bound(api, behind)
    paper = await uploaded(api)
    assert (paper["sha256"], paper["size_bytes"]) == (hashlib.sha256(PDF).hexdigest(), len(PDF))
    filed = await file(api, paper["id"])
    assert filed.status_code == 201, filed.text
    assert filed.json()["evidence"] == [paper]
    task = (await api.get(KEEPER, f"/tasks/{(await api.soon(KEEPER, CHENXIN, 'filing_review'))['id']}")).json()
    assert (task["about"]["evidence"], [one["id"] for one in task["documents"]]) == ([paper["id"]], [paper["id"]])
    assert (await api.get(KEEPER, f"/documents/{paper['id']}/content")).content == PDF
    assert (await api.get(KEEPER, PAPERS)).json() == [paper]
    assert (await api.get(APPLICANT, f"/commitments/{CHENXIN}")).json()["filings"][0]["evidence"] == [paper]
    assert (await api.get(KEEPER, "/filings")).json()["items"][0]["evidence"] == [paper]
    for person in (STRANGER, FOREIGN_OFFICER):
        assert code_of(await api.get(person, PAPERS)) == "not_found"
        assert code_of(await api.get(person, f"/documents/{paper['id']}/content")) == "not_found"


@pytest.mark.parametrize("named", ["股东会决议〔2026〕3号", "x.pdf", ""])
async def test_filing_is_refused_when_a_paper_is_only_named(api: Desk, behind: Office, named: str) -> None:
    await bound(api, behind)
    refused = await file(api, named)
    assert (code_of(refused), refused.json()["errors"][0]["field"]) == ("invalid_input", "evidence.0")


async def test_filing_is_refused_when_a_paper_was_not_uploaded_to_its_commitment(api: Desk, behind: Office) -> None:
    await bound(api, behind)
    paper = await uploaded(api)
    drafted = await api.draft()
    code = (await api.get(None, "/items/innovation-centre")).json()["evidence"][0]["code"]
    elsewhere = (await api.upload(drafted["id"], code)).json()
    for other in (str(uuid.uuid4()), elsewhere["id"]):
        refused = await file(api, paper["id"], other)
        assert (code_of(refused), [one["field"] for one in refused.json()["errors"]]) == ("invalid_input", ["evidence.1"])
    assert (await api.get(APPLICANT, "/filings")).json()["items"] == []


async def test_paper_is_taken_back_until_a_filing_names_it(api: Desk, behind: Office) -> None:
    await bound(api, behind)
    kept, spare = await uploaded(api), await uploaded(api, PDF + b"2")
    assert (await api.ask(APPLICANT, "DELETE", f"/documents/{spare['id']}")).status_code == 204
    assert code_of(await file(api, spare["id"])) == "invalid_input"
    assert (await file(api, kept["id"])).status_code == 201
    assert code_of(await api.ask(APPLICANT, "DELETE", f"/documents/{kept['id']}")) == "not_open"
    assert [one["id"] for one in (await api.get(APPLICANT, PAPERS)).json()] == [kept["id"]]


async def test_paper_is_asked_for_and_completed_by_a_file(api: Desk, behind: Office) -> None:
    await bound(api, behind)
    assert (await file(api)).json()["evidence"] == []
    await api.done(KEEPER, CHENXIN, "filing_review", incomplete("evidence"))
    task = await api.soon(APPLICANT, CHENXIN, "filing_correction")
    by_name = await api.post(APPLICANT, f"/tasks/{task['id']}/complete", {"decision": "filing_corrected", "evidence": ["董事会决议"]})
    assert code_of(by_name) == "invalid_input"
    paper = await uploaded(api)
    await api.done(APPLICANT, CHENXIN, "filing_correction", {"decision": "filing_corrected", "evidence": [paper["id"]]})
    assert (await api.get(APPLICANT, "/filings")).json()["items"][0]["evidence"] == [paper]


async def test_paper_is_taken_as_evidence_of_an_application_is(api: Desk, behind: Office) -> None:
    await bound(api, behind)
    assert code_of(await upload(api, PDF + bytes(MAX_BYTES))) == "too_large"
    assert code_of(await upload(api, b"MZ")) == "unsupported_media"
    assert code_of(await upload(api, code="nonsense")) == "invalid_input"
    assert code_of(await upload(api, person=STRANGER)) == "not_found"
    # An officer adds nothing to what an enterprise files.
    assert code_of(await upload(api, person=KEEPER)) == "wrong_stage"


async def test_paper_is_refused_when_nothing_binds(api: Desk) -> None:
    assert code_of(await upload(api)) == "not_found"
