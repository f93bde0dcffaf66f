"""承继。Who took whose place: an enterprise with all whose place it took, over as many steps as there were, counts as one beneficiary."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from policy.folding import fold
from policy.registered import IN_OPERATION, Registered
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


SUCCEEDED: Final = Text("由{name}承继", "{name} took the place of its enterprise")
"""What the timeline of a case says of a succession."""
ADDRESSED: Final = Text("{name}（承继{before}）", "{name}, successor of {before}")
"""How a paper addresses whoever took the place of the enterprise a case is of."""


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
        return self.chain[-1]

    @property
    def chain(self) -> tuple[str, ...]:
        """Its own credit code, and those of whoever took its place, one after the other."""
        found = [self.uscc]
        while found[-1] in self.successors:
            found.append(self.successors[found[-1]])
        return tuple(found)

    @property
    def predecessors(self) -> tuple[str, ...]:
        """The credit codes of all whose place it took, ascending."""
        found = {self.uscc}
        while new := {before for before, after in self.successors.items() if after in found} - found:
            found |= new
        return tuple(sorted(found - {self.uscc}))


_SUCCESSOR_GONE: Final = Text("登记机关显示承继单位未登记或者已不存续", "The register knows no successor in operation")
_STILL_THERE: Final = Text("登记机关显示被承继单位仍存续，未注销", "The register still has the predecessor in operation")
_REVOKED: Final = Text("登记机关显示被承继单位被吊销营业执照，未注销", "The predecessor's licence is revoked, and it is not deregistered")
_UNKNOWN: Final = Text("登记机关未查询到被承继单位的登记", "The register knows no such predecessor")
_SUCCESSOR_CHANGED: Final = Text("承继单位的登记与核查时不一致", "The successor is not registered as it was when this was checked")
_OTHER_NAME: Final = Text("新代码登记的名称不是原单位的名称", "The new code is registered under a name its predecessor never had")


def has_successor(successor: Registered | None) -> bool:
    """Tell whether the register knows a successor that is in operation: nobody else takes a place."""
    return successor is not None and successor.status == IN_OPERATION


def differences(ground: Ground, known: Collection[str], predecessor: Registered | None, successor: Registered | None) -> list[Text]:
    """Return what the register says otherwise than a succession has it, for whoever checks it.

    Args:
        ground: Why one takes the place of the other.
        known: The names the predecessor has and had.
        predecessor: The register's answer about the predecessor; None where it definitely knows nobody.
        successor: Its answer about the successor.
    """
    found = [] if has_successor(successor) else [_SUCCESSOR_GONE]
    if predecessor is None:
        # A code that was replaced may be known no longer.
        found += [] if ground is Ground.NEW_CODE else [_UNKNOWN]
    elif predecessor.status == IN_OPERATION:
        found.append(_STILL_THERE)
    elif predecessor.status == "revoked":
        found.append(_REVOKED)
    if ground is Ground.NEW_CODE and successor is not None:
        names = {fold(name) for name in (successor.name, *(former.name for former in successor.former_names))}
        found += [] if names & {fold(name) for name in known} else [_OTHER_NAME]
    return found


def changes(before: Collection[str], now: Sequence[Text], checked: Registered | None, successor: Registered | None) -> list[Text]:
    """Return what speaks against a succession that did not when it was checked: nobody has decided on that.

    Args:
        before: What the register said otherwise then, in Chinese.
        now: What it says otherwise now.
        checked: Its answer about the successor then.
        successor: Its answer about the successor now.
    """
    found = [text for text in now if text.zh not in before]
    if checked and successor and not (checked.is_called(successor.name) and checked.kind == successor.kind):
        found.append(_SUCCESSOR_CHANGED)
    return found
