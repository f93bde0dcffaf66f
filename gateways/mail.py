"""邮件。E-mail over SMTP, handed to one server of ours, which sends it on."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate
from typing import Literal

from gateways.errors import SourceUnavailable
from policy.telling import Parcel, Undeliverable

NAME = "mail"
TIMEOUT_SECONDS = 10.0
_REFUSED_FOR_GOOD = 500

Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail server.

    Attributes:
        host: Its name; a certificate has to be for it.
        port: Where it takes mail.
        sender: The address mail is from.
        security: Whether the connection is encrypted from the start, before anything is said, or not at all.
        user: Whom it knows us as; empty to say nothing of it.
        password: What it knows us by.
    """

    host: str
    port: int
    sender: str
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)

    async def send(self, parcel: Parcel) -> None:
        """Hand a mail over once; that the server took it is no word of whether it arrived.

        Raises:
            Undeliverable: The server takes none for this address.
            SourceUnavailable: It may not have been taken; try again.
        """
        await asyncio.to_thread(self._hand_over, self._written(parcel))

    def _written(self, parcel: Parcel) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, parcel.to, parcel.title
        message["Date"] = formatdate()
        # The same at each try: whoever has it twice is shown it once.
        message["Message-ID"] = f"<{parcel.key}@{self.sender.rpartition('@')[2].rstrip('>')}>"
        # No machine answers it with a note that somebody is away.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(parcel.body)
        return message

    def _hand_over(self, message: EmailMessage) -> None:
        try:
            with self._connected() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code = max(code for code, _ in error.recipients.values())
            reason = f"smtp_{code}"
            raise (Undeliverable(reason) if code >= _REFUSED_FOR_GOOD else SourceUnavailable(NAME, reason)) from None
        except smtplib.SMTPResponseException as error:
            raise SourceUnavailable(NAME, f"smtp_{error.smtp_code}") from None
        except (smtplib.SMTPException, OSError) as error:
            # Not chained: what a server says may repeat an address.
            raise SourceUnavailable(NAME, "tls" if isinstance(error, ssl.SSLError) else "connection") from None

    def _connected(self) -> smtplib.SMTP:
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
        server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        if self.security == "starttls":
            try:
                server.starttls(context=ssl.create_default_context())
            except BaseException:
                server.close()
                raise
        return server
