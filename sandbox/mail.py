"""邮件。A mail server that takes everything on the loopback and sends nothing on: it keeps what came, for whoever plays its reader."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

HOST = "127.0.0.1"
_MOST_KEPT = 1_000
_LONGEST = 10 * 1024 * 1024
_TAKEN = b"250 OK"
REFUSED = {"gone": b"550 No such mailbox", "busy": b"451 Come again"}
"""What is answered to mail for these mailboxes, of whichever domain."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that came."""

    to: str
    title: str
    text: str


@asynccontextmanager
async def taking_mail(port: int | None, kept: list[Letter]) -> AsyncIterator[None]:
    """Take mail at a port, if there is one, as long as the block runs."""
    if port is None:
        yield
        return

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _talk(reader, writer, kept)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(serve, HOST, port, limit=_LONGEST):
        yield


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kept: list[Letter]) -> None:
    """Speak as much of SMTP (RFC 5321) as it takes to be handed mail."""

    async def say(*lines: bytes) -> None:
        writer.write(b"".join(line + b"\r\n" for line in lines))
        await writer.drain()

    to: list[str] = []
    await say(b"220 sandbox ESMTP")
    while line := await reader.readline():
        verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
        match verb.upper():
            case "EHLO":
                await say(b"250-sandbox", b"250-8BITMIME", b"250 SMTPUTF8")
            case "RCPT":
                address = rest.partition("<")[2].partition(">")[0]
                refused = REFUSED.get(address.partition("@")[0])
                if refused is None:
                    to.append(address)
                await say(refused or _TAKEN)
            case "DATA":
                await say(b"354 Go on")
                content = await reader.readuntil(b"\r\n.\r\n")
                kept += [_letter(one, content.replace(b"\r\n..", b"\r\n.")[:-3]) for one in to]
                del kept[:-_MOST_KEPT]
                to.clear()
                await say(_TAKEN)
            case "QUIT":
                await say(b"221 Bye")
                return
            case "HELO" | "MAIL" | "RSET" | "NOOP":
                to.clear()
                await say(_TAKEN)
            case _:
                await say(b"502 Not here")


def _letter(to: str, content: bytes) -> Letter:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what this policy reads
    body = message.get_body(("plain",))
    return Letter(to, str(message["subject"] or ""), "\n".join(str(body.get_content()).splitlines()) if body else "")
