from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from tests.sandbox.conftest import Sandbox, running


async def token_of(sandbox: Sandbox, **body: Any) -> str:
    response = await sandbox.client.post("/oidc/token", json=body)
    assert response.status_code == 200, response.text
    return str(response.json()["access_token"])


async def claims_of(sandbox: Sandbox, token: str) -> dict[str, Any]:
    keys = KeySet.import_key_set((await sandbox.client.get("/oidc/jwks.json")).json())
    return jwt.decode(token, keys, algorithms=["RS256"]).claims


async def test_discovery_names_the_issuer_and_its_keys(sandbox: Sandbox) -> None:
    document = (await sandbox.client.get("/.well-known/openid-configuration")).json()
    assert document["issuer"] == "http://127.0.0.1:8900"
    assert document["jwks_uri"] == "http://127.0.0.1:8900/oidc/jwks.json"


async def test_keys_are_published_without_their_private_parts(sandbox: Sandbox) -> None:
    (key,) = (await sandbox.client.get("/oidc/jwks.json")).json()["keys"]
    assert key.keys() == {"kty", "n", "e", "kid", "use", "alg"}


async def test_token_says_who_and_what_when_the_person_is_an_officer(sandbox: Sandbox) -> None:
    claims = await claims_of(sandbox, await token_of(sandbox, person="officer-sti-1"))
    assert claims["iss"] == "http://127.0.0.1:8900"
    assert claims["aud"] == "etown-grants"
    assert claims["sub"] == "officer-sti-1"
    assert claims["grants"] == [{"role": "officer", "department": "sti", "head": False}]
    assert claims["enterprise"] is None
    assert claims["exp"] - claims["iat"] == 3600


async def test_token_names_the_enterprise_when_the_person_is_an_applicant(sandbox: Sandbox) -> None:
    claims = await claims_of(sandbox, await token_of(sandbox, person="applicant-chenxin"))
    assert claims["enterprise"] == "91110302MA9DA0018E"


async def test_tokens_differ_when_asked_for_twice(sandbox: Sandbox) -> None:
    first, second = [await claims_of(sandbox, await token_of(sandbox, person="auditor")) for _ in range(2)]
    assert first["jti"] != second["jti"]


async def test_token_has_expired_when_its_lifetime_is_negative(sandbox: Sandbox) -> None:
    claims = await claims_of(sandbox, await token_of(sandbox, person="auditor", lifetime_seconds=-60))
    with pytest.raises(JoseError):
        jwt.JWTClaimsRegistry().validate(claims)
    assert claims["iat"] < claims["exp"]


async def test_token_is_given_when_asked_for_with_a_password_form(sandbox: Sandbox) -> None:
    response = await sandbox.client.post("/oidc/token", data={"grant_type": "password", "username": "auditor", "password": "any"})
    assert (await claims_of(sandbox, response.json()["access_token"]))["sub"] == "auditor"


async def test_token_is_given_when_asked_for_with_client_credentials(sandbox: Sandbox) -> None:
    response = await sandbox.client.post("/oidc/token", data={"grant_type": "client_credentials", "client_id": "operator"})
    assert (await claims_of(sandbox, response.json()["access_token"]))["sub"] == "operator"


async def test_token_is_refused_when_the_person_is_unknown(sandbox: Sandbox) -> None:
    response = await sandbox.client.post("/oidc/token", json={"person": "nobody"})
    assert (response.status_code, response.json()["code"]) == (404, "unknown_person")


@pytest.mark.parametrize("body", [b"", b"[]", b'{"person": 1}', b'{"person": "auditor", "lifetime_seconds": 1e9}'])
async def test_token_is_refused_when_the_request_is_malformed(sandbox: Sandbox, body: bytes) -> None:
    response = await sandbox.client.post("/oidc/token", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 400


async def test_earlier_token_still_verifies_when_the_key_is_rotated(sandbox: Sandbox) -> None:
    token = await token_of(sandbox, person="auditor")
    await sandbox.client.post("/admin/oidc/rotate", json={})
    assert (await claims_of(sandbox, token))["sub"] == "auditor"


async def test_earlier_token_fails_when_its_key_is_withdrawn(sandbox: Sandbox) -> None:
    token = await token_of(sandbox, person="auditor")
    await sandbox.client.post("/admin/oidc/rotate", json={"keep_old": False})
    with pytest.raises((JoseError, ValueError)):
        await claims_of(sandbox, token)


async def test_new_token_uses_the_new_key_when_the_key_is_rotated(sandbox: Sandbox) -> None:
    kid = (await sandbox.client.post("/admin/oidc/rotate", json={})).json()["kid"]
    token = await token_of(sandbox, person="auditor")
    keys = KeySet.import_key_set((await sandbox.client.get("/oidc/jwks.json")).json())
    assert jwt.decode(token, keys, algorithms=["RS256"]).header["kid"] == kid


async def test_token_verifies_when_the_sandbox_restarts(tmp_path: Path) -> None:
    async with running(tmp_path) as before:
        token = await token_of(before, person="auditor")
    async with running(tmp_path) as after:
        assert (await claims_of(after, token))["sub"] == "auditor"


async def test_state_is_unreadable_to_others_when_it_is_kept(tmp_path: Path) -> None:
    async with running(tmp_path):
        assert (tmp_path / "sandbox.sqlite3").stat().st_mode & 0o077 == 0


async def test_token_may_be_asked_for_from_a_page_when_it_is_served_from_loopback(sandbox: Sandbox) -> None:
    response = await sandbox.client.post("/oidc/token", json={"person": "auditor"}, headers={"origin": "http://127.0.0.1:8000"})
    assert response.headers["access-control-allow-origin"] == "http://127.0.0.1:8000"


async def test_token_is_kept_from_a_page_when_it_is_served_from_elsewhere(sandbox: Sandbox) -> None:
    response = await sandbox.client.post("/oidc/token", json={"person": "auditor"}, headers={"origin": "http://elsewhere.example"})
    assert "access-control-allow-origin" not in response.headers


async def test_token_names_any_enterprise_when_its_applicant_signs_in(sandbox: Sandbox) -> None:
    claims = await claims_of(sandbox, await token_of(sandbox, person="applicant-91110302MB00000005"))
    assert ([grant["role"] for grant in claims["grants"]], claims["enterprise"]) == (["applicant"], "91110302MB00000005")
