"""承继文书。The papers of a succession, which address both enterprises: that it was taken in, and that it was granted or refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.credit_code import named
from policy.letters.bodies import Bodies
from policy.letters.matter import Matter, basis_of_terms
from policy.letters.paper import Paper
from policy.letters.wording import day_in, quoted
from policy.succession import GROUNDS, Ground
from policy.text import Text

_TAKEN_IN_TITLE: Final = Text("关于承继申报的受理通知书", "Notice that the filing of a succession is taken in")
_TAKEN_IN: Final = Text("{filed}，已收悉，予以受理。", "{filed} was received and has been taken in.")
_FILED: Final = Text(
    "{successor}承继{predecessor}权利义务的申报（事由：{ground}，登记日期：{on}），所附材料为{paper}",
    "The filing that {successor} has taken the place of {predecessor} (ground: {ground}; paper: {paper}; registered on {on})",
)
_FOLLOWS: Final = Text(
    "现向登记机关核实双方的登记，并核查所附材料，审定后送达决定书；双方对申报有异议的，请及时向我局提出。",
    "The register is being asked about both, and the paper is examined; the decision will be sent to you. "
    "Whichever of the two objects should tell this department soon.",
)
_GRANTED_TITLE: Final = Text("准予承继决定书", "Decision on a succession")
_GRANTED: Final = Text(
    "{filed}，经核对登记和所附材料，承继属实。决定自{day}起，{predecessor}在支持资金事项中的权利义务由{successor}承继。",
    "{filed} was examined and found proven. From {day} the rights and duties of {predecessor} in matters of support "
    "are those of {successor}.",
)
_CONSEQUENCES: Final = Text(
    "此后，被承继单位的申请、限额、持续经营承诺和应退资金，由承继单位办理和承担，支持资金付至承继单位以其登记名称开立的账户；"
    "此前已作出的决定继续有效。",
    "From then on its applications, maxima, commitments and debts are the successor's, and support is paid into an account "
    "in the successor's registered name. What was decided before stands.",
)
_REFUSED_TITLE: Final = Text("不予承继决定书", "Refusal of a succession")
_REFUSED: Final = Text(
    "{filed}，经核查，不能认定承继属实，决定不予承继。", "{filed} was examined and could not be found proven; it is refused."
)
_REASON: Final = Text("不予承继的理由：{reason}。", "The reason for the refusal is: {reason}.")
_REMEDY: Final = Text(
    "处理建议及救济途径：材料齐备后可以重新申报。如不服本决定，可以{remedies}。",
    "What you can do: file it again once the papers are complete. If you do not accept this decision, you may {remedies}.",
)
_CONTEST: Final = Text("如不服本决定，可以{remedies}。", "If you do not accept this decision, you may {remedies}.")


@dataclass(frozen=True, slots=True)
class Party:
    """One of the two enterprises of a succession.

    Attributes:
        name: Its name.
        uscc: Its credit code.
    """

    name: str
    uscc: str

    def named(self, language: str) -> str:
        """Return its name with its code, by which it is told from any other of the name."""
        return named(self.name, self.uscc).in_language(language)


@dataclass(frozen=True, slots=True)
class Filed:
    """What was filed.

    Attributes:
        predecessor: Whose place is taken.
        successor: Who takes it.
        ground: Why.
        paper: What proves it.
        effective_on: The day on which the register made it so.
    """

    predecessor: Party
    successor: Party
    ground: Ground
    paper: str
    effective_on: date

    def written(self, language: str) -> str:
        """Return what was filed as the beginning of a sentence."""
        ground = GROUNDS[self.ground].in_language(language)
        return _FILED.in_language(language).format(
            predecessor=self.predecessor.named(language),
            successor=self.successor.named(language),
            ground=ground if language != "en" else ground.lower(),
            paper=quoted(self.paper.rstrip("。.")),
            on=day_in(language, self.effective_on),
        )


def succession_taken_in(matter: Matter, filed: Filed, language: str) -> Paper:
    """Return the paper that a filing was taken in."""
    taken_in = _TAKEN_IN.in_language(language).format(filed=filed.written(language))
    paragraphs = [taken_in, basis_of_terms(language), _FOLLOWS.in_language(language)]
    return matter.paper("承受", _TAKEN_IN_TITLE.in_language(language), paragraphs)


def succession_granted(matter: Matter, filed: Filed, bodies: Bodies, language: str) -> Paper:
    """Return the paper by which one enterprise takes the place of the other, from the day it bears."""
    granted = _GRANTED.in_language(language).format(
        filed=filed.written(language),
        day=day_in(language, matter.day),
        predecessor=filed.predecessor.name,
        successor=filed.successor.name,
    )
    paragraphs = [
        granted,
        _CONSEQUENCES.in_language(language),
        basis_of_terms(language),
        _CONTEST.in_language(language).format(remedies=bodies.remedies(language)),
    ]
    return matter.paper("承准", _GRANTED_TITLE.in_language(language), paragraphs)


def succession_refused(matter: Matter, filed: Filed, reason: str, bodies: Bodies, language: str) -> Paper:
    """Return the paper by which a succession is refused: why, and what can be done."""
    paragraphs = [
        _REFUSED.in_language(language).format(filed=filed.written(language)),
        _REASON.in_language(language).format(reason=reason.rstrip("。.")),
        basis_of_terms(language),
        _REMEDY.in_language(language).format(remedies=bodies.remedies(language)),
    ]
    return matter.paper("承不", _REFUSED_TITLE.in_language(language), paragraphs)
