"""再决定的文书。The papers of a re-decision: what it is to be and how to be heard; what was decided; that nothing came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from policy.language.facts import Json
from policy.language.items import Item
from policy.letters.asked_back import asked_back
from policy.letters.bodies import Bodies
from policy.letters.corrections import corrections
from policy.letters.heard import not_followed
from policy.letters.held_money import what_became
from policy.letters.matter import Cited, Matter, basis_of, takes_place_of, titled
from policy.letters.paper import Paper
from policy.letters.refusal_reasons import stated
from policy.letters.refused import Redecided
from policy.letters.stopped_payment import findings_of
from policy.letters.wording import amount_in, amount_with_capitals, day_in
from policy.processes.redecision.reckoning import Outcome
from policy.text import Text

_INTENDED_TITLE: Final = Text("关于{title}支持资金拟作再决定的告知书", "Notice that support may be decided anew: {title}")
_DECIDED_TITLE: Final = Text("关于{title}支持资金的再决定通知书", "Decision on support, made anew: {title}")
_FOUND: Final = Text(
    "贵单位获得{title}支持（申请编号：{award}）{changes}。经核实，作出原决定所依据的部分信息与实际不符（{reason}），更正依据为：{paper}。更正如下：{facts}。",
    "You were awarded {title} (application {award}){changes}. Facts it was decided by were wrong ({reason}); the correction "
    "rests on: {paper}. Corrected are: {facts}.",
)
_MISTAKEN: Final = Text(
    "贵单位获得{title}支持（申请编号：{award}），其后以骗取资金为由要求退缴。经核实，该认定有误（{reason}），依据为：{paper}。",
    "You were awarded {title} (application {award}), which was then demanded back for fraud. There was none ({reason}), by: {paper}.",
)
# By the same facts another amount may be due: what was asked back or left in error since was not asked, or left, by them.
_UPHELD: Final = Text(
    "贵单位获得{title}支持（申请编号：{award}）{changes}。经复核，作出该决定所依据的事实无误，予以维持，未作更正（复核缘由：{reason}；依据：{paper}）。",
    "You were awarded {title} (application {award}){changes}. It was looked at again ({reason}); by {paper} the facts it was decided by "
    "are right, and none is corrected.",
)
_CHANGES: Final = Text("，原决定见{letter}", " by {letter}")
_RECKONED: Final = Text(
    "按作出原决定时适用的条款和标准重新核定，应支持金额由{before}变为{after}。",
    "By the clause and the figures of the time of the decision, what is due changes from {before} to {after}.",
)
_RECKONED_UPHELD: Final = Text(
    "按上述事实及作出原决定时适用的条款和标准核定，应支持金额为{after}，此前按{before}执行。",
    "By these facts, and by the clause and the figures of the time of the decision, {after} are due; it was {before} until now.",
)
_RECKONED_SAME: Final = Text(
    "按作出原决定时适用的条款和标准重新核定，应支持金额仍为{after}。",
    "By the clause and the figures of the time of the decision, {after} are due as before.",
)
_NOT_ASKED: Final = Text(
    "前次再决定认定多拨付的{amount}，经审定未要求退回，故本次以未扣除该款项的金额为准重新核定。",
    "The {amount} that the re-decision before found to be paid too much were not asked back, and what was due is reckoned without taking "
    "them off.",
)
_UNMET: Final = Text("按更正后的事实，不再符合支持条件：{unmet}。", "By the corrected facts it cannot be supported: {unmet}.")
_REVOKED_AWARD: Final = Text(
    "{asked}，我局曾决定给予支持，其后以{letter}作出再决定：原决定所依据的部分信息与实际不符（{reason}），更正依据为：{paper}；更正如下：{facts}。"
    "按更正后的事实重新核定，不符合支持条件，决定不予支持。",
    "{asked}, and it was granted; it was then decided anew by {letter}. Facts it was decided by were wrong ({reason}); the correction "
    "rests on: {paper}. Corrected are: {facts}. By the corrected facts it cannot be supported, and nothing is granted.",
)
_REVOKED_UPHELD: Final = Text(
    "{asked}，我局曾决定给予支持，其后以{letter}作出再决定：经复核，所依据的事实无误，未作更正（复核缘由：{reason}；依据：{paper}）。"
    "按该事实核定，不符合支持条件，决定不予支持。",
    "{asked}, and it was granted; it was then decided anew by {letter}. It was looked at again ({reason}); by {paper} the facts it was "
    "decided by are right, and none is corrected. By them it cannot be supported, and nothing is granted.",
)
_OUTCOMES: Final[Mapping[Outcome, Text]] = {
    Outcome.SUPPLEMENT: Text(
        "经研究，拟补充支持{amount}，现予公示；公示无异议的，拨付至原收款账户。",
        "A supplement of {amount} is intended and on public notice; unless somebody objects with success it is paid to the same account.",
    ),
    Outcome.INCREASE: Text(
        "经研究，拟增加支持{amount}，现予公示；公示无异议的，与原支持一并拨付，原支持届时已拨付的，拨付至原收款账户。",
        "It is intended to add {amount}, which is on public notice; unless somebody objects with success it is paid with the award, or to "
        "the same account where that has been paid by then.",
    ),
    Outcome.REDUCTION: Text(
        "经研究，决定调减支持金额{amount}，按调整后的金额拨付。", "The award is lowered by {amount} and paid in the new amount."
    ),
    Outcome.NOTHING: Text("经研究，决定不再补充支持，也无需退回。", "Nothing is paid besides, and nothing has to be paid back."),
}
_RELIEF: Final = Text(
    "经研究，原要求退缴、尚未退回的资金中，{amount}不再退缴。",
    "Of what was demanded back and is not paid yet, {amount} are demanded no longer.",
)
_RELIEVED: Final = Text(
    "原要求退缴、尚未退回的{amount}不再退缴。", "The {amount} that were demanded back and are not paid yet are demanded no longer."
)
_OF_GROUND: Final = Text(
    "原认定多拨付、尚未退回的资金中，{ground}现属应支持金额，其中按实施细则要求退缴的为上述{asked}，其余原未要求退缴。",
    "Of what was found too much and did not come back, {ground} are due after all; of that the implementing rules had those {asked} asked "
    "back, and the rest never was.",
)
_REDUCED: Final = Text("尚未拨付的{amount}不再拨付。", "The {amount} that are not paid yet are not paid any more.")
_PARTS: Final = Text("上述支持分期拨付，其中：{parts}。", "The award is paid in parts: {parts}.")
_PART_DROPPED: Final = Text("第{part}期{before}不再拨付", "part {part} of {before} is not paid")
_PART_WOULD_DROP: Final = Text("第{part}期{before}拟不再拨付", "part {part} of {before} would not be paid")
_PART_LOWERED: Final = Text("第{part}期由{before}调减为{left}", "part {part} is lowered from {before} to {left}")
_PART_WOULD_FALL: Final = Text("第{part}期拟由{before}调减为{left}", "part {part} would be lowered from {before} to {left}")
_REVOKED: Final = Text("经研究，决定不再给予支持。", "The support is not given any more.")
_BESIDE: Final = Text(
    "另因误付要求退回的{amount}（追回编号：{numbers}）不属于本次更正的事项，已从更正后的应支持金额中扣减。",
    "The {amount} that are demanded back as paid in error ({numbers}) are another matter, and are taken off what is due by the corrected "
    "facts.",
)
_INTENDED: Final = Text("拟决定调减支持金额{amount}。", "The award would be lowered by {amount}.")
_FALLEN_TITLE: Final = Text("关于不予拨付{title}补充支持资金的通知书", "Notice that a supplement is not paid after its notice: {title}")
_FALLEN: Final = Text(
    "我局以{letter}拟就{title}支持（申请编号：{award}）向贵单位补充支持{amount}，并已公示。{why}"
    "该补充支持资金不予拨付；再决定退回重新办理，结果另行通知。原支持决定不受影响。",
    "By {letter} a supplement of {amount} of {title} (application {award}) was intended and on public notice. {why} "
    "The supplement is not paid; the re-decision is looked at again, and you will be told. The award as it was decided is not touched.",
)
_FELL_BY_OBJECTION: Final = Text(
    "公示期间收到的异议经核实成立，理由：{reason}。", "An objection to it was examined and upheld, for this reason: {reason}."
)
_FELL_WITH_AWARD: Final = Text("公示之后，原支持的情况已变动（{reason}）。", "Since then the award is not what it was ({reason}).")
_STOPPED_TITLE: Final = Text("关于停止拨付{title}补充支持资金的通知书", "Notice that a supplement is not paid: {title}")
_STOPPED: Final = Text(
    "按{letter}，贵单位可获得{title}补充支持（申请编号：{award}）。拨付之前再次核查，发现有影响拨付的情况，经审批，决定停止拨付。",
    "By {letter} a supplement of {title} (application {award}) was due to you. Another look before the payment found something that "
    "stands against it, and it was decided not to pay.",
)
_FINDINGS: Final = Text("核查发现：{findings}。", "What was found: {findings}.")
_REASON: Final = Text("停止拨付的理由：{reason}。", "The reason why it is not paid is: {reason}.")
_ANSWER: Final = Text(
    "请在{day}前陈述意见；逾期未陈述的，视为无异议。",
    "Please make a statement by {day}; silence counts as no objection.",
)
_CONTEST: Final = Text("如不服本决定，可以{remedies}。", "If you do not accept it, you may {remedies}.")


@dataclass(frozen=True, slots=True)
class Changed:
    """What is decided anew, and on which facts.

    Attributes:
        award: The number of the application.
        outcome: What follows.
        facts: The facts that change: before and after, by code.
        paper: What proves them.
        reason: Why they were wrong.
        before_fen: What was due before.
        after_fen: What is due by the corrected facts.
        amount_fen: What is paid besides, was paid too much, is added or taken off, or demanded no longer.
        relieved_fen: What was found too much, did not come back and is due after all, also beside a supplement.
        asked_less_fen: What of that was demanded, and is no longer; None for all of it.
        reduced_fen: What is not paid any more of what was not paid yet, also beside a debt.
        held: What was paid, came back, is demanded still and was given up (`policy.letters.held_money`).
        due_again_fen: What of that which was given up is due again.
        taken_fen: What a breach has taken back and is not due; less than nothing where that is due.
        changes: The letter that is changed: of the award, or of what was decided anew before.
        replaces: The letter of the same re-decision that this one takes the place of, where it was proposed once more.
        failures: The conditions that fail by the corrected facts, as of a refusal.
        dropped_fen: What the re-decision before found to be paid too much, and was not asked back after all.
        asked: What of a debt is asked back, and by which figures (`policy.letters.asked_back`).
        beside: What was demanded back besides as an error of its own, by the demand, in fen.
        parts: What becomes of the later parts of the award that come to less: each with its `part`, `before_fen` and `left_fen`.
        answer: Why what the enterprise stated against it was not followed, once it was decided; None where it stated nothing.
    """

    award: str
    outcome: Outcome
    facts: Mapping[str, Mapping[str, Json]]
    paper: str
    reason: str
    before_fen: int
    after_fen: int
    amount_fen: int
    relieved_fen: int = 0
    reduced_fen: int = 0
    held: Mapping[str, Json] = field(default_factory=dict)
    due_again_fen: int = 0
    taken_fen: int = 0
    changes: Cited | None = None
    replaces: Cited | None = None
    failures: Sequence[Mapping[str, Json]] = ()
    dropped_fen: int = 0
    asked: Mapping[str, Json] = field(default_factory=dict)
    asked_less_fen: int | None = None
    beside: Mapping[str, int] = field(default_factory=dict)
    answer: str | None = None
    parts: Sequence[Mapping[str, Json]] = ()


@dataclass(frozen=True, slots=True)
class Fallen:
    """A supplement that was on public notice and is not paid.

    Attributes:
        award: The number of the application.
        amount_fen: What it came to.
        reason: Why it fell.
        objected: Whether an objection brought it down; else the award has changed.
    """

    award: str
    amount_fen: int
    reason: str
    objected: bool


@dataclass(frozen=True, slots=True)
class Stopped:
    """A supplement that is not paid after all.

    Attributes:
        award: The number of the application.
        reason: Why, in the words of whoever decided it.
        failures: What was found before the payment, each with its `text` in both languages.
    """

    award: str
    reason: str
    failures: Sequence[Mapping[str, Json]] = ()


def redecision_intended(item: Item, matter: Matter, changed: Changed, until: date | None, language: str) -> Paper:
    """Return the paper that tells an enterprise what it would lose, and how to be heard."""
    paragraphs = [
        *_findings(item, changed, language),
        *_beside(changed, language),
        *_follows(changed, _INTENDED, language, decided=False),
        *_reduced(changed, language),
        *_of_parts(changed, language, decided=False),
        *takes_place_of(changed.replaces, language),
        basis_of(item, language),
        *([_ANSWER.in_language(language).format(day=day_in(language, until))] if until else []),
    ]
    return matter.paper("再告", _INTENDED_TITLE.in_language(language).format(title=titled(item, language)), paragraphs)


def redecision_notice(item: Item, matter: Matter, changed: Changed, bodies: Bodies, language: str) -> Paper:
    """Return the paper that tells an enterprise what was decided anew."""
    revoked = changed.outcome is Outcome.REDUCTION and not changed.after_fen
    paragraphs = [
        *_findings(item, changed, language),
        *_beside(changed, language),
        *_follows(changed, _REVOKED if revoked else _OUTCOMES.get(changed.outcome), language, decided=True),
        *_relieved(changed, language),
        *_reduced(changed, language),
        *_of_parts(changed, language, decided=True),
        *not_followed(changed.answer, language),
        *takes_place_of(changed.replaces, language),
        basis_of(item, language),
        _CONTEST.in_language(language).format(remedies=bodies.remedies(language)),
    ]
    return matter.paper("再决", _DECIDED_TITLE.in_language(language).format(title=titled(item, language)), paragraphs)


def _beside(changed: Changed, language: str) -> list[str]:
    if not changed.beside:
        return []
    numbers = ("、" if language != "en" else ", ").join(changed.beside)
    return [_BESIDE.in_language(language).format(amount=amount_in(language, sum(changed.beside.values())), numbers=numbers)]


def cited_decision(item: Item, matter: Matter, language: str) -> Cited:
    """Return the letter of what was decided anew, as another one cites it."""
    return Cited.of(matter.paper("再决", _DECIDED_TITLE.in_language(language).format(title=titled(item, language)), ()), language)


def revoked_anew(item: Item, redecided: Redecided, asked: str, language: str) -> str:
    """Return that an award is not due as it was decided anew: by which letter, and what was corrected. The conditions that fail follow."""
    facts = corrections(item, redecided.facts, language)
    return (
        (_REVOKED_AWARD if facts else _REVOKED_UPHELD)
        .in_language(language)
        .format(
            asked=asked,
            letter=redecided.letter.written(language),
            reason=redecided.reason.rstrip("。."),
            paper=redecided.paper.rstrip("。."),
            facts=facts,
        )
    )


def supplement_fallen(item: Item, matter: Matter, fallen: Fallen, decided: Cited, bodies: Bodies, language: str) -> Paper:
    """Return the paper that a supplement is not paid that was on public notice: by which letter it was intended, and why it fell."""
    title = titled(item, language)
    why = _FELL_BY_OBJECTION if fallen.objected else _FELL_WITH_AWARD
    said = _FALLEN.in_language(language).format(
        letter=decided.written(language),
        title=title,
        award=fallen.award,
        amount=amount_with_capitals(language, fallen.amount_fen),
        why=why.in_language(language).format(reason=fallen.reason.rstrip("。.")),
    )
    paragraphs = [said, basis_of(item, language), _CONTEST.in_language(language).format(remedies=bodies.remedies(language))]
    return matter.paper("再止", _FALLEN_TITLE.in_language(language).format(title=title), paragraphs)


def supplement_stopped(item: Item, matter: Matter, stopped: Stopped, decided: Cited, bodies: Bodies, language: str) -> Paper:
    """Return the paper that a supplement is not paid: by which letter it was due, what was found, and why."""
    title, letter = titled(item, language), decided.written(language)
    findings = findings_of(stopped.failures, language)
    paragraphs = [
        _STOPPED.in_language(language).format(title=title, award=stopped.award, letter=letter),
        *([_FINDINGS.in_language(language).format(findings=findings)] if findings else []),
        *([_REASON.in_language(language).format(reason=stopped.reason.rstrip("。."))] if stopped.reason else []),
        basis_of(item, language),
        _CONTEST.in_language(language).format(remedies=bodies.remedies(language)),
    ]
    return matter.paper("停", _STOPPED_TITLE.in_language(language).format(title=title), paragraphs)


def _follows(changed: Changed, words: Text | None, language: str, *, decided: bool) -> list[str]:
    """Return what follows: of a debt what is asked back, and else in the words of its outcome; what is relieved is said by itself."""
    if changed.outcome is Outcome.DEBT:
        return asked_back(changed.amount_fen, changed.asked, language, decided=decided)
    if words is None:
        return []
    return [words.in_language(language).format(amount=amount_with_capitals(language, changed.amount_fen))]


def _relieved(changed: Changed, language: str) -> list[str]:
    """Return what is asked back no longer, and of how much that is the share which a rule had asked."""
    alone = changed.outcome is Outcome.RELIEF
    ground_fen, words = (changed.amount_fen, _RELIEF) if alone else (changed.relieved_fen, _RELIEVED)
    if not ground_fen:
        return []
    asked_fen = ground_fen if changed.asked_less_fen is None else changed.asked_less_fen
    sentences = [words.in_language(language).format(amount=amount_with_capitals(language, asked_fen))]
    if asked_fen < ground_fen:
        ground, asked = amount_in(language, ground_fen), amount_in(language, asked_fen)
        sentences += [_OF_GROUND.in_language(language).format(ground=ground, asked=asked)]
    return [("" if language != "en" else " ").join(sentences)]


def _reduced(changed: Changed, language: str) -> list[str]:
    beside = changed.reduced_fen and changed.outcome is Outcome.DEBT
    return [_REDUCED.in_language(language).format(amount=amount_with_capitals(language, changed.reduced_fen))] if beside else []


def _of_parts(changed: Changed, language: str, *, decided: bool) -> list[str]:
    """Return which later parts of an award fall or come to less, the first one first; nothing of one that is paid at once."""
    words = (_PART_LOWERED, _PART_DROPPED) if decided else (_PART_WOULD_FALL, _PART_WOULD_DROP)
    said = [
        words[not one["left_fen"]]
        .in_language(language)
        .format(part=one["part"], before=amount_in(language, one["before_fen"]), left=amount_in(language, one["left_fen"]))
        for one in sorted(changed.parts, key=lambda part: part["part"])
    ]
    return [_PARTS.in_language(language).format(parts=("；" if language != "en" else "; ").join(said))] if said else []


def _findings(item: Item, changed: Changed, language: str) -> list[str]:
    facts = corrections(item, changed.facts, language)
    return [
        (_FOUND if facts else _UPHELD if changed.facts else _MISTAKEN)
        .in_language(language)
        .format(
            title=titled(item, language),
            award=changed.award,
            changes=_CHANGES.in_language(language).format(letter=changed.changes.written(language)) if changed.changes else "",
            reason=changed.reason.rstrip("。."),
            paper=changed.paper.rstrip("。."),
            facts=facts,
        ),
        _reckoned(changed, is_upheld=bool(changed.facts) and not facts)
        .in_language(language)
        .format(before=amount_in(language, changed.before_fen), after=amount_in(language, changed.after_fen)),
        *([_NOT_ASKED.in_language(language).format(amount=amount_in(language, changed.dropped_fen))] if changed.dropped_fen else []),
        *_unmet(item, changed.failures, language),
        *what_became(changed.held, changed.due_again_fen, changed.taken_fen, language),
    ]


def _reckoned(changed: Changed, *, is_upheld: bool) -> Text:
    if changed.before_fen == changed.after_fen:
        return _RECKONED_SAME
    return _RECKONED_UPHELD if is_upheld else _RECKONED


def _unmet(item: Item, failures: Sequence[Mapping[str, Json]], language: str) -> list[str]:
    if not failures:
        return []
    sentences = (stated(item, failure, language) for failure in failures)
    return [_UNMET.in_language(language).format(unmet=("；" if language != "en" else "; ").join(sentences))]
