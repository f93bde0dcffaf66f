from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import time_machine
from joserfc import jwt
from joserfc.jwk import KeySet

from sandbox.clock import now_seconds
from sandbox.sign_in_codes import challenge_of
from tests.sandbox.conftest import Sandbox

BACK = "http://localhost:5173/signed-in"
# The pair of RFC 7636, appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
ASKED = {
    "response_type": "code",
    "client_id": "front-end",
    "redirect_uri": BACK,
    "scope": "openid",
    "state": "abc",
    "nonce": "n-1",
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "code_challenge_method": "S256",
}


def said(response: httpx.Response) -> dict[str, str]:
    """Return what a front-end is told when its user comes back."""
    assert response.status_code == 303, response.text
    assert response.headers["location"].startswith(BACK)
    return {name: values[0] for name, values in parse_qs(urlsplit(response.headers["location"]).query).items()}


async def code_of(sandbox: Sandbox, person: str = "officer-sti-1", **changed: str) -> str:
    return said(await sandbox.client.post("/oidc/authorize", data={**ASKED, **changed, "person": person}))["code"]


async def redeemed(sandbox: Sandbox, code: str, /, **changed: str) -> httpx.Response:
    body = {"grant_type": "authorization_code", "code": code, "client_id": "front-end", "redirect_uri": BACK, "code_verifier": VERIFIER}
    return await sandbox.client.post("/oidc/token", data={**body, **changed})


async def claims_of(sandbox: Sandbox, token: str) -> dict[str, Any]:
    keys = KeySet.import_key_set((await sandbox.client.get("/oidc/jwks.json")).json())
    return jwt.decode(token, keys, algorithms=["RS256"]).claims


def test_challenge_is_that_of_the_standard_when_the_verifier_is() -> None:
    assert challenge_of(VERIFIER) == ASKED["code_challenge"]


async def test_discovery_leads_to_the_page_and_demands_a_challenge(sandbox: Sandbox) -> None:
    document = (await sandbox.client.get("/.well-known/openid-configuration")).json()
    assert urlsplit(document["authorization_endpoint"]).path == "/oidc/authorize"
    assert document["code_challenge_methods_supported"] == ["S256"]


async def test_page_offers_everybody_who_can_sign_in(sandbox: Sandbox) -> None:
    page = await sandbox.client.get("/oidc/authorize", params=ASKED)
    people = (await sandbox.client.get("/oidc/people")).json()
    assert page.headers["content-type"].startswith("text/html")
    assert all(f'value="{person["id"]}"' in page.text and person["name"] in page.text for person in people)


async def test_page_shows_as_text_what_a_front_end_sent(sandbox: Sandbox) -> None:
    page = await sandbox.client.get("/oidc/authorize", params={**ASKED, "client_id": "<script>", "state": '"><script>'})
    assert page.status_code == 200
    assert "<script" not in page.text


async def test_token_is_that_of_who_signed_in_when_the_code_comes_with_its_verifier(sandbox: Sandbox) -> None:
    answer = (await redeemed(sandbox, await code_of(sandbox))).json()
    claims = await claims_of(sandbox, answer["access_token"])
    assert (claims["sub"], claims["aud"], claims["exp"] - claims["iat"]) == ("officer-sti-1", "etown-grants", answer["expires_in"])


async def test_id_token_is_for_the_front_end_and_repeats_its_nonce(sandbox: Sandbox) -> None:
    claims = await claims_of(sandbox, (await redeemed(sandbox, await code_of(sandbox))).json()["id_token"])
    assert (claims["sub"], claims["aud"], claims["nonce"]) == ("officer-sti-1", "front-end", "n-1")


async def test_state_comes_back_with_the_issuer_beside_the_code(sandbox: Sandbox) -> None:
    told = said(await sandbox.client.post("/oidc/authorize", data={**ASKED, "person": "auditor"}))
    assert (told["state"], told["iss"]) == ("abc", "http://127.0.0.1:8900")


@pytest.mark.parametrize(
    "changed",
    [
        {"code_verifier": VERIFIER[:-1] + "l"},
        {"code_verifier": ""},
        {"code_verifier": "é"},
        {"client_id": "another"},
        {"redirect_uri": BACK + "/"},
        {"code": "unknown"},
    ],
)
async def test_code_is_refused_when_it_is_anothers(sandbox: Sandbox, changed: dict[str, str]) -> None:
    answer = await redeemed(sandbox, await code_of(sandbox), **changed)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_code_is_refused_when_it_was_used(sandbox: Sandbox) -> None:
    code = await code_of(sandbox)
    assert [(await redeemed(sandbox, code)).status_code for _ in range(2)] == [200, 400]


async def test_code_is_used_up_when_its_verifier_was_wrong(sandbox: Sandbox) -> None:
    code = await code_of(sandbox)
    await redeemed(sandbox, code, code_verifier="guessed")
    assert (await redeemed(sandbox, code)).status_code == 400


@pytest.mark.parametrize(("later", "status"), [(59, 200), (60, 400)])
async def test_code_is_good_for_a_minute(sandbox: Sandbox, later: float, status: int) -> None:
    with time_machine.travel(now_seconds(), tick=False) as clock:
        code = await code_of(sandbox)
        clock.shift(later)
        assert (await redeemed(sandbox, code)).status_code == status


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge": VERIFIER + "="}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"client_id": ""}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_front_end_is_told_the_fault_when_it_asks_wrongly(sandbox: Sandbox, changed: dict[str, str], error: str, method: str) -> None:
    asked = {**ASKED, **changed, "person": "auditor"}
    answer = await sandbox.client.request(method, "/oidc/authorize", params=asked, data=asked if method == "POST" else None)
    assert (said(answer)["error"], said(answer)["state"]) == (error, "abc")


@pytest.mark.parametrize(
    "address", ["https://example.com/", "//localhost", "javascript:alert(1)", "http://localhost@example.com/", "http://[", f"{BACK}#x", ""]
)
async def test_nobody_is_sent_anywhere_when_the_address_is_not_of_this_machine(sandbox: Sandbox, address: str) -> None:
    answer = await sandbox.client.post("/oidc/authorize", data={**ASKED, "redirect_uri": address, "person": "auditor"})
    assert answer.status_code in {400, 422}
    assert "location" not in answer.headers


async def test_sign_in_is_refused_when_the_person_is_unknown(sandbox: Sandbox) -> None:
    answer = await sandbox.client.post("/oidc/authorize", data={**ASKED, "person": "nobody"})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_person")


async def test_code_comes_back_beside_what_the_address_says_already(sandbox: Sandbox) -> None:
    address = f"{BACK}?from=inbox"
    told = said(await sandbox.client.post("/oidc/authorize", data={**ASKED, "redirect_uri": address, "person": "auditor"}))
    assert told["from"] == "inbox"
    assert told["code"]
