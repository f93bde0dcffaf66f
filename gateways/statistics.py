"""统计网关。Where an enterprise reports its statistics, and its size."""

from __future__ import annotations

from datetime import date
from typing import Literal

from gateways.http import Answered, Source, check_subject, in_path, not_registered, read_success

NAME = "statistics"


class StatisticsAnswer(Answered):
    """What the statistics office says of an enterprise.

    Attributes:
        uscc: Credit code.
        statistics_in_area: Whether it reports its statistics in 亦庄新城.
        size: By the statistical classification.
        as_of: Day on which that was so.
    """

    uscc: str
    statistics_in_area: bool
    size: Literal["large", "medium", "small", "micro"]
    as_of: date


class Statistics(Source):
    """The statistics office."""

    async def of(self, uscc: str) -> StatisticsAnswer | None:
        """Return where an enterprise reports and its size, or None if the office definitely does not know it.

        Args:
            uscc: Credit code.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed; try again.
        """
        reply = await self._ask(NAME, "GET", f"/statistics/{in_path(uscc)}")
        if not_registered(NAME, uscc, reply) is not None:
            return None
        answer = read_success(NAME, StatisticsAnswer, reply)
        check_subject(NAME, uscc, answer.uscc)
        return answer
