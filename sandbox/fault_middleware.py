"""请求故障。Lets a fault befall a request before, after or instead of the authority's own answer."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.faults import Fault
from sandbox.problems import document

ANOTHER_CREDIT_CODE = "91110302MA9DA0106W"
BULK = frozenset({"standings", "contributions", "rd-expenses"})
ANOTHER_SUBJECT = {"uscc": ANOTHER_CREDIT_CODE} | dict.fromkeys(("project_no", "policy_no", "loan_no", "reference"), "DEMO-OTHER")


def target_of(method: str, path: str) -> str | None:
    """Return the fault target a request falls under, or None for pages that have no faults."""
    match path.strip("/").split("/"):
        case ["credit", source, "records"]:
            return f"credit.{source}"
        case ["registration" | "tax" | "statistics" as authority, subject] if subject not in BULK:
            return authority
        case ["treasury", "instructions", *_]:
            return "treasury.instruct" if method == "POST" else "treasury.query"
        case ["credit" | "registration" | "tax" | "statistics" | "upstream" | "bank" | "treasury" | "sms" | "oidc" as authority, page, *_]:
            return f"{authority}.{page.removesuffix('.json').replace('-', '_')}"
        case _:
            return None


@dataclass(slots=True)
class _Recording:
    """An answer held back until the fault is through with it."""

    messages: list[Message] = field(default_factory=list)

    async def send(self, message: Message) -> None:
        """Keep a message instead of sending it."""
        self.messages.append(message)

    def body(self) -> bytes:
        """Return the whole body."""
        return b"".join(bytes(message.get("body", b"")) for message in self.messages if message["type"] == "http.response.body")

    def status(self) -> int:
        """Return the status."""
        return next(int(message["status"]) for message in self.messages if message["type"] == "http.response.start")


class FaultMiddleware:
    """Wraps the app; a request whose target has a fault in the world of the app meets the fault."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        target = target_of(scope["method"], scope["path"]) if scope["type"] == "http" else None
        fault = scope["app"].state.world.faults.strikes(target) if target else None
        if fault is None:
            await self._app(scope, receive, send)
            return
        request = await _read_whole(receive)
        if fault.mode in {"slow", "never"} and await _caller_left(receive, fault.seconds):
            # Whoever has hung up before we began finds nothing done.
            return
        recording = _Recording()
        match fault.mode:
            case "slow" | "timeout_after_success" | "wrong_amount" | "wrong_payee" | "wrong_subject":
                await self._app(scope, _replay(request, receive), recording.send)
        if fault.mode == "timeout_after_success":
            await _caller_left(receive, fault.seconds)
        await _answer(fault, recording, scope, receive, send)


async def _answer(fault: Fault, recording: _Recording, scope: Scope, receive: Receive, send: Send) -> None:
    match fault.mode:
        case "slow":
            for message in recording.messages:
                await send(message)
            return
        case "garbage":
            response = Response("<html><body>系统维护中 Under maintenance</body></html>", media_type="text/html")
        case "error_500":
            response = document(500, "internal", "系统错误 Internal error")
        case "timeout_after_success" | "never":
            response = document(504, "timeout", "超时 Timed out")
        case "wrong_amount" | "wrong_payee" | "wrong_subject":
            response = _falsified(fault, recording)
        case _:
            response = document(503, "down", "暂停服务 Out of service")
    await response(scope, receive, send)


def _falsified(fault: Fault, recording: _Recording) -> Response:
    body = json.loads(recording.body())
    if fault.mode == "wrong_amount" and "amount_fen" in body:
        body["amount_fen"] += 1
    if fault.mode == "wrong_payee" and "payee_digest" in body:
        body["payee_digest"] = body["payee_digest"][::-1]
    if fault.mode == "wrong_subject":
        body |= {member: another for member, another in ANOTHER_SUBJECT.items() if member in body}
        if body.get("items"):
            # A page is about everybody; one that comes back to somebody is about the wrong ones.
            body["items"].append(body["items"][0])
    return Response(json.dumps(body), status_code=recording.status(), media_type="application/json")


async def _read_whole(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body", False):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _caller_left(receive: Receive, seconds: float) -> bool:
    """Wait, but no longer than the caller does; return whether the caller hung up."""
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return False
    return True
