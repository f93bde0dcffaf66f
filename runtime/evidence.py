"""材料存储。Evidence files in a local folder or any store obstore knows, each under its SHA-256."""

from __future__ import annotations

from pathlib import Path

from obstore.store import LocalStore


class LocalEvidence:
    """Evidence in a folder.

    Args:
        folder: Where; made if it is not there.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._store = LocalStore(folder.resolve())

    async def put(self, sha256: str, content: bytes) -> None:
        """Keep content; keeping it again changes nothing."""
        await self._store.put_async(_path(sha256), content)

    async def get(self, sha256: str) -> bytes:
        """Return content."""
        found = await self._store.get_async(_path(sha256))
        return bytes(await found.bytes_async())


def _path(sha256: str) -> str:
    # Two levels, so that no folder grows without end.
    return f"{sha256[:2]}/{sha256[2:]}"
