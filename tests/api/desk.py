"""服务窗口。The API in this process, with people who come to it: each with a real token of the sandbox's issuer."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from temporalio.client import Client

from api.app import create_app
from api.temporal import Cases
from api.web.services import Services
from api.web.standing import Standing
from api.web.tokens import TokenVerifier
from gateways.registration import Registration
from gateways.sms import Sms
from gateways.statistics import Statistics
from gateways.tax import Tax
from models.session import Database
from policy.judging.catalogue import ITEMS
from policy.letters.bodies import Bodies
from runtime.business_register import AskedRegister
from runtime.demo.forms import proofs
from runtime.encryption import SealedCodec
from runtime.evidence import StoredEvidence
from runtime.figures_today import AskedFigures
from runtime.texting import SentTexts
from sandbox.enterprises import CHENXIN
from tests.api.announced import holds_to_document
from tests.office import FACTS, told, until
from tests.office.people import FOUND, with_sum
from tests.office.register import loan_of, recognise_what_is_claimed
from tests.policy.baselines import FIGURES
from tests.sealing import PAYLOAD_KEY
from tests.vouching import ATTESTOR

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
TREASURY_SECRET = "treasury-secret"
MAX_BYTES = 4096
APPLICANT, STRANGER = "applicant-chenxin", "applicant-yunheng"
OFFICER, OTHER_OFFICER, FOREIGN_OFFICER = "officer-sti-1", "officer-sti-2", "officer-econ-1"
HEAD = "approver-sti-1"

# Making the routes of an app takes longer than most tests: one that is done with its services is given others.
_IDLE: list[FastAPI] = []
_SERVED: dict[FastAPI, Services] = {}


@dataclass
class Mails:
    """Takes what the API has mailed, by mailbox."""

    taken: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    async def send(self, to: str, title: str, text: str) -> None:
        """Take a mail."""
        self.taken[to].append(f"{title}\n{text}")


@dataclass
class Desk:
    """The API as a client sees it."""

    app: FastAPI
    http: httpx.AsyncClient
    issuer: httpx.AsyncClient
    database: Database
    evidence: Path
    tokens: dict[str, str] = field(default_factory=dict)
    mails: Mails = field(default_factory=Mails)

    async def token(self, person: str, **claims: Any) -> str:
        """Return a token of a demo person."""
        answer = await self.issuer.post("/oidc/token", json={"person": person, **claims})
        return str(answer.raise_for_status().json()["access_token"])

    async def ask(self, person: str | None, method: str, path: str, *, key: str | None = None, **request: Any) -> httpx.Response:
        """Send a request as a person (None: nobody signed in); every POST gets a key of its own unless one is given ("" for none)."""
        headers = dict(request.pop("headers", {}))
        if person is not None:
            if person not in self.tokens:
                self.tokens[person] = await self.token(person)
            headers.setdefault("Authorization", f"Bearer {self.tokens[person]}")
        if method == "POST" and key != "":
            headers["Idempotency-Key"] = key or uuid.uuid4().hex
        return await self.http.request(method, path, headers=headers, **request)

    async def get(self, person: str | None, path: str, **request: Any) -> httpx.Response:
        """Read."""
        return await self.ask(person, "GET", path, **request)

    async def post(self, person: str | None, path: str, body: Any = None, **request: Any) -> httpx.Response:
        """Post JSON."""
        return await self.ask(person, "POST", path, **({} if body is None else {"json": body}), **request)

    async def draft(self, person: str = APPLICANT, item: str = "innovation-centre", **changes: Any) -> dict[str, Any]:
        """Draft an application."""
        body = {"item_code": item, "enterprise_uscc": CHENXIN, "matter_date": "2026-03-01"} | told(item, FACTS[item]) | changes
        async with self.database.writing() as session:
            await recognise_what_is_claimed(session, ITEMS[item], FACTS[item] | body["facts"], body["enterprise_uscc"])
            loan = await loan_of(session, ITEMS[item], FACTS[item] | body["facts"], body["enterprise_uscc"])
        if loan is not None:
            return await self.claim(person, loan.number, item, FACTS[item] | body["facts"], body["claims"])
        answer = await self.post(person, "/applications", body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def claim(self, person: str, loan: str, item: str, facts: dict[str, Any], claims: dict[str, Any]) -> dict[str, Any]:
        """Draft a claim of the interest of a registered loan."""
        begins_on, _, ends_on = str(facts["period"]).replace(" ", "").partition("/")
        body = {"item_code": item, "begins_on": begins_on, "ends_on": ends_on, "claims": FIGURES.get(item, {}) | claims}
        answer = await self.post(person, f"/loans/{loan}/claims", body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def upload(self, application: str, code: str, content: bytes = PDF, name: str = "evidence.pdf", **request: Any) -> httpx.Response:
        """Upload a piece of evidence as the applicant."""
        person = request.pop("person", APPLICANT)
        path = f"/applications/{application}/documents"
        return await self.ask(person, "POST", path, data={"evidence_code": code}, files={"file": (name, content)}, **request)

    async def ready(self, item: str = "innovation-centre") -> dict[str, Any]:
        """Draft an application with all its evidence."""
        drafted = await self.draft(item=item)
        for evidence in (await self.get(None, f"/items/{item}")).json()["evidence"]:
            assert (await self.upload(drafted["id"], evidence["code"])).status_code == 201
        return drafted

    async def submitted(self) -> dict[str, Any]:
        """Draft and submit an application."""
        drafted = await self.ready()
        answer = await self.post(APPLICANT, f"/applications/{drafted['id']}/submit")
        assert answer.status_code == 200, answer.text
        return drafted

    async def task(self, person: str, application: str, kind: str) -> dict[str, Any]:
        """Return the open task of a kind."""
        found = (await self.get(person, "/tasks", params={"case": application, "kind": kind})).json()["items"]
        return dict(found[0])

    async def soon(self, person: str, application: str, kind: str) -> dict[str, Any]:
        """Wait for an open task of a kind that the person may do."""

        async def find() -> dict[str, Any] | None:
            query = {"case": application, "kind": kind, "mine": "true"}
            found = (await self.get(person, "/tasks", params=query)).json()["items"]
            return dict(found[0]) if found else None

        return dict(await until(find, kind))

    async def reached(self, person: str, application: str, stage: str) -> None:
        """Wait until an application is in a stage."""

        async def find() -> bool | None:
            return (await self.get(person, f"/applications/{application}")).json()["stage"]["code"] == stage or None

        await until(find, stage)

    async def done(self, person: str, application: str, kind: str, answer: dict[str, Any]) -> None:
        """Wait for a task of a kind and complete it; whatever facts its form asks for are as they were claimed."""
        task = await self.soon(person, application, kind)
        form = (await self.get(person, f"/tasks/{task['id']}")).json()["form"]
        completed = await self.post(person, f"/tasks/{task['id']}/complete", answer | proofs(form, answer, with_sum(FOUND)))
        assert completed.status_code == 200, completed.text

    async def to_decision(self, item: str = "innovation-centre") -> dict[str, Any]:
        """Take an application to its decision."""
        drafted = await self.ready(item)
        assert (await self.post(APPLICANT, f"/applications/{drafted['id']}/submit")).status_code == 200
        await self.done(OFFICER, drafted["id"], "acceptance", {"decision": "accepted"})
        await self.done(OFFICER, drafted["id"], "desk_review", {"decision": "recommended", "opinion": "符合条件"})
        await self.soon(HEAD, drafted["id"], "decision")
        return drafted


async def enter(desk: Desk, subject: str, known: dict[str, Any]) -> dict[str, Any]:
    """Have the directory know somebody: one who keeps it says so, and another agrees where that gives them a role."""
    answer = await desk.ask("admin", "PUT", f"/people/{subject}", json=known)
    if answer.status_code == 202:
        confirmed = await desk.post("admin-2", f"{answer.headers['location']}/confirmation")
        assert confirmed.status_code == 200, confirmed.text
        answer = await desk.get("auditor", f"/people/{subject}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def code_of(answer: httpx.Response) -> str:
    """Return the code of a problem, having checked that it is one."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert body["status"] == answer.status_code
    return str(body["code"])


@asynccontextmanager
async def desk(
    client: Client,
    task_queue: str,
    database: Database,
    issuer: httpx.AsyncClient,
    authorities: httpx.AsyncClient,
    folder: Path,
    *,
    quotas: bool = False,
    standing: Standing | None = None,
    evidence_daily_bytes: int = 2 * 1024**3,
) -> AsyncIterator[Desk]:
    """Open the API."""
    services = Services(
        database=database,
        cases=Cases(client, task_queue, database, ATTESTOR),
        register=AskedRegister(Registration(authorities, "http://sandbox")),
        figures=AskedFigures(database, Statistics(authorities, "http://sandbox"), Tax(authorities, "http://sandbox")),
        texts=SentTexts(Sms(authorities, "http://sandbox")),
        mails=(mails := Mails()),
        tokens=TokenVerifier(issuer, issuer="http://sandbox", audience="etown-grants"),
        evidence=StoredEvidence(folder.as_uri()),
        evidence_max_bytes=MAX_BYTES,
        evidence_daily_bytes=evidence_daily_bytes,
        treasury_secret=TREASURY_SECRET,
        bodies=Bodies("演示复议机关", "演示人民法院"),
        cursor_key=b"cursor",
        decode_payloads=SealedCodec([PAYLOAD_KEY]).open_all,
        quotas=quotas,
        standing=standing or Standing(),
    )
    app = _IDLE.pop() if _IDLE else create_app(lambda: nullcontext(_SERVED[app]), origins=("http://127.0.0.1:8233",))
    _SERVED[app] = services
    transport, hooks = httpx.ASGITransport(app, raise_app_exceptions=False), {"response": [holds_to_document(app)]}
    client_of_it = httpx.AsyncClient(transport=transport, base_url="http://api", timeout=30, event_hooks=hooks)
    try:
        async with app.router.lifespan_context(app), client_of_it as http:
            yield Desk(app, http, issuer, database, folder, mails=mails)
    finally:
        _IDLE.append(app)
