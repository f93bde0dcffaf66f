"""揭榜方案的文书。The papers of a solution to a call: selected, in reserve or neither; refused, ended, accepted; how it is contested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from policy.language.facts import Json
from policy.language.items import Item
from policy.letters.bodies import Bodies
from policy.letters.matter import Matter, basis_of
from policy.letters.paper import Paper
from policy.letters.refusal_reasons import stated
from policy.letters.wording import day_in, quoted
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.notice.steps import NoticeEvent
from policy.processes.post_grant.lifecycle import Event
from policy.processes.reconsideration.steps import ReconsiderationEvent
from policy.text import Text


class _Form(NamedTuple):
    """What a paper is called, by which word it is numbered, what it says, and whether it can be contested."""

    word: str
    title: Text
    says: Text
    contested: bool = False


_REOPENED_TITLE: Final = Text("复核决定书", "Decision on reconsideration")
_FAILED_TITLE: Final = Text("后补助项目终止决定书", "Decision to end a post-grant project")
_ENDED_TITLE: Final = Text("方案终止告知书", "Notice that a solution has ended")
_FORMS: Final[Mapping[str, _Form]] = {
    Event.SOLUTION_REFUSED: _Form(
        "不受",
        Text("方案不予受理决定书", "Decision not to take in a solution"),
        Text("{asked}，经审查，不符合受理条件，决定不予受理。", "{asked}. It is not taken in."),
        contested=True,
    ),
    Event.FOUND_INELIGIBLE: _Form(
        "不选",
        Text("方案不予入选决定书", "Decision that a solution is not selected"),
        Text("{asked}，经核验，不符合参加条件，决定不予入选。", "{asked}. You do not meet the conditions, and it is not selected."),
        contested=True,
    ),
    NoticeEvent.OBJECTION_UPHELD: _Form(
        "不选",
        Text("方案不予入选决定书", "Decision that a solution is not selected"),
        Text(
            "{asked}，拟入选并予公示。公示期间收到实名异议，经核实，异议成立，决定不再入选。",
            "{asked}. It was to be selected and on public notice. Somebody objected by name meanwhile; the objection was examined and "
            "upheld, and it is selected no longer.",
        ),
        contested=True,
    ),
    ReconsiderationEvent.RECONSIDERATION_GRANTED: _Form(
        "复",
        _REOPENED_TITLE,
        Text(
            "{asked}。贵单位对不予入选的决定申请复核，经复核，撤销该决定，重新办理，办理结果另行告知。",
            "{asked}, and asked to have its refusal reconsidered. The refusal is revoked; your solution is handled anew, and you will be "
            "told what comes of it.",
        ),
    ),
    ReconsiderationEvent.RECONSIDERATION_DISMISSED: _Form(
        "复",
        _REOPENED_TITLE,
        Text(
            "{asked}。贵单位对不予入选的决定申请复核，经复核，维持原决定。",
            "{asked}, and asked to have its refusal reconsidered. The decision stands.",
        ),
        contested=True,
    ),
    Event.SELECTED: _Form(
        "拟选",
        Text("方案拟入选告知书", "Notice that a solution is to be selected"),
        Text(
            "{asked}，经评审和遴选，{as_runner_up}拟入选，自{day}起公示{notice_until}；公示无异议的，拟定任务书。",
            "{asked}. After evaluation it is to be selected{as_runner_up}, and is on public notice from {day}{notice_until}; "
            "its task book follows if nobody objects.",
        ),
    ),
    NoticeEvent.NOTICE_CLEARED: _Form(
        "入选",
        Text("方案入选通知书", "Notice that a solution is selected"),
        Text(
            "{asked}，公示无异议，确定入选。请等待任务书，并按期签署；任务书生效后按约定实施，验收合格并审计后给予后补助。",
            "{asked}. Nobody objected to it, and it is selected. Its task book follows, for you to sign in time; nothing is paid before "
            "what it says is delivered, accepted and audited.",
        ),
    ),
    Event.PUT_IN_RESERVE: _Form(
        "候补",
        Text("方案列为候补告知书", "Notice that a solution is in reserve"),
        Text(
            "{asked}，经评审和遴选，列为候补。资金拨付前入选单位退出的，按名次递补；不愿等待的，可以撤回。",
            "{asked}. After evaluation it is in reserve: if a winner drops out before anything is paid, the next takes its place. "
            "You may withdraw it.",
        ),
    ),
    Event.NOT_SELECTED: _Form(
        "未选",
        Text("方案未入选告知书", "Notice that a solution is not selected"),
        Text("{asked}，经评审和遴选，{as_reserve}未能入选。", "{asked}. After evaluation it is not selected{as_reserve}."),
        contested=True,
    ),
    Event.CALL_CANCELLED: _Form(
        "终止",
        _ENDED_TITLE,
        Text("{asked}。该征集已经取消，方案随之终止。", "{asked}. The call was cancelled, and your solution has ended with it."),
    ),
    AcceptanceEvent.CORRECTION_LAPSED: _Form(
        "终止",
        _ENDED_TITLE,
        Text("{asked}。因逾期未补正，方案终止。", "{asked}. It was not corrected in time, and has ended."),
    ),
    Event.TASK_BOOK_LAPSED: _Form(
        "终止",
        _ENDED_TITLE,
        Text(
            "{asked}，入选后逾期未签署任务书，不再入选，方案终止。",
            "{asked}. It was selected, but its task book was not signed in time; it is selected no longer, and has ended.",
        ),
        contested=True,
    ),
    Event.ACCEPTANCE_PASSED: _Form(
        "验",
        Text("后补助项目验收通知书", "Notice that a project is accepted"),
        Text("{asked}，项目通过验收，请提交审计报告。", "{asked}. The project is accepted; please hand in the auditor's report."),
    ),
    Event.ACCEPTANCE_FAILED: _Form(
        "项终",
        _FAILED_TITLE,
        Text("{asked}，项目未通过验收，决定终止。", "{asked}. The project was not accepted, and is ended."),
        contested=True,
    ),
    Event.PROJECT_TERMINATED: _Form(
        "项终",
        _FAILED_TITLE,
        Text("{asked}，项目未按任务书实施，决定终止。", "{asked}. The project did not go by its task book, and is ended."),
        contested=True,
    ),
    Event.PROJECT_REOPENED: _Form(
        "项复",
        _REOPENED_TITLE,
        Text(
            "{asked}。贵单位对项目终止申请复核，经复核，撤销原决定，项目恢复实施。",
            "{asked}, and asked to have the end of the project reconsidered. It is revoked, and the project goes on.",
        ),
    ),
    Event.FAILURE_UPHELD: _Form(
        "项复",
        _REOPENED_TITLE,
        Text(
            "{asked}。贵单位对项目终止申请复核，经复核，维持原决定。",
            "{asked}, and asked to have the end of the project reconsidered. The decision stands.",
        ),
        contested=True,
    ),
}
SOLUTION_PAPERS: Final = frozenset(_FORMS)
"""The events of a solution by which a paper of its own is issued."""
_ASKED: Final = Text("贵单位以方案{title}应征{call}（榜单序号{challenge}）", "You answered call {call}, challenge {challenge}, by {title}")
_AS_RUNNER_UP: Final = Text("因入选单位退出，按名次递补，", " in the place of a winner that dropped out")
_AS_RESERVE: Final = Text("候补期间没有递补，", ": it was in reserve, and took nobody's place")
_NOTICE_UNTIL: Final = Text("，至{day}止", " until {day}")
_SCORE: Final = Text("评审得分：{score}。", "Its score is {score}.")
_REASON: Final = Text("理由：{reason}。", "The reason is: {reason}.")
_ONCE: Final = Text("如有异议，可以在{day}前申请一次复核。", "You may ask once for reconsideration by {day}.")
_CONTEST: Final = Text("如不服本决定，可以{remedies}。", "If you do not accept this decision, you may {remedies}.")


@dataclass(frozen=True, slots=True)
class Told:
    """What a paper tells of a solution.

    Attributes:
        title: What the solution is called.
        call: The number of its call.
        challenge_no: Which challenge it answers.
        failures: The conditions that do not hold.
        reason: Why, where somebody said so.
        score: The score it is told with, in points; empty where it is told with none.
        stood_by: Whether it was in reserve.
        until: Until when reconsideration may be asked for; None where it may not.
        notice_until: The last day of its public notice.
    """

    title: str
    call: str
    challenge_no: int
    failures: Sequence[Mapping[str, Json]] = ()
    reason: str = ""
    score: str = ""
    stood_by: bool = False
    until: date | None = None
    notice_until: date | None = None


def numbered_with(event: str) -> list[str]:
    """Return the events whose papers are numbered together with an event's."""
    return [other for other, form in _FORMS.items() if form.word == _FORMS[event].word]


def solution_paper(item: Item, matter: Matter, event: str, told: Told, bodies: Bodies, language: str) -> Paper:
    """Return the paper an event of a solution issued.

    Args:
        item: What the call is about.
        matter: The solution; it bears the day of the event.
        event: What happened.
        told: What is told of it.
        bodies: Before whom it can be contested.
        language: "zh" or "en".
    """
    form = _FORMS[event]
    said = {
        "asked": _say(_ASKED, language, title=quoted(told.title), call=told.call, challenge=told.challenge_no),
        "as_runner_up": _AS_RUNNER_UP.in_language(language) if told.stood_by else "",
        "as_reserve": _AS_RESERVE.in_language(language) if told.stood_by else "",
        "day": day_in(language, matter.day),
        "notice_until": _say(_NOTICE_UNTIL, language, day=day_in(language, told.notice_until)) if told.notice_until else "",
    }
    reasons = [*(stated(item, failure, language) for failure in told.failures), *([told.reason] if told.reason else [])]
    paragraphs = [
        _say(form.says, language, **said),
        *([_say(_SCORE, language, score=told.score)] if told.score else []),
        *(_say(_REASON, language, reason=reason.rstrip("。.")) for reason in reasons),
        basis_of(item, language),
        *([_say(_ONCE, language, day=day_in(language, told.until))] if told.until else []),
        *([_say(_CONTEST, language, remedies=bodies.remedies(language))] if form.contested else []),
    ]
    return matter.paper(form.word, form.title.in_language(language), paragraphs)


def _say(text: Text, language: str, **words: object) -> str:
    return text.in_language(language).format(**words)
