"""已有支持。What other applications hold for the same subject or under the same cap, and which of it an objection may still undo."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import application as applications
from models.queries import likeness, succession
from models.queries.likeness import Answer
from models.tables import Application


@dataclass(frozen=True, slots=True)
class Earlier:
    """The other awards that count.

    Attributes:
        for_subject: Those for the same subject.
        under_cap: Those under the same cap.
        own: The credit codes of all that count as one with the beneficiary.
    """

    for_subject: Sequence[Application]
    under_cap: Sequence[Application]
    own: Collection[str]

    @property
    def undecided(self) -> list[Application]:
        """Those for the same subject that an objection may still undo."""
        return [other for other in self.for_subject if other.stage in applications.UNDECIDED]

    def sums(self) -> dict[str, int]:
        """Return what counts, in fen, as a clause reads it."""
        return {name: sum(other.standing_fen for other in others) for name, others in self._counted()}

    def without_undecided(self) -> Earlier:
        """Return what would count if those for the same subject that are not final fell away."""
        left = {other.id for other in self.undecided}
        subject, cap = ([other for other in others if other.id not in left] for _, others in self._counted())
        return Earlier(subject, cap, self.own)

    def described(self) -> list[dict[str, Any]]:
        """Return each with its number, amount, and in what it is counted. Another enterprise's says whose it is."""
        every = {other.id: other for _, others in self._counted() for other in others}
        return [
            {
                "number": other.number,
                "amount_fen": other.standing_fen,
                **({} if other.enterprise_uscc in self.own else {"enterprise_uscc": other.enterprise_uscc}),
                "counted_in": [name for name, others in self._counted() if other in others],
            }
            for other in sorted(every.values(), key=lambda other: other.number)
        ]

    def _counted(self) -> tuple[tuple[str, Sequence[Application]], ...]:
        return ("already_paid_fen", self.for_subject), ("cap_used_fen", self.under_cap)


async def earlier_awards(
    session: AsyncSession, application: Application, *, shared: bool = False, answers: Sequence[Answer] | None = None
) -> Earlier:
    """Return the other awards that count for an application.

    Args:
        session: The session.
        application: The application, which does not count itself.
        shared: Whether its cap is a ceiling that is shared: what others hold of it is deducted from it once, by the list, and from
            nobody's own amount.
        answers: What officers said of those that look like it; read unless given.
    """
    said = await likeness.answers(session, application) if answers is None else answers
    same = [answer.other.id for answer in said if answer.same]
    for_subject, under_cap = await applications.other_awards(session, application, same, shared=shared)
    return Earlier(for_subject, under_cap, await succession.family(session, application.enterprise_uscc))
