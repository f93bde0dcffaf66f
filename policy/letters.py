"""决定书。A letter in plain words from an assessment: what was decided, every condition with its figure, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from policy.facts import Json
from policy.items import Outcome
from policy.money import write_yuan
from policy.opinions_2022_8 import DOCUMENT_ID
from policy.text import Text

if TYPE_CHECKING:
    from policy.assessment import AssessmentResult
    from policy.items import Item

_DECISIONS: Final = {
    Outcome.AWARD: Text("经核定, 给予支持 {amount} 元。", "An award of {amount} yuan is granted."),
    Outcome.REJECT: Text("经核定, 不予支持, 未满足的条件如下。", "No award is granted: the conditions marked below were not met."),
    Outcome.REFER: Text("本申请转由人工决定。", "This application is referred to a person for decision."),
    Outcome.NEEDS_PARAMETER: Text(
        "所需实施细则尚未施行, 暂不能核定: {missing}。", "It cannot be assessed until an implementing rule sets: {missing}."
    ),
    Outcome.NO_GRANT: Text("本事项为引导服务, 不发放资金。", "This item is guidance and carries no money."),
    Outcome.IN_KIND: Text("经核定, 可享受相应的政策优惠, 不发放资金。", "The benefit is granted in kind; no money is paid."),
    Outcome.RECOGNISED: Text("经核定, 资格保留至有效期满。", "The qualification is kept until it expires."),
}

_CAPPED: Final = Text("支持金额已按最高限额核减。", "The amount was reduced to the cap.")
_RECONSIDERATION: Final = Text(
    "如有异议, 可申请复核一次, 由其他经办人办理。", "You may ask for reconsideration once; another officer will handle it."
)
_TO: Final = Text("致 {addressee} (申请 {number})", "To {addressee} (application {number})")
_PROPOSED: Final = Text(
    "核定金额 {amount} 元, 须经审定方可给予支持。", "{amount} yuan were assessed; nothing is granted until it is approved."
)
_REFUSED: Final = Text("经审查, 不予支持。", "No award is granted.")
_REASON: Final = Text("理由: {reason}", "Reason: {reason}")
_ENDED: Final = Text(
    "申请已终止, 不再给予支持; 核定情况如下。", "The application has ended and nothing is granted. This is how it was assessed:"
)
_EARLIER: Final = Text("已计入的其他支持", "Other awards that were counted in")
_BASIS: Final = Text("依据: {document} {citation}", "Basis: {document} {citation}")
_LIMIT: Final = Text("(实际为 {figure}, 要求 {limit})", "(found {figure}, required {limit})")
_TERMS: Final = Text(
    "公示期满且无异议、签署持续经营承诺之后拨付。",
    "It is paid once the public notice has passed without objection and the commitment to stay is signed.",
)
_SECTIONS: Final = {
    "general_terms": Text("申请资格", "Who may apply"),
    "clause": Text("条款条件", "The clause's conditions"),
    "settlement": Text("金额核定", "The amount"),
}


class Standing(StrEnum):
    """What became of an application, as its letter says."""

    PENDING = "pending"
    AWARDED = "awarded"
    REFUSED = "refused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Decision:
    """An application's decision, to be put into a letter.

    Attributes:
        number: The application's number.
        addressee: The applicant's name.
        standing: What became of it.
        award_fen: The amount that was decided, which a committee may have set.
        reason: Why a person refused it, in their words.
        failures: The conditions found unmet before anything was assessed, each with a `text` in both languages and a `clause`.
        open_to_reconsideration: Whether the applicant may still ask for reconsideration.
    """

    number: str
    addressee: str
    standing: Standing
    award_fen: int | None = None
    reason: str | None = None
    failures: Sequence[Mapping[str, Json]] = ()
    open_to_reconsideration: bool = False


def letter(result: AssessmentResult, language: str = "zh") -> str:
    """Write the letter of an assessment.

    Args:
        result: What was decided.
        language: "zh" or "en".

    Returns:
        Plain text, one condition or figure a line; amounts in yuan. A refusal lists every condition that failed.
    """
    lines = [*_heading(result.item, result.document_id, language), *_outcome(result.item, result.tree, language)]
    lines += _explanation(result.tree, language, given=result.outcome is Outcome.AWARD)
    if result.outcome is Outcome.REJECT:
        lines += ["", _RECONSIDERATION.in_language(language)]
    return "\n".join(lines)


def letter_of_application(item: Item, decision: Decision, tree: Mapping[str, Json] | None, language: str = "zh") -> str:
    """Write the letter of an application from what is stored of it.

    Args:
        item: What was applied for.
        decision: What became of it.
        tree: The explanation tree of its assessment; None where it was refused before there was one.
        language: "zh" or "en".

    Returns:
        Plain text, with the amount that was decided, every condition, and the earlier awards that were counted in.
    """
    lines = [_TO.in_language(language).format(addressee=decision.addressee, number=decision.number), ""]
    lines += _heading(item, tree["document_id"] if tree else DOCUMENT_ID, language)
    lines += _decision(item, decision, tree, language)
    if not tree:
        lines += [f"  ✗ {one['text'].get(language, one['text']['zh'])} · {one['clause']}" for one in decision.failures]
    else:
        given = tree["outcome"] == Outcome.AWARD and decision.standing in {Standing.PENDING, Standing.AWARDED}
        lines += [*_explanation(tree, language, given=given), *_earlier_awards(tree, language)]
    if decision.open_to_reconsideration:
        lines += ["", _RECONSIDERATION.in_language(language)]
    return "\n".join(lines)


def _heading(item: Item, document_id: str, language: str) -> Iterator[str]:
    yield item.title.in_language(language)
    yield _BASIS.in_language(language).format(document=document_id, citation=item.citation)


def _outcome(item: Item, tree: Mapping[str, Json], language: str) -> Iterator[str]:
    sentence = _DECISIONS[Outcome(tree["outcome"])].in_language(language)
    yield sentence.format(amount=write_yuan(tree["award_fen"] or 0), missing=_named(item, tree["missing_parameters"], language))
    if tree["capped"]:
        yield _CAPPED.in_language(language)


def _decision(item: Item, decision: Decision, tree: Mapping[str, Json] | None, language: str) -> Iterator[str]:
    """Say what became of it. Only a decision gives money: an amount that is merely assessed is called so."""
    outcome = Outcome(tree["outcome"]) if tree else None
    if decision.standing is Standing.REFUSED:
        yield (_DECISIONS[Outcome.REJECT] if outcome is Outcome.REJECT else _REFUSED).in_language(language)
        if decision.reason:
            yield _REASON.in_language(language).format(reason=decision.reason)
    elif decision.standing is Standing.ENDED:
        yield _ENDED.in_language(language)
    elif decision.award_fen is not None:
        sentence = _DECISIONS[Outcome.AWARD] if decision.standing is Standing.AWARDED else _PROPOSED
        yield sentence.in_language(language).format(amount=write_yuan(decision.award_fen))
        if tree and tree["capped"]:
            yield _CAPPED.in_language(language)
        if decision.standing is Standing.AWARDED:
            yield _TERMS.in_language(language)
    elif tree:
        yield from _outcome(item, tree, language)


def _named(item: Item, parameters: Sequence[str], language: str) -> str:
    """Return what is missing in words; the code beside it is what an officer enters a rule with."""
    return ", ".join(f"{item.parameters[name].title.in_language(language)} ({name})" for name in parameters)


def _explanation(tree: Mapping[str, Json], language: str, *, given: bool) -> Iterator[str]:
    for section in tree["children"]:
        nodes, settled = section["children"], section["section"] == "settlement"
        if settled and not given:
            # What a refused or undecided claim would have come to promises what is not given; only its conditions are told.
            nodes = [node for node in nodes if "holds" in node and not node["holds"]]
        if nodes:
            yield ""
            yield f"{_SECTIONS[section['section']].in_language(language)} · {section['clause']}"
            yield from (_line(node, language) for node in nodes)


def _earlier_awards(tree: Mapping[str, Json], language: str) -> Iterator[str]:
    # Assessments of before the awards were named have none.
    if awards := tree.get("earlier_awards"):
        yield ""
        yield _EARLIER.in_language(language)
        yield from (f"    {award['number']}: {write_yuan(award['amount_fen'])}" for award in awards)


def _line(node: Mapping[str, Json], language: str) -> str:
    sentence = node["text"].get(language, node["text"]["zh"])
    if "holds" not in node:
        return f"    {sentence}: {_written(node['figure'], node['unit'])}"
    mark = "✓" if node["holds"] else "✗"
    figures = ""
    # A figure beside a condition that holds only makes the reader look for what is wrong with it.
    if "figure" in node and not node["holds"]:
        written = (_written(node[name], node["unit"]) for name in ("figure", "limit"))
        figures = " " + _LIMIT.in_language(language).format(**dict(zip(("figure", "limit"), written, strict=True)))
    return f"  {mark} {sentence}{figures}"


def _written(figure: int | str, unit: str) -> str:
    return write_yuan(int(figure)) if unit == "fen" else str(figure)
