"""短信。Text messages as the API has them sent: a silent service is a refusal that asks to try again."""

from __future__ import annotations

from dataclasses import dataclass

from gateways.errors import SourceUnavailable
from gateways.sms import Sms
from policy.errors import Code, Refusal
from policy.text import Text

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
