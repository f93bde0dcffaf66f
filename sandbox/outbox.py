"""收件。What was sent to people by mail and by text message, as a page for whoever tries the system out."""

from __future__ import annotations

from html import escape

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from sandbox.world import Here, World

router = APIRouter(prefix="/outbox", tags=["沙箱管理 Administration"])


class Came(BaseModel):
    """What came for somebody; a text message has no title."""

    channel: str
    to: str
    title: str
    text: str


@router.get("", summary="看邮件和短信 Mail and text messages", response_class=HTMLResponse)
async def outbox(world: Here) -> str:
    """Show what came, the last first."""
    rows = "".join(f"<tr>{''.join(f'<td>{escape(value)}</td>' for value in one.model_dump().values())}</tr>" for one in _came(world))
    return f"<!doctype html><meta charset=utf-8><title>邮件和短信 Mail and text messages</title><table border=1>{rows}</table>"


@router.get("/messages", summary="读邮件和短信 Mail and text messages as JSON")
async def messages(world: Here) -> list[Came]:
    """Return what came, the last first."""
    return _came(world)


def _came(world: World) -> list[Came]:
    texts = [Came(channel="sms", to=to, title="", text=text) for to, text in reversed(world.texts)]
    return [Came(channel="email", to=one.to, title=one.title, text=one.text) for one in reversed(world.mails)] + texts
