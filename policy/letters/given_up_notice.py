"""项目结束通知书。The paper that ends a matching project whose record the upstream has lost, or that contradicts itself for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from policy.language.facts import Json
from policy.language.items import Item
from policy.letters.bodies import Bodies
from policy.letters.matter import Matter, basis_of, titled
from policy.letters.paper import Paper
from policy.text import Text

_TITLE: Final = Text("关于{title}项目结束办理的通知书", "Notice that a project is closed: {title}")
_FOUND: Final = Text(
    "贵单位提出的项目（上级项目编号：{project}），经向上级主管部门核实，{found}，且未能更正（{reason}）。",
    "Of the project you filed (its number upstream {project}) this was found and could not be mended: {found} ({reason}).",
)
_CLOSED: Final = Text(
    "经研究，决定结束该项目的办理，不再配套。上级登记更正后，可以重新申请入库，此前已配套的金额计入年度限额。",
    "The project is closed and not matched any more. It may be filed again once the upstream's record is mended; what was matched before "
    "counts towards each year's maximum.",
)
_PAID: Final = Text(
    "贵单位已获得的配套资金不因本通知退回；上级主管部门收回相应资金的，按比例追回。",
    "What you were paid is not paid back for this notice; what the upstream takes back of its own is reclaimed in proportion.",
)
_CONTEST: Final = Text("如不服本通知，可以{remedies}。", "If you do not accept this notice, you may {remedies}.")
_AND: Final = Text("；", "; ")


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A record that nobody could have mended.

    Attributes:
        project_no: The upstream's number of the project.
        contradictions: What is wrong with it, each in both languages.
        reason: Why it is given up, in the officer's words.
    """

    project_no: str
    contradictions: Sequence[Mapping[str, Json]]
    reason: str


def given_up_notice(item: Item, matter: Matter, said: GivenUp, bodies: Bodies, language: str) -> Paper:
    """Return the paper that closes a project."""
    found = _AND.in_language(language).join(str(one[language]) for one in said.contradictions)
    paragraphs = [
        _FOUND.in_language(language).format(project=said.project_no, found=found, reason=said.reason.rstrip("。.")),
        _CLOSED.in_language(language),
        _PAID.in_language(language),
        basis_of(item, language),
        _CONTEST.in_language(language).format(remedies=bodies.remedies(language)),
    ]
    return matter.paper("结告", _TITLE.in_language(language).format(title=titled(item, language)), paragraphs)
