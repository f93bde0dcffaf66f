"""移交通知书。The paper that closes a matching project here: the upstream has handed it over to another enterprise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.language.items import Item
from policy.letters.bodies import Bodies
from policy.letters.matter import Matter, basis_of, titled
from policy.letters.paper import Paper
from policy.letters.wording import day_in
from policy.text import Text

_TITLE: Final = Text("关于{title}项目移交的通知书", "Notice that a project was handed over: {title}")
_FOUND: Final = Text(
    "贵单位入库的项目（上级项目编号：{project}），据上级主管部门截至{as_of}的登记，已于{on}移交其他单位承担{document}。",
    "By the upstream's record of {as_of} the project you filed (its number {project}) was handed over to another enterprise "
    "on {on}{document}.",
)
_DOCUMENT: Final = Text("（文号：{number}）", " ({number})")
_CLOSED: Final = Text(
    "自本通知之日起，该项目不再向贵单位配套，尚在办理的年度申领重新核验后终止；承接单位可以另行申请入库，此前已配套的金额计入年度限额。",
    "From the day of this notice it is not matched for you any more; claims that are under way are verified anew and end. "
    "Whoever holds it now may file it, and what was matched before counts towards each year's maximum.",
)
_WATCHED: Final = Text(
    "贵单位已获得的配套资金不因移交而退回；上级主管部门收回相应资金的，按比例追回。",
    "What you were paid is not paid back for the handing over; what the upstream takes back of its own is reclaimed in proportion.",
)
_CONTEST: Final = Text(
    "如登记有误，请向上级主管部门申请更正；如不服本通知，可以{remedies}。",
    "If the record is wrong, have the upstream mend it. If you do not accept this notice, you may {remedies}.",
)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What the upstream's record says.

    Attributes:
        project_no: The upstream's number of the project.
        on: The day of the handing over.
        document_no: The notice that says so, where the record names one.
        as_of: The day of the record.
    """

    project_no: str
    on: date
    document_no: str | None
    as_of: date


def handing_over_notice(item: Item, matter: Matter, said: HandedOver, bodies: Bodies, language: str) -> Paper:
    """Return the paper that closes a project here."""
    document = _DOCUMENT.in_language(language).format(number=said.document_no) if said.document_no else ""
    days = {"on": day_in(language, said.on), "as_of": day_in(language, said.as_of)}
    paragraphs = [
        _FOUND.in_language(language).format(project=said.project_no, document=document, **days),
        _CLOSED.in_language(language),
        _WATCHED.in_language(language),
        basis_of(item, language),
        _CONTEST.in_language(language).format(remedies=bodies.remedies(language)),
    ]
    return matter.paper("移告", _TITLE.in_language(language).format(title=titled(item, language)), paragraphs)
