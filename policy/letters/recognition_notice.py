"""认定的文书。The papers of a recognition: decided, refused, about to end, renewed, and how it may come to be revoked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.judging.recognised import RegisterKind
from policy.language.facts import Json
from policy.letters.bodies import Bodies
from policy.letters.matter import Matter, basis_of
from policy.letters.paper import Paper, department_name
from policy.letters.refusal_reasons import stated
from policy.letters.wording import because, day_in, quoted
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.notice.steps import NoticeEvent
from policy.processes.recognition.lifecycle import Event
from policy.text import Text

_GRANTED_TITLE: Final = Text("关于认定{kind}的决定书", "Decision to recognise: {kind}")
_GRANTED: Final = Text(
    "经审查并公示无异议，决定认定贵单位的{title}为{kind}，认定编号{entry}，自{begins}起{until}。",
    "After examination, and as nobody objected, we recognise your {title} as {kind}, under number {entry}, from {begins} {until}.",
)
_IMPORTED: Final = Text(
    "贵单位的{title}已列入认定登记册，类别为{kind}，认定编号{entry}，自{begins}起{until}。",
    "Your {title} is in the register of recognitions as {kind}, under number {entry}, from {begins} {until}.",
)
_KEPT: Final = Text(
    "经审查，贵单位在证书有效期内整体迁入，决定保留其高新技术企业资格，证书编号{entry}，自{begins}起{until}。",
    "After examination: you moved here whole while your certificate was valid, and keep your qualification as a high-tech enterprise, "
    "certificate {entry}, from {begins} {until}.",
)
_UNTIL: Final = Text("至{day}（含当日）有效", "until {day}, that day included")
_ENDLESS: Final = Text("长期有效", "without an end")
_YEARLY: Final = Text("认定期间每年核查一次，不再符合条件的，依法撤销。", "It is looked at each year, and revoked if it no longer holds.")
_REFUSED_TITLE: Final = Text("关于不予认定{kind}的决定书", "Decision not to recognise: {kind}")
_REFUSED: Final = Text(
    "贵单位的{title}申请认定为{kind}，经审查，决定不予认定。", "You asked to have your {title} recognised as {kind}. It is not recognised."
)
_OBJECTED: Final = Text(
    "贵单位的{title}拟认定为{kind}，公示期间收到实名异议，经核实，异议成立，决定不予认定。",
    "Your {title} was to be recognised as {kind}. Somebody objected by name while this was on public notice; the objection was upheld, "
    "and it is not recognised.",
)
_NOT_TAKEN_TITLE: Final = Text("关于不予受理{kind}认定申请的决定书", "Decision not to take in a request for recognition: {kind}")
_NOT_TAKEN: Final = Text(
    "贵单位的{title}申请认定为{kind}，经审查，决定不予受理。",
    "You asked to have your {title} recognised as {kind}. The request is not taken in.",
)
_REFUSALS: Final[Mapping[str, tuple[Text, Text]]] = {
    AcceptanceEvent.ACCEPTANCE_REFUSED: (_NOT_TAKEN_TITLE, _NOT_TAKEN),
    NoticeEvent.OBJECTION_UPHELD: (_REFUSED_TITLE, _OBJECTED),
}
_REASON: Final = Text("理由：{reason}。", "The reason is: {reason}.")
_ENDING_TITLE: Final = Text("关于{kind}认定即将到期的提醒函", "Notice that a recognition is about to end: {kind}")
_ENDING: Final = Text(
    "贵单位的{title}认定为{kind}（认定编号{entry}），将于{day}期满。",
    "The recognition of your {title} as {kind} (number {entry}) ends on {day}.",
)
_RENEW: Final = Text("需要续期的，请在{by}前通过本系统提出。", "If it is to be renewed, please ask for it through this system by {by}.")
_KEPT_ENDS: Final = Text("需要继续保持资格的，请按规定重新申请高新技术企业认定。", "To keep the qualification, have it certified anew.")
_RENEWED_TITLE: Final = Text("关于{kind}认定续期的决定书", "Decision to renew a recognition: {kind}")
_RENEWED: Final = Text(
    "经核查，决定将贵单位的{title}（认定编号{entry}）续期，{until}。",
    "The recognition of your {title} (number {entry}) is renewed, {until}.",
)
_NOT_RENEWED_TITLE: Final = Text("关于{kind}认定不予续期的决定书", "Decision not to renew a recognition: {kind}")
_NOT_RENEWED: Final = Text(
    "经核查，决定对贵单位的{title}（认定编号{entry}）不予续期。", "The recognition of your {title} (number {entry}) is not renewed."
)
_INTENDED_TITLE: Final = Text("关于拟撤销{kind}认定的告知书", "Notice of an intended revocation: {kind}")
_INTENDED: Final = Text(
    "贵单位的{title}认定为{kind}（认定编号{entry}），拟自{day}起撤销。",
    "The recognition of your {title} as {kind} (number {entry}) is to be revoked from {day} on.",
)
_ANSWER: Final = Text(
    "请在{day}前陈述意见；逾期未提出的，视为放弃。", "Please say by {day} what speaks against it; silence is taken for nothing."
)
_REVOKED_TITLE: Final = Text("关于撤销{kind}认定的决定书", "Decision to revoke a recognition: {kind}")
_REVOKED: Final = Text(
    "决定撤销贵单位的{title}为{kind}的认定（认定编号{entry}），自{day}起不再有效。",
    "The recognition of your {title} as {kind} (number {entry}) is revoked; it does not count from {day} on.",
)
_UNDONE_TITLE: Final = Text("关于不予撤销{kind}认定的通知书", "Notice that a recognition is not revoked: {kind}")
_UNDONE: Final = Text(
    "我局曾告知拟撤销贵单位的{title}为{kind}的认定（认定编号{entry}）。经审定，不予撤销，原告知书不再执行，该项认定继续有效。",
    "You were told that the recognition of your {title} as {kind} (number {entry}) was to be revoked. "
    "It is not: that notice has no effect, and the recognition stands.",
)
_HEARD: Final = Text("贵单位的陈述意见经审核，未予采纳。", "What you said against it was considered, and does not change the decision.")
_CONTEST: Final = Text("如不服本决定，可以{remedies}。", "If you do not accept this decision, you may {remedies}.")
_AGAIN: Final = Text("符合条件后，可以重新申请认定。", "Once the conditions hold it may be asked for again.")
_NOTICE_TITLE: Final = Text("关于拟认定{kind}的公示", "Public notice of an intended recognition: {kind}")
_NOTICE: Final = Text(
    "经审查，拟认定{enterprise}的{title}为{kind}，现予公示。", "After examination {title} of {enterprise} is to be recognised as {kind}."
)
_PERIOD: Final = Text("公示期自{begun}起至{until}止。", "The notice runs from {begun} to {until}.")
_OBJECT: Final = Text(
    "公示期内如有异议，请通过本系统向{department}实名提出，写明姓名、联系方式、异议理由和依据；提出异议者的身份予以保密。",
    "If you object, please do so by name through this system while the notice runs, with your contact and your grounds; "
    "the {department} rules on it and keeps your name to itself.",
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """What is, was or is to be recognised.

    Attributes:
        kind: What kind of entry it is.
        title: What it is.
        entry_no: Its number in the register; empty before there is one.
        valid_from: Its first day; None before it has one.
        valid_until: Its last day, if it has one.
    """

    kind: RegisterKind
    title: str
    entry_no: str = ""
    valid_from: date | None = None
    valid_until: date | None = None

    def words(self, language: str) -> dict[str, str]:
        """Return what its papers name."""
        until = (
            _UNTIL.in_language(language).format(day=day_in(language, self.valid_until))
            if self.valid_until
            else _ENDLESS.in_language(language)
        )
        title = quoted(self.title)
        return {
            "kind": quoted(self.kind.title.in_language(language)),
            "title": title,
            "entry": self.entry_no,
            "begins": day_in(language, self.valid_from) if self.valid_from else "",
            "until": until,
            "day": day_in(language, self.valid_until) if self.valid_until else "",
        }


def recognition_granted(said: Recognised, matter: Matter, bodies: Bodies, language: str, *, imported: bool = False) -> Paper:
    """Return the paper that something is recognised, or that a certificate is kept."""
    words, kept = said.words(language), said.kind.kept
    sentence = _KEPT if kept else _IMPORTED if imported else _GRANTED
    paragraphs = [
        sentence.in_language(language).format(**words),
        basis_of(said.kind.item, language),
        *([] if kept else [_YEARLY.in_language(language)]),
        _contest(bodies, language),
    ]
    return matter.paper("认", _GRANTED_TITLE.in_language(language).format(**words), paragraphs)


def recognition_refused(
    said: Recognised,
    matter: Matter,
    failures: Sequence[Mapping[str, Json]],
    reason: str,
    bodies: Bodies,
    language: str,
    at: str = Event.RECOGNITION_REFUSED,
) -> Paper:
    """Return the paper that something is not recognised, or not taken in, and why: by conditions that do not hold, or as somebody says."""
    title, sentence = _REFUSALS.get(at, (_REFUSED_TITLE, _REFUSED))
    words = said.words(language)
    reasons = [*(stated(said.kind.item, failure, language) for failure in failures), *([reason] if reason else [])]
    paragraphs = [
        sentence.in_language(language).format(**words),
        *because(_REASON, reasons, language),
        basis_of(said.kind.item, language),
        _AGAIN.in_language(language),
        _contest(bodies, language),
    ]
    return matter.paper("不认", title.in_language(language).format(**words), paragraphs)


def recognition_ending(said: Recognised, matter: Matter, by: date | None, language: str) -> Paper:
    """Return the paper that something is about to end, and by when its renewal is asked for."""
    words = said.words(language)
    renew = [_RENEW.in_language(language).format(by=day_in(language, by))] if by else []
    paragraphs = [_ENDING.in_language(language).format(**words), *([_KEPT_ENDS.in_language(language)] if said.kind.kept else renew)]
    return matter.paper("认提", _ENDING_TITLE.in_language(language).format(**words), [*paragraphs, basis_of(said.kind.item, language)])


def recognition_renewed(said: Recognised, matter: Matter, language: str) -> Paper:
    """Return the paper that something is renewed."""
    words = said.words(language)
    paragraphs = [_RENEWED.in_language(language).format(**words), basis_of(said.kind.item, language)]
    return matter.paper("认续", _RENEWED_TITLE.in_language(language).format(**words), paragraphs)


def renewal_refused(said: Recognised, matter: Matter, reason: str, bodies: Bodies, language: str) -> Paper:
    """Return the paper that something is not renewed."""
    words = said.words(language)
    paragraphs = [
        _NOT_RENEWED.in_language(language).format(**words),
        _REASON.in_language(language).format(reason=_plain(reason)),
        basis_of(said.kind.item, language),
        _contest(bodies, language),
    ]
    return matter.paper("不续", _NOT_RENEWED_TITLE.in_language(language).format(**words), paragraphs)


def revocation_intended(said: Recognised, matter: Matter, ends_on: date, reason: str, by: date | None, language: str) -> Paper:
    """Return the paper that something is to be revoked, why, and by when its holder is heard."""
    words = said.words(language) | {"day": day_in(language, ends_on)}
    paragraphs = [
        _INTENDED.in_language(language).format(**words),
        _REASON.in_language(language).format(reason=_plain(reason)),
        basis_of(said.kind.item, language),
        *([_ANSWER.in_language(language).format(day=day_in(language, by))] if by else []),
    ]
    return matter.paper("撤告", _INTENDED_TITLE.in_language(language).format(**words), paragraphs)


def recognition_kept(said: Recognised, matter: Matter, reason: str, language: str) -> Paper:
    """Return the paper that undoes the notice of an intended revocation: nothing is revoked, and why."""
    words = said.words(language)
    paragraphs = [_UNDONE.in_language(language).format(**words), *because(_REASON, [reason], language), basis_of(said.kind.item, language)]
    return matter.paper("不撤", _UNDONE_TITLE.in_language(language).format(**words), paragraphs)


def recognition_revoked(
    said: Recognised, matter: Matter, ends_on: date, reasons: Sequence[str], bodies: Bodies, language: str, *, heard: bool
) -> Paper:
    """Return the paper that something is revoked, from which day on, and why."""
    words = said.words(language) | {"day": day_in(language, ends_on)}
    paragraphs = [
        _REVOKED.in_language(language).format(**words),
        *because(_REASON, reasons, language),
        *([_HEARD.in_language(language)] if heard else []),
        basis_of(said.kind.item, language),
        _contest(bodies, language),
    ]
    return matter.paper("撤", _REVOKED_TITLE.in_language(language).format(**words), paragraphs)


def recognition_published(said: Recognised, matter: Matter, enterprise: str, until: date, language: str) -> Paper:
    """Return the paper that is on public notice; it addresses nobody in particular."""
    words = said.words(language)
    paragraphs = [
        _NOTICE.in_language(language).format(enterprise=enterprise, **words),
        basis_of(said.kind.item, language),
        _PERIOD.in_language(language).format(begun=day_in(language, matter.day), until=day_in(language, until)),
        _OBJECT.in_language(language).format(department=department_name(matter.department, language)),
    ]
    return matter.paper("认公", _NOTICE_TITLE.in_language(language).format(**words), paragraphs)


def _contest(bodies: Bodies, language: str) -> str:
    return _CONTEST.in_language(language).format(remedies=bodies.remedies(language))


def _plain(said: str) -> str:
    return said.rstrip("。.")
