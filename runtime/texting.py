"""短信和邮件。Text messages and e-mail as the API has them sent: a silent service is a refusal that asks to try again."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from gateways.errors import SourceUnavailable
from gateways.mail import Mail
from gateways.sms import Sms
from policy.errors import Code, Fault, Refusal
from policy.telling import Parcel, Undeliverable
from policy.text import Text
from runtime.settings import Settings

_RETRY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class SentTexts:
    """The service behind its gateway."""

    sms: Sms

    async def send(self, to: str, text: str) -> None:
        """Send a message to a telephone.

        Raises:
            Refusal: `busy`, when the service does not say that it took it.
        """
        try:
            await self.sms.send(to, text)
        except SourceUnavailable as error:
            silent = Text("短信暂时无法发送，请稍后重试。", "Text messages cannot be sent for the moment. Try again.")
            raise Refusal(Code.BUSY, silent, retry_after=_RETRY_SECONDS) from error


@dataclass(frozen=True, slots=True)
class SentMails:
    """The mail server behind its gateway; None where no mail is sent."""

    mail: Mail | None

    async def send(self, to: str, title: str, text: str) -> None:
        """Send a mail.

        Raises:
            Refusal: `busy`, when the server does not say that it took it; `invalid_input`, when it knows no such mailbox, or there is none.
        """
        if self.mail is None:
            raise _refused(Text("本系统未开通电子邮件", "is of no use: no mail is sent here"))
        try:
            await self.mail.send(Parcel(uuid.uuid4().hex, to, title, text))
        except Undeliverable:
            raise _refused(Text("无法送达该邮箱", "takes no mail")) from None
        except SourceUnavailable as error:
            silent = Text("邮件暂时无法发送，请稍后重试。", "Mail cannot be sent for the moment. Try again.")
            raise Refusal(Code.BUSY, silent, retry_after=_RETRY_SECONDS) from error


def mail_of(settings: Settings) -> Mail | None:
    """Return the mail server that the settings name, if they name one."""
    if not settings.smtp_host:
        return None
    known_as = settings.smtp_user, settings.smtp_password.get_secret_value()
    return Mail(settings.smtp_host, settings.smtp_port, settings.smtp_from, settings.smtp_security, *known_as)


def _refused(why: Text) -> Refusal:
    return Refusal(Code.INVALID_INPUT, Text("无法向该邮箱发送邮件。", "No mail can be sent to this mailbox."), [Fault("email", why)])
