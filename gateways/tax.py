"""税务网关。Where an enterprise is taxed."""

from __future__ import annotations

from datetime import date

from gateways.http import Answered, Source, check_subject, in_path, not_registered, read_success

NAME = "tax"


class TaxAnswer(Answered):
    """What the tax authority says of an enterprise.

    Attributes:
        uscc: Credit code.
        taxed_in_area: Whether it pays its taxes in 亦庄新城.
        as_of: Day on which that was so.
    """

    uscc: str
    taxed_in_area: bool
    as_of: date


class Tax(Source):
    """The tax authority."""

    async def of(self, uscc: str) -> TaxAnswer | None:
        """Return where an enterprise is taxed, or None if the authority definitely does not know it.

        Args:
            uscc: Credit code.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed; try again.
        """
        reply = await self._ask(NAME, "GET", f"/tax/{in_path(uscc)}")
        if not_registered(NAME, uscc, reply) is not None:
            return None
        answer = read_success(NAME, TaxAnswer, reply)
        check_subject(NAME, uscc, answer.uscc)
        return answer
