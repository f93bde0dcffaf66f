"""短信网关。Text messages to telephones."""

from __future__ import annotations

from typing import ClassVar

from gateways.http import About, Source, check_subject, read_success

NAME = "sms"


class Sent(About):
    """The service's word that it took a message.

    Attributes:
        to: The telephone it goes to.
    """

    named_by: ClassVar[str] = "to"

    to: str


class Sms(Source):
    """The service that sends text messages."""

    async def send(self, to: str, text: str) -> Sent:
        """Send a message once, and return the service's word that it took it; nobody is told whether it was read.

        Args:
            to: The telephone.
            text: What it says.

        Raises:
            SourceUnavailable: It may not have been sent; try again.
            SourceAnswerInvalid: The answer cannot be believed; try again.
        """
        reply = await self._ask(NAME, "POST", "/sms/messages", json={"to": to, "text": text})
        sent = read_success(NAME, Sent, reply)
        check_subject(NAME, to, sent.subject)
        return sent
