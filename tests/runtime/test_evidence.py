"""材料存储的测试。What was kept comes back as it was, to every process that shares the store, or is said to be unavailable."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from api.web.services import EvidenceUnavailableError
from runtime.evidence import StoredEvidence

CONTENT = b"%PDF-1.7 a certificate"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def kept_at(folder: Path) -> Path:
    """Return the one file of a store."""
    (file,) = [path for path in folder.rglob("*") if path.is_file()]
    return file


async def test_content_is_read_by_another_process_when_they_share_the_store(tmp_path: Path) -> None:
    await StoredEvidence(tmp_path.as_uri()).put(SHA256, CONTENT)
    assert await StoredEvidence(tmp_path.as_uri()).get(SHA256) == CONTENT


async def test_folder_is_made_when_it_is_not_there(tmp_path: Path) -> None:
    store = StoredEvidence((tmp_path / "new" / "evidence").as_uri())
    await store.put(SHA256, CONTENT)
    await store.put(SHA256, CONTENT)
    assert kept_at(tmp_path).read_bytes() == CONTENT


@pytest.mark.parametrize("damaged", [b"", CONTENT[:-1], CONTENT + b" ", b"%PDF-1.7 a certificatE"])
async def test_content_is_unavailable_when_it_is_not_what_was_kept(tmp_path: Path, damaged: bytes) -> None:
    store = StoredEvidence(tmp_path.as_uri())
    await store.put(SHA256, CONTENT)
    kept_at(tmp_path).write_bytes(damaged)
    with pytest.raises(EvidenceUnavailableError):
        await store.get(SHA256)


async def test_content_is_unavailable_when_its_file_is_gone(tmp_path: Path) -> None:
    with pytest.raises(EvidenceUnavailableError):
        await StoredEvidence(tmp_path.as_uri()).get(SHA256)


async def test_content_is_refused_when_the_store_cannot_be_written(tmp_path: Path) -> None:
    store = StoredEvidence(tmp_path.as_uri())
    (tmp_path / SHA256[:2]).write_bytes(b"a file where a folder should be")
    with pytest.raises(EvidenceUnavailableError):
        await store.put(SHA256, CONTENT)


async def test_content_is_unavailable_when_the_bucket_is_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "k",
        "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_REGION": "cn-north-1",
    }.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(EvidenceUnavailableError):
        await StoredEvidence("s3://evidence/files").get(SHA256)
