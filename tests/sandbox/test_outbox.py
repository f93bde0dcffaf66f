"""Whoever tries the system out reads what was sent to people at the sandbox."""

from __future__ import annotations

import httpx

from sandbox.app import create_app
from sandbox.mail import Letter
from sandbox.settings import Settings


async def test_outbox_shows_mail_and_text_messages_as_they_came() -> None:
    app = create_app(Settings())
    app.state.world.mails.append(Letter("a@b.example", "<新的通知>", "请登录"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sandbox") as client:
        assert (await client.post("/sms/messages", json={"to": "13800000000", "text": "验证码"})).status_code == 200
        page, came = (await client.get("/outbox")).text, (await client.get("/outbox/messages")).json()
    assert "&lt;新的通知&gt;" in page
    assert came == [
        {"channel": "email", "to": "a@b.example", "title": "<新的通知>", "text": "请登录"},
        {"channel": "sms", "to": "13800000000", "title": "", "text": "验证码"},
    ]
