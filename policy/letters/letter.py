"""决定通知书。A letter that can be read aloud: what was asked, what was decided and why, how the amount came about, what happens next.

Nothing in it needs the law beside it. Conditions that hold are in an annex, because a reader looks for what concerns her. The sentences
about amounts (`policy.letters.calculation`) and about failed conditions (`policy.letters.refusal_reasons`) follow the form of the clause.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from policy.judging.documents import APPLICANT_TYPES
from policy.judging.provenance import OLDER_POLICY
from policy.language.facts import Json, Kind
from policy.language.items import Outcome, Process
from policy.letters.annex import annex
from policy.letters.bodies import Bodies
from policy.letters.calculation import sentences_of
from policy.letters.decision import UNSUPPORTED, Decision, Standing, what_follows
from policy.letters.ended import ended
from policy.letters.instalment_notice import parts_of_award
from policy.letters.investment_terms import terms_said
from policy.letters.older_policy import OLDER_APPLIES, older_policy_applies
from policy.letters.paper import Paper, department_name, indented, set_paper
from policy.letters.redecision_notice import revoked_anew
from policy.letters.refusal_reasons import failed_in, ground, remedies, remedy_of_stated, stated
from policy.letters.refused import refused, reopened
from policy.letters.sources import sources
from policy.letters.stopped_payment import STOPPED, ended_by_suspension, stopped_payment
from policy.letters.wording import Told, amount_with_capitals, day_in, lowered, noun, quoted
from policy.opinions_2022_8 import DOCUMENT_ID, DOCUMENT_TITLE
from policy.processes.application.lifecycle import Stage
from policy.text import Text

if TYPE_CHECKING:
    from policy.judging.assessment import AssessmentResult
    from policy.language.items import Item


_HEADINGS: Final = {
    Standing.INTENDED: ("拟支", Text("关于{title}申请的拟支持告知书", "Notice of intended support: {title}")),
    Standing.AWARDED: ("支", Text("关于{title}申请的支持决定通知书", "Notice of award: {title}")),
    Standing.REFUSED: ("不支", Text("关于{title}申请的不予支持决定书", "Notice of refusal: {title}")),
    Standing.OLDER_POLICY: ("适", OLDER_APPLIES),
    Standing.OFFERED: ("告", Text("关于{title}免申即享的告知书", "Offer without application: {title}")),
    Standing.PENDING: ("办", Text("关于{title}申请的办理情况", "Progress: {title}")),
    Standing.REOPENED: ("复", Text("关于{title}申请的复核意见书", "Notice of reconsideration: {title}")),
    Standing.ENDED: ("终", Text("关于{title}申请的终止通知书", "Notice that an application has ended: {title}")),
}
_OFFER_ENDED: Final = ("终", Text("关于{title}免申即享的终止通知书", "Notice that an offer has ended: {title}"))
_UNACCEPTED: Final = ("不受", Text("关于{title}申请的不予受理通知书", "Notice that an application is not taken in: {title}"))
_STOPPED: Final = ("停", STOPPED)
_TRIAL: Final = Text("关于{title}的核定意见", "Assessment: {title}")
_ON_TRIAL: Final = Text("所填申报信息", "This is an assessment of the facts given")
_ASKED: Final = Text("贵单位就{title}{about}提出的申请", "You applied for {title}{about}")
_OFFERED_AS: Final = Text("我局告知贵单位免申即享的{title}{about}", "We offered you {title}{about} without an application")
_ABOUT: Final = Text("（{facts}）", " ({facts})")
_ABOUT_FACT: Final = Text("{name}：{value}", "{name}: {value}")

_INTENDED: Final = Text(
    "{asked}，经审查，拟予支持，拟支持金额为{amount}。本告知书不是支持决定；公示无异议的，另行作出支持决定。",
    "{asked}. We have examined your application and intend to support it with {amount}. "
    "Nothing is granted yet: the decision follows once nobody has objected during the public notice.",
)
_GRANTED: Final = Text(
    "{asked}，经审查并公示无异议，决定给予支持，支持金额为{amount}。",
    "{asked}. We have examined your application, nobody objected to it, and we grant you {amount}.",
)
_GRANTED_AFTER_OBJECTION: Final = Text(
    "{asked}，经审查并公示，公示期间收到的异议经核实不成立，决定给予支持，支持金额为{amount}。",
    "{asked}. We have examined your application; an objection to it during the public notice was looked into and dismissed, "
    "and we grant you {amount}.",
)
_OFFERED: Final = Text(
    "经年度核算，贵单位符合{title}的条件，无需申请；按现有数据，核算的支持金额为{amount}。确认和审定之前不构成支持决定。",
    "In this year's assessment of everybody we found that you meet the conditions of {title}. You need not apply; by the figures we have, "
    "{amount} are due. Nothing is granted before you have confirmed and the amount has been approved.",
)
_GRANTED_IN_KIND: Final = Text("{asked}，经审查，{what}。", "{asked}. We have examined your application: {what}.")
_ASSESSED: Final = Text(
    "{asked}，经审查符合条件，核算的支持金额为{amount}。该金额须经审定和公示，此前不构成支持决定。",
    "{asked}. You meet the conditions, and the amount was worked out as {amount}. "
    "It still has to be approved; until then nothing is granted.",
)
_AWAITS_SHARE: Final = Text(
    "{asked}，经审查符合条件，按公式核算的金额为{amount}。本批次的申请列入一份名单一并审定，设有总额的统一按比例分配，审定之前不构成支持决定。",
    "{asked}. You meet the conditions, and by the formula {amount} are due. One list decides all applications of the window, and shares "
    "the ceiling in proportion where there is one; until then nothing is granted.",
)
_TRIED: Final = Text(
    "按所填申报信息测算，可予支持，金额为{amount}。本意见不是对申请的决定。",
    "On the facts given, an award of {amount} would be due. This is not a decision on an application.",
)
_TRIED_REFUSED: Final = Text(
    "按所填申报信息测算，不符合支持条件。本意见不是对申请的决定。",
    "On the facts given, no support is due. This is not a decision on an application.",
)
_UNDECIDED: Final = {
    Outcome.NEEDS_PARAMETER: Text(
        "{asked}已经审查，没有发现不符合的条件，但还不能核定：条款规定{missing}由实施细则确定，目前尚无施行中的实施细则。"
        "实施细则由{department}提出，施行后继续办理，贵单位无需重新申请。",
        "{asked}. We found no condition unmet, but it cannot be assessed yet: the clause leaves {missing} to an implementing rule, and no "
        "such rule is in force. The rule is for the {department} to propose; once it is in force we go on, "
        "and you need not apply again.",
    ),
    Outcome.REFER: Text(
        "{asked}已经审查。是否支持及支持金额由{body}审议确定，确定之前不构成支持。",
        "{asked}. The clause has no formula for this: a committee considers each case and decides whether and with how much to support it. "
        "Until it has decided, nothing is granted.",
    ),
    Outcome.NO_GRANT: Text(
        "{asked}已经收到。该事项不涉及资金申报，由{department}答复和办理。",
        "{asked}. This is guidance and carries no money; the {department} will answer you.",
    ),
}
_UNDER_WAY: Final = Text("{asked}正在办理，尚未作出决定。", "{asked}. It is being handled; nothing has been decided yet.")
_OLDER_POLICY: Final = Text(
    "{asked}已经审查，各项条件均已满足。但此前同类政策可支持{older}，高于本意见的支持标准；适用何项政策须经审批，审批之前不构成支持。",
    "{asked}. You meet the conditions, but an older policy would give {older}, which is more than the Opinions in force. "
    "Which of the two applies is for an approver to decide; until then nothing is granted.",
)
_IN_KIND: Final = {
    Outcome.IN_KIND: Text(
        "可以享受所申请的政策优惠；这项支持不发放资金", "you are entitled to the benefits you asked for; no money is paid for them"
    ),
    Outcome.RECOGNISED: Text(
        "资格予以保留，直至证书有效期满；这项支持不发放资金", "the qualification is kept until it expires; no money is paid"
    ),
}

_CALCULATED: Final = Text("支持金额核算如下：{sentences}。", "This is how the amount came about: {sentences}.")
_CASE_BY_CASE: Final = {"how": "按“一事一议”办理", "amount": "支持金额"}
_EQUITY: Final = {"how": "以股权投资方式支持", "amount": "投资金额"}
_BY_COMMITTEE: Final = Text(
    "该事项{how}，经{body}审议确定{amount}。",
    "The clause has no formula for this; a committee considered the case and set the amount.",
)
_NOT_THE_SAME: Final = Text(
    "经向登记机关核实，该统一社会信用代码登记的单位为“{now}”（{now_kind}），与申请时的“{before}”（{before_kind}）不是同一单位",
    "By the register this credit code is that of “{now}” ({now_kind}), which is not the “{before}” ({before_kind}) that applied",
)
_REASON: Final = Text("{refusal}的理由：{reason}", "The reason {refusal} is: {reason}")
_ONE_GROUND: Final = Text("{refusal}的理由：", "The reason {refusal} is this.")
_GROUNDS: Final = Text("{refusal}的理由有以下{number}项。", "There are {number} reasons {refusal}:")
_REMEDY: Final = Text("处理建议及救济途径：{sentences}", "What you can do: {sentences}")
_BASIS: Final = Text(
    "以上依据《{title}》（{document}）{citation}和第七部分“保障措施”{rules}。",
    "This is based on clause {clause} ({citation}) of the {title} ({document}) and on its general terms{rules}.",
)
_RULES: Final = Text("，以及{rules}", ", and on {rules}")
_RULE: Final = Text("自{since}起施行的实施细则", "the implementing rule in force since {since}")
_SUPERIOR_RULE: Final = Text(
    "上位政策《{title}》（{document}，自{since}起调低支持标准）",
    "the superior policy “{title}” ({document}), lowering the support from {since}",
)
_NUMBERED_RULE: Final = Text("实施细则（{document}，自{since}起施行）", "the implementing rule {document}, in force since {since}")


def letter(result: AssessmentResult, language: str = "zh") -> str:
    """Write the letter of a document that somebody tries out: what its assessment comes to.

    Args:
        result: What was assessed.
        language: "zh" or "en".

    Returns:
        Plain text, a paragraph a line; amounts in yuan. A refusal says of every condition that failed what was found and what is required.
    """
    told = Told(result.item, result.tree, language)
    paragraphs = [_titled(_TRIAL, result.item, language), ""]
    if result.outcome is Outcome.AWARD:
        paragraphs += [told.say(_TRIED, amount=amount_with_capitals(language, result.award_fen or 0)), _calculated(told, None)]
    elif result.outcome is Outcome.REJECT:
        paragraphs += [told.say(_TRIED_REFUSED), *_grounds(told, UNSUPPORTED, reconsideration=False)]
    else:
        paragraphs += [_undecided(told, told.say(_ON_TRIAL))]
    paragraphs += [_basis(result.item, result.tree, language)]
    return "\n".join(indented(paragraphs, language) + annex(told, amounts=result.outcome is Outcome.AWARD))


def letter_of_application(item: Item, decision: Decision, tree: Mapping[str, Json] | None, bodies: Bodies, language: str = "zh") -> str:
    """Write the letter of an application, as `paper_of_application` has it, as plain text, a paragraph a line."""
    return set_paper(paper_of_application(item, decision, tree, bodies, language), language)


def paper_of_application(item: Item, decision: Decision, tree: Mapping[str, Json] | None, bodies: Bodies, language: str) -> Paper:
    """Return the letter of an application from what is stored of it.

    Args:
        item: What was applied for.
        decision: The decision on the application.
        tree: The explanation tree of its assessment; None where it was refused before there was one.
        bodies: The bodies it names besides the department.
        language: "zh" or "en".

    Returns:
        What was decided, why, what follows, who signs; what was examined is in an annex.
    """
    told = Told(item, tree, language, bodies) if tree else None
    outcome = Outcome(tree["outcome"]) if tree else None
    asked = _asked(item, tree, language, offered=decision.offered)
    word, heading = _heading(decision)
    # What was examined before it was approved is not why it ends.
    examined = None if decision.stopped or decision.objected or decision.standing is Standing.REOPENED else told
    shared = decision.formula_fen is not None and told is not None and told.shares_its_cap
    given = outcome is Outcome.AWARD and decision.standing in {Standing.OFFERED, Standing.PENDING, Standing.INTENDED, Standing.AWARDED}
    return Paper(
        word=word,
        title=_titled(heading, item, language),
        number=decision.number,
        addressee=decision.addressee,
        department=decision.department or item.departments[0],
        day=decision.decided_on,
        paragraphs=[
            *_said(item, decision, told, asked, language),
            _basis(item, tree, language),
            *what_follows(decision, outcome, bodies, language),
        ],
        annexes=[*annex(examined, amounts=given, shared=shared), *sources(examined)] if examined else (),
        to_person=bool(tree and tree["facts"]["applicant"]["type"] == "person"),
        ordinal=decision.ordinal,
    )


def _heading(decision: Decision) -> tuple[str, Text]:
    """Return the word of a letter's number, and its title."""
    if decision.is_reconsidered or decision.standing is Standing.REOPENED:
        return _HEADINGS[Standing.REOPENED]
    if decision.stopped:
        return _STOPPED
    if decision.unaccepted:
        return _UNACCEPTED
    if decision.standing is Standing.ENDED and decision.offered:
        return _OFFER_ENDED
    return _HEADINGS[decision.standing]


def _said(item: Item, decision: Decision, told: Told | None, asked: str, language: str) -> Iterator[str]:
    """Yield what was decided, and why."""
    if decision.standing is Standing.REOPENED:
        yield from reopened(decision, asked, language)
    elif decision.is_reconsidered:
        yield refused(decision, asked, language)
        # What stopped or suspended it was told with the decision that is looked at again, and is no condition of the clause.
        found = () if decision.stopped or decision.suspended else decision.failures
        yield from _why_refused(item, replace(decision, failures=found), told, language)
    elif decision.stopped:
        yield from stopped_payment(decision, asked, language)
        yield from _why_refused(item, decision, told, language)
    elif decision.suspended:
        yield ended_by_suspension(decision, asked, language)
        yield from _why_refused(item, replace(decision, failures=()), told, language)
    elif decision.older:
        yield older_policy_applies(decision, decision.older, asked, decision.department or item.departments[0], language)
    elif decision.redecided:
        yield revoked_anew(item, decision.redecided, asked, language)
        yield from _why_refused(item, decision, told, language)
    elif decision.standing is Standing.REFUSED:
        yield refused(decision, asked, language)
        yield from _why_refused(item, decision, told, language)
    elif decision.standing is Standing.ENDED:
        yield from ended(item, decision, asked, language)
    else:
        yield from _decided(item, told, decision, asked, language)


def _asked(item: Item, tree: Mapping[str, Json] | None, language: str, *, offered: bool = False) -> str:
    """Say what was asked for, or offered to whoever did not ask, with the numbers and years that tell it from any other."""
    facts = tree["facts"] if tree else {}
    subject = [fact for fact in item.facts if fact.code in item.subject and fact.kind in {Kind.TEXT, Kind.YEAR} and fact.code in facts]
    named = (
        _ABOUT_FACT.in_language(language).format(name=lowered(fact.title.in_language(language)), value=facts[fact.code]) for fact in subject
    )
    listed = ("，" if language != "en" else ", ").join(named)
    about = _ABOUT.in_language(language).format(facts=listed) if listed else ""
    said = _OFFERED_AS if offered else _ASKED
    return said.in_language(language).format(title=quoted(item.title.in_language(language)), about=about)


def _titled(heading: Text, item: Item, language: str) -> str:
    title = item.title.in_language(language)
    return heading.in_language(language).format(title=title if language == "en" else quoted(title))


def _decided(item: Item, told: Told | None, decision: Decision, asked: str, language: str) -> Iterator[str]:
    """Say what was decided or assessed. Only a decision gives money: an amount that is merely assessed is called so."""
    if decision.standing is Standing.OFFERED:
        title, amount = quoted(item.title.in_language(language)), amount_with_capitals(language, decision.award_fen or 0)
        yield _OFFERED.in_language(language).format(title=title, amount=amount)
        if told:
            yield _calculated(told, None)
        return
    if told is None:
        return
    if decision.stage is Stage.ALLOCATION and decision.formula_fen is not None:
        yield told.say(_AWAITS_SHARE, asked=asked, amount=amount_with_capitals(told.language, decision.formula_fen))
        yield _calculated(told, None, decision.formula_fen)
        return
    if decision.award_fen is None:
        yield _undecided(told, asked)
        return
    granted = _GRANTED_AFTER_OBJECTION if decision.objections_dismissed else _GRANTED
    sentence = {Standing.AWARDED: granted, Standing.INTENDED: _INTENDED}.get(decision.standing, _ASSESSED)
    yield told.say(sentence, asked=asked, amount=amount_with_capitals(told.language, decision.award_fen))
    yield _calculated(told, decision.award_fen, decision.formula_fen, alone=decision.alone)
    if decision.instalments:
        yield parts_of_award(decision.instalments, language)
    if decision.invests_on:
        yield terms_said(language, decision.award_fen, decision.invests_on)


def _undecided(told: Told, asked: str) -> str:
    outcome = Outcome(told.tree["outcome"])
    if outcome in _IN_KIND:
        return told.say(_GRANTED_IN_KIND, asked=asked, what=told.say(_IN_KIND[outcome]))
    if outcome is Outcome.REFER and told.item.outcome is not Outcome.REFER:
        return told.say(_OLDER_POLICY, asked=asked, older=told.yuan(told.tree["facts"][OLDER_POLICY]))
    missing = (noun(told.item.parameters[name].title, told.language) for name in told.tree["missing_parameters"])
    department = department_name(told.item.departments[0], told.language)
    return told.say(
        _UNDECIDED.get(outcome, _UNDER_WAY),
        asked=asked,
        missing=("、" if not told.english else " and ").join(missing),
        department=department,
        body=told.bodies.case_by_case,
    )


def _calculated(told: Told, decided_fen: int | None, formula_fen: int | None = None, *, alone: bool = False) -> str:
    if "formula_amount" not in told.figures:
        return told.say(_BY_COMMITTEE, body=told.bodies.case_by_case, **(_EQUITY if told.item.process is Process.EQUITY else _CASE_BY_CASE))
    return told.say(_CALCULATED, sentences=lowered(sentences_of(told, decided_fen, formula_fen, alone=alone)))


def _why_refused(item: Item, decision: Decision, told: Told | None, language: str) -> Iterator[str]:
    if decision.reason:
        reason = decision.reason if decision.reason.endswith(("。", ".")) else decision.reason + ("。" if language != "en" else ".")
        if decision.identity:
            yield _not_the_same(decision.identity, language)
        yield _REASON.in_language(language).format(refusal=decision.refusal.in_language(language), reason=reason)
    if told:
        yield from _grounds(told, decision.refusal, reconsideration=decision.open_to_reconsideration)
    elif decision.failures:
        yield from _numbered([stated(item, failure, language) for failure in decision.failures], decision.refusal, language)
        remedy = remedy_of_stated(language, reconsideration=decision.open_to_reconsideration)
        yield _REMEDY.in_language(language).format(sentences=remedy)


def _not_the_same(identity: Mapping[str, Json], language: str) -> str:
    before, now = identity["known"], identity["registered"]
    kinds = {"now_kind": now["kind"], "before_kind": before["kind"]}
    named = {key: APPLICANT_TYPES[kind].in_language(language).lower() for key, kind in kinds.items()}
    sentence = _NOT_THE_SAME.in_language(language).format(now=now["name"], before=before["name"], **named)
    return sentence + ("。" if language != "en" else ".")


def _grounds(told: Told, refusal: Text, *, reconsideration: bool) -> Iterator[str]:
    failed = failed_in(told.tree)
    if not failed or told.tree["outcome"] != Outcome.REJECT:
        return
    yield from _numbered([ground(told, node) for node in failed], refusal, told.language)
    if sentences := list(remedies(told, failed, reconsideration=reconsideration)):
        yield told.say(_REMEDY, sentences=("" if not told.english else " ").join(sentences))


def _numbered(sentences: Sequence[str], refusal: Text, language: str) -> Iterator[str]:
    stop, called = "。" if language != "en" else ".", refusal.in_language(language)
    if len(sentences) == 1:
        yield _ONE_GROUND.in_language(language).format(refusal=called) + ("" if language != "en" else " ") + sentences[0] + stop
        return
    yield _GROUNDS.in_language(language).format(refusal=called, number=len(sentences))
    yield from (f"{number}. {sentence}{stop}" for number, sentence in enumerate(sentences, start=1))


def _basis(item: Item, tree: Mapping[str, Json] | None, language: str) -> str:
    rules = ("、" if language != "en" else " and ").join(_rule(rule, language) for rule in tree["rules_in_force"]) if tree else ""
    return _BASIS.in_language(language).format(
        document=tree["document_id"] if tree else DOCUMENT_ID,
        title=DOCUMENT_TITLE.in_language(language),
        citation=item.cited,
        clause=item.clause,
        rules=_RULES.in_language(language).format(rules=rules) if rules else "",
    )


def _rule(rule: Mapping[str, Json], language: str) -> str:
    """Return a rule as a letter cites it: by the number of its document, which those stored before that was kept lack."""
    since = day_in(language, date.fromisoformat(rule["from"]))
    if superior := rule.get("superior"):
        return _SUPERIOR_RULE.in_language(language).format(title=superior["title"], document=rule.get("document_no"), since=since)
    return (_NUMBERED_RULE if "document_no" in rule else _RULE).in_language(language).format(document=rule.get("document_no"), since=since)
