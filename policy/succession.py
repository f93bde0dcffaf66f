"""承继。Who took whose place: an enterprise with all whose place it took, over as many steps as there were, counts as one beneficiary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from policy.text import Text


class Ground(StrEnum):
    """Why one enterprise takes the place of another."""

    ABSORBED = "absorbed"
    CONSOLIDATED = "consolidated"
    DIVIDED = "divided"
    NEW_CODE = "new_code"


GROUNDS: Final[Mapping[Ground, Text]] = {
    Ground.ABSORBED: Text("吸收合并", "Merged into it"),
    Ground.CONSOLIDATED: Text("新设合并", "Merged with others into a new one"),
    Ground.DIVIDED: Text("分立", "Divided, with one that takes everything over"),
    Ground.NEW_CODE: Text("换发统一社会信用代码", "Given a new credit code"),
}


@dataclass(frozen=True, slots=True)
class Lineage:
    """An enterprise among those whose place was taken, one after the other or several by one.

    Attributes:
        uscc: Its credit code.
        successors: Who took the place of each in the family whose place was taken, by credit code.
    """

    uscc: str
    successors: Mapping[str, str] = field(default_factory=dict)

    @property
    def family(self) -> tuple[str, ...]:
        """The credit codes of all that count as one, ascending: whose place was taken, and the one that stands for them today."""
        return tuple(sorted({self.uscc, *self.successors, *self.successors.values()}))

    @property
    def current(self) -> str:
        """The credit code of the one that stands for it today: its own, unless its place was taken."""
        at = self.uscc
        while at in self.successors:
            at = self.successors[at]
        return at

    @property
    def predecessors(self) -> tuple[str, ...]:
        """The credit codes of all whose place it took, ascending."""
        found = {self.uscc}
        while new := {before for before, after in self.successors.items() if after in found} - found:
            found |= new
        return tuple(sorted(found - {self.uscc}))
