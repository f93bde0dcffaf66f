"""E-mail is handed to a real server of the sandbox, or not at all."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gateways.errors import SourceUnavailable
from gateways.mail import Mail, Security
from policy.telling import Parcel, Undeliverable
from runtime.local.child_process import free_port
from sandbox.mail import HOST, Letter, taking_mail

PARCEL = Parcel(
    "0197", "chen@enterprise.example", "科技政策资金系统：新的通知", "您有一条新的通知，请登录系统查看：\n.\nhttps://portal.example/1"
)


@pytest.fixture
def kept() -> list[Letter]:
    return []


@pytest.fixture
async def port(kept: list[Letter]) -> AsyncIterator[int]:
    free = free_port()
    async with taking_mail(free, kept):
        yield free


def mail(port: int, security: Security = "none", user: str = "") -> Mail:
    return Mail(HOST, port, "经开区 <noreply@etown.example>", security, user, "hush")


async def test_mail_is_taken_word_by_word(port: int, kept: list[Letter]) -> None:
    await mail(port).send(PARCEL)
    assert kept == [Letter(PARCEL.to, PARCEL.title, PARCEL.body)]


async def test_mail_is_never_taken_when_the_server_knows_no_such_mailbox(port: int, kept: list[Letter]) -> None:
    with pytest.raises(Undeliverable) as refused:
        await mail(port).send(Parcel("1", "gone@enterprise.example", "t", "b"))
    assert (refused.value.reason, kept) == ("smtp_550", [])


async def test_mail_may_be_taken_later_when_the_server_says_so(port: int) -> None:
    with pytest.raises(SourceUnavailable) as refused:
        await mail(port).send(Parcel("1", "busy@enterprise.example", "t", "b"))
    assert refused.value.reason == "smtp_451"


@pytest.mark.parametrize(("security", "user"), [("starttls", ""), ("tls", ""), ("none", "us")])
async def test_nothing_is_handed_over_when_the_server_does_not_encrypt_or_know_us(
    port: int, kept: list[Letter], security: Security, user: str
) -> None:
    with pytest.raises(SourceUnavailable):
        await mail(port, security, user).send(PARCEL)
    assert kept == []


async def test_mail_may_be_taken_later_when_nobody_answers() -> None:
    with pytest.raises(SourceUnavailable) as refused:
        await mail(free_port()).send(PARCEL)
    assert refused.value.reason == "connection"


async def test_nothing_but_one_address_is_written_to_when_an_address_has_lines_in_it(port: int, kept: list[Letter]) -> None:
    with pytest.raises(ValueError, match="linefeed"):
        await mail(port).send(Parcel("1", "a@b.example\nBcc: c@d.example", "t", "b"))
    assert kept == []
