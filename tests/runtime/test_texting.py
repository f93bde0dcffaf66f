"""A mail that the API has sent is handed to a real server of the sandbox, or refused with what to do about it."""

from __future__ import annotations

import pytest

from gateways.mail import Mail
from policy.errors import Code, Refusal
from runtime.local.child_process import free_port
from runtime.texting import SentMails
from sandbox.mail import HOST, Letter, taking_mail


async def test_mail_is_handed_over_at_once() -> None:
    kept: list[Letter] = []
    async with taking_mail(port := free_port(), kept):
        await SentMails(Mail(HOST, port, "noreply@etown.example", "none")).send("chen@enterprise.example", "验证码", "验证码000000")
    assert [(one.to, one.title, one.text.strip()) for one in kept] == [("chen@enterprise.example", "验证码", "验证码000000")]


@pytest.mark.parametrize(("to", "code"), [("gone@enterprise.example", Code.INVALID_INPUT), ("busy@enterprise.example", Code.BUSY)])
async def test_mail_is_refused_when_the_server_does_not_take_it(to: str, code: Code) -> None:
    async with taking_mail(port := free_port(), []):
        with pytest.raises(Refusal) as refused:
            await SentMails(Mail(HOST, port, "noreply@etown.example", "none")).send(to, "验证码", "000000")
    assert refused.value.code is code


async def test_mail_is_refused_when_none_is_sent_at_all() -> None:
    with pytest.raises(Refusal) as refused:
        await SentMails(None).send("chen@enterprise.example", "验证码", "000000")
    assert (refused.value.code, [fault.field for fault in refused.value.faults]) == (Code.INVALID_INPUT, ["email"])
