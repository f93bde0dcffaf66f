"""`etown token`:登录令牌。A sign-in token of a demo person, from the sandbox's issuer."""

from __future__ import annotations

from typing import Annotated

import httpx
import typer

from runtime.addresses import Addresses, sandbox_url

TOKEN_SECONDS = 12 * 3600


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("token")(token)


def token(person: Annotated[str, typer.Argument(help="Whose: an id that `etown run` lists, such as applicant-chenxin.")]) -> None:
    """Print a sign-in token of a demo person, good for twelve hours."""
    try:
        print(token_of(Addresses(), person))  # noqa: T201 - meant for $(...)
    except httpx.HTTPError:
        typer.echo(f"There is no token for {person}: is `etown run` up, and is that one of the people it lists?", err=True)
        raise typer.Exit(1) from None


def token_of(addresses: Addresses, person: str) -> str:
    """Return a token of a person."""
    body = {"person": person, "lifetime_seconds": TOKEN_SECONDS}
    answer = httpx.post(f"{sandbox_url(addresses)}/oidc/token", json=body, timeout=10, trust_env=False)
    return str(answer.raise_for_status().json()["access_token"])
