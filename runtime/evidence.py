"""材料存储。Evidence files in a folder or a bucket that all API processes share, each under its SHA-256."""

from __future__ import annotations

import hashlib
import logging
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError
from obstore.store import from_url

from api.web.services import EvidenceUnavailableError

if TYPE_CHECKING:
    # Only its stubs have it.
    from obstore.store import RetryConfig

# A person waits for the answer, and asks again herself.
_BRIEFLY: RetryConfig = {"max_retries": 2, "retry_timeout": timedelta(seconds=5)}

logger = logging.getLogger(__name__)

PROBE, PROBE_BYTES = "probe", 64 * 1024


class StoredEvidence:
    """Evidence wherever a URL says: `file:///var/lib/etown/evidence`, or `s3://bucket/prefix` with `AWS_*` in the environment.

    Args:
        url: Where; a folder is made if it is not there.
    """

    def __init__(self, url: str) -> None:
        self._store = from_url(url, mkdir=True) if url.startswith("file:") else from_url(url, retry_config=_BRIEFLY)

    async def put(self, sha256: str, content: bytes) -> None:
        """Keep content; keeping it again changes nothing.

        Raises:
            EvidenceUnavailableError: It could not be kept.
        """
        try:
            await obstore.put_async(self._store, _path(sha256), content)
        except (BaseError, OSError) as error:
            raise _unavailable(sha256, type(error).__name__) from error

    async def get(self, sha256: str) -> bytes:
        """Return content that is what was kept.

        Raises:
            EvidenceUnavailableError: It is not there, not reachable, or not what was kept.
        """
        try:
            found = await obstore.get_async(self._store, _path(sha256))
            content = bytes(await found.bytes_async())
        except (BaseError, OSError) as error:
            raise _unavailable(sha256, type(error).__name__) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise _unavailable(sha256, "altered")
        return content

    async def all(self) -> set[str]:
        """Return the SHA-256 of all content."""
        paths = [str(found["path"]) async for page in obstore.list(self._store) for found in page]
        return {path.replace("/", "") for path in paths if not path.startswith(PROBE)}

    async def is_writable(self) -> bool:
        """Tell whether content can be kept at the moment, by writing a page and taking it away: not when the disk is full or gone."""
        probe = f"{PROBE}/{uuid.uuid4().hex}"
        try:
            await obstore.put_async(self._store, probe, bytes(PROBE_BYTES))
            await obstore.delete_async(self._store, probe)
        except (BaseError, OSError):
            return False
        return True


def _unavailable(sha256: str, reason: str) -> EvidenceUnavailableError:
    logger.error("evidence unavailable: %s: %s", sha256, reason)
    return EvidenceUnavailableError(sha256)


def _path(sha256: str) -> str:
    # Two levels, so that no folder grows without end.
    return f"{sha256[:2]}/{sha256[2:]}"
