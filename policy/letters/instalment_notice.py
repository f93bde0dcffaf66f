"""分期拨付的文书。How a letter of an award names its parts, and the papers of a later part that is not paid: intended, decided, fallen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from policy.language.facts import Json
from policy.language.items import Item
from policy.letters.bodies import Bodies
from policy.letters.heard import not_followed
from policy.letters.matter import Matter, basis_of, titled
from policy.letters.paper import Paper
from policy.letters.stopped_payment import findings_of
from policy.letters.wording import amount_with_capitals, day_in
from policy.text import Text

_IN_PARTS: Final = Text("上述支持资金分{count}期拨付：", "The award is paid in {count} parts:")
_FIRST: Final = Text("第1期{amount}，按本通知所述程序拨付", "part 1, {amount}, as this letter says")
_AFTER: Final = Text("首期拨付之日起满{months}个月", "{months} months after the first payment")
_ON_DAY: Final = Text("第{part}期{amount}，于{due}拨付", "part {part}, {amount}, {due}")
_IF: Final = Text(
    "第{part}期{amount}，在下列条件满足并经审定后拨付，最迟应在{due}前满足：{condition}",
    "part {part}, {amount}, once this was found to hold, at the latest {due}: {condition}",
)
_ON: Final = Text("{day}", "on {day}")
_FORFEITS: Final = Text(
    "条件未在期限内满足的，经听取贵单位意见并审定，该期资金不再拨付。",
    "A part whose condition does not hold in time is not paid, once you were heard and that was decided.",
)
_ABOUT: Final = Text(
    "贵单位的{title}支持（{award}）分期拨付，其中第{part}期{amount}",
    "Your support {award} ({title}) is paid in parts. Of these, part {part}, {amount}",
)
_CONDITION: Final = Text("在下列条件满足后拨付：{condition}。", " was to be paid once this holds: {condition}.")
_UNCONDITIONAL: Final = Text("定于{due}拨付。", " was to be paid on {due}.")
_INTENDED_TITLE: Final = Text("关于拟不再拨付{title}分期资金的告知书", "Notice that it is intended not to pay a part: {title}")
_INTENDED: Final = Text(
    "经核对，该条件未满足，我局拟决定不再拨付本期资金，理由：{reason}。",
    "It was found not to hold, and it is intended that this part is not paid; nothing is decided yet. The reason is: {reason}.",
)
_HANDED_IN: Final = Text("贵单位提交的证明材料：{documents}。", "What you handed in to prove it: {documents}.")
_NOTHING: Final = Text("贵单位未提交证明材料。", "You handed in nothing to prove it.")
_HEARD: Final = Text(
    "请在{until}前在系统“对不再拨付陈述意见”任务中陈述意见；逾期未陈述的，视为没有意见。",
    "You may say by {until}, in the task of that name, what speaks against it; after that you are taken to have nothing to say.",
)
_FORFEITED_TITLE: Final = Text("关于不再拨付{title}分期资金的决定书", "Decision that a part is not paid: {title}")
_FORFEITED: Final = Text(
    "经审定，决定不再拨付本期资金。理由：{reason}。已经拨付的部分不受影响。",
    "It was decided not to pay this part, for this reason: {reason}. What was paid before is not touched.",
)
_GOES_ON_TITLE: Final = Text("关于继续办理{title}分期资金的通知书", "Notice that a part is handled further: {title}")
_GOES_ON: Final = Text(
    "我局曾告知贵单位拟不再拨付本期资金。经审定，不同意不再拨付的提请，原告知书不再执行，继续核对拨付条件。理由：{reason}。",
    "You were told that this part was not to be paid. That was not agreed to and the notice has no effect; whether the condition holds is "
    "checked further. The reason is: {reason}.",
)
_ENDED_TITLE: Final = Text("关于停止拨付{title}分期资金的通知书", "Notice that a part is not paid: {title}")
_ENDED: Final = Text(
    "拨付之前核查，发现有影响拨付的情况，决定停止拨付本期资金。理由：{reason}。",
    "Another look before the payment found something that stands against it; this part is not paid, for this reason: {reason}.",
)
_FOUND: Final = Text("核查发现：{findings}。", "What was found: {findings}.")
_CONTEST: Final = Text("如不服本决定，可以{remedies}。", "If you do not accept this decision, you may {remedies}.")


def parts_of_award(parts: Sequence[Mapping[str, Json]], language: str) -> str:
    """Return in which parts an award is paid, each with its amount, and when or on which condition.

    Args:
        parts: The parts as they were decided, with what each comes to.
        language: "zh" or "en".
    """
    first, *later = parts
    said = [_FIRST.in_language(language).format(amount=amount_with_capitals(language, int(first["amount_fen"])))]
    said += [_part(ordinal, one, language) for ordinal, one in enumerate(later, start=2)]
    listed = ("；" if language != "en" else "; ").join(said) + ("。" if language != "en" else ".")
    sentences = [_IN_PARTS.in_language(language).format(count=len(parts)), listed]
    if any("condition" in one for one in later):
        sentences.append(_FORFEITS.in_language(language))
    return ("" if language != "en" else " ").join(sentences)


def _part(ordinal: int, one: Mapping[str, Json], language: str) -> str:
    if "on" in one:
        day = day_in(language, date.fromisoformat(str(one["on"])))
        due = (_ON if "condition" not in one else Text("{day}", "{day}")).in_language(language).format(day=day)
    else:
        due = _AFTER.in_language(language).format(months=one["months"])
    sentence = _IF if "condition" in one else _ON_DAY
    condition = one["condition"]["zh" if language != "en" else "en"] if "condition" in one else ""
    amount = amount_with_capitals(language, int(one["amount_fen"]))
    return sentence.in_language(language).format(part=ordinal, amount=amount, due=due, condition=condition)


@dataclass(frozen=True, slots=True)
class Unpaid:
    """A later part of an award that is not paid.

    Attributes:
        award: The number of the award.
        part: Which part it is.
        amount_fen: What it came to, in fen.
        due_on: When it was due, or its condition had to hold by.
        condition: What had to hold; None of what was to be paid on its day.
        reason: Why it is not paid.
        failures: What was found before the payment.
        documents: The names of the files that were handed in to prove that its condition holds.
        heard: Whether its enterprise stated something against it.
    """

    award: str
    part: int
    amount_fen: int
    due_on: date
    condition: Text | None
    reason: str
    failures: Sequence[Mapping[str, Json]] = field(default=())
    documents: Sequence[str] = ()
    heard: bool = False


def forfeiture_intended(item: Item, matter: Matter, unpaid: Unpaid, until: date | None, language: str) -> Paper:
    """Return the paper that a part is not to be paid, on which its enterprise is heard until a day."""
    said = [_handed_in(unpaid, language), _INTENDED.in_language(language).format(reason=_plain(unpaid.reason))]
    said += [_HEARD.in_language(language).format(until=day_in(language, until))] if until else []
    return _paper(item, matter, unpaid, (_INTENDED_TITLE, "分告", said), language)


def part_goes_on(item: Item, matter: Matter, unpaid: Unpaid, language: str) -> Paper:
    """Return the paper that undoes the notice that a part is not to be paid, since that was not agreed to."""
    return _paper(
        item, matter, unpaid, (_GOES_ON_TITLE, "分续", [_GOES_ON.in_language(language).format(reason=_plain(unpaid.reason))]), language
    )


def part_forfeited(item: Item, matter: Matter, unpaid: Unpaid, bodies: Bodies, language: str) -> Paper:
    """Return the decision that a part is not paid, since its condition does not hold, and how that can be contested."""
    said = [_handed_in(unpaid, language), _FORFEITED.in_language(language).format(reason=_plain(unpaid.reason))]
    said += not_followed("" if unpaid.heard else None, language)
    return _paper(item, matter, unpaid, (_FORFEITED_TITLE, "分止", said), language, bodies)


def part_stopped(item: Item, matter: Matter, unpaid: Unpaid, bodies: Bodies, language: str) -> Paper:
    """Return the paper that a part is not paid after all, what was found, and how that can be contested."""
    said = [_ENDED.in_language(language).format(reason=_plain(unpaid.reason))]
    if found := findings_of(unpaid.failures, language):
        said.append(_FOUND.in_language(language).format(findings=found))
    return _paper(item, matter, unpaid, (_ENDED_TITLE, "分停", said), language, bodies)


def _paper(
    item: Item, matter: Matter, unpaid: Unpaid, which: tuple[Text, str, Sequence[str]], language: str, bodies: Bodies | None = None
) -> Paper:
    title, word, said = which
    paragraphs = [_about(item, unpaid, language), *said, basis_of(item, language), *_contest(bodies, language)]
    return matter.paper(word, title.in_language(language).format(title=titled(item, language)), paragraphs)


def _about(item: Item, unpaid: Unpaid, language: str) -> str:
    amount = amount_with_capitals(language, unpaid.amount_fen)
    about = _ABOUT.in_language(language).format(title=titled(item, language), award=unpaid.award, part=unpaid.part, amount=amount)
    if unpaid.condition is None:
        return about + _UNCONDITIONAL.in_language(language).format(due=day_in(language, unpaid.due_on))
    return about + _CONDITION.in_language(language).format(condition=_plain(unpaid.condition.in_language(language)))


def _handed_in(unpaid: Unpaid, language: str) -> str:
    named = ("、" if language != "en" else ", ").join(unpaid.documents)
    return (_HANDED_IN if named else _NOTHING).in_language(language).format(documents=named)


def _contest(bodies: Bodies | None, language: str) -> Iterator[str]:
    if bodies is not None:
        yield _CONTEST.in_language(language).format(remedies=bodies.remedies(language))


def _plain(said: str) -> str:
    """Return what somebody wrote as a part of a sentence, which ends by itself."""
    return said.rstrip("。.")
