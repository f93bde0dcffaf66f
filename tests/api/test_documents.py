"""材料。What is taken, what is refused, and who may read it."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from io import BytesIO
from typing import Any

import pytest

from tests.api.desk import APPLICANT, FOREIGN_OFFICER, MAX_BYTES, OFFICER, PDF, STRANGER, Desk, code_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17)


def archive(*names: str) -> bytes:
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w") as writing:
        for name in names:
            writing.writestr(name, "x")
    return whole.getvalue()


async def evidence(api: Desk) -> tuple[str, str]:
    drafted = await api.draft()
    return drafted["id"], (await api.get(None, "/items/innovation-centre")).json()["evidence"][0]["code"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20), "image/jpeg"),
        (archive("[Content_Types].xml", "word/document.xml"), WORD),
        (archive("[Content_Types].xml", "xl/workbook.xml"), SHEET),
        (archive("OFD.xml", "Doc_0/Document.xml"), "application/ofd"),
    ],
)
async def test_file_is_taken_by_its_content_whatever_its_name(api: Desk, content: bytes, kind: str) -> None:
    application, code = await evidence(api)
    taken = await api.upload(application, code, content, "anything.exe")
    assert taken.status_code == 201, taken.text
    assert taken.json()["media_type"] == kind
    assert taken.json()["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    "content",
    [b"hello", b"<html><script>1</script></html>", b"MZ" + bytes(60), archive("a.txt"), b"PK\x03\x04broken", b"GIF89a" + bytes(30), b"%PD"],
)
async def test_file_is_refused_when_it_is_of_no_accepted_type(api: Desk, content: bytes) -> None:
    application, code = await evidence(api)
    refused = await api.upload(application, code, content, "evidence.pdf")
    assert (refused.status_code, code_of(refused)) == (415, "unsupported_media")


async def test_file_is_refused_when_it_is_empty_too_large_or_not_asked_for(api: Desk) -> None:
    application, code = await evidence(api)
    assert (await api.upload(application, code, b"")).status_code == 422
    assert code_of(await api.upload(application, code, PDF + bytes(MAX_BYTES))) == "too_large"
    assert code_of(await api.upload(application, "nonsense", PDF)) == "invalid_input"
    assert code_of(await api.upload(application, code, person=STRANGER)) == "not_found"


async def test_file_is_read_by_whoever_may_and_nobody_else(api: Desk) -> None:
    application, code = await evidence(api)
    taken = (await api.upload(application, code, PDF, '证书"\r\nX-Evil: 1/../.pdf')).json()
    path = f"/documents/{taken['id']}/content"
    for person in (STRANGER, FOREIGN_OFFICER, "expert-1", OFFICER):
        assert code_of(await api.get(person, path)) == "not_found"
    assert (await api.post(APPLICANT, f"/applications/{application}/submit")).status_code == 200
    for person in (STRANGER, FOREIGN_OFFICER, "expert-1"):
        assert code_of(await api.get(person, path)) == "not_found"
    for person in (APPLICANT, OFFICER):
        read = await api.get(person, path)
        assert read.content == PDF
        assert read.headers["x-content-type-options"] == "nosniff"
        assert read.headers["content-disposition"].startswith("attachment;")
        assert "x-evil" not in read.headers


async def test_upload_is_replayed_when_key_and_file_are_the_same(api: Desk) -> None:
    application, code = await evidence(api)
    first, again = [await api.upload(application, code, key="u") for _ in range(2)]
    assert first.json() == again.json()
    assert code_of(await api.upload(application, code, PDF + b"more", key="u")) == "idempotency_key_reused"
    assert len((await api.get(APPLICANT, f"/applications/{application}/documents")).json()) == 1


async def test_file_is_taken_back_until_the_application_is_submitted(api: Desk) -> None:
    application, code = await evidence(api)
    taken = (await api.upload(application, code)).json()
    path = f"/documents/{taken['id']}"
    assert code_of(await api.ask(STRANGER, "DELETE", path)) == "not_found"
    assert (await api.ask(APPLICANT, "DELETE", path)).status_code == 204
    assert code_of(await api.get(APPLICANT, f"{path}/content")) == "not_found"
    submitted = await api.submitted()
    there: list[dict[str, Any]] = (await api.get(APPLICANT, f"/applications/{submitted['id']}/documents")).json()
    assert code_of(await api.ask(APPLICANT, "DELETE", f"/documents/{there[0]['id']}")) == "wrong_stage"
    assert code_of(await api.upload(submitted["id"], code)) == "wrong_stage"


async def test_file_is_named_as_unavailable_when_the_store_lost_it(api: Desk) -> None:
    application, code = await evidence(api)
    taken = (await api.upload(application, code, PDF, "证书.pdf")).json()
    kept = api.evidence / taken["sha256"][:2] / taken["sha256"][2:]
    kept.write_bytes(PDF + b"altered")
    lost = await api.get(APPLICANT, f"/documents/{taken['id']}/content")
    assert (lost.status_code, code_of(lost), lost.headers["retry-after"]) == (503, "evidence_unavailable", "60")
    assert "证书.pdf" in lost.json()["detail"]
    kept.write_bytes(PDF)
    assert (await api.get(APPLICANT, f"/documents/{taken['id']}/content")).content == PDF


async def test_file_is_not_recorded_when_the_store_could_not_keep_it(api: Desk) -> None:
    application, code = await evidence(api)
    sha256 = hashlib.sha256(PDF).hexdigest()
    # Other tests of this module may have kept it.
    shutil.rmtree(api.evidence / sha256[:2], ignore_errors=True)
    blocked = api.evidence / sha256[:2]
    blocked.write_bytes(b"a file where a folder should be")
    refused = await api.upload(application, code, PDF)
    assert (refused.status_code, code_of(refused)) == (503, "evidence_unavailable")
    assert (await api.get(APPLICANT, f"/applications/{application}/documents")).json() == []
    blocked.unlink()
    assert (await api.upload(application, code, PDF)).status_code == 201
