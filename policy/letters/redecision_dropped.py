"""不再作出再决定的文书。The papers that nothing is decided anew: what an enterprise was heard on, told of, or had been promised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from policy.language.items import Item
from policy.letters.bodies import Bodies
from policy.letters.matter import Cited, Matter, basis_of, titled
from policy.letters.paper import Paper
from policy.letters.wording import amount_in
from policy.text import Text

_DROPPED_TITLE: Final = Text("关于不再对{title}支持资金作出再决定的通知书", "Notice that support is not decided anew: {title}")
_DROPPED: Final = Text(
    "贵单位获得{title}支持（申请编号：{award}），我局以{letter}告知贵单位拟作再决定。"
    "经研究，不再作出该项再决定，{stands}，贵单位无需办理任何事项。",
    "You were awarded {title} (application {award}) and were told by {letter} that this might be decided anew. "
    "It is not; {stands}, and nothing is asked of you.",
)
_DECIDED_AND_DROPPED: Final = Text(
    "贵单位获得{title}支持（申请编号：{award}），我局曾以{letter}对该项支持作出再决定，其后退回重新办理。"
    "经研究，不再作出该项再决定，上述通知书不再执行，{stands}。",
    "You were awarded {title} (application {award}), which was decided anew by {letter}; that went back. "
    "It is not decided anew after all; that letter has no effect any more, and {stands}.",
)
_LOWERED_AND_DROPPED: Final = Text(
    "贵单位获得{title}支持（申请编号：{award}），我局曾以{letter}对该项支持作出再决定，其后退回重新办理。"
    "经研究，不再作出该项再决定：上述通知书中不再追缴{relieved}的内容已经执行，不再变更；其余内容不再执行。该项支持现应支持{due}。",
    "You were awarded {title} (application {award}), which was decided anew by {letter}; that went back. "
    "It is not decided anew after all: that {relieved} are demanded back no longer has been done and stays so; nothing else of that letter "
    "has effect. What is due of the award is {due}.",
)
_PROMISED_AND_DROPPED: Final = Text(
    "贵单位获得{title}支持（申请编号：{award}），我局以{letter}告知已退缴的款项由我局作出再决定后退还。"
    "经研究，不再作出该项再决定，上述款项不另予退还。理由：{reason}。",
    "You were awarded {title} (application {award}) and were told by {letter} that what you paid back is paid to you again once the award "
    "is decided anew. It is not decided anew, and what you paid back is not paid by it. The reason is: {reason}.",
)
_STANDS: Final = Text("原支持决定继续有效", "the decision stands as it was")
_STANDS_BY: Final = Text("该项支持以{letter}为准", "the award is what {letter} says")
_CONTEST: Final = Text("如不服本决定，可以{remedies}。", "If you do not accept it, you may {remedies}.")


@dataclass(frozen=True, slots=True)
class Lowered:
    """What a re-decision has done that stays, though it is dropped.

    Attributes:
        relieved_fen: What was demanded back and is no longer.
        due_fen: What is due of the award since.
    """

    relieved_fen: int
    due_fen: int


def redecision_dropped(  # noqa: PLR0913, PLR0917 - what it says
    item: Item,
    matter: Matter,
    award: str,
    told: Cited,
    language: str,
    bodies: Bodies | None = None,
    stands: Cited | None = None,
    lowered: Lowered | None = None,
) -> Paper:
    """Return the paper that tells an enterprise that was heard, or told what was decided, that nothing is decided anew.

    Args:
        item: What the award is of.
        matter: The re-decision.
        award: The number of the application.
        told: The letter by which it was heard, or told.
        language: "zh" or "en".
        bodies: Before whom it can be contested that what was decided is dropped; None where nothing had been.
        stands: The letter of another re-decision that the award stands by; None where it stands as it was granted.
        lowered: What it has done that stays; None where it has done nothing.
    """
    said = _DROPPED if bodies is None else _DECIDED_AND_DROPPED if lowered is None else _LOWERED_AND_DROPPED
    money = {"relieved": amount_in(language, lowered.relieved_fen), "due": amount_in(language, lowered.due_fen)} if lowered else {}
    by = _STANDS.in_language(language) if stands is None else _STANDS_BY.in_language(language).format(letter=stands.written(language))
    paragraphs = [
        said.in_language(language).format(title=titled(item, language), award=award, letter=told.written(language), stands=by, **money),
        basis_of(item, language),
        *([_CONTEST.in_language(language).format(remedies=bodies.remedies(language))] if bodies else []),
    ]
    return matter.paper("再终", _DROPPED_TITLE.in_language(language).format(title=titled(item, language)), paragraphs)


def restitution_dropped(item: Item, matter: Matter, award: str, promised: Cited, reason: str, bodies: Bodies, language: str) -> Paper:
    """Return the paper that what was paid back is not restored as the notice `promised` had announced, and why."""
    title = titled(item, language)
    said = _PROMISED_AND_DROPPED.in_language(language).format(
        title=title, award=award, letter=promised.written(language), reason=reason.rstrip("。.")
    )
    paragraphs = [said, basis_of(item, language), _CONTEST.in_language(language).format(remedies=bodies.remedies(language))]
    return matter.paper("再终", _DROPPED_TITLE.in_language(language).format(title=title), paragraphs)
