"""变更决定通知书。The paper that answers a change of an agreement: what was asked, what is decided and why, both versions, the remedies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from policy.language.facts import Json
from policy.language.items import Item
from policy.letters.bodies import Bodies
from policy.letters.matter import Matter, basis_of, titled
from policy.letters.paper import Paper
from policy.letters.wording import amount_in, day_in, quoted
from policy.processes.change.progress import Change
from policy.processes.change.steps import ChangeEvent
from policy.processes.change.terms import HEADINGS, SUBJECTS, Forms, title_of
from policy.text import Text
from policy.working_days import BEIJING

_TITLE: Final = Text("关于{title}项目变更申请的决定通知书", "Decision on the change of a project: {title}")
_ASKED: Final = Text(
    "贵单位于{day}提出的第{number}次变更申请（涉及{subjects}）收悉。申请理由：{reason}。",
    "We received on {day} your application no. {number} for a change ({subjects}). The reason you gave is: {reason}.",
)
_DECIDED: Final[Mapping[str, Text]] = {
    ChangeEvent.CHANGE_ACCEPTED: Text(
        "经研究，同意变更，自本通知书作出之日起按第{version}版执行。",
        "It is accepted; version {version} is in force from the day of this paper.",
    ),
    ChangeEvent.CHANGE_ADJUSTED: Text(
        "经研究，调整后同意变更，自本通知书作出之日起按第{version}版执行。调整理由：{reason}。",
        "It is accepted with changes; version {version} is in force from the day of this paper. The reason for the changes is: {reason}.",
    ),
    ChangeEvent.CHANGE_REFUSED: Text(
        "经研究，不同意变更，仍按原内容执行。理由：{reason}。", "It is refused, and what was agreed stands. The reason is: {reason}."
    ),
}
_FROM_TO: Final = Text("{name}：变更前为{before}；变更后为{after}。", "{name}. Before: {before}. From now on: {after}.")
_NOT_TAKEN: Final = Text(
    "申请变更的内容：{name}，现为{before}；申请变更为{after}。", "Not changed: {name}. In force: {before}. You asked for: {after}."
)
_SAME_SUPPORT: Final = Text("本次变更不增加支持金额。", "The change does not raise the support.")
_CONTEST: Final = Text("如不服本决定，可以{remedies}。", "If you do not accept it, you may {remedies}.")
_NOTHING: Final = Text("（未约定）", "(not agreed on)")
_MILESTONE: Final = Text("{title}（{due}，交付物：{deliverable}）", "{title} ({due}; deliverable: {deliverable})")
_PARTNER: Final = Text("{name}（{uscc}，承担：{part}）", "{name} ({uscc}; does: {part})")
_NONE: Final = Text("无", "none")


def change_notice(item: Item, matter: Matter, change: Change, forms: Forms, bodies: Bodies, language: str) -> Paper:
    """Return the paper that answers a change that was decided.

    Args:
        item: What the project is about.
        matter: The project; it bears the day of the decision.
        change: The change, decided.
        forms: The terms of the process, each with the form of its field.
        bodies: Before whom it can be contested.
        language: "zh" or "en".
    """
    subjects = ("、" if language != "en" else ", ").join(SUBJECTS[one].in_language(language) for one in change.subjects)
    asked = _ASKED.in_language(language).format(
        day=day_in(language, change.asked_at.astimezone(BEIJING)),
        number=change.number,
        subjects=subjects if language != "en" else subjects.lower(),
        reason=change.reason.rstrip("。."),
    )
    decided = _DECIDED[str(change.decided)].in_language(language).format(version=change.version, reason=change.decided_reason.rstrip("。."))
    sentence = _FROM_TO if change.version else _NOT_TAKEN
    versions = [_versions(sentence, one, forms, language) for one in (change.agreed if change.version else change.differences)]
    paragraphs = [
        asked,
        decided,
        *versions,
        *([_SAME_SUPPORT.in_language(language)] if change.version else []),
        basis_of(item, language),
        _CONTEST.in_language(language).format(remedies=bodies.remedies(language)),
    ]
    return matter.paper("变", _TITLE.in_language(language).format(title=titled(item, language)), paragraphs)


def _versions(sentence: Text, found: Mapping[str, Any], forms: Forms, language: str) -> str:
    code = found["code"]
    before, after = (terms_written(code, found[when], language) for when in ("before", "after"))
    return sentence.in_language(language).format(name=title_of(forms[code]).in_language(language), before=before, after=after)


def terms_written(code: str, value: Json, language: str) -> str:
    """Return a term of an agreement, such as its budget, as a sentence has it."""
    if value is None:
        return _NOTHING.in_language(language)
    match code:
        case "budget":
            rows = [HEADINGS[one["heading"]].in_language(language) + _space(language) + amount_in(language, one["fen"]) for one in value]
        case "milestones":
            rows = [
                _MILESTONE.in_language(language).format(**one | {"due": day_in(language, date.fromisoformat(one["due_on"]))})
                for one in value
            ]
        case "partners":
            rows = [_PARTNER.in_language(language).format(**one) for one in value] or [_NONE.in_language(language)]
        case "ends_on":
            rows = [day_in(language, date.fromisoformat(value))]
        case _:
            rows = [quoted(str(value).rstrip("。."))]
    return ("、" if language != "en" else ", ").join(rows)


def _space(language: str) -> str:
    return " " if language == "en" else ""
