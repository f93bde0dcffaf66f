"""状态。Which state may follow which, of a thing that has states and no stages: a payment, a notice, a filing.

What a lifecycle is to a case, this is to the rows beside it. A case moves them by its events, so there are no events here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from policy.errors import Code, Refusal
from policy.text import Text


@dataclass(frozen=True, slots=True)
class States:
    """The legal states of one kind of thing.

    Attributes:
        first: The state it begins in.
        following: From each state to those that may follow it; none follows the last.
    """

    first: str
    following: Mapping[str, Collection[str]]

    def follow(self, before: str, after: str) -> str:
        """Return the state `after`, which may follow `before`.

        Raises:
            Refusal: `wrong_stage`, when the table has no such step.
        """
        if after not in self.following[before]:
            raise Refusal(Code.WRONG_STAGE, Text(f"“{before}”之后不能是“{after}”。", f"“{after}” cannot follow “{before}”."))
        return after
