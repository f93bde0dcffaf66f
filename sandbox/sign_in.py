"""登录页。The page at which somebody at a browser says who they are, and is sent back to their front-end with a code."""

from __future__ import annotations

import re
from html import escape
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel

from sandbox.people import PEOPLE, Person, find
from sandbox.problems import Problem
from sandbox.sign_in_codes import SignIn, is_of_this_machine
from sandbox.world import Here

router = APIRouter(tags=["统一身份认证 Sign-in"])

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_PAGE = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>登录 Sign in</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem }}
button {{ display: flex; gap: 1rem; width: 100%; padding: .5rem .75rem; margin: .25rem 0; font: inherit; text-align: left;
  border: 1px solid #bbb; border-radius: 6px; background: #fff; cursor: pointer }}
button:hover, button:focus {{ border-color: #1659b0; background: #eef4fc }}
b {{ min-width: 6rem }}
small {{ color: #555 }}
</style></head><body>
<h1>登录 Sign in</h1>
<p>沙箱的统一身份认证，不需要口令。Sign-in of the sandbox; there is no password. <small>{client}</small></p>
<form method="post" action="/oidc/authorize">{fields}{people}</form>
</body></html>"""


class Authorisation(BaseModel):
    """What a front-end sends its user here with (OpenID Connect, code flow with PKCE)."""

    redirect_uri: str
    client_id: str = ""
    response_type: str = ""
    code_challenge: str = ""
    code_challenge_method: str = ""
    scope: str = ""
    state: str = ""
    nonce: str = ""

    def fault(self) -> str | None:
        """Return what is wrong with it, as OAuth 2.0 names it."""
        if self.response_type != "code":
            return "unsupported_response_type"
        if not self.client_id or self.code_challenge_method != "S256" or not _CHALLENGE.fullmatch(self.code_challenge):
            return "invalid_request"
        return None if "openid" in self.scope.split() else "invalid_scope"


class Chosen(Authorisation):
    """The same, with who signs in."""

    person: str


@router.get("/oidc/authorize", summary="登录页 Sign-in page", response_class=HTMLResponse)
async def ask(asked: Annotated[Authorisation, Query()], world: Here) -> Response:
    """Answer the page on which somebody chooses who they are.

    Raises:
        Problem: 400 when they could not be sent back.
    """
    if refused := _refused(asked, world.issuer.base_url):
        return refused
    fields = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in asked)
    page = _PAGE.format(client=escape(asked.client_id), fields=fields, people="".join(map(_choice, PEOPLE)))
    return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"})


@router.post("/oidc/authorize", summary="登录 Sign in", response_class=RedirectResponse, status_code=303)
async def sign_in(chosen: Annotated[Chosen, Form()], world: Here) -> Response:
    """Send somebody back to their front-end with a code.

    Raises:
        Problem: 400 when they could not be sent back, 404 when there is no such person.
    """
    if refused := _refused(chosen, world.issuer.base_url):
        return refused
    person = find(chosen.person)
    if person is None:
        raise Problem(404, "unknown_person", "没有此人 No such person")
    code = world.codes.give(person, SignIn(chosen.client_id, chosen.redirect_uri, chosen.code_challenge, chosen.nonce or None))
    return _back(chosen, code=code, iss=world.issuer.base_url)


def _refused(asked: Authorisation, issuer: str) -> Response | None:
    if not is_of_this_machine(asked.redirect_uri):
        raise Problem(
            400, "bad_redirect", "沙箱只返回本机的页面 A sandbox sends people back to pages of this machine alone", error="invalid_request"
        )
    fault = asked.fault()
    return _back(asked, error=fault, iss=issuer) if fault else None


def _back(asked: Authorisation, **said: str) -> RedirectResponse:
    said |= {"state": asked.state} if asked.state else {}
    joint = "&" if "?" in asked.redirect_uri else "?"
    return RedirectResponse(f"{asked.redirect_uri}{joint}{urlencode(said)}", 303, {"Cache-Control": "no-store"})


def _choice(person: Person) -> str:
    return (
        f'<button name="person" value="{escape(person.id)}"><b>{escape(person.name)}</b>'
        f"<span>{escape(person.position)} <small>{escape(person.id)}</small></span></button>"
    )
