"""登录。Tokens that are good, and every kind that is not."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import time
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from api.web.tokens import TokenVerifier
from policy.actors import Grant, Role
from policy.errors import Refusal
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.api.desk import APPLICANT, Desk, code_of

ISSUER, AUDIENCE = "http://issuer", "etown-grants"
OFFICER = {"role": "officer", "department": "sti"}


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    usual = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "p",
        "name": "某人",
        "grants": [OFFICER],
        "exp": now + 60,
    }
    return {key: value for key, value in (usual | changes).items() if value is not None}


class Issuer:
    """An issuer whose keys can change, and who can be away."""

    def __init__(self) -> None:
        self.keys = [self.new_key("1")]
        self.away = False
        self.asked = 0
        self.answers = asyncio.Event()
        self.answers.set()
        self.header: dict[str, str] = {"typ": "at+jwt"}

    @staticmethod
    def new_key(kid: str) -> RSAKey:
        return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"}, auto_kid=False)

    async def answer(self, request: httpx.Request) -> httpx.Response:
        await self.answers.wait()
        if self.away:
            raise httpx.ConnectError("away")
        if request.url.path.endswith("openid-configuration"):
            return httpx.Response(200, json={"jwks_uri": f"{ISSUER}/jwks"})
        self.asked += 1
        return httpx.Response(200, json={"keys": [key.as_dict(private=False) for key in self.keys]})

    def sign(self, key: RSAKey | None = None, **changes: Any) -> str:
        signer = key or self.keys[-1]
        return jwt.encode({"alg": "RS256", "kid": signer.kid} | self.header, claims(**changes), signer, algorithms=["RS256"])

    def verifier(self) -> TokenVerifier:
        return TokenVerifier(httpx.AsyncClient(transport=httpx.MockTransport(self.answer)), issuer=ISSUER, audience=AUDIENCE)


@pytest.fixture(scope="module")
def key() -> RSAKey:
    return Issuer.new_key("x")


async def test_actor_is_known_when_the_token_is_good() -> None:
    issuer = Issuer()
    actor = await issuer.verifier().actor(issuer.sign())
    assert (actor.subject, actor.name, actor.departments) == ("p", "某人", ("sti",))
    assert actor.roles == (Role.OFFICER,)


@pytest.mark.parametrize(
    ("claimed", "read"),
    [
        ([OFFICER], (Grant(Role.OFFICER, "sti"),)),
        ([OFFICER | {"head": True}], (Grant(Role.OFFICER, "sti", head=True),)),
        ([OFFICER, {"role": "approver", "department": "hr"}], (Grant(Role.OFFICER, "sti"), Grant(Role.APPROVER, "hr"))),
        ([{"role": "finance", "head": True}], (Grant(Role.FINANCE, head=True),)),
        (None, ()),
        ([], ()),
        # A role we do not know is no role; nobody can call themselves the system.
        ([{"role": "king"}], ()),
        ([{"role": "system"}], ()),
        # A role without its department holds in none; one that is held for the whole area holds in no single one.
        ([{"role": "officer"}], ()),
        ([{"role": "approver", "department": "nowhere"}], ()),
        ([{"role": "auditor", "department": "sti"}], ()),
    ],
)
async def test_person_holds_what_the_issuer_granted_and_where(claimed: Any, read: tuple[Grant, ...]) -> None:
    issuer = Issuer()
    assert (await issuer.verifier().actor(issuer.sign(grants=claimed))).grants == read


@pytest.mark.parametrize(
    "claimed",
    ["officer", ["officer"], {"role": "officer"}, [{"department": "sti"}], [OFFICER | {"head": "true"}], [OFFICER | {"head": 1}]],
)
async def test_nobody_is_let_in_whose_grants_are_not_understood(claimed: Any) -> None:
    issuer = Issuer()
    with pytest.raises(Refusal) as refused:
        await issuer.verifier().actor(issuer.sign(grants=claimed))
    assert refused.value.code == "unauthenticated"


@pytest.mark.parametrize(
    ("claimed", "read"),
    [(CHENXIN, CHENXIN), (CHENXIN.lower(), CHENXIN), (f" {CHENXIN}", CHENXIN), (CHENXIN[:-1] + "F", None), ("", None), (None, None)],
)
async def test_enterprise_of_an_actor_is_read_as_a_credit_code(claimed: str | None, read: str | None) -> None:
    issuer = Issuer()
    assert (await issuer.verifier().actor(issuer.sign(enterprise=claimed))).enterprise == read


@pytest.mark.parametrize(
    ("claimed", "read"),
    [
        ({}, ()),
        ({"employer": CHENXIN}, (CHENXIN,)),
        ({"interests": [CHENXIN.lower(), YUNHENG]}, (CHENXIN, YUNHENG)),
        ({"interests": [CHENXIN], "employer": CHENXIN}, (CHENXIN,)),
        ({"interests": ["elsewhere"], "employer": "a university"}, ()),
    ],
    ids=["none", "employer", "declared", "both", "no credit code"],
)
async def test_interests_of_an_actor_are_those_of_employers_and_declared_ones(claimed: dict[str, Any], read: tuple[str, ...]) -> None:
    issuer = Issuer()
    assert (await issuer.verifier().actor(issuer.sign(**claimed))).interests == read


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "http://other"},
        {"aud": "other"},
        {"exp": 1},
        {"exp": 4_000_000_000},
        {"exp": float("inf")},
        {"exp": None},
        {"sub": None},
        {"sub": 5},
        {"sub": ""},
        {"sub": " "},
        {"sub": "system"},
        {"sub": "System "},
        {"sub": "sys\u200btem"},
        {"sub": "\uff53ystem"},
        {"sub": "public"},
        {"sub": "officer\u202e-sti-1"},
        {"sub": "officer-sti-1 "},
        {"sub": "officer-sti-1\n"},
        {"sub": "\uff4ffficer-sti-1"},
        {"aud": None},
        {"iss": None},
        {"exp": "never"},
        {"enterprise": 7},
        {"employer": 7},
        {"interests": [7]},
        {"interests": {"uscc": "x"}},
        {"nbf": 4_000_000_000},
    ],
    ids=str,
)
async def test_token_is_refused_when_a_claim_is_wrong(changes: dict[str, Any]) -> None:
    issuer = Issuer()
    with pytest.raises(Refusal) as refused:
        await issuer.verifier().actor(issuer.sign(**changes))
    assert refused.value.code == "unauthenticated"


async def test_token_is_taken_within_the_leeway() -> None:
    issuer = Issuer()
    assert (await issuer.verifier().actor(issuer.sign(exp=int(time.time()) - 10))).subject == "p"


def _unsigned() -> str:
    head, body = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({"alg": "none"}, claims()))
    return f"{head}.{body}."


def _signed_with_the_public_key(key: RSAKey) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in ({"alg": "HS256", "kid": "1"}, claims())]
    signature = hmac.digest(key.as_pem(private=False), b".".join(parts), "sha256")
    return b".".join([*parts, base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()


async def test_token_is_refused_when_it_is_unsigned_or_signed_otherwise(key: RSAKey) -> None:
    issuer = Issuer()
    verifier = issuer.verifier()
    confused = _signed_with_the_public_key(issuer.keys[0])
    stolen_name = jwt.encode({"alg": "RS256", "kid": "1"}, claims(), key, algorithms=["RS256"])
    for token in (_unsigned(), confused, stolen_name, issuer.sign(key), "", "a.b.c", "é", issuer.sign()[:-4]):
        with pytest.raises(Refusal) as refused:
            await verifier.actor(token)
        assert refused.value.code == "unauthenticated"


async def test_keys_are_fetched_again_when_a_new_one_signs_and_not_for_every_unknown_one(key: RSAKey) -> None:
    issuer = Issuer()
    verifier = issuer.verifier()
    await verifier.actor(issuer.sign())
    issuer.keys.append(Issuer.new_key("2"))
    for _ in range(5):
        with pytest.raises(Refusal):
            await verifier.actor(issuer.sign(key))
    assert issuer.asked == 1
    verifier._keys._fetched_at -= 11
    assert (await verifier.actor(issuer.sign())).subject == "p"
    assert issuer.asked == 2


@pytest.mark.parametrize("typ", ["at+jwt", "application/at+jwt", "AT+JWT"])
async def test_token_is_taken_when_it_says_that_it_is_for_access(typ: str) -> None:
    issuer = Issuer()
    issuer.header = {"typ": typ}
    assert (await issuer.verifier().actor(issuer.sign())).subject == "p"


@pytest.mark.parametrize("header", [{}, {"typ": ""}, {"typ": "JWT"}, {"typ": "id+jwt"}, {"typ": "logout+jwt"}], ids=str)
async def test_token_is_refused_when_it_is_for_something_else(header: dict[str, str]) -> None:
    issuer = Issuer()
    issuer.header = header
    with pytest.raises(Refusal) as refused:
        await issuer.verifier().actor(issuer.sign())
    assert refused.value.code == "unauthenticated"


async def test_nobody_with_a_known_key_waits_when_others_make_us_ask_the_issuer(key: RSAKey) -> None:
    issuer = Issuer()
    verifier = issuer.verifier()
    good = issuer.sign()
    await verifier.actor(good)
    verifier._keys._fetched_at -= 11
    issuer.answers.clear()
    strangers = [asyncio.create_task(verifier.actor(issuer.sign(key))) for _ in range(20)]
    await asyncio.sleep(0)
    for _ in range(3):
        assert (await verifier.actor(good)).subject == "p"
    assert not any(stranger.done() for stranger in strangers)
    issuer.answers.set()
    refused = await asyncio.gather(*strangers, return_exceptions=True)
    assert {getattr(one, "code", None) for one in refused} == {"unauthenticated"}
    assert issuer.asked == 2


async def test_issuer_is_not_asked_when_a_known_key_did_not_sign(key: RSAKey) -> None:
    issuer = Issuer()
    verifier = issuer.verifier()
    await verifier.actor(issuer.sign())
    verifier._keys._fetched_at -= 11
    with pytest.raises(Refusal):
        await verifier.actor(jwt.encode({"alg": "RS256", "kid": "1", "typ": "at+jwt"}, claims(), key, algorithms=["RS256"]))
    assert issuer.asked == 1


async def test_people_stay_signed_in_when_the_issuer_is_away() -> None:
    issuer = Issuer()
    verifier = issuer.verifier()
    issuer.away = True
    with pytest.raises(Refusal) as refused:
        await verifier.actor(issuer.sign())
    assert refused.value.code == "busy"
    issuer.away = False
    verifier._keys._fetched_at -= 11
    await verifier.actor(issuer.sign())
    issuer.away = True
    verifier._keys._fetched_at -= 11
    assert (await verifier.actor(issuer.sign())).subject == "p"


async def test_request_is_challenged_when_nobody_is_signed_in(api: Desk) -> None:
    expired = await api.token(APPLICANT, lifetime_seconds=-60)
    for authorization in ("", "Bearer", "Bearer x", "Basic eDp5", f"Bearer {expired}"):
        refused = await api.get(None, "/me", headers={"Authorization": authorization})
        assert (refused.status_code, code_of(refused)) == (401, "unauthenticated")
        assert refused.headers["www-authenticate"].startswith("Bearer")
    me = (await api.get(APPLICANT, "/me")).json()
    held = [{"role": "applicant", "department": None, "head": False}]
    assert (me["subject"], me["grants"], me["enterprise"]) == (APPLICANT, held, "91110302MA9DA0018E")
