"""决定书。A letter in plain words from an assessment: what was decided, every condition with its figure, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from policy.facts import Json
from policy.items import Outcome
from policy.money import write_yuan
from policy.text import Text

if TYPE_CHECKING:
    from policy.assessment import AssessmentResult

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
_BASIS: Final = Text("依据: {document} {citation}", "Basis: {document} {citation}")
_LIMIT: Final = Text("(实际 {figure}, 标准 {limit})", "(found {figure}, standard {limit})")
_SECTIONS: Final = {
    "general_terms": Text("申请资格", "Who may apply"),
    "clause": Text("条款条件", "The clause's conditions"),
    "settlement": Text("金额核定", "The amount"),
}


def letter(result: AssessmentResult, language: str = "zh") -> str:
    """Write the letter of an assessment.

    Args:
        result: What was decided.
        language: "zh" or "en".

    Returns:
        Plain text, one condition or figure a line; amounts in yuan. A refusal lists every condition that failed.
    """
    return "\n".join(_lines(result, language))


def _lines(result: AssessmentResult, language: str) -> Iterator[str]:
    item = result.item
    yield item.title.in_language(language)
    yield _BASIS.in_language(language).format(document=result.document_id, citation=item.citation)
    amount = write_yuan(result.award_fen or 0)
    yield _DECISIONS[result.outcome].in_language(language).format(amount=amount, missing=", ".join(result.missing_parameters))
    if result.capped:
        yield _CAPPED.in_language(language)
    for section in result.tree["children"]:
        nodes, settled = section["children"], section["section"] == "settlement"
        if settled and result.outcome is not Outcome.AWARD:
            # What a refused or undecided claim would have come to promises what is not given; only its conditions are told.
            nodes = [node for node in nodes if "holds" in node and not node["holds"]]
        if nodes:
            yield ""
            yield f"{_SECTIONS[section['section']].in_language(language)} · {section['clause']}"
            yield from (_line(node, language) for node in nodes)
    if result.outcome is Outcome.REJECT:
        yield ""
        yield _RECONSIDERATION.in_language(language)


def _line(node: Mapping[str, Json], language: str) -> str:
    sentence = node["text"].get(language, node["text"]["zh"])
    if "holds" not in node:
        return f"    {sentence}: {_written(node['figure'], node['unit'])}"
    mark = "✓" if node["holds"] else "✗"
    figures = ""
    if "figure" in node:
        written = (_written(node[name], node["unit"]) for name in ("figure", "limit"))
        figures = " " + _LIMIT.in_language(language).format(**dict(zip(("figure", "limit"), written, strict=True)))
    return f"  {mark} {sentence}{figures}"


def _written(figure: int | str, unit: str) -> str:
    return write_yuan(int(figure)) if unit == "fen" else str(figure)
