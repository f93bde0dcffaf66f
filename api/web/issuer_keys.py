"""签发方公钥。The keys an issuer signs with: fetched when one is wanted that is not known, and kept while the issuer is away."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from policy.errors import Code, Refusal
from policy.text import Text

# A token with an unknown key id may not make us fetch keys more often than that.
REFRESH_SECONDS = 10.0


class IssuerKeys:
    """The keys of one issuer.

    Args:
        client: For fetching them.
        issuer: Whose keys; discovery says where they are.
        url: Where they are, if discovery is not to be asked.
    """

    def __init__(self, client: httpx.AsyncClient, issuer: str, url: str | None) -> None:
        self._client, self._issuer, self._url = client, issuer, url
        self._keys: KeySet | None = None
        self._fetched_at = float("-inf")
        self._fetching: asyncio.Task[None] | None = None

    async def with_key(self, kid: str | None) -> KeySet:
        """Return the keys, with the one of this id among them if the issuer has it. Nobody whose key is known waits for the issuer.

        Raises:
            Refusal: `busy`, when no key was ever to be had from the issuer.
        """
        known = self._keys is not None and (kid is None or any(key.kid == kid for key in self._keys.keys))
        if not known and (self._keys is None or time.monotonic() - self._fetched_at > REFRESH_SECONDS):
            # Whoever comes meanwhile waits for the same answer.
            self._fetching = self._fetching or asyncio.create_task(self._fetch())
            await asyncio.shield(self._fetching)
        if self._keys is None:
            raise Refusal(Code.BUSY, Text("登录服务暂不可用。", "Sign-in is unavailable for the moment."), retry_after=5)
        return self._keys

    async def _fetch(self) -> None:
        self._fetched_at = time.monotonic()
        try:
            url = self._url or (await self._json(f"{self._issuer}/.well-known/openid-configuration"))["jwks_uri"]
            self._keys = KeySet.import_key_set(await self._json(str(url)))
        except (httpx.HTTPError, JoseError, ValueError, KeyError, TypeError):
            # What we have is kept: tokens go on being checked while the issuer is away.
            return
        finally:
            self._fetching = None

    async def _json(self, url: str) -> Any:  # noqa: ANN401 - JSON
        answer = await self._client.get(url)
        return answer.raise_for_status().json()
