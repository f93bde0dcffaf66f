"""表决。How the votes on one matter are counted: who is entitled, whether enough took part, whether it is carried, and at what amount.

The Opinions say who decides case by case and not how. What is counted here is what meetings of public bodies commonly go by: two thirds
of those entitled take part, and more than half of those entitled agree. Whoever stands aside is not entitled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from policy.processes.meeting.agenda import AgendaState
from policy.text import Text

FEWEST: Final = 3
"""With fewer who are entitled nothing is resolved: a matter for one or two is none for a meeting."""


@dataclass(frozen=True, slots=True)
class Votes:
    """The votes on one matter.

    Attributes:
        agreed_fen: The amount of each who agrees, in fen; nothing where it is a policy that is voted on.
        against: How many are against.
        abstained: How many took part and neither agree nor are against.
        absent: How many did not vote in time.
        recused: How many stood aside.
    """

    agreed_fen: Sequence[int]
    against: int
    abstained: int
    absent: int
    recused: int

    @property
    def counted(self) -> dict[str, int]:
        """How many voted how."""
        rest = {"against": self.against, "abstained": self.abstained, "absent": self.absent, "recused": self.recused}
        return {"agreed": len(self.agreed_fen)} | rest

    @property
    def present(self) -> int:
        """How many took part."""
        return len(self.agreed_fen) + self.against + self.abstained

    @property
    def entitled(self) -> int:
        """How many could have taken part."""
        return self.present + self.absent

    @property
    def is_quorate(self) -> bool:
        """Whether two thirds of those entitled took part, who are not too few."""
        return self.entitled >= FEWEST and self.present * 3 >= self.entitled * 2

    @property
    def why_postponed(self) -> Text:
        """Why nothing is resolved where too few took part: too few might, or of those who might."""
        if self.entitled < FEWEST:
            return Text(f"有权参加表决的人数不足{FEWEST}名", f"Fewer than {FEWEST} were entitled to vote")
        return Text("参加表决的人数不足", "Too few took part")

    @property
    def result(self) -> AgendaState:
        """What is resolved: carried where more than half of those entitled agree, postponed where too few took part."""
        if not self.is_quorate:
            return AgendaState.POSTPONED
        return AgendaState.CARRIED if len(self.agreed_fen) * 2 > self.entitled else AgendaState.NOT_CARRIED

    @property
    def amount_fen(self) -> int | None:
        """The amount that is carried, in fen: the median of those who agree, of an even number the lower middle one; None of a policy."""
        if self.result is not AgendaState.CARRIED:
            return None
        return sorted(self.agreed_fen)[(len(self.agreed_fen) - 1) // 2] or None
