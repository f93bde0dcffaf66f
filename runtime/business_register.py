"""市场主体登记。The business register as the API asks it: a silent register is a refusal that asks to try again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateways.errors import SourceUnavailable
from gateways.registration import Registration
from policy.errors import Code, Refusal
from policy.registered import Registered
from policy.text import Text

_RETRY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class AskedRegister:
    """The register behind its gateway."""

    registration: Registration

    async def of(self, uscc: str) -> Registered | None:
        """Return who an organisation is, or None if it is definitely not registered.

        Raises:
            Refusal: `busy`, when the register gives no answer that can be believed.
        """
        try:
            answer = await self.registration.of(uscc)
        except SourceUnavailable as error:
            raise _silent() from error
        return answer.registered if answer else None

    async def names(self, usccs: Sequence[str]) -> Mapping[str, str]:
        """Return the registered names of some enterprises by credit code; who is left out is definitely not registered.

        Raises:
            Refusal: `busy`, when the register gives no answer that can be believed.
        """
        try:
            standings = await self.registration.standings_of(usccs)
        except SourceUnavailable as error:
            raise _silent() from error
        return {uscc: standing.name for uscc, standing in standings.items()}


def _silent() -> Refusal:
    silent = Text(
        "市场主体登记暂时无法查询，未录入任何内容，请稍后重试。", "The business register does not answer; nothing was taken. Try again."
    )
    return Refusal(Code.BUSY, silent, retry_after=_RETRY_SECONDS)
